// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: what follows for a range from where its bytes lead: what has to be
 * withheld, and what stands in its ledger beside the sum.
 */
#include "leads.h"

static bool sr_is_routed(const void *item)
{
	return ((const struct sr_route_piece *)item)->route == SR_ROUTE_ROUTED;
}

static bool sr_is_unrouted(const void *item)
{
	return ((const struct sr_route_piece *)item)->route ==
	       SR_ROUTE_UNROUTED;
}

static bool sr_is_misrouted(const void *item)
{
	return ((const struct sr_route_piece *)item)->route ==
	       SR_ROUTE_MISROUTED;
}

static bool sr_is_persistent(const void *item)
{
	return ((const struct sr_route_piece *)item)->route ==
	       SR_ROUTE_PERSISTENT;
}

static void sr_cursor_routes(struct sr_cursor *cursor,
			     const struct sr_facts *facts,
			     bool (*keep)(const void *item))
{
	sr_cursor_init(cursor, facts->routes, facts->n_routes,
		       sizeof(*facts->routes), keep);
}

void sr_leads_init(struct sr_leads *leads, const struct sr_facts *facts,
		   const struct sr_policy *policy)
{
	leads->policy = policy;
	sr_cursor_routes(&leads->unrouted, facts, sr_is_unrouted);
	sr_cursor_extents(&leads->ram, facts->ram, facts->n_ram);
	sr_cursor_routes(&leads->misrouted, facts, sr_is_misrouted);
	sr_cursor_routes(&leads->persistent, facts, sr_is_persistent);
}

static bool sr_lead_at(struct sr_cursor *cursor, u64 pos, u64 *last)
{
	u64 limit;
	bool in = sr_cursor_at(cursor, pos, &limit);

	if (limit < *last)
		*last = limit;
	return in;
}

bool sr_leads_withhold(struct sr_leads *leads, u64 pos, u64 *last)
{
	bool unrouted = sr_lead_at(&leads->unrouted, pos, last);
	bool misrouted = sr_lead_at(&leads->misrouted, pos, last);
	bool persistent = sr_lead_at(&leads->persistent, pos, last);

	if (unrouted && sr_lead_at(&leads->ram, pos, last))
		unrouted = false;
	return (unrouted && !leads->policy->hand_over_unrouted) ||
	       (misrouted && !leads->policy->hand_over_misrouted) || persistent;
}

bool sr_leads_touch(struct sr_leads *leads, const struct sr_extent *at)
{
	bool unrouted = sr_cursor_touches(&leads->unrouted, at) &&
			!sr_cursor_touches(&leads->ram, at);
	bool misrouted = sr_cursor_touches(&leads->misrouted, at);
	bool persistent = sr_cursor_touches(&leads->persistent, at);

	return (unrouted && !leads->policy->hand_over_unrouted) ||
	       (misrouted && !leads->policy->hand_over_misrouted) || persistent;
}

void sr_lead_count_init(struct sr_lead_count *count,
			const struct sr_facts *facts)
{
	static bool (*const keep[SR_ROUTE_KINDS])(const void *item) = {
		[SR_ROUTE_ROUTED] = sr_is_routed,
		[SR_ROUTE_UNROUTED] = sr_is_unrouted,
		[SR_ROUTE_MISROUTED] = sr_is_misrouted,
		[SR_ROUTE_PERSISTENT] = sr_is_persistent,
	};
	size_t i;

	sr_cursor_extents(&count->windows, facts->windows, facts->n_windows);
	sr_cursor_routes(&count->said, facts, NULL);
	sr_cursor_routes(&count->unrouted, facts, sr_is_unrouted);
	sr_cursor_extents(&count->ram, facts->ram, facts->n_ram);
	for (i = 0; i < SR_ROUTE_UNKNOWN; i++)
		sr_cursor_routes(&count->of[i], facts, keep[i]);
}

/* Bytes of @at in windows or pieces. The rest is for CXL to say nothing of. */
static u64 sr_lead_count_concerned(struct sr_lead_count *count,
				   const struct sr_extent *at)
{
	u64 pos = at->start;
	u64 bytes = 0;
	bool in, said;
	u64 last, limit;

	for (;;) {
		in = sr_cursor_at(&count->windows, pos, &last);
		said = sr_cursor_at(&count->said, pos, &limit);
		if (limit < last)
			last = limit;
		if (last > at->end)
			last = at->end;
		if (in || said)
			bytes += last - pos + 1;
		if (last == at->end)
			return bytes;
		pos = last + 1;
	}
}

/* Bytes of @at that are unrouted, and no System RAM either. */
static u64 sr_lead_count_unrouted(struct sr_lead_count *count,
				  const struct sr_extent *at)
{
	u64 pos = at->start;
	u64 bytes = 0;
	bool in, ram;
	u64 last, limit;

	for (;;) {
		in = sr_cursor_at(&count->unrouted, pos, &last);
		ram = sr_cursor_at(&count->ram, pos, &limit);
		if (limit < last)
			last = limit;
		if (last > at->end)
			last = at->end;
		if (in && !ram)
			bytes += last - pos + 1;
		if (last == at->end)
			return bytes;
		pos = last + 1;
	}
}

void sr_lead_count_range(struct sr_lead_count *count,
			 const struct sr_extent *at, struct sr_ledger *to)
{
	u64 routed, unrouted, concerned;

	to->not_decoded = 0;
	to->unrouted = 0;
	to->misrouted = 0;
	to->persistent = 0;
	to->route_unknown = 0;
	to->not_decoded_known = true;
	if (!sr_cursor_touches(&count->windows, at))
		return;
	concerned = sr_lead_count_concerned(count, at);
	routed = sr_cursor_bytes(&count->of[SR_ROUTE_ROUTED], at);
	to->unrouted = sr_lead_count_unrouted(count, at);
	to->misrouted = sr_cursor_bytes(&count->of[SR_ROUTE_MISROUTED], at);
	to->persistent = sr_cursor_bytes(&count->of[SR_ROUTE_PERSISTENT], at);
	unrouted = sr_cursor_bytes(&count->of[SR_ROUTE_UNROUTED], at);
	to->route_unknown = concerned - routed - unrouted - to->misrouted -
			    to->persistent;
	to->not_decoded_known = !to->route_unknown;
	if (to->not_decoded_known)
		to->not_decoded = sr_extent_size(at) - routed - to->persistent;
}
