// SPDX-License-Identifier: GPL-2.0-only
/*
 * The routes again, told granule by granule. Nothing is cut, sorted or taken
 * for periodic: each granule of 256 bytes is followed by itself, and the cell
 * that it reaches is looked up among all others.
 */
#include "routes_machine.h"

#define GRANULES (RM_UNITS * RM_UNIT / RM_GRAIN)
#define NOWHERE UINT32_MAX

/* What one granule comes to. */
struct granule {
	bool windowed;
	enum sr_route route;
	enum sr_route_why why;
	/* the cell it reaches: device and granule in it; or NOWHERE */
	u32 device;
	u64 cell;
	bool shared;
};

static bool inside(const struct sr_extent *e, u64 a)
{
	return a >= e->start && a <= e->end;
}

static bool good_shape(u32 granularity, u32 ways)
{
	bool grain = false, way = false;

	for (u32 g = 256; g <= 16384; g *= 2)
		grain |= g == granularity;
	for (u32 w = 1; w <= 16; w++)
		way |= w == ways && (w == 1 || w == 2 || w == 3 || w == 4 ||
				     w == 6 || w == 8 || w == 12 || w == 16);
	return grain && way;
}

/* Index of the only part at a port; -1 none, -2 several. */
static int look_up(const struct routes_machine *m, u32 above, u32 port)
{
	int found = -1;

	for (size_t i = 0; i < m->routing.n_parts; i++)
		if (m->parts[i].above == above && m->parts[i].port == port)
			found = found == -1 ? (int)i : -2;
	return found;
}

static const struct sr_route_window *window_with(const struct routes_machine *m,
						 u64 a, bool *two)
{
	const struct sr_route_window *w = NULL;

	for (size_t i = 0; i < m->routing.n_windows; i++)
		if (inside(&m->windows[i].at, a)) {
			*two = w;
			w = &m->windows[i];
		}
	return w;
}

/* What goes on behind a window's end belongs to it if a bridge says so. */
static const struct sr_route_window *extended(const struct routes_machine *m,
					      u64 a)
{
	bool two;

	for (size_t i = 0; i < m->routing.n_parts; i++) {
		const struct sr_route_part *p = &m->parts[i];

		if (p->kind != SR_ROUTE_BRIDGE)
			continue;
		for (size_t k = 0; k < p->n_decoders; k++) {
			const struct sr_route_window *w;
			u64 start = p->decoders[k].at.start;

			if (!inside(&p->decoders[k].at, a))
				continue;
			w = window_with(m, start, &two);
			w = w ? w : window_with(m, start - 1, &two);
			for (u32 t = 0; w && t < w->ways; t++)
				if (w->targets[t] == p->port)
					return w;
		}
	}
	return NULL;
}

static u32 bridge_of(const struct sr_route_window *w, u64 a)
{
	u64 n = a / w->granularity;
	u32 way = 0, bit = 0;

	if (!w->is_xor)
		return w->targets[n % w->ways];
	for (u32 ways = w->ways; ways % 2 == 0; ways /= 2, bit++)
		way |= (u32)__builtin_parityll(a & w->maps[bit]) << bit;
	if (w->ways % 3 == 0)
		way |= (u32)((n >> bit) % 3) << bit;
	return w->targets[way];
}

static void at_device(const struct routes_machine *m, int i, u64 a,
		      const struct sr_route_decoder *d, struct granule *g)
{
	const struct sr_route_part *p = &m->parts[i];
	u64 base = 0, off = a - d->at.start, dpa;

	for (const struct sr_route_decoder *k = p->decoders; k < d; k++)
		base += k->skip +
			(k->ways ? (k->at.end + 1 - k->at.start) / k->ways : 0);
	base += d->skip;
	dpa = base + off / ((u64)d->granularity * d->ways) * d->granularity +
	      off % d->granularity;
	g->device = (u32)i;
	g->cell = dpa / RM_GRAIN;
	g->route = SR_ROUTE_ROUTED;
	g->why = SR_ROUTE_WHY_NONE;
	if (!p->capacity_known) {
		g->route = SR_ROUTE_UNKNOWN;
		g->why = SR_ROUTE_WHY_CAPACITY_UNKNOWN;
	} else if (dpa >= p->volatile_size + p->persistent_size) {
		g->route = SR_ROUTE_MISROUTED;
		g->why = SR_ROUTE_WHY_PAST_CAPACITY;
	} else if (dpa >= p->volatile_size) {
		g->route = SR_ROUTE_PERSISTENT;
		g->why = SR_ROUTE_WHY_PERSISTENT;
	}
}

/* Does anything below this bridge decode other addresses than the CPU's? */
static bool translates(const struct routes_machine *m, u32 id)
{
	for (size_t i = 0; i < m->routing.n_parts; i++) {
		const struct sr_route_part *p = &m->parts[i];
		u64 base = 0;
		bool two;

		if (p->above != id)
			continue;
		if (p->kind == SR_ROUTE_SWITCH && translates(m, p->id))
			return true;
		for (size_t k = 0; k < p->n_decoders && !p->opaque &&
				   p->kind == SR_ROUTE_DEVICE &&
				   look_up(m, p->above, p->port) != -2; k++) {
			const struct sr_route_decoder *d = &p->decoders[k];

			base += d->skip;
			if ((!window_with(m, d->at.start, &two) &&
			     !extended(m, d->at.start)) ||
			    (d->ways == 1 && base == d->at.start))
				return true;
			base += d->ways ? (d->at.end + 1 - d->at.start) /
						  d->ways : 0;
		}
	}
	return false;
}

static void unknown(struct granule *g, enum sr_route_why why)
{
	g->route = SR_ROUTE_UNKNOWN;
	g->why = why;
}

static void walk(const struct routes_machine *m, int i, u64 a, bool decoded,
		 struct granule *g)
{
	const struct sr_route_part *p;
	const struct sr_route_decoder *d = NULL;
	u32 port, n = 0;

	if (i == -2) {
		unknown(g, SR_ROUTE_WHY_AMBIGUOUS);
		return;
	}
	g->route = decoded ? SR_ROUTE_MISROUTED : SR_ROUTE_UNROUTED;
	g->why = decoded ? SR_ROUTE_WHY_NO_TAKER : SR_ROUTE_WHY_NO_DECODER;
	if (i == -1)
		return;
	p = &m->parts[i];
	if (p->opaque) {
		unknown(g, p->opaque);
		return;
	}
	if (p->kind != SR_ROUTE_DEVICE && translates(m, p->id)) {
		unknown(g, SR_ROUTE_WHY_TRANSLATED);
		return;
	}
	if (p->passes) {
		walk(m, look_up(m, p->id, p->only_port), a, decoded, g);
		return;
	}
	for (size_t k = 0; k < p->n_decoders; k++)
		if (inside(&p->decoders[k].at, a)) {
			d = &p->decoders[k];
			n++;
		}
	if (!n)
		return;
	if (n > 1 || !good_shape(d->granularity, d->ways)) {
		unknown(g, SR_ROUTE_WHY_AMBIGUOUS);
		return;
	}
	if (p->kind == SR_ROUTE_DEVICE) {
		at_device(m, i, a, d, g);
		return;
	}
	port = d->targets[a / d->granularity % d->ways];
	walk(m, look_up(m, p->id, port), a, true, g);
}

static void follow(const struct routes_machine *m, u64 a, struct granule *g)
{
	const struct sr_route_window *w;
	bool two = false;
	int bridge;

	memset(g, 0, sizeof(*g));
	g->device = NOWHERE;
	w = window_with(m, a, &two);
	w = w ? w : extended(m, a);
	if (!w)
		return;
	g->windowed = true;
	if (two || !good_shape(w->granularity, w->ways)) {
		unknown(g, SR_ROUTE_WHY_AMBIGUOUS);
		return;
	}
	bridge = look_up(m, SR_ROUTE_TOP, bridge_of(w, a));
	if (bridge == -1)
		unknown(g, SR_ROUTE_WHY_UNREADABLE);
	else
		walk(m, bridge, a, false, g);
}

/* Only the cells of small devices are marked: no machine here has larger. */
static void mark_shared(struct granule *granules)
{
	static u32 owner[RM_PARTS][4 * GRANULES];

	memset(owner, 0, sizeof(owner));
	for (u32 i = 0; i < GRANULES; i++) {
		struct granule *g = &granules[i];
		u32 *cell;

		if (g->device == NOWHERE)
			continue;
		cell = &owner[g->device][g->cell];
		if (*cell) {
			g->shared = true;
			granules[*cell - 1].shared = true;
		}
		*cell = i + 1;
	}
}

static void sum_up(const struct granule *g, struct routes_answer *to)
{
	u32 n_same = 0, n_past = 0, n_dead = 0, n_unrouted = 0, n_taken = 0;
	enum sr_route_why why = SR_ROUTE_WHY_NONE;
	bool persistent = false;

	for (u32 i = 0; i < RM_UNIT / RM_GRAIN; i++) {
		bool dead = g[i].why == SR_ROUTE_WHY_NO_TAKER;

		n_same += g[i].shared;
		n_past += g[i].why == SR_ROUTE_WHY_PAST_CAPACITY;
		n_dead += dead;
		n_unrouted += g[i].route == SR_ROUTE_UNROUTED;
		n_taken += !dead && g[i].route != SR_ROUTE_UNROUTED;
		persistent |= g[i].route == SR_ROUTE_PERSISTENT;
		if (!why && g[i].route == SR_ROUTE_UNKNOWN)
			why = g[i].why;
	}
	to->windowed = true;
	to->route = SR_ROUTE_MISROUTED;
	if (n_same)
		to->why = SR_ROUTE_WHY_SAME_CELL;
	else if (n_past)
		to->why = SR_ROUTE_WHY_PAST_CAPACITY;
	else if (n_taken && n_dead + n_unrouted)
		to->why = SR_ROUTE_WHY_MEMBER_MISSING;
	else if (n_dead)
		to->why = SR_ROUTE_WHY_NO_TAKER;
	else
		to->route = n_unrouted ? SR_ROUTE_UNROUTED :
			    why ? SR_ROUTE_UNKNOWN :
			    persistent ? SR_ROUTE_PERSISTENT : SR_ROUTE_ROUTED;
	if (to->route == SR_ROUTE_UNROUTED)
		to->why = SR_ROUTE_WHY_NO_DECODER;
	else if (to->route == SR_ROUTE_UNKNOWN)
		to->why = why;
	else if (to->route != SR_ROUTE_MISROUTED)
		to->why = persistent ? SR_ROUTE_WHY_PERSISTENT : SR_ROUTE_WHY_NONE;
}

void routes_oracle(const struct routes_machine *m,
		   struct routes_answer *answers)
{
	static struct granule granules[GRANULES];

	for (u32 i = 0; i < GRANULES; i++)
		follow(m, m->base + (u64)i * RM_GRAIN, &granules[i]);
	mark_shared(granules);
	for (u32 i = 0; i < RM_UNITS; i++) {
		memset(&answers[i], 0, sizeof(answers[i]));
		if (granules[i * (RM_UNIT / RM_GRAIN)].windowed)
			sum_up(&granules[i * (RM_UNIT / RM_GRAIN)],
			       &answers[i]);
	}
}
