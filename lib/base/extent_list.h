/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: a list of pieces of the address space, in which to look things up.
 */
#ifndef SR_EXTENT_LIST_H
#define SR_EXTENT_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "rule.h"

/** struct sr_extent_list - disjoint and sorted once it was merged */
struct sr_extent_list {
	/** @items: owned */
	struct sr_extent *items;
	size_t n;
};

/** sr_extent_list_add() - add a piece, unless it is empty; 0 or -ENOMEM */
int sr_extent_list_add(struct sr_extent_list *list, uint64_t start,
		       uint64_t size);

/** sr_extent_list_merge() - sort, and make one of pieces that overlap */
void sr_extent_list_merge(struct sr_extent_list *list);

/** sr_extent_list_touches() - a piece of the merged list meets @at */
bool sr_extent_list_touches(const struct sr_extent_list *list,
			    struct sr_extent at);

/** sr_extent_list_free() - free the pieces, not the struct */
void sr_extent_list_free(struct sr_extent_list *list);

#endif /* SR_EXTENT_LIST_H */
