// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: byte counts and addresses as people read them.
 */
#include "amount.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const binary[] = {
	"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB",
};
static const char *const decimal[] = {
	"B", "kB", "MB", "GB", "TB", "PB", "EB",
};

struct amount amount_bytes(uint64_t bytes)
{
	struct amount amount;
	unsigned int unit = 0;
	uint64_t one = 1;

	while (unit < 6 && bytes / one >= 1024) {
		one *= 1024;
		unit++;
	}
	if (bytes % one)
		snprintf(amount.text, sizeof(amount.text), "%.2f %s",
			 (double)bytes / (double)one, binary[unit]);
	else
		snprintf(amount.text, sizeof(amount.text), "%" PRIu64 " %s",
			 bytes / one, binary[unit]);
	return amount;
}

struct amount amount_human(uint64_t bytes)
{
	struct amount amount;
	double two = (double)bytes, ten = (double)bytes;
	unsigned int i = 0, j = 0;

	for (; two >= 1024 && i < 6; i++)
		two /= 1024;
	for (; ten >= 1000 && j < 6; j++)
		ten /= 1000;
	if (!i)
		snprintf(amount.text, sizeof(amount.text), "%" PRIu64, bytes);
	else
		snprintf(amount.text, sizeof(amount.text), "%.2f %s (%.2f %s)",
			 two, binary[i], ten, decimal[j]);
	return amount;
}

struct amount amount_hex(uint64_t address)
{
	struct amount amount;

	snprintf(amount.text, sizeof(amount.text), "0x%" PRIx64, address);
	return amount;
}

bool amount_parse(const char *text, uint64_t *to)
{
	char *end;

	/* strtoull() takes a minus sign and leading space; we do not. */
	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	*to = strtoull(text, &end, 0);
	return !errno && !*end;
}
