// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: the hardware section of a document from PCI and the decoder registers.
 *
 * All or nothing: where one component cannot be read or placed, what the CXL
 * bus shows (hardware_derive.c) has to do for all of them, because a half of
 * the decoders from here and a half from there would be no fact.
 */
#include "hdm_registers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PORTS_MAX 256

struct derive {
	int root;
	struct sr_system *system;
	struct sr_pci pci;
};

static bool equal(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

/* ---- who is where ---- */

static const struct sr_pci_host *find_host(const struct derive *d,
					   uint32_t uid)
{
	size_t i;

	for (i = 0; i < d->pci.n_hosts; i++)
		if (d->pci.hosts[i].has_uid && d->pci.hosts[i].uid == uid)
			return &d->pci.hosts[i];
	return NULL;
}

/* One more than the highest port below @above, and than any target. */
static unsigned int count_ports(const struct derive *d, const char *above,
				const struct sr_decoder *decoders, size_t n)
{
	unsigned int count = 1;
	size_t i, j;

	for (i = 0; i < d->pci.n; i++) {
		const struct sr_pci_function *one = &d->pci.functions[i];

		if (equal(one->above, above) && one->port >= count &&
		    (one->kind == SR_PCI_ROOT_PORT ||
		     one->kind == SR_PCI_DOWNSTREAM))
			count = one->port + 1;
	}
	for (i = 0; i < n; i++)
		for (j = 0; j < decoders[i].n_targets; j++)
			if (decoders[i].targets[j] >= count)
				count = decoders[i].targets[j] + 1;
	return count;
}

/* ---- components ---- */

static int add_host_bridge(struct derive *d, const struct sr_chbs *chbs)
{
	struct sr_platform *platform = d->system->platform;
	const struct sr_pci_host *host = find_host(d, chbs->uid);
	struct sr_host_bridge *list;
	struct sr_hdm hdm = { .n = 0 };
	int err;

	/* The CEDT may list host bridges that this machine does not have. */
	if (!host || chbs->version < 2)
		return 0;
	list = sr_grow(platform->host_bridges, platform->n_host_bridges,
		       sizeof(*list));
	if (!list)
		return -ENOMEM;
	platform->host_bridges = list;
	list += platform->n_host_bridges++;
	list->uid = chbs->uid;
	err = sr_hdm_read_bridge(d->root, chbs, &hdm);
	list->decoders = hdm.decoders;
	list->n_decoders = hdm.n;
	list->decoder_count = (struct sr_fact){ hdm.count, !err };
	list->root_ports = count_ports(d, host->name, hdm.decoders, hdm.n);
	return err;
}

static bool has_host_bridge(const struct derive *d, uint32_t uid)
{
	const struct sr_platform *platform = d->system->platform;
	size_t i;

	for (i = 0; i < platform->n_host_bridges; i++)
		if (platform->host_bridges[i].uid == uid)
			return true;
	return false;
}

/* The root port that @function hangs on, and the host bridge above that. */
static int place_below_root(const struct derive *d,
			    const struct sr_pci_function *function,
			    uint32_t *uid, unsigned int *port)
{
	const struct sr_pci_function *above =
		sr_pci_find(&d->pci, function->above);
	const struct sr_pci_host *host;

	if (!above || above->kind != SR_PCI_ROOT_PORT ||
	    above->port >= PORTS_MAX)
		return -ENODEV;
	host = sr_pci_find_host(&d->pci, above->above);
	if (!host || !host->has_uid || !has_host_bridge(d, host->uid))
		return -ENODEV;
	*uid = host->uid;
	*port = above->port;
	return 0;
}

/* Linux's name of the switch, "port3", where the CXL bus has it. */
static char *switch_name(const struct derive *d,
			 const struct sr_pci_function *upstream)
{
	const struct sr_running *running = &d->system->running;
	char *name;
	size_t i;

	for (i = 0; i < running->n_ports; i++)
		if (equal(running->ports[i].device, upstream->name))
			return strdup(running->ports[i].name);
	return asprintf(&name, "switch%zu",
			(size_t)(upstream - d->pci.functions)) < 0 ? NULL :
								      name;
}

static int add_switch(struct derive *d, const struct sr_pci_function *upstream)
{
	struct sr_platform *platform = d->system->platform;
	struct sr_hdm hdm = { .n = 0 };
	struct sr_switch *list, one = { 0 };
	int err = place_below_root(d, upstream, &one.host_bridge, &one.port);

	if (err)
		return err;
	list = sr_grow(platform->switches, platform->n_switches,
		       sizeof(*list));
	if (!list)
		return -ENOMEM;
	platform->switches = list;
	list += platform->n_switches++;
	*list = one;
	list->name = switch_name(d, upstream);
	err = sr_hdm_read_function(d->root, upstream, &hdm);
	list->decoders = hdm.decoders;
	list->n_decoders = hdm.n;
	list->downstream_ports = count_ports(d, upstream->name, hdm.decoders,
					     hdm.n);
	return list->name ? err : -ENOMEM;
}

/* The device is right below a root port, or below a switch that is. */
static int place_device(const struct derive *d,
			const struct sr_pci_function *function,
			struct sr_device *device)
{
	const struct sr_pci_function *above, *upstream;
	unsigned int port;
	int err;

	above = sr_pci_find(&d->pci, function->above);
	if (!above || above->kind != SR_PCI_DOWNSTREAM)
		return place_below_root(d, function, &device->host_bridge,
					&device->port);
	upstream = sr_pci_find(&d->pci, above->above);
	if (!upstream || !upstream->has_registers || above->port >= PORTS_MAX)
		return -ENODEV;
	err = place_below_root(d, upstream, &device->host_bridge, &port);
	if (err)
		return err;
	device->port = above->port;
	device->switch_name = switch_name(d, upstream);
	return device->switch_name ? 0 : -ENOMEM;
}

static int fill_device(const struct derive *d,
		       const struct sr_cxl_memdev *from,
		       const struct sr_pci_function *function,
		       struct sr_device *device)
{
	struct sr_hdm hdm = { .n = 0 };
	int err = place_device(d, function, device);

	if (err)
		return err;
	device->name = strdup(from->name);
	device->serial = from->serial.value;
	device->has_serial = from->serial.known;
	device->volatile_size = from->volatile_size.value;
	device->persistent_size = from->persistent_size.value;
	err = sr_hdm_read_function(d->root, function, &hdm);
	device->decoders = hdm.decoders;
	device->n_decoders = hdm.n;
	device->hdm_enabled = (struct sr_fact){ hdm.enabled, !err };
	device->mem_enabled = function->mem_enabled;
	return device->name ? err : -ENOMEM;
}

static const struct sr_cxl_memdev *find_memdev(const struct derive *d,
					       const char *function)
{
	const struct sr_running *running = &d->system->running;
	size_t i;

	for (i = 0; i < running->n_memdevs; i++)
		if (equal(running->memdevs[i].device, function))
			return &running->memdevs[i];
	return NULL;
}

/* One without a memory device says nothing of its capacity: no place for it. */
static int add_device(struct derive *d, const struct sr_pci_function *function)
{
	const struct sr_cxl_memdev *memdev = find_memdev(d, function->name);
	struct sr_platform *platform = d->system->platform;
	struct sr_device *list;

	if (!memdev || !memdev->volatile_size.known)
		return -ENODEV;
	list = sr_grow(platform->devices, platform->n_devices, sizeof(*list));
	if (!list)
		return -ENOMEM;
	platform->devices = list;
	return fill_device(d, memdev, function, &list[platform->n_devices++]);
}

static int add_functions(struct derive *d, enum sr_pci_kind kind,
			 int (*add)(struct derive *,
				    const struct sr_pci_function *))
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < d->pci.n; i++)
		if (d->pci.functions[i].kind == kind &&
		    d->pci.functions[i].has_registers)
			err = add(d, &d->pci.functions[i]);
	return err;
}

static int derive_all(struct derive *d)
{
	const struct sr_platform *platform = d->system->platform;
	size_t i;
	int err = sr_pci_read(d->root, platform, &d->pci);

	for (i = 0; !err && i < platform->n_chbs; i++)
		if (!has_host_bridge(d, platform->chbs[i].uid))
			err = add_host_bridge(d, &platform->chbs[i]);
	if (!err)
		err = add_functions(d, SR_PCI_UPSTREAM, add_switch);
	if (!err)
		err = add_functions(d, SR_PCI_ENDPOINT, add_device);
	if (!err && platform->n_devices != d->system->running.n_memdevs)
		err = -ENODEV;
	return err;
}

static void clear(struct sr_platform *platform)
{
	size_t i;

	for (i = 0; i < platform->n_host_bridges; i++)
		free(platform->host_bridges[i].decoders);
	for (i = 0; i < platform->n_switches; i++) {
		free(platform->switches[i].name);
		free(platform->switches[i].decoders);
	}
	for (i = 0; i < platform->n_devices; i++) {
		free(platform->devices[i].name);
		free(platform->devices[i].switch_name);
		free(platform->devices[i].decoders);
	}
	free(platform->host_bridges);
	free(platform->switches);
	free(platform->devices);
	platform->host_bridges = NULL;
	platform->switches = NULL;
	platform->devices = NULL;
	platform->n_host_bridges = 0;
	platform->n_switches = 0;
	platform->n_devices = 0;
}

static const char *why_not(int err)
{
	if (err == -ENODEV)
		return "they are not where a document could say";
	if (err == -EACCES || err == -EPERM)
		return "only root may read them, if Linux is not locked down";
	/* The kernel's answer where a driver holds them exclusively. */
	if (err == -EINVAL)
		return "the driver that has them shares them with nobody";
	if (err == -EPROTO)
		return "what they hold has no meaning";
	if (err == -ENXIO)
		return "a component does not answer";
	if (err == -ERANGE)
		return "the file of a component's registers is too short";
	return strerror(-err);
}

static int by_name(const void *a, const void *b)
{
	const struct sr_device *x = a, *y = b;

	return strverscmp(x->name, y->name);
}

int sr_hardware_from_registers(int root, struct sr_system *system,
			       const char **why)
{
	struct derive d = { .root = root, .system = system };
	struct sr_platform *platform = system->platform;
	int err;

	*why = NULL;
	/* Without the table there is no CXL, and no need to touch PCI. */
	if (!platform->n_chbs)
		return 0;
	err = derive_all(&d);
	sr_pci_free(&d.pci);
	system->running.registers_read = !err && platform->n_devices;
	if (system->running.registers_read)
		qsort(platform->devices, platform->n_devices,
		      sizeof(*platform->devices), by_name);
	else
		clear(platform);
	if (err && err != -ENOMEM && err != -ENOENT)
		*why = why_not(err);
	return err == -ENOMEM ? err : 0;
}
