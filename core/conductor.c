// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: the conductor: events and results in, acts out.
 */
#include "conductor_state.h"

static const struct sr_extent sr_whole = { 0, U64_MAX };

bool sr_ask(struct sr_act *act, enum sr_part part)
{
	act->part = part;
	act->at = sr_whole;
	return true;
}

bool sr_ask_region(struct sr_conductor *c, struct sr_act *act,
		   enum sr_part part, size_t i)
{
	act->part = part;
	act->subject = i;
	act->at = c->base->facts->regions[i].at;
	return true;
}

bool sr_begin(struct sr_conductor *c, const struct sr_act *act)
{
	struct sr_begun *begun = &c->room.journal[c->n_journal++];

	begun->part = act->part;
	begun->subject = act->subject;
	begun->at = act->at;
	return true;
}

static const struct sr_phase_ops *sr_ops_of(unsigned int phase)
{
	const struct sr_phase_ops *const files[] = {
		sr_listen_ops, sr_rule_ops, sr_act_ops, sr_back_ops,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files); i++)
		if (files[i][phase].next)
			return &files[i][phase];
	return &sr_undo_ops[phase];
}

/* Nothing was begun yet that would have to be undone. */
static bool sr_is_listening(const struct sr_conductor *c)
{
	return c->phase < SR_PHASE_BAR && c->phase != SR_PHASE_DOOR_BAR;
}

/* A clock that went back all the same must not make anything wait longer. */
static void sr_advance(struct sr_conductor *c, u64 now)
{
	if (now > c->now)
		c->now = now;
}

void sr_note_news(struct sr_conductor *c)
{
	if (!sr_is(c, SR_FLAG_NEWS))
		c->first_news = c->now;
	c->last_news = c->now;
	sr_set(c, SR_FLAG_NEWS, true);
	/* What is being probed now, the wait under way may not know of. */
	sr_set(c, SR_FLAG_PROBED, false);
	c->probes_id = 0;
	if (c->standing.conduct == SR_CONDUCT_SETTLED)
		c->standing.conduct = SR_CONDUCT_PENDING;
}

static void sr_note_hmem(struct sr_conductor *c)
{
	sr_note_news(c);
	if (c->standing.gate == SR_GATE_OPEN)
		return;
	sr_set(c, SR_FLAG_HELD, true);
	sr_set(c, SR_FLAG_ADDED, c->standing.gate == SR_GATE_SHUT);
}

static void sr_note_probed(struct sr_conductor *c, u64 id)
{
	if (!id || id != c->probes_id)
		return;
	sr_set(c, SR_FLAG_PROBED, true);
	c->poll_at = c->now;
	c->poll = c->settings.poll;
}

static void sr_note_order(struct sr_conductor *c)
{
	sr_set(c, SR_FLAG_ORDER, true);
	c->failures = 0;
	c->failed_digest = 0;
	c->pause = 0;
}

static void sr_note_change(struct sr_conductor *c)
{
	sr_set(c, SR_FLAG_RESTART | SR_FLAG_ORDER, true);
}

static void sr_note_policy(struct sr_conductor *c, const struct sr_event *event)
{
	c->policy = event->policy;
	sr_set(c, SR_FLAG_MISROUTED, event->misrouted_too);
	sr_note_change(c);
}

static void sr_note_owner(struct sr_conductor *c, bool cxl)
{
	sr_note_order(c);
	sr_set(c, SR_FLAG_BACK, cxl);
	sr_set(c, SR_FLAG_RESTART, true);
	c->standing.hands_off = cxl;
}

void sr_conductor_event(struct sr_conductor *c, const struct sr_event *event,
			u64 now)
{
	sr_advance(c, now);
	switch (event->kind) {
	case SR_EVENT_TICK:
		break;
	case SR_EVENT_NEWS:
		sr_note_news(c);
		break;
	case SR_EVENT_HMEM_ADDED:
		sr_note_hmem(c);
		break;
	case SR_EVENT_PROBED:
		sr_note_probed(c, event->id);
		break;
	case SR_EVENT_SETTLE:
		sr_note_order(c);
		break;
	case SR_EVENT_OWNER_CXL:
		sr_note_owner(c, true);
		break;
	case SR_EVENT_OWNER_AUTO:
		sr_note_owner(c, false);
		break;
	case SR_EVENT_MODE:
		sr_set(c, SR_FLAG_ENACT, event->enact);
		sr_note_change(c);
		break;
	case SR_EVENT_POLICY:
		sr_note_policy(c, event);
		break;
	case SR_EVENT_STOP:
		sr_set(c, SR_FLAG_STOPPING, true);
		break;
	}
}

static void sr_stop(struct sr_conductor *c)
{
	c->standing.gate = SR_GATE_OPEN;
	sr_go(c, sr_is(c, SR_FLAG_DOOR) ? SR_PHASE_UNBAR : SR_PHASE_LET_GO);
}

void sr_conductor_next(struct sr_conductor *c, u64 now, struct sr_act *act)
{
	sr_advance(c, now);
	memset(act, 0, sizeof(*act));
	act->until = SR_NEVER;
	if (c->outstanding.id)
		return;
	if (sr_is(c, SR_FLAG_STOPPING) && sr_is_listening(c))
		sr_stop(c);
	while (!sr_ops_of(c->phase)->next(c, act))
		if (sr_is(c, SR_FLAG_STOPPING) && sr_is_listening(c))
			sr_stop(c);
	if (act->part == SR_PART_WAIT || act->part == SR_PART_STOPPED)
		return;
	act->id = ++c->last_id;
	act->undoing = c->phase >= SR_PHASE_UNDO && c->phase <= SR_PHASE_UNDONE;
	c->outstanding = *act;
}

void sr_conductor_result(struct sr_conductor *c, const struct sr_result *result,
			 u64 now)
{
	sr_advance(c, now);
	if (!result->id || result->id != c->outstanding.id)
		return;
	/* The handler may read what was asked for, but nothing is out. */
	c->outstanding.id = 0;
	sr_ops_of(c->phase)->done(c, result);
}

const struct sr_standing *sr_conductor_standing(const struct sr_conductor *c)
{
	return &c->standing;
}

int sr_conductor_give(struct sr_conductor *c, const struct sr_room *room)
{
	if (room->max < c->n_journal)
		return -ENOSPC;
	if (c->n_journal)
		memcpy(room->journal, c->room.journal,
		       c->n_journal * sizeof(*room->journal));
	c->room = *room;
	return 0;
}

void sr_conductor_init(struct sr_conductor *c,
		       const struct sr_settings *settings,
		       const struct sr_policy *policy, bool enact,
		       const struct sr_room *room, u64 now)
{
	memset(c, 0, sizeof(*c));
	c->settings = *settings;
	c->policy = *policy;
	c->room = *room;
	c->now = now;
	c->deadline = now + settings->timeout;
	c->poll = settings->poll;
	sr_set(c, SR_FLAG_ENACT, enact);
	c->standing.gate = enact ? SR_GATE_SHUT : SR_GATE_OPEN;
	c->standing.keep = SR_KEEP_MISROUTED;
	sr_go(c, SR_PHASE_START);
}
