// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see sample.h. */
#include "sample.h"

#include <errno.h>
#include <stdlib.h>

int srlab_sample_add(struct srlab_sample *sample, double value)
{
	if (sample->n == SRLAB_SAMPLE_MAX)
		return -ENOSPC;
	sample->value[sample->n++] = value;
	return 0;
}

static int by_size(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return left < right ? -1 : left > right;
}

double srlab_sample_median(const struct srlab_sample *sample)
{
	struct srlab_sample sorted = *sample;
	size_t n = sorted.n;

	if (!n)
		return 0;
	qsort(sorted.value, n, sizeof(sorted.value[0]), by_size);
	return (sorted.value[(n - 1) / 2] + sorted.value[n / 2]) / 2;
}

double srlab_sample_least(const struct srlab_sample *sample)
{
	double least = sample->n ? sample->value[0] : 0;

	for (size_t i = 1; i < sample->n; i++)
		if (sample->value[i] < least)
			least = sample->value[i];
	return least;
}

double srlab_sample_most(const struct srlab_sample *sample)
{
	double most = sample->n ? sample->value[0] : 0;

	for (size_t i = 1; i < sample->n; i++)
		if (sample->value[i] > most)
			most = sample->value[i];
	return most;
}

struct json_object *srlab_sample_json(const struct srlab_sample *sample)
{
	struct json_object *all = json_object_new_array();

	for (size_t i = 0; i < sample->n; i++)
		json_object_array_add(all,
				      json_object_new_double(sample->value[i]));
	return all;
}
