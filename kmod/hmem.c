// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: "hmem" platform devices, from which dax_hmem makes dax devices.
 *
 * One that softreserve makes is the same as one that dax_hmem makes for itself
 * (same name, same platform data), and carries driver_override "hmem" as its
 * mark: that changes nothing for it, and is still there after this module was
 * unloaded and loaded again. Nothing in the device points into this module.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/memregion.h>
#include <linux/nodemask.h>
#include <linux/numa.h>
#include <linux/platform_device.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "compat/compat.h"
#include "machine.h"

#define SR_HMEM "hmem"
#define SR_HELD "softreserve"

/** sr_is_hmem() - is a device on the platform bus an hmem device? */
bool sr_is_hmem(struct device *dev)
{
	struct platform_device *pdev = to_platform_device(dev);

	return pdev->name && !strcmp(pdev->name, SR_HMEM) &&
	       dev_get_platdata(dev);
}

/** sr_hmem_is_ours() - did softreserve make this hmem device? */
bool sr_hmem_is_ours(struct platform_device *pdev)
{
	return sr_compat_has_override(pdev, SR_HMEM);
}

/**
 * sr_hmem_extent() - where an hmem device's memory is
 * @pdev: the hmem device
 * @at: the answer
 *
 * Return: 0; -EINVAL where its data makes no sense.
 */
int sr_hmem_extent(struct platform_device *pdev, struct sr_extent *at)
{
	const struct memregion_info *info = dev_get_platdata(&pdev->dev);

	if (!info || info->range.end < info->range.start)
		return -EINVAL;
	*at = (struct sr_extent){ info->range.start, info->range.end };
	return 0;
}

/** sr_hmem_hold() - keep mainline's hmem device unbound; 0 or -errno */
int sr_hmem_hold(struct platform_device *pdev)
{
	return sr_compat_set_override(pdev, SR_HELD);
}

/** sr_hmem_is_held() - is mainline's hmem device kept unbound by us? */
bool sr_hmem_is_held(struct platform_device *pdev)
{
	return sr_compat_has_override(pdev, SR_HELD);
}

/**
 * sr_hmem_take() - unbind mainline's hmem device, and keep it so
 * @pdev: the hmem device, with a reference held
 *
 * Return: 0; -EBUSY where it is in use; -errno. Then it is as it was.
 */
int sr_hmem_take(struct platform_device *pdev)
{
	struct sr_extent at;
	int rc;

	rc = sr_hmem_extent(pdev, &at);
	if (rc)
		return rc;
	rc = sr_hmem_hold(pdev);
	if (rc)
		return rc;
	rc = sr_memory_unbind(&at, &pdev->dev);
	if (rc)
		sr_compat_set_override(pdev, NULL);
	return rc;
}

/**
 * sr_hmem_let_go() - let dax_hmem bind an hmem device anew
 * @pdev: the hmem device, held, bound or not; not in use
 *
 * A bound one is released first: drivers that refused its dax device, because
 * of CXL's resources in its way, look at the new one again.
 *
 * Return: 0, also where dax_hmem is not loaded yet; -errno.
 */
int sr_hmem_let_go(struct platform_device *pdev)
{
	int rc = 0;

	device_release_driver(&pdev->dev);
	if (sr_compat_has_override(pdev, SR_HELD))
		rc = sr_compat_set_override(pdev, NULL);
	if (!rc)
		rc = device_attach(&pdev->dev);
	return rc < 0 ? rc : 0;
}

/*
 * kmem refuses memory without a node, so mainline's device for it (no SRAT, or
 * numa=off) can serve nothing that stock would bring online through CXL.
 */
static bool serves(struct platform_device *pdev, const struct sr_extent *want)
{
	const struct memregion_info *info = dev_get_platdata(&pdev->dev);
	struct sr_extent at;

	return !sr_hmem_extent(pdev, &at) && at.start == want->start &&
	       at.end == want->end && (info->target_node != NUMA_NO_NODE ||
				       sr_hmem_is_ours(pdev));
}

static int match_extent(struct device *dev, const void *data)
{
	return sr_is_hmem(dev) && serves(to_platform_device(dev), data);
}

/**
 * sr_hmem_find() - the hmem device for exactly these addresses
 * @at: the addresses
 *
 * One of mainline's that has no NUMA node does not count.
 *
 * Return: the device with a reference that the caller puts with
 * platform_device_put(), or NULL.
 */
struct platform_device *sr_hmem_find(const struct sr_extent *at)
{
	struct device *dev = bus_find_device(&platform_bus_type, NULL, at,
					     match_extent);

	return dev ? to_platform_device(dev) : NULL;
}

static int match_ours(struct device *dev, const void *data)
{
	const struct sr_extent *want = data;
	struct sr_extent at;

	return sr_is_hmem(dev) && sr_hmem_is_ours(to_platform_device(dev)) &&
	       !sr_hmem_extent(to_platform_device(dev), &at) &&
	       at.start <= want->start && at.end >= want->end;
}

/**
 * sr_hmem_find_ours() - our hmem device that has these addresses
 * @at: the addresses; a dax device on it may have been made smaller
 *
 * Return: as sr_hmem_find().
 */
struct platform_device *sr_hmem_find_ours(const struct sr_extent *at)
{
	struct device *dev = bus_find_device(&platform_bus_type, NULL, at,
					     match_ours);

	return dev ? to_platform_device(dev) : NULL;
}

static int hold_overlapping(struct device *dev, void *arg)
{
	const struct sr_extent *want = arg;
	struct platform_device *pdev = to_platform_device(dev);
	struct sr_extent at;

	if (!sr_is_hmem(dev) || sr_hmem_extent(pdev, &at) ||
	    at.end < want->start || at.start > want->end ||
	    sr_hmem_is_ours(pdev) || serves(pdev, want))
		return 0;
	return sr_hmem_take(pdev);
}

/**
 * sr_hmem_hold_others() - make way for an hmem device of other extent
 * @at: the addresses of the device to be
 *
 * Mainline's hmem devices that overlap @at without being it are unbound and
 * kept so.
 *
 * Return: 0; -EBUSY where one is in use, also outside of @at; -errno.
 */
int sr_hmem_hold_others(const struct sr_extent *at)
{
	struct sr_extent want = *at;

	return bus_for_each_dev(&platform_bus_type, NULL, &want,
				hold_overlapping);
}

static int return_overlapping(struct device *dev, void *arg)
{
	const struct sr_extent *want = arg;
	struct platform_device *pdev = to_platform_device(dev);
	struct sr_extent at;

	if (!sr_is_hmem(dev) || !sr_hmem_is_held(pdev) ||
	    sr_hmem_extent(pdev, &at) || at.end < want->start ||
	    at.start > want->end)
		return 0;
	return sr_hmem_let_go(pdev);
}

/** sr_hmem_return_others() - let go what had made way at @at; 0 or -errno */
int sr_hmem_return_others(const struct sr_extent *at)
{
	struct sr_extent want = *at;

	return bus_for_each_dev(&platform_bus_type, NULL, &want,
				return_overlapping);
}

static struct platform_device *hmem_alloc(const struct sr_extent *at,
					  int target_node, int id)
{
	struct memregion_info info = {
		.target_node = target_node,
		.range = { .start = at->start, .end = at->end },
	};
	struct platform_device *pdev = platform_device_alloc(SR_HMEM, id);
	int rc;

	if (!pdev)
		return ERR_PTR(-ENOMEM);
	set_dev_node(&pdev->dev, numa_map_to_online_node(target_node));
	rc = platform_device_add_data(pdev, &info, sizeof(info));
	if (rc) {
		platform_device_put(pdev);
		return ERR_PTR(rc);
	}
	return pdev;
}

/**
 * sr_hmem_add() - make an hmem device
 * @at: its memory, aligned to SR_DAX_ALIGN at both ends
 * @target_node: NUMA node for it once it is online, or NUMA_NO_NODE
 *
 * The device stays until sr_hmem_remove(), also when this module is unloaded.
 *
 * Return: 0 or -errno.
 */
int sr_hmem_add(const struct sr_extent *at, int target_node)
{
	struct platform_device *pdev;
	int id, rc;

	id = memregion_alloc(GFP_KERNEL);
	if (id < 0)
		return id;
	pdev = hmem_alloc(at, target_node, id);
	if (IS_ERR(pdev)) {
		rc = PTR_ERR(pdev);
		goto out_free_id;
	}
	rc = sr_compat_set_override(pdev, SR_HMEM);
	if (!rc)
		rc = platform_device_add(pdev);
	if (rc)
		goto out_put_pdev;
	return 0;

out_put_pdev:
	platform_device_put(pdev);
out_free_id:
	memregion_free(id);
	return rc;
}

/**
 * sr_hmem_remove() - remove an hmem device that softreserve made
 * @pdev: the device; the caller's reference is not consumed
 *
 * Mainline's own must not be unregistered: dax_hmem does that itself.
 *
 * Return: 0; -EPERM where it is not ours.
 */
int sr_hmem_remove(struct platform_device *pdev)
{
	int id = pdev->id;

	if (!sr_hmem_is_ours(pdev))
		return -EPERM;
	platform_device_unregister(pdev);
	memregion_free(id);
	return 0;
}
