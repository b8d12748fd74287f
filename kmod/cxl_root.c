// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: ACPI0017, the platform device under which all of Linux's CXL hangs.
 *
 * Releasing it from cxl_acpi removes every port, decoder, region and window,
 * in the kernel's own order. driver_override keeps it released; it is text in
 * the device and outlives this module.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/acpi.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <linux/printk.h>

#include "compat/compat.h"
#include "cxl_symbols.h"
#include "machine.h"

#define SR_OVERRIDE "softreserve"
#define SR_AWAKE "softreserve_awake"
#define RELEASE_WAIT_MS 5000
#define RELEASE_LOOK_MS 5

static const struct acpi_device_id root_ids[] = {
	{ "ACPI0017" },
	{ },
};

static int is_root(struct device *dev, const void *unused)
{
	struct acpi_device *adev = ACPI_COMPANION(dev);

	return adev && !acpi_match_device_ids(adev, root_ids);
}

/** sr_cxl_root_is() - is a device on the platform bus ACPI0017? */
bool sr_cxl_root_is(struct device *dev)
{
	return is_root(dev, NULL);
}

/**
 * sr_cxl_root_get() - find ACPI0017
 *
 * Return: the device with a reference that the caller puts with
 * platform_device_put(), or NULL where the machine has none.
 */
struct platform_device *sr_cxl_root_get(void)
{
	struct device *dev = bus_find_device(&platform_bus_type, NULL, NULL,
					     is_root);

	return dev ? to_platform_device(dev) : NULL;
}

/** sr_cxl_root_is_bound() - has cxl_acpi bound it? NULL is not bound */
bool sr_cxl_root_is_bound(struct platform_device *root)
{
	/* Without its lock: a hung probe holds it, and a look must not hang. */
	return root && device_is_bound(&root->dev);
}

/** sr_cxl_root_is_overridden() - is it kept released by us? */
bool sr_cxl_root_is_overridden(struct platform_device *root)
{
	return root && sr_compat_has_override(root, SR_OVERRIDE);
}

/**
 * sr_cxl_hold_awake() - refuse suspend while decoders are beyond the driver
 * @hold: refuse, or allow again what we refused
 *
 * The CXL driver refuses suspend while it has memory devices, because decoders
 * do not survive it. Given up, their memory is in use all the same. A mark
 * tells a module that is loaded later whether it is refused on our behalf.
 */
void sr_cxl_hold_awake(bool hold)
{
	if (sr_mark_is_set(SR_AWAKE, SR_AWAKE) == hold)
		return;
	if (hold && sr_mark_set(SR_AWAKE, SR_AWAKE)) {
		pr_warn("suspend cannot be refused: out of memory. Do not suspend this machine\n");
		return;
	}
	if (hold) {
		sr_cxl_mem_active_inc();
		return;
	}
	sr_mark_clear(SR_AWAKE, SR_AWAKE);
	sr_cxl_mem_active_dec();
}

/** sr_cxl_root_is_foreign() - has somebody else overridden it? */
bool sr_cxl_root_is_foreign(struct platform_device *root)
{
	return root && sr_compat_is_overridden(root) &&
	       !sr_cxl_root_is_overridden(root);
}

/**
 * sr_cxl_root_override() - let nothing bind it
 * @root: ACPI0017
 * @was_bound: it was bound when it was looked at
 *
 * Return: 0; -EPERM where somebody else has overridden it, which is left as it
 * is; -EAGAIN where it was bound meanwhile; -errno.
 */
int sr_cxl_root_override(struct platform_device *root, bool was_bound)
{
	bool bound;
	int rc;

	if (sr_cxl_root_is_foreign(root))
		return -EPERM;
	rc = sr_compat_set_override(root, SR_OVERRIDE);
	if (rc)
		return rc;
	/* A probe that began before holds the lock; who comes later is barred. */
	device_lock(&root->dev);
	bound = root->dev.driver;
	device_unlock(&root->dev);
	return bound && !was_bound ? -EAGAIN : 0;
}

/** sr_cxl_root_clear_override() - take our override back, no other's */
int sr_cxl_root_clear_override(struct platform_device *root)
{
	if (!sr_cxl_root_is_overridden(root))
		return 0;
	return sr_compat_set_override(root, NULL);
}

static int is_bound_memory_device(struct device *dev, void *unused)
{
	return is_cxl_memdev(dev) && device_is_bound(dev);
}

static bool any_memory_device_bound(void)
{
	return bus_for_each_dev(&cxl_bus_type, NULL, NULL,
				is_bound_memory_device);
}

/**
 * sr_cxl_root_drain() - wait until memory devices have let go of endpoints
 *
 * They do so from a workqueue of the CXL core. A device that let go later would
 * reset its decoders after they were written back. Call after the release: what
 * others queue while it is drained is dropped, with a warning.
 *
 * Return: 0; -ETIMEDOUT where one does not let go.
 */
int sr_cxl_root_drain(void)
{
	unsigned long deadline = jiffies + msecs_to_jiffies(RELEASE_WAIT_MS);

	/* No device is added meanwhile, whose probe would queue such work. */
	pci_lock_rescan_remove();
	cxl_bus_drain();
	pci_unlock_rescan_remove();
	while (any_memory_device_bound()) {
		if (time_after(jiffies, deadline)) {
			pr_err("CXL memory devices keep their driver %u ms after the release of ACPI0017\n",
			       RELEASE_WAIT_MS);
			return -ETIMEDOUT;
		}
		msleep(RELEASE_LOOK_MS);
	}
	return 0;
}

/**
 * sr_cxl_root_release() - release ACPI0017 from cxl_acpi
 * @root: ACPI0017; no memory of its regions is in use
 *
 * Regions go first, while their endpoints are alive. A region that failed to
 * assemble keeps pointers to its endpoint decoders, and kernels without the fix
 * (6.12.117 is one) follow them after the decoders are freed, when the release
 * of cxl_acpi removes the region last.
 *
 * Return: 0, also where it is not bound; -errno.
 */
int sr_cxl_root_release(struct platform_device *root)
{
	int rc;

	if (!sr_cxl_root_is_bound(root))
		return 0;
	rc = sr_regions_delete(root);
	if (rc)
		return rc;
	device_release_driver(&root->dev);
	if (!sr_cxl_root_is_bound(root))
		return 0;
	pr_err("%s: still bound after its release\n", dev_name(&root->dev));
	return -EBUSY;
}

/**
 * sr_cxl_root_attach() - let cxl_acpi bind it
 * @root: ACPI0017, without an override
 *
 * Return: 0, also where it is bound; -ENODEV where no driver took it; -errno.
 */
int sr_cxl_root_attach(struct platform_device *root)
{
	int rc = device_attach(&root->dev);

	if (rc < 0)
		return rc;
	return rc ? 0 : -ENODEV;
}
