// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: the conductor hands the ranges back to CXL, by the owner's order. What
 * it does can be undone up to the moment when the root is attached.
 */
#include "conductor_state.h"

static bool sr_is_in_the_way(const struct sr_conductor *c,
			     const struct sr_dax *dax)
{
	return (dax->parent == SR_DAX_ON_OUR_HMEM ||
		dax->parent == SR_DAX_ON_MAINLINE_HMEM) &&
	       sr_is_in_window(c->base, &dax->at);
}

static size_t sr_find_range(const struct sr_facts *facts,
			    const struct sr_extent *at)
{
	size_t i;

	for (i = 0; i < facts->n_ranges; i++)
		if (sr_touches(&facts->ranges[i].at, at))
			return i;
	return 0;
}

static bool sr_clear_next(struct sr_conductor *c, struct sr_act *act)
{
	const struct sr_facts *facts = c->base->facts;
	const struct sr_dax *dax;

	if (sr_must_brake(c) || sr_is_outrun(c))
		return false;
	for (; c->cursor < facts->n_daxes; c->cursor++) {
		dax = &facts->daxes[c->cursor];
		if (!sr_is_in_the_way(c, dax))
			continue;
		act->at = dax->at;
		if (dax->parent == SR_DAX_ON_OUR_HMEM) {
			act->part = SR_PART_REMOVE_HMEM;
			act->subject = sr_find_range(facts, &dax->at);
		} else {
			act->part = SR_PART_RELEASE_HMEM;
			act->subject = c->cursor;
		}
		return sr_begin(c, act);
	}
	sr_go(c, SR_PHASE_SHOW);
	return false;
}

static void sr_clear_done(struct sr_conductor *c, const struct sr_result *r)
{
	if (!r->error) {
		c->cursor++;
		return;
	}
	c->why_subject = c->cursor;
	sr_fail(c, r->error == -EBUSY ? SR_WHY_DAX_IN_USE : SR_WHY_FAILED,
		c->outstanding.part, r->error);
}

static bool sr_show_next(struct sr_conductor *c, struct sr_act *act)
{
	const struct sr_facts *facts = c->base->facts;

	if (sr_must_brake(c))
		return false;
	for (; c->cursor < facts->n_ranges; c->cursor++) {
		if (!sr_is_in_window(c->base, &facts->ranges[c->cursor].at))
			continue;
		act->part = SR_PART_REPUBLISH;
		act->subject = c->cursor;
		act->at = facts->ranges[c->cursor].at;
		return sr_begin(c, act);
	}
	sr_go(c, SR_PHASE_ADMIT);
	return false;
}

static void sr_next_or_fail(struct sr_conductor *c, const struct sr_result *r)
{
	if (r->error)
		sr_fail(c, SR_WHY_FAILED, c->outstanding.part, r->error);
	else
		c->cursor++;
}

static bool sr_admit_next(struct sr_conductor *c, struct sr_act *act)
{
	if (sr_must_brake(c))
		return false;
	if (!c->base->barred || c->cursor) {
		sr_go(c, SR_PHASE_RETURN);
		return false;
	}
	sr_ask(act, SR_PART_UNBAR_ROOT);
	return sr_begin(c, act);
}

static void sr_handed_back(struct sr_conductor *c)
{
	sr_set(c, SR_FLAG_DOOR | SR_FLAG_TRIED, false);
	sr_conclude(c, SR_WHY_HANDED_BACK);
	sr_note_news(c);
}

static bool sr_return_next(struct sr_conductor *c, struct sr_act *act)
{
	if (!c->cursor && !c->base->facts->cxl_active)
		return sr_ask(act, SR_PART_ATTACH_ROOT);
	sr_handed_back(c);
	return false;
}

const struct sr_phase_ops sr_back_ops[SR_PHASES] = {
	[SR_PHASE_CLEAR] = { sr_clear_next, sr_clear_done },
	[SR_PHASE_SHOW] = { sr_show_next, sr_next_or_fail },
	[SR_PHASE_ADMIT] = { sr_admit_next, sr_next_or_fail },
	[SR_PHASE_RETURN] = { sr_return_next, sr_next_or_fail },
};
