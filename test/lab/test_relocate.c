// SPDX-License-Identifier: GPL-2.0-only
/* DOC: planning a machine, finding QEMU's choices, moving a platform there. */
#include "lab_fixture.h"

#include <errno.h>

#define GIB (1ULL << 30)
#define MIB (1ULL << 20)

/* What QEMU 10.0 answers to "info mtree" for two bridges and two windows. */
static const char tree[] =
	"address-space: I/O\n"
	"  0000000000000000-000000000000ffff (prio 0, i/o): io\n"
	"\n"
	"address-space: cxl-type3\n"
	"    0000000250000000-000000028fffffff (prio 0, i/o): cxl-fixed-memory-region\n"
	"\n"
	"address-space: memory\n"
	"  0000000000000000-ffffffffffffffff (prio 0, i/o): system\n"
	"    0000000000000000-000000003fffffff (prio 0, ram): alias ram-below-4g @pc.ram 0000000000000000-000000003fffffff\n"
	"    0000000140000000-00000001400fffff (prio 0, i/o): cxl_host_reg\n"
	"      0000000140000000-000000014000ffff (prio 0, i/o): pxb-cxl-host\n"
	"      0000000140010000-000000014001ffff (prio 0, i/o): pxb-cxl-host\n"
	"    0000000150000000-000000018fffffff (prio 0, i/o): cxl-fixed-memory-region\n"
	"    0000000190000000-00000001cfffffff (prio 0, i/o): cxl-fixed-memory-region\n"
	"\n"
	"memory-region: system\n"
	"  0000000000000000-ffffffffffffffff (prio 0, i/o): system\n"
	"    0000000150000000-000000018fffffff (prio 0, i/o): cxl-fixed-memory-region\n";

static void the_memory_tree_tells_bases(void **state)
{
	struct srlab_machine machine = { .n_bridges = 2, .n_windows = 2 };
	struct srlab_fault fault;

	(void)state;
	assert_int_equal(srlab_machine_read_tree(&machine, tree, &fault), 0);
	assert_int_equal(machine.window[0], 0x150000000);
	assert_int_equal(machine.window[1], 0x190000000);
	/* The bridge that was made last has the first block. */
	assert_int_equal(machine.registers[0], 0x140010000);
	assert_int_equal(machine.registers[1], 0x140000000);
}

static void a_tree_without_what_was_asked_is_refused(void **state)
{
	struct srlab_machine machine = { .n_bridges = 2, .n_windows = 3 };
	struct srlab_fault fault = { "" };

	(void)state;
	assert_int_equal(srlab_machine_read_tree(&machine, tree, &fault),
			 -EPROTO);
	assert_non_null(strstr(fault.text, "2 CXL windows"));
	assert_int_equal(srlab_machine_read_tree(&machine, "", &fault),
			 -EPROTO);
}

static void plan(const char *map, uint64_t low, uint64_t high)
{
	char text[1024];
	struct srlab_machine machine;
	struct srlab_fault fault;
	struct sr_platform *p;

	snprintf(text, sizeof(text),
		 "'firmware':{'memory_map':[%s],'windows':[{'start':"
		 "'0x200000000','size':268435456,'targets':[12]}]},"
		 "'hardware':{'host_bridges':[{'uid':12,'root_ports':1}]}",
		 map);
	p = fixture_platform(text);
	assert_int_equal(srlab_machine_plan(p, &machine, &fault), 0);
	assert_int_equal(machine.low, low);
	assert_int_equal(machine.high, high);
	assert_int_equal(machine.bus[0], 12);
	sr_platform_free(p);
}

#define ENTRY(start, size, type) \
	"{'start':'" start "','size':" size ",'type':'" type "'}"

static void dram_is_what_the_map_says(void **state)
{
	(void)state;
	plan(ENTRY("0x0", "1073741824", "System RAM"), GIB, 0);
	plan(ENTRY("0x0", "1073741824", "System RAM") ","
	     ENTRY("0x100000000", "268435456", "System RAM"),
	     GIB, 256 * MIB);
}

/* Memory that no window routes can only be DRAM that was set aside. */
static void soft_reserved_dram_counts(void **state)
{
	(void)state;
	plan(ENTRY("0x0", "1073741824", "System RAM") ","
	     ENTRY("0x100000000", "268435456", "System RAM") ","
	     ENTRY("0x110000000", "268435456", "Soft Reserved") ","
	     ENTRY("0x200000000", "268435456", "Soft Reserved"),
	     GIB, 512 * MIB);
}

static void a_capture_s_dram_is_capped(void **state)
{
	(void)state;
	plan(ENTRY("0x0", "3221225472", "System RAM") ","
	     ENTRY("0x100000000", "4026531840", "System RAM"),
	     2 * GIB, GIB);
}

static void host_bridges_keep_usable_numbers(void **state)
{
	struct srlab_machine machine;
	struct srlab_fault fault;
	struct sr_platform *p = fixture_platform(
		"'hardware':{'host_bridges':[{'uid':12,'root_ports':1},"
		"{'uid':44,'root_ports':1}]}");

	(void)state;
	assert_int_equal(srlab_machine_plan(p, &machine, &fault), 0);
	assert_int_equal(machine.bus[0], 12);
	assert_int_equal(machine.bus[1], 44);
	/* Too near to each other: QEMU's buses would not fit between. */
	p->host_bridges[1].uid = 13;
	assert_int_equal(srlab_machine_plan(p, &machine, &fault), 0);
	assert_int_equal(machine.bus[0], 16);
	assert_int_equal(machine.bus[1], 40);
	sr_platform_free(p);
}

static void everything_moves_with_its_window(void **state)
{
	struct sr_platform *p = fixture_platform(TWO_DEVICES);
	struct srlab_machine machine = fixture_machine(p);
	struct srlab_fault fault;

	(void)state;
	machine.window[0] = 0x290000000;
	machine.bus[0] = 16;
	assert_int_equal(srlab_machine_move(&machine, p, &fault), 0);
	assert_int_equal(p->memory_map[0].start, 0);
	assert_int_equal(p->memory_map[1].start, 0x290000000);
	assert_int_equal(p->windows[0].start, 0x290000000);
	assert_int_equal(p->windows[0].targets[0], 16);
	assert_int_equal(p->host_bridges[0].uid, 16);
	assert_int_equal(p->host_bridges[0].decoders[1].start, 0x2b0000000);
	assert_int_equal(p->devices[1].decoders[0].start, 0x2b0000000);
	assert_int_equal(p->devices[1].host_bridge, 16);
	sr_platform_free(p);
}

/* A range that runs out of its window moves with it; DRAM stays. */
static void what_lies_outside_moves_with_the_nearest(void **state)
{
	struct sr_platform *p = fixture_platform(
		"'firmware':{'memory_map':["
		"{'start':'0x0','size':1073741824,'type':'System RAM'}],"
		"'windows':[{'start':'0x110000000','size':268435456,"
		"'targets':[12]}]},"
		"'hardware':{'host_bridges':[{'uid':12,'root_ports':1,"
		"'decoders':[{'index':0,'start':'0x120000000',"
		"'size':268435456,'targets':[0]},"
		"{'index':1,'start':'0x20000000','size':268435456,"
		"'targets':[0]},"
		"{'index':2,'start':'0x0','size':0,'targets':[0]}]}]}");
	struct srlab_machine machine = fixture_machine(p);
	struct srlab_fault fault;

	(void)state;
	machine.window[0] += 0x10000000;
	assert_int_equal(srlab_machine_move(&machine, p, &fault), 0);
	assert_int_equal(p->host_bridges[0].decoders[0].start, 0x130000000);
	assert_int_equal(p->host_bridges[0].decoders[1].start, 0x20000000);
	assert_int_equal(p->host_bridges[0].decoders[2].start, 0);
	sr_platform_free(p);
}

/* Two windows that lie apart come to lie side by side in QEMU. */
static void a_range_that_would_be_torn_is_refused(void **state)
{
	struct sr_platform *p = fixture_platform(
		"'firmware':{'memory_map':["
		"{'start':'0x110000000','size':805306368,"
		"'type':'Soft Reserved'}],"
		"'windows':[{'start':'0x110000000','size':268435456,"
		"'targets':[12]},"
		"{'start':'0x130000000','size':268435456,'targets':[12]}]},"
		"'hardware':{'host_bridges':[{'uid':12,'root_ports':1}]}");
	struct srlab_machine machine = fixture_machine(p);
	struct srlab_fault fault;

	(void)state;
	assert_int_equal(srlab_machine_move(&machine, p, &fault), 0);
	machine.window[1] = 0x120000000;
	assert_int_equal(srlab_machine_move(&machine, p, &fault), -ENOTSUP);
	assert_non_null(strstr(fault.text, "0x110000000"));
	sr_platform_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_memory_tree_tells_bases),
		cmocka_unit_test(a_tree_without_what_was_asked_is_refused),
		cmocka_unit_test(dram_is_what_the_map_says),
		cmocka_unit_test(soft_reserved_dram_counts),
		cmocka_unit_test(a_capture_s_dram_is_capped),
		cmocka_unit_test(host_bridges_keep_usable_numbers),
		cmocka_unit_test(everything_moves_with_its_window),
		cmocka_unit_test(what_lies_outside_moves_with_the_nearest),
		cmocka_unit_test(a_range_that_would_be_torn_is_refused),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
