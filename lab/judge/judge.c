// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see judge.h. */
#include "judge.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "heard.h"

void srlab_result_free(struct srlab_result *result)
{
	for (size_t i = 0; i < result->n_pieces; i++)
		free(result->pieces[i].device);
	free(result->pieces);
	free(result->platform);
	free(result->kernel);
	free(result->release);
	free(result->verdict);
	free(result->reason);
	free(result->iomem_before);
	free(result->iomem_after);
	free(result->capture);
	json_object_put(result->srctl);
	json_object_put(result->measured);
	free(result->why);
	srlab_words_free(&result->decoder_changes);
	srlab_words_free(&result->word_changes);
	srlab_words_free(&result->decoder_writes);
	srlab_words_free(&result->failures);
	srlab_words_free(&result->data_losses);
	memset(result, 0, sizeof(*result));
}

static int keep(char **to, const char *text)
{
	free(*to);
	*to = strdup(text);
	return *to ? 0 : -ENOMEM;
}

static int take_texts(const struct srlab_heard *heard,
		      struct srlab_result *result)
{
	int rc = 0;

	for (size_t i = 0; i < srlab_heard_count(heard) && !rc; i++) {
		struct json_object *line = srlab_heard_line(heard, i, "begin");

		if (line)
			rc = keep(&result->release, srlab_text(line, "release"));
		line = srlab_heard_line(heard, i, "iomem");
		if (line && !strcmp(srlab_text(line, "when"), "before"))
			rc = keep(&result->iomem_before,
				  srlab_text(line, "text"));
		else if (line)
			rc = keep(&result->iomem_after,
				  srlab_text(line, "text"));
	}
	return rc;
}

static int take_srctl(const struct srlab_heard *heard,
		      struct srlab_result *result)
{
	int rc = 0;

	for (size_t i = 0; i < srlab_heard_count(heard) && !rc; i++) {
		struct json_object *line = srlab_heard_line(heard, i, "srctl");

		if (line && !result->srctl)
			result->srctl = json_object_new_array();
		if (line)
			json_object_array_add(result->srctl,
					      json_object_get(line));
		line = srlab_heard_line(heard, i, "capture");
		if (line)
			rc = keep(&result->capture,
				  srlab_text(line, "document"));
	}
	return rc;
}

static void take_measured(const struct srlab_heard *heard,
			  struct srlab_result *result)
{
	static const char *const types[] = { "loaded", "usable", "timed",
					     "trace" };

	if (!result->measured)
		result->measured = json_object_new_array();
	for (size_t i = 0; i < srlab_heard_count(heard); i++)
		for (size_t t = 0; t < sizeof(types) / sizeof(types[0]); t++)
			if (srlab_heard_line(heard, i, types[t]))
				json_object_array_add(
					result->measured,
					json_object_get(srlab_heard_line(
						heard, i, types[t])));
}

int srlab_judge(const struct srlab_evidence *evidence,
		struct srlab_result *result)
{
	struct srlab_heard heard;
	int rc;

	srlab_heard_read(&heard, evidence->report, evidence->n_steps,
			 &result->failures);
	rc = take_texts(&heard, result);
	if (!rc)
		rc = take_srctl(&heard, result);
	take_measured(&heard, result);
	srlab_decoders_judge(&heard, result);
	if (evidence->trace)
		srlab_writes_judge(&heard, evidence->trace, result);
	if (!rc)
		rc = srlab_bytes_judge(&heard, evidence, result);
	if (!rc && !result->stock && heard.ended)
		rc = srlab_module_judge(&heard, result);
	srlab_log_judge(&heard, evidence->console, result);
	if (evidence->debug)
		srlab_findings_judge(&heard, result);
	srlab_heard_free(&heard);
	return rc;
}

static void expect_bytes(struct srlab_result *result, const char *name,
			 uint64_t want, uint64_t is)
{
	if (want != is)
		srlab_words_add(&result->failures,
				"expected %s %" PRIu64 ", got %" PRIu64, name,
				want, is);
}

static void expect_text(struct srlab_result *result, const char *name,
			const char *want, const char *is)
{
	if (want && strcmp(want, is ? is : ""))
		srlab_words_add(&result->failures,
				"expected %s %s, got %s", name, want,
				is ? is : "none");
}

/* How much of a kernel's name is named: "7" is part of 7.3, not of 70.1. */
static size_t named_part(const struct sr_expectation *e, const char *kernel)
{
	size_t length = e->kernel ? strlen(e->kernel) : 0;

	if (strncmp(kernel, e->kernel ? e->kernel : "", length) ||
	    !strchr(".-", kernel[length]))
		return 0;
	return length;
}

const struct sr_expectation *
srlab_expectation_find(const struct sr_platform *platform, const char *kernel,
		       bool stock)
{
	const struct sr_expectation *found = NULL;

	for (size_t i = 0; i < platform->n_expectations; i++) {
		const struct sr_expectation *e = &platform->expectations[i];

		if (e->stock != stock)
			continue;
		if (e->kernel && !named_part(e, kernel))
			continue;
		if (!found ||
		    named_part(e, kernel) > named_part(found, kernel))
			found = e;
	}
	return found;
}

static void add_failures(struct srlab_result *result,
			 const struct srlab_words *words)
{
	for (size_t i = 0; i < words->n; i++)
		srlab_words_add(&result->failures, "%s", words->word[i]);
}

static void expect_decoders(struct srlab_result *result)
{
	add_failures(result, &result->decoder_changes);
	if (!result->decoders_preserved && !result->decoder_changes.n)
		srlab_words_add(&result->failures,
				"the guest did not report its decoders");
}

void srlab_judge_data(struct srlab_result *result, bool lost)
{
	if (lost && !result->data_losses.n)
		srlab_words_add(&result->failures,
				"expected data to be lost, and found it all");
	for (size_t i = 0; !lost && i < result->data_losses.n; i++)
		srlab_words_add(&result->failures, "%s",
				result->data_losses.word[i]);
}

void srlab_judge_expectation(const struct sr_platform *platform,
			     struct srlab_result *result)
{
	const struct sr_expectation *e =
		srlab_expectation_find(platform, result->kernel, result->stock);

	/* A capture says what is there, and expects nothing. */
	if (!platform->n_expectations && platform->linux_section) {
		srlab_judge_data(result, false);
		return;
	}
	if (!e) {
		srlab_judge_data(result, false);
		srlab_words_add(&result->failures,
				"the document expects nothing of %s on %s",
				result->stock ? "a stock boot" :
						"a boot with softreserve",
				result->kernel);
		return;
	}
	expect_bytes(result, "offered", e->offered, result->offered);
	expect_bytes(result, "cxl", e->cxl, result->cxl);
	expect_bytes(result, "dax", e->dax, result->dax);
	expect_bytes(result, "lost_alignment", e->lost_alignment,
		     result->lost_alignment);
	expect_bytes(result, "stranded", e->stranded, result->stranded);
	expect_text(result, "verdict", e->verdict, result->verdict);
	expect_text(result, "reason", e->reason, result->reason);
	if (e->decoders_preserved || e->decoders)
		expect_decoders(result);
	if (e->decoders) {
		add_failures(result, &result->word_changes);
		add_failures(result, &result->decoder_writes);
	}
	srlab_judge_data(result, e->data_lost);
	if (e->why)
		keep(&result->why, e->why);
}
