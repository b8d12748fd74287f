// SPDX-License-Identifier: GPL-2.0-only
/* DOC: what every command needs: to say why it failed, and to be patient. */
#include "guest.h"

#include <stdarg.h>
#include <stdio.h>

int guest_fail(struct guest *guest, int code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(guest->why, sizeof(guest->why), format, args);
	va_end(args);
	return code;
}

double guest_patience(const struct guest *guest, double seconds)
{
	return guest->slowness ? seconds * guest->slowness : seconds;
}
