/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: a judged result for people and for programs. */
#ifndef SRLAB_PRESENT_H
#define SRLAB_PRESENT_H

#include <stdio.h>

#include "judge.h"

/** srlab_size_text() - "1.00 GiB", "512 MiB", "0 B"; returns @text */
const char *srlab_size_text(uint64_t bytes, char text[32]);

/** srlab_report_human() - what became of every byte, to read */
void srlab_report_human(const struct srlab_result *result, FILE *to);

/** srlab_report_json() - the same as a JSON object; the caller puts it */
struct json_object *srlab_report_json(const struct srlab_result *result);

/** srlab_words_json() - a list of words as a JSON array; the caller puts it */
struct json_object *srlab_words_json(const struct srlab_words *words);

/** srlab_json_print() - print a value as every verb does; it stays the caller's */
void srlab_json_print(struct json_object *value);

#endif /* SRLAB_PRESENT_H */
