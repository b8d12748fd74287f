// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: the conductor acts: prepare and hold, look again, tear down, write back,
 * and then the steps of the plan.
 */
#include "conductor_state.h"

static bool sr_move(struct sr_conductor *c, enum sr_phase phase)
{
	sr_go(c, phase);
	return false;
}

static bool sr_adds_in_windows(const struct sr_conductor *c)
{
	size_t i;

	for (i = 0; i < c->n_steps; i++)
		if (c->room.steps[i].kind == SR_STEP_ADD_HMEM &&
		    sr_is_in_window(c->base, &c->room.steps[i].at))
			return true;
	return false;
}

/*
 * What device-dax gets, CXL must not take later; also if it was not there to be
 * given up.
 */
static bool sr_needs_bar(const struct sr_conductor *c)
{
	if (!c->base->has_root || c->base->barred)
		return false;
	return sr_is(c, SR_FLAG_GIVE_UP) ||
	       (!c->base->facts->cxl_active && sr_adds_in_windows(c));
}

static bool sr_bar_next(struct sr_conductor *c, struct sr_act *act)
{
	if (sr_must_brake(c))
		return false;
	if (!sr_needs_bar(c))
		return sr_move(c, SR_PHASE_UNBIND);
	sr_ask(act, SR_PART_BAR_ROOT);
	return sr_begin(c, act);
}

static void sr_bar_done(struct sr_conductor *c, const struct sr_result *r)
{
	if (!r->error)
		sr_go(c, SR_PHASE_UNBIND);
	else if (r->error == -EPERM)
		sr_fail(c, SR_WHY_FOREIGN_BAR, SR_PART_BAR_ROOT, r->error);
	else if (r->error == -EAGAIN)
		sr_fail(c, SR_WHY_CHANGED, SR_PART_BAR_ROOT, r->error);
	else
		sr_fail(c, SR_WHY_FAILED, SR_PART_BAR_ROOT, r->error);
}

/* The next region with a dax region of its own, from the cursor on. */
static bool sr_find_dax_region(struct sr_conductor *c, bool bound)
{
	const struct sr_region_proof *proof;

	if (!sr_is(c, SR_FLAG_GIVE_UP))
		return false;
	for (; c->cursor < c->base->facts->n_regions; c->cursor++) {
		proof = sr_proof_of(c->base, c->cursor);
		if (proof && proof->user == SR_USER_DAX &&
		    (proof->bound || !bound))
			return true;
	}
	return false;
}

static bool sr_unbind_next(struct sr_conductor *c, struct sr_act *act)
{
	if (sr_must_brake(c))
		return false;
	if (!sr_find_dax_region(c, true))
		return sr_move(c, SR_PHASE_CLAIM);
	sr_ask_region(c, act, SR_PART_UNBIND_DAX, c->cursor);
	return sr_begin(c, act);
}

static bool sr_claim_next(struct sr_conductor *c, struct sr_act *act)
{
	if (sr_must_brake(c))
		return false;
	if (!sr_find_dax_region(c, false))
		return sr_move(c, SR_PHASE_AGAIN);
	sr_ask_region(c, act, SR_PART_HOLD_REGION, c->cursor);
	return sr_begin(c, act);
}

/* Of both: a user was found, or the next region. */
static void sr_prepare_done(struct sr_conductor *c, const struct sr_result *r)
{
	if (!r->error) {
		c->cursor++;
		return;
	}
	c->why_subject = c->cursor;
	sr_fail(c, r->error == -EBUSY ? SR_WHY_IN_USE : SR_WHY_FAILED,
		c->outstanding.part, r->error);
}

static bool sr_again_next(struct sr_conductor *c, struct sr_act *act)
{
	if (sr_must_brake(c))
		return false;
	return sr_ask(act, SR_PART_LOOK_AGAIN);
}

static void sr_again_done(struct sr_conductor *c, const struct sr_result *r)
{
	size_t subject = 0;
	enum sr_why why;

	if (r->error) {
		sr_fail(c, SR_WHY_CANNOT_LOOK, SR_PART_LOOK_AGAIN, r->error);
		return;
	}
	why = sr_prove_again(c, r->look, &subject);
	if (why) {
		c->why_subject = subject;
		sr_fail(c, why, SR_PART_WAIT, 0);
		return;
	}
	sr_go(c, sr_is(c, SR_FLAG_RETURN) ? SR_PHASE_CLEAR : SR_PHASE_DELETE);
}

static bool sr_find_released(struct sr_conductor *c)
{
	const struct sr_facts *facts = c->base->facts;

	if (sr_is(c, SR_FLAG_OUTSIDE))
		return false;
	for (; c->cursor < facts->n_regions; c->cursor++)
		if (sr_is(c, SR_FLAG_GIVE_UP) ||
		    facts->regions[c->cursor].release)
			return true;
	return false;
}

/* From here on an error, a stop and the brake lead through the release. */
static void sr_begin_teardown(struct sr_conductor *c)
{
	if (!sr_is(c, SR_FLAG_TORN))
		c->torn_at = c->n_journal;
	sr_set(c, SR_FLAG_TORN | SR_FLAG_TORN_EVER, true);
}

static bool sr_delete_next(struct sr_conductor *c, struct sr_act *act)
{
	if (sr_must_brake(c) || sr_is_outrun(c))
		return false;
	if (!sr_find_released(c))
		return sr_move(c, sr_is(c, SR_FLAG_GIVE_UP) ?
				  SR_PHASE_RELEASE : SR_PHASE_STEPS);
	if (sr_is(c, SR_FLAG_GIVE_UP))
		sr_begin_teardown(c);
	return sr_ask_region(c, act, SR_PART_DELETE_REGION, c->cursor);
}

static void sr_delete_done(struct sr_conductor *c, const struct sr_result *r)
{
	c->why_subject = c->cursor;
	if (r->error && r->error != -ENODEV)
		sr_fail(c, SR_WHY_FAILED, SR_PART_DELETE_REGION, r->error);
	else
		c->cursor++;
}

static bool sr_release_next(struct sr_conductor *c, struct sr_act *act)
{
	if (sr_must_brake(c))
		return false;
	sr_begin_teardown(c);
	return sr_ask(act, SR_PART_RELEASE_ROOT);
}

static void sr_release_done(struct sr_conductor *c, const struct sr_result *r)
{
	if (r->error) {
		sr_fail(c, SR_WHY_FAILED, SR_PART_RELEASE_ROOT, r->error);
		return;
	}
	sr_set(c, SR_FLAG_RELEASED, true);
	sr_go(c, SR_PHASE_DRAIN);
}

static bool sr_drain_next(struct sr_conductor *c, struct sr_act *act)
{
	(void)c;
	return sr_ask(act, SR_PART_DRAIN);
}

static void sr_drain_done(struct sr_conductor *c, const struct sr_result *r)
{
	if (r->error)
		sr_fail(c, SR_WHY_FAILED, SR_PART_DRAIN, r->error);
	else
		sr_go(c, SR_PHASE_RESTORE);
}

static bool sr_restore_next(struct sr_conductor *c, struct sr_act *act)
{
	if (c->cursor < c->components) {
		act->subject = c->cursor;
		act->part = SR_PART_RESTORE;
		return true;
	}
	if (c->why_error)
		sr_fail(c, SR_WHY_FAILED, SR_PART_RESTORE, c->why_error);
	else
		sr_go(c, SR_PHASE_CONFIRM);
	return false;
}

/* The others are still written back: the more memory is reachable, the better. */
static void sr_restore_done(struct sr_conductor *c, const struct sr_result *r)
{
	if (r->error && !c->why_error) {
		c->why_error = r->error;
		c->why_subject = c->cursor;
	}
	c->cursor++;
}

static bool sr_confirm_next(struct sr_conductor *c, struct sr_act *act)
{
	if (sr_must_brake(c))
		return false;
	return sr_ask(act, SR_PART_LOOK_AGAIN);
}

/*
 * News cannot tell: our own parts make some. What comes or goes while CXL is
 * torn down is not served by the plan that was made before.
 */
static void sr_confirm_done(struct sr_conductor *c, const struct sr_result *r)
{
	if (r->error)
		sr_fail(c, SR_WHY_FAILED, SR_PART_LOOK_AGAIN, r->error);
	else if (!sr_is_same_machine(c->base, r->look))
		sr_fail(c, SR_WHY_CHANGED, SR_PART_WAIT, 0);
	else
		sr_go(c, SR_PHASE_STEPS);
}

bool sr_is_wanted(const struct sr_conductor *c, const struct sr_step *step)
{
	switch (step->kind) {
	case SR_STEP_ADD_HMEM:
	case SR_STEP_VERIFY_DAX:
		/* Asked once more: the policy may be another by now. */
		return !sr_is_withheld(c, &step->at) &&
		       (!sr_is(c, SR_FLAG_OUTSIDE) ||
			sr_is_outside(c->base, step));
	case SR_STEP_UNPUBLISH:
	case SR_STEP_RELEASE_HMEM:
	case SR_STEP_ATTACH_REGION:
		return !sr_is(c, SR_FLAG_OUTSIDE);
	default:
		/* Phases of their own. */
		return false;
	}
}

static enum sr_part sr_part_of_step(enum sr_step_kind kind)
{
	switch (kind) {
	case SR_STEP_UNPUBLISH:
		return SR_PART_UNPUBLISH;
	case SR_STEP_RELEASE_HMEM:
		return SR_PART_RELEASE_HMEM;
	case SR_STEP_ATTACH_REGION:
		return SR_PART_ATTACH_REGION;
	case SR_STEP_ADD_HMEM:
		return SR_PART_ADD_HMEM;
	default:
		return SR_PART_VERIFY_DAX;
	}
}

struct sr_begun *sr_find_hold(struct sr_conductor *c,
			      const struct sr_extent *at)
{
	struct sr_begun *begun = c->room.journal;
	size_t i;

	for (i = 0; i < c->n_journal; i++)
		if (begun[i].part == SR_PART_HOLD_REGION &&
		    (!at || sr_touches(&begun[i].at, at)))
			return &begun[i];
	return NULL;
}

bool sr_unhold(const struct sr_begun *hold, struct sr_act *act)
{
	act->part = SR_PART_UNHOLD_REGION;
	act->subject = hold->subject;
	act->at = hold->at;
	return true;
}

void sr_unheld(struct sr_conductor *c)
{
	struct sr_begun *begun = c->room.journal;
	size_t i;

	for (i = 0; i < c->n_journal; i++)
		if (begun[i].part == SR_PART_HOLD_REGION &&
		    begun[i].subject == c->outstanding.subject)
			begun[i].part = SR_PART_WAIT;
}

static bool sr_step_next(struct sr_conductor *c, struct sr_act *act)
{
	const struct sr_step *step = &c->room.steps[c->cursor];
	struct sr_begun *hold = NULL;

	if (step->kind == SR_STEP_ADD_HMEM)
		hold = sr_find_hold(c, &step->at);
	if (hold)
		return sr_unhold(hold, act);
	act->part = sr_part_of_step(step->kind);
	act->subject = step->subject;
	act->at = step->at;
	return act->part == SR_PART_VERIFY_DAX || sr_begin(c, act);
}

static bool sr_steps_next(struct sr_conductor *c, struct sr_act *act)
{
	if (sr_must_brake(c))
		return false;
	while (c->cursor < c->n_steps &&
	       !sr_is_wanted(c, &c->room.steps[c->cursor]))
		c->cursor++;
	if (c->cursor == c->n_steps)
		return sr_move(c, SR_PHASE_HIDE);
	return sr_step_next(c, act);
}

static void sr_steps_done(struct sr_conductor *c, const struct sr_result *r)
{
	enum sr_part part = c->outstanding.part;

	if (!r->error && part == SR_PART_UNHOLD_REGION) {
		sr_unheld(c);
		return;
	}
	if (!r->error || (part == SR_PART_UNPUBLISH && r->error == -ENOENT)) {
		c->cursor++;
		return;
	}
	c->why_subject = 0;
	sr_fail(c, SR_WHY_FAILED, part, r->error);
}

/*
 * A node that stays in iomem would make dax_hmem, loaded again, add a second
 * device for memory that has one.
 */
static bool sr_is_hideable(const struct sr_range *range)
{
	return range->owner == SR_OWNER_DAX && range->in_iomem &&
	       range->reason != SR_REASON_OUTSIDE_WINDOWS;
}

bool sr_must_hide(const struct sr_conductor *c)
{
	const struct sr_facts *facts = c->base->facts;
	size_t i;

	for (i = 0; c->base->barred && i < facts->n_ranges; i++)
		if (sr_is_hideable(&facts->ranges[i]))
			return true;
	return false;
}

static bool sr_hide_next(struct sr_conductor *c, struct sr_act *act)
{
	const struct sr_facts *facts = c->base->facts;
	bool may = sr_is(c, SR_FLAG_ENACT) && !sr_is(c, SR_FLAG_STOPPING) &&
		   (sr_is(c, SR_FLAG_GIVE_UP) || c->base->barred);

	while (may && c->cursor < facts->n_ranges &&
	       !sr_is_hideable(&facts->ranges[c->cursor]))
		c->cursor++;
	if (!may || c->cursor == facts->n_ranges)
		return sr_move(c, SR_PHASE_UNHOLD);
	act->part = SR_PART_UNPUBLISH;
	act->subject = c->cursor;
	act->at = facts->ranges[c->cursor].at;
	return true;
}

/* No reason to undo what serves all memory. */
static void sr_hide_done(struct sr_conductor *c, const struct sr_result *r)
{
	(void)r;
	c->cursor++;
}

static void sr_done_all(struct sr_conductor *c)
{
	enum sr_why why = c->why;

	if (!sr_is(c, SR_FLAG_OUTSIDE)) {
		c->standing.way = sr_is(c, SR_FLAG_DOOR) ? SR_WAY_DOOR :
							   SR_WAY_LIVE;
		sr_set(c, SR_FLAG_DOOR, false);
		c->failures = 0;
		/* What changes nothing must not be done again and again. */
		c->failed_digest = c->digest;
	}
	if (!why && c->standing.outcome.n_busy) {
		why = SR_WHY_IN_USE;
		c->why_subject = c->standing.outcome.narrowed_by;
	}
	sr_conclude(c, why);
	/* The books are made by a look, not by what was meant. */
	sr_note_news(c);
}

static bool sr_unhold_next(struct sr_conductor *c, struct sr_act *act)
{
	struct sr_begun *hold = sr_find_hold(c, NULL);

	if (hold)
		return sr_unhold(hold, act);
	sr_done_all(c);
	return false;
}

static void sr_unhold_done(struct sr_conductor *c, const struct sr_result *r)
{
	if (r->error && ++c->tries < SR_TRIES)
		return;
	c->tries = 0;
	sr_unheld(c);
}

const struct sr_phase_ops sr_act_ops[SR_PHASES] = {
	[SR_PHASE_BAR] = { sr_bar_next, sr_bar_done },
	[SR_PHASE_UNBIND] = { sr_unbind_next, sr_prepare_done },
	[SR_PHASE_CLAIM] = { sr_claim_next, sr_prepare_done },
	[SR_PHASE_AGAIN] = { sr_again_next, sr_again_done },
	[SR_PHASE_DELETE] = { sr_delete_next, sr_delete_done },
	[SR_PHASE_RELEASE] = { sr_release_next, sr_release_done },
	[SR_PHASE_DRAIN] = { sr_drain_next, sr_drain_done },
	[SR_PHASE_RESTORE] = { sr_restore_next, sr_restore_done },
	[SR_PHASE_CONFIRM] = { sr_confirm_next, sr_confirm_done },
	[SR_PHASE_STEPS] = { sr_steps_next, sr_steps_done },
	[SR_PHASE_HIDE] = { sr_hide_next, sr_hide_done },
	[SR_PHASE_UNHOLD] = { sr_unhold_next, sr_unhold_done },
};
