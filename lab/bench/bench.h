/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: benchmarks that need guests. What counts is a ratio of two things that
 * were measured in turns in one run; each has a bound that it has to keep.
 */
#ifndef SRLAB_BENCH_H
#define SRLAB_BENCH_H

#include <json-c/json.h>
#include <stdbool.h>

#include "judge.h"
#include "run.h"
#include "sample.h"

/** struct srlab_bench - what to measure, and what came of it */
struct srlab_bench {
	/** @kernel: names of kernels, joined by commas */
	const char *kernel;
	/** @rounds: how often each thing is measured */
	unsigned int rounds;
	/** @timeout: seconds until a guest is killed */
	unsigned int timeout;
	/** @offline: never use the network */
	bool offline;
	/** @json: the values go into @rows instead of into a table */
	bool json;
	/** @rows: a JSON object for each row of the table; owned by the verb */
	struct json_object *rows;
	/** @n_kept: bounds that hold */
	size_t n_kept;
	/** @n_missed: bounds that do not */
	size_t n_missed;
};

/**
 * srlab_bench_boot() - one boot, with progress, that has to go well
 * @bench: the benchmark
 * @order: what to boot; kernel, timeout and progress are filled in
 * @label: what is booted, for the progress
 * @result: to be freed with srlab_result_free(), also on failure
 *
 * Return: 0; -errno, and what went wrong is said.
 */
int srlab_bench_boot(const struct srlab_bench *bench,
		     struct srlab_order *order, const char *label,
		     struct srlab_result *result);

/** srlab_bench_fail() - say what is wrong with a measurement; returns @code */
int srlab_bench_fail(int code, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * srlab_bench_judge() - a ratio against its bound
 * @bench: where it is counted
 * @row: JSON that it is added to, or NULL
 * @ratio: what was measured
 * @bound: what it may be at most
 *
 * Return: "yes" or "NO".
 */
const char *srlab_bench_judge(struct srlab_bench *bench,
			      struct json_object *row, double ratio,
			      double bound);

/** srlab_bench_list() - srctl list beside cxl list and daxctl list */
int srlab_bench_list(struct srlab_bench *bench);

/** srlab_bench_usable() - from the first CXL probe to usable memory */
int srlab_bench_usable(struct srlab_bench *bench);

#endif /* SRLAB_BENCH_H */
