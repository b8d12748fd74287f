// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a document may leave out, or say in a word that is not known here, it may
 * leave out of any place: every member of the linux section of every capture is
 * taken away, emptied and given an unknown word in turn, and every verb is run
 * on what remains. A document may be refused. A verb may not crash.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <glob.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "srctl_verbs.h"

/* The first item of a list stands for the rest. */
#define ITEMS 1

static const char *const verbs[] = { "status", "list", "explain", "explain",
				     "map", "settle" };
static int (*const runs[])(const struct cli_settings *) = {
	verb_status, verb_list, verb_explain, verb_explain, verb_map,
	verb_settle,
};
#define N_VERBS (sizeof(runs) / sizeof(runs[0]))

/* A member, all there is on the way to it, and how it is changed. */
struct change {
	struct json_object *document;
	char path[256];
	const char *how;
};

static char scratch[] = "/tmp/softreserve-test-XXXXXX";
static unsigned int tried;

/* In a process of its own, which may crash. */
static int run_verb(size_t verb)
{
	char *none[] = { NULL };
	struct cli_settings settings = {
		.sysroot = "",
		.platform = scratch,
		.json = verb == 3,
		.dry_run = true,
		.timeout = 1,
		.operands = none,
	};
	int state = 0;
	pid_t child;

	fflush(NULL);
	child = fork();
	assert_true(child >= 0);
	if (!child) {
		signal(SIGSEGV, SIG_DFL);
		signal(SIGBUS, SIG_DFL);
		if (!freopen("/dev/null", "w", stdout) ||
		    !freopen("/dev/null", "w", stderr))
			_exit(99);
		runs[verb](&settings);
		fflush(NULL);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &state, 0), child);
	return state;
}

static void try_verbs(const struct change *change)
{
	size_t i;
	int state;

	assert_int_equal(json_object_to_file(scratch, change->document), 0);
	tried++;
	for (i = 0; i < N_VERBS; i++) {
		state = run_verb(i);
		if (state)
			fail_msg("srctl %s: state 0x%x with %s %s", verbs[i],
				 (unsigned int)state, change->path,
				 change->how);
	}
}

static void try_without(struct change *change, struct json_object *parent,
			const char *key)
{
	struct json_object *value;

	json_object_object_get_ex(parent, key, &value);
	json_object_get(value);
	change->how = "left out";
	json_object_object_del(parent, key);
	try_verbs(change);
	if (json_object_is_type(value, json_type_string)) {
		change->how = "empty";
		json_object_object_add(parent, key,
				       json_object_new_string(""));
		try_verbs(change);
		change->how = "of an unknown word";
		json_object_object_add(parent, key,
				       json_object_new_string("unheard"));
		try_verbs(change);
	}
	json_object_object_add(parent, key, value);
}

static void try_all(struct change *change, struct json_object *value);

static void try_items(struct change *change, struct json_object *list)
{
	size_t i, used = strlen(change->path);

	for (i = 0; i < json_object_array_length(list) && i < ITEMS; i++) {
		snprintf(change->path + used, sizeof(change->path) - used,
			 "[%zu]", i);
		try_all(change, json_object_array_get_idx(list, i));
		change->path[used] = '\0';
	}
}

static void try_members(struct change *change, struct json_object *object)
{
	size_t n = 0, i, used = strlen(change->path);
	char *keys[64];

	json_object_object_foreach(object, key, unused) {
		(void)unused;
		assert_true(n < 64);
		keys[n++] = strdup(key);
	}
	for (i = 0; i < n; i++) {
		struct json_object *value;

		snprintf(change->path + used, sizeof(change->path) - used,
			 ".%s", keys[i]);
		json_object_object_get_ex(object, keys[i], &value);
		try_all(change, value);
		try_without(change, object, keys[i]);
		change->path[used] = '\0';
		free(keys[i]);
	}
}

static void try_all(struct change *change, struct json_object *value)
{
	if (json_object_is_type(value, json_type_array))
		try_items(change, value);
	else if (json_object_is_type(value, json_type_object))
		try_members(change, value);
}

static void each_member_may_be_anything(void **state)
{
	struct change change = { .path = "linux" };
	const char *file = *state;
	struct json_object *linux_section;

	change.document = json_object_from_file(file);
	assert_non_null(change.document);
	assert_true(json_object_object_get_ex(change.document, "linux",
					      &linux_section));
	tried = 0;
	try_all(&change, linux_section);
	assert_true(tried > 20);
	json_object_put(change.document);
}

/* The rarest road: given up, no window known, and no dax device either. */
static void a_range_without_anything_is_explained(void **state)
{
	static const char document[] =
		"{\"schema\":\"softreserve.platform/1\",\"name\":\"a\","
		"\"firmware\":{\"memory_map\":[{\"start\":\"0x110000000\","
		"\"size\":536870912,\"type\":\"Soft Reserved\"}]},"
		"\"linux\":{\"cxl_acpi\":true,\"softreserve\":{\"verdict\":"
		"\"give-up\",\"owner\":\"dax\",\"ranges\":[{\"start\":"
		"\"0x110000000\",\"size\":536870912,\"owner\":\"dax\","
		"\"reason\":\"unheard\"}]}}}";
	struct change change = { .path = "all", .how = "as it is" };

	(void)state;
	change.document = json_tokener_parse(document);
	assert_non_null(change.document);
	try_verbs(&change);
	json_object_put(change.document);
}

int main(void)
{
	struct CMUnitTest tests[64];
	char pattern[4096];
	size_t n = 0;
	glob_t found;
	int failed;

	snprintf(pattern, sizeof(pattern), "%s/test/cli/captures/*.json",
		 getenv("SR_SOURCE"));
	if (glob(pattern, 0, NULL, &found) || found.gl_pathc > 60)
		return 1;
	close(mkstemp(scratch));
	for (; n < found.gl_pathc; n++)
		tests[n] = (struct CMUnitTest){
			.name = strrchr(found.gl_pathv[n], '/') + 1,
			.test_func = each_member_may_be_anything,
			.initial_state = found.gl_pathv[n],
		};
	tests[n] = (struct CMUnitTest)
		cmocka_unit_test(a_range_without_anything_is_explained);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	failed = _cmocka_run_group_tests("optional", tests, n + 1, NULL, NULL);
	globfree(&found);
	unlink(scratch);
	return failed;
}
