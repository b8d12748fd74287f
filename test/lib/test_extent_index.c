// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which extents touch one: the index against a look at each of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "extent_index.h"

#define MOST 40

struct piece {
	uint64_t start;
	uint64_t size;
};

static bool touches(const struct piece *piece, struct sr_extent at)
{
	return piece->size && piece->start <= at.end &&
	       at.start <= piece->start + (piece->size - 1);
}

/* The next one by start, then by number, that was not found yet. */
static size_t look(const struct piece *pieces, size_t n, const bool *found,
		   struct sr_extent at)
{
	size_t i, best = n;

	for (i = 0; i < n; i++)
		if (!found[i] && touches(&pieces[i], at) &&
		    (best == n || pieces[i].start < pieces[best].start))
			best = i;
	return best;
}

static void check(const struct sr_extent_index *index,
		  const struct piece *pieces, size_t n, struct sr_extent at)
{
	bool found[MOST] = { false }, none[MOST] = { false };
	size_t cursor = 0, number;

	while (sr_extent_index_next(index, at, &cursor, &number)) {
		assert_int_equal(number, look(pieces, n, found, at));
		found[number] = true;
	}
	assert_int_equal(look(pieces, n, found, at), n);
	assert_true(sr_extent_index_touches(index, at) ==
		    (look(pieces, n, none, at) < n));
}

/* Overlapping, nested, equal, empty, in any order; at both ends of the space. */
static void the_same_as_looking(void **state)
{
	struct piece pieces[MOST];

	(void)state;
	for (unsigned int seed = 1; seed <= 20000; seed++) {
		struct sr_extent_index index = { .n = 0 };
		uint64_t base = seed % 2 ? 0 : UINT64_MAX - 63;
		size_t i, n;

		srand(seed);
		n = (size_t)rand() % MOST;
		for (i = 0; i < n; i++) {
			pieces[i].start = (uint64_t)rand() % 64;
			pieces[i].size = (uint64_t)rand() %
					 (65 - pieces[i].start);
			pieces[i].start += base;
			assert_int_equal(sr_extent_index_add(
				&index, pieces[i].start, pieces[i].size, i), 0);
		}
		assert_int_equal(sr_extent_index_sort(&index), 0);
		for (i = 0; i < 8; i++) {
			uint64_t start = (uint64_t)rand() % 64;

			check(&index, pieces, n, (struct sr_extent){
				base + start,
				base + start + (uint64_t)rand() % (64 - start),
			});
		}
		sr_extent_index_free(&index);
	}
}

static void none_is_fine(void **state)
{
	struct sr_extent_index index = { .n = 0 };

	(void)state;
	assert_false(sr_extent_index_touches(&index,
					     (struct sr_extent){ 0, 9 }));
	assert_int_equal(sr_extent_index_add(&index, UINT64_MAX, 2, 0), 0);
	assert_int_equal(sr_extent_index_sort(&index), 0);
	assert_false(sr_extent_index_touches(&index, (struct sr_extent){
						     0, UINT64_MAX }));
	sr_extent_index_free(&index);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_as_looking),
		cmocka_unit_test(none_is_fine),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
