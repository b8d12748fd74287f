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
#include <linux/err.h>
#include <linux/ioport.h>
#include <linux/printk.h>

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

static int find_node_extent(struct resource *res, void *arg)
{
	struct sr_extent *at = arg;

	/* Copies are clipped to what was asked for; the whole map was. */
	if (res->end < at->start || res->start > at->end)
		return 0;
	*at = (struct sr_extent){ res->start, res->end };
	return 1;
}

/**
 * sr_iomem_unpublish() - take a Soft Reserved node out of iomem
 * @at: a range; the node may be larger
 * @region: the CXL region that covers the node exactly, or NULL; the caller
 *	    holds a reference
 *
 * Return: the node, for sr_iomem_republish(); ERR_PTR(-ENOENT) where there is
 * none; ERR_PTR(-ESTALE) where it could not be found in the tree.
 */
struct resource *sr_iomem_unpublish(const struct sr_extent *at,
				    struct device *region)
{
	struct platform_device *root = sr_cxl_root_get();
	struct sr_extent node_at = *at;
	struct resource *node;

	if (walk_iomem_res_desc(IORES_DESC_SOFT_RESERVED, IORESOURCE_MEM, 0,
				-1, &node_at, find_node_extent) != 1) {
		node = ERR_PTR(-ENOENT);
		goto out_put_root;
	}
	if (root)
		device_lock(&root->dev);
	if (region)
		device_lock(region);
	node = take_out(&node_at);
	if (region)
		device_unlock(region);
	if (root)
		device_unlock(&root->dev);
	if (!node)
		node = ERR_PTR(-ESTALE);
out_put_root:
	platform_device_put(root);
	return node;
}

/** sr_iomem_republish() - put a node back that was taken out; 0 or -errno */
int sr_iomem_republish(struct resource *node)
{
	return insert_resource(&iomem_resource, node);
}
