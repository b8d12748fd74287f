// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: entries of firmware's memory map, found by asking.
 *
 * The hints' starts and ends cut the address space into segments. No entry that
 * has a node lies partly outside of its node, so in each segment there are at
 * most as many entries as there are nodes over it.
 */
#include "extent.h"
#include "runs.h"

/* The hints that may lie over what is looked at: those from @first to @end. */
struct sr_overhead {
	const struct sr_hint *hints;
	size_t first;
	size_t end;
};

/* What lies over a segment. */
struct sr_segment {
	struct sr_extent at;
	bool is_entry;
	/* how many entries may be in it; 2 stands for more, too */
	unsigned int entries;
};

static bool sr_any(const struct sr_runs *runs, u64 start, u64 end)
{
	const struct sr_extent at = { start, end };

	return !runs->any || runs->any(runs->context, &at);
}

/* The first byte of the type; call if there is any. */
static u64 sr_first(const struct sr_runs *runs, const struct sr_extent *at)
{
	u64 low = at->start, high = at->end;

	while (low < high) {
		u64 middle = low + (high - low) / 2;

		if (sr_any(runs, low, middle))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* The last byte of the type; call if there is any. */
static u64 sr_last(const struct sr_runs *runs, const struct sr_extent *at)
{
	u64 low = at->start, high = at->end;

	while (low < high) {
		u64 middle = high - (high - low) / 2;

		if (sr_any(runs, middle, high))
			low = middle;
		else
			high = middle - 1;
	}
	return low;
}

/* The last byte before a hole; @good is of the type and @bad is not. */
static u64 sr_edge(const struct sr_runs *runs, u64 good, u64 bad)
{
	while (bad - good > 1) {
		u64 middle = good + (bad - good) / 2;

		if (sr_any(runs, middle, middle))
			good = middle;
		else
			bad = middle;
	}
	return good;
}

/* The last byte of the run that begins @at, by a look at each stride. */
static u64 sr_walk(const struct sr_runs *runs, const struct sr_extent *at)
{
	u64 good = at->start, next;

	while (good < at->end) {
		next = at->end - good < runs->stride ? at->end :
						       good + runs->stride;
		if (!sr_any(runs, next, next))
			return sr_edge(runs, good, next);
		good = next;
	}
	return good;
}

static int sr_find_several(struct sr_runs *runs, struct sr_extent left)
{
	struct sr_extent run;
	int rc;

	for (;;) {
		run.start = sr_first(runs, &left);
		left.start = run.start;
		run.end = sr_walk(runs, &left);
		rc = runs->found(runs->context, &run);
		if (rc || run.end == left.end)
			return rc;
		left.start = run.end + 1;
		if (!sr_any(runs, left.start, left.end))
			return 0;
	}
}

static int sr_find_in_segment(struct sr_runs *runs,
			      const struct sr_segment *segment)
{
	struct sr_extent run = segment->at;

	if (!segment->entries || !sr_any(runs, run.start, run.end))
		return 0;
	if (segment->is_entry)
		return runs->found(runs->context, &run);
	run.start = sr_first(runs, &segment->at);
	run.end = sr_last(runs, &segment->at);
	if (segment->entries == 1 || !runs->any)
		return runs->found(runs->context, &run);
	if (run.end - run.start > runs->budget) {
		runs->unknown = run;
		return -E2BIG;
	}
	runs->budget -= run.end - run.start;
	return sr_find_several(runs, run);
}

static unsigned int sr_hint_entries(const struct sr_hint *hint)
{
	return hint->kind == SR_HINT_LOOSE ? 2 : 1;
}

/* What lies over @at->start, and how far the same does. */
static void sr_look_up(const struct sr_overhead *over, u64 pos,
		       struct sr_segment *segment)
{
	const struct sr_extent *at;
	size_t i;

	segment->at.start = pos;
	segment->at.end = U64_MAX;
	segment->is_entry = false;
	segment->entries = 0;
	for (i = over->first; i < over->end; i++) {
		at = &over->hints[i].at;
		if (at->end < pos)
			continue;
		if (at->start > pos) {
			if (at->start - 1 < segment->at.end)
				segment->at.end = at->start - 1;
			continue;
		}
		if (at->end < segment->at.end)
			segment->at.end = at->end;
		segment->entries += sr_hint_entries(&over->hints[i]);
		if (over->hints[i].kind == SR_HINT_ENTRY)
			segment->is_entry = true;
	}
}

/* Hints that overlap, up to @last: segment by segment. */
static int sr_find_in_cluster(struct sr_runs *runs,
			      const struct sr_overhead *over, u64 last)
{
	struct sr_segment segment;
	u64 pos = over->hints[over->first].at.start;
	int rc;

	for (;;) {
		sr_look_up(over, pos, &segment);
		rc = sr_find_in_segment(runs, &segment);
		if (rc || segment.at.end >= last)
			return rc;
		pos = segment.at.end + 1;
	}
}

int sr_runs_find(struct sr_runs *runs, struct sr_hint *hints, size_t n)
{
	struct sr_overhead over = { hints, 0, 0 };
	u64 last;
	int rc;

	sr_sort(hints, n, sizeof(*hints), sizeof(*hints));
	while (over.end < n) {
		over.first = over.end;
		last = hints[over.first].at.end;
		while (over.end < n && hints[over.end].at.start <= last) {
			if (hints[over.end].at.end > last)
				last = hints[over.end].at.end;
			over.end++;
		}
		rc = sr_find_in_cluster(runs, &over, last);
		if (rc)
			return rc;
	}
	return 0;
}
