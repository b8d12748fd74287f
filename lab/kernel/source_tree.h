/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: where the source tree is that this program was built from. */
#ifndef SRLAB_SOURCE_TREE_H
#define SRLAB_SOURCE_TREE_H

#include <stddef.h>

/**
 * srlab_source_path() - a path in the source tree
 * @path: the path, absolute; the caller frees it
 * @below: the part below the tree's root; "" for the root itself
 * @error: one line on failure
 * @error_size: bytes in @error
 *
 * The root is $SOFTRESERVE_SOURCE, or else the nearest directory above the
 * running program that holds the rule's header.
 *
 * Return: 0; -ENOENT if there is no such directory; -ENOMEM.
 */
int srlab_source_path(char **path, const char *below, char *error,
		      size_t error_size);

#endif /* SRLAB_SOURCE_TREE_H */
