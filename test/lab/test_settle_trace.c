// SPDX-License-Identifier: GPL-2.0-only
/* DOC: a round's times out of what tracefs prints. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "settle_trace.h"

#include <errno.h>

#define HEAD "# tracer: nop\n#\n"
#define EARLIER \
	"  kworker/u8:1-33  [000] .....     9.000000: softreserve_settle_begin: ranges=1\n" \
	"  kworker/u8:1-33  [000] .....     9.500000: softreserve_settle_end: verdict=cxl stranded=0 rc=0\n"
#define MARK \
	"            init-1   [001] .....    10.000000: tracing_mark_write: srlab-settle\n"
#define BEGIN \
	"            init-1   [001] .....    10.250000: softreserve_settle_begin: ranges=1\n"
#define STEP(rc) \
	"            init-1   [001] .....    10.300000: softreserve_step: unpublish start=0x1 end=0x2 rc=" rc "\n"
#define END(rc) \
	"            init-1   [001] .....    10.750000: softreserve_settle_end: verdict=cxl stranded=0 rc=" rc "\n"
#define LATER \
	"  kworker/u8:1-33  [000] .....    20.000000: softreserve_settle_begin: ranges=1\n" \
	"  kworker/u8:1-33  [000] .....    30.000000: softreserve_settle_end: verdict=cxl stranded=0 rc=0\n"

static void the_round_after_the_mark_counts(void **state)
{
	struct srlab_settle_trace trace;
	struct srlab_fault fault;

	(void)state;
	assert_int_equal(srlab_settle_trace_read(
				 HEAD EARLIER MARK BEGIN STEP("0") END("0")
					 LATER,
				 &trace, &fault), 0);
	assert_true(trace.round == 0.75);
	assert_true(trace.work == 0.5);
	assert_int_equal(trace.n_steps, 1);
}

static void refused(const char *text, const char *why)
{
	struct srlab_settle_trace trace;
	struct srlab_fault fault = { "" };

	assert_int_equal(srlab_settle_trace_read(text, &trace, &fault),
			 -EPROTO);
	if (!strstr(fault.text, why))
		fail_msg("\"%s\" does not say \"%s\"", fault.text, why);
}

static void what_is_missing_is_said(void **state)
{
	(void)state;
	refused("", "no mark");
	refused(HEAD BEGIN END("0"), "no mark");
	refused(HEAD EARLIER MARK, "no softreserve_settle_begin");
	refused(HEAD MARK BEGIN, "no softreserve_settle_end");
}

static void a_failed_round_does_not_count(void **state)
{
	(void)state;
	refused(HEAD MARK BEGIN STEP("-16") END("0"), "failed (-16)");
	refused(HEAD MARK BEGIN STEP("0") END("-5"), "failed (-5)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_round_after_the_mark_counts),
		cmocka_unit_test(what_is_missing_is_said),
		cmocka_unit_test(a_failed_round_does_not_count),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("settle trace", tests, NULL, NULL);
}
