// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: the conductor while it changes nothing: it listens, waits until probing
 * is complete, looks, and reports. What it holds of mainline's hmem devices
 * until the ruling is held and let go here.
 */
#include "conductor_state.h"

static bool sr_start_next(struct sr_conductor *c, struct sr_act *act)
{
	if (!sr_is(c, SR_FLAG_ENACT)) {
		sr_go(c, SR_PHASE_DOOR_SAVE);
		return false;
	}
	sr_set(c, SR_FLAG_HELD, true);
	return sr_ask(act, SR_PART_HOLD_HMEM);
}

static void sr_start_done(struct sr_conductor *c, const struct sr_result *r)
{
	(void)r;
	sr_go(c, SR_PHASE_DOOR_SAVE);
}

static bool sr_save_next(struct sr_conductor *c, struct sr_act *act)
{
	act->torn_down = sr_is(c, SR_FLAG_TORN_EVER);
	return sr_ask(act, SR_PART_SAVE_DECODERS);
}

static void sr_save_take(struct sr_conductor *c, const struct sr_result *r)
{
	sr_set(c, SR_FLAG_NO_SAVE, r->error);
	if (r->error) {
		c->unsaved = 1;
		return;
	}
	c->components = r->components;
	c->unsaved = r->unsaved;
}

static void sr_door_save_done(struct sr_conductor *c, const struct sr_result *r)
{
	sr_save_take(c, r);
	sr_go(c, sr_is(c, SR_FLAG_ENACT) ? SR_PHASE_DOOR_LOOK : SR_PHASE_ASK);
}

static bool sr_look_next(struct sr_conductor *c, struct sr_act *act)
{
	/* What comes from now on, this look may miss. */
	sr_set(c, SR_FLAG_NEWS | SR_FLAG_LATE | SR_FLAGS_OF_ROUND, false);
	c->why = SR_WHY_NOTHING;
	c->why_subject = 0;
	c->why_part = SR_PART_WAIT;
	c->why_error = 0;
	return sr_ask(act, SR_PART_LOOK);
}

static void sr_door_look_done(struct sr_conductor *c, const struct sr_result *r)
{
	if (!r->error)
		c->base = r->look;
	/* Whatever is not seen here is seen in the first round. */
	sr_set(c, SR_FLAG_NEWS, true);
	if (!r->error && r->look->door_now && !r->look->facts->cxl_active &&
	    !r->look->barred)
		sr_go(c, SR_PHASE_DOOR_BAR);
	else
		sr_go(c, SR_PHASE_ASK);
}

static bool sr_door_bar_next(struct sr_conductor *c, struct sr_act *act)
{
	if (sr_is(c, SR_FLAG_STOPPING) || !sr_is(c, SR_FLAG_ENACT) ||
	    c->standing.hands_off) {
		sr_go(c, SR_PHASE_ASK);
		return false;
	}
	sr_set(c, SR_FLAG_DOOR, true);
	return sr_ask(act, SR_PART_BAR_ROOT);
}

static void sr_door_bar_done(struct sr_conductor *c, const struct sr_result *r)
{
	sr_go(c, r->error ? SR_PHASE_UNBAR : SR_PHASE_ASK);
}

static bool sr_ask_next(struct sr_conductor *c, struct sr_act *act)
{
	(void)c;
	return sr_ask(act, SR_PART_ASK_DRIVERS);
}

static void sr_ask_done(struct sr_conductor *c, const struct sr_result *r)
{
	(void)r;
	sr_go(c, SR_PHASE_AWAIT);
}

/* When to look at news: once it is quiet, but a storm does not postpone it. */
static u64 sr_quiet_at(const struct sr_conductor *c)
{
	u64 quiet = c->last_news + c->settings.quiet;
	u64 storm = c->first_news + c->settings.storm;

	if (!sr_is(c, SR_FLAG_NEWS))
		return SR_NEVER;
	return quiet < storm ? quiet : storm;
}

static u64 sr_round_at(const struct sr_conductor *c)
{
	u64 at = sr_quiet_at(c);

	if (sr_is(c, SR_FLAG_ORDER))
		return c->now;
	if (sr_is(c, SR_FLAG_AGAIN) && c->wake < at)
		at = c->wake;
	/* After a failure news does not end the pause. */
	return sr_is(c, SR_FLAG_AGAIN) && at < c->wake ? c->wake : at;
}

static void sr_begin_round(struct sr_conductor *c)
{
	/* A look that failed does not give drivers more time. */
	if (c->standing.why != SR_WHY_CANNOT_LOOK)
		c->deadline = c->now + c->settings.timeout;
	sr_set(c, SR_FLAG_ORDER | SR_FLAG_AGAIN | SR_FLAG_LATE, false);
	c->poll = c->settings.poll;
	c->poll_at = c->now;
	c->standing.conduct = SR_CONDUCT_SETTLING;
	sr_go(c, c->probes_id ? SR_PHASE_POLL : SR_PHASE_AWAIT);
}

static bool sr_rest_next(struct sr_conductor *c, struct sr_act *act)
{
	if (sr_is(c, SR_FLAG_ADDED)) {
		sr_go(c, SR_PHASE_HOLD);
		return false;
	}
	act->until = sr_round_at(c);
	if (act->until > c->now)
		return true;
	sr_begin_round(c);
	return false;
}

static bool sr_hold_next(struct sr_conductor *c, struct sr_act *act)
{
	sr_set(c, SR_FLAG_ADDED, false);
	return sr_ask(act, SR_PART_HOLD_HMEM);
}

static void sr_hold_done(struct sr_conductor *c, const struct sr_result *r)
{
	(void)r;
	sr_go(c, SR_PHASE_POLL);
}

static void sr_poll_later(struct sr_conductor *c)
{
	u64 longest = sr_is(c, SR_FLAG_LATE) ? c->settings.retry_max :
					       c->settings.poll_max;

	c->poll_at = c->now + c->poll;
	c->poll *= 2;
	if (c->poll > longest)
		c->poll = longest;
}

static bool sr_await_next(struct sr_conductor *c, struct sr_act *act)
{
	act->try_all = !sr_is(c, SR_FLAG_TRIED);
	/* News that comes while it is begun makes it void; so note it now. */
	c->probes_id = c->last_id + 1;
	sr_set(c, SR_FLAG_PROBED, false);
	return sr_ask(act, SR_PART_AWAIT_PROBES);
}

static void sr_await_done(struct sr_conductor *c, const struct sr_result *r)
{
	if (r->error) {
		c->probes_id = 0;
		sr_poll_later(c);
	}
	sr_go(c, SR_PHASE_POLL);
}

static bool sr_is_late(const struct sr_conductor *c)
{
	return !sr_is(c, SR_FLAG_LATE) && c->now >= c->deadline;
}

/* After a provisional ruling news and orders are worth another one. */
static void sr_poll_refresh(struct sr_conductor *c)
{
	if (!sr_is(c, SR_FLAG_LATE))
		return;
	if (!sr_is(c, SR_FLAG_ORDER) && c->now < sr_quiet_at(c))
		return;
	sr_set(c, SR_FLAG_ORDER | SR_FLAG_LATE, false);
	/* Time for another wait for probes, which may well be over by now. */
	c->deadline = c->now + c->settings.poll_max;
	c->poll = c->settings.poll;
	c->poll_at = c->now;
}

static bool sr_poll_next(struct sr_conductor *c, struct sr_act *act)
{
	sr_poll_refresh(c);
	if (sr_is(c, SR_FLAG_ADDED)) {
		sr_go(c, SR_PHASE_HOLD);
		return false;
	}
	if (sr_is_late(c) || (c->probes_id && c->now >= c->poll_at))
		return sr_ask(act, SR_PART_LOOK_PROBING);
	if (c->now >= c->poll_at) {
		sr_go(c, SR_PHASE_AWAIT);
		return false;
	}
	act->until = c->poll_at;
	if (!sr_is(c, SR_FLAG_LATE) && c->deadline < act->until)
		act->until = c->deadline;
	if (sr_is(c, SR_FLAG_LATE) && sr_quiet_at(c) < act->until)
		act->until = sr_quiet_at(c);
	return true;
}

static void sr_poll_done(struct sr_conductor *c, const struct sr_result *r)
{
	c->awaits = r->error ? SR_AWAITS_PROBE : r->awaits;
	if ((sr_is(c, SR_FLAG_PROBED) && !c->awaits) ||
	    sr_is_late(c)) {
		sr_go(c, SR_PHASE_SAVE);
		return;
	}
	sr_poll_later(c);
}

static void sr_save_done(struct sr_conductor *c, const struct sr_result *r)
{
	sr_save_take(c, r);
	sr_go(c, SR_PHASE_LOOK);
}

static void sr_look_done(struct sr_conductor *c, const struct sr_result *r)
{
	if (!r->error) {
		c->base = r->look;
		sr_rule_look(c);
		return;
	}
	c->why_error = r->error;
	c->why_part = SR_PART_LOOK;
	sr_conclude(c, SR_WHY_CANNOT_LOOK);
}

static void sr_after_let_go(struct sr_conductor *c)
{
	if (!sr_is(c, SR_FLAG_STOPPING))
		sr_go(c, SR_PHASE_REPORT);
	else if (sr_is(c, SR_FLAG_DOOR))
		sr_go(c, SR_PHASE_UNBAR);
	else
		sr_go(c, SR_PHASE_STOPPED);
}

static bool sr_let_go_next(struct sr_conductor *c, struct sr_act *act)
{
	if (!sr_is(c, SR_FLAG_HELD)) {
		sr_after_let_go(c);
		return false;
	}
	act->keep = c->standing.keep;
	if (sr_is(c, SR_FLAG_MISROUTED))
		act->keep &= ~(u32)SR_KEEP_MISROUTED;
	return sr_ask(act, SR_PART_LET_GO_HMEM);
}

static void sr_let_go_done(struct sr_conductor *c, const struct sr_result *r)
{
	/* What was kept may be let go after another ruling. */
	if (!r->error && !c->outstanding.keep)
		sr_set(c, SR_FLAG_HELD, false);
	sr_after_let_go(c);
}

static bool sr_report_next(struct sr_conductor *c, struct sr_act *act)
{
	(void)c;
	return sr_ask(act, SR_PART_REPORT);
}

static void sr_report_done(struct sr_conductor *c, const struct sr_result *r)
{
	if (r->error && ++c->tries < SR_TRIES)
		return;
	sr_go(c, sr_is(c, SR_FLAG_LATE) ? SR_PHASE_POLL : SR_PHASE_REST);
}

static bool sr_stopped_next(struct sr_conductor *c, struct sr_act *act)
{
	c->standing.conduct = SR_CONDUCT_STOPPED;
	act->part = SR_PART_STOPPED;
	return true;
}

const struct sr_phase_ops sr_listen_ops[SR_PHASES] = {
	[SR_PHASE_START] = { sr_start_next, sr_start_done },
	[SR_PHASE_DOOR_SAVE] = { sr_save_next, sr_door_save_done },
	[SR_PHASE_DOOR_LOOK] = { sr_look_next, sr_door_look_done },
	[SR_PHASE_DOOR_BAR] = { sr_door_bar_next, sr_door_bar_done },
	[SR_PHASE_ASK] = { sr_ask_next, sr_ask_done },
	[SR_PHASE_REST] = { sr_rest_next, NULL },
	[SR_PHASE_HOLD] = { sr_hold_next, sr_hold_done },
	[SR_PHASE_AWAIT] = { sr_await_next, sr_await_done },
	[SR_PHASE_POLL] = { sr_poll_next, sr_poll_done },
	[SR_PHASE_SAVE] = { sr_save_next, sr_save_done },
	[SR_PHASE_LOOK] = { sr_look_next, sr_look_done },
	[SR_PHASE_LET_GO] = { sr_let_go_next, sr_let_go_done },
	[SR_PHASE_REPORT] = { sr_report_next, sr_report_done },
	[SR_PHASE_STOPPED] = { sr_stopped_next, NULL },
};
