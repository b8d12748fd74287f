// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: which lanes and extents the address map of a machine has.
 */
#include "map_of_machine.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "amount.h"
#include "extent_index.h"
#include "map_brush.h"

/* Pieces of System RAM closer than this are drawn as one. */
#define RAM_HOLE (1ULL << 30)

static bool keeps_apart(const struct sr_memory *memory)
{
	return memory->type == SR_MEMORY_SOFT_RESERVED ||
	       memory->type == SR_MEMORY_PERSISTENT;
}

struct ram_run {
	uint64_t start;
	uint64_t end;
	uint64_t bytes;
};

static void paint_ram(struct brush *brush, const struct ram_run *run)
{
	char label[64];

	if (brush->err || !run->bytes)
		return;
	snprintf(label, sizeof(label), "System RAM %s",
		 amount_bytes(run->bytes).text);
	brush_add(brush, (struct sr_extent){ run->start, run->end }, LANE_RAM,
		  "System RAM", run->bytes, label, "RAM");
}

static void paint_offered(struct brush *brush, const struct sr_memory *memory)
{
	bool soft = memory->type == SR_MEMORY_SOFT_RESERVED;
	char label[128];

	if (brush->err)
		return;
	snprintf(label, sizeof(label), "%s %s", memory->type_word,
		 amount_bytes(memory->size).text);
	brush_add(brush, (struct sr_extent){ memory->start,
					     memory->start + (memory->size - 1) },
		  LANE_OFFERED, soft ? "Soft Reserved" : "persistent memory",
		  memory->size, label, soft ? "SR" : "PM");
}

static bool window_between(const struct brush *brush, uint64_t start,
			   uint64_t end)
{
	const struct sr_window *windows =
		brush->machine->system->platform->windows;
	size_t number, cursor = 0;

	while (sr_extent_index_next(&brush->windows,
				    (struct sr_extent){ start, end }, &cursor,
				    &number))
		if (windows[number].start >= start)
			return true;
	return false;
}

static int by_start(const void *a, const void *b)
{
	const struct sr_memory *left = *(const struct sr_memory *const *)a;
	const struct sr_memory *right = *(const struct sr_memory *const *)b;

	return left->start < right->start ? -1 : left->start > right->start;
}

static void paint_memory(struct brush *brush,
			 const struct sr_memory *const *list, size_t n)
{
	struct ram_run run = { .bytes = 0 };
	size_t i;

	for (i = 0; i < n; i++) {
		const struct sr_memory *memory = list[i];
		uint64_t end = memory->start + (memory->size - 1);

		if (keeps_apart(memory)) {
			paint_ram(brush, &run);
			run.bytes = 0;
			paint_offered(brush, memory);
		} else if (memory->type == SR_MEMORY_RAM) {
			if (run.bytes &&
			    (memory->start - run.end > RAM_HOLE ||
			     window_between(brush, run.end,
					    memory->start))) {
				paint_ram(brush, &run);
				run.bytes = 0;
			}
			if (!run.bytes)
				run.start = memory->start;
			run.end = end;
			run.bytes += memory->size;
		}
	}
	paint_ram(brush, &run);
}

static void paint_firmware(struct brush *brush)
{
	const struct sr_platform *platform = brush->machine->system->platform;
	const struct sr_memory **sorted =
		calloc(platform->n_memory_map + 1,
		       sizeof(const struct sr_memory *));
	size_t i;

	brush_start_lane(brush, "firmware");
	if (!sorted) {
		brush->err = -ENOMEM;
		return;
	}
	for (i = 0; i < platform->n_memory_map; i++)
		sorted[i] = &platform->memory_map[i];
	if (i)
		qsort(sorted, i, sizeof(const struct sr_memory *), by_start);
	paint_memory(brush, sorted, i);
	free(sorted);
}

static void paint_windows(struct brush *brush)
{
	const struct machine *machine = brush->machine;
	const struct sr_platform *platform = machine->system->platform;
	size_t i;

	brush_start_lane(brush, "windows");
	for (i = 0; i < platform->n_windows; i++)
		brush_paint(brush, platform->windows[i].start,
			    platform->windows[i].size, LANE_WINDOW, "window", "",
			    "window %zu", i);
	/* Without the CEDT there are still Linux's root decoders. */
	for (i = 0; !platform->n_windows && i < machine->facts->n_windows; i++)
		brush_paint(brush, machine->facts->windows[i].start,
			    machine_extent_size(machine->facts->windows[i]),
			    LANE_WINDOW, "window", "", "window %zu", i);
}

static int by_place(const void *a, const void *b)
{
	const struct sr_decoder *left = *(const struct sr_decoder *const *)a;
	const struct sr_decoder *right = *(const struct sr_decoder *const *)b;

	return left < right ? -1 : left > right;
}

/* A decoder of no size cannot be drawn: then those that it spoils are. */
static int find_culprits(struct brush *brush)
{
	const struct routes *routes = &brush->machine->routes;
	size_t i;

	brush->culprits = calloc(routes->n + 1, sizeof(struct sr_decoder *));
	if (!brush->culprits)
		return -ENOMEM;
	for (i = 0; i < routes->n; i++) {
		const struct route *route = &routes->routes[i];
		const struct sr_decoder *culprit = route->culprit;

		if (route->fault == ROUTE_GOOD)
			continue;
		if (!culprit || !culprit->size)
			culprit = route->decoder;
		brush->culprits[brush->n_culprits++] = culprit;
	}
	if (brush->n_culprits)
		qsort(brush->culprits, brush->n_culprits,
		      sizeof(struct sr_decoder *), by_place);
	return 0;
}

static bool is_culprit(const struct brush *brush,
		       const struct sr_decoder *decoder)
{
	return brush->n_culprits &&
	       bsearch(&decoder, brush->culprits, brush->n_culprits,
		       sizeof(struct sr_decoder *), by_place);
}

static void paint_decoders(struct brush *brush,
			   const struct sr_decoder *list, size_t n,
			   const char *component)
{
	size_t i;

	for (i = 0; i < n; i++) {
		char detail[32];

		snprintf(detail, sizeof(detail), "decoder %u", list[i].index);
		if (list[i].committed)
			brush_paint(brush, list[i].start, list[i].size,
				    is_culprit(brush, &list[i]) ?
				    LANE_BAD : LANE_DECODER,
				    "decoder", detail, "%s", component);
	}
}

static void paint_hardware(struct brush *brush)
{
	const struct sr_platform *platform = brush->machine->system->platform;
	char name[32];
	size_t i;

	if (platform->n_host_bridges)
		brush_start_lane(brush, "bridges");
	for (i = 0; i < platform->n_host_bridges; i++) {
		const struct sr_host_bridge *one = &platform->host_bridges[i];

		snprintf(name, sizeof(name), "bridge %u", one->uid);
		paint_decoders(brush, one->decoders, one->n_decoders, name);
	}
	if (platform->n_switches)
		brush_start_lane(brush, "switches");
	for (i = 0; i < platform->n_switches; i++)
		paint_decoders(brush, platform->switches[i].decoders,
			       platform->switches[i].n_decoders,
			       platform->switches[i].name);
	if (platform->n_devices)
		brush_start_lane(brush, "devices");
	for (i = 0; i < platform->n_devices; i++)
		paint_decoders(brush, platform->devices[i].decoders,
			       platform->devices[i].n_decoders,
			       platform->devices[i].name);
}

static char *title_of(const struct machine *machine)
{
	const struct sr_ledger *sum = &machine->now_sum;
	char *title;

	if (asprintf(&title, machine->knows_owners ?
		     "%s: %s Soft Reserved, %s stranded" :
		     "%s: %s Soft Reserved as far as could be read",
		     machine->system->platform->name,
		     amount_bytes(sum->offered).text,
		     amount_bytes(sum->stranded).text) < 0)
		return NULL;
	return title;
}

static void paint_all(struct brush *brush)
{
	const struct machine *machine = brush->machine;

	paint_firmware(brush);
	paint_windows(brush);
	if (machine->system->platform->n_devices)
		paint_hardware(brush);
	brush_paint_linux(brush);
}

/* Of what the picture is, for who gets nothing but the picture. */
static char *note_of(const struct machine *machine)
{
	const struct sr_running *running = &machine->system->running;
	const char *verdict = running->module.verdict;
	char *note;

	if (machine->predicted)
		return strdup("As stock Linux 6.12 would have it: the document has no linux section.");
	if (asprintf(&note, "Linux %s, softreserve %s%s",
		     running->release ? running->release : "of unknown version",
		     verdict ? "loaded: " : "not loaded",
		     verdict ? verdict : "") < 0)
		return NULL;
	return note;
}

static int index_all(struct brush *brush)
{
	const struct sr_platform *platform = brush->machine->system->platform;
	const struct sr_facts *facts = brush->machine->facts;
	size_t i;
	int err = 0;

	for (i = 0; !err && i < platform->n_windows; i++)
		err = sr_extent_index_add(&brush->windows,
					  platform->windows[i].start,
					  platform->windows[i].size, i);
	for (i = 0; !err && i < facts->n_ranges; i++)
		err = sr_extent_index_add(&brush->ranges,
					  facts->ranges[i].at.start,
					  facts->ranges[i].ledger.offered, i);
	for (i = 0; !err && i < facts->n_regions; i++)
		if (facts->regions[i].committed &&
		    facts->regions[i].is_volatile)
			err = sr_extent_index_add(
				&brush->regions, facts->regions[i].at.start,
				machine_extent_size(facts->regions[i].at), i);
	if (!err)
		err = sr_extent_index_sort(&brush->windows);
	if (!err)
		err = sr_extent_index_sort(&brush->ranges);
	if (!err)
		err = sr_extent_index_sort(&brush->regions);
	return err ? err : find_culprits(brush);
}

static void brush_free(struct brush *brush)
{
	sr_extent_index_free(&brush->windows);
	sr_extent_index_free(&brush->ranges);
	sr_extent_index_free(&brush->regions);
	free(brush->culprits);
}

struct lanes *map_lanes(const struct machine *machine)
{
	struct brush brush = { .machine = machine };
	char *title = title_of(machine);

	brush.lanes = title ? lanes_new(title) : NULL;
	free(title);
	if (!brush.lanes)
		return NULL;
	brush.lanes->note = note_of(machine);
	brush.err = brush.lanes->note ? index_all(&brush) : -ENOMEM;
	if (!brush.err)
		paint_all(&brush);
	if (!brush.err)
		brush.err = lanes_gather(brush.lanes);
	brush_free(&brush);
	if (!brush.err)
		return brush.lanes;
	lanes_free(brush.lanes);
	return NULL;
}
