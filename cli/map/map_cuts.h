/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: where to cut an address map that has too much to draw.
 *
 * Lanes with few extents are drawn as they are, for they tell the machine's
 * structure: windows, regions. Their edges cut the address space into cells;
 * where they leave out much, so do the largest holes, and where there is little
 * structure, the lane with most extents is cut in even parts.
 */
#ifndef SRCTL_MAP_CUTS_H
#define SRCTL_MAP_CUTS_H

#include "map_model.h"

#define CUTS_MAX 64

struct edges {
	uint64_t *at;
	size_t n;
};

/* A cell begins at each cut; all before the first cut is one, too. */
struct cuts {
	uint64_t at[CUTS_MAX];
	size_t n;
};

struct hole {
	uint64_t size;
	/* end: first byte behind it */
	uint64_t end;
};

/** struct cutting - the lanes of a map, and where it is cut */
struct cutting {
	const struct lanes *lanes;
	/** @edges: of each lane, sorted, each once */
	struct edges *edges;
	/** @holes: between the extents of all lanes, the largest first; owned */
	struct hole *holes;
	size_t n_holes;
	/** @drawn: which lanes stay as they are */
	bool *drawn;
	struct cuts cuts;
};

/** cuts_by_address() - for qsort(): addresses */
int cuts_by_address(const void *a, const void *b);

/** cuts_by_start() - for qsort(): extents of a lane by their start */
int cuts_by_start(const void *a, const void *b);

/** cuts_sort_once() - sort addresses, each once; how many are left */
size_t cuts_sort_once(uint64_t *list, size_t n);

/** cuts_add_edges() - add the edges of an extent; how many there are then */
size_t cuts_add_edges(uint64_t *edges, size_t n,
		      const struct lane_extent *extent);

/** cuts_find_edges() - of a lane, whose extents it sorts; 0 or -ENOMEM */
int cuts_find_edges(struct lane *lane, struct edges *edges);

/** cuts_find_holes() - in all lanes together; 0 or -ENOMEM */
int cuts_find_holes(struct cutting *g);

/** cuts_cell_of() - the number of the cell that an address is in */
size_t cuts_cell_of(const struct cuts *cuts, uint64_t address);

/** cuts_draw_sparse_lanes() - choose these, and cut at their edges */
void cuts_draw_sparse_lanes(struct cutting *g, size_t budget);

/** cuts_at_holes() - cut where much is left out */
void cuts_at_holes(struct cutting *g, size_t budget);

/** cuts_evenly() - cut where structure gives few cells */
void cuts_evenly(struct cutting *g, size_t budget);

#endif /* SRCTL_MAP_CUTS_H */
