// SPDX-License-Identifier: GPL-2.0-only
/* DOC: which documents of a directory are booted, and in which ways. */
#include "lab_fixture.h"
#include "matrix.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD                                                                   \
	"{\"schema\":\"softreserve.platform/1\",\"name\":\"p\","                \
	"\"firmware\":{\"memory_map\":[]},\"hardware\":{},\"expect\":["
#define OUTCOME                                                                \
	",\"offered\":0,\"cxl\":0,\"dax\":0,\"lost_alignment\":0,"              \
	"\"stranded\":0}"

static void write_document(const char *directory, const char *name,
			   const char *expectations, const char *more)
{
	char path[128];
	FILE *to;

	snprintf(path, sizeof(path), "%s/%s.json", directory, name);
	to = fopen(path, "w");
	assert_non_null(to);
	fprintf(to, HEAD "%s]%s}", expectations, more);
	fclose(to);
}

static int setup(void **state)
{
	static char directory[] = "/tmp/srlab-matrix-XXXXXX";

	*state = mkdtemp(directory);
	write_document(*state, "any", "{\"stock\":true" OUTCOME
				      ",{\"stock\":false" OUTCOME, "");
	write_document(*state, "none", "", "");
	write_document(*state, "seven",
		       "{\"stock\":false,\"kernel\":\"7\"" OUTCOME, "");
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	static const char *const names[] = { "any", "none", "seven",
					     "scenario" };
	char path[128];

	for (size_t i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), "%s/%s.json", (char *)*state,
			 names[i]);
		unlink(path);
	}
	return rmdir(*state);
}

/* The jobs in words: "any(stock) any". */
static void expect_jobs(const char *directory, const char *kernel,
			const char *wanted)
{
	struct srlab_matrix matrix = { .kernel = kernel,
				       .directory = directory };
	struct srlab_fault fault;
	char text[256] = "";

	assert_int_equal(srlab_matrix_list(&matrix, &fault), 0);
	for (size_t i = 0; i < matrix.n_jobs; i++) {
		strcat(text, i ? " " : "");
		strcat(text, matrix.jobs[i].name);
		strcat(text, matrix.jobs[i].stock ? "(stock)" : "");
	}
	assert_string_equal(text, wanted);
	srlab_matrix_free(&matrix);
}

static void what_is_expected_is_booted(void **state)
{
	expect_jobs(*state, "7.3", "any(stock) any none seven");
}

static void what_another_kernel_must_do_is_not(void **state)
{
	expect_jobs(*state, "6.12", "any(stock) any none");
	/* 7 is no part of 70.1. */
	expect_jobs(*state, "70.1", "any(stock) any none");
}

/* Told from one that is not there at all. */
static void one_may_be_named_that_this_kernel_does_not_boot(void **state)
{
	struct srlab_matrix matrix = { .kernel = "6.12", .only = "seven",
				       .directory = *state };
	struct srlab_fault fault;

	assert_int_equal(srlab_matrix_list(&matrix, &fault), 0);
	assert_int_equal(matrix.n_jobs, 0);
	matrix.only = "seven,eight";
	assert_int_equal(srlab_matrix_list(&matrix, &fault), -ENOENT);
	assert_non_null(strstr(fault.text, "no platform eight"));
}

/* "any" as often as there are orders; a scenario of its own has no order. */
static void load_orders_multiply_the_boots(void **state)
{
	struct srlab_matrix matrix = { .kernel = "7.3", .only = "any",
				       .load_orders = "usual,kmem-early",
				       .directory = *state };
	struct srlab_fault fault;

	assert_int_equal(srlab_matrix_list(&matrix, &fault), 0);
	assert_int_equal(matrix.n_jobs, 2);
	assert_string_equal(matrix.jobs[0].load_order, "usual");
	assert_string_equal(matrix.jobs[1].load_order, "kmem-early");
	assert_false(matrix.jobs[1].stock);
	srlab_matrix_free(&matrix);
	matrix.load_orders = "usual,backwards";
	assert_int_equal(srlab_matrix_list(&matrix, &fault), -ENOENT);
	assert_string_equal(fault.text, "no load order backwards");
	matrix.load_orders = "all";
	matrix.only = "scenario";
	write_document(*state, "scenario",
		       "{\"stock\":false" OUTCOME,
		       ",\"scenario\":{\"steps\":[\"serve\"]}");
	assert_int_equal(srlab_matrix_list(&matrix, &fault), 0);
	assert_int_equal(matrix.n_jobs, 0);
}

/* The source tree's own: all platforms, and then the scenarios. */
static void scenarios_come_after_the_platforms(void **state)
{
	struct srlab_matrix matrix = { .kernel = "7.3",
				       .only = "zero-size-spare,already-online" };
	struct srlab_fault fault;

	(void)state;
	assert_int_equal(srlab_matrix_list(&matrix, &fault), 0);
	assert_int_equal(matrix.n_jobs, 4);
	assert_string_equal(matrix.jobs[0].name, "zero-size-spare");
	assert_string_equal(matrix.jobs[2].name, "already-online");
	assert_non_null(strstr(matrix.jobs[2].document,
			       "/test/scenarios/already-online.json"));
	srlab_matrix_free(&matrix);
	matrix.only = "already-online,nobody";
	assert_int_equal(srlab_matrix_list(&matrix, &fault), -ENOENT);
	assert_non_null(strstr(fault.text, "no platform nobody"));
	srlab_matrix_free(&matrix);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_expected_is_booted),
		cmocka_unit_test(what_another_kernel_must_do_is_not),
		cmocka_unit_test(
			one_may_be_named_that_this_kernel_does_not_boot),
		cmocka_unit_test(load_orders_multiply_the_boots),
		cmocka_unit_test(scenarios_come_after_the_platforms),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, setup, teardown);
}
