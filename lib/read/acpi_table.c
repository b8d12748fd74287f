// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: an ACPI table from /sys/firmware/acpi/tables, checked before use.
 */
#include "system_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define DIRECTORY "sys/firmware/acpi/tables/"
/* ACPI 6.5 5.2.6: the header that all tables share. */
#define HEADER_SIZE 36

uint64_t sr_le(const unsigned char *bytes, size_t size)
{
	uint64_t value = 0;

	while (size--)
		value = value << 8 | bytes[size];
	return value;
}

static const char *fault_of(const unsigned char *bytes, size_t length,
			    const char *signature, size_t minimum)
{
	unsigned char sum = 0;
	uint64_t claimed;
	size_t i;

	if (length < HEADER_SIZE)
		return "it is shorter than a table header";
	if (memcmp(bytes, signature, 4))
		return "its signature is another table's";
	claimed = sr_le(bytes + 4, 4);
	if (claimed > length)
		return "it is truncated: its header promises more bytes";
	if (claimed < length)
		return "it has more bytes than its header says";
	if (length < minimum)
		return "it is too short for its kind";
	for (i = 0; i < length; i++)
		sum = (unsigned char)(sum + bytes[i]);
	return sum ? "its checksum is wrong" : NULL;
}

int sr_acpi_table_read(int root, struct sr_system *system,
		       const char *signature, size_t minimum,
		       struct sr_acpi_table *out)
{
	char path[48], fact[64], *bytes;
	const char *fault;
	size_t length;
	int err;

	*out = (struct sr_acpi_table){ NULL, 0 };
	snprintf(path, sizeof(path), DIRECTORY "%s", signature);
	snprintf(fact, sizeof(fact), "/%s", path);
	err = sr_file_read(root, path, &bytes, &length);
	if (err == -ENOENT || err == -ENOMEM)
		return err == -ENOENT ? 0 : err;
	if (err)
		return sr_omit_errno(&system->running, fact, -err);
	fault = fault_of((unsigned char *)bytes, length, signature, minimum);
	if (fault) {
		free(bytes);
		return sr_omit(&system->running, fact, "%s", fault);
	}
	out->bytes = (unsigned char *)bytes;
	out->length = length;
	return 0;
}
