// SPDX-License-Identifier: GPL-2.0-only
/* DOC: rulings compared: each difference is seen, and nothing else is one. */
#include "roundtrip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LEDGER(cxl, stranded) \
	"{\"offered\":1024,\"cxl\":" cxl ",\"dax\":0,\"lost_alignment\":0," \
	"\"stranded\":" stranded ",\"not_decoded\":0}"
#define RANGE(start, size, owner, reason, more) \
	"{\"resource\":" start ",\"size\":" size ",\"owner\":\"" owner \
	"\",\"reason\":\"" reason "\",\"mismatch\":true,\"now\":" \
	LEDGER("512", "512") ",\"after_settling\":" LEDGER("0", "0") more "}"
#define STATUS(verdict, ledger, range) \
	"{\"verdict\":\"" verdict "\",\"ledger\":" ledger \
	",\"ranges\":[" range "]}"

static const char good[] =
	STATUS("give-up", LEDGER("512", "512"),
	       RANGE("4096", "1024", "dax", "no-region", ""));

/* A guest's line about one run of srctl, beside what the module said. */
static struct json_object *line(const char *status)
{
	static const char *const files[][2] = {
		{ "verdict", "give-up" }, { "ledger/offered", "1024" },
		{ "ledger/cxl", "512" }, { "ledger/dax", "0" },
		{ "ledger/lost_alignment", "0" },
		{ "ledger/stranded", "512" }, { "ledger/not_decoded", "0" },
		{ "ranges/0/start", "0x1000" }, { "ranges/0/size", "1024" },
		{ "ranges/0/owner", "dax" },
		{ "ranges/0/reason", "no-region" },
	};
	struct json_object *object = json_object_new_object();
	struct json_object *module = json_object_new_object();

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		json_object_object_add(module, files[i][0],
				       json_object_new_string(files[i][1]));
	json_object_object_add(object, "stdout",
			       json_object_new_string(status));
	json_object_object_add(object, "module", module);
	return object;
}

static size_t disagreements(const char *status)
{
	struct srlab_words failures = { 0 };
	struct json_object *run = line(status);
	size_t n;

	srlab_rulings_agree(run, "here", &failures);
	n = failures.n;
	srlab_words_free(&failures);
	json_object_put(run);
	return n;
}

static void the_same_ruling_agrees(void **state)
{
	(void)state;
	assert_int_equal(disagreements(good), 0);
}

static void each_disagreement_is_seen(void **state)
{
	(void)state;
	assert_int_equal(disagreements("nonsense"), 1);
	assert_int_equal(disagreements(STATUS("cxl", LEDGER("512", "512"),
		RANGE("4096", "1024", "dax", "no-region", ""))), 1);
	assert_int_equal(disagreements(STATUS("give-up", LEDGER("511", "513"),
		RANGE("4096", "1024", "dax", "no-region", ""))), 2);
	assert_int_equal(disagreements(STATUS("give-up", LEDGER("512", "512"),
		RANGE("4096", "1023", "cxl", "covered", ""))), 3);
	assert_int_equal(disagreements(STATUS("give-up", LEDGER("512", "512"),
		RANGE("8192", "1024", "dax", "no-region", ""))), 1);
	assert_int_equal(disagreements(STATUS("give-up", LEDGER("512", "512"),
					      "")), 1);
	assert_int_equal(disagreements(STATUS("give-up", LEDGER("512", "512"),
		RANGE("4096", "1024", "dax", "no-region", "") ","
		RANGE("9000", "1024", "dax", "no-region", ""))), 2);
}

/* Unknown there is absence here, and the other way round. */
static void unknown_is_absent(void **state)
{
	struct srlab_words failures = { 0 };
	struct json_object *run = line(
		"{\"verdict\":\"give-up\",\"ledger\":{\"offered\":1024,"
		"\"cxl\":512,\"dax\":0,\"lost_alignment\":0,\"stranded\":512},"
		"\"ranges\":[" RANGE("4096", "1024", "dax", "no-region", "")
		"]}");
	struct json_object *module;

	(void)state;
	srlab_rulings_agree(run, "here", &failures);
	assert_int_equal(failures.n, 1);
	assert_true(json_object_object_get_ex(run, "module", &module));
	json_object_object_add(module, "ledger/not_decoded",
			       json_object_new_string("unknown"));
	srlab_rulings_agree(run, "here", &failures);
	assert_int_equal(failures.n, 1);
	srlab_words_free(&failures);
	json_object_put(run);
}

#define DEVICE(driver) \
	",\"devices\":[{\"chardev\":\"dax0.0\",\"region\":\"region0\"" \
	driver "}]"

/* Whether a driver came is what the module does not look at. */
static void without_a_driver_sums_count(void **state)
{
	(void)state;
	assert_int_equal(disagreements(STATUS("give-up", LEDGER("256", "768"),
		RANGE("4096", "1024", "dax", "no-region", DEVICE("")))), 0);
	assert_int_equal(disagreements(STATUS("give-up", LEDGER("0", "1023"),
		RANGE("4096", "1024", "dax", "no-region", DEVICE("")))), 1);
	assert_int_equal(disagreements(STATUS("give-up", LEDGER("0", "1024"),
		RANGE("4096", "1024", "dax", "no-region",
		      DEVICE(",\"driver\":\"kmem\"")))), 2);
}

static size_t differences(const char *status)
{
	struct srlab_words failures = { 0 };
	struct json_object *first = line(good), *second = line(status);
	size_t n;

	srlab_rulings_same(first, second, "now", &failures);
	n = failures.n;
	srlab_words_free(&failures);
	json_object_put(first);
	json_object_put(second);
	return n;
}

static void only_addresses_may_differ(void **state)
{
	(void)state;
	assert_int_equal(differences(good), 0);
	assert_int_equal(differences(STATUS("give-up", LEDGER("512", "512"),
		RANGE("9999", "1024", "dax", "no-region", ""))), 0);
	assert_int_equal(differences(STATUS("cxl", LEDGER("512", "511"),
		RANGE("4096", "1024", "dax", "no-region", ""))), 2);
	assert_int_equal(differences(STATUS("give-up", LEDGER("512", "512"),
		RANGE("4096", "1", "cxl", "covered", ""))), 3);
	assert_int_equal(differences(STATUS("give-up", LEDGER("512", "512"),
					    "")), 1);
	assert_int_equal(differences(""), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_ruling_agrees),
		cmocka_unit_test(each_disagreement_is_seen),
		cmocka_unit_test(unknown_is_absent),
		cmocka_unit_test(without_a_driver_sums_count),
		cmocka_unit_test(only_addresses_may_differ),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("roundtrip", tests, NULL, NULL);
}
