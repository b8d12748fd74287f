// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see fault.h. */
#include "fault.h"

#include <stdarg.h>
#include <stdio.h>

#include "text.h"

int srlab_fail(struct srlab_fault *fault, int code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(fault->text, sizeof(fault->text), format, args);
	va_end(args);
	sr_text_make_printable(fault->text);
	return code;
}
