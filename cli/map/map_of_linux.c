// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: the lanes of the address map that show what Linux made of a machine, and
 * what nobody serves.
 */
#include "map_brush.h"

#include <string.h>

#include "extent_index.h"

/* Where the hardware section is missing, Linux's own view of decoders. */
static void paint_seen_decoders(struct brush *brush)
{
	const struct sr_running *running = &brush->machine->system->running;
	bool started = false;
	size_t i;

	for (i = 0; i < running->n_decoders; i++) {
		const struct sr_cxl_decoder *one = &running->decoders[i];

		if (!one->start.known || !one->size.known ||
		    (one->port && !strncmp(one->port, "root", 4)))
			continue;
		if (!started)
			brush_start_lane(brush, "decoders");
		started = true;
		brush_paint(brush, one->start.value, one->size.value, LANE_DECODER,
			    "decoder", "", "%s", one->name);
	}
}

static void paint_regions(struct brush *brush)
{
	const struct sr_running *running = &brush->machine->system->running;
	size_t i;

	brush_start_lane(brush, "regions");
	for (i = 0; i < running->n_regions; i++) {
		const struct sr_cxl_region *one = &running->regions[i];
		bool good = one->committed.known && one->committed.value &&
			    one->driver;

		if (one->start.known && one->size.known)
			brush_paint(brush, one->start.value, one->size.value,
				    good ? LANE_REGION : LANE_BAD,
				    good ? "region" : "region not committed",
				    good ? "" : "not committed", "%s", one->name);
	}
}

static void paint_daxes(struct brush *brush)
{
	const struct sr_running *running = &brush->machine->system->running;
	size_t i, j;

	brush_start_lane(brush, "dax");
	for (i = 0; i < running->n_daxes; i++) {
		const struct sr_dax_device *one = &running->daxes[i];

		for (j = 0; j < one->n_mappings; j++)
			brush_paint(brush, one->mappings[j].start,
				    one->mappings[j].size,
				    one->driver ? LANE_DAX : LANE_BAD,
				    one->driver ? "dax device" :
						  "dax device without driver",
				    one->driver ? one->driver : "no driver", "%s",
				    one->name);
	}
}

static void paint_block(struct brush *brush,
			const struct sr_memory_blocks *block)
{
	bool online = !strcmp(block->state, "online");
	struct sr_extent meet, run = {
		block->start, block->start + (block->size - 1),
	};
	size_t range, cursor = 0;

	while (sr_extent_index_next(&brush->ranges, run, &cursor, &range)) {
		machine_extent_meet(run,
				    brush->machine->facts->ranges[range].at,
				    &meet);
		brush_paint(brush, meet.start, machine_extent_size(meet),
			    online ? LANE_ONLINE : LANE_BAD,
			    online ? "online" : "not online", "", "%s",
			    block->state);
	}
}

/* Memory blocks that Soft Reserved memory or a window is in. */
static void paint_blocks(struct brush *brush)
{
	const struct sr_running *running = &brush->machine->system->running;
	size_t i;

	brush_start_lane(brush, "RAM");
	for (i = 0; i < running->n_blocks; i++)
		if (running->blocks[i].size)
			paint_block(brush, &running->blocks[i]);
}

static bool is_in_region(const struct brush *brush, uint64_t address)
{
	return sr_extent_index_touches(&brush->regions, (struct sr_extent){
					       address, address });
}

/*
 * The odd ends of a range could be served by a region only: where there is
 * none, they are no loss of today.
 */
static void paint_hole(struct brush *brush, const struct sr_range *range,
		       struct sr_extent hole)
{
	uint64_t align = brush->machine->policy.align;
	struct sr_extent useful = hole;

	if (hole.start == range->at.start &&
	    !is_in_region(brush, hole.start))
		useful.start = (hole.start + align - 1) / align * align;
	if (hole.end == range->at.end && hole.end != UINT64_MAX &&
	    !is_in_region(brush, hole.end))
		useful.end = (hole.end + 1) / align * align - 1;
	if (useful.start > useful.end || useful.start < hole.start)
		return;
	if (useful.start > hole.start)
		brush_paint(brush, hole.start, useful.start - hole.start,
			    LANE_RESERVED, "alignment", "", "alignment");
	brush_paint(brush, useful.start, machine_extent_size(useful), LANE_STRANDED,
		    "stranded", "", "stranded");
	if (useful.end < hole.end)
		brush_paint(brush, useful.end + 1, hole.end - useful.end,
			    LANE_RESERVED, "alignment", "", "alignment");
}

/* What no usable dax device of the range serves. */
static void paint_holes(struct brush *brush, const struct sr_range *range)
{
	uint64_t at = range->at.start;
	struct machine_holder holder;
	size_t cursor = 0;

	while (machine_holder_next(brush->machine, range, &cursor, &holder)) {
		if (!holder.dax->usable || holder.at.end < at)
			continue;
		if (holder.at.start > at)
			paint_hole(brush, range, (struct sr_extent){
					   at, holder.at.start - 1 });
		if (holder.at.end == range->at.end)
			return;
		at = holder.at.end + 1;
	}
	paint_hole(brush, range, (struct sr_extent){ at, range->at.end });
}

static void paint_stranded(struct brush *brush)
{
	const struct machine *machine = brush->machine;
	size_t i;

	brush_start_lane(brush, "stranded");
	for (i = 0; i < machine->facts->n_ranges; i++)
		if (machine->now[i].stranded)
			paint_holes(brush, &machine->facts->ranges[i]);
}

void brush_paint_linux(struct brush *brush)
{
	const struct machine *machine = brush->machine;

	if (!machine->system->platform->n_devices)
		paint_seen_decoders(brush);
	paint_regions(brush);
	paint_daxes(brush);
	if (machine->system->running.n_blocks)
		paint_blocks(brush);
	if (machine->now_sum.stranded && machine->knows_owners)
		paint_stranded(brush);
}
