// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: libsoftreserve as others use it: through softreserve.h alone.
 */
#include <softreserve.h>

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char *data(const char *name)
{
	static char path[500];

	snprintf(path, sizeof(path), "%s/%s", getenv("SR_TEST_DATA"), name);
	return path;
}

static int set_up(void **state)
{
	return sr_ctx_new((struct sr_ctx **)state);
}

static int tear_down(void **state)
{
	sr_ctx_free(*state);
	return 0;
}

static void an_empty_context_knows_nothing(void **state)
{
	const struct sr_ctx *ctx = *state;
	const char *fact, *why;
	uint64_t bytes;

	assert_string_equal(sr_ctx_get_error(ctx), "");
	assert_null(sr_ctx_get_verdict(ctx));
	assert_null(sr_ctx_get_verdict_text(ctx));
	assert_null(sr_ctx_next_range(ctx, NULL));
	assert_int_equal(sr_ctx_get_bytes(ctx, SR_BYTES_OFFERED, &bytes),
			 -ENODATA);
	assert_false(sr_ctx_get_omission(ctx, 0, &fact, &why));
	sr_ctx_free(NULL);
}

static void a_capture_is_ruled_on(void **state)
{
	struct sr_ctx *ctx = *state;
	const struct sr_range *range;
	uint64_t bytes;

	if (sr_ctx_read_document(ctx,
				 data("captured-granularity-mismatch.json")))
		fail_msg("%s", sr_ctx_get_error(ctx));
	assert_string_equal(sr_ctx_get_verdict(ctx), "give-up");
	assert_true(strlen(sr_ctx_get_verdict_text(ctx)) > 10);
	assert_int_equal(sr_ctx_get_bytes(ctx, SR_BYTES_OFFERED, &bytes), 0);
	assert_int_equal(bytes, 1 << 30);
	assert_int_equal(sr_ctx_get_bytes(ctx, SR_BYTES_NOT_DECODED, &bytes),
			 0);
	assert_int_equal(bytes, 0);
	assert_int_equal(sr_ctx_get_bytes(ctx, (enum sr_bytes)99, &bytes),
			 -EINVAL);
	range = sr_ctx_next_range(ctx, NULL);
	assert_non_null(range);
	assert_int_equal(sr_range_get_start(range), 0x110000000);
	assert_int_equal(sr_range_get_size(range), 1 << 30);
	assert_string_equal(sr_range_get_owner(range), "dax");
	assert_string_equal(sr_range_get_reason(range), "not-delivered");
	assert_true(strlen(sr_range_get_reason_text(range)) > 10);
	assert_true(sr_range_is_mismatch(range));
	/* no driver had come to the one good region's device yet */
	assert_int_equal(sr_ctx_get_range_bytes(ctx, range, SR_BYTES_STRANDED,
						&bytes), 0);
	assert_int_equal(bytes, 1 << 30);
	assert_null(sr_ctx_next_range(ctx, range));
}

/* What is no capture is refused, and what was there before is gone. */
static void a_failure_leaves_one_line(void **state)
{
	struct sr_ctx *ctx = *state;

	assert_int_equal(sr_ctx_read_document(ctx,
				data("captured-granularity-mismatch.json")),
			 0);
	assert_int_equal(sr_ctx_read_document(ctx, data("every_key.json")),
			 -EINVAL);
	assert_non_null(strstr(sr_ctx_get_error(ctx), "every_key.json: "));
	assert_null(sr_ctx_get_verdict(ctx));
	assert_null(sr_ctx_next_range(ctx, NULL));
	assert_int_equal(sr_ctx_read_document(ctx,
				data("../../../platforms/exact.json")),
			 -ENODATA);
	assert_non_null(strstr(sr_ctx_get_error(ctx),
			       "exact.json: linux: is missing"));
	assert_int_equal(sr_ctx_read_machine(ctx, data("no-such-directory")),
			 -ENOENT);
	assert_null(strchr(sr_ctx_get_error(ctx), '\n'));
	assert_int_equal(sr_ctx_read_document(ctx,
				data("captured-granularity-mismatch.json")),
			 0);
	assert_string_equal(sr_ctx_get_error(ctx), "");
}

/* Two ranges of 2^63 bytes: well-formed, and more than can be added up. */
static void what_cannot_be_summed_leaves_nothing(void **state)
{
	static const char document[] =
		"{\"schema\":\"softreserve.platform/1\",\"name\":\"a\","
		"\"firmware\":{\"memory_map\":[{\"start\":\"0x0\","
		"\"size\":9223372036854775808,\"type\":\"Soft Reserved\"},"
		"{\"start\":\"0x8000000000000000\","
		"\"size\":9223372036854775808,\"type\":\"Soft Reserved\"}"
		"]},\"linux\":{}}";
	char path[] = "/tmp/softreserve-test-XXXXXX";
	struct sr_ctx *ctx = *state;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, document, strlen(document)),
			 strlen(document));
	close(fd);
	assert_int_equal(sr_ctx_read_document(ctx, path), -EOVERFLOW);
	unlink(path);
	assert_non_null(strstr(sr_ctx_get_error(ctx), ": no ruling: "));
	assert_null(sr_ctx_get_verdict(ctx));
	assert_null(sr_ctx_next_range(ctx, NULL));
}

static void what_is_missing_is_said(void **state)
{
	struct sr_ctx *ctx = *state;
	const char *fact = NULL, *why = NULL;
	uint64_t bytes;
	size_t n = 0;

	/* a directory that is no sysroot at all */
	assert_int_equal(sr_ctx_read_machine(ctx, getenv("SR_TEST_DATA")), 0);
	while (sr_ctx_get_omission(ctx, n, &fact, &why)) {
		assert_int_equal(*fact, '/');
		assert_true(*why);
		n++;
	}
	assert_true(n > 2);
	assert_null(sr_ctx_next_range(ctx, NULL));
	/* and not that there are no bytes */
	assert_int_equal(sr_ctx_get_bytes(ctx, SR_BYTES_OFFERED, &bytes),
			 -ENODATA);
	assert_int_equal(sr_ctx_get_bytes(ctx, SR_BYTES_STRANDED, &bytes),
			 -ENODATA);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_empty_context_knows_nothing),
		TEST(a_capture_is_ruled_on),
		TEST(a_failure_leaves_one_line),
		TEST(what_cannot_be_summed_leaves_nothing),
		TEST(what_is_missing_is_said),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("softreserve", tests, NULL, NULL);
}
