// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is driver_override a member of struct device, with device_set_driver_override()?
 * Mainline 7.1, backported to 6.12.95 and later stable kernels. Before that it
 * is a plain string in struct platform_device.
 */
#include <linux/device.h>

int sr_probe(struct device *dev);
int sr_probe(struct device *dev)
{
	return device_set_driver_override(dev, "x");
}
