// SPDX-License-Identifier: GPL-2.0-only
/* DOC: single writes to sysfs, single looks at it, and doing nothing. */
#include "guest.h"

#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MODULE_DIRECTORY "/sys/kernel/softreserve"
#define EXPECT_SECONDS 10

/* A name that does not start at the root is one of softreserve's files. */
static void full_path(const char *name, char *path, size_t size)
{
	snprintf(path, size, "%s%s%s", name[0] == '/' ? "" : MODULE_DIRECTORY,
		 name[0] == '/' ? "" : "/", name);
}

/* "write FILE VALUE" */
int plain_write(struct guest *guest, char **words, int n)
{
	char path[PATH_MAX];
	int rc;

	if (n != 3)
		return guest_fail(guest, -EINVAL, "malformed command");
	full_path(words[1], path, sizeof(path));
	rc = file_write(path, words[2]);
	return rc ? guest_fail(guest, rc, "cannot write %s to %s", words[2],
			       path) : 0;
}

/* "expect FILE VALUE": it may take its time. */
int plain_expect(struct guest *guest, char **words, int n)
{
	double limit = seconds() + guest_patience(guest, EXPECT_SECONDS);
	char path[PATH_MAX], value[128];
	int rc;

	if (n != 3)
		return guest_fail(guest, -EINVAL, "malformed command");
	full_path(words[1], path, sizeof(path));
	do {
		rc = file_read(path, value, sizeof(value));
		if (!rc && !strcmp(value, words[2]))
			return 0;
		pause_ms(20);
	} while (seconds() < limit);
	return guest_fail(guest, rc ? rc : -EPROTO, "%s is \"%s\", not \"%s\"",
			  path, value, words[2]);
}

/* "expect-some PATTERN": a file of such a name is there, or comes soon. */
int plain_expect_some(struct guest *guest, char **words, int n)
{
	double limit = seconds() + guest_patience(guest, EXPECT_SECONDS);
	glob_t found;
	bool any;

	if (n != 2)
		return guest_fail(guest, -EINVAL, "malformed command");
	do {
		any = !glob(words[1], 0, NULL, &found);
		globfree(&found);
		if (any)
			return 0;
		pause_ms(20);
	} while (seconds() < limit);
	return guest_fail(guest, -ENOENT, "there is no %s", words[1]);
}

/* "pause SECONDS": what is under way goes on; nothing else is done. */
int plain_pause(struct guest *guest, char **words, int n)
{
	if (n != 2)
		return guest_fail(guest, -EINVAL, "malformed command");
	pause_ms((unsigned int)strtoul(words[1], NULL, 10) * 1000);
	return 0;
}

/* "note TEXT": the step's own mark in the log is all there is to do. */
int plain_note(struct guest *guest, char **words, int n)
{
	(void)guest;
	(void)words;
	(void)n;
	return 0;
}

/* "hang": for testing that a guest which hangs is killed. */
int plain_hang(struct guest *guest, char **words, int n)
{
	(void)guest;
	(void)words;
	(void)n;
	for (;;)
		pause_ms(1000);
}
