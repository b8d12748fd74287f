// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see heard.h. */
#include "heard.h"

#include <string.h>

size_t srlab_heard_count(const struct srlab_heard *heard)
{
	return json_object_array_length(heard->lines);
}

struct json_object *srlab_heard_line(const struct srlab_heard *heard, size_t i,
				     const char *type)
{
	struct json_object *line = json_object_array_get_idx(heard->lines, i);

	return strcmp(srlab_text(line, "type"), type) ? NULL : line;
}

/* A whole line, parsed to its end, and an object. */
static struct json_object *parse_line(struct json_tokener *tokener,
				      const char *text, size_t length)
{
	struct json_object *line;

	json_tokener_reset(tokener);
	line = json_tokener_parse_ex(tokener, text, (int)length);
	if (json_tokener_get_error(tokener) == json_tokener_success &&
	    json_tokener_get_parse_end(tokener) == length &&
	    json_object_is_type(line, json_type_object))
		return line;
	json_object_put(line);
	return NULL;
}

static void read_lines(struct srlab_heard *heard, const char *text,
		       struct srlab_words *failures)
{
	struct json_tokener *tokener = json_tokener_new();
	size_t number = 1;

	while (*text && tokener) {
		size_t length = strcspn(text, "\n");
		struct json_object *line;

		line = text[length] ? parse_line(tokener, text, length) : NULL;
		if (!line) {
			srlab_words_add(failures,
					"the guest's report is %s at line %zu",
					text[length] ? "garbled" : "cut off",
					number);
			break;
		}
		json_object_array_add(heard->lines, line);
		text += length + 1;
		number++;
	}
	json_tokener_free(tokener);
}

static void check_end(struct srlab_heard *heard, size_t n_steps,
		      struct srlab_words *failures)
{
	size_t n = srlab_heard_count(heard);
	struct json_object *end;

	if (!n) {
		srlab_words_add(failures, "the guest reported nothing");
		return;
	}
	end = srlab_heard_line(heard, n - 1, "end");
	if (!end) {
		srlab_words_add(failures, "the guest's report has no end");
		return;
	}
	heard->ended = srlab_number(end, "steps") == n_steps;
}

static void check_steps(const struct srlab_heard *heard, size_t n_steps,
			struct srlab_words *failures)
{
	bool failed = false;
	size_t seen = 0;

	for (size_t i = 0; i < srlab_heard_count(heard); i++) {
		struct json_object *step = srlab_heard_line(heard, i, "step");

		if (!step)
			continue;
		seen++;
		if (srlab_flag(step, "ok"))
			continue;
		failed = true;
		srlab_words_add(failures, "step %d \"%s\" failed: %s (%s)",
				(int)srlab_number(step, "number"),
				srlab_text(step, "step"),
				srlab_text(step, "why"),
				strerror((int)srlab_number(step, "errno")));
	}
	if (!failed && seen != n_steps)
		srlab_words_add(failures, "the guest ran %zu steps, not %zu",
				seen, n_steps);
}

void srlab_heard_read(struct srlab_heard *heard, const char *text,
		      size_t n_steps, struct srlab_words *failures)
{
	heard->lines = json_object_new_array();
	heard->ended = false;
	read_lines(heard, text, failures);
	check_end(heard, n_steps, failures);
	check_steps(heard, n_steps, failures);
}

void srlab_heard_free(struct srlab_heard *heard)
{
	json_object_put(heard->lines);
	heard->lines = NULL;
}
