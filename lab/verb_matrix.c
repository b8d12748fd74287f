// SPDX-License-Identifier: GPL-2.0-only
/* DOC: "srlab matrix": every platform, stock and with softreserve. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel_cache.h"
#include "matrix.h"
#include "present.h"
#include "topology.h"
#include "verb_options.h"
#include "verbs.h"

/* What was asked for, and a matrix for each kernel of it. */
struct plan {
	struct srlab_matrix order;
	bool markdown;
	bool json;
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
			    &list->offers[i] &&
		    !srlab_offer_is_debug(&list->offers[i]))
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
	srlab_json_print(all);
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
	if (plan->json)
		print_json(plan);
	else if (plan->markdown)
		print_markdown(plan);
	else
		print_tables(plan);
	fflush(stdout);
	fprintf(plan->json ? stderr : stdout, "%zu passed, %zu failed\n",
		passed, all - passed);
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
	struct plan plan = { .json = false };
	struct srlab_matrix *order = &plan.order;
	int status;
	const struct srlab_command command = {
		.verb = "matrix",
		.options = {
			srlab_option_kernel("A,B|all", "which kernels",
					    &order->kernel),
			srlab_option_jobs(&order->n_at_once),
			srlab_option_only(&order->only),
			srlab_option_platforms(&order->directory),
			{ .name = "load-orders", .argument = "A,B|all",
			  .about = "with softreserve, in each of these orders of\n"
				   "loading drivers (lab/load_orders.list)",
			  .text = &order->load_orders },
			{ .name = "markdown", .about = "a table for the README",
			  .flag = &plan.markdown },
			srlab_option_json("all results as JSON", &plan.json),
			srlab_option_offline(&order->offline),
			srlab_option_timeout("180", &order->timeout),
		},
	};

	if (!srlab_command_parse(&command, argc, argv, &status))
		return status;
	if (plan.markdown && plan.json)
		return srlab_command_refuse(
			&command, "--markdown and --json exclude each other");
	return run_plan(&plan);
}
