/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: entries of firmware's memory map, found by asking.
 *
 * A kernel knows its Soft Reserved nodes, of which some may be larger than the
 * entry that they were made for (they are inserted with expand-to-fit), and
 * answers "is there any of this type in here?". Both together give the entries
 * in a time that follows the number of nodes and not their size.
 */
#ifndef SR_RUNS_H
#define SR_RUNS_H

#include "rule.h"

/** enum sr_hint_kind - how much an extent tells about firmware's entries */
enum sr_hint_kind {
	/** @SR_HINT_ENTRY: it is one entry, known from before */
	SR_HINT_ENTRY,
	/** @SR_HINT_NODE: one entry, and whatever it was expanded over */
	SR_HINT_NODE,
	/** @SR_HINT_LOOSE: there may be any number of entries in it */
	SR_HINT_LOOSE,
};

/** struct sr_hint - where entries may be */
struct sr_hint {
	/** @at: where; hints may overlap and nest */
	struct sr_extent at;
	/** @kind: one of enum sr_hint_kind, as u32 for sr_sort() */
	u32 kind;
};

/** struct sr_runs - what to look for, how, and where what is found goes */
struct sr_runs {
	/** @context: passed to the two functions */
	void *context;
	/**
	 * @any: is any byte of @at of the type? NULL: every byte is, and hints
	 * are the truth
	 */
	bool (*any)(void *context, const struct sr_extent *at);
	/** @found: called for each run, from low to high; 0 or -errno */
	int (*found)(void *context, const struct sr_extent *at);
	/** @stride: bytes between two looks where several entries may be */
	u64 stride;
	/** @budget: bytes that may be looked at so; what is left afterwards */
	u64 budget;
	/** @unknown: out: on -E2BIG, where it is not known what there is */
	struct sr_extent unknown;
};

/**
 * sr_runs_find() - find the runs of a type
 * @runs: what to look for
 * @hints: where; sorted in place
 * @n: how many
 *
 * Every entry must lie in a hint of kind entry, or have a node of its own, or
 * lie in a loose hint. Where a byte is in one node only, that node's entry is
 * the only one that can be there, and two binary searches find its ends.
 * Elsewhere each stride is looked at, and a hole shorter than that is not seen.
 * Runs end where hints begin or end: entries that touch stay apart.
 *
 * Return: 0; -E2BIG if more than the budget would have to be looked at; what
 * @found returned if that was not 0.
 */
int sr_runs_find(struct sr_runs *runs, struct sr_hint *hints, size_t n);

#endif /* SR_RUNS_H */
