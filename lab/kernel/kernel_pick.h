/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: choosing the newest kernel of a series that the distribution offers. */
#ifndef SRLAB_KERNEL_PICK_H
#define SRLAB_KERNEL_PICK_H

#include "apt.h"
#include "kernel_list.h"

#include <stdbool.h>

/** enum srlab_package - the packages that a kernel consists of */
enum srlab_package {
	/** @SRLAB_PACKAGE_IMAGE: vmlinuz and drivers, or what needs these */
	SRLAB_PACKAGE_IMAGE,
	/** @SRLAB_PACKAGE_BASE: tables of what is built in, from 6.19 */
	SRLAB_PACKAGE_BASE,
	/** @SRLAB_PACKAGE_BINARY: vmlinuz, from 6.19 */
	SRLAB_PACKAGE_BINARY,
	/** @SRLAB_PACKAGE_MODULES: drivers, from 6.19 */
	SRLAB_PACKAGE_MODULES,
	/** @SRLAB_PACKAGE_HEADERS: headers of this flavour */
	SRLAB_PACKAGE_HEADERS,
	/** @SRLAB_PACKAGE_COMMON: headers that all flavours share */
	SRLAB_PACKAGE_COMMON,
	/** @SRLAB_PACKAGE_KBUILD: the build programs */
	SRLAB_PACKAGE_KBUILD,
	/** @SRLAB_PACKAGES: how many there are */
	SRLAB_PACKAGES,
};

/** struct srlab_pick - the kernel chosen */
struct srlab_pick {
	/** @release: uname -r of it; owned */
	char *release;
	/** @debian: the release it was built for: "trixie"; owned */
	char *debian;
	/**
	 * @packages: "name" or "name=version" of each package; owned. NULL:
	 * there is no such package, of the headers if they are not on offer
	 */
	char *packages[SRLAB_PACKAGES];
};

/**
 * srlab_kernel_pick() - choose the newest kernel of a series
 * @apt: a private apt with its lists fetched
 * @list: the kernels there are
 * @name: the kernel: "6.12", "6.12-trixie"
 * @codename: this machine's release: "bookworm"
 * @pick: the choice; the caller clears it with srlab_pick_clear()
 * @error: one line on failure
 * @error_size: bytes in @error
 *
 * Return: 0; -ENOENT if none is on offer; other -errno.
 */
int srlab_kernel_pick(const struct srlab_apt *apt,
		      const struct srlab_kernel_list *list, const char *name,
		      const char *codename, struct srlab_pick *pick,
		      char *error, size_t error_size);

/** srlab_pick_clear() - free what a pick holds; a zeroed one is fine */
void srlab_pick_clear(struct srlab_pick *pick);

/**
 * srlab_offer_is_for() - is this line for machines of this release?
 * @offer: the line
 * @codename: the release: "bookworm" matches bookworm and bookworm-security
 *
 * Return: true if it is.
 */
bool srlab_offer_is_for(const struct srlab_offer *offer, const char *codename);

/**
 * srlab_offer_counts() - may a line be used on a machine of this release?
 * @list: the kernels there are
 * @offer: one of its lines
 * @codename: the release
 *
 * A kernel comes from the machine's own release where that has it, else from
 * any that the list names.
 *
 * Return: true if it may.
 */
bool srlab_offer_counts(const struct srlab_kernel_list *list,
			const struct srlab_offer *offer, const char *codename);

/**
 * srlab_depends_find() - find a package in a Depends field by its name's start
 * @depends: "a (= 1), b | c, d"
 * @prefix: the start of the name
 * @package: "name" or "name=version"; the caller frees it
 *
 * Return: 0; -ENOENT if there is none; -ENOMEM.
 */
int srlab_depends_find(const char *depends, const char *prefix,
		       char **package);

#endif /* SRLAB_KERNEL_PICK_H */
