/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: a machine, ruled on: its facts, ruling and ledgers.
 *
 * It comes from the live system, from a copied tree or from a platform
 * document. The ruling is core's.
 */
#ifndef SR_RULED_MACHINE_H
#define SR_RULED_MACHINE_H

#include "extent_index.h"
#include "route.h"
#include "rule.h"
#include "system.h"

/** struct machine - see the DOC block; machine_free() is its destructor */
struct machine {
	/** @system: owned */
	struct sr_system *system;
	/** @facts: decided; owned */
	struct sr_facts *facts;
	struct sr_policy policy;
	/** @outcome: what the rule comes to */
	struct sr_outcome outcome;
	/** @now: where each range's bytes are at the moment; owned */
	struct sr_ledger *now;
	/** @now_sum: their sum */
	struct sr_ledger now_sum;
	/** @daxes: the facts' dax devices, by address */
	struct sr_extent_index daxes;
	/** @windows: the facts' windows */
	struct sr_extent_index windows;
	/** @regions: the facts' regions */
	struct sr_extent_index regions;
	/** @ruled: the module's ranges */
	struct sr_extent_index ruled;
	/** @online: what is online as System RAM, sorted; owned */
	struct sr_extent *online;
	/** @n_online: entries in @online */
	size_t n_online;
	/** @routes: from the hardware section, where there is one */
	struct routes routes;
	/** @routes_at: these, by the address of their last decoder */
	struct sr_extent_index routes_at;
	/** @predicted: nothing is known of Linux; predict.c filled it in */
	bool predicted;
	/** @live: read from a running machine or a copy of its trees */
	bool live;
	/** @knows_offer: else there may be more ranges than these */
	bool knows_offer;
	/** @knows_owners: else @now is a guess, and not to be shown */
	bool knows_owners;
};

/** struct machine_use - what a range's bytes are used for; in bytes */
struct machine_use {
	/** @ram: online as System RAM */
	uint64_t ram;
	/** @dax: in the hands of device-dax */
	uint64_t dax;
	/** @offline: a driver has it for System RAM, but it is not online */
	uint64_t offline;
};

/** struct machine_holder - a dax device that serves a part of a range */
struct machine_holder {
	const struct sr_dax *dax;
	const struct sr_dax_device *device;
	/** @at: the part */
	struct sr_extent at;
};

/**
 * machine_new() - rule on a machine, and do the sums
 * @system: as it was read; the machine owns it, also where this fails
 * @live: read from a running machine or a copy of its trees. If not, and if
 *	nothing is said of Linux, it is predicted what stock Linux would do.
 * @out: the machine; the caller frees it with machine_free()
 * @error: one line on failure
 * @error_size: bytes in @error
 *
 * Return: 0; -EINVAL or -ERANGE where the facts make no sense; -ENOMEM.
 */
int machine_new(struct sr_system *system, bool live, struct machine **out,
		char *error, size_t error_size);

/** machine_free() - free it, also half-built; NULL is fine */
void machine_free(struct machine *machine);

/**
 * machine_holder_next() - the dax devices of a range, one after the other
 * @machine: the machine
 * @range: the range
 * @cursor: 0 at first; moved on
 * @out: the next one
 *
 * Return: false where there is no more.
 */
bool machine_holder_next(const struct machine *machine,
			 const struct sr_range *range, size_t *cursor,
			 struct machine_holder *out);

/**
 * machine_ruled() - the module's ruling on a range
 * @machine: the machine
 * @index: of the range
 *
 * Once it has given up on CXL, what it saw is not to be seen any more: its
 * ruling then tells more than one on the facts of today.
 *
 * Return: the ruling, or NULL where the module is not loaded or has none.
 */
const struct sr_module_range *machine_ruled(const struct machine *machine,
					    size_t index);

/** machine_reason() - tag of the reason: the module's, or else the rule's */
const char *machine_reason(const struct machine *machine, size_t index);

/** machine_reason_text() - the same in words, with what is so today */
const char *machine_reason_text(const struct machine *machine, size_t index);

/** machine_has_lost() - CXL owns the range, but not by regions of today */
bool machine_has_lost(const struct machine *machine, size_t index);

/** machine_gave_up() - the module took the range from CXL for device-dax */
bool machine_gave_up(const struct machine *machine, size_t index);

/** machine_is_well() - the range has an owner, and nothing is to be done */
bool machine_is_well(const struct machine *machine, size_t index);

/** machine_extent_size() - bytes in an extent; 2^64 is clamped */
uint64_t machine_extent_size(struct sr_extent at);

/** machine_extent_meet() - the common part; false if there is none */
bool machine_extent_meet(struct sr_extent a, struct sr_extent b,
			 struct sr_extent *out);

/** machine_online() - bytes of an extent that are online as System RAM */
uint64_t machine_online(const struct machine *machine, struct sr_extent at);

/**
 * machine_use() - what a range's served bytes are used for
 * @machine: the machine
 * @index: of the range
 *
 * Return: three figures that add up to cxl + dax of the range's ledger now.
 */
struct machine_use machine_use(const struct machine *machine, size_t index);

#endif /* SR_RULED_MACHINE_H */
