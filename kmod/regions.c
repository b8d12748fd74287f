// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: CXL regions, through their documented attributes
 * (Documentation/ABI/testing/sysfs-bus-cxl).
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/limits.h>
#include <linux/overflow.h>
#include <linux/printk.h>
#include <linux/rwsem.h>
#include <linux/string.h>
#include <linux/xarray.h>

#include "compat/compat.h"
#include "cxl_symbols.h"
#include "machine.h"

static int is_dax_region(struct device *dev, SR_MATCH_DATA *unused)
{
	return !strncmp(dev_name(dev), "dax_region", 10);
}

/**
 * sr_region_dax_region() - the dax region that stands on a CXL region
 * @region: the region, with a reference held
 *
 * Return: the dax region with a reference for the caller, or NULL.
 */
struct device *sr_region_dax_region(struct device *region)
{
	return device_find_child(region, NULL, is_dax_region);
}

/*
 * Regions on their way out. A region's attributes must not be read any more
 * once it is being unregistered; sysfs would see to that, but is passed by.
 */
static DEFINE_XARRAY(dying_regions);
/*
 * Held for read while attributes are read; write waits for such readers. It is
 * taken for write inside bus notifiers, so no device lock may be taken inside.
 */
static DECLARE_RWSEM(dying_lock);

/**
 * sr_region_dying() - note that a region is being unregistered
 * @dev: the region
 * @gone: it is off the bus now, and cannot be met any more
 */
void sr_region_dying(struct device *dev, bool gone)
{
	down_write(&dying_lock);
	if (gone)
		xa_erase(&dying_regions, (unsigned long)dev);
	else
		xa_store(&dying_regions, (unsigned long)dev, dev, GFP_KERNEL);
	up_write(&dying_lock);
}

/** sr_regions_stop() - forget who was dying; nobody tells any more who is gone */
void sr_regions_stop(void)
{
	xa_destroy(&dying_regions);
}

static int read_mode(struct device *dev, bool *is_volatile)
{
	char *page = (char *)get_zeroed_page(GFP_KERNEL);
	int rc;

	if (!page)
		return -ENOMEM;
	rc = sr_attribute_read(dev, "mode", page);
	*is_volatile = !rc && !strcmp(page, "ram");
	free_page((unsigned long)page);
	return rc;
}

/* Without its lock: an instant later the answer may be another anyway. */
static bool region_delivers(struct device *dev, struct device *dax_region)
{
	return device_is_bound(dev) && dax_region;
}

/**
 * sr_region_extent() - where a region's memory is
 * @dev: the region, not dying
 * @at: the answer
 *
 * Return: 0; -ENODATA for a region without addresses yet, which is nobody's
 * owner; -errno where it cannot be told.
 */
int sr_region_extent(struct device *dev, struct sr_extent *at)
{
	u64 size;
	int rc;

	rc = sr_attribute_read_u64(dev, "resource", &at->start);
	if (!rc)
		rc = sr_attribute_read_u64(dev, "size", &size);
	if (rc)
		return rc;
	if (at->start == U64_MAX || !size)
		return -ENODATA;
	return check_add_overflow(at->start, size - 1, &at->end) ? -EOVERFLOW :
								   0;
}

/* What cannot be read must not look as if it were not there: no ruling then. */
static int read_region(struct device *dev, struct sr_region *region)
{
	u64 commit;
	int rc;

	rc = sr_region_extent(dev, &region->at);
	if (!rc)
		rc = sr_attribute_read_u64(dev, "commit", &commit);
	if (!rc)
		rc = read_mode(dev, &region->is_volatile);
	region->committed = !rc && commit == 1;
	if (rc && rc != -ENODATA)
		pr_err("%s: cannot be read (%d)\n", dev_name(dev), rc);
	return rc;
}

static bool is_living_region(struct device *dev)
{
	return is_cxl_region(dev) &&
	       !xa_load(&dying_regions, (unsigned long)dev);
}

static int add_region(struct device *dev, void *arg)
{
	struct sr_round *r = arg;
	struct sr_region region = { .id = r->region_devices.n };
	int rc;

	if (!is_living_region(dev))
		return 0;
	rc = read_region(dev, &region);
	if (rc)
		return rc == -ENODATA ? 0 : rc;
	rc = sr_list_add(&r->region_devices, &dev, sizeof(dev));
	if (rc)
		return rc;
	get_device(dev);
	return sr_list_add(&r->regions, &region, sizeof(region));
}

static void look_at_use(struct sr_round *r, struct sr_region *region)
{
	struct device *dev = sr_round_region_device(r, region);
	struct device *dax_region = sr_region_dax_region(dev);

	region->delivers = region_delivers(dev, dax_region);
	region->in_use = sr_memory_in_use(&region->at, dax_region);
	put_device(dax_region);
}

/**
 * sr_observe_regions() - collect the CXL regions
 * @r: the round
 *
 * Return: 0 or -errno.
 */
int sr_observe_regions(struct sr_round *r)
{
	size_t i;
	int rc;

	down_read(&dying_lock);
	rc = bus_for_each_dev(&cxl_bus_type, NULL, r, add_region);
	up_read(&dying_lock);

	r->facts.regions = r->regions.items;
	r->facts.n_regions = r->regions.n;
	for (i = 0; !rc && i < r->facts.n_regions; i++)
		look_at_use(r, &r->facts.regions[i]);
	return rc;
}

/* A region that is there, for what must be done without dying_lock. */
struct living_region {
	struct device *dev;
	struct sr_extent at;
	bool has_memory;
	bool committed;
};

static int collect_region(struct device *dev, void *arg)
{
	struct living_region living = { .dev = dev };
	u64 commit;
	int rc;

	if (!is_living_region(dev))
		return 0;
	rc = sr_region_extent(dev, &living.at);
	if (rc && rc != -ENODATA)
		return rc;
	living.has_memory = !rc;
	rc = sr_attribute_read_u64(dev, "commit", &commit);
	if (rc)
		return rc;
	living.committed = commit;
	rc = sr_list_add(arg, &living, sizeof(living));
	if (!rc)
		get_device(dev);
	return rc;
}

static int visit_regions(int (*fn)(const struct living_region *, void *),
			 void *arg)
{
	struct sr_list regions = {};
	struct living_region *living;
	size_t i;
	int rc;

	down_read(&dying_lock);
	rc = bus_for_each_dev(&cxl_bus_type, NULL, &regions, collect_region);
	up_read(&dying_lock);
	living = regions.items;
	for (i = 0; i < regions.n; i++) {
		if (!rc)
			rc = fn(&living[i], arg);
		put_device(living[i].dev);
	}
	sr_list_free(&regions);
	return rc;
}

/**
 * sr_region_delete() - tear one region down, in the kernel's own order
 * @root: ACPI0017, bound
 * @dev: the region, with a reference held
 *
 * ACPI0017's lock keeps the root decoder from going away meanwhile.
 *
 * Not in a user's task: the wait for the root decoder's lock can be
 * interrupted by its signals.
 *
 * Return: 0, also where the region is gone already; -errno.
 */
int sr_region_delete(struct platform_device *root, struct device *dev)
{
	int rc = 0;

	device_lock(&root->dev);
	if (device_is_registered(dev))
		rc = sr_attribute_write(dev->parent, "delete_region",
					dev_name(dev));
	device_unlock(&root->dev);
	/* Somebody else tears it down, and has begun before us. */
	return rc == -ENODEV ? 0 : rc;
}

/** sr_region_may_go_first() - may it be deleted while its endpoints live? */
bool sr_region_may_go_first(const struct sr_region *region)
{
	return region->committed || !SR_FAILED_REGION_GOES_LAST;
}

static int delete_region(const struct living_region *living, void *root)
{
	int rc;

	if (SR_FAILED_REGION_GOES_LAST && !living->committed)
		return 0;
	rc = sr_region_delete(root, living->dev);
	if (rc)
		pr_err("%s: cannot be torn down (%d)\n",
		       dev_name(living->dev), rc);
	return rc;
}

/**
 * sr_regions_delete() - tear the regions down that have to go before the root
 * @root: ACPI0017, bound; about to be released, which tears the rest down
 *
 * Return: 0; the first -errno, and the rest is left alone.
 */
int sr_regions_delete(struct platform_device *root)
{
	return visit_regions(delete_region, root);
}

SR_IMPORT_NS_CXL;
