// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: the CXL Early Discovery Table (CXL 3.1 9.18.1): windows, host bridges,
 * XOR maps.
 *
 * A record whose length cannot be right ends the reading, because where the
 * next one begins is then a guess. A record that is well-formed but holds
 * reserved values is left out by itself, as Linux does.
 */
#include "system_private.h"

#include <errno.h>
#include <stdlib.h>

#include "interleave.h"

#define FACT "/sys/firmware/acpi/tables/CEDT"
#define HEADER_SIZE 36

enum { CEDT_CHBS = 0, CEDT_CFMWS = 1, CEDT_CXIMS = 2 };

/* One record, inside the table as far as @length goes. */
struct record {
	const unsigned char *bytes;
	size_t length;
	size_t offset;
};

static int too_short(struct sr_system *system, const struct record *record,
		     const char *kind)
{
	return sr_omit(&system->running, FACT,
		       "the %s at byte %zu is too short (%zu bytes)", kind,
		       record->offset, record->length);
}

static int reserved(struct sr_system *system, const struct record *record,
		    const char *kind, const char *field, unsigned int value)
{
	return sr_omit(&system->running, FACT,
		       "the %s at byte %zu has a reserved %s (%u)", kind,
		       record->offset, field, value);
}

static int read_chbs(struct sr_system *system, const struct record *record)
{
	struct sr_platform *platform = system->platform;
	const unsigned char *bytes = record->bytes;
	struct sr_chbs *list, one;

	if (record->length < 32)
		return too_short(system, record, "CHBS");
	one = (struct sr_chbs){
		.uid = (uint32_t)sr_le(bytes + 4, 4),
		.version = (unsigned int)sr_le(bytes + 8, 4) + 1,
		.registers = sr_le(bytes + 16, 8),
		.registers_size = sr_le(bytes + 24, 8),
	};
	if (one.version != 1 && one.version != 2)
		return reserved(system, record, "CHBS", "version",
				one.version - 1);
	if (!one.registers_size ||
	    one.registers_size - 1 > UINT64_MAX - one.registers)
		return sr_omit(&system->running, FACT,
			       "the CHBS at byte %zu has registers that are nowhere",
			       record->offset);
	list = sr_grow(platform->chbs, platform->n_chbs, sizeof(*list));
	if (!list)
		return -ENOMEM;
	platform->chbs = list;
	list[platform->n_chbs++] = one;
	return 0;
}

static unsigned int granularity_of(const unsigned char *bytes, size_t size)
{
	return sr_interleave_granularity((unsigned int)sr_le(bytes, size));
}

static void fill_window(struct sr_window *window, const unsigned char *bytes)
{
	unsigned int i;

	window->start = sr_le(bytes + 8, 8);
	window->size = sr_le(bytes + 16, 8);
	window->xor_arithmetic = bytes[25] == 1;
	window->granularity = granularity_of(bytes + 28, 4);
	window->restrictions = (uint16_t)sr_le(bytes + 32, 2);
	window->qos_class = (uint16_t)sr_le(bytes + 34, 2);
	for (i = 0; i < window->n_targets; i++)
		window->targets[i] = (uint32_t)sr_le(bytes + 36 + 4 * i, 4);
}

static int check_window(struct sr_system *system,
			const struct record *record, bool *good)
{
	const unsigned char *bytes = record->bytes;
	uint64_t size;

	*good = false;
	if (record->length < 36)
		return too_short(system, record, "CFMWS");
	if (!sr_interleave_ways(bytes[24]))
		return reserved(system, record, "CFMWS", "interleave ways",
				bytes[24]);
	if (record->length < 36 + 4 * (size_t)sr_interleave_ways(bytes[24]))
		return too_short(system, record, "CFMWS");
	if (bytes[25] > 1)
		return reserved(system, record, "CFMWS", "arithmetic",
				bytes[25]);
	if (!granularity_of(bytes + 28, 4))
		return reserved(system, record, "CFMWS", "granularity",
				(unsigned int)sr_le(bytes + 28, 4));
	size = sr_le(bytes + 16, 8);
	if (!size || size - 1 > UINT64_MAX - sr_le(bytes + 8, 8))
		return sr_omit(&system->running, FACT,
			       "the CFMWS at byte %zu has no size, or ends beyond 2^64",
			       record->offset);
	*good = true;
	return 0;
}

static int read_cfmws(struct sr_system *system, const struct record *record)
{
	struct sr_platform *platform = system->platform;
	struct sr_window *list;
	bool good;
	int err = check_window(system, record, &good);

	if (err || !good)
		return err;
	list = sr_grow(platform->windows, platform->n_windows, sizeof(*list));
	if (!list)
		return -ENOMEM;
	platform->windows = list;
	list += platform->n_windows++;
	list->n_targets = sr_interleave_ways(record->bytes[24]);
	fill_window(list, record->bytes);
	return 0;
}

static int read_cxims(struct sr_system *system, const struct record *record)
{
	struct sr_platform *platform = system->platform;
	const unsigned char *bytes = record->bytes;
	struct sr_xor_map *list;
	size_t i, n;

	if (record->length < 8)
		return too_short(system, record, "CXIMS");
	n = bytes[7];
	if (record->length < 8 + 8 * n)
		return too_short(system, record, "CXIMS");
	if (!granularity_of(bytes + 6, 1))
		return reserved(system, record, "CXIMS", "granularity",
				bytes[6]);
	list = sr_grow(platform->xor_maps, platform->n_xor_maps,
		       sizeof(*list));
	if (!list)
		return -ENOMEM;
	platform->xor_maps = list;
	list += platform->n_xor_maps++;
	list->granularity = granularity_of(bytes + 6, 1);
	list->maps = calloc(n ? n : 1, sizeof(*list->maps));
	if (!list->maps)
		return -ENOMEM;
	list->n_maps = n;
	for (i = 0; i < n; i++)
		list->maps[i] = sr_le(bytes + 8 + 8 * i, 8);
	return 0;
}

static int read_record(struct sr_system *system, const struct record *record)
{
	switch (record->bytes[0]) {
	case CEDT_CHBS:
		return read_chbs(system, record);
	case CEDT_CFMWS:
		return read_cfmws(system, record);
	case CEDT_CXIMS:
		return read_cxims(system, record);
	default:
		return 0;
	}
}

static int read_records(struct sr_system *system,
			const struct sr_acpi_table *table)
{
	size_t offset = HEADER_SIZE, left;
	int err = 0;

	for (; !err && offset < table->length;) {
		struct record record = { table->bytes + offset, 0, offset };

		left = table->length - offset;
		if (left >= 4)
			record.length = (size_t)sr_le(record.bytes + 2, 2);
		if (record.length < 4 || record.length > left)
			return sr_omit(&system->running, FACT,
				       "the record at byte %zu has an impossible length (%zu of %zu bytes left); what follows is not read",
				       offset, record.length, left);
		err = read_record(system, &record);
		offset += record.length;
	}
	return err;
}

int sr_cedt_read(int root, struct sr_system *system)
{
	struct sr_acpi_table table;
	int err = sr_acpi_table_read(root, system, "CEDT", HEADER_SIZE,
				     &table);

	if (!err && table.bytes)
		err = read_records(system, &table);
	free(table.bytes);
	return err;
}
