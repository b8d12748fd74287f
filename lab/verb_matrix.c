// SPDX-License-Identifier: GPL-2.0-only
/* DOC: "srlab matrix": every platform, stock and with softreserve. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel_cache.h"
#include "matrix.h"
#include "source_tree.h"
#include "topology.h"
#include "verbs.h"

#define DEFAULT_TIMEOUT 180

enum shape {
	SHAPE_TABLE,
	SHAPE_MARKDOWN,
	SHAPE_JSON,
};

static const struct option options[] = {
	{ "kernel", required_argument, NULL, 'k' },
	{ "jobs", required_argument, NULL, 'j' },
	{ "only", required_argument, NULL, 'O' },
	{ "platforms", required_argument, NULL, 'P' },
	{ "load-orders", required_argument, NULL, 'l' },
	{ "timeout", required_argument, NULL, 't' },
	{ "markdown", no_argument, NULL, 'm' },
	{ "json", no_argument, NULL, 'J' },
	{ "offline", no_argument, NULL, 'o' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static void usage(FILE *to)
{
	fprintf(to,
		"usage: srlab matrix [options]\n"
		"  --kernel A,B|all  which kernels (" SRLAB_DEFAULT_KERNEL ")\n"
		"  --jobs N          boots at the same time (one per core)\n"
		"  --only A,B        only these platforms\n"
		"  --platforms DIR   where the documents are (platforms)\n"
		"  --load-orders A,B|all  with softreserve, in each of these orders of\n"
		"                    loading drivers (lab/load_orders.list)\n"
		"  --markdown        a table for the README\n"
		"  --json            all results as JSON\n"
		"  --offline         never use the network\n"
		"  --timeout S       kill a guest after S seconds (%d)\n",
		DEFAULT_TIMEOUT);
}

static int take_number(const char *text, unsigned int *to)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (*end || !value || value > 100000)
		return -1;
	*to = (unsigned int)value;
	return 0;
}

/* Return: 0 to go on, else an exit status plus one. */
static int take_option(int option, struct srlab_matrix *matrix,
		       enum shape *shape)
{
	switch (option) {
	case 'k':
		matrix->kernel = optarg;
		return 0;
	case 'O':
		matrix->only = optarg;
		return 0;
	case 'P':
		matrix->directory = optarg;
		return 0;
	case 'l':
		matrix->load_orders = optarg;
		return 0;
	case 'm':
		*shape = SHAPE_MARKDOWN;
		return 0;
	case 'J':
		*shape = SHAPE_JSON;
		return 0;
	case 'o':
		matrix->offline = true;
		return 0;
	case 'j':
		if (!take_number(optarg, &matrix->n_at_once))
			return 0;
		break;
	case 't':
		if (!take_number(optarg, &matrix->timeout))
			return 0;
		break;
	case 'h':
		usage(stdout);
		return 1;
	}
	usage(stderr);
	return 3;
}

/* What was asked for, and a matrix for each kernel of it. */
struct plan {
	struct srlab_matrix order;
	enum shape shape;
	struct srlab_matrix *matrices;
	size_t n;
	/* why kernels were left out, one line each */
	struct srlab_words left_out;
};

static void plan_clear(struct plan *plan)
{
	for (size_t i = 0; i < plan->n; i++)
		srlab_matrix_free(&plan->matrices[i]);
	free(plan->matrices);
	srlab_words_free(&plan->left_out);
}

static int run(struct plan *plan, const char *kernel)
{
	struct srlab_matrix *grown, *matrix;
	struct srlab_fault fault = { "" };
	int rc;

	grown = realloc(plan->matrices, (plan->n + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	plan->matrices = grown;
	matrix = &grown[plan->n++];
	*matrix = plan->order;
	matrix->kernel = kernel;
	rc = srlab_matrix_prepare(matrix, &fault);
	if (!rc)
		rc = srlab_matrix_list(matrix, &fault);
	if (!rc)
		rc = srlab_matrix_run(matrix, stderr, &fault);
	if (rc)
		fprintf(stderr, "srlab: %s\n", fault.text);
	return rc;
}

/* A kernel that nobody offers is told about, and is no failure of ours. */
static int run_if_offered(struct plan *plan, const char *name)
{
	struct srlab_kernel *kernel;
	char error[512], *why;
	int rc;

	rc = srlab_kernel_get(name, plan->order.offline, &kernel, error,
			      sizeof(error));
	if (!rc) {
		srlab_kernel_free(kernel);
		return run(plan, name);
	}
	if (!srlab_kernel_absence(name, &why)) {
		fprintf(stderr, "left out: %s\n", why);
		srlab_words_add(&plan->left_out, "%s", why);
		free(why);
		return 0;
	}
	fprintf(stderr, "srlab: %s\n", error);
	return rc;
}

static int run_all(struct plan *plan, const struct srlab_kernel_list *list)
{
	int rc = 0;

	for (size_t i = 0; i < list->n_offers && !rc; i++)
		if (srlab_kernel_list_has(list, list->offers[i].name) ==
		    &list->offers[i])
			rc = run_if_offered(plan, list->offers[i].name);
	return rc;
}

static int run_named(struct plan *plan, char *names)
{
	char *rest = NULL;
	int rc = 0;

	for (char *name = strtok_r(names, ",", &rest); name && !rc;
	     name = strtok_r(NULL, ",", &rest))
		rc = run(plan, name);
	return rc;
}

static void print_tables(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n; i++) {
		if (plan->n > 1)
			printf("%skernel %s%s\n", i ? "\n" : "",
			       plan->matrices[i].kernel,
			       plan->matrices[i].stock_only ?
				       ", stock only: its headers are not on offer" :
				       "");
		srlab_matrix_table(&plan->matrices[i], stdout);
	}
}

static void print_json(const struct plan *plan)
{
	struct json_object *all = json_object_new_array();

	for (size_t i = 0; i < plan->n; i++)
		srlab_matrix_json(&plan->matrices[i], all);
	puts(json_object_to_json_string_ext(all,
					    JSON_C_TO_STRING_PRETTY |
					    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(all);
}

static void print_markdown(const struct plan *plan)
{
	srlab_matrices_markdown(plan->matrices, plan->n, stdout);
	for (size_t i = 0; i < plan->left_out.n; i++)
		printf("%s- left out: %s\n", i ? "" : "\n",
		       plan->left_out.word[i]);
}

/* JSON stays JSON, so its summary goes elsewhere. */
static bool print(const struct plan *plan)
{
	size_t passed = 0, all = 0;

	for (size_t i = 0; i < plan->n; i++) {
		passed += srlab_matrix_passed(&plan->matrices[i]);
		all += plan->matrices[i].n_jobs;
	}
	if (plan->shape == SHAPE_TABLE)
		print_tables(plan);
	else if (plan->shape == SHAPE_MARKDOWN)
		print_markdown(plan);
	else
		print_json(plan);
	fflush(stdout);
	fprintf(plan->shape == SHAPE_JSON ? stderr : stdout,
		"%zu passed, %zu failed\n", passed, all - passed);
	return passed == all;
}

static int run_plan(struct plan *plan)
{
	struct srlab_kernel_list *list = NULL;
	char *names = strdup(plan->order.kernel);
	char error[256];
	int rc = names ? 0 : -ENOMEM;

	if (!rc && strcmp(names, "all")) {
		rc = run_named(plan, names);
	} else if (!rc) {
		rc = srlab_kernel_list_open(&list, error, sizeof(error));
		if (rc)
			fprintf(stderr, "srlab: %s\n", error);
		else
			rc = run_all(plan, list);
	}
	rc = !rc && print(plan) ? 0 : 1;
	plan_clear(plan);
	srlab_kernel_list_free(list);
	free(names);
	return rc;
}

int srlab_verb_matrix(int argc, char **argv)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	struct plan plan = {
		.order = {
			.kernel = SRLAB_DEFAULT_KERNEL,
			.n_at_once = cores > 0 ? (unsigned int)cores : 1,
			.timeout = DEFAULT_TIMEOUT,
		},
	};
	char *directory = NULL, error[256];
	int option, status;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		status = take_option(option, &plan.order, &plan.shape);
		if (status)
			return status - 1;
	}
	if (optind != argc) {
		usage(stderr);
		return 2;
	}
	if (!plan.order.directory &&
	    srlab_source_path(&directory, "platforms", error, sizeof(error))) {
		fprintf(stderr, "srlab: %s\n", error);
		return 1;
	}
	if (directory)
		plan.order.directory = directory;
	status = run_plan(&plan);
	free(directory);
	return status;
}
