/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: which of many extents touch one, without looking at all of them.
 *
 * Extents may overlap each other as they like: a tree of the furthest end below
 * each node leads past those that end too soon.
 */
#ifndef SR_EXTENT_INDEX_H
#define SR_EXTENT_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "rule.h"

/** struct sr_extent_index - extents by address; see sr_extent_index_free() */
struct sr_extent_index {
	/** @items: sorted by start, then by number; owned */
	struct sr_indexed {
		struct sr_extent at;
		/** @number: the caller's own */
		size_t number;
	} *items;
	size_t n;
	/** @furthest: of the items below each node, @leaves of which are items */
	uint64_t *furthest;
	size_t leaves;
};

/**
 * sr_extent_index_add() - add an extent
 * @index: zeroed at first
 * @start: first byte
 * @size: in bytes; nothing is added where it is 0 or runs past 2^64
 * @number: the caller's own, for sr_extent_index_next()
 *
 * Return: 0 or -ENOMEM.
 */
int sr_extent_index_add(struct sr_extent_index *index, uint64_t start,
			uint64_t size, size_t number);

/** sr_extent_index_sort() - after the last one was added; 0 or -ENOMEM */
int sr_extent_index_sort(struct sr_extent_index *index);

/**
 * sr_extent_index_next() - the extents that touch @at, by address
 * @index: sorted
 * @at: where
 * @cursor: 0 at first; moved on
 * @number: the number of the next one
 *
 * Return: false where there is no more.
 */
bool sr_extent_index_next(const struct sr_extent_index *index,
			  struct sr_extent at, size_t *cursor, size_t *number);

/** sr_extent_index_touches() - whether there is any */
bool sr_extent_index_touches(const struct sr_extent_index *index,
			     struct sr_extent at);

/** sr_extent_index_free() - free what it holds, not the struct */
void sr_extent_index_free(struct sr_extent_index *index);

#endif /* SR_EXTENT_INDEX_H */
