// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: remember, past an unload, what CXL won.
 *
 * A platform device without a driver stands for each such range. It is made
 * when the module forgets the range itself; its addresses are its
 * driver_override, which nothing binds by and everybody can read. Nothing in
 * the device points into this module. Up to 6.19 the range's node is missing in
 * iomem too, but a node may stand for more than one range.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/err.h>
#include <linux/platform_device.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "compat/compat.h"
#include "machine.h"

#define SR_KEPT "softreserve_kept"

struct mark {
	char text[48];
};

static struct mark mark_for(const struct sr_extent *at)
{
	struct mark mark;

	snprintf(mark.text, sizeof(mark.text), "%#llx-%#llx", at->start,
		 at->end);
	return mark;
}

static int is_mark(struct device *dev, const void *data)
{
	const struct mark *mark = data;
	struct platform_device *pdev = to_platform_device(dev);

	return pdev->name && !strcmp(pdev->name, SR_KEPT) &&
	       sr_compat_has_override(pdev, mark->text);
}

static struct platform_device *find_mark(const struct sr_extent *at)
{
	struct mark mark = mark_for(at);
	struct device *dev = bus_find_device(&platform_bus_type, NULL, &mark,
					     is_mark);

	return dev ? to_platform_device(dev) : NULL;
}

/** sr_kept_is_marked() - did CXL win this range, as far as a mark tells? */
bool sr_kept_is_marked(const struct sr_extent *at)
{
	struct platform_device *pdev = find_mark(at);
	bool marked = pdev;

	platform_device_put(pdev);
	return marked;
}

/* Who is told of each mark. */
struct listener {
	int (*func)(const struct sr_extent *at, void *arg);
	void *arg;
};

static int tell_mark(struct device *dev, void *data)
{
	const struct listener *listener = data;
	struct platform_device *pdev = to_platform_device(dev);
	struct sr_extent at;
	struct mark mark;

	if (!pdev->name || strcmp(pdev->name, SR_KEPT))
		return 0;
	sr_compat_copy_override(pdev, mark.text, sizeof(mark.text));
	if (sscanf(mark.text, "%llx-%llx", &at.start, &at.end) != 2)
		return 0;
	return listener->func(&at, listener->arg);
}

/**
 * sr_kept_walk() - visit the ranges that marks tell of
 * @func: called for each; it ends the walk by returning other than 0
 * @arg: for @func
 *
 * Return: what @func returned last, or 0.
 */
int sr_kept_walk(int (*func)(const struct sr_extent *at, void *arg), void *arg)
{
	struct listener listener = { func, arg };

	return bus_for_each_dev(&platform_bus_type, NULL, &listener,
				tell_mark);
}

static int add_mark(const struct sr_extent *at)
{
	struct platform_device *pdev;
	struct mark mark = mark_for(at);
	int rc;

	pdev = platform_device_alloc(SR_KEPT, PLATFORM_DEVID_AUTO);
	if (!pdev)
		return -ENOMEM;
	rc = sr_compat_set_override(pdev, mark.text);
	if (!rc)
		rc = platform_device_add(pdev);
	if (rc)
		platform_device_put(pdev);
	return rc;
}

/**
 * sr_kept_mark() - mark that CXL won a range, or that it does not any more
 * @at: the range
 * @kept: CXL won it
 *
 * A mark that cannot be made is said; it only counts when the module is loaded
 * again.
 */
void sr_kept_mark(const struct sr_extent *at, bool kept)
{
	struct platform_device *pdev;
	int rc = 0;

	pdev = find_mark(at);
	if (pdev && !kept)
		platform_device_unregister(pdev);
	if (!pdev && kept)
		rc = add_mark(at);
	if (rc)
		pr_warn("range [mem %#llx-%#llx]: that CXL won it cannot be marked (%d)\n",
			at->start, at->end, rc);
	platform_device_put(pdev);
}
