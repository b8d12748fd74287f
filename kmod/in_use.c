// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: is memory in use? (P3: memory in use is never touched.)
 *
 * Memory is in use if a page of it is online or pinned, or if a driver holds
 * it. A dax device alone holds nothing: device_dax requests its whole device
 * when it binds, which is in use only while somebody has it open (a mapping
 * keeps its file open), and kmem's memory is in use only while a block is
 * online.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/ioport.h>
#include <linux/memory_hotplug.h>
#include <linux/memremap.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/module.h>
#include <linux/pfn.h>
#include <linux/platform_device.h>
#include <linux/printk.h>

#include "compat/compat.h"
#include "hold.h"
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

/*
 * device-dax's pages are counted: one is the device's own, the rest are users
 * (a mapping, or a pin that outlives it: RDMA, VFIO). Releasing the driver would
 * wait for them. Pages of other page maps count otherwise and are not judged.
 */
static bool is_pinned(unsigned long pfn, unsigned long *next)
{
	struct dev_pagemap *pgmap = sr_compat_get_pagemap(pfn);
	struct folio *folio;
	bool pinned = false;

	*next = ALIGN(pfn + 1, PFN_DOWN(SR_DAX_ALIGN));
	if (!pgmap)
		return false;
	if (pgmap->type == MEMORY_DEVICE_GENERIC) {
		folio = page_folio(pfn_to_page(pfn));
		*next = folio_pfn(folio) + folio_nr_pages(folio);
		pinned = folio_ref_count(folio) > 1;
	}
	put_dev_pagemap(pgmap);
	return pinned;
}

static bool any_page_pinned(const struct sr_extent *at)
{
	unsigned long pfn = PFN_DOWN(at->start), last = PFN_DOWN(at->end);

	while (pfn <= last) {
		if (is_pinned(pfn, &pfn))
			return true;
		cond_resched();
	}
	return false;
}

struct dax_children {
	/* struct sr_extent: what device_dax has requested; -ENOMEM in rc */
	struct sr_list requested;
	int rc;
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
	bool requests = false;
	struct sr_extent at;

	if (strncmp(dev_name(dev), "dax", 3))
		return 0;
	device_lock(dev);
	if (dev->driver && !strcmp(dev->driver->name, "device_dax")) {
		children->in_use |= driver_has_users(dev->driver);
		requests = true;
	} else if (dev->driver && strcmp(dev->driver->name, "kmem")) {
		children->in_use = true;
	}
	device_unlock(dev);
	if (!requests || sr_region_extent(dev, &at))
		return 0;
	children->rc = sr_list_add(&children->requested, &at, sizeof(at));
	return children->rc;
}

struct driver_walk {
	const struct dax_children *children;
	bool found;
};

static bool is_childs(const struct dax_children *children,
		      const struct sr_extent *at)
{
	const struct sr_extent *requested = children->requested.items;
	size_t i;

	for (i = 0; i < children->requested.n; i++)
		if (requested[i].start <= at->start &&
		    requested[i].end >= at->end)
			return true;
	return false;
}

/* Ours, an idle dax device's, or System RAM's, which was asked page by page? */
static int stop_at_driver(struct resource *res, void *arg)
{
	const struct sr_extent at = { res->start, res->end };
	struct driver_walk *walk = arg;

	if ((res->flags & IORESOURCE_SYSTEM_RAM) == IORESOURCE_SYSTEM_RAM)
		return 0;
	if (sr_hold_has(&at) || is_childs(walk->children, &at))
		return 0;
	walk->found = true;
	return 1;
}

static bool held_by_driver(const struct sr_extent *at,
			   const struct dax_children *children)
{
	struct driver_walk walk = { .children = children };

	walk_iomem_res_desc(IORES_DESC_NONE, IORESOURCE_MEM | IORESOURCE_BUSY,
			    at->start, at->end, &walk, stop_at_driver);
	return walk.found;
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

/* Only device_dax has pages of this kind: nothing else need be walked. */
static bool any_childs_page_pinned(const struct dax_children *children)
{
	const struct sr_extent *requested = children->requested.items;
	size_t i;

	for (i = 0; i < children->requested.n; i++)
		if (any_page_pinned(&requested[i]))
			return true;
	return false;
}

static bool used_through_devices(const struct sr_extent *at,
				 struct device *dax_region)
{
	struct dax_children children = {};
	struct hmem_walk walk = { at, &children };
	bool in_use;

	if (dax_region)
		device_for_each_child(dax_region, &children, check_dax_child);
	bus_for_each_dev(&platform_bus_type, NULL, &walk, check_hmem);
	/* Both looks, always: who requested it need not be a dax driver. */
	in_use = children.rc || children.in_use ||
		 any_childs_page_pinned(&children) ||
		 held_by_driver(at, &children);
	sr_list_free(&children.requested);
	return in_use;
}

/**
 * sr_memory_in_use() - is memory online, or held by a driver?
 * @at: where
 * @dax_region: the CXL dax region there, with a reference held, or NULL; hmem
 *		devices there are found by themselves
 *
 * What softreserve itself holds is not in use.
 *
 * Return: true if it is in use, or if that cannot be told.
 */
bool sr_memory_in_use(const struct sr_extent *at, struct device *dax_region)
{
	return any_page_online(at) || used_through_devices(at, dax_region);
}

/**
 * sr_memory_unbind() - take memory from its driver, unless it is in use
 * @at: where
 * @host: the device whose driver's dax devices serve it, and leave their bus
 *	  with it: a dax region or hmem device, with a reference held
 *
 * The look comes first. Memory that came online just between stays online: its
 * driver cannot remove it, and this says so before anything else is touched.
 *
 * Return: 0; -EBUSY where it is in use.
 */
int sr_memory_unbind(const struct sr_extent *at, struct device *host)
{
	if (sr_memory_in_use(at, host))
		return -EBUSY;
	device_release_driver(host);
	if (!any_page_online(at))
		return 0;
	pr_err("[mem %#llx-%#llx] has come online this moment; it is left alone\n",
	       at->start, at->end);
	return -EBUSY;
}
