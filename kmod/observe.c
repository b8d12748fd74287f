// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: one look at the machine: collect the facts, let core rule on them.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/platform_device.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "proofs.h"
#include "machine.h"

static int observe_decoders(struct sr_round *r)
{
	int rc = sr_hdm_read(&r->hdm);

	return rc ? rc : sr_observe_routes(r);
}

static int observe_all(struct sr_machine *m, struct sr_round *r)
{
	struct platform_device *root = sr_cxl_root_get();
	int rc;

	r->facts.cxl_active = sr_cxl_root_is_bound(root);
	r->given_up = sr_cxl_root_is_overridden(root);
	platform_device_put(root);
	r->facts.hmem_active = driver_find("hmem", &platform_bus_type);

	rc = sr_observe_ranges(m, r);
	if (!rc)
		rc = sr_observe_windows(r);
	if (!rc)
		rc = sr_observe_nodes(r);
	if (!rc)
		rc = sr_observe_regions(r);
	if (!rc)
		rc = sr_observe_daxes(r);
	if (!rc)
		rc = observe_decoders(r);
	if (!rc)
		sr_settled_mark_kept(m, r);
	return rc;
}

/**
 * sr_round_observe() - look at the machine
 * @m: the machine
 * @out: what was seen; the caller frees it with sr_round_free()
 *
 * Return: 0 or -errno.
 */
int sr_round_observe(struct sr_machine *m, struct sr_round **out)
{
	struct sr_round *r = kzalloc(sizeof(*r), GFP_KERNEL);
	int rc;

	if (!r)
		return -ENOMEM;
	rc = observe_all(m, r);
	if (!rc)
		rc = sr_look_make(r);
	if (rc) {
		pr_err("cannot observe the machine (%d); no ruling\n", rc);
		sr_round_free(r);
		return rc;
	}
	*out = r;
	return 0;
}

/** sr_policy_of() - the policy in force, by the owner's choice */
struct sr_policy sr_policy_of(const struct sr_machine *m)
{
	return (struct sr_policy){
		.scope = READ_ONCE(m->scope),
		.hand_over_unrouted = m->hand_over_unrouted,
		.hand_over_misrouted = m->hand_over_misrouted,
		.align = SR_DAX_ALIGN,
	};
}

/* For the report: what would have to be done, whether it is or not. */
static int make_plan(struct sr_round *r)
{
	size_t n;
	int rc;

	kfree(r->steps);
	r->steps = NULL;
	r->n_steps = 0;
	rc = sr_plan_make(&r->facts, &r->policy, &r->outcome, NULL, 0, &n);
	if (rc && rc != -ENOSPC)
		return rc;
	if (!n)
		return 0;
	r->steps = kcalloc(n, sizeof(*r->steps), GFP_KERNEL);
	if (!r->steps)
		return -ENOMEM;
	return sr_plan_make(&r->facts, &r->policy, &r->outcome, r->steps, n,
			    &r->n_steps);
}

/**
 * sr_round_sum() - add up where the bytes of a round are now
 * @m: the machine
 * @r: the round, ruled on by the conductor
 *
 * Return: 0 or -errno.
 */
int sr_round_sum(struct sr_machine *m, struct sr_round *r)
{
	int rc;

	r->policy = sr_policy_of(m);
	kfree(r->ledgers_now);
	r->ledgers_now = kcalloc(r->facts.n_ranges, sizeof(*r->ledgers_now),
				 GFP_KERNEL);
	if (r->facts.n_ranges && !r->ledgers_now)
		return -ENOMEM;
	rc = sr_ledger_now(&r->facts, &r->policy, r->ledgers_now,
			   &r->ledger_now);
	return rc ? rc : make_plan(r);
}
