// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: the hardware section of a document, from what the CXL bus shows.
 *
 * Linux's names stay the names (mem0, port3), so that a capture can be read
 * beside the machine. What the document cannot say (a switch below a switch)
 * and what sysfs does not show (the decoders of a device without an endpoint
 * port) is an omission.
 */
#include "system_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FACT "/sys/bus/cxl/devices/%s"
#define PORTS_MAX 256
#define DECODERS_MAX 32
#define GRAIN ((uint64_t)256 << 20)

static int omit(struct sr_system *system, const char *name, const char *why)
{
	char fact[300];

	snprintf(fact, sizeof(fact), FACT, name);
	return sr_omit(&system->running, fact, "%s", why);
}

/* The same of what registers would have shown. */
static int omit_hidden(struct sr_system *system, const char *name,
		       const char *what, const char *why)
{
	char text[300];

	if (!why)
		return omit(system, name, what);
	snprintf(text, sizeof(text), "%s; its registers are not read: %s",
		 what, why);
	return omit(system, name, text);
}

static bool equal(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

/* The port that has @device below it, where no endpoint says so. */
static const struct sr_cxl_port *find_above(const struct sr_running *running,
					    const char *device)
{
	size_t i, j;

	for (i = 0; i < running->n_ports; i++)
		for (j = 0; j < running->ports[i].n_dports; j++)
			if (!sr_is_kind(running->ports[i].name, "root") &&
			    equal(running->ports[i].dports[j].device, device))
				return &running->ports[i];
	return NULL;
}

static bool find_dport(const struct sr_cxl_port *port, const char *device,
		       uint32_t *id)
{
	size_t i;

	for (i = 0; port && i < port->n_dports; i++) {
		if (equal(port->dports[i].device, device)) {
			*id = port->dports[i].id;
			return true;
		}
	}
	return false;
}

/* A host bridge's port is right under the root, which knows its UID. */
static bool is_host_bridge(const struct sr_running *running,
			   const struct sr_cxl_port *port, uint32_t *uid)
{
	if (!port || !sr_is_kind(port->parent, "root"))
		return false;
	return find_dport(sr_port_find(running, port->parent), port->device,
			  uid);
}

/* A switch's port is right under a host bridge's. */
static bool is_switch(const struct sr_running *running,
		      const struct sr_cxl_port *port, uint32_t *uid)
{
	return port && sr_is_kind(port->name, "port") &&
	       is_host_bridge(running, sr_port_find(running, port->parent),
			      uid);
}

/* ---- decoders ---- */

static bool is_encodable(const struct sr_cxl_decoder *from)
{
	uint64_t ways = from->ways.value, grain = from->granularity.value;

	return from->index.known && from->index.value < DECODERS_MAX &&
	       from->start.known && from->start.value % GRAIN == 0 &&
	       from->size.known && from->size.value % GRAIN == 0 &&
	       (!from->size.value ||
		from->size.value - 1 <= UINT64_MAX - from->start.value) &&
	       grain >= 256 && grain <= 16384 && !(grain & (grain - 1)) &&
	       ((ways && ways <= 16 && !(ways & (ways - 1))) || ways == 3 ||
		ways == 6 || ways == 12);
}

/* "0,1"; false where it does not fit the ways. */
static bool parse_targets(const char *text, struct sr_decoder *decoder)
{
	unsigned int wanted = decoder->ways < 8 ? decoder->ways : 8;
	unsigned long target;
	char *end;

	while (text && *text >= '0' && *text <= '9' &&
	       decoder->n_targets < wanted) {
		target = strtoul(text, &end, 10);
		if (target >= PORTS_MAX)
			return false;
		decoder->targets[decoder->n_targets++] = (uint32_t)target;
		text = *end == ',' ? end + 1 : end;
	}
	return decoder->n_targets == wanted;
}

/* What lies between this decoder's device addresses and those before. */
static uint64_t skip_of(const struct sr_running *running,
			const struct sr_cxl_decoder *of)
{
	uint64_t end = 0;
	size_t i;

	for (i = 0; i < running->n_decoders; i++) {
		const struct sr_cxl_decoder *one = &running->decoders[i];

		if (equal(one->port, of->port) && one->dpa_start.known &&
		    one->index.value < of->index.value &&
		    one->dpa_start.value + one->dpa_size.value > end)
			end = one->dpa_start.value + one->dpa_size.value;
	}
	return of->dpa_start.value > end ? of->dpa_start.value - end : 0;
}

static int add_decoder(struct sr_system *system,
		       const struct sr_cxl_port *port,
		       const struct sr_cxl_decoder *from,
		       struct sr_decoder **list, size_t *n)
{
	struct sr_decoder decoder = { 0 }, *more;
	bool endpoint = sr_is_kind(port->name, "endpoint");

	decoder.committed = sr_port_committed(port, from);
	if (!decoder.committed && from->size.known && !from->size.value)
		return 0;
	if (!is_encodable(from))
		return omit(system, from->name,
			    "its registers are not all shown, or cannot be so");
	decoder.index = (unsigned int)from->index.value;
	decoder.start = from->start.value;
	decoder.size = from->size.value;
	decoder.granularity = (uint32_t)from->granularity.value;
	decoder.ways = (unsigned int)from->ways.value;
	decoder.locked = from->locked.value;
	if (!endpoint && !parse_targets(from->targets, &decoder))
		return omit(system, from->name,
			    "its targets do not fit its interleave ways");
	if (endpoint)
		decoder.skip = skip_of(&system->running, from);
	more = sr_grow(*list, *n, sizeof(*more));
	if (!more)
		return -ENOMEM;
	*list = more;
	more[(*n)++] = decoder;
	return 0;
}

static int add_decoders(struct sr_system *system,
			const struct sr_cxl_port *port,
			struct sr_decoder **list, size_t *n)
{
	const struct sr_running *running = &system->running;
	size_t i;
	int err = 0;

	for (i = 0; !err && i < running->n_decoders; i++)
		if (equal(running->decoders[i].port, port->name))
			err = add_decoder(system, port, &running->decoders[i],
					  list, n);
	return err;
}

/* At least as many as ids and targets name. */
static unsigned int count_ports(const struct sr_cxl_port *port,
				const struct sr_decoder *decoders, size_t n)
{
	uint32_t count = 1;
	size_t i, j;

	for (i = 0; i < port->n_dports; i++)
		if (port->dports[i].id < PORTS_MAX &&
		    port->dports[i].id >= count)
			count = port->dports[i].id + 1;
	for (i = 0; i < n; i++)
		for (j = 0; j < decoders[i].n_targets; j++)
			if (decoders[i].targets[j] >= count)
				count = decoders[i].targets[j] + 1;
	return count;
}

/* ---- components ---- */

static int add_host_bridge(struct sr_system *system,
			   const struct sr_cxl_port *port, uint32_t uid)
{
	struct sr_platform *platform = system->platform;
	struct sr_host_bridge *list;
	int err;

	list = sr_grow(platform->host_bridges, platform->n_host_bridges,
		       sizeof(*list));
	if (!list)
		return -ENOMEM;
	platform->host_bridges = list;
	list += platform->n_host_bridges++;
	list->uid = uid;
	err = add_decoders(system, port, &list->decoders, &list->n_decoders);
	list->root_ports = count_ports(port, list->decoders,
				       list->n_decoders);
	return err;
}

static int add_switch(struct sr_system *system,
		      const struct sr_cxl_port *port, uint32_t uid)
{
	struct sr_platform *platform = system->platform;
	struct sr_switch *list;
	uint32_t seat;
	int err;

	if (!find_dport(sr_port_find(&system->running, port->parent),
			port->parent_dport, &seat) || seat >= PORTS_MAX)
		return omit(system, port->name,
			    "which port it hangs on is not shown");
	list = sr_grow(platform->switches, platform->n_switches,
		       sizeof(*list));
	if (!list)
		return -ENOMEM;
	platform->switches = list;
	list += platform->n_switches++;
	list->name = strdup(port->name);
	list->host_bridge = uid;
	list->port = seat;
	if (!list->name)
		return -ENOMEM;
	err = add_decoders(system, port, &list->decoders, &list->n_decoders);
	list->downstream_ports = count_ports(port, list->decoders,
					     list->n_decoders);
	return err;
}

static bool has_switch(const struct sr_platform *platform, const char *name)
{
	size_t i;

	for (i = 0; i < platform->n_switches; i++)
		if (equal(platform->switches[i].name, name))
			return true;
	return false;
}

static int fill_device(struct sr_device *device,
		       const struct sr_cxl_memdev *from)
{
	device->name = strdup(from->name);
	device->serial = from->serial.value;
	device->has_serial = from->serial.known;
	device->volatile_size = from->volatile_size.value;
	device->persistent_size = from->persistent_size.value;
	return device->name ? 0 : -ENOMEM;
}

static int place_device(struct sr_system *system,
			const struct sr_cxl_memdev *from,
			const struct sr_cxl_port *above, uint32_t uid,
			uint32_t seat, const char *why)
{
	struct sr_platform *platform = system->platform;
	const struct sr_cxl_port *endpoint =
		sr_endpoint_find(&system->running, from->name);
	struct sr_device *list;
	int err;

	list = sr_grow(platform->devices, platform->n_devices, sizeof(*list));
	if (!list)
		return -ENOMEM;
	platform->devices = list;
	list += platform->n_devices++;
	list->host_bridge = uid;
	list->port = seat;
	err = fill_device(list, from);
	if (!err &&
	    !sr_is_kind(sr_port_find(&system->running, above->name)->parent,
			"root")) {
		list->switch_name = strdup(above->name);
		err = list->switch_name ? 0 : -ENOMEM;
	}
	if (err)
		return err;
	if (!endpoint)
		return omit_hidden(system, from->name,
				   "it has no endpoint port, so its decoders are not shown",
				   why);
	return add_decoders(system, endpoint, &list->decoders,
			    &list->n_decoders);
}

static int add_device(struct sr_system *system,
		      const struct sr_cxl_memdev *from, const char *why)
{
	const struct sr_running *running = &system->running;
	const struct sr_cxl_port *above =
		find_above(running, from->parent_device);
	uint32_t uid, seat;

	if (!from->volatile_size.known)
		return omit(system, from->name, "its capacity is not shown");
	if (!find_dport(above, from->parent_device, &seat) ||
	    seat >= PORTS_MAX)
		return omit_hidden(system, from->name,
				   "which port it hangs on is not shown",
				   why);
	if (!is_host_bridge(running, above, &uid) &&
	    !(is_switch(running, above, &uid) &&
	      has_switch(system->platform, above->name)))
		return omit(system, from->name,
			    "it hangs on something that a document cannot say");
	return place_device(system, from, above, uid, seat, why);
}

int sr_hardware_derive(struct sr_system *system, const char *why)
{
	const struct sr_running *running = &system->running;
	uint32_t uid;
	size_t i;
	int err = 0;

	for (i = 0; !err && i < running->n_ports; i++)
		if (is_host_bridge(running, &running->ports[i], &uid))
			err = add_host_bridge(system, &running->ports[i],
					      uid);
	for (i = 0; !err && i < running->n_ports; i++)
		if (is_switch(running, &running->ports[i], &uid))
			err = add_switch(system, &running->ports[i], uid);
	for (i = 0; !err && i < running->n_memdevs; i++)
		err = add_device(system, &running->memdevs[i], why);
	return err;
}
