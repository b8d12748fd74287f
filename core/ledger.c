// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: the ledgers: where each range's bytes are now, and where they will be.
 */
#include "leads.h"
#include "ledger.h"
#include "pieces.h"

/* A walk that tells where a range's bytes are at the moment. */
struct sr_books_now {
	u64 align;
	/* usable dax devices outside of CXL */
	struct sr_cursor outside;
	/* usable dax devices on regions */
	struct sr_cursor on_region;
	/* committed volatile regions */
	struct sr_cursor promised;
	/* those of them with a driver that hands them out */
	struct sr_cursor deliverable;
	/* dax devices that serve nothing, and keep a region's from coming */
	struct sr_cursor refused;
};

static bool sr_is_region_dax(const void *item)
{
	const struct sr_dax *dax = item;

	return dax->usable && dax->parent == SR_DAX_ON_REGION;
}

static bool sr_is_refused_outside_cxl(const void *item)
{
	const struct sr_dax *dax = item;

	return !dax->usable && dax->parent != SR_DAX_ON_REGION;
}

static bool sr_is_promised(const void *item)
{
	const struct sr_region *region = item;

	return region->committed && region->is_volatile;
}

bool sr_is_kept_dax(const void *item)
{
	return sr_is_dax_outside_cxl(item) &&
	       !((const struct sr_dax *)item)->release;
}

int sr_books_check(const struct sr_facts *facts)
{
	size_t i;

	for (i = 0; i < facts->n_ranges; i++)
		if (!sr_extent_size(&facts->ranges[i].at))
			return -EOVERFLOW;
	return 0;
}

static int sr_books_add(struct sr_ledger *sum, const struct sr_ledger *more)
{
	if (!sr_add(&sum->offered, more->offered) ||
	    !sr_add(&sum->cxl, more->cxl) ||
	    !sr_add(&sum->dax, more->dax) ||
	    !sr_add(&sum->lost_alignment, more->lost_alignment) ||
	    !sr_add(&sum->withheld, more->withheld) ||
	    !sr_add(&sum->stranded, more->stranded) ||
	    !sr_add(&sum->not_decoded, more->not_decoded))
		return -EOVERFLOW;
	/* Each of these is at most what is offered, which did not wrap. */
	sum->unrouted += more->unrouted;
	sum->misrouted += more->misrouted;
	sum->persistent += more->persistent;
	sum->route_unknown += more->route_unknown;
	sum->not_decoded_known = !sum->route_unknown;
	return 0;
}

static void sr_books_now_init(struct sr_books_now *now,
			      const struct sr_facts *facts,
			      const struct sr_policy *policy)
{
	now->align = policy->align;
	sr_cursor_daxes(&now->outside, facts, sr_is_dax_outside_cxl);
	sr_cursor_daxes(&now->on_region, facts, sr_is_region_dax);
	sr_cursor_regions(&now->promised, facts, sr_is_promised);
	sr_cursor_regions(&now->deliverable, facts, sr_is_deliverable);
	sr_cursor_daxes(&now->refused, facts, sr_is_refused_outside_cxl);
}

/* Where @pos is now; @last is lowered to where the answer changes. */
static u64 *sr_books_now_at(struct sr_books_now *now, u64 pos, bool at_an_end,
			    u64 *last, struct sr_ledger *to)
{
	struct sr_cursor *cursors[] = {
		&now->outside, &now->on_region, &now->deliverable,
		&now->promised, &now->refused,
	};
	bool in[5];
	u64 limit;
	size_t i;

	for (i = 0; i < 5; i++) {
		in[i] = sr_cursor_at(cursors[i], pos, &limit);
		if (limit < *last)
			*last = limit;
	}
	if (in[0])
		return &to->dax;
	if (in[1] || (in[2] && !in[4]))
		return &to->cxl;
	return at_an_end && !in[3] ? &to->lost_alignment : &to->stranded;
}

static void sr_books_now_range(struct sr_books_now *now,
			       const struct sr_extent *at,
			       struct sr_ledger *to)
{
	struct sr_extent inside;
	bool any_inside = sr_extent_align(at, now->align, &inside);
	bool at_an_end;
	u64 pos = at->start;
	u64 last;
	u64 *account;

	memset(to, 0, sizeof(*to));
	to->offered = sr_extent_size(at);
	for (;;) {
		last = at->end;
		at_an_end = !any_inside || pos < inside.start ||
			    pos > inside.end;
		if (any_inside && pos < inside.start)
			last = inside.start - 1;
		else if (!at_an_end)
			last = inside.end;
		account = sr_books_now_at(now, pos, at_an_end, &last, to);
		*account += last - pos + 1;
		if (last == at->end)
			return;
		pos = last + 1;
	}
}

int sr_ledger_now(const struct sr_facts *facts, const struct sr_policy *policy,
		  struct sr_ledger *each, struct sr_ledger *sum)
{
	struct sr_lead_count leads;
	struct sr_books_now now;
	struct sr_ledger one;
	size_t i;
	int rc;

	memset(sum, 0, sizeof(*sum));
	sum->not_decoded_known = true;
	rc = sr_books_check(facts);
	if (rc)
		return rc;

	sr_books_now_init(&now, facts, policy);
	sr_lead_count_init(&leads, facts);
	for (i = 0; i < facts->n_ranges; i++) {
		sr_books_now_range(&now, &facts->ranges[i].at, &one);
		sr_lead_count_range(&leads, &facts->ranges[i].at, &one);
		if (each)
			each[i] = one;
		rc = sr_books_add(sum, &one);
		if (rc)
			return rc;
	}
	return 0;
}

int sr_books_planned(struct sr_facts *facts, const struct sr_policy *policy,
		     struct sr_ledger *sum)
{
	struct sr_lead_count leads;
	struct sr_books_now now;
	struct sr_cursor kept;
	struct sr_range *range;
	struct sr_ledger *to;
	size_t i;
	int rc;

	sum->not_decoded_known = true;
	sr_books_now_init(&now, facts, policy);
	sr_lead_count_init(&leads, facts);
	sr_cursor_daxes(&kept, facts, sr_is_kept_dax);
	for (i = 0; i < facts->n_ranges; i++) {
		range = &facts->ranges[i];
		to = &range->ledger;
		if (range->owner == SR_OWNER_UNCHANGED) {
			sr_books_now_range(&now, &range->at, to);
		} else if (range->owner == SR_OWNER_CXL) {
			memset(to, 0, sizeof(*to));
			to->offered = sr_extent_size(&range->at);
			to->dax = sr_cursor_bytes(&kept, &range->at);
			to->cxl = to->offered - to->dax;
		}
		sr_lead_count_range(&leads, &range->at, to);
		rc = sr_books_add(sum, to);
		if (rc)
			return rc;
	}
	return 0;
}
