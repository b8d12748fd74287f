// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: "srlab roundtrip": each platform booted, captured, and booted again from
 * its capture. With an operand, that platform alone, in this process.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "matrix.h"
#include "present.h"
#include "roundtrip.h"
#include "verb_options.h"
#include "verbs.h"

static void print_json(const char *document, const struct srlab_words *failures)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "document",
			       json_object_new_string(document));
	json_object_object_add(object, "failures", srlab_words_json(failures));
	json_object_object_add(object, "passed",
			       json_object_new_boolean(!failures->n));
	srlab_json_print(object);
	json_object_put(object);
}

static int run_one(const struct srlab_matrix *matrix, const char *document,
		   bool json)
{
	struct srlab_order order = {
		.document = document,
		.kernel = matrix->kernel,
		.offline = matrix->offline,
		.timeout = matrix->timeout,
	};
	struct srlab_words failures = { 0 };
	struct srlab_fault fault = { "" };
	int status = 1;

	if (srlab_roundtrip(&order, &failures, &fault)) {
		fprintf(stderr, "srlab: %s\n", fault.text);
	} else {
		status = failures.n ? 1 : 0;
		if (json)
			print_json(document, &failures);
		for (size_t i = 0; !json && i < failures.n; i++)
			printf("  %s\n", failures.word[i]);
		if (!json)
			printf("%s: %s\n", document,
			       failures.n ? "not the same" : "the same");
	}
	srlab_words_free(&failures);
	return status;
}

/* A machine goes there and back once, however many documents have it. */
static void drop_doubles(struct srlab_matrix *matrix)
{
	char **keys = calloc(matrix->n_jobs + 1, sizeof(*keys));
	size_t n = 0, same;

	for (size_t i = 0; keys && i < matrix->n_jobs; i++) {
		struct srlab_job *job = &matrix->jobs[i];

		keys[n] = srlab_roundtrip_key(job->document);
		for (same = 0; keys[n] && same < n; same++)
			if (keys[same] && !strcmp(keys[same], keys[n]))
				break;
		if (!keys[n] || same == n) {
			matrix->jobs[n++] = *job;
			continue;
		}
		fprintf(stderr, "same   %s is the machine of %s\n", job->name,
			matrix->jobs[same].name);
		srlab_job_clear(job);
		free(keys[n]);
	}
	for (size_t i = 0; keys && i < n; i++)
		free(keys[i]);
	if (keys)
		matrix->n_jobs = n;
	free(keys);
}

static int run_all(struct srlab_matrix *matrix)
{
	struct srlab_fault fault = { "" };
	size_t passed;
	int rc;

	rc = srlab_matrix_list(matrix, &fault);
	if (!rc && !matrix->only)
		drop_doubles(matrix);
	if (!rc)
		rc = srlab_matrix_prepare(matrix, &fault);
	if (!rc)
		rc = srlab_matrix_run(matrix, stderr, &fault);
	if (rc) {
		fprintf(stderr, "srlab: %s\n", fault.text);
		return 1;
	}
	srlab_matrix_failures(matrix, stdout);
	passed = srlab_matrix_passed(matrix);
	printf("%zu passed, %zu failed\n", passed, matrix->n_jobs - passed);
	return passed == matrix->n_jobs ? 0 : 1;
}

int srlab_verb_roundtrip(int argc, char **argv)
{
	struct srlab_matrix matrix = { .verb = "roundtrip" };
	const char *document = NULL;
	bool json = false;
	int status;
	const struct srlab_command command = {
		.verb = "roundtrip",
		.operand = "PLATFORM.json",
		.operand_to = &document,
		.operand_optional = true,
		.options = {
			srlab_option_kernel("NAME", "which kernel",
					    &matrix.kernel),
			srlab_option_jobs(&matrix.n_at_once),
			srlab_option_only(&matrix.only),
			srlab_option_platforms(&matrix.directory),
			srlab_option_json("for one platform: the result as JSON",
					  &json),
			srlab_option_offline(&matrix.offline),
			srlab_option_timeout("180", &matrix.timeout),
		},
	};

	if (!srlab_command_parse(&command, argc, argv, &status))
		return status;
	if (document)
		return run_one(&matrix, document, json);
	if (json)
		return srlab_command_refuse(&command,
					    "--json: wants PLATFORM.json");
	status = run_all(&matrix);
	srlab_matrix_free(&matrix);
	return status;
}
