// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see virtual.h. This file plans; relocate.c moves. */
#include "virtual.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MIB (1ULL << 20)
#define GIB (1ULL << 30)
/* More DRAM than this only costs the guest time to set up. */
#define LOW_CAP (2 * GIB)
#define HIGH_CAP (1 * GIB)

const struct sr_window *srlab_windows(const struct sr_platform *platform,
				      size_t *n)
{
	if (platform->routed) {
		*n = platform->n_routed;
		return platform->routed;
	}
	*n = platform->n_windows;
	return platform->windows;
}

int srlab_bridge_index(const struct sr_platform *platform, uint32_t uid)
{
	for (size_t i = 0; i < platform->n_host_bridges; i++)
		if (platform->host_bridges[i].uid == uid)
			return (int)i;
	return -ENOENT;
}

static uint64_t first_window(const struct sr_platform *platform)
{
	uint64_t first = UINT64_MAX;
	const struct sr_window *windows;
	size_t n;

	windows = srlab_windows(platform, &n);
	for (size_t i = 0; i < n; i++)
		if (windows[i].start < first)
			first = windows[i].start;
	return first;
}

/* Soft Reserved memory that no window routes has to be DRAM set aside. */
static bool is_dram(const struct sr_platform *platform,
		    const struct sr_memory *entry)
{
	if (entry->type == SR_MEMORY_RAM)
		return true;
	return entry->type == SR_MEMORY_SOFT_RESERVED &&
	       entry->start < first_window(platform);
}

static uint64_t round_up(uint64_t value, uint64_t unit)
{
	return (value + unit - 1) / unit * unit;
}

static void grow(uint64_t *size, uint64_t end)
{
	if (end > *size)
		*size = end;
}

static int plan_dram(const struct sr_platform *platform,
		     struct srlab_machine *machine, struct srlab_fault *fault)
{
	uint64_t kept_low = 0, kept_high = 0;
	uint64_t low = 0, high = 0;

	for (size_t i = 0; i < platform->n_memory_map; i++) {
		const struct sr_memory *m = &platform->memory_map[i];
		uint64_t end = m->start + m->size;
		bool above = m->start >= SRLAB_4G;

		if (!is_dram(platform, m))
			continue;
		grow(above ? &high : &low, above ? end - SRLAB_4G : end);
		if (m->type == SR_MEMORY_SOFT_RESERVED)
			grow(above ? &kept_high : &kept_low,
			     above ? end - SRLAB_4G : end);
	}
	if (low > LOW_CAP)
		low = LOW_CAP;
	if (high > HIGH_CAP && high > kept_high)
		high = kept_high > HIGH_CAP ? kept_high : HIGH_CAP;
	if (kept_low > low)
		return srlab_fail(fault, -ENOTSUP,
				  "%s: Soft Reserved DRAM between 2 and 4 GiB cannot be built",
				  platform->name);
	machine->low = low ? round_up(low, MIB) : LOW_CAP;
	machine->high = round_up(high, MIB);
	return 0;
}

static bool bus_numbers_usable(const struct sr_platform *platform)
{
	for (size_t i = 0; i < platform->n_host_bridges; i++) {
		uint32_t uid = platform->host_bridges[i].uid;

		if (uid < 8 || uid > 240)
			return false;
		for (size_t j = 0; j < i; j++) {
			uint32_t other = platform->host_bridges[j].uid;

			if (uid - other + 15 <= 30)
				return false;
		}
	}
	return true;
}

int srlab_machine_plan(const struct sr_platform *platform,
		       struct srlab_machine *machine,
		       struct srlab_fault *fault)
{
	bool own = bus_numbers_usable(platform);

	memset(machine, 0, sizeof(*machine));
	if (platform->n_host_bridges > SRLAB_BRIDGES_MAX)
		return srlab_fail(fault, -ENOTSUP,
				  "%s: more than %d host bridges cannot be built",
				  platform->name, SRLAB_BRIDGES_MAX);
	srlab_windows(platform, &machine->n_windows);
	if (machine->n_windows > SRLAB_WINDOWS_MAX)
		return srlab_fail(fault, -ENOTSUP,
				  "%s: more than %d windows cannot be built",
				  platform->name, SRLAB_WINDOWS_MAX);
	machine->n_bridges = platform->n_host_bridges;
	for (size_t i = 0; i < machine->n_bridges; i++)
		machine->bus[i] = own ? platform->host_bridges[i].uid :
					(uint32_t)(16 + 24 * i);
	return plan_dram(platform, machine, fault);
}

/*
 * "0000000150000000-000000018fffffff (prio 0, i/o): cxl-fixed-memory-region".
 * Only the first address space, "memory", is read: other ones repeat it.
 */
static bool tree_line(const char *line, const char *name, uint64_t *start)
{
	const char *colon = strstr(line, "): ");
	size_t length = strlen(name);

	if (!colon || strncmp(colon + 3, name, length) ||
	    (colon[3 + length] != '\0' && !strchr(" \r\n", colon[3 + length])))
		return false;
	return sscanf(line, " %" SCNx64 "-", start) == 1;
}

/*
 * QEMU hands out register blocks while it walks its list of host bridges,
 * which holds the newest first.
 */
static void note_tree_line(struct srlab_machine *machine, const char *line,
			   size_t *n_windows, size_t *n_registers)
{
	uint64_t start;

	if (tree_line(line, "cxl-fixed-memory-region", &start)) {
		if (*n_windows < machine->n_windows)
			machine->window[*n_windows] = start;
		++*n_windows;
	} else if (tree_line(line, "pxb-cxl-host", &start)) {
		if (*n_registers < machine->n_bridges)
			machine->registers[machine->n_bridges - 1 -
					   *n_registers] = start;
		++*n_registers;
	}
}

int srlab_machine_read_tree(struct srlab_machine *machine, const char *tree,
			    struct srlab_fault *fault)
{
	size_t n_windows = 0, n_registers = 0;
	char *text = strdup(tree);
	bool inside = false;
	char *rest = NULL;
	char *line;

	if (!text)
		return srlab_fail(fault, -ENOMEM, "out of memory");
	for (line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (!strncmp(line, "address-space: ", 15))
			inside = !strncmp(line + 15, "memory", 6);
		else if (!strncmp(line, "memory-region: ", 15))
			inside = false;
		if (inside)
			note_tree_line(machine, line, &n_windows,
				       &n_registers);
	}
	free(text);
	if (n_windows != machine->n_windows ||
	    n_registers != machine->n_bridges)
		return srlab_fail(fault, -EPROTO,
				  "QEMU's memory tree shows %zu CXL windows and %zu host bridges, not %zu and %zu",
				  n_windows, n_registers, machine->n_windows,
				  machine->n_bridges);
	return 0;
}

bool srlab_machine_dram(const struct srlab_machine *machine, uint64_t address,
			uint64_t *offset)
{
	if (address < machine->low) {
		*offset = address;
		return true;
	}
	if (address >= SRLAB_4G && address - SRLAB_4G < machine->high) {
		*offset = address - SRLAB_4G + machine->low;
		return true;
	}
	return false;
}
