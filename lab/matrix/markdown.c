// SPDX-License-Identifier: GPL-2.0-only
/* DOC: the results of a matrix as tables and as JSON; see matrix.h. */
#include <inttypes.h>
#include <string.h>

#include "heard.h"
#include "matrix.h"
#include "present.h"

/* The job of the same platform, stock or not, or NULL. */
static const struct srlab_job *partner(const struct srlab_matrix *matrix,
				       const struct srlab_job *job, bool stock)
{
	for (size_t i = 0; i < matrix->n_jobs; i++)
		if (matrix->jobs[i].stock == stock &&
		    !strcmp(matrix->jobs[i].name, job->name))
			return &matrix->jobs[i];
	return NULL;
}

static const char *bytes_text(const struct srlab_job *job, const char *key,
			      char text[32])
{
	if (!job->result)
		return strcpy(text, "?");
	return srlab_size_text(srlab_number(job->result, key), text);
}

static const char *boot_text(const struct srlab_job *job)
{
	if (job->load_order)
		return job->load_order;
	return job->stock ? "stock" : "softreserve";
}

static void print_job(const struct srlab_job *job, FILE *to)
{
	char offered[32], stranded[32];
	const char *verdict;

	verdict = job->result ? srlab_text(job->result, "verdict") : "";
	fprintf(to, "%-30s %-19s %10s %12s  %-13s %s\n", job->name,
		boot_text(job),
		bytes_text(job, "offered", offered),
		bytes_text(job, "stranded", stranded), verdict,
		job->passed ? "ok" : "FAILED");
}

static void print_failures(const struct srlab_job *job, FILE *to)
{
	struct json_object *failures;

	if (job->passed)
		return;
	fprintf(to, "%s (%s):\n", job->name, boot_text(job));
	failures = job->result ? srlab_list(job->result, "failures") : NULL;
	if (!failures) {
		fprintf(to, "  %s\n", job->words && *job->words ?
					      job->words : "said nothing");
		return;
	}
	for (size_t i = 0; i < json_object_array_length(failures); i++)
		fprintf(to, "  %s\n",
			json_object_get_string(
				json_object_array_get_idx(failures, i)));
}

void srlab_matrix_table(const struct srlab_matrix *matrix, FILE *to)
{
	fprintf(to, "%-30s %-19s %10s %12s  %-13s %s\n", "platform", "boot",
		"offered", "stranded", "verdict", "");
	for (size_t i = 0; i < matrix->n_jobs; i++)
		print_job(&matrix->jobs[i], to);
	srlab_matrix_failures(matrix, to);
}

void srlab_matrix_failures(const struct srlab_matrix *matrix, FILE *to)
{
	for (size_t i = 0; i < matrix->n_jobs; i++)
		print_failures(&matrix->jobs[i], to);
}

static const char *cell(const struct srlab_job *job, char text[64])
{
	char size[32];

	if (!job)
		return "-";
	snprintf(text, 64, "%s%s", bytes_text(job, "stranded", size),
		 job->passed ? "" : " (FAILED)");
	return text;
}

static void print_row(const struct srlab_matrix *matrices, size_t n,
		      const struct srlab_job *job, FILE *to)
{
	char text[64];

	fprintf(to, "| %s | %s |", job->name, bytes_text(job, "offered", text));
	for (size_t i = 0; i < n; i++)
		for (int stock = 1; stock >= matrices[i].stock_only; stock--)
			fprintf(to, " %s |",
				cell(partner(&matrices[i], job, stock), text));
	fputc('\n', to);
}

static void print_head(const struct srlab_matrix *matrices, size_t n, FILE *to)
{
	fprintf(to, "| platform | Soft Reserved |");
	for (size_t i = 0; i < n; i++) {
		fprintf(to, " stock %s |", matrices[i].kernel);
		if (!matrices[i].stock_only)
			fprintf(to, " softreserve on %s |", matrices[i].kernel);
	}
	fprintf(to, "\n|---|---:|");
	for (size_t i = 0; i < n; i++)
		fprintf(to, "---:|%s", matrices[i].stock_only ? "" : "---:|");
	fputc('\n', to);
}

static const char *first_failure(const struct srlab_job *job)
{
	struct json_object *failures =
		job->result ? srlab_list(job->result, "failures") : NULL;

	if (failures && json_object_array_length(failures))
		return json_object_get_string(
			json_object_array_get_idx(failures, 0));
	return job->words && *job->words ? job->words : "it said nothing";
}

/* Below the table, for a cell has no room for a reason. */
static void print_notes(const struct srlab_matrix *matrices, size_t n, FILE *to)
{
	const char *before = "\n";

	for (size_t m = 0; m < n; m++) {
		if (matrices[m].stock_only)
			fprintf(to, "%s- %s: stock only, for its headers are not on offer\n",
				before, matrices[m].kernel);
		before = matrices[m].stock_only ? "" : before;
		for (size_t i = 0; i < matrices[m].n_jobs; i++) {
			const struct srlab_job *job = &matrices[m].jobs[i];

			if (job->passed)
				continue;
			fprintf(to, "%s- %s on %s (%s): %s\n", before,
				job->name, matrices[m].kernel, boot_text(job),
				first_failure(job));
			before = "";
		}
	}
}

/* Is a job's platform in an earlier kernel's rows, or in its own kernel's? */
static bool has_row(const struct srlab_matrix *matrices, size_t m, size_t i)
{
	const struct srlab_job *job = &matrices[m].jobs[i];

	for (size_t k = 0; k < m; k++)
		if (partner(&matrices[k], job, true) ||
		    partner(&matrices[k], job, false))
			return true;
	return !job->stock && partner(&matrices[m], job, true);
}

void srlab_matrices_markdown(const struct srlab_matrix *matrices, size_t n,
			     FILE *to)
{
	print_head(matrices, n, to);
	for (size_t m = 0; m < n; m++)
		for (size_t i = 0; i < matrices[m].n_jobs; i++)
			if (!has_row(matrices, m, i))
				print_row(matrices, n, &matrices[m].jobs[i],
					  to);
	print_notes(matrices, n, to);
}

void srlab_matrix_markdown(const struct srlab_matrix *matrix, FILE *to)
{
	srlab_matrices_markdown(matrix, 1, to);
}

static struct json_object *job_json(const struct srlab_job *job)
{
	struct json_object *failures, *to;

	if (job->result)
		return json_object_get(job->result);
	to = json_object_new_object();
	failures = json_object_new_array();
	json_object_object_add(to, "platform",
			       json_object_new_string(job->name));
	json_object_object_add(to, "stock",
			       json_object_new_boolean(job->stock));
	json_object_object_add(to, "passed", json_object_new_boolean(false));
	json_object_array_add(failures, json_object_new_string(
						job->words ? job->words : ""));
	json_object_object_add(to, "failures", failures);
	return to;
}

void srlab_matrix_json(const struct srlab_matrix *matrix,
		       struct json_object *all)
{
	for (size_t i = 0; i < matrix->n_jobs; i++)
		json_object_array_add(all, job_json(&matrix->jobs[i]));
}
