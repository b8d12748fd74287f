/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: what the worker has not been told yet. */
#ifndef SR_NEWS_H
#define SR_NEWS_H

#include <linux/types.h>

/** enum sr_news_bit - kinds of news, as bit numbers */
enum sr_news_bit {
	/** @SR_NEWS_CHANGE: something that a look could see has changed */
	SR_NEWS_CHANGE,
	/** @SR_NEWS_HMEM: an hmem device was added, and is held */
	SR_NEWS_HMEM,
	/** @SR_NEWS_PROBED: a wait for probes has ended */
	SR_NEWS_PROBED,
	/** @SR_NEWS_MODE: the mode was changed */
	SR_NEWS_MODE,
	/** @SR_NEWS_POLICY: scope or another choice was changed */
	SR_NEWS_POLICY,
	/** @SR_NEWS_ORDER: there is an order */
	SR_NEWS_ORDER,
	/** @SR_NEWS_STOP: the module goes */
	SR_NEWS_STOP,
	/** @SR_NEWS_BITS: how many there are */
	SR_NEWS_BITS,
};

struct sr_machine;

void sr_news_init(struct sr_machine *m);
int sr_news_listen(void);
void sr_news_exit(void);
void sr_news_tell(enum sr_news_bit bit);
void sr_news_probed(u64 id);
unsigned long sr_news_take(u64 *probed_id);

#endif /* SR_NEWS_H */
