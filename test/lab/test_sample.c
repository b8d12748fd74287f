// SPDX-License-Identifier: GPL-2.0-only
/* DOC: medians and spreads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sample.h"

#include <errno.h>

static struct srlab_sample sample_of(size_t n, const double *values)
{
	struct srlab_sample sample = { .n = 0 };

	for (size_t i = 0; i < n; i++)
		assert_int_equal(srlab_sample_add(&sample, values[i]), 0);
	return sample;
}

static void an_odd_number_has_a_middle(void **state)
{
	struct srlab_sample s = sample_of(5, (double[]){ 9, 1, 100, 4, 2 });

	(void)state;
	assert_true(srlab_sample_median(&s) == 4);
	assert_true(srlab_sample_least(&s) == 1);
	assert_true(srlab_sample_most(&s) == 100);
	/* what was measured stays in order: pairs are added up later */
	assert_true(s.value[0] == 9 && s.value[4] == 2);
}

static void an_even_number_has_two(void **state)
{
	struct srlab_sample s = sample_of(4, (double[]){ 7, 1, 3, 90 });

	(void)state;
	assert_true(srlab_sample_median(&s) == 5);
}

static void nothing_and_one(void **state)
{
	struct srlab_sample s = sample_of(0, NULL);

	(void)state;
	assert_true(srlab_sample_median(&s) == 0);
	assert_true(srlab_sample_least(&s) == 0);
	assert_true(srlab_sample_most(&s) == 0);
	srlab_sample_add(&s, 3.5);
	assert_true(srlab_sample_median(&s) == 3.5);
	assert_true(srlab_sample_least(&s) == 3.5);
}

static void a_full_one_takes_no_more(void **state)
{
	struct srlab_sample s = { .n = 0 };

	(void)state;
	for (size_t i = 0; i < SRLAB_SAMPLE_MAX; i++)
		assert_int_equal(srlab_sample_add(&s, 1), 0);
	assert_int_equal(srlab_sample_add(&s, 1), -ENOSPC);
	assert_int_equal(s.n, SRLAB_SAMPLE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_odd_number_has_a_middle),
		cmocka_unit_test(an_even_number_has_two),
		cmocka_unit_test(nothing_and_one),
		cmocka_unit_test(a_full_one_takes_no_more),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("sample", tests, NULL, NULL);
}
