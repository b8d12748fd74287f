/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: mainline's hmem devices are held until there is a ruling. */
#ifndef SR_GATE_H
#define SR_GATE_H

#include "machine.h"

int sr_gate_init(void);
void sr_gate_exit(void);
void sr_gate_set(enum sr_gate to);
bool sr_gate_added(struct device *dev);
void sr_gate_forget(struct device *dev);
void sr_gate_forget_at(const struct sr_extent *at);
bool sr_gate_has(struct device *dev);
int sr_gate_hold(void);
int sr_gate_let_go(const struct sr_list *keep);

#endif /* SR_GATE_H */
