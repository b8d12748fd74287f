/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: what a look at the machine saw: the facts that the rule asks for, and
 * those that giving up must be proved with. Whatever is left zero is not known,
 * and nothing is done on it.
 */
#ifndef SR_LOOK_H
#define SR_LOOK_H

#include "rule.h"

/** enum sr_awaits - what keeps probing from being complete; bits */
enum sr_awaits {
	/** @SR_AWAITS_ROOT: ACPI0017 is neither bound nor barred */
	SR_AWAITS_ROOT = 1 << 0,
	/** @SR_AWAITS_DRIVER: a driver of CXL is not registered */
	SR_AWAITS_DRIVER = 1 << 1,
	/** @SR_AWAITS_FUNCTION: a CXL function neither bound nor refused */
	SR_AWAITS_FUNCTION = 1 << 2,
	/**
	 * @SR_AWAITS_MEMDEV: a memory device neither bound nor refused. One
	 * that was bound, and that somebody unbound later, is not awaited;
	 * neither is such a function.
	 */
	SR_AWAITS_MEMDEV = 1 << 3,
	/** @SR_AWAITS_PROBE: a probe is under way, or was deferred */
	SR_AWAITS_PROBE = 1 << 4,
	/**
	 * @SR_AWAITS_ABSENT: a bridge routes to a device that is not there, so
	 * that "no region" is not a fact
	 */
	SR_AWAITS_ABSENT = 1 << 5,
	/** @SR_AWAITS_HMEM: dax_hmem is not there; ruling, but no adding */
	SR_AWAITS_HMEM = 1 << 6,
};

/** enum sr_user - who has a region's memory */
enum sr_user {
	/** @SR_USER_UNKNOWN: cannot be told; counts as in use (the default) */
	SR_USER_UNKNOWN,
	/** @SR_USER_DAX: its own dax region child, and nothing else */
	SR_USER_DAX,
	/** @SR_USER_FAILED: nobody: it failed, and never was committed */
	SR_USER_FAILED,
	/** @SR_USER_PERSISTENT: persistent memory, enabled or not */
	SR_USER_PERSISTENT,
	/** @SR_USER_NO_CHILD: bound, without a child: an accelerator's */
	SR_USER_NO_CHILD,
};

/** enum sr_known - a fact that may not be known */
enum sr_known {
	/** @SR_KNOWN_NOTHING: could not be found out (the default) */
	SR_KNOWN_NOTHING,
	/** @SR_KNOWN_YES: it is so */
	SR_KNOWN_YES,
	/** @SR_KNOWN_NO: it is not so */
	SR_KNOWN_NO,
};

/** struct sr_region_proof - what giving up must know of a region */
struct sr_region_proof {
	/**
	 * @identity: of the region and of the devices it stands on (serial
	 * numbers): the same in each look as long as they are
	 */
	u64 identity;
	/** @user: who has it */
	enum sr_user user;
	/**
	 * @routed: every byte is routed by the saved registers, through as
	 * many distinct functions as there are ways, each by a committed HDM
	 * decoder of its own
	 */
	enum sr_known routed;
	/** @can_go: this kernel can tear it down without a crash or a WARN */
	bool can_go;
	/** @bound: its dax region has a driver */
	bool bound;
	/**
	 * @held: all of its addresses are requested by us. What we hold does
	 * not make a region or dax device in_use in the facts.
	 */
	bool held;
};

/** struct sr_look - what one look at the machine saw */
struct sr_look {
	/** @facts: for the rule, which sorts them and writes its rulings */
	struct sr_facts *facts;
	/** @proofs: by the id of a region; as many as facts->n_regions */
	const struct sr_region_proof *proofs;
	/**
	 * @misrouted: pieces known to be misrouted, or backed by persistent
	 * capacity: not handed out
	 */
	const struct sr_extent *misrouted;
	/** @n_misrouted: entries in @misrouted */
	size_t n_misrouted;
	/**
	 * @machine: identity of all that may not change between two looks and
	 * stands in no other member: each PCI function with decoders, its
	 * serial number and its committed decoders. It is the same again when
	 * the root was released and the decoders were written back.
	 */
	u64 machine;
	/** @awaits: bits of enum sr_awaits */
	u32 awaits;
	/** @has_root: there is an ACPI0017; facts->cxl_active: it is bound */
	bool has_root;
	/** @barred: it has our override */
	bool barred;
	/** @can_flush: the CPU's caches can be flushed */
	bool can_flush;
	/** @door_would: the door would do at the next boot, if this will not */
	bool door_would;
	/**
	 * @door_now: cxl_acpi has not bound yet, the mismatch is certain
	 * whatever it can do, and the door's conditions hold
	 */
	bool door_now;
};

#endif /* SR_LOOK_H */
