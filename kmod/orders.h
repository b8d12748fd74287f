/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: orders by the machine's owner, carried out by the worker. */
#ifndef SR_ORDERS_H
#define SR_ORDERS_H

#include "conductor.h"

int sr_order(enum sr_event_kind kind);
void sr_orders_tell(struct sr_conductor *c, u64 now);
void sr_orders_looked(void);
void sr_orders_reported(const struct sr_standing *s);
void sr_orders_stop(void);

#endif /* SR_ORDERS_H */
