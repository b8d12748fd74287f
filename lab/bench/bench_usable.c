// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: how long a healthy machine takes from the first CXL probe to memory that
 * is online, without softreserve and with it.
 *
 * The first probe is that of ACPI0017: it begins when cxl_acpi is loaded. The
 * kinds of boot take turns, for what else this machine does changes with time.
 * The packages have softreserve loaded beside the other drivers, and dax_cxl
 * waits for it: that is what the bound is for. What it takes where softreserve
 * is loaded no sooner than dax_cxl asks for it is told too.
 * The work of settling is measured in boots of its own, because tracing costs
 * time too: there the module only observes at first, tracing begins, and then it
 * is told to enact what it would have enacted.
 */
#include "bench.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "heard.h"
#include "settle_trace.h"
#include "source_tree.h"

#define DOCUMENT "platforms/exact.json"
#define BOUND 1.05
#define TRACING "/sys/kernel/tracing/"
/* Traced boots vary less, and have no bound. */
#define TRACED_BOOTS 3

/* What is booted, and what was measured, on one kernel. */
struct course {
	struct srlab_bench *bench;
	const char *kernel;
	const char *document;
	char release[64];
	struct srlab_sample stock;
	struct srlab_sample ours;
	/* the same where softreserve is loaded at the last moment */
	struct srlab_sample late;
	/* of these, for loading softreserve.ko, which waits for its ruling */
	struct srlab_sample loading;
	struct srlab_sample round;
	struct srlab_sample work;
	size_t n_steps;
};

static char *const traced_steps[] = {
	(char[]){ "load drivers" },
	(char[]){ "settle" },
	(char[]){ "write " TRACING "trace_clock mono" },
	(char[]){ "write " TRACING "events/softreserve/enable 1" },
	(char[]){ "write mode enact" },
	(char[]){ "write " TRACING "trace_marker " SRLAB_TRACE_MARK },
	(char[]){ "write settle 1" },
	(char[]){ "expect settle settled" },
	(char[]){ "trace" },
	(char[]){ "serve" },
};

/* How a machine is booted; they take turns. */
enum kind {
	STOCK,
	BEGUN,
	LATE,
	KINDS,
};

#define N_TRACED (sizeof(traced_steps) / sizeof(traced_steps[0]))

static struct json_object *find(const struct srlab_result *result,
				const char *type, const char *key,
				const char *value)
{
	struct json_object *line;

	for (size_t i = 0; (line = srlab_item(result->measured, i)); i++)
		if (!strcmp(srlab_text(line, "type"), type) &&
		    (!key || !strcmp(srlab_text(line, key), value)))
			return line;
	return NULL;
}

/* Steps that are NULL are left out. */
static int boot(struct course *course, struct srlab_order *order,
		char *const *steps, size_t n_steps, const char *label,
		struct srlab_result *result)
{
	struct sr_scenario_step lines[N_TRACED];
	struct sr_scenario scenario = { .steps = lines };

	for (size_t i = 0; i < n_steps; i++)
		if (steps[i])
			lines[scenario.n_steps++].line = steps[i];
	order->document = course->document;
	order->kernel = course->kernel;
	order->scenario = &scenario;
	return srlab_bench_boot(course->bench, order, label, result);
}

static int take_usable(struct course *course, const struct srlab_result *result,
		       enum kind kind)
{
	struct srlab_sample *const samples[] = {
		[STOCK] = &course->stock,
		[BEGUN] = &course->ours,
		[LATE] = &course->late,
	};
	struct json_object *first, *module, *usable;
	double seconds;

	first = find(result, "loaded", "module", "cxl_acpi");
	module = find(result, "loaded", "module", "softreserve");
	usable = find(result, "usable", NULL, NULL);
	if (!first || !usable || (kind == LATE) != !!module)
		return srlab_bench_fail(-EPROTO, "the guest's report lacks %s",
					!first ? "cxl_acpi" :
					!usable ? "usable memory" :
						  "softreserve");
	seconds = srlab_real(usable, "at") - srlab_real(first, "begin");
	if (seconds <= 0)
		return srlab_bench_fail(-EPROTO,
					"memory was usable before the first probe");
	snprintf(course->release, sizeof(course->release), "%s",
		 result->release);
	if (module)
		srlab_sample_add(&course->loading,
				 srlab_real(module, "end") -
					 srlab_real(module, "begin"));
	return srlab_sample_add(samples[kind], seconds);
}

static int boot_usable(struct course *course, unsigned int i, enum kind kind)
{
	static const char *const names[] = { "stock", "softreserve",
					     "softreserve late" };
	const bool begun = kind == BEGUN;
	char *const steps[] = {
		(char[]){ "write /sys/devices/system/memory/auto_online_blocks online_movable" },
		begun ? (char[]){ "begin softreserve" } : NULL,
		begun ? (char[]){ "load waiting drivers" } :
			(char[]){ "load drivers" },
		(char[]){ "load kmem" },
		(char[]){ "usable" },
		(char[]){ "settle" },
		(char[]){ "serve" },
	};
	struct srlab_order order = { .stock = kind == STOCK };
	struct srlab_result result = { 0 };
	char label[128];
	int rc;

	snprintf(label, sizeof(label), "usable: %s, boot %u of %u, %s",
		 course->kernel, i + 1, course->bench->rounds,
		 names[kind]);
	rc = boot(course, &order, steps, sizeof(steps) / sizeof(steps[0]),
		  label, &result);
	if (!rc)
		rc = take_usable(course, &result, kind);
	srlab_result_free(&result);
	return rc;
}

static int take_trace(struct course *course, const struct srlab_result *result)
{
	struct json_object *line = find(result, "trace", NULL, NULL);
	struct srlab_settle_trace trace;
	struct srlab_fault fault;
	int rc;

	rc = srlab_settle_trace_read(line ? srlab_text(line, "text") : "",
				     &trace, &fault);
	if (rc)
		return srlab_bench_fail(rc, "%s", fault.text);
	srlab_sample_add(&course->round, trace.round);
	srlab_sample_add(&course->work, trace.work);
	course->n_steps = trace.n_steps;
	return 0;
}

static int boot_traced(struct course *course, unsigned int i)
{
	struct srlab_order order = { .parameters = "mode=observe" };
	struct srlab_result result = { 0 };
	char label[128];
	int rc;

	snprintf(label, sizeof(label), "usable: %s, traced boot %u of %d",
		 course->kernel, i + 1, TRACED_BOOTS);
	rc = boot(course, &order, traced_steps, N_TRACED, label, &result);
	if (!rc)
		rc = take_trace(course, &result);
	srlab_result_free(&result);
	return rc;
}

/* Who goes first changes, too. */
static int run_all(struct course *course)
{
	int rc = 0;

	for (unsigned int i = 0; i < course->bench->rounds && !rc; i++)
		for (unsigned int k = 0; k < KINDS && !rc; k++)
			rc = boot_usable(course, i, (i + k) % KINDS);
	for (unsigned int i = 0; i < TRACED_BOOTS && !rc; i++)
		rc = boot_traced(course, i);
	return rc;
}

static void print_line(const char *name, const struct srlab_sample *sample)
{
	printf("  %-44s %8.1f %8.1f %8.1f", name,
	       1e3 * srlab_sample_median(sample),
	       1e3 * srlab_sample_least(sample),
	       1e3 * srlab_sample_most(sample));
}

static void print_share(const char *name, const struct srlab_sample *sample,
			double whole)
{
	print_line(name, sample);
	printf("   %5.2f %% of the whole\n",
	       100 * srlab_sample_median(sample) / whole);
}

static struct json_object *row_json(const struct course *course)
{
	struct json_object *row = json_object_new_object();

	json_object_object_add(row, "benchmark",
			       json_object_new_string("usable"));
	json_object_object_add(row, "kernel",
			       json_object_new_string(course->release));
	json_object_object_add(row, "stock_seconds",
			       srlab_sample_json(&course->stock));
	json_object_object_add(row, "softreserve_seconds",
			       srlab_sample_json(&course->ours));
	json_object_object_add(row, "late_seconds",
			       srlab_sample_json(&course->late));
	json_object_object_add(row, "loading_seconds",
			       srlab_sample_json(&course->loading));
	json_object_object_add(row, "round_seconds",
			       srlab_sample_json(&course->round));
	json_object_object_add(row, "work_seconds",
			       srlab_sample_json(&course->work));
	return row;
}

static void show(struct course *course)
{
	double whole = srlab_sample_median(&course->ours);
	double ratio = whole / srlab_sample_median(&course->stock);
	struct json_object *row = row_json(course);
	const char *holds = srlab_bench_judge(course->bench, row, ratio, BOUND);

	json_object_array_add(course->bench->rows, row);
	if (course->bench->json)
		return;
	printf("from the first CXL probe to usable memory: exact on %s, %u boots of each kind, in turns, in ms\n",
	       course->release, course->bench->rounds);
	printf("  %-44s %8s %8s %8s\n", "", "median", "least", "most");
	print_line("stock", &course->stock);
	putchar('\n');
	print_line("with softreserve", &course->ours);
	printf("   ratio %.3f, bound %.2f, holds: %s\n", ratio, BOUND, holds);
	print_line("the same, loaded at the last moment", &course->late);
	printf("   ratio %.3f\n", srlab_sample_median(&course->late) /
				      srlab_sample_median(&course->stock));
	print_share("  of which loading, with the first ruling",
		    &course->loading, whole);
	printf("the work of settling, from the tracepoints, %d boots, %zu step%s enacted, in ms\n",
	       TRACED_BOOTS, course->n_steps, course->n_steps == 1 ? "" : "s");
	print_share("ruling, enacting, reporting", &course->work, whole);
	print_share("the same with waiting and observing", &course->round,
		    whole);
	fflush(stdout);
}

static int measure_kernel(struct srlab_bench *bench, const char *kernel,
			  const char *document)
{
	struct course *course = calloc(1, sizeof(*course));
	int rc;

	if (!course)
		return srlab_bench_fail(-ENOMEM, "out of memory");
	course->bench = bench;
	course->kernel = kernel;
	course->document = document;
	rc = run_all(course);
	if (!rc)
		show(course);
	free(course);
	return rc;
}

int srlab_bench_usable(struct srlab_bench *bench)
{
	char *names = strdup(bench->kernel), *rest = NULL, *document;
	char error[256];
	int rc = 0;

	if (srlab_source_path(&document, DOCUMENT, error, sizeof(error))) {
		free(names);
		return srlab_bench_fail(-ENOENT, "%s", error);
	}
	for (char *name = names ? strtok_r(names, ",", &rest) : NULL;
	     name && !rc; name = strtok_r(NULL, ",", &rest))
		rc = measure_kernel(bench, name, document);
	if (!names)
		rc = srlab_bench_fail(-ENOMEM, "out of memory");
	free(document);
	free(names);
	return rc;
}
