// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: keep the address map of a bounded size.
 *
 * Firmware may offer 10^5 ranges, and a picture of as many boxes would be of use
 * to nobody. Where there is too much to draw, lanes with few extents are drawn
 * as they are, for they tell the machine's structure: windows, regions. Their
 * edges cut the address space into cells; where they leave out much, so do the
 * largest holes, and where there is little structure, the lane with most
 * extents is cut in even parts. In all other lanes, the extents of one kind in
 * one cell become one box that says how many they are and how many bytes they
 * have together. If that is still too much, it is done again with fewer cells.
 */
#include "map_model.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "amount.h"

/* What a page can show: more is scrolled past. */
#define SEGMENTS_MAX 96
#define BOXES_MAX 1000
#define ROWS_MAX 64
#define CUTS_MAX 64
/* More kinds than any lane has. */
#define KINDS_MAX 8
/* A lane in which more than this overlap all along is not drawn as it is. */
#define ROWS_WANTED 4
/* Where structure gives fewer cells than this, even parts are added. */
#define CUTS_WANTED 16
/* A hole this many times as large as the middle one divides the map. */
#define LARGE_HOLE 64

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

/* An extent on its own, or several of a kind between two cuts. */
struct box {
	struct lane_extent of;
	size_t lane;
	/* inner: the largest hole between its pieces */
	uint64_t inner;
};

struct member {
	size_t first_cell;
	size_t last_cell;
	struct lane_extent *extent;
};

/* All that gathering works on. */
struct gathering {
	struct lanes *lanes;
	/* edges: of each lane, sorted, each once */
	struct edges *edges;
	struct hole *holes;
	size_t n_holes;
	/* drawn: which lanes stay as they are */
	bool *drawn;
	struct cuts cuts;
	struct box *boxes;
	size_t n_boxes;
	/* members: room for the extents of any lane */
	struct member *members;
};

static int by_address(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return left < right ? -1 : left > right;
}

static size_t sort_once(uint64_t *list, size_t n)
{
	size_t i, kept = 0;

	if (n)
		qsort(list, n, sizeof(*list), by_address);
	for (i = 0; i < n; i++)
		if (!kept || list[i] != list[kept - 1])
			list[kept++] = list[i];
	return kept;
}

static size_t add_edges(uint64_t *edges, size_t n,
			const struct lane_extent *extent)
{
	edges[n++] = extent->start;
	if (extent->end != UINT64_MAX)
		edges[n++] = extent->end + 1;
	return n;
}

static int extent_by_start(const void *a, const void *b)
{
	return by_address(&((const struct lane_extent *)a)->start,
			  &((const struct lane_extent *)b)->start);
}

/* Sorts the extents of the lane, too. */
static int find_edges(struct lane *lane, struct edges *edges)
{
	size_t i;

	edges->at = calloc(2 * lane->n_extents + 1, sizeof(*edges->at));
	if (!edges->at)
		return -ENOMEM;
	if (lane->n_extents)
		qsort(lane->extents, lane->n_extents, sizeof(*lane->extents),
		      extent_by_start);
	for (i = 0; i < lane->n_extents; i++)
		edges->n = add_edges(edges->at, edges->n, &lane->extents[i]);
	edges->n = sort_once(edges->at, edges->n);
	return 0;
}

/* ---- holes in all lanes together ---- */

static int largest_first(const void *a, const void *b)
{
	const struct hole *left = a, *right = b;

	if (left->size != right->size)
		return left->size > right->size ? -1 : 1;
	return by_address(&left->end, &right->end);
}

static int find_holes(struct gathering *g)
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
	qsort(all, n, sizeof(*all), extent_by_start);
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
static size_t cell_of(const struct cuts *cuts, uint64_t address)
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
	n = sort_once(both, cuts->n + n);
	if (n > budget)
		return false;
	memcpy(cuts->at, both, n * sizeof(*both));
	cuts->n = n;
	return true;
}

/* The lanes with fewest extents first. */
static void draw_sparse_lanes(struct gathering *g, size_t budget)
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

static void cut_at_holes(struct gathering *g, size_t budget)
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
static void cut_evenly(struct gathering *g, size_t budget)
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

		if (cell_of(&g->cuts, (at - step / 2)->start) ==
		    cell_of(&g->cuts, (at + step / 2)->start))
			add_cuts(&g->cuts, &at->start, 1, budget);
	}
}

/* ---- what is between the cuts ---- */

static int by_cell(const void *a, const void *b)
{
	const struct member *left = a, *right = b;
	int kinds;

	if (left->first_cell != right->first_cell)
		return left->first_cell < right->first_cell ? -1 : 1;
	if (left->last_cell != right->last_cell)
		return left->last_cell < right->last_cell ? -1 : 1;
	if (left->extent->tone != right->extent->tone)
		return left->extent->tone < right->extent->tone ? -1 : 1;
	kinds = strcmp(left->extent->kind, right->extent->kind);
	return kinds ? kinds : by_address(&left->extent->start,
					  &right->extent->start);
}

static bool goes_together(const struct member *a, const struct member *b)
{
	return a->first_cell == b->first_cell && a->last_cell == b->last_cell &&
	       a->extent->tone == b->extent->tone &&
	       !strcmp(a->extent->kind, b->extent->kind);
}

static uint64_t add_up(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static void put_in(struct box *box, const struct lane_extent *extent)
{
	struct lane_extent *of = &box->of;

	if (extent->start > of->end && extent->start - of->end - 1 > box->inner)
		box->inner = extent->start - of->end - 1;
	if (extent->end > of->end)
		of->end = extent->end;
	of->bytes = add_up(of->bytes, extent->bytes);
	of->pieces += extent->pieces;
}

/*
 * A hole at the end that is no larger than those within is not drawn either.
 * Otherwise every box would end a little before its window, and each of these
 * ends would be a piece of the map.
 */
static void fill_cells(struct box *box, const struct member *member,
		       const struct cuts *cuts)
{
	struct lane_extent *of = &box->of;
	uint64_t first, last;

	if (of->pieces < 2)
		return;
	if (member->first_cell) {
		first = cuts->at[member->first_cell - 1];
		if (of->start - first <= box->inner)
			of->start = first;
	}
	if (member->last_cell < cuts->n) {
		last = cuts->at[member->last_cell] - 1;
		if (last - of->end <= box->inner)
			of->end = last;
	}
}

static void gather_lane(struct gathering *g, size_t lane)
{
	struct lane *of = &g->lanes->lanes[lane];
	struct member *members = g->members;
	struct box *box = NULL;
	size_t i, n = of->n_extents;

	for (i = 0; i < n; i++)
		members[i] = (struct member){
			cell_of(&g->cuts, of->extents[i].start),
			cell_of(&g->cuts, of->extents[i].end),
			&of->extents[i],
		};
	if (n)
		qsort(members, n, sizeof(*members), by_cell);
	for (i = 0; i < n; i++) {
		if (!g->drawn[lane] && i &&
		    goes_together(&members[i - 1], &members[i])) {
			put_in(box, members[i].extent);
			continue;
		}
		if (box)
			fill_cells(box, &members[i - 1], &g->cuts);
		box = &g->boxes[g->n_boxes++];
		*box = (struct box){ .of = *members[i].extent, .lane = lane };
	}
	if (box)
		fill_cells(box, &members[n - 1], &g->cuts);
}

static void gather(struct gathering *g, size_t budget)
{
	size_t i;

	g->cuts.n = 0;
	draw_sparse_lanes(g, budget);
	cut_at_holes(g, budget);
	cut_evenly(g, budget);
	g->n_boxes = 0;
	for (i = 0; i < g->lanes->n_lanes; i++)
		gather_lane(g, i);
}

/* ---- whether it can be drawn ---- */

static size_t count_rows(const struct box *boxes, size_t n)
{
	uint64_t ends[ROWS_MAX];
	size_t i, row, rows = 0;

	/* In the order in which lanes_layout() finds rows for them. */
	for (i = 0; i < n; i++) {
		for (row = 0; row < rows; row++)
			if (ends[row] < boxes[i].of.start)
				break;
		if (row == ROWS_MAX)
			return rows + 1;
		if (row == rows)
			rows++;
		ends[row] = boxes[i].of.end;
	}
	return rows;
}

static int box_by_lane(const void *a, const void *b)
{
	const struct box *left = a, *right = b;

	if (left->lane != right->lane)
		return left->lane < right->lane ? -1 : 1;
	return extent_by_start(&left->of, &right->of);
}

static bool fits(struct gathering *g)
{
	uint64_t edges[2 * BOXES_MAX];
	size_t i, first, n = 0, rows = 0, open_end = 0;

	if (g->n_boxes > BOXES_MAX)
		return false;
	for (i = 0; i < g->n_boxes; i++) {
		n = add_edges(edges, n, &g->boxes[i].of);
		/* The last segment has no edge behind it then. */
		if (g->boxes[i].of.end == UINT64_MAX)
			open_end = 1;
	}
	if (sort_once(edges, n) + open_end > SEGMENTS_MAX + 1)
		return false;
	if (g->n_boxes)
		qsort(g->boxes, g->n_boxes, sizeof(*g->boxes), box_by_lane);
	for (first = 0; first < g->n_boxes; first = i) {
		for (i = first; i < g->n_boxes &&
				g->boxes[i].lane == g->boxes[first].lane; i++)
			;
		rows += count_rows(&g->boxes[first], i - first);
	}
	return rows <= ROWS_MAX;
}

/* ---- putting it in place ---- */

static int name_box(struct lane_extent *extent)
{
	extent->label = NULL;
	extent->brief = NULL;
	if (asprintf(&extent->label, "%zu x %s %s", extent->pieces,
		     extent->kind, amount_bytes(extent->bytes).text) < 0)
		extent->label = NULL;
	if (asprintf(&extent->brief, "%zu x %s", extent->pieces,
		     amount_bytes(extent->bytes).text) < 0)
		extent->brief = NULL;
	return extent->label && extent->brief ? 0 : -ENOMEM;
}

/* The boxes of the lane take the place of its extents. */
static int replace_lane(struct lane *lane, const struct box *boxes, size_t n)
{
	struct lane old = *lane;
	size_t i, room = 1;
	int err = 0;

	/* As much room as lanes_add() would have made. */
	while (room < n)
		room *= 2;
	lane->extents = calloc(room, sizeof(*lane->extents));
	lane->n_extents = 0;
	if (!lane->extents) {
		*lane = old;
		return -ENOMEM;
	}
	old.name = NULL;
	for (i = 0; !err && i < n; i++) {
		struct lane_extent *extent =
			&lane->extents[lane->n_extents++];

		*extent = boxes[i].of;
		if (extent->pieces > 1) {
			err = name_box(extent);
			continue;
		}
		extent->label = strdup(boxes[i].of.label);
		extent->brief = strdup(boxes[i].of.brief);
		if (!extent->label || !extent->brief)
			err = -ENOMEM;
	}
	lane_free(&old);
	return err;
}

static int replace_all(struct gathering *g)
{
	size_t i, first;
	int err = 0;

	for (first = 0; !err && first < g->n_boxes; first = i) {
		size_t lane = g->boxes[first].lane;

		for (i = first; i < g->n_boxes && g->boxes[i].lane == lane;
		     i++)
			;
		if (!g->drawn[lane])
			err = replace_lane(&g->lanes->lanes[lane],
					   &g->boxes[first], i - first);
	}
	return err;
}

static void gathering_free(struct gathering *g)
{
	size_t i;

	for (i = 0; g->edges && i < g->lanes->n_lanes; i++)
		free(g->edges[i].at);
	free(g->edges);
	free(g->holes);
	free(g->drawn);
	free(g->boxes);
	free(g->members);
}

static int gathering_init(struct gathering *g)
{
	size_t i, total = lanes_count(g->lanes), n = g->lanes->n_lanes;
	int err = 0;

	g->edges = calloc(n + 1, sizeof(*g->edges));
	g->drawn = calloc(n + 1, sizeof(*g->drawn));
	g->boxes = calloc(total + 1, sizeof(*g->boxes));
	g->members = calloc(total + 1, sizeof(*g->members));
	if (!g->edges || !g->drawn || !g->boxes || !g->members)
		return -ENOMEM;
	for (i = 0; i < n; i++)
		g->drawn[i] = true;
	for (i = 0; i < n; i++)
		gather_lane(g, i);
	if (fits(g))
		return 0;
	for (i = 0; !err && i < n; i++)
		err = find_edges(&g->lanes->lanes[i], &g->edges[i]);
	return err ? err : find_holes(g);
}

int lanes_gather(struct lanes *lanes)
{
	struct gathering g = { .lanes = lanes };
	size_t budget = CUTS_MAX;
	int err = gathering_init(&g);

	if (!err && !fits(&g)) {
		do {
			gather(&g, budget);
			budget /= 2;
		} while (!fits(&g) && g.cuts.n);
		err = replace_all(&g);
	}
	gathering_free(&g);
	return err;
}

bool lane_is_gathered(const struct lane *lane)
{
	size_t i;

	for (i = 0; i < lane->n_extents; i++)
		if (lane->extents[i].pieces > 1)
			return true;
	return false;
}

bool lane_extent_number(const struct lane_extent *extent, char *text,
			size_t size)
{
	snprintf(text, size, "%zu x", extent->pieces);
	return extent->pieces > 1;
}

void lane_sum(const struct lane *lane, char *text, size_t size)
{
	struct lane_extent sums[KINDS_MAX];
	size_t i, kind, n = 0, used = 0;

	for (i = 0; i < lane->n_extents; i++) {
		const struct lane_extent *one = &lane->extents[i];

		for (kind = 0; kind < n; kind++)
			if (!strcmp(sums[kind].kind, one->kind))
				break;
		if (kind == KINDS_MAX)
			continue;
		if (kind == n)
			sums[n++] = (struct lane_extent){ .kind = one->kind };
		sums[kind].pieces += one->pieces;
		sums[kind].bytes = add_up(sums[kind].bytes, one->bytes);
	}
	*text = '\0';
	for (kind = 0; kind < n && used < size; kind++)
		used += (size_t)snprintf(text + used, size - used,
					 "%s%zu x %s %s", kind ? ", " : "",
					 sums[kind].pieces, sums[kind].kind,
					 amount_bytes(sums[kind].bytes).text);
}
