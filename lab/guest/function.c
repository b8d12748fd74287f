// SPDX-License-Identifier: GPL-2.0-only
/* DOC: what can happen to a PCI function while the machine runs. */
#include "guest.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PCI "/sys/bus/pci"

static int find(struct guest *guest, const char *serial, char *path,
		size_t size)
{
	int rc = pci_find_serial(strtoull(serial, NULL, 0), path, size);

	return rc ? guest_fail(guest, rc, "no function with serial number %s",
			       serial) : 0;
}

static int put(struct guest *guest, const char *path, const char *value)
{
	int rc = file_write(path, value);

	return rc ? guest_fail(guest, rc, "cannot write %s to %s: %s", value,
			       path, strerror(-rc)) : 0;
}

/* "rebind SERIAL": off its driver, and on it again */
int function_rebind(struct guest *guest, char **words, int n)
{
	char path[PATH_MAX], file[PATH_MAX + 32], driver[64];
	const char *name;
	int rc = n == 2 ? find(guest, words[1], path, sizeof(path)) :
			  guest_fail(guest, -EINVAL, "malformed command");

	if (rc)
		return rc;
	name = strrchr(path, '/') + 1;
	snprintf(file, sizeof(file), "%s/driver", path);
	link_name(file, driver, sizeof(driver));
	if (!driver[0])
		return guest_fail(guest, -ENODEV, "%s has no driver", name);
	snprintf(file, sizeof(file), PCI "/drivers/%s/unbind", driver);
	rc = put(guest, file, name);
	if (rc)
		return rc;
	snprintf(file, sizeof(file), PCI "/drivers/%s/bind", driver);
	return put(guest, file, name);
}

/* "give SERIAL DRIVER": only this driver may have it */
int function_give(struct guest *guest, char **words, int n)
{
	char path[PATH_MAX], file[PATH_MAX + 32];
	int rc = n == 3 ? find(guest, words[1], path, sizeof(path)) :
			  guest_fail(guest, -EINVAL, "malformed command");

	if (rc)
		return rc;
	snprintf(file, sizeof(file), "%s/driver_override", path);
	return put(guest, file, words[2]);
}

/* "remove SERIAL": as when it is pulled out of its slot */
int function_remove(struct guest *guest, char **words, int n)
{
	char path[PATH_MAX], file[PATH_MAX + 32];
	int rc = n == 2 ? find(guest, words[1], path, sizeof(path)) :
			  guest_fail(guest, -EINVAL, "malformed command");

	if (rc)
		return rc;
	snprintf(file, sizeof(file), "%s/remove", path);
	return put(guest, file, "1");
}

/* "rescan": find again what was removed */
int function_rescan(struct guest *guest, char **words, int n)
{
	(void)words;
	(void)n;
	return put(guest, PCI "/rescan", "1");
}
