// SPDX-License-Identifier: GPL-2.0-only
/* DOC: tables of a matrix, sizes in words, excerpts of a resource tree. */
#include "excerpt.h"
#include "lab_fixture.h"
#include "matrix.h"
#include "present.h"

static void sizes_are_readable(void **state)
{
	char text[32];

	(void)state;
	assert_string_equal(srlab_size_text(0, text), "0 B");
	assert_string_equal(srlab_size_text(1023, text), "1023 B");
	assert_string_equal(srlab_size_text(512ULL << 20, text), "512 MiB");
	assert_string_equal(srlab_size_text((1ULL << 30) + (1ULL << 29), text),
			    "1.50 GiB");
	assert_string_equal(srlab_size_text(1536, text), "1.5 KiB");
}

static struct srlab_job jobs(bool stock, bool passed, const char *result)
{
	static char name[] = "a-b";
	static char words[] = "no kernel";

	return (struct srlab_job){ .name = name, .stock = stock, .done = true,
				   .passed = passed, .words = words,
				   .result = result ?
					   json_tokener_parse(result) : NULL };
}

static char *table(void (*print)(const struct srlab_matrix *, FILE *),
		   struct srlab_job *list, size_t n)
{
	struct srlab_matrix matrix = { .kernel = "6.12", .jobs = list,
				       .n_jobs = n };
	char *text;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	print(&matrix, to);
	fclose(to);
	for (size_t i = 0; i < n; i++)
		json_object_put(list[i].result);
	return text;
}

static void a_platform_is_a_row(void **state)
{
	struct srlab_job list[] = {
		jobs(true, true, "{\"offered\":1073741824,"
				 "\"stranded\":536870912}"),
		jobs(false, true, "{\"offered\":1073741824,\"stranded\":0}"),
	};
	char *text = table(srlab_matrix_markdown, list, 2);

	(void)state;
	assert_string_equal(
		text,
		"| platform | Soft Reserved | stock 6.12 | softreserve on 6.12 |\n"
		"|---|---:|---:|---:|\n"
		"| a-b | 1.00 GiB | 512 MiB | 0 B |\n");
	free(text);
}

static void a_failure_shows_in_its_row(void **state)
{
	struct srlab_job list[] = {
		jobs(true, true, "{\"offered\":1024,\"stranded\":1024}"),
		jobs(false, false, NULL),
	};
	char *text = table(srlab_matrix_markdown, list, 2);

	(void)state;
	assert_non_null(strstr(text, "| a-b | 1 KiB | 1 KiB | ? (FAILED) |\n"
				     "\n- a-b on 6.12 (softreserve): no kernel\n"));
	free(text);
}

static void a_boot_that_was_not_meant_to_be_is_a_dash(void **state)
{
	struct srlab_job list[] = {
		jobs(false, true, "{\"offered\":1024,\"stranded\":0}"),
	};
	char *text = table(srlab_matrix_markdown, list, 1);

	(void)state;
	assert_non_null(strstr(text, "| a-b | 1 KiB | - | 0 B |\n"));
	free(text);
}

/* For the second kernel softreserve cannot be built: it has one column only. */
static void each_kernel_has_two_columns(void **state)
{
	struct srlab_job older[] = {
		jobs(true, true, "{\"offered\":1024,\"stranded\":512}"),
		jobs(false, true, "{\"offered\":1024,\"stranded\":0}"),
	};
	struct srlab_job newer[] = {
		jobs(true, true, "{\"offered\":1024,\"stranded\":1024}"),
	};
	struct srlab_matrix both[] = {
		{ .kernel = "6.12", .jobs = older, .n_jobs = 2 },
		{ .kernel = "6.17", .jobs = newer, .n_jobs = 1,
		  .stock_only = true },
	};
	char *text;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	(void)state;
	srlab_matrices_markdown(both, 2, to);
	fclose(to);
	assert_string_equal(
		text,
		"| platform | Soft Reserved | stock 6.12 | softreserve on 6.12 |"
		" stock 6.17 |\n"
		"|---|---:|---:|---:|---:|\n"
		"| a-b | 1 KiB | 512 B | 0 B | 1 KiB |\n"
		"\n- 6.17: stock only, for its headers are not on offer\n");
	free(text);
	json_object_put(older[0].result);
	json_object_put(older[1].result);
	json_object_put(newer[0].result);
}

static void what_failed_is_told_below_the_table(void **state)
{
	struct srlab_job list[] = {
		jobs(true, false, "{\"failures\":[\"it broke\"],"
				  "\"verdict\":\"busy\"}"),
		jobs(false, false, NULL),
	};
	char *text = table(srlab_matrix_table, list, 2);

	(void)state;
	assert_non_null(strstr(text, "busy          FAILED\n"));
	assert_non_null(strstr(text, "a-b (stock):\n  it broke\n"));
	assert_non_null(strstr(text, "a-b (softreserve):\n  no kernel\n"));
	free(text);
}

static void an_excerpt_shows_what_touches(void **state)
{
	static const char iomem[] =
		"00000000-3fffffff : System RAM\n"
		"110000000-14fffffff : CXL Window 0\n"
		"  110000000-14fffffff : Soft Reserved\n"
		"    110000000-12fffffff : dax0.0\n"
		"150000000-15fffffff : PCI Bus 0000:00\n"
		"not a line of a resource tree\n";
	struct srlab_excerpt excerpt = { .start = 0x110000000,
					 .end = 0x14fffffff, .indent = "> " };
	char *text;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	(void)state;
	assert_int_equal(srlab_excerpt_print(&excerpt, iomem, to), 3);
	fclose(to);
	assert_non_null(strstr(text,
			       "> 0x110000000-0x14fffffff  CXL Window 0"));
	assert_non_null(strstr(text, ">     0x110000000-0x12fffffff  dax0.0"));
	assert_null(strstr(text, "RAM"));
	assert_null(strstr(text, "\033"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_are_readable),
		cmocka_unit_test(a_platform_is_a_row),
		cmocka_unit_test(a_failure_shows_in_its_row),
		cmocka_unit_test(a_boot_that_was_not_meant_to_be_is_a_dash),
		cmocka_unit_test(each_kernel_has_two_columns),
		cmocka_unit_test(what_failed_is_told_below_the_table),
		cmocka_unit_test(an_excerpt_shows_what_touches),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
