// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: devices of the dax bus: where they are, on what they stand, and which
 * driver has them (kmem: System RAM, device_dax: a character device).
 */
#include "system_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DIRECTORY "sys/bus/dax/devices"
#define FACT "/" DIRECTORY
#define DAX FACT "/dax*"

static int keep_mapping(struct sr_dax_device *dax, uint64_t start,
			uint64_t size)
{
	struct sr_dax_mapping *list;

	list = sr_grow(dax->mappings, dax->n_mappings, sizeof(*list));
	if (!list)
		return -ENOMEM;
	dax->mappings = list;
	list[dax->n_mappings++] = (struct sr_dax_mapping){ start, size };
	return 0;
}

static int read_mapping(struct sr_running *running, struct sr_dax_device *dax,
			int at, const char *name)
{
	uint64_t start, end;
	int err = sr_bounds_read(at, name, &start, &end);

	if (!err)
		return keep_mapping(dax, start, end - start + 1);
	if (err == -EINVAL)
		return sr_omit(running, DAX "/mapping*", "it makes no sense");
	return sr_omit_errno(running, DAX "/mapping*",
			     err == -ENOENT ? ENODEV : -err);
}

/* Most devices have one mapping, as large as they are: no need to look on. */
static bool is_one_mapping(const struct sr_dax_device *dax, int at,
			   uint64_t *start)
{
	uint64_t end;

	return dax->size.known && dax->size.value &&
	       !sr_bounds_read(at, "mapping0", start, &end) &&
	       end - *start == dax->size.value - 1;
}

static int read_mappings(struct sr_running *running,
			 struct sr_dax_device *dax, int at)
{
	struct sr_names names;
	uint64_t start;
	size_t i;
	int err;

	if (is_one_mapping(dax, at, &start))
		return keep_mapping(dax, start, dax->size.value);
	err = sr_dir_names(at, &names);
	if (err && err != -ENOMEM)
		return sr_omit_errno(running, DAX, -err);
	/* "mapping0" and so on; plain "mapping" is for writing. */
	for (i = 0; !err && i < names.n; i++)
		if (!strncmp(names.names[i], "mapping", 7) &&
		    names.names[i][7])
			err = read_mapping(running, dax, at, names.names[i]);
	sr_names_free(&names);
	return err;
}

/* Kernels before 5.10 have no mappings: one piece at "resource". */
static int read_resource(struct sr_running *running,
			 struct sr_dax_device *dax, int at)
{
	uint64_t start;
	int err;

	if (!dax->size.known || !dax->size.value)
		return 0;
	err = sr_attribute_number(at, "resource", &start);
	if (!err && dax->size.value - 1 <= UINT64_MAX - start)
		return keep_mapping(dax, start, dax->size.value);
	if (!err || err == -EINVAL)
		return sr_omit(running, DAX "/resource", "it makes no sense");
	return sr_omit_errno(running, DAX "/resource",
			     err == -ENOENT ? ENODEV : -err);
}

/* The path names the device below, and the CXL region if there is one. */
static int read_place(struct sr_dax_device *dax, int directory)
{
	char path[SR_ATTRIBUTE_MAX], step[256];
	unsigned int back;
	ssize_t length;

	length = readlinkat(directory, dax->name, path, sizeof(path) - 1);
	path[length > 0 ? length : 0] = '\0';
	for (back = 1; sr_link_step(path, back, step, sizeof(step)); back++) {
		if (back == 1) {
			dax->parent = strdup(step);
			if (!dax->parent)
				return -ENOMEM;
		}
		if (dax->region || strncmp(step, "region", 6) ||
		    step[6] < '0' || step[6] > '9')
			continue;
		dax->region = strdup(step);
		if (!dax->region)
			return -ENOMEM;
	}
	return 0;
}

/* softreserve overrides the driver of its hmem devices, mainline does not. */
static bool is_ours(const struct sr_dax_device *dax, int at)
{
	char override[64];

	return dax->parent && !strncmp(dax->parent, "hmem.", 5) &&
	       !sr_attribute_text(at, "../driver_override", override,
				  sizeof(override)) &&
	       !strcmp(override, "hmem");
}

static int read_dax(struct sr_running *running, int directory, int at,
		    const char *name)
{
	struct sr_dax_device *list, *dax;
	int err;

	list = sr_grow(running->daxes, running->n_daxes, sizeof(*list));
	if (!list)
		return -ENOMEM;
	running->daxes = list;
	dax = &list[running->n_daxes++];
	dax->name = strdup(name);
	if (!dax->name)
		return -ENOMEM;
	err = read_place(dax, directory);
	dax->is_ours = is_ours(dax, at);
	if (!err)
		err = sr_attributes_read(running, at, DAX,
					 &sr_dax_device_object, dax);
	if (!err)
		err = read_mappings(running, dax, at);
	if (!err && !dax->n_mappings)
		err = read_resource(running, dax, at);
	return err;
}

static int read_named(struct sr_running *running, int directory,
		      const char *name)
{
	char fact[300];
	int err, at = sr_dir_open(directory, name);

	if (at < 0) {
		snprintf(fact, sizeof(fact), FACT "/%s", name);
		return sr_omit_errno(running, fact,
				     at == -ENOENT ? ENODEV : -at);
	}
	err = read_dax(running, directory, at, name);
	close(at);
	return err;
}

static bool any_character_device(const struct sr_running *running)
{
	size_t i;

	for (i = 0; i < running->n_daxes; i++)
		if (running->daxes[i].driver &&
		    !strcmp(running->daxes[i].driver, "device_dax"))
			return true;
	return false;
}

int sr_dax_read(int root, struct sr_system *system)
{
	struct sr_running *running = &system->running;
	int err;

	running->dax_hmem = !faccessat(root, "sys/module/dax_hmem", F_OK, 0) ||
			    !faccessat(root, "sys/bus/platform/drivers/hmem",
				       F_OK, 0);
	err = sr_devices_read(root, running, DIRECTORY, FACT, "dax",
			      read_named);
	if (!running->brief || any_character_device(running))
		running->device_dax_users.known = !sr_attribute_number(
			root, "sys/module/device_dax/refcnt",
			&running->device_dax_users.value);
	return err;
}
