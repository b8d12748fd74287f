// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: messages.
 */
#include "say.h"

#include <stdarg.h>
#include <stdio.h>

void say_error(const char *format, ...)
{
	va_list args;

	fputs("srctl: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

void say_note(const char *format, ...)
{
	va_list args;

	fputs("srctl: note: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}
