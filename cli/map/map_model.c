// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: the model of the address map: extents to segments, segments to strips.
 */
#include "map_model.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* More rows of flags than this are harder to read than letters and a key. */
#define FLAG_ROWS 4
#define NOT_PLACED UINT32_MAX

struct lanes *lanes_new(const char *title)
{
	struct lanes *lanes = calloc(1, sizeof(*lanes));

	if (!lanes)
		return NULL;
	lanes->title = strdup(title);
	if (lanes->title)
		return lanes;
	free(lanes);
	return NULL;
}

void lane_free(struct lane *lane)
{
	size_t i;

	for (i = 0; i < lane->n_extents; i++) {
		free(lane->extents[i].label);
		free(lane->extents[i].brief);
	}
	free(lane->extents);
	free(lane->name);
}

void lanes_free(struct lanes *lanes)
{
	size_t i;

	if (!lanes)
		return;
	for (i = 0; i < lanes->n_lanes; i++)
		lane_free(&lanes->lanes[i]);
	free(lanes->lanes);
	free(lanes->segments);
	free(lanes->strips);
	free(lanes->title);
	free(lanes->note);
	free(lanes);
}

int lanes_add_lane(struct lanes *lanes, const char *name)
{
	struct lane *lane = reallocarray(lanes->lanes, lanes->n_lanes + 1,
					 sizeof(*lane));

	if (!lane)
		return -ENOMEM;
	lanes->lanes = lane;
	lane += lanes->n_lanes;
	memset(lane, 0, sizeof(*lane));
	lane->name = strdup(name);
	if (!lane->name)
		return -ENOMEM;
	lanes->n_lanes++;
	return 0;
}

int lanes_add(struct lanes *lanes, uint64_t start, uint64_t end,
	      enum lane_tone tone, const char *label, const char *brief)
{
	struct lane_extent *extent;
	struct lane *lane;

	if (end < start || !lanes->n_lanes)
		return -EINVAL;
	lane = &lanes->lanes[lanes->n_lanes - 1];
	extent = lane->extents;
	/* Doubling: the room is always the next power of two. */
	if (!(lane->n_extents & (lane->n_extents - 1)))
		extent = reallocarray(extent, lane->n_extents ?
				      2 * lane->n_extents : 1,
				      sizeof(*extent));
	if (!extent)
		return -ENOMEM;
	lane->extents = extent;
	extent += lane->n_extents++;
	*extent = (struct lane_extent){
		.start = start, .end = end, .tone = tone,
		.label = strdup(label), .brief = strdup(brief),
		.kind = lanes_tone_name(tone), .pieces = 1,
		.bytes = end - start == UINT64_MAX ? UINT64_MAX :
						     end - start + 1,
	};
	return extent->label && extent->brief ? 0 : -ENOMEM;
}

void lanes_set_kind(struct lanes *lanes, const char *kind, uint64_t bytes)
{
	struct lane *lane = &lanes->lanes[lanes->n_lanes - 1];
	struct lane_extent *extent = &lane->extents[lane->n_extents - 1];

	extent->kind = kind;
	extent->bytes = bytes;
}

static int by_start(const void *a, const void *b)
{
	const struct lane_extent *left = a, *right = b;

	if (left->start != right->start)
		return left->start < right->start ? -1 : 1;
	if (left->end != right->end)
		return left->end > right->end ? -1 : 1;
	return strcmp(left->label, right->label);
}

/* First fit: the first row whose last extent ends before this one starts. */
static int assign_rows(struct lane *lane)
{
	uint64_t *ends = calloc(lane->n_extents + 1, sizeof(*ends));
	size_t i, row;

	if (!ends)
		return -ENOMEM;
	if (lane->n_extents)
		qsort(lane->extents, lane->n_extents, sizeof(*lane->extents),
		      by_start);
	lane->n_rows = 0;
	for (i = 0; i < lane->n_extents; i++) {
		for (row = 0; row < lane->n_rows; row++)
			if (ends[row] < lane->extents[i].start)
				break;
		if (row == lane->n_rows)
			lane->n_rows++;
		ends[row] = lane->extents[i].end;
		lane->extents[i].row = row;
	}
	free(ends);
	return 0;
}

static int by_address(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return left < right ? -1 : left > right;
}

size_t lanes_count(const struct lanes *lanes)
{
	size_t i, n = 0;

	for (i = 0; i < lanes->n_lanes; i++)
		n += lanes->lanes[i].n_extents;
	return n;
}

/*
 * First bytes of all segments, sorted, each once. *last is the last byte that
 * any extent has: one that ends at 2^64-1 has no byte after it.
 */
static size_t collect_edges(const struct lanes *lanes, uint64_t *edges,
			    uint64_t *last)
{
	size_t i, j, n = 0, kept = 0;

	*last = 0;
	for (i = 0; i < lanes->n_lanes; i++) {
		const struct lane *lane = &lanes->lanes[i];

		for (j = 0; j < lane->n_extents; j++) {
			edges[n++] = lane->extents[j].start;
			if (lane->extents[j].end != UINT64_MAX)
				edges[n++] = lane->extents[j].end + 1;
			if (lane->extents[j].end > *last)
				*last = lane->extents[j].end;
		}
	}
	if (n)
		qsort(edges, n, sizeof(*edges), by_address);
	for (i = 0; i < n; i++)
		if (edges[i] <= *last &&
		    (!kept || edges[i] != edges[kept - 1]))
			edges[kept++] = edges[i];
	return kept;
}

static void look_at_segment(const struct lanes *lanes,
			    struct lanes_segment *segment)
{
	size_t i, j;

	segment->gap = true;
	segment->plain = true;
	for (i = 0; i < lanes->n_lanes; i++)
		for (j = 0; j < lanes->lanes[i].n_extents; j++) {
			const struct lane_extent *extent =
				&lanes->lanes[i].extents[j];

			if (extent->start > segment->end ||
			    extent->end < segment->start)
				continue;
			segment->gap = false;
			if (extent->tone != LANE_RAM)
				segment->plain = false;
		}
}

static int cut_segments(struct lanes *lanes)
{
	uint64_t last, *edges;
	size_t i, n;

	edges = calloc(2 * lanes_count(lanes) + 1, sizeof(*edges));
	if (!edges)
		return -ENOMEM;
	n = collect_edges(lanes, edges, &last);
	free(lanes->segments);
	lanes->segments = calloc(n + 1, sizeof(*lanes->segments));
	if (!lanes->segments) {
		free(edges);
		return -ENOMEM;
	}
	for (i = 0; i < n; i++) {
		struct lanes_segment *segment = &lanes->segments[i];

		segment->start = edges[i];
		segment->end = i + 1 < n ? edges[i + 1] - 1 : last;
		look_at_segment(lanes, segment);
	}
	lanes->n_segments = n;
	free(edges);
	return 0;
}

static unsigned int weight_of(const struct lanes_segment *segment)
{
	uint64_t size = segment->end - segment->start;
	unsigned int weight = 1;

	/* Ordinary memory is there for orientation only. */
	if (segment->plain)
		return 4;
	/* Below 16 MiB all are alike; each doubling above counts one. */
	for (size >>= 24; size; size >>= 1)
		weight++;
	return weight;
}

static unsigned int least_of(const struct lanes_segment *segment,
			     const struct lanes_paper *paper)
{
	if (segment->gap)
		return paper->gap;
	return segment->plain ? paper->plain : paper->least;
}

/* Deal the room that is left over to the segments that are no gaps. */
static void widen_strip(struct lanes *lanes, const struct lanes_strip *strip,
			const struct lanes_paper *paper)
{
	unsigned int weights = 0, spare = paper->width, x = 0, given = 0;
	unsigned int so_far = 0;
	size_t i;

	for (i = strip->first; i < strip->first + strip->n; i++) {
		spare -= least_of(&lanes->segments[i], paper);
		if (!lanes->segments[i].gap)
			weights += weight_of(&lanes->segments[i]);
	}
	for (i = strip->first; i < strip->first + strip->n; i++) {
		struct lanes_segment *segment = &lanes->segments[i];
		unsigned int share = 0;

		if (!segment->gap) {
			so_far += weight_of(segment);
			share = spare * so_far / weights - given;
			given += share;
		}
		segment->x = x;
		segment->width = least_of(segment, paper) + share;
		x += segment->width;
	}
}

static int deal_strips(struct lanes *lanes, const struct lanes_paper *paper)
{
	unsigned int used = 0;
	size_t i;

	free(lanes->strips);
	lanes->n_strips = 0;
	lanes->strips = calloc(lanes->n_segments + 1, sizeof(*lanes->strips));
	if (!lanes->strips)
		return -ENOMEM;
	for (i = 0; i < lanes->n_segments; i++) {
		const struct lanes_segment *segment = &lanes->segments[i];

		if (lanes->n_strips &&
		    used + least_of(segment, paper) <= paper->width) {
			lanes->strips[lanes->n_strips - 1].n++;
		} else if (segment->gap) {
			/* A gap between two strips need not be drawn. */
			continue;
		} else {
			lanes->strips[lanes->n_strips++] =
				(struct lanes_strip){ .first = i, .n = 1 };
			used = 0;
		}
		used += least_of(segment, paper);
	}
	/* Nor one at the end of a strip. */
	for (i = 0; i < lanes->n_strips; i++)
		while (lanes->segments[lanes->strips[i].first +
				       lanes->strips[i].n - 1].gap)
			lanes->strips[i].n--;
	return 0;
}

int lanes_layout(struct lanes *lanes, const struct lanes_paper *paper)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < lanes->n_lanes; i++)
		err = assign_rows(&lanes->lanes[i]);
	if (!err)
		err = cut_segments(lanes);
	if (!err)
		err = deal_strips(lanes, paper);
	for (i = 0; !err && i < lanes->n_strips; i++)
		widen_strip(lanes, &lanes->strips[i], paper);
	return err;
}

bool lanes_place(const struct lanes *lanes, const struct lanes_strip *strip,
		 const struct lane_extent *extent, unsigned int *x,
		 unsigned int *width)
{
	const struct lanes_segment *segment = &lanes->segments[strip->first];
	bool found = false;
	size_t i;

	for (i = 0; i < strip->n; i++, segment++) {
		if (segment->end < extent->start ||
		    segment->start > extent->end)
			continue;
		if (!found)
			*x = segment->x;
		found = true;
		*width = segment->x + segment->width - *x;
	}
	return found;
}

static bool touches(const struct lanes_flag *a, const struct lanes_flag *b,
		    unsigned int space)
{
	return a->left < b->left + b->length + space &&
	       b->left < a->left + a->length + space;
}

/* A line runs from a flag down to its place, through the rows below it. */
static bool crosses(const struct lanes_flag *line,
		    const struct lanes_flag *text, unsigned int space)
{
	return line->row > text->row && line->x + space >= text->left &&
	       line->x < text->left + text->length + space;
}

static bool collides(const struct lanes_flag *flag,
		     const struct lanes_flag *flags, size_t n,
		     unsigned int space)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (&flags[i] != flag && flags[i].row != NOT_PLACED &&
		    ((flags[i].row == flag->row &&
		      touches(flag, &flags[i], space)) ||
		     crosses(flag, &flags[i], space) ||
		     crosses(&flags[i], flag, space)))
			return true;
	return false;
}

/* The lowest row where it is free, to the right of its place or to the left. */
static bool place_flag(struct lanes_flag *flag, const struct lanes_flag *flags,
		       size_t n, unsigned int width, unsigned int space)
{
	for (flag->row = 0; flag->row < FLAG_ROWS; flag->row++) {
		flag->left = flag->x;
		if (flag->left + flag->length <= width &&
		    !collides(flag, flags, n, space))
			return true;
		/* Left of the first place there are the names of the lanes. */
		if (flag->x + 1 < flags[0].x + flag->length)
			continue;
		flag->left = flag->x - flag->length + 1;
		if (flag->left + flag->length <= width &&
		    !collides(flag, flags, n, space))
			return true;
	}
	return false;
}

unsigned int lanes_flags(struct lanes_flag *flags, size_t n,
			 unsigned int width, unsigned int space)
{
	unsigned int rows = 0;
	size_t i;

	for (i = 0; i < n; i++)
		flags[i].row = NOT_PLACED;
	/*
	 * From right to left, a text to the right of its place meets only
	 * lines to its right, and a higher row is a way out. The last one is
	 * at the edge: it goes above all others, whose texts end before it.
	 */
	for (i = n; i-- > 0;)
		if (i + 1 < n && !place_flag(&flags[i], flags, n, width - 1,
					     space))
			return 0;
	if (n && !place_flag(&flags[n - 1], flags, n, width, space))
		return 0;
	for (i = 0; i < n; i++)
		if (flags[i].row >= rows)
			rows = flags[i].row + 1;
	return rows;
}

const char *lanes_tone_name(enum lane_tone tone)
{
	static const char *const names[LANE_TONES] = {
		[LANE_RAM] = "System RAM",
		[LANE_RESERVED] = "not to be had",
		[LANE_OFFERED] = "Soft Reserved",
		[LANE_WINDOW] = "CXL window",
		[LANE_DECODER] = "HDM decoder",
		[LANE_REGION] = "CXL region",
		[LANE_DAX] = "dax device",
		[LANE_ONLINE] = "online memory",
		[LANE_BAD] = "does not match or does not work",
		[LANE_STRANDED] = "stranded",
	};

	return names[tone];
}

bool lanes_tone_used(const struct lanes *lanes, enum lane_tone tone)
{
	size_t i, j;

	for (i = 0; i < lanes->n_lanes; i++)
		for (j = 0; j < lanes->lanes[i].n_extents; j++)
			if (lanes->lanes[i].extents[j].tone == tone)
				return true;
	return false;
}
