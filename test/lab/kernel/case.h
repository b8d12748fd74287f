/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: cmocka with what it wants to have included, and cases in a scratch. */
#ifndef TEST_CASE_H
#define TEST_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "scratch.h"

/** CASE() - a test case in an empty directory of its own */
#define CASE(name) \
	cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

/** assert_contains() - a text holds another */
#define assert_contains(text, part)                                        \
	do {                                                               \
		if (!strstr(text, part))                                   \
			fail_msg("\"%s\" is not in \"%s\"", part, text); \
	} while (0)

#endif /* TEST_CASE_H */
