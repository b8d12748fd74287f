// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: keep the address map of a bounded size.
 *
 * Firmware may offer 10^5 ranges, and a picture of as many boxes would be of use
 * to nobody. Where there is too much to draw, map_cuts.c cuts the address space
 * into cells. In all lanes that are not drawn as they are, the extents of one
 * kind in one cell become one box that says how many they are and how many bytes
 * they have together. If that is still too much, it is done again with fewer
 * cells.
 */
#include "map_model.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "amount.h"
#include "map_cuts.h"

/* What a page can show: more is scrolled past. */
#define SEGMENTS_MAX 96
#define BOXES_MAX 1000
#define ROWS_MAX 64
/* More kinds than any lane has. */
#define KINDS_MAX 8

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
	/* cut: where, and which lanes stay as they are */
	struct cutting cut;
	struct box *boxes;
	size_t n_boxes;
	/* members: room for the extents of any lane */
	struct member *members;
};

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
	return kinds ? kinds : cuts_by_address(&left->extent->start,
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
			cuts_cell_of(&g->cut.cuts, of->extents[i].start),
			cuts_cell_of(&g->cut.cuts, of->extents[i].end),
			&of->extents[i],
		};
	if (n)
		qsort(members, n, sizeof(*members), by_cell);
	for (i = 0; i < n; i++) {
		if (!g->cut.drawn[lane] && i &&
		    goes_together(&members[i - 1], &members[i])) {
			put_in(box, members[i].extent);
			continue;
		}
		if (box)
			fill_cells(box, &members[i - 1], &g->cut.cuts);
		box = &g->boxes[g->n_boxes++];
		*box = (struct box){ .of = *members[i].extent, .lane = lane };
	}
	if (box)
		fill_cells(box, &members[n - 1], &g->cut.cuts);
}

static void gather(struct gathering *g, size_t budget)
{
	size_t i;

	g->cut.cuts.n = 0;
	cuts_draw_sparse_lanes(&g->cut, budget);
	cuts_at_holes(&g->cut, budget);
	cuts_evenly(&g->cut, budget);
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
	return cuts_by_start(&left->of, &right->of);
}

static bool fits(struct gathering *g)
{
	uint64_t edges[2 * BOXES_MAX];
	size_t i, first, n = 0, rows = 0, open_end = 0;

	if (g->n_boxes > BOXES_MAX)
		return false;
	for (i = 0; i < g->n_boxes; i++) {
		n = cuts_add_edges(edges, n, &g->boxes[i].of);
		/* The last segment has no edge behind it then. */
		if (g->boxes[i].of.end == UINT64_MAX)
			open_end = 1;
	}
	if (cuts_sort_once(edges, n) + open_end > SEGMENTS_MAX + 1)
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
		if (!g->cut.drawn[lane])
			err = replace_lane(&g->lanes->lanes[lane],
					   &g->boxes[first], i - first);
	}
	return err;
}

static void gathering_free(struct gathering *g)
{
	size_t i;

	for (i = 0; g->cut.edges && i < g->lanes->n_lanes; i++)
		free(g->cut.edges[i].at);
	free(g->cut.edges);
	free(g->cut.holes);
	free(g->cut.drawn);
	free(g->boxes);
	free(g->members);
}

static int gathering_init(struct gathering *g)
{
	size_t i, total = lanes_count(g->lanes), n = g->lanes->n_lanes;
	int err = 0;

	g->cut.edges = calloc(n + 1, sizeof(*g->cut.edges));
	g->cut.drawn = calloc(n + 1, sizeof(*g->cut.drawn));
	g->boxes = calloc(total + 1, sizeof(*g->boxes));
	g->members = calloc(total + 1, sizeof(*g->members));
	if (!g->cut.edges || !g->cut.drawn || !g->boxes || !g->members)
		return -ENOMEM;
	for (i = 0; i < n; i++)
		g->cut.drawn[i] = true;
	for (i = 0; i < n; i++)
		gather_lane(g, i);
	if (fits(g))
		return 0;
	for (i = 0; !err && i < n; i++)
		err = cuts_find_edges(&g->lanes->lanes[i], &g->cut.edges[i]);
	return err ? err : cuts_find_holes(&g->cut);
}

int lanes_gather(struct lanes *lanes)
{
	struct gathering g = { .lanes = lanes, .cut.lanes = lanes };
	size_t budget = CUTS_MAX;
	int err = gathering_init(&g);

	if (!err && !fits(&g)) {
		do {
			gather(&g, budget);
			budget /= 2;
		} while (!fits(&g) && g.cut.cuts.n);
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
