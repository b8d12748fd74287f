// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: a test build makes parts fail, last long, or be intruded upon.
 *
 *	fail_step=PART[:N]	the part fails once it is done, by its name or by
 *				its step's; with N only for the subject N
 *	fail_before=PART[:N]	it fails, and nothing of it is done
 *	slow_step=PART		three seconds pass before it begins
 *	intrude=PART		others bind whatever they can before it begins
 *
 * Parts of an undo are let alone.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/device.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "cxl_symbols.h"
#include "enact_test.h"
#include "machine.h"

#define SLOW_STEP_MS 3000

static char *fail_step;
module_param(fail_step, charp, 0644);
MODULE_PARM_DESC(fail_step, "test build only: part that fails, being done");

static char *fail_before;
module_param(fail_before, charp, 0644);
MODULE_PARM_DESC(fail_before, "test build only: part that fails, not done");

static char *slow_step;
module_param(slow_step, charp, 0644);
MODULE_PARM_DESC(slow_step, "test build only: part before which 3 s pass");

static char *intrude;
module_param(intrude, charp, 0644);
MODULE_PARM_DESC(intrude, "test build only: part before which others bind");

/* Steps of the plan that are parts of another name. */
static const char *tag_of(const struct sr_act *act)
{
	switch (act->part) {
	case SR_PART_BAR_ROOT:
		return sr_step_tag(SR_STEP_OVERRIDE_ROOT);
	case SR_PART_RESTORE:
		return sr_step_tag(SR_STEP_RESTORE_DECODERS);
	case SR_PART_DELETE_REGION:
		return sr_step_tag(SR_STEP_RELEASE_REGION);
	default:
		return sr_part_tag(act->part);
	}
}

/* "release-region" or "release-region:1" */
static bool is_meant(const char *word, const struct sr_act *act)
{
	size_t length = strlen(tag_of(act));
	unsigned int subject;

	if (!word || act->undoing || strncmp(word, tag_of(act), length))
		return false;
	word += length;
	if (*word == ':')
		return !kstrtouint(word + 1, 10, &subject) &&
		       subject == act->subject;
	return !*word || *word == '\n';
}

static int bind_dax(struct device *dev, void *unused)
{
	if (!strncmp(dev_name(dev), "dax", 3))
		pr_info("test: binding %s: %d\n", dev_name(dev),
			device_attach(dev));
	return 0;
}

static int bind_dax_region(struct device *dev, void *unused)
{
	if (strncmp(dev_name(dev), "dax_region", 10))
		return 0;
	pr_info("test: binding %s: %d\n", dev_name(dev), device_attach(dev));
	device_for_each_child(dev, NULL, bind_dax);
	return 0;
}

static int bind_hmem_dax(struct device *dev, void *unused)
{
	if (sr_is_hmem(dev))
		device_for_each_child(dev, NULL, bind_dax);
	return 0;
}

void sr_test_before(const struct sr_act *act)
{
	if (is_meant(slow_step, act)) {
		pr_info("test: %s is slow\n", sr_part_tag(act->part));
		msleep(SLOW_STEP_MS);
	}
	if (!is_meant(intrude, act))
		return;
	pr_info("test: others bind before %s\n", sr_part_tag(act->part));
	bus_for_each_dev(&cxl_bus_type, NULL, NULL, bind_dax_region);
	bus_for_each_dev(&platform_bus_type, NULL, NULL, bind_hmem_dax);
}

static int fails(const char *word, const struct sr_act *act)
{
	if (!is_meant(word, act))
		return 0;
	pr_warn("part %s is made to fail (test build)\n",
		sr_part_tag(act->part));
	return -EIO;
}

int sr_test_fails_before(const struct sr_act *act)
{
	return fails(fail_before, act);
}

int sr_test_fails_after(const struct sr_act *act)
{
	return fails(fail_step, act);
}
