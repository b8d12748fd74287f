/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: a machine as it runs: what firmware says and what Linux made of it.
 *
 * A struct sr_system comes from a live machine (or a copied tree of its /sys
 * and /proc) or from a platform document, and looks the same to its user. What
 * could not be read is not in it, and its list of omissions says what is
 * missing and why. sr_system_facts() turns it into the facts that the rule of
 * core/rule.h looks at.
 *
 * No globals; a system is never changed after it was read. Not thread-safe for
 * one system, but independent systems may be used in different threads.
 */
#ifndef SR_SYSTEM_H
#define SR_SYSTEM_H

#include "running.h"

struct sr_facts;
struct sr_ledger;
struct sr_policy;

/** struct sr_system - one machine; see the DOC block above */
struct sr_system {
	/**
	 * @platform: what firmware says, and the hardware as far as the CXL
	 * bus shows it; owned
	 */
	struct sr_platform *platform;
	/** @running: what Linux made of it */
	struct sr_running running;
};

/**
 * sr_system_read() - read a machine
 * @sysroot: "" or "/" for the live one, else a directory with sys and proc
 * @out: the machine; the caller frees it with sr_system_free()
 * @error: one line on failure
 * @error_size: bytes in @error
 *
 * Files that are missing, unreadable or malformed are no failure: they are
 * listed in the omissions. What does not exist because the machine has none
 * (no CXL bus, no module) is no omission either.
 *
 * Return: 0; -errno where @sysroot cannot be opened; -ENOMEM.
 */
int sr_system_read(const char *sysroot, struct sr_system **out, char *error,
		   size_t error_size);

/**
 * sr_system_read_brief() - read of a machine what ruling and sums need
 * @sysroot: where its /sys, /proc and /dev are
 * @out: the system; the caller frees it with sr_system_free()
 * @error: one line on failure
 * @error_size: bytes in @error
 *
 * The same as sr_system_read() without what only says why: serial numbers,
 * NUMA nodes and the like; memory blocks of ordinary System RAM; and ports and
 * decoders of the CXL bus, which are most of what there is to read, where the
 * decoders' registers could be read.
 *
 * Return: 0 or -errno.
 */
int sr_system_read_brief(const char *sysroot, struct sr_system **out,
			 char *error, size_t error_size);

/**
 * sr_system_from_document() - a machine from its platform document
 * @path: the file
 * @out: the machine; the caller frees it with sr_system_free()
 * @error: one line on failure
 * @error_size: bytes in @error
 *
 * Return: as sr_platform_read().
 */
int sr_system_from_document(const char *path, struct sr_system **out,
			    char *error, size_t error_size);

/**
 * sr_system_write() - write a machine as a platform document
 * @system: the machine
 * @to: an open stream
 *
 * Return: 0 or -errno.
 */
int sr_system_write(const struct sr_system *system, FILE *to);

/** sr_system_free() - free a machine, also a half-built one; NULL is fine */
void sr_system_free(struct sr_system *system);

/**
 * sr_system_facts() - what the rule looks at
 * @system: the machine
 * @out: the facts, undecided; the caller frees them with sr_facts_free().
 *	Ids are indexes in the system's arrays: ranges in memory_map, regions
 *	in running.regions, daxes in running.daxes.
 *
 * Facts that are not known are left out, with their omission in @system; a
 * ruling on them holds only as far as they go.
 *
 * Return: 0 or -ENOMEM.
 */
int sr_system_facts(const struct sr_system *system, struct sr_facts **out);

/**
 * sr_system_policy() - by which policy to rule on a machine
 * @system: the machine
 * @policy: the module's where it is loaded, else its defaults
 */
void sr_system_policy(const struct sr_system *system,
		      struct sr_policy *policy);

/**
 * sr_system_recall() - reasons that only the module remembers
 * @system: the machine
 * @facts: its facts, decided
 *
 * Once CXL was given up its regions are gone, and cannot be the reason any
 * more. The reason that counts is the one of then, as the module says.
 *
 * Return: 0 or -ENOMEM.
 */
int sr_system_recall(const struct sr_system *system, struct sr_facts *facts);

/**
 * sr_system_ledger() - where each range's bytes are today
 * @system: the machine
 * @facts: decided; the same after the call
 * @policy: as it was decided
 * @ledgers: one for each range
 * @sum: their sum
 *
 * As sr_ledger_now(), but a region delivers nothing where it has no dax device,
 * or one that no driver took.
 *
 * Return: as sr_ledger_now(), or -ENOMEM.
 */
int sr_system_ledger(const struct sr_system *system, struct sr_facts *facts,
		     const struct sr_policy *policy, struct sr_ledger *ledgers,
		     struct sr_ledger *sum);

/**
 * sr_system_knows_offer() - what firmware offers could be read
 *
 * If not, there may be Soft Reserved ranges that nobody knows of.
 */
bool sr_system_knows_offer(const struct sr_system *system);

/**
 * sr_system_knows_owners() - so could who has it
 *
 * If not, sr_system_ledger() counts as nobody's what may be somebody's.
 */
bool sr_system_knows_owners(const struct sr_system *system);

/** sr_facts_free() - free facts from sr_system_facts(); NULL is fine */
void sr_facts_free(struct sr_facts *facts);

/**
 * sr_system_check() - whether a written document can be read back
 * @text: what sr_system_write() wrote
 * @length: its bytes
 * @error: buffer for one line on -EINVAL
 * @error_size: bytes in @error
 *
 * Return: 0; -EINVAL with @error written; -ENOMEM; -EFBIG.
 */
int sr_system_check(const char *text, size_t length, char *error,
		    size_t error_size);

#endif /* SR_SYSTEM_H */
