// SPDX-License-Identifier: GPL-2.0-only
/* DOC: what was settled for each range, remembered from round to round. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/printk.h>

#include "machine.h"

static struct sr_settled *find_settled(const struct sr_machine *m,
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

/**
 * sr_settled_mark_kept() - mark the ranges that CXL won once
 * @m: the machine
 * @r: the round, observed
 *
 * They stay CXL's, whatever regions there are now: the stale entry is gone, and
 * tearing a region down to make another is the owner's right.
 */
void sr_settled_mark_kept(const struct sr_machine *m, struct sr_round *r)
{
	const struct sr_settled *settled;
	size_t i;

	for (i = 0; i < r->facts.n_ranges; i++) {
		settled = find_settled(m, &r->facts.ranges[i].at);
		if (settled && settled->owner == SR_OWNER_CXL)
			r->facts.ranges[i].kept = true;
	}
}

/**
 * sr_settled_recall() - give ranges the reason that counts
 * @m: the machine
 * @r: the round, ruled on
 *
 * Once CXL was given up, its regions are gone and cannot be the reason any
 * more. The reason that counts is the one of then. Where there are regions, CXL
 * came after that ruling, and they speak for themselves.
 */
void sr_settled_recall(const struct sr_machine *m, struct sr_round *r)
{
	const struct sr_settled *settled;
	struct sr_range *range;
	size_t i;

	for (i = 0; i < r->facts.n_ranges; i++) {
		range = &r->facts.ranges[i];
		settled = find_settled(m, &range->at);
		if (!settled || settled->owner != SR_OWNER_DAX ||
		    range->owner != SR_OWNER_DAX ||
		    range->reason != SR_REASON_NO_REGION)
			continue;
		range->reason = settled->reason;
		range->today = settled->reason;
	}
}

static void remember_range(struct sr_machine *m, const struct sr_range *range)
{
	bool enact = READ_ONCE(m->mode) == SR_MODE_ENACT;
	struct sr_settled *settled = find_settled(m, &range->at);
	struct sr_settled one = {
		.at = range->at,
		.owner = range->owner,
		.reason = range->reason,
		.enacted = enact || (settled && settled->enacted),
	};

	/* Left by a module of before, and not true any more. */
	if (enact && one.owner != SR_OWNER_CXL)
		sr_kept_mark(&range->at, false);
	if (settled)
		*settled = one;
	else if (sr_list_add(&m->settled, &one, sizeof(one)))
		pr_warn("out of memory: a ruling is not remembered\n");
}

/** sr_settled_remember() - the round's ruling is in force */
void sr_settled_remember(struct sr_machine *m, const struct sr_round *r)
{
	size_t i;

	for (i = 0; i < r->facts.n_ranges; i++)
		remember_range(m, &r->facts.ranges[i]);
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
