/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: the guest's report, read into memory. */
#ifndef SRLAB_HEARD_H
#define SRLAB_HEARD_H

#include "json_fields.h"
#include "judge.h"

/** struct srlab_heard - a report */
struct srlab_heard {
	/** @lines: its JSON objects in order; owned */
	struct json_object *lines;
	/** @ended: the last line was "end", with the right number of steps */
	bool ended;
};

/**
 * srlab_heard_read() - read a report
 * @heard: to be freed with srlab_heard_free(), also on failure
 * @text: the report's text
 * @n_steps: how many steps the guest had to report
 * @failures: a line for whatever is wrong with the report
 */
void srlab_heard_read(struct srlab_heard *heard, const char *text,
		      size_t n_steps, struct srlab_words *failures);

/** srlab_heard_free() - free a report's lines */
void srlab_heard_free(struct srlab_heard *heard);

/** srlab_heard_count() - how many lines there are */
size_t srlab_heard_count(const struct srlab_heard *heard);

/** srlab_heard_line() - line @i if it is of a type, else NULL */
struct json_object *srlab_heard_line(const struct srlab_heard *heard, size_t i,
				     const char *type);

/* judge_log.c */

/** srlab_log_judge() - look for signs of trouble in log and console */
void srlab_log_judge(const struct srlab_heard *heard, const char *console,
		     struct srlab_result *result);

/* judge_writes.c */

/** srlab_writes_judge() - has anybody but firmware written a decoder? */
void srlab_writes_judge(const struct srlab_heard *heard, const char *path,
			struct srlab_result *result);

/* judge_findings.c */

/** srlab_findings_judge() - what a debug kernel found */
void srlab_findings_judge(const struct srlab_heard *heard,
			  struct srlab_result *result);

/* judge_decoders.c */

/** srlab_decoders_judge() - compare the decoders before and after */
void srlab_decoders_judge(const struct srlab_heard *heard,
			  struct srlab_result *result);

/* judge_module.c */

/** srlab_module_judge() - take over the module's word, and check its ledger */
int srlab_module_judge(const struct srlab_heard *heard,
		       struct srlab_result *result);

/* judge_bytes.c */

/** srlab_bytes_judge() - who serves each Soft Reserved byte, and truly so */
int srlab_bytes_judge(const struct srlab_heard *heard,
		      const struct srlab_evidence *evidence,
		      struct srlab_result *result);

#endif /* SRLAB_HEARD_H */
