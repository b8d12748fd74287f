// SPDX-License-Identifier: GPL-2.0-only
/* DOC: one look at the machine as an object: the kernel's side of each fact. */
#include <linux/device.h>
#include <linux/slab.h>

#include "machine.h"

/** sr_round_range_info() - the kernel's side of a range */
struct sr_range_info *sr_round_range_info(struct sr_round *r,
					  const struct sr_range *range)
{
	return (struct sr_range_info *)r->range_infos.items + range->id;
}

/** sr_round_region_device() - the device of a region; the round's reference */
struct device *sr_round_region_device(struct sr_round *r,
				      const struct sr_region *region)
{
	return ((struct device **)r->region_devices.items)[region->id];
}

/** sr_round_dax_info() - the kernel's side of a dax device */
struct sr_dax_info *sr_round_dax_info(struct sr_round *r,
				      const struct sr_dax *dax)
{
	return (struct sr_dax_info *)r->dax_infos.items + dax->id;
}

/** sr_round_free() - free a round, also a half-observed one; NULL is fine */
void sr_round_free(struct sr_round *r)
{
	struct sr_dax_info *dax;
	struct device **region;
	size_t i;

	if (!r)
		return;
	region = r->region_devices.items;
	for (i = 0; i < r->region_devices.n; i++)
		put_device(region[i]);
	dax = r->dax_infos.items;
	for (i = 0; i < r->dax_infos.n; i++)
		put_device(dax[i].host);
	sr_list_free(&r->ranges);
	sr_list_free(&r->range_infos);
	sr_list_free(&r->windows);
	sr_list_free(&r->regions);
	sr_list_free(&r->region_devices);
	sr_list_free(&r->ram);
	sr_list_free(&r->daxes);
	sr_list_free(&r->dax_infos);
	sr_list_free(&r->nodes);
	sr_list_free(&r->route_windows);
	sr_list_free(&r->misrouted);
	kvfree(r->facts.routes);
	sr_hdm_free(&r->hdm);
	kfree(r->proofs);
	kfree(r->steps);
	kfree(r->ledgers_now);
	kfree(r);
}
