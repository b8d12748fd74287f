// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: following addresses, one at a time; see follow.h.
 */
#include "follow.h"

static bool sr_holds(const struct sr_extent *at, u64 address)
{
	return at->start <= address && address <= at->end;
}

/* ---- who hangs where ---- */

static bool sr_part_before(const struct sr_route_part *a,
			   const struct sr_route_part *b)
{
	return a->above != b->above ? a->above < b->above : a->port < b->port;
}

static void sr_parts_sink(struct sr_route_part *parts, size_t i, size_t n)
{
	struct sr_route_part held;
	size_t child;

	while (2 * i + 1 < n) {
		child = 2 * i + 1;
		if (child + 1 < n &&
		    sr_part_before(&parts[child], &parts[child + 1]))
			child++;
		if (!sr_part_before(&parts[i], &parts[child]))
			return;
		held = parts[i];
		parts[i] = parts[child];
		parts[child] = held;
		i = child;
	}
}

/* Heapsort: entries are too large for sr_sort(). */
static void sr_parts_sort(struct sr_route_part *parts, size_t n)
{
	struct sr_route_part held;
	size_t i;

	for (i = n / 2; i > 0; i--)
		sr_parts_sink(parts, i - 1, n);
	for (i = n; i > 1; i--) {
		held = parts[0];
		parts[0] = parts[i - 1];
		parts[i - 1] = held;
		sr_parts_sink(parts, 0, i - 1);
	}
}

struct sr_route_part *sr_part_below(const struct sr_routing *routing, u32 above,
				    u32 port)
{
	struct sr_route_part want = { .above = above, .port = port };
	size_t low = 0, high = routing->n_parts, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (sr_part_before(&routing->parts[middle], &want))
			low = middle + 1;
		else
			high = middle;
	}
	if (low == routing->n_parts ||
	    sr_part_before(&want, &routing->parts[low]))
		return NULL;
	return &routing->parts[low];
}

/* ---- windows ---- */

static bool sr_window_targets(const struct sr_route_window *window, u32 uid)
{
	u32 i;

	for (i = 0; i < window->ways && i < SR_ROUTE_WINDOW_TARGETS; i++)
		if (window->targets[i] == uid)
			return true;
	return false;
}

static const struct sr_route_window *
sr_window_at(const struct sr_routing *routing, u64 address)
{
	size_t i;

	for (i = 0; i < routing->n_windows; i++) {
		if (routing->windows[i].at.start > address)
			return NULL;
		if (sr_holds(&routing->windows[i].at, address))
			return &routing->windows[i];
	}
	return NULL;
}

/*
 * Firmware programs a host bridge's decoders for what is routed to it: where
 * a decoder begins in a window and goes on behind its end, or begins where
 * another such decoder ends, the table is too short and not the hardware.
 */
static const struct sr_route_window *
sr_window_before(const struct sr_routing *routing,
		 const struct sr_route_part *bridge, u64 address)
{
	const struct sr_route_window *window;
	const struct sr_route_decoder *d;
	u64 pos = address;
	size_t i;

	for (i = 0; i < bridge->n_decoders; i++) {
		d = &bridge->decoders[i];
		if (!d->committed || !sr_holds(&d->at, pos))
			continue;
		window = sr_window_at(routing, d->at.start);
		if (!window && d->at.start)
			window = sr_window_at(routing, d->at.start - 1);
		if (window)
			return sr_window_targets(window, bridge->port) ?
				       window : NULL;
		/* Strictly downwards, so that this comes to an end. */
		if (!d->at.start)
			return NULL;
		pos = d->at.start - 1;
		i = (size_t)-1;
	}
	return NULL;
}

const struct sr_route_window *sr_window_of(const struct sr_routing *routing,
					   u64 address)
{
	const struct sr_route_window *window = sr_window_at(routing, address);
	size_t i;

	for (i = 0; !window && i < routing->n_parts; i++)
		if (routing->parts[i].kind == SR_ROUTE_BRIDGE)
			window = sr_window_before(routing, &routing->parts[i],
						  address);
	return window;
}

/* How many of the ways come of XOR maps: 1, 2, 3 or 4 bits; 3 ways need none. */
static u32 sr_window_xor_bits(const struct sr_route_window *window)
{
	u32 even = window->ways % 3 ? window->ways : window->ways / 3;
	u32 bits = 0;

	for (; even > 1; even >>= 1)
		bits++;
	return bits;
}

u32 sr_window_variants(const struct sr_route_window *window)
{
	return window->is_xor ? 1U << sr_window_xor_bits(window) : 1;
}

static bool sr_is_interleave(u32 granularity, u32 ways)
{
	u32 even = ways % 3 ? ways : ways / 3;

	return granularity >= SR_ROUTE_GRAIN_MIN &&
	       granularity <= SR_ROUTE_GRAIN_MAX &&
	       !(granularity & (granularity - 1)) && ways && ways <= 16 &&
	       !(even & (even - 1));
}

bool sr_window_is_known(const struct sr_route_window *window)
{
	return !window->ambiguous &&
	       sr_is_interleave(window->granularity, window->ways) &&
	       (!window->is_xor ||
		window->n_maps >= sr_window_xor_bits(window));
}

static u32 sr_parity(u64 bits)
{
	u32 n;

	for (n = 0; bits; bits &= bits - 1)
		n ^= 1;
	return n;
}

/*
 * With XOR arithmetic the address bits above a period only permute the ways.
 * @variant stands for what they come to.
 */
static u32 sr_window_way(const struct sr_route_window *window, u64 address,
			 u32 variant)
{
	u32 bits = sr_window_xor_bits(window);
	u64 granule = address / window->granularity;
	u32 way = 0, i;

	if (!window->is_xor)
		return (u32)(granule % window->ways);
	for (i = 0; i < bits; i++)
		way |= sr_parity(address & window->maps[i] &
				 (SR_ROUTE_PERIOD_BITS - 1)) << i;
	way ^= variant;
	if (window->ways % 3 == 0)
		way |= (u32)((granule >> bits) % 3) << bits;
	return way;
}

/* ---- decoders ---- */

/* Return: the decoder; NULL where none takes it, or where @two of them do. */
static const struct sr_route_decoder *
sr_decoder_at(const struct sr_route_part *part, u64 address, bool *two)
{
	const struct sr_route_decoder *found = NULL;
	size_t i;

	*two = false;
	for (i = 0; i < part->n_decoders; i++) {
		if (!part->decoders[i].committed ||
		    !sr_holds(&part->decoders[i].at, address))
			continue;
		*two = found;
		found = &part->decoders[i];
		if (*two)
			return NULL;
	}
	return found;
}

static void sr_end_at(struct sr_route_end *end, enum sr_route route,
		      enum sr_route_why why)
{
	end->route = route;
	end->why = why;
}

static void sr_end_at_device(struct sr_route_end *end, u64 address)
{
	const struct sr_route_decoder *d = end->decoder;
	const struct sr_route_part *part = end->part;
	u64 offset = address - d->at.start;
	u64 capacity;

	end->dpa = d->dpa +
		   offset / d->granularity / d->ways * d->granularity +
		   offset % d->granularity;
	end->reached = true;
	capacity = part->volatile_size + part->persistent_size;
	if (!part->capacity_known)
		sr_end_at(end, SR_ROUTE_UNKNOWN, SR_ROUTE_WHY_CAPACITY_UNKNOWN);
	else if (end->dpa >= capacity)
		sr_end_at(end, SR_ROUTE_MISROUTED, SR_ROUTE_WHY_PAST_CAPACITY);
	else if (end->dpa >= part->volatile_size)
		sr_end_at(end, SR_ROUTE_PERSISTENT, SR_ROUTE_WHY_PERSISTENT);
	else
		sr_end_at(end, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE);
}

/* Nobody takes the address here. */
static void sr_end_dead(struct sr_route_end *end, bool decoded)
{
	if (decoded)
		sr_end_at(end, SR_ROUTE_MISROUTED, SR_ROUTE_WHY_NO_TAKER);
	else
		sr_end_at(end, SR_ROUTE_UNROUTED, SR_ROUTE_WHY_NO_DECODER);
}

/*
 * One part of the way. Return: true if it goes on at @port below; else @end
 * says how it ended. @decoded: a decoder has taken it.
 */
static bool sr_follow_part(struct sr_route_end *end, u64 address, bool *decoded,
			   u32 *port)
{
	const struct sr_route_part *part = end->part;
	const struct sr_route_decoder *d;
	bool two;
	u32 way;

	if (part->opaque) {
		sr_end_at(end, SR_ROUTE_UNKNOWN, part->opaque);
		return false;
	}
	*port = part->only_port;
	if (part->passes)
		return true;
	d = sr_decoder_at(part, address, &two);
	if (!d && !two) {
		sr_end_dead(end, *decoded);
		return false;
	}
	if (two || !sr_is_interleave(d->granularity, d->ways)) {
		sr_end_at(end, SR_ROUTE_UNKNOWN, SR_ROUTE_WHY_AMBIGUOUS);
		return false;
	}
	*decoded = true;
	end->decoder = d;
	if (part->kind == SR_ROUTE_DEVICE) {
		sr_end_at_device(end, address);
		return false;
	}
	way = (u32)(address / d->granularity % d->ways);
	if (way >= SR_ROUTE_TARGETS) {
		sr_end_dead(end, true);
		return false;
	}
	*port = d->targets[way];
	return true;
}

void sr_follow(const struct sr_routing *routing,
	       const struct sr_route_window *window, u32 variant, u64 address,
	       struct sr_route_end *end)
{
	const struct sr_route_part *below;
	bool decoded = false;
	u32 depth, port;

	memset(end, 0, sizeof(*end));
	sr_end_at(end, SR_ROUTE_UNKNOWN, SR_ROUTE_WHY_AMBIGUOUS);
	if (!sr_window_is_known(window))
		return;
	port = window->targets[sr_window_way(window, address, variant)];
	end->part = sr_part_below(routing, SR_ROUTE_TOP, port);
	/* Nobody has read the decoders of a bridge that is not there. */
	sr_end_at(end, SR_ROUTE_UNKNOWN, SR_ROUTE_WHY_UNREADABLE);
	if (!end->part)
		return;
	for (depth = 0; depth < SR_ROUTE_DEPTH; depth++) {
		if (!sr_follow_part(end, address, &decoded, &port))
			return;
		below = sr_part_below(routing, end->part->id, port);
		if (!below) {
			sr_end_dead(end, decoded);
			return;
		}
		end->part = below;
	}
	sr_end_at(end, SR_ROUTE_UNKNOWN, SR_ROUTE_WHY_AMBIGUOUS);
}

/* ---- getting ready ---- */

static void sr_find_dpas(struct sr_route_part *part)
{
	struct sr_route_decoder *d;
	u64 next = 0;
	size_t i;

	for (i = 0; i < part->n_decoders; i++) {
		d = &part->decoders[i];
		if (!d->committed)
			continue;
		next += d->skip;
		d->dpa = next;
		if (d->ways)
			next += (d->at.end - d->at.start + 1) / d->ways;
	}
}

/*
 * Does a device decode something else than host addresses (AMD's normalized
 * addressing)? Then its decoder begins outside of all windows, or at the very
 * number that is its own first address.
 */
static bool sr_is_translated(const struct sr_routing *routing,
			     const struct sr_route_part *part)
{
	const struct sr_route_decoder *d;
	size_t i;

	for (i = 0; i < part->n_decoders; i++) {
		d = &part->decoders[i];
		if (!d->committed)
			continue;
		if (!sr_window_of(routing, d->at.start) ||
		    (d->ways == 1 && d->at.start == d->dpa))
			return true;
	}
	return false;
}

static struct sr_route_part *sr_part_find(const struct sr_routing *routing,
					  u32 id)
{
	size_t i;

	for (i = 0; i < routing->n_parts; i++)
		if (routing->parts[i].id == id)
			return &routing->parts[i];
	return NULL;
}

/* What reaches the host bridge is translated on its way down. */
static void sr_mark_translated(struct sr_routing *routing,
			       struct sr_route_part *part)
{
	u32 depth;

	for (depth = 0; part && depth < SR_ROUTE_DEPTH; depth++) {
		if (!part->opaque)
			part->opaque = SR_ROUTE_WHY_TRANSLATED;
		part = sr_part_find(routing, part->above);
	}
}

static void sr_mark_ambiguous(struct sr_routing *routing)
{
	struct sr_route_window *windows = routing->windows;
	struct sr_route_part *parts = routing->parts;
	size_t i, k;

	for (i = 1; i < routing->n_windows; i++)
		for (k = 0; k < i; k++)
			if (windows[k].at.end >= windows[i].at.start) {
				windows[k].ambiguous = true;
				windows[i].ambiguous = true;
			}
	for (i = 1; i < routing->n_parts; i++)
		if (!sr_part_before(&parts[i - 1], &parts[i])) {
			parts[i - 1].opaque = SR_ROUTE_WHY_AMBIGUOUS;
			parts[i].opaque = SR_ROUTE_WHY_AMBIGUOUS;
		}
}

static void sr_windows_sort(struct sr_route_window *windows, size_t n)
{
	struct sr_route_window held;
	size_t i, k;

	for (i = 1; i < n; i++) {
		held = windows[i];
		for (k = i; k > 0 && windows[k - 1].at.start > held.at.start;
		     k--)
			windows[k] = windows[k - 1];
		windows[k] = held;
	}
}

void sr_routing_prepare(struct sr_routing *routing)
{
	struct sr_route_part *part;
	size_t i;

	sr_windows_sort(routing->windows, routing->n_windows);
	sr_parts_sort(routing->parts, routing->n_parts);
	for (i = 0; i < routing->n_windows; i++)
		routing->windows[i].ambiguous = false;
	sr_mark_ambiguous(routing);
	for (i = 0; i < routing->n_parts; i++)
		if (routing->parts[i].kind == SR_ROUTE_DEVICE)
			sr_find_dpas(&routing->parts[i]);
	for (i = 0; i < routing->n_parts; i++) {
		part = &routing->parts[i];
		if (part->kind == SR_ROUTE_DEVICE && !part->opaque &&
		    sr_is_translated(routing, part))
			sr_mark_translated(routing, part);
	}
}
