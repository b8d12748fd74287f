// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: /sys/kernel/softreserve; docs/abi/sysfs-kernel-softreserve describes it.
 *
 * Reading takes only view.lock, so that it works while a round is under way.
 * Who writes leaves an order, and may wait for it; the worker carries it out.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kobject.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "compat/compat.h"
#include "machine.h"
#include "news.h"
#include "orders.h"

/* There is one machine; kobject attributes carry no data of their own. */
static struct sr_machine *the_machine;

static ssize_t show_word(char *buf, const char *word)
{
	return sysfs_emit(buf, "%s\n", word);
}

/* guard() would be shorter, but 6.3 and 6.4 do not have it. */
static ssize_t show_view(char *buf, const char *(*word)(const struct sr_view *))
{
	struct sr_view *v = &the_machine->view;
	ssize_t n;

	mutex_lock(&v->lock);
	n = show_word(buf, word(v));
	mutex_unlock(&v->lock);
	return n;
}

static const char *verdict_word(const struct sr_view *v)
{
	return v->verdict;
}

static const char *owner_in_view(const struct sr_view *v)
{
	return v->owner;
}

static const char *scope_word(const struct sr_view *v)
{
	return sr_scope_tag(v->scope);
}

static const char *state_word(const struct sr_view *v)
{
	static const char *const states[] = {
		[SR_PENDING] = "pending",
		[SR_SETTLING] = "settling",
		[SR_SETTLED] = "settled",
		[SR_FAILED] = "failed",
	};

	return states[v->state];
}

static ssize_t verdict_show(struct kobject *kobj, struct kobj_attribute *attr,
			    char *buf)
{
	return show_view(buf, verdict_word);
}

static ssize_t owner_show(struct kobject *kobj, struct kobj_attribute *attr,
			  char *buf)
{
	return show_view(buf, owner_in_view);
}

static ssize_t owner_store(struct kobject *kobj, struct kobj_attribute *attr,
			   const char *buf, size_t n)
{
	int rc;

	if (sysfs_streq(buf, "cxl")) {
		rc = sr_order(SR_EVENT_OWNER_CXL);
	} else if (sysfs_streq(buf, "auto")) {
		rc = sr_order(SR_EVENT_OWNER_AUTO);
	} else {
		pr_err("owner: write \"cxl\" (hand back) or \"auto\" (follow the rule)\n");
		rc = -EINVAL;
	}
	return rc ? rc : n;
}

static ssize_t settle_show(struct kobject *kobj, struct kobj_attribute *attr,
			   char *buf)
{
	return show_view(buf, state_word);
}

static ssize_t settle_store(struct kobject *kobj, struct kobj_attribute *attr,
			    const char *buf, size_t n)
{
	int rc;

	if (!sysfs_streq(buf, "1"))
		return -EINVAL;
	rc = sr_order(SR_EVENT_SETTLE);
	return rc ? rc : n;
}

static ssize_t mode_show(struct kobject *kobj, struct kobj_attribute *attr,
			 char *buf)
{
	return show_word(buf, sr_mode_tag(READ_ONCE(the_machine->mode)));
}

/* A brake: it takes no lock, and is seen before each part that is begun. */
static ssize_t mode_store(struct kobject *kobj, struct kobj_attribute *attr,
			  const char *buf, size_t n)
{
	enum sr_mode mode;
	int rc = sr_mode_parse(buf, &mode);

	if (rc)
		return rc;
	WRITE_ONCE(the_machine->mode, mode);
	sr_news_tell(SR_NEWS_MODE);
	return n;
}

/* What is in force, which may be narrower than what was asked for. */
static ssize_t scope_show(struct kobject *kobj, struct kobj_attribute *attr,
			  char *buf)
{
	return show_view(buf, scope_word);
}

static ssize_t scope_store(struct kobject *kobj, struct kobj_attribute *attr,
			   const char *buf, size_t n)
{
	enum sr_scope scope;
	int rc = sr_scope_parse(buf, &scope);

	if (rc)
		return rc;
	WRITE_ONCE(the_machine->scope, scope);
	sr_news_tell(SR_NEWS_POLICY);
	return n;
}

static ssize_t kernel_rule_show(struct kobject *kobj,
				struct kobj_attribute *attr, char *buf)
{
	return show_word(buf, SR_KERNEL_RULE);
}

static struct kobj_attribute verdict_attr = __ATTR_RO(verdict);
static struct kobj_attribute kernel_rule_attr = __ATTR_RO(kernel_rule);
static struct kobj_attribute owner_attr = __ATTR_RW(owner);
static struct kobj_attribute mode_attr = __ATTR_RW(mode);
static struct kobj_attribute scope_attr = __ATTR_RW(scope);
static struct kobj_attribute settle_attr = __ATTR_RW(settle);

static struct attribute *machine_attrs[] = {
	&verdict_attr.attr, &owner_attr.attr,  &mode_attr.attr,
	&scope_attr.attr,   &settle_attr.attr, &kernel_rule_attr.attr,
	NULL,
};

static const struct attribute_group machine_group = {
	.attrs = machine_attrs,
};

static struct sr_ledger ledger_copy(void)
{
	struct sr_ledger copy;

	mutex_lock(&the_machine->view.lock);
	copy = the_machine->view.ledger;
	mutex_unlock(&the_machine->view.lock);
	return copy;
}

#define SR_LEDGER_ATTR(_name)                                               \
	static ssize_t _name##_show(struct kobject *kobj,                   \
				    struct kobj_attribute *attr, char *buf) \
	{                                                                   \
		return sysfs_emit(buf, "%llu\n", ledger_copy()._name);      \
	}                                                                   \
	static struct kobj_attribute _name##_attr = __ATTR_RO(_name)

SR_LEDGER_ATTR(offered);
SR_LEDGER_ATTR(cxl);
SR_LEDGER_ATTR(dax);
SR_LEDGER_ATTR(lost_alignment);
SR_LEDGER_ATTR(withheld);
SR_LEDGER_ATTR(stranded);
SR_LEDGER_ATTR(unrouted);
SR_LEDGER_ATTR(misrouted);
SR_LEDGER_ATTR(persistent);
SR_LEDGER_ATTR(route_unknown);

static ssize_t not_decoded_show(struct kobject *kobj,
				struct kobj_attribute *attr, char *buf)
{
	struct sr_ledger ledger = ledger_copy();

	if (!ledger.not_decoded_known)
		return show_word(buf, "unknown");
	return sysfs_emit(buf, "%llu\n", ledger.not_decoded);
}

static struct kobj_attribute not_decoded_attr = __ATTR_RO(not_decoded);

static struct attribute *ledger_attrs[] = {
	&offered_attr.attr,     &cxl_attr.attr,
	&dax_attr.attr,         &lost_alignment_attr.attr,
	&withheld_attr.attr,    &stranded_attr.attr,
	&not_decoded_attr.attr, &unrouted_attr.attr,
	&misrouted_attr.attr,   &persistent_attr.attr,
	&route_unknown_attr.attr, NULL,
};

static const struct attribute_group ledger_group = {
	.name = "ledger",
	.attrs = ledger_attrs,
};

static const struct attribute_group *machine_groups[] = {
	&machine_group,
	&ledger_group,
	NULL,
};

/**
 * sr_sysfs_add() - make /sys/kernel/softreserve
 * @m: the machine, with everything but @m->kobj ready
 *
 * Return: 0 or -errno.
 */
int sr_sysfs_add(struct sr_machine *m)
{
	int rc;

	the_machine = m;
	m->kobj = kobject_create_and_add("softreserve", kernel_kobj);
	if (!m->kobj)
		return -ENOMEM;
	m->view.ranges = kobject_create_and_add("ranges", m->kobj);
	rc = m->view.ranges ? sysfs_create_groups(m->kobj, machine_groups) :
			      -ENOMEM;
	if (rc) {
		sr_sysfs_del(m);
		m->kobj = NULL;
	}
	return rc;
}

/**
 * sr_sysfs_stop() - take the files away; waits for readers and writers
 * @m: the machine, not locked; after this nobody can order a round
 */
void sr_sysfs_stop(struct sr_machine *m)
{
	sysfs_remove_groups(m->kobj, machine_groups);
}

/**
 * sr_sysfs_del() - remove the rest; after the last round, and only once
 * @m: the machine
 *
 * The names go at once, whoever still holds the objects: the module may be
 * loaded again the next moment.
 */
void sr_sysfs_del(struct sr_machine *m)
{
	sr_sysfs_ranges_end(&m->view);
	kobject_del(m->view.ranges);
	kobject_put(m->view.ranges);
	kobject_del(m->kobj);
	kobject_put(m->kobj);
}
