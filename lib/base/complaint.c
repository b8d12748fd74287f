// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: the caller's buffer for the one line that says what failed.
 */
#include "complaint.h"

#include <stdarg.h>
#include <stdio.h>

void sr_complain(const struct sr_complaint *to, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(to->text, to->size, format, args);
	va_end(args);
}
