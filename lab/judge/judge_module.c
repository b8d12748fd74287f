// SPDX-License-Identifier: GPL-2.0-only
/* DOC: what softreserve says in sysfs, and whether its ledger is true. */
#include "heard.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RANGES_MAX 64

struct range {
	uint64_t start;
	const char *reason;
};

/* The value of a file of the module, or NULL. */
static const char *file(const struct srlab_heard *heard, const char *name)
{
	for (size_t i = 0; i < srlab_heard_count(heard); i++) {
		struct json_object *line = srlab_heard_line(heard, i, "module");

		if (line && !strcmp(srlab_text(line, "file"), name))
			return srlab_text(line, "value");
	}
	return NULL;
}

static int by_start(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

static size_t read_ranges(const struct srlab_heard *heard,
			  struct range *ranges)
{
	char name[64];
	size_t n = 0;

	for (unsigned int i = 0; i < RANGES_MAX; i++) {
		const char *start, *reason;

		snprintf(name, sizeof(name), "ranges/%u/start", i);
		start = file(heard, name);
		snprintf(name, sizeof(name), "ranges/%u/reason", i);
		reason = file(heard, name);
		if (!start || !reason)
			continue;
		ranges[n].start = strtoull(start, NULL, 0);
		ranges[n++].reason = reason;
	}
	qsort(ranges, n, sizeof(*ranges), by_start);
	return n;
}

static char *join_reasons(const struct range *ranges, size_t n)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	for (size_t i = 0; i < n; i++)
		fprintf(out, "%s%s", i ? "," : "", ranges[i].reason);
	return fclose(out) ? NULL : text;
}

static void check_entry(const struct srlab_heard *heard, const char *name,
			uint64_t measured, struct srlab_result *result)
{
	char path[64];
	const char *value;

	snprintf(path, sizeof(path), "ledger/%s", name);
	value = file(heard, path);
	if (!value)
		srlab_words_add(&result->failures,
				"softreserve has no %s", path);
	else if (strtoull(value, NULL, 0) != measured)
		srlab_words_add(&result->failures,
				"softreserve says %s is %s, measured %" PRIu64,
				path, value, measured);
}

int srlab_module_judge(const struct srlab_heard *heard,
		       struct srlab_result *result)
{
	struct range ranges[RANGES_MAX];
	const char *verdict = file(heard, "verdict");

	if (!verdict) {
		srlab_words_add(&result->failures,
				"softreserve gives no verdict");
		return 0;
	}
	result->verdict = strdup(verdict);
	result->reason = join_reasons(ranges, read_ranges(heard, ranges));
	if (!result->verdict || !result->reason)
		return -ENOMEM;
	check_entry(heard, "offered", result->offered, result);
	check_entry(heard, "cxl", result->cxl, result);
	check_entry(heard, "dax", result->dax, result);
	check_entry(heard, "lost_alignment", result->lost_alignment, result);
	check_entry(heard, "stranded", result->stranded, result);
	/* Measured by firmware's decoders, which must be there still. */
	if (result->decoders_preserved)
		check_entry(heard, "not_decoded", result->not_decoded, result);
	return 0;
}
