// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see cedt.h. */
#include "cedt.h"

#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "decode.h"

#define HEADER_SIZE 36
#define CHBS_SIZE 32
#define CFMWS_SIZE 36
#define CXIMS_SIZE 8
#define REGISTERS_SIZE 0x10000
/* Higher than QEMU's, or the kernel keeps QEMU's table. */
#define OEM_REVISION 0x7fff0000

/* A table being written; the bound is set before the first byte. */
struct table {
	unsigned char *bytes;
	size_t used;
	size_t size;
};

static void put(struct table *table, uint64_t value, unsigned int width)
{
	uint64_t little = htole64(value);

	if (table->used + width <= table->size)
		memcpy(table->bytes + table->used, &little, width);
	table->used += width;
}

static void put_header(struct table *table)
{
	memcpy(table->bytes, "CEDT", 4);
	table->used = 4;
	put(table, table->size, 4);
	put(table, 1, 1); /* revision */
	put(table, 0, 1); /* checksum, filled in last */
	memcpy(table->bytes + table->used, "BOCHS BXPC    ", 14);
	table->used += 14;
	put(table, OEM_REVISION, 4);
	memcpy(table->bytes + table->used, "BXPC", 4);
	table->used += 4;
	put(table, 1, 4);
}

static void put_chbs(struct table *table, uint32_t uid, unsigned int version,
		     uint64_t registers, uint64_t size)
{
	put(table, 0, 1);
	put(table, 0, 1);
	put(table, CHBS_SIZE, 2);
	put(table, uid, 4);
	put(table, version > 1 ? 1 : 0, 4);
	put(table, 0, 4);
	put(table, registers, 8);
	put(table, size, 8);
}

static size_t window_size(const struct sr_window *window)
{
	return CFMWS_SIZE + 4 * window->n_targets;
}

static void put_window(struct table *table, const struct sr_window *window)
{
	put(table, 1, 1);
	put(table, 0, 1);
	put(table, window_size(window), 2);
	put(table, 0, 4);
	put(table, window->start, 8);
	put(table, window->size, 8);
	put(table, (unsigned int)srlab_ways_code(window->n_targets), 1);
	put(table, window->xor_arithmetic ? 1 : 0, 1);
	put(table, 0, 2);
	put(table, (unsigned int)srlab_granularity_code(window->granularity),
	    4);
	put(table, window->restrictions, 2);
	put(table, window->qos_class, 2);
	for (unsigned int i = 0; i < window->n_targets; i++)
		put(table, window->targets[i], 4);
}

static void put_xor_map(struct table *table, const struct sr_xor_map *map)
{
	put(table, 2, 1);
	put(table, 0, 1);
	put(table, CXIMS_SIZE + 8 * map->n_maps, 2);
	put(table, 0, 2);
	put(table, (unsigned int)srlab_granularity_code(map->granularity), 1);
	put(table, map->n_maps, 1);
	for (size_t i = 0; i < map->n_maps; i++)
		put(table, map->maps[i], 8);
}

static void put_bridges(struct table *table,
			const struct sr_platform *platform,
			const struct srlab_machine *machine)
{
	for (size_t i = 0; i < platform->n_chbs; i++) {
		const struct sr_chbs *c = &platform->chbs[i];

		put_chbs(table, c->uid, c->version, c->registers,
			 c->registers_size);
	}
	if (platform->n_chbs)
		return;
	for (size_t i = 0; i < machine->n_bridges; i++)
		put_chbs(table, machine->bus[i], 2, machine->registers[i],
			 REGISTERS_SIZE);
}

static size_t table_size(const struct sr_platform *platform,
			 const struct srlab_machine *machine)
{
	size_t bridges = platform->n_chbs ? platform->n_chbs :
					    machine->n_bridges;
	size_t size = HEADER_SIZE + CHBS_SIZE * bridges;

	for (size_t i = 0; i < platform->n_windows; i++)
		size += window_size(&platform->windows[i]);
	for (size_t i = 0; i < platform->n_xor_maps; i++)
		size += CXIMS_SIZE + 8 * platform->xor_maps[i].n_maps;
	return size;
}

static int check_windows(const struct sr_platform *platform,
			 struct srlab_fault *fault)
{
	for (size_t i = 0; i < platform->n_windows; i++) {
		const struct sr_window *w = &platform->windows[i];

		if (srlab_ways_code(w->n_targets) < 0 ||
		    srlab_granularity_code(w->granularity) < 0)
			return srlab_fail(fault, -ENOTSUP,
					  "%s: firmware.windows[%zu]: %u ways at %u bytes cannot be told in a CEDT",
					  platform->name, i, w->n_targets,
					  w->granularity);
	}
	return 0;
}

/* All bytes of an ACPI table add up to zero. */
static void set_checksum(struct table *table)
{
	unsigned char sum = 0;

	for (size_t i = 0; i < table->size; i++)
		sum = (unsigned char)(sum + table->bytes[i]);
	table->bytes[9] = (unsigned char)(0 - sum);
}

int srlab_cedt_build(const struct sr_platform *platform,
		     const struct srlab_machine *machine, void **table,
		     size_t *size, struct srlab_fault *fault)
{
	struct table t = { .size = table_size(platform, machine) };
	int rc = check_windows(platform, fault);

	if (rc)
		return rc;
	t.bytes = calloc(1, t.size);
	if (!t.bytes)
		return srlab_fail(fault, -ENOMEM, "out of memory");
	put_header(&t);
	put_bridges(&t, platform, machine);
	for (size_t i = 0; i < platform->n_windows; i++)
		put_window(&t, &platform->windows[i]);
	for (size_t i = 0; i < platform->n_xor_maps; i++)
		put_xor_map(&t, &platform->xor_maps[i]);
	set_checksum(&t);
	*table = t.bytes;
	*size = t.size;
	return 0;
}
