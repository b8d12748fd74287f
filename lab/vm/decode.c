// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see decode.h. */
#include "decode.h"

#include <errno.h>
#include <string.h>

#define HDM_LOCK (1U << 8)
#define HDM_COMMIT (1U << 9)
#define HDM_HOST_ONLY (1U << 12)

int srlab_ways_code(unsigned int ways)
{
	static const unsigned int codes[] = { 1, 2, 4, 8, 16, 0, 0, 0,
					      3, 6, 12 };

	for (unsigned int i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i] && codes[i] == ways)
			return (int)i;
	return -EINVAL;
}

int srlab_granularity_code(uint32_t granularity)
{
	for (int code = 0; code <= 6; code++)
		if (granularity == 256U << code)
			return code;
	return -EINVAL;
}

struct srlab_hdm srlab_hdm_encode(const struct sr_decoder *decoder,
				  bool endpoint)
{
	int granularity = srlab_granularity_code(decoder->granularity);
	int ways = srlab_ways_code(decoder->ways);
	struct srlab_hdm hdm = {
		.base_low = (uint32_t)decoder->start,
		.base_high = (uint32_t)(decoder->start >> 32),
		.size_low = (uint32_t)decoder->size,
		.size_high = (uint32_t)(decoder->size >> 32),
		.control = HDM_HOST_ONLY,
	};
	uint64_t list = decoder->skip;

	if (!endpoint) {
		list = 0;
		for (unsigned int i = 0; i < decoder->n_targets && i < 8; i++)
			list |= (uint64_t)(decoder->targets[i] & 0xff)
				<< (8 * i);
	}
	hdm.list_low = (uint32_t)list;
	hdm.list_high = (uint32_t)(list >> 32);
	hdm.control |= granularity > 0 ? (uint32_t)granularity : 0;
	hdm.control |= ways > 0 ? (uint32_t)ways << 4 : 0;
	hdm.control |= decoder->locked ? HDM_LOCK : 0;
	hdm.control |= decoder->committed ? HDM_COMMIT : 0;
	return hdm;
}

static const struct sr_decoder *hit(const struct sr_decoder *decoders,
				    size_t n, uint64_t address)
{
	for (size_t i = 0; i < n; i++) {
		const struct sr_decoder *d = &decoders[i];

		if (d->committed && address >= d->start &&
		    address - d->start < d->size)
			return d;
	}
	return NULL;
}

/* Modulo arithmetic takes the way from the address, not from the offset. */
static unsigned int way(uint64_t address, uint32_t granularity,
			unsigned int ways)
{
	return (unsigned int)(address / granularity % ways);
}

static const struct sr_host_bridge *
find_bridge(const struct sr_platform *platform, uint64_t address)
{
	const struct sr_window *windows;
	size_t n;

	windows = srlab_windows(platform, &n);
	for (size_t i = 0; i < n; i++) {
		const struct sr_window *w = &windows[i];
		int bridge;

		if (address < w->start || address - w->start >= w->size)
			continue;
		bridge = srlab_bridge_index(
			platform, w->targets[way(address, w->granularity,
						 w->n_targets)]);
		return bridge < 0 ? NULL : &platform->host_bridges[bridge];
	}
	return NULL;
}

static bool route(const struct sr_decoder *decoders, size_t n,
		  uint64_t address, uint32_t *port)
{
	const struct sr_decoder *d = hit(decoders, n, address);

	if (!d || !d->n_targets)
		return false;
	*port = d->targets[way(address, d->granularity, d->n_targets)];
	return true;
}

/*
 * A host bridge with one root port passes everything to it, if it has no HDM
 * decoders at all; QEMU gives every other one some.
 */
static bool route_bridge(const struct sr_host_bridge *bridge, uint64_t address,
			 uint32_t *port)
{
	*port = 0;
	if (bridge->root_ports == 1 && !bridge->n_decoders &&
	    !bridge->decoder_count.value)
		return true;
	return route(bridge->decoders, bridge->n_decoders, address, port);
}

static const struct sr_switch *find_switch(const struct sr_platform *platform,
					   uint32_t bridge, uint32_t port)
{
	for (size_t i = 0; i < platform->n_switches; i++) {
		const struct sr_switch *s = &platform->switches[i];

		if (s->host_bridge == bridge && s->port == port)
			return s;
	}
	return NULL;
}

static const struct sr_device *find_device(const struct sr_platform *platform,
					   uint32_t bridge,
					   const char *switch_name,
					   uint32_t port)
{
	for (size_t i = 0; i < platform->n_devices; i++) {
		const struct sr_device *d = &platform->devices[i];

		if (switch_name ? d->switch_name &&
				  !strcmp(d->switch_name, switch_name) &&
				  d->port == port :
				  !d->switch_name &&
				  d->host_bridge == bridge && d->port == port)
			return d;
	}
	return NULL;
}

static const struct sr_device *
address_device(const struct sr_platform *platform, uint64_t address)
{
	const struct sr_host_bridge *bridge = find_bridge(platform, address);
	const struct sr_switch *above;
	uint32_t port;

	if (!bridge || !route_bridge(bridge, address, &port))
		return NULL;
	above = find_switch(platform, bridge->uid, port);
	if (!above)
		return find_device(platform, bridge->uid, NULL, port);
	if (!route(above->decoders, above->n_decoders, address, &port))
		return NULL;
	return find_device(platform, bridge->uid, above->name, port);
}

/* The device address: what earlier decoders and skips use up comes first. */
static bool device_address(const struct sr_device *device, uint64_t address,
			   uint64_t *dpa)
{
	uint64_t base = 0;

	for (size_t i = 0; i < device->n_decoders; i++) {
		const struct sr_decoder *d = &device->decoders[i];
		uint64_t offset = address - d->start;

		base += d->skip;
		if (d->committed && address >= d->start && offset < d->size) {
			*dpa = base +
			       offset / d->granularity / d->ways *
				       d->granularity +
			       offset % d->granularity;
			return true;
		}
		base += d->size / d->ways;
	}
	return false;
}

struct srlab_place srlab_decode(const struct sr_platform *platform,
				const struct srlab_machine *machine,
				uint64_t address)
{
	struct srlab_place place = { .store = SRLAB_STORE_NONE };
	const struct sr_device *device;
	uint64_t dpa;

	if (srlab_machine_dram(machine, address, &place.offset)) {
		place.store = SRLAB_STORE_DRAM;
		return place;
	}
	device = address_device(platform, address);
	if (!device || !device_address(device, address, &dpa) ||
	    dpa >= device->volatile_size + device->persistent_size)
		return place;
	place.device = (size_t)(device - platform->devices);
	place.store = SRLAB_STORE_VOLATILE;
	place.offset = dpa;
	if (dpa >= device->volatile_size) {
		place.store = SRLAB_STORE_PERSISTENT;
		place.offset = dpa - device->volatile_size;
	}
	return place;
}
