// SPDX-License-Identifier: GPL-2.0-only
/* DOC: parts that concern regions, and the nodes of ranges in iomem. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/err.h>
#include <linux/printk.h>

#include "enact.h"
#include "hold.h"

static struct device *region_device(struct sr_machine *m,
				    const struct sr_act *act)
{
	struct sr_region *region = &m->base->facts.regions[act->subject];

	return sr_round_region_device(m->base, region);
}

/* With a reference for the caller, or NULL. */
static struct device *dax_region_of(struct sr_machine *m,
				    const struct sr_act *act)
{
	return sr_region_dax_region(region_device(m, act));
}

static int unbind(struct sr_machine *m, const struct sr_act *act)
{
	struct device *dax_region = dax_region_of(m, act);
	int rc;

	if (!dax_region)
		return -ENODEV;
	rc = sr_memory_unbind(&act->at, dax_region);
	put_device(dax_region);
	return rc;
}

int sr_part_unbind_dax(struct sr_machine *m, const struct sr_act *act)
{
	int rc = unbind(m, act);

	if (rc == -EBUSY)
		pr_info("%s [mem %#llx-%#llx] is in use\n",
			dev_name(region_device(m, act)), act->at.start,
			act->at.end);
	return rc;
}

/*
 * A dax device that was refused while its memory was held is of no use to
 * device_dax any more (it keeps its page map, and refuses a device that has
 * one): the dax region makes a new one.
 */
int sr_part_bind_dax(struct sr_machine *m, const struct sr_act *act)
{
	struct device *dax_region = dax_region_of(m, act);
	int rc = 0;

	if (!dax_region)
		return 0;
	if (!sr_memory_in_use(&act->at, dax_region)) {
		device_release_driver(dax_region);
		rc = device_attach(dax_region);
	}
	put_device(dax_region);
	return rc < 0 ? rc : 0;
}

static int collect_nodes(const struct sr_facts *f, struct sr_list *nodes)
{
	size_t i;
	int rc;

	for (i = 0; i < f->n_windows; i++) {
		rc = sr_list_add(nodes, &f->windows[i], sizeof(f->windows[i]));
		if (rc)
			return rc;
	}
	for (i = 0; i < f->n_regions; i++) {
		rc = sr_list_add(nodes, &f->regions[i].at,
				 sizeof(f->regions[i].at));
		if (rc)
			return rc;
	}
	return 0;
}

int sr_part_hold_region(struct sr_machine *m, const struct sr_act *act)
{
	struct sr_list nodes = {};
	int rc;

	if (sr_hold_covers(&act->at))
		return 0;
	rc = collect_nodes(&m->base->facts, &nodes);
	if (!rc)
		rc = sr_hold_take(&nodes, &act->at);
	sr_list_free(&nodes);
	if (rc == -EBUSY)
		pr_info("%s [mem %#llx-%#llx] has a user: a part of it is requested by somebody else\n",
			dev_name(region_device(m, act)), act->at.start,
			act->at.end);
	return rc;
}

int sr_part_unhold_region(struct sr_machine *m, const struct sr_act *act)
{
	sr_hold_let_go(&act->at);
	return 0;
}

int sr_part_delete_region(struct sr_machine *m, const struct sr_act *act)
{
	struct platform_device *root = sr_cxl_root_get();
	int rc = 0;

	if (!root)
		return -ENODEV;
	if (sr_region_may_go_first(&m->base->facts.regions[act->subject]))
		rc = sr_region_delete(root, region_device(m, act));
	platform_device_put(root);
	return rc;
}

int sr_part_attach_region(struct sr_machine *m, const struct sr_act *act)
{
	struct device *dax_region = dax_region_of(m, act);
	int rc;

	if (!dax_region)
		return -ENODEV;
	/* Without dax_cxl loaded it is not an error: it binds when loaded. */
	rc = device_attach(dax_region);
	put_device(dax_region);
	return rc < 0 ? rc : 0;
}

int sr_part_detach_region(struct sr_machine *m, const struct sr_act *act)
{
	int rc = unbind(m, act);

	return rc == -ENODEV ? 0 : rc;
}

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

/*
 * Mainline's own device goes when dax_hmem does; loaded again, dax_hmem needs
 * the node to make it anew.
 */
static bool needs_node(const struct sr_round *r, const struct sr_extent *at)
{
	const struct sr_range *range;
	struct platform_device *pdev;
	bool needs;
	size_t i;

	for (i = 0; i < r->facts.n_ranges; i++) {
		range = &r->facts.ranges[i];
		if (range->at.start != at->start || range->at.end != at->end)
			continue;
		if (range->owner != SR_OWNER_DAX)
			return false;
	}
	pdev = sr_hmem_find(at);
	needs = pdev && !sr_hmem_is_ours(pdev);
	platform_device_put(pdev);
	return needs;
}

int sr_part_unpublish(struct sr_machine *m, const struct sr_act *act)
{
	int rc;

	if (needs_node(m->base, &act->at))
		return 0;
	rc = sr_iomem_unpublish(&act->at,
				region_that_covers(m->base, &act->at));
	/* Gone already is as good as taken out. */
	return rc == -ENOENT ? 0 : rc;
}

int sr_part_republish(struct sr_machine *m, const struct sr_act *act)
{
	return sr_iomem_republish(&act->at);
}
