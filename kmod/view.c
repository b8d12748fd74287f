// SPDX-License-Identifier: GPL-2.0-only
/* DOC: the last ruling as it is shown: what sysfs.c reads. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/mutex.h>
#include <linux/printk.h>

#include "machine.h"

/** sr_view_set_state() - how far settling has come */
void sr_view_set_state(struct sr_view *v, enum sr_state state)
{
	mutex_lock(&v->lock);
	v->state = state;
	mutex_unlock(&v->lock);
}

static const char *owner_word(const struct sr_standing *s,
			      const struct sr_round *r)
{
	const struct sr_range *range = r->facts.ranges;
	bool cxl = false, dax = false;
	size_t i;

	for (i = 0; i < r->facts.n_ranges; i++) {
		if (range[i].reason == SR_REASON_OUTSIDE_WINDOWS)
			continue;
		cxl |= range[i].owner == SR_OWNER_CXL;
		dax |= range[i].owner == SR_OWNER_DAX;
	}
	if ((cxl || dax) && (s->conduct == SR_CONDUCT_FAILED ||
			     (s->hands_off && !r->enacted)))
		return "cxl";
	if (cxl && dax)
		return "split";
	if (cxl)
		return "cxl";
	return dax ? "dax" : "none";
}

/**
 * sr_view_publish() - show a round's ruling
 * @m: the machine
 * @r: the round
 * @verdict: the verdict in force; a constant
 * @ledger: summed ledger to show
 */
void sr_view_publish(struct sr_machine *m, struct sr_round *r,
		     const char *verdict, const struct sr_ledger *ledger)
{
	const struct sr_standing *s = sr_conductor_standing(&m->conductor);
	int rc;

	mutex_lock(&m->view.lock);
	m->view.verdict = verdict;
	m->view.owner = owner_word(s, r);
	m->view.scope = r->outcome.scope;
	m->view.ledger = *ledger;
	mutex_unlock(&m->view.lock);

	rc = sr_sysfs_ranges_show(&m->view, r);
	if (rc)
		pr_warn("ranges in sysfs are incomplete (%d)\n", rc);
}
