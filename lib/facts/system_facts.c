// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: from a machine to the facts that the rule looks at.
 *
 * Each fact is taken from the source that lies least: Soft Reserved ranges
 * from the firmware's map (the node in /proc/iomem can be larger than what
 * firmware said), windows from the CEDT. The next best source stands in where
 * the first could not be read.
 */
#include "extent_index.h"
#include "extent_list.h"
#include "system_private.h"

#include <stdlib.h>
#include <string.h>

#define GROW(array, n) \
	({ \
		void *more_ = sr_grow(array, n, sizeof(*(array))); \
		if (more_) \
			(array) = more_; \
		more_ ? &(array)[(n)++] : NULL; \
	})

static struct sr_extent extent_of(uint64_t start, uint64_t size)
{
	return (struct sr_extent){ start, start + (size - 1) };
}

static bool is_extent(struct sr_fact start, struct sr_fact size)
{
	return start.known && size.known && size.value &&
	       size.value - 1 <= UINT64_MAX - start.value;
}

/* ---- Soft Reserved ranges ---- */

static int add_range(struct sr_facts *facts, uint64_t start, uint64_t size)
{
	struct sr_range *range = GROW(facts->ranges, facts->n_ranges);

	if (!range)
		return -ENOMEM;
	range->at = extent_of(start, size);
	range->id = (u32)(facts->n_ranges - 1);
	return 0;
}

static int ranges_from_map(const struct sr_system *system,
			   struct sr_facts *facts)
{
	const struct sr_platform *platform = system->platform;
	size_t i;
	int err = 0;

	for (i = 0; !err && i < platform->n_memory_map; i++) {
		const struct sr_memory *memory = &platform->memory_map[i];

		if (memory->type == SR_MEMORY_SOFT_RESERVED)
			err = add_range(facts, memory->start, memory->size);
	}
	return err;
}

static int ranges_from_module(const struct sr_system *system,
			      struct sr_facts *facts)
{
	const struct sr_module_state *module = &system->running.module;
	size_t i;
	int err = 0;

	for (i = 0; !err && i < module->n_ranges; i++)
		if (is_extent(module->ranges[i].start, module->ranges[i].size))
			err = add_range(facts, module->ranges[i].start.value,
					module->ranges[i].size.value);
	return err;
}

static int ranges_from_iomem(const struct sr_system *system,
			     struct sr_facts *facts)
{
	const struct sr_running *running = &system->running;
	size_t i;
	int err = 0;

	for (i = 0; !err && i < running->n_iomem; i++)
		if (!strcmp(running->iomem[i].name, "Soft Reserved"))
			err = add_range(facts, running->iomem[i].start,
					running->iomem[i].size);
	return err;
}

static int list_nodes(const struct sr_running *running,
		      struct sr_extent_list *nodes)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < running->n_iomem; i++)
		if (!strcmp(running->iomem[i].name, "Soft Reserved"))
			err = sr_extent_list_add(nodes,
						 running->iomem[i].start,
						 running->iomem[i].size);
	sr_extent_list_merge(nodes);
	return err;
}

/* Firmware may offer thousands of ranges: none walks the whole of iomem. */
static int mark_ranges(const struct sr_running *running,
		       struct sr_facts *facts)
{
	struct sr_extent_list nodes = { NULL, 0 };
	size_t i;
	int err = list_nodes(running, &nodes);

	for (i = 0; !err && i < facts->n_ranges; i++) {
		struct sr_range *range = &facts->ranges[i];

		range->in_iomem = sr_extent_list_touches(&nodes, range->at);
	}
	sr_extent_list_free(&nodes);
	return err ? err : sr_recall_kept(running, facts);
}

static int add_ranges(const struct sr_system *system, struct sr_facts *facts)
{
	int err = ranges_from_map(system, facts);

	if (!err && !facts->n_ranges)
		err = ranges_from_module(system, facts);
	if (!err && !facts->n_ranges)
		err = ranges_from_iomem(system, facts);
	return err ? err : mark_ranges(&system->running, facts);
}

static int add_one_ram(struct sr_facts *facts, uint64_t start, uint64_t size)
{
	struct sr_extent *ram = GROW(facts->ram, facts->n_ram);

	if (!ram)
		return -ENOMEM;
	*ram = extent_of(start, size);
	return 0;
}

static int add_ram(const struct sr_system *system, struct sr_facts *facts)
{
	const struct sr_platform *platform = system->platform;
	const struct sr_running *running = &system->running;
	size_t i;
	int err = 0;

	for (i = 0; !err && i < platform->n_memory_map; i++) {
		const struct sr_memory *memory = &platform->memory_map[i];

		if (memory->type == SR_MEMORY_RAM)
			err = add_one_ram(facts, memory->start, memory->size);
	}
	/* Firmware's own word counts, whatever the command line made of it. */
	for (i = 0; !err && i < running->n_firmware_ram; i++)
		err = add_one_ram(facts, running->firmware_ram[i].start,
				  running->firmware_ram[i].size);
	return err;
}

/* ---- windows ---- */

static int add_window(struct sr_facts *facts, uint64_t start, uint64_t size)
{
	struct sr_extent *window = GROW(facts->windows, facts->n_windows);

	if (!window)
		return -ENOMEM;
	*window = extent_of(start, size);
	return 0;
}

static int windows_from_root(const struct sr_running *running,
			     struct sr_facts *facts)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < running->n_decoders; i++) {
		const struct sr_cxl_decoder *one = &running->decoders[i];

		if (sr_is_kind(one->port, "root") &&
		    is_extent(one->start, one->size))
			err = add_window(facts, one->start.value,
					 one->size.value);
	}
	return err;
}

static int add_windows(const struct sr_system *system, struct sr_facts *facts)
{
	const struct sr_platform *platform = system->platform;
	size_t i;
	int err = 0;

	for (i = 0; !err && i < platform->n_windows; i++)
		err = add_window(facts, platform->windows[i].start,
				 platform->windows[i].size);
	if (!err && !facts->n_windows)
		err = windows_from_root(&system->running, facts);
	return err;
}

/* ---- regions and dax devices ---- */

/* What of memory is not offline, by address. */
static int index_online(const struct sr_running *running,
			struct sr_extent_index *online)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < running->n_blocks; i++)
		if (strcmp(running->blocks[i].state, "offline"))
			err = sr_extent_index_add(online,
						  running->blocks[i].start,
						  running->blocks[i].size, i);
	return err ? err : sr_extent_index_sort(online);
}

static int add_region(const struct sr_running *running, size_t index,
		      const struct sr_extent_index *online,
		      struct sr_facts *facts)
{
	const struct sr_cxl_region *from = &running->regions[index];
	struct sr_region *region = GROW(facts->regions, facts->n_regions);

	if (!region)
		return -ENOMEM;
	region->at = extent_of(from->start.value, from->size.value);
	region->id = (u32)index;
	region->committed = from->committed.known && from->committed.value;
	region->is_volatile = from->mode && !strcmp(from->mode, "ram");
	region->delivers = from->driver && from->has_dax_region;
	/* Who uses persistent memory is not to be seen: assume somebody. */
	region->in_use = sr_extent_index_touches(online, region->at) ||
			 (!region->is_volatile && from->driver);
	return 0;
}

static int add_regions(const struct sr_running *running,
		       const struct sr_extent_index *online,
		       struct sr_facts *facts)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < running->n_regions; i++)
		if (is_extent(running->regions[i].start,
			      running->regions[i].size))
			err = add_region(running, i, online, facts);
	return err;
}

static enum sr_dax_parent parent_of(const struct sr_dax_device *dax)
{
	if (dax->region)
		return SR_DAX_ON_REGION;
	if (!sr_is_kind(dax->parent, "hmem."))
		return SR_DAX_ON_OTHER;
	return dax->is_ours ? SR_DAX_ON_OUR_HMEM : SR_DAX_ON_MAINLINE_HMEM;
}

/* device_dax counts open files for all of its devices together. */
static bool is_in_use(const struct sr_running *running,
		      const struct sr_extent_index *online,
		      const struct sr_dax_device *dax, struct sr_extent at)
{
	if (!dax->driver)
		return false;
	if (!strcmp(dax->driver, "kmem"))
		return sr_extent_index_touches(online, at);
	return strcmp(dax->driver, "device_dax") ||
	       running->device_dax_users.value;
}

static int add_dax(const struct sr_running *running, size_t index,
		   const struct sr_extent_index *online,
		   struct sr_facts *facts)
{
	const struct sr_dax_device *from = &running->daxes[index];
	struct sr_dax *dax;
	size_t i;

	for (i = 0; i < from->n_mappings; i++) {
		if (!from->mappings[i].size)
			continue;
		dax = GROW(facts->daxes, facts->n_daxes);
		if (!dax)
			return -ENOMEM;
		dax->at = extent_of(from->mappings[i].start,
				    from->mappings[i].size);
		dax->id = (u32)index;
		dax->parent = parent_of(from);
		dax->usable = from->driver;
		dax->in_use = is_in_use(running, online, from, dax->at);
	}
	return 0;
}

static int add_daxes(const struct sr_running *running,
		     const struct sr_extent_index *online,
		     struct sr_facts *facts)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < running->n_daxes; i++)
		err = add_dax(running, i, online, facts);
	return err;
}

void sr_facts_free(struct sr_facts *facts)
{
	if (!facts)
		return;
	free(facts->ranges);
	free(facts->windows);
	free(facts->regions);
	free(facts->ram);
	free(facts->daxes);
	free(facts->routes);
	free(facts->nodes);
	free(facts);
}

int sr_system_facts(const struct sr_system *system, struct sr_facts **out)
{
	struct sr_facts *facts = calloc(1, sizeof(*facts));
	struct sr_extent_index online = { .n = 0 };
	int err;

	if (!facts)
		return -ENOMEM;
	facts->cxl_active = system->running.cxl_acpi;
	facts->hmem_active = system->running.dax_hmem;
	err = add_ranges(system, facts);
	if (!err)
		err = add_ram(system, facts);
	if (!err)
		err = add_windows(system, facts);
	if (!err)
		err = sr_nodes_add(system->platform, facts);
	if (!err)
		err = index_online(&system->running, &online);
	if (!err)
		err = add_regions(&system->running, &online, facts);
	if (!err)
		err = add_daxes(&system->running, &online, facts);
	sr_extent_index_free(&online);
	if (!err)
		err = sr_decoded_add(system, facts);
	if (err) {
		sr_facts_free(facts);
		return err;
	}
	*out = facts;
	return 0;
}
