// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: which bytes committed decoders route: those that an endpoint and a host
 * bridge both decode. A host bridge with one port may pass everything without
 * a decoder; where there are only such, the endpoints' word alone counts.
 */
#include "extent_list.h"
#include "system_private.h"

#include <stdlib.h>
#include <string.h>

/* Both are merged, so one pass over the two does. */
static int add_common(struct sr_facts *facts, const struct sr_extent_list *a,
		      const struct sr_extent_list *b)
{
	struct sr_extent_list common = { NULL, 0 };
	size_t i = 0, j = 0;
	int err = 0;

	while (!err && i < a->n && j < b->n) {
		const struct sr_extent *x = &a->items[i], *y = &b->items[j];
		uint64_t start = x->start > y->start ? x->start : y->start;
		uint64_t end = x->end < y->end ? x->end : y->end;

		if (start <= end && end - start < UINT64_MAX)
			err = sr_extent_list_add(&common, start,
						 end - start + 1);
		if (x->end < y->end)
			i++;
		else
			j++;
	}
	facts->decoded = common.items;
	facts->n_decoded = common.n;
	return err;
}

/* An endpoint outside of all windows decodes other addresses than the CPU's. */
static bool any_translated(const struct sr_facts *facts,
			   const struct sr_extent_list *endpoints)
{
	size_t i, j;

	for (i = 0; i < endpoints->n; i++) {
		for (j = 0; j < facts->n_windows; j++)
			if (facts->windows[j].start <=
			    endpoints->items[i].end &&
			    endpoints->items[i].start <=
			    facts->windows[j].end)
				break;
		if (j == facts->n_windows)
			return true;
	}
	return false;
}

/* ---- from the CXL bus ---- */

static bool all_have_endpoints(const struct sr_running *running)
{
	size_t i;

	for (i = 0; i < running->n_memdevs; i++)
		if (!sr_endpoint_find(running, running->memdevs[i].name))
			return false;
	return running->n_memdevs;
}

static int sort_decoder(const struct sr_running *running,
			const struct sr_cxl_decoder *decoder,
			struct sr_extent_list *bridges,
			struct sr_extent_list *endpoints,
			bool *known)
{
	const struct sr_cxl_port *port = sr_port_find(running, decoder->port);
	struct sr_extent_list *to = NULL;

	if (port && sr_is_kind(port->name, "endpoint"))
		to = endpoints;
	else if (port && sr_is_kind(port->parent, "root"))
		to = bridges;
	if (!to || !sr_port_committed(port, decoder))
		return 0;
	if (!decoder->start.known || !decoder->size.known)
		*known = false;
	else
		return sr_extent_list_add(to, decoder->start.value,
					  decoder->size.value);
	return 0;
}

static bool any_bridge_has_ports(const struct sr_running *running)
{
	size_t i;

	for (i = 0; i < running->n_ports; i++)
		if (sr_is_kind(running->ports[i].parent, "root") &&
		    running->ports[i].n_dports > 1)
			return true;
	return false;
}

static int collect_from_bus(const struct sr_running *running,
			    struct sr_facts *facts,
			    struct sr_extent_list *bridges,
			    struct sr_extent_list *endpoints,
			    bool *any_bridge)
{
	size_t i;
	int err = 0;

	facts->decoded_known = all_have_endpoints(running);
	for (i = 0; !err && i < running->n_decoders; i++)
		err = sort_decoder(running, &running->decoders[i], bridges,
				   endpoints, &facts->decoded_known);
	*any_bridge = bridges->n || any_bridge_has_ports(running);
	return err;
}

/* ---- from a document's registers ---- */

static int note_committed(struct sr_extent_list *to,
			  const struct sr_decoder *decoders, size_t n)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < n; i++)
		if (decoders[i].committed)
			err = sr_extent_list_add(to, decoders[i].start,
						 decoders[i].size);
	return err;
}

static int collect_from_hardware(const struct sr_platform *platform,
				 struct sr_facts *facts,
				 struct sr_extent_list *bridges,
				 struct sr_extent_list *endpoints,
				 bool *any_bridge)
{
	size_t i;
	int err = 0;

	facts->decoded_known = true;
	for (i = 0; !err && i < platform->n_host_bridges; i++) {
		const struct sr_host_bridge *one = &platform->host_bridges[i];

		*any_bridge |= one->n_decoders || one->root_ports > 1;
		err = note_committed(bridges, one->decoders, one->n_decoders);
	}
	for (i = 0; !err && i < platform->n_devices; i++)
		err = note_committed(endpoints, platform->devices[i].decoders,
				     platform->devices[i].n_decoders);
	return err;
}

int sr_decoded_add(const struct sr_system *system, struct sr_facts *facts)
{
	struct sr_extent_list bridges = { NULL, 0 }, endpoints = { NULL, 0 };
	bool any_bridge = false;
	int err;

	/* Else the hardware section of a live machine is from the bus too. */
	if (!system->running.registers_read &&
	    (system->running.n_memdevs || !system->platform->n_devices))
		err = collect_from_bus(&system->running, facts, &bridges,
				       &endpoints, &any_bridge);
	else
		err = collect_from_hardware(system->platform, facts, &bridges,
					    &endpoints, &any_bridge);
	if (any_translated(facts, &endpoints))
		facts->decoded_known = false;
	sr_extent_list_merge(&bridges);
	sr_extent_list_merge(&endpoints);
	if (!err)
		err = add_common(facts, any_bridge ? &bridges : &endpoints,
				 &endpoints);
	free(bridges.items);
	free(endpoints.items);
	return err;
}
