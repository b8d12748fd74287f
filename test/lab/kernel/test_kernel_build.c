// SPDX-License-Identifier: GPL-2.0-only
/*
 * Building the module, against headers whose Makefile only counts how often it
 * was run and puts all sources into one file called softreserve.ko.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "case.h"
#include "kernel.h"
#include "kernel_fetch.h"
#include "tool.h"

#define BUILT "source/build/kmod-1.2.3/"
#define BUILT_TEST "source/build/kmod-1.2.3-test/"

static char error[512];

static struct srlab_kernel *kernel_of_scratch(void)
{
	static char build[256];
	static char release[] = "1.2.3";
	static struct srlab_kernel kernel = { .release = release,
					      .build = build };

	snprintf(build, sizeof(build), "%s/headers", scratch_path());
	return &kernel;
}

/* What is made here is no module that strip could read: it only says so. */
static void fake_strip(void)
{
	static const char *path;
	char *with;

	if (!path)
		path = strdup(getenv("PATH"));
	scratch_write_program("bin/strip",
			      "#!/bin/sh\necho stripped >>\"$2.strip\"\n");
	assert_true(asprintf(&with, "%s/bin:%s", scratch_path(), path) > 0);
	setenv("PATH", with, 1);
	free(with);
}

static void make_tree(void)
{
	char *source;

	fake_strip();

	scratch_write("headers/Makefile",
		      "modules:\n"
		      "\techo run >>$(M)/runs\n"
		      "\techo 'switch: $(SR_TEST)' >$(M)/softreserve.ko\n"
		      "\tcat $(M)/*.c $(M)/../core/*.c >>$(M)/softreserve.ko\n"
		      "\t@! grep -H 'error:' $(M)/*.c\n");
	scratch_write("source/core/rule.h", "");
	scratch_write("source/core/decide.c", "decide one\n");
	scratch_write("source/kmod/Kbuild", "");
	scratch_write("source/kmod/main.c", "main one\n");
	scratch_write("source/kmod/compat/compat.h", "compat\n");
	scratch_write("source/kmod/main.o", "not a source\n");
	assert_true(asprintf(&source, "%s/source", scratch_path()) > 0);
	setenv("SOFTRESERVE_SOURCE", source, 1);
	free(source);
}

static const char *build_module(bool test_build)
{
	static char text[4096];
	char *ko;
	int rc = srlab_kernel_build_module(kernel_of_scratch(), test_build,
					   &ko, error, sizeof(error));

	if (rc)
		fail_msg("%s", error);
	snprintf(text, sizeof(text), "%s", scratch_read(ko));
	free(ko);
	return text;
}

static void test_builds_from_a_copy(void **state)
{
	(void)state;
	make_tree();
	assert_string_equal(build_module(false),
			    "switch: \nmain one\ndecide one\n");
	assert_true(scratch_has(BUILT "kmod/compat/compat.h"));
	assert_true(scratch_has(BUILT "build.log"));
	assert_string_equal(scratch_read(BUILT "kmod/softreserve.ko.strip"),
			    "stripped\n");
	assert_false(scratch_has(BUILT "kmod/main.o"));
	assert_false(scratch_has("source/kmod/runs"));
}

static void test_does_not_build_again(void **state)
{
	(void)state;
	make_tree();
	build_module(false);
	build_module(false);
	assert_string_equal(scratch_read(BUILT "kmod/runs"), "run\n");
}

static void test_builds_what_changed(void **state)
{
	(void)state;
	make_tree();
	build_module(false);
	scratch_write("source/core/decide.c", "decide two\n");
	assert_contains(build_module(false), "decide two");
	assert_string_equal(scratch_read(BUILT "kmod/runs"), "run\nrun\n");
}

static void test_builds_again_if_the_module_is_gone(void **state)
{
	(void)state;
	make_tree();
	build_module(false);
	assert_int_equal(unlink(BUILT "kmod/softreserve.ko"), 0);
	assert_contains(build_module(false), "main one");
}

static void test_forgets_removed_sources(void **state)
{
	(void)state;
	make_tree();
	scratch_write("source/kmod/gone.c", "gone\n");
	assert_contains(build_module(false), "gone");
	assert_int_equal(unlink("source/kmod/gone.c"), 0);
	assert_string_equal(build_module(false),
			    "switch: \nmain one\ndecide one\n");
}

static void test_test_build_is_beside(void **state)
{
	(void)state;
	make_tree();
	assert_contains(build_module(true), "switch: y\n");
	assert_contains(build_module(false), "switch: \n");
	assert_true(scratch_has(BUILT_TEST "kmod/softreserve.ko"));
	assert_string_equal(scratch_read(BUILT "kmod/runs"), "run\n");
}

static int build_fails(void)
{
	char *ko;

	return srlab_kernel_build_module(kernel_of_scratch(), false, &ko,
					 error, sizeof(error));
}

static void test_failure_tells_line_and_log(void **state)
{
	(void)state;
	make_tree();
	scratch_write("source/kmod/main.c", "error: no such thing\n");
	assert_int_equal(build_fails(), -EIO);
	assert_contains(error, "softreserve.ko for 1.2.3 does not build");
	assert_contains(error, "error: no such thing");
	assert_contains(error, BUILT "build.log");
	assert_int_equal(build_fails(), -EIO);
	scratch_write("source/kmod/main.c", "main three\n");
	assert_contains(build_module(false), "main three");
}

/* The sources go back to what was built, but the module is a failed one's. */
static void test_failed_build_is_not_taken_for_the_last_good(void **state)
{
	const char *const save[] = { "cp", "-p", "source/kmod/main.c", "saved",
				     NULL };
	const char *const back[] = { "cp", "-p", "saved", "source/kmod/main.c",
				     NULL };
	struct srlab_tool tool = { .argv = save };

	(void)state;
	make_tree();
	build_module(false);
	assert_int_equal(srlab_tool_run(&tool), 0);
	scratch_write("source/kmod/main.c", "error: broken\n");
	assert_int_equal(build_fails(), -EIO);
	assert_contains(scratch_read(BUILT "kmod/softreserve.ko"), "broken");
	tool.argv = back;
	assert_int_equal(srlab_tool_run(&tool), 0);
	assert_string_equal(build_module(false),
			    "switch: \nmain one\ndecide one\n");
}

static void test_no_module_in_the_tree(void **state)
{
	(void)state;
	make_tree();
	assert_int_equal(unlink("source/kmod/Kbuild"), 0);
	assert_int_equal(build_fails(), -ENOENT);
	assert_contains(error, "kmod/Kbuild: No such file");
}

static void test_no_tree(void **state)
{
	(void)state;
	make_tree();
	setenv("SOFTRESERVE_SOURCE", scratch_path(), 1);
	assert_int_equal(build_fails(), -ENOENT);
	assert_contains(error, "SOFTRESERVE_SOURCE=");
}

/*
 * Another release, with a mmdebstrap that counts and packs an empty root, and a
 * bwrap that says what it was given and runs the rest right here.
 */
static struct srlab_kernel *kernel_of_another_release(void)
{
	static char debian[] = "other";
	struct srlab_kernel *kernel = kernel_of_scratch();
	char *path;

	scratch_write("source/lab/kernels.list",
		      "9.9 other i h cc-9\n9.8 other-backports i h cc-9\n"
		      "9.8 another i h cc-8\n");
	scratch_write_program("source/tools/apt-source",
			      "#!/bin/sh\n"
			      "echo \"Suites: $2\"\n");
	scratch_write_program("bin/mmdebstrap",
			      "#!/bin/sh\n"
			      "echo \"$*\" >>$WORLD/asked\n"
			      "[ ! -f $WORLD/broken ] || {\n"
			      "	echo 'E: it is broken' >&2; exit 1\n"
			      "}\n"
			      "mkdir -p $WORLD/r/usr $WORLD/r/dev\n"
			      "echo >$WORLD/r/dev/null\n"
			      "while [ $# -gt 2 ]; do shift; done\n"
			      "exec tar -c -f $1 -C $WORLD/r .\n");
	scratch_write_program("bin/bwrap",
			      "#!/bin/sh\n"
			      "echo \"$*\" >>$WORLD/entered\n"
			      "while [ $1 != env ]; do shift; done\n"
			      "exec \"$@\"\n");
	setenv("WORLD", scratch_path(), 1);
	assert_true(asprintf(&path, "%s/bin:/usr/bin:/bin", scratch_path()) > 0);
	setenv("PATH", path, 1);
	free(path);
	kernel->debian = debian;
	return kernel;
}

static int build_for_another_release(bool offline)
{
	struct srlab_kernel *kernel = kernel_of_another_release();
	char *ko = NULL;
	int rc;

	kernel->offline = offline;
	rc = srlab_kernel_build_module(kernel, false, &ko, error,
				       sizeof(error));
	free(ko);
	kernel->debian = NULL;
	kernel->offline = false;
	return rc;
}

static void test_another_release_builds_in_its_root(void **state)
{
	char *expected;

	(void)state;
	make_tree();
	assert_int_equal(build_for_another_release(false), 0);
	assert_contains(scratch_read("asked"),
			"--include=libelf-dev,libssl-dev,make,perl,cc-9 ");
	assert_contains(scratch_read("asked"), "other");
	assert_true(scratch_has("softreserve/roots/other/root/usr"));
	assert_false(scratch_has("softreserve/roots/other/root/dev/null"));
	assert_false(scratch_has("softreserve/roots/other/root.tar"));
	assert_true(asprintf(&expected,
			     "--ro-bind %s/softreserve/roots/other/root/usr /usr",
			     scratch_path()) > 0);
	assert_contains(scratch_read("entered"), expected);
	free(expected);
	assert_true(asprintf(&expected, "--bind %s/source/build/kmod-1.2.3 ",
			     scratch_path()) > 0);
	assert_contains(scratch_read("entered"), expected);
	free(expected);
	assert_contains(scratch_read(BUILT "kmod/softreserve.ko"), "main one");
}

static void test_root_is_made_once(void **state)
{
	(void)state;
	make_tree();
	assert_int_equal(build_for_another_release(false), 0);
	scratch_write("asked", "");
	scratch_write("source/kmod/main.c", "main two\n");
	assert_int_equal(build_for_another_release(true), 0);
	assert_string_equal(scratch_read("asked"), "");
	assert_contains(scratch_read(BUILT "kmod/softreserve.ko"), "main two");
}

static void test_half_a_root_does_not_stay(void **state)
{
	(void)state;
	make_tree();
	scratch_write("broken", "");
	assert_int_equal(build_for_another_release(false), -EIO);
	assert_contains(error, "it is broken");
	assert_false(scratch_has("softreserve/roots/other"));
	assert_false(scratch_has("softreserve/roots/other.new"));
}

static void test_no_root_offline(void **state)
{
	(void)state;
	make_tree();
	assert_int_equal(build_for_another_release(true), -ENOENT);
	assert_contains(error, "the Debian root for other is not in the cache");
	assert_false(scratch_has("asked"));
}

/* This machine's own compiler is nearer than any root. */
static void test_own_release_needs_no_root(void **state)
{
	struct srlab_kernel *kernel;
	char *codename, *ko;

	(void)state;
	make_tree();
	assert_int_equal(srlab_codename(&codename, error, sizeof(error)), 0);
	kernel = kernel_of_another_release();
	kernel->debian = codename;
	assert_int_equal(srlab_kernel_build_module(kernel, false, &ko, error,
						   sizeof(error)), 0);
	free(ko);
	kernel->debian = NULL;
	free(codename);
	assert_false(scratch_has("asked"));
	assert_false(scratch_has("entered"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_builds_from_a_copy),
		CASE(test_does_not_build_again),
		CASE(test_builds_what_changed),
		CASE(test_builds_again_if_the_module_is_gone),
		CASE(test_forgets_removed_sources),
		CASE(test_test_build_is_beside),
		CASE(test_failure_tells_line_and_log),
		CASE(test_failed_build_is_not_taken_for_the_last_good),
		CASE(test_no_module_in_the_tree),
		CASE(test_no_tree),
		CASE(test_another_release_builds_in_its_root),
		CASE(test_root_is_made_once),
		CASE(test_half_a_root_does_not_stay),
		CASE(test_no_root_offline),
		CASE(test_own_release_needs_no_root),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("kernel build", tests, NULL, NULL);
}
