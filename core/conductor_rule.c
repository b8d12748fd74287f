// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: the conductor rules: what the base look says, whether it may be enacted,
 * and by which program.
 */
#include "conductor_state.h"

static bool sr_gives_up(const struct sr_conductor *c)
{
	enum sr_verdict verdict = c->standing.outcome.verdict;

	return verdict == SR_VERDICT_GIVE_UP ||
	       verdict == SR_VERDICT_GIVE_UP_RANGE;
}

static bool sr_plan_has(const struct sr_conductor *c, enum sr_step_kind kind)
{
	size_t i;

	for (i = 0; i < c->n_steps; i++)
		if (c->room.steps[i].kind == kind)
			return true;
	return false;
}

/* An absence is a fact only if it was looked for when it could be seen. */
static bool sr_is_complete(const struct sr_conductor *c)
{
	u32 awaits = c->base->awaits;

	if (!sr_plan_has(c, SR_STEP_ADD_HMEM))
		awaits &= ~(u32)SR_AWAITS_HMEM;
	return sr_is(c, SR_FLAG_PROBED) && !awaits;
}

static enum sr_way sr_way_kept(const struct sr_conductor *c)
{
	if (c->standing.way == SR_WAY_DOOR || sr_is(c, SR_FLAG_DOOR))
		return SR_WAY_DOOR;
	return SR_WAY_LIVE;
}

static enum sr_way sr_find_way(const struct sr_conductor *c, enum sr_why why)
{
	if (!c->standing.ruled || !c->standing.outcome.n_mismatched)
		return SR_WAY_NONE;
	if (why == SR_WHY_NOTHING)
		return sr_way_kept(c);
	if (why >= SR_WHY_USER && why <= SR_WHY_UNSAVED)
		return c->base->door_would ? SR_WAY_NEXT_BOOT : SR_WAY_REFUSED;
	return SR_WAY_NONE;
}

static enum sr_conduct sr_find_conduct(enum sr_why why)
{
	switch (why) {
	case SR_WHY_PROVISIONAL:
	case SR_WHY_CHANGED:
	case SR_WHY_STOPPING:
		return SR_CONDUCT_PENDING;
	case SR_WHY_FAILED:
	case SR_WHY_FAILED_BEFORE:
	case SR_WHY_NOT_UNDONE:
	case SR_WHY_CANNOT_LOOK:
	case SR_WHY_MALFORMED:
	case SR_WHY_NO_MEMORY:
		return SR_CONDUCT_FAILED;
	default:
		return SR_CONDUCT_SETTLED;
	}
}

/* After a failure only the next look tells how it stands. */
static bool sr_is_final_why(enum sr_why why)
{
	return sr_find_conduct(why) == SR_CONDUCT_SETTLED ||
	       why == SR_WHY_FAILED_BEFORE;
}

static bool sr_is_retried(const struct sr_conductor *c, enum sr_why why)
{
	return why == SR_WHY_CHANGED || why == SR_WHY_CANNOT_LOOK ||
	       why == SR_WHY_NO_MEMORY || why == SR_WHY_FAILED ||
	       why == SR_WHY_NOT_UNDONE || sr_is(c, SR_FLAG_NO_SAVE);
}

static void sr_retry_later(struct sr_conductor *c)
{
	c->pause *= 2;
	if (c->pause < c->settings.retry)
		c->pause = c->settings.retry;
	if (c->pause > c->settings.retry_max)
		c->pause = c->settings.retry_max;
	c->wake = c->now + c->pause;
	sr_set(c, SR_FLAG_AGAIN, true);
}

/*
 * Which hmem devices are let go now and at the notifier. What CXL owns stays
 * held only by a ruling that stands; what is misrouted, always.
 */
static void sr_find_gate(struct sr_conductor *c, enum sr_why why)
{
	struct sr_standing *s = &c->standing;

	s->keep = SR_KEEP_MISROUTED;
	if (sr_find_conduct(why) == SR_CONDUCT_SETTLED)
		s->keep |= SR_KEEP_CXL;
	s->gate = SR_GATE_KEEP;
	if (!sr_is(c, SR_FLAG_ENACT) || sr_is(c, SR_FLAG_STOPPING))
		s->gate = SR_GATE_OPEN;
}

void sr_conclude(struct sr_conductor *c, enum sr_why why)
{
	struct sr_standing *s = &c->standing;

	s->why = why;
	s->subject = c->why_subject;
	s->part = c->why_part;
	s->error = c->why_error;
	s->way = sr_find_way(c, why);
	s->conduct = sr_find_conduct(why);
	s->enacted = why == SR_WHY_NOTHING;
	c->n_journal = 0;
	if (sr_is_retried(c, why))
		sr_retry_later(c);
	else
		c->pause = 0;
	/* What waits for a ruling waits on while one is still to come soon. */
	if (why == SR_WHY_PROVISIONAL || sr_is_final_why(why)) {
		s->final = s->final || sr_is_final_why(why);
		sr_find_gate(c, why);
		sr_go(c, SR_PHASE_LET_GO);
		return;
	}
	sr_go(c, SR_PHASE_REPORT);
}

static void sr_conclude_at(struct sr_conductor *c, enum sr_why why,
			   size_t subject)
{
	c->why_subject = subject;
	c->why_part = SR_PART_WAIT;
	c->why_error = 0;
	sr_conclude(c, why);
}

/* The door is taken back, unless all that it promised has come. */
static void sr_leave(struct sr_conductor *c, enum sr_why why, size_t subject)
{
	if (sr_is(c, SR_FLAG_DOOR) && c->n_steps) {
		c->why_subject = subject;
		sr_fail(c, why, SR_PART_WAIT, 0);
		return;
	}
	sr_conclude_at(c, why, subject);
}

static void sr_rule_late(struct sr_conductor *c)
{
	if (c->now < c->deadline) {
		c->poll_at = c->now + c->poll;
		sr_go(c, SR_PHASE_POLL);
		return;
	}
	sr_set(c, SR_FLAG_LATE, true);
	c->poll_at = c->now + c->poll;
	sr_leave(c, SR_WHY_PROVISIONAL, 0);
}

/* What speaks against acting at all, whatever the proof would say. */
static enum sr_why sr_why_not(const struct sr_conductor *c)
{
	const struct sr_facts *facts = c->base->facts;

	if (!sr_is(c, SR_FLAG_ENACT))
		return SR_WHY_OBSERVE;
	if (sr_is(c, SR_FLAG_WAS_ACTIVE) && !facts->cxl_active &&
	    !c->base->barred)
		return SR_WHY_ROOT_LEFT;
	if (c->standing.hands_off && sr_gives_up(c))
		return SR_WHY_HANDED_BACK;
	if (c->digest == c->failed_digest || c->failures >= SR_TRIES)
		return SR_WHY_FAILED_BEFORE;
	return SR_WHY_NOTHING;
}

/* What touches no window is no matter of CXL, whatever becomes of that. */
static bool sr_has_outside_step(const struct sr_conductor *c)
{
	const struct sr_step *step = c->room.steps;
	size_t i;

	for (i = 0; i < c->n_steps; i++)
		if (step[i].kind == SR_STEP_ADD_HMEM &&
		    sr_is_outside(c->base, &step[i]))
			return true;
	return false;
}

static void sr_refuse(struct sr_conductor *c, enum sr_why why, size_t subject)
{
	sr_set(c, SR_FLAG_GIVE_UP, false);
	if (!sr_has_outside_step(c)) {
		sr_leave(c, why, subject);
		return;
	}
	c->why = why;
	c->why_subject = subject;
	sr_set(c, SR_FLAG_OUTSIDE, true);
	sr_go(c, SR_PHASE_AGAIN);
}

static void sr_settled(struct sr_conductor *c)
{
	const struct sr_outcome *out = &c->standing.outcome;
	enum sr_way way = sr_way_kept(c);

	sr_set(c, SR_FLAG_DOOR, false);
	c->failures = 0;
	c->standing.way = way;
	if (out->n_busy)
		sr_conclude_at(c, SR_WHY_IN_USE, out->narrowed_by);
	else
		sr_conclude_at(c, SR_WHY_NOTHING, 0);
}

static void sr_choose(struct sr_conductor *c)
{
	size_t subject = 0;
	enum sr_why why;

	if (!c->n_steps && sr_is(c, SR_FLAG_ENACT) && sr_must_hide(c) &&
	    c->digest != c->failed_digest) {
		sr_go(c, SR_PHASE_HIDE);
		return;
	}
	if (!c->n_steps) {
		sr_settled(c);
		return;
	}
	why = sr_why_not(c);
	if (why) {
		sr_leave(c, why, 0);
		return;
	}
	sr_set(c, SR_FLAG_GIVE_UP,
	       c->base->facts->cxl_active &&
	       c->standing.outcome.verdict == SR_VERDICT_GIVE_UP);
	why = sr_prove(c, &subject);
	if (why)
		sr_refuse(c, why, subject);
	else
		sr_go(c, SR_PHASE_BAR);
}

/* Everything that stands on no region has to make way for the regions. */
static bool sr_find_dax_in_use(const struct sr_conductor *c, size_t *subject)
{
	const struct sr_facts *facts = c->base->facts;
	const struct sr_dax *dax;

	for (*subject = 0; *subject < facts->n_daxes; ++*subject) {
		dax = &facts->daxes[*subject];
		if (dax->in_use && dax->parent != SR_DAX_ON_REGION &&
		    sr_is_in_window(c->base, &dax->at))
			return true;
	}
	return false;
}

static void sr_choose_back(struct sr_conductor *c)
{
	size_t subject;

	sr_set(c, SR_FLAG_BACK, false);
	c->standing.hands_off = false;
	if (!sr_is(c, SR_FLAG_ENACT)) {
		sr_leave(c, SR_WHY_OBSERVE, 0);
	} else if (!c->base->has_root) {
		sr_leave(c, SR_WHY_NO_ROOT, 0);
	} else if (sr_find_dax_in_use(c, &subject)) {
		sr_leave(c, SR_WHY_DAX_IN_USE, subject);
	} else {
		c->standing.hands_off = true;
		sr_set(c, SR_FLAG_RETURN, true);
		sr_go(c, SR_PHASE_AGAIN);
	}
}

/* Whatever the plan says, what is known to lead nowhere is not handed out. */
static void sr_drop_misrouted(struct sr_conductor *c)
{
	struct sr_step *steps = c->room.steps;
	size_t i, n = 0;

	for (i = 0; i < c->n_steps; i++) {
		if ((steps[i].kind == SR_STEP_ADD_HMEM ||
		     steps[i].kind == SR_STEP_VERIFY_DAX) &&
		    sr_is_withheld(c, &steps[i].at))
			continue;
		steps[n++] = steps[i];
	}
	c->n_steps = n;
}

void sr_make_plan(struct sr_conductor *c)
{
	/* There is room: it was counted. */
	if (sr_plan_make(c->base->facts, &c->policy, &c->standing.outcome,
			 c->room.steps, c->room.max, &c->n_steps)) {
		sr_conclude_at(c, SR_WHY_MALFORMED, 0);
		return;
	}
	sr_drop_misrouted(c);
	if (!c->failures && c->digest != c->failed_digest)
		c->failed_digest = 0;
	if (!sr_is_complete(c)) {
		sr_rule_late(c);
		return;
	}
	sr_set(c, SR_FLAG_TRIED, true);
	sr_set(c, SR_FLAG_LATE, false);
	if (sr_is(c, SR_FLAG_BACK))
		sr_choose_back(c);
	else
		sr_choose(c);
}

static size_t sr_room_needed(const struct sr_conductor *c)
{
	const struct sr_facts *facts = c->base->facts;

	return 2 * c->n_steps + 2 * facts->n_regions + facts->n_daxes +
	       facts->n_ranges + 4;
}

static bool sr_grow_next(struct sr_conductor *c, struct sr_act *act)
{
	if (c->room.max >= sr_room_needed(c)) {
		sr_make_plan(c);
		return false;
	}
	act->need = sr_room_needed(c);
	return sr_ask(act, SR_PART_GROW);
}

static void sr_grow_done(struct sr_conductor *c, const struct sr_result *r)
{
	if (!r->error && c->room.max >= sr_room_needed(c))
		sr_make_plan(c);
	else
		sr_conclude_at(c, SR_WHY_NO_MEMORY, 0);
}

void sr_rule_look(struct sr_conductor *c)
{
	struct sr_facts *facts = c->base->facts;
	struct sr_standing *s = &c->standing;
	int rc;

	c->n_steps = 0;
	rc = sr_rule_decide(facts, &c->policy, &s->outcome);
	s->ruled = !rc;
	if (!rc)
		rc = sr_plan_make(facts, &c->policy, &s->outcome, NULL, 0,
				  &c->n_steps);
	if (rc) {
		s->ruled = false;
		c->why_error = rc;
		sr_conclude(c, SR_WHY_MALFORMED);
		return;
	}
	c->digest = sr_look_digest(c->base);
	sr_set(c, SR_FLAG_WAS_ACTIVE,
	       facts->cxl_active || sr_is(c, SR_FLAG_WAS_ACTIVE));
	sr_go(c, SR_PHASE_GROW);
}

/* Here, because making the plan is all that room is for. */
const struct sr_phase_ops sr_rule_ops[SR_PHASES] = {
	[SR_PHASE_GROW] = { sr_grow_next, sr_grow_done },
};
