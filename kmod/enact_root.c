// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: parts that concern ACPI0017 and the decoders.
 *
 * While decoders are beyond the driver, suspend is refused: barring the root
 * begins that, attaching it ends it.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/memregion.h>
#include <linux/printk.h>

#include "compat/compat.h"
#include "enact.h"
#include "saved.h"

/* Runs @fn on ACPI0017. */
static int with_root(int (*fn)(struct platform_device *root, void *arg),
		     void *arg)
{
	struct platform_device *root = sr_cxl_root_get();
	int rc;

	if (!root)
		return -ENODEV;
	rc = fn(root, arg);
	platform_device_put(root);
	return rc;
}

int sr_part_save_decoders(struct sr_machine *m, const struct sr_act *act)
{
	int rc = sr_saved_update(&m->saved, act->torn_down);

	if (rc)
		return rc;
	if (m->saved.unreadable)
		pr_debug("%u components with HDM decoders do not answer\n",
			 m->saved.unreadable);
	return 0;
}

static int bar(struct platform_device *root, void *arg)
{
	struct sr_machine *m = arg;
	int rc = sr_cxl_root_override(root, m->base && m->base->facts.cxl_active);

	if (rc == -EPERM)
		pr_err("%s: somebody else has overridden its driver; that is left as it is\n",
		       dev_name(&root->dev));
	if (!rc)
		sr_cxl_hold_awake(true);
	return rc;
}

int sr_part_bar_root(struct sr_machine *m, const struct sr_act *act)
{
	return with_root(bar, m);
}

static int unbar(struct platform_device *root, void *unused)
{
	return sr_cxl_root_clear_override(root);
}

int sr_part_unbar_root(struct sr_machine *m, const struct sr_act *act)
{
	return with_root(unbar, NULL);
}

static int release(struct platform_device *root, void *unused)
{
	return sr_cxl_root_release(root);
}

int sr_part_release_root(struct sr_machine *m, const struct sr_act *act)
{
	return with_root(release, NULL);
}

static int attach(struct platform_device *root, void *unused)
{
	int rc = sr_cxl_root_attach(root);

	if (!rc || rc == -ENODEV)
		sr_cxl_hold_awake(false);
	return rc;
}

int sr_part_attach_root(struct sr_machine *m, const struct sr_act *act)
{
	return with_root(attach, NULL);
}

int sr_part_drain(struct sr_machine *m, const struct sr_act *act)
{
	return sr_cxl_root_drain();
}

static int refuse_if_bound(struct platform_device *root, void *unused)
{
	return sr_cxl_root_is_bound(root) ? -EBUSY : 0;
}

int sr_part_restore(struct sr_machine *m, const struct sr_act *act)
{
	int rc;

	if (act->subject >= m->saved.n_components)
		return -EINVAL;
	rc = with_root(refuse_if_bound, NULL);
	if (rc)
		return rc;
	/*
	 * What the CPUs have cached of these addresses is of before, or of
	 * nothing. The kernel does the same before it commits decoders.
	 */
	if (!act->subject && cpu_cache_has_invalidate_memregion())
		sr_compat_invalidate_caches();
	return sr_hdm_restore(&m->saved.components[act->subject]);
}
