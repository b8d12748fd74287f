// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: throw a machine: where its ranges, windows and devices are, and how good
 * its firmware, its kernel and its drivers are.
 */
#include "sim.h"

#define BASE 0x100000000u
#define UNIT 0x200000u

/* splitmix64 */
unsigned int sim_throw(struct sim *s, unsigned int sides)
{
	u64 z;

	s->dice += 0x9e3779b97f4a7c15u;
	z = s->dice;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (unsigned int)((z ^ (z >> 31)) % sides);
}

bool sim_one_in(struct sim *s, unsigned int sides)
{
	return !sim_throw(s, sides);
}

struct sr_extent sim_extent(const struct sim_span *at)
{
	struct sr_extent extent = {
		.start = BASE + (u64)at->first * UNIT,
		.end = BASE + (u64)(at->last + 1) * UNIT - 1,
	};

	return extent;
}

struct sim_span sim_span(const struct sr_extent *at)
{
	struct sim_span span = {
		.first = (int)((at->start - BASE) / UNIT),
		.last = (int)((at->end - BASE) / UNIT),
	};

	return span;
}

bool sim_meet(const struct sim_span *a, const struct sim_span *b)
{
	return a->first <= b->last && b->first <= a->last;
}

bool sim_in_window(const struct sim *s, const struct sim_span *at)
{
	for (int i = 0; i < s->n_windows; i++)
		if (sim_meet(&s->windows[i], at))
			return true;
	return false;
}

bool sim_is_misrouted(const struct sim *s, const struct sim_span *at)
{
	for (int i = 0; i < s->n_devices; i++)
		if (s->devices[i].present && s->devices[i].misrouted &&
		    sim_meet(&s->devices[i].at, at))
			return true;
	return false;
}

/* Which devices are there, whatever their decoders are at the moment. */
u64 sim_fingerprint(const struct sim *s)
{
	u64 hash = 1;

	for (int i = 0; i < s->n_devices; i++)
		hash = hash * 1000003 +
		       (s->devices[i].present ? s->devices[i].serial : 0);
	return hash;
}

static void throw_ranges(struct sim *s)
{
	int pos = (int)sim_throw(s, 4);

	s->n_ranges = 1 + (int)sim_throw(s, SIM_RANGES);
	for (int i = 0; i < s->n_ranges; i++) {
		s->ranges[i].first = pos;
		s->ranges[i].last = pos + (int)sim_throw(s, 4);
		pos = s->ranges[i].last + 1 + (int)sim_throw(s, 2);
	}
}

/* One over all ranges, mostly; or one that a range straddles. */
static void throw_windows(struct sim *s)
{
	s->n_windows = 1;
	s->windows[0].first = s->ranges[0].first;
	s->windows[0].last = s->ranges[s->n_ranges - 1].last;
	if (sim_one_in(s, 6) && s->windows[0].last > s->windows[0].first + 4)
		s->windows[0].last--;
	else if (sim_one_in(s, 6) && s->n_ranges > 1)
		s->windows[0].first = s->ranges[1].first;
	if (sim_one_in(s, 12))
		s->n_windows = 0;
}

static u64 throw_probe_time(struct sim *s)
{
	switch (sim_throw(s, 12)) {
	case 0:
		return 20000 + sim_throw(s, 100000);
	case 1:
		return sim_one_in(s, 4) ? SR_NEVER : 1000;
	default:
		return 10 + sim_throw(s, 500);
	}
}

static enum sim_class throw_class(struct sim *s)
{
	switch (sim_throw(s, 24)) {
	case 0:
		return SIM_PERSISTENT;
	case 1:
		return SIM_ACCELERATOR;
	case 2:
		return SIM_DVSEC;
	default:
		return SIM_EXPANDER;
	}
}

static void throw_device(struct sim *s, struct sim_device *d,
			 const struct sim_span *range)
{
	bool odd = sim_one_in(s, 3);

	d->at = *range;
	if (odd && sim_one_in(s, 3) && d->at.last > d->at.first)
		d->at.last--;
	d->class = throw_class(s);
	d->serial = s->next_serial++;
	d->present = true;
	d->fails = odd && sim_one_in(s, 3);
	d->silent = odd && sim_one_in(s, 3);
	d->can_go = !sim_one_in(s, 30);
	d->misrouted = sim_one_in(s, 24);
	d->unreadable = sim_one_in(s, 60);
	d->refused = d->silent && sim_one_in(s, 4);
	d->probe_time = throw_probe_time(s);
}

static void throw_devices(struct sim *s)
{
	s->n_devices = s->n_ranges;
	for (int i = 0; i < s->n_devices; i++) {
		throw_device(s, &s->devices[i], &s->ranges[i]);
		s->routes[i] = true;
	}
	s->routes[SIM_BRIDGE] = true;
}

static void throw_kernel(struct sim *s)
{
	s->has_root = s->n_windows && !sim_one_in(s, 20);
	s->can_flush = !sim_one_in(s, 16);
	s->cxl_at = sim_one_in(s, 10) ? 70000 : sim_throw(s, 4) * 500;
	if (sim_one_in(s, 40))
		s->cxl_at = SR_NEVER;
	s->hmem_at = sim_one_in(s, 10) ? 80000 : sim_throw(s, 6) * 500;
	if (sim_one_in(s, 30))
		s->hmem_at = SR_NEVER;
	s->fallback = sim_one_in(s, 2);
	s->gated = !sim_one_in(s, 4);
	s->auto_online = sim_one_in(s, 6);
}

static void throw_faults(struct sim *s)
{
	static const enum sr_part parts[] = {
		SR_PART_LOOK, SR_PART_LOOK_AGAIN, SR_PART_SAVE_DECODERS,
		SR_PART_BAR_ROOT, SR_PART_UNBIND_DAX, SR_PART_HOLD_REGION,
		SR_PART_DELETE_REGION, SR_PART_RELEASE_ROOT, SR_PART_DRAIN,
		SR_PART_RESTORE, SR_PART_ATTACH_ROOT, SR_PART_ADD_HMEM,
		SR_PART_VERIFY_DAX, SR_PART_REMOVE_HMEM, SR_PART_UNBAR_ROOT,
		SR_PART_GROW, SR_PART_AWAIT_PROBES, SR_PART_LOOK_PROBING,
	};

	if (sim_one_in(s, 3))
		s->breaks = 1 + sim_throw(s, 2);
	if (!sim_one_in(s, 12))
		return;
	s->is_sticky = true;
	s->sticky = parts[sim_throw(s, ARRAY_SIZE(parts))];
}

void sim_machine_make(struct sim *s, u64 seed)
{
	bool trace = s->trace;

	memset(s, 0, sizeof(*s));
	s->trace = trace;
	s->dice = seed;
	s->next_serial = 1;
	throw_ranges(s);
	throw_windows(s);
	throw_devices(s);
	throw_kernel(s);
	throw_faults(s);
	sim_world_make(s);
}
