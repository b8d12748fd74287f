// SPDX-License-Identifier: GPL-2.0-only
/* DOC: marks into the kernel's log. */
#include "guest.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void kmsg_mark(const char *format, ...)
{
	char text[400] = "<4>srlab: ";
	size_t used = strlen(text);
	va_list args;

	va_start(args, format);
	vsnprintf(text + used, sizeof(text) - used - 1, format, args);
	va_end(args);
	strcat(text, "\n");
	file_write("/dev/kmsg", text);
}
