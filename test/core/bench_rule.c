// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: how long core takes to rule, beside libc's qsort of the same ranges.
 *
 *     bench-rule [LARGEST]
 *
 * Ranges come in random order. Most are covered by a region of their own; one
 * in 16 has a region for half of it only. There is a window for 16 ranges.
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "rule.h"

#define MIB ((u64)1 << 20)
#define RANGE_SIZE (64 * MIB)
#define RANGES_PER_WINDOW 16
/* Sorting is the most that ruling has to do: so much slower it may be ... */
#define RATIO_MAX 2.0
/* ... at so many ranges. Below, what is measured is the cache. */
#define RATIO_AT 1000000
/*
 * How much time/(n log n) may rise from the first n to the last. What would
 * grow faster is far beyond that: from 10^4 to 10^7, n^1.5 makes 18 and n^2
 * 570. What is left is for the way to memory: 10^4 ranges and regions are
 * 2 MB, which a cache holds, and 10^7 are 2 GB. Core's rose by 1.0 to 1.6, and
 * that of qsort, which does the same at any n, by 2.1.
 */
#define GROWTH_MAX 2.0
/* The least of so many runs counts: what disturbs only adds. */
#define RUNS 3

/* What was measured of one number of ranges: seconds. */
struct measured {
	size_t n;
	double qsort;
	double shuffled;
	double sorted;
};

/* How many bounds hold, and how many do not. */
struct verdicts {
	int kept;
	int missed;
};

static u64 state = 1;

static size_t random_below(size_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (size_t)(state % n);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int by_start(const void *a, const void *b)
{
	const struct sr_range *x = a;
	const struct sr_range *y = b;

	return x->at.start < y->at.start ? -1 : x->at.start > y->at.start;
}

/* An empty unit is left between ranges, as where no two are merged. */
static void fill(struct sr_facts *facts)
{
	for (size_t i = 0; i < facts->n_ranges; i++) {
		struct sr_range *range = &facts->ranges[i];
		struct sr_region *region = &facts->regions[i];

		range->at.start = 2 * i * RANGE_SIZE;
		range->at.end = range->at.start + RANGE_SIZE - 1;
		range->id = (u32)i;
		region->at = range->at;
		if (i % 16 == 0)
			region->at.end -= RANGE_SIZE / 2;
		region->id = (u32)i;
		region->committed = true;
		region->is_volatile = true;
		region->delivers = true;
	}
	for (size_t i = 0; i < facts->n_windows; i++) {
		struct sr_extent *window = &facts->windows[i];

		window->start = 2 * i * RANGES_PER_WINDOW * RANGE_SIZE;
		window->end = window->start +
			      2 * RANGES_PER_WINDOW * RANGE_SIZE - 1;
	}
}

static void shuffle(struct sr_facts *facts)
{
	for (size_t i = facts->n_ranges; i > 1; i--) {
		size_t k = random_below(i);
		struct sr_range range = facts->ranges[i - 1];
		struct sr_region region;

		facts->ranges[i - 1] = facts->ranges[k];
		facts->ranges[k] = range;
		k = random_below(i);
		region = facts->regions[i - 1];
		facts->regions[i - 1] = facts->regions[k];
		facts->regions[k] = region;
	}
}

/* Return: seconds, or a negative number on failure */
static double decide(struct sr_facts *facts, enum sr_verdict expected)
{
	static const struct sr_policy policy = {
		.scope = SR_SCOPE_RANGE, .align = 2 * MIB,
	};
	struct sr_outcome out;
	double begin = seconds();
	int rc = sr_rule_decide(facts, &policy, &out);
	double end = seconds();

	if (rc || out.verdict != expected ||
	    out.n_mismatched != (facts->n_ranges + 15) / 16) {
		fprintf(stderr, "bench-rule: wrong ruling (%d)\n", rc);
		return -1;
	}
	return end - begin;
}

static int run(struct sr_facts *facts, struct measured *out)
{
	struct sr_range *copy;
	size_t n = facts->n_ranges;

	copy = malloc(n * sizeof(*copy));
	if (!copy)
		return -ENOMEM;
	fill(facts);
	shuffle(facts);
	memcpy(copy, facts->ranges, n * sizeof(*copy));
	out->qsort = seconds();
	qsort(copy, n, sizeof(*copy), by_start);
	out->qsort = seconds() - out->qsort;
	free(copy);

	out->n = n;
	out->shuffled = decide(facts, SR_VERDICT_GIVE_UP_RANGE);
	out->sorted = decide(facts, SR_VERDICT_GIVE_UP_RANGE);
	return out->shuffled < 0 || out->sorted < 0 ? -EIO : 0;
}

static void take_least(double *least, double value)
{
	if (value < *least)
		*least = value;
}

static int bench(struct sr_facts *facts, struct measured *out)
{
	struct measured one;
	int rc = run(facts, out);

	for (int i = 1; i < RUNS && !rc; i++) {
		rc = run(facts, &one);
		if (rc)
			break;
		take_least(&out->qsort, one.qsort);
		take_least(&out->shuffled, one.shuffled);
		take_least(&out->sorted, one.sorted);
	}
	return rc;
}

static int bench_size(size_t n, struct measured *out)
{
	struct sr_facts facts = { .cxl_active = true };
	int rc = -ENOMEM;

	facts.n_ranges = n;
	facts.n_regions = n;
	facts.n_windows = (n + RANGES_PER_WINDOW - 1) / RANGES_PER_WINDOW;
	facts.ranges = calloc(n, sizeof(*facts.ranges));
	facts.regions = calloc(n, sizeof(*facts.regions));
	facts.windows = calloc(facts.n_windows, sizeof(*facts.windows));
	if (facts.ranges && facts.regions && facts.windows)
		rc = bench(&facts, out);
	free(facts.ranges);
	free(facts.regions);
	free(facts.windows);
	return rc;
}

/* In ns: time/(n log2 n) */
static double per_step(const struct measured *one)
{
	return one->shuffled * 1e9 / ((double)one->n * log2((double)one->n));
}

static void print_row(const struct measured *one)
{
	double n = (double)one->n;

	printf("%10zu %12.1f %12.1f %12.1f %8.2f %12.1f\n", one->n,
	       one->qsort * 1e9 / n, one->shuffled * 1e9 / n,
	       one->sorted * 1e9 / n, one->shuffled / one->qsort,
	       per_step(one));
	fflush(stdout);
}

static void judge(const char *what, double value, double bound,
		  struct verdicts *verdicts)
{
	bool holds = value <= bound;

	printf("%s: %.2f, bound %.2f  %s\n", what, value, bound,
	       holds ? "holds" : "DOES NOT HOLD");
	verdicts->kept += holds;
	verdicts->missed += !holds;
}

static void judge_all(size_t largest, struct verdicts *verdicts)
{
	struct measured one, first = { .n = 0 };
	int rc;

	for (size_t n = 10000; n <= largest; n *= 10) {
		rc = bench_size(n, &one);
		if (rc) {
			fprintf(stderr, "bench-rule: %zu ranges: %s\n", n,
				strerror(-rc));
			verdicts->missed++;
			return;
		}
		print_row(&one);
		if (!first.n)
			first = one;
		if (n == RATIO_AT)
			judge("core beside qsort at 10^6 ranges",
			      one.shuffled / one.qsort, RATIO_MAX, verdicts);
	}
	if (first.n)
		judge("rise of core/log2(n) from the first row to the last",
		      per_step(&one) / per_step(&first), GROWTH_MAX,
		      verdicts);
}

int main(int argc, char **argv)
{
	size_t largest = argc > 1 ? strtoull(argv[1], NULL, 0) : 10000000;
	struct verdicts verdicts = { 0 };

	printf("the rule on ranges of %zu bytes; times in ns per range, the least of %d runs\n",
	       sizeof(struct sr_range), RUNS);
	printf("%10s %12s %12s %12s %8s %12s\n", "ranges", "qsort", "core",
	       "core sorted", "ratio", "core/log2(n)");
	judge_all(largest, &verdicts);
	printf("%d passed, %d failed\n", verdicts.kept, verdicts.missed);
	return verdicts.missed ? 1 : 0;
}
