// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see map_cuts.h. */
#include "map_cuts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A lane in which more than this overlap all along is not drawn as it is. */
#define ROWS_WANTED 4
/* Where structure gives fewer cells than this, even parts are added. */
#define CUTS_WANTED 16
/* A hole this many times as large as the middle one divides the map. */
#define LARGE_HOLE 64

int cuts_by_address(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return left < right ? -1 : left > right;
}

size_t cuts_sort_once(uint64_t *list, size_t n)
{
	size_t i, kept = 0;

	if (n)
		qsort(list, n, sizeof(*list), cuts_by_address);
	for (i = 0; i < n; i++)
		if (!kept || list[i] != list[kept - 1])
			list[kept++] = list[i];
	return kept;
}

size_t cuts_add_edges(uint64_t *edges, size_t n,
			const struct lane_extent *extent)
{
	edges[n++] = extent->start;
	if (extent->end != UINT64_MAX)
		edges[n++] = extent->end + 1;
	return n;
}

int cuts_by_start(const void *a, const void *b)
{
	return cuts_by_address(&((const struct lane_extent *)a)->start,
			  &((const struct lane_extent *)b)->start);
}

/* Sorts the extents of the lane, too. */
int cuts_find_edges(struct lane *lane, struct edges *edges)
{
	size_t i;

	edges->at = calloc(2 * lane->n_extents + 1, sizeof(*edges->at));
	if (!edges->at)
		return -ENOMEM;
	if (lane->n_extents)
		qsort(lane->extents, lane->n_extents, sizeof(*lane->extents),
		      cuts_by_start);
	for (i = 0; i < lane->n_extents; i++)
		edges->n = cuts_add_edges(edges->at, edges->n, &lane->extents[i]);
	edges->n = cuts_sort_once(edges->at, edges->n);
	return 0;
}

/* ---- holes in all lanes together ---- */

static int largest_first(const void *a, const void *b)
{
	const struct hole *left = a, *right = b;

	if (left->size != right->size)
		return left->size > right->size ? -1 : 1;
	return cuts_by_address(&left->end, &right->end);
}

int cuts_find_holes(struct cutting *g)
{
	size_t i, n = 0, total = lanes_count(g->lanes);
	struct lane_extent *all = calloc(total + 1, sizeof(*all));
	uint64_t reach = 0;

	g->holes = calloc(total + 1, sizeof(*g->holes));
	if (!all || !g->holes) {
		free(all);
		return -ENOMEM;
	}
	for (i = 0; i < g->lanes->n_lanes; i++) {
		const struct lane *lane = &g->lanes->lanes[i];

		if (lane->n_extents)
			memcpy(all + n, lane->extents,
			       lane->n_extents * sizeof(*all));
		n += lane->n_extents;
	}
	qsort(all, n, sizeof(*all), cuts_by_start);
	for (i = 0; i < n; i++) {
		if (i && all[i].start > reach && all[i].start - reach > 1)
			g->holes[g->n_holes++] = (struct hole){
				all[i].start - reach - 1, all[i].start };
		if (all[i].end > reach)
			reach = all[i].end;
	}
	free(all);
	if (g->n_holes)
		qsort(g->holes, g->n_holes, sizeof(*g->holes), largest_first);
	return 0;
}

/* ---- where to cut ---- */

/* How many cuts are at or below @address: the cell that it is in. */
size_t cuts_cell_of(const struct cuts *cuts, uint64_t address)
{
	size_t low = 0, high = cuts->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (cuts->at[middle] <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Return: false where there is no room for all of them; none is added then. */
static bool add_cuts(struct cuts *cuts, const uint64_t *at, size_t n,
		     size_t budget)
{
	uint64_t both[2 * CUTS_MAX];

	if (n > CUTS_MAX)
		return false;
	memcpy(both, cuts->at, cuts->n * sizeof(*both));
	if (n)
		memcpy(both + cuts->n, at, n * sizeof(*both));
	n = cuts_sort_once(both, cuts->n + n);
	if (n > budget)
		return false;
	memcpy(cuts->at, both, n * sizeof(*both));
	cuts->n = n;
	return true;
}

/* The lanes with fewest extents first. */
void cuts_draw_sparse_lanes(struct cutting *g, size_t budget)
{
	size_t i, n, next, n_lanes = g->lanes->n_lanes;

	memset(g->drawn, 0, n_lanes * sizeof(*g->drawn));
	for (n = 0; n <= budget; n = next) {
		next = SIZE_MAX;
		for (i = 0; i < n_lanes; i++) {
			const struct edges *edges = &g->edges[i];

			if (edges->n > n && edges->n < next)
				next = edges->n;
			if (edges->n != n || g->lanes->lanes[i].n_extents >
					     ROWS_WANTED * budget)
				continue;
			g->drawn[i] = add_cuts(&g->cuts, edges->at, n, budget);
		}
	}
}

void cuts_at_holes(struct cutting *g, size_t budget)
{
	uint64_t least;
	size_t i;

	if (!g->n_holes)
		return;
	least = g->holes[g->n_holes / 2].size;
	least = least > UINT64_MAX / LARGE_HOLE ? UINT64_MAX :
						  least * LARGE_HOLE;
	for (i = 0; i < g->n_holes && g->holes[i].size >= least; i++)
		if (!add_cuts(&g->cuts, &g->holes[i].end, 1, budget))
			return;
}

/* Where structure cuts nearby, there is no need to. */
void cuts_evenly(struct cutting *g, size_t budget)
{
	const struct lane *lane = &g->lanes->lanes[0];
	size_t i, n, step, wanted;

	if (budget > CUTS_WANTED)
		budget = CUTS_WANTED;
	for (i = 1; i < g->lanes->n_lanes; i++)
		if (g->lanes->lanes[i].n_extents > lane->n_extents)
			lane = &g->lanes->lanes[i];
	n = lane->n_extents;
	if (g->cuts.n >= budget || g->drawn[lane - g->lanes->lanes])
		return;
	wanted = budget - g->cuts.n;
	step = n / (wanted + 1);
	for (i = 1; step && i <= wanted; i++) {
		const struct lane_extent *at =
			&lane->extents[n * i / (wanted + 1)];

		if (cuts_cell_of(&g->cuts, (at - step / 2)->start) ==
		    cuts_cell_of(&g->cuts, (at + step / 2)->start))
			add_cuts(&g->cuts, &at->start, 1, budget);
	}
}
