// SPDX-License-Identifier: GPL-2.0-only
/* DOC: what a debug kernel had to say at the end. */
#include "heard.h"

#include <stdlib.h>
#include <string.h>

/* The first line and the backtrace of a leak, in one line. */
static void note_leak(const char *text, struct srlab_result *result)
{
	char *copy = strdup(text), *rest = NULL, *what = NULL, *line;
	bool in_trace = false;
	size_t size;
	FILE *out = open_memstream(&what, &size);

	for (line = copy ? strtok_r(copy, "\n", &rest) : NULL; line && out;
	     line = strtok_r(NULL, "\n", &rest)) {
		line += strspn(line, " ");
		if (line == copy || in_trace)
			fprintf(out, "%s%s", in_trace ? " < " : "", line);
		in_trace |= !strncmp(line, "backtrace", strlen("backtrace"));
	}
	if (out && !fclose(out))
		srlab_words_add(&result->failures, "memory leak: %s", what);
	free(what);
	free(copy);
}

void srlab_findings_judge(const struct srlab_heard *heard,
			  struct srlab_result *result)
{
	struct json_object *findings = NULL;

	for (size_t i = 0; i < srlab_heard_count(heard); i++) {
		struct json_object *line = srlab_heard_line(heard, i, "leak");

		if (line)
			note_leak(srlab_text(line, "text"), result);
		line = srlab_heard_line(heard, i, "findings");
		findings = line ? line : findings;
	}
	if (!findings)
		srlab_words_add(&result->failures,
				"the debug kernel was not asked for leaks, or did not answer");
	else if (!srlab_flag(findings, "lockdep"))
		srlab_words_add(&result->failures,
				"lockdep is off: what it reported first is in the kernel's log");
}
