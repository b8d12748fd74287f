// SPDX-License-Identifier: GPL-2.0-only
/* DOC: what counts as trouble in a log, and what a debug kernel has to say. */
#include "heard.h"
#include "lab_fixture.h"

#define KMSG "{\"type\":\"kmsg\",\"level\":6,\"text\":\"all is well\"}\n"
#define END "{\"type\":\"end\",\"steps\":0}\n"
#define FOUND(lockdep) \
	"{\"type\":\"findings\",\"lockdep\":" lockdep "}\n"

/* The line that each kind of report begins with, and one that is none. */
static bool is_trouble(const char *line)
{
	struct srlab_result result = { 0 };
	struct srlab_heard heard;
	bool clean;

	srlab_heard_read(&heard, KMSG END, 0, &result.failures);
	srlab_log_judge(&heard, line, &result);
	clean = result.dmesg_clean;
	srlab_heard_free(&heard);
	srlab_result_free(&result);
	return !clean;
}

static void every_kind_of_report_is_trouble(void **state)
{
	static const char *const reports[] = {
		"BUG: KASAN: slab-use-after-free in f+0x1/0x2 [softreserve]",
		"UBSAN: array-index-out-of-bounds in x.c:1:2",
		"kmemleak: 1 new suspected memory leaks (see /sys/kernel/debug/kmemleak)",
		"kmemleak: Kernel memory leak detector disabled",
		"WARNING: possible circular locking dependency detected",
		"WARNING: possible recursive locking detected",
		"WARNING: possible irq lock inversion dependency detected",
		"WARNING: inconsistent lock state",
		"WARNING: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected",
		"WARNING: held lock freed!",
		"WARNING: bad unlock balance detected!",
		"WARNING: lock held when returning to user space!",
		"WARNING: suspicious RCU usage",
		"WARNING: kworker/0:1/12 still has locks held!",
		"INFO: trying to register non-static key.",
		"INFO: task insmod:63 blocked for more than 120 seconds.",
		"[ BUG: Invalid wait context ]",
		"BUG: sleeping function called from invalid context at x.c:1",
		"BUG: scheduling while atomic: insmod/63/0x00000002",
		"BUG: workqueue leaked atomic, lock or RCU: kworker/0:1[12]",
		"BUG: MAX_LOCKDEP_ENTRIES too low!",
		"BUG kmalloc-64 (Tainted: G O): Poison overwritten",
		"ODEBUG: free active (active state 0) object: 00000000",
		"list_add corruption. prev->next should be next",
		"refcount_t: underflow; use-after-free.",
	};

	(void)state;
	assert_false(is_trouble("all is well"));
	for (size_t i = 0; i < sizeof(reports) / sizeof(reports[0]); i++)
		if (!is_trouble(reports[i]))
			fail_msg("taken for harmless: %s", reports[i]);
}

/* The failures that a debug kernel's report comes to, in one text. */
static char *failures_of(const char *report)
{
	struct srlab_result result = { 0 };
	struct srlab_heard heard;
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	srlab_heard_read(&heard, report, 0, &result.failures);
	srlab_findings_judge(&heard, &result);
	for (size_t i = 0; i < result.failures.n; i++)
		fprintf(out, "%s\n", result.failures.word[i]);
	assert_int_equal(fclose(out), 0);
	srlab_heard_free(&heard);
	srlab_result_free(&result);
	return text;
}

static void expect_failures(const char *report, const char *wanted)
{
	char *text = failures_of(report);

	assert_string_equal(text, wanted);
	free(text);
}

static void a_debug_kernel_that_found_nothing_is_fine(void **state)
{
	(void)state;
	expect_failures(FOUND("true") END, "");
}

static void a_debug_kernel_has_to_say_what_it_found(void **state)
{
	(void)state;
	expect_failures(END, "the debug kernel was not asked for leaks, or did not answer\n");
}

static void a_debug_kernel_has_to_have_lockdep_on(void **state)
{
	(void)state;
	expect_failures(FOUND("false") END,
			"lockdep is off: what it reported first is in the kernel's log\n");
}

static void a_leak_is_told_with_its_trace(void **state)
{
	(void)state;
	expect_failures("{\"type\":\"leak\",\"text\":"
			"\"unreferenced object 0xff (size 64):\\n"
			"  comm \\\"insmod\\\", pid 1\\n"
			"  backtrace (crc 0):\\n"
			"    kmalloc+0x1/0x2\\n"
			"    f+0x3/0x4 [softreserve]\\n\"}\n"
			FOUND("true") END,
			"memory leak: unreferenced object 0xff (size 64): < kmalloc+0x1/0x2 < f+0x3/0x4 [softreserve]\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_report_is_trouble),
		cmocka_unit_test(a_debug_kernel_that_found_nothing_is_fine),
		cmocka_unit_test(a_debug_kernel_has_to_say_what_it_found),
		cmocka_unit_test(a_debug_kernel_has_to_have_lockdep_on),
		cmocka_unit_test(a_leak_is_told_with_its_trace),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
