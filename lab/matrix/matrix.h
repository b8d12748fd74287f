/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: every platform on one kernel, stock and with softreserve; one whose
 * document expects something of one kind of boot only is booted that way only.
 */
#ifndef SRLAB_MATRIX_H
#define SRLAB_MATRIX_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#include "fault.h"

/** struct srlab_job - one boot of the matrix, in a process of its own */
struct srlab_job {
	/** @document: path of the platform document; owned */
	char *document;
	/** @name: its file name without ".json"; owned */
	char *name;
	/** @load_order: name of its load order, or NULL; owned */
	char *load_order;
	bool stock;
	/** @pid: its process while it runs, else 0 */
	pid_t pid;
	/** @output: memfd that its standard output and errors go to */
	int output;
	/** @begin: when it was started */
	double begin;
	/** @done: it has ended */
	bool done;
	/** @passed: everything was as expected */
	bool passed;
	/** @result: what "srlab run --json" printed, or NULL; owned */
	struct json_object *result;
	/** @words: what it printed instead; owned */
	char *words;
};

/** srlab_job_clear() - free what a job owns, not the job */
void srlab_job_clear(struct srlab_job *job);

/** struct srlab_matrix - all jobs of a matrix */
struct srlab_matrix {
	/**
	 * @verb: of srlab, run for each platform once whatever it expects;
	 * NULL for "run", in each way that the document expects something of
	 */
	const char *verb;
	/** @kernel: name of the kernel ("6.12") */
	const char *kernel;
	/**
	 * @load_orders: names of load orders joined by commas, or "all": boot
	 * each platform without a scenario of its own in each of them, with
	 * softreserve. NULL for the usual matrix.
	 */
	const char *load_orders;
	/** @only: names of platforms, joined by commas, or NULL for all */
	const char *only;
	/**
	 * @directory: where the documents are; where it is NULL, _list() takes
	 * the source tree's own platforms, and then its scenarios
	 */
	const char *directory;
	/** @n_at_once: how many boots may run at the same time; 0: one per core */
	unsigned int n_at_once;
	/** @timeout: seconds until a guest is killed */
	unsigned int timeout;
	/** @offline: never use the network */
	bool offline;
	/** @stock_only: softreserve cannot be built for this kernel */
	bool stock_only;
	/**
	 * @jobs: stock before softreserve, by name; filled by _list(). None
	 * where the documents expect nothing of this kernel.
	 */
	struct srlab_job *jobs;
	size_t n_jobs;
};

/**
 * srlab_matrix_list() - find the documents and make the jobs
 *
 * Return: 0; -ENOENT where there is no document or one of @only is missing.
 */
int srlab_matrix_list(struct srlab_matrix *matrix, struct srlab_fault *fault);

/** srlab_matrix_prepare() - get kernel and modules, once for all jobs */
int srlab_matrix_prepare(struct srlab_matrix *matrix,
			 struct srlab_fault *fault);

/**
 * srlab_matrix_run() - run all jobs, with one line of progress
 * @matrix: with its jobs listed
 * @progress: where progress goes
 * @fault: one line on failure
 *
 * Return: 0 with every job done; -ECANCELED; -errno where none could start.
 */
int srlab_matrix_run(struct srlab_matrix *matrix, FILE *progress,
		     struct srlab_fault *fault);

/** srlab_matrix_free() - free the jobs */
void srlab_matrix_free(struct srlab_matrix *matrix);

/** srlab_matrix_passed() - how many jobs passed */
size_t srlab_matrix_passed(const struct srlab_matrix *matrix);

/* markdown.c */

/** srlab_matrix_table() - a table for a terminal, and what failed */
void srlab_matrix_table(const struct srlab_matrix *matrix, FILE *to);

/** srlab_matrix_failures() - only what failed */
void srlab_matrix_failures(const struct srlab_matrix *matrix, FILE *to);

/** srlab_matrix_markdown() - platform by stranded bytes, for the README */
void srlab_matrix_markdown(const struct srlab_matrix *matrix, FILE *to);

/**
 * srlab_matrices_markdown() - the same for several kernels, two columns each,
 * and below it the reasons of what failed
 * @matrices: one per kernel; a platform has one row, with the first one's sizes
 * @n: how many
 * @to: where it goes
 */
void srlab_matrices_markdown(const struct srlab_matrix *matrices, size_t n,
			     FILE *to);

/** srlab_matrix_json() - append all results to an array */
void srlab_matrix_json(const struct srlab_matrix *matrix,
		       struct json_object *all);

#endif /* SRLAB_MATRIX_H */
