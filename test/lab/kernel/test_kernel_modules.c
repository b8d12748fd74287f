// SPDX-License-Identifier: GPL-2.0-only
/*
 * Collecting drivers, from modules that have just what depmod looks at: a name,
 * the symbols they export and those they need.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "case.h"
#include "kernel_modules.h"
#include "tool.h"

#define TREE "lib/modules/1.2.3/"

static char error[512];

static void run(const char *const *argv)
{
	struct srlab_tool tool = { .argv = argv, .log = "tool.log" };

	if (srlab_tool_run(&tool))
		fail_msg("%s failed: %s", argv[0], scratch_read("tool.log"));
}

/* A module that exports NAME_symbol and needs another's, if there is one. */
static void make_module(const char *name, const char *needs,
			const char *softdep)
{
	char source[1024], object[128];

	snprintf(source, sizeof(source),
		 "extern int %s_symbol;\n"
		 "int *use_%s(void);\n"
		 "int *use_%s(void) { return &%s_symbol; }\n"
		 "__attribute__((section(\".modinfo\"), used)) static const char info[] =\n"
		 "\"name=%s\\0softdep=%s\";\n"
		 "__attribute__((section(\"__ksymtab_strings\"), used)) static const char exported[] =\n"
		 "\"%s_symbol\";\n",
		 needs, name, name, needs, name, softdep, name);
	snprintf(object, sizeof(object), TREE "kernel/%s.ko", name);
	scratch_write("module.c", source);
	run((const char *const[]){ "cc", "-c", "-fno-pic", "-o", object,
				   "module.c", NULL });
}

/* top needs middle, middle needs base; built-in is part of the kernel. */
static void make_tree(void)
{
	scratch_write(TREE "modules.order", "");
	scratch_write(TREE "modules.builtin", "kernel/built_in.ko\n");
	scratch_write(TREE "modules.builtin.modinfo", "");
	scratch_write(TREE "kernel/keep", "");
	make_module("base", "kernel", "");
	make_module("middle", "base", "");
	make_module("top", "middle", "pre: wish no_such_wish");
	make_module("wish", "kernel", "");
	make_module("with_dash", "kernel", "");
	run((const char *const[]){ "mv", TREE "kernel/with_dash.ko",
				   TREE "kernel/with-dash.ko", NULL });
	run((const char *const[]){ "xz", TREE "kernel/top.ko", NULL });
	run((const char *const[]){ "/sbin/depmod", "-b", ".", "1.2.3", NULL });
	scratch_write("to/keep", "");
}

static int collect(const char *list)
{
	return srlab_kernel_modules_collect("lib/modules/1.2.3", list, "to",
					    error, sizeof(error));
}

static void assert_collects(const char *list, const char *order)
{
	int rc = collect(list);

	if (rc)
		fail_msg("%s", error);
	assert_string_equal(scratch_read("to/order"), order);
	assert_string_equal(scratch_read("to/wanted"), list);
}

static void test_needs_come_first(void **state)
{
	(void)state;
	make_tree();
	assert_collects("middle\n", "base.ko\nmiddle.ko\n");
	assert_true(scratch_has("to/base.ko"));
	assert_false(scratch_has("to/top.ko"));
}

static void test_soft_needs_come_first(void **state)
{
	(void)state;
	make_tree();
	assert_collects("top\n", "wish.ko\nbase.ko\nmiddle.ko\ntop.ko\n");
}

static void test_order_of_the_list_is_kept(void **state)
{
	(void)state;
	make_tree();
	assert_collects("# first\nwith_dash # why\n\nmiddle\nbase\n",
			"with_dash.ko\nbase.ko\nmiddle.ko\n");
}

/* It is there for a step that asks for it, and else not loaded. */
static void test_by_name_is_not_in_the_order(void **state)
{
	(void)state;
	make_tree();
	assert_collects("base\nwith_dash? by name # why\nmiddle\n",
			"base.ko\nmiddle.ko\n");
	assert_true(scratch_has("to/with_dash.ko"));
	scratch_write("to/order", "");
	assert_int_equal(collect("base twice\n"), -EINVAL);
	assert_contains(error, "base: \"twice\" behind a driver's name");
}

static void test_decompresses(void **state)
{
	(void)state;
	make_tree();
	assert_collects("top\n", "wish.ko\nbase.ko\nmiddle.ko\ntop.ko\n");
	run((const char *const[]){ "xz", "-d", TREE "kernel/top.ko.xz", NULL });
	run((const char *const[]){ "cmp", TREE "kernel/top.ko", "to/top.ko",
				   NULL });
}

static void test_built_in_is_left_out(void **state)
{
	(void)state;
	make_tree();
	assert_collects("built_in\nbase\n", "base.ko\n");
}

static void test_optional_may_be_absent(void **state)
{
	(void)state;
	make_tree();
	assert_collects("no_such?\nbase?\n", "base.ko\n");
}

static void test_missing_is_an_error(void **state)
{
	(void)state;
	make_tree();
	assert_int_equal(collect("base\nno_such\n"), -ENOENT);
	assert_contains(error, "no_such: no such driver");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_needs_come_first),
		CASE(test_soft_needs_come_first),
		CASE(test_order_of_the_list_is_kept),
		CASE(test_by_name_is_not_in_the_order),
		CASE(test_decompresses),
		CASE(test_built_in_is_left_out),
		CASE(test_optional_may_be_absent),
		CASE(test_missing_is_an_error),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("kernel modules", tests, NULL, NULL);
}
