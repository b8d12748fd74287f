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
 *	A symbolic link is followed if it is the caller's or root's. What is
 *	no regular file (a device, a pipe) is written to as it is.
 * @write: writes it; 0 or -errno
 * @what: handed to @write
 *
 * The new file is the caller's. It keeps the permissions of the old one, but
 * never a setuid, setgid or sticky bit, nor what another group may do.
 *
 * Return: 0; -EPERM if the file or pipe that is there is another user's; -ELOOP
 * if a link is another user's; other -errno. Nothing half-written stays.
 */
int whole_file_write(const char *path,
		     int (*write)(const void *what, FILE *to),
		     const void *what);

/**
 * whole_file_why() - what a failure of whole_file_write() means
 * @err: what it returned, below 0
 *
 * Return: for a person to read, after the name of the file.
 */
const char *whole_file_why(int err);

#endif /* SR_WHOLE_FILE_H */
