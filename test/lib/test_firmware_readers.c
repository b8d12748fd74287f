// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: the firmware's facts: memory map, CEDT, SRAT; good and malformed.
 */
#include "sysroot_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define CEDT "sys/firmware/acpi/tables/CEDT"
#define SRAT "sys/firmware/acpi/tables/SRAT"

/* ---- the memory map ---- */

static void map_entry(struct fixture *fixture, int number, const char *start,
		      const char *end, const char *type)
{
	const char *const names[] = { "start", "end", "type" };
	const char *const texts[] = { start, end, type };
	char path[100];
	int i;

	for (i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "sys/firmware/memmap/%d/%s",
			 number, names[i]);
		fixture_file(fixture, path, texts[i]);
	}
}

static void test_memmap(void **state)
{
	struct fixture *f = *state;
	struct sr_platform *p = f->system->platform;

	map_entry(f, 0, "0x100000000\n", "0x13fffffff\n", "Soft Reserved\n");
	map_entry(f, 1, "0x0\n", "0x7fffffff\n", "System RAM\n");
	map_entry(f, 10, "0x80000000\n", "0x80000fff\n", "New word\n");
	assert_int_equal(sr_memmap_read(f->root, f->system), 0);
	assert_int_equal(f->system->running.n_omissions, 0);
	assert_int_equal(p->n_memory_map, 3);
	assert_int_equal(p->memory_map[0].start, 0);
	assert_int_equal(p->memory_map[0].size, 0x80000000);
	assert_int_equal(p->memory_map[0].type, SR_MEMORY_RAM);
	assert_int_equal(p->memory_map[1].type, SR_MEMORY_OTHER);
	assert_string_equal(p->memory_map[1].type_word, "New word");
	assert_int_equal(p->memory_map[2].start, 0x100000000);
	assert_int_equal(p->memory_map[2].size, 0x40000000);
	assert_int_equal(p->memory_map[2].type, SR_MEMORY_SOFT_RESERVED);
}

static void test_memmap_malformed(void **state)
{
	struct fixture *f = *state;

	map_entry(f, 0, "0x1000\n", "0xfff\n", "System RAM\n");
	map_entry(f, 1, "0x1000\n", "0x1fff\n", "\n");
	map_entry(f, 2, "zero\n", "0x1fff\n", "System RAM\n");
	map_entry(f, 3, "-1\n", "0x1fff\n", "System RAM\n");
	map_entry(f, 4, "0x0\n", "0xffffffffffffffff\n", "System RAM\n");
	map_entry(f, 5, "0x0\n", "0x10000000000000000\n", "System RAM\n");
	map_entry(f, 6, "0x0\n", "", "System RAM\n");
	map_entry(f, 7, "0x0\n", "0x1fff\n", "a\nb");
	fixture_file(f, "sys/firmware/memmap/8/start", "0x0\n");
	fixture_link(f, "sys/firmware/memmap/9", "9");
	fixture_file(f, "sys/firmware/memmap/bad", "");
	assert_int_equal(sr_memmap_read(f->root, f->system), 0);
	assert_int_equal(f->system->platform->n_memory_map, 0);
	assert_int_equal(f->system->running.n_omissions, 11);
	assert_omission(f, 0, "/sys/firmware/memmap/0", "it makes no sense");
	assert_omission(f, 8, "/sys/firmware/memmap/8",
			"No such file or directory");
	assert_omission(f, 9, "/sys/firmware/memmap/9",
			"Too many levels of symbolic links");
	assert_omission(f, 10, "/sys/firmware/memmap/bad", "Not a directory");
}

static void test_memmap_overlap(void **state)
{
	struct fixture *f = *state;

	map_entry(f, 0, "0x0\n", "0x1fff\n", "System RAM\n");
	map_entry(f, 1, "0x1000\n", "0x2fff\n", "Soft Reserved\n");
	map_entry(f, 2, "0x3000\n", "0x3fff\n", "Soft Reserved\n");
	assert_int_equal(sr_memmap_read(f->root, f->system), 0);
	assert_int_equal(f->system->platform->n_memory_map, 2);
	assert_int_equal(f->system->platform->memory_map[1].start, 0x3000);
	assert_omission(f, 0, "/sys/firmware/memmap",
			"entries overlap each other");
}

static void test_memmap_absent(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(sr_memmap_read(f->root, f->system), 0);
	assert_omission(f, 0, "/sys/firmware/memmap",
			"this kernel does not show it");
}

/* ---- memmap= ---- */

/* The map as "START+SIZE:TY ..."; @ruled: only what a ruling rests on. */
static void describe_map(const struct sr_platform *p, bool ruled, char *text,
			 size_t size)
{
	size_t i, used = 0;

	*text = '\0';
	for (i = 0; i < p->n_memory_map; i++)
		if (!ruled || p->memory_map[i].type == SR_MEMORY_RAM ||
		    p->memory_map[i].type == SR_MEMORY_SOFT_RESERVED)
			used += (size_t)snprintf(text + used, size - used,
				"%s%llx+%llx:%.2s", used ? " " : "",
				(unsigned long long)p->memory_map[i].start,
				(unsigned long long)p->memory_map[i].size,
				p->memory_map[i].type_word);
}

static void read_overridden(struct fixture *f, const char *line, bool brief)
{
	fixture_forget(f);
	map_entry(f, 0, "0x0", "0xffff", "System RAM");
	map_entry(f, 1, "0x10000", "0x1ffff", "Reserved");
	map_entry(f, 2, "0x30000", "0x3ffff", "System RAM");
	f->system->running.brief = brief;
	f->system->running.command_line = strdup(line);
	assert_int_equal(sr_memmap_read(f->root, f->system), 0);
}

/* A brief reading may not differ in what a ruling rests on. */
static void check_override(struct fixture *f, const char *line,
			   const char *want)
{
	char got[1024], brief[1024];

	read_overridden(f, line, false);
	describe_map(f->system->platform, false, got, sizeof(got));
	assert_string_equal(got, want);
	describe_map(f->system->platform, true, got, sizeof(got));
	read_overridden(f, line, true);
	describe_map(f->system->platform, true, brief, sizeof(brief));
	assert_string_equal(brief, got);
}

static void test_memmap_brief(void **state)
{
	struct fixture *f = *state;
	char got[1024];

	read_overridden(f, "quiet", true);
	describe_map(f->system->platform, false, got, sizeof(got));
	assert_string_equal(got, "0+10000:Sy 30000+10000:Sy");
	/* Nobody looks at the bounds of the others. */
	fixture_file(f, "sys/firmware/memmap/1/start", "nonsense");
	fixture_forget(f);
	f->system->running.brief = true;
	assert_int_equal(sr_memmap_read(f->root, f->system), 0);
	assert_int_equal(f->system->running.n_omissions, 0);
	fixture_forget(f);
	assert_int_equal(sr_memmap_read(f->root, f->system), 0);
	assert_omission(f, 0, "/sys/firmware/memmap/1", "it makes no sense");
}

static void test_memmap_override(void **state)
{
	struct fixture *f = *state;
	static const char *const plain =
		"0+10000:Sy 10000+10000:Re 30000+10000:Sy";

	check_override(f, "quiet ro", plain);
	check_override(f, "memmap=4K%0x1000+0xefffffff",
		       "0+1000:Sy 1000+1000:So 2000+e000:Sy 10000+10000:Re 30000+10000:Sy");
	check_override(f, "a memmap=0x10000%0x8000+0xefffffff b",
		       "0+8000:Sy 8000+10000:So 18000+8000:Re 30000+10000:Sy");
	check_override(f, "memmap=64k%0x28000+4026531839",
		       "0+10000:Sy 10000+10000:Re 28000+10000:So 38000+8000:Sy");
	/* neighbours stay apart if they are Soft Reserved */
	check_override(f, "memmap=4K%0x20000+0xefffffff,4K%0x21000+0xefffffff",
		       "0+10000:Sy 10000+10000:Re 20000+1000:So 21000+1000:So 30000+10000:Sy");
	check_override(f, "memmap=1G%0x0+0xefffffff",
		       "0+40000000:So");
	check_override(f, "memmap=0xffff%0x0+0xefffffff",
		       "0+ffff:So ffff+1:Sy 10000+10000:Re 30000+10000:Sy");
	/* System RAM is the least of types: it fills gaps only. */
	check_override(f, "memmap=0x20000@0x18000",
		       "0+10000:Sy 10000+10000:Re 20000+20000:Sy");
	check_override(f, "memmap=4K$0x1000,4K!0x3000,4K#0x5000",
		       "0+1000:Sy 1000+1000:Re 2000+1000:Sy 3000+1000:Pe 4000+1000:Sy 5000+1000:AC 6000+a000:Sy 10000+10000:Re 30000+10000:Sy");
	/* from one type to another, and no further */
	check_override(f, "memmap=0x20000%0x8000-2+0xefffffff",
		       "0+10000:Sy 10000+10000:So 30000+10000:Sy");
	check_override(f, "memmap=0x20000%0x8000-2+1",
		       "0+20000:Sy 30000+10000:Sy");
	check_override(f, "memmap=0x20000%0x8000-2+12 memmap=1G%0-12+0xefffffff",
		       "0+10000:Sy 10000+10000:So 30000+10000:Sy");
	check_override(f, "memmap=0x40000%0x8000+1",
		       "0+10000:Sy 10000+10000:Re 20000+28000:Sy");
	check_override(f, "memmap=0x20000%0x8000",
		       "0+8000:Sy 30000+10000:Sy");
	check_override(f, "memmap=exactmap memmap=4K@0",
		       "0+1000:Sy");
	check_override(f, "-- memmap=4K%0x1000+0xefffffff", plain);
	check_override(f, "memmap=", plain);
	check_override(f, "memmap=4K", plain);
	check_override(f, "memmap=4K%", plain);
	check_override(f, "memmap=4K%0x1000+", plain);
	check_override(f, "memmap=0%0x1000+0xefffffff", plain);
	check_override(f, "memmap=99999999999E%0x1000+0xefffffff", plain);
	check_override(f, "memmap=0x2%0xffffffffffffffff+0xefffffff", plain);
	check_override(f, "memmap=4K?0x1000", plain);
}

/* ---- tables ---- */

static void put(unsigned char *at, uint64_t value, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		at[i] = (unsigned char)(value >> 8 * i);
}

/* Signature, length and checksum are made right. */
static void seal(unsigned char *table, const char *signature, size_t length)
{
	unsigned char sum = 0;
	size_t i;

	memcpy(table, signature, 4);
	put(table + 4, length, 4);
	table[9] = 0;
	for (i = 0; i < length; i++)
		sum = (unsigned char)(sum + table[i]);
	table[9] = (unsigned char)-sum;
}

static size_t add_chbs(unsigned char *at)
{
	put(at, 0, 1);
	put(at + 2, 32, 2);
	put(at + 4, 12, 4);
	put(at + 8, 1, 4);
	put(at + 16, 0x180000000, 8);
	put(at + 24, 0x10000, 8);
	return 32;
}

static size_t add_cfmws(unsigned char *at, unsigned char ways_code,
			unsigned int ways)
{
	unsigned int i;

	put(at, 1, 1);
	put(at + 2, 36 + 4 * ways, 2);
	put(at + 8, 0x110000000, 8);
	put(at + 16, 0x40000000, 8);
	put(at + 24, ways_code, 1);
	put(at + 25, 1, 1);
	put(at + 28, 2, 4);
	put(at + 32, 0x15, 2);
	put(at + 34, 7, 2);
	for (i = 0; i < ways; i++)
		put(at + 36 + 4 * i, 12 + i, 4);
	return 36 + 4 * ways;
}

static size_t add_cxims(unsigned char *at)
{
	put(at, 2, 1);
	put(at + 2, 24, 2);
	put(at + 6, 1, 1);
	put(at + 7, 2, 1);
	put(at + 8, 0x2020900, 8);
	put(at + 16, 0x4041200, 8);
	return 24;
}

static size_t good_cedt(unsigned char *table)
{
	size_t n = 36;

	memset(table, 0, 512);
	n += add_chbs(table + n);
	n += add_cfmws(table + n, 8, 3);
	/* A record of a kind from the future is passed over. */
	put(table + n, 200, 1);
	put(table + n + 2, 6, 2);
	n += 6;
	n += add_cxims(table + n);
	seal(table, "CEDT", n);
	return n;
}

static void test_cedt(void **state)
{
	struct fixture *f = *state;
	struct sr_platform *p = f->system->platform;
	unsigned char table[512];
	size_t length = good_cedt(table);

	fixture_bytes(f, CEDT, table, length);
	assert_int_equal(sr_cedt_read(f->root, f->system), 0);
	assert_int_equal(f->system->running.n_omissions, 0);
	assert_int_equal(p->n_chbs, 1);
	assert_int_equal(p->chbs[0].uid, 12);
	assert_int_equal(p->chbs[0].version, 2);
	assert_int_equal(p->chbs[0].registers, 0x180000000);
	assert_int_equal(p->chbs[0].registers_size, 0x10000);
	assert_int_equal(p->n_windows, 1);
	assert_int_equal(p->windows[0].start, 0x110000000);
	assert_int_equal(p->windows[0].size, 0x40000000);
	assert_int_equal(p->windows[0].granularity, 1024);
	assert_int_equal(p->windows[0].n_targets, 3);
	assert_int_equal(p->windows[0].targets[2], 14);
	assert_true(p->windows[0].xor_arithmetic);
	assert_int_equal(p->windows[0].restrictions, 0x15);
	assert_int_equal(p->windows[0].qos_class, 7);
	assert_int_equal(p->n_xor_maps, 1);
	assert_int_equal(p->xor_maps[0].granularity, 512);
	assert_int_equal(p->xor_maps[0].n_maps, 2);
	assert_int_equal(p->xor_maps[0].maps[1], 0x4041200);
}

static void test_cedt_absent(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(sr_cedt_read(f->root, f->system), 0);
	assert_int_equal(f->system->running.n_omissions, 0);
}

/* Reads @length bytes as a CEDT into a fresh system. */
static void read_cedt(struct fixture *f, const unsigned char *table,
		      size_t length)
{
	fixture_forget(f);
	fixture_bytes(f, CEDT, table, length);
	assert_int_equal(sr_cedt_read(f->root, f->system), 0);
}

#define TABLE "/sys/firmware/acpi/tables/CEDT"

/* One byte wrong, the checksum right again, and what must be said of it. */
static void test_cedt_malformed(void **state)
{
	static const struct {
		size_t at, size;
		uint64_t value;
		const char *why;
		size_t chbs, windows;
	} cases[] = {
		{ 38, 2, 0, "the record at byte 36 has an impossible length (0 of 110 bytes left); what follows is not read", 0, 0 },
		{ 38, 2, 3, "the record at byte 36 has an impossible length (3 of 110 bytes left); what follows is not read", 0, 0 },
		{ 38, 2, 111, "the record at byte 36 has an impossible length (111 of 110 bytes left); what follows is not read", 0, 0 },
		{ 118, 2, 65535, "the record at byte 116 has an impossible length (65535 of 30 bytes left); what follows is not read", 1, 1 },
		{ 38, 2, 31, "the CHBS at byte 36 is too short (31 bytes)", 0, 0 },
		{ 44, 4, 2, "the CHBS at byte 36 has a reserved version (2)", 0, 1 },
		{ 44, 4, 0xffffffff, "the CHBS at byte 36 has a reserved version (4294967295)", 0, 1 },
		{ 60, 8, 0, "the CHBS at byte 36 has registers that are nowhere", 0, 1 },
		{ 60, 8, UINT64_MAX, "the CHBS at byte 36 has registers that are nowhere", 0, 1 },
		{ 92, 1, 5, "the CFMWS at byte 68 has a reserved interleave ways (5)", 1, 0 },
		{ 92, 1, 11, "the CFMWS at byte 68 has a reserved interleave ways (11)", 1, 0 },
		{ 92, 1, 4, "the CFMWS at byte 68 is too short (48 bytes)", 1, 0 },
		{ 92, 1, 2, "the CFMWS at byte 68 is too short (48 bytes)", 1, 0 },
		{ 93, 1, 2, "the CFMWS at byte 68 has a reserved arithmetic (2)", 1, 0 },
		{ 96, 4, 7, "the CFMWS at byte 68 has a reserved granularity (7)", 1, 0 },
		{ 96, 4, 0x80000000, "the CFMWS at byte 68 has a reserved granularity (2147483648)", 1, 0 },
		{ 84, 8, 0, "the CFMWS at byte 68 has no size, or ends beyond 2^64", 1, 0 },
		{ 84, 8, UINT64_MAX - 0x10fffffff + 1, "the CFMWS at byte 68 has no size, or ends beyond 2^64", 1, 0 },
		{ 128, 1, 7, "the CXIMS at byte 122 has a reserved granularity (7)", 1, 1 },
		{ 129, 1, 3, "the CXIMS at byte 122 is too short (24 bytes)", 1, 1 },
	};
	struct fixture *f = *state;
	unsigned char table[512];
	size_t i, length;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		length = good_cedt(table);
		assert_int_equal(length, 146);
		put(table + cases[i].at, cases[i].value, cases[i].size);
		seal(table, "CEDT", length);
		read_cedt(f, table, length);
		assert_omission(f, 0, TABLE, cases[i].why);
		assert_int_equal(f->system->platform->n_chbs, cases[i].chbs);
		assert_int_equal(f->system->platform->n_windows,
				 cases[i].windows);
	}
}

static void test_cedt_header(void **state)
{
	struct fixture *f = *state;
	unsigned char table[512];
	size_t length = good_cedt(table), cut;

	for (cut = 0; cut < 36; cut++) {
		read_cedt(f, table, cut);
		assert_omission(f, 0, TABLE,
				"it is shorter than a table header");
	}
	for (; cut < length; cut++) {
		read_cedt(f, table, cut);
		assert_omission(f, 0, TABLE,
				"it is truncated: its header promises more bytes");
		assert_int_equal(f->system->platform->n_windows, 0);
	}
	read_cedt(f, table, length + 1);
	assert_omission(f, 0, TABLE, "it has more bytes than its header says");
	table[40]++;
	read_cedt(f, table, length);
	assert_omission(f, 0, TABLE, "its checksum is wrong");
	assert_int_equal(f->system->platform->n_windows, 0);
	seal(table, "SRAT", length);
	read_cedt(f, table, length);
	assert_omission(f, 0, TABLE, "its signature is another table's");
}

/* Cut short anywhere, with a header that says so: never beyond the end. */
static void test_cedt_short_records(void **state)
{
	struct fixture *f = *state;
	unsigned char table[512];
	size_t length = good_cedt(table), cut;

	for (cut = 37; cut < length; cut++) {
		length = good_cedt(table);
		seal(table, "CEDT", cut);
		read_cedt(f, table, cut);
		if (cut != 68 && cut != 116 && cut != 122)
			assert_int_equal(f->system->running.n_omissions, 1);
		else
			assert_int_equal(f->system->running.n_omissions, 0);
	}
}

static size_t good_srat(unsigned char *table)
{
	size_t n = 48;

	memset(table, 0, 512);
	/* a processor, which is passed over */
	put(table + n + 1, 16, 1);
	n += 16;
	put(table + n, 1, 1);
	put(table + n + 1, 40, 1);
	put(table + n + 2, 3, 4);
	put(table + n + 8, 0x110000000, 8);
	put(table + n + 16, 0x40000000, 8);
	put(table + n + 28, 3, 4);
	n += 40;
	/* padding: disabled, no size */
	put(table + n, 1, 1);
	put(table + n + 1, 40, 1);
	n += 40;
	seal(table, "SRAT", n);
	return n;
}

static void test_srat(void **state)
{
	struct fixture *f = *state;
	struct sr_platform *p = f->system->platform;
	unsigned char table[512];
	size_t length = good_srat(table);

	fixture_bytes(f, SRAT, table, length);
	assert_int_equal(sr_srat_read(f->root, f->system), 0);
	assert_int_equal(f->system->running.n_omissions, 0);
	assert_int_equal(p->n_srat, 1);
	assert_int_equal(p->srat[0].start, 0x110000000);
	assert_int_equal(p->srat[0].size, 0x40000000);
	assert_int_equal(p->srat[0].domain, 3);
	assert_true(p->srat[0].enabled);
	assert_true(p->srat[0].hotpluggable);
}

static void test_srat_malformed(void **state)
{
	static const struct {
		size_t at, size;
		uint64_t value;
		const char *why;
	} cases[] = {
		{ 49, 1, 0, "the entry at byte 48 has an impossible length (0 of 96 bytes left); what follows is not read" },
		{ 49, 1, 97, "the entry at byte 48 has an impossible length (97 of 96 bytes left); what follows is not read" },
		{ 65, 1, 39, "the entry at byte 64 has an impossible length (39 of 80 bytes left); what follows is not read" },
		{ 105, 1, 41, "the entry at byte 104 has an impossible length (41 of 40 bytes left); what follows is not read" },
		{ 80, 8, 0, "the entry at byte 64 has no size, or ends beyond 2^64" },
		{ 72, 8, UINT64_MAX, "the entry at byte 64 has no size, or ends beyond 2^64" },
	};
	struct fixture *f = *state;
	unsigned char table[512];
	size_t i, length;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		length = good_srat(table);
		put(table + cases[i].at, cases[i].value, cases[i].size);
		seal(table, "SRAT", length);
		fixture_forget(f);
		fixture_bytes(f, SRAT, table, length);
		assert_int_equal(sr_srat_read(f->root, f->system), 0);
		assert_omission(f, 0, "/sys/firmware/acpi/tables/SRAT",
				cases[i].why);
	}
	seal(table, "SRAT", 47);
	fixture_bytes(f, SRAT, table, 47);
	assert_int_equal(sr_srat_read(f->root, f->system), 0);
	assert_omission(f, 1, "/sys/firmware/acpi/tables/SRAT",
			"it is too short for its kind");
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_memmap),
		TEST(test_memmap_malformed),
		TEST(test_memmap_overlap),
		TEST(test_memmap_absent),
		TEST(test_memmap_override),
		TEST(test_memmap_brief),
		TEST(test_cedt),
		TEST(test_cedt_absent),
		TEST(test_cedt_malformed),
		TEST(test_cedt_header),
		TEST(test_cedt_short_records),
		TEST(test_srat),
		TEST(test_srat_malformed),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("firmware readers", tests, NULL,
					   NULL);
}
