/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: has CXL finished probing? */
#ifndef SR_PROBING_H
#define SR_PROBING_H

#include "look.h"

/** struct sr_awaited - what keeps probing from being complete */
struct sr_awaited {
	/** @bits: of enum sr_awaits; 0 if it is complete */
	u32 bits;
	/** @what: of the first, for people: "the cxl_mem driver for" */
	const char *what;
	/** @name: whose */
	char name[32];
};

int sr_probing_init(void);
void sr_probing_exit(void);
void sr_probing_ask(void);
void sr_probing_begin(u64 id, bool try_all);
void sr_probing_look(struct sr_awaited *w);

#endif /* SR_PROBING_H */
