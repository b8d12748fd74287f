/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: extents and sorted lists of them; for core's own files only.
 *
 * Every list is an array of structs whose first member is a struct sr_extent.
 * A cursor walks the union of such a list once, from low to high addresses:
 * sweeping all ranges past all lists is O(n), however the lists overlap.
 */
#ifndef SR_EXTENT_H
#define SR_EXTENT_H

#include "rule.h"

/** struct sr_cursor - a walk along the union of a sorted list's extents */
struct sr_cursor {
	/** @base: the array; its items begin with a struct sr_extent */
	const char *base;
	/** @stride: size of an item */
	size_t stride;
	/** @n: how many items there are */
	size_t n;
	/** @keep: which items count; NULL: all */
	bool (*keep)(const void *item);
	/** @edges: report each item's start as an edge, also inside the union */
	bool edges;
	/** @next: index of @head */
	size_t next;
	/** @head: the first item that counts and is not yet passed, or NULL */
	const struct sr_extent *head;
	/** @any: an item has been passed, so that @reach is valid */
	bool any;
	/** @reach: last byte of all items passed */
	u64 reach;
};

void sr_cursor_init(struct sr_cursor *cursor, const void *base, size_t n,
		    size_t stride, bool (*keep)(const void *item));

/** sr_cursor_extents() - begin a walk over plain extents */
static inline void sr_cursor_extents(struct sr_cursor *cursor,
				     const struct sr_extent *extents, size_t n)
{
	sr_cursor_init(cursor, extents, n, sizeof(*extents), NULL);
}

/** sr_cursor_ranges() - begin a walk over the ranges that @keep picks */
static inline void sr_cursor_ranges(struct sr_cursor *cursor,
				    const struct sr_facts *facts,
				    bool (*keep)(const void *item))
{
	sr_cursor_init(cursor, facts->ranges, facts->n_ranges,
		       sizeof(*facts->ranges), keep);
}

/** sr_cursor_regions() - begin a walk over the regions that @keep picks */
static inline void sr_cursor_regions(struct sr_cursor *cursor,
				     const struct sr_facts *facts,
				     bool (*keep)(const void *item))
{
	sr_cursor_init(cursor, facts->regions, facts->n_regions,
		       sizeof(*facts->regions), keep);
}

/** sr_cursor_daxes() - begin a walk over the dax devices that @keep picks */
static inline void sr_cursor_daxes(struct sr_cursor *cursor,
				   const struct sr_facts *facts,
				   bool (*keep)(const void *item))
{
	sr_cursor_init(cursor, facts->daxes, facts->n_daxes,
		       sizeof(*facts->daxes), keep);
}

/**
 * sr_cursor_at() - is this byte in the union?
 * @cursor: the walk; it only goes forward
 * @pos: the byte; at or above all earlier ones
 * @last: the last byte up to which the answer is the same
 */
bool sr_cursor_at(struct sr_cursor *cursor, u64 pos, u64 *last);

/** sr_cursor_touches() - is any byte of @at in the union? */
bool sr_cursor_touches(struct sr_cursor *cursor, const struct sr_extent *at);

/** sr_cursor_bytes() - how many bytes of @at are in the union? */
u64 sr_cursor_bytes(struct sr_cursor *cursor, const struct sr_extent *at);

/** sr_extent_size() - bytes in an extent; 0 stands for 2^64 */
static inline u64 sr_extent_size(const struct sr_extent *at)
{
	return at->end - at->start + 1;
}

/**
 * sr_extent_align() - clip an extent inwards
 * @at: the extent
 * @align: a power of two
 * @inside: what is left
 *
 * Return: false if nothing is left; @inside is not valid then.
 */
bool sr_extent_align(const struct sr_extent *at, u64 align,
		     struct sr_extent *inside);

/** sr_add() - add to a sum; false if it would wrap */
static inline bool sr_add(u64 *sum, u64 more)
{
	if (more > U64_MAX - *sum)
		return false;
	*sum += more;
	return true;
}

/**
 * sr_sort() - sort a list by start, then end, then id; in place
 * @base: array of structs that begin with a struct sr_extent, then the u32 id
 * @n: entries
 * @stride: size of an entry
 * @width: how much of an entry is moved: all of it, or just its inputs where
 *	   the rest is about to be written anew; at most SR_SORT_WIDTH, and a
 *	   multiple of 4
 *
 * O(n) if sorted, O(n log n) at worst, no recursion, less than 1 KiB of stack.
 */
void sr_sort(void *base, size_t n, size_t stride, size_t width);

/** SR_SORT_WIDTH - the most that sr_sort() moves of an entry */
#define SR_SORT_WIDTH 32

#endif /* SR_EXTENT_H */
