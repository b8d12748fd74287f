/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: colours, and words that wrap.
 */
#ifndef UI_TERMINAL_H
#define UI_TERMINAL_H

#include <stdio.h>

/** enum say_color - the argument of --color */
enum say_color {
	SAY_COLOR_AUTO,
	SAY_COLOR_ALWAYS,
	SAY_COLOR_NEVER,
};

/** struct say_palette - escape sequences, or empty strings */
struct say_palette {
	const char *bold;
	const char *dim;
	const char *good;
	const char *bad;
	const char *warn;
	const char *reset;
};

/** say_palette() - by --color, the stream and NO_COLOR */
const struct say_palette *say_palette(enum say_color color, FILE *to);

/** say_width() - columns of the terminal: COLUMNS, or 80; 40 at least */
unsigned int say_width(void);

/**
 * say_wrapped() - a paragraph in words
 * @to: where to
 * @first: what comes before the first line
 * @indent: columns before the others
 * @width: columns in all
 * @text: the words
 */
void say_wrapped(FILE *to, const char *first, unsigned int indent,
		 unsigned int width, const char *text);

#endif /* UI_TERMINAL_H */
