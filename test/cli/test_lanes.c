// SPDX-License-Identifier: GPL-2.0-only
/*
 * The model of the address map: segments, gaps, rows, strips, flags.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "map_model.h"

#define GIB (1ULL << 30)

static const struct lanes_paper paper = {
	.width = 70, .least = 11, .plain = 7, .gap = 3,
};

static struct lanes *with_lane(void)
{
	struct lanes *lanes = lanes_new("title");

	assert_non_null(lanes);
	assert_int_equal(lanes_add_lane(lanes, "one"), 0);
	return lanes;
}

static void add(struct lanes *lanes, uint64_t start, uint64_t end,
		enum lane_tone tone)
{
	assert_int_equal(lanes_add(lanes, start, end, tone, "a long label",
				   "short"), 0);
}

static void edges_cut_segments(void **state)
{
	struct lanes *lanes = with_lane();

	(void)state;
	add(lanes, 0, GIB - 1, LANE_RAM);
	add(lanes, 4 * GIB, 6 * GIB - 1, LANE_OFFERED);
	assert_int_equal(lanes_add_lane(lanes, "two"), 0);
	add(lanes, 4 * GIB, 5 * GIB - 1, LANE_WINDOW);
	assert_int_equal(lanes_layout(lanes, &paper), 0);

	assert_int_equal(lanes->n_segments, 4);
	assert_true(lanes->segments[0].plain);
	assert_false(lanes->segments[0].gap);
	assert_true(lanes->segments[1].gap);
	assert_int_equal(lanes->segments[1].start, GIB);
	assert_int_equal(lanes->segments[1].end, 4 * GIB - 1);
	assert_int_equal(lanes->segments[1].width, paper.gap);
	assert_int_equal(lanes->segments[2].end, 5 * GIB - 1);
	assert_false(lanes->segments[3].gap);
	assert_false(lanes->segments[3].plain);
	lanes_free(lanes);
}

static void segments_fill_the_paper(void **state)
{
	struct lanes *lanes = with_lane();
	unsigned int x = 0;

	(void)state;
	add(lanes, 0, GIB - 1, LANE_RAM);
	add(lanes, 4 * GIB, 6 * GIB - 1, LANE_OFFERED);
	add(lanes, 6 * GIB, 1024 * GIB - 1, LANE_OFFERED);
	assert_int_equal(lanes_layout(lanes, &paper), 0);
	assert_int_equal(lanes->n_strips, 1);
	for (size_t i = 0; i < lanes->n_segments; i++) {
		assert_int_equal(lanes->segments[i].x, x);
		assert_true(lanes->segments[i].width >= paper.gap);
		x += lanes->segments[i].width;
	}
	assert_int_equal(x, paper.width);
	/* The larger one is wider, but not 500 times. */
	assert_true(lanes->segments[3].width > lanes->segments[2].width);
	assert_true(lanes->segments[3].width < 4 * lanes->segments[2].width);
	lanes_free(lanes);
}

static void overlap_takes_rows(void **state)
{
	struct lanes *lanes = with_lane();
	const struct lane *lane;

	(void)state;
	add(lanes, 2 * GIB, 3 * GIB - 1, LANE_DECODER);
	add(lanes, 0, 2 * GIB, LANE_DECODER);
	add(lanes, 3 * GIB, 4 * GIB - 1, LANE_DECODER);
	assert_int_equal(lanes_layout(lanes, &paper), 0);
	lane = &lanes->lanes[0];
	assert_int_equal(lane->n_rows, 2);
	assert_int_equal(lane->extents[0].start, 0);
	assert_int_equal(lane->extents[0].row, 0);
	assert_int_equal(lane->extents[1].row, 1);
	assert_int_equal(lane->extents[2].row, 0);
	lanes_free(lanes);
}

static void the_last_byte_is_drawn(void **state)
{
	struct lanes *lanes = with_lane();
	unsigned int x, width;

	(void)state;
	add(lanes, UINT64_MAX - GIB + 1, UINT64_MAX, LANE_OFFERED);
	assert_int_equal(lanes_layout(lanes, &paper), 0);
	assert_int_equal(lanes->n_segments, 1);
	assert_int_equal(lanes->segments[0].end, UINT64_MAX);
	assert_true(lanes_place(lanes, &lanes->strips[0],
				&lanes->lanes[0].extents[0], &x, &width));
	assert_int_equal(x, 0);
	assert_int_equal(width, paper.width);
	lanes_free(lanes);
}

static void check_strips(unsigned int width)
{
	struct lanes_paper narrow = paper;
	struct lanes *lanes = with_lane();
	size_t i, drawn = 0;

	narrow.width = width;
	for (i = 0; i < 40; i++)
		add(lanes, 2 * i * GIB, (2 * i + 1) * GIB - 1, LANE_OFFERED);
	assert_int_equal(lanes_layout(lanes, &narrow), 0);
	assert_true(lanes->n_strips > 1);
	for (i = 0; i < lanes->n_strips; i++) {
		const struct lanes_strip *strip = &lanes->strips[i];
		const struct lanes_segment *last =
			&lanes->segments[strip->first + strip->n - 1];

		assert_false(lanes->segments[strip->first].gap);
		assert_false(last->gap);
		assert_int_equal(last->x + last->width, width);
		for (size_t j = 0; j < 40; j++) {
			unsigned int x, wide;

			drawn += lanes_place(lanes, strip,
					     &lanes->lanes[0].extents[j], &x,
					     &wide);
		}
	}
	assert_int_equal(drawn, 40);
	lanes_free(lanes);
}

/* Wherever a strip ends: at a segment, or at the gap behind it. */
static void many_go_to_strips(void **state)
{
	(void)state;
	for (unsigned int width = 60; width < 75; width++)
		check_strips(width);
}

static void malformed_is_refused(void **state)
{
	struct lanes *lanes = lanes_new("title");

	(void)state;
	assert_int_equal(lanes_add(lanes, 0, 1, LANE_RAM, "a", "a"), -EINVAL);
	assert_int_equal(lanes_add_lane(lanes, "one"), 0);
	assert_int_equal(lanes_add(lanes, 2, 1, LANE_RAM, "a", "a"), -EINVAL);
	assert_int_equal(lanes_layout(lanes, &paper), 0);
	assert_int_equal(lanes->n_strips, 0);
	lanes_free(lanes);
}

static void no_flags_collide(const struct lanes_flag *flags, size_t n,
			     unsigned int width)
{
	for (size_t i = 0; i < n; i++) {
		const struct lanes_flag *a = &flags[i];

		assert_true(a->left + a->length <= width);
		assert_true(a->x + 1 >= a->left &&
			    a->x <= a->left + a->length);
		for (size_t j = 0; j < n; j++) {
			const struct lanes_flag *b = &flags[j];

			if (i == j)
				continue;
			if (a->row == b->row)
				assert_true(a->left + a->length < b->left ||
					    b->left + b->length < a->left);
			/* No line runs through a text. */
			if (a->row > b->row)
				assert_true(a->x < b->left ||
					    a->x >= b->left + b->length);
		}
	}
}

static void flags_never_collide(void **state)
{
	struct lanes_flag flags[8];
	unsigned int placed = 0;

	(void)state;
	srand(1);
	for (int round = 0; round < 20000; round++) {
		size_t n = 1 + (size_t)rand() % 8, i;
		unsigned int x = 0;

		for (i = 0; i < n; i++) {
			flags[i] = (struct lanes_flag){
				.x = x, .length = 3 + (unsigned int)rand() % 12,
			};
			x += 3 + (unsigned int)rand() % 20;
		}
		if (flags[n - 1].x >= 80)
			continue;
		if (!lanes_flags(flags, n, 80, 1))
			continue;
		placed++;
		no_flags_collide(flags, n, 80);
	}
	assert_true(placed > 5000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edges_cut_segments),
		cmocka_unit_test(segments_fill_the_paper),
		cmocka_unit_test(overlap_takes_rows),
		cmocka_unit_test(the_last_byte_is_drawn),
		cmocka_unit_test(many_go_to_strips),
		cmocka_unit_test(malformed_is_refused),
		cmocka_unit_test(flags_never_collide),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
