/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: the platform document (schema softreserve.platform/1) in memory.
 *
 * One machine: what firmware says (firmware), what the hardware is and how its
 * HDM decoders are programmed (hardware), what Linux made of it (linux), and
 * for the lab what to do in the guest (scenario) and what must come of it
 * (expect). docs/design/platform-document.md describes the JSON.
 *
 * A struct sr_platform owns everything it points to; sr_platform_free() is its
 * only destructor. Addresses and sizes are in bytes. Unknown is told by a flag
 * or by an absent (NULL, count 0) member, never by a magic number.
 */
#ifndef SR_PLATFORM_H
#define SR_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct json_object;

#define SR_PLATFORM_SCHEMA "softreserve.platform/1"
/**
 * SR_DOCUMENT_MAX - bytes in a document, read or written
 *
 * What is larger is no machine but a mistake (a device, a disk image), and
 * reading it would take all memory: a dozen bytes for each. A machine with 10^5
 * ranges, each with a ruling, a dax device, three nodes in iomem and a run of
 * memory blocks, takes 80 MiB.
 */
#define SR_DOCUMENT_MAX ((size_t)128 << 20)
/* CXL 3.1 8.2.4.20: at most 16 targets in a CFMWS or 8 in an HDM decoder. */
#define SR_TARGETS_MAX 16

/** struct sr_fact - a number that may be unknown */
struct sr_fact {
	/** @value: the number, 0 where unknown */
	uint64_t value;
	/** @known: false where it could not be read or is not there */
	bool known;
};

/** enum sr_memory_type - type of an entry of the firmware memory map */
enum sr_memory_type {
	SR_MEMORY_RAM,            /* "System RAM" */
	SR_MEMORY_SOFT_RESERVED,  /* "Soft Reserved" */
	SR_MEMORY_RESERVED,       /* "Reserved" */
	SR_MEMORY_ACPI_TABLES,    /* "ACPI Tables" */
	SR_MEMORY_ACPI_NVS,       /* "ACPI Non-volatile Storage" */
	SR_MEMORY_UNUSABLE,       /* "Unusable memory" */
	SR_MEMORY_PERSISTENT,     /* "Persistent Memory" and the legacy one */
	SR_MEMORY_OTHER,          /* any other word firmware used */
	SR_MEMORY_TYPES,
};

/** struct sr_memory - an entry of the firmware memory map */
struct sr_memory {
	uint64_t start;
	uint64_t size;
	enum sr_memory_type type;
	/** @type_word: the word in the document; owned */
	char *type_word;
};

/** struct sr_window - a CXL window (CEDT CFMWS, CXL 3.1 9.18.1.3) */
struct sr_window {
	uint64_t start;
	uint64_t size;
	/** @granularity: interleave granularity in bytes */
	uint32_t granularity;
	/** @n_targets: interleave ways; entries in @targets */
	unsigned int n_targets;
	/** @targets: host bridge UIDs in interleave order */
	uint32_t targets[SR_TARGETS_MAX];
	/** @xor_arithmetic: arithmetic is "xor", else "modulo" */
	bool xor_arithmetic;
	/** @restrictions: CFMWS window restriction bits as in the table */
	uint16_t restrictions;
	/** @qos_class: QTG id */
	uint16_t qos_class;
};

/** struct sr_chbs - a host bridge as firmware describes it (CEDT CHBS) */
struct sr_chbs {
	uint32_t uid;
	/** @version: 1 for CXL 1.1, 2 for CXL 2.0 and later */
	unsigned int version;
	/** @registers: base of the component registers (2) or RCRB (1) */
	uint64_t registers;
	uint64_t registers_size;
};

/** struct sr_xor_map - CEDT CXIMS */
struct sr_xor_map {
	uint32_t granularity;
	size_t n_maps;
	uint64_t *maps;
};

/** struct sr_affinity - SRAT memory affinity */
struct sr_affinity {
	uint64_t start;
	uint64_t size;
	uint32_t domain;
	bool enabled;
	bool hotpluggable;
};

/** struct sr_decoder - one HDM decoder's registers (CXL 3.1 8.2.4.20) */
struct sr_decoder {
	/** @index: which decoder of its component, from 0 */
	unsigned int index;
	uint64_t start;
	uint64_t size;
	/** @granularity: interleave granularity in bytes */
	uint32_t granularity;
	/** @ways: interleave ways, decoded */
	unsigned int ways;
	/** @n_targets: entries in @targets; 0 for an endpoint's decoder */
	unsigned int n_targets;
	/** @targets: downstream port numbers in interleave order */
	uint32_t targets[SR_TARGETS_MAX];
	bool committed;
	bool locked;
	/** @skip: endpoint decoders: DPA skip in bytes */
	uint64_t skip;
};

/** struct sr_host_bridge - a CXL host bridge in hardware */
struct sr_host_bridge {
	uint32_t uid;
	/** @root_ports: how many root ports it has */
	unsigned int root_ports;
	/** @decoder_count: HDM decoders it has, programmed or not; 0: none */
	struct sr_fact decoder_count;
	size_t n_decoders;
	struct sr_decoder *decoders;
};

/** struct sr_switch - a CXL switch: one upstream port, its downstream ports */
struct sr_switch {
	/** @name: how devices refer to it; owned */
	char *name;
	/** @host_bridge: UID of the host bridge above it */
	uint32_t host_bridge;
	/** @port: root port number that its upstream port hangs on */
	unsigned int port;
	/** @downstream_ports: how many it has */
	unsigned int downstream_ports;
	size_t n_decoders;
	struct sr_decoder *decoders;
};

/** struct sr_device - a CXL memory device */
struct sr_device {
	/** @name: its name in the document ("mem0"); owned */
	char *name;
	/** @serial: PCI serial number; valid if @has_serial */
	uint64_t serial;
	bool has_serial;
	/** @host_bridge: UID of the host bridge above it */
	uint32_t host_bridge;
	/** @switch_name: switch between, or NULL; owned */
	char *switch_name;
	/** @port: root port or switch downstream port number it hangs on */
	unsigned int port;
	uint64_t volatile_size;
	uint64_t persistent_size;
	/** @mem_enabled: 0 where it takes no memory requests (Mem_Enable) */
	struct sr_fact mem_enabled;
	/** @hdm_enabled: 0 where DVSEC ranges decode, not its HDM decoders */
	struct sr_fact hdm_enabled;
	size_t n_decoders;
	struct sr_decoder *decoders;
};

/** struct sr_scenario_step - one step of a scenario: a verb and its arguments */
struct sr_scenario_step {
	/** @line: "verb argument argument"; owned */
	char *line;
};

/** struct sr_scenario - what the lab does in the guest; see lab/guest */
struct sr_scenario {
	/**
	 * @steps: NULL means the default: load the drivers, settle, serve.
	 * Steps run in order, on stock and with the module alike, unless a
	 * step begins with "stock:" or "softreserve:".
	 */
	struct sr_scenario_step *steps;
	size_t n_steps;
	/** @module_parameters: "scope=range" and so on, or NULL; owned */
	char *module_parameters;
	/** @kernel_parameters: appended to the command line, or NULL; owned */
	char *kernel_parameters;
	/** @processor: "virtual" if it tells Linux so, or NULL; owned */
	char *processor;
};

/** struct sr_expectation - what must come of one boot */
struct sr_expectation {
	/** @kernel: "6.12" and so on; NULL applies to every kernel; owned */
	char *kernel;
	/** @stock: without the module, else with it */
	bool stock;
	uint64_t offered;
	uint64_t cxl;
	uint64_t dax;
	uint64_t lost_alignment;
	uint64_t stranded;
	/** @verdict: expected machine verdict tag; NULL on stock; owned */
	char *verdict;
	/**
	 * @reason: expected reason tags of the ranges in address order,
	 * comma-separated; NULL on stock; owned
	 */
	char *reason;
	/** @decoders_preserved: committed decoders must read back the same */
	bool decoders_preserved;
	/**
	 * @decoders: "unchanged": every word of every decoder must read back
	 * the same, committed or not, and none is ever written; or NULL; owned
	 */
	char *decoders;
	/** @data_lost: what is handed out must be found not to hold its data */
	bool data_lost;
	/** @why: a sentence about the outcome, or NULL; owned */
	char *why;
};

/** struct sr_platform - one machine; see the DOC block above */
struct sr_platform {
	/** @name: short name, [a-z0-9-]; owned */
	char *name;
	/** @about: what real machine is like this; owned */
	char *about;

	/* firmware */
	struct sr_memory *memory_map;
	size_t n_memory_map;
	struct sr_window *windows;
	size_t n_windows;
	struct sr_chbs *chbs;
	size_t n_chbs;
	struct sr_xor_map *xor_maps;
	size_t n_xor_maps;
	struct sr_affinity *srat;
	size_t n_srat;

	/* hardware */
	/**
	 * @routed: windows as the hardware routes them, where they differ
	 * from what the tables say; else NULL. Not NULL with @n_routed 0:
	 * the hardware routes none.
	 */
	struct sr_window *routed;
	size_t n_routed;
	struct sr_host_bridge *host_bridges;
	size_t n_host_bridges;
	struct sr_switch *switches;
	size_t n_switches;
	struct sr_device *devices;
	size_t n_devices;

	/**
	 * @linux_section: what a capture saw of the running kernel (json-c),
	 * kept as it is through reading and writing, or NULL; owned
	 */
	struct json_object *linux_section;

	struct sr_scenario scenario;
	struct sr_expectation *expectations;
	size_t n_expectations;
};

/**
 * sr_platform_read() - read and check a platform document
 * @path: the file
 * @out: the platform; the caller frees it with sr_platform_free()
 * @error: one line naming file, key and reason on failure, written here
 * @error_size: bytes in @error
 *
 * A document may name another one's machine ("platform": "exact") and say only
 * what happens to that; platforms/exact.json is looked for beside it and above.
 *
 * Checks syntax, unknown keys, types, overlap in the memory map, decoders that
 * point at ports or devices that do not exist, sums that wrap.
 *
 * Return: 0; -ENOENT and other -errno where the file cannot be read; -EINVAL
 * where it is not a valid document; -ENOMEM.
 */
int sr_platform_read(const char *path, struct sr_platform **out, char *error,
		     size_t error_size);

/**
 * sr_platform_write() - write a platform document
 * @platform: what to write
 * @to: an open stream
 *
 * Return: 0 or -errno. Reading the result back gives an equal platform. What
 * could not be read back is not written: -EFBIG where it is larger than
 * SR_DOCUMENT_MAX, or a list in it longer than may be. What is in @to then is
 * of no use.
 */
int sr_platform_write(const struct sr_platform *platform, FILE *to);

/** sr_platform_free() - free a platform, also a half-built one; NULL is fine */
void sr_platform_free(struct sr_platform *platform);

#endif /* SR_PLATFORM_H */
