/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: the guest's report, read into memory; private to the judge. */
#ifndef SRLAB_HEARD_H
#define SRLAB_HEARD_H

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

/** srlab_text() - a string member, "" if absent or of another type */
const char *srlab_text(struct json_object *line, const char *key);

/** srlab_number() - an integer member, 0 if absent or of another type */
uint64_t srlab_number(struct json_object *line, const char *key);

/** srlab_real() - a number member, 0 if absent or of another type */
double srlab_real(struct json_object *line, const char *key);

/** srlab_flag() - a boolean member, false if absent or of another type */
bool srlab_flag(struct json_object *line, const char *key);

/** srlab_list() - an array member, NULL if absent or of another type */
struct json_object *srlab_list(struct json_object *line, const char *key);

/** srlab_item() - an array's item, NULL if there is none or no array */
struct json_object *srlab_item(struct json_object *array, size_t i);

/* judge_log.c */

/** srlab_log_judge() - look for signs of trouble in log and console */
void srlab_log_judge(const struct srlab_heard *heard, const char *console,
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
