// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: CXL regions through sysfs, in the order that "cxl destroy-region" and
 * "cxl create-region" keep to (Documentation/ABI/testing/sysfs-bus-cxl).
 */
#include "guest.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CXL "/sys/bus/cxl/devices"
#define CXL_DRIVER "/sys/bus/cxl/drivers/cxl_region"
#define REGIONS_MAX 32
#define WAYS_MAX 16

/* A region, with all that is needed to make it again. */
struct region {
	char name[32];
	char root[64];
	uint64_t start;
	uint64_t size;
	uint64_t ways;
	uint64_t granularity;
	char target[WAYS_MAX][32];
	uint64_t dpa_size[WAYS_MAX];
};

/* What "destroy-region" took down last, for "create-region" to make again. */
static struct region last;

static int get(const char *object, const char *name, char *text, size_t size)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), CXL "/%s/%s", object, name);
	return file_read(path, text, size);
}

static int get_number(const char *object, const char *name, uint64_t *value)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), CXL "/%s/%s", object, name);
	return file_read_number(path, value);
}

static int put(struct guest *guest, const char *object, const char *name,
	       const char *value)
{
	char path[PATH_MAX];
	int rc;

	snprintf(path, sizeof(path), CXL "/%s/%s", object, name);
	rc = file_write(path, value);
	return rc ? guest_fail(guest, rc, "cannot write %s to %s/%s: %s",
			       strcmp(value, "\n") ? value : "nothing", object,
			       name, strerror(-rc)) : 0;
}

static int put_number(struct guest *guest, const char *object,
		      const char *name, uint64_t value)
{
	char text[32];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
	return put(guest, object, name, text);
}

/* The root decoder is the directory that the region's own lies in. */
static int read_root(struct region *region)
{
	char path[PATH_MAX], real[PATH_MAX], *slash;

	snprintf(path, sizeof(path), CXL "/%s", region->name);
	if (!realpath(path, real))
		return -errno;
	slash = strrchr(real, '/');
	*slash = '\0';
	slash = strrchr(real, '/');
	snprintf(region->root, sizeof(region->root), "%.63s", slash + 1);
	return 0;
}

static int read_region(struct region *region, const char *name)
{
	char attribute[32];
	int rc;

	memset(region, 0, sizeof(*region));
	snprintf(region->name, sizeof(region->name), "%.31s", name);
	rc = get_number(name, "resource", &region->start);
	if (!rc)
		rc = get_number(name, "size", &region->size);
	if (!rc)
		rc = get_number(name, "interleave_ways", &region->ways);
	if (!rc)
		rc = get_number(name, "interleave_granularity",
				&region->granularity);
	if (!rc)
		rc = read_root(region);
	for (uint64_t i = 0; i < region->ways && i < WAYS_MAX && !rc; i++) {
		snprintf(attribute, sizeof(attribute), "target%llu",
			 (unsigned long long)i);
		rc = get(name, attribute, region->target[i],
			 sizeof(region->target[i]));
		if (!rc && region->target[i][0])
			rc = get_number(region->target[i], "dpa_size",
					&region->dpa_size[i]);
	}
	return rc;
}

/* The region with number @index by address. */
static int find_region(unsigned long index, struct region *region)
{
	static struct region all[REGIONS_MAX];
	struct dirent *entry;
	size_t n = 0;
	DIR *dir;

	dir = opendir(CXL);
	while (dir && n < REGIONS_MAX && (entry = readdir(dir)))
		if (!strncmp(entry->d_name, "region", 6) &&
		    !read_region(&all[n], entry->d_name))
			n++;
	if (dir)
		closedir(dir);
	for (size_t i = 0; i < n; i++) {
		size_t below = 0;

		for (size_t j = 0; j < n; j++)
			below += all[j].start < all[i].start;
		if (below == index) {
			*region = all[i];
			return 0;
		}
	}
	return -ENOENT;
}

static int clear_targets(struct guest *guest, const struct region *region)
{
	char name[32];
	int rc = 0;

	for (uint64_t i = 0; i < region->ways && !rc; i++) {
		snprintf(name, sizeof(name), "target%llu",
			 (unsigned long long)i);
		if (!region->target[i][0])
			continue;
		rc = put(guest, region->name, name, "\n");
		if (!rc)
			rc = put(guest, region->target[i], "dpa_size", "0");
	}
	return rc;
}

/* "destroy-region N": the one with number N by address. */
int region_destroy(struct guest *guest, char **words, int n)
{
	unsigned long index = n > 1 ? strtoul(words[1], NULL, 10) : 0;
	int rc;

	rc = find_region(index, &last);
	if (rc)
		return guest_fail(guest, rc, "no region with number %lu",
				  index);
	/* Refused where no driver is bound, which is as good. */
	file_write(CXL_DRIVER "/unbind", last.name);
	rc = put(guest, last.name, "commit", "0");
	if (!rc)
		rc = clear_targets(guest, &last);
	if (!rc)
		rc = put(guest, last.root, "delete_region", last.name);
	return rc;
}

static int set_targets(struct guest *guest, const struct region *region)
{
	char name[32];
	int rc = 0;

	for (uint64_t i = 0; i < region->ways && !rc; i++) {
		rc = put(guest, region->target[i], "mode", "ram");
		if (!rc)
			rc = put_number(guest, region->target[i], "dpa_size",
					region->dpa_size[i]);
	}
	if (!rc)
		rc = put_number(guest, region->name, "size", region->size);
	for (uint64_t i = 0; i < region->ways && !rc; i++) {
		snprintf(name, sizeof(name), "target%llu",
			 (unsigned long long)i);
		rc = put(guest, region->name, name, region->target[i]);
	}
	return rc;
}

static int commit(struct guest *guest, const struct region *region)
{
	int rc = put(guest, region->name, "commit", "1");

	if (rc)
		return rc;
	rc = file_write(CXL_DRIVER "/bind", region->name);
	return rc ? guest_fail(guest, rc, "%s does not bind", region->name) : 0;
}

static int create(struct guest *guest, struct region *region)
{
	int rc;

	rc = get(region->root, "create_ram_region", region->name,
		 sizeof(region->name));
	if (rc)
		return guest_fail(guest, rc, "%s makes no region",
				  region->root);
	rc = put(guest, region->root, "create_ram_region", region->name);
	if (!rc)
		rc = put_number(guest, region->name, "interleave_granularity",
				region->granularity);
	if (!rc)
		rc = put_number(guest, region->name, "interleave_ways",
				region->ways);
	if (!rc)
		rc = set_targets(guest, region);
	return rc ? rc : commit(guest, region);
}

/*
 * "create-region [same]": make again what "destroy-region" took down last, if
 * asked on the very same address.
 */
int region_create(struct guest *guest, char **words, int n)
{
	struct json_object *line;
	uint64_t start;
	int rc;

	if (!last.size)
		return guest_fail(guest, -EINVAL, "no region was destroyed");
	rc = create(guest, &last);
	if (!rc)
		rc = get_number(last.name, "resource", &start);
	if (rc)
		return rc;
	line = tell_new("created");
	tell_text(line, "name", last.name);
	tell_number(line, "was", last.start);
	tell_number(line, "start", start);
	tell(line);
	if (n > 1 && !strcmp(words[1], "same") && start != last.start)
		return guest_fail(guest, -EXDEV,
				  "%s is at 0x%llx, was at 0x%llx", last.name,
				  (unsigned long long)start,
				  (unsigned long long)last.start);
	return 0;
}
