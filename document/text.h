/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: text that may be shown. A terminal obeys what is not printable, and a
 * reader believes what stands in another order than it was written.
 */
#ifndef SR_TEXT_H
#define SR_TEXT_H

#include <stddef.h>

/**
 * sr_text_printable() - how much of a text may be shown
 * @text: bytes from outside
 * @length: how many
 *
 * Not printable are bytes that are no UTF-8, control characters (C0, DEL and C1,
 * U+0080 to U+009F), line and paragraph separators, and what turns the direction
 * of writing around (U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069).
 *
 * Return: bytes before the first that is not printable; @length if all are.
 */
size_t sr_text_printable(const char *text, size_t length);

/** sr_text_make_printable() - put '?' for each byte that is not printable */
void sr_text_make_printable(char *text);

#endif /* SR_TEXT_H */
