/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: minimal roots of Debian releases, for kernels whose modules need another
 * compiler and C library than this machine has.
 *
 * A root is made by mmdebstrap: as root, or in a user namespace (which needs
 * the package uidmap). It stands in the cache as roots/RELEASE/root, beside the
 * file "packages" with what was put into it. Programs run in it under
 * bubblewrap, which needs no privilege: they see the root read-only, and of
 * this machine only what is bound to its own path.
 */
#ifndef SRLAB_DEBIAN_ROOT_H
#define SRLAB_DEBIAN_ROOT_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel_list.h"

/** struct srlab_debian_root - a root, ready to run programs in */
struct srlab_debian_root {
	/** @usr: path of its /usr; owned */
	char *usr;
	/** @etc: path of its /etc; owned */
	char *etc;
};

/**
 * srlab_debian_root_get() - find a root in the cache, or make it
 * @release: "trixie"
 * @list: the kernels, for their compilers
 * @offline: never use the network; fail if it is not cached
 * @root: filled in; srlab_debian_root_clear() frees what it holds
 * @error: one line on failure
 * @error_size: bytes in @error
 *
 * Making shows progress on stderr. Nothing half-made stays.
 *
 * Return: 0 or -errno.
 */
int srlab_debian_root_get(const char *release,
			  const struct srlab_kernel_list *list, bool offline,
			  struct srlab_debian_root *root, char *error,
			  size_t error_size);

/** srlab_debian_root_clear() - free what a root holds; a zeroed one is fine */
void srlab_debian_root_clear(struct srlab_debian_root *root);

/** SRLAB_DEBIAN_ROOT_WORDS - most words srlab_debian_root_enter() writes */
#define SRLAB_DEBIAN_ROOT_WORDS 40

/**
 * srlab_debian_root_enter() - the words before a program's own arguments
 * @root: where it is to run
 * @readable: a directory of this machine that it may read
 * @writable: a directory of this machine that it may write
 * @words: written to, SRLAB_DEBIAN_ROOT_WORDS at most; borrows all strings
 *
 * Return: how many.
 */
size_t srlab_debian_root_enter(const struct srlab_debian_root *root,
			       const char *readable, const char *writable,
			       const char **words);

#endif /* SRLAB_DEBIAN_ROOT_H */
