// SPDX-License-Identifier: GPL-2.0-only
/* DOC: a document that names the machine it is about, and what is refused. */
#include "platform.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define HEAD "{\"schema\":\"softreserve.platform/1\",\"name\":"
#define MACHINE                                                                \
	HEAD "\"small\",\"about\":\"a machine\",\"firmware\":{\"memory_map\":["\
	"{\"start\":\"0x0\",\"size\":4096,\"type\":\"System RAM\"}]},"          \
	"\"scenario\":{\"module_parameters\":\"scope=range\"},\"expect\":["     \
	"{\"stock\":true,\"offered\":0,\"cxl\":0,\"dax\":0,"                    \
	"\"lost_alignment\":0,\"stranded\":0}]}"

static char error[512];
static char *made[8];
static size_t n_made;

/* A file below the test's directory, which teardown removes. */
static const char *put(const char *directory, const char *name,
		       const char *text)
{
	char *path = NULL;
	FILE *to;

	assert_true(asprintf(&path, "%s/%s", directory, name) > 0);
	to = fopen(path, "w");
	assert_non_null(to);
	fputs(text, to);
	fclose(to);
	made[n_made++] = path;
	return path;
}

static void make_directory(const char *directory, const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	assert_int_equal(mkdir(path, 0700), 0);
}

static int setup(void **state)
{
	char name[] = "/tmp/scenario-XXXXXX";

	assert_non_null(mkdtemp(name));
	*state = strdup(name);
	make_directory(name, "platforms");
	make_directory(name, "test");
	make_directory(name, "test/scenarios");
	put(name, "platforms/small.json", MACHINE);
	return 0;
}

static int teardown(void **state)
{
	static const char *const names[] = { "test/scenarios", "test",
					     "platforms", "" };
	char path[256];

	while (n_made) {
		unlink(made[--n_made]);
		free(made[n_made]);
	}
	for (size_t i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), "%s/%s", (char *)*state,
			 names[i]);
		rmdir(path);
	}
	free(*state);
	return 0;
}

static void the_machine_comes_from_its_own_document(void **state)
{
	const char *path = put(*state, "test/scenarios/s.json",
		HEAD "\"s\",\"platform\":\"small\",\"scenario\":"
		"{\"steps\":[\"serve\"]}}");
	struct sr_platform *platform = NULL;

	if (sr_platform_read(path, &platform, error, sizeof(error)))
		fail_msg("%s", error);
	assert_string_equal(platform->name, "s");
	assert_int_equal(platform->n_memory_map, 1);
	assert_int_equal(platform->memory_map[0].size, 4096);
	assert_int_equal(platform->scenario.n_steps, 1);
	/* These are the scenario's to say, not the machine's. */
	assert_null(platform->about);
	assert_null(platform->scenario.module_parameters);
	assert_int_equal(platform->n_expectations, 0);
	sr_platform_free(platform);
}

static void refuse(void **state, const char *members, int code,
		   const char *words)
{
	struct sr_platform *platform = NULL;
	char text[512];

	snprintf(text, sizeof(text), HEAD "\"s\",%s}", members);
	assert_int_equal(sr_platform_read(put(*state,
					      "test/scenarios/s.json", text),
					  &platform, error, sizeof(error)),
			 code);
	if (!strstr(error, words))
		fail_msg("\"%s\" does not say \"%s\"", error, words);
}

static void a_machine_that_is_not_there(void **state)
{
	refuse(state, "\"platform\":\"large\"", -EINVAL,
	       "test/scenarios/s.json: platform: no platforms/large.json");
}

static void a_path_is_no_name(void **state)
{
	refuse(state, "\"platform\":\"../small\"", -EINVAL,
	       "platform: must be the name of a platform");
	refuse(state, "\"platform\":\"\"", -EINVAL,
	       "platform: must be the name of a platform");
	refuse(state, "\"platform\":5", -EINVAL, "platform: must be a string");
}

static void two_machines_in_one_document(void **state)
{
	refuse(state, "\"platform\":\"small\",\"hardware\":{}", -EINVAL,
	       "hardware: is the named platform's");
}

static void a_scenario_of_a_scenario(void **state)
{
	put(*state, "platforms/loop.json",
	    HEAD "\"loop\",\"platform\":\"loop\"}");
	refuse(state, "\"platform\":\"loop\"", -EINVAL,
	       "platforms/loop.json: platform: a scenario is no machine");
}

static void what_is_wrong_with_the_machine_is_said_of_it(void **state)
{
	put(*state, "platforms/bad.json", "{");
	refuse(state, "\"platform\":\"bad\"", -EINVAL,
	       "platforms/bad.json: byte 1");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(the_machine_comes_from_its_own_document),
		TEST(a_machine_that_is_not_there),
		TEST(a_path_is_no_name),
		TEST(two_machines_in_one_document),
		TEST(a_scenario_of_a_scenario),
		TEST(what_is_wrong_with_the_machine_is_said_of_it),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
