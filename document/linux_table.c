// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: tables of the linux section: where each fact is in sysfs, in the C
 * struct and in JSON.
 */
#include "platform_private.h"
#include "running.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ENTRIES_MAX 1000000

#define OBJECT(name, type, keys_) \
	const struct sr_object name = \
		{ sizeof(struct type), keys_, COUNT(keys_), NULL }

#define ADDRESS(type, key, member) \
	{ key, SR_KEY_ADDRESS, .offset = offsetof(struct type, member), \
	  .required = true }
#define BYTES(type, key, member) \
	{ key, SR_KEY_BYTES, .offset = offsetof(struct type, member), \
	  .required = true }
#define NUMBER(type, key, member) \
	{ key, SR_KEY_NUMBER, .offset = offsetof(struct type, member), \
	  .required = true }
#define BOOL(type, key, member) \
	{ key, SR_KEY_BOOL, .offset = offsetof(struct type, member) }
#define FACT(type, key, member, attribute_) \
	{ key, SR_KEY_FACT, .offset = offsetof(struct type, member), \
	  .attribute = attribute_ }
#define DETAIL(type, key, member, attribute_) \
	{ key, SR_KEY_FACT, .offset = offsetof(struct type, member), \
	  .attribute = attribute_, .detail = true }
#define FACT_ADDRESS(type, key, member, attribute_) \
	{ key, SR_KEY_FACT_ADDRESS, \
	  .offset = offsetof(struct type, member), \
	  .attribute = attribute_ }
#define DETAIL_ADDRESS(type, key, member, attribute_) \
	{ key, SR_KEY_FACT_ADDRESS, \
	  .offset = offsetof(struct type, member), \
	  .attribute = attribute_, .detail = true }
#define TEXT(type, key, member, attribute_) \
	{ key, SR_KEY_TEXT, .offset = offsetof(struct type, member), \
	  .attribute = attribute_ }
#define NAME(type) \
	{ "name", SR_KEY_TEXT, .offset = offsetof(struct type, name), \
	  .required = true, .min = 1 }
#define LINK(type, key, member, attribute_) \
	{ key, SR_KEY_TEXT, .offset = offsetof(struct type, member), \
	  .attribute = attribute_, .link = true }
#define DETAIL_LINK(type, key, member, attribute_) \
	{ key, SR_KEY_TEXT, .offset = offsetof(struct type, member), \
	  .attribute = attribute_, .link = true, .detail = true }
#define LIST(type, key, array, object_) \
	{ key, SR_KEY_LIST, .offset = offsetof(struct type, array), \
	  .also = offsetof(struct type, n_##array), .max = ENTRIES_MAX, \
	  .object = &(object_) }
#define SECTION(type, key, member, object_) \
	{ key, SR_KEY_SECTION, .offset = offsetof(struct type, member), \
	  .object = &(object_) }

static const struct sr_key resource_keys[] = {
	ADDRESS(sr_resource, "start", start),
	BYTES(sr_resource, "size", size),
	NUMBER(sr_resource, "depth", depth),
	NAME(sr_resource),
};
static OBJECT(resource_object, sr_resource, resource_keys);

static const struct sr_key dport_keys[] = {
	NUMBER(sr_cxl_dport, "id", id),
	TEXT(sr_cxl_dport, "device", device, NULL),
};
static OBJECT(dport_object, sr_cxl_dport, dport_keys);

static const struct sr_key port_keys[] = {
	NAME(sr_cxl_port),
	TEXT(sr_cxl_port, "parent", parent, NULL),
	LINK(sr_cxl_port, "device", device, "uport"),
	LINK(sr_cxl_port, "parent_dport", parent_dport, "parent_dport"),
	LINK(sr_cxl_port, "driver", driver, "driver"),
	FACT(sr_cxl_port, "decoders_committed", decoders_committed,
	     "decoders_committed"),
	LIST(sr_cxl_port, "dports", dports, dport_object),
};
OBJECT(sr_cxl_port_object, sr_cxl_port, port_keys);

static const struct sr_key decoder_keys[] = {
	NAME(sr_cxl_decoder),
	TEXT(sr_cxl_decoder, "port", port, NULL),
	FACT(sr_cxl_decoder, "index", index, NULL),
	FACT_ADDRESS(sr_cxl_decoder, "start", start, "start"),
	FACT(sr_cxl_decoder, "size", size, "size"),
	FACT(sr_cxl_decoder, "ways", ways, "interleave_ways"),
	FACT(sr_cxl_decoder, "granularity", granularity,
	     "interleave_granularity"),
	FACT(sr_cxl_decoder, "locked", locked, "locked"),
	TEXT(sr_cxl_decoder, "targets", targets, "target_list"),
	TEXT(sr_cxl_decoder, "mode", mode, "mode"),
	TEXT(sr_cxl_decoder, "region", region, "region"),
	FACT_ADDRESS(sr_cxl_decoder, "dpa_start", dpa_start, "dpa_resource"),
	FACT(sr_cxl_decoder, "dpa_size", dpa_size, "dpa_size"),
	FACT(sr_cxl_decoder, "cap_volatile", cap_volatile, "cap_ram"),
	FACT(sr_cxl_decoder, "cap_persistent", cap_persistent, "cap_pmem"),
	FACT(sr_cxl_decoder, "qos_class", qos_class, "qos_class"),
};
OBJECT(sr_cxl_decoder_object, sr_cxl_decoder, decoder_keys);

static const struct sr_key region_keys[] = {
	NAME(sr_cxl_region),
	TEXT(sr_cxl_region, "decoder", decoder, NULL),
	FACT_ADDRESS(sr_cxl_region, "start", start, "resource"),
	FACT(sr_cxl_region, "size", size, "size"),
	FACT(sr_cxl_region, "committed", committed, "commit"),
	DETAIL(sr_cxl_region, "ways", ways, "interleave_ways"),
	DETAIL(sr_cxl_region, "granularity", granularity,
	       "interleave_granularity"),
	TEXT(sr_cxl_region, "mode", mode, "mode"),
	LINK(sr_cxl_region, "driver", driver, "driver"),
	BOOL(sr_cxl_region, "dax_region", has_dax_region),
};
OBJECT(sr_cxl_region_object, sr_cxl_region, region_keys);

static const struct sr_key memdev_keys[] = {
	NAME(sr_cxl_memdev),
	TEXT(sr_cxl_memdev, "device", device, NULL),
	TEXT(sr_cxl_memdev, "parent_device", parent_device, NULL),
	DETAIL_ADDRESS(sr_cxl_memdev, "serial", serial, "serial"),
	FACT(sr_cxl_memdev, "volatile_size", volatile_size, "ram/size"),
	DETAIL(sr_cxl_memdev, "persistent_size", persistent_size, "pmem/size"),
	DETAIL(sr_cxl_memdev, "numa_node", numa_node, "numa_node"),
	DETAIL_LINK(sr_cxl_memdev, "driver", driver, "driver"),
};
OBJECT(sr_cxl_memdev_object, sr_cxl_memdev, memdev_keys);

static const struct sr_key mapping_keys[] = {
	ADDRESS(sr_dax_mapping, "start", start),
	BYTES(sr_dax_mapping, "size", size),
};
static OBJECT(mapping_object, sr_dax_mapping, mapping_keys);

static const struct sr_key dax_keys[] = {
	NAME(sr_dax_device),
	TEXT(sr_dax_device, "parent", parent, NULL),
	TEXT(sr_dax_device, "region", region, NULL),
	BOOL(sr_dax_device, "softreserve", is_ours),
	FACT(sr_dax_device, "size", size, "size"),
	DETAIL(sr_dax_device, "target_node", target_node, "target_node"),
	DETAIL(sr_dax_device, "align", align, "align"),
	LINK(sr_dax_device, "driver", driver, "driver"),
	LIST(sr_dax_device, "mappings", mappings, mapping_object),
};
OBJECT(sr_dax_device_object, sr_dax_device, dax_keys);

static const struct sr_key blocks_keys[] = {
	ADDRESS(sr_memory_blocks, "start", start),
	BYTES(sr_memory_blocks, "size", size),
	{ "state", SR_KEY_TEXT, .offset = offsetof(struct sr_memory_blocks, state),
	  .required = true, .min = 1 },
};
static OBJECT(blocks_object, sr_memory_blocks, blocks_keys);

static const struct sr_key ledger_keys[] = {
	FACT(sr_module_ledger, "offered", offered, "offered"),
	FACT(sr_module_ledger, "cxl", cxl, "cxl"),
	FACT(sr_module_ledger, "dax", dax, "dax"),
	FACT(sr_module_ledger, "lost_alignment", lost_alignment,
	     "lost_alignment"),
	FACT(sr_module_ledger, "stranded", stranded, "stranded"),
	FACT(sr_module_ledger, "withheld", withheld, "withheld"),
	FACT(sr_module_ledger, "not_decoded", not_decoded, "not_decoded"),
	FACT(sr_module_ledger, "unrouted", unrouted, "unrouted"),
	FACT(sr_module_ledger, "misrouted", misrouted, "misrouted"),
	FACT(sr_module_ledger, "persistent", persistent, "persistent"),
	FACT(sr_module_ledger, "route_unknown", route_unknown, "route_unknown"),
};
static OBJECT(ledger_object, sr_module_ledger, ledger_keys);

static const struct sr_key module_range_keys[] = {
	FACT_ADDRESS(sr_module_range, "start", start, "start"),
	FACT(sr_module_range, "size", size, "size"),
	TEXT(sr_module_range, "owner", owner, "owner"),
	TEXT(sr_module_range, "reason", reason, "reason"),
	TEXT(sr_module_range, "device", device, "device"),
};
OBJECT(sr_module_range_object, sr_module_range, module_range_keys);

static const struct sr_key module_keys[] = {
	TEXT(sr_module_state, "verdict", verdict, "verdict"),
	TEXT(sr_module_state, "owner", owner, "owner"),
	TEXT(sr_module_state, "mode", mode, "mode"),
	TEXT(sr_module_state, "scope", scope, "scope"),
	TEXT(sr_module_state, "undecoded", undecoded,
	     "../../module/softreserve/parameters/undecoded"),
	TEXT(sr_module_state, "misrouted", misrouted,
	     "../../module/softreserve/parameters/misrouted"),
	TEXT(sr_module_state, "settle", settle, "settle"),
	TEXT(sr_module_state, "kernel_rule", kernel_rule, "kernel_rule"),
	SECTION(sr_module_state, "ledger", ledger, ledger_object),
	LIST(sr_module_state, "ranges", ranges, sr_module_range_object),
};
OBJECT(sr_module_state_object, sr_module_state, module_keys);

static const struct sr_key omission_keys[] = {
	{ "fact", SR_KEY_TEXT, .offset = offsetof(struct sr_omission, fact),
	  .required = true },
	{ "why", SR_KEY_TEXT, .offset = offsetof(struct sr_omission, why),
	  .required = true },
};
static OBJECT(omission_object, sr_omission, omission_keys);

static const struct sr_key span_keys[] = {
	ADDRESS(sr_span, "start", start),
	BYTES(sr_span, "size", size),
};
static OBJECT(span_object, sr_span, span_keys);

static const struct sr_key running_keys[] = {
	TEXT(sr_running, "release", release, NULL),
	TEXT(sr_running, "command_line", command_line, NULL),
	BOOL(sr_running, "cxl_acpi", cxl_acpi),
	BOOL(sr_running, "dax_hmem", dax_hmem),
	FACT(sr_running, "device_dax_users", device_dax_users, NULL),
	BOOL(sr_running, "registers_read", registers_read),
	LIST(sr_running, "firmware_ram", firmware_ram, span_object),
	LIST(sr_running, "iomem", iomem, resource_object),
	LIST(sr_running, "ports", ports, sr_cxl_port_object),
	LIST(sr_running, "decoders", decoders, sr_cxl_decoder_object),
	LIST(sr_running, "regions", regions, sr_cxl_region_object),
	LIST(sr_running, "memory_devices", memdevs, sr_cxl_memdev_object),
	LIST(sr_running, "dax_devices", daxes, sr_dax_device_object),
	FACT(sr_running, "memory_block_size", block_size, NULL),
	LIST(sr_running, "memory_blocks", blocks, blocks_object),
	SECTION(sr_running, "softreserve", module, sr_module_state_object),
	LIST(sr_running, "softreserve_kept", kept, span_object),
	LIST(sr_running, "omissions", omissions, omission_object),
};
OBJECT(sr_running_object, sr_running, running_keys);
