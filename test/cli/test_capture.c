// SPDX-License-Identifier: GPL-2.0-only
/*
 * A redacted capture has no serial number and no command line, and reads back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture.h"

static char *written(const struct sr_system *system)
{
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	assert_non_null(to);
	assert_int_equal(sr_system_write(system, to), 0);
	assert_int_equal(fclose(to), 0);
	return text;
}

static void names_are_taken_out(void **state)
{
	struct sr_system *system;
	char path[4096], error[256], *text;

	(void)state;
	snprintf(path, sizeof(path), "%s/test/cli/captures/%s",
		 getenv("SR_SOURCE"), "captured-no-alignment-stock.json");
	assert_int_equal(sr_system_from_document(path, &system, error,
						 sizeof(error)), 0);
	system->running.command_line = strdup("root=secret");
	assert_true(system->platform->n_devices == 2);
	assert_true(system->platform->devices[0].has_serial);

	text = written(system);
	assert_non_null(strstr(text, "serial"));
	assert_non_null(strstr(text, "secret"));
	free(text);

	capture_redact(system);
	text = written(system);
	assert_null(strstr(text, "serial"));
	assert_null(strstr(text, "5eba11"));
	assert_null(strstr(text, "secret"));
	assert_non_null(strstr(text, "region"));
	free(text);
	sr_system_free(system);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_taken_out),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
