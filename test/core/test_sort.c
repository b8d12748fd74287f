// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: the sort by itself: any order, any repetition, and an order on which
 * quicksort alone would take quadratic time.
 */
#include <stdlib.h>

#include "core_fixture.h"

#include "extent.h"

/* Entries carry their key twice, so that torn ones are noticed. */
static void assert_sorted(const struct sr_dax *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(list[i].at.end, list[i].at.start + 7);
		if (!i)
			continue;
		assert_true(list[i - 1].at.start <= list[i].at.start);
		if (list[i - 1].at.start == list[i].at.start)
			assert_true(list[i - 1].id < list[i].id);
	}
}

static void test_small(void **unused)
{
	struct sr_dax list[80];
	u64 sum, state = 1;

	(void)unused;
	for (size_t n = 0; n < 80; n++) {
		for (u64 keys = 1; keys < 100; keys += 7) {
			sum = 0;
			memset(list, 0, sizeof(list));
			for (size_t i = 0; i < n; i++) {
				state = state * 6364136223846793005u + 1;
				list[i].at.start = (state >> 33) % keys;
				list[i].at.end = list[i].at.start + 7;
				list[i].id = (u32)(n - i);
				sum += list[i].at.start;
			}
			sr_sort(list, n, sizeof(*list), sizeof(*list));
			assert_sorted(list, n);
			for (size_t i = 0; i < n; i++)
				sum -= list[i].at.start;
			assert_int_equal(sum, 0);
		}
	}
}

/* Only the inputs of a range move; a plain extent has no id to go by. */
static void test_width(void **unused)
{
	struct sr_range ranges[2] = {
		{ .at = { 8, 9 }, .id = 1, .owner = SR_OWNER_DAX },
		{ .at = { 1, 2 }, .id = 2, .owner = SR_OWNER_CXL },
	};
	struct sr_extent extents[3] = { { 5, 9 }, { 5, 6 }, { 1, 1 } };

	(void)unused;
	sr_sort(ranges, 2, sizeof(*ranges), offsetof(struct sr_range, owner));
	assert_int_equal(ranges[0].id, 2);
	assert_int_equal(ranges[0].owner, SR_OWNER_DAX);
	sr_sort(extents, 3, sizeof(*extents), sizeof(*extents));
	assert_int_equal(extents[0].end, 1);
	assert_int_equal(extents[1].end, 6);
	assert_int_equal(extents[2].end, 9);
}

/*
 * An order on which the median of three is always the second least (Musser,
 * "Introspective Sorting and Selection Algorithms"). Without the way out to
 * heapsort this takes minutes, and the test's timeout fails it.
 */
static void test_quadratic(void **unused)
{
	const size_t half = 500000;
	struct sr_dax *list;

	(void)unused;
	list = calloc(2 * half, sizeof(*list));
	assert_non_null(list);
	for (size_t i = 0; i < half; i++) {
		list[i].at.start = i % 2 ? half + i : i + 1;
		list[half + i].at.start = 2 * (i + 1);
	}
	for (size_t i = 0; i < 2 * half; i++)
		list[i].at.end = list[i].at.start + 7;
	sr_sort(list, 2 * half, sizeof(*list), sizeof(*list));
	for (size_t i = 0; i < 2 * half; i++)
		assert_int_equal(list[i].at.start, i + 1);
	free(list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_quadratic),
	};

	return cmocka_run_group_tests_name("sort", tests, NULL, NULL);
}
