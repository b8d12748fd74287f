// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: what a round saw, as the conductor asks for it: the facts for the rule,
 * and those that giving up must be proved with. What is not known stays 0.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/hash.h>
#include <linux/memregion.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "compat/compat.h"
#include "hold.h"
#include "proofs.h"
#include "machine.h"
#include "probing.h"
#include "saved.h"

static u64 mix(u64 hash, u64 value)
{
	return hash_64(hash ^ value, 64) + value;
}

static u64 mix_text(u64 hash, const char *text)
{
	while (*text)
		hash = mix(hash, *text++);
	return hash;
}

static u64 component_identity(const struct sr_hdm_component *c)
{
	u64 hash = mix(mix_text(c->kind, c->name), c->registers);

	return mix(hash, sr_saved_serial(c));
}

/* Interleaving, CXL 3.1 8.2.4.20.7; the rest of ctrl is state. */
#define CTRL_INTERLEAVING 0xff

/*
 * Each device and what of it is committed; a sum, as order does not matter. What
 * Linux enables beside that (HDM decoding, Mem_Enable) is not of it: that is
 * written back as firmware left it.
 */
static u64 machine_identity(const struct sr_hdm *hdm)
{
	const struct sr_hdm_component *c;
	u64 sum = hdm->unreadable, hash;
	unsigned int d;
	size_t i;

	for (i = 0; i < hdm->n_components; i++) {
		c = &hdm->components[i];
		hash = component_identity(c);
		for (d = 0; d < c->n_decoders; d++) {
			if (!sr_hdm_decoder_committed(&c->decoders[d]))
				continue;
			hash = mix(hash, c->decoders[d].base);
			hash = mix(hash, c->decoders[d].size);
			hash = mix(hash, c->decoders[d].ctrl &
					 CTRL_INTERLEAVING);
			hash = mix(hash, c->decoders[d].tail);
		}
		sum += hash;
	}
	return sum;
}

struct children {
	unsigned int dax;
	unsigned int persistent;
	unsigned int unknown;
};

static int count_child(struct device *dev, void *arg)
{
	struct children *children = arg;

	if (!strncmp(dev_name(dev), "dax_region", 10))
		children->dax++;
	else if (!strncmp(dev_name(dev), "pmem_region", 11))
		children->persistent++;
	else if (!dev->bus || strcmp(dev->bus->name, "edac"))
		children->unknown++;
	return 0;
}

static enum sr_user region_user(struct device *dev,
				const struct sr_region *region)
{
	struct children children = {};
	bool bound = device_is_bound(dev);

	device_for_each_child(dev, &children, count_child);
	if (children.unknown)
		return SR_USER_UNKNOWN;
	if (children.persistent || !region->is_volatile)
		return SR_USER_PERSISTENT;
	if (!region->committed)
		return bound || children.dax ? SR_USER_UNKNOWN :
					       SR_USER_FAILED;
	if (children.dax)
		return bound ? SR_USER_DAX : SR_USER_UNKNOWN;
	return bound ? SR_USER_NO_CHILD : SR_USER_UNKNOWN;
}

static bool decodes_all(const struct sr_hdm_component *c,
			const struct sr_extent *at)
{
	const struct sr_hdm_decoder *d;
	unsigned int i;

	for (i = 0; i < c->n_decoders; i++) {
		d = &c->decoders[i];
		if (sr_hdm_decoder_committed(d) && d->base == at->start &&
		    d->size == at->end - at->start + 1)
			return true;
	}
	return false;
}

/*
 * By as many functions as there are ways, each by a committed HDM decoder of
 * its own that is the whole region and that could be read? Registers that say
 * something else (translated addresses, DVSEC ranges) prove nothing.
 */
static enum sr_known region_routed(struct device *dev,
				   const struct sr_region *region,
				   const struct sr_hdm *hdm)
{
	const struct sr_hdm_component *c = hdm->components;
	u64 ways, n = 0;
	size_t i;

	if (!region->committed ||
	    sr_attribute_read_u64(dev, "interleave_ways", &ways))
		return SR_KNOWN_NOTHING;
	for (i = 0; i < hdm->n_components; i++)
		n += c[i].kind == SR_HDM_ENDPOINT &&
		     (c[i].global_ctrl & SR_HDM_GLOBAL_ENABLE) &&
		     decodes_all(&c[i], &region->at);
	if (n == ways)
		return SR_KNOWN_YES;
	return hdm->unreadable ? SR_KNOWN_NOTHING : SR_KNOWN_NO;
}

static void prove_region(struct sr_round *r, const struct sr_region *region,
			 struct sr_region_proof *proof)
{
	struct device *dev = sr_round_region_device(r, region);
	struct device *dax_region = sr_region_dax_region(dev);

	/* The base look holds a reference, so no other has this address. */
	proof->identity = mix_text((unsigned long)dev, dev_name(dev));
	proof->user = region_user(dev, region);
	proof->routed = region_routed(dev, region, &r->hdm);
	proof->bound = dax_region && dax_region->driver;
	proof->held = sr_hold_covers(&region->at);
	proof->can_go = true;
	put_device(dax_region);
}

static int prove_regions(struct sr_round *r)
{
	size_t i, n = r->facts.n_regions;

	if (!n)
		return 0;
	r->proofs = kcalloc(n, sizeof(*r->proofs), GFP_KERNEL);
	if (!r->proofs)
		return -ENOMEM;
	for (i = 0; i < n; i++)
		prove_region(r, &r->facts.regions[i],
			     &r->proofs[r->facts.regions[i].id]);
	return 0;
}

static int list_misrouted(struct sr_round *r)
{
	const struct sr_route_piece *piece = r->facts.routes;
	size_t i;
	int rc;

	for (i = 0; i < r->facts.n_routes; i++) {
		if (piece[i].route != SR_ROUTE_MISROUTED)
			continue;
		rc = sr_list_add(&r->misrouted, &piece[i].at,
				 sizeof(piece[i].at));
		if (rc)
			return rc;
	}
	return 0;
}

/**
 * sr_look_make() - make the conductor's look of a round
 * @r: the round, observed
 *
 * Return: 0, with @r->look filled in; -ENOMEM.
 */
int sr_look_make(struct sr_round *r)
{
	struct platform_device *root = sr_cxl_root_get();
	struct sr_awaited awaited;
	int rc;

	rc = prove_regions(r);
	if (!rc)
		rc = list_misrouted(r);
	sr_probing_look(&awaited);
	r->look = (struct sr_look){
		.facts = &r->facts,
		.proofs = r->proofs,
		.misrouted = r->misrouted.items,
		.n_misrouted = r->misrouted.n,
		.machine = machine_identity(&r->hdm),
		.awaits = awaited.bits,
		.has_root = root,
		.barred = r->given_up,
		.can_flush = cpu_cache_has_invalidate_memregion(),
	};
	platform_device_put(root);
	return rc;
}

SR_IMPORT_NS_DEVMEM;
