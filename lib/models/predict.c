// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: what stock Linux 6.12 would make of a machine: a region per set of
 * routes with the same addresses, a dax device per region that delivers, and
 * one per Soft Reserved range that touches no window.
 */
#include "predict.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "env.h"
#include "route.h"

static struct sr_fact known(uint64_t value)
{
	return (struct sr_fact){ value, true };
}

static char *name_of(const char *format, size_t number)
{
	char *name;

	return asprintf(&name, format, number) < 0 ? NULL : name;
}

static int add_region(struct sr_system *system, const struct route *route)
{
	struct sr_running *running = &system->running;
	struct sr_cxl_region *region =
		reallocarray(running->regions, running->n_regions + 1,
			     sizeof(*region));

	if (!region)
		return -ENOMEM;
	running->regions = region;
	region += running->n_regions;
	*region = (struct sr_cxl_region){
		.name = name_of("region%zu", running->n_regions),
		.decoder = name_of("decoder0.%zu",
				   route_window_index(system->platform,
						      route)),
		.start = known(route->decoder->start),
		.size = known(route->decoder->size),
		.committed = known(route_delivers(route) ||
				   route->fault == ROUTE_PERSISTENT),
		.ways = known(route->decoder->ways),
		.granularity = known(route->decoder->granularity),
		.mode = strdup(route->fault == ROUTE_PERSISTENT ? "pmem" :
								  "ram"),
		.driver = route_delivers(route) ? strdup("cxl_region") : NULL,
		.has_dax_region = route_delivers(route),
	};
	running->n_regions++;
	return region->name && region->decoder && region->mode &&
	       (region->driver || !route_delivers(route)) ? 0 : -ENOMEM;
}

static int add_dax(struct sr_running *running, uint64_t start, uint64_t size,
		   char *parent, char *region)
{
	struct sr_dax_device *dax = reallocarray(running->daxes,
						 running->n_daxes + 1,
						 sizeof(*dax));

	if (!dax) {
		free(parent);
		free(region);
		return -ENOMEM;
	}
	running->daxes = dax;
	dax += running->n_daxes;
	*dax = (struct sr_dax_device){
		.name = name_of("dax%zu.0", running->n_daxes),
		.parent = parent,
		.region = region,
		.size = known(size),
		.align = known(SR_DAX_ALIGN),
		.driver = strdup("kmem"),
		.mappings = calloc(1, sizeof(*dax->mappings)),
	};
	running->n_daxes++;
	if (!dax->name || !dax->parent || !dax->driver || !dax->mappings)
		return -ENOMEM;
	dax->mappings[0] = (struct sr_dax_mapping){ start, size };
	dax->n_mappings = 1;
	return 0;
}

static bool is_first_member(const struct routes *routes, size_t index)
{
	const struct sr_decoder *want = routes->routes[index].decoder;
	size_t i;

	for (i = 0; i < index; i++)
		if (routes->routes[i].decoder->start == want->start &&
		    routes->routes[i].decoder->size == want->size &&
		    route_makes_region(&routes->routes[i]))
			return false;
	return true;
}

/*
 * The kernel keeps Soft Reserved memory in its resource tree. A region that
 * neither holds such a node nor is held by it finds no place there, and its
 * dax device cannot reserve its addresses.
 */
static bool cuts_a_range(const struct sr_platform *platform,
			 const struct sr_decoder *decoder)
{
	uint64_t end = decoder->start + (decoder->size - 1);
	size_t i;

	for (i = 0; i < platform->n_memory_map; i++) {
		const struct sr_memory *memory = &platform->memory_map[i];
		uint64_t last = memory->start + (memory->size - 1);

		if (memory->type != SR_MEMORY_SOFT_RESERVED ||
		    memory->start > end || last < decoder->start)
			continue;
		if ((memory->start > decoder->start && last > end) ||
		    (memory->start < decoder->start && last < end))
			return true;
	}
	return false;
}

static int add_region_dax(struct sr_system *system, const struct route *route,
			  size_t number)
{
	struct sr_running *running = &system->running;
	const struct sr_decoder *decoder = route->decoder;
	int err = add_dax(running, decoder->start, decoder->size,
			  name_of("dax_region%zu", number),
			  strdup(running->regions[number].name));

	if (!err && cuts_a_range(system->platform, decoder)) {
		free(running->daxes[running->n_daxes - 1].driver);
		running->daxes[running->n_daxes - 1].driver = NULL;
	}
	return err;
}

static int add_regions(struct sr_system *system, const struct routes *routes)
{
	struct sr_running *running = &system->running;
	size_t i;
	int err = 0;

	for (i = 0; !err && i < routes->n; i++) {
		const struct route *route = &routes->routes[i];
		size_t number = running->n_regions;

		if (!route_makes_region(route) || !is_first_member(routes, i))
			continue;
		err = add_region(system, route);
		if (!err && route_delivers(route))
			err = add_region_dax(system, route, number);
	}
	return err;
}

static bool in_a_window(const struct sr_platform *platform,
			const struct sr_memory *memory)
{
	uint64_t end = memory->start + (memory->size - 1);
	size_t i;

	for (i = 0; i < platform->n_windows; i++) {
		const struct sr_window *window = &platform->windows[i];

		if (window->start <= end &&
		    memory->start <= window->start + (window->size - 1))
			return true;
	}
	return false;
}

/* dax_hmem: leaves to CXL whatever touches a window, and odd ends alone. */
static int add_hmem(struct sr_system *system)
{
	const struct sr_platform *platform = system->platform;
	size_t i, number = 0;
	int err = 0;

	for (i = 0; !err && i < platform->n_memory_map; i++) {
		const struct sr_memory *memory = &platform->memory_map[i];

		if (memory->type != SR_MEMORY_SOFT_RESERVED ||
		    in_a_window(platform, memory) ||
		    (memory->start | memory->size) % SR_DAX_ALIGN)
			continue;
		err = add_dax(&system->running, memory->start, memory->size,
			      name_of("hmem.%zu", number++), NULL);
	}
	return err;
}

int assemble_running(struct sr_system *system)
{
	struct routes routes;
	int err = routes_trace(system->platform, &routes);

	if (err)
		return err;
	system->running.cxl_acpi = system->platform->n_windows;
	system->running.dax_hmem = true;
	err = add_regions(system, &routes);
	if (!err)
		err = add_hmem(system);
	routes_free(&routes);
	return err;
}
