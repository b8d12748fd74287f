// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: where each range's bytes are today.
 *
 * For the ruling a region is as good as delivered where its driver will make a
 * dax device. For the sums of today only what is there counts: a dax device on
 * the region, with a driver. From 7.1 on mainline's fallback can take the
 * region's place, and the dax device then never comes.
 */
#include "system.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "rule.h"

/* Dax devices by the name of their region, so that none walks all of them. */
struct by_region {
	const struct sr_dax_device **daxes;
	size_t n;
};

static int compare_regions(const void *a, const void *b)
{
	const struct sr_dax_device *left =
		*(const struct sr_dax_device *const *)a;
	const struct sr_dax_device *right =
		*(const struct sr_dax_device *const *)b;

	return strcmp(left->region, right->region);
}

static int sort_by_region(const struct sr_running *running,
			  struct by_region *out)
{
	size_t i;

	out->n = 0;
	out->daxes = calloc(running->n_daxes + 1,
			    sizeof(struct sr_dax_device *));
	if (!out->daxes)
		return -ENOMEM;
	for (i = 0; i < running->n_daxes; i++)
		if (running->daxes[i].region)
			out->daxes[out->n++] = &running->daxes[i];
	if (out->n)
		qsort(out->daxes, out->n, sizeof(struct sr_dax_device *),
		      compare_regions);
	return 0;
}

static size_t first_of(const struct by_region *sorted, const char *region)
{
	size_t low = 0, high = sorted->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(sorted->daxes[middle]->region, region) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* By name, not by address: who is not root does not see the addresses. */
static bool is_delivered(const struct by_region *sorted, const char *region)
{
	bool found = false;
	size_t i;

	for (i = first_of(sorted, region); i < sorted->n; i++) {
		const struct sr_dax_device *dax = sorted->daxes[i];

		if (strcmp(dax->region, region))
			break;
		if (dax->size.known && !dax->size.value)
			continue;
		if (!dax->driver)
			return false;
		found = true;
	}
	return found;
}

int sr_system_ledger(const struct sr_system *system, struct sr_facts *facts,
		     const struct sr_policy *policy, struct sr_ledger *ledgers,
		     struct sr_ledger *sum)
{
	const struct sr_running *running = &system->running;
	bool *delivers = calloc(facts->n_regions + 1, sizeof(*delivers));
	struct by_region sorted;
	size_t i;
	int err = delivers ? sort_by_region(running, &sorted) : -ENOMEM;

	if (err) {
		free(delivers);
		return err;
	}
	for (i = 0; i < facts->n_regions; i++) {
		struct sr_region *region = &facts->regions[i];

		delivers[i] = region->delivers;
		if (!is_delivered(&sorted,
				  running->regions[region->id].name))
			region->delivers = false;
	}
	err = sr_ledger_now(facts, policy, ledgers, sum);
	for (i = 0; i < facts->n_regions; i++)
		facts->regions[i].delivers = delivers[i];
	free(delivers);
	free(sorted.daxes);
	return err;
}
