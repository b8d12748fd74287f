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
#include <linux/platform_device.h>
#include <linux/printk.h>

#include "compat/compat.h"
#include "cxl_symbols.h"
#include "machine.h"

#define SR_OVERRIDE "softreserve"
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
 * @m: the machine, locked
 * @hold: refuse, or allow again what we refused
 *
 * The CXL driver refuses suspend while it has memory devices, because decoders
 * do not survive it. Given up, their memory is in use all the same.
 */
void sr_cxl_hold_awake(struct sr_machine *m, bool hold)
{
	if (m->holds_awake == hold)
		return;
	m->holds_awake = hold;
	if (hold)
		sr_cxl_mem_active_inc();
	else
		sr_cxl_mem_active_dec();
}

/** sr_cxl_root_override() - let nothing bind it; 0 or -errno */
int sr_cxl_root_override(struct platform_device *root)
{
	return sr_compat_set_override(root, SR_OVERRIDE);
}

/** sr_cxl_root_clear_override() - let cxl_acpi bind it again; 0 or -errno */
int sr_cxl_root_clear_override(struct platform_device *root)
{
	return sr_compat_set_override(root, NULL);
}

static int is_bound_memory_device(struct device *dev, void *unused)
{
	return is_cxl_memdev(dev) && device_is_bound(dev);
}

/* Memory devices let go of their endpoints from a workqueue; let it finish. */
static void await_memory_devices(void)
{
	unsigned long deadline = jiffies + msecs_to_jiffies(RELEASE_WAIT_MS);

	while (bus_for_each_dev(&cxl_bus_type, NULL, NULL,
				is_bound_memory_device)) {
		if (time_after(jiffies, deadline)) {
			pr_warn("CXL memory devices keep their driver %u ms after the release of ACPI0017\n",
				RELEASE_WAIT_MS);
			return;
		}
		msleep(RELEASE_LOOK_MS);
	}
}

/**
 * sr_cxl_root_release() - release ACPI0017 from cxl_acpi
 * @root: ACPI0017, bound; no memory of its regions is in use
 *
 * Regions go first, while their endpoints are alive. A region that failed to
 * assemble keeps pointers to its endpoint decoders, and kernels without the fix
 * (6.12.117 is one) follow them after the decoders are freed, when the release
 * of cxl_acpi removes the region last.
 *
 * Return: 0 or -errno.
 */
int sr_cxl_root_release(struct platform_device *root)
{
	int rc = sr_regions_delete(root);

	if (rc)
		return rc;
	device_release_driver(&root->dev);
	await_memory_devices();
	if (sr_cxl_root_is_bound(root)) {
		pr_err("%s: still bound after its release\n",
		       dev_name(&root->dev));
		return -EBUSY;
	}
	return 0;
}

/**
 * sr_cxl_root_attach() - let cxl_acpi bind it
 * @root: ACPI0017, without an override
 *
 * Return: 0; -ENODEV where no driver took it; -errno.
 */
int sr_cxl_root_attach(struct platform_device *root)
{
	int rc = device_attach(&root->dev);

	if (rc < 0)
		return rc;
	return rc ? 0 : -ENODEV;
}
