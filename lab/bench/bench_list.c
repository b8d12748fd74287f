// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: srctl list, and the two programs that together show as much, side by
 * side in one guest. All are this machine's own, linked dynamically.
 */
#include "bench.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "heard.h"
#include "source_tree.h"
#include "tool.h"

#define BOUND 0.2
/* How cxl ends that was given an option that it does not know. */
#define CXL_USAGE 129

/* What is timed, in the order of the step. */
enum program { SRCTL, CXL, DAXCTL, PROGRAMS };

#define SRCTL_WORDS "srctl list"
#define CXL_WORDS "cxl list -BMDRPETX"
/* Debian 12's does not know of dax devices: it has less to do, then. */
#define OLD_CXL_WORDS "cxl list -BMDRPET"
#define DAXCTL_WORDS "daxctl list -RDi"

/* Each device of these has a region and a dax device of its own. */
static const struct machine {
	const char *document;
	size_t n_devices;
} machines[] = {
	{ "platforms/two-regions.json", 2 },
	{ "test/bench/sixteen-devices.json", 16 },
};

/* What cxl says on this machine does not matter, only if it knows -X. */
static const char *cxl_words(void)
{
	const char *argv[] = { "cxl", "list", "-X", NULL };
	struct srlab_tool tool = { .argv = argv };

	return srlab_tool_run(&tool) == CXL_USAGE ? OLD_CXL_WORDS : CXL_WORDS;
}

static size_t count(const char *text, const char *what)
{
	size_t n = 0;

	while ((text = strstr(text, what))) {
		text += strlen(what);
		n++;
	}
	return n;
}

/*
 * A program that finds nothing is quick: each has to name every device. cxl
 * names a memory device once, daxctl and srctl a dax device.
 */
static int check_output(const struct machine *machine, enum program program,
			const char *text)
{
	static const char *const what[PROGRAMS] = {
		"\"chardev\":\"dax", "\"memdev\":\"mem", "\"chardev\":\"dax",
	};
	static const char *const words[PROGRAMS] = { "srctl", "cxl", "daxctl" };
	size_t n = count(text, what[program]);

	if (n >= machine->n_devices)
		return 0;
	return srlab_bench_fail(-EPROTO, "%s list shows %zu of %zu devices",
				words[program], n, machine->n_devices);
}

static int take_times(struct json_object *line, unsigned int rounds,
		      struct srlab_sample *sample)
{
	struct json_object *seconds = srlab_list(line, "seconds"), *one;
	int rc = 0;

	sample->n = 0;
	for (size_t i = 0; !rc && (one = srlab_item(seconds, i)); i++)
		rc = srlab_sample_add(sample, json_object_get_double(one));
	if (rc || sample->n != rounds)
		return srlab_bench_fail(-EPROTO, "the guest reports %zu of %u runs",
					sample->n, rounds);
	return 0;
}

static int take_samples(const struct srlab_bench *bench,
			const struct machine *machine,
			const struct srlab_result *result,
			struct srlab_sample *samples)
{
	struct json_object *line;
	size_t n = 0;
	int rc = 0;

	for (size_t i = 0; !rc && (line = srlab_item(result->measured, i));
	     i++) {
		if (strcmp(srlab_text(line, "type"), "timed"))
			continue;
		rc = check_output(machine, (enum program)n,
				  srlab_text(line, "stdout"));
		if (!rc)
			rc = take_times(line, bench->rounds, &samples[n]);
		if (++n == PROGRAMS)
			break;
	}
	if (!rc && n != PROGRAMS)
		rc = srlab_bench_fail(-EPROTO, "the guest timed %zu of %d programs",
				      n, PROGRAMS);
	return rc;
}

static struct json_object *row_json(const struct machine *machine,
				    const struct srlab_result *result,
				    const struct srlab_sample *samples)
{
	static const char *const keys[PROGRAMS] = { "srctl_seconds",
						    "cxl_seconds",
						    "daxctl_seconds" };
	struct json_object *row = json_object_new_object();

	json_object_object_add(row, "benchmark", json_object_new_string("list"));
	json_object_object_add(row, "kernel",
			       json_object_new_string(result->release));
	json_object_object_add(row, "devices",
			       json_object_new_uint64(machine->n_devices));
	for (int i = 0; i < PROGRAMS; i++)
		json_object_object_add(row, keys[i],
				       srlab_sample_json(&samples[i]));
	return row;
}

static void print_cell(const struct srlab_sample *sample)
{
	printf(" %8.1f (%6.1f-%6.1f)", 1e3 * srlab_sample_median(sample),
	       1e3 * srlab_sample_least(sample),
	       1e3 * srlab_sample_most(sample));
}

static void show(struct srlab_bench *bench, const struct machine *machine,
		 const struct srlab_result *result,
		 const struct srlab_sample *samples)
{
	struct json_object *row = row_json(machine, result, samples);
	struct srlab_sample both = { .n = 0 };
	const char *holds;
	double ratio;

	for (size_t i = 0; i < samples[CXL].n; i++)
		srlab_sample_add(&both, samples[CXL].value[i] +
						samples[DAXCTL].value[i]);
	ratio = srlab_sample_median(&samples[SRCTL]) /
		srlab_sample_median(&both);
	holds = srlab_bench_judge(bench, row, ratio, BOUND);
	json_object_array_add(bench->rows, row);
	if (bench->json)
		return;
	printf("%7zu", machine->n_devices);
	for (int i = 0; i < PROGRAMS; i++)
		print_cell(&samples[i]);
	printf(" %6.3f %6.3f  %s\n", ratio, BOUND, holds);
}

static int measure(struct srlab_bench *bench, const struct machine *machine,
		   struct srlab_sample *samples, struct srlab_result *result)
{
	char load[] = "load drivers", settle[] = "settle", *time, *document;
	char error[256], label[96];
	struct sr_scenario_step steps[3] = { { load }, { settle } };
	struct sr_scenario scenario = { .steps = steps, .n_steps = 3 };
	struct srlab_order order = {
		.kernel = bench->kernel,
		.stock = true,
		.scenario = &scenario,
		.any_outcome = true,
	};
	int rc;

	if (srlab_source_path(&document, machine->document, error,
			      sizeof(error)))
		return srlab_bench_fail(-ENOENT, "%s", error);
	if (asprintf(&time, "time %u " SRCTL_WORDS " | %s | " DAXCTL_WORDS,
		     bench->rounds, cxl_words()) < 0) {
		free(document);
		return srlab_bench_fail(-ENOMEM, "out of memory");
	}
	steps[2].line = time;
	order.document = document;
	snprintf(label, sizeof(label), "list: %zu devices on %s",
		 machine->n_devices, bench->kernel);
	rc = srlab_bench_boot(bench, &order, label, result);
	if (!rc)
		rc = take_samples(bench, machine, result, samples);
	free(time);
	free(document);
	return rc;
}

static void print_head(const struct srlab_bench *bench)
{
	if (bench->json)
		return;
	printf("wall time in one guest, %s, %u runs in turns: median (least-most), in ms\n"
	       "  " SRCTL_WORDS " against %s plus " DAXCTL_WORDS "\n",
	       bench->kernel, bench->rounds, cxl_words());
	printf("%7s %24s %24s %24s %6s %6s  %s\n", "devices", "srctl", "cxl",
	       "daxctl", "ratio", "bound", "holds");
}

int srlab_bench_list(struct srlab_bench *bench)
{
	struct srlab_sample *samples = calloc(PROGRAMS, sizeof(*samples));
	int rc = samples ? 0 : -ENOMEM;

	if (!rc)
		print_head(bench);
	for (size_t i = 0; i < 2 && !rc; i++) {
		struct srlab_result result = { 0 };

		rc = measure(bench, &machines[i], samples, &result);
		if (!rc)
			show(bench, &machines[i], &result, samples);
		fflush(stdout);
		srlab_result_free(&result);
	}
	free(samples);
	return rc;
}
