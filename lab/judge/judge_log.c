// SPDX-License-Identifier: GPL-2.0-only
/* DOC: signs of trouble in the kernel's log and on the console. */
#include "heard.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const signs[] = {
	"WARNING:", "BUG:", "BUG ", "Oops", "general protection",
	"Kernel panic", "Call Trace", "KASAN", "UBSAN", "kmemleak:",
	"possible circular locking", "possible recursive locking",
	"inconsistent lock state", "suspicious RCU usage",
	"sleeping function called", "INFO: task ", "rcu: INFO:",
	"soft lockup", "hard LOCKUP", "refcount_t:", "Unable to handle",
	"double free", "list_add corruption", "list_del corruption",
	"ODEBUG:", "INFO: trying to register non-static key",
};

/* The kernel says these on every boot, of things it looks for. */
static const char *const harmless[] = {
	"kmemleak: Kernel memory leak detector initialized",
};

static bool is_sign(const char *text)
{
	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		if (strstr(text, harmless[i]))
			return false;
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (strstr(text, signs[i]))
			return true;
	return false;
}

static void note(struct srlab_result *result, const char *where,
		 const char *text)
{
	if (result->dmesg_clean)
		srlab_words_add(&result->failures, "%s: %s", where, text);
	result->dmesg_clean = false;
}

static void judge_console(const char *console, struct srlab_result *result)
{
	char *copy = strdup(console), *rest = NULL;

	for (char *line = copy ? strtok_r(copy, "\r\n", &rest) : NULL; line;
	     line = strtok_r(NULL, "\r\n", &rest))
		if (is_sign(line))
			note(result, "console", line);
	free(copy);
}

void srlab_log_judge(const struct srlab_heard *heard, const char *console,
		     struct srlab_result *result)
{
	bool any = false;

	result->dmesg_clean = true;
	for (size_t i = 0; i < srlab_heard_count(heard); i++) {
		struct json_object *line = srlab_heard_line(heard, i, "kmsg");

		if (!line)
			continue;
		any = true;
		if (is_sign(srlab_text(line, "text")))
			note(result, "kernel log", srlab_text(line, "text"));
	}
	judge_console(console, result);
	if (!any)
		note(result, "kernel log", "the guest sent none");
}
