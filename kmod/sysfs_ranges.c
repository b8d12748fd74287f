// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: /sys/kernel/softreserve/ranges/N: one directory per Soft Reserved range.
 *
 * A directory shows a copy made when it was published and never changed after,
 * so that reading needs no lock. A new ruling makes new directories.
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include "machine.h"

struct range_kobject {
	struct kobject kobj;
	struct sr_range range;
	char device[64];
};

/*
 * A directory is released when its last user lets go, which may be later than
 * it was removed, and by code in this module. One more than there are, until
 * the module goes.
 */
static atomic_t n_unreleased = ATOMIC_INIT(1);
static DECLARE_COMPLETION(all_released);

static struct range_kobject *to_range_kobject(struct kobject *kobj)
{
	return container_of(kobj, struct range_kobject, kobj);
}

static ssize_t start_show(struct kobject *kobj, struct kobj_attribute *attr,
			  char *buf)
{
	return sysfs_emit(buf, "%#llx\n",
			  to_range_kobject(kobj)->range.at.start);
}

static ssize_t size_show(struct kobject *kobj, struct kobj_attribute *attr,
			 char *buf)
{
	return sysfs_emit(buf, "%llu\n",
			  to_range_kobject(kobj)->range.ledger.offered);
}

static ssize_t owner_show(struct kobject *kobj, struct kobj_attribute *attr,
			  char *buf)
{
	return sysfs_emit(buf, "%s\n",
			  sr_owner_tag(to_range_kobject(kobj)->range.owner));
}

static ssize_t reason_show(struct kobject *kobj, struct kobj_attribute *attr,
			   char *buf)
{
	return sysfs_emit(buf, "%s\n",
			  sr_reason_tag(to_range_kobject(kobj)->range.reason));
}

static ssize_t device_show(struct kobject *kobj, struct kobj_attribute *attr,
			   char *buf)
{
	return sysfs_emit(buf, "%s\n", to_range_kobject(kobj)->device);
}

/* Addresses are for root only, as in /proc/iomem. */
static struct kobj_attribute start_attr = __ATTR(start, 0400, start_show, NULL);
static struct kobj_attribute size_attr = __ATTR_RO(size);
static struct kobj_attribute owner_attr = __ATTR_RO(owner);
static struct kobj_attribute reason_attr = __ATTR_RO(reason);
static struct kobj_attribute device_attr = __ATTR_RO(device);

static struct attribute *range_attrs[] = {
	&start_attr.attr,  &size_attr.attr,   &owner_attr.attr,
	&reason_attr.attr, &device_attr.attr, NULL,
};
ATTRIBUTE_GROUPS(range);

static void count_released(void)
{
	if (atomic_dec_and_test(&n_unreleased))
		complete(&all_released);
}

static void range_kobject_release(struct kobject *kobj)
{
	kfree(to_range_kobject(kobj));
	count_released();
}

static const struct kobj_type range_ktype = {
	.release = range_kobject_release,
	.sysfs_ops = &kobj_sysfs_ops,
	.default_groups = range_groups,
};

static int add_range_kobject(struct sr_view *v, struct sr_round *r, size_t i)
{
	const struct sr_range *range = &r->facts.ranges[i];
	struct range_kobject *rk = kzalloc(sizeof(*rk), GFP_KERNEL);
	struct kobject *kobj;
	int rc;

	if (!rk)
		return -ENOMEM;
	rk->range = *range;
	strscpy(rk->device, sr_round_range_info(r, range)->device,
		sizeof(rk->device));
	kobj = &rk->kobj;
	atomic_inc(&n_unreleased);
	rc = kobject_init_and_add(kobj, &range_ktype, v->ranges, "%zu", i);
	if (!rc)
		rc = sr_list_add(&v->range_kobjects, &kobj, sizeof(kobj));
	if (rc)
		kobject_put(kobj);
	return rc;
}

/* Their files are gone when this returns, they themselves perhaps later. */
static void ranges_clear(struct sr_view *v)
{
	struct kobject **kobj = v->range_kobjects.items;
	size_t i;

	for (i = 0; i < v->range_kobjects.n; i++) {
		kobject_del(kobj[i]);
		kobject_put(kobj[i]);
	}
	sr_list_free(&v->range_kobjects);
}

/** sr_sysfs_ranges_end() - remove them for good; waits for their release */
void sr_sysfs_ranges_end(struct sr_view *v)
{
	ranges_clear(v);
	count_released();
	wait_for_completion(&all_released);
}

/**
 * sr_sysfs_ranges_show() - make the directories for a round's ranges
 * @v: the view; machine.lock is held, view.lock is not
 * @r: the round
 *
 * Return: 0 or -errno; what could be made is there.
 */
int sr_sysfs_ranges_show(struct sr_view *v, struct sr_round *r)
{
	size_t i;
	int rc = 0;

	ranges_clear(v);
	for (i = 0; !rc && i < r->facts.n_ranges; i++)
		rc = add_range_kobject(v, r, i);
	return rc;
}
