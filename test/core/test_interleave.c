// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interleave encodings, each against the table of CXL 3.1 8.2.4.20.7.
 */
#include "core_fixture.h"

#include "interleave.h"

static void ways(void **state)
{
	static const unsigned int table[16] = {
		1, 2, 4, 8, 16, 0, 0, 0, 3, 6, 12, 0, 0, 0, 0, 0,
	};
	unsigned int code;

	(void)state;
	for (code = 0; code < 16; code++)
		assert_int_equal(sr_interleave_ways(code), table[code]);
	assert_int_equal(sr_interleave_ways(0x80000000), 0);
	assert_int_equal(sr_interleave_ways(0xffffffff), 0);
}

static void granularity(void **state)
{
	static const unsigned int table[16] = {
		256, 512, 1024, 2048, 4096, 8192, 16384,
	};
	unsigned int code;

	(void)state;
	for (code = 0; code < 16; code++)
		assert_int_equal(sr_interleave_granularity(code), table[code]);
	assert_int_equal(sr_interleave_granularity(0xffffffff), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ways),
		cmocka_unit_test(granularity),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
