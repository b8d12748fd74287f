// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: mainline's hmem devices are held until there is a ruling.
 *
 * From 7.1 on dax_hmem makes them late and by its own rule, and kmem puts their
 * memory online at once. So one that touches a CXL window is held as it is
 * added, before any driver sees it. What is held here is let go by the
 * conductor's order, and all of it when the module goes.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>

#include "gate.h"

/* The notifier has no round to ask; windows do not change in a boot. */
static struct sr_list windows;
/* struct device pointers, referenced: what is held here. */
static struct sr_list held;
static DEFINE_MUTEX(gate_lock);
static enum sr_gate gate;

static bool touches_any(const struct sr_list *list, const struct sr_extent *at)
{
	const struct sr_extent *one = list->items;
	size_t i;

	for (i = 0; i < list->n; i++)
		if (one[i].start <= at->end && at->start <= one[i].end)
			return true;
	return false;
}

/** sr_gate_init() - learn the windows; 0 or -errno */
int sr_gate_init(void)
{
	struct sr_round r = {};
	int rc = sr_observe_windows(&r);

	windows = r.windows;
	return rc;
}

static void forget_held(size_t i)
{
	struct device **dev = held.items;

	put_device(dev[i]);
	dev[i] = dev[--held.n];
}

/** sr_gate_exit() - after everything was let go */
void sr_gate_exit(void)
{
	while (held.n)
		forget_held(held.n - 1);
	sr_list_free(&held);
	sr_list_free(&windows);
}

/** sr_gate_set() - which hmem devices are held as they are added */
void sr_gate_set(enum sr_gate to)
{
	WRITE_ONCE(gate, to);
}

static bool is_at_gate(struct device *dev)
{
	struct platform_device *pdev = to_platform_device(dev);
	struct sr_extent at;

	return sr_is_hmem(dev) && !sr_hmem_is_ours(pdev) &&
	       !sr_hmem_extent(pdev, &at) && touches_any(&windows, &at);
}

/* Noted as held; an override of ours from before makes it none of the gate's. */
static int note_held(struct device *dev)
{
	int rc = sr_list_add(&held, &dev, sizeof(dev));

	if (!rc)
		get_device(dev);
	return rc;
}

/**
 * sr_gate_added() - an hmem device is added: hold it, if the gate says so
 * @dev: the device, not probed yet; on the way there in another context
 *
 * Return: true if it is held.
 */
bool sr_gate_added(struct device *dev)
{
	struct platform_device *pdev = to_platform_device(dev);
	bool is_held = false;

	if (READ_ONCE(gate) != SR_GATE_SHUT || !is_at_gate(dev))
		return false;
	mutex_lock(&gate_lock);
	if (!sr_hmem_is_held(pdev) && !sr_hmem_hold(pdev))
		is_held = !note_held(dev);
	mutex_unlock(&gate_lock);
	return is_held;
}

/* The entry of a device, or of the first that touches @at; held.n if none is. */
static size_t find_held(const struct device *dev, const struct sr_extent *at)
{
	struct device **one = held.items;
	struct sr_extent its;
	size_t i;

	for (i = 0; i < held.n; i++) {
		if (one[i] == dev)
			break;
		if (at && !sr_hmem_extent(to_platform_device(one[i]), &its) &&
		    its.start <= at->end && at->start <= its.end)
			break;
	}
	return i;
}

/** sr_gate_forget() - a device is gone, or held by somebody else by now */
void sr_gate_forget(struct device *dev)
{
	size_t i;

	mutex_lock(&gate_lock);
	i = find_held(dev, NULL);
	if (i < held.n)
		forget_held(i);
	mutex_unlock(&gate_lock);
}

/** sr_gate_forget_at() - the same for every device that touches @at */
void sr_gate_forget_at(const struct sr_extent *at)
{
	size_t i;

	mutex_lock(&gate_lock);
	while ((i = find_held(NULL, at)) < held.n)
		forget_held(i);
	mutex_unlock(&gate_lock);
}

static int take_at_gate(struct device *dev, void *unused)
{
	struct platform_device *pdev = to_platform_device(dev);

	if (!is_at_gate(dev) || sr_hmem_is_held(pdev))
		return 0;
	/* What is in use stays: the ruling will see it. */
	if (sr_hmem_take(pdev))
		return 0;
	mutex_lock(&gate_lock);
	if (note_held(dev))
		sr_hmem_let_go(pdev);
	mutex_unlock(&gate_lock);
	return 0;
}

/** sr_gate_hold() - hold those that are there and not in use; 0 or -errno */
int sr_gate_hold(void)
{
	return bus_for_each_dev(&platform_bus_type, NULL, NULL, take_at_gate);
}

static bool is_kept(struct device *dev, const struct sr_list *keep)
{
	struct sr_extent at;

	return !sr_hmem_extent(to_platform_device(dev), &at) &&
	       touches_any(keep, &at);
}

/* One that may go, taken off the list, with its reference; NULL if none is. */
static struct device *next_to_go(const struct sr_list *keep)
{
	struct device **one, *dev = NULL;
	size_t i;

	mutex_lock(&gate_lock);
	one = held.items;
	for (i = 0; i < held.n && !dev; i++) {
		if (is_kept(one[i], keep))
			continue;
		dev = get_device(one[i]);
		forget_held(i);
	}
	mutex_unlock(&gate_lock);
	return dev;
}

/**
 * sr_gate_let_go() - let go what is held
 * @keep: struct sr_extent list: what touches one of these stays held
 *
 * Return: 0, or the first -errno; the rest is let go all the same.
 */
int sr_gate_let_go(const struct sr_list *keep)
{
	struct device *dev;
	int rc = 0, one;

	while ((dev = next_to_go(keep))) {
		one = sr_hmem_is_held(to_platform_device(dev)) ?
		      sr_hmem_let_go(to_platform_device(dev)) : 0;
		put_device(dev);
		if (!rc)
			rc = one;
	}
	return rc;
}

/** sr_gate_has() - is it held here, so that it comes once it is let go? */
bool sr_gate_has(struct device *dev)
{
	bool has;

	mutex_lock(&gate_lock);
	has = find_held(dev, NULL) < held.n;
	mutex_unlock(&gate_lock);
	return has && sr_hmem_is_held(to_platform_device(dev));
}
