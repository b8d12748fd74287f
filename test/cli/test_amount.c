// SPDX-License-Identifier: GPL-2.0-only
/*
 * Byte counts and addresses as people read them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "amount.h"

static void bytes(void **state)
{
	(void)state;
	assert_string_equal(amount_bytes(0).text, "0 B");
	assert_string_equal(amount_bytes(1023).text, "1023 B");
	assert_string_equal(amount_bytes(1024).text, "1 KiB");
	assert_string_equal(amount_bytes(1535ULL << 20).text, "1.50 GiB");
	assert_string_equal(amount_bytes(3ULL << 29).text, "1.50 GiB");
	assert_string_equal(amount_bytes(512ULL << 20).text, "512 MiB");
	assert_string_equal(amount_bytes(UINT64_MAX).text, "16.00 EiB");
}

static void human(void **state)
{
	(void)state;
	assert_string_equal(amount_human(0).text, "0");
	assert_string_equal(amount_human(512ULL << 20).text,
			    "512.00 MiB (536.87 MB)");
}

static void parse(void **state)
{
	uint64_t value = 0;

	(void)state;
	assert_true(amount_parse("0x110000000", &value));
	assert_int_equal(value, 0x110000000);
	assert_true(amount_parse("12", &value));
	assert_int_equal(value, 12);
	assert_true(amount_parse("0xffffffffffffffff", &value));
	assert_false(amount_parse("0x10000000000000000", &value));
	assert_false(amount_parse("-1", &value));
	assert_false(amount_parse(" 1", &value));
	assert_false(amount_parse("1x", &value));
	assert_false(amount_parse("", &value));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes),
		cmocka_unit_test(human),
		cmocka_unit_test(parse),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
