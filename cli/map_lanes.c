// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: which lanes and extents the address map of a machine has.
 */
#include "map_lanes.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "amount.h"

/* Pieces of System RAM closer than this are drawn as one. */
#define RAM_HOLE (1ULL << 30)

struct brush {
	const struct machine *machine;
	struct lanes *lanes;
	int err;
};

static void start_lane(struct brush *brush, const char *name)
{
	if (!brush->err)
		brush->err = lanes_add_lane(brush->lanes, name);
}

/* The label is NAME SIZE DETAIL; the short form is the name alone. */
static void paint(struct brush *brush, uint64_t start, uint64_t size,
		  enum lane_tone tone, const char *detail,
		  const char *format, ...)
	__attribute__((format(printf, 6, 7)));

static void paint(struct brush *brush, uint64_t start, uint64_t size,
		  enum lane_tone tone, const char *detail,
		  const char *format, ...)
{
	char name[64], label[128];
	va_list args;

	if (brush->err || !size)
		return;
	va_start(args, format);
	vsnprintf(name, sizeof(name), format, args);
	va_end(args);
	snprintf(label, sizeof(label), "%s%s%s %s", name, *detail ? " " : "",
		 detail, amount_bytes(size).text);
	brush->err = lanes_add(brush->lanes, start, start + (size - 1), tone,
			       label, name);
}

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
	brush->err = lanes_add(brush->lanes, run->start, run->end, LANE_RAM,
			       label, "RAM");
}

static void paint_offered(struct brush *brush, const struct sr_memory *memory)
{
	char label[128];

	if (brush->err)
		return;
	snprintf(label, sizeof(label), "%s %s", memory->type_word,
		 amount_bytes(memory->size).text);
	brush->err = lanes_add(brush->lanes, memory->start,
			       memory->start + (memory->size - 1),
			       LANE_OFFERED, label,
			       memory->type == SR_MEMORY_SOFT_RESERVED ?
			       "SR" : "PM");
}

static bool window_between(const struct sr_platform *platform, uint64_t start,
			   uint64_t end)
{
	size_t i;

	for (i = 0; i < platform->n_windows; i++)
		if (platform->windows[i].start >= start &&
		    platform->windows[i].start <= end)
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
	const struct sr_platform *platform = brush->machine->system->platform;
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
			     window_between(platform, run.end,
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

	start_lane(brush, "firmware");
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

	start_lane(brush, "windows");
	for (i = 0; i < platform->n_windows; i++)
		paint(brush, platform->windows[i].start,
		      platform->windows[i].size, LANE_WINDOW, "",
		      "window %zu", i);
	/* Without the CEDT there are still Linux's root decoders. */
	for (i = 0; !platform->n_windows && i < machine->facts->n_windows; i++)
		paint(brush, machine->facts->windows[i].start,
		      machine_extent_size(machine->facts->windows[i]),
		      LANE_WINDOW, "", "window %zu", i);
}

/* A decoder of no size cannot be drawn: then those that it spoils are. */
static bool is_culprit(const struct machine *machine,
		       const struct sr_decoder *decoder)
{
	size_t i;

	for (i = 0; i < machine->routes.n; i++) {
		const struct route *route = &machine->routes.routes[i];
		const struct sr_decoder *culprit = route->culprit;

		if (route->fault == ROUTE_GOOD)
			continue;
		if (!culprit || !culprit->size)
			culprit = route->decoder;
		if (culprit == decoder)
			return true;
	}
	return false;
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
			paint(brush, list[i].start, list[i].size,
			      is_culprit(brush->machine, &list[i]) ?
			      LANE_BAD : LANE_DECODER,
			      detail, "%s", component);
	}
}

static void paint_hardware(struct brush *brush)
{
	const struct sr_platform *platform = brush->machine->system->platform;
	char name[32];
	size_t i;

	if (platform->n_host_bridges)
		start_lane(brush, "bridges");
	for (i = 0; i < platform->n_host_bridges; i++) {
		const struct sr_host_bridge *one = &platform->host_bridges[i];

		snprintf(name, sizeof(name), "bridge %u", one->uid);
		paint_decoders(brush, one->decoders, one->n_decoders, name);
	}
	if (platform->n_switches)
		start_lane(brush, "switches");
	for (i = 0; i < platform->n_switches; i++)
		paint_decoders(brush, platform->switches[i].decoders,
			       platform->switches[i].n_decoders,
			       platform->switches[i].name);
	if (platform->n_devices)
		start_lane(brush, "devices");
	for (i = 0; i < platform->n_devices; i++)
		paint_decoders(brush, platform->devices[i].decoders,
			       platform->devices[i].n_decoders,
			       platform->devices[i].name);
}

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
			start_lane(brush, "decoders");
		started = true;
		paint(brush, one->start.value, one->size.value, LANE_DECODER,
		      "", "%s", one->name);
	}
}

static void paint_regions(struct brush *brush)
{
	const struct sr_running *running = &brush->machine->system->running;
	size_t i;

	start_lane(brush, "regions");
	for (i = 0; i < running->n_regions; i++) {
		const struct sr_cxl_region *one = &running->regions[i];
		bool good = one->committed.known && one->committed.value &&
			    one->driver;

		if (one->start.known && one->size.known)
			paint(brush, one->start.value, one->size.value,
			      good ? LANE_REGION : LANE_BAD,
			      good ? "" : "not committed", "%s", one->name);
	}
}

static void paint_daxes(struct brush *brush)
{
	const struct sr_running *running = &brush->machine->system->running;
	size_t i, j;

	start_lane(brush, "dax");
	for (i = 0; i < running->n_daxes; i++) {
		const struct sr_dax_device *one = &running->daxes[i];

		for (j = 0; j < one->n_mappings; j++)
			paint(brush, one->mappings[j].start,
			      one->mappings[j].size,
			      one->driver ? LANE_DAX : LANE_BAD,
			      one->driver ? one->driver : "no driver", "%s",
			      one->name);
	}
}

/* Memory blocks that Soft Reserved memory or a window is in. */
static void paint_blocks(struct brush *brush)
{
	const struct machine *machine = brush->machine;
	const struct sr_running *running = &machine->system->running;
	struct sr_extent run, meet;
	size_t i, j;

	start_lane(brush, "RAM");
	for (i = 0; i < running->n_blocks; i++) {
		const struct sr_memory_blocks *one = &running->blocks[i];

		run.start = one->start;
		run.end = one->start + (one->size - 1);
		for (j = 0; j < machine->facts->n_ranges; j++)
			if (machine_extent_meet(run,
						machine->facts->ranges[j].at,
						&meet))
				paint(brush, meet.start,
				      machine_extent_size(meet),
				      strcmp(one->state, "online") ?
				      LANE_BAD : LANE_ONLINE,
				      "", "%s", one->state);
	}
}

/* What no usable dax device serves, from @at on; false at the range's end. */
static bool next_hole(const struct sr_facts *facts,
		      const struct sr_range *range, uint64_t *at,
		      struct sr_extent *hole)
{
	bool moved = true;
	size_t i;

	while (moved) {
		moved = false;
		for (i = 0; i < facts->n_daxes; i++) {
			const struct sr_dax *dax = &facts->daxes[i];

			if (!dax->usable || dax->at.start > *at ||
			    dax->at.end < *at)
				continue;
			if (dax->at.end >= range->at.end)
				return false;
			*at = dax->at.end + 1;
			moved = true;
		}
	}
	*hole = (struct sr_extent){ *at, range->at.end };
	for (i = 0; i < facts->n_daxes; i++)
		if (facts->daxes[i].usable && facts->daxes[i].at.start > *at &&
		    facts->daxes[i].at.start <= hole->end)
			hole->end = facts->daxes[i].at.start - 1;
	return true;
}

static bool is_in_region(const struct sr_facts *facts, uint64_t address)
{
	size_t i;

	for (i = 0; i < facts->n_regions; i++)
		if (facts->regions[i].committed &&
		    facts->regions[i].is_volatile &&
		    facts->regions[i].at.start <= address &&
		    address <= facts->regions[i].at.end)
			return true;
	return false;
}

/*
 * The odd ends of a range could be served by a region only: where there is
 * none, they are no loss of today.
 */
static void paint_hole(struct brush *brush, const struct sr_range *range,
		       struct sr_extent hole)
{
	const struct sr_facts *facts = brush->machine->facts;
	uint64_t align = brush->machine->policy.align;
	struct sr_extent useful = hole;

	if (hole.start == range->at.start &&
	    !is_in_region(facts, hole.start))
		useful.start = (hole.start + align - 1) / align * align;
	if (hole.end == range->at.end && hole.end != UINT64_MAX &&
	    !is_in_region(facts, hole.end))
		useful.end = (hole.end + 1) / align * align - 1;
	if (useful.start > useful.end || useful.start < hole.start)
		return;
	if (useful.start > hole.start)
		paint(brush, hole.start, useful.start - hole.start,
		      LANE_RESERVED, "", "alignment");
	paint(brush, useful.start, machine_extent_size(useful), LANE_STRANDED,
	      "", "stranded");
	if (useful.end < hole.end)
		paint(brush, useful.end + 1, hole.end - useful.end,
		      LANE_RESERVED, "", "alignment");
}

static void paint_stranded(struct brush *brush)
{
	const struct sr_facts *facts = brush->machine->facts;
	struct sr_extent hole;
	size_t i;

	start_lane(brush, "stranded");
	for (i = 0; i < facts->n_ranges; i++) {
		const struct sr_range *range = &facts->ranges[i];
		uint64_t at = range->at.start;

		if (!brush->machine->now[i].stranded)
			continue;
		while (next_hole(facts, range, &at, &hole)) {
			paint_hole(brush, range, hole);
			if (hole.end >= range->at.end)
				break;
			at = hole.end + 1;
		}
	}
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
	else
		paint_seen_decoders(brush);
	paint_regions(brush);
	paint_daxes(brush);
	if (machine->system->running.n_blocks)
		paint_blocks(brush);
	if (machine->now_sum.stranded && machine->knows_owners)
		paint_stranded(brush);
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

struct lanes *map_lanes(const struct machine *machine)
{
	struct brush brush = { .machine = machine };
	char *title = title_of(machine);

	brush.lanes = title ? lanes_new(title) : NULL;
	free(title);
	if (!brush.lanes)
		return NULL;
	brush.lanes->note = note_of(machine);
	if (!brush.lanes->note)
		brush.err = -ENOMEM;
	paint_all(&brush);
	if (!brush.err)
		return brush.lanes;
	lanes_free(brush.lanes);
	return NULL;
}
