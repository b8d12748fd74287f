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

/* By name, not by address: who is not root does not see the addresses. */
static bool is_delivered(const struct sr_running *running, const char *region)
{
	bool found = false;
	size_t i;

	for (i = 0; i < running->n_daxes; i++) {
		const struct sr_dax_device *dax = &running->daxes[i];

		if (!dax->region || strcmp(dax->region, region) ||
		    (dax->size.known && !dax->size.value))
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
	size_t i;
	int err;

	if (!delivers)
		return -ENOMEM;
	for (i = 0; i < facts->n_regions; i++) {
		struct sr_region *region = &facts->regions[i];

		delivers[i] = region->delivers;
		if (!is_delivered(running, running->regions[region->id].name))
			region->delivers = false;
	}
	err = sr_ledger_now(facts, policy, ledgers, sum);
	for (i = 0; i < facts->n_regions; i++)
		facts->regions[i].delivers = delivers[i];
	free(delivers);
	return err;
}
