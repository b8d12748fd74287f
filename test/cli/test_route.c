// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tracing routes: one good machine, and each fault put into it by itself.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "route.h"

#define BASE 0x110000000ULL
#define SIZE (512ULL << 20)
#define SERVED (2 * SIZE)

/* Two devices behind a switch of one host bridge, two ways, one region. */
struct board {
	struct sr_window window;
	struct sr_decoder bridge_decoders[2];
	struct sr_decoder switch_decoders[2];
	struct sr_decoder device_decoders[2][2];
	struct sr_host_bridge bridge;
	struct sr_switch behind;
	struct sr_device devices[2];
	struct sr_platform platform;
};

static char mem0[] = "mem0", mem1[] = "mem1", switch0[] = "switch0";

static struct sr_decoder decoder(unsigned int ways)
{
	return (struct sr_decoder){
		.start = BASE, .size = SERVED, .ways = ways,
		.granularity = 256, .committed = true,
	};
}

static void make(struct board *board)
{
	memset(board, 0, sizeof(*board));
	board->window = (struct sr_window){
		.start = BASE, .size = SERVED, .granularity = 256,
		.n_targets = 1, .targets = { 12 },
	};
	board->bridge_decoders[0] = decoder(1);
	board->bridge_decoders[0].n_targets = 1;
	board->switch_decoders[0] = decoder(2);
	board->switch_decoders[0].n_targets = 2;
	board->switch_decoders[0].targets[1] = 1;
	board->bridge = (struct sr_host_bridge){
		.uid = 12, .root_ports = 1, .n_decoders = 1,
		.decoders = board->bridge_decoders,
	};
	board->behind = (struct sr_switch){
		.name = switch0, .host_bridge = 12, .downstream_ports = 2,
		.n_decoders = 1, .decoders = board->switch_decoders,
	};
	for (unsigned int i = 0; i < 2; i++) {
		board->device_decoders[i][0] = decoder(2);
		board->devices[i] = (struct sr_device){
			.name = i ? mem1 : mem0, .host_bridge = 12,
			.switch_name = switch0, .port = i,
			.volatile_size = SIZE, .n_decoders = 1,
			.decoders = board->device_decoders[i],
		};
	}
	board->platform = (struct sr_platform){
		.windows = &board->window, .n_windows = 1,
		.host_bridges = &board->bridge, .n_host_bridges = 1,
		.switches = &board->behind, .n_switches = 1,
		.devices = board->devices, .n_devices = 2,
	};
}

/* What the first device's route comes to; faults are looked for in all. */
static void expect(const struct board *board, enum route_fault fault,
		   enum route_level level)
{
	struct routes routes;
	size_t i;

	assert_int_equal(routes_trace(&board->platform, &routes), 0);
	assert_true(routes.n);
	for (i = 0; i + 1 < routes.n; i++)
		if (routes.routes[i].fault == fault)
			break;
	assert_string_equal(route_fault_tag(routes.routes[i].fault),
			    route_fault_tag(fault));
	if (fault != ROUTE_GOOD)
		assert_int_equal(routes.routes[i].level, level);
	for (i = 0; i < routes.n; i++)
		assert_int_equal(route_delivers(&routes.routes[i]),
				 fault == ROUTE_GOOD);
	routes_free(&routes);
}

static void good(void **state)
{
	struct board board;

	(void)state;
	make(&board);
	expect(&board, ROUTE_GOOD, ROUTE_AT_WINDOW);
	/* An uncommitted spare is nobody's concern. */
	board.bridge.n_decoders = 2;
	board.bridge_decoders[1].index = 1;
	expect(&board, ROUTE_GOOD, ROUTE_AT_WINDOW);
}

static void zero_size(void **state)
{
	struct board board;

	(void)state;
	make(&board);
	board.bridge.n_decoders = 2;
	board.bridge_decoders[1] = (struct sr_decoder){
		.index = 1, .committed = true,
	};
	expect(&board, ROUTE_ZERO_SIZE, ROUTE_AT_BRIDGE);
	make(&board);
	board.devices[1].n_decoders = 2;
	board.device_decoders[1][1] = (struct sr_decoder){
		.index = 1, .committed = true,
	};
	expect(&board, ROUTE_ZERO_SIZE, ROUTE_AT_DEVICE);
}

static void out_of_order(void **state)
{
	struct board board;

	(void)state;
	make(&board);
	board.switch_decoders[0].index = 1;
	expect(&board, ROUTE_OUT_OF_ORDER, ROUTE_AT_SWITCH);
}

static void too_large(void **state)
{
	struct board board;

	(void)state;
	make(&board);
	board.devices[1].volatile_size = SIZE - 1;
	expect(&board, ROUTE_TOO_LARGE, ROUTE_AT_DEVICE);
	make(&board);
	board.device_decoders[1][0].skip = 1;
	expect(&board, ROUTE_TOO_LARGE, ROUTE_AT_DEVICE);
}

static void windows(void **state)
{
	struct board board;

	(void)state;
	make(&board);
	board.window.size = SERVED - 1;
	expect(&board, ROUTE_PAST_WINDOW, ROUTE_AT_WINDOW);
	board.window.start = BASE + 1;
	expect(&board, ROUTE_PAST_WINDOW, ROUTE_AT_WINDOW);
	board.window.start = BASE + SERVED;
	expect(&board, ROUTE_NO_WINDOW, ROUTE_AT_WINDOW);
	make(&board);
	board.window.targets[0] = 13;
	expect(&board, ROUTE_NOT_TARGET, ROUTE_AT_WINDOW);
}

static void decoders_between(void **state)
{
	struct board board;

	(void)state;
	make(&board);
	board.switch_decoders[0].committed = false;
	expect(&board, ROUTE_NO_DECODER, ROUTE_AT_SWITCH);
	make(&board);
	board.bridge_decoders[0].size += SIZE;
	expect(&board, ROUTE_OTHER_RANGE, ROUTE_AT_BRIDGE);
	make(&board);
	board.bridge_decoders[0].targets[0] = 3;
	expect(&board, ROUTE_OTHER_PORT, ROUTE_AT_BRIDGE);
	make(&board);
	board.switch_decoders[0].ways = 4;
	expect(&board, ROUTE_WAYS, ROUTE_AT_SWITCH);
}

static void granularity(void **state)
{
	struct board board;

	(void)state;
	make(&board);
	board.switch_decoders[0].granularity = 512;
	expect(&board, ROUTE_GRANULARITY, ROUTE_AT_SWITCH);
	make(&board);
	board.device_decoders[0][0].granularity = 512;
	board.device_decoders[1][0].granularity = 512;
	expect(&board, ROUTE_GRANULARITY, ROUTE_AT_DEVICE);
	/* Two host bridges above take one address bit. */
	make(&board);
	board.window.n_targets = 2;
	board.window.targets[1] = 13;
	expect(&board, ROUTE_GRANULARITY, ROUTE_AT_BRIDGE);
	board.bridge_decoders[0].granularity = 512;
	board.switch_decoders[0].granularity = 512;
	expect(&board, ROUTE_GOOD, ROUTE_AT_WINDOW);
}

static void members(void **state)
{
	struct board board;

	(void)state;
	make(&board);
	board.device_decoders[1][0].committed = false;
	expect(&board, ROUTE_MEMBERS, ROUTE_AT_DEVICE);
	make(&board);
	board.device_decoders[1][0].ways = 1;
	board.devices[1].volatile_size = SERVED;
	expect(&board, ROUTE_WAYS, ROUTE_AT_DEVICE);
}

static void persistent(void **state)
{
	struct board board;

	(void)state;
	make(&board);
	board.devices[1].volatile_size = 0;
	board.devices[1].persistent_size = SIZE;
	expect(&board, ROUTE_PERSISTENT, ROUTE_AT_DEVICE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good),
		cmocka_unit_test(zero_size),
		cmocka_unit_test(out_of_order),
		cmocka_unit_test(too_large),
		cmocka_unit_test(windows),
		cmocka_unit_test(decoders_between),
		cmocka_unit_test(granularity),
		cmocka_unit_test(members),
		cmocka_unit_test(persistent),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
