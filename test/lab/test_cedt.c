// SPDX-License-Identifier: GPL-2.0-only
/* DOC: the table's bytes, against the layout in CXL 3.1 9.18.1. */
#include "cedt.h"
#include "lab_fixture.h"

#include <errno.h>

static uint64_t field(const void *table, size_t at, unsigned int width)
{
	const unsigned char *bytes = table;
	uint64_t value = 0;

	while (width--)
		value = value << 8 | bytes[at + width];
	return value;
}

static unsigned int sum(const unsigned char *bytes, size_t size)
{
	unsigned int total = 0;

	while (size--)
		total += bytes[size];
	return total & 0xff;
}

#define WINDOWS(more) \
	"'firmware':{'windows':[{'start':'0x110000000','size':536870912," \
	"'granularity':1024,'targets':[12,44],'qos_class':7" more "}]}," \
	"'hardware':{'host_bridges':[{'uid':12,'root_ports':1}," \
	"{'uid':44,'root_ports':1}]}"

static void the_table_says_what_the_document_says(void **state)
{
	struct sr_platform *p = fixture_platform(WINDOWS(""));
	struct srlab_machine machine = fixture_machine(p);
	struct srlab_fault fault;
	size_t size;
	void *t;

	(void)state;
	assert_int_equal(srlab_cedt_build(p, &machine, &t, &size, &fault), 0);
	assert_memory_equal(t, "CEDT", 4);
	assert_int_equal(size, 36 + 2 * 32 + 36 + 2 * 4);
	assert_int_equal(field(t, 4, 4), size);
	assert_int_equal(sum(t, size), 0);
	assert_memory_equal((char *)t + 10, "BOCHS BXPC    ", 14);
	assert_true(field(t, 24, 4) > 1);
	/* CHBS of the second bridge */
	assert_int_equal(field(t, 68, 1), 0);
	assert_int_equal(field(t, 70, 2), 32);
	assert_int_equal(field(t, 72, 4), 44);
	assert_int_equal(field(t, 76, 4), 1);
	assert_int_equal(field(t, 84, 8), 0xfe010000);
	assert_int_equal(field(t, 92, 8), 0x10000);
	/* CFMWS */
	assert_int_equal(field(t, 100, 1), 1);
	assert_int_equal(field(t, 102, 2), 44);
	assert_int_equal(field(t, 108, 8), 0x110000000);
	assert_int_equal(field(t, 116, 8), 536870912);
	assert_int_equal(field(t, 124, 1), 1); /* two ways */
	assert_int_equal(field(t, 125, 1), 0); /* modulo */
	assert_int_equal(field(t, 128, 4), 2); /* 1 KiB */
	assert_int_equal(field(t, 132, 2), 0xf);
	assert_int_equal(field(t, 134, 2), 7);
	assert_int_equal(field(t, 136, 4), 12);
	assert_int_equal(field(t, 140, 4), 44);
	free(t);
	sr_platform_free(p);
}

static void host_bridges_may_be_told_wrong(void **state)
{
	struct sr_platform *p = fixture_platform(
		"'firmware':{'windows':[{'start':'0x110000000',"
		"'size':536870912,'targets':[12]}],"
		"'host_bridges':[{'uid':99,'version':1,"
		"'registers':'0x1000','registers_size':8192}]},"
		"'hardware':{'host_bridges':[{'uid':12,'root_ports':1}]}");
	struct srlab_machine machine = fixture_machine(p);
	struct srlab_fault fault;
	size_t size;
	void *t;

	(void)state;
	assert_int_equal(srlab_cedt_build(p, &machine, &t, &size, &fault), 0);
	assert_int_equal(size, 36 + 32 + 36 + 4);
	assert_int_equal(field(t, 40, 4), 99);
	assert_int_equal(field(t, 44, 4), 0);
	assert_int_equal(field(t, 52, 8), 0x1000);
	assert_int_equal(field(t, 60, 8), 8192);
	assert_int_equal(sum(t, size), 0);
	free(t);
	sr_platform_free(p);
}

static void xor_maps_are_told(void **state)
{
	struct sr_platform *p = fixture_platform(
		"'firmware':{'windows':[{'start':'0x110000000',"
		"'size':536870912,'targets':[12,44],'arithmetic':'xor'}],"
		"'xor_maps':[{'granularity':256,'maps':['0x2020900']}]},"
		"'hardware':{'host_bridges':[{'uid':12,'root_ports':1},"
		"{'uid':44,'root_ports':1}]}");
	struct srlab_machine machine = fixture_machine(p);
	struct srlab_fault fault;
	size_t size, at = 36 + 2 * 32 + 36 + 2 * 4;
	void *t;

	(void)state;
	assert_int_equal(srlab_cedt_build(p, &machine, &t, &size, &fault), 0);
	assert_int_equal(size, at + 16);
	assert_int_equal(field(t, 125, 1), 1);
	assert_int_equal(field(t, at, 1), 2);
	assert_int_equal(field(t, at + 2, 2), 16);
	assert_int_equal(field(t, at + 6, 1), 0);
	assert_int_equal(field(t, at + 7, 1), 1);
	assert_int_equal(field(t, at + 8, 8), 0x2020900);
	assert_int_equal(sum(t, size), 0);
	free(t);
	sr_platform_free(p);
}

static void what_cannot_be_told_is_refused(void **state)
{
	struct sr_platform *p = fixture_platform(WINDOWS(""));
	struct srlab_machine machine = fixture_machine(p);
	struct srlab_fault fault;
	size_t size;
	void *t;

	(void)state;
	p->windows[0].granularity = 300;
	assert_int_equal(srlab_cedt_build(p, &machine, &t, &size, &fault),
			 -ENOTSUP);
	assert_non_null(strstr(fault.text, "firmware.windows[0]"));
	sr_platform_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_says_what_the_document_says),
		cmocka_unit_test(host_bridges_may_be_told_wrong),
		cmocka_unit_test(xor_maps_are_told),
		cmocka_unit_test(what_cannot_be_told_is_refused),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
