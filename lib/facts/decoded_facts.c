// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: where the windows lead: the machine's windows, host bridges, switches
 * and devices as core wants them (core/routes.h), from the hardware section of
 * a document, or from what the CXL bus shows.
 *
 * What the bus does not show is unknown: a port that nobody is seen at may have
 * a device that no driver has bound.
 */
#include "system_private.h"

#include "routes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The way of every address, as it is put together. */
struct build {
	const struct sr_platform *platform;
	const struct sr_running *running;
	struct sr_routing routing;
};

static struct sr_route_part *add_part(struct build *build,
				      enum sr_route_kind kind, uint32_t id,
				      uint32_t above, uint32_t port)
{
	struct sr_routing *routing = &build->routing;
	struct sr_route_part *list = sr_grow(routing->parts, routing->n_parts,
					     sizeof(*list));

	if (!list)
		return NULL;
	routing->parts = list;
	list += routing->n_parts++;
	list->kind = kind;
	list->id = id;
	list->above = above;
	list->port = port;
	return list;
}

static void build_free(struct build *build)
{
	size_t i;

	for (i = 0; i < build->routing.n_parts; i++)
		free(build->routing.parts[i].decoders);
	free(build->routing.parts);
	free(build->routing.windows);
}

static bool set_extent(struct sr_extent *at, uint64_t start, uint64_t size)
{
	if (!size || size - 1 > UINT64_MAX - start)
		return false;
	*at = (struct sr_extent){ start, start + (size - 1) };
	return true;
}

/* ---- windows ---- */

static void set_xor_maps(const struct sr_platform *platform,
			 struct sr_route_window *window)
{
	size_t i;

	for (i = 0; i < platform->n_xor_maps; i++) {
		const struct sr_xor_map *from = &platform->xor_maps[i];

		if (from->granularity != window->granularity)
			continue;
		window->n_maps = from->n_maps < SR_ROUTE_XOR_MAPS ?
					 (uint32_t)from->n_maps :
					 SR_ROUTE_XOR_MAPS;
		memcpy(window->maps, from->maps,
		       window->n_maps * sizeof(window->maps[0]));
		return;
	}
}

static int add_windows(struct build *build)
{
	const struct sr_platform *platform = build->platform;
	struct sr_routing *routing = &build->routing;
	struct sr_route_window *to;
	size_t i;

	routing->windows = calloc(platform->n_windows + 1, sizeof(*to));
	if (!routing->windows)
		return -ENOMEM;
	for (i = 0; i < platform->n_windows; i++) {
		const struct sr_window *from = &platform->windows[i];

		to = &routing->windows[routing->n_windows];
		if (!set_extent(&to->at, from->start, from->size))
			continue;
		to->granularity = from->granularity;
		to->ways = from->n_targets;
		to->is_xor = from->xor_arithmetic;
		memcpy(to->targets, from->targets, sizeof(to->targets));
		set_xor_maps(platform, to);
		routing->n_windows++;
	}
	return 0;
}

/*
 * Without the table, from the bus: which shows targets, but not how of several
 * the way is found.
 */
static int add_root_windows(struct build *build)
{
	const struct sr_running *running = build->running;
	struct sr_routing *routing = &build->routing;
	struct sr_route_window *list;
	char *end, *text;
	size_t i;

	for (i = 0; i < running->n_decoders && !build->platform->n_windows;
	     i++) {
		const struct sr_cxl_decoder *from = &running->decoders[i];

		if (!sr_is_kind(from->port, "root"))
			continue;
		list = sr_grow(routing->windows, routing->n_windows,
			       sizeof(*list));
		if (!list)
			return -ENOMEM;
		routing->windows = list;
		list += routing->n_windows;
		if (!from->start.known || !from->size.known ||
		    !set_extent(&list->at, from->start.value,
				from->size.value))
			continue;
		routing->n_windows++;
		list->ways = (uint32_t)from->ways.value;
		list->granularity = (uint32_t)from->granularity.value;
		list->is_xor = list->ways > 1;
		text = from->targets;
		if (!text || *text < '0' || *text > '9')
			list->ways = 0;
		else
			list->targets[0] = (uint32_t)strtoul(text, &end, 10);
	}
	return 0;
}

/* ---- from a document's registers ---- */

static int copy_decoders(struct sr_route_part *part,
			 const struct sr_decoder *from, size_t n)
{
	struct sr_route_decoder *to;
	unsigned int t;
	size_t i;

	part->decoders = calloc(n + 1, sizeof(*to));
	if (!part->decoders)
		return -ENOMEM;
	for (i = 0; i < n; i++) {
		to = &part->decoders[part->n_decoders];
		if (!from[i].committed ||
		    !set_extent(&to->at, from[i].start, from[i].size))
			continue;
		to->committed = true;
		to->granularity = from[i].granularity;
		to->ways = from[i].ways;
		to->skip = from[i].skip;
		for (t = 0; t < from[i].n_targets && t < SR_ROUTE_TARGETS; t++)
			to->targets[t] = from[i].targets[t];
		part->n_decoders++;
	}
	return 0;
}

/* Host bridges come first, then switches, then devices. */
static uint32_t bridge_id(const struct sr_platform *platform, uint32_t uid)
{
	size_t i;

	for (i = 0; i < platform->n_host_bridges; i++)
		if (platform->host_bridges[i].uid == uid)
			break;
	return (uint32_t)i;
}

static uint32_t switch_id(const struct sr_platform *platform, const char *name)
{
	size_t i;

	for (i = 0; i < platform->n_switches; i++)
		if (!strcmp(platform->switches[i].name, name))
			break;
	return (uint32_t)(platform->n_host_bridges + i);
}

/*
 * A host bridge with one root port need not have HDM decoders, and passes
 * everything then. One that has them decodes, also while none is committed: so
 * read CXL 3.1 8.2.4.20, Linux and QEMU. A document that does not say whether
 * it has them has them if it lists any.
 */
static bool passes(const struct sr_host_bridge *bridge)
{
	if (bridge->decoder_count.known)
		return !bridge->decoder_count.value;
	return !bridge->n_decoders && bridge->root_ports == 1;
}

/* The port that something hangs on; of several it cannot be told which. */
static void set_only_port(const struct sr_platform *platform, uint32_t uid,
			  struct sr_route_part *part)
{
	bool any = false;
	size_t i, n = platform->n_switches + platform->n_devices;

	for (i = 0; i < n; i++) {
		bool is_switch = i < platform->n_switches;
		size_t k = is_switch ? i : i - platform->n_switches;
		uint32_t port = is_switch ? platform->switches[k].port :
					    platform->devices[k].port;

		if (is_switch ? platform->switches[k].host_bridge != uid :
				platform->devices[k].host_bridge != uid ||
				platform->devices[k].switch_name)
			continue;
		if (any && port != part->only_port)
			part->opaque = SR_ROUTE_WHY_AMBIGUOUS;
		part->only_port = port;
		any = true;
	}
}

static int add_bridge(struct build *build, size_t i)
{
	const struct sr_host_bridge *from = &build->platform->host_bridges[i];
	struct sr_route_part *part;

	part = add_part(build, SR_ROUTE_BRIDGE, (uint32_t)i, SR_ROUTE_TOP,
			from->uid);
	if (!part)
		return -ENOMEM;
	part->passes = passes(from);
	if (part->passes)
		set_only_port(build->platform, from->uid, part);
	return copy_decoders(part, from->decoders, from->n_decoders);
}

static int add_switch(struct build *build, size_t i)
{
	const struct sr_platform *platform = build->platform;
	const struct sr_switch *from = &platform->switches[i];
	struct sr_route_part *part;

	part = add_part(build, SR_ROUTE_SWITCH,
			(uint32_t)(platform->n_host_bridges + i),
			bridge_id(platform, from->host_bridge), from->port);
	return part ? copy_decoders(part, from->decoders, from->n_decoders) :
		      -ENOMEM;
}

/* What a device decodes by, where that is not its HDM decoders. */
static enum sr_route_why not_by_hdm(const struct sr_device *device)
{
	if (!device->hdm_enabled.known || device->hdm_enabled.value)
		return SR_ROUTE_WHY_NONE;
	return SR_ROUTE_WHY_NOT_BY_HDM;
}

static int add_device(struct build *build, size_t i)
{
	const struct sr_platform *platform = build->platform;
	const struct sr_device *from = &platform->devices[i];
	struct sr_route_part *part;

	part = add_part(build, SR_ROUTE_DEVICE,
			(uint32_t)(platform->n_host_bridges +
				   platform->n_switches + i),
			from->switch_name ?
				switch_id(platform, from->switch_name) :
				bridge_id(platform, from->host_bridge),
			from->port);
	if (!part)
		return -ENOMEM;
	part->capacity_known = true;
	part->volatile_size = from->volatile_size;
	part->persistent_size = from->persistent_size;
	/* Without Mem_Enable it takes nothing, whatever it is programmed for. */
	if (from->mem_enabled.known && !from->mem_enabled.value)
		return 0;
	part->opaque = not_by_hdm(from);
	return copy_decoders(part, from->decoders, from->n_decoders);
}

static int add_hardware(struct build *build)
{
	const struct sr_platform *platform = build->platform;
	size_t i;
	int err = 0;

	for (i = 0; !err && i < platform->n_host_bridges; i++)
		err = add_bridge(build, i);
	for (i = 0; !err && i < platform->n_switches; i++)
		err = add_switch(build, i);
	for (i = 0; !err && i < platform->n_devices; i++)
		err = add_device(build, i);
	return err;
}

/* ---- from the CXL bus ---- */

static bool equal(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

static bool find_dport(const struct sr_cxl_port *port, const char *device,
		       uint32_t *id)
{
	size_t i;

	for (i = 0; port && i < port->n_dports; i++)
		if (equal(port->dports[i].device, device)) {
			*id = port->dports[i].id;
			return true;
		}
	return false;
}

static void set_targets(struct sr_route_decoder *to, const char *text)
{
	uint32_t n = 0;
	char *end;

	while (text && *text >= '0' && *text <= '9' && n < SR_ROUTE_TARGETS) {
		to->targets[n++] = (uint32_t)strtoul(text, &end, 10);
		text = *end == ',' ? end + 1 : end;
	}
	/* Fewer than it has ways: it is not known where they go. */
	if (n < to->ways && n < SR_ROUTE_TARGETS)
		to->ways = 0;
}

static int add_bus_decoder(struct sr_route_part *part,
			   const struct sr_cxl_decoder *from, bool device)
{
	struct sr_route_decoder *list, *to;

	if (from->size.known && !from->size.value)
		return 0;
	if (!from->start.known || !from->size.known || !from->ways.known ||
	    !from->granularity.known || (device && !from->dpa_start.known)) {
		part->opaque = SR_ROUTE_WHY_UNREADABLE;
		return 0;
	}
	list = sr_grow(part->decoders, part->n_decoders, sizeof(*list));
	if (!list)
		return -ENOMEM;
	part->decoders = list;
	to = &list[part->n_decoders];
	if (!set_extent(&to->at, from->start.value, from->size.value))
		return 0;
	part->n_decoders++;
	to->committed = true;
	to->ways = (uint32_t)from->ways.value;
	to->granularity = (uint32_t)from->granularity.value;
	if (!device)
		set_targets(to, from->targets);
	return 0;
}

/* Core adds decoders up; the bus says where each of them begins. */
static void set_skips(const struct build *build, const char *port,
		      struct sr_route_part *part)
{
	const struct sr_running *running = build->running;
	uint64_t next = 0, start;
	size_t i, k;

	for (k = 0; k < part->n_decoders; k++) {
		struct sr_route_decoder *d = &part->decoders[k];

		for (i = 0; i < running->n_decoders; i++)
			if (equal(running->decoders[i].port, port) &&
			    running->decoders[i].start.value == d->at.start &&
			    running->decoders[i].dpa_start.known)
				break;
		start = i < running->n_decoders ?
				running->decoders[i].dpa_start.value : next;
		if (start < next)
			part->opaque = SR_ROUTE_WHY_AMBIGUOUS;
		d->skip = start - next;
		next = start + (d->ways ? (d->at.end - d->at.start + 1) /
						  d->ways : 0);
	}
}

static int by_index(const void *a, const void *b)
{
	const struct sr_cxl_decoder *const *x = a, *const *y = b;

	return ((*x)->index.value > (*y)->index.value) -
	       ((*x)->index.value < (*y)->index.value);
}

static int add_bus_decoders(struct build *build, const struct sr_cxl_port *port,
			    struct sr_route_part *part)
{
	const struct sr_running *running = build->running;
	const struct sr_cxl_decoder **own;
	bool device = part->kind == SR_ROUTE_DEVICE;
	size_t i, n = 0;
	int err = 0;

	own = calloc(running->n_decoders + 1, sizeof(*own));
	if (!own)
		return -ENOMEM;
	for (i = 0; i < running->n_decoders; i++)
		if (equal(running->decoders[i].port, port->name) &&
		    sr_port_committed(port, &running->decoders[i]))
			own[n++] = &running->decoders[i];
	if (n)
		qsort(own, n, sizeof(*own), by_index);
	for (i = 0; !err && i < n; i++)
		err = add_bus_decoder(part, own[i], device);
	free(own);
	if (device)
		set_skips(build, port->name, part);
	return err;
}

static uint32_t port_id(const struct build *build,
			const struct sr_cxl_port *port)
{
	return (uint32_t)(port - build->running->ports);
}

/* Linux makes a decoder that passes everything where there are none. */
static int add_bus_port(struct build *build, const struct sr_cxl_port *port)
{
	const struct sr_cxl_port *above =
		sr_port_find(build->running, port->parent);
	bool bridge = sr_is_kind(port->parent, "root");
	struct sr_route_part *part;
	uint32_t seat;

	if (!above || !find_dport(above, bridge ? port->device :
						  port->parent_dport, &seat))
		return 0;
	part = add_part(build, bridge ? SR_ROUTE_BRIDGE : SR_ROUTE_SWITCH,
			port_id(build, port),
			bridge ? SR_ROUTE_TOP : port_id(build, above), seat);
	if (!part)
		return -ENOMEM;
	if (bridge && port->n_dports == 1) {
		part->passes = true;
		part->only_port = port->dports[0].id;
	}
	if (!port->driver)
		part->opaque = SR_ROUTE_WHY_UNREADABLE;
	if (port->decoders_committed.known && !port->decoders_committed.value)
		return 0;
	part->passes &= !port->decoders_committed.known;
	return part->passes ? 0 : add_bus_decoders(build, port, part);
}

static const struct sr_cxl_memdev *memdev_at(const struct sr_running *running,
					     const char *dport)
{
	size_t i;

	for (i = 0; i < running->n_memdevs; i++)
		if (equal(running->memdevs[i].parent_device, dport))
			return &running->memdevs[i];
	return NULL;
}

static bool has_port_below(const struct sr_running *running,
			   const struct sr_cxl_port *port, const char *dport)
{
	size_t i;

	for (i = 0; i < running->n_ports; i++)
		if (sr_is_kind(running->ports[i].name, "port") &&
		    equal(running->ports[i].parent, port->name) &&
		    equal(running->ports[i].parent_dport, dport))
			return true;
	return false;
}

/* What hangs on a port: a device, or something that is not to be seen. */
static int add_bus_seat(struct build *build, const struct sr_cxl_port *port,
			size_t dport)
{
	const struct sr_running *running = build->running;
	const char *name = port->dports[dport].device;
	const struct sr_cxl_memdev *memdev = memdev_at(running, name);
	const struct sr_cxl_port *endpoint;
	struct sr_route_part *part;

	if (has_port_below(running, port, name))
		return 0;
	part = add_part(build, SR_ROUTE_DEVICE,
			(uint32_t)(running->n_ports + build->routing.n_parts),
			port_id(build, port), port->dports[dport].id);
	if (!part)
		return -ENOMEM;
	part->opaque = SR_ROUTE_WHY_UNREADABLE;
	endpoint = memdev ? sr_endpoint_find(running, memdev->name) : NULL;
	if (!endpoint || !endpoint->driver)
		return 0;
	part->opaque = SR_ROUTE_WHY_NONE;
	part->capacity_known = memdev->volatile_size.known;
	part->volatile_size = memdev->volatile_size.value;
	part->persistent_size = memdev->persistent_size.value;
	return add_bus_decoders(build, endpoint, part);
}

static int add_bus(struct build *build)
{
	const struct sr_running *running = build->running;
	size_t i, k;
	int err = 0;

	for (i = 0; !err && i < running->n_ports; i++) {
		const struct sr_cxl_port *port = &running->ports[i];

		if (!sr_is_kind(port->name, "port"))
			continue;
		err = add_bus_port(build, port);
		for (k = 0; !err && k < port->n_dports; k++)
			err = add_bus_seat(build, port, k);
	}
	return err;
}

int sr_decoded_add(const struct sr_system *system, struct sr_facts *facts)
{
	struct build build = {
		.platform = system->platform, .running = &system->running,
	};
	int err = add_windows(&build);

	if (!err)
		err = add_root_windows(&build);

	/* Else the hardware section of a live machine is from the bus too. */
	if (!err && !system->running.registers_read &&
	    (system->running.n_memdevs || !system->platform->n_devices))
		err = add_bus(&build);
	else if (!err)
		err = add_hardware(&build);
	if (!err) {
		facts->routes = calloc(sr_routes_room(&build.routing) + 1,
				       sizeof(*facts->routes));
		err = facts->routes ? 0 : -ENOMEM;
	}
	if (!err)
		sr_routes_find(&build.routing, facts->routes,
			       &facts->n_routes);
	build_free(&build);
	return err;
}
