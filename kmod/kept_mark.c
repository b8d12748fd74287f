// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: remember, past an unload, what cannot be seen.
 *
 * A mark is a platform device without a driver: its name says what it is about,
 * and its driver_override, which nothing binds by and everybody can read, is
 * the text. What CXL won is marked when the module forgets the range itself.
 * Nothing in the device points into this module.
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
	const char *name;
	const char *text;
};

struct address_text {
	char text[48];
};

static struct address_text address_text(const struct sr_extent *at)
{
	struct address_text a;

	snprintf(a.text, sizeof(a.text), "%#llx-%#llx", at->start, at->end);
	return a;
}

static int is_mark(struct device *dev, const void *data)
{
	const struct mark *mark = data;
	struct platform_device *pdev = to_platform_device(dev);

	return pdev->name && !strcmp(pdev->name, mark->name) &&
	       sr_compat_has_override(pdev, mark->text);
}

static struct platform_device *find_mark(const char *name, const char *text)
{
	struct mark mark = { name, text };
	struct device *dev = bus_find_device(&platform_bus_type, NULL, &mark,
					     is_mark);

	return dev ? to_platform_device(dev) : NULL;
}

/** sr_mark_is_set() - is there a mark of this name with this text? */
bool sr_mark_is_set(const char *name, const char *text)
{
	struct platform_device *pdev = find_mark(name, text);
	bool is_set = pdev;

	platform_device_put(pdev);
	return is_set;
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
	char text[48];

	if (!pdev->name || strcmp(pdev->name, SR_KEPT))
		return 0;
	sr_compat_copy_override(pdev, text, sizeof(text));
	if (sscanf(text, "%llx-%llx", &at.start, &at.end) != 2)
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

/** sr_mark_set() - make a mark that is not there; 0 or -errno */
int sr_mark_set(const char *name, const char *text)
{
	struct platform_device *pdev;
	int rc;

	pdev = platform_device_alloc(name, PLATFORM_DEVID_AUTO);
	if (!pdev)
		return -ENOMEM;
	rc = sr_compat_set_override(pdev, text);
	if (!rc)
		rc = platform_device_add(pdev);
	if (rc)
		platform_device_put(pdev);
	return rc;
}

/** sr_mark_clear() - remove a mark, if it is there */
void sr_mark_clear(const char *name, const char *text)
{
	struct platform_device *pdev = find_mark(name, text);

	if (pdev)
		platform_device_unregister(pdev);
	platform_device_put(pdev);
}

/** sr_kept_is_marked() - did CXL win this range, as far as a mark tells? */
bool sr_kept_is_marked(const struct sr_extent *at)
{
	return sr_mark_is_set(SR_KEPT, address_text(at).text);
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
	int rc = 0;

	if (!kept)
		sr_mark_clear(SR_KEPT, address_text(at).text);
	else if (!sr_kept_is_marked(at))
		rc = sr_mark_set(SR_KEPT, address_text(at).text);
	if (rc)
		pr_warn("range [mem %#llx-%#llx]: that CXL won it cannot be marked (%d)\n",
			at->start, at->end, rc);
}
