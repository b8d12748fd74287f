// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: ports, decoders, regions and memory devices of the CXL bus.
 *
 * Names and parents come from the bus directory's symlinks, which say the path
 * through the hierarchy: .../root0/port1/endpoint2. libcxl has /sys compiled in,
 * so it cannot read a copied tree; see docs/design/reading-a-machine.md.
 */
#include "system_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DIRECTORY "sys/bus/cxl/devices"
#define FACT "/" DIRECTORY

/* What is read: ports and decoders; or what they lead to; or both. */
#define TOPOLOGY 1U
#define DEVICES 2U

/* A device of the bus: its open directory and its place in the hierarchy. */
struct device {
	const char *name;
	int at;
	/* path: the symlink's target, "" where it is none */
	char path[SR_ATTRIBUTE_MAX];
};

/* The path's component @back above the device, or NULL with *err 0 or not. */
static int copy_step(const struct device *device, unsigned int back,
		     char **to)
{
	char text[256];

	if (!sr_link_step(device->path, back, text, sizeof(text)))
		return 0;
	*to = strdup(text);
	return *to ? 0 : -ENOMEM;
}

static int copy_name(const struct device *device, char **to)
{
	*to = strdup(device->name);
	return *to ? 0 : -ENOMEM;
}

/* "dport12" links to the device that is the downstream port 12. */
static int add_dport(struct sr_running *running, struct sr_cxl_port *port,
		     const struct device *device, const char *name)
{
	struct sr_cxl_dport *list;
	unsigned long long id;
	char text[256], *end;
	int err;

	if (strncmp(name, "dport", 5) || name[5] < '0' || name[5] > '9')
		return 0;
	errno = 0;
	id = strtoull(name + 5, &end, 10);
	if (errno || *end || id > UINT32_MAX)
		return 0;
	err = sr_link_last(device->at, name, text, sizeof(text));
	if (err == -ENOENT)
		return 0;
	if (err)
		return sr_omit_errno(running, FACT "/port*/dport*", -err);
	list = sr_grow(port->dports, port->n_dports, sizeof(*list));
	if (!list)
		return -ENOMEM;
	port->dports = list;
	list += port->n_dports++;
	list->id = (uint32_t)id;
	list->device = strdup(text);
	return list->device ? 0 : -ENOMEM;
}

static int read_dports(struct sr_running *running, struct sr_cxl_port *port,
		       const struct device *device)
{
	struct sr_names names;
	size_t i;
	int err = sr_dir_names(device->at, &names);

	if (err && err != -ENOMEM)
		return sr_omit_errno(running, FACT "/port*", -err);
	for (i = 0; !err && i < names.n; i++)
		err = add_dport(running, port, device, names.names[i]);
	sr_names_free(&names);
	return err;
}

static int read_port(struct sr_running *running, const struct device *device)
{
	struct sr_cxl_port *list, *port;
	int err;

	list = sr_grow(running->ports, running->n_ports, sizeof(*list));
	if (!list)
		return -ENOMEM;
	running->ports = list;
	port = &list[running->n_ports++];
	err = copy_name(device, &port->name);
	if (!err && strncmp(device->name, "root", 4))
		err = copy_step(device, 1, &port->parent);
	if (!err)
		err = sr_attributes_read(running, device->at, FACT "/port*",
					 &sr_cxl_port_object, port);
	/* An endpoint has nothing below it. */
	if (err || !strncmp(device->name, "endpoint", 8))
		return err;
	return read_dports(running, port, device);
}

static int read_decoder(struct sr_running *running,
			const struct device *device)
{
	struct sr_cxl_decoder *list, *decoder;
	const char *dot = strrchr(device->name, '.');
	int err;

	list = sr_grow(running->decoders, running->n_decoders, sizeof(*list));
	if (!list)
		return -ENOMEM;
	running->decoders = list;
	decoder = &list[running->n_decoders++];
	if (dot && dot[1] >= '0' && dot[1] <= '9') {
		decoder->index.value = strtoul(dot + 1, NULL, 10);
		decoder->index.known = true;
	}
	err = copy_name(device, &decoder->name);
	if (!err)
		err = copy_step(device, 1, &decoder->port);
	if (err)
		return err;
	return sr_attributes_read(running, device->at, FACT "/decoder*",
				  &sr_cxl_decoder_object, decoder);
}

static int read_region(struct sr_running *running,
		       const struct device *device)
{
	struct sr_cxl_region *list, *region;
	char dax_region[300];
	int err;

	list = sr_grow(running->regions, running->n_regions, sizeof(*list));
	if (!list)
		return -ENOMEM;
	running->regions = list;
	region = &list[running->n_regions++];
	snprintf(dax_region, sizeof(dax_region), "dax_%s", device->name);
	region->has_dax_region = !faccessat(device->at, dax_region, F_OK, 0);
	err = copy_name(device, &region->name);
	if (!err)
		err = copy_step(device, 1, &region->decoder);
	/* Only volatile memory has a dax region. */
	if (!err && running->brief && region->has_dax_region) {
		region->mode = strdup("ram");
		err = region->mode ? 0 : -ENOMEM;
	}
	if (err)
		return err;
	return sr_attributes_read(running, device->at, FACT "/region*",
				  &sr_cxl_region_object, region);
}

static int read_memdev(struct sr_running *running,
		       const struct device *device)
{
	struct sr_cxl_memdev *list, *memdev;
	int err;

	list = sr_grow(running->memdevs, running->n_memdevs, sizeof(*list));
	if (!list)
		return -ENOMEM;
	running->memdevs = list;
	memdev = &list[running->n_memdevs++];
	err = copy_name(device, &memdev->name);
	if (!err)
		err = copy_step(device, 1, &memdev->device);
	if (!err)
		err = copy_step(device, 2, &memdev->parent_device);
	if (err)
		return err;
	return sr_attributes_read(running, device->at, FACT "/mem*",
				  &sr_cxl_memdev_object, memdev);
}

typedef int (*device_reader)(struct sr_running *running,
			     const struct device *device);

/*
 * Who reads a device, if it is wanted. "decoder1.0" is a decoder, "dax_region0"
 * and "pmem0" are of no interest.
 */
static device_reader reader_of(const char *name, unsigned int wanted)
{
	static const struct {
		const char *prefix;
		device_reader read;
		unsigned int part;
	} readers[] = {
		{ "root", read_port, TOPOLOGY },
		{ "port", read_port, TOPOLOGY },
		{ "endpoint", read_port, TOPOLOGY },
		{ "decoder", read_decoder, TOPOLOGY },
		{ "region", read_region, DEVICES },
		{ "mem", read_memdev, DEVICES },
	};
	size_t i, n;

	for (i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		n = strlen(readers[i].prefix);
		if ((readers[i].part & wanted) &&
		    !strncmp(name, readers[i].prefix, n) &&
		    name[n] >= '0' && name[n] <= '9')
			return readers[i].read;
	}
	return NULL;
}

static bool is_wanted(const char *name, const void *wanted)
{
	return reader_of(name, *(const unsigned int *)wanted);
}

static int read_device(struct sr_running *running, int directory,
		       const char *name, unsigned int wanted)
{
	device_reader read;
	struct device device = { .name = name };
	char fact[300];
	ssize_t length;
	int err;

	read = reader_of(name, wanted);
	device.at = sr_dir_open(directory, name);
	if (device.at < 0) {
		snprintf(fact, sizeof(fact), FACT "/%s", name);
		return sr_omit_errno(running, fact, device.at == -ENOENT ?
				     ENODEV : -device.at);
	}
	length = readlinkat(directory, name, device.path,
			    sizeof(device.path) - 1);
	device.path[length > 0 ? length : 0] = '\0';
	err = read(running, &device);
	close(device.at);
	return err;
}

static int read_bus(int root, struct sr_system *system, unsigned int wanted)
{
	struct sr_running *running = &system->running;
	struct sr_names names;
	size_t i;
	int directory, err = 0;

	running->cxl_acpi = !faccessat(root, "sys/bus/platform/drivers/cxl_acpi/ACPI0017:00",
				       F_OK, AT_SYMLINK_NOFOLLOW);
	directory = sr_dir_open(root, DIRECTORY);
	if (directory == -ENOENT)
		return 0;
	if (directory >= 0)
		err = sr_dir_names_of(directory, is_wanted, &wanted, &names);
	else
		err = directory;
	if (err && directory >= 0)
		close(directory);
	if (err)
		return err == -ENOMEM ? err :
		       sr_omit_errno(running, FACT, -err);
	for (i = 0; !err && i < names.n; i++)
		err = read_device(running, directory, names.names[i],
				  wanted);
	sr_names_free(&names);
	close(directory);
	return err;
}

int sr_cxl_read(int root, struct sr_system *system)
{
	return read_bus(root, system, DEVICES | TOPOLOGY);
}

int sr_cxl_read_devices(int root, struct sr_system *system)
{
	return read_bus(root, system, DEVICES);
}

int sr_cxl_read_topology(int root, struct sr_system *system)
{
	return read_bus(root, system, TOPOLOGY);
}
