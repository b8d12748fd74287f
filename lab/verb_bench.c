// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: "srlab bench": measure in guests. Exit status: 0 if all bounds hold, 1 if
 * one does not or something could not be measured, 2 usage.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "verbs.h"

#define DEFAULT_TIMEOUT 300

static const struct option options[] = {
	{ "kernel", required_argument, NULL, 'k' },
	{ "rounds", required_argument, NULL, 'r' },
	{ "timeout", required_argument, NULL, 't' },
	{ "json", no_argument, NULL, 'j' },
	{ "offline", no_argument, NULL, 'o' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static const struct benchmark {
	const char *name;
	int (*run)(struct srlab_bench *bench);
	const char *kernel;
	unsigned int rounds;
	const char *about;
} benchmarks[] = {
	{ "list", srlab_bench_list, SRLAB_DEFAULT_KERNEL, 15,
	  "srctl list beside cxl list and daxctl list" },
	{ "usable", srlab_bench_usable, SRLAB_DEFAULT_KERNEL, 7,
	  "from the first CXL probe to usable memory" },
};

#define N_BENCHMARKS (sizeof(benchmarks) / sizeof(benchmarks[0]))

static void usage(FILE *to)
{
	fprintf(to, "usage: srlab bench BENCHMARK [options]\n");
	for (size_t i = 0; i < N_BENCHMARKS; i++)
		fprintf(to, "  %-12s %s (%u rounds)\n", benchmarks[i].name,
			benchmarks[i].about, benchmarks[i].rounds);
	fprintf(to,
		"  --kernel A,B  which kernels (" SRLAB_DEFAULT_KERNEL
		"); list takes one\n"
		"  --rounds N    how often each is measured, at most %d\n"
		"  --json        all values as JSON\n"
		"  --offline     never use the network\n"
		"  --timeout S   kill a guest after S seconds (%d)\n",
		SRLAB_SAMPLE_MAX, DEFAULT_TIMEOUT);
}

static int take_number(const char *text, unsigned long most, unsigned int *to)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (*end || !value || value > most)
		return -1;
	*to = (unsigned int)value;
	return 0;
}

/* Return: 0 to go on, else an exit status plus one. */
static int take_option(int option, struct srlab_bench *bench)
{
	switch (option) {
	case 'k':
		bench->kernel = optarg;
		return 0;
	case 'j':
		bench->json = true;
		return 0;
	case 'o':
		bench->offline = true;
		return 0;
	case 'r':
		if (!take_number(optarg, SRLAB_SAMPLE_MAX, &bench->rounds))
			return 0;
		break;
	case 't':
		if (!take_number(optarg, 100000, &bench->timeout))
			return 0;
		break;
	case 'h':
		usage(stdout);
		return 1;
	}
	usage(stderr);
	return 3;
}

/* JSON stays JSON, so the count goes elsewhere. */
static int conclude(struct srlab_bench *bench, int rc)
{
	if (bench->json)
		puts(json_object_to_json_string_ext(
			bench->rows, JSON_C_TO_STRING_PRETTY |
					     JSON_C_TO_STRING_NOSLASHESCAPE));
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

	if (!bench->kernel)
		bench->kernel = benchmark->kernel;
	if (!bench->rounds)
		bench->rounds = benchmark->rounds;
	bench->rows = json_object_new_array();
	status = conclude(bench, benchmark->run(bench));
	json_object_put(bench->rows);
	return status;
}

int srlab_verb_bench(int argc, char **argv)
{
	struct srlab_bench bench = { .timeout = DEFAULT_TIMEOUT };
	int option, status;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		status = take_option(option, &bench);
		if (status)
			return status - 1;
	}
	for (size_t i = 0; optind == argc - 1 && i < N_BENCHMARKS; i++)
		if (!strcmp(argv[optind], benchmarks[i].name))
			return run(&benchmarks[i], &bench);
	usage(stderr);
	return 2;
}
