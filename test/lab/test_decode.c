// SPDX-License-Identifier: GPL-2.0-only
/* DOC: where addresses lead, worked out by hand from the specification. */
#include "decode.h"
#include "lab_fixture.h"

#include <errno.h>

#define WINDOW(size, targets, more) \
	"'firmware':{'windows':[{'start':'0x110000000','size':" size \
	",'targets':[" targets "]" more "}]},"

static void expect_place(const struct sr_platform *platform, uint64_t address,
			 enum srlab_store store, size_t device,
			 uint64_t offset)
{
	struct srlab_machine machine = fixture_machine(platform);
	struct srlab_place place = srlab_decode(platform, &machine, address);

	assert_int_equal(place.store, store);
	if (store == SRLAB_STORE_NONE)
		return;
	assert_int_equal(place.device, device);
	assert_int_equal(place.offset, offset);
}

static void each_address_leads_to_its_device(void **state)
{
	struct sr_platform *p = fixture_platform(TWO_DEVICES);

	(void)state;
	expect_place(p, 0x110000000, SRLAB_STORE_VOLATILE, 0, 0);
	expect_place(p, 0x12fffffff, SRLAB_STORE_VOLATILE, 0, 0x1fffffff);
	expect_place(p, 0x130000000, SRLAB_STORE_VOLATILE, 1, 0);
	expect_place(p, 0x14fffffff, SRLAB_STORE_VOLATILE, 1, 0x1fffffff);
	expect_place(p, 0x150000000, SRLAB_STORE_NONE, 0, 0);
	expect_place(p, 0x10fffffff, SRLAB_STORE_NONE, 0, 0);
	expect_place(p, 0x3fffffff, SRLAB_STORE_DRAM, 0, 0x3fffffff);
	expect_place(p, 0x40000000, SRLAB_STORE_NONE, 0, 0);
	sr_platform_free(p);
}

static void an_uncommitted_decoder_leads_nowhere(void **state)
{
	struct sr_platform *p = fixture_platform(TWO_DEVICES);

	(void)state;
	p->devices[1].decoders[0].committed = false;
	expect_place(p, 0x130000000, SRLAB_STORE_NONE, 0, 0);
	p->devices[1].decoders[0].committed = true;
	p->host_bridges[0].decoders[1].committed = false;
	expect_place(p, 0x130000000, SRLAB_STORE_NONE, 0, 0);
	expect_place(p, 0x12ffff000, SRLAB_STORE_VOLATILE, 0, 0x1ffff000);
	sr_platform_free(p);
}

static void high_dram_follows_low_dram_in_its_file(void **state)
{
	struct sr_platform *p = fixture_platform(
		"'firmware':{'memory_map':["
		"{'start':'0x0','size':1073741824,'type':'System RAM'},"
		"{'start':'0x100000000','size':268435456,"
		"'type':'System RAM'}]}");

	(void)state;
	expect_place(p, 0x100000000, SRLAB_STORE_DRAM, 0, 0x40000000);
	expect_place(p, 0x10fffffff, SRLAB_STORE_DRAM, 0, 0x4fffffff);
	expect_place(p, 0x110000000, SRLAB_STORE_NONE, 0, 0);
	sr_platform_free(p);
}

/* 256 bytes from the one bridge, 256 from the other. */
static void two_bridges_take_turns(void **state)
{
	struct sr_platform *p = fixture_platform(
		WINDOW("536870912", "12,44", "")
		"'hardware':{'host_bridges':["
		"{'uid':12,'root_ports':1,'decoders':[{'index':0,"
		"'start':'0x110000000','size':536870912,'targets':[0]}]},"
		"{'uid':44,'root_ports':1,'decoders':[{'index':0,"
		"'start':'0x110000000','size':536870912,'targets':[0]}]}],"
		"'devices':["
		"{'name':'a','host_bridge':12,'port':0,"
		"'volatile_size':268435456,'decoders':[{'index':0,"
		"'start':'0x110000000','size':536870912,'ways':2}]},"
		"{'name':'b','host_bridge':44,'port':0,"
		"'volatile_size':268435456,'decoders':[{'index':0,"
		"'start':'0x110000000','size':536870912,'ways':2}]}]}");

	(void)state;
	expect_place(p, 0x110000000, SRLAB_STORE_VOLATILE, 0, 0);
	expect_place(p, 0x1100000ff, SRLAB_STORE_VOLATILE, 0, 0xff);
	expect_place(p, 0x110000100, SRLAB_STORE_VOLATILE, 1, 0);
	expect_place(p, 0x110000200, SRLAB_STORE_VOLATILE, 0, 0x100);
	expect_place(p, 0x110000310, SRLAB_STORE_VOLATILE, 1, 0x110);
	expect_place(p, 0x12fffffff, SRLAB_STORE_VOLATILE, 1, 0xfffffff);
	sr_platform_free(p);
}

/* Four ways at 1 KiB below one bridge: the bridge's decoder picks the port. */
static void ports_of_one_bridge_take_turns(void **state)
{
	struct sr_platform *p = fixture_platform(
		WINDOW("1073741824", "12", "")
		"'hardware':{'host_bridges':[{'uid':12,'root_ports':2,"
		"'decoders':[{'index':0,'start':'0x110000000',"
		"'size':1073741824,'granularity':1024,'ways':2,"
		"'targets':[1,0]}]}],"
		"'devices':["
		"{'name':'a','host_bridge':12,'port':0,"
		"'volatile_size':536870912,'decoders':[{'index':0,"
		"'start':'0x110000000','size':1073741824,'ways':2,"
		"'granularity':1024}]},"
		"{'name':'b','host_bridge':12,'port':1,"
		"'volatile_size':536870912,'decoders':[{'index':0,"
		"'start':'0x110000000','size':1073741824,'ways':2,"
		"'granularity':1024}]}]}");

	(void)state;
	expect_place(p, 0x110000000, SRLAB_STORE_VOLATILE, 1, 0);
	expect_place(p, 0x110000400, SRLAB_STORE_VOLATILE, 0, 0);
	expect_place(p, 0x110000c01, SRLAB_STORE_VOLATILE, 0, 0x401);
	sr_platform_free(p);
}

static void a_switch_has_its_say(void **state)
{
	struct sr_platform *p = fixture_platform(
		WINDOW("536870912", "12", "")
		"'hardware':{'host_bridges':[{'uid':12,'root_ports':1,"
		"'decoders':[{'index':0,'start':'0x110000000',"
		"'size':536870912,'targets':[0]}]}],"
		"'switches':[{'name':'s','host_bridge':12,'port':0,"
		"'downstream_ports':2,'decoders':["
		"{'index':0,'start':'0x110000000','size':268435456,"
		"'targets':[1]},"
		"{'index':1,'start':'0x120000000','size':268435456,"
		"'targets':[0]}]}],"
		"'devices':["
		"{'name':'a','host_bridge':12,'switch':'s','port':0,"
		"'volatile_size':268435456,'decoders':[{'index':0,"
		"'start':'0x120000000','size':268435456}]},"
		"{'name':'b','host_bridge':12,'switch':'s','port':1,"
		"'volatile_size':268435456,'decoders':[{'index':0,"
		"'start':'0x110000000','size':268435456}]}]}");

	(void)state;
	expect_place(p, 0x110001000, SRLAB_STORE_VOLATILE, 1, 0x1000);
	expect_place(p, 0x120001000, SRLAB_STORE_VOLATILE, 0, 0x1000);
	/* without a decoder it takes nothing */
	p->switches[0].n_decoders = 0;
	expect_place(p, 0x110001000, SRLAB_STORE_NONE, 0, 0);
	p->switches[0].n_decoders = 2;
	sr_platform_free(p);
}

/* Only what has no decoders at all passes everything, and only to one port. */
static void a_bridge_that_has_decoders_decodes(void **state)
{
	struct sr_platform *p = fixture_platform(
		WINDOW("536870912", "12", "")
		"'hardware':{'host_bridges':[{'uid':12,'root_ports':1}],"
		"'devices':["
		"{'name':'a','host_bridge':12,'port':0,"
		"'volatile_size':536870912,'decoders':[{'index':0,"
		"'start':'0x110000000','size':536870912}]}]}");

	(void)state;
	expect_place(p, 0x110001000, SRLAB_STORE_VOLATILE, 0, 0x1000);
	p->host_bridges[0].root_ports = 2;
	expect_place(p, 0x110001000, SRLAB_STORE_NONE, 0, 0);
	p->host_bridges[0].root_ports = 1;
	p->host_bridges[0].decoder_count = (struct sr_fact){ 4, true };
	expect_place(p, 0x110001000, SRLAB_STORE_NONE, 0, 0);
	sr_platform_free(p);
}

/* What earlier decoders and skips use up comes first; then persistent. */
static void device_addresses_add_up(void **state)
{
	struct sr_platform *p = fixture_platform(
		WINDOW("1073741824", "12", "")
		"'hardware':{'host_bridges':[{'uid':12,'root_ports':1,"
		"'decoders':[{'index':0,'start':'0x110000000',"
		"'size':1073741824,'targets':[0]}]}],"
		"'devices':[{'name':'a','host_bridge':12,'port':0,"
		"'volatile_size':536870912,'persistent_size':536870912,"
		"'decoders':["
		"{'index':0,'start':'0x130000000','size':268435456},"
		"{'index':1,'start':'0x110000000','size':536870912,"
		"'skip':268435456}]}]}");

	(void)state;
	expect_place(p, 0x130000010, SRLAB_STORE_VOLATILE, 0, 0x10);
	expect_place(p, 0x110000010, SRLAB_STORE_PERSISTENT, 0, 0x10);
	expect_place(p, 0x140000000, SRLAB_STORE_NONE, 0, 0);
	/* 512 MiB of volatile memory is used up or skipped by then. */
	expect_place(p, 0x12fffffff, SRLAB_STORE_PERSISTENT, 0, 0x1fffffff);
	sr_platform_free(p);
}

/* One of two ways takes but half of its decoder's size from the device. */
static void interleaved_decoders_use_up_their_share(void **state)
{
	struct sr_platform *p = fixture_platform(
		WINDOW("1073741824", "12", "")
		"'hardware':{'host_bridges':[{'uid':12,'root_ports':1,"
		"'decoders':[{'index':0,'start':'0x110000000',"
		"'size':1073741824,'targets':[0]}]}],"
		"'devices':[{'name':'a','host_bridge':12,'port':0,"
		"'volatile_size':536870912,'decoders':["
		"{'index':0,'start':'0x130000000','size':536870912,"
		"'ways':2},"
		"{'index':1,'start':'0x110000000','size':268435456}]}]}");

	(void)state;
	expect_place(p, 0x110000010, SRLAB_STORE_VOLATILE, 0, 0x10000010);
	sr_platform_free(p);
}

static void decoders_become_registers(void **state)
{
	struct sr_decoder d = {
		.start = 0x210000000,
		.size = 0x120000000,
		.granularity = 1024,
		.ways = 4,
		.n_targets = 4,
		.targets = { 3, 2, 1, 0 },
		.committed = true,
		.skip = 0x110000000,
	};
	struct srlab_hdm hdm = srlab_hdm_encode(&d, false);

	(void)state;
	assert_int_equal(hdm.base_low, 0x10000000);
	assert_int_equal(hdm.base_high, 2);
	assert_int_equal(hdm.size_low, 0x20000000);
	assert_int_equal(hdm.size_high, 1);
	assert_int_equal(hdm.control, 0x1222);
	assert_int_equal(hdm.list_low, 0x00010203);
	assert_int_equal(hdm.list_high, 0);
	d.locked = true;
	d.committed = false;
	hdm = srlab_hdm_encode(&d, true);
	assert_int_equal(hdm.control, 0x1122);
	assert_int_equal(hdm.list_low, 0x10000000);
	assert_int_equal(hdm.list_high, 1);
}

static void codes_are_the_specification_s(void **state)
{
	static const struct {
		unsigned int ways;
		int code;
	} ways[] = { { 1, 0 }, { 2, 1 }, { 4, 2 }, { 8, 3 }, { 16, 4 },
		     { 3, 8 }, { 6, 9 }, { 12, 10 }, { 5, -EINVAL },
		     { 0, -EINVAL } };

	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		assert_int_equal(srlab_ways_code(ways[i].ways), ways[i].code);
	assert_int_equal(srlab_granularity_code(256), 0);
	assert_int_equal(srlab_granularity_code(16384), 6);
	assert_int_equal(srlab_granularity_code(32768), -EINVAL);
	assert_int_equal(srlab_granularity_code(300), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_address_leads_to_its_device),
		cmocka_unit_test(an_uncommitted_decoder_leads_nowhere),
		cmocka_unit_test(high_dram_follows_low_dram_in_its_file),
		cmocka_unit_test(two_bridges_take_turns),
		cmocka_unit_test(ports_of_one_bridge_take_turns),
		cmocka_unit_test(a_switch_has_its_say),
		cmocka_unit_test(a_bridge_that_has_decoders_decodes),
		cmocka_unit_test(device_addresses_add_up),
		cmocka_unit_test(interleaved_decoders_use_up_their_share),
		cmocka_unit_test(decoders_become_registers),
		cmocka_unit_test(codes_are_the_specification_s),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
