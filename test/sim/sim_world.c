// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: what happens to a machine while the conductor works: at some time, or
 * just before some part is carried out.
 */
#include "sim.h"

static enum sr_part throw_moment(struct sim *s)
{
	static const enum sr_part moments[] = {
		SR_PART_LOOK, SR_PART_BAR_ROOT, SR_PART_UNBIND_DAX,
		SR_PART_HOLD_REGION, SR_PART_LOOK_AGAIN, SR_PART_DELETE_REGION,
		SR_PART_RELEASE_ROOT, SR_PART_DRAIN, SR_PART_RESTORE,
		SR_PART_ADD_HMEM, SR_PART_VERIFY_DAX, SR_PART_UNHOLD_REGION,
		SR_PART_REMOVE_HMEM, SR_PART_ATTACH_ROOT, SR_PART_REPORT,
		SR_PART_LET_GO_HMEM, SR_PART_SAVE_DECODERS,
		SR_PART_AWAIT_PROBES, SR_PART_LOOK_PROBING, SR_PART_BIND_DAX,
	};

	return moments[sim_throw(s, ARRAY_SIZE(moments))];
}

static enum sim_happening throw_happening(struct sim *s)
{
	/* Some machines are put back to CXL, and to the rule, more often. */
	if (sim_one_in(s, 8))
		return SIM_OWNER_CXL;
	if (sim_one_in(s, 8))
		return SIM_USE;
	if (sim_one_in(s, 8))
		return SIM_RESCAN;
	return (enum sim_happening)sim_throw(s, SIM_HAPPENINGS);
}

void sim_world_make(struct sim *s)
{
	if (sim_one_in(s, 3))
		return;
	s->n_world = 1 + (int)sim_throw(s, sim_one_in(s, 3) ? SIM_WORLD : 2);
	for (int i = 0; i < s->n_world; i++) {
		struct sim_event *event = &s->world[i];

		event->what = throw_happening(s);
		event->due = true;
		event->at = sim_throw(s, sim_one_in(s, 2) ? 3000 : 150000);
		if (!sim_one_in(s, 3))
			event->on = throw_moment(s);
	}
}

static void use(struct sim *s)
{
	for (int i = 0; i < s->n_devices; i++) {
		struct sim_device *d = &s->devices[i];

		if (d->exists && d->dax_bound && !d->held && sim_one_in(s, 2))
			d->in_use = true;
	}
	for (int i = 0; i < SIM_HMEMS; i++)
		if (s->hmems[i].exists && s->hmems[i].bound &&
		    sim_one_in(s, 2))
			s->hmems[i].in_use = true;
}

static void unuse(struct sim *s)
{
	for (int i = 0; i < s->n_devices; i++)
		s->devices[i].in_use = false;
	for (int i = 0; i < SIM_HMEMS; i++)
		s->hmems[i].in_use = false;
}

/* Also a driver whose registration binds what somebody has unbound. */
static void rescan(struct sim *s)
{
	for (int i = 0; i < s->n_devices; i++) {
		struct sim_device *d = &s->devices[i];

		if (!d->exists || !d->committed || d->dax_bound ||
		    d->class == SIM_ACCELERATOR || d->class == SIM_PERSISTENT)
			continue;
		d->dax_bound = true;
		d->taken_away = false;
		if (!d->held)
			d->in_use = true;
		sim_news(s);
	}
}

/* Who is told of it is told a little later, at times. */
static void tell_soon(struct sim *s)
{
	if (sim_one_in(s, 2))
		s->late_news_at = s->now + 30;
	else
		sim_news(s);
}

static void unplug(struct sim *s, bool replug)
{
	struct sim_device *d = &s->devices[sim_throw(s, (u32)s->n_devices)];
	int i = (int)(d - s->devices);

	if (d->in_use)
		return;
	s->disturbed = true;
	s->excused = true;
	if (d->exists)
		sim_region_delete(s, i);
	d->present = false;
	d->bound = false;
	d->probed_at = 0;
	s->routes[i] = false;
	d->unreadable = false;
	tell_soon(s);
	if (!replug)
		return;
	d->present = true;
	d->serial = s->next_serial++;
	if (s->root_bound)
		d->probed_at = s->now + 50;
}

static void unload_cxl(struct sim *s)
{
	for (int i = 0; i < s->n_devices; i++)
		if (s->devices[i].in_use)
			return;
	s->disturbed = true;
	s->excused = true;
	sim_root_release(s);
	s->cxl_loaded = false;
	s->cxl_at = SR_NEVER;
}

static void foreign(struct sim *s)
{
	if (s->bar != SIM_BAR_NONE || !s->has_root)
		return;
	s->bar = SIM_BAR_FOREIGN;
	s->disturbed = true;
	s->excused = true;
}

static void order(struct sim *s, enum sim_happening what)
{
	struct sr_event event = { .kind = SR_EVENT_SETTLE };

	if (what == SIM_OWNER_CXL)
		event.kind = SR_EVENT_OWNER_CXL;
	s->back_due = what == SIM_OWNER_CXL ||
		      (s->back_due && what != SIM_OWNER_AUTO);
	if (what == SIM_OWNER_AUTO)
		event.kind = SR_EVENT_OWNER_AUTO;
	if (what == SIM_OBSERVE || what == SIM_ENACT) {
		event.kind = SR_EVENT_MODE;
		event.enact = what == SIM_ENACT;
		s->told_observe = !event.enact;
	}
	if (what == SIM_POLICY) {
		event.kind = SR_EVENT_POLICY;
		event.policy.align = 0x200000;
		event.policy.scope = sim_one_in(s, 2) ? SR_SCOPE_RANGE :
							SR_SCOPE_SYSTEM;
		event.misrouted_too = sim_one_in(s, 4);
		s->misrouted_too = event.misrouted_too;
	}
	if (what == SIM_STOP) {
		event.kind = SR_EVENT_STOP;
		s->told_stop = true;
	}
	s->order_since_look = true;
	sim_event(s, event);
}

static const char *const words[SIM_HAPPENINGS] = {
	"news", "storm", "use", "unuse", "rescan", "unplug", "replug",
	"settle", "owner=cxl", "owner=auto", "observe", "enact", "policy",
	"stop", "foreign override", "cxl_acpi is unloaded", "dax_hmem again",
};

static void happen(struct sim *s, enum sim_happening what)
{
	sim_say(s, "-- %s", words[what]);
	switch (what) {
	case SIM_NEWS:
		sim_news(s);
		break;
	case SIM_STORM:
		s->storm_until = s->now + 1000 +
				 sim_throw(s, sim_one_in(s, 3) ? 400000 : 9000);
		s->storm_at = s->now;
		break;
	case SIM_USE:
		use(s);
		s->disturbed = true;
		break;
	case SIM_UNUSE:
		unuse(s);
		s->disturbed = true;
		break;
	case SIM_RESCAN:
		rescan(s);
		s->disturbed = true;
		break;
	case SIM_UNPLUG:
	case SIM_REPLUG:
		unplug(s, what == SIM_REPLUG);
		break;
	case SIM_FOREIGN:
		foreign(s);
		break;
	case SIM_UNLOAD_CXL:
		unload_cxl(s);
		break;
	case SIM_HMEM_AGAIN:
		if (s->hmem_loaded)
			sim_dax_hmem_load(s);
		break;
	default:
		order(s, what);
		s->disturbed = true;
		break;
	}
}

void sim_world_tick(struct sim *s)
{
	for (int i = 0; i < s->n_world; i++) {
		struct sim_event *event = &s->world[i];

		if (!event->due || event->on || event->at > s->now)
			continue;
		event->due = false;
		happen(s, event->what);
	}
	if (s->late_news_at && s->now >= s->late_news_at) {
		s->late_news_at = 0;
		sim_news(s);
	}
	if (s->now >= s->storm_until || s->now < s->storm_at)
		return;
	s->storm_at = s->now + 50 + sim_throw(s, 700);
	sim_news(s);
}

void sim_world_on(struct sim *s, enum sr_part part)
{
	for (int i = 0; i < s->n_world; i++) {
		struct sim_event *event = &s->world[i];

		if (!event->due || event->on != part)
			continue;
		event->due = false;
		happen(s, event->what);
		return;
	}
}

u64 sim_world_wake(const struct sim *s)
{
	u64 wake = SR_NEVER;

	for (int i = 0; i < s->n_world; i++)
		if (s->world[i].due && !s->world[i].on && s->world[i].at < wake)
			wake = s->world[i].at;
	if (s->late_news_at && s->late_news_at < wake)
		wake = s->late_news_at;
	if (s->now < s->storm_until && s->storm_at < wake)
		wake = s->storm_at;
	return wake;
}
