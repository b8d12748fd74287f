// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: finding firmware's entries by asking, beside an oracle that looks at
 * each byte of a small address space.
 */
#include <stdlib.h>

#include "core_fixture.h"

#include "dice.h"
#include "firmware_map.h"

#define SPACE 96
#define TIB ((u64)1 << 40)
#define MIB ((u64)1 << 20)

static int find(struct firmware_map *map, struct sr_hint *hints, size_t n,
		u64 stride, u64 budget, struct sr_extent *unknown)
{
	struct sr_runs runs = {
		.context = map,
		.any = firmware_map_any,
		.found = firmware_map_found,
		.stride = stride,
		.budget = budget,
	};
	int rc;

	map->questions = 0;
	map->n_found = 0;
	rc = sr_runs_find(&runs, hints, n);
	if (unknown)
		*unknown = runs.unknown;
	return rc;
}

static void assert_found(const struct firmware_map *map, size_t i, u64 start,
			 u64 end)
{
	assert_true(i < map->n_found);
	assert_int_equal(map->found[i].start, start);
	assert_int_equal(map->found[i].end, end);
}

/* Entries with gaps of any size between them, of the type or not. */
static void throw_map(struct dice *dice, struct firmware_map *map)
{
	u64 pos = dice_throw(dice, 9);

	map->n = 0;
	while (pos < SPACE) {
		u64 end = pos + dice_throw(dice, 17);

		if (end >= SPACE)
			end = SPACE - 1;
		firmware_map_add(map, pos, end, dice_throw(dice, 3));
		pos = end + 1 + dice_throw(dice, 9) * dice_throw(dice, 2);
	}
}

/* A node for each entry; some are expanded, and some gone but known. */
static size_t throw_hints(struct dice *dice, const struct firmware_map *map,
			  struct sr_hint *hints)
{
	size_t n = 0;

	for (size_t i = 0; i < map->n; i++) {
		struct sr_hint *hint = &hints[n];

		if (!map->wanted[i])
			continue;
		n++;
		hint->at = map->at[i];
		hint->kind = dice_throw(dice, 3) ? SR_HINT_NODE :
						   SR_HINT_ENTRY;
		if (hint->kind == SR_HINT_ENTRY || dice_throw(dice, 2))
			continue;
		hint->at.start -= dice_throw(dice, (unsigned int)
					     hint->at.start + 1);
		hint->at.end += dice_throw(dice, (unsigned int)
					   (SPACE - hint->at.end));
	}
	if (!dice_throw(dice, 3)) {
		hints[n].kind = SR_HINT_LOOSE;
		hints[n].at.start = dice_throw(dice, SPACE);
		hints[n].at.end = SPACE - 1;
		n++;
	}
	return n;
}

/* Each wanted byte is in one run, no other byte is, and runs go upwards. */
static void check_bytes(struct firmware_map *map)
{
	size_t run = 0;

	for (size_t i = 1; i < map->n_found; i++)
		assert_true(map->found[i - 1].end < map->found[i].start);
	for (u64 byte = 0; byte < SPACE; byte++) {
		const struct sr_extent at = { byte, byte };
		bool inside;

		while (run < map->n_found && map->found[run].end < byte)
			run++;
		inside = run < map->n_found && map->found[run].start <= byte;
		assert_int_equal(inside, firmware_map_any(map, &at));
	}
}

static void finds_what_each_byte_says(void **unused)
{
	struct dice dice = { .state = 7 };
	struct sr_hint hints[FIRMWARE_MAP_MAX];
	struct firmware_map map;

	(void)unused;
	for (int i = 0; i < 20000; i++) {
		throw_map(&dice, &map);
		assert_int_equal(find(&map, hints,
				      throw_hints(&dice, &map, hints), 1,
				      TIB, NULL), 0);
		check_bytes(&map);
	}
}

static void nodes_as_firmware_said_need_no_looking(void **unused)
{
	struct dice dice = { .state = 11 };
	struct sr_hint hints[FIRMWARE_MAP_MAX];
	struct firmware_map map;

	(void)unused;
	for (int i = 0; i < 2000; i++) {
		size_t n = 0;

		throw_map(&dice, &map);
		for (size_t k = 0; k < map.n; k++)
			if (map.wanted[k])
				hints[n++] = (struct sr_hint){
					map.at[k], SR_HINT_NODE };
		assert_int_equal(find(&map, hints, n, TIB, 0, NULL), 0);
		assert_int_equal(map.n_found, n);
		for (size_t k = 0, run = 0; k < map.n; k++)
			if (map.wanted[k])
				assert_found(&map, run++, map.at[k].start,
					     map.at[k].end);
	}
}

/* What is said of one 64 TiB range beside 128 entries, node or not. */
static void large_map(struct firmware_map *map)
{
	map->n = 0;
	for (u64 i = 0; i < 127; i++)
		firmware_map_add(map, i * MIB, (i + 1) * MIB - 1, i % 7 == 3);
	firmware_map_add(map, 64 * TIB, 128 * TIB - 1, true);
}

static void size_costs_next_to_nothing(void **unused)
{
	struct sr_hint hint = { { 64 * TIB, 128 * TIB - 1 }, SR_HINT_NODE };
	struct firmware_map map;

	(void)unused;
	large_map(&map);
	assert_int_equal(find(&map, &hint, 1, 2 * MIB, 0, NULL), 0);
	assert_int_equal(map.n_found, 1);
	assert_found(&map, 0, 64 * TIB, 128 * TIB - 1);
	assert_in_range(map.questions, 1, 2 * 64);

	hint.at = (struct sr_extent){ 33 * TIB, 512 * TIB };
	assert_int_equal(find(&map, &hint, 1, 2 * MIB, 0, NULL), 0);
	assert_int_equal(map.n_found, 1);
	assert_found(&map, 0, 64 * TIB, 128 * TIB - 1);
	assert_in_range(map.questions, 1, 2 * 64);
}

/* A hole in which firmware has no entry at all is seen if it is a stride. */
static void several_entries_in_one_node(void **unused)
{
	struct sr_hint hints[2] = { { { 0, TIB - 1 }, SR_HINT_NODE },
				    { { 0, TIB - 1 }, SR_HINT_NODE } };
	struct firmware_map map = { .n = 0 };

	(void)unused;
	firmware_map_add(&map, 5 * MIB, 64 * MIB + 4095, true);
	firmware_map_add(&map, 68 * MIB, 99 * MIB - 1, true);
	assert_int_equal(find(&map, hints, 2, 2 * MIB, TIB, NULL), 0);
	assert_int_equal(map.n_found, 2);
	assert_found(&map, 0, 5 * MIB, 64 * MIB + 4095);
	assert_found(&map, 1, 68 * MIB, 99 * MIB - 1);
}

static void beyond_the_budget_it_is_unknown(void **unused)
{
	struct sr_hint hint = { { 0, 8 * TIB - 1 }, SR_HINT_LOOSE };
	struct firmware_map map = { .n = 0 };
	struct sr_extent unknown;

	(void)unused;
	firmware_map_add(&map, TIB, 2 * TIB - 1, true);
	firmware_map_add(&map, 2 * TIB + MIB, 2 * TIB + 3 * MIB - 1, true);
	assert_int_equal(find(&map, &hint, 1, 2 * MIB, TIB, &unknown),
			 -E2BIG);
	assert_int_equal(unknown.start, TIB);
	assert_int_equal(unknown.end, 2 * TIB + 3 * MIB - 1);
	assert_int_equal(map.n_found, 0);
	assert_true(map.questions < 200);
}

static void the_budget_is_one_for_all(void **unused)
{
	struct sr_hint hints[2] = {
		{ { 0, TIB - 1 }, SR_HINT_LOOSE },
		{ { 2 * TIB, 3 * TIB - 1 }, SR_HINT_LOOSE },
	};
	struct firmware_map map = { .n = 0 };
	struct sr_extent unknown;

	(void)unused;
	firmware_map_add(&map, 0, TIB / 2 - 1, true);
	firmware_map_add(&map, 2 * TIB, 2 * TIB + TIB / 2 - 1, true);
	assert_int_equal(find(&map, hints, 2, 2 * MIB, TIB, NULL), 0);
	assert_int_equal(map.n_found, 2);
	map.at[1].end += TIB / 4;
	assert_int_equal(find(&map, hints, 2, 2 * MIB, TIB, &unknown), -E2BIG);
	assert_int_equal(unknown.start, 2 * TIB);
}

/* After its node was removed, another node may still lie over it. */
static void what_is_known_from_before_is_not_looked_at(void **unused)
{
	struct sr_hint hints[3] = {
		{ { 0, 128 * TIB - 1 }, SR_HINT_LOOSE },
		{ { 0, 128 * TIB - 1 }, SR_HINT_NODE },
		{ { 64 * TIB, 128 * TIB - 1 }, SR_HINT_ENTRY },
	};
	struct firmware_map map;

	(void)unused;
	large_map(&map);
	map.n = 128;
	for (size_t i = 0; i < 127; i++)
		map.wanted[i] = false;
	assert_int_equal(find(&map, hints, 3, 2 * MIB, 0, NULL), 0);
	assert_int_equal(map.n_found, 1);
	assert_found(&map, 0, 64 * TIB, 128 * TIB - 1);
	assert_true(map.questions < 10);
}

static void entries_that_touch_stay_apart(void **unused)
{
	struct sr_hint hints[3] = { { { 0, 99 }, SR_HINT_NODE },
				    { { 40, 59 }, SR_HINT_NODE },
				    { { 60, 79 }, SR_HINT_ENTRY } };
	struct firmware_map map = { .n = 0 };

	(void)unused;
	firmware_map_add(&map, 20, 39, true);
	firmware_map_add(&map, 40, 59, true);
	firmware_map_add(&map, 60, 79, true);
	assert_int_equal(find(&map, hints, 3, 1, 100, NULL), 0);
	assert_int_equal(map.n_found, 3);
	for (size_t i = 0; i < 3; i++)
		assert_found(&map, i, 20 + 20 * i, 39 + 20 * i);
}

/* To the last address that there is, and where nobody answers. */
static void ends_of_the_world(void **unused)
{
	struct sr_hint hint = { { 0, U64_MAX }, SR_HINT_NODE };
	struct firmware_map map = { .n = 0 };
	struct sr_runs runs = { .context = &map,
				.found = firmware_map_found };

	(void)unused;
	firmware_map_add(&map, U64_MAX - 4095, U64_MAX, true);
	assert_int_equal(find(&map, &hint, 1, MIB, 0, NULL), 0);
	assert_int_equal(map.n_found, 1);
	assert_found(&map, 0, U64_MAX - 4095, U64_MAX);

	map.n_found = 0;
	hint = (struct sr_hint){ { 4096, 8191 }, SR_HINT_LOOSE };
	assert_int_equal(sr_runs_find(&runs, &hint, 1), 0);
	assert_int_equal(map.n_found, 1);
	assert_found(&map, 0, 4096, 8191);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_each_byte_says),
		cmocka_unit_test(nodes_as_firmware_said_need_no_looking),
		cmocka_unit_test(size_costs_next_to_nothing),
		cmocka_unit_test(several_entries_in_one_node),
		cmocka_unit_test(beyond_the_budget_it_is_unknown),
		cmocka_unit_test(the_budget_is_one_for_all),
		cmocka_unit_test(what_is_known_from_before_is_not_looked_at),
		cmocka_unit_test(entries_that_touch_stay_apart),
		cmocka_unit_test(ends_of_the_world),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
