// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: the tables of the platform document; docs/design/platform-document.md
 * says the same to people.
 */
#include "platform_private.h"

#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#define MEMORY_MAP_MAX 1000000
#define ENTRIES_MAX 4096
#define PORTS_MAX 256
#define DECODERS_MAX 32
/* An HDM decoder's registers have no bits for less. */
#define DECODER_GRAIN ((uint64_t)256 << 20)
/* CXL 3.1 8.2.4.20.7: the Target List registers hold eight ports. */
#define DECODER_TARGETS_MAX 8

#define LOWER_CASE "abcdefghijklmnopqrstuvwxyz"
#define UPPER_CASE "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"
#define NAME_LETTERS LOWER_CASE UPPER_CASE DIGITS "-_.:"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define OBJECT(type, keys_, finish_) \
	{ sizeof(struct type), keys_, COUNT(keys_), finish_ }

/* ---- checks that several objects share ---- */

static int fail_at(const struct sr_node *at, const char *key,
		   const char *reason)
{
	struct sr_node node = sr_node_key(at, key);

	return sr_node_fail(&node, "%s", reason);
}

static bool is_absent(const struct sr_node *at, const char *key)
{
	return !sr_node_key(at, key).value;
}

static int check_extent(const struct sr_node *at, uint64_t start,
			uint64_t size)
{
	if (size && size - 1 > UINT64_MAX - start)
		return fail_at(at, "size", "start plus size is beyond 2^64");
	return 0;
}

/* CXL 3.1 8.2.4.20.7 and 9.18.1.3: an encoded value of 0 to 6. */
static int check_granularity(const struct sr_node *at, uint32_t granularity)
{
	if (granularity < 256 || granularity > 16384 ||
	    granularity & (granularity - 1))
		return fail_at(at, "granularity",
			       "must be a power of two from 256 to 16384");
	return 0;
}

static int check_ways(const struct sr_node *at, const char *key,
		      unsigned int ways)
{
	static const unsigned int encodable[] = { 1, 2, 3, 4, 6, 8, 12, 16 };
	size_t i;

	for (i = 0; i < COUNT(encodable); i++)
		if (ways == encodable[i])
			return 0;
	return fail_at(at, key,
		       "interleave ways must be 1, 2, 3, 4, 6, 8, 12 or 16");
}

/* ---- firmware ---- */

enum sr_memory_type sr_memory_type_of(const char *word)
{
	static const struct {
		const char *word;
		enum sr_memory_type type;
	} words[] = {
		{ "System RAM", SR_MEMORY_RAM },
		{ "Soft Reserved", SR_MEMORY_SOFT_RESERVED },
		{ "Reserved", SR_MEMORY_RESERVED },
		{ "ACPI Tables", SR_MEMORY_ACPI_TABLES },
		{ "ACPI Non-volatile Storage", SR_MEMORY_ACPI_NVS },
		{ "Unusable memory", SR_MEMORY_UNUSABLE },
		{ "Persistent Memory", SR_MEMORY_PERSISTENT },
		{ "Persistent Memory (legacy)", SR_MEMORY_PERSISTENT },
	};
	size_t i;

	for (i = 0; i < COUNT(words); i++)
		if (!strcmp(word, words[i].word))
			return words[i].type;
	return SR_MEMORY_OTHER;
}

static int finish_memory(const struct sr_node *at, void *object)
{
	struct sr_memory *memory = object;

	memory->type = sr_memory_type_of(memory->type_word);
	return check_extent(at, memory->start, memory->size);
}

static const struct sr_key memory_keys[] = {
	{ "start", SR_KEY_ADDRESS, .offset = offsetof(struct sr_memory, start),
	  .required = true },
	{ "size", SR_KEY_BYTES, .offset = offsetof(struct sr_memory, size),
	  .required = true, .min = 1 },
	{ "type", SR_KEY_TEXT, .offset = offsetof(struct sr_memory, type_word),
	  .required = true, .min = 1 },
};
static const struct sr_object memory_object =
	OBJECT(sr_memory, memory_keys, finish_memory);

static const char *const restriction_words[] = {
	"type2", "type3", "volatile", "persistent", "fixed",
};

static int read_restriction(const struct sr_node *at, uint16_t *bits)
{
	const char *word;
	size_t i;
	int err = sr_node_text(at, &word);

	if (err)
		return err;
	for (i = 0; i < COUNT(restriction_words); i++) {
		if (!strcmp(word, restriction_words[i])) {
			*bits = (uint16_t)(*bits | 1u << i);
			return 0;
		}
	}
	return sr_node_fail(at, "must be type2, type3, volatile, persistent or fixed");
}

static int read_restrictions(const struct sr_node *at, void *object)
{
	struct sr_window *window = object;
	uint64_t bits;
	size_t i;
	int err = 0;

	if (json_object_is_type(at->value, json_type_int)) {
		err = sr_node_number(at, 0, UINT16_MAX, &bits);
		if (!err)
			window->restrictions = (uint16_t)bits;
		return err;
	}
	if (!json_object_is_type(at->value, json_type_array))
		return sr_node_fail(at, "must be an array or an integer");
	for (i = 0; !err && i < json_object_array_length(at->value); i++) {
		struct sr_node item = sr_node_item(at, i);

		err = read_restriction(&item, &window->restrictions);
	}
	return err;
}

static struct json_object *write_restrictions(const void *object)
{
	const struct sr_window *window = object;
	struct json_object *words;
	size_t i;

	if (window->restrictions >> COUNT(restriction_words))
		return json_object_new_int(window->restrictions);
	words = json_object_new_array();
	for (i = 0; words && i < COUNT(restriction_words); i++)
		if (window->restrictions & 1u << i)
			json_object_array_add(words, json_object_new_string(
					      restriction_words[i]));
	return words;
}

static int read_arithmetic(const struct sr_node *at, void *object)
{
	struct sr_window *window = object;
	const char *word;
	int err = sr_node_text(at, &word);

	if (err)
		return err;
	window->xor_arithmetic = !strcmp(word, "xor");
	if (!window->xor_arithmetic && strcmp(word, "modulo"))
		return sr_node_fail(at, "must be modulo or xor");
	return 0;
}

static struct json_object *write_arithmetic(const void *object)
{
	const struct sr_window *window = object;

	return json_object_new_string(window->xor_arithmetic ? "xor" :
				      "modulo");
}

static int finish_window(const struct sr_node *at, void *object)
{
	struct sr_window *window = object;
	int err;

	if (is_absent(at, "restrictions"))
		window->restrictions = 0xf;
	err = check_extent(at, window->start, window->size);
	if (!err)
		err = check_granularity(at, window->granularity);
	if (!err)
		err = check_ways(at, "targets", window->n_targets);
	return err;
}

static const struct sr_key window_keys[] = {
	{ "start", SR_KEY_ADDRESS, .offset = offsetof(struct sr_window, start),
	  .required = true },
	{ "size", SR_KEY_BYTES, .offset = offsetof(struct sr_window, size),
	  .required = true, .min = 1 },
	{ "granularity", SR_KEY_NUMBER,
	  .offset = offsetof(struct sr_window, granularity), .fallback = 256 },
	{ "targets", SR_KEY_NUMBERS, .offset = offsetof(struct sr_window, targets),
	  .also = offsetof(struct sr_window, n_targets), .required = true, .min = 1,
	  .max = SR_TARGETS_MAX },
	{ "arithmetic", SR_KEY_CUSTOM, .read = read_arithmetic,
	  .write = write_arithmetic },
	{ "restrictions", SR_KEY_CUSTOM, .read = read_restrictions,
	  .write = write_restrictions },
	{ "qos_class", SR_KEY_SHORT, .offset = offsetof(struct sr_window, qos_class) },
};
static const struct sr_object window_object =
	OBJECT(sr_window, window_keys, finish_window);

/* CXL 3.1 9.18.1.2: an RCRB is 8 KiB, component registers are 64 KiB. */
static int finish_chbs(const struct sr_node *at, void *object)
{
	struct sr_chbs *chbs = object;

	if (is_absent(at, "registers_size"))
		chbs->registers_size = chbs->version == 1 ? 0x2000 : 0x10000;
	if (chbs->registers_size - 1 > UINT64_MAX - chbs->registers)
		return fail_at(at, "registers_size",
			       "registers plus size is beyond 2^64");
	return 0;
}

static const struct sr_key chbs_keys[] = {
	{ "uid", SR_KEY_NUMBER, .offset = offsetof(struct sr_chbs, uid),
	  .required = true },
	{ "version", SR_KEY_NUMBER, .offset = offsetof(struct sr_chbs, version),
	  .fallback = 2, .min = 1, .max = 2 },
	{ "registers", SR_KEY_ADDRESS, .offset = offsetof(struct sr_chbs, registers),
	  .required = true },
	{ "registers_size", SR_KEY_BYTES,
	  .offset = offsetof(struct sr_chbs, registers_size), .min = 1 },
};
static const struct sr_object chbs_object =
	OBJECT(sr_chbs, chbs_keys, finish_chbs);

static int finish_xor_map(const struct sr_node *at, void *object)
{
	struct sr_xor_map *map = object;

	return check_granularity(at, map->granularity);
}

static const struct sr_key xor_mask_keys[] = {
	{ NULL, SR_KEY_ADDRESS, .offset = 0 },
};
static const struct sr_object xor_mask_object = {
	sizeof(uint64_t), xor_mask_keys, COUNT(xor_mask_keys), NULL,
};

static const struct sr_key xor_map_keys[] = {
	{ "granularity", SR_KEY_NUMBER,
	  .offset = offsetof(struct sr_xor_map, granularity), .fallback = 256 },
	{ "maps", SR_KEY_LIST, .offset = offsetof(struct sr_xor_map, maps),
	  .also = offsetof(struct sr_xor_map, n_maps), .required = true,
	  .max = UINT8_MAX, .object = &xor_mask_object },
};
static const struct sr_object xor_map_object =
	OBJECT(sr_xor_map, xor_map_keys, finish_xor_map);

static int finish_affinity(const struct sr_node *at, void *object)
{
	struct sr_affinity *affinity = object;

	return check_extent(at, affinity->start, affinity->size);
}

static const struct sr_key affinity_keys[] = {
	{ "start", SR_KEY_ADDRESS, .offset = offsetof(struct sr_affinity, start),
	  .required = true },
	{ "size", SR_KEY_BYTES, .offset = offsetof(struct sr_affinity, size),
	  .required = true, .min = 1 },
	{ "domain", SR_KEY_NUMBER, .offset = offsetof(struct sr_affinity, domain),
	  .required = true },
	{ "enabled", SR_KEY_BOOL, .offset = offsetof(struct sr_affinity, enabled),
	  .fallback = true },
	{ "hotpluggable", SR_KEY_BOOL,
	  .offset = offsetof(struct sr_affinity, hotpluggable) },
};
static const struct sr_object affinity_object =
	OBJECT(sr_affinity, affinity_keys, finish_affinity);

#define LIST(key, array, max_, object_) \
	{ key, SR_KEY_LIST, .offset = offsetof(struct sr_platform, array), \
	  .also = offsetof(struct sr_platform, n_##array), .max = max_, \
	  .object = &(object_) }

static const struct sr_key firmware_keys[] = {
	LIST("memory_map", memory_map, MEMORY_MAP_MAX, memory_object),
	LIST("windows", windows, ENTRIES_MAX, window_object),
	LIST("host_bridges", chbs, ENTRIES_MAX, chbs_object),
	LIST("xor_maps", xor_maps, ENTRIES_MAX, xor_map_object),
	LIST("srat", srat, ENTRIES_MAX, affinity_object),
};
static const struct sr_object firmware_object =
	OBJECT(sr_platform, firmware_keys, NULL);

/* ---- hardware ---- */

static int check_targets(const struct sr_node *at,
			 const struct sr_decoder *decoder)
{
	unsigned int needed = decoder->ways;

	if (needed > DECODER_TARGETS_MAX)
		needed = DECODER_TARGETS_MAX;
	if (!decoder->n_targets && !(decoder->committed && decoder->size))
		return 0;
	if (decoder->n_targets != needed)
		return fail_at(at, "targets",
			       "must have one entry per interleave way");
	return 0;
}

static int finish_decoder(const struct sr_node *at, void *object)
{
	struct sr_decoder *decoder = object;
	int err;

	if (!decoder->ways)
		decoder->ways = decoder->n_targets ? decoder->n_targets : 1;
	if (decoder->start % DECODER_GRAIN)
		return fail_at(at, "start", "must be a multiple of 256 MiB");
	if (decoder->size % DECODER_GRAIN)
		return fail_at(at, "size", "must be a multiple of 256 MiB");
	err = check_extent(at, decoder->start, decoder->size);
	if (!err)
		err = check_granularity(at, decoder->granularity);
	if (!err)
		err = check_ways(at, "ways", decoder->ways);
	return err;
}

static int finish_port_decoder(const struct sr_node *at, void *object)
{
	int err = finish_decoder(at, object);

	return err ? err : check_targets(at, object);
}

#define DECODER_HEAD \
	{ "index", SR_KEY_NUMBER, .offset = offsetof(struct sr_decoder, index), \
	  .required = true, .max = DECODERS_MAX - 1 }, \
	{ "start", SR_KEY_ADDRESS, .offset = offsetof(struct sr_decoder, start), \
	  .required = true }, \
	{ "size", SR_KEY_BYTES, .offset = offsetof(struct sr_decoder, size), \
	  .required = true }, \
	{ "ways", SR_KEY_NUMBER, .offset = offsetof(struct sr_decoder, ways), \
	  .min = 1 }, \
	{ "granularity", SR_KEY_NUMBER, \
	  .offset = offsetof(struct sr_decoder, granularity), .fallback = 256 }

#define DECODER_TAIL \
	{ "committed", SR_KEY_BOOL, .offset = offsetof(struct sr_decoder, committed), \
	  .fallback = true }, \
	{ "locked", SR_KEY_BOOL, .offset = offsetof(struct sr_decoder, locked) }

static const struct sr_key port_decoder_keys[] = {
	DECODER_HEAD,
	{ "targets", SR_KEY_NUMBERS, .offset = offsetof(struct sr_decoder, targets),
	  .also = offsetof(struct sr_decoder, n_targets),
	  .max = DECODER_TARGETS_MAX },
	DECODER_TAIL,
};
static const struct sr_object port_decoder_object =
	OBJECT(sr_decoder, port_decoder_keys, finish_port_decoder);

static const struct sr_key endpoint_decoder_keys[] = {
	DECODER_HEAD,
	DECODER_TAIL,
	{ "skip", SR_KEY_BYTES, .offset = offsetof(struct sr_decoder, skip) },
};
static const struct sr_object endpoint_decoder_object =
	OBJECT(sr_decoder, endpoint_decoder_keys, finish_decoder);

#define DECODERS(type, object_) \
	{ "decoders", SR_KEY_LIST, .offset = offsetof(struct type, decoders), \
	  .also = offsetof(struct type, n_decoders), .max = DECODERS_MAX, \
	  .object = &(object_) }

static const struct sr_key host_bridge_keys[] = {
	{ "uid", SR_KEY_NUMBER, .offset = offsetof(struct sr_host_bridge, uid),
	  .required = true },
	{ "root_ports", SR_KEY_NUMBER,
	  .offset = offsetof(struct sr_host_bridge, root_ports), .min = 1,
	  .max = PORTS_MAX },
	{ "decoder_count", SR_KEY_FACT,
	  .offset = offsetof(struct sr_host_bridge, decoder_count) },
	DECODERS(sr_host_bridge, port_decoder_object),
};
static const struct sr_object host_bridge_object =
	OBJECT(sr_host_bridge, host_bridge_keys, NULL);

static const struct sr_key switch_keys[] = {
	{ "name", SR_KEY_TEXT, .offset = offsetof(struct sr_switch, name),
	  .required = true, .allowed = NAME_LETTERS },
	{ "host_bridge", SR_KEY_NUMBER,
	  .offset = offsetof(struct sr_switch, host_bridge), .required = true },
	{ "port", SR_KEY_NUMBER, .offset = offsetof(struct sr_switch, port),
	  .required = true, .max = PORTS_MAX - 1 },
	{ "downstream_ports", SR_KEY_NUMBER,
	  .offset = offsetof(struct sr_switch, downstream_ports), .min = 1,
	  .max = PORTS_MAX },
	DECODERS(sr_switch, port_decoder_object),
};
static const struct sr_object switch_object =
	OBJECT(sr_switch, switch_keys, NULL);

static const struct sr_key device_keys[] = {
	{ "name", SR_KEY_TEXT, .offset = offsetof(struct sr_device, name),
	  .required = true, .allowed = NAME_LETTERS },
	{ "serial", SR_KEY_ADDRESS, .offset = offsetof(struct sr_device, serial),
	  .also = offsetof(struct sr_device, has_serial), .has_flag = true },
	{ "host_bridge", SR_KEY_NUMBER,
	  .offset = offsetof(struct sr_device, host_bridge), .required = true },
	{ "switch", SR_KEY_TEXT, .offset = offsetof(struct sr_device, switch_name),
	  .allowed = NAME_LETTERS },
	{ "port", SR_KEY_NUMBER, .offset = offsetof(struct sr_device, port),
	  .required = true, .max = PORTS_MAX - 1 },
	{ "volatile_size", SR_KEY_BYTES,
	  .offset = offsetof(struct sr_device, volatile_size), .required = true },
	{ "persistent_size", SR_KEY_BYTES,
	  .offset = offsetof(struct sr_device, persistent_size) },
	{ "mem_enabled", SR_KEY_FACT,
	  .offset = offsetof(struct sr_device, mem_enabled) },
	{ "hdm_enabled", SR_KEY_FACT,
	  .offset = offsetof(struct sr_device, hdm_enabled) },
	DECODERS(sr_device, endpoint_decoder_object),
};
static const struct sr_object device_object =
	OBJECT(sr_device, device_keys, NULL);

static const struct sr_key hardware_keys[] = {
	{ "windows", SR_KEY_LIST, .offset = offsetof(struct sr_platform, routed),
	  .also = offsetof(struct sr_platform, n_routed), .max = ENTRIES_MAX,
	  .keep_empty = true, .object = &window_object },
	LIST("host_bridges", host_bridges, ENTRIES_MAX, host_bridge_object),
	LIST("switches", switches, ENTRIES_MAX, switch_object),
	LIST("devices", devices, ENTRIES_MAX, device_object),
};
static const struct sr_object hardware_object =
	OBJECT(sr_platform, hardware_keys, NULL);

/* ---- for the lab ---- */

static const struct sr_key step_keys[] = {
	{ NULL, SR_KEY_TEXT, .offset = offsetof(struct sr_scenario_step, line),
	  .min = 1 },
};
static const struct sr_object step_object =
	OBJECT(sr_scenario_step, step_keys, NULL);

static const struct sr_key scenario_keys[] = {
	{ "steps", SR_KEY_LIST, .offset = offsetof(struct sr_scenario, steps),
	  .also = offsetof(struct sr_scenario, n_steps), .min = 1, .max = ENTRIES_MAX,
	  .object = &step_object },
	{ "module_parameters", SR_KEY_TEXT,
	  .offset = offsetof(struct sr_scenario, module_parameters) },
	{ "kernel_parameters", SR_KEY_TEXT,
	  .offset = offsetof(struct sr_scenario, kernel_parameters) },
	{ "processor", SR_KEY_TEXT,
	  .offset = offsetof(struct sr_scenario, processor), .min = 1 },
};

static int finish_scenario(const struct sr_node *at, void *object)
{
	struct sr_scenario *scenario = object;

	if (scenario->processor && strcmp(scenario->processor, "virtual"))
		return fail_at(at, "processor", "must be virtual");
	return 0;
}

static const struct sr_object scenario_object =
	OBJECT(sr_scenario, scenario_keys, finish_scenario);

static int finish_expectation(const struct sr_node *at, void *object)
{
	struct sr_expectation *expect = object;
	uint64_t parts[] = { expect->cxl, expect->dax,
			     expect->lost_alignment, expect->stranded };
	uint64_t left = expect->offered;
	size_t i;

	if (expect->decoders && strcmp(expect->decoders, "unchanged"))
		return fail_at(at, "decoders", "must be unchanged");
	if (expect->stock && expect->verdict)
		return fail_at(at, "verdict", "stock Linux gives none");
	if (expect->stock && expect->reason)
		return fail_at(at, "reason", "stock Linux gives none");
	for (i = 0; i < COUNT(parts); i++) {
		if (parts[i] > left)
			break;
		left -= parts[i];
	}
	if (i < COUNT(parts) || left)
		return fail_at(at, "offered",
			       "must be cxl + dax + lost_alignment + stranded");
	return 0;
}

#define FIGURE(name) \
	{ #name, SR_KEY_BYTES, .offset = offsetof(struct sr_expectation, name), \
	  .required = true }

static const struct sr_key expectation_keys[] = {
	{ "kernel", SR_KEY_TEXT, .offset = offsetof(struct sr_expectation, kernel),
	  .min = 1 },
	{ "stock", SR_KEY_BOOL, .offset = offsetof(struct sr_expectation, stock),
	  .required = true },
	FIGURE(offered),
	FIGURE(cxl),
	FIGURE(dax),
	FIGURE(lost_alignment),
	FIGURE(stranded),
	{ "verdict", SR_KEY_TEXT, .offset = offsetof(struct sr_expectation, verdict),
	  .min = 1 },
	{ "reason", SR_KEY_TEXT, .offset = offsetof(struct sr_expectation, reason),
	  .min = 1 },
	{ "decoders_preserved", SR_KEY_BOOL,
	  .offset = offsetof(struct sr_expectation, decoders_preserved) },
	{ "decoders", SR_KEY_TEXT, .offset = offsetof(struct sr_expectation, decoders),
	  .min = 1 },
	{ "data_lost", SR_KEY_BOOL,
	  .offset = offsetof(struct sr_expectation, data_lost) },
	{ "why", SR_KEY_TEXT, .offset = offsetof(struct sr_expectation, why) },
};
static const struct sr_object expectation_object =
	OBJECT(sr_expectation, expectation_keys, finish_expectation);

/* ---- the document ---- */

static int read_schema(const struct sr_node *at, void *object)
{
	const char *schema;
	int err = sr_node_text(at, &schema);

	(void)object;
	if (!err && strcmp(schema, SR_PLATFORM_SCHEMA))
		return sr_node_fail(at, "must be " SR_PLATFORM_SCHEMA);
	return err;
}

static struct json_object *write_schema(const void *object)
{
	(void)object;
	return json_object_new_string(SR_PLATFORM_SCHEMA);
}

static const struct sr_key platform_keys[] = {
	{ "schema", SR_KEY_CUSTOM, .required = true, .read = read_schema,
	  .write = write_schema },
	{ "name", SR_KEY_TEXT, .offset = offsetof(struct sr_platform, name),
	  .required = true, .allowed = LOWER_CASE DIGITS "-" },
	{ "about", SR_KEY_TEXT, .offset = offsetof(struct sr_platform, about) },
	{ "firmware", SR_KEY_SECTION, .object = &firmware_object },
	{ "hardware", SR_KEY_SECTION, .object = &hardware_object },
	{ "linux", SR_KEY_OPAQUE,
	  .offset = offsetof(struct sr_platform, linux_section) },
	{ "scenario", SR_KEY_SECTION, .offset = offsetof(struct sr_platform, scenario),
	  .object = &scenario_object },
	LIST("expect", expectations, ENTRIES_MAX, expectation_object),
};
const struct sr_object sr_platform_object =
	OBJECT(sr_platform, platform_keys, NULL);
