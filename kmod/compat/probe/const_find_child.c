// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does device_find_child() give its match function const data? Mainline 6.14,
 * f1e8bf56320a. Before that a match function takes a plain void pointer.
 */
#include <linux/device.h>

int sr_match(struct device *dev, const void *data);
struct device *sr_probe(struct device *dev);
struct device *sr_probe(struct device *dev)
{
	return device_find_child(dev, NULL, sr_match);
}
