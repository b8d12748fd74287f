// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: hand the ranges back to CXL, by the owner's order (echo cxl > owner).
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/platform_device.h>
#include <linux/printk.h>

#include "machine.h"

static bool touches_window(const struct sr_round *r, const struct sr_extent *at)
{
	size_t i;

	for (i = 0; i < r->facts.n_windows; i++)
		if (r->facts.windows[i].start <= at->end &&
		    r->facts.windows[i].end >= at->start)
			return true;
	return false;
}

static bool must_make_way(const struct sr_round *r, const struct sr_dax *dax)
{
	return dax->parent != SR_DAX_ON_REGION && touches_window(r, &dax->at);
}

static int refuse_if_in_use(struct sr_round *r)
{
	const struct sr_dax *dax = r->facts.daxes;
	size_t i;

	for (i = 0; i < r->facts.n_daxes; i++) {
		if (!dax[i].in_use || !must_make_way(r, &dax[i]))
			continue;
		pr_err("not handed back: %s [mem %#llx-%#llx] is in use. Take its memory offline (daxctl offline-memory %s) or close what has it open, then try again\n",
		       sr_round_dax_info(r, &dax[i])->name, dax[i].at.start,
		       dax[i].at.end, sr_round_dax_info(r, &dax[i])->name);
		return -EBUSY;
	}
	for (i = 0; i < r->facts.n_regions; i++) {
		if (!r->facts.regions[i].in_use)
			continue;
		pr_err("not handed back: CXL region [mem %#llx-%#llx] is in use, and CXL must be probed anew\n",
		       r->facts.regions[i].at.start, r->facts.regions[i].at.end);
		return -EBUSY;
	}
	return 0;
}

static int make_way(struct sr_round *r)
{
	const struct sr_dax *dax = r->facts.daxes;
	struct platform_device *pdev;
	size_t i;
	int rc;

	for (i = 0; i < r->facts.n_daxes; i++) {
		if (!must_make_way(r, &dax[i]))
			continue;
		rc = sr_memory_quiesce(&dax[i].at, NULL);
		if (rc)
			return rc;
		pdev = to_platform_device(sr_round_dax_info(r, &dax[i])->host);
		/* One host may have several dax devices; it goes only once. */
		if (!device_is_registered(&pdev->dev))
			continue;
		if (dax[i].parent == SR_DAX_ON_OUR_HMEM) {
			rc = sr_hmem_remove(pdev);
		} else {
			rc = sr_hmem_hold(pdev);
			if (!rc)
				device_release_driver(&pdev->dev);
		}
		if (rc)
			return rc;
	}
	return 0;
}

static int attach_cxl(struct sr_machine *m, struct sr_round *r,
		      struct platform_device *root)
{
	int rc = sr_cxl_root_clear_override(root);

	/* With scope=range it is bound, but regions are gone: probe it anew. */
	if (!rc && sr_cxl_root_is_bound(root)) {
		rc = r->hdm.unreadable ? -ENXIO : sr_regions_quiesce();
		if (!rc)
			rc = sr_cxl_root_release(root);
		if (!rc)
			rc = sr_hdm_restore(&r->hdm, false);
	}
	if (!rc)
		rc = sr_cxl_root_attach(root);
	if (rc)
		return rc;
	sr_cxl_hold_awake(m, false);
	sr_probing_wait(m->settle_timeout, true);
	return 0;
}

static int hand_back_round(struct sr_machine *m, struct sr_round *r,
			   bool *changed)
{
	struct platform_device *root = sr_cxl_root_get();
	int rc;

	if (!root) {
		pr_err("not handed back: this machine has no CXL (no ACPI0017)\n");
		return -ENODEV;
	}
	rc = refuse_if_in_use(r);
	if (rc)
		goto out_put_root;
	*changed = true;
	WRITE_ONCE(m->enacting, true);
	rc = make_way(r);
	if (!rc)
		rc = attach_cxl(m, r, root);
	if (rc) {
		pr_err("handing back failed (%d); the ranges stay with device-dax\n",
		       rc);
		sr_cxl_root_override(root);
	} else {
		sr_settled_forget(m);
		m->hands_off = true;
		pr_info("the ranges are handed back to CXL\n");
	}
	WRITE_ONCE(m->enacting, false);
out_put_root:
	platform_device_put(root);
	return rc;
}

/**
 * sr_hand_back() - give all ranges that touch a window back to CXL
 * @m: the machine, locked
 * @changed: something was changed, so that the caller has to settle
 *
 * From then on a mismatch is reported, not acted on, until "auto" is ordered.
 * Settling after a failure gives the ranges their hmem devices back.
 *
 * Return: 0; -EBUSY where memory is in use; -errno.
 */
int sr_hand_back(struct sr_machine *m, bool *changed)
{
	struct sr_round *r;
	int rc;

	*changed = false;
	if (m->mode == SR_MODE_OBSERVE) {
		pr_err("not handed back: mode=observe changes nothing\n");
		return -EPERM;
	}
	rc = sr_round_observe(m, &r);
	if (rc)
		return rc;
	rc = hand_back_round(m, r, changed);
	sr_round_free(r);
	return rc;
}
