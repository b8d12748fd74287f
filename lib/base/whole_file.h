/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: a file that is written as a whole, or not at all.
 */
#ifndef SR_WHOLE_FILE_H
#define SR_WHOLE_FILE_H

#include <stdio.h>

/**
 * whole_file_write() - make a file anew
 * @path: the file; what it held before stays until the new one is whole.
 *	A symbolic link is followed. What is no regular file (a device, a pipe)
 *	is written to as it is.
 * @write: writes it; 0 or -errno
 * @what: handed to @write
 *
 * Return: 0 or -errno; nothing half-written stays.
 */
int whole_file_write(const char *path,
		     int (*write)(const void *what, FILE *to),
		     const void *what);

#endif /* SR_WHOLE_FILE_H */
