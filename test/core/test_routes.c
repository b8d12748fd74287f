// SPDX-License-Identifier: GPL-2.0-only
/* Where addresses lead, in machines built by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "routes.h"

#define GRAIN ((u64)256 << 20)
#define PARTS_MAX 12
#define DECODERS_MAX 4
#define PIECES_MAX 64

struct machine {
	struct sr_route_window windows[4];
	struct sr_route_part parts[PARTS_MAX];
	struct sr_route_decoder decoders[PARTS_MAX][DECODERS_MAX];
	struct sr_route_piece pieces[PIECES_MAX];
	struct sr_routing routing;
	size_t n;
};

/* Addresses count from 4 GiB in grains of 256 MiB. */
static u64 at(u64 grain)
{
	return ((u64)4 << 30) + grain * GRAIN;
}

static void init(struct machine *m)
{
	memset(m, 0, sizeof(*m));
	m->routing.windows = m->windows;
	m->routing.parts = m->parts;
}

static struct sr_route_window *window(struct machine *m, u64 start, u64 end,
				      u32 ways, u32 granularity)
{
	struct sr_route_window *w = &m->windows[m->routing.n_windows++];

	w->at = (struct sr_extent){ at(start), at(end) - 1 };
	w->ways = ways;
	w->granularity = granularity;
	for (u32 i = 0; i < ways; i++)
		w->targets[i] = i;
	return w;
}

static struct sr_route_part *part(struct machine *m, enum sr_route_kind kind,
				  u32 above, u32 port)
{
	u32 id = (u32)m->routing.n_parts++;
	struct sr_route_part *p = &m->parts[id];

	p->id = id;
	p->kind = kind;
	p->above = above;
	p->port = port;
	p->decoders = m->decoders[id];
	return p;
}

static struct sr_route_part *device(struct machine *m, u32 above, u32 port,
				    u64 grains)
{
	struct sr_route_part *p = part(m, SR_ROUTE_DEVICE, above, port);

	p->capacity_known = true;
	p->volatile_size = grains * GRAIN;
	return p;
}

static struct sr_route_decoder *decoder(struct sr_route_part *p, u64 start,
					u64 end, u32 ways, u32 granularity)
{
	struct sr_route_decoder *d = &p->decoders[p->n_decoders++];

	d->at = (struct sr_extent){ at(start), at(end) - 1 };
	d->committed = true;
	d->ways = ways;
	d->granularity = granularity;
	for (u32 i = 0; i < ways && i < SR_ROUTE_TARGETS; i++)
		d->targets[i] = i;
	return d;
}

static void find(struct machine *m)
{
	assert_true(sr_routes_room(&m->routing) <= PIECES_MAX);
	sr_routes_find(&m->routing, m->pieces, &m->n);
}

static void assert_piece(const struct machine *m, size_t i, u64 start, u64 end,
			 enum sr_route route, enum sr_route_why why)
{
	assert_true(i < m->n);
	assert_int_equal(m->pieces[i].at.start, at(start));
	assert_int_equal(m->pieces[i].at.end, at(end) - 1);
	assert_int_equal(m->pieces[i].route, route);
	assert_int_equal(m->pieces[i].why, why);
}

/* One bridge, two ports, two devices of four grains; the set is [0, 8). */
static void two_way(struct machine *m)
{
	struct sr_route_part *bridge;

	init(m);
	window(m, 0, 8, 1, 256);
	bridge = part(m, SR_ROUTE_BRIDGE, SR_ROUTE_TOP, 0);
	decoder(bridge, 0, 8, 2, 256);
	for (u32 i = 0; i < 2; i++)
		decoder(device(m, bridge->id, i, 4), 0, 8, 2, 256);
}

static void test_two_way(void **state)
{
	struct machine m;

	(void)state;
	two_way(&m);
	find(&m);
	assert_int_equal(m.n, 1);
	assert_piece(&m, 0, 0, 8, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE);
}

static void test_half_programmed(void **state)
{
	struct machine m;

	(void)state;
	two_way(&m);
	m.decoders[2][0].committed = false;
	find(&m);
	assert_int_equal(m.n, 1);
	assert_piece(&m, 0, 0, 8, SR_ROUTE_MISROUTED, SR_ROUTE_WHY_MEMBER_MISSING);
	assert_int_equal(m.pieces[0].part, 2);
}

static void test_both_ways_to_one_device(void **state)
{
	struct machine m;

	(void)state;
	two_way(&m);
	m.decoders[0][0].targets[1] = 0;
	find(&m);
	assert_int_equal(m.n, 1);
	assert_piece(&m, 0, 0, 8, SR_ROUTE_MISROUTED, SR_ROUTE_WHY_SAME_CELL);
	assert_int_equal(m.pieces[0].part, 1);
}

static void test_wrong_port(void **state)
{
	struct machine m;

	(void)state;
	init(&m);
	window(&m, 0, 4, 1, 256);
	part(&m, SR_ROUTE_BRIDGE, SR_ROUTE_TOP, 0);
	decoder(&m.parts[0], 0, 4, 1, 256)->targets[0] = 1;
	decoder(device(&m, 0, 0, 4), 0, 4, 1, 256);
	find(&m);
	assert_piece(&m, 0, 0, 4, SR_ROUTE_MISROUTED, SR_ROUTE_WHY_NO_TAKER);
}

/* Four devices: two below each of two bridges. */
static void two_by_two(struct machine *m, u32 bridge_granularity)
{
	init(m);
	window(m, 0, 8, 2, 256);
	for (u32 i = 0; i < 2; i++)
		decoder(part(m, SR_ROUTE_BRIDGE, SR_ROUTE_TOP, i), 0, 8, 2,
			bridge_granularity);
	for (u32 i = 0; i < 4; i++)
		decoder(device(m, i / 2, i % 2, 2), 0, 8, 4, 256);
}

static void test_two_by_two(void **state)
{
	struct machine m;

	(void)state;
	two_by_two(&m, 512);
	find(&m);
	assert_int_equal(m.n, 1);
	assert_piece(&m, 0, 0, 8, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE);
	two_by_two(&m, 256);
	find(&m);
	assert_int_equal(m.n, 1);
	assert_piece(&m, 0, 0, 8, SR_ROUTE_MISROUTED, SR_ROUTE_WHY_SAME_CELL);
}

/* One way each: a device's own granularity does not matter. */
static void test_granularity_of_one_way(void **state)
{
	struct machine m;

	(void)state;
	init(&m);
	window(&m, 0, 4, 1, 256);
	part(&m, SR_ROUTE_BRIDGE, SR_ROUTE_TOP, 0);
	decoder(&m.parts[0], 0, 4, 1, 256);
	decoder(device(&m, 0, 0, 4), 0, 4, 1, 512);
	find(&m);
	assert_int_equal(m.n, 1);
	assert_piece(&m, 0, 0, 4, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE);
}

static void test_larger_than_device(void **state)
{
	struct machine m;

	(void)state;
	init(&m);
	window(&m, 0, 8, 1, 256);
	part(&m, SR_ROUTE_BRIDGE, SR_ROUTE_TOP, 0);
	decoder(&m.parts[0], 0, 8, 1, 256);
	decoder(device(&m, 0, 0, 3), 0, 8, 1, 256);
	find(&m);
	assert_int_equal(m.n, 2);
	assert_piece(&m, 0, 0, 3, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE);
	assert_piece(&m, 1, 3, 8, SR_ROUTE_MISROUTED, SR_ROUTE_WHY_PAST_CAPACITY);
}

static void test_smaller_member(void **state)
{
	struct machine m;

	(void)state;
	two_way(&m);
	m.parts[2].volatile_size = 2 * GRAIN;
	find(&m);
	assert_int_equal(m.n, 2);
	assert_piece(&m, 0, 0, 4, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE);
	assert_piece(&m, 1, 4, 8, SR_ROUTE_MISROUTED, SR_ROUTE_WHY_PAST_CAPACITY);
	assert_int_equal(m.pieces[1].part, 2);
}

static void test_skip_and_persistent(void **state)
{
	struct sr_route_part *d;
	struct machine m;

	(void)state;
	init(&m);
	window(&m, 0, 8, 1, 256);
	part(&m, SR_ROUTE_BRIDGE, SR_ROUTE_TOP, 0);
	decoder(&m.parts[0], 0, 8, 1, 256);
	d = device(&m, 0, 0, 2);
	d->persistent_size = 4 * GRAIN;
	decoder(d, 0, 1, 1, 256);
	decoder(d, 1, 4, 1, 256)->skip = GRAIN;
	decoder(d, 4, 8, 1, 256);
	find(&m);
	assert_int_equal(m.n, 3);
	assert_piece(&m, 0, 0, 1, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE);
	assert_piece(&m, 1, 1, 5, SR_ROUTE_PERSISTENT, SR_ROUTE_WHY_PERSISTENT);
	assert_piece(&m, 2, 5, 8, SR_ROUTE_MISROUTED, SR_ROUTE_WHY_PAST_CAPACITY);
}

/* Decided per bridge: one that decodes does not speak for one that passes. */
static void test_passing_beside_decoding(void **state)
{
	struct machine m;

	(void)state;
	init(&m);
	window(&m, 0, 4, 1, 256);
	window(&m, 4, 12, 1, 256)->targets[0] = 1;
	decoder(part(&m, SR_ROUTE_BRIDGE, SR_ROUTE_TOP, 0), 0, 4, 1, 256);
	part(&m, SR_ROUTE_BRIDGE, SR_ROUTE_TOP, 1)->passes = true;
	decoder(device(&m, 0, 0, 4), 0, 4, 1, 256);
	decoder(device(&m, 1, 0, 4), 4, 8, 1, 256);
	find(&m);
	assert_int_equal(m.n, 2);
	assert_piece(&m, 0, 0, 8, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE);
	assert_piece(&m, 1, 8, 12, SR_ROUTE_UNROUTED, SR_ROUTE_WHY_NO_DECODER);
}

/* A bridge that has the capability decodes, though nothing is committed. */
static void test_nothing_committed(void **state)
{
	struct machine m;

	(void)state;
	init(&m);
	window(&m, 0, 4, 1, 256);
	part(&m, SR_ROUTE_BRIDGE, SR_ROUTE_TOP, 0);
	decoder(device(&m, 0, 0, 4), 0, 4, 1, 256);
	find(&m);
	assert_int_equal(m.n, 1);
	assert_piece(&m, 0, 0, 4, SR_ROUTE_UNROUTED, SR_ROUTE_WHY_NO_DECODER);
}

static void test_switch(void **state)
{
	struct machine m;

	(void)state;
	init(&m);
	window(&m, 0, 4, 1, 256);
	decoder(part(&m, SR_ROUTE_BRIDGE, SR_ROUTE_TOP, 0), 0, 4, 1, 256);
	decoder(part(&m, SR_ROUTE_SWITCH, 0, 0), 0, 4, 2, 256);
	decoder(device(&m, 1, 0, 2), 0, 4, 2, 256);
	decoder(device(&m, 1, 1, 2), 0, 4, 2, 256);
	find(&m);
	assert_piece(&m, 0, 0, 4, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE);
	for (size_t i = 0; i < m.routing.n_parts; i++)
		if (m.parts[i].kind == SR_ROUTE_SWITCH)
			m.parts[i].n_decoders = 0;
	find(&m);
	assert_int_equal(m.n, 1);
	assert_piece(&m, 0, 0, 4, SR_ROUTE_MISROUTED, SR_ROUTE_WHY_NO_TAKER);
}

static void test_window_to_another_bridge(void **state)
{
	struct machine m;

	(void)state;
	init(&m);
	window(&m, 0, 4, 1, 256)->targets[0] = 1;
	decoder(part(&m, SR_ROUTE_BRIDGE, SR_ROUTE_TOP, 0), 0, 4, 1, 256);
	part(&m, SR_ROUTE_BRIDGE, SR_ROUTE_TOP, 1);
	decoder(device(&m, 0, 0, 4), 0, 4, 1, 256);
	find(&m);
	assert_int_equal(m.n, 1);
	assert_piece(&m, 0, 0, 4, SR_ROUTE_UNROUTED, SR_ROUTE_WHY_NO_DECODER);
}

static void test_unknown(void **state)
{
	static const enum sr_route_why whys[] = {
		SR_ROUTE_WHY_UNREADABLE, SR_ROUTE_WHY_NOT_BY_HDM,
	};
	struct machine m;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(whys); i++) {
		two_way(&m);
		m.parts[1].opaque = whys[i];
		find(&m);
		assert_int_equal(m.n, 1);
		assert_piece(&m, 0, 0, 8, SR_ROUTE_UNKNOWN, whys[i]);
	}
	two_way(&m);
	m.parts[1].capacity_known = false;
	find(&m);
	assert_piece(&m, 0, 0, 8, SR_ROUTE_UNKNOWN, SR_ROUTE_WHY_CAPACITY_UNKNOWN);
	/* A dead half is dead whatever the other half is. */
	two_way(&m);
	m.parts[1].opaque = SR_ROUTE_WHY_UNREADABLE;
	m.decoders[2][0].committed = false;
	find(&m);
	assert_piece(&m, 0, 0, 8, SR_ROUTE_MISROUTED, SR_ROUTE_WHY_MEMBER_MISSING);
	/* Nobody has read the registers of a bridge that is not there. */
	init(&m);
	window(&m, 0, 4, 1, 256);
	find(&m);
	assert_int_equal(m.n, 1);
	assert_piece(&m, 0, 0, 4, SR_ROUTE_UNKNOWN, SR_ROUTE_WHY_UNREADABLE);
}

/* Normalized addresses are unknown, also where they overlap a window. */
static void test_translated(void **state)
{
	struct sr_route_decoder *d;
	struct machine m;

	(void)state;
	init(&m);
	window(&m, 0, 4, 1, 256);
	window(&m, 4, 8, 1, 256)->targets[0] = 1;
	decoder(part(&m, SR_ROUTE_BRIDGE, SR_ROUTE_TOP, 0), 0, 4, 1, 256);
	decoder(part(&m, SR_ROUTE_BRIDGE, SR_ROUTE_TOP, 1), 4, 8, 1, 256);
	d = decoder(device(&m, 0, 0, 32), 0, 4, 1, 256);
	d->at = (struct sr_extent){ 0, at(8) - 1 };
	decoder(device(&m, 1, 0, 4), 4, 8, 1, 256);
	find(&m);
	assert_int_equal(m.n, 2);
	assert_piece(&m, 0, 0, 4, SR_ROUTE_UNKNOWN, SR_ROUTE_WHY_TRANSLATED);
	assert_piece(&m, 1, 4, 8, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE);
	/* The base is its own device address, and lies in the window. */
	init(&m);
	window(&m, 0, 32, 1, 256);
	decoder(part(&m, SR_ROUTE_BRIDGE, SR_ROUTE_TOP, 0), 0, 32, 1, 256);
	d = decoder(device(&m, 0, 0, 64), 8, 12, 1, 256);
	d->skip = at(8);
	find(&m);
	assert_int_equal(m.n, 1);
	assert_piece(&m, 0, 0, 32, SR_ROUTE_UNKNOWN, SR_ROUTE_WHY_TRANSLATED);
}

static void test_past_the_window(void **state)
{
	struct machine m;

	(void)state;
	init(&m);
	window(&m, 0, 2, 1, 256);
	decoder(part(&m, SR_ROUTE_BRIDGE, SR_ROUTE_TOP, 0), 0, 4, 1, 256);
	decoder(&m.parts[0], 4, 6, 1, 256);
	decoder(device(&m, 0, 0, 6), 0, 4, 1, 256);
	decoder(&m.parts[1], 4, 6, 1, 256);
	find(&m);
	assert_int_equal(m.n, 1);
	assert_piece(&m, 0, 0, 6, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE);
}

static void test_ambiguous(void **state)
{
	struct machine m;

	(void)state;
	two_way(&m);
	decoder(&m.parts[0], 4, 8, 1, 256);
	find(&m);
	assert_int_equal(m.n, 2);
	assert_piece(&m, 0, 0, 4, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE);
	assert_piece(&m, 1, 4, 8, SR_ROUTE_UNKNOWN, SR_ROUTE_WHY_AMBIGUOUS);
	two_way(&m);
	m.decoders[1][0].ways = 0;
	find(&m);
	assert_piece(&m, 0, 0, 8, SR_ROUTE_UNKNOWN, SR_ROUTE_WHY_AMBIGUOUS);
	two_way(&m);
	window(&m, 6, 10, 1, 256);
	find(&m);
	assert_piece(&m, 0, 0, 10, SR_ROUTE_UNKNOWN, SR_ROUTE_WHY_AMBIGUOUS);
	two_way(&m);
	device(&m, 0, 1, 4);
	find(&m);
	assert_piece(&m, 0, 0, 8, SR_ROUTE_UNKNOWN, SR_ROUTE_WHY_AMBIGUOUS);
}

static void test_xor(void **state)
{
	struct machine m;

	(void)state;
	two_by_two(&m, 512);
	m.windows[0].is_xor = true;
	find(&m);
	assert_piece(&m, 0, 0, 8, SR_ROUTE_UNKNOWN, SR_ROUTE_WHY_AMBIGUOUS);
	m.windows[0].n_maps = 1;
	m.windows[0].maps[0] = 0x2100100;
	find(&m);
	assert_int_equal(m.n, 1);
	assert_piece(&m, 0, 0, 8, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE);
	m.decoders[3][0].committed = false;
	find(&m);
	assert_piece(&m, 0, 0, 8, SR_ROUTE_MISROUTED, SR_ROUTE_WHY_MEMBER_MISSING);
}

/* Address bits above a period permute the ways: half of it goes nowhere. */
static void test_xor_permutes(void **state)
{
	struct machine m;

	(void)state;
	init(&m);
	window(&m, 0, 4, 2, 256);
	m.windows[0].is_xor = true;
	m.windows[0].n_maps = 1;
	m.windows[0].maps[0] = 0x2000100;
	for (u32 i = 0; i < 2; i++) {
		decoder(part(&m, SR_ROUTE_BRIDGE, SR_ROUTE_TOP, i), 0, 4, 2,
			256)->targets[!i] = 7;
		m.decoders[i][0].targets[i] = 0;
	}
	for (u32 i = 0; i < 2; i++)
		decoder(device(&m, i, 0, 2), 0, 4, 2, 256);
	find(&m);
	assert_int_equal(m.n, 1);
	assert_piece(&m, 0, 0, 4, SR_ROUTE_MISROUTED, SR_ROUTE_WHY_MEMBER_MISSING);
}

/* The largest granularity, three ways: the last third must be looked at. */
static void test_three_ways_of_16k(void **state)
{
	struct machine m;

	(void)state;
	for (u32 missing = 0; missing < 2; missing++) {
		init(&m);
		window(&m, 0, 12, 3, 16384);
		for (u32 i = 0; i < 3; i++) {
			decoder(part(&m, SR_ROUTE_BRIDGE, SR_ROUTE_TOP, i), 0,
				12, 1, 16384);
		}
		for (u32 i = 0; i < 3; i++)
			decoder(device(&m, i, 0, 4), 0, 12, 3, 16384);
		m.decoders[2][0].committed = !missing;
		find(&m);
		assert_int_equal(m.n, 1);
		assert_piece(&m, 0, 0, 12,
			     missing ? SR_ROUTE_MISROUTED : SR_ROUTE_ROUTED,
			     missing ? SR_ROUTE_WHY_MEMBER_MISSING : SR_ROUTE_WHY_NONE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two_way),
		cmocka_unit_test(test_half_programmed),
		cmocka_unit_test(test_both_ways_to_one_device),
		cmocka_unit_test(test_wrong_port),
		cmocka_unit_test(test_two_by_two),
		cmocka_unit_test(test_granularity_of_one_way),
		cmocka_unit_test(test_larger_than_device),
		cmocka_unit_test(test_smaller_member),
		cmocka_unit_test(test_skip_and_persistent),
		cmocka_unit_test(test_passing_beside_decoding),
		cmocka_unit_test(test_nothing_committed),
		cmocka_unit_test(test_switch),
		cmocka_unit_test(test_window_to_another_bridge),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_translated),
		cmocka_unit_test(test_past_the_window),
		cmocka_unit_test(test_ambiguous),
		cmocka_unit_test(test_xor),
		cmocka_unit_test(test_xor_permutes),
		cmocka_unit_test(test_three_ways_of_16k),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
