// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: read and write a device's documented sysfs attributes from the kernel.
 *
 * struct cxl_region and its friends are private and change between versions;
 * their attributes (Documentation/ABI/testing/sysfs-bus-cxl) do not. So the
 * module calls the attribute's own show() and store(). The caller holds a
 * reference to the device.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/kstrtox.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "machine.h"

/* "ram/size" is the attribute "size" of the group "ram". */
static bool is_in_group(const struct attribute_group *group, const char **name)
{
	const char *slash = strchr(*name, '/');
	size_t length;

	if (!slash)
		return true;
	length = slash - *name;
	if (!group->name || strlen(group->name) != length ||
	    strncmp(group->name, *name, length))
		return false;
	*name = slash + 1;
	return true;
}

static struct device_attribute *
find_in_groups(const struct attribute_group *const *groups, const char *path)
{
	struct attribute **attr;
	const char *name;

	if (!groups)
		return NULL;
	for (; *groups; groups++) {
		name = path;
		if (!(*groups)->attrs || !is_in_group(*groups, &name))
			continue;
		for (attr = (*groups)->attrs; *attr; attr++)
			if (!strcmp((*attr)->name, name))
				return container_of(*attr,
						    struct device_attribute,
						    attr);
	}
	return NULL;
}

static struct device_attribute *find_attribute(struct device *dev,
					       const char *name)
{
	struct device_attribute *attr = NULL;

	if (dev->type)
		attr = find_in_groups(dev->type->groups, name);
	return attr ? attr : find_in_groups(dev->groups, name);
}

/**
 * sr_attribute_read() - read an attribute as text
 * @dev: the device; the caller holds a reference
 * @name: the attribute; "GROUP/NAME" if it is in a group with a name
 * @page: PAGE_SIZE bytes, page aligned (sysfs_emit() insists)
 *
 * Return: 0, with the text NUL-terminated and without its last newline;
 * -ENOENT where the device has no such attribute; -errno.
 */
int sr_attribute_read(struct device *dev, const char *name, char *page)
{
	struct device_attribute *attr = find_attribute(dev, name);
	ssize_t n;

	if (!attr || !attr->show)
		return -ENOENT;
	n = attr->show(dev, attr, page);
	if (n < 0)
		return n;
	if (n >= PAGE_SIZE)
		return -EOVERFLOW;
	page[n] = '\0';
	strim(page);
	return 0;
}

/**
 * sr_attribute_read_u64() - read an attribute that is a number
 * @dev: the device; the caller holds a reference
 * @name: the attribute
 * @value: the number
 *
 * Return: 0 or -errno.
 */
int sr_attribute_read_u64(struct device *dev, const char *name, u64 *value)
{
	char *page = (char *)get_zeroed_page(GFP_KERNEL);
	int rc;

	if (!page)
		return -ENOMEM;
	rc = sr_attribute_read(dev, name, page);
	if (!rc)
		rc = kstrtou64(page, 0, value);
	free_page((unsigned long)page);
	return rc;
}

/**
 * sr_attribute_write() - write an attribute
 * @dev: the device; the caller keeps it from going away
 * @name: the attribute
 * @value: the text
 *
 * Return: 0 or -errno.
 */
int sr_attribute_write(struct device *dev, const char *name, const char *value)
{
	struct device_attribute *attr = find_attribute(dev, name);
	ssize_t n;

	if (!attr || !attr->store)
		return -ENOENT;
	n = attr->store(dev, attr, value, strlen(value));
	return n < 0 ? n : 0;
}
