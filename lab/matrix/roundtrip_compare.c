// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: rulings compared: srctl's with the module's, and one boot's with
 * another's. A ruling is the verdict, the ledger, and each range's owner,
 * reason and ledger.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "heard.h"
#include "roundtrip.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const entries[] = {
	"offered", "cxl", "dax", "lost_alignment", "stranded", "not_decoded",
};

static struct json_object *member(struct json_object *object, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(object, key, &value) ? value : NULL;
}

static const char *text_of(struct json_object *value)
{
	return value ? json_object_get_string(value) : "absent";
}

static void expect_same(struct json_object *left, struct json_object *right,
			const char *what, const char *where,
			struct srlab_words *failures)
{
	if (strcmp(text_of(left), text_of(right)))
		srlab_words_add(failures, "%s: %s is %s, and then %s", where,
				what, text_of(left), text_of(right));
}

/* What "srctl status --json" printed, or NULL with a failure; put it. */
static struct json_object *parse_status(struct json_object *run,
					const char *where,
					struct srlab_words *failures)
{
	struct json_object *status = json_tokener_parse(
		srlab_text(run, "stdout"));

	if (json_object_is_type(status, json_type_object))
		return status;
	json_object_put(status);
	srlab_words_add(failures, "%s: srctl printed no JSON object: %s",
			where, srlab_text(run, "stderr"));
	return NULL;
}

/* A value of ours beside a file of the module; its "unknown" is our absence. */
static void check_file(struct json_object *module, const char *file,
		       struct json_object *ours, const char *where,
		       struct srlab_words *failures)
{
	const char *theirs = srlab_text(module, file);
	bool same = ours ? !strcmp(theirs, text_of(ours)) :
			   !strcmp(theirs, "unknown");

	if (!same)
		srlab_words_add(failures,
				"%s: %s: srctl says %s, softreserve says %s",
				where, file, text_of(ours),
				*theirs ? theirs : "nothing");
}

static int module_range(struct json_object *module, uint64_t start)
{
	char file[64];

	for (int i = 0; i < 64; i++) {
		snprintf(file, sizeof(file), "ranges/%d/start", i);
		if (!member(module, file))
			return -1;
		if (strtoull(srlab_text(module, file), NULL, 0) == start)
			return i;
	}
	return -1;
}

static size_t count_module_ranges(struct json_object *module)
{
	size_t n = 0;

	json_object_object_foreach(module, file, value) {
		size_t length = strlen(file);

		(void)value;
		n += !strncmp(file, "ranges/", 7) && length > 6 &&
		     !strcmp(file + length - 6, "/start");
	}
	return n;
}

static void check_range(struct json_object *module, struct json_object *range,
			const char *where, struct srlab_words *failures)
{
	static const char *const keys[] = { "size", "owner", "reason" };
	uint64_t start = srlab_number(range, "resource");
	int number = module_range(module, start);
	char file[64];

	if (number < 0) {
		srlab_words_add(failures,
				"%s: softreserve has no range at 0x%" PRIx64,
				where, start);
		return;
	}
	for (size_t i = 0; i < COUNT(keys); i++) {
		snprintf(file, sizeof(file), "ranges/%d/%s", number, keys[i]);
		check_file(module, file, member(range, keys[i]), where,
			   failures);
	}
}

/*
 * The module counts as CXL's what a region delivers, whether or not a driver
 * takes the dax device; srctl looks at the driver. Where one did not come (the
 * kernel refuses it the memory) the two may differ in this, and in no more.
 */
static bool any_driverless(struct json_object *ranges)
{
	struct json_object *devices, *one;

	for (size_t i = 0; i < json_object_array_length(ranges); i++) {
		devices = member(srlab_item(ranges, i), "devices");
		for (size_t k = 0; (one = srlab_item(devices, k)); k++)
			if (member(one, "region") && !member(one, "driver"))
				return true;
	}
	return false;
}

static void check_sum(struct json_object *module, struct json_object *ours,
		      const char *where, struct srlab_words *failures)
{
	uint64_t cxl = strtoull(srlab_text(module, "ledger/cxl"), NULL, 0);
	uint64_t stranded = strtoull(srlab_text(module, "ledger/stranded"),
				     NULL, 0);

	if (srlab_number(ours, "cxl") + srlab_number(ours, "stranded") !=
	    cxl + stranded)
		srlab_words_add(failures,
				"%s: srctl and softreserve differ in more than who drives a dax device",
				where);
}

static void check_ledger(struct json_object *module,
			 struct json_object *status, const char *where,
			 struct srlab_words *failures)
{
	struct json_object *ours = member(status, "ledger");
	bool sum = any_driverless(member(status, "ranges"));
	char file[64];

	for (size_t i = 0; i < COUNT(entries); i++) {
		if (sum && (!strcmp(entries[i], "cxl") ||
			    !strcmp(entries[i], "stranded")))
			continue;
		snprintf(file, sizeof(file), "ledger/%s", entries[i]);
		check_file(module, file, member(ours, entries[i]), where,
			   failures);
	}
	if (sum)
		check_sum(module, ours, where, failures);
}

void srlab_rulings_agree(struct json_object *run, const char *where,
			 struct srlab_words *failures)
{
	struct json_object *status = parse_status(run, where, failures);
	struct json_object *module = member(run, "module"), *ranges;
	size_t n;

	if (!status)
		return;
	ranges = srlab_list(status, "ranges");
	n = ranges ? json_object_array_length(ranges) : 0;
	check_file(module, "verdict", member(status, "verdict"), where,
		   failures);
	if (n)
		check_ledger(module, status, where, failures);
	if (!n || n != count_module_ranges(module))
		srlab_words_add(failures,
				"%s: srctl has %zu ranges, softreserve %zu",
				where, n, count_module_ranges(module));
	for (size_t i = 0; i < n; i++)
		check_range(module, srlab_item(ranges, i), where, failures);
	json_object_put(status);
}

static void same_ledger(struct json_object *first, struct json_object *second,
			const char *of, const char *where,
			struct srlab_words *failures)
{
	char what[64];

	for (size_t i = 0; i < COUNT(entries); i++) {
		snprintf(what, sizeof(what), "%s %s", of, entries[i]);
		expect_same(member(first, entries[i]),
			    member(second, entries[i]), what, where, failures);
	}
}

static void same_range(struct json_object *first, struct json_object *second,
		       size_t i, const char *where,
		       struct srlab_words *failures)
{
	static const char *const keys[] = { "size", "owner", "reason",
					    "mismatch" };
	static const char *const ledgers[] = { "now", "after_settling" };
	char what[64];

	for (size_t k = 0; k < COUNT(keys); k++) {
		snprintf(what, sizeof(what), "range %zu's %s", i, keys[k]);
		expect_same(member(first, keys[k]), member(second, keys[k]),
			    what, where, failures);
	}
	for (size_t k = 0; k < COUNT(ledgers); k++) {
		snprintf(what, sizeof(what), "range %zu %s:", i, ledgers[k]);
		same_ledger(member(first, ledgers[k]),
			    member(second, ledgers[k]), what, where, failures);
	}
}

static void same_status(struct json_object *first, struct json_object *second,
			const char *where, struct srlab_words *failures)
{
	struct json_object *left = member(first, "ranges");
	struct json_object *right = member(second, "ranges");
	size_t n = left ? json_object_array_length(left) : 0;
	size_t m = right ? json_object_array_length(right) : 0;

	expect_same(member(first, "verdict"), member(second, "verdict"),
		    "the verdict", where, failures);
	same_ledger(member(first, "ledger"), member(second, "ledger"),
		    "the ledger's", where, failures);
	if (!n || n != m)
		srlab_words_add(failures, "%s: %zu ranges, and then %zu",
				where, n, m);
	for (size_t i = 0; i < n && i < m; i++)
		same_range(srlab_item(left, i), srlab_item(right, i), i, where,
			   failures);
}

void srlab_rulings_same(struct json_object *first, struct json_object *second,
			const char *where, struct srlab_words *failures)
{
	struct json_object *left = parse_status(first, where, failures);
	struct json_object *right = parse_status(second, where, failures);

	if (left && right)
		same_status(left, right, where, failures);
	json_object_put(left);
	json_object_put(right);
}
