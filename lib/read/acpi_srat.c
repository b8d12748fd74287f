// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: memory affinity from the System Resource Affinity Table (ACPI 6.5
 * 5.2.16.2).
 */
#include "system_private.h"

#include <errno.h>
#include <stdlib.h>

#define FACT "/sys/firmware/acpi/tables/SRAT"
#define HEADER_SIZE 48
#define MEMORY_AFFINITY 1
#define MEMORY_AFFINITY_SIZE 40

static int read_affinity(struct sr_system *system, const unsigned char *bytes,
			 size_t offset)
{
	struct sr_platform *platform = system->platform;
	uint32_t flags = (uint32_t)sr_le(bytes + 28, 4);
	struct sr_affinity *list, one = {
		.start = sr_le(bytes + 8, 8),
		.size = sr_le(bytes + 16, 8),
		.domain = (uint32_t)sr_le(bytes + 2, 4),
		.enabled = flags & 1,
		.hotpluggable = flags & 2,
	};

	/* Firmware pads the table with disabled entries of no size. */
	if (!one.size && !one.enabled)
		return 0;
	if (!one.size || one.size - 1 > UINT64_MAX - one.start)
		return sr_omit(&system->running, FACT,
			       "the entry at byte %zu has no size, or ends beyond 2^64",
			       offset);
	list = sr_grow(platform->srat, platform->n_srat, sizeof(*list));
	if (!list)
		return -ENOMEM;
	platform->srat = list;
	list[platform->n_srat++] = one;
	return 0;
}

static int read_entries(struct sr_system *system,
			const struct sr_acpi_table *table)
{
	size_t offset = HEADER_SIZE, left, length;
	int err = 0;

	for (; !err && offset < table->length; offset += length) {
		const unsigned char *bytes = table->bytes + offset;

		left = table->length - offset;
		length = left >= 2 ? bytes[1] : 0;
		if (length < 2 || length > left ||
		    (bytes[0] == MEMORY_AFFINITY &&
		     length < MEMORY_AFFINITY_SIZE))
			return sr_omit(&system->running, FACT,
				       "the entry at byte %zu has an impossible length (%zu of %zu bytes left); what follows is not read",
				       offset, length, left);
		if (bytes[0] == MEMORY_AFFINITY)
			err = read_affinity(system, bytes, offset);
	}
	return err;
}

int sr_srat_read(int root, struct sr_system *system)
{
	struct sr_acpi_table table;
	int err = sr_acpi_table_read(root, system, "SRAT", HEADER_SIZE,
				     &table);

	if (!err && table.bytes)
		err = read_entries(system, &table);
	free(table.bytes);
	return err;
}
