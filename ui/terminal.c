// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: colours, and words that wrap.
 */
#include "terminal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct say_palette *say_palette(enum say_color color, FILE *to)
{
	static const struct say_palette plain = { "", "", "", "", "", "" };
	static const struct say_palette colored = {
		.bold = "\033[1m",
		.dim = "\033[2m",
		.good = "\033[32m",
		.bad = "\033[1;31m",
		.warn = "\033[33m",
		.reset = "\033[0m",
	};
	const char *no_color = getenv("NO_COLOR");

	if (color == SAY_COLOR_ALWAYS)
		return &colored;
	if (color == SAY_COLOR_NEVER || (no_color && *no_color))
		return &plain;
	return isatty(fileno(to)) ? &colored : &plain;
}

unsigned int say_width(void)
{
	const char *columns = getenv("COLUMNS");
	long width = columns ? strtol(columns, NULL, 10) : 0;

	if (width <= 0)
		return 80;
	if (width < 40)
		return 40;
	return width > 1000 ? 1000 : (unsigned int)width;
}

/* Columns of UTF-8 text in which every character takes one. */
static size_t columns_of(const char *text, size_t n)
{
	size_t i, columns = 0;

	for (i = 0; i < n; i++)
		columns += ((unsigned char)text[i] & 0xc0) != 0x80;
	return columns;
}

void say_wrapped(FILE *to, const char *first, unsigned int indent,
		 unsigned int width, const char *text)
{
	size_t column = columns_of(first, strlen(first));
	bool fresh = true;

	fputs(first, to);
	while (*text) {
		size_t n = strcspn(text, " "), wide = columns_of(text, n);

		if (!fresh && column + 1 + wide > width) {
			fprintf(to, "\n%*s", (int)indent, "");
			column = indent;
			fresh = true;
		}
		if (!fresh) {
			fputc(' ', to);
			column++;
		}
		fwrite(text, 1, n, to);
		column += wide;
		fresh = false;
		text += n + (text[n] == ' ');
	}
	fputc('\n', to);
}
