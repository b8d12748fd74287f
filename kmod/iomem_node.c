// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: take a stale "Soft Reserved" node out of iomem (kernels 6.3 to 6.19).
 *
 * The kernel hands out copies of nodes; the node itself must be found. Walking
 * the tree without its lock would be a gamble. So a node of our own is inserted
 * just above: insert_resource() makes a new node the parent of what it exactly
 * covers, and then our node's child is what we look for. Soft Reserved nodes
 * are made at boot, live for ever and are removed by nobody else.
 *
 * Where a CXL window or region covers exactly the same addresses, it stands
 * between. Those nodes live as long as cxl_acpi stays bound and the region
 * exists, and both are kept so by holding the devices' locks.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/ioport.h>
#include <linux/platform_device.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "compat/compat.h"
#include "machine.h"

/* Windows, at most one region, and the node itself. */
#define SR_NODES_MAX 4

static int note_overlap(struct resource *res, void *arg)
{
	*(bool *)arg = true;
	return 1;
}

/** sr_iomem_has_soft_reserved() - is there a Soft Reserved node in iomem? */
bool sr_iomem_has_soft_reserved(const struct sr_extent *at)
{
	bool found = false;

	if (SR_SOFT_RESERVED_IN_IOMEM)
		walk_iomem_res_desc(IORES_DESC_SOFT_RESERVED, IORESOURCE_MEM,
				    at->start, at->end, &found, note_overlap);
	return found;
}

static bool is_soft_reserved(const struct resource *res)
{
	return res->desc == IORES_DESC_SOFT_RESERVED;
}

/*
 * Call with ACPI0017 and the region (if one covers exactly @at) locked. Returns
 * the node, out of the tree, or NULL.
 */
static struct resource *take_out(const struct sr_extent *at)
{
	/* Static: should it ever get stuck in the tree, it must stay valid. */
	static struct resource probe;
	struct resource *node, *found = NULL;
	unsigned int i;

	if (probe.parent)
		return NULL;
	probe = (struct resource){
		.name = "softreserve probe",
		.start = at->start,
		.end = at->end,
		.flags = IORESOURCE_MEM,
	};

	if (insert_resource(&iomem_resource, &probe))
		return NULL;
	node = probe.child;
	for (i = 0; node && i < SR_NODES_MAX; i++) {
		if (node->start != at->start || node->end != at->end)
			break;
		if (is_soft_reserved(node)) {
			found = node;
			break;
		}
		node = node->child;
	}
	if (found && remove_resource(found))
		found = NULL;
	if (remove_resource(&probe))
		pr_err("the probe node is stuck in iomem; unpublishing is off\n");
	return found;
}

/* What was taken out, beyond an unload: a platform device without a driver. */
#define SR_NODE "softreserve_node"

struct taken {
	/* The kernel's own, made at boot, never freed. */
	struct resource *node;
	struct sr_extent at;
};

static int is_taken(struct device *dev, const void *data)
{
	struct platform_device *pdev = to_platform_device(dev);
	const struct taken *taken = dev_get_platdata(dev);
	const struct sr_extent *at = data;

	return pdev->name && !strcmp(pdev->name, SR_NODE) && taken &&
	       taken->at.start <= at->end && at->start <= taken->at.end;
}

static int keep_taken(struct resource *node)
{
	struct taken taken = { node, { node->start, node->end } };
	struct platform_device *pdev;
	int rc;

	pdev = platform_device_alloc(SR_NODE, PLATFORM_DEVID_AUTO);
	if (!pdev)
		return -ENOMEM;
	rc = platform_device_add_data(pdev, &taken, sizeof(taken));
	if (!rc)
		rc = platform_device_add(pdev);
	if (rc)
		platform_device_put(pdev);
	return rc;
}

static int find_node_extent(struct resource *res, void *arg)
{
	struct sr_extent *at = arg;

	/* Copies are clipped to what was asked for; the whole map was. */
	if (res->end < at->start || res->start > at->end)
		return 0;
	*at = (struct sr_extent){ res->start, res->end };
	return 1;
}

static struct resource *take_out_locked(const struct sr_extent *at,
					struct device *region)
{
	struct platform_device *root = sr_cxl_root_get();
	struct resource *node;

	if (root)
		device_lock(&root->dev);
	if (region)
		device_lock(region);
	node = take_out(at);
	if (region)
		device_unlock(region);
	if (root)
		device_unlock(&root->dev);
	platform_device_put(root);
	return node;
}

/**
 * sr_iomem_unpublish() - take a Soft Reserved node out of iomem
 * @at: a range; the node may be larger
 * @region: the CXL region that covers the node exactly, or NULL; the caller
 *	    holds a reference
 *
 * Return: 0; -ENOENT where there is none; -ESTALE where it could not be found
 * in the tree; -ENOMEM.
 */
int sr_iomem_unpublish(const struct sr_extent *at, struct device *region)
{
	struct sr_extent node_at = *at;
	struct resource *node;
	int rc;

	if (!SR_SOFT_RESERVED_IN_IOMEM ||
	    walk_iomem_res_desc(IORES_DESC_SOFT_RESERVED, IORESOURCE_MEM, 0,
				-1, &node_at, find_node_extent) != 1)
		return -ENOENT;
	node = take_out_locked(&node_at, region);
	if (!node)
		return -ESTALE;
	rc = keep_taken(node);
	if (rc)
		insert_resource(&iomem_resource, node);
	return rc;
}

/**
 * sr_iomem_republish() - put back what was taken out
 * @at: every node that touches this, whoever took it out in this boot
 *
 * Return: 0, also where there is none; -errno.
 */
int sr_iomem_republish(const struct sr_extent *at)
{
	const struct taken *taken;
	struct device *dev;
	int rc = 0;

	while (!rc && (dev = bus_find_device(&platform_bus_type, NULL, at,
					     is_taken))) {
		taken = dev_get_platdata(dev);
		rc = insert_resource(&iomem_resource, taken->node);
		if (!rc)
			platform_device_unregister(to_platform_device(dev));
		put_device(dev);
	}
	return rc;
}
