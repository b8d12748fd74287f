// SPDX-License-Identifier: GPL-2.0-only
/*
 * What becomes of an address map with too much in it: it is of a bounded size,
 * and nothing is lost.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "map_model.h"

#define MIB (1ULL << 20)
#define GIB (1ULL << 30)
#define LANES 9

static const struct lanes_paper paper = {
	.width = 70, .least = 11, .plain = 7, .gap = 3,
};

static struct lanes *with_lane(const char *name)
{
	struct lanes *lanes = lanes_new("title");

	assert_non_null(lanes);
	assert_int_equal(lanes_add_lane(lanes, name), 0);
	return lanes;
}

static void add(struct lanes *lanes, uint64_t start, uint64_t size,
		enum lane_tone tone)
{
	assert_int_equal(lanes_add(lanes, start, start + (size - 1), tone,
				   "a label", "brief"), 0);
}

/* What there is, and what is on the page in the end. */
struct census {
	size_t pieces[LANES][LANE_TONES];
	uint64_t bytes[LANES][LANE_TONES];
	uint64_t first[LANES];
	uint64_t last[LANES];
};

static void count(const struct lanes *lanes, struct census *census)
{
	memset(census, 0, sizeof(*census));
	for (size_t i = 0; i < lanes->n_lanes; i++) {
		const struct lane *lane = &lanes->lanes[i];

		census->first[i] = UINT64_MAX;
		for (size_t j = 0; j < lane->n_extents; j++) {
			const struct lane_extent *one = &lane->extents[j];

			census->pieces[i][one->tone] += one->pieces;
			census->bytes[i][one->tone] += one->bytes;
			if (one->start < census->first[i])
				census->first[i] = one->start;
			if (one->end > census->last[i])
				census->last[i] = one->end;
		}
	}
}

static void check_page(struct lanes *lanes, const char *what)
{
	static struct census before, after;
	size_t rows = 0, drawn = 0;

	count(lanes, &before);
	assert_int_equal(lanes_gather(lanes), 0);
	assert_int_equal(lanes_layout(lanes, &paper), 0);
	count(lanes, &after);
	for (size_t i = 0; i < lanes->n_lanes; i++) {
		rows += lanes->lanes[i].n_rows;
		drawn += lanes->lanes[i].n_extents;
		for (int tone = 0; tone < LANE_TONES; tone++)
			if (before.pieces[i][tone] != after.pieces[i][tone] ||
			    before.bytes[i][tone] != after.bytes[i][tone])
				fail_msg("%s: lane %zu has lost something",
					 what, i);
	}
	if (lanes->n_segments > 96 || rows > 64 || drawn > 1000)
		fail_msg("%s: %zu segments, %zu rows, %zu boxes", what,
			 lanes->n_segments, rows, drawn);
}

/* Windows are few, and what is in each of them is gathered. */
static void structure_is_kept(void **state)
{
	struct lanes *lanes = with_lane("firmware");
	const struct lane *firmware, *windows;

	(void)state;
	for (uint64_t i = 0; i < 16000; i++)
		add(lanes, i * 256 * MIB, 254 * MIB, LANE_OFFERED);
	assert_int_equal(lanes_add_lane(lanes, "windows"), 0);
	for (uint64_t i = 0; i < 16; i++)
		add(lanes, i * 250 * GIB, 250 * GIB, LANE_WINDOW);
	check_page(lanes, "16 windows");

	firmware = &lanes->lanes[0];
	windows = &lanes->lanes[1];
	assert_int_equal(windows->n_extents, 16);
	assert_int_equal(firmware->n_extents, 16);
	assert_int_equal(lanes->n_segments, 16);
	for (size_t i = 0; i < 16; i++) {
		const struct lane_extent *box = &firmware->extents[i];

		assert_int_equal(box->pieces, 1000);
		assert_int_equal(box->bytes, 254000 * MIB);
		assert_int_equal(box->start, windows->extents[i].start);
		assert_int_equal(box->end, windows->extents[i].end);
		assert_string_equal(box->label,
				    "1000 x Soft Reserved 248.05 GiB");
		assert_string_equal(box->brief, "1000 x 248.05 GiB");
		assert_int_equal(windows->extents[i].pieces, 1);
		assert_string_equal(windows->extents[i].label, "a label");
	}
	lanes_free(lanes);
}

/* Two sockets, far apart, and no window. */
static void large_holes_divide(void **state)
{
	struct lanes *lanes = with_lane("firmware");
	const struct lane_extent *box;
	size_t n;

	(void)state;
	for (uint64_t i = 0; i < 4000; i++)
		add(lanes, (i / 2000 << 44) + i % 2000 * GIB, GIB / 2,
		    LANE_OFFERED);
	check_page(lanes, "two sockets");
	box = lanes->lanes[0].extents;
	n = lanes->lanes[0].n_extents;
	assert_true(n >= 2);
	for (size_t i = 0; i < n; i++)
		assert_true(box[i].start >> 44 == box[i].end >> 44);
	lanes_free(lanes);
}

/* Boxes stand where their pieces are, but for holes as large as within. */
static void boxes_stay_in_place(void **state)
{
	struct lanes *lanes = with_lane("stranded");

	(void)state;
	for (uint64_t i = 0; i < 1000; i++)
		add(lanes, 50 * GIB + i * 4 * MIB, 2 * MIB, LANE_STRANDED);
	assert_int_equal(lanes_add_lane(lanes, "windows"), 0);
	add(lanes, 0, 100 * GIB, LANE_WINDOW);
	check_page(lanes, "half a window");
	assert_int_equal(lanes->lanes[0].extents[0].start, 50 * GIB);
	lanes_free(lanes);
}

static void little_is_left_alone(void **state)
{
	struct lanes *lanes = with_lane("firmware");

	(void)state;
	for (uint64_t i = 0; i < 48; i++)
		add(lanes, 2 * i * GIB, GIB, LANE_OFFERED);
	check_page(lanes, "48 ranges");
	assert_false(lane_is_gathered(&lanes->lanes[0]));
	assert_int_equal(lanes->lanes[0].n_extents, 48);
	lanes_free(lanes);
}

static void sums_are_said(void **state)
{
	struct lanes *lanes = with_lane("RAM");
	char text[512];

	(void)state;
	for (uint64_t i = 0; i < 3000; i++) {
		add(lanes, i * GIB, 128 * MIB,
		    i % 3 ? LANE_ONLINE : LANE_BAD);
		lanes_set_kind(lanes, i % 3 ? "online" : "not online",
			       128 * MIB);
	}
	check_page(lanes, "memory blocks");
	assert_true(lane_is_gathered(&lanes->lanes[0]));
	lane_sum(&lanes->lanes[0], text, sizeof(text));
	assert_non_null(strstr(text, "1000 x not online 125 GiB"));
	assert_non_null(strstr(text, "2000 x online 250 GiB"));
	lane_sum(&lanes->lanes[0], text, 8);
	assert_true(strlen(text) < 8);
	lanes_free(lanes);
}

static uint64_t dice(uint64_t sides)
{
	return (((uint64_t)rand() << 31) ^ (uint64_t)rand()) % sides;
}

/* Nested, equal, touching, overlapping, up to the last byte there is. */
static void add_any(struct lanes *lanes, int shape, uint64_t i, size_t n)
{
	enum lane_tone tone = (enum lane_tone)dice(3);

	switch (shape) {
	case 0:
		add(lanes, i * 4 * MIB, 2 * MIB, tone);
		break;
	case 1:
		add(lanes, i * 4 * MIB, 4 * MIB, tone);
		break;
	case 2:
		add(lanes, i, 2 * (n - i), tone);
		break;
	case 3:
		add(lanes, GIB, GIB, tone);
		break;
	case 4:
		add(lanes, UINT64_MAX - i, i + 1, tone);
		break;
	default:
		add(lanes, dice(1ULL << 48), 1 + dice(1ULL << dice(44)), tone);
		break;
	}
}

static void anything_fits(void **state)
{
	static const size_t sizes[] = { 0, 1, 3, 20, 60, 300, 2000 };
	char what[32];

	(void)state;
	for (unsigned int seed = 1; seed <= 200; seed++) {
		struct lanes *lanes = lanes_new("title");

		srand(seed);
		snprintf(what, sizeof(what), "seed %u", seed);
		assert_non_null(lanes);
		for (size_t i = 0; i < LANES; i++) {
			size_t n = sizes[dice(7)];
			int shape = (int)dice(6);

			assert_int_equal(lanes_add_lane(lanes, "lane"), 0);
			for (size_t j = 0; j < n; j++)
				add_any(lanes, shape, j, n);
		}
		check_page(lanes, what);
		lanes_free(lanes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(structure_is_kept),
		cmocka_unit_test(large_holes_divide),
		cmocka_unit_test(boxes_stay_in_place),
		cmocka_unit_test(little_is_left_alone),
		cmocka_unit_test(sums_are_said),
		cmocka_unit_test(anything_fits),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
