// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: what a debug kernel found and does not say by itself: memory that
 * nothing points to any more, and whether it still looks at locks.
 */
#include "guest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define KMEMLEAK "/sys/kernel/debug/kmemleak"
#define LOCKDEP "/proc/lockdep_stats"
/* kmemleak passes over what is younger than five seconds. */
#define LEAK_AGE_MS 6000
#define LEAK_BEGIN "unreferenced object"

static int scan_for_leaks(void)
{
	int rc;

	/*
	 * An object whose content changed since the last scan may have been
	 * in somebody's hands just then: it takes two to be sure.
	 */
	pause_ms(LEAK_AGE_MS);
	rc = file_write(KMEMLEAK, "scan");
	pause_ms(LEAK_AGE_MS);
	return rc ? rc : file_write(KMEMLEAK, "scan");
}

static void tell_leak(const char *text, size_t length)
{
	struct json_object *line = tell_new("leak");

	json_object_object_add(line, "text",
			       json_object_new_string_len(text, (int)length));
	tell(line);
}

static void tell_leaks(const char *text)
{
	const char *from = strstr(text, LEAK_BEGIN), *next;

	for (; from; from = next) {
		next = strstr(from + strlen(LEAK_BEGIN), LEAK_BEGIN);
		tell_leak(from, next ? (size_t)(next - from) : strlen(from));
	}
}

/* lockdep stops looking after its first report. */
static bool lockdep_is_on(void)
{
	char *text = file_read_all(LOCKDEP, NULL);
	char *at = text ? strstr(text, "debug_locks:") : NULL;
	bool on = at && strtoul(at + strlen("debug_locks:"), NULL, 10) == 1;

	free(text);
	return on;
}

/* "findings": the last line says that all was looked at */
int findings_tell(struct guest *guest, char **words, int n)
{
	int rc = scan_for_leaks();
	char *leaks = rc ? NULL : file_read_all(KMEMLEAK, NULL);
	struct json_object *line;

	(void)words;
	(void)n;
	if (!leaks)
		return guest_fail(guest, rc ? rc : -EIO,
				  "kmemleak does not look for leaks");
	tell_leaks(leaks);
	free(leaks);
	line = tell_new("findings");
	json_object_object_add(line, "lockdep",
			       json_object_new_boolean(lockdep_is_on()));
	tell(line);
	return 0;
}
