// SPDX-License-Identifier: GPL-2.0-only
#include "routes_machine.h"

#include <stdio.h>

static u64 next(u64 *state)
{
	u64 z = (*state += 0x9e3779b97f4a7c15ULL);

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

static u32 throw(u64 *state, u32 sides)
{
	return (u32)(next(state) >> 33) % sides;
}

static struct sr_route_part *add_part(struct routes_machine *m,
				      enum sr_route_kind kind, u32 above,
				      u32 port)
{
	size_t i = m->routing.n_parts++;
	struct sr_route_part *part = &m->parts[i];

	part->id = (u32)i + 100;
	part->kind = kind;
	part->above = above;
	part->port = port;
	part->decoders = m->decoders[i];
	return part;
}

static struct sr_route_decoder *add_decoder(struct sr_route_part *part,
					    const struct sr_extent *at,
					    u32 ways, u32 granularity)
{
	struct sr_route_decoder *d = &part->decoders[part->n_decoders++];

	d->at = *at;
	d->committed = true;
	d->ways = ways;
	d->granularity = granularity;
	for (u32 i = 0; i < SR_ROUTE_TARGETS; i++)
		d->targets[i] = i % (ways ? ways : 1);
	return d;
}

static u32 even(u32 ways)
{
	return ways % 3 ? ways : ways / 3;
}

/* The shape of a set: ways at the window, the bridges and the switches. */
struct shape {
	struct sr_extent at;
	u32 bridges, ports, downs;
	u32 granularity;
	bool switches;
};

static void add_device(struct routes_machine *m, const struct shape *s,
		       u32 above, u32 port, u64 *state)
{
	struct sr_route_part *device;
	u32 ways = s->bridges * s->ports * s->downs;
	u64 size = (s->at.end - s->at.start + 1) / ways;

	device = add_part(m, SR_ROUTE_DEVICE, above, port);
	device->capacity_known = true;
	device->volatile_size = size;
	if (!throw(state, 4))
		device->persistent_size = RM_UNIT * throw(state, 3);
	add_decoder(device, &s->at, ways, s->granularity);
	if (!throw(state, 6)) {
		device->decoders[0].skip = RM_UNIT;
		device->volatile_size += RM_UNIT;
	}
}

static void add_below_port(struct routes_machine *m, const struct shape *s,
			   u32 bridge, u32 port, u64 *state)
{
	struct sr_route_part *part;

	if (!s->switches) {
		add_device(m, s, bridge, port, state);
		return;
	}
	part = add_part(m, SR_ROUTE_SWITCH, bridge, port);
	add_decoder(part, &s->at, s->downs,
		    s->granularity * even(s->bridges) * even(s->ports));
	for (u32 k = 0; k < s->downs; k++)
		add_device(m, s, part->id, k, state);
}

static void add_set(struct routes_machine *m, const struct shape *s,
		    u64 *state)
{
	struct sr_route_window *w = &m->windows[m->routing.n_windows++];
	u32 first = (u32)m->routing.n_windows * 10;

	w->at = s->at;
	w->ways = s->bridges;
	w->granularity = s->granularity;
	if (!throw(state, 4)) {
		w->is_xor = true;
		w->n_maps = 3;
		for (u32 i = 0; i < 3; i++)
			w->maps[i] = ((u64)s->granularity << i) |
				     (u64)0x10000 << throw(state, 6);
	}
	for (u32 i = 0; i < s->bridges; i++) {
		struct sr_route_part *bridge;

		w->targets[i] = first + i;
		bridge = add_part(m, SR_ROUTE_BRIDGE, SR_ROUTE_TOP, first + i);
		if (s->ports == 1 && !throw(state, 3))
			bridge->passes = true;
		else
			add_decoder(bridge, &s->at, s->ports,
				    s->granularity * even(s->bridges));
		for (u32 k = 0; k < s->ports; k++)
			add_below_port(m, s, bridge->id, k, state);
	}
}

static void break_part(struct routes_machine *m, u64 *state)
{
	static const u32 ways[] = { 0, 1, 2, 3, 4, 6 };
	struct sr_route_part *part =
		&m->parts[throw(state, (u32)m->routing.n_parts)];
	struct sr_route_decoder *d = &part->decoders[0];

	switch (throw(state, 13)) {
	case 0:
		part->n_decoders = 0;
		break;
	case 1:
		d->granularity = RM_GRAIN << throw(state, 3);
		break;
	case 2:
		d->ways = ways[throw(state, 6)];
		break;
	case 3:
		d->targets[throw(state, 4)] = throw(state, 4);
		break;
	case 4:
		part->volatile_size = RM_UNIT * throw(state, 4);
		break;
	case 5:
		d->skip += RM_UNIT * throw(state, 3);
		break;
	case 6:
		part->opaque = throw(state, 2) ? SR_ROUTE_WHY_UNREADABLE :
						 SR_ROUTE_WHY_NOT_BY_HDM;
		break;
	case 7:
		part->capacity_known = false;
		break;
	case 8:
		part->port = throw(state, 5);
		break;
	case 9:
		m->windows[0].targets[throw(state, 2)] = 10 + throw(state, 4);
		break;
	case 10:
		d->at.end += RM_UNIT * 2;
		break;
	case 11:
		if (part->n_decoders)
			add_decoder(part, &(struct sr_extent){
					    d->at.start + RM_UNIT,
					    d->at.start + 2 * RM_UNIT - 1 },
				    1, RM_GRAIN);
		break;
	default:
		d->at.start += RM_UNIT * throw(state, 2);
		break;
	}
}

void routes_machine_throw(struct routes_machine *m, u64 seed)
{
	static const u32 ways[] = { 1, 1, 2, 2, 3, 4 };
	u64 state = seed;
	u32 n = 1 + throw(&state, RM_WINDOWS);
	u64 at;

	memset(m, 0, sizeof(*m));
	m->routing.windows = m->windows;
	m->routing.parts = m->parts;
	m->base = RM_UNIT * (64 + throw(&state, 64));
	at = m->base;
	for (u32 i = 0; i < n; i++) {
		struct shape s = {
			.bridges = ways[throw(&state, 6)],
			.ports = 1 + throw(&state, 2),
			.downs = 1,
			.granularity = RM_GRAIN << throw(&state, 2),
		};
		u64 size;

		if (s.bridges <= 3 && !throw(&state, 3)) {
			s.switches = true;
			s.downs = 1 + throw(&state, 2);
		}
		size = RM_UNIT * s.bridges * s.ports * s.downs;
		at += RM_UNIT * throw(&state, 2);
		s.at = (struct sr_extent){ at, at + size - 1 };
		at += size;
		add_set(m, &s, &state);
	}
	for (u32 i = throw(&state, 4); i > 0; i--)
		break_part(m, &state);
}

void routes_machine_print(const struct routes_machine *m)
{
	printf("# base %#llx\n", (unsigned long long)m->base);
	for (size_t i = 0; i < m->routing.n_windows; i++) {
		const struct sr_route_window *w = &m->windows[i];

		printf("# window %#llx-%#llx ways %u/%u%s to %u %u %u %u\n",
		       (unsigned long long)w->at.start,
		       (unsigned long long)w->at.end, w->ways, w->granularity,
		       w->is_xor ? " xor" : "", w->targets[0], w->targets[1],
		       w->targets[2], w->targets[3]);
	}
	for (size_t i = 0; i < m->routing.n_parts; i++) {
		const struct sr_route_part *p = &m->parts[i];

		printf("# part %u at %u.%u kind %d opaque %d%s capacity %llu+%llu%s\n",
		       p->id, p->above, p->port, p->kind, p->opaque,
		       p->passes ? " passes" : "",
		       (unsigned long long)p->volatile_size,
		       (unsigned long long)p->persistent_size,
		       p->capacity_known ? "" : "?");
		for (size_t k = 0; k < p->n_decoders; k++) {
			const struct sr_route_decoder *d = &p->decoders[k];

			printf("#   %#llx-%#llx %u/%u skip %llu to %u %u %u %u\n",
			       (unsigned long long)d->at.start,
			       (unsigned long long)d->at.end, d->ways,
			       d->granularity, (unsigned long long)d->skip,
			       d->targets[0], d->targets[1], d->targets[2],
			       d->targets[3]);
		}
	}
}
