/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: the same thing measured several times. */
#ifndef SRLAB_SAMPLE_H
#define SRLAB_SAMPLE_H

#include <json-c/json.h>
#include <stddef.h>

#define SRLAB_SAMPLE_MAX 200

/** struct srlab_sample - values in the order in which they were measured */
struct srlab_sample {
	double value[SRLAB_SAMPLE_MAX];
	size_t n;
};

/** srlab_sample_add() - one more value; -ENOSPC, and dropped, if it is full */
int srlab_sample_add(struct srlab_sample *sample, double value);

/** srlab_sample_median() - the middle, or the mean of both middles; 0 if empty */
double srlab_sample_median(const struct srlab_sample *sample);

/** srlab_sample_least() - the smallest value; 0 if empty */
double srlab_sample_least(const struct srlab_sample *sample);

/** srlab_sample_most() - the largest value; 0 if empty */
double srlab_sample_most(const struct srlab_sample *sample);

/** srlab_sample_json() - all values as an array; the caller puts it */
struct json_object *srlab_sample_json(const struct srlab_sample *sample);

#endif /* SRLAB_SAMPLE_H */
