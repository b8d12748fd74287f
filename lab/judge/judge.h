/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: what became of every byte: the guest's report, checked against the
 * memory that the hardware keeps, and against what the document expects.
 *
 * The guest only says what it saw and did. A byte counts as served only where
 * the stamp of its page lies in the right memory at the right offset.
 */
#ifndef SRLAB_JUDGE_H
#define SRLAB_JUDGE_H

#include <json-c/json.h>

#include "virtual.h"
#include "topology.h"

/** struct srlab_piece - some Soft Reserved bytes and what became of them */
struct srlab_piece {
	uint64_t start;
	uint64_t size;
	/** @owner: "cxl", "dax", "lost to alignment" or "stranded" */
	const char *owner;
	/** @device: the dax device that serves it, or ""; owned */
	char *device;
};

/** struct srlab_result - one boot, judged */
struct srlab_result {
	/** @platform: name of the platform; owned */
	char *platform;
	/** @kernel: name of the kernel ("6.12"); owned */
	char *kernel;
	/** @release: uname -r as the guest saw it; owned */
	char *release;
	bool stock;
	uint64_t offered;
	uint64_t cxl;
	uint64_t dax;
	uint64_t lost_alignment;
	uint64_t stranded;
	/** @not_decoded: of these, bytes that no committed decoder routes */
	uint64_t not_decoded;
	/** @verdict: the module's, or NULL; owned */
	char *verdict;
	/** @reason: of each range, by address, joined by commas; owned */
	char *reason;
	/** @decoders_preserved: each committed decoder reads back the same */
	bool decoders_preserved;
	/** @decoder_changes: a line for each that does not */
	struct srlab_words decoder_changes;
	/** @word_changes: a line for each decoder of which any word does not */
	struct srlab_words word_changes;
	/** @decoder_writes: a line if others than firmware wrote decoders */
	struct srlab_words decoder_writes;
	/** @data_ok: every stamp was found where it had to be */
	bool data_ok;
	/** @data_losses: a line for each finding that it is not */
	struct srlab_words data_losses;
	/** @pages: stamps looked for in the memory backing files */
	uint64_t pages;
	/** @dmesg_clean: no sign of trouble in the kernel's log */
	bool dmesg_clean;
	double seconds;
	/** @pieces: the Soft Reserved bytes by address */
	struct srlab_piece *pieces;
	size_t n_pieces;
	/** @iomem_before: /proc/iomem before the drivers; owned */
	char *iomem_before;
	/** @iomem_after: and at the end; owned */
	char *iomem_after;
	/** @capture: the platform document the guest took, or NULL; owned */
	char *capture;
	/** @srctl: what srctl said, run by run, or NULL; owned */
	struct json_object *srctl;
	/** @measured: lines of the report that measure, or NULL; owned */
	struct json_object *measured;
	/** @why: the document's sentence about this outcome, or NULL; owned */
	char *why;
	/** @failures: one line for each thing that is not as it has to be */
	struct srlab_words failures;
};

/** srlab_result_free() - free what a result owns */
void srlab_result_free(struct srlab_result *result);

/** struct srlab_evidence - what a boot left behind */
struct srlab_evidence {
	/** @platform: the platform, moved to its machine */
	const struct sr_platform *platform;
	/** @machine: the machine */
	const struct srlab_machine *machine;
	/** @directory: where the memory backing files are */
	const char *directory;
	/** @report: text of the guest's report */
	const char *report;
	/** @console: text of the serial console */
	const char *console;
	/** @trace: file with all register writes, or NULL */
	const char *trace;
	/** @nonce: the run's number */
	uint64_t nonce;
	/** @n_steps: steps that had to be run */
	size_t n_steps;
	/** @debug: a debug kernel, which had to say what it found */
	bool debug;
};

/**
 * srlab_judge() - judge a boot
 * @evidence: what it left behind
 * @result: with platform, kernel and stock set; the rest is filled in
 *
 * Everything that is wrong becomes a line in the result's failures.
 *
 * Return: 0, or -ENOMEM.
 */
int srlab_judge(const struct srlab_evidence *evidence,
		struct srlab_result *result);

/**
 * srlab_expectation_find() - what a document expects of a kind of boot
 * @platform: the platform
 * @kernel: name of the kernel ("7.3")
 * @stock: without softreserve
 *
 * Of several, the one that names most of the kernel's name wins.
 *
 * Return: the expectation, or NULL where the document has none.
 */
const struct sr_expectation *
srlab_expectation_find(const struct sr_platform *platform, const char *kernel,
		       bool stock);

/**
 * srlab_judge_data() - what was found of the data that the guest wrote
 * @result: a judged result; what is wrong becomes failures
 * @lost: it must have been lost: stock kernels hand out memory that leads
 *	  nowhere, and then that must show
 */
void srlab_judge_data(struct srlab_result *result, bool lost);

/**
 * srlab_judge_expectation() - compare a result with what the document expects
 * @platform: the platform
 * @result: a judged result; differences become failures
 */
void srlab_judge_expectation(const struct sr_platform *platform,
			     struct srlab_result *result);

#endif /* SRLAB_JUDGE_H */
