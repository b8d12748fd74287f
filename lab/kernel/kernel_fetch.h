/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: fetching a kernel from the distribution's packages into the cache.
 *
 * An entry of the cache is kernels/RELEASE/ with the unpacked packages in
 * root/, the drivers in modules/, and in the file debian the release that it
 * was built for; kernels/NAME is a link to the entry. Where the distribution
 * does not offer a kernel, kernels/NAME.absent says why.
 */
#ifndef SRLAB_KERNEL_FETCH_H
#define SRLAB_KERNEL_FETCH_H

#include "kernel_list.h"

/**
 * srlab_kernel_fetch() - fetch the newest kernel of a name into the cache
 * @list: the kernels there are
 * @name: which: "6.12"
 * @drivers: text of the list of drivers wanted
 * @error: one line on failure
 * @error_size: bytes in @error
 *
 * Does not download what is in the cache already; turns the link if there is a
 * newer one. The caller holds the cache's lock.
 *
 * Return: 0; -ENOENT if the distribution does not offer it; other -errno.
 */
int srlab_kernel_fetch(const struct srlab_kernel_list *list, const char *name,
		       const char *drivers, char *error, size_t error_size);

/**
 * srlab_codename() - this machine's release, as its own os-release names it
 * @codename: "bookworm"; the caller frees it
 * @error: one line on failure
 * @error_size: bytes in @error
 *
 * Return: 0 or -errno.
 */
int srlab_codename(char **codename, char *error, size_t error_size);

/**
 * srlab_kernel_collect_drivers() - make modules/ in an entry of the cache
 * @entry: path of the entry, with root/ in it
 * @release: the kernel's release
 * @drivers: text of the list of drivers wanted
 * @error: one line on failure
 * @error_size: bytes in @error
 *
 * Puts the new directory in the old one's place in one step. The caller holds
 * the cache's lock.
 *
 * Return: 0 or -errno.
 */
int srlab_kernel_collect_drivers(const char *entry, const char *release,
				 const char *drivers, char *error,
				 size_t error_size);

#endif /* SRLAB_KERNEL_FETCH_H */
