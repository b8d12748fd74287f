// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see bench.h. */
#include "bench.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

/* On a terminal one line lives; elsewhere there is a line for each boot. */
struct show {
	const char *label;
	bool live;
};

static void tick(void *context, double seconds)
{
	const struct show *show = context;

	if (show->live)
		fprintf(stderr, "\r\033[K%s (%.0f s)", show->label, seconds);
}

int srlab_bench_fail(int code, const char *format, ...)
{
	va_list args;

	fputs("srlab: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return code;
}

int srlab_bench_boot(const struct srlab_bench *bench,
		     struct srlab_order *order, const char *label,
		     struct srlab_result *result)
{
	struct show show = { label, isatty(STDERR_FILENO) };
	struct srlab_fault fault = { "" };
	int rc;

	order->timeout = bench->timeout;
	order->offline = bench->offline;
	order->tick = tick;
	order->context = &show;
	rc = srlab_run(order, result, &fault);
	if (show.live)
		fputs("\r\033[K", stderr);
	if (rc)
		return srlab_bench_fail(rc, "%s: %s", label, fault.text);
	for (size_t i = 0; i < result->failures.n; i++)
		rc = srlab_bench_fail(-EPROTO, "%s: %s", label,
				      result->failures.word[i]);
	if (!rc && !show.live)
		fprintf(stderr, "%s: %.1f s\n", label, result->seconds);
	return rc;
}

const char *srlab_bench_judge(struct srlab_bench *bench,
			      struct json_object *row, double ratio,
			      double bound)
{
	bool holds = ratio <= bound;

	bench->n_kept += holds;
	bench->n_missed += !holds;
	if (row) {
		json_object_object_add(row, "ratio",
				       json_object_new_double(ratio));
		json_object_object_add(row, "bound",
				       json_object_new_double(bound));
		json_object_object_add(row, "holds",
				       json_object_new_boolean(holds));
	}
	return holds ? "yes" : "NO";
}
