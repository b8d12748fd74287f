// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: dax devices that stand on hmem devices (mainline's or ours) and on CXL
 * regions.
 */
#include <linux/device.h>
#include <linux/limits.h>
#include <linux/platform_device.h>
#include <linux/string.h>

#include "compat/compat.h"
#include "gate.h"
#include "machine.h"

static int is_dax(struct device *dev, SR_MATCH_DATA *unused)
{
	return !strncmp(dev_name(dev), "dax", 3) &&
	       strncmp(dev_name(dev), "dax_region", 10);
}

/**
 * sr_find_dax_child() - a dax device that stands on a device
 * @host: an hmem device or a CXL region's dax region, with a reference held
 *
 * Return: the dax device with a reference for the caller, or NULL.
 */
struct device *sr_find_dax_child(struct device *host)
{
	return device_find_child(host, NULL, is_dax);
}

static bool stands_in_the_way(const struct sr_extent *node,
			      const struct sr_extent *at)
{
	bool touches = node->start <= at->end && at->start <= node->end;
	bool contains = node->start <= at->start && node->end >= at->end;

	return touches && !contains;
}

/*
 * A driver requests a dax device's whole memory, and the kernel grants that
 * only where no resource begins or ends inside of it. While CXL is active, a
 * region or window that does not contain all of it stands in the way: mainline
 * from 7.1 on makes such devices, and nobody can use them.
 */
static bool is_usable(const struct sr_round *r, const struct sr_extent *at)
{
	const struct sr_facts *f = &r->facts;
	size_t i;

	if (!f->cxl_active)
		return true;
	for (i = 0; i < f->n_regions; i++)
		if (stands_in_the_way(&f->regions[i].at, at))
			return false;
	for (i = 0; i < f->n_windows; i++)
		if (stands_in_the_way(&f->windows[i], at))
			return false;
	return true;
}

struct dax_walk {
	struct sr_round *r;
	struct device *host;
	struct sr_extent host_at;
	enum sr_dax_parent parent;
	bool in_use;
};

static int add_dax(struct device *dev, void *arg)
{
	struct dax_walk *walk = arg;
	struct sr_round *r = walk->r;
	struct sr_dax_info info = { .host = walk->host };
	struct sr_dax dax = {
		.id = r->dax_infos.n,
		.parent = walk->parent,
		.in_use = walk->in_use,
	};
	int rc;

	if (!is_dax(dev, NULL))
		return 0;
	/* Its attributes have the same names; it may have been resized. */
	rc = sr_region_extent(dev, &dax.at);
	if (rc)
		return rc == -ENODATA ? 0 : rc;
	dax.usable = is_usable(r, &dax.at);
	strscpy(info.name, dev_name(dev), sizeof(info.name));
	rc = sr_list_add(&r->dax_infos, &info, sizeof(info));
	if (rc)
		return rc;
	get_device(walk->host);
	return sr_list_add(&r->daxes, &dax, sizeof(dax));
}

/* Held until the ruling, it serves nothing yet, and will once it is let go. */
static int add_coming_dax(struct dax_walk *walk)
{
	struct sr_round *r = walk->r;
	struct sr_dax_info info = { .host = walk->host };
	struct sr_dax dax = {
		.at = walk->host_at,
		.id = r->dax_infos.n,
		.parent = walk->parent,
		.usable = is_usable(r, &walk->host_at),
	};
	int rc;

	strscpy(info.name, dev_name(walk->host), sizeof(info.name));
	rc = sr_list_add(&r->dax_infos, &info, sizeof(info));
	if (rc)
		return rc;
	get_device(walk->host);
	return sr_list_add(&r->daxes, &dax, sizeof(dax));
}

static int add_daxes_of(struct dax_walk *walk)
{
	int rc;

	walk->in_use = sr_memory_in_use(&walk->host_at,
					walk->parent == SR_DAX_ON_REGION ?
						walk->host :
						NULL);
	/* Dax devices come and go under their host's lock. */
	device_lock(walk->host);
	rc = device_for_each_child(walk->host, walk, add_dax);
	device_unlock(walk->host);
	return rc;
}

static int add_hmem_daxes(struct device *dev, void *arg)
{
	struct dax_walk walk = { .r = arg, .host = dev };
	struct platform_device *pdev = to_platform_device(dev);

	if (!sr_is_hmem(dev) || sr_hmem_extent(pdev, &walk.host_at))
		return 0;
	walk.parent = sr_hmem_is_ours(pdev) ? SR_DAX_ON_OUR_HMEM :
					      SR_DAX_ON_MAINLINE_HMEM;
	if (sr_gate_has(dev))
		return add_coming_dax(&walk);
	return add_daxes_of(&walk);
}

static int add_region_daxes(struct sr_round *r, const struct sr_region *region)
{
	struct dax_walk walk = {
		.r = r,
		.host_at = region->at,
		.parent = SR_DAX_ON_REGION,
	};
	int rc;

	walk.host = sr_region_dax_region(sr_round_region_device(r, region));
	if (!walk.host)
		return 0;
	rc = add_daxes_of(&walk);
	put_device(walk.host);
	return rc;
}

/**
 * sr_observe_daxes() - collect the dax devices; after sr_observe_regions()
 * @r: the round
 *
 * Return: 0 or -errno.
 */
int sr_observe_daxes(struct sr_round *r)
{
	size_t i;
	int rc;

	rc = bus_for_each_dev(&platform_bus_type, NULL, r, add_hmem_daxes);
	for (i = 0; !rc && i < r->facts.n_regions; i++)
		rc = add_region_daxes(r, &r->facts.regions[i]);
	r->facts.daxes = r->daxes.items;
	r->facts.n_daxes = r->daxes.n;
	return rc;
}
