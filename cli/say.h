/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: messages: one line each, on stderr, so that data can be piped.
 */
#ifndef SRCTL_SAY_H
#define SRCTL_SAY_H

#include "options.h"

/** say_error() - "srctl: WHAT FAILED ON WHICH OBJECT: WHY" */
void say_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** say_note() - something to know that is no failure */
void say_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

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
const struct say_palette *say_palette(enum cli_color color, FILE *to);

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

#endif /* SRCTL_SAY_H */
