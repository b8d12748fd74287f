// SPDX-License-Identifier: GPL-2.0-only
/* What may be shown of text from outside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "text.h"

static void what_people_write_is_printable(void **state)
{
	static const char *const texts[] = {
		"", "dax0.0", "Speicher für CXL", "\xc2\xa0", "内存",
		"\xf0\x9f\x90\xa7", "\xf4\x8f\xbf\xbf", "\xee\x80\x80",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(sr_text_printable(texts[i], strlen(texts[i])),
				 strlen(texts[i]));
}

static void what_a_terminal_obeys_is_not(void **state)
{
	static const char *const texts[] = {
		"\x1b[31m", "\n", "\t", "\x7f", /* C0, DEL */
		"\xc2\x80", ("\xc2\x9b" "31m"), "\xc2\x9f", /* C1 */
		"\xd8\x9c", "\xe2\x80\x8e", "\xe2\x80\x8f", /* marks */
		"\xe2\x80\xa8", "\xe2\x80\xa9", /* separators */
		"\xe2\x80\xaa", "\xe2\x80\xae", /* embeddings, overrides */
		"\xe2\x81\xa6", "\xe2\x81\xa9", /* isolates */
		"\xef\xbb\xbf",
		"\x80", "\xff\xfe", "\xc3", "\xe2\x80", /* no UTF-8 */
		"\xc0\x9b", "\xe0\x82\x9b", "\xf0\x80\x82\x9b", /* overlong */
		"\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(sr_text_printable(texts[i], strlen(texts[i])),
				 0);
	assert_int_equal(sr_text_printable("ab\0c", 4), 2);
	/* The rest of a character is beyond the end. */
	assert_int_equal(sr_text_printable("a\xc3\xbc", 2), 1);
}

static void it_becomes_a_question_mark_for_each_byte(void **state)
{
	char text[] = "a\x1b[31m \xc2\x9b" "b \xe2\x80\xae\xc3\xbc\xff";

	(void)state;
	sr_text_make_printable(text);
	assert_string_equal(text, "a?[31m ??b ???\xc3\xbc?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_people_write_is_printable),
		cmocka_unit_test(what_a_terminal_obeys_is_not),
		cmocka_unit_test(it_becomes_a_question_mark_for_each_byte),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
