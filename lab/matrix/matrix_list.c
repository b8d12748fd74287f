// SPDX-License-Identifier: GPL-2.0-only
/* DOC: which documents a matrix boots, and in which ways; see matrix.h. */
#include "matrix.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "judge.h"
#include "load_order.h"
#include "platform.h"
#include "source_tree.h"

/* Is a name one of a list's, joined by commas? */
static bool listed(const char *list, const char *name)
{
	size_t length = strlen(name);

	while (list) {
		if (!strncmp(list, name, length) &&
		    (!list[length] || list[length] == ','))
			return true;
		list = strchr(list, ',');
		list += list != NULL;
	}
	return false;
}

static int add_job(struct srlab_matrix *matrix, const char *directory,
		   const char *file, bool stock, const char *load_order)
{
	struct srlab_job *grown, *job;

	grown = realloc(matrix->jobs, (matrix->n_jobs + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	matrix->jobs = grown;
	job = &grown[matrix->n_jobs++];
	memset(job, 0, sizeof(*job));
	job->output = -1;
	job->stock = stock;
	job->name = strndup(file, strlen(file) - strlen(".json"));
	if (asprintf(&job->document, "%s/%s", directory, file) < 0)
		job->document = NULL;
	if (load_order) {
		job->load_order = strdup(load_order);
		if (!job->load_order)
			return -ENOMEM;
	}
	return job->name && job->document ? 0 : -ENOMEM;
}

static int is_document(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return length > 5 && !strcmp(entry->d_name + length - 5, ".json");
}

/* The ways in which a document wants to be booted on a kernel. */
struct ways {
	bool stock;
	bool ours;
	/* drivers are loaded as usual, which another order can replace */
	bool usual;
};

/*
 * A platform is booted the ways that its document expects something of, on this
 * kernel. One that cannot be read, or expects nothing at all of any kernel, gets
 * a boot that will say so.
 */
static struct ways ways_to_boot(const struct srlab_matrix *matrix,
				const char *directory, const char *file)
{
	struct ways ways = { .ours = true, .usual = true };
	struct sr_platform *platform = NULL;
	char path[PATH_MAX], error[256];

	if (matrix->verb)
		return ways;
	snprintf(path, sizeof(path), "%s/%s", directory, file);
	if (sr_platform_read(path, &platform, error, sizeof(error)))
		return ways;
	if (platform->n_expectations) {
		ways.stock = srlab_expectation_find(platform, matrix->kernel,
						    true);
		ways.ours = srlab_expectation_find(platform, matrix->kernel,
						   false);
	}
	ways.usual = !platform->scenario.n_steps &&
		     !platform->scenario.module_parameters;
	sr_platform_free(platform);
	return ways;
}

static int add_orders(struct srlab_matrix *matrix, const char *directory,
		      const char *file, const struct srlab_load_orders *orders)
{
	int rc = 0;

	for (size_t i = 0; i < orders->n && !rc; i++)
		if (!strcmp(matrix->load_orders, "all") ||
		    listed(matrix->load_orders, orders->orders[i].name))
			rc = add_job(matrix, directory, file, false,
				     orders->orders[i].name);
	return rc;
}

static int add_jobs(struct srlab_matrix *matrix, const char *directory,
		    const char *file, const struct srlab_load_orders *orders)
{
	char name[NAME_MAX + 1];
	struct ways ways;
	int rc = 0;

	snprintf(name, sizeof(name), "%.*s",
		 (int)(strlen(file) - strlen(".json")), file);
	if (matrix->only && !listed(matrix->only, name))
		return 0;
	ways = ways_to_boot(matrix, directory, file);
	ways.ours = ways.ours && !matrix->stock_only;
	if (matrix->load_orders)
		return ways.ours && ways.usual ?
			       add_orders(matrix, directory, file, orders) : 0;
	if (ways.stock)
		rc = add_job(matrix, directory, file, true, NULL);
	if (!rc && ways.ours)
		rc = add_job(matrix, directory, file, false, NULL);
	return rc;
}

/* Where a matrix looks for documents, in this order. */
struct places {
	char *found[2];
	const char *directory[2];
	size_t n;
};

static void places_free(struct places *places)
{
	free(places->found[0]);
	free(places->found[1]);
}

static int find_places(const struct srlab_matrix *matrix,
		       struct places *places, struct srlab_fault *fault)
{
	static const char *const own[] = { "platforms", "test/scenarios" };
	int rc;

	*places = (struct places){ .directory = { matrix->directory },
				   .n = 1 };
	if (matrix->directory)
		return 0;
	for (places->n = 0; places->n < 2; places->n++) {
		rc = srlab_source_path(&places->found[places->n],
				       own[places->n], fault->text,
				       sizeof(fault->text));
		if (rc)
			return rc;
		places->directory[places->n] = places->found[places->n];
	}
	return 0;
}

static bool is_there(const struct places *places, const char *name)
{
	char path[PATH_MAX];

	for (size_t i = 0; i < places->n; i++) {
		snprintf(path, sizeof(path), "%s/%s.json",
			 places->directory[i], name);
		if (!access(path, F_OK))
			return true;
	}
	return false;
}

static int check_only(const struct srlab_matrix *matrix,
		      const struct places *places, struct srlab_fault *fault)
{
	char *copy = matrix->only ? strdup(matrix->only) : NULL;
	char *rest = NULL;
	int rc = 0;

	for (char *name = copy ? strtok_r(copy, ",", &rest) : NULL; name && !rc;
	     name = strtok_r(NULL, ",", &rest))
		if (!is_there(places, name))
			rc = srlab_fail(fault, -ENOENT, "%s: no platform %s",
					places->directory[0], name);
	free(copy);
	return rc;
}

static int check_load_orders(const struct srlab_matrix *matrix,
			     const struct srlab_load_orders *orders,
			     struct srlab_fault *fault)
{
	char *copy = strdup(matrix->load_orders), *rest = NULL;
	int rc = 0;

	for (char *name = copy ? strtok_r(copy, ",", &rest) : NULL; name && !rc;
	     name = strtok_r(NULL, ",", &rest))
		if (strcmp(name, "all") && !srlab_load_orders_find(orders, name))
			rc = srlab_fail(fault, -ENOENT, "no load order %s",
					name);
	free(copy);
	return rc;
}

static int list_documents(struct srlab_matrix *matrix, const char *directory,
			  const struct srlab_load_orders *orders,
			  struct srlab_fault *fault)
{
	struct dirent **entries;
	int n, rc = 0;

	n = scandir(directory, &entries, is_document, alphasort);
	if (n < 0)
		return srlab_fail(fault, -errno, "%s: %s", directory,
				  strerror(errno));
	for (int i = 0; i < n; i++) {
		if (!rc)
			rc = add_jobs(matrix, directory, entries[i]->d_name,
				      orders);
		free(entries[i]);
	}
	free(entries);
	if (rc)
		return srlab_fail(fault, rc, "out of memory");
	return n ? 0 : srlab_fail(fault, -ENOENT, "%s: no platform documents",
				  directory);
}

static int list_places(struct srlab_matrix *matrix,
		       const struct places *places,
		       const struct srlab_load_orders *orders,
		       struct srlab_fault *fault)
{
	int rc = 0;

	for (size_t i = 0; i < places->n && !rc; i++)
		rc = list_documents(matrix, places->directory[i], orders,
				    fault);
	return rc ? rc : check_only(matrix, places, fault);
}

int srlab_matrix_list(struct srlab_matrix *matrix, struct srlab_fault *fault)
{
	struct srlab_load_orders orders = { 0 };
	struct places places;
	int rc = find_places(matrix, &places, fault);

	if (!rc && matrix->load_orders)
		rc = srlab_load_orders_read(NULL, &orders, fault);
	if (!rc && matrix->load_orders)
		rc = check_load_orders(matrix, &orders, fault);
	if (!rc)
		rc = list_places(matrix, &places, &orders, fault);
	srlab_load_orders_free(&orders);
	places_free(&places);
	return rc;
}
