// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: each step of a plan: how it is done and undone.
 *
 * The order of a give-up, and what undoing it means:
 *	save-decoders		registers into memory
 *	override-root		undo: clear it, attach cxl_acpi if it is gone
 *	release-root		undo: write decoders back
 *	restore-decoders	nothing to undo
 *	add-hmem		undo: remove the device
 *	verify-dax		nothing to undo
 * Undone in reverse, the decoders are in place before cxl_acpi looks at them.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kmod.h>
#include <linux/printk.h>
#include <linux/slab.h>

#define CREATE_TRACE_POINTS
#include "trace.h"
#include "enact.h"

/* How long a dax device may take to appear under its host. */
#define DAX_WAIT_MS 5000
#define DAX_LOOK_MS 20

static struct device *region_that_covers(struct sr_round *r,
					 const struct sr_extent *at)
{
	size_t i;

	for (i = 0; i < r->facts.n_regions; i++)
		if (r->facts.regions[i].at.start == at->start &&
		    r->facts.regions[i].at.end == at->end)
			return sr_round_region_device(r, &r->facts.regions[i]);
	return NULL;
}

static int unpublish(struct sr_enactment *e, const struct sr_step *step)
{
	struct device *region = region_that_covers(e->round, &step->at);
	struct resource *node = sr_iomem_unpublish(&step->at, region);

	if (IS_ERR(node))
		/* Gone already is as good as taken out. */
		return PTR_ERR(node) == -ENOENT ? 0 : PTR_ERR(node);
	e->nodes[step->subject] = node;
	return 0;
}

static int republish(struct sr_enactment *e, const struct sr_step *step)
{
	struct resource *node = e->nodes[step->subject];

	e->nodes[step->subject] = NULL;
	return node ? sr_iomem_republish(node) : 0;
}

static int release_hmem(struct sr_enactment *e, const struct sr_step *step)
{
	struct sr_dax *dax = &e->round->facts.daxes[step->subject];
	struct platform_device *pdev =
		to_platform_device(sr_round_dax_info(e->round, dax)->host);
	int rc = sr_memory_quiesce(&dax->at, NULL);

	/* Only unbound: dax_hmem made it and will unregister it itself. */
	if (!rc)
		rc = sr_hmem_hold(pdev);
	if (!rc)
		device_release_driver(&pdev->dev);
	return rc;
}

static int reattach_hmem(struct sr_enactment *e, const struct sr_step *step)
{
	struct sr_dax *dax = &e->round->facts.daxes[step->subject];
	struct device *host = sr_round_dax_info(e->round, dax)->host;

	return sr_hmem_let_go(to_platform_device(host));
}

static int attach_region(struct sr_enactment *e, const struct sr_step *step)
{
	struct sr_region *region = &e->round->facts.regions[step->subject];
	struct device *dax_region;
	int rc;

	dax_region = sr_region_dax_region(sr_round_region_device(e->round,
								 region));
	if (!dax_region)
		return -ENODEV;
	/* Without dax_cxl loaded it is not an error: it binds when loaded. */
	rc = device_attach(dax_region);
	put_device(dax_region);
	return rc < 0 ? rc : 0;
}

static int detach_region(struct sr_enactment *e, const struct sr_step *step)
{
	struct sr_region *region = &e->round->facts.regions[step->subject];
	struct device *dax_region;
	int rc;

	dax_region = sr_region_dax_region(sr_round_region_device(e->round,
								 region));
	if (!dax_region)
		return 0;
	rc = sr_memory_quiesce(&region->at, dax_region);
	if (!rc)
		device_release_driver(dax_region);
	put_device(dax_region);
	return rc;
}

static int save_decoders(struct sr_enactment *e, const struct sr_step *step)
{
	int rc = sr_hdm_read(&e->saved);

	if (rc)
		return rc;
	if (e->saved.unreadable) {
		pr_err("%u components with HDM decoders do not answer; what cannot be saved is not touched\n",
		       e->saved.unreadable);
		return -ENXIO;
	}
	pr_debug("%u committed decoders saved\n",
		 sr_hdm_count_committed(&e->saved));
	return 0;
}

static int override_root(struct sr_enactment *e, const struct sr_step *step)
{
	return e->root ? sr_cxl_root_override(e->root) : -ENODEV;
}

/* CXL comes back as it was at boot: from the decoders, by its own probing. */
static int clear_override(struct sr_enactment *e, const struct sr_step *step)
{
	int rc = sr_cxl_root_clear_override(e->root);

	if (rc || !e->torn_down)
		return rc;
	rc = sr_cxl_root_attach(e->root);
	if (rc)
		return rc;
	sr_cxl_hold_awake(e->machine, false);
	sr_probing_wait(e->machine->settle_timeout, true);
	return 0;
}

static int release_root(struct sr_enactment *e, const struct sr_step *step)
{
	/* The ruling may be old by now: P3 holds at the moment of the deed. */
	int rc = sr_regions_quiesce();

	if (rc)
		return rc;
	e->torn_down = true;
	rc = sr_cxl_root_release(e->root);
	if (!rc)
		sr_cxl_hold_awake(e->machine, true);
	return rc;
}

static int restore_decoders(struct sr_enactment *e, const struct sr_step *step)
{
	return sr_hdm_restore(&e->saved, sr_cxl_root_is_bound(e->root));
}

static int delete_region(struct sr_enactment *e, const struct sr_step *step)
{
	struct sr_region *region = &e->round->facts.regions[step->subject];
	struct device *dev = sr_round_region_device(e->round, region);
	struct device *dax_region;
	int rc;

	if (!e->root)
		return -ENODEV;
	dax_region = sr_region_dax_region(dev);
	rc = sr_memory_quiesce(&region->at, dax_region);
	put_device(dax_region);
	if (rc)
		return rc;
	rc = sr_region_delete(e->root, dev);
	if (!rc)
		e->torn_down = true;
	return rc;
}

/*
 * A region that was deleted only comes back when everything is probed again,
 * from the decoders. That is possible while no other region is in use.
 */
static int regain_region(struct sr_enactment *e, const struct sr_step *step)
{
	int rc;

	if (!e->torn_down)
		return 0;
	rc = sr_regions_quiesce();
	if (rc) {
		pr_err("another CXL region is in use, so the region [mem %#llx-%#llx] cannot be probed again before the next boot\n",
		       step->at.start, step->at.end);
		return rc;
	}
	rc = sr_cxl_root_release(e->root);
	if (!rc)
		rc = sr_hdm_restore(&e->saved, false);
	if (!rc)
		rc = sr_cxl_root_attach(e->root);
	if (!rc)
		sr_probing_wait(e->machine->settle_timeout, true);
	e->torn_down = false;
	return rc;
}

static int add_hmem(struct sr_enactment *e, const struct sr_step *step)
{
	struct platform_device *pdev = sr_hmem_find(&step->at);
	int rc;

	rc = sr_memory_quiesce(&step->at, NULL);
	if (!rc)
		rc = sr_hmem_hold_others(&step->at);
	if (!rc && pdev)
		rc = sr_hmem_let_go(pdev);
	else if (!rc)
		rc = sr_hmem_add(&step->at,
				 sr_round_node(e->round, step->at.start));
	platform_device_put(pdev);
	return rc;
}

static int remove_hmem(struct sr_enactment *e, const struct sr_step *step)
{
	struct platform_device *pdev = sr_hmem_find(&step->at);
	int rc = 0;

	/* Mainline's own was only re-attached; it may stay. */
	if (pdev && sr_hmem_is_ours(pdev)) {
		rc = sr_memory_quiesce(&step->at, NULL);
		if (!rc)
			rc = sr_hmem_remove(pdev);
	}
	platform_device_put(pdev);
	return rc;
}

static struct device *await_dax(struct platform_device *pdev)
{
	unsigned long deadline = jiffies + msecs_to_jiffies(DAX_WAIT_MS);
	struct device *dax;

	while (!(dax = sr_find_dax_child(&pdev->dev)) &&
	       time_before(jiffies, deadline))
		msleep(DAX_LOOK_MS);
	return dax;
}

static int verify_dax(struct sr_enactment *e, const struct sr_step *step)
{
	struct sr_range *range = &e->round->facts.ranges[step->subject];
	struct sr_range_info *info = sr_round_range_info(e->round, range);
	struct platform_device *pdev = sr_hmem_find(&step->at);
	struct device *dax;
	u64 size = 0;
	int rc;

	if (!pdev)
		return -ENODEV;
	dax = await_dax(pdev);
	rc = dax ? sr_attribute_read_u64(dax, "size", &size) : -ENODEV;
	if (!rc && size != step->at.end - step->at.start + 1)
		rc = -ENOSPC;
	if (!rc)
		strscpy(info->device, dev_name(dax), sizeof(info->device));
	else
		pr_err("%s: no dax device of the full size; is dax_hmem loaded?\n",
		       dev_name(&pdev->dev));
	put_device(dax);
	platform_device_put(pdev);
	return rc;
}

const struct sr_step_op sr_step_ops[SR_STEP_KINDS] = {
	[SR_STEP_UNPUBLISH] = { unpublish, republish },
	[SR_STEP_RELEASE_HMEM] = { release_hmem, reattach_hmem },
	[SR_STEP_ATTACH_REGION] = { attach_region, detach_region },
	[SR_STEP_SAVE_DECODERS] = { save_decoders, NULL },
	[SR_STEP_OVERRIDE_ROOT] = { override_root, clear_override },
	[SR_STEP_RELEASE_ROOT] = { release_root, restore_decoders },
	[SR_STEP_RELEASE_REGION] = { delete_region, regain_region },
	[SR_STEP_RESTORE_DECODERS] = { restore_decoders, NULL },
	[SR_STEP_ADD_HMEM] = { add_hmem, remove_hmem },
	[SR_STEP_VERIFY_DAX] = { verify_dax, NULL },
};

static bool plan_has(const struct sr_round *r, enum sr_step_kind kind)
{
	size_t i;

	for (i = 0; i < r->n_steps; i++)
		if (r->steps[i].kind == kind)
			return true;
	return false;
}

/*
 * Where CXL was not there to be given up, it must not come later and take what
 * device-dax gets now.
 */
static int bar_root(struct sr_enactment *e)
{
	int rc;

	if (!e->root || e->round->facts.cxl_active ||
	    !plan_has(e->round, SR_STEP_ADD_HMEM) ||
	    sr_cxl_root_is_overridden(e->root))
		return 0;
	rc = sr_cxl_root_override(e->root);
	if (rc)
		return rc;
	e->barred = true;
	if (!sr_cxl_root_is_bound(e->root))
		return 0;
	pr_err("cxl_acpi has bound %s meanwhile; write 1 to settle to rule again\n",
	       dev_name(&e->root->dev));
	return -EAGAIN;
}

/** sr_enactment_unbar() - let cxl_acpi bind again, where only we barred it */
int sr_enactment_unbar(struct sr_enactment *e)
{
	return e->barred ? sr_cxl_root_clear_override(e->root) : 0;
}

/**
 * sr_enactment_init() - what the steps need
 * @e: machine and round are set; release it in any case
 *
 * Return: 0 or -errno.
 */
int sr_enactment_init(struct sr_enactment *e)
{
	size_t n = e->round->facts.n_ranges;

	e->root = sr_cxl_root_get();
	e->nodes = kcalloc(n, sizeof(*e->nodes), GFP_KERNEL);
	if (n && !e->nodes)
		return -ENOMEM;
	return bar_root(e);
}

/** sr_enactment_release() - let go of what the steps needed */
void sr_enactment_release(struct sr_enactment *e)
{
	sr_hdm_free(&e->saved);
	platform_device_put(e->root);
	kfree(e->nodes);
}
