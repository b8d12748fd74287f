/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: the ruling at the door: before cxl_acpi binds, on firmware's own facts.
 *
 * CXL is kept out only if a mismatch is certain whatever the driver could do,
 * and only if keeping it out is shown to lose nothing. Each condition that is
 * not shown lets CXL in: "unknown" is never taken for "yes".
 */
#ifndef SR_DOOR_H
#define SR_DOOR_H

#include "rule.h"

/** SR_DOOR_ALIGN - dax_hmem makes no device if an end is not on this */
#define SR_DOOR_ALIGN ((u64)2 << 20)

/** enum sr_truth - what is known of a fact */
enum sr_truth {
	/** @SR_UNKNOWN: it could not be read, or not to its end */
	SR_UNKNOWN,
	/** @SR_NO: it was looked for by somebody who would have seen it */
	SR_NO,
	/** @SR_YES: it was seen */
	SR_YES,
};

/** enum sr_door_kept - what a verdict of an earlier boot means now */
enum sr_door_kept {
	/** @SR_DOOR_KEPT_NONE: there is none */
	SR_DOOR_KEPT_NONE,
	/** @SR_DOOR_KEPT_SAME: what can be compared is the same */
	SR_DOOR_KEPT_SAME,
	/** @SR_DOOR_KEPT_CHANGED: firmware or devices are other ones now */
	SR_DOOR_KEPT_CHANGED,
	/** @SR_DOOR_KEPT_UNKNOWN: nothing can be compared */
	SR_DOOR_KEPT_UNKNOWN,
};

/** struct sr_door_range - a Soft Reserved range of the firmware's map */
struct sr_door_range {
	/** @at: where it is */
	struct sr_extent at;
	/** @listed: dax_hmem's own list tiles it exactly */
	enum sr_truth listed;
	/** @has_node: its target node is not negative */
	enum sr_truth has_node;
};

/** struct sr_door_window - a CXL window as Linux would publish it */
struct sr_door_window {
	/** @at: where it is */
	struct sr_extent at;
	/** @forbids_persistent: firmware allows no persistent memory in it */
	bool forbids_persistent;
};

/** struct sr_door_decoder - a committed decoder of a bridge or a device */
struct sr_door_decoder {
	/** @at: the addresses that it takes */
	struct sr_extent at;
	/** @bridge: number of the host bridge that it is in or below */
	u32 bridge;
	/** @port: a bridge's: where it leads to; a device's: where it hangs */
	u32 port;
	/** @ways: interleave ways */
	u32 ways;
	/** @is_device: it is a device's, else a host bridge's */
	bool is_device;
};

/** struct sr_door_facts - what is known before cxl_acpi binds */
struct sr_door_facts {
	/** @kdump: this kernel saves the memory of one that crashed */
	bool kdump;
	/** @has_root: there is an ACPI0017 */
	bool has_root;
	/** @root_bound: a driver has it already */
	bool root_bound;
	/** @foreign_override: somebody else set its driver_override */
	bool foreign_override;
	/** @hmem_platform: the kernel has made hmem_platform.0 */
	enum sr_truth hmem_platform;
	/** @dax_hmem: there is a driver for it */
	enum sr_truth dax_hmem;
	/** @registers: every component's decoders were read, to the end */
	enum sr_truth registers;
	/** @switches: there is a switch on some way */
	bool switches;
	/** @over_capacity: decoders of a device take more than it has */
	enum sr_truth over_capacity;
	/** @accelerator: a CXL device that is no memory device is in sight */
	enum sr_truth accelerator;
	/** @device_volatile: the devices say that all of them is volatile */
	enum sr_truth device_volatile;
	/** @kept: a verdict of an earlier boot */
	enum sr_door_kept kept;
	/** @kept_volatile: it was recorded that these devices are volatile */
	enum sr_truth kept_volatile;
	/** @kept_routed: it was recorded that every byte is routed */
	enum sr_truth kept_routed;
	/** @ranges: all of them; the caller's */
	const struct sr_door_range *ranges;
	/** @n_ranges: entries in @ranges */
	size_t n_ranges;
	/** @windows: all of them; the caller's */
	const struct sr_door_window *windows;
	/** @n_windows: entries in @windows */
	size_t n_windows;
	/** @decoders: those that are committed and take addresses */
	const struct sr_door_decoder *decoders;
	/** @n_decoders: entries in @decoders */
	size_t n_decoders;
};

/** enum sr_door_reason - why CXL is barred or let in */
enum sr_door_reason {
	SR_DOOR_KDUMP,
	SR_DOOR_NO_ROOT,
	SR_DOOR_BOUND,
	SR_DOOR_FOREIGN_OVERRIDE,
	SR_DOOR_NO_RANGE,
	SR_DOOR_KEPT_FOR_ANOTHER,
	SR_DOOR_NOTHING_COMPARES,
	SR_DOOR_NO_MISMATCH,
	SR_DOOR_NO_HMEM_PLATFORM,
	SR_DOOR_NO_DAX_HMEM,
	SR_DOOR_OTHER_LIST,
	SR_DOOR_UNALIGNED,
	SR_DOOR_NO_NODE,
	SR_DOOR_ACCELERATOR,
	SR_DOOR_REGISTERS,
	SR_DOOR_OUTSIDE,
	SR_DOOR_ROUTES,
	SR_DOOR_VOLATILE,
	/* From here on CXL is barred. */
	SR_DOOR_STRADDLES,
	SR_DOOR_NOT_COVERED,
	SR_DOOR_VERDICT,
	SR_DOOR_REASONS,
};

/** struct sr_door_ruling - see sr_door_rule() */
struct sr_door_ruling {
	/** @bar: keep CXL out */
	bool bar;
	/** @reason: why, or why not */
	enum sr_door_reason reason;
	/** @has_at: the reason is about a place */
	bool has_at;
	/** @at: the range or decoder it is about; valid if @has_at */
	struct sr_extent at;
};

/**
 * sr_door_rule() - bar CXL, or let it in, and why
 * @facts: what is known
 * @out: the ruling
 *
 * O(ranges * decoders^2).
 */
void sr_door_rule(const struct sr_door_facts *facts,
		  struct sr_door_ruling *out);

/**
 * sr_door_routed() - does every byte of the ranges that touch a window lead to
 * exactly one device, with no committed decoder beside them?
 * @facts: with its registers, ranges, windows and decoders
 *
 * Return: SR_UNKNOWN if the registers were not read to their end, or are such
 * that this function does not follow them (interleave, switches).
 */
enum sr_truth sr_door_routed(const struct sr_door_facts *facts);

/** sr_door_tag() - a stable word for a reason, as "no-mismatch" */
const char *sr_door_tag(enum sr_door_reason reason);

/** sr_door_text() - a reason as a clause for people */
const char *sr_door_text(enum sr_door_reason reason);

#endif /* SR_DOOR_H */
