/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: one boot of one platform document, from file to judged result. */
#ifndef SRLAB_RUN_H
#define SRLAB_RUN_H

#include "judge.h"

/** struct srlab_order - what to run and how */
struct srlab_order {
	/** @document: path of the platform document */
	const char *document;
	/** @kernel: name of the kernel ("6.12") */
	const char *kernel;
	/** @stock: without softreserve */
	bool stock;
	/** @offline: never use the network */
	bool offline;
	/** @keep: leave the working directory behind and say where it is */
	bool keep;
	/** @timeout: seconds until the guest is killed, on a stock kernel */
	unsigned int timeout;
	/** @parameters: more parameters for softreserve, or NULL */
	const char *parameters;
	/** @scenario: run this instead of the document's own, or NULL */
	const struct sr_scenario *scenario;
	/**
	 * @load_order: @scenario only says how drivers are loaded: parameters
	 * are the document's, which must have no steps of its own
	 */
	bool load_order;
	/** @any_outcome: do not compare with what the document expects */
	bool any_outcome;
	/** @capture: where the guest's capture goes, or NULL */
	const char *capture;
	/** @tick: called about ten times a second while booting, or NULL */
	void (*tick)(void *context, double seconds);
	/** @context: for @tick */
	void *context;
};

/**
 * srlab_run() - run an order
 * @order: the order
 * @result: to be freed with srlab_result_free(), also on failure
 * @fault: one line on failure
 *
 * A run that came to a result returns 0, also where that is full of failures.
 *
 * Return: 0; -errno where no guest could be started.
 */
int srlab_run(const struct srlab_order *order, struct srlab_result *result,
	      struct srlab_fault *fault);

#endif /* SRLAB_RUN_H */
