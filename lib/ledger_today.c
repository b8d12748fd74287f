// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: where each range's bytes are today.
 *
 * A region is as good as delivered where its driver will make a dax device.
 * Where the device is there and no driver took it, nothing is to be expected
 * any more: for the sums of today, but the ruling is not ours to change.
 */
#include "system.h"

#include <errno.h>
#include <stdlib.h>

#include "rule.h"

static bool has_unusable_dax(const struct sr_facts *facts,
			     const struct sr_region *region)
{
	size_t i;

	for (i = 0; i < facts->n_daxes; i++) {
		const struct sr_dax *dax = &facts->daxes[i];

		if (!dax->usable && dax->parent == SR_DAX_ON_REGION &&
		    dax->at.start <= region->at.end &&
		    region->at.start <= dax->at.end)
			return true;
	}
	return false;
}

int sr_system_ledger(struct sr_facts *facts, const struct sr_policy *policy,
		     struct sr_ledger *ledgers, struct sr_ledger *sum)
{
	bool *delivers = calloc(facts->n_regions + 1, sizeof(*delivers));
	size_t i;
	int err;

	if (!delivers)
		return -ENOMEM;
	for (i = 0; i < facts->n_regions; i++) {
		delivers[i] = facts->regions[i].delivers;
		if (has_unusable_dax(facts, &facts->regions[i]))
			facts->regions[i].delivers = false;
	}
	err = sr_ledger_now(facts, policy, ledgers, sum);
	for (i = 0; i < facts->n_regions; i++)
		facts->regions[i].delivers = delivers[i];
	free(delivers);
	return err;
}
