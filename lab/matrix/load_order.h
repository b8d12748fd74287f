/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: the orders in which drivers may be loaded; lab/load_orders.list. */
#ifndef SRLAB_LOAD_ORDER_H
#define SRLAB_LOAD_ORDER_H

#include "fault.h"
#include "platform.h"

/** struct srlab_load_order - one order */
struct srlab_load_order {
	/** @name: its name; owned */
	char *name;
	/** @scenario: load, settle, serve; its steps are owned */
	struct sr_scenario scenario;
};

/** struct srlab_load_orders - all of them, as listed */
struct srlab_load_orders {
	/** @orders: the orders; owned */
	struct srlab_load_order *orders;
	/** @n: how many */
	size_t n;
};

/**
 * srlab_load_orders_read() - read a list of orders
 * @path: the file; NULL for the source tree's own
 * @out: to be freed with srlab_load_orders_free(), also on failure
 * @fault: one line with file and line number on failure
 *
 * Return: 0; -EINVAL where a line is malformed; -errno.
 */
int srlab_load_orders_read(const char *path, struct srlab_load_orders *out,
			   struct srlab_fault *fault);

/** srlab_load_orders_find() - the order of that name, or NULL */
const struct srlab_load_order *
srlab_load_orders_find(const struct srlab_load_orders *orders,
		       const char *name);

/** srlab_load_orders_free() - free what is owned, not @orders itself */
void srlab_load_orders_free(struct srlab_load_orders *orders);

#endif /* SRLAB_LOAD_ORDER_H */
