// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: a look at the simulated machine, as the module would make it.
 */
#include "sim.h"

static void look_at_ranges(struct sim *s, struct sim_snap *snap)
{
	for (int i = 0; i < s->n_ranges; i++) {
		struct sr_range *range = &snap->ranges[snap->facts.n_ranges++];

		memset(range, 0, sizeof(*range));
		range->at = sim_extent(&s->ranges[i]);
		range->id = (u32)i;
		range->in_iomem = !s->fallback && !s->unpublished[i];
	}
	for (int i = 0; i < s->n_windows; i++)
		snap->windows[snap->facts.n_windows++] =
			sim_extent(&s->windows[i]);
}

static enum sr_user user_of(const struct sim_device *d)
{
	if (!d->committed)
		return SR_USER_FAILED;
	if (d->class == SIM_PERSISTENT)
		return SR_USER_PERSISTENT;
	return d->class == SIM_ACCELERATOR ? SR_USER_NO_CHILD : SR_USER_DAX;
}

static enum sr_known routed(const struct sim *s, int i)
{
	const struct sim_device *d = &s->devices[i];

	if (d->class == SIM_DVSEC)
		return SR_KNOWN_NOTHING;
	if (!s->copies[i].saved || s->copies[i].serial != d->serial ||
	    !s->copies[SIM_BRIDGE].saved)
		return SR_KNOWN_NOTHING;
	return s->copies[i].routes && s->copies[SIM_BRIDGE].routes &&
	       !d->misrouted ? SR_KNOWN_YES : SR_KNOWN_NO;
}

static void look_at_region(struct sim *s, struct sim_snap *snap, int i)
{
	struct sim_device *d = &s->devices[i];
	size_t n = snap->facts.n_regions++;
	struct sr_region *region = &snap->regions[n];
	struct sr_region_proof *proof = &snap->proofs[n];

	memset(region, 0, sizeof(*region));
	memset(proof, 0, sizeof(*proof));
	snap->region_of[n] = i;
	region->at = sim_extent(&d->at);
	region->id = (u32)n;
	region->committed = d->committed;
	region->is_volatile = d->class != SIM_PERSISTENT;
	region->delivers = d->committed && user_of(d) == SR_USER_DAX;
	region->in_use = d->in_use;
	proof->identity = d->serial;
	proof->user = user_of(d);
	proof->routed = routed(s, i);
	proof->can_go = d->can_go;
	proof->bound = d->dax_bound;
	proof->held = d->held;
}

static void add_dax(struct sim_snap *snap, const struct sim_span *at,
		    enum sr_dax_parent parent, bool in_use, int number)
{
	size_t n = snap->facts.n_daxes++;
	struct sr_dax *dax = &snap->daxes[n];

	memset(dax, 0, sizeof(*dax));
	dax->at = sim_extent(at);
	dax->id = (u32)n;
	dax->parent = parent;
	dax->in_use = in_use;
	dax->usable = true;
	snap->dax_of[n] = number;
}

static void look_at_daxes(struct sim *s, struct sim_snap *snap)
{
	for (int i = 0; i < s->n_devices; i++)
		if (s->devices[i].exists && s->devices[i].dax_bound &&
		    !s->devices[i].held)
			add_dax(snap, &s->devices[i].at, SR_DAX_ON_REGION,
				s->devices[i].in_use, i);
	for (int i = 0; i < SIM_HMEMS; i++)
		if (s->hmems[i].exists && s->hmems[i].bound)
			add_dax(snap, &s->hmems[i].at, s->hmems[i].ours ?
				SR_DAX_ON_OUR_HMEM : SR_DAX_ON_MAINLINE_HMEM,
				s->hmems[i].in_use, i);
}

static struct sr_route_piece route_of(const struct sim *s, int i)
{
	struct sr_route_piece piece = {
		.at = sim_extent(&s->devices[i].at),
		.part = ~0U,
		.route = SR_ROUTE_ROUTED,
		.why = SR_ROUTE_WHY_NONE,
	};

	if (s->devices[i].misrouted) {
		piece.route = SR_ROUTE_MISROUTED;
		piece.why = SR_ROUTE_WHY_NO_TAKER;
	} else if (!s->routes[i] || !s->routes[SIM_BRIDGE]) {
		piece.route = SR_ROUTE_UNROUTED;
		piece.why = SR_ROUTE_WHY_NO_DECODER;
	}
	return piece;
}

static void look_at_hardware(struct sim *s, struct sim_snap *snap)
{
	struct sr_look *look = &snap->look;

	look->machine = 1;
	for (int i = 0; i < s->n_devices; i++) {
		struct sim_device *d = &s->devices[i];

		look->machine *= 31;
		if (d->present)
			look->machine += d->serial * 2 + s->routes[i];
		if (!d->present)
			continue;
		snap->routes[snap->facts.n_routes++] = route_of(s, i);
		if (d->misrouted)
			snap->misrouted[look->n_misrouted++] =
				sim_extent(&d->at);
	}
}

/* Firmware's facts alone: every device plain, and a mismatch for certain. */
static void look_at_door(struct sim *s, struct sr_look *look)
{
	bool plain = s->has_root;
	bool certain = false;

	for (int i = 0; i < s->n_devices; i++) {
		const struct sim_device *d = &s->devices[i];

		plain = plain && d->present && d->class == SIM_EXPANDER &&
			!d->misrouted;
	}
	for (int i = 0; i < s->n_ranges; i++)
		if (sim_in_window(s, &s->ranges[i]) &&
		    s->ranges[i].last > s->windows[0].last)
			certain = true;
	look->door_would = plain;
	look->door_now = plain && certain && !s->root_bound;
}

static void point_at_arrays(struct sim_snap *snap)
{
	snap->facts.ranges = snap->ranges;
	snap->facts.windows = snap->windows;
	snap->facts.regions = snap->regions;
	snap->facts.daxes = snap->daxes;
	snap->facts.routes = snap->routes;
	snap->look.facts = &snap->facts;
	snap->look.proofs = snap->proofs;
	snap->look.misrouted = snap->misrouted;
}

struct sr_look *sim_look(struct sim *s, struct sim_snap *snap)
{
	struct sr_look *look = &snap->look;

	memset(&snap->facts, 0, sizeof(snap->facts));
	memset(look, 0, sizeof(*look));
	point_at_arrays(snap);
	look_at_ranges(s, snap);
	for (int i = 0; i < s->n_devices; i++)
		if (s->devices[i].exists)
			look_at_region(s, snap, i);
	look_at_daxes(s, snap);
	look_at_hardware(s, snap);
	look->awaits = sim_awaits(s);
	look->has_root = s->has_root;
	look->barred = s->bar == SIM_BAR_OURS;
	look->can_flush = s->can_flush;
	look_at_door(s, look);
	snap->facts.cxl_active = s->root_bound;
	snap->facts.hmem_active = s->hmem_loaded;
	return look;
}
