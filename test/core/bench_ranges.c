// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: how long it takes to find one large Soft Reserved range beside 128
 * entries of firmware's map, each question looking at all of them, as the
 * kernel's does.
 */
#include <stdio.h>
#include <time.h>

#include "firmware_map.h"

#define TIB ((u64)1 << 40)
#define GIB ((u64)1 << 30)
#define MIB ((u64)1 << 20)
#define MICROSECONDS_MAX 1000.0
/*
 * A search by halves takes log2 of the size: 46 steps for 64 TiB, 36 for
 * 64 GiB. What looks at each 2 MiB takes a thousand times as long.
 */
#define GROWTH_MAX 3.0
#define RUNS 101

static double microseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void make_map(struct firmware_map *map, u64 size)
{
	map->n = 0;
	for (u64 i = 0; i < 127; i++)
		firmware_map_add(map, i * MIB, (i + 1) * MIB - 1, false);
	firmware_map_add(map, 64 * TIB, 64 * TIB + size - 1, true);
}

/* The least of many runs, or a negative number where the range is not found. */
static double measure(u64 size, u64 expanded)
{
	struct firmware_map map;
	double least = -1;

	make_map(&map, size);
	for (int i = 0; i < RUNS; i++) {
		struct sr_hint hint = { { 64 * TIB - expanded,
					  64 * TIB + size + expanded - 1 },
					SR_HINT_NODE };
		struct sr_runs runs = { &map, firmware_map_any,
					firmware_map_found, 2 * MIB, TIB,
					{ 0, 0 } };
		double begin = microseconds(), took;

		map.n_found = 0;
		if (sr_runs_find(&runs, &hint, 1) || map.n_found != 1 ||
		    map.found[0].start != 64 * TIB ||
		    map.found[0].end != 64 * TIB + size - 1)
			return -1;
		took = microseconds() - begin;
		if (least < 0 || took < least)
			least = took;
	}
	return least;
}

static int judge(const char *what, double value, double bound,
		 const char *unit)
{
	int kept = value >= 0 && value <= bound;

	printf("%-34s %8.2f %s (bound %.1f) %s\n", what, value, unit, bound,
	       kept ? "ok" : "MISSED");
	return kept;
}

int main(void)
{
	double small = measure(64 * GIB, 0), large = measure(64 * TIB, 0);
	double expanded = measure(64 * TIB, 32 * TIB);
	int kept = judge("64 TiB, node as firmware said", large,
			 MICROSECONDS_MAX, "us");

	kept += judge("64 TiB, node expanded to 128 TiB", expanded,
		      MICROSECONDS_MAX, "us");
	kept += judge("64 TiB against 64 GiB",
		      small > 0 ? large / small : -1, GROWTH_MAX, "times");
	printf("%d passed, %d failed\n", kept, 3 - kept);
	return kept != 3;
}
