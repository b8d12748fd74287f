/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: the list of kernels (lab/kernels.list): what there is, and in which
 * suites of the distribution which meta-packages stand for it.
 */
#ifndef SRLAB_KERNEL_LIST_H
#define SRLAB_KERNEL_LIST_H

#include <stdbool.h>
#include <stddef.h>

/** struct srlab_offer - one line: a place where a kernel may be found */
struct srlab_offer {
	/** @name: the kernel's name, its series first: "6.12"; owned */
	char *name;
	/** @suite: "bookworm-backports"; owned */
	char *suite;
	/**
	 * @image: meta-package of the image, or where the series has none (any
	 * more) a pattern for the images themselves, "linux-image-7.2.*", or
	 * the source that a debug kernel is built from; owned
	 */
	char *image;
	/**
	 * @headers: meta-package of the headers; beside a pattern it is not
	 * read, for the headers are named like the image; owned
	 */
	char *headers;
	/** @compiler: what its modules are built with: "gcc-12"; owned */
	char *compiler;
};

/** struct srlab_kernel_list - the list, in the file's order */
struct srlab_kernel_list {
	/** @offers: the lines; owned */
	struct srlab_offer *offers;
	/** @n_offers: entries in @offers */
	size_t n_offers;
};

/**
 * srlab_kernel_list_read() - read a list
 * @path: the file
 * @out: the list; the caller frees it with srlab_kernel_list_free()
 * @error: one line naming file, line and reason on failure
 * @error_size: bytes in @error
 *
 * Return: 0; -EINVAL if a line is wrong; other -errno if it cannot be read.
 */
int srlab_kernel_list_read(const char *path, struct srlab_kernel_list **out,
			   char *error, size_t error_size);

/** srlab_kernel_list_free() - free a list, also half-built; NULL is fine */
void srlab_kernel_list_free(struct srlab_kernel_list *list);

/**
 * srlab_kernel_list_has() - is there a kernel of this name?
 * @list: the list
 * @name: "6.12"
 *
 * Return: its first line, or NULL.
 */
const struct srlab_offer *
srlab_kernel_list_has(const struct srlab_kernel_list *list, const char *name);

/**
 * srlab_offer_is_debug() - is this the lab's own debug kernel?
 * @offer: the line
 *
 * It is built from source and not fetched, and "all" does not mean it.
 *
 * Return: true if it is.
 */
bool srlab_offer_is_debug(const struct srlab_offer *offer);

#endif /* SRLAB_KERNEL_LIST_H */
