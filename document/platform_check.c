// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: what must hold between the objects of a platform document.
 *
 * Overlapping windows in the firmware tables, windows that name host bridges
 * which are not there and decoders beyond a device's capacity are faults that
 * real platforms have: a document must be able to say them. What no machine
 * can be (two devices in one slot) is refused.
 */
#include "platform_private.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- extents that must not overlap ---- */

struct span {
	uint64_t start;
	uint64_t size;
	size_t index;
};

static int compare_spans(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->index < y->index ? -1 : 1;
}

/* Sorts @spans, so that a large memory map does not cost its square. */
static int check_overlap(const struct sr_reader *reader, const char *list,
			 struct span *spans, size_t n)
{
	size_t i, a, b;

	qsort(spans, n, sizeof(*spans), compare_spans);
	for (i = 1; i < n; i++) {
		if (spans[i].start - spans[i - 1].start >= spans[i - 1].size)
			continue;
		a = spans[i - 1].index;
		b = spans[i].index;
		return sr_reader_fail(reader, "%s[%zu]: overlaps %s[%zu]",
				      list, a > b ? a : b, list,
				      a > b ? b : a);
	}
	return 0;
}

static int check_memory_map(const struct sr_reader *reader,
			    const struct sr_platform *platform)
{
	struct span *spans;
	size_t i;
	int err;

	if (!platform->n_memory_map)
		return 0;
	spans = calloc(platform->n_memory_map, sizeof(*spans));
	if (!spans)
		return -ENOMEM;
	for (i = 0; i < platform->n_memory_map; i++)
		spans[i] = (struct span){ platform->memory_map[i].start,
					  platform->memory_map[i].size, i };
	err = check_overlap(reader, "firmware.memory_map", spans,
			    platform->n_memory_map);
	free(spans);
	return err;
}

static int check_routed(const struct sr_reader *reader,
			const struct sr_platform *platform)
{
	struct span *spans;
	size_t i;
	int err;

	if (!platform->n_routed)
		return 0;
	spans = calloc(platform->n_routed, sizeof(*spans));
	if (!spans)
		return -ENOMEM;
	for (i = 0; i < platform->n_routed; i++)
		spans[i] = (struct span){ platform->routed[i].start,
					  platform->routed[i].size, i };
	err = check_overlap(reader, "hardware.windows", spans,
			    platform->n_routed);
	free(spans);
	return err;
}

/* ---- who is there ---- */

static struct sr_host_bridge *
find_host_bridge(const struct sr_platform *platform, uint32_t uid)
{
	size_t i;

	for (i = 0; i < platform->n_host_bridges; i++)
		if (platform->host_bridges[i].uid == uid)
			return &platform->host_bridges[i];
	return NULL;
}

static struct sr_switch *find_switch(const struct sr_platform *platform,
				     const char *name)
{
	size_t i;

	for (i = 0; i < platform->n_switches; i++)
		if (!strcmp(platform->switches[i].name, name))
			return &platform->switches[i];
	return NULL;
}

static int check_routed_targets(const struct sr_reader *reader,
				const struct sr_platform *platform)
{
	size_t i, j;

	for (i = 0; i < platform->n_routed; i++) {
		const struct sr_window *window = &platform->routed[i];

		for (j = 0; j < window->n_targets; j++)
			if (!find_host_bridge(platform, window->targets[j]))
				return sr_reader_fail(reader,
					"hardware.windows[%zu].targets[%zu]: no host bridge has uid %" PRIu32,
					i, j, window->targets[j]);
	}
	return 0;
}

static int check_uids(const struct sr_reader *reader,
		      const struct sr_platform *platform)
{
	size_t i;

	for (i = 0; i < platform->n_host_bridges; i++) {
		struct sr_host_bridge *bridge = &platform->host_bridges[i];

		if (find_host_bridge(platform, bridge->uid) != bridge)
			return sr_reader_fail(reader,
				"hardware.host_bridges[%zu].uid: another host bridge has uid %" PRIu32,
				i, bridge->uid);
	}
	return 0;
}

static int check_switch_names(const struct sr_reader *reader,
			      const struct sr_platform *platform)
{
	size_t i;

	for (i = 0; i < platform->n_switches; i++) {
		struct sr_switch *one = &platform->switches[i];

		if (find_switch(platform, one->name) != one)
			return sr_reader_fail(reader,
				"hardware.switches[%zu].name: another switch is called %s",
				i, one->name);
	}
	return 0;
}

static int check_device_names(const struct sr_reader *reader,
			      const struct sr_platform *platform)
{
	size_t i, j;

	for (i = 0; i < platform->n_devices; i++)
		for (j = 0; j < i; j++)
			if (!strcmp(platform->devices[i].name,
				    platform->devices[j].name))
				return sr_reader_fail(reader,
					"hardware.devices[%zu].name: another device is called %s",
					i, platform->devices[i].name);
	return 0;
}

static int check_names(const struct sr_reader *reader,
		       const struct sr_platform *platform)
{
	int err = check_uids(reader, platform);

	if (!err)
		err = check_switch_names(reader, platform);
	if (!err)
		err = check_device_names(reader, platform);
	return err;
}

/* ---- who hangs on which port ---- */

/* A port: of a switch, or of the host bridge where there is no switch. */
struct seat {
	const struct sr_switch *under;
	uint32_t host_bridge;
	unsigned int port;
};

static bool same_seat(const struct seat *a, const struct seat *b)
{
	return a->under == b->under && a->host_bridge == b->host_bridge &&
	       a->port == b->port;
}

static struct seat switch_seat(const struct sr_switch *one)
{
	return (struct seat){ NULL, one->host_bridge, one->port };
}

static struct seat device_seat(const struct sr_platform *platform,
			       const struct sr_device *device)
{
	struct seat seat = { NULL, device->host_bridge, device->port };

	if (device->switch_name)
		seat.under = find_switch(platform, device->switch_name);
	return seat;
}

static int check_switch_place(const struct sr_reader *reader,
			      const struct sr_platform *platform, size_t i)
{
	const struct sr_switch *one = &platform->switches[i];

	if (find_host_bridge(platform, one->host_bridge))
		return 0;
	return sr_reader_fail(reader,
		"hardware.switches[%zu].host_bridge: no host bridge has uid %" PRIu32,
		i, one->host_bridge);
}

static int check_device_place(const struct sr_reader *reader,
			      const struct sr_platform *platform, size_t i)
{
	const struct sr_device *device = &platform->devices[i];
	const struct sr_switch *one;

	if (!find_host_bridge(platform, device->host_bridge))
		return sr_reader_fail(reader,
			"hardware.devices[%zu].host_bridge: no host bridge has uid %" PRIu32,
			i, device->host_bridge);
	if (!device->switch_name)
		return 0;
	one = find_switch(platform, device->switch_name);
	if (!one)
		return sr_reader_fail(reader,
			"hardware.devices[%zu].switch: there is no switch %s",
			i, device->switch_name);
	if (one->host_bridge != device->host_bridge)
		return sr_reader_fail(reader,
			"hardware.devices[%zu].switch: %s is under host bridge %" PRIu32,
			i, one->name, one->host_bridge);
	return 0;
}

static int check_places(const struct sr_reader *reader,
			const struct sr_platform *platform)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < platform->n_switches; i++)
		err = check_switch_place(reader, platform, i);
	for (i = 0; !err && i < platform->n_devices; i++)
		err = check_device_place(reader, platform, i);
	return err;
}

/* Switches come before devices in @seats. */
static int check_seats(const struct sr_reader *reader,
		       const struct sr_platform *platform,
		       const struct seat *seats, size_t n)
{
	size_t i, j, first = platform->n_switches;

	for (i = 0; i < n; i++)
		for (j = 0; j < i; j++)
			if (same_seat(&seats[i], &seats[j]))
				return sr_reader_fail(reader,
					"hardware.%s[%zu].port: port %u is taken by %s",
					i < first ? "switches" : "devices",
					i < first ? i : i - first,
					seats[i].port,
					j < first ? platform->switches[j].name :
					platform->devices[j - first].name);
	return 0;
}

static int check_taken_ports(const struct sr_reader *reader,
			     const struct sr_platform *platform)
{
	size_t i, n = platform->n_switches + platform->n_devices;
	struct seat *seats;
	int err;

	if (!n)
		return 0;
	seats = calloc(n, sizeof(*seats));
	if (!seats)
		return -ENOMEM;
	for (i = 0; i < platform->n_switches; i++)
		seats[i] = switch_seat(&platform->switches[i]);
	for (i = 0; i < platform->n_devices; i++)
		seats[platform->n_switches + i] =
			device_seat(platform, &platform->devices[i]);
	err = check_seats(reader, platform, seats, n);
	free(seats);
	return err;
}

/* ---- how many ports there are ---- */

static void raise_to(unsigned int *count, unsigned int port)
{
	if (*count <= port)
		*count = port + 1;
}

static void count_root_ports(struct sr_platform *platform,
			     struct sr_host_bridge *bridge)
{
	size_t i;

	bridge->root_ports = 1;
	for (i = 0; i < platform->n_switches; i++)
		if (platform->switches[i].host_bridge == bridge->uid)
			raise_to(&bridge->root_ports,
				 platform->switches[i].port);
	for (i = 0; i < platform->n_devices; i++)
		if (platform->devices[i].host_bridge == bridge->uid &&
		    !platform->devices[i].switch_name)
			raise_to(&bridge->root_ports,
				 platform->devices[i].port);
}

static void count_downstream_ports(struct sr_platform *platform,
				   struct sr_switch *one)
{
	size_t i;

	one->downstream_ports = 1;
	for (i = 0; i < platform->n_devices; i++)
		if (platform->devices[i].switch_name &&
		    !strcmp(platform->devices[i].switch_name, one->name))
			raise_to(&one->downstream_ports,
				 platform->devices[i].port);
}

static void count_ports(struct sr_platform *platform)
{
	size_t i;

	for (i = 0; i < platform->n_host_bridges; i++)
		if (!platform->host_bridges[i].root_ports)
			count_root_ports(platform, &platform->host_bridges[i]);
	for (i = 0; i < platform->n_switches; i++)
		if (!platform->switches[i].downstream_ports)
			count_downstream_ports(platform,
					       &platform->switches[i]);
}

static int check_port(const struct sr_reader *reader, const char *list,
		      size_t index, const struct seat *seat,
		      const struct sr_platform *platform)
{
	unsigned int ports;

	if (seat->under)
		ports = seat->under->downstream_ports;
	else
		ports = find_host_bridge(platform,
					 seat->host_bridge)->root_ports;
	if (seat->port < ports)
		return 0;
	return sr_reader_fail(reader,
			      "hardware.%s[%zu].port: there is no port %u of %u",
			      list, index, seat->port, ports);
}

static int check_ports(const struct sr_reader *reader,
		       const struct sr_platform *platform)
{
	struct seat seat;
	size_t i;
	int err = 0;

	for (i = 0; !err && i < platform->n_switches; i++) {
		seat = switch_seat(&platform->switches[i]);
		err = check_port(reader, "switches", i, &seat, platform);
	}
	for (i = 0; !err && i < platform->n_devices; i++) {
		seat = device_seat(platform, &platform->devices[i]);
		err = check_port(reader, "devices", i, &seat, platform);
	}
	return err;
}

/* ---- decoders ---- */

/* The decoders of one component, and where it stands in the document. */
struct component {
	const char *list;
	size_t index;
	const struct sr_decoder *decoders;
	size_t n_decoders;
	unsigned int ports;
};

static int check_decoder(const struct sr_reader *reader,
			 const struct component *of, size_t i)
{
	const struct sr_decoder *decoder = &of->decoders[i];
	size_t j;

	for (j = 0; j < i; j++)
		if (of->decoders[j].index == decoder->index)
			return sr_reader_fail(reader,
				"hardware.%s[%zu].decoders[%zu].index: another decoder here has index %u",
				of->list, of->index, i, decoder->index);
	for (j = 0; j < decoder->n_targets; j++)
		if (decoder->targets[j] >= of->ports)
			return sr_reader_fail(reader,
				"hardware.%s[%zu].decoders[%zu].targets[%zu]: points nowhere: no port %" PRIu32 " of %u",
				of->list, of->index, i, j, decoder->targets[j],
				of->ports);
	return 0;
}

static int check_component(const struct sr_reader *reader,
			   const struct component *of)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < of->n_decoders; i++)
		err = check_decoder(reader, of, i);
	return err;
}

static int check_decoders(const struct sr_reader *reader,
			  const struct sr_platform *platform)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < platform->n_host_bridges; i++) {
		const struct sr_host_bridge *one = &platform->host_bridges[i];

		err = check_component(reader, &(struct component){
			"host_bridges", i, one->decoders, one->n_decoders,
			one->root_ports });
	}
	for (i = 0; !err && i < platform->n_switches; i++) {
		const struct sr_switch *one = &platform->switches[i];

		err = check_component(reader, &(struct component){
			"switches", i, one->decoders, one->n_decoders,
			one->downstream_ports });
	}
	for (i = 0; !err && i < platform->n_devices; i++) {
		const struct sr_device *one = &platform->devices[i];

		err = check_component(reader, &(struct component){
			"devices", i, one->decoders, one->n_decoders, 0 });
	}
	return err;
}

int sr_platform_check(const struct sr_reader *reader,
		      struct sr_platform *platform)
{
	static int (*const checks[])(const struct sr_reader *,
				     const struct sr_platform *) = {
		check_memory_map, check_routed, check_names, check_places,
		check_taken_ports, check_routed_targets, check_ports,
		check_decoders,
	};
	size_t i;
	int err = 0;

	for (i = 0; !err && i < sizeof(checks) / sizeof(checks[0]); i++) {
		/* Ports are counted once it is known that owners exist. */
		if (checks[i] == check_ports)
			count_ports(platform);
		err = checks[i](reader, platform);
	}
	return err;
}
