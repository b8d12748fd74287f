// SPDX-License-Identifier: GPL-2.0-only
/* DOC: parts that concern hmem devices. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "enact.h"
#include "gate.h"

/* How long a dax device may take to appear under its host. */
#define DAX_WAIT_MS 5000
#define DAX_LOOK_MS 20

int sr_part_hold_hmem(struct sr_machine *m, const struct sr_act *act)
{
	return sr_gate_hold();
}

static int collect_kept(const struct sr_round *r, u32 keep,
			struct sr_list *kept)
{
	size_t i;
	int rc;

	if (!r)
		return 0;
	for (i = 0; (keep & SR_KEEP_CXL) && i < r->facts.n_ranges; i++) {
		if (r->facts.ranges[i].owner != SR_OWNER_CXL)
			continue;
		rc = sr_list_add(kept, &r->facts.ranges[i].at,
				 sizeof(struct sr_extent));
		if (rc)
			return rc;
	}
	for (i = 0; (keep & SR_KEEP_MISROUTED) && i < r->look.n_misrouted;
	     i++) {
		rc = sr_list_add(kept, &r->look.misrouted[i],
				 sizeof(struct sr_extent));
		if (rc)
			return rc;
	}
	return 0;
}

int sr_part_let_go_hmem(struct sr_machine *m, const struct sr_act *act)
{
	struct sr_list kept = {};
	int rc = collect_kept(m->base, act->keep, &kept);

	if (!rc)
		rc = sr_gate_let_go(&kept);
	sr_list_free(&kept);
	return rc;
}

static struct platform_device *hmem_of_dax(struct sr_machine *m,
					   const struct sr_act *act)
{
	struct sr_dax *dax = &m->base->facts.daxes[act->subject];

	return to_platform_device(sr_round_dax_info(m->base, dax)->host);
}

/*
 * Only unbound: dax_hmem made it and will unregister it itself. What is held at
 * the gate was never bound, so that nobody uses memory through it.
 */
int sr_part_release_hmem(struct sr_machine *m, const struct sr_act *act)
{
	struct platform_device *pdev = hmem_of_dax(m, act);

	if (!sr_gate_has(&pdev->dev))
		return sr_hmem_take(pdev);
	sr_gate_forget(&pdev->dev);
	return 0;
}

int sr_part_return_hmem(struct sr_machine *m, const struct sr_act *act)
{
	struct platform_device *pdev = hmem_of_dax(m, act);

	return sr_hmem_is_held(pdev) ? sr_hmem_let_go(pdev) : 0;
}

static bool serves(struct platform_device *pdev)
{
	struct device *dax = sr_find_dax_child(&pdev->dev);
	bool has = dax;

	put_device(dax);
	return has;
}

static int add_or_let_go(struct sr_machine *m, const struct sr_act *act,
			 struct platform_device *pdev)
{
	int rc;

	if (pdev && sr_hmem_is_ours(pdev) && serves(pdev))
		return 0;
	if (sr_memory_in_use(&act->at, pdev ? &pdev->dev : NULL))
		return -EBUSY;
	rc = sr_hmem_hold_others(&act->at);
	if (rc)
		return rc;
	/* They make way for good, and do not come when the gate opens. */
	sr_gate_forget_at(&act->at);
	if (pdev)
		return sr_hmem_let_go(pdev);
	return sr_hmem_add(&act->at, sr_round_node(m->base, act->at.start));
}

int sr_part_add_hmem(struct sr_machine *m, const struct sr_act *act)
{
	struct platform_device *pdev = sr_hmem_find(&act->at);
	int rc = add_or_let_go(m, act, pdev);

	platform_device_put(pdev);
	return rc;
}

static int remove_hmem(struct platform_device *pdev)
{
	struct sr_extent at;
	int rc;

	rc = sr_hmem_extent(pdev, &at);
	if (rc)
		return rc;
	rc = sr_memory_unbind(&at, &pdev->dev);
	if (rc)
		return rc;
	return sr_hmem_remove(pdev);
}

/* Mainline's own was only let go; it may stay. */
int sr_part_remove_hmem(struct sr_machine *m, const struct sr_act *act)
{
	struct platform_device *pdev = sr_hmem_find_ours(&act->at);
	int rc = pdev ? remove_hmem(pdev) : 0;

	platform_device_put(pdev);
	/* In an undo those come back that had made way for it. */
	if (!rc && act->undoing)
		rc = sr_hmem_return_others(&act->at);
	return rc;
}

/* Under its host's lock: dax_hmem may be unloaded at this moment. */
static int read_dax(struct platform_device *pdev, char *name, size_t max,
		    u64 *size)
{
	struct device *dax;
	int rc = -ENODEV;

	device_lock(&pdev->dev);
	dax = sr_find_dax_child(&pdev->dev);
	if (dax) {
		strscpy(name, dev_name(dax), max);
		rc = sr_attribute_read_u64(dax, "size", size);
	}
	put_device(dax);
	device_unlock(&pdev->dev);
	return rc;
}

static int await_dax(struct platform_device *pdev, char *name, size_t max,
		     u64 *size)
{
	unsigned long deadline = jiffies + msecs_to_jiffies(DAX_WAIT_MS);
	int rc;

	do {
		rc = read_dax(pdev, name, max, size);
		if (rc != -ENODEV)
			return rc;
		msleep(DAX_LOOK_MS);
	} while (time_before(jiffies, deadline));
	return rc;
}

int sr_part_verify_dax(struct sr_machine *m, const struct sr_act *act)
{
	struct sr_range *range = &m->base->facts.ranges[act->subject];
	struct sr_range_info *info = sr_round_range_info(m->base, range);
	struct platform_device *pdev = sr_hmem_find(&act->at);
	char name[16];
	u64 size;
	int rc;

	if (!pdev)
		return -ENODEV;
	rc = await_dax(pdev, name, sizeof(name), &size);
	if (!rc && size != act->at.end - act->at.start + 1)
		rc = -ENOSPC;
	if (!rc)
		strscpy(info->device, name, sizeof(info->device));
	else
		pr_err("%s: no dax device of the full size; is dax_hmem loaded?\n",
		       dev_name(&pdev->dev));
	platform_device_put(pdev);
	return rc;
}
