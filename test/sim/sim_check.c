// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: the promises, checked on the truth about the machine and not on what the
 * conductor thinks of it.
 */
#include "sim.h"

/* News that comes while looks fail waits for as long as their pause lasts. */
#define UNSEEN_MAX 75000
/* By then something must have been said, whatever hangs. */
#define SAID_BY 130000

void sim_wrong(struct sim *s, const char *what)
{
	if (!s->wrong)
		s->wrong = what;
	sim_say(s, "WRONG: %s", what);
}

static bool is_teardown(const struct sr_act *act)
{
	return act->part == SR_PART_DELETE_REGION ||
	       (act->part == SR_PART_RELEASE_ROOT && !act->undoing);
}

/* What is done for its own sake, and not to take something back. */
static bool is_enacting(const struct sr_act *act)
{
	switch (act->part) {
	case SR_PART_BAR_ROOT:
	case SR_PART_UNBIND_DAX:
	case SR_PART_HOLD_REGION:
	case SR_PART_DELETE_REGION:
	case SR_PART_RELEASE_ROOT:
	case SR_PART_ADD_HMEM:
	case SR_PART_RELEASE_HMEM:
	case SR_PART_REMOVE_HMEM:
		return !act->undoing;
	default:
		return false;
	}
}

static void check_brakes(struct sim *s, const struct sr_act *act)
{
	if (s->told_stop && is_enacting(act))
		sim_wrong(s, "P7: acts after a stop");
	if (s->told_observe && is_enacting(act))
		sim_wrong(s, "the brake does not brake");
}

static void check_saved(struct sim *s)
{
	for (int i = 0; i < s->n_devices; i++)
		if (s->devices[i].present && (!s->copies[i].saved ||
		     s->copies[i].serial != s->devices[i].serial))
			sim_wrong(s, "P4: tears down what is not saved");
}

static void check_teardown(struct sim *s, const struct sr_act *act)
{
	if (!is_teardown(act))
		return;
	/* What comes once it has begun, nobody can stop for. */
	if (!s->begun &&
	    (sim_is_probing(s) || (s->has_root && !s->root_bound)))
		sim_wrong(s, "P7: tears down while a probe is under way");
	if (!s->begun)
		check_saved(s);
	if (!s->begun && !s->second_look)
		sim_wrong(s, "P7: tears down without a second look, or with news since");
	s->begun = true;
}

/* The second look, or the one after decoders were written back. */
void sim_check_again(struct sim *s)
{
	bool same = sim_fingerprint(s) == s->fingerprint;

	if (s->begun)
		s->confirmed = same;
	else
		s->second_look = same && !s->news_since_base;
}

void sim_check_let_go(struct sim *s, const struct sr_act *act,
		      const struct sim_hmem *hmem)
{
	if (sim_is_misrouted(s, &hmem->at) && !s->misrouted_too &&
	    !(act->keep & SR_KEEP_MISROUTED))
		sim_wrong(s, "P8: misrouted memory is let go");
}

static bool is_dead(const struct sim *s, const struct sim_span *at)
{
	for (int i = 0; i < s->n_devices; i++)
		if (s->devices[i].present && sim_meet(&s->devices[i].at, at) &&
		    (!s->routes[i] || !s->routes[SIM_BRIDGE]))
			return true;
	return false;
}

static void check_add(struct sim *s, const struct sr_act *act)
{
	struct sim_span at = sim_span(&act->at);

	if (act->part != SR_PART_ADD_HMEM)
		return;
	if (sim_is_misrouted(s, &at) && !s->misrouted_too)
		sim_wrong(s, "P8: misrouted memory is handed out");
	if (is_dead(s, &at) && !s->excused)
		sim_wrong(s, "P8: memory whose decoders were reset is handed out");
	if (s->reset_now && !act->undoing && !s->confirmed)
		sim_wrong(s, "P8: hands out what was not looked at again");
	if (!sim_in_window(s, &at))
		return;
	if (!act->undoing && !s->begun && !s->root_bound &&
	    s->bar == SIM_BAR_FOREIGN)
		sim_wrong(s, "acts beside somebody else's override");
	if (!s->begun && sim_is_probing(s))
		sim_wrong(s, "P7: adds a device while a probe is under way");
	s->begun = true;
	if (s->has_root && s->cxl_loaded && !s->root_bound &&
	    s->bar == SIM_BAR_NONE)
		sim_wrong(s, "adds a device that CXL may take");
}

void sim_check_act(struct sim *s, const struct sr_act *act)
{
	check_brakes(s, act);
	check_teardown(s, act);
	check_add(s, act);
	if (act->part == SR_PART_UNPUBLISH ||
	    act->part == SR_PART_RELEASE_HMEM ||
	    act->part == SR_PART_ATTACH_REGION)
		s->begun = true;
	if (act->part == SR_PART_RESTORE && s->root_bound)
		sim_wrong(s, "restores decoders while the root is bound");
	if (act->part == SR_PART_SAVE_DECODERS && s->was_reset &&
	    !act->torn_down)
		sim_wrong(s, "P4: saves what a teardown may have left as firmware's");
	if (act->part == SR_PART_DELETE_REGION && act->undoing)
		sim_wrong(s, "tears a region down to undo");
}

static bool was_looked_at(const struct sim *s, const struct sim_device *d)
{
	const struct sim_snap *snap = &s->snaps[s->base];

	for (size_t i = 0; i < snap->facts.n_regions; i++)
		if (snap->proofs[i].identity == d->serial)
			return true;
	return false;
}

/* A region is about to go by our hand. */
void sim_check_loss(struct sim *s, int device)
{
	const struct sim_device *d = &s->devices[device];

	s->was_reset |= d->exists && d->committed;
	s->reset_now |= d->exists && d->committed;
	/* One that came while others were torn down nobody can stop for. */
	if (!d->exists || (s->begun && !was_looked_at(s, d)))
		return;
	if (d->in_use)
		sim_wrong(s, "P3: memory in use is torn down");
	if (d->committed && d->class == SIM_ACCELERATOR)
		sim_wrong(s, "P3: an accelerator's region is torn down");
	if (d->committed && d->class == SIM_PERSISTENT)
		sim_wrong(s, "P3: a persistent region is torn down");
	if (d->committed && d->class == SIM_DVSEC)
		sim_wrong(s, "P2: crash: no decoder of its own to reset");
	if (!d->can_go)
		sim_wrong(s, "P2: crash: this kernel cannot delete it");
	if (d->committed && !s->can_flush)
		sim_wrong(s, "P2: crash: caches cannot be flushed");
	if (d->committed && d->misrouted)
		sim_wrong(s, "P8: a route that is not proved is relied on");
	if (d->committed && d->class == SIM_EXPANDER && !d->held)
		sim_wrong(s, "P3: torn down without being held");
}

static void check_leftovers(struct sim *s)
{
	if (s->excused)
		return;
	for (int i = 0; i < s->n_devices; i++) {
		if (s->devices[i].held)
			sim_wrong(s, "P2: a hold is left");
		if (s->devices[i].exists && s->devices[i].taken_away)
			sim_wrong(s, "P2: a dax region is left unbound");
	}
}

static void check_news(struct sim *s, const struct sr_act *wait)
{
	if (!s->news_since_look && !s->order_since_look)
		return;
	if (wait->until == SR_NEVER)
		sim_wrong(s, "news or an order is forgotten");
	if (s->news_since_look && wait->until != SR_NEVER &&
	    wait->until > s->first_unseen + UNSEEN_MAX &&
	    wait->until > s->now + UNSEEN_MAX)
		sim_wrong(s, "news is put off");
	if (s->news_since_look && s->now > s->first_unseen + 2 * UNSEEN_MAX)
		sim_wrong(s, "a storm postpones the look");
}

static bool has_ours(const struct sim *s, const struct sim_span *at)
{
	for (int i = 0; i < SIM_HMEMS; i++)
		if (s->hmems[i].exists && s->hmems[i].ours &&
		    sim_meet(&s->hmems[i].at, at))
			return true;
	return false;
}

static bool is_let_go_late(const struct sim *s)
{
	for (int i = 0; i < SIM_HMEMS; i++)
		if (s->hmems[i].exists && s->hmems[i].held &&
		    !has_ours(s, &s->hmems[i].at) &&
		    !sim_is_misrouted(s, &s->hmems[i].at))
			return true;
	return false;
}

/* Of mainline's, loaded again, beside ours: once all is settled. */
static void check_doubles(struct sim *s)
{
	const struct sr_standing *now = sr_conductor_standing(&s->conductor);

	if (now->conduct != SR_CONDUCT_SETTLED || !now->enacted || s->broke ||
	    s->told_observe)
		return;
	for (int i = 0; i < s->n_ranges; i++)
		if (s->bar == SIM_BAR_OURS && !s->root_bound &&
		    !s->fallback && !s->unpublished[i] &&
		    sim_in_window(s, &s->ranges[i]) &&
		    has_ours(s, &s->ranges[i]))
			sim_wrong(s, "P1: dax_hmem would make a second device");
}

void sim_check_rest(struct sim *s, const struct sr_act *wait)
{
	const struct sr_standing *now = sr_conductor_standing(&s->conductor);

	if (wait->until <= s->now)
		sim_wrong(s, "waits for what has passed");
	check_leftovers(s);
	check_news(s, wait);
	if (wait->until == SR_NEVER)
		check_doubles(s);
	if (!s->has_reported && s->now > SAID_BY && !s->broke && !s->reloaded)
		sim_wrong(s, "P5: nothing was ever said");
	if ((now->conduct == SR_CONDUCT_SETTLED ||
	     now->conduct == SR_CONDUCT_FAILED) && s->reported != now->why)
		sim_wrong(s, "P5: what is so was not reported");
	if (now->why == SR_WHY_PROVISIONAL && s->has_reported && !s->broke &&
	    !s->disturbed && is_let_go_late(s) &&
	    now->conduct == SR_CONDUCT_PENDING && !s->news_since_look)
		sim_wrong(s, "P2: held on after the timeout");
}

static bool is_usable(const struct sim *s, int unit)
{
	struct sim_span at = { unit, unit };

	for (int i = 0; i < s->n_devices; i++) {
		const struct sim_device *d = &s->devices[i];

		if (d->exists && d->committed && !d->held && !d->taken_away &&
		    sim_meet(&d->at, &at))
			return true;
	}
	for (int i = 0; i < SIM_HMEMS; i++)
		if (s->hmems[i].exists && s->hmems[i].bound &&
		    sim_meet(&s->hmems[i].at, &at))
			return true;
	return false;
}

/* What Linux by itself would have assembled. */
static bool is_stock(const struct sim *s, int unit)
{
	struct sim_span at = { unit, unit };

	if (!s->has_root || s->cxl_at == SR_NEVER)
		return false;
	for (int i = 0; i < s->n_devices; i++) {
		const struct sim_device *d = &s->devices[i];

		if (sim_meet(&d->at, &at) && d->present && !d->fails &&
		    !d->silent && !d->refused && !d->misrouted &&
		    d->probe_time != SR_NEVER && sim_in_window(s, &d->at))
			return true;
	}
	return false;
}

static bool is_offered(const struct sim *s, int unit)
{
	for (int i = 0; i < s->n_ranges; i++)
		if (unit >= s->ranges[i].first && unit <= s->ranges[i].last)
			return true;
	return false;
}

/* What is known to lead nowhere, and what is in one piece with it. */
static bool is_withheld(const struct sim *s, int unit)
{
	for (int i = 0; i < s->n_ranges; i++)
		if (unit >= s->ranges[i].first && unit <= s->ranges[i].last)
			return sim_is_misrouted(s, &s->ranges[i]);
	return false;
}

static void check_bytes(struct sim *s)
{
	const struct sr_standing *now = sr_conductor_standing(&s->conductor);
	bool all = now->final && now->why == SR_WHY_NOTHING &&
		   !s->told_stop && !s->misrouted_too;

	for (int unit = 0; unit < SIM_UNITS; unit++) {
		if (!is_offered(s, unit) || is_usable(s, unit) ||
		    is_withheld(s, unit))
			continue;
		if (is_stock(s, unit))
			sim_wrong(s, "P2: stock Linux would serve more");
		if (all)
			sim_wrong(s, "P1: stranded, and nothing says why");
	}
}

static void check_decoders(struct sim *s)
{
	for (int i = 0; i < s->n_devices; i++)
		if (s->devices[i].present && !s->routes[i])
			sim_wrong(s, "P4: a decoder is not as firmware left it");
	if (!s->routes[SIM_BRIDGE])
		sim_wrong(s, "P4: the bridge is not as firmware left it");
}

static bool is_true(const struct sim *s, enum sr_why why)
{
	bool found = false;

	for (int i = 0; i < s->n_devices; i++) {
		const struct sim_device *d = &s->devices[i];

		found |= (why == SR_WHY_USER && d->class == SIM_ACCELERATOR) ||
			 (why == SR_WHY_PERSISTENT &&
			  d->class == SIM_PERSISTENT) ||
			 (why == SR_WHY_ROUTE &&
			  (d->class == SIM_DVSEC || d->misrouted)) ||
			 (why == SR_WHY_KERNEL && !d->can_go) ||
			 (why == SR_WHY_UNSAVED && d->unreadable) ||
			 (why == SR_WHY_ROUTE && d->unreadable) ||
			 (why == SR_WHY_IN_USE && d->in_use);
	}
	return found || why == SR_WHY_NOTHING || why == SR_WHY_COMMITTED ||
	       (why == SR_WHY_FLUSH && !s->can_flush) ||
	       (why == SR_WHY_PROVISIONAL && sim_awaits(s));
}

/* Nothing but the machine itself can be the reason why not more was done. */
static void check_reason(struct sim *s)
{
	const struct sr_standing *now = sr_conductor_standing(&s->conductor);

	if (s->disturbed || s->broke || s->told_stop)
		return;
	if (!is_true(s, now->why))
		sim_wrong(s, "P5: the reason given is not so");
	if (!now->final && !sim_awaits(s))
		sim_wrong(s, "P1: there is no final ruling");
}

static void check_bar(struct sim *s)
{
	if (s->bar != SIM_BAR_OURS)
		return;
	for (int i = 0; i < s->n_ranges; i++)
		for (int unit = s->ranges[i].first; unit <= s->ranges[i].last;
		     unit++)
			if (sim_in_window(s, &s->ranges[i]) &&
			    !is_usable(s, unit) && !is_withheld(s, unit))
				sim_wrong(s, "P2: CXL is barred, and nobody serves");
}

static void check_order(struct sim *s)
{
	if (s->back_due && !s->broke && !s->told_stop && !s->told_observe &&
	    !sim_awaits(s) && !s->excused)
		sim_wrong(s, "an order was never answered");
}

void sim_check_end(struct sim *s)
{
	check_order(s);
	check_leftovers(s);
	check_reason(s);
	if (s->excused)
		return;
	check_decoders(s);
	check_bytes(s);
	check_bar(s);
}

static bool is_any_in_use(const struct sim *s)
{
	for (int i = 0; i < SIM_HMEMS; i++)
		if (s->hmems[i].exists && s->hmems[i].in_use)
			return true;
	return false;
}

void sim_check_stopped(struct sim *s)
{
	if (!s->told_stop)
		sim_wrong(s, "stopped without being told");
	if (!sr_conductor_standing(&s->conductor)->final && !s->excused &&
	    s->bar == SIM_BAR_OURS && !s->was_reset && !is_any_in_use(s))
		sim_wrong(s, "P7: an unload leaves CXL barred");
	if (!sr_conductor_standing(&s->conductor)->final && is_let_go_late(s) &&
	    !s->broke)
		sim_wrong(s, "P2: hmem devices are still held after a stop");
}
