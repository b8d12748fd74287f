// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* DOC: see text.h. */
#include "text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Ranges of code points, first and last. */
static const uint32_t unprintable[][2] = {
	{ 0x0000, 0x001f }, { 0x007f, 0x009f }, { 0x061c, 0x061c },
	{ 0x200e, 0x200f }, { 0x2028, 0x202e }, { 0x2066, 0x2069 },
	{ 0xd800, 0xdfff }, { 0xfeff, 0xfeff },
};

static bool is_printable(uint32_t point)
{
	size_t i;

	for (i = 0; i < sizeof(unprintable) / sizeof(unprintable[0]); i++)
		if (point >= unprintable[i][0] && point <= unprintable[i][1])
			return false;
	return point <= 0x10ffff;
}

/* Return: bytes of the character; 0 if the first byte begins none. */
static size_t character_size(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first < 0xe0)
		return 2;
	if (first >= 0xe0 && first < 0xf0)
		return 3;
	return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

/* Return: bytes of a printable character at @text; 0 if there is none. */
static size_t printable_at(const unsigned char *text, size_t length)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	static const unsigned char bits[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	size_t i, size = character_size(*text);
	uint32_t point = *text & bits[size];

	if (!size || size > length)
		return 0;
	for (i = 1; i < size; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		point = point << 6 | (text[i] & 0x3f);
	}
	return point >= least[size] && is_printable(point) ? size : 0;
}

size_t sr_text_printable(const char *text, size_t length)
{
	const unsigned char *bytes = (const unsigned char *)text;
	size_t at = 0, size;

	while (at < length && (size = printable_at(bytes + at, length - at)))
		at += size;
	return at;
}

void sr_text_make_printable(char *text)
{
	size_t length = strlen(text), at = 0;

	while ((at += sr_text_printable(text + at, length - at)) < length)
		text[at++] = '?';
}
