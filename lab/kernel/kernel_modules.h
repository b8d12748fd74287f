/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: the drivers that the lab takes from a kernel package: those that
 * lab/modules.list names and all they depend on, decompressed and flat.
 */
#ifndef SRLAB_KERNEL_MODULES_H
#define SRLAB_KERNEL_MODULES_H

#include <stddef.h>

/**
 * srlab_kernel_modules_collect() - collect drivers into a directory
 * @tree: the kernel's modules with depmod's tables: .../lib/modules/RELEASE
 * @list: text of the list of drivers wanted
 * @to: an empty directory; gets NAME.ko for each driver (with underscores), a
 *	file "order" with these file names one a line in an order in which each
 *	can be loaded, and a file "wanted" with the text of @list
 * @error: one line on failure
 * @error_size: bytes in @error
 *
 * Return: 0; -ENOENT if a driver that must be there is not; other -errno.
 */
int srlab_kernel_modules_collect(const char *tree, const char *list,
				 const char *to, char *error,
				 size_t error_size);

#endif /* SRLAB_KERNEL_MODULES_H */
