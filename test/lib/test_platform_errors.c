// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: malformed platform documents, and the one line that each must give.
 */
#include "platform_private.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* Single quotes stand for double ones, for legibility. */
#define DOC(members) \
	"{'schema':'softreserve.platform/1','name':'a'," members "}"
#define MAP(entries) DOC("'firmware':{'memory_map':[" entries "]}")
#define RAM(start, size) \
	"{'start':'" start "','size':" size ",'type':'System RAM'}"
#define WINDOW(members) \
	DOC("'firmware':{'windows':[{'start':'0x0','size':4096," members "}]}")
#define FIRMWARE(members) DOC("'firmware':{" members "}")
#define HARDWARE(members) DOC("'hardware':{" members "}")
#define BRIDGE(members) \
	"'host_bridges':[{'uid':1,'root_ports':2" members "}]"
#define DEVICE(name, members) \
	"{'name':'" name "','host_bridge':1,'volatile_size':0," members "}"
#define DECODER(members) "{'index':0,'start':'0x0','size':0" members "}"
#define BRIDGE_DECODER(members) \
	HARDWARE(BRIDGE(",'decoders':[" DECODER(members) "]"))
#define ENDPOINT(members) \
	HARDWARE(BRIDGE("") ",'devices':[" \
		 DEVICE("d", "'port':0,'decoders':[" members "]") "]")
#define EXPECT(members) \
	DOC("'expect':[{'offered':4,'cxl':1,'dax':1,'lost_alignment':1," \
	    "'stranded':1," members "}]")

/* An error that ends in * may go on in json-c's own words. */
static const struct {
	const char *text;
	const char *error;
} cases[] = {
	/* not a document */
	{ "", "is empty" },
	{ " \n\t ", "is empty" },
	{ "null ", "must be an object" },
	{ "[]", "must be an object" },
	{ "'softreserve'", "must be an object" },
	{ "12", "byte 2: the document ends too early" },
	{ "{'schema':", "byte 10: the document ends too early" },
	{ DOC("'about':'x"), "byte 57: the document ends too early" },
	{ "{schema:1}", "byte 1: *" },
	{ "{'schema':1,}", "byte 12: *" },
	{ "{'a':1}{", "byte 7: *" },
	{ "{} x", "byte 3: *" },
	{ "{'a':\1}", "byte 5: *" },
	{ "{'a':'\xff'}", "byte 6: *" },
	{ "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "byte 3*" },
	/* the top */
	{ "{}", "schema: is missing" },
	{ "{'schema':1}", "schema: must be a string" },
	{ "{'schema':'softreserve.platform/2','name':'a'}",
	  "schema: must be softreserve.platform/1" },
	{ "{'schema':'softreserve.platform/1'}", "name: is missing" },
	{ "{'schema':'softreserve.platform/1','name':''}",
	  "name: must not be empty" },
	{ "{'schema':'softreserve.platform/1','name':'A b'}",
	  "name: has a character that is not one of abcdefghijklmnopqrstuvwxyz0123456789-" },
	{ DOC("'about':null"), "about: must be a string" },
	{ DOC("'about':'a\\u0000b'"), "about: has a control character" },
	{ DOC("'about':'a\\nb'"), "about: has a control character" },
	{ DOC("'abuot':''"), "abuot: unknown key" },
	{ DOC("'a\\nb':''"), "a?b: unknown key" },
	{ DOC("'about':'','about':''"), "an object has the same key twice" },
	{ DOC("'firmware':[]"), "firmware: must be an object" },
	{ DOC("'linux':1"), "linux: must be an object" },
	/* the memory map */
	{ FIRMWARE("'memory_map':{}"),
	  "firmware.memory_map: must be an array" },
	{ FIRMWARE("'memory_maps':[]"), "firmware.memory_maps: unknown key" },
	{ MAP("5"), "firmware.memory_map[0]: must be an object" },
	{ MAP(RAM("0x0", "1") ",{'size':1,'type':'a'}"),
	  "firmware.memory_map[1].start: is missing" },
	{ MAP("{'start':'0x0','size':1}"),
	  "firmware.memory_map[0].type: is missing" },
	{ MAP("{'start':'0x0','size':1,'type':''}"),
	  "firmware.memory_map[0].type: must not be empty" },
	{ MAP("{'start':0,'size':1,'type':'a'}"),
	  "firmware.memory_map[0].start: must be a hex string like \"0x1000\"" },
	{ MAP(RAM("4096", "1")),
	  "firmware.memory_map[0].start: must be a hex string like \"0x1000\"" },
	{ MAP(RAM("0x", "1")),
	  "firmware.memory_map[0].start: must be a hex string like \"0x1000\"" },
	{ MAP(RAM("0x1g", "1")),
	  "firmware.memory_map[0].start: must be a hex string like \"0x1000\"" },
	{ MAP(RAM("0x1\\u0000", "1")),
	  "firmware.memory_map[0].start: must be a hex string like \"0x1000\"" },
	{ MAP(RAM("-0x1", "1")),
	  "firmware.memory_map[0].start: must be a hex string like \"0x1000\"" },
	{ MAP(RAM("0x10000000000000000", "1")),
	  "firmware.memory_map[0].start: is beyond 2^64" },
	{ MAP(RAM("0x0", "0")),
	  "firmware.memory_map[0].size: must be at least 1" },
	{ MAP(RAM("0x0", "-1")),
	  "firmware.memory_map[0].size: must not be negative" },
	{ MAP(RAM("0x0", "-9223372036854775808")),
	  "firmware.memory_map[0].size: must not be negative" },
	{ MAP(RAM("0x0", "1.0")),
	  "firmware.memory_map[0].size: must be an integer" },
	{ MAP(RAM("0x0", "'1'")),
	  "firmware.memory_map[0].size: must be an integer" },
	{ MAP(RAM("0x0", "18446744073709551615")),
	  "firmware.memory_map[0].size: must be at most 18446744073709551614" },
	/* json-c 0.16 saturates, later ones refuse */
	{ MAP(RAM("0x0", "18446744073709551616")), "*" },
	{ MAP(RAM("0xfffffffffffffff0", "17")),
	  "firmware.memory_map[0].size: start plus size is beyond 2^64" },
	{ MAP(RAM("0x1000", "1") "," RAM("0x0", "4097")),
	  "firmware.memory_map[1]: overlaps firmware.memory_map[0]" },
	{ MAP(RAM("0x0", "1") "," RAM("0x5", "1") "," RAM("0x5", "1")),
	  "firmware.memory_map[2]: overlaps firmware.memory_map[1]" },
	/* windows */
	{ WINDOW("'x':1"), "firmware.windows[0].x: unknown key" },
	{ WINDOW("'qos_class':0"), "firmware.windows[0].targets: is missing" },
	{ WINDOW("'targets':[]"),
	  "firmware.windows[0].targets: must not be empty" },
	{ WINDOW("'targets':[1,2,3,4,5]"),
	  "firmware.windows[0].targets: interleave ways must be 1, 2, 3, 4, 6, 8, 12 or 16" },
	{ WINDOW("'targets':[1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7]"),
	  "firmware.windows[0].targets: has more than 16 entries" },
	{ WINDOW("'targets':[1,4294967296]"),
	  "firmware.windows[0].targets[1]: must be at most 4294967295" },
	{ WINDOW("'targets':['a']"),
	  "firmware.windows[0].targets[0]: must be an integer" },
	{ WINDOW("'targets':[1],'granularity':384"),
	  "firmware.windows[0].granularity: must be a power of two from 256 to 16384" },
	{ WINDOW("'targets':[1],'granularity':32768"),
	  "firmware.windows[0].granularity: must be a power of two from 256 to 16384" },
	{ WINDOW("'targets':[1],'arithmetic':'XOR'"),
	  "firmware.windows[0].arithmetic: must be modulo or xor" },
	{ WINDOW("'targets':[1],'arithmetic':null"),
	  "firmware.windows[0].arithmetic: must be a string" },
	{ WINDOW("'targets':[1],'restrictions':['type2','ram']"),
	  "firmware.windows[0].restrictions[1]: must be type2, type3, volatile, persistent or fixed" },
	{ WINDOW("'targets':[1],'restrictions':65536"),
	  "firmware.windows[0].restrictions: must be at most 65535" },
	{ WINDOW("'targets':[1],'restrictions':null"),
	  "firmware.windows[0].restrictions: must be an array or an integer" },
	{ WINDOW("'targets':[1],'qos_class':65536"),
	  "firmware.windows[0].qos_class: must be at most 65535" },
	{ HARDWARE(BRIDGE("") ",'windows':["
		   "{'start':'0x0','size':4096,'targets':[1]},"
		   "{'start':'0xfff','size':4096,'targets':[1]}]"),
	  "hardware.windows[1]: overlaps hardware.windows[0]" },
	{ HARDWARE(BRIDGE("") ",'windows':["
		   "{'start':'0x0','size':4096,'targets':[1,2]}]"),
	  "hardware.windows[0].targets[1]: no host bridge has uid 2" },
	/* the other tables */
	{ FIRMWARE("'host_bridges':[{'uid':1,'registers':'0x0','version':3}]"),
	  "firmware.host_bridges[0].version: must be at most 2" },
	{ FIRMWARE("'host_bridges':[{'uid':1,'registers':'0x0',"
		   "'registers_size':0}]"),
	  "firmware.host_bridges[0].registers_size: must be at least 1" },
	{ FIRMWARE("'host_bridges':[{'uid':1,"
		   "'registers':'0xffffffffffff1000'}]"),
	  "firmware.host_bridges[0].registers_size: registers plus size is beyond 2^64" },
	{ FIRMWARE("'xor_maps':[{'maps':[1]}]"),
	  "firmware.xor_maps[0].maps[0]: must be a hex string like \"0x1000\"" },
	{ FIRMWARE("'srat':[{'start':'0x0','size':1,'domain':-1}]"),
	  "firmware.srat[0].domain: must not be negative" },
	{ FIRMWARE("'srat':[{'start':'0x0','size':1,'domain':1,'enabled':1}]"),
	  "firmware.srat[0].enabled: must be true or false" },
	/* who is there, and where */
	{ HARDWARE("'host_bridges':[{'uid':1},{'uid':2},{'uid':1}]"),
	  "hardware.host_bridges[2].uid: another host bridge has uid 1" },
	{ HARDWARE("'host_bridges':[{'uid':1,'root_ports':0}]"),
	  "hardware.host_bridges[0].root_ports: must be at least 1" },
	{ HARDWARE("'host_bridges':[{'uid':1,'root_ports':257}]"),
	  "hardware.host_bridges[0].root_ports: must be at most 256" },
	{ HARDWARE(BRIDGE("") ",'devices':[{'name':'d','host_bridge':2,"
		   "'port':0,'volatile_size':0}]"),
	  "hardware.devices[0].host_bridge: no host bridge has uid 2" },
	{ HARDWARE(BRIDGE("") ",'devices':["
		   DEVICE("d", "'port':0") "," DEVICE("d", "'port':1") "]"),
	  "hardware.devices[1].name: another device is called d" },
	{ HARDWARE(BRIDGE("") ",'devices':["
		   DEVICE("d", "'port':1") "," DEVICE("e", "'port':1") "]"),
	  "hardware.devices[1].port: port 1 is taken by d" },
	{ HARDWARE(BRIDGE("") ",'devices':[" DEVICE("d", "'port':2") "]"),
	  "hardware.devices[0].port: there is no port 2 of 2" },
	{ HARDWARE(BRIDGE("") ",'devices':["
		   DEVICE("d", "'port':0,'switch':'s'") "]"),
	  "hardware.devices[0].switch: there is no switch s" },
	{ HARDWARE("'host_bridges':[{'uid':1},{'uid':2}],"
		   "'switches':[{'name':'s','host_bridge':2,'port':0}],"
		   "'devices':[" DEVICE("d", "'port':0,'switch':'s'") "]"),
	  "hardware.devices[0].switch: s is under host bridge 2" },
	{ HARDWARE(BRIDGE("") ",'switches':["
		   "{'name':'s','host_bridge':1,'port':0},"
		   "{'name':'s','host_bridge':1,'port':1}]"),
	  "hardware.switches[1].name: another switch is called s" },
	{ HARDWARE(BRIDGE("") ",'switches':["
		   "{'name':'s','host_bridge':7,'port':0}]"),
	  "hardware.switches[0].host_bridge: no host bridge has uid 7" },
	{ HARDWARE(BRIDGE("") ",'switches':["
		   "{'name':'s','host_bridge':1,'port':1}],"
		   "'devices':[" DEVICE("d", "'port':1") "]"),
	  "hardware.devices[0].port: port 1 is taken by s" },
	{ HARDWARE(BRIDGE("") ",'switches':[{'name':'s','host_bridge':1,"
		   "'port':1,'downstream_ports':2}],'devices':["
		   DEVICE("d", "'port':2,'switch':'s'") "]"),
	  "hardware.devices[0].port: there is no port 2 of 2" },
	{ HARDWARE(BRIDGE("") ",'switches':[{'name':'s','host_bridge':1,"
		   "'port':2}]"),
	  "hardware.switches[0].port: there is no port 2 of 2" },
	{ HARDWARE(BRIDGE("") ",'devices':["
		   DEVICE("", "'port':0") "]"),
	  "hardware.devices[0].name: must not be empty" },
	{ HARDWARE(BRIDGE("") ",'devices':["
		   DEVICE("d", "'port':0,'serial':1") "]"),
	  "hardware.devices[0].serial: must be a hex string like \"0x1000\"" },
	/* decoders */
	{ ENDPOINT("{'index':32,'start':'0x0','size':0}"),
	  "hardware.devices[0].decoders[0].index: must be at most 31" },
	{ ENDPOINT(DECODER("") "," DECODER("")),
	  "hardware.devices[0].decoders[1].index: another decoder here has index 0" },
	{ ENDPOINT(DECODER(",'ways':5")),
	  "hardware.devices[0].decoders[0].ways: interleave ways must be 1, 2, 3, 4, 6, 8, 12 or 16" },
	{ ENDPOINT(DECODER(",'ways':0")),
	  "hardware.devices[0].decoders[0].ways: must be at least 1" },
	{ ENDPOINT(DECODER(",'granularity':128")),
	  "hardware.devices[0].decoders[0].granularity: must be a power of two from 256 to 16384" },
	{ ENDPOINT(DECODER(",'targets':[0]")),
	  "hardware.devices[0].decoders[0].targets: unknown key" },
	{ BRIDGE_DECODER(",'skip':0"),
	  "hardware.host_bridges[0].decoders[0].skip: unknown key" },
	{ ENDPOINT("{'index':0,'start':'0x1000','size':0}"),
	  "hardware.devices[0].decoders[0].start: must be a multiple of 256 MiB" },
	{ ENDPOINT("{'index':0,'start':'0x0','size':4096}"),
	  "hardware.devices[0].decoders[0].size: must be a multiple of 256 MiB" },
	{ ENDPOINT("{'index':0,'start':'0xfffffffff0000000',"
		   "'size':536870912}"),
	  "hardware.devices[0].decoders[0].size: start plus size is beyond 2^64" },
	{ ENDPOINT(DECODER(",'committed':'yes'")),
	  "hardware.devices[0].decoders[0].committed: must be true or false" },
	{ BRIDGE_DECODER(",'targets':[0,2]"),
	  "hardware.host_bridges[0].decoders[0].targets[1]: points nowhere: no port 2 of 2" },
	{ BRIDGE_DECODER(",'targets':[0,1],'ways':4"),
	  "hardware.host_bridges[0].decoders[0].targets: must have one entry per interleave way" },
	{ BRIDGE_DECODER(",'targets':[0,0,0,0,0,0,0,0,0]"),
	  "hardware.host_bridges[0].decoders[0].targets: has more than 8 entries" },
	{ HARDWARE(BRIDGE(",'decoders':[{'index':0,'start':'0x0',"
			  "'size':268435456}]")),
	  "hardware.host_bridges[0].decoders[0].targets: must have one entry per interleave way" },
	{ HARDWARE(BRIDGE("") ",'switches':[{'name':'s','host_bridge':1,"
		   "'port':0,'downstream_ports':1,'decoders':["
		   DECODER(",'targets':[1]") "]}]"),
	  "hardware.switches[0].decoders[0].targets[0]: points nowhere: no port 1 of 1" },
	/* for the lab */
	{ DOC("'scenario':{'steps':[]}"),
	  "scenario.steps: must not be empty" },
	{ DOC("'scenario':{'steps':['a','']}"),
	  "scenario.steps[1]: must not be empty" },
	{ DOC("'scenario':{'steps':[1]}"),
	  "scenario.steps[0]: must be a string" },
	{ DOC("'scenario':{'kernel_parameters':[]}"),
	  "scenario.kernel_parameters: must be a string" },
	{ DOC("'expect':{}"), "expect: must be an array" },
	{ DOC("'expect':[{}]"), "expect[0].stock: is missing" },
	{ EXPECT("'stock':true,'decoders':'same'"),
	  "expect[0].decoders: must be unchanged" },
	{ DOC("'scenario':{'processor':'fast'}"),
	  "scenario.processor: must be virtual" },
	{ EXPECT("'stock':true,'verdict':'cxl'"),
	  "expect[0].verdict: stock Linux gives none" },
	{ EXPECT("'stock':true,'reason':'covered'"),
	  "expect[0].reason: stock Linux gives none" },
	{ DOC("'expect':[{'stock':true,'offered':5,'cxl':1,'dax':1,"
	      "'lost_alignment':1,'stranded':1}]"),
	  "expect[0].offered: must be cxl + dax + lost_alignment + stranded" },
	{ DOC("'expect':[{'stock':true,'offered':0,"
	      "'cxl':9223372036854775808,'dax':9223372036854775808,"
	      "'lost_alignment':0,'stranded':0}]"),
	  "expect[0].offered: must be cxl + dax + lost_alignment + stranded" },
};

static char *with_quotes(const char *text)
{
	char *copy = strdup(text), *c;

	assert_non_null(copy);
	for (c = copy; *c; c++)
		if (*c == '\'')
			*c = '"';
	return copy;
}

static bool is_wanted(const char *line, const char *want)
{
	size_t n = strlen(want);

	if (want[n - 1] == '*')
		return !strncmp(line, want, n - 1) && !strchr(line, '\n');
	return !strcmp(line, want);
}

static unsigned int run_case(const char *text, const char *expected)
{
	char *document = with_quotes(text), error[512] = "", want[512];
	struct sr_platform *platform = NULL;
	unsigned int failed;
	int err;

	err = sr_platform_parse("doc.json", document, strlen(document),
				&platform, error, sizeof(error));
	snprintf(want, sizeof(want), "doc.json: %s", expected);
	failed = err != -EINVAL || platform || !is_wanted(error, want);
	if (failed)
		print_error("%s\n  returned %d\n  wanted %s\n  gave   %s\n",
			    document, err, want, error);
	sr_platform_free(platform);
	free(document);
	return failed;
}

static void test_malformed(void **state)
{
	size_t i, n = sizeof(cases) / sizeof(cases[0]);
	unsigned int failed = 0;

	(void)state;
	for (i = 0; i < n; i++)
		failed += run_case(cases[i].text, cases[i].error);
	assert_true(n > 100);
	assert_int_equal(failed, 0);
}

static void test_nul_byte(void **state)
{
	static const char text[] = "{\"schema\":\0\"x\"}";
	char error[512] = "";
	struct sr_platform *platform;

	(void)state;
	assert_int_equal(sr_platform_parse("doc.json", text, sizeof(text) - 1,
					   &platform, error, sizeof(error)),
			 -EINVAL);
	assert_true(is_wanted(error, "doc.json: byte 10: *"));
}

/* A buffer that is too small holds the front of the line, and no more. */
static void test_small_error_buffer(void **state)
{
	struct sr_platform *platform;
	char error[12] = "";
	size_t size;

	(void)state;
	for (size = 0; size < sizeof(error); size++) {
		memset(error, 'x', sizeof(error));
		assert_int_equal(sr_platform_parse("d", "{}", 2, &platform,
						   error, size), -EINVAL);
		assert_int_equal(error[size], 'x');
		if (size)
			assert_int_equal(strlen(error), size - 1);
	}
}

/* @reason may end in *, as above. */
static void expect_file_error(const char *path, int want, const char *reason)
{
	struct sr_platform *platform = NULL;
	char error[512] = "", line[512];

	snprintf(line, sizeof(line), "%s: %s", path, reason);
	assert_int_equal(sr_platform_read(path, &platform, error,
					  sizeof(error)), want);
	assert_null(platform);
	assert_true(is_wanted(error, line));
}

static void test_files(void **state)
{
	char directory[] = "/tmp/softreserve-test-XXXXXX";
	char path[64], loop[64];

	(void)state;
	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/doc.json", directory);
	snprintf(loop, sizeof(loop), "%s/loop", directory);
	expect_file_error(path, -ENOENT, "No such file or directory");
	expect_file_error(directory, -EISDIR, "Is a directory");
	assert_int_equal(symlink(loop, loop), 0);
	expect_file_error(loop, -ELOOP, "Too many levels of symbolic links");
	fclose(fopen(path, "w"));
	expect_file_error(path, -EINVAL, "is empty");
	assert_int_equal(truncate(path, (off_t)SR_DOCUMENT_MAX), 0);
	expect_file_error(path, -EINVAL, "byte 0: *");
	assert_int_equal(truncate(path, (off_t)SR_DOCUMENT_MAX + 1), 0);
	expect_file_error(path, -EFBIG, "is larger than 128 MiB");
	/* What has no size of its own is read, but not without end. */
	expect_file_error("/dev/zero", -EFBIG, "is larger than 128 MiB");
	unlink(path);
	unlink(loop);
	rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_nul_byte),
		cmocka_unit_test(test_small_error_buffer),
		cmocka_unit_test(test_files),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("platform errors", tests, NULL,
					   NULL);
}
