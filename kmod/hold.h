/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: memory that softreserve holds, so that nobody else can take it. */
#ifndef SR_HOLD_H
#define SR_HOLD_H

#include "list.h"
#include "rule.h"

int sr_hold_take(const struct sr_list *nodes, const struct sr_extent *at);
void sr_hold_let_go(const struct sr_extent *at);
bool sr_hold_covers(const struct sr_extent *at);
bool sr_hold_has(const struct sr_extent *at);

#endif /* SR_HOLD_H */
