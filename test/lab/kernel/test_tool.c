// SPDX-License-Identifier: GPL-2.0-only
/* Running other programs: what comes back of how they ended and what they say */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "case.h"
#include "tool.h"

static int run_shell(const char *script, struct srlab_tool tool)
{
	const char *const argv[] = { "sh", "-c", script, NULL };

	tool.argv = argv;
	return srlab_tool_run(&tool);
}

static void test_exit_status(void **state)
{
	(void)state;
	assert_int_equal(run_shell("exit 0", (struct srlab_tool){ 0 }), 0);
	assert_int_equal(run_shell("exit 3", (struct srlab_tool){ 0 }), 3);
}

static void test_killed(void **state)
{
	(void)state;
	assert_int_equal(run_shell("kill -9 $$", (struct srlab_tool){ 0 }),
			 128 + SIGKILL);
}

static void test_no_such_program(void **state)
{
	const char *const argv[] = { "no-such-program-here", NULL };
	struct srlab_tool tool = { .argv = argv };

	(void)state;
	assert_int_equal(srlab_tool_run(&tool), 127);
}

/* More than a pipe holds, so that reading and writing must overlap. */
static void test_output(void **state)
{
	char *output = NULL;

	(void)state;
	assert_int_equal(run_shell("printf begin; head -c 300000 /dev/zero |"
				   "tr '\\0' x; printf end; echo error >&2",
				   (struct srlab_tool){ .output = &output }),
			 0);
	assert_int_equal(strlen(output), 300000 + strlen("beginend"));
	assert_int_equal(strncmp(output, "beginx", 6), 0);
	assert_string_equal(output + strlen(output) - 4, "xend");
	free(output);
}

static void test_log_takes_both(void **state)
{
	(void)state;
	assert_int_equal(run_shell("echo one; echo two >&2",
				   (struct srlab_tool){ .log = "log" }), 0);
	assert_string_equal(scratch_read("log"), "one\ntwo\n");
}

static void test_directory(void **state)
{
	(void)state;
	scratch_write("below/file", "");
	assert_int_equal(run_shell("test -f file",
				   (struct srlab_tool){ .directory = "below" }),
			 0);
	assert_int_equal(run_shell("true",
				   (struct srlab_tool){ .directory = "none" }),
			 127);
}

static void count_line(const char *line, void *context)
{
	int *n = context;

	assert_string_equal(line, *n ? "second" : "first");
	(*n)++;
}

static void test_status_lines(void **state)
{
	int n = 0;

	(void)state;
	assert_int_equal(run_shell("echo first >&3; echo noise;"
				   "printf second >&3; exit 4",
				   (struct srlab_tool){
					   .on_status = count_line,
					   .context = &n }), 4);
	assert_int_equal(n, 2);
}

static void test_reads_no_input(void **state)
{
	(void)state;
	scratch_write("input", "a line for us, not for what we run\n");
	assert_non_null(freopen("input", "r", stdin));
	assert_int_equal(run_shell("! read line", (struct srlab_tool){ 0 }), 0);
}

static void test_find_line(void **state)
{
	char *line;

	(void)state;
	scratch_write("log", "one\na: error: two\nb: error: three\n");
	line = srlab_tool_find_line("log", "error:");
	assert_string_equal(line, "a: error: two");
	free(line);
	assert_null(srlab_tool_find_line("log", "four"));
	assert_null(srlab_tool_find_line("no-such", "one"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_exit_status),
		CASE(test_killed),
		CASE(test_no_such_program),
		CASE(test_output),
		CASE(test_log_takes_both),
		CASE(test_directory),
		CASE(test_status_lines),
		CASE(test_reads_no_input),
		CASE(test_find_line),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("tool", tests, NULL, NULL);
}
