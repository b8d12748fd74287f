// SPDX-License-Identifier: GPL-2.0-only
/* DOC: which programs and libraries go into the guest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "carry.h"

#include <errno.h>
#include <unistd.h>

static void what_ldd_finds_is_taken_once(void **state)
{
	struct srlab_words w = { 0 };
	struct srlab_fault fault;

	(void)state;
	assert_int_equal(srlab_carry_read(
		"\tlinux-vdso.so.1 (0x00007ffd0)\n"
		"\tlibcxl.so.1 => /lib/x86_64-linux-gnu/libcxl.so.1 (0x00007f1)\n"
		"\t/lib64/ld-linux-x86-64.so.2 (0x00007f2)\n", &w, &fault), 0);
	assert_int_equal(srlab_carry_read(
		"\tlibcxl.so.1 => /lib/x86_64-linux-gnu/libcxl.so.1 (0x00007f1)\n"
		"\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f1)\n",
		&w, &fault), 0);
	assert_int_equal(w.n, 3);
	assert_string_equal(w.word[0], "/lib/x86_64-linux-gnu/libcxl.so.1");
	assert_string_equal(w.word[1], "/lib64/ld-linux-x86-64.so.2");
	assert_string_equal(w.word[2], "/lib/x86_64-linux-gnu/libc.so.6");
	srlab_words_free(&w);
}

static void a_missing_library_is_named(void **state)
{
	struct srlab_words w = { 0 };
	struct srlab_fault fault = { "" };

	(void)state;
	assert_int_equal(srlab_carry_read("\tlibcxl.so.1 => not found\n", &w,
					  &fault), -ENOENT);
	assert_non_null(strstr(fault.text, "libcxl.so.1"));
	srlab_words_free(&w);
}

static void only_what_is_timed_is_carried(void **state)
{
	struct srlab_words w = { 0 };

	(void)state;
	srlab_carry_names("step 1 time 3 no | nothing\n"
			  "srctl list\n"
			  "time 3 srctl list | cxl list -M | srctl status\n"
			  "time 1 daxctl list\nlook after\n", &w);
	assert_int_equal(w.n, 3);
	assert_string_equal(w.word[0], "srctl");
	assert_string_equal(w.word[1], "cxl");
	assert_string_equal(w.word[2], "daxctl");
	srlab_words_free(&w);
}

/* Not even of srlab's own: after a PATH entry it leads anywhere. */
static void a_path_is_no_name_of_a_program(void **state)
{
	struct srlab_fault fault = { "" };
	char path[] = "/tmp/softreserve-test-XXXXXX";
	struct srlab_initramfs to;

	(void)state;
	close(mkstemp(path));
	assert_int_equal(srlab_initramfs_open(&to, path, &fault), 0);
	assert_int_equal(srlab_carry_add(&to, "time 1 ../../bin/true\n",
					 &fault), -EINVAL);
	assert_string_equal(fault.text,
			    "../../bin/true: a program is named without a directory");
	srlab_initramfs_close(&to, &fault);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_ldd_finds_is_taken_once),
		cmocka_unit_test(a_missing_library_is_named),
		cmocka_unit_test(only_what_is_timed_is_carried),
		cmocka_unit_test(a_path_is_no_name_of_a_program),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("carry", tests, NULL, NULL);
}
