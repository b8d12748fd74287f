// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: one look at the machine: collect the facts, let core rule on them.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/overflow.h>
#include <linux/platform_device.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "machine.h"

/**
 * sr_list_add() - append a copy of an item
 * @list: the list; all of its items have one size
 * @item: what to append
 * @size: its size in bytes
 *
 * Return: 0 or -ENOMEM, the list unchanged.
 */
int sr_list_add(struct sr_list *list, const void *item, size_t size)
{
	size_t max = list->max ? 2 * list->max : 16;
	void *grown;

	if (list->n == list->max) {
		grown = krealloc_array(list->items, max, size, GFP_KERNEL);
		if (!grown)
			return -ENOMEM;
		list->items = grown;
		list->max = max;
	}
	memcpy((char *)list->items + list->n++ * size, item, size);
	return 0;
}

/** sr_list_free() - free a list's items and make it empty */
void sr_list_free(struct sr_list *list)
{
	kfree(list->items);
	*list = (struct sr_list){};
}

/** sr_round_range_info() - the kernel's side of a range */
struct sr_range_info *sr_round_range_info(struct sr_round *r,
					  const struct sr_range *range)
{
	return (struct sr_range_info *)r->range_infos.items + range->id;
}

/** sr_round_region_device() - the device of a region; the round's reference */
struct device *sr_round_region_device(struct sr_round *r,
				      const struct sr_region *region)
{
	return ((struct device **)r->region_devices.items)[region->id];
}

/** sr_round_dax_info() - the kernel's side of a dax device */
struct sr_dax_info *sr_round_dax_info(struct sr_round *r,
				      const struct sr_dax *dax)
{
	return (struct sr_dax_info *)r->dax_infos.items + dax->id;
}

/*
 * What CXL won once stays CXL's, whatever regions there are now: its stale
 * entry is gone, and tearing a region down to make another is the owner's right.
 */
static void mark_kept(const struct sr_machine *m, struct sr_round *r)
{
	const struct sr_settled *settled = m->settled.items;
	struct sr_range *range = r->facts.ranges;
	size_t i, k;

	for (i = 0; i < r->facts.n_ranges; i++)
		for (k = 0; k < m->settled.n; k++)
			if (settled[k].owner == SR_OWNER_CXL &&
			    settled[k].at.start == range[i].at.start &&
			    settled[k].at.end == range[i].at.end)
				range[i].kept = true;
}

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
		mark_kept(m, r);
	return rc;
}

/**
 * sr_round_observe() - look at the machine
 * @m: the machine, locked
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
	if (rc) {
		pr_err("cannot observe the machine (%d); no ruling\n", rc);
		sr_round_free(r);
		return rc;
	}
	*out = r;
	return 0;
}

static int make_plan(struct sr_round *r)
{
	size_t n;
	int rc;

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
 * sr_round_decide() - rule, plan, and add up what is true now
 * @m: the machine, locked
 * @r: an observed round
 *
 * Return: 0 or -errno.
 */
int sr_round_decide(struct sr_machine *m, struct sr_round *r)
{
	int rc;

	r->policy = (struct sr_policy){
		.scope = m->scope,
		.hand_over_unrouted = m->hand_over_unrouted,
		.hand_over_misrouted = m->hand_over_misrouted,
		.align = SR_DAX_ALIGN,
	};
	rc = sr_rule_decide(&r->facts, &r->policy, &r->outcome);
	if (rc) {
		pr_err("no ruling (%d): entry %zu of fact list %d is malformed\n",
		       rc, r->outcome.bad_index, r->outcome.bad_array);
		return rc;
	}
	r->ledgers_now = kcalloc(r->facts.n_ranges, sizeof(*r->ledgers_now),
				 GFP_KERNEL);
	if (r->facts.n_ranges && !r->ledgers_now)
		return -ENOMEM;
	rc = sr_ledger_now(&r->facts, &r->policy, r->ledgers_now,
			   &r->ledger_now);
	return rc ? rc : make_plan(r);
}

/** sr_round_free() - free a round, also a half-observed one; NULL is fine */
void sr_round_free(struct sr_round *r)
{
	struct sr_dax_info *dax;
	struct device **region;
	size_t i;

	if (!r)
		return;
	region = r->region_devices.items;
	for (i = 0; i < r->region_devices.n; i++)
		put_device(region[i]);
	dax = r->dax_infos.items;
	for (i = 0; i < r->dax_infos.n; i++)
		put_device(dax[i].host);
	sr_list_free(&r->ranges);
	sr_list_free(&r->range_infos);
	sr_list_free(&r->nodes);
	sr_list_free(&r->windows);
	sr_list_free(&r->regions);
	sr_list_free(&r->region_devices);
	sr_list_free(&r->ram);
	sr_list_free(&r->daxes);
	sr_list_free(&r->dax_infos);
	sr_list_free(&r->route_windows);
	kvfree(r->facts.routes);
	sr_hdm_free(&r->hdm);
	kfree(r->steps);
	kfree(r->ledgers_now);
	kfree(r);
}
