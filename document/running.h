/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: what Linux made of a machine: the "linux" section of its document.
 *
 * Filled in from a running machine or from a document, and the same for both.
 * A fact that could not be read is not in it, and the list of omissions says
 * what is missing and why. The tables of linux_table.c say where each fact is
 * in sysfs and in JSON.
 */
#ifndef SR_RUNNING_H
#define SR_RUNNING_H

#include "platform.h"

struct sr_object;

/** struct sr_omission - what is missing, and why */
struct sr_omission {
	/** @fact: the file, or files, as a path on a live machine; owned */
	char *fact;
	/** @why: a clause without a full stop; owned */
	char *why;
};

/** struct sr_resource - a node of /proc/iomem */
struct sr_resource {
	uint64_t start;
	uint64_t size;
	/** @depth: 0 at the top; children follow their parent */
	unsigned int depth;
	/** @name: owned */
	char *name;
};

/** struct sr_cxl_dport - a downstream port of a CXL port */
struct sr_cxl_dport {
	/** @id: port number, or the host bridge's UID under the root */
	uint32_t id;
	/** @device: the PCI or ACPI device that it is; owned */
	char *device;
};

/** struct sr_cxl_port - a root, a port or an endpoint of the CXL bus */
struct sr_cxl_port {
	/** @name: "root0", "port1", "endpoint2"; owned */
	char *name;
	/** @parent: the port above, or NULL; owned */
	char *parent;
	/** @device: the device that it is: "pci0000:0c", "mem0"; owned */
	char *device;
	/** @parent_dport: the device of the dport above, or NULL; owned */
	char *parent_dport;
	/** @driver: the driver bound to it, or NULL; owned */
	char *driver;
	/** @decoders_committed: how many of its decoders are (6.7 and later) */
	struct sr_fact decoders_committed;
	struct sr_cxl_dport *dports;
	size_t n_dports;
};

/** struct sr_cxl_decoder - a decoder of the CXL bus; under a root: a window */
struct sr_cxl_decoder {
	/** @name: "decoder1.0"; owned */
	char *name;
	/** @port: the port it belongs to; owned */
	char *port;
	/** @index: the number behind the dot */
	struct sr_fact index;
	struct sr_fact start;
	struct sr_fact size;
	struct sr_fact ways;
	struct sr_fact granularity;
	/** @locked: 1 if it is */
	struct sr_fact locked;
	/** @targets: "0,1": dport ids in interleave order, or NULL; owned */
	char *targets;
	/** @mode: endpoints: "ram", "pmem", "none", or NULL; owned */
	char *mode;
	/** @region: the region it is part of, or NULL; owned */
	char *region;
	struct sr_fact dpa_start;
	struct sr_fact dpa_size;
	/** @cap_volatile: windows: may hold volatile memory */
	struct sr_fact cap_volatile;
	/** @cap_persistent: windows: may hold persistent memory */
	struct sr_fact cap_persistent;
	struct sr_fact qos_class;
};

/** struct sr_cxl_region - a CXL region */
struct sr_cxl_region {
	/** @name: "region0"; owned */
	char *name;
	/** @decoder: the root decoder (window) it is in; owned */
	char *decoder;
	struct sr_fact start;
	struct sr_fact size;
	/** @committed: 1 if it is */
	struct sr_fact committed;
	struct sr_fact ways;
	struct sr_fact granularity;
	/** @mode: "ram" or "pmem", or NULL; owned */
	char *mode;
	/** @driver: the driver bound to it, or NULL; owned */
	char *driver;
	/** @has_dax_region: it has a dax region, which dax devices stand on */
	bool has_dax_region;
};

/** struct sr_cxl_memdev - a CXL memory device */
struct sr_cxl_memdev {
	/** @name: "mem0"; owned */
	char *name;
	/** @device: its PCI device; owned */
	char *device;
	/** @parent_device: the PCI device above that; owned */
	char *parent_device;
	struct sr_fact serial;
	struct sr_fact volatile_size;
	struct sr_fact persistent_size;
	struct sr_fact numa_node;
	/** @driver: the driver bound to it, or NULL; owned */
	char *driver;
};

/** struct sr_dax_mapping - one piece of a dax device */
struct sr_dax_mapping {
	uint64_t start;
	uint64_t size;
};

/** struct sr_dax_device - a device of the dax bus */
struct sr_dax_device {
	/** @name: "dax0.0"; owned */
	char *name;
	/** @parent: the device it stands on: "hmem.0", "dax_region0"; owned */
	char *parent;
	/** @region: the CXL region above, or NULL; owned */
	char *region;
	/** @is_ours: its parent is an hmem device that softreserve made */
	bool is_ours;
	struct sr_fact size;
	struct sr_fact target_node;
	struct sr_fact align;
	/** @driver: "kmem", "device_dax", or NULL; owned */
	char *driver;
	/** @mappings: where it is; empty where addresses are hidden */
	struct sr_dax_mapping *mappings;
	size_t n_mappings;
};

/** struct sr_memory_blocks - a run of memory blocks in the same state */
struct sr_memory_blocks {
	uint64_t start;
	uint64_t size;
	/** @state: "online", "offline", "going-offline"; owned */
	char *state;
};

/** struct sr_module_range - a range as the module sees it */
struct sr_module_range {
	struct sr_fact start;
	struct sr_fact size;
	/** @owner: tag; owned */
	char *owner;
	/** @reason: tag; owned */
	char *reason;
	/** @device: what serves it: names with commas between; owned */
	char *device;
};

/** struct sr_module_ledger - the module's ledger, in bytes */
struct sr_module_ledger {
	struct sr_fact offered;
	struct sr_fact cxl;
	struct sr_fact dax;
	struct sr_fact lost_alignment;
	struct sr_fact stranded;
	struct sr_fact withheld;
	struct sr_fact not_decoded;
	struct sr_fact unrouted;
	struct sr_fact misrouted;
	struct sr_fact persistent;
	struct sr_fact route_unknown;
};

/** struct sr_module_state - /sys/kernel/softreserve */
struct sr_module_state {
	/** @verdict: tag; NULL where the module is not loaded; owned */
	char *verdict;
	/** @owner: owned */
	char *owner;
	/** @mode: owned */
	char *mode;
	/** @scope: owned */
	char *scope;
	/** @undecoded: "hand-over" or "withhold", or NULL; owned */
	char *undecoded;
	/** @misrouted: the same, of what is misrouted; owned */
	char *misrouted;
	/** @settle: how far settling has come; owned */
	char *settle;
	/** @kernel_rule: what the kernel does by itself; NULL where unknown */
	char *kernel_rule;
	struct sr_module_ledger ledger;
	struct sr_module_range *ranges;
	size_t n_ranges;
};

/** struct sr_span - a piece of the address space */
struct sr_span {
	uint64_t start;
	uint64_t size;
};

/** struct sr_running - what Linux made of the machine; "linux" in documents */
struct sr_running {
	/** @brief: what only explains was left out when it was read */
	bool brief;
	/** @release: uname -r, or NULL; owned */
	char *release;
	/** @command_line: the kernel's, or NULL; owned */
	char *command_line;
	/** @cxl_acpi: cxl_acpi is bound to the root of the CXL hierarchy */
	bool cxl_acpi;
	/** @device_dax_users: how often files of device_dax are open */
	struct sr_fact device_dax_users;
	/** @dax_hmem: the mainline driver for Soft Reserved memory is there */
	bool dax_hmem;
	/**
	 * @registers_read: the hardware section has every component's
	 * decoders, from their registers, and not from what the CXL bus shows
	 */
	bool registers_read;
	/**
	 * @firmware_ram: Soft Reserved by the command line, but System RAM by
	 * firmware's own map; sorted
	 */
	struct sr_span *firmware_ram;
	size_t n_firmware_ram;
	struct sr_resource *iomem;
	size_t n_iomem;
	/** @kept: ranges marked as won by CXL (7.0 and later); owned */
	struct sr_span *kept;
	size_t n_kept;
	struct sr_cxl_port *ports;
	size_t n_ports;
	struct sr_cxl_decoder *decoders;
	size_t n_decoders;
	struct sr_cxl_region *regions;
	size_t n_regions;
	struct sr_cxl_memdev *memdevs;
	size_t n_memdevs;
	struct sr_dax_device *daxes;
	size_t n_daxes;
	/** @block_size: of a memory block */
	struct sr_fact block_size;
	struct sr_memory_blocks *blocks;
	size_t n_blocks;
	struct sr_module_state module;
	struct sr_omission *omissions;
	size_t n_omissions;
};

/* Tables of linux_table.c, by which sysfs and JSON are read alike. */
extern const struct sr_object sr_running_object;
extern const struct sr_object sr_cxl_port_object;
extern const struct sr_object sr_cxl_decoder_object;
extern const struct sr_object sr_cxl_region_object;
extern const struct sr_object sr_cxl_memdev_object;
extern const struct sr_object sr_dax_device_object;
extern const struct sr_object sr_module_state_object;
extern const struct sr_object sr_module_range_object;

#endif /* SR_RUNNING_H */
