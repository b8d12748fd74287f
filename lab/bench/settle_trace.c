// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see settle_trace.h. */
#include "settle_trace.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* When things happened, and whether they did. */
struct seen {
	bool mark, begin, end;
	double mark_at, begin_at, end_at;
	size_t n_steps;
	int rc;
};

/*
 * "   kworker/1:2-42  [001] .....  12.345678: softreserve_step: ... rc=0": the
 * word before the event's name is the time.
 */
static bool event_at(const char *line, const char *name, double *at)
{
	const char *event = strstr(line, name);
	const char *word = event;
	char *end;

	/* "12.345678: " lies before it. */
	if (!event || event - line < 3 || strncmp(event - 2, ": ", 2))
		return false;
	for (word -= 2; word > line && word[-1] != ' '; word--)
		;
	*at = strtod(word, &end);
	return end == event - 2;
}

static int rc_of(const char *line)
{
	const char *rc = strstr(line, " rc=");

	return rc ? atoi(rc + 4) : -1;
}

static void see_line(const char *line, struct seen *seen)
{
	double at;

	if (event_at(line, "tracing_mark_write: " SRLAB_TRACE_MARK, &at)) {
		*seen = (struct seen){ .mark = true, .mark_at = at };
	} else if (!seen->mark || seen->end) {
		return;
	} else if (event_at(line, "softreserve_settle_begin:", &at)) {
		seen->begin = true;
		seen->begin_at = at;
	} else if (event_at(line, "softreserve_step:", &at)) {
		seen->n_steps++;
		seen->rc = seen->rc ? seen->rc : rc_of(line);
	} else if (event_at(line, "softreserve_settle_end:", &at)) {
		seen->end = true;
		seen->end_at = at;
		seen->rc = seen->rc ? seen->rc : rc_of(line);
	}
}

int srlab_settle_trace_read(const char *text, struct srlab_settle_trace *trace,
			    struct srlab_fault *fault)
{
	char *copy = strdup(text), *rest = NULL;
	struct seen seen = { 0 };

	if (!copy)
		return srlab_fail(fault, -ENOMEM, "out of memory");
	for (char *line = strtok_r(copy, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		see_line(line, &seen);
	free(copy);
	if (!seen.mark || !seen.begin || !seen.end)
		return srlab_fail(fault, -EPROTO, "the trace has no %s",
				  !seen.mark ? "mark" :
				  !seen.begin ? "softreserve_settle_begin" :
						"softreserve_settle_end");
	if (seen.rc)
		return srlab_fail(fault, -EPROTO,
				  "the round in the trace failed (%d)", seen.rc);
	if (seen.begin_at < seen.mark_at || seen.end_at < seen.begin_at)
		return srlab_fail(fault, -EPROTO,
				  "the trace's times are out of order");
	trace->round = seen.end_at - seen.mark_at;
	trace->work = seen.end_at - seen.begin_at;
	trace->n_steps = seen.n_steps;
	return 0;
}
