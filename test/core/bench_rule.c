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
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "rule.h"

#define MIB ((u64)1 << 20)
#define RANGE_SIZE (64 * MIB)
#define RANGES_PER_WINDOW 16
/*
 * Sorting is the most that ruling has to do. It is 1 to 2 times qsort's time;
 * what grows faster than that is beyond this bound at once.
 */
#define BOUND 4.0

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

static int bench(struct sr_facts *facts, bool *holds)
{
	size_t n = facts->n_ranges;
	double sort, shuffled, sorted;
	struct sr_range *copy;

	copy = malloc(n * sizeof(*copy));
	if (!copy)
		return -ENOMEM;
	fill(facts);
	shuffle(facts);
	memcpy(copy, facts->ranges, n * sizeof(*copy));
	sort = seconds();
	qsort(copy, n, sizeof(*copy), by_start);
	sort = seconds() - sort;
	free(copy);

	shuffled = decide(facts, SR_VERDICT_GIVE_UP_RANGE);
	sorted = decide(facts, SR_VERDICT_GIVE_UP_RANGE);
	if (shuffled < 0 || sorted < 0)
		return -EIO;
	*holds = shuffled <= BOUND * sort;
	printf("%10zu %12.1f %12.1f %12.1f %8.2f %8.2f  %s\n", n,
	       sort * 1e9 / (double)n, shuffled * 1e9 / (double)n,
	       sorted * 1e9 / (double)n, shuffled / sort, BOUND,
	       *holds ? "yes" : "NO");
	fflush(stdout);
	return 0;
}

static int bench_size(size_t n, bool *holds)
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
		rc = bench(&facts, holds);
	free(facts.ranges);
	free(facts.regions);
	free(facts.windows);
	return rc;
}

int main(int argc, char **argv)
{
	size_t largest = argc > 1 ? strtoull(argv[1], NULL, 0) : 10000000;
	int kept = 0, missed = 0, rc;
	bool holds;

	printf("the rule on ranges of %zu bytes; times in ns per range\n",
	       sizeof(struct sr_range));
	printf("%10s %12s %12s %12s %8s %8s  %s\n", "ranges", "qsort", "core",
	       "core sorted", "ratio", "bound", "holds");
	for (size_t n = 10000; n <= largest; n *= 10) {
		rc = bench_size(n, &holds);
		if (rc) {
			fprintf(stderr, "bench-rule: %zu ranges: %s\n", n,
				strerror(-rc));
			holds = false;
		}
		kept += holds;
		missed += !holds;
	}
	printf("%d passed, %d failed\n", kept, missed);
	return missed ? 1 : 0;
}
