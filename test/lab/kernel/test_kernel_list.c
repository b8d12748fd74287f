// SPDX-License-Identifier: GPL-2.0-only
/* The list of kernels: what a line must hold, and that errors name the line. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "case.h"
#include "kernel_list.h"

static char error[256];

static struct srlab_kernel_list *read_good(const char *text)
{
	struct srlab_kernel_list *list;

	scratch_write("list", text);
	assert_int_equal(srlab_kernel_list_read("list", &list, error,
						sizeof(error)), 0);
	return list;
}

static void assert_bad(const char *text, const char *reason)
{
	struct srlab_kernel_list *list;

	scratch_write("list", text);
	assert_int_equal(srlab_kernel_list_read("list", &list, error,
						sizeof(error)), -EINVAL);
	assert_contains(error, reason);
}

static void test_fields(void **state)
{
	struct srlab_kernel_list *list;

	(void)state;
	list = read_good("# a comment\n\n"
			 "6.12 suite image headers gcc-12 # why\n"
			 "7.3\tother\timage2 headers2\tgcc-14\n");
	assert_int_equal(list->n_offers, 2);
	assert_string_equal(list->offers[0].name, "6.12");
	assert_string_equal(list->offers[0].suite, "suite");
	assert_string_equal(list->offers[0].image, "image");
	assert_string_equal(list->offers[0].headers, "headers");
	assert_string_equal(list->offers[0].compiler, "gcc-12");
	assert_string_equal(list->offers[1].name, "7.3");
	assert_string_equal(list->offers[1].compiler, "gcc-14");
	srlab_kernel_list_free(list);
}

static void test_has(void **state)
{
	struct srlab_kernel_list *list;

	(void)state;
	list = read_good("6.1 a b c d\n6.12 e f g h\n6.12 i j k l\n");
	assert_ptr_equal(srlab_kernel_list_has(list, "6.12"),
			 &list->offers[1]);
	assert_null(srlab_kernel_list_has(list, "6.13"));
	srlab_kernel_list_free(list);
}

static void test_too_few(void **state)
{
	(void)state;
	assert_bad("6.12 a b c d\n6.12 a b c\n", "list:2: ");
	assert_contains(error, "too few");
}

static void test_too_many(void **state)
{
	(void)state;
	assert_bad("6.12 a b c d e\n", "list:1: ");
	assert_contains(error, "too many");
	assert_bad("6.12 a b c d e f g h\n", "too many");
}

/* A pinned point release would be gone from the mirrors within weeks. */
static void test_point_release(void **state)
{
	(void)state;
	assert_bad("6.12.95 a b c d\n", "\"6.12.95\" is not a series");
	assert_bad("6 a b c d\n", "\"6\" is not a series");
	assert_bad("6. a b c d\n", "\"6.\" is not a series");
	assert_bad("latest a b c d\n", "\"latest\" is not a series");
}

/* Two kernels of one series are told apart by a word. */
static void test_word_behind_the_series(void **state)
{
	struct srlab_kernel_list *list;

	(void)state;
	list = read_good("6.12-trixie a b c d\n6.12 e f g h\n");
	assert_string_equal(list->offers[0].name, "6.12-trixie");
	assert_ptr_equal(srlab_kernel_list_has(list, "6.12"),
			 &list->offers[1]);
	srlab_kernel_list_free(list);
	assert_bad("6.12- a b c d\n", "\"6.12-\" is not a series");
	assert_bad("6.12.95-trixie a b c d\n", "is not a series");
}

static void test_debug_kernel_is_told_by_its_source(void **state)
{
	struct srlab_kernel_list *list;

	(void)state;
	list = read_good("6.12 a linux-image-amd64 c d\n"
			 "6.12-debug a linux-source-6.12 - d\n");
	assert_false(srlab_offer_is_debug(&list->offers[0]));
	assert_true(srlab_offer_is_debug(&list->offers[1]));
	srlab_kernel_list_free(list);
}

static void test_missing_file(void **state)
{
	struct srlab_kernel_list *list;

	(void)state;
	assert_int_equal(srlab_kernel_list_read("no-such", &list, error,
						sizeof(error)), -ENOENT);
	assert_contains(error, "no-such: ");
}

static void test_list_of_the_tree(void **state)
{
	struct srlab_kernel_list *list;
	const char *path = getenv("SR_TEST_KERNELS");

	(void)state;
	assert_non_null(path);
	assert_int_equal(srlab_kernel_list_read(path, &list, error,
						sizeof(error)), 0);
	assert_non_null(srlab_kernel_list_has(list, "6.12"));
	srlab_kernel_list_free(list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_fields),
		CASE(test_has),
		CASE(test_too_few),
		CASE(test_too_many),
		CASE(test_point_release),
		CASE(test_word_behind_the_series),
		CASE(test_debug_kernel_is_told_by_its_source),
		CASE(test_missing_file),
		CASE(test_list_of_the_tree),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("kernel list", tests, NULL, NULL);
}
