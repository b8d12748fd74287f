/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: copying a file that may be compressed (.xz, .zst, .gz) to a plain one. */
#ifndef SRLAB_UNPACK_H
#define SRLAB_UNPACK_H

#include <stddef.h>

/**
 * srlab_unpack_file() - copy a file, decompressing it if it is compressed
 * @from: the file
 * @to: the plain copy; replaced if there
 * @error: one line on failure
 * @error_size: bytes in @error
 *
 * Return: 0 or -errno.
 */
int srlab_unpack_file(const char *from, const char *to, char *error,
		      size_t error_size);

#endif /* SRLAB_UNPACK_H */
