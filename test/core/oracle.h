/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: the rule again, told byte by byte, for checking the real one.
 *
 * The oracle knows an address space of ORACLE_SPAN bytes only, and asks every
 * question of each byte in turn: who holds it, what touches what. It shares no
 * code with core/ and sorts, merges and sweeps nothing.
 */
#ifndef TEST_ORACLE_H
#define TEST_ORACLE_H

#include "rule.h"

#define ORACLE_SPAN 64
#define ORACLE_MAX 8
#define ORACLE_STEPS 512

/** struct oracle_answer - what the rule must say */
struct oracle_answer {
	/** @ranges: the facts' ranges with their rulings */
	struct sr_range ranges[ORACLE_MAX];
	/** @now: where each range's bytes are at the moment */
	struct sr_ledger now[ORACLE_MAX];
	/** @held: regions not to be torn down */
	bool held[ORACLE_MAX];
	/** @release: regions to be torn down */
	bool release[ORACLE_MAX];
	/** @release_dax: mainline hmem devices to be unbound */
	bool release_dax[ORACLE_MAX];
	/** @out: the machine's verdict */
	struct sr_outcome out;
	/** @now_sum: where all bytes are at the moment */
	struct sr_ledger now_sum;
	/** @steps: the plan */
	struct sr_step steps[ORACLE_STEPS];
	/** @n_steps: entries in @steps */
	size_t n_steps;
};

/**
 * oracle_ask() - rule on a platform
 * @facts: well-formed facts, sorted; at most ORACLE_MAX of everything, all
 *	   between @base and @base + ORACLE_SPAN - 1
 * @policy: the policy; its alignment divides ORACLE_SPAN
 * @base: where the address space begins; a multiple of ORACLE_SPAN
 * @answer: the answer
 */
void oracle_ask(const struct sr_facts *facts, const struct sr_policy *policy,
		u64 base, struct oracle_answer *answer);

/**
 * oracle_check() - ask core and the oracle and compare
 * @facts: facts in any order; sorted in place
 * @policy: the policy
 * @base: as for oracle_ask()
 * @answer: the oracle's answer
 *
 * Return: NULL if they agree, else in words where they do not.
 */
const char *oracle_check(struct sr_facts *facts, const struct sr_policy *policy,
			 u64 base, struct oracle_answer *answer);

#endif /* TEST_ORACLE_H */
