// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: the reconciling loop: wait for CXL, observe, rule, plan, enact, report.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/device.h>
#include <linux/jiffies.h>
#include <linux/platform_device.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "cxl_symbols.h"
#include "machine.h"
#include "trace.h"

/* News comes in bursts: rule when it has been quiet for so long. */
#define QUIET_MS 1000

static bool gives_up(const struct sr_round *r)
{
	return r->outcome.verdict == SR_VERDICT_GIVE_UP ||
	       r->outcome.verdict == SR_VERDICT_GIVE_UP_RANGE;
}

static bool may_enact(const struct sr_machine *m, const struct sr_round *r)
{
	if (!r->n_steps)
		return false;
	if (m->mode == SR_MODE_OBSERVE) {
		pr_info("mode=observe: %zu steps are not taken\n", r->n_steps);
		return false;
	}
	if (m->cxl_was_active && !r->facts.cxl_active &&
	    !r->given_up) {
		pr_warn("cxl_acpi was released by somebody else, and has reset the decoders on its way: their memory is out of reach. %zu steps are not taken; load cxl_acpi again, or boot again\n",
			r->n_steps);
		return false;
	}
	if (m->hands_off && gives_up(r)) {
		pr_info("the ranges were handed back to CXL by order: %zu steps are not taken (echo auto > owner to follow the rule again)\n",
			r->n_steps);
		return false;
	}
	return true;
}

static struct sr_settled *find_settled(struct sr_machine *m,
				       const struct sr_extent *at)
{
	struct sr_settled *settled = m->settled.items;
	size_t i;

	for (i = 0; i < m->settled.n; i++)
		if (settled[i].at.start == at->start &&
		    settled[i].at.end == at->end)
			return &settled[i];
	return NULL;
}

/*
 * Once CXL was given up, its regions are gone and cannot be the reason any
 * more. The reason that counts is the one of then. Where there are regions, CXL
 * came after that ruling, and they speak for themselves.
 */
static void recall_reasons(struct sr_machine *m, struct sr_round *r)
{
	struct sr_settled *settled;
	size_t i;

	for (i = 0; i < r->facts.n_ranges; i++) {
		struct sr_range *range = &r->facts.ranges[i];

		settled = find_settled(m, &range->at);
		if (settled && settled->owner == SR_OWNER_DAX &&
		    range->owner == SR_OWNER_DAX &&
		    range->reason == SR_REASON_NO_REGION)
			range->reason = settled->reason;
	}
}

static void remember(struct sr_machine *m, const struct sr_round *r)
{
	struct sr_settled *settled, one;
	size_t i;

	for (i = 0; i < r->facts.n_ranges; i++) {
		const struct sr_range *range = &r->facts.ranges[i];

		settled = find_settled(m, &range->at);
		one = (struct sr_settled){
			.at = range->at,
			.owner = range->owner,
			.reason = range->reason,
			.enacted = m->mode == SR_MODE_ENACT ||
				   (settled && settled->enacted),
		};
		/* Left by a module of before, and not true any more. */
		if (m->mode == SR_MODE_ENACT && one.owner != SR_OWNER_CXL)
			sr_kept_mark(&range->at, false);
		if (settled)
			*settled = one;
		else if (sr_list_add(&m->settled, &one, sizeof(one)))
			pr_warn("out of memory: a ruling is not remembered\n");
	}
}

/**
 * sr_settled_forget() - what was settled does not bind the next ruling
 * @m: the machine
 *
 * But that CXL won a range. The mark of it is left now and not when it was
 * settled, because memory waits for the ruling.
 */
void sr_settled_forget(struct sr_machine *m)
{
	const struct sr_settled *settled = m->settled.items;
	size_t i;

	for (i = 0; i < m->settled.n; i++)
		if (settled[i].enacted && settled[i].owner == SR_OWNER_CXL)
			sr_kept_mark(&settled[i].at, true);
	sr_list_free(&m->settled);
}

/* After a failure only a new look tells where the bytes are. */
static void look_again(struct sr_machine *m, struct sr_round *r)
{
	struct sr_round *now;

	if (sr_round_observe(m, &now))
		return;
	if (!sr_round_decide(m, now))
		r->ledger_now = now->ledger_now;
	sr_round_free(now);
}

static int settle_round(struct sr_machine *m, struct sr_round *r)
{
	size_t i;
	int rc;

	trace_softreserve_settle_begin(r->facts.n_ranges);
	rc = sr_round_decide(m, r);
	if (rc)
		return rc;
	recall_reasons(m, r);
	for (i = 0; i < r->facts.n_ranges; i++)
		trace_softreserve_range(&r->facts.ranges[i]);
	m->cxl_was_active |= r->facts.cxl_active;
	if (may_enact(m, r)) {
		rc = sr_plan_enact(m, r);
		r->enacted = !rc;
		if (rc)
			look_again(m, r);
	} else {
		r->enacted = !r->n_steps;
	}
	if (r->enacted)
		remember(m, r);
	return rc;
}

static void set_state(struct sr_machine *m, enum sr_state state)
{
	mutex_lock(&m->view.lock);
	m->view.state = state;
	mutex_unlock(&m->view.lock);
}

/*
 * Where cxl_acpi is not to be had (denied, or not there) dax_hmem has taken all
 * ranges by itself. Then there is nothing to wait for.
 */
static bool is_settled_without_cxl(struct sr_machine *m)
{
	struct sr_round *r;
	bool settled;

	if (!sr_probing_lacks_cxl() || sr_round_observe(m, &r))
		return false;
	settled = r->facts.n_ranges && !sr_round_decide(m, r) && !r->n_steps &&
		  !r->facts.cxl_active;
	sr_round_free(r);
	return settled;
}

/**
 * sr_settle() - one whole round
 * @m: the machine, locked
 *
 * Return: 0, or the -errno of what failed; it is said in the log and in sysfs.
 */
int sr_settle(struct sr_machine *m)
{
	struct sr_round *r;
	bool first;
	int rc;

	set_state(m, SR_SETTLING);
	/* Once only: a driver that was unloaded later was unloaded on purpose. */
	if (!m->asked_for_drivers)
		sr_probing_request_drivers();
	m->asked_for_drivers = true;
	first = !completion_done(&m->first);
	sr_probing_wait(m->settle_timeout, first && !is_settled_without_cxl(m));
	rc = sr_round_observe(m, &r);
	if (rc) {
		WRITE_ONCE(m->failed, true);
		set_state(m, SR_FAILED);
		return rc;
	}
	rc = settle_round(m, r);
	/* What failed is not tried again until somebody asks for it. */
	WRITE_ONCE(m->failed, rc != 0);
	sr_report_round(m, r, rc);
	sr_round_free(r);
	return rc;
}

static void settle_work(struct work_struct *work)
{
	struct sr_machine *m = container_of(to_delayed_work(work),
					    struct sr_machine, work);

	mutex_lock(&m->lock);
	sr_settle(m);
	mutex_unlock(&m->lock);
	complete_all(&m->first);
}

static void take_news(struct sr_machine *m, unsigned long action)
{
	if (!READ_ONCE(m->started) || READ_ONCE(m->enacting) ||
	    READ_ONCE(m->failed))
		return;
	if (action != BUS_NOTIFY_BOUND_DRIVER &&
	    action != BUS_NOTIFY_REMOVED_DEVICE)
		return;
	mod_delayed_work(m->workqueue, &m->work, msecs_to_jiffies(QUIET_MS));
	/* The last ruling does not count any more, until this is ruled on. */
	set_state(m, SR_PENDING);
}

#ifdef SR_TEST
/* Called on the way into a driver's probe, in its context. */
static void slow_down(struct device *dev, unsigned long action)
{
	if (action == BUS_NOTIFY_BIND_DRIVER && is_cxl_memdev(dev))
		msleep(sr_test_slow_probe * MSEC_PER_SEC);
}
#else
static void slow_down(struct device *dev, unsigned long action)
{
}
#endif

static int cxl_news(struct notifier_block *nb, unsigned long action, void *data)
{
	struct sr_machine *m = container_of(nb, struct sr_machine,
					    cxl_notifier);
	struct device *dev = data;

	if (is_cxl_region(dev) && action == BUS_NOTIFY_DEL_DEVICE)
		sr_region_dying(dev, false);
	if (is_cxl_region(dev) && action == BUS_NOTIFY_REMOVED_DEVICE)
		sr_region_dying(dev, true);
	if (action == BUS_NOTIFY_BOUND_DRIVER)
		sr_probing_news();
	if (is_cxl_region(dev) || is_cxl_memdev(dev))
		take_news(m, action);
	slow_down(dev, action);
	return NOTIFY_DONE;
}

/* Mainline from 7.1 on makes hmem devices late, by its own rule. */
static int platform_news(struct notifier_block *nb, unsigned long action,
			 void *data)
{
	struct sr_machine *m = container_of(nb, struct sr_machine,
					    platform_notifier);

	if (action == BUS_NOTIFY_BOUND_DRIVER)
		sr_probing_news();
	if (sr_is_hmem(data))
		take_news(m, action);
	return NOTIFY_DONE;
}

/** sr_settle_start() - run the first round, after sr_settle_init() */
void sr_settle_start(struct sr_machine *m)
{
	WRITE_ONCE(m->started, true);
	queue_delayed_work(m->workqueue, &m->work, 0);
}

/**
 * sr_settle_init() - get ready to settle, and listen for news
 * @m: the machine
 *
 * Return: 0 or -errno.
 */
int sr_settle_init(struct sr_machine *m)
{
	int rc;

	/* Not while the machine is being suspended: nothing can probe then. */
	m->workqueue = alloc_ordered_workqueue("softreserve", WQ_FREEZABLE);
	if (!m->workqueue)
		return -ENOMEM;
	rc = sr_probing_init();
	if (rc)
		goto out_destroy_workqueue;
	init_completion(&m->first);
	INIT_DELAYED_WORK(&m->work, settle_work);
	m->cxl_notifier.notifier_call = cxl_news;
	rc = bus_register_notifier(&cxl_bus_type, &m->cxl_notifier);
	if (rc)
		goto out_exit_probing;
	m->platform_notifier.notifier_call = platform_news;
	rc = bus_register_notifier(&platform_bus_type, &m->platform_notifier);
	if (rc)
		goto out_unregister_cxl;
	return 0;

out_unregister_cxl:
	bus_unregister_notifier(&cxl_bus_type, &m->cxl_notifier);
out_exit_probing:
	sr_probing_exit();
out_destroy_workqueue:
	destroy_workqueue(m->workqueue);
	return rc;
}

/** sr_settle_stop() - listen no more; waits for a round that is under way */
void sr_settle_stop(struct sr_machine *m)
{
	sr_probing_stop();
	bus_unregister_notifier(&platform_bus_type, &m->platform_notifier);
	bus_unregister_notifier(&cxl_bus_type, &m->cxl_notifier);
	cancel_delayed_work_sync(&m->work);
	sr_probing_exit();
	destroy_workqueue(m->workqueue);
	sr_regions_stop();
	sr_settled_forget(m);
}
