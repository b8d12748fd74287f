// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: libFuzzer harness: any bytes are refused with one line, or read,
 * written and read again with the same text as the result.
 */
#include "platform_private.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *write_text(const struct sr_platform *platform, size_t *length)
{
	char *text = NULL;
	FILE *to = open_memstream(&text, length);

	if (!to || sr_platform_write(platform, to))
		abort();
	fclose(to);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sr_platform *first, *second;
	char error[256], *once, *twice;
	size_t length, again;

	if (sr_platform_parse("fuzz", (const char *)data, size, &first, error,
			      sizeof(error))) {
		if (strncmp(error, "fuzz: ", 6) || strchr(error, '\n'))
			abort();
		return 0;
	}
	once = write_text(first, &length);
	if (sr_platform_parse("fuzz", once, length, &second, error,
			      sizeof(error)))
		abort();
	twice = write_text(second, &again);
	if (strcmp(once, twice))
		abort();
	sr_platform_free(first);
	sr_platform_free(second);
	free(once);
	free(twice);
	return 0;
}
