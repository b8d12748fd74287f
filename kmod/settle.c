// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: the worker: asks the conductor for the next act, carries it out, tells
 * how it went. It decides nothing, and nobody else carries anything out.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "gate.h"
#include "machine.h"
#include "news.h"
#include "orders.h"
#include "probing.h"
#include "trace.h"

/* More room than is asked for, so that it is not asked for again soon. */
#define ROOM_SLACK 16

static u64 now_ms(void)
{
	return ktime_to_ms(ktime_get());
}

static void tell(struct sr_machine *m, enum sr_event_kind kind)
{
	struct sr_event event = { .kind = kind };

	sr_conductor_event(&m->conductor, &event, now_ms());
}

static void tell_probed(struct sr_machine *m, u64 id)
{
	struct sr_event event = { .kind = SR_EVENT_PROBED, .id = id };

	sr_conductor_event(&m->conductor, &event, now_ms());
}

static void tell_mode(struct sr_machine *m)
{
	enum sr_mode mode = READ_ONCE(m->mode);
	struct sr_event event = {
		.kind = SR_EVENT_MODE,
		.enact = mode == SR_MODE_ENACT,
	};

	if (m->told_mode == mode)
		return;
	m->told_mode = mode;
	sr_conductor_event(&m->conductor, &event, now_ms());
}

static void tell_policy(struct sr_machine *m)
{
	struct sr_event event = {
		.kind = SR_EVENT_POLICY,
		.policy = sr_policy_of(m),
	};

	sr_conductor_event(&m->conductor, &event, now_ms());
}

static void tell_news(struct sr_machine *m)
{
	u64 probed_id;
	unsigned long news = sr_news_take(&probed_id);

	/* Before the end of a wait: what came meanwhile makes it void. */
	if (test_bit(SR_NEWS_CHANGE, &news))
		tell(m, SR_EVENT_NEWS);
	if (test_bit(SR_NEWS_HMEM, &news))
		tell(m, SR_EVENT_HMEM_ADDED);
	if (test_bit(SR_NEWS_PROBED, &news))
		tell_probed(m, probed_id);
	tell_mode(m);
	if (test_bit(SR_NEWS_POLICY, &news))
		tell_policy(m);
	sr_orders_tell(&m->conductor, now_ms());
	if (test_bit(SR_NEWS_STOP, &news))
		tell(m, SR_EVENT_STOP);
}

static void free_room(const struct sr_room *room)
{
	kfree(room->steps);
	kfree(room->journal);
}

static int grow(struct sr_machine *m, size_t need)
{
	struct sr_room room = { .max = need + ROOM_SLACK };
	int rc = -ENOMEM;

	room.steps = kcalloc(room.max, sizeof(*room.steps), GFP_KERNEL);
	room.journal = kcalloc(room.max, sizeof(*room.journal), GFP_KERNEL);
	if (room.steps && room.journal)
		rc = sr_conductor_give(&m->conductor, &room);
	if (rc) {
		free_room(&room);
		return rc;
	}
	free_room(&m->room);
	m->room = room;
	return 0;
}

static void report(struct sr_machine *m)
{
	const struct sr_standing *s = sr_conductor_standing(&m->conductor);
	struct sr_round *r = m->base;

	if (r && s->ruled) {
		r->outcome = s->outcome;
		r->enacted = s->enacted;
		if (sr_round_sum(m, r))
			pr_err("out of memory: the ruling is not reported\n");
		else
			sr_report_round(m, r);
	}
	complete_all(&m->first);
	sr_orders_reported(s);
}

static void look_probing(struct sr_result *result)
{
	struct sr_awaited awaited;

	sr_probing_look(&awaited);
	/* Without dax_hmem a ruling is possible; the look says so again. */
	result->awaits = awaited.bits & ~(u32)SR_AWAITS_HMEM;
}

static void save(struct sr_machine *m, const struct sr_act *act,
		 struct sr_result *result)
{
	result->error = sr_enact(m, act);
	result->components = m->saved.n_components;
	result->unsaved = m->saved.unreadable;
}

/* The base look stays until the conductor has taken the next. */
static void look(struct sr_machine *m, struct sr_result *result)
{
	struct sr_round *before = m->base, *r = NULL;

	result->error = sr_round_observe(m, &r);
	if (r) {
		trace_softreserve_settle_begin(r->facts.n_ranges);
		result->look = &r->look;
		m->base = r;
	}
	sr_orders_looked();
	sr_conductor_result(&m->conductor, result, now_ms());
	if (r)
		sr_round_free(before);
}

static void look_again(struct sr_machine *m, struct sr_result *result)
{
	struct sr_round *r = NULL;

	result->error = sr_round_observe(m, &r);
	if (r)
		result->look = &r->look;
	sr_conductor_result(&m->conductor, result, now_ms());
	sr_round_free(r);
}

static void carry_out(struct sr_machine *m, const struct sr_act *act)
{
	struct sr_result result = { .id = act->id };

	switch (act->part) {
	case SR_PART_GROW:
		result.error = grow(m, act->need);
		break;
	case SR_PART_REPORT:
		report(m);
		break;
	case SR_PART_ASK_DRIVERS:
		sr_probing_ask();
		break;
	case SR_PART_AWAIT_PROBES:
		sr_probing_begin(act->id, act->try_all);
		break;
	case SR_PART_LOOK_PROBING:
		look_probing(&result);
		break;
	case SR_PART_LOOK:
		look(m, &result);
		return;
	case SR_PART_LOOK_AGAIN:
		look_again(m, &result);
		return;
	case SR_PART_SAVE_DECODERS:
		save(m, act, &result);
		break;
	default:
		result.error = sr_enact(m, act);
	}
	sr_conductor_result(&m->conductor, &result, now_ms());
}

static enum sr_state state_of(const struct sr_standing *s,
			      const struct sr_act *act)
{
	switch (s->conduct) {
	case SR_CONDUCT_PENDING:
		return SR_PENDING;
	case SR_CONDUCT_SETTLING:
		return SR_SETTLING;
	case SR_CONDUCT_FAILED:
		return SR_FAILED;
	default:
		/* There is news: the last ruling does not count any more. */
		return act->until == SR_NEVER ? SR_SETTLED : SR_PENDING;
	}
}

/* What notifiers and readers see of what the conductor says. */
static void show_standing(struct sr_machine *m, const struct sr_act *act)
{
	const struct sr_standing *s = sr_conductor_standing(&m->conductor);

	sr_gate_set(s->gate);
	if (act->part == SR_PART_WAIT)
		sr_view_set_state(&m->view, state_of(s, act));
	else if (s->conduct == SR_CONDUCT_SETTLING)
		sr_view_set_state(&m->view, SR_SETTLING);
}

static void sleep_until(struct sr_machine *m, u64 until)
{
	u64 now = now_ms();

	if (until == SR_NEVER)
		return;
	/* One that was woken meanwhile is queued already, and stays so. */
	queue_delayed_work(m->workqueue, &m->work,
			   msecs_to_jiffies(until > now ? until - now : 0));
}

static void settle_work(struct work_struct *work)
{
	struct sr_machine *m = container_of(to_delayed_work(work),
					    struct sr_machine, work);
	struct sr_act act;

	for (;;) {
		tell_news(m);
		sr_conductor_next(&m->conductor, now_ms(), &act);
		show_standing(m, &act);
		if (act.part == SR_PART_STOPPED) {
			complete_all(&m->stopped);
			return;
		}
		if (act.part == SR_PART_WAIT) {
			sleep_until(m, act.until);
			return;
		}
		carry_out(m, &act);
		cond_resched();
	}
}

/** sr_settle_wake() - there is something to tell the conductor; any context */
void sr_settle_wake(struct sr_machine *m)
{
	mod_delayed_work(m->workqueue, &m->work, 0);
}

static void init_conductor(struct sr_machine *m)
{
	struct sr_settings settings = SR_SETTINGS_DEFAULT;
	struct sr_policy policy = sr_policy_of(m);

	settings.timeout = (u64)m->settle_timeout * MSEC_PER_SEC;
	m->told_mode = READ_ONCE(m->mode);
	sr_conductor_init(&m->conductor, &settings, &policy,
			  m->told_mode == SR_MODE_ENACT, &m->room, now_ms());
}

/**
 * sr_settle_init() - get ready to settle
 * @m: the machine, with its settings
 *
 * From here on orders may be left.
 *
 * Return: 0 or -errno.
 */
int sr_settle_init(struct sr_machine *m)
{
	int rc;

	init_completion(&m->first);
	init_completion(&m->stopped);
	sr_pin_init(&m->part_pin);
	INIT_DELAYED_WORK(&m->work, settle_work);
	init_conductor(m);
	rc = sr_gate_init();
	if (rc)
		return rc;
	rc = sr_probing_init();
	if (rc)
		goto out_exit_gate;
	/* Not while the machine is being suspended: nothing can probe then. */
	m->workqueue = alloc_ordered_workqueue("softreserve", WQ_FREEZABLE);
	if (!m->workqueue) {
		rc = -ENOMEM;
		goto out_exit_probing;
	}
	sr_news_init(m);
	return 0;

out_exit_probing:
	sr_probing_exit();
out_exit_gate:
	sr_gate_exit();
	return rc;
}

/**
 * sr_settle_start() - begin to settle
 * @m: the machine, with sysfs in place
 *
 * Return: 0 or -errno; sr_settle_stop() is due in any case.
 */
int sr_settle_start(struct sr_machine *m)
{
	int rc;

	/* From the start, so that no device slips through before it is seen. */
	sr_gate_set(sr_conductor_standing(&m->conductor)->gate);
	rc = sr_news_listen();
	if (!rc)
		sr_settle_wake(m);
	return rc;
}

/**
 * sr_settle_stop() - settle no more
 * @m: the machine; nobody can leave an order any more
 *
 * Waits for the part that is under way, and for the undo of what is half done.
 */
void sr_settle_stop(struct sr_machine *m)
{
	sr_news_tell(SR_NEWS_STOP);
	wait_for_completion(&m->stopped);
	sr_news_exit();
	sr_probing_exit();
	cancel_delayed_work_sync(&m->work);
	destroy_workqueue(m->workqueue);
	sr_pin_exit(&m->part_pin);
	sr_gate_exit();
	sr_regions_stop();
	sr_settled_forget(m);
	sr_round_free(m->base);
	sr_hdm_free(&m->saved);
	free_room(&m->room);
}
