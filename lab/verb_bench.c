// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: "srlab bench": measure in guests. Exit status: 0 if all bounds hold, 1 if
 * one does not or something could not be measured, 2 usage.
 */
#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "present.h"
#include "verb_options.h"
#include "verbs.h"

static const struct benchmark {
	const char *name;
	int (*run)(struct srlab_bench *bench);
	unsigned int rounds;
	const char *about;
} benchmarks[] = {
	{ "list", srlab_bench_list, 15,
	  "srctl list beside cxl list and daxctl list" },
	{ "usable", srlab_bench_usable, 7,
	  "from the first CXL probe to usable memory" },
};

#define N_BENCHMARKS (sizeof(benchmarks) / sizeof(benchmarks[0]))

static void explain(FILE *to)
{
	for (size_t i = 0; i < N_BENCHMARKS; i++)
		fprintf(to, "  %-12s %s (%u rounds)\n", benchmarks[i].name,
			benchmarks[i].about, benchmarks[i].rounds);
}

/* JSON stays JSON, so the count goes elsewhere. */
static int conclude(struct srlab_bench *bench, int rc)
{
	if (bench->json)
		srlab_json_print(bench->rows);
	/* What could not be measured is no bound that holds. */
	bench->n_missed += rc != 0;
	fflush(stdout);
	fprintf(bench->json ? stderr : stdout, "%zu passed, %zu failed\n",
		bench->n_kept, bench->n_missed);
	return bench->n_missed ? 1 : 0;
}

static int run(const struct benchmark *benchmark, struct srlab_bench *bench)
{
	int status;

	if (!bench->rounds)
		bench->rounds = benchmark->rounds;
	bench->rows = json_object_new_array();
	status = conclude(bench, benchmark->run(bench));
	json_object_put(bench->rows);
	return status;
}

int srlab_verb_bench(int argc, char **argv)
{
	struct srlab_bench bench = { .json = false };
	const char *name = NULL;
	int status;
	const struct srlab_command command = {
		.verb = "bench",
		.operand = "BENCHMARK",
		.operand_to = &name,
		.explain = explain,
		.options = {
			srlab_option_kernel("A,B",
					    "which kernels; list takes one",
					    &bench.kernel),
			{ .name = "rounds", .argument = "N",
			  .about = "how often each is measured",
			  .most = SRLAB_SAMPLE_MAX, .number = &bench.rounds },
			srlab_option_json("all values as JSON", &bench.json),
			srlab_option_offline(&bench.offline),
			srlab_option_timeout("300", &bench.timeout),
		},
	};

	if (!srlab_command_parse(&command, argc, argv, &status))
		return status;
	for (size_t i = 0; i < N_BENCHMARKS; i++)
		if (!strcmp(name, benchmarks[i].name))
			return run(&benchmarks[i], &bench);
	return srlab_command_refuse(&command, "%s: no such benchmark", name);
}
