// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: messages.
 */
#include "say.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "text.h"

/* Names of files and of what was found come from anywhere. */
static void say(const char *first, const char *format, va_list args)
{
	char *line;

	if (vasprintf(&line, format, args) < 0)
		line = NULL;
	if (line)
		sr_text_make_printable(line);
	fprintf(stderr, "srctl: %s%s\n", first,
		line ? line : "out of memory");
	free(line);
}

void say_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say("", format, args);
	va_end(args);
}

void say_note(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say("note: ", format, args);
	va_end(args);
}
