// SPDX-License-Identifier: GPL-2.0-only
/* DOC: where no decoder may be written: not one word, and not even as it was. */
#include "judge.h"
#include "lab_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define BEGIN "{\"type\":\"begin\",\"release\":\"6.12\"}\n"
#define STEP_OK \
	"{\"type\":\"step\",\"number\":0,\"step\":\"s\",\"ok\":true}\n"
#define KMSG "{\"type\":\"kmsg\",\"level\":6,\"text\":\"all is well\"}\n"
#define END "{\"type\":\"end\",\"steps\":1}\n"
#define DECODERS(when, control) WRITTEN(when, control, "2", "1")

struct scene {
	struct sr_platform *platform;
	struct srlab_machine machine;
	char directory[32];
	struct srlab_result result;
};

static const char *const backing[] = { "ram0", "volatile0", "volatile1" };
#define N_BACKING 3

/* Nobody looks into them here, but they have to be there. */
static void make_backing(const struct scene *scene)
{
	char path[64];
	FILE *to;

	for (size_t i = 0; i < N_BACKING; i++) {
		snprintf(path, sizeof(path), "%s/%s", scene->directory,
			 backing[i]);
		to = fopen(path, "w");
		assert_non_null(to);
		assert_int_equal(ftruncate(fileno(to), 4096), 0);
		fclose(to);
	}
}

static int set_up(void **state)
{
	struct scene *scene = calloc(1, sizeof(*scene));

	assert_non_null(scene);
	scene->platform = fixture_platform(TWO_DEVICES);
	scene->machine = fixture_machine(scene->platform);
	strcpy(scene->directory, "/tmp/judge-test.XXXXXX");
	assert_non_null(mkdtemp(scene->directory));
	make_backing(scene);
	scene->result.stock = true;
	scene->result.kernel = strdup("6.12");
	*state = scene;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *scene = *state;
	char path[64];

	for (size_t i = 0; i < N_BACKING; i++) {
		snprintf(path, sizeof(path), "%s/%s", scene->directory,
			 backing[i]);
		unlink(path);
	}
	rmdir(scene->directory);
	srlab_result_free(&scene->result);
	sr_platform_free(scene->platform);
	free(scene);
	return 0;
}

static void judge_report(struct scene *scene, const char *report,
			 const char *trace)
{
	struct srlab_evidence evidence = {
		.platform = scene->platform,
		.machine = &scene->machine,
		.directory = scene->directory,
		.report = report,
		.console = "",
		.trace = trace,
		.n_steps = 1,
	};

	assert_int_equal(srlab_judge(&evidence, &scene->result), 0);
}

/* One failure at least has to hold these words. */
static void expect_failure(const struct srlab_result *result,
			   const char *words)
{
	for (size_t i = 0; i < result->failures.n; i++)
		if (strstr(result->failures.word[i], words))
			return;
	fail_msg("no failure says \"%s\"; the first of %zu: %s", words,
		 result->failures.n,
		 result->failures.n ? result->failures.word[0] : "");
}

static void expect_none(const struct srlab_result *result)
{
	if (result->failures.n)
		fail_msg("%s", result->failures.word[0]);
}

#define WRITTEN(when, control, global, writes)                                 \
	"{\"type\":\"decoders\",\"when\":\"" when "\",\"component\":"         \
	"\"device 1\",\"global\":" global ",\"hdm\":4392,\"writes\":" writes   \
	",\"registers\":[[0,1,2,3," control ",0,0]]}\n"

static void expect_unchanged(struct scene *scene)
{
	char word[] = "unchanged";
	struct sr_expectation e = { .stock = true, .decoders = word,
				    .offered = scene->result.offered,
				    .stranded = scene->result.stranded };

	scene->platform->expectations = &e;
	scene->platform->n_expectations = 1;
	srlab_judge_expectation(scene->platform, &scene->result);
	scene->platform->expectations = NULL;
	scene->platform->n_expectations = 0;
}

/* What firmware did not commit counts too. */
static void no_word_of_any_decoder_may_change(void **state)
{
	struct scene *scene = *state;

	judge_report(scene, BEGIN DECODERS("before", "0")
		     DECODERS("after", "0") STEP_OK KMSG END, NULL);
	expect_unchanged(scene);
	expect_none(&scene->result);
	judge_report(scene, BEGIN DECODERS("before", "0")
		     DECODERS("after", "4096") STEP_OK KMSG END, NULL);
	expect_unchanged(scene);
	expect_failure(&scene->result,
		       "device 1: decoder 0 was [0,1,2,3,0,0,0], is [0,1,2,3,4096,0,0]");
}

static void the_global_word_may_not_change(void **state)
{
	struct scene *scene = *state;

	judge_report(scene, BEGIN WRITTEN("before", "0", "0", "1")
		     WRITTEN("after", "0", "2", "1") STEP_OK KMSG END, NULL);
	expect_unchanged(scene);
	expect_failure(&scene->result, "global control word has changed");
}

/* Of these four one is firmware's own, two are Linux's, one is of no decoder. */
static const char trace[] =
	"memory_region_ops_write cpu 0 mr 0x1 addr 0xfe201138 value 0x1 size 4 name '.cache_mem'\n"
	"memory_region_ops_write cpu 0 mr 0x1 addr 0x10000112c value 0x2 size 4 name '.cache_mem'\n"
	"memory_region_ops_write cpu 0 mr 0x1 addr 0xfe201148 value 0x0 size 4 name '.cache_mem'\n"
	"memory_region_ops_write cpu 0 mr 0x1 addr 0xfe201138 value 0x0 size 4 name 'mailbox'\n"
	"memory_region_ops_write cpu 0 mr 0x1 addr 0xfe201084 value 0x0 size 4 name '.cache_mem'\n";

static void judge_writes(struct scene *scene, const char *writes,
			 const char *traced)
{
	char path[64], report[1024];
	FILE *to;

	snprintf(path, sizeof(path), "%s/trace", scene->directory);
	to = fopen(path, "w");
	assert_non_null(to);
	fputs(traced, to);
	fclose(to);
	snprintf(report, sizeof(report),
		 BEGIN WRITTEN("before", "0", "0", "%s")
		 WRITTEN("after", "0", "0", "%s") STEP_OK KMSG END,
		 writes, writes);
	judge_report(scene, report, path);
	unlink(path);
	expect_unchanged(scene);
}

static void only_firmware_may_write_decoders(void **state)
{
	struct scene *scene = *state;

	judge_writes(scene, "3", trace);
	expect_none(&scene->result);
	judge_writes(scene, "1", trace);
	expect_failure(&scene->result,
		       "written 3 times, of which firmware wrote 1");
}

static void writes_that_nobody_counted_are_no_proof(void **state)
{
	struct scene *scene = *state;

	judge_writes(scene, "0", "");
	expect_failure(&scene->result, "nobody counted the writes");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(no_word_of_any_decoder_may_change),
		CASE(the_global_word_may_not_change),
		CASE(only_firmware_may_write_decoders),
		CASE(writes_that_nobody_counted_are_no_proof),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
