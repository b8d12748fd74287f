// SPDX-License-Identifier: GPL-2.0-only
/* DOC: the dax devices there are, and their drivers. */
#include "dax.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int dax_attribute(const char *dax, const char *name, uint64_t *value)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), DAX_DEVICES "/%s/%s", dax, name);
	return file_read_number(path, value);
}

static int read_extents(struct dax *dax)
{
	char name[32];
	uint64_t end;

	for (dax->n_extents = 0; dax->n_extents < EXTENTS_MAX;) {
		struct extent *e = &dax->extent[dax->n_extents];

		snprintf(name, sizeof(name), "mapping%zu/start",
			 dax->n_extents);
		if (dax_attribute(dax->name, name, &e->start))
			break;
		snprintf(name, sizeof(name), "mapping%zu/end", dax->n_extents);
		if (dax_attribute(dax->name, name, &end))
			return -EIO;
		e->size = end - e->start + 1;
		dax->n_extents++;
	}
	if (dax->n_extents)
		return 0;
	dax->n_extents = 1;
	if (dax_attribute(dax->name, "resource", &dax->extent[0].start))
		return -EIO;
	return dax_attribute(dax->name, "size", &dax->extent[0].size);
}

void dax_read_driver(struct dax *dax)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), DAX_DEVICES "/%s/driver", dax->name);
	link_name(path, dax->driver, sizeof(dax->driver));
}

int dax_list(struct guest *guest, struct dax *daxes, size_t *n)
{
	struct dirent *entry;
	DIR *dir;

	*n = 0;
	dir = opendir(DAX_DEVICES);
	if (!dir)
		return errno == ENOENT ? 0 :
		       guest_fail(guest, -errno, "cannot list dax devices");
	while (*n < DAXES_MAX && (entry = readdir(dir))) {
		struct dax *dax = &daxes[*n];

		if (entry->d_name[0] == '.')
			continue;
		memset(dax, 0, sizeof(*dax));
		snprintf(dax->name, sizeof(dax->name), "%.31s", entry->d_name);
		if (read_extents(dax))
			continue;
		dax_read_driver(dax);
		++*n;
	}
	closedir(dir);
	return 0;
}

/* Both kinds of dax device prefer kmem; new_id makes device_dax take one. */
void dax_bind(struct dax *dax)
{
	if (dax->driver[0])
		return;
	dax->error = file_write(DAX_DRIVER "/new_id", dax->name);
	dax_read_driver(dax);
	if (!dax->driver[0] && !dax->error)
		dax->error = file_write(DAX_DRIVER "/bind", dax->name);
	dax_read_driver(dax);
	if (!dax->driver[0] && !dax->error)
		dax->error = -ENODEV;
}

static bool overlap(const struct dax *a, const struct dax *b)
{
	for (size_t i = 0; i < a->n_extents; i++)
		for (size_t j = 0; j < b->n_extents; j++)
			if (a->extent[i].start < b->extent[j].start +
						 b->extent[j].size &&
			    b->extent[j].start < a->extent[i].start +
						 a->extent[i].size)
				return true;
	return false;
}

/* "one-device-each": no two dax devices are over the same memory */
int dax_one_each(struct guest *guest, char **words, int n)
{
	static struct dax daxes[DAXES_MAX];
	size_t n_daxes;
	int rc = dax_list(guest, daxes, &n_daxes);

	(void)words;
	(void)n;
	for (size_t i = 0; i < n_daxes && !rc; i++)
		for (size_t j = 0; j < i; j++)
			if (overlap(&daxes[i], &daxes[j]))
				rc = guest_fail(guest, -EEXIST,
						"%s and %s are over the same memory",
						daxes[j].name, daxes[i].name);
	return rc;
}
