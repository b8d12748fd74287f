// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: see roundtrip.h.
 *
 * Both boots go the same way. softreserve comes with mode=observe: it rules on
 * what stock Linux made of the machine and touches nothing, so that a capture
 * shows decoders and regions as firmware and Linux left them. Then it is told
 * to enact, and the machine is looked at again when it has settled.
 */
#include "roundtrip.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "heard.h"

enum {
	MOMENT_OBSERVED,
	MOMENT_SETTLED,
	N_MOMENTS,
};

static const char *const moment_names[] = { "before settling", "settled" };

/* Two looks, one for each moment. */
static const char *const way[] = {
	"load drivers", "settle", "bind", "write settle 1",
	"srctl status --json", "capture",
	"write mode enact", "write settle 1", "settle", "serve",
	"srctl status --json",
};
#define N_STEPS (sizeof(way) / sizeof(way[0]))

/* One boot of the two. */
struct leg {
	const char *name;
	struct srlab_result result;
	struct json_object *looks[N_MOMENTS];
};

static void find_looks(struct leg *leg, struct srlab_words *failures)
{
	struct json_object *runs = leg->result.srctl, *run;
	size_t n = 0;

	for (size_t i = 0; runs && i < json_object_array_length(runs); i++) {
		run = srlab_item(runs, i);
		if (n < N_MOMENTS &&
		    !strcmp(json_object_get_string(srlab_item(
				    srlab_list(run, "arguments"), 0)),
			    "status"))
			leg->looks[n++] = run;
	}
	if (n != N_MOMENTS)
		srlab_words_add(failures,
				"%s: srctl was run %zu times, not %d",
				leg->name, n, N_MOMENTS);
}

static void judge_leg(struct leg *leg, struct srlab_words *failures)
{
	char where[64];

	for (size_t i = 0; i < leg->result.failures.n; i++)
		srlab_words_add(failures, "%s: %s", leg->name,
				leg->result.failures.word[i]);
	find_looks(leg, failures);
	for (size_t i = 0; i < N_MOMENTS; i++) {
		snprintf(where, sizeof(where), "%s, %s", leg->name,
			 moment_names[i]);
		if (leg->looks[i])
			srlab_rulings_agree(leg->looks[i], where, failures);
	}
}

static void compare_bytes(const char *name, uint64_t first, uint64_t second,
			  struct srlab_words *failures)
{
	if (first != second)
		srlab_words_add(failures,
				"measured %s: %llu, and then %llu", name,
				(unsigned long long)first,
				(unsigned long long)second);
}

static void compare_legs(const struct leg *first, const struct leg *second,
			 struct srlab_words *failures)
{
	const struct srlab_result *a = &first->result, *b = &second->result;

	for (size_t i = 0; i < N_MOMENTS; i++)
		if (first->looks[i] && second->looks[i])
			srlab_rulings_same(first->looks[i], second->looks[i],
					   moment_names[i], failures);
	compare_bytes("cxl", a->cxl, b->cxl, failures);
	compare_bytes("dax", a->dax, b->dax, failures);
	compare_bytes("stranded", a->stranded, b->stranded, failures);
	if (!a->verdict || !b->verdict || strcmp(a->verdict, b->verdict) ||
	    strcmp(a->reason, b->reason))
		srlab_words_add(failures, "verdict %s (%s), and then %s (%s)",
				a->verdict, a->reason, b->verdict, b->reason);
}

/* The policy goes along; a step that is made to fail does not. */
static char *policy_of(const struct sr_platform *platform)
{
	const char *own = platform->scenario.module_parameters;
	char *copy = strdup(own ? own : ""), *rest = copy, *word, *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!copy || !out) {
		free(copy);
		return NULL;
	}
	while ((word = strsep(&rest, " ")))
		if (*word && strncmp(word, "fail_step=", 10))
			fprintf(out, "%s ", word);
	fputs("mode=observe", out);
	free(copy);
	return fclose(out) ? NULL : text;
}

char *srlab_roundtrip_key(const char *document)
{
	struct sr_platform *platform, stripped;
	char *text = NULL, *policy, error[256];
	size_t size;
	FILE *out;
	int rc = -ENOMEM;

	if (sr_platform_read(document, &platform, error, sizeof(error)))
		return NULL;
	stripped = *platform;
	stripped.name = (char[]){ "any" };
	stripped.about = NULL;
	stripped.linux_section = NULL;
	stripped.scenario = (struct sr_scenario){ 0 };
	stripped.n_expectations = 0;
	policy = policy_of(platform);
	out = open_memstream(&text, &size);
	if (out && policy)
		rc = fprintf(out, "%s\n", policy) < 0 ? -EIO :
		     sr_platform_write(&stripped, out);
	if (out)
		fclose(out);
	free(policy);
	sr_platform_free(platform);
	if (!rc)
		return text;
	free(text);
	return NULL;
}

/* Temporary, and removed with its only name. */
static int make_name(char *path, size_t size, struct srlab_fault *fault)
{
	const char *where = getenv("TMPDIR");
	int fd;

	snprintf(path, size, "%s/softreserve-capture.XXXXXX",
		 where && *where ? where : "/tmp");
	fd = mkstemp(path);
	if (fd < 0)
		return srlab_fail(fault, -errno, "cannot make %s: %s", path,
				  strerror(errno));
	close(fd);
	return 0;
}

static int there_and_back(const struct srlab_order *base, const char *capture,
			  struct leg legs[2], struct srlab_words *failures,
			  struct srlab_fault *fault)
{
	struct srlab_order there = *base, back = *base;
	int rc;

	there.capture = capture;
	back.document = capture;
	rc = srlab_run(&there, &legs[0].result, fault);
	if (rc)
		return rc;
	judge_leg(&legs[0], failures);
	if (!legs[0].result.capture)
		return 0;
	rc = srlab_run(&back, &legs[1].result, fault);
	if (rc)
		return rc;
	judge_leg(&legs[1], failures);
	compare_legs(&legs[0], &legs[1], failures);
	return 0;
}

int srlab_roundtrip(const struct srlab_order *order,
		    struct srlab_words *failures, struct srlab_fault *fault)
{
	struct leg legs[2] = { { .name = "platform" }, { .name = "capture" } };
	struct sr_scenario_step steps[N_STEPS];
	struct sr_scenario scenario = { .steps = steps, .n_steps = N_STEPS };
	struct srlab_order base = *order;
	struct sr_platform *platform = NULL;
	char capture[PATH_MAX];
	int rc;

	rc = sr_platform_read(order->document, &platform, fault->text,
			      sizeof(fault->text));
	if (rc)
		return rc;
	for (size_t i = 0; i < N_STEPS; i++)
		steps[i].line = (char *)(uintptr_t)way[i];
	scenario.module_parameters = policy_of(platform);
	scenario.kernel_parameters = platform->scenario.kernel_parameters;
	base.scenario = &scenario;
	base.stock = false;
	base.any_outcome = true;
	rc = scenario.module_parameters ?
	     make_name(capture, sizeof(capture), fault) :
	     srlab_fail(fault, -ENOMEM, "out of memory");
	if (!rc) {
		rc = there_and_back(&base, capture, legs, failures, fault);
		unlink(capture);
	}
	for (size_t i = 0; i < 2; i++)
		srlab_result_free(&legs[i].result);
	free(scenario.module_parameters);
	sr_platform_free(platform);
	return rc;
}
