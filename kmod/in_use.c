// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: is memory in use? (P3: memory in use is never touched.)
 *
 * Memory is in use if a page of it is online, or if a driver holds it. A dax
 * device alone holds nothing: device_dax requests its whole device when it
 * binds, which is in use only while somebody has it open (a mapping keeps its
 * file open), and kmem's memory is in use only while a block is online.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/ioport.h>
#include <linux/memory_hotplug.h>
#include <linux/mmzone.h>
#include <linux/module.h>
#include <linux/pfn.h>
#include <linux/platform_device.h>
#include <linux/printk.h>

#include "machine.h"

static bool any_page_online(const struct sr_extent *at)
{
	unsigned long pfn = PFN_DOWN(at->start), last = PFN_DOWN(at->end);

	/* Memory goes online by whole blocks, and a block is whole sections. */
	for (;;) {
		if (pfn_to_online_page(pfn))
			return true;
		pfn = ALIGN_DOWN(pfn, PAGES_PER_SECTION) + PAGES_PER_SECTION;
		if (pfn > last)
			return false;
	}
}

static int stop_at_driver(struct resource *res, void *unused)
{
	/* System RAM was asked about page by page; offline blocks are free. */
	return (res->flags & IORESOURCE_SYSTEM_RAM) != IORESOURCE_SYSTEM_RAM;
}

static bool held_by_driver(const struct sr_extent *at)
{
	return walk_iomem_res_desc(IORES_DESC_NONE,
				   IORESOURCE_MEM | IORESOURCE_BUSY, at->start,
				   at->end, NULL, stop_at_driver) == 1;
}

struct dax_children {
	unsigned int n;
	bool in_use;
};

/*
 * device_dax pins its module for every open file, whichever device it is of:
 * a count above zero says that this one may be open. More than asked for, never
 * less. Built into the kernel it has no module, and nothing can be told.
 */
static bool driver_has_users(const struct device_driver *driver)
{
	return !driver->owner || module_refcount(driver->owner) > 0;
}

static int check_dax_child(struct device *dev, void *arg)
{
	struct dax_children *children = arg;

	if (strncmp(dev_name(dev), "dax", 3))
		return 0;
	device_lock(dev);
	children->n++;
	if (dev->driver && !strcmp(dev->driver->name, "device_dax"))
		children->in_use |= driver_has_users(dev->driver);
	else if (dev->driver && strcmp(dev->driver->name, "kmem"))
		children->in_use = true;
	device_unlock(dev);
	return 0;
}

struct hmem_walk {
	const struct sr_extent *at;
	struct dax_children *children;
};

static int check_hmem(struct device *dev, void *arg)
{
	struct hmem_walk *walk = arg;
	struct sr_extent at;

	if (sr_is_hmem(dev) && !sr_hmem_extent(to_platform_device(dev), &at) &&
	    at.start <= walk->at->end && walk->at->start <= at.end)
		device_for_each_child(dev, walk->children, check_dax_child);
	return 0;
}

/**
 * sr_memory_in_use() - is memory online, or held by a driver?
 * @at: where
 * @dax_region: the CXL dax region there, with a reference held, or NULL; hmem
 *		devices there are found by themselves
 *
 * Return: true if it is in use.
 */
bool sr_memory_in_use(const struct sr_extent *at, struct device *dax_region)
{
	struct dax_children children = {};
	struct hmem_walk walk = { at, &children };

	if (any_page_online(at))
		return true;
	if (dax_region)
		device_for_each_child(dax_region, &children, check_dax_child);
	bus_for_each_dev(&platform_bus_type, NULL, &walk, check_hmem);
	if (children.n)
		return children.in_use;
	return held_by_driver(at);
}

static int release_dax_child(struct device *dev, void *unused)
{
	if (!strncmp(dev_name(dev), "dax", 3))
		device_release_driver(dev);
	return 0;
}

static int release_hmem_daxes(struct device *dev, void *arg)
{
	const struct sr_extent *want = arg;
	struct sr_extent at;

	if (sr_is_hmem(dev) && !sr_hmem_extent(to_platform_device(dev), &at) &&
	    at.start <= want->end && want->start <= at.end)
		device_for_each_child(dev, NULL, release_dax_child);
	return 0;
}

/**
 * sr_memory_quiesce() - make sure that memory is not in use, and stays so
 * @at: where
 * @dax_region: as in sr_memory_in_use()
 *
 * The look comes first, then the drivers of its dax devices are released, so
 * that nothing can come into use any more, and then a last look: memory that
 * went online just between stays online and is not touched any further.
 *
 * Return: 0; -EBUSY where it is in use.
 */
int sr_memory_quiesce(const struct sr_extent *at, struct device *dax_region)
{
	struct sr_extent want = *at;

	if (sr_memory_in_use(at, dax_region))
		return -EBUSY;
	if (dax_region)
		device_for_each_child(dax_region, NULL, release_dax_child);
	bus_for_each_dev(&platform_bus_type, NULL, &want, release_hmem_daxes);
	if (!any_page_online(at))
		return 0;
	pr_err("[mem %#llx-%#llx] has come online this moment; it is left alone\n",
	       at->start, at->end);
	return -EBUSY;
}
