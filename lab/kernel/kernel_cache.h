/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: the kernels in the cache; kernel.h has what the lab's runs need. */
#ifndef SRLAB_KERNEL_CACHE_H
#define SRLAB_KERNEL_CACHE_H

#include "kernel.h"
#include "kernel_list.h"

/**
 * srlab_kernel_list_open() - read the lab's list of kernels
 * @list: the list; the caller frees it with srlab_kernel_list_free()
 * @error: one line on failure
 * @error_size: bytes in @error
 *
 * Return: 0 or -errno.
 */
int srlab_kernel_list_open(struct srlab_kernel_list **list, char *error,
			   size_t error_size);

/**
 * srlab_kernel_open() - a kernel as it is in the cache, without any making
 * @name: "6.12"
 * @out: the kernel; the caller frees it with srlab_kernel_free()
 *
 * Return: 0; -ENOENT if it is not in the cache; other -errno.
 */
int srlab_kernel_open(const char *name, struct srlab_kernel **out);

/**
 * srlab_kernel_absence() - why a kernel could not be had when last asked for
 * @name: "7.0"
 * @why: one line; the caller frees it
 *
 * Return: 0; -ENOENT if the distribution did offer it, or was never asked.
 */
int srlab_kernel_absence(const char *name, char **why);

/**
 * srlab_kernel_update() - fetch the newest kernel of a name, if newer
 * @name: "6.12"
 * @error: one line on failure
 * @error_size: bytes in @error
 *
 * Return: 0 or -errno.
 */
int srlab_kernel_update(const char *name, char *error, size_t error_size);

#endif /* SRLAB_KERNEL_CACHE_H */
