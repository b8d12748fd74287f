/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: a round of the module, timed by its tracepoints. */
#ifndef SRLAB_SETTLE_TRACE_H
#define SRLAB_SETTLE_TRACE_H

#include <stddef.h>

#include "fault.h"

/* What is written into the trace right before the round is asked for. */
#define SRLAB_TRACE_MARK "srlab-settle"

/** struct srlab_settle_trace - one round, in seconds */
struct srlab_settle_trace {
	/** @round: from the order to the end: waiting, observing, all of it */
	double round;
	/** @work: from settle_begin to settle_end: ruling, enacting, reporting */
	double work;
	/** @n_steps: steps of the plan that were taken */
	size_t n_steps;
};

/**
 * srlab_settle_trace_read() - find the round in what tracefs printed
 * @text: the file "trace", with the mark and softreserve's events in it
 * @trace: filled in
 * @fault: one line on failure
 *
 * Return: 0; -EPROTO where the mark or one of the events is missing, where a
 * step or the round failed, or where the order makes no sense.
 */
int srlab_settle_trace_read(const char *text, struct srlab_settle_trace *trace,
			    struct srlab_fault *fault);

#endif /* SRLAB_SETTLE_TRACE_H */
