// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: the conductor undoes what it did. Before the first part that cannot be
 * undone, one by one. After it the release of the root is completed, decoders
 * are written back, and only then the root is attached: never a restore while it
 * is bound.
 */
#include "conductor_state.h"

/* The order stands while the machine only was not quiet enough for it. */
static void sr_fail_return(struct sr_conductor *c, enum sr_why why)
{
	bool again = why == SR_WHY_CHANGED || why == SR_WHY_CANNOT_LOOK;

	c->standing.hands_off = c->standing.hands_off && again;
	sr_set(c, SR_FLAG_BACK, c->standing.hands_off);
}

void sr_fail(struct sr_conductor *c, enum sr_why why, enum sr_part part,
	     int error)
{
	c->why = why;
	c->why_part = part;
	c->why_error = error;
	if (sr_is(c, SR_FLAG_RETURN))
		sr_fail_return(c, why);
	sr_go(c, SR_PHASE_UNDO);
}

bool sr_must_brake(struct sr_conductor *c)
{
	if (sr_is(c, SR_FLAG_STOPPING))
		sr_fail(c, SR_WHY_STOPPING, SR_PART_WAIT, 0);
	else if (!sr_is(c, SR_FLAG_ENACT))
		sr_fail(c, SR_WHY_OBSERVE, SR_PART_WAIT, 0);
	else if (!sr_is(c, SR_FLAG_TORN) && sr_is(c, SR_FLAG_RESTART))
		sr_fail(c, SR_WHY_CHANGED, SR_PART_WAIT, 0);
	else
		return false;
	return true;
}

bool sr_is_outrun(struct sr_conductor *c)
{
	if (c->cursor || sr_is(c, SR_FLAG_TORN) || !sr_is(c, SR_FLAG_NEWS))
		return false;
	sr_fail(c, SR_WHY_CHANGED, SR_PART_WAIT, 0);
	return true;
}

static void sr_not_undone(struct sr_conductor *c, enum sr_part part, int error)
{
	c->why = SR_WHY_NOT_UNDONE;
	c->why_part = part;
	c->why_error = error;
}

/* What was torn down comes back before what was prepared is let go. */
static bool sr_must_regain(const struct sr_conductor *c)
{
	return sr_is(c, SR_FLAG_TORN) && c->n_journal <= c->torn_at &&
	       !sr_is(c, SR_FLAG_REGAINED | SR_FLAG_STAY);
}

static bool sr_is_undo_due(const struct sr_conductor *c, enum sr_part undo)
{
	switch (undo) {
	case SR_PART_WAIT:
		return false;
	case SR_PART_BIND_DAX:
		/* The region is gone; the root's probe makes it anew. */
		return !sr_is(c, SR_FLAG_TORN);
	case SR_PART_UNBAR_ROOT:
		return !sr_is(c, SR_FLAG_STAY);
	default:
		return true;
	}
}

static void sr_end_of_undo(struct sr_conductor *c)
{
	if (sr_is(c, SR_FLAG_DOOR) && !sr_is(c, SR_FLAG_STAY))
		sr_go(c, SR_PHASE_UNBAR);
	else
		sr_go(c, SR_PHASE_UNDONE);
}

static bool sr_undo_next(struct sr_conductor *c, struct sr_act *act)
{
	const struct sr_begun *begun;
	enum sr_part undo;

	if (sr_must_regain(c)) {
		sr_go(c, SR_PHASE_REGAIN_RELEASE);
		return false;
	}
	if (!c->n_journal) {
		sr_end_of_undo(c);
		return false;
	}
	begun = &c->room.journal[c->n_journal - 1];
	undo = sr_part_undo(begun->part);
	if (!sr_is_undo_due(c, undo)) {
		c->n_journal--;
		return false;
	}
	act->part = undo;
	act->subject = begun->subject;
	act->at = begun->at;
	return true;
}

static void sr_undo_error(struct sr_conductor *c, enum sr_part part, int error)
{
	sr_not_undone(c, part, error);
	/* CXL has come after all: what made way for it must not return. */
	if (part == SR_PART_BAR_ROOT) {
		c->n_journal = 0;
		sr_go(c, SR_PHASE_UNBAR);
	}
}

/*
 * What we gave is in use already, so CXL cannot have it back: then the rest is
 * given as well, for otherwise nobody would serve it.
 */
static void sr_stay(struct sr_conductor *c, int error)
{
	sr_not_undone(c, SR_PART_REMOVE_HMEM, error);
	sr_set(c, SR_FLAG_STAY, true);
	sr_go(c, SR_PHASE_STAY);
}

static bool sr_is_given(const struct sr_conductor *c,
			const struct sr_extent *at)
{
	const struct sr_begun *begun = c->room.journal;
	size_t i;

	for (i = 0; i < c->n_journal; i++)
		if (begun[i].part == SR_PART_ADD_HMEM &&
		    begun[i].at.start == at->start)
			return true;
	return false;
}

/* The next step that gives what is not given. */
static const struct sr_step *sr_find_gift(struct sr_conductor *c)
{
	const struct sr_step *step;

	for (; c->cursor < c->n_steps; c->cursor++) {
		step = &c->room.steps[c->cursor];
		if (step->kind == SR_STEP_ADD_HMEM && sr_is_wanted(c, step) &&
		    !sr_is_given(c, &step->at))
			return step;
	}
	return NULL;
}

static bool sr_stay_next(struct sr_conductor *c, struct sr_act *act)
{
	const struct sr_step *step = sr_find_gift(c);
	struct sr_begun *hold = sr_find_hold(c, step ? &step->at : NULL);

	if (hold)
		return sr_unhold(hold, act);
	if (!step) {
		c->n_journal = 0;
		sr_go(c, SR_PHASE_UNDONE);
		return false;
	}
	act->part = SR_PART_ADD_HMEM;
	act->subject = step->subject;
	act->at = step->at;
	return true;
}

static void sr_stay_done(struct sr_conductor *c, const struct sr_result *r)
{
	if (r->error && ++c->tries < SR_TRIES)
		return;
	c->tries = 0;
	if (c->outstanding.part == SR_PART_UNHOLD_REGION)
		sr_unheld(c);
	else
		c->cursor++;
}

static void sr_undo_done(struct sr_conductor *c, const struct sr_result *r)
{
	enum sr_part part = c->outstanding.part;

	if (r->error && part == SR_PART_REMOVE_HMEM && r->error == -EBUSY) {
		sr_stay(c, r->error);
		return;
	}
	if (r->error && part != SR_PART_BAR_ROOT && ++c->tries < SR_TRIES)
		return;
	c->tries = 0;
	if (c->n_journal)
		c->n_journal--;
	if (r->error)
		sr_undo_error(c, part, r->error);
	if (part == SR_PART_UNBAR_ROOT)
		sr_go(c, SR_PHASE_ATTACH);
}

/* Try a part of an undo a few times; true once it is to be done without. */
static bool sr_regain_done(struct sr_conductor *c, const struct sr_result *r)
{
	if (!r->error)
		return true;
	if (++c->tries < SR_TRIES)
		return false;
	sr_not_undone(c, c->outstanding.part, r->error);
	return true;
}

static bool sr_regain_release_next(struct sr_conductor *c, struct sr_act *act)
{
	if (!sr_is(c, SR_FLAG_RELEASED))
		return sr_ask(act, SR_PART_RELEASE_ROOT);
	sr_go(c, SR_PHASE_REGAIN_DRAIN);
	return false;
}

static void sr_regain_release_done(struct sr_conductor *c,
				   const struct sr_result *r)
{
	sr_set(c, SR_FLAG_RELEASED, !r->error);
	if (!sr_regain_done(c, r) || !r->error)
		return;
	/* Bound it stays: its decoders are its own, and nothing is written. */
	sr_set(c, SR_FLAG_REGAINED, true);
	sr_go(c, SR_PHASE_UNDO);
}

static bool sr_regain_drain_next(struct sr_conductor *c, struct sr_act *act)
{
	(void)c;
	return sr_ask(act, SR_PART_DRAIN);
}

static void sr_regain_drain_done(struct sr_conductor *c,
				 const struct sr_result *r)
{
	if (sr_regain_done(c, r))
		sr_go(c, SR_PHASE_REGAIN_RESTORE);
}

static bool sr_regain_restore_next(struct sr_conductor *c, struct sr_act *act)
{
	if (c->cursor >= c->components) {
		sr_set(c, SR_FLAG_REGAINED, true);
		sr_go(c, SR_PHASE_UNDO);
		return false;
	}
	act->part = SR_PART_RESTORE;
	act->subject = c->cursor;
	return true;
}

static void sr_regain_restore_done(struct sr_conductor *c,
				   const struct sr_result *r)
{
	if (!sr_regain_done(c, r))
		return;
	c->cursor++;
	c->tries = 0;
}

static bool sr_unbar_next(struct sr_conductor *c, struct sr_act *act)
{
	(void)c;
	return sr_ask(act, SR_PART_UNBAR_ROOT);
}

static void sr_unbar_done(struct sr_conductor *c, const struct sr_result *r)
{
	if (!sr_regain_done(c, r))
		return;
	sr_set(c, SR_FLAG_DOOR, false);
	sr_go(c, SR_PHASE_ATTACH);
}

static bool sr_attach_next(struct sr_conductor *c, struct sr_act *act)
{
	(void)c;
	return sr_ask(act, SR_PART_ATTACH_ROOT);
}

static void sr_attach_done(struct sr_conductor *c, const struct sr_result *r)
{
	struct sr_result none = { .error = 0 };

	/* It had no driver before, and may have none now. */
	if (r->error == -ENODEV && !sr_is(c, SR_FLAG_TORN))
		r = &none;
	if (!sr_regain_done(c, r))
		return;
	/* What was refused at first may have been refused for our sake. */
	sr_set(c, SR_FLAG_TRIED | SR_FLAG_PROBED, false);
	c->probes_id = 0;
	sr_go(c, c->n_journal ? SR_PHASE_UNDO : SR_PHASE_UNDONE);
}

static bool sr_is_failure(enum sr_why why)
{
	return why == SR_WHY_FAILED || why == SR_WHY_NOT_UNDONE;
}

static bool sr_undone_next(struct sr_conductor *c, struct sr_act *act)
{
	(void)act;
	if (sr_is(c, SR_FLAG_DOOR) && !sr_is(c, SR_FLAG_STAY)) {
		sr_go(c, SR_PHASE_UNBAR);
		return false;
	}
	/* Only a look tells how it is now. */
	sr_note_news(c);
	if (sr_is_failure(c->why)) {
		c->failed_digest = c->digest;
		c->failures++;
	}
	if (sr_is(c, SR_FLAG_TORN))
		sr_set(c, SR_FLAG_WAS_ACTIVE, false);
	if (sr_is(c, SR_FLAG_STOPPING))
		sr_go(c, SR_PHASE_LET_GO);
	else if (!c->base || !c->standing.ruled)
		sr_go(c, SR_PHASE_ASK);
	else
		sr_conclude(c, c->why);
	return false;
}

const struct sr_phase_ops sr_undo_ops[SR_PHASES] = {
	[SR_PHASE_UNDO] = { sr_undo_next, sr_undo_done },
	[SR_PHASE_STAY] = { sr_stay_next, sr_stay_done },
	[SR_PHASE_REGAIN_RELEASE] = { sr_regain_release_next,
				      sr_regain_release_done },
	[SR_PHASE_REGAIN_DRAIN] = { sr_regain_drain_next,
				    sr_regain_drain_done },
	[SR_PHASE_REGAIN_RESTORE] = { sr_regain_restore_next,
				      sr_regain_restore_done },
	[SR_PHASE_UNBAR] = { sr_unbar_next, sr_unbar_done },
	[SR_PHASE_ATTACH] = { sr_attach_next, sr_attach_done },
	[SR_PHASE_UNDONE] = { sr_undone_next, NULL },
};
