// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: what Linux does by itself: drivers come and probe, regions are made from
 * decoders and reset them when they go, dax_hmem makes devices.
 */
#include "sim.h"

void sim_news(struct sim *s)
{
	s->news = true;
	s->news_since_base = true;
	if (!s->news_since_look)
		s->first_unseen = s->now;
	s->news_since_look = true;
	s->second_look = false;
}

bool sim_is_probing(const struct sim *s)
{
	for (int i = 0; i < s->n_devices; i++)
		if (s->devices[i].present && s->devices[i].probed_at)
			return true;
	return false;
}

static void begin_probe(struct sim *s, struct sim_device *d)
{
	if (!d->present || d->bound || d->refused || d->probed_at)
		return;
	d->probed_at = d->probe_time == SR_NEVER ? SR_NEVER :
						   s->now + d->probe_time;
}

static void put_in_use(struct sim *s, struct sim_device *d)
{
	if (s->auto_online && d->dax_bound && !d->held)
		d->in_use = true;
}

/* From what decoders say now, not from what firmware said. */
static void make_region(struct sim *s, struct sim_device *d)
{
	int i = (int)(d - s->devices);

	if (!s->root_bound || d->exists || d->silent || !s->routes[i] ||
	    !s->routes[SIM_BRIDGE] || !sim_in_window(s, &d->at))
		return;
	d->exists = true;
	d->committed = !d->fails;
	d->held = false;
	d->taken_away = false;
	d->in_use = false;
	d->dax_bound = d->committed && d->class != SIM_ACCELERATOR &&
		       d->class != SIM_PERSISTENT && !s->gated;
	put_in_use(s, d);
}

void sim_root_attach(struct sim *s)
{
	if (!s->has_root || s->bar != SIM_BAR_NONE || !s->cxl_loaded ||
	    s->root_bound)
		return;
	s->root_bound = true;
	sim_say(s, "root is bound");
	sim_news(s);
	for (int i = 0; i < s->n_devices; i++)
		begin_probe(s, &s->devices[i]);
}

void sim_region_delete(struct sim *s, int i)
{
	struct sim_device *d = &s->devices[i];

	if (!d->exists)
		return;
	if (d->committed)
		s->routes[i] = false;
	d->exists = false;
	d->dax_bound = false;
	d->in_use = false;
	sim_say(s, "region of device %d is gone", i);
	sim_news(s);
}

void sim_root_release(struct sim *s)
{
	if (!s->root_bound)
		return;
	for (int i = 0; i < s->n_devices; i++) {
		if (s->devices[i].exists && s->devices[i].committed)
			s->routes[SIM_BRIDGE] = false;
		sim_region_delete(s, i);
		s->devices[i].bound = false;
		s->devices[i].probed_at = 0;
	}
	/* Regions deleted before have let the bridge go already. */
	for (int i = 0; i < s->n_devices; i++)
		if (!s->routes[i])
			s->routes[SIM_BRIDGE] = false;
	s->root_bound = false;
	sim_say(s, "root is released");
	sim_news(s);
}

static bool is_taken(const struct sim *s, const struct sim_hmem *hmem)
{
	for (int i = 0; i < s->n_devices; i++)
		if ((s->devices[i].exists || s->devices[i].held) &&
		    sim_meet(&s->devices[i].at, &hmem->at))
			return true;
	for (int i = 0; i < SIM_HMEMS; i++)
		if (&s->hmems[i] != hmem && s->hmems[i].exists &&
		    s->hmems[i].bound && sim_meet(&s->hmems[i].at, &hmem->at))
			return true;
	return false;
}

void sim_hmem_bind(struct sim *s, struct sim_hmem *hmem)
{
	if (!s->hmem_loaded || hmem->held || hmem->bound || is_taken(s, hmem))
		return;
	hmem->bound = true;
	hmem->in_use = s->auto_online;
	sim_say(s, "hmem %d-%d is bound", hmem->at.first, hmem->at.last);
	sim_news(s);
}

/* What the notifier of the platform bus does: before anything can be probed. */
static void notify_hmem(struct sim *s, struct sim_hmem *hmem)
{
	const struct sr_standing *now = sr_conductor_standing(&s->conductor);

	if (s->told_stop && now->conduct == SR_CONDUCT_STOPPED)
		return;
	if (now->gate == SR_GATE_SHUT)
		hmem->held = sim_in_window(s, &hmem->at);
	if (now->gate == SR_GATE_KEEP && (now->keep & SR_KEEP_MISROUTED))
		hmem->held = sim_is_misrouted(s, &hmem->at) &&
			     !s->misrouted_too;
	s->hmem_news = true;
}

struct sim_hmem *sim_hmem_make(struct sim *s, const struct sim_span *at,
			       bool ours)
{
	for (int i = 0; i < SIM_HMEMS; i++) {
		struct sim_hmem *hmem = &s->hmems[i];

		if (hmem->exists)
			continue;
		memset(hmem, 0, sizeof(*hmem));
		hmem->exists = true;
		hmem->at = *at;
		hmem->ours = ours;
		sim_say(s, "hmem %d-%d is added%s", at->first, at->last,
			ours ? " by us" : "");
		if (!ours)
			notify_hmem(s, hmem);
		sim_news(s);
		sim_hmem_bind(s, hmem);
		return hmem;
	}
	return NULL;
}

static bool has_hmem(const struct sim *s, const struct sim_span *at)
{
	for (int i = 0; i < SIM_HMEMS; i++)
		if (s->hmems[i].exists && !s->hmems[i].ours &&
		    sim_meet(&s->hmems[i].at, at))
			return true;
	return false;
}

static bool has_ours(const struct sim *s, const struct sim_span *at)
{
	for (int i = 0; i < SIM_HMEMS; i++)
		if (s->hmems[i].exists && s->hmems[i].ours &&
		    sim_meet(&s->hmems[i].at, at))
			return true;
	return false;
}

static bool is_covered(const struct sim *s, const struct sim_span *at)
{
	for (int i = 0; i < s->n_devices; i++)
		if (s->devices[i].exists && sim_meet(&s->devices[i].at, at))
			return true;
	return false;
}

/* Mainline's own rule, of 6.12 or, with the fallback, of 7.1 and later. */
void sim_dax_hmem_load(struct sim *s)
{
	s->hmem_loaded = true;
	sim_say(s, "dax_hmem is loaded");
	for (int i = 0; i < SIM_HMEMS; i++)
		if (s->hmems[i].exists)
			sim_hmem_bind(s, &s->hmems[i]);
	for (int i = 0; i < s->n_ranges; i++) {
		if (has_hmem(s, &s->ranges[i]) || s->unpublished[i])
			continue;
		if (has_ours(s, &s->ranges[i]) && s->fallback)
			continue;
		if (s->root_bound && sim_in_window(s, &s->ranges[i]) &&
		    (!s->fallback || is_covered(s, &s->ranges[i])))
			continue;
		sim_hmem_make(s, &s->ranges[i], false);
	}
	sim_news(s);
}

static void end_probes(struct sim *s)
{
	for (int i = 0; i < s->n_devices; i++) {
		struct sim_device *d = &s->devices[i];

		if (!d->probed_at || d->probed_at > s->now)
			continue;
		d->probed_at = 0;
		d->bound = true;
		sim_say(s, "device %d is bound", i);
		make_region(s, d);
		sim_news(s);
	}
}

void sim_linux_tick(struct sim *s)
{
	if (!s->cxl_loaded && s->now >= s->cxl_at) {
		s->cxl_loaded = true;
		sim_root_attach(s);
	}
	end_probes(s);
	if (!s->hmem_loaded && s->now >= s->hmem_at)
		sim_dax_hmem_load(s);
	if (s->probes_id && !s->probes_done && !sim_is_probing(s))
		s->probes_done = s->now;
}

u64 sim_linux_wake(const struct sim *s)
{
	u64 wake = SR_NEVER;

	if (!s->cxl_loaded && s->cxl_at < wake)
		wake = s->cxl_at;
	if (!s->hmem_loaded && s->hmem_at < wake)
		wake = s->hmem_at;
	for (int i = 0; i < s->n_devices; i++)
		if (s->devices[i].probed_at && s->devices[i].probed_at < wake)
			wake = s->devices[i].probed_at;
	return wake;
}

u32 sim_awaits(const struct sim *s)
{
	u32 awaits = 0;

	if (s->has_root && !s->root_bound && s->bar == SIM_BAR_NONE)
		awaits |= SR_AWAITS_ROOT;
	if (s->has_root && !s->cxl_loaded && s->bar == SIM_BAR_NONE)
		awaits |= SR_AWAITS_DRIVER;
	if (sim_is_probing(s))
		awaits |= SR_AWAITS_PROBE;
	if (!s->hmem_loaded)
		awaits |= SR_AWAITS_HMEM;
	return awaits;
}
