// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: routes: cut the addresses at the edges of windows and decoders, and
 * judge each interval by one period of its interleave.
 */
#include "extent.h"
#include "follow.h"

/* How the interleave of an interval repeats. */
struct sr_period {
	/* granularity of the finest part of the way, bytes */
	u64 step;
	/* after so many bytes all repeats: a power of two, thrice if @thirds */
	u64 length;
	bool thirds;
};

/* What was seen in a period. */
struct sr_tally {
	bool taken;
	bool unrouted;
	/* the first of each kind that is worse than routed */
	struct sr_route_end dead;
	struct sr_route_end past;
	struct sr_route_end twice;
	struct sr_route_end persistent;
	struct sr_route_end unknown;
};

static void sr_period_add(struct sr_period *period, u64 granularity, u32 ways)
{
	u64 length = granularity * (ways % 3 ? ways : ways / 3);

	if (granularity < period->step)
		period->step = granularity;
	if (length > period->length)
		period->length = length;
	if (ways % 3 == 0)
		period->thirds = true;
}

static const struct sr_route_decoder *
sr_interleave_at(const struct sr_route_part *part, u64 address)
{
	size_t i;

	for (i = 0; i < part->n_decoders; i++) {
		const struct sr_route_decoder *d = &part->decoders[i];

		if (d->committed && d->at.start <= address &&
		    address <= d->at.end && d->granularity && d->ways)
			return d;
	}
	return NULL;
}

/* Everything that may take part in decoding an interval, from @part down. */
static void sr_period_below(const struct sr_routing *routing,
			    const struct sr_route_part *part, u64 address,
			    u32 depth, struct sr_period *period)
{
	const struct sr_route_decoder *d;
	u32 i;

	if (!part || part->opaque || depth == SR_ROUTE_DEPTH)
		return;
	if (part->passes) {
		sr_period_below(routing,
				sr_part_below(routing, part->id,
					      part->only_port),
				address, depth + 1, period);
		return;
	}
	d = sr_interleave_at(part, address);
	if (!d)
		return;
	sr_period_add(period, d->granularity, d->ways);
	if (part->kind == SR_ROUTE_DEVICE)
		return;
	for (i = 0; i < d->ways && i < SR_ROUTE_TARGETS; i++)
		sr_period_below(routing,
				sr_part_below(routing, part->id, d->targets[i]),
				address, depth + 1, period);
}

static void sr_period_find(const struct sr_routing *routing,
			   const struct sr_route_window *window, u64 address,
			   struct sr_period *period)
{
	u32 i;

	period->step = SR_ROUTE_GRAIN_MAX;
	period->length = SR_ROUTE_GRAIN_MAX;
	period->thirds = false;
	if (!sr_window_is_known(window))
		return;
	sr_period_add(period, window->granularity, window->ways);
	/* An XOR map may name any bit below those that only permute. */
	if (window->is_xor && window->ways > 1)
		period->length = SR_ROUTE_PERIOD_BITS;
	for (i = 0; i < window->ways && i < SR_ROUTE_WINDOW_TARGETS; i++)
		sr_period_below(routing,
				sr_part_below(routing, SR_ROUTE_TOP,
					      window->targets[i]),
				address, 0, period);
	if (period->thirds)
		period->length *= 3;
}

/* Does an address end in a decoder of a device, as its bits or all may be? */
static bool sr_reaches(const struct sr_routing *routing, u64 at,
		       const struct sr_route_window *window, u32 variant,
		       bool any_variant, const struct sr_route_decoder *d)
{
	const struct sr_route_window *others = sr_window_of(routing, at);
	struct sr_route_end end;
	u32 last = variant;

	if (!others || !sr_window_is_known(others))
		return false;
	if (any_variant || others != window) {
		variant = 0;
		last = sr_window_variants(others) - 1;
	}
	for (; variant <= last; variant++) {
		sr_follow(routing, others, variant, at, &end);
		if (end.decoder == d)
			return true;
	}
	return false;
}

/*
 * Does another address reach the cell of this one? Only those can that share
 * its stripe in the device's own decoder.
 */
static bool sr_is_shared(const struct sr_routing *routing,
			 const struct sr_route_window *window, u32 variant,
			 u64 address, const struct sr_route_end *end)
{
	const struct sr_route_decoder *d = end->decoder;
	u64 offset = address - d->at.start;
	u64 own = offset / d->granularity % d->ways;
	u64 first = address - own * d->granularity;
	bool permuted;
	u64 at;
	u32 i;

	for (i = 0; i < d->ways; i++) {
		at = first + (u64)i * d->granularity;
		if (i == own || at > d->at.end)
			continue;
		/* Above these bits the ways may be permuted otherwise. */
		permuted = (at ^ address) >= SR_ROUTE_PERIOD_BITS;
		if (sr_reaches(routing, at, window, variant, permuted, d))
			return true;
	}
	return false;
}

static void sr_keep_first(struct sr_route_end *kept,
			  const struct sr_route_end *end)
{
	if (!kept->why)
		*kept = *end;
}

static void sr_tally_add(struct sr_tally *tally, const struct sr_route_end *end,
			 bool shared)
{
	if (shared)
		sr_keep_first(&tally->twice, end);
	switch (end->route) {
	case SR_ROUTE_UNROUTED:
		tally->unrouted = true;
		return;
	case SR_ROUTE_UNKNOWN:
		sr_keep_first(&tally->unknown, end);
		break;
	case SR_ROUTE_PERSISTENT:
		sr_keep_first(&tally->persistent, end);
		break;
	case SR_ROUTE_MISROUTED:
		if (end->why == SR_ROUTE_WHY_NO_TAKER) {
			sr_keep_first(&tally->dead, end);
			return;
		}
		sr_keep_first(&tally->past, end);
		break;
	default:
		break;
	}
	tally->taken = true;
}

static void sr_judge_as(struct sr_route_piece *piece, enum sr_route route,
			enum sr_route_why why, const struct sr_route_end *end)
{
	piece->route = route;
	piece->why = why;
	piece->part = end && end->part ? end->part->id : SR_ROUTE_TOP;
}

/* What a whole interval comes to: no page of it is better than its worst. */
static void sr_tally_judge(const struct sr_tally *tally,
			   struct sr_route_piece *piece)
{
	bool dead = tally->dead.why || tally->unrouted;

	if (tally->twice.why)
		sr_judge_as(piece, SR_ROUTE_MISROUTED, SR_ROUTE_WHY_SAME_CELL,
			    &tally->twice);
	else if (tally->past.why)
		sr_judge_as(piece, SR_ROUTE_MISROUTED, SR_ROUTE_WHY_PAST_CAPACITY,
			    &tally->past);
	else if (dead && tally->taken)
		sr_judge_as(piece, SR_ROUTE_MISROUTED, SR_ROUTE_WHY_MEMBER_MISSING,
			    tally->dead.why ? &tally->dead : NULL);
	else if (tally->dead.why)
		sr_judge_as(piece, SR_ROUTE_MISROUTED, SR_ROUTE_WHY_NO_TAKER,
			    &tally->dead);
	else if (tally->unrouted)
		sr_judge_as(piece, SR_ROUTE_UNROUTED, SR_ROUTE_WHY_NO_DECODER, NULL);
	else if (tally->unknown.why)
		sr_judge_as(piece, SR_ROUTE_UNKNOWN, tally->unknown.why,
			    &tally->unknown);
	else if (tally->persistent.why)
		sr_judge_as(piece, SR_ROUTE_PERSISTENT, SR_ROUTE_WHY_PERSISTENT,
			    &tally->persistent);
	else
		sr_judge_as(piece, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE, NULL);
}

static void sr_follow_period(const struct sr_routing *routing,
			     const struct sr_route_window *window, u32 variant,
			     const struct sr_period *period,
			     const struct sr_extent *at, struct sr_tally *tally)
{
	struct sr_route_end end;
	u64 pos = at->start;
	u64 last = at->end;
	bool shared;

	if (last - pos >= period->length)
		last = pos + period->length - 1;
	for (;;) {
		sr_follow(routing, window, variant, pos, &end);
		shared = end.reached &&
			 sr_is_shared(routing, window, variant, pos, &end);
		if (shared)
			end.why = SR_ROUTE_WHY_SAME_CELL;
		sr_tally_add(tally, &end, shared);
		if ((pos | (period->step - 1)) >= last)
			return;
		pos = (pos | (period->step - 1)) + 1;
	}
}

/* Return: false where no window leads there. */
static bool sr_judge_interval(const struct sr_routing *routing,
			      struct sr_route_piece *piece)
{
	const struct sr_route_window *window;
	struct sr_tally tally;
	struct sr_period period;
	u32 variants, i;

	window = sr_window_of(routing, piece->at.start);
	if (!window)
		return false;
	memset(&tally, 0, sizeof(tally));
	sr_period_find(routing, window, piece->at.start, &period);
	variants = sr_window_is_known(window) ? sr_window_variants(window) : 1;
	for (i = 0; i < variants; i++)
		sr_follow_period(routing, window, i, &period, &piece->at,
				 &tally);
	sr_tally_judge(&tally, piece);
	return true;
}

/* ---- edges ---- */

static void sr_edge_add(struct sr_route_piece *edges, size_t *n, u64 at)
{
	edges[*n].at.start = at;
	edges[(*n)++].at.end = at;
}

static void sr_edges_of(struct sr_route_piece *edges, size_t *n,
			const struct sr_extent *at)
{
	sr_edge_add(edges, n, at->start);
	if (at->end != U64_MAX)
		sr_edge_add(edges, n, at->end + 1);
}

/* The address where a device's decoder comes to device address @dpa. */
static void sr_edge_at_dpa(struct sr_route_piece *edges, size_t *n,
			   const struct sr_route_decoder *d, u64 dpa)
{
	u64 stripe = (u64)d->granularity * d->ways;
	u64 size = d->at.end - d->at.start + 1;
	u64 stripes;

	if (!stripe || dpa <= d->dpa)
		return;
	stripes = (dpa - d->dpa) / d->granularity;
	if (stripes < (size ? size : U64_MAX) / stripe)
		sr_edge_add(edges, n, d->at.start + stripes * stripe);
}

static void sr_edges_of_part(struct sr_route_piece *edges, size_t *n,
			     const struct sr_route_part *part)
{
	const struct sr_route_decoder *d;
	size_t i;

	for (i = 0; i < part->n_decoders; i++) {
		d = &part->decoders[i];
		if (!d->committed)
			continue;
		sr_edges_of(edges, n, &d->at);
		if (part->kind != SR_ROUTE_DEVICE || !part->capacity_known)
			continue;
		sr_edge_at_dpa(edges, n, d, part->volatile_size);
		sr_edge_at_dpa(edges, n, d,
			       part->volatile_size + part->persistent_size);
	}
}

size_t sr_routes_room(const struct sr_routing *routing)
{
	size_t room = 2 * routing->n_windows;
	size_t i;

	for (i = 0; i < routing->n_parts; i++)
		room += 4 * routing->parts[i].n_decoders;
	return room;
}

static bool sr_joins(const struct sr_route_piece *a,
		     const struct sr_route_piece *b)
{
	return a->at.end + 1 == b->at.start && a->route == b->route &&
	       a->why == b->why && a->part == b->part;
}

void sr_routes_find(struct sr_routing *routing, struct sr_route_piece *pieces,
		    size_t *n)
{
	struct sr_route_piece piece;
	size_t n_edges = 0, i;

	sr_routing_prepare(routing);
	for (i = 0; i < routing->n_windows; i++)
		sr_edges_of(pieces, &n_edges, &routing->windows[i].at);
	for (i = 0; i < routing->n_parts; i++)
		sr_edges_of_part(pieces, &n_edges, &routing->parts[i]);
	sr_sort(pieces, n_edges, sizeof(*pieces), sizeof(struct sr_extent));

	/* Pieces are written over edges that were read already. */
	*n = 0;
	memset(&piece, 0, sizeof(piece));
	for (i = 0; i < n_edges; i++) {
		piece.at.start = pieces[i].at.start;
		piece.at.end = i + 1 < n_edges ? pieces[i + 1].at.start - 1 :
						 U64_MAX;
		if ((i + 1 < n_edges &&
		     pieces[i + 1].at.start == piece.at.start) ||
		    !sr_judge_interval(routing, &piece))
			continue;
		if (*n && sr_joins(&pieces[*n - 1], &piece))
			pieces[*n - 1].at.end = piece.at.end;
		else
			pieces[(*n)++] = piece;
	}
}
