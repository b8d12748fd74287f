// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: the rule itself: sort and check the facts, find each range's reason by
 * its own facts, then who owns it.
 */
#include "ledger.h"
#include "nodes.h"
#include "pieces.h"

/* An array of struct sr_facts, for sorting and checking. */
struct sr_list {
	enum sr_array which;
	void *base;
	size_t n;
	size_t stride;
	/* how much of an entry is moved when sorting */
	size_t width;
};

/*
 * Ranges that regions connect to each other, directly or through others, and
 * the regions that begin at or before their last byte and behind the group
 * before. Both are contiguous in sorted order.
 */
struct sr_group {
	size_t first_range;
	size_t end_range;
	size_t first_region;
	size_t end_region;
	/* a region that touches one of the ranges must not be torn down */
	bool held;
};

/* Which regions must not be torn down, where the scope is the system. */
struct sr_holders {
	bool any;
	/* @first touches no range that has to be given up */
	bool elsewhere;
	size_t first;
};

static bool sr_touch(const struct sr_extent *a, const struct sr_extent *b)
{
	return a->start <= b->end && b->start <= a->end;
}

static int sr_list_check(const struct sr_list *list, struct sr_outcome *out)
{
	bool overlap_is_bad = list->which == SR_ARRAY_RANGES ||
			      list->which == SR_ARRAY_ROUTES;
	const struct sr_extent *before = NULL;
	const struct sr_extent *at;
	size_t i;

	sr_sort(list->base, list->n, list->stride, list->width);
	for (i = 0; i < list->n; i++) {
		at = (const struct sr_extent *)
			((const char *)list->base + i * list->stride);
		if (at->end < at->start ||
		    (before && overlap_is_bad && sr_touch(before, at))) {
			out->bad_array = list->which;
			out->bad_index = i;
			return -EINVAL;
		}
		before = at;
	}
	return 0;
}

static int sr_facts_check(struct sr_facts *facts, struct sr_outcome *out)
{
	const struct sr_list lists[] = {
		/* Of ranges only the inputs; the rest is about to be written. */
		{ SR_ARRAY_RANGES, facts->ranges, facts->n_ranges,
		  sizeof(struct sr_range), offsetof(struct sr_range, owner) },
		{ SR_ARRAY_WINDOWS, facts->windows, facts->n_windows,
		  sizeof(struct sr_extent), sizeof(struct sr_extent) },
		{ SR_ARRAY_REGIONS, facts->regions, facts->n_regions,
		  sizeof(struct sr_region), sizeof(struct sr_region) },
		{ SR_ARRAY_RAM, facts->ram, facts->n_ram,
		  sizeof(struct sr_extent), sizeof(struct sr_extent) },
		{ SR_ARRAY_DAXES, facts->daxes, facts->n_daxes,
		  sizeof(struct sr_dax), sizeof(struct sr_dax) },
		{ SR_ARRAY_ROUTES, facts->routes, facts->n_routes,
		  sizeof(struct sr_route_piece),
		  sizeof(struct sr_route_piece) },
		{ SR_ARRAY_NODES, facts->nodes, facts->n_nodes,
		  sizeof(struct sr_numa_node), sizeof(struct sr_numa_node) },
	};
	size_t i;
	int rc;

	for (i = 0; i < ARRAY_SIZE(lists); i++) {
		rc = sr_list_check(&lists[i], out);
		if (rc)
			return rc;
	}
	facts->n_nodes = sr_nodes_merge(facts->nodes, facts->n_nodes);
	return sr_books_check(facts);
}

/*
 * Count what of a range lies in windows, and what in windows or System RAM.
 * Both cursors must be stepped together, because neither can go back.
 */
static void sr_count_windows(struct sr_cursor *windows, struct sr_cursor *ram,
			     const struct sr_extent *at, u64 *in_windows,
			     u64 *in_either)
{
	bool in_window, in_ram;
	u64 pos = at->start;
	u64 last, other;

	*in_windows = 0;
	*in_either = 0;
	for (;;) {
		in_window = sr_cursor_at(windows, pos, &last);
		in_ram = sr_cursor_at(ram, pos, &other);
		if (other < last)
			last = other;
		if (at->end < last)
			last = at->end;
		if (in_window)
			*in_windows += last - pos + 1;
		if (in_window || in_ram)
			*in_either += last - pos + 1;
		if (last == at->end)
			return;
		pos = last + 1;
	}
}

/* The reason of a range of @size bytes that lies wholly inside windows. */
static enum sr_reason sr_reason_inside(u64 size, u64 delivered, u64 in_regions)
{
	if (delivered == size)
		return SR_REASON_COVERED;
	if (in_regions == size)
		return SR_REASON_NOT_DELIVERED;
	if (delivered)
		return SR_REASON_PARTLY_COVERED;
	if (in_regions)
		return SR_REASON_NOT_DELIVERED;
	return SR_REASON_NO_REGION;
}

static void sr_find_reasons(struct sr_facts *facts)
{
	struct sr_cursor windows, ram, deliverable, regions;
	u64 size, in_windows, in_either, delivered, in_regions;
	enum sr_reason today;
	struct sr_range *range;
	size_t i;

	sr_cursor_extents(&windows, facts->windows, facts->n_windows);
	sr_cursor_extents(&ram, facts->ram, facts->n_ram);
	sr_cursor_regions(&deliverable, facts, sr_is_deliverable);
	sr_cursor_regions(&regions, facts, NULL);

	for (i = 0; i < facts->n_ranges; i++) {
		range = &facts->ranges[i];
		size = sr_extent_size(&range->at);
		sr_count_windows(&windows, &ram, &range->at, &in_windows,
				 &in_either);
		delivered = sr_cursor_bytes(&deliverable, &range->at);
		in_regions = sr_cursor_bytes(&regions, &range->at);
		today = sr_reason_inside(size, delivered, in_regions);

		if (!in_windows)
			range->reason = SR_REASON_OUTSIDE_WINDOWS;
		else if (range->kept && facts->cxl_active)
			range->reason = SR_REASON_COVERED;
		else if (in_windows == size)
			range->reason = today;
		else if (in_either == size)
			range->reason = SR_REASON_STRADDLES_RAM;
		else
			range->reason = SR_REASON_STRADDLES_WINDOW;
		range->today = range->reason == SR_REASON_COVERED ?
			       today : range->reason;
		range->mismatch = range->reason != SR_REASON_COVERED &&
				  range->reason != SR_REASON_OUTSIDE_WINDOWS;
		range->busy = false;
	}
}

static bool sr_is_region_dax_in_use(const void *item)
{
	const struct sr_dax *dax = item;

	return dax->in_use && dax->parent == SR_DAX_ON_REGION;
}

static void sr_find_held(struct sr_facts *facts)
{
	struct sr_cursor in_use;
	struct sr_region *region;
	size_t i;

	sr_cursor_daxes(&in_use, facts, sr_is_region_dax_in_use);
	for (i = 0; i < facts->n_regions; i++) {
		region = &facts->regions[i];
		region->held = sr_cursor_touches(&in_use, &region->at) ||
			       region->in_use;
		region->release = false;
	}
}

/* Mainline's hmem devices that hold what has to be withheld. */
static void sr_find_astray(struct sr_facts *facts,
			   const struct sr_policy *policy)
{
	struct sr_cursor ranges;
	struct sr_leads leads;
	struct sr_dax *dax;
	bool offered, held_back;
	size_t i;

	sr_cursor_ranges(&ranges, facts, NULL);
	sr_leads_init(&leads, facts, policy);
	for (i = 0; i < facts->n_daxes; i++) {
		dax = &facts->daxes[i];
		offered = sr_cursor_touches(&ranges, &dax->at);
		held_back = sr_leads_touch(&leads, &dax->at);
		dax->astray = offered && held_back && !dax->in_use &&
			      dax->parent == SR_DAX_ON_MAINLINE_HMEM;
	}
}

/*
 * How each range would be served by device-dax. It also tells a mismatched
 * range that is rescued already from one for which something must be done.
 */
static void sr_find_served(struct sr_facts *facts,
			   const struct sr_policy *policy, enum sr_scope scope)
{
	struct sr_share share;
	size_t i;

	sr_share_init(&share, facts, policy, scope);
	for (i = 0; i < facts->n_ranges; i++)
		sr_share_range(&share, &facts->ranges[i]);
}

/* A range that must be given up: nobody serves it as it is. */
static bool sr_is_forcing(const void *item)
{
	const struct sr_range *range = item;

	return range->mismatch && !range->served;
}

static bool sr_any_forcing(const struct sr_facts *facts)
{
	size_t i;

	for (i = 0; i < facts->n_ranges; i++)
		if (sr_is_forcing(&facts->ranges[i]))
			return true;
	return false;
}

static void sr_find_holders(const struct sr_facts *facts,
			    struct sr_holders *holders)
{
	struct sr_cursor forcing;
	size_t i;

	memset(holders, 0, sizeof(*holders));
	sr_cursor_ranges(&forcing, facts, sr_is_forcing);
	for (i = 0; i < facts->n_regions && !holders->elsewhere; i++) {
		if (!facts->regions[i].held)
			continue;
		holders->elsewhere = !sr_cursor_touches(&forcing,
							&facts->regions[i].at);
		if (!holders->any || holders->elsewhere)
			holders->first = i;
		holders->any = true;
	}
}

/* The owners where nothing is torn down. */
static void sr_leave_range(struct sr_range *range)
{
	range->busy = sr_is_forcing(range);
	if (range->reason == SR_REASON_COVERED)
		range->owner = SR_OWNER_CXL;
	else if (range->busy)
		range->owner = SR_OWNER_UNCHANGED;
	else
		range->owner = SR_OWNER_DAX;
}

static void sr_give_up_system(struct sr_facts *facts)
{
	size_t i;

	for (i = 0; i < facts->n_ranges; i++)
		facts->ranges[i].owner = SR_OWNER_DAX;
	for (i = 0; i < facts->n_regions; i++)
		facts->regions[i].release = true;
}

/*
 * Find the group that begins with range @group->end_range, and mark the
 * regions that touch it for release.
 */
static void sr_group_next(struct sr_facts *facts, struct sr_group *group)
{
	const struct sr_extent *at;
	struct sr_region *region;
	u64 reach = 0;

	group->first_range = group->end_range;
	group->first_region = group->end_region;
	group->held = false;
	do {
		at = &facts->ranges[group->end_range++].at;
		for (; group->end_region < facts->n_regions;
		     group->end_region++) {
			region = &facts->regions[group->end_region];
			if (region->at.start > at->end)
				break;
			if (region->at.end > reach)
				reach = region->at.end;
			region->release = sr_touch(&region->at, at);
			if (region->release && region->held)
				group->held = true;
		}
	} while (group->end_range < facts->n_ranges &&
		 facts->ranges[group->end_range].at.start <= reach);
}

static void sr_group_rule(struct sr_facts *facts, const struct sr_group *group)
{
	bool forcing = false;
	size_t i;

	for (i = group->first_range; i < group->end_range; i++)
		forcing = forcing || sr_is_forcing(&facts->ranges[i]);

	if (forcing && !group->held) {
		for (i = group->first_range; i < group->end_range; i++)
			facts->ranges[i].owner = SR_OWNER_DAX;
		return;
	}
	for (i = group->first_range; i < group->end_range; i++)
		sr_leave_range(&facts->ranges[i]);
	for (i = group->first_region; i < group->end_region; i++)
		facts->regions[i].release = false;
}

static void sr_give_up_ranges(struct sr_facts *facts)
{
	struct sr_group group = { 0 };

	while (group.end_range < facts->n_ranges) {
		sr_group_next(facts, &group);
		sr_group_rule(facts, &group);
	}
}

static bool sr_is_cxl(const void *item)
{
	return ((const struct sr_range *)item)->owner == SR_OWNER_CXL;
}

static bool sr_is_not_cxl(const void *item)
{
	return !sr_is_cxl(item);
}

static bool sr_is_released_dax(const void *item)
{
	return ((const struct sr_dax *)item)->release;
}

/*
 * Mainline's hmem devices that must make way because CXL owns their memory;
 * not those in use, nor those that also hold what is not CXL's.
 */
static void sr_find_releases(struct sr_facts *facts)
{
	struct sr_cursor cxl, not_cxl, released;
	struct sr_range *range;
	struct sr_dax *dax;
	bool hits, spares;
	size_t i;

	sr_cursor_ranges(&cxl, facts, sr_is_cxl);
	sr_cursor_ranges(&not_cxl, facts, sr_is_not_cxl);
	for (i = 0; i < facts->n_daxes; i++) {
		dax = &facts->daxes[i];
		hits = sr_cursor_touches(&cxl, &dax->at);
		spares = sr_cursor_touches(&not_cxl, &dax->at);
		dax->release = facts->cxl_active && hits && !spares &&
			       !dax->in_use &&
			       dax->parent == SR_DAX_ON_MAINLINE_HMEM;
		dax->release = dax->release || dax->astray;
	}

	sr_cursor_daxes(&released, facts, sr_is_released_dax);
	for (i = 0; i < facts->n_ranges; i++) {
		range = &facts->ranges[i];
		if (range->owner == SR_OWNER_CXL)
			range->served = !sr_cursor_touches(&released,
							   &range->at);
	}
}

static void sr_count(const struct sr_facts *facts, struct sr_outcome *out,
		     bool *touching)
{
	const struct sr_range *range;
	size_t i;

	*touching = false;
	for (i = 0; i < facts->n_ranges; i++) {
		range = &facts->ranges[i];
		if (range->reason != SR_REASON_OUTSIDE_WINDOWS)
			*touching = true;
		if (range->mismatch && !out->n_mismatched++)
			out->first_mismatch = i;
		if (range->busy)
			out->n_busy++;
	}
}

static enum sr_verdict sr_find_verdict(const struct sr_facts *facts,
				       struct sr_outcome *out, bool whole)
{
	bool touching;

	sr_count(facts, out, &touching);
	if (!touching)
		return SR_VERDICT_NONE;
	if (!out->n_mismatched)
		return SR_VERDICT_CXL;
	if (out->n_busy == out->n_mismatched)
		return SR_VERDICT_BUSY;
	return whole ? SR_VERDICT_GIVE_UP : SR_VERDICT_GIVE_UP_RANGE;
}

static void sr_find_scope(const struct sr_policy *policy,
			  const struct sr_holders *holders,
			  struct sr_outcome *out)
{
	out->scope = policy->scope;
	if (out->verdict == SR_VERDICT_GIVE_UP)
		out->scope = SR_SCOPE_SYSTEM;
	if (out->verdict == SR_VERDICT_GIVE_UP_RANGE)
		out->scope = SR_SCOPE_RANGE;

	/* Nothing is given up because of regions at what mismatches itself. */
	if (out->verdict == SR_VERDICT_BUSY && !holders->elsewhere)
		return;
	if (holders->any) {
		out->scope = SR_SCOPE_RANGE;
		out->scope_narrowed = true;
		out->narrowed_by = holders->first;
	}
}

/* Choose the scope in force and the owners. */
static void sr_rule_machine(struct sr_facts *facts,
			    const struct sr_policy *policy,
			    struct sr_outcome *out)
{
	enum sr_scope scope = policy->scope;
	struct sr_holders holders = { 0 };
	bool whole;

	/* Without CXL there is nothing of it to keep. */
	if (!facts->cxl_active)
		scope = SR_SCOPE_SYSTEM;
	sr_find_served(facts, policy, scope);
	if (scope == SR_SCOPE_SYSTEM && sr_any_forcing(facts))
		sr_find_holders(facts, &holders);
	if (holders.any) {
		scope = SR_SCOPE_RANGE;
		sr_find_served(facts, policy, scope);
	}

	whole = scope == SR_SCOPE_SYSTEM;
	if (whole && sr_any_forcing(facts))
		sr_give_up_system(facts);
	else
		sr_give_up_ranges(facts);

	/* What is rescued already does not say that CXL was given up. */
	if (facts->cxl_active && !sr_any_forcing(facts))
		whole = false;
	out->verdict = sr_find_verdict(facts, out, whole);
	sr_find_scope(policy, &holders, out);
}

int sr_rule_decide(struct sr_facts *facts, const struct sr_policy *policy,
		   struct sr_outcome *out)
{
	int rc;

	memset(out, 0, sizeof(*out));
	if (!policy->align || (policy->align & (policy->align - 1)))
		return -EINVAL;
	rc = sr_facts_check(facts, out);
	if (rc)
		return rc;

	sr_find_reasons(facts);
	sr_find_held(facts);
	sr_find_astray(facts, policy);
	sr_rule_machine(facts, policy, out);
	sr_find_releases(facts);
	return sr_books_planned(facts, policy, &out->ledger);
}
