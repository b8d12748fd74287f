/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: everything that differs between kernels.
 *
 * The module is written for the newest kernel; this header maps it backwards.
 * Questions of syntax are asked by compile probes (compat/probe, see Kbuild).
 * A version test stands only where two kernels accept the same text and mean
 * different things by it.
 */
#ifndef SR_COMPAT_H
#define SR_COMPAT_H

#include <linux/device.h>
#include <linux/errno.h>
#include <linux/ioport.h>
#include <linux/memregion.h>
#include <linux/memremap.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/string.h>
#include <linux/version.h>

#ifdef SR_HAVE_RAW_E820
#include <asm/e820/api.h>
#endif

/* In each of these cases Linux gives Soft Reserved memory to device-dax. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
#error "softreserve needs Linux 6.3: older kernels have no CXL RAM regions"
#endif
#if !IS_ENABLED(CONFIG_CXL_REGION)
#error "softreserve needs CONFIG_CXL_REGION: without it CXL owns nothing"
#endif
#if !IS_ENABLED(CONFIG_DEV_DAX_HMEM_DEVICES)
#error "softreserve needs CONFIG_DEV_DAX_HMEM: device-dax must be there"
#endif
#if !IS_ENABLED(CONFIG_ACPI) || !IS_ENABLED(CONFIG_PCI)
#error "softreserve needs CONFIG_ACPI and CONFIG_PCI, which describe CXL"
#endif

/* 6.13 (cdd30ebb1b9f): the name became a string; before, it is stringified. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
#define SR_IMPORT_NS_CXL MODULE_IMPORT_NS("CXL")
#define SR_IMPORT_NS_ACPI MODULE_IMPORT_NS("ACPI")
#define SR_IMPORT_NS_DEVMEM MODULE_IMPORT_NS("DEVMEM")
#else
#define SR_IMPORT_NS_CXL MODULE_IMPORT_NS(CXL)
#define SR_IMPORT_NS_ACPI MODULE_IMPORT_NS(ACPI)
#define SR_IMPORT_NS_DEVMEM MODULE_IMPORT_NS(DEVMEM)
#endif

/**
 * sr_compat_set_override() - let only one driver bind a platform device
 * @pdev: the device
 * @driver: name of the driver, or NULL to let any bind again
 *
 * Return: 0 or -errno.
 */
static inline int sr_compat_set_override(struct platform_device *pdev,
					 const char *driver)
{
	/* Both take an empty string to clear it, and refuse NULL. */
	const char *name = driver ? driver : "";

#ifdef SR_HAVE_DEVICE_DRIVER_OVERRIDE
	return device_set_driver_override(&pdev->dev, name);
#else
	return driver_set_override(&pdev->dev, &pdev->driver_override, name,
				   strlen(name));
#endif
}

/**
 * sr_compat_has_override() - is a platform device's override this name?
 * @pdev: the device
 * @driver: the name
 *
 * Return: true if so.
 */
static inline bool sr_compat_has_override(struct platform_device *pdev,
					  const char *driver)
{
	bool same;

#ifdef SR_HAVE_DEVICE_DRIVER_OVERRIDE
	spin_lock(&pdev->dev.driver_override.lock);
	same = pdev->dev.driver_override.name &&
	       !strcmp(pdev->dev.driver_override.name, driver);
	spin_unlock(&pdev->dev.driver_override.lock);
#else
	device_lock(&pdev->dev);
	same = pdev->driver_override && !strcmp(pdev->driver_override, driver);
	device_unlock(&pdev->dev);
#endif
	return same;
}

/**
 * sr_compat_copy_override() - copy a platform device's override
 * @pdev: the device
 * @text: where to; empty if there is none
 * @size: bytes in @text
 */
static inline void sr_compat_copy_override(struct platform_device *pdev,
					   char *text, size_t size)
{
	const char *name;

#ifdef SR_HAVE_DEVICE_DRIVER_OVERRIDE
	spin_lock(&pdev->dev.driver_override.lock);
	name = pdev->dev.driver_override.name;
	strscpy(text, name ? name : "", size);
	spin_unlock(&pdev->dev.driver_override.lock);
#else
	device_lock(&pdev->dev);
	name = pdev->driver_override;
	strscpy(text, name ? name : "", size);
	device_unlock(&pdev->dev);
#endif
}

/**
 * sr_compat_is_overridden() - has a platform device any override?
 * @pdev: the device
 *
 * Return: true if so, whoever set it.
 */
static inline bool sr_compat_is_overridden(struct platform_device *pdev)
{
	bool is;

#ifdef SR_HAVE_DEVICE_DRIVER_OVERRIDE
	spin_lock(&pdev->dev.driver_override.lock);
	is = pdev->dev.driver_override.name;
	spin_unlock(&pdev->dev.driver_override.lock);
#else
	device_lock(&pdev->dev);
	is = pdev->driver_override;
	device_unlock(&pdev->dev);
#endif
	return is;
}

/**
 * sr_compat_invalidate_caches() - drop what the CPUs have cached of memory
 *
 * Call only if cpu_cache_has_invalidate_memregion().
 */
static inline void sr_compat_invalidate_caches(void)
{
#ifdef SR_HAVE_INVALIDATE_BY_EXTENT
	cpu_cache_invalidate_memregion(0, -1);
#else
	cpu_cache_invalidate_memregion(IORES_DESC_CXL);
#endif
}

/**
 * sr_compat_get_pagemap() - the page map that has a page, live
 * @pfn: the page
 *
 * Return: it, for put_dev_pagemap(), or NULL.
 */
static inline struct dev_pagemap *sr_compat_get_pagemap(unsigned long pfn)
{
#ifdef SR_HAVE_PAGEMAP_BY_PFN
	return get_dev_pagemap(pfn);
#else
	return get_dev_pagemap(pfn, NULL);
#endif
}

/**
 * sr_compat_walk_soft_reserved() - visit the kernel's Soft Reserved entries
 * @func: called with a copy of each entry
 * @arg: for @func
 *
 * Return: what @func returned last, or -errno where there is no entry.
 */
static inline int sr_compat_walk_soft_reserved(int (*func)(struct resource *,
							   void *), void *arg)
{
#ifdef SR_HAVE_SOFT_RESERVE_TREE
	return walk_soft_reserve_res(0, -1, arg, func);
#else
	return walk_iomem_res_desc(IORES_DESC_SOFT_RESERVED, IORESOURCE_MEM, 0,
				   -1, arg, func);
#endif
}

/**
 * sr_compat_any_firmware_ram() - did firmware call a byte in here RAM?
 * @start: first byte
 * @end: the byte after the last
 *
 * Firmware's map as it came, before the command line changed it.
 *
 * Return: true if so; false also where the kernel does not tell.
 */
static inline bool sr_compat_any_firmware_ram(u64 start, u64 end)
{
#ifdef SR_HAVE_RAW_E820
	return e820__mapped_raw_any(start, end, E820_TYPE_RAM);
#else
	return false;
#endif
}

/* What device_find_child() passes to its match function points to this. */
#ifdef SR_HAVE_CONST_FIND_CHILD
#define SR_MATCH_DATA const void
#else
#define SR_MATCH_DATA void
#endif

/*
 * 7.1 (87805c32e6ad): an endpoint decoder that goes away lets go of a region
 * that failed to assemble. Before, such a region has to be deleted first, or it
 * keeps pointers to freed decoders. From then on that must not be done: it is
 * told to let go of a decoder that was never quite its own, and warns.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 1, 0)
#define SR_FAILED_REGION_GOES_LAST true
#else
#define SR_FAILED_REGION_GOES_LAST false
#endif

/*
 * What the kernel itself does with a range that CXL does not cover. From 7.1 on
 * (e4de6b910bf3) dax_hmem gives it to device-dax, range by range; before, nobody
 * gets it.
 */
#ifdef SR_HAVE_PER_RANGE_RULE
#define SR_KERNEL_RULE "per-range"
#else
#define SR_KERNEL_RULE "none"
#endif

/* Are Soft Reserved ranges in iomem, where they block hotplug? */
#ifdef SR_HAVE_SOFT_RESERVE_TREE
#define SR_SOFT_RESERVED_IN_IOMEM false
#else
#define SR_SOFT_RESERVED_IN_IOMEM true
#endif

#endif /* SR_COMPAT_H */
