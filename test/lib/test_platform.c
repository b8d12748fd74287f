// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: a good platform document: every key, the defaults, the round trip.
 */
#include "platform_private.h"

#include <errno.h>
#include <json-c/json.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define HEAD "{\"schema\":\"softreserve.platform/1\",\"name\":\"a\","

static char error[512];

static char *data_path(const char *name)
{
	const char *directory = getenv("SR_TEST_DATA");
	char *path;

	assert_non_null(directory);
	assert_true(asprintf(&path, "%s/%s", directory, name) > 0);
	return path;
}

static struct sr_platform *read_good(const char *name)
{
	char *path = data_path(name);
	struct sr_platform *platform = NULL;
	int err = sr_platform_read(path, &platform, error, sizeof(error));

	if (err)
		fail_msg("%s", error);
	free(path);
	return platform;
}

static struct sr_platform *parse_good(const char *text)
{
	struct sr_platform *platform = NULL;

	if (sr_platform_parse("doc.json", text, strlen(text), &platform, error,
			      sizeof(error)))
		fail_msg("%s", error);
	return platform;
}

static char *write_text(const struct sr_platform *platform)
{
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	assert_non_null(to);
	assert_int_equal(sr_platform_write(platform, to), 0);
	fclose(to);
	return text;
}

static char *slurp(const char *path, size_t *length)
{
	FILE *from = fopen(path, "r");
	char *text = calloc(1, 65536);

	assert_non_null(from);
	assert_non_null(text);
	*length = fread(text, 1, 65535, from);
	fclose(from);
	return text;
}

static void test_firmware(void **state)
{
	struct sr_platform *p = read_good("every_key.json");

	(void)state;
	assert_string_equal(p->name, "every-key");
	assert_string_equal(p->about,
		"Every key of the schema once, none at its default.");
	assert_int_equal(p->n_memory_map, 4);
	assert_int_equal(p->memory_map[0].type, SR_MEMORY_RAM);
	assert_int_equal(p->memory_map[1].type, SR_MEMORY_ACPI_TABLES);
	assert_int_equal(p->memory_map[2].type, SR_MEMORY_SOFT_RESERVED);
	assert_int_equal(p->memory_map[2].start, 0x110000000);
	assert_int_equal(p->memory_map[2].size, 2147483648);
	assert_int_equal(p->memory_map[3].type, SR_MEMORY_OTHER);
	assert_string_equal(p->memory_map[3].type_word, "Vendor word");
	assert_int_equal(p->n_windows, 2);
	assert_int_equal(p->windows[0].granularity, 512);
	assert_int_equal(p->windows[0].n_targets, 2);
	assert_int_equal(p->windows[0].targets[1], 13);
	assert_true(p->windows[0].xor_arithmetic);
	assert_int_equal(p->windows[0].restrictions, 0x16);
	assert_int_equal(p->windows[0].qos_class, 3);
	assert_false(p->windows[1].xor_arithmetic);
	assert_int_equal(p->windows[1].restrictions, 33);
	assert_int_equal(p->windows[1].qos_class, 65535);
	assert_int_equal(p->n_chbs, 2);
	assert_int_equal(p->chbs[0].version, 1);
	assert_int_equal(p->chbs[1].uid, 13);
	assert_int_equal(p->chbs[1].registers, 0x100010000);
	assert_int_equal(p->chbs[1].registers_size, 131072);
	assert_int_equal(p->n_xor_maps, 1);
	assert_int_equal(p->xor_maps[0].granularity, 1024);
	assert_int_equal(p->xor_maps[0].n_maps, 2);
	assert_int_equal(p->xor_maps[0].maps[1], UINT64_MAX);
	assert_int_equal(p->n_srat, 1);
	assert_int_equal(p->srat[0].domain, UINT32_MAX);
	assert_false(p->srat[0].enabled);
	assert_true(p->srat[0].hotpluggable);
	sr_platform_free(p);
}

static void test_hardware(void **state)
{
	struct sr_platform *p = read_good("every_key.json");
	const struct sr_decoder *decoder;

	(void)state;
	assert_int_equal(p->n_routed, 1);
	assert_int_equal(p->routed[0].restrictions, 1);
	assert_int_equal(p->n_host_bridges, 2);
	assert_int_equal(p->host_bridges[0].root_ports, 4);
	assert_int_equal(p->host_bridges[0].n_decoders, 1);
	decoder = &p->host_bridges[0].decoders[0];
	assert_int_equal(decoder->index, 2);
	assert_int_equal(decoder->start, 0x110000000);
	assert_int_equal(decoder->size, 536870912);
	assert_int_equal(decoder->ways, 2);
	assert_int_equal(decoder->granularity, 1024);
	assert_int_equal(decoder->n_targets, 2);
	assert_int_equal(decoder->targets[0], 3);
	assert_int_equal(decoder->targets[1], 1);
	assert_false(decoder->committed);
	assert_true(decoder->locked);
	assert_int_equal(p->host_bridges[1].n_decoders, 0);
	assert_int_equal(p->n_switches, 1);
	assert_string_equal(p->switches[0].name, "switch0");
	assert_int_equal(p->switches[0].host_bridge, 12);
	assert_int_equal(p->switches[0].port, 1);
	assert_int_equal(p->switches[0].downstream_ports, 9);
	assert_int_equal(p->switches[0].decoders[0].size, 0);
	assert_int_equal(p->n_devices, 2);
	assert_string_equal(p->devices[0].name, "mem0");
	assert_true(p->devices[0].has_serial);
	assert_int_equal(p->devices[0].serial, 0xfedcba9876543210);
	assert_string_equal(p->devices[0].switch_name, "switch0");
	assert_int_equal(p->devices[0].port, 7);
	assert_int_equal(p->devices[0].persistent_size, 268435456);
	assert_int_equal(p->devices[0].decoders[0].skip, 65536);
	assert_int_equal(p->devices[0].decoders[0].ways, 12);
	assert_false(p->devices[1].has_serial);
	assert_null(p->devices[1].switch_name);
	assert_int_equal(p->devices[1].volatile_size, UINT64_MAX - 1);
	sr_platform_free(p);
}

static void test_rest(void **state)
{
	struct sr_platform *p = read_good("every_key.json");

	(void)state;
	assert_non_null(p->linux_section);
	assert_int_equal(json_object_object_length(p->linux_section), 3);
	assert_int_equal(p->scenario.n_steps, 3);
	assert_string_equal(p->scenario.steps[1].line,
			    "stock: note \"stock\" only");
	assert_string_equal(p->scenario.module_parameters, "scope=range");
	assert_string_equal(p->scenario.kernel_parameters, "nokaslr");
	assert_string_equal(p->scenario.processor, "virtual");
	assert_int_equal(p->n_expectations, 2);
	assert_string_equal(p->expectations[0].kernel, "7.3");
	assert_true(p->expectations[0].stock);
	assert_int_equal(p->expectations[0].cxl, 536870912);
	assert_int_equal(p->expectations[0].lost_alignment, 8192);
	assert_int_equal(p->expectations[0].stranded, 536858624);
	assert_true(p->expectations[0].decoders_preserved);
	assert_string_equal(p->expectations[0].decoders, "unchanged");
	assert_string_equal(p->expectations[0].why, "Because.");
	assert_null(p->expectations[1].kernel);
	assert_false(p->expectations[1].stock);
	assert_int_equal(p->expectations[1].dax, 4);
	assert_string_equal(p->expectations[1].verdict, "give-up");
	assert_string_equal(p->expectations[1].reason,
			    "partly-covered,covered");
	assert_false(p->expectations[1].decoders_preserved);
	sr_platform_free(p);
}

/* The text read must say the same as the text written, key by key. */
static void test_round_trip(void **state)
{
	struct sr_platform *first = read_good("every_key.json"), *second;
	char *path = data_path("every_key.json"), *once, *twice;
	struct json_object *before, *after;

	(void)state;
	once = write_text(first);
	second = parse_good(once);
	twice = write_text(second);
	assert_string_equal(once, twice);
	/* Only what says nothing may differ: defaults and empty lists. */
	before = json_object_from_file(path);
	after = json_tokener_parse(once);
	assert_true(json_object_equal(
		json_object_object_get(before, "linux"),
		json_object_object_get(after, "linux")));
	assert_true(json_object_equal(
		json_object_object_get(before, "scenario"),
		json_object_object_get(after, "scenario")));
	json_object_put(before);
	json_object_put(after);
	sr_platform_free(first);
	sr_platform_free(second);
	free(path);
	free(once);
	free(twice);
}

/* Every key of the document comes out again, and nothing else does. */
static void test_every_key_is_written(void **state)
{
	struct sr_platform *p = read_good("every_key.json");
	char *path = data_path("every_key.json"), *text = write_text(p);
	char *name, *rest, quoted[80], *source;
	size_t length;

	(void)state;
	source = slurp(path, &length);
	rest = source;
	while ((name = strchr(rest, '"'))) {
		rest = strchr(name + 1, '"');
		if (rest[1] == '\\')
			rest++;
		snprintf(quoted, sizeof(quoted), "%.*s\"",
			 (int)(rest - name), name);
		rest++;
		if (*rest == ':' && !strstr(text, quoted))
			fail_msg("%s is lost", quoted);
	}
	sr_platform_free(p);
	free(source);
	free(path);
	free(text);
}

static void test_defaults(void **state)
{
	struct sr_platform *p = parse_good(HEAD
		"\"firmware\":{"
		"\"windows\":[{\"start\":\"0x0\",\"size\":1,\"targets\":[1]}],"
		"\"host_bridges\":[{\"uid\":1,\"registers\":\"0x0\"},"
		"{\"uid\":1,\"registers\":\"0x0\",\"version\":1}],"
		"\"srat\":[{\"start\":\"0x0\",\"size\":1,\"domain\":0}],"
		"\"xor_maps\":[{\"maps\":[]}]},"
		"\"hardware\":{"
		"\"host_bridges\":[{\"uid\":1,\"decoders\":[{\"index\":0,"
		"\"start\":\"0x0\",\"size\":0,\"targets\":[5,0]}]},"
		"{\"uid\":2}],"
		"\"switches\":[{\"name\":\"s\",\"host_bridge\":1,\"port\":5},"
		"{\"name\":\"t\",\"host_bridge\":1,\"port\":2}],"
		"\"devices\":[{\"name\":\"d\",\"host_bridge\":1,"
		"\"switch\":\"s\",\"port\":3,\"volatile_size\":0,\"decoders\":"
		"[{\"index\":0,\"start\":\"0x0\",\"size\":0}]}]}}");
	const struct sr_decoder *decoder = p->devices[0].decoders;

	(void)state;
	assert_null(p->about);
	assert_null(p->linux_section);
	assert_int_equal(p->windows[0].granularity, 256);
	assert_int_equal(p->windows[0].restrictions, 0xf);
	assert_false(p->windows[0].xor_arithmetic);
	assert_int_equal(p->chbs[0].version, 2);
	assert_int_equal(p->chbs[0].registers_size, 65536);
	assert_int_equal(p->chbs[1].registers_size, 8192);
	assert_true(p->srat[0].enabled);
	assert_false(p->srat[0].hotpluggable);
	assert_int_equal(p->xor_maps[0].n_maps, 0);
	assert_int_equal(p->host_bridges[0].root_ports, 6);
	assert_int_equal(p->host_bridges[0].decoders[0].ways, 2);
	assert_int_equal(p->host_bridges[1].root_ports, 1);
	assert_int_equal(p->switches[0].downstream_ports, 4);
	assert_int_equal(p->switches[1].downstream_ports, 1);
	assert_false(p->devices[0].has_serial);
	assert_int_equal(p->devices[0].persistent_size, 0);
	assert_int_equal(decoder->ways, 1);
	assert_int_equal(decoder->granularity, 256);
	assert_true(decoder->committed);
	assert_false(decoder->locked);
	assert_int_equal(decoder->skip, 0);
	sr_platform_free(p);
}

static void test_smallest_document(void **state)
{
	struct sr_platform *p = parse_good(
		"{\"name\":\"a\",\"schema\":\"softreserve.platform/1\"}\n\n");
	char *text = write_text(p);

	(void)state;
	assert_string_equal(text, "{\n"
		"  \"schema\": \"softreserve.platform/1\",\n"
		"  \"name\": \"a\"\n}\n");
	free(text);
	sr_platform_free(p);
}

/* A real fault: firmware tables may overlap and name what is not there. */
static void test_lying_tables_are_fine(void **state)
{
	struct sr_platform *p = parse_good(HEAD "\"firmware\":{\"windows\":["
		"{\"start\":\"0x0\",\"size\":4096,\"targets\":[99]},"
		"{\"start\":\"0x10\",\"size\":4096,\"targets\":[98]}]},"
		"\"hardware\":{\"host_bridges\":[{\"uid\":1}]}}");

	(void)state;
	assert_int_equal(p->n_windows, 2);
	sr_platform_free(p);
}

static void test_large_memory_map(void **state)
{
	struct sr_platform *p;
	char *text = NULL;
	size_t size, i;
	FILE *to = open_memstream(&text, &size);

	(void)state;
	assert_non_null(to);
	fputs(HEAD "\"firmware\":{\"memory_map\":[", to);
	for (i = 0; i < 100000; i++)
		fprintf(to, "%s{\"start\":\"0x%zx\",\"size\":4096,"
			"\"type\":\"Soft Reserved\"}", i ? "," : "",
			(100000 - i) * 4096);
	fputs("]}}", to);
	fclose(to);
	p = parse_good(text);
	assert_int_equal(p->n_memory_map, 100000);
	sr_platform_free(p);
	free(text);
}

/* A copy of exactly the bytes, so that ASan sees a read past them. */
static void test_truncated_anywhere(void **state)
{
	char *path = data_path("every_key.json"), *text, *part;
	struct sr_platform *p;
	size_t length, cut;
	int err;

	(void)state;
	text = slurp(path, &length);
	while (text[length - 1] == '\n')
		length--;
	for (cut = 0; cut < length; cut++) {
		part = malloc(cut ? cut : 1);
		assert_non_null(part);
		memcpy(part, text, cut);
		p = NULL;
		*error = '\0';
		err = sr_platform_parse("doc.json", part, cut, &p, error,
					sizeof(error));
		assert_int_equal(err, -EINVAL);
		assert_null(p);
		assert_memory_equal(error, "doc.json: ", 10);
		assert_null(strchr(error, '\n'));
		free(part);
	}
	assert_true(cut > 2000);
	free(text);
	free(path);
}

static void test_write_to_full_disk(void **state)
{
	struct sr_platform *p = read_good("every_key.json");
	FILE *to = fopen("/dev/full", "w");

	(void)state;
	if (!to) {
		sr_platform_free(p);
		skip();
	}
	assert_int_equal(sr_platform_write(p, to), -ENOSPC);
	fclose(to);
	sr_platform_free(p);
}

/* What is written can be read back, and what could not be is not written. */
static void test_limit_of_writing(void **state)
{
	struct json_object *value = json_object_new_string("four");
	char text[16] = "";
	FILE *to = fmemopen(text, sizeof(text), "w");

	(void)state;
	assert_non_null(to);
	/* Quotes and a newline count. */
	assert_int_equal(sr_json_write(value, to, 7), 0);
	assert_string_equal(text, "\"four\"\n");
	assert_int_equal(sr_json_write(value, to, 6), -EFBIG);
	fclose(to);
	json_object_put(value);
}

static struct sr_memory *many_entries(size_t n)
{
	struct sr_memory *list = calloc(n, sizeof(*list));
	size_t i;

	assert_non_null(list);
	for (i = 0; i < n; i++) {
		list[i].start = (uint64_t)i << 28;
		list[i].size = 254 << 20;
		list[i].type = SR_MEMORY_SOFT_RESERVED;
		list[i].type_word = strdup("Soft Reserved");
	}
	return list;
}

static void test_large_capture(void **state)
{
	struct sr_platform *p = read_good("every_key.json"), *again;
	char *text;

	(void)state;
	sr_object_clear(&sr_platform_object, p);
	memset(p, 0, sizeof(*p));
	p->name = strdup("large");
	p->n_memory_map = 250000;
	p->memory_map = many_entries(p->n_memory_map);
	text = write_text(p);
	/* More than was read once. */
	assert_true(strlen(text) > 16 << 20);
	again = parse_good(text);
	assert_int_equal(again->n_memory_map, p->n_memory_map);
	assert_int_equal(again->memory_map[249999].start, 249999ULL << 28);
	sr_platform_free(again);
	free(text);
	sr_platform_free(p);
}

static void test_list_too_long(void **state)
{
	struct sr_platform platform = { .n_memory_map = 1000001 };
	FILE *to = fopen("/dev/null", "w");

	(void)state;
	assert_non_null(to);
	platform.name = strdup("too-long");
	platform.memory_map = many_entries(1);
	assert_int_equal(sr_platform_write(&platform, to), -EFBIG);
	fclose(to);
	platform.n_memory_map = 1;
	sr_object_clear(&sr_platform_object, &platform);
}

static void test_free_nothing(void **state)
{
	(void)state;
	sr_platform_free(NULL);
	sr_platform_free(calloc(1, sizeof(struct sr_platform)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_firmware),
		cmocka_unit_test(test_hardware),
		cmocka_unit_test(test_rest),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_every_key_is_written),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_smallest_document),
		cmocka_unit_test(test_lying_tables_are_fine),
		cmocka_unit_test(test_large_memory_map),
		cmocka_unit_test(test_truncated_anywhere),
		cmocka_unit_test(test_write_to_full_disk),
		cmocka_unit_test(test_limit_of_writing),
		cmocka_unit_test(test_large_capture),
		cmocka_unit_test(test_list_too_long),
		cmocka_unit_test(test_free_nothing),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("platform", tests, NULL, NULL);
}
