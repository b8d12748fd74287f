/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: a firmware memory map that can be asked as a kernel's e820 can be, and
 * counts how often it was.
 */
#ifndef TEST_FIRMWARE_MAP_H
#define TEST_FIRMWARE_MAP_H

#include "runs.h"

#define FIRMWARE_MAP_MAX 256

/** struct firmware_map - entries of all types, and what was found */
struct firmware_map {
	/** @at: the entries; they do not overlap */
	struct sr_extent at[FIRMWARE_MAP_MAX];
	/** @wanted: for each whether it is of the type that is looked for */
	bool wanted[FIRMWARE_MAP_MAX];
	/** @n: how many entries */
	size_t n;
	/** @questions: how often the map was asked */
	size_t questions;
	/** @found: the runs, as they were found */
	struct sr_extent found[FIRMWARE_MAP_MAX];
	/** @n_found: how many */
	size_t n_found;
};

/** firmware_map_any() - as e820__mapped_any(): looks at each entry */
static inline bool firmware_map_any(void *context, const struct sr_extent *at)
{
	struct firmware_map *map = context;

	map->questions++;
	for (size_t i = 0; i < map->n; i++)
		if (map->wanted[i] && map->at[i].start <= at->end &&
		    at->start <= map->at[i].end)
			return true;
	return false;
}

/** firmware_map_found() - note a run; -ENOSPC if there is no room */
static inline int firmware_map_found(void *context, const struct sr_extent *at)
{
	struct firmware_map *map = context;

	if (map->n_found == FIRMWARE_MAP_MAX)
		return -ENOSPC;
	map->found[map->n_found++] = *at;
	return 0;
}

/** firmware_map_add() - add an entry */
static inline void firmware_map_add(struct firmware_map *map, u64 start,
				    u64 end, bool wanted)
{
	map->at[map->n] = (struct sr_extent){ start, end };
	map->wanted[map->n++] = wanted;
}

#endif /* TEST_FIRMWARE_MAP_H */
