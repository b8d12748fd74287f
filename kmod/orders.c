// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: orders by the machine's owner, through sysfs.
 *
 * Who writes only leaves the order and waits, and may be killed meanwhile; the
 * worker carries it out. An order lives as long as either of them has it.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/completion.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/slab.h>

#include "news.h"
#include "orders.h"

struct order {
	struct list_head list;
	refcount_t refs;
	struct completion done;
	enum sr_event_kind kind;
	bool told;
	/* Reports that follow a look taken after it was told. */
	unsigned int reports;
	bool looked;
	int error;
};

static LIST_HEAD(orders);
static DEFINE_MUTEX(orders_lock);
static bool stopped;

static void order_put(struct order *order)
{
	if (refcount_dec_and_test(&order->refs))
		kfree(order);
}

/* Call with orders_lock; the list's reference goes. */
static void finish(struct order *order, int error)
{
	order->error = error;
	list_del(&order->list);
	complete(&order->done);
	order_put(order);
}

static int leave(struct order *order)
{
	int rc = 0;

	mutex_lock(&orders_lock);
	if (stopped)
		rc = -ESHUTDOWN;
	else
		list_add_tail(&order->list, &orders);
	mutex_unlock(&orders_lock);
	return rc;
}

/**
 * sr_order() - order something, and wait until it is done
 * @kind: SR_EVENT_SETTLE, SR_EVENT_OWNER_CXL or SR_EVENT_OWNER_AUTO
 *
 * Return: 0; -ERESTARTSYS where the caller is killed, and the order goes on;
 * -ESHUTDOWN where the module goes; -errno of what failed.
 */
int sr_order(enum sr_event_kind kind)
{
	struct order *order = kzalloc(sizeof(*order), GFP_KERNEL);
	int rc;

	if (!order)
		return -ENOMEM;
	refcount_set(&order->refs, 2);
	init_completion(&order->done);
	order->kind = kind;
	rc = leave(order);
	if (rc) {
		kfree(order);
		return rc;
	}
	sr_news_tell(SR_NEWS_ORDER);
	rc = wait_for_completion_killable(&order->done);
	if (!rc)
		rc = order->error;
	order_put(order);
	return rc;
}

/** sr_orders_tell() - tell the conductor of orders that are new */
void sr_orders_tell(struct sr_conductor *c, u64 now)
{
	struct sr_event event = {};
	struct order *order;

	mutex_lock(&orders_lock);
	list_for_each_entry(order, &orders, list) {
		if (order->told)
			continue;
		order->told = true;
		event.kind = order->kind;
		sr_conductor_event(c, &event, now);
	}
	mutex_unlock(&orders_lock);
}

/** sr_orders_looked() - a base look was taken */
void sr_orders_looked(void)
{
	struct order *order;

	mutex_lock(&orders_lock);
	list_for_each_entry(order, &orders, list)
		order->looked |= order->told;
	mutex_unlock(&orders_lock);
}

static int why_error(const struct sr_standing *s)
{
	switch (s->why) {
	case SR_WHY_OBSERVE:
		return -EPERM;
	case SR_WHY_USER:
	case SR_WHY_IN_USE:
	case SR_WHY_DAX_IN_USE:
		return -EBUSY;
	case SR_WHY_NO_ROOT:
		return -ENODEV;
	default:
		return s->error ? s->error : -EIO;
	}
}

/* A ruling that is only reported is no error of who asked for one. */
static int settle_error(const struct sr_standing *s)
{
	if (s->conduct != SR_CONDUCT_FAILED)
		return 0;
	return s->error ? s->error : -EIO;
}

/* After it was handed back, one more look says what has come of it. */
static bool is_finished(struct order *order, const struct sr_standing *s)
{
	if (!order->looked)
		return false;
	order->reports++;
	if (order->kind != SR_EVENT_OWNER_CXL || !s->hands_off)
		return true;
	return order->reports > 1;
}

/** sr_orders_reported() - a round has come to its end; orders may have too */
void sr_orders_reported(const struct sr_standing *s)
{
	struct order *order, *next;
	int error;

	mutex_lock(&orders_lock);
	list_for_each_entry_safe(order, next, &orders, list) {
		if (!is_finished(order, s))
			continue;
		error = settle_error(s);
		if (order->kind == SR_EVENT_OWNER_CXL && !s->hands_off)
			error = why_error(s);
		finish(order, error);
	}
	mutex_unlock(&orders_lock);
}

/** sr_orders_stop() - the module goes: nobody waits any more */
void sr_orders_stop(void)
{
	struct order *order, *next;

	mutex_lock(&orders_lock);
	stopped = true;
	list_for_each_entry_safe(order, next, &orders, list)
		finish(order, -ESHUTDOWN);
	mutex_unlock(&orders_lock);
}
