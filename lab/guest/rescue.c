// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: what an operator can do by hand from 7.1 on, where mainline's hmem device
 * holds a range that no driver can use: let go of it, and have the dax regions
 * that lost the range probed again.
 */
#include "guest.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HMEM_DRIVER "/sys/bus/platform/drivers/hmem"
#define DAX_DEVICES "/sys/bus/dax/devices"
#define CXL_DEVICES "/sys/bus/cxl/devices"

/* The hmem device that a dax device stands on, "" if it is another. */
static void hmem_of(const char *dax, char *name, size_t size)
{
	char path[PATH_MAX], real[PATH_MAX], *slash;

	name[0] = '\0';
	snprintf(path, sizeof(path), DAX_DEVICES "/%s", dax);
	if (!realpath(path, real))
		return;
	slash = strrchr(real, '/');
	*slash = '\0';
	slash = strrchr(real, '/');
	if (slash && !strncmp(slash + 1, "hmem.", 5))
		snprintf(name, size, "%s", slash + 1);
}

static int release_idle(struct guest *guest, const char *dax)
{
	char path[PATH_MAX], driver[64], hmem[64];
	int rc;

	snprintf(path, sizeof(path), DAX_DEVICES "/%s/driver", dax);
	link_name(path, driver, sizeof(driver));
	hmem_of(dax, hmem, sizeof(hmem));
	if (driver[0] || !hmem[0])
		return 0;
	rc = file_write(HMEM_DRIVER "/unbind", hmem);
	return rc ? guest_fail(guest, rc, "cannot unbind %s: %s", hmem,
			       strerror(-rc)) : 0;
}

static int probe_dax_region(struct guest *guest, const char *name)
{
	int rc;

	if (strncmp(name, "dax_region", 10))
		return 0;
	rc = file_write("/sys/bus/cxl/drivers_probe", name);
	return rc ? guest_fail(guest, rc, "cannot probe %s: %s", name,
			       strerror(-rc)) : 0;
}

static int each(struct guest *guest, const char *directory,
		int (*visit)(struct guest *guest, const char *name))
{
	struct dirent *entry;
	DIR *dir = opendir(directory);
	int rc = 0;

	if (!dir)
		return guest_fail(guest, -errno, "%s: %s", directory,
				  strerror(errno));
	while (!rc && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			rc = visit(guest, entry->d_name);
	closedir(dir);
	return rc;
}

/* "rescue" */
int rescue_regions(struct guest *guest, char **words, int n)
{
	int rc;

	(void)words;
	(void)n;
	rc = each(guest, DAX_DEVICES, release_idle);
	return rc ? rc : each(guest, CXL_DEVICES, probe_dax_region);
}
