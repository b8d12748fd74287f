// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: the proof that giving up is safe: positive facts about every region that
 * has to go. What is not known proves nothing.
 */
#include "conductor_state.h"

static u64 sr_mix(u64 hash, u64 value)
{
	hash = (hash ^ value) * 0x9e3779b97f4a7c15u;
	return hash ^ (hash >> 29);
}

static u64 sr_mix_extent(u64 hash, const struct sr_extent *at)
{
	return sr_mix(sr_mix(hash, at->start), at->end);
}

/* A sum over entries, so that the order of a list does not matter. */
static u64 sr_digest_extents(u64 kind, const struct sr_extent *list, size_t n)
{
	u64 sum = 0;
	size_t i;

	for (i = 0; i < n; i++)
		sum += sr_mix_extent(kind, &list[i]);
	return sum;
}

static u64 sr_digest_ranges(const struct sr_facts *facts)
{
	const struct sr_range *range;
	u64 sum = 0;
	size_t i;

	for (i = 0; i < facts->n_ranges; i++) {
		range = &facts->ranges[i];
		sum += sr_mix(sr_mix_extent(1, &range->at),
			      (u64)range->in_iomem << 1 | range->kept);
	}
	return sum;
}

const struct sr_region_proof *sr_proof_of(const struct sr_look *look, size_t i)
{
	u32 id = look->facts->regions[i].id;

	return look->proofs && id < look->facts->n_regions ?
	       &look->proofs[id] : NULL;
}

/* Neither what is bound nor what is held: that is ours to change. */
static u64 sr_digest_regions(const struct sr_look *look)
{
	const struct sr_region_proof *proof;
	const struct sr_region *region;
	u64 sum = 0, hash;
	size_t i;

	for (i = 0; i < look->facts->n_regions; i++) {
		region = &look->facts->regions[i];
		proof = sr_proof_of(look, i);
		hash = sr_mix_extent(2, &region->at);
		hash = sr_mix(hash, (u64)region->committed << 1 |
				    region->is_volatile);
		if (proof) {
			hash = sr_mix(hash, proof->identity);
			hash = sr_mix(hash, (u64)proof->user << 8 |
					    (u64)proof->routed << 1 |
					    proof->can_go);
		}
		sum += hash;
	}
	return sum;
}

/* Dax devices on regions go when they are unbound. */
static u64 sr_digest_daxes(const struct sr_facts *facts)
{
	const struct sr_dax *dax;
	u64 sum = 0;
	size_t i;

	for (i = 0; i < facts->n_daxes; i++) {
		dax = &facts->daxes[i];
		if (dax->parent == SR_DAX_ON_REGION)
			continue;
		sum += sr_mix(sr_mix_extent(3, &dax->at),
			      (u64)dax->parent << 2 | (u64)dax->in_use << 1 |
			      dax->usable);
	}
	return sum;
}

u64 sr_look_digest(const struct sr_look *look)
{
	const struct sr_facts *facts = look->facts;
	u64 hash = look->machine;

	hash = sr_mix(hash, sr_digest_ranges(facts));
	hash = sr_mix(hash, sr_digest_regions(look));
	hash = sr_mix(hash, sr_digest_daxes(facts));
	hash = sr_mix(hash, sr_digest_extents(4, facts->windows,
					      facts->n_windows));
	hash = sr_mix(hash, sr_digest_extents(5, look->misrouted,
					      look->n_misrouted));
	hash = sr_mix(hash, (u64)facts->cxl_active << 3 |
			    (u64)facts->hmem_active << 2 |
			    (u64)look->has_root << 1 | look->can_flush);
	/* 0 stands for no look. */
	return hash ? hash : 1;
}

static bool sr_is_dax_busy(const struct sr_look *look,
			   const struct sr_extent *at)
{
	const struct sr_dax *dax;
	size_t i;

	for (i = 0; i < look->facts->n_daxes; i++) {
		dax = &look->facts->daxes[i];
		if (dax->in_use && dax->parent == SR_DAX_ON_REGION &&
		    sr_touches(&dax->at, at))
			return true;
	}
	return false;
}

static enum sr_why sr_prove_committed(const struct sr_conductor *c,
				      const struct sr_region_proof *proof)
{
	if (!sr_is(c, SR_FLAG_GIVE_UP))
		return SR_WHY_COMMITTED;
	if (proof->routed != SR_KNOWN_YES)
		return SR_WHY_ROUTE;
	if (!c->base->can_flush)
		return SR_WHY_FLUSH;
	return SR_WHY_NOTHING;
}

static enum sr_why sr_prove_user(const struct sr_region *region,
				 const struct sr_region_proof *proof)
{
	if (!proof)
		return SR_WHY_USER;
	if (proof->user == SR_USER_PERSISTENT)
		return SR_WHY_PERSISTENT;
	if (proof->user == SR_USER_FAILED)
		return region->committed ? SR_WHY_USER : SR_WHY_NOTHING;
	if (!region->is_volatile)
		return SR_WHY_PERSISTENT;
	return proof->user == SR_USER_DAX ? SR_WHY_NOTHING : SR_WHY_USER;
}

static enum sr_why sr_prove_region(const struct sr_conductor *c, size_t i)
{
	const struct sr_region *region = &c->base->facts->regions[i];
	const struct sr_region_proof *proof = sr_proof_of(c->base, i);
	enum sr_why why = sr_prove_user(region, proof);

	if (why)
		return why;
	if (region->in_use || sr_is_dax_busy(c->base, &region->at))
		return SR_WHY_IN_USE;
	if (!proof->can_go)
		return SR_WHY_KERNEL;
	/* A dax region child without a commit: caught in the middle. */
	if (!region->committed && proof->user != SR_USER_FAILED)
		return SR_WHY_USER;
	return region->committed ? sr_prove_committed(c, proof) :
				   SR_WHY_NOTHING;
}

enum sr_why sr_prove(const struct sr_conductor *c, size_t *subject)
{
	const struct sr_facts *facts = c->base->facts;
	bool any = sr_is(c, SR_FLAG_GIVE_UP);
	enum sr_why why;
	size_t i;

	for (i = 0; i < facts->n_regions; i++) {
		if (!facts->regions[i].release && !sr_is(c, SR_FLAG_GIVE_UP))
			continue;
		any = true;
		*subject = i;
		why = sr_prove_region(c, i);
		if (why)
			return why;
	}
	*subject = 0;
	return any && c->unsaved ? SR_WHY_UNSAVED : SR_WHY_NOTHING;
}

/* The region of the base look that @at is of; the first if there is none. */
static size_t sr_find_region(const struct sr_look *look,
			     const struct sr_extent *at)
{
	const struct sr_region *region = look->facts->regions;
	size_t i;

	for (i = 0; i < look->facts->n_regions; i++)
		if (region[i].at.start == at->start &&
		    region[i].at.end == at->end)
			return i;
	return 0;
}

static enum sr_why sr_prove_held(const struct sr_look *again, size_t i)
{
	const struct sr_region *region = &again->facts->regions[i];
	const struct sr_region_proof *proof = sr_proof_of(again, i);

	if (region->in_use || sr_is_dax_busy(again, &region->at))
		return SR_WHY_IN_USE;
	if (!proof)
		return SR_WHY_CHANGED;
	if (proof->user == SR_USER_DAX && (proof->bound || !proof->held))
		return SR_WHY_CHANGED;
	return SR_WHY_NOTHING;
}

static bool sr_goes(const struct sr_conductor *c, const struct sr_extent *at)
{
	const struct sr_facts *facts = c->base->facts;

	if (sr_is(c, SR_FLAG_OUTSIDE | SR_FLAG_RETURN))
		return false;
	return sr_is(c, SR_FLAG_GIVE_UP) ||
	       (facts->n_regions &&
		facts->regions[sr_find_region(c->base, at)].release);
}

/* It is the first thing that a round does, if it does it. */
static bool sr_has_barred(const struct sr_conductor *c)
{
	return c->n_journal && c->room.journal[0].part == SR_PART_BAR_ROOT;
}

enum sr_why sr_prove_again(const struct sr_conductor *c,
			   const struct sr_look *again, size_t *subject)
{
	const struct sr_facts *facts = again->facts;
	enum sr_why why;
	size_t i;

	if (sr_is(c, SR_FLAG_NEWS) || sr_look_digest(again) != c->digest ||
	    (again->awaits & ~(u32)SR_AWAITS_HMEM))
		return SR_WHY_CHANGED;
	if (sr_has_barred(c) && !again->barred)
		return SR_WHY_CHANGED;
	for (i = 0; i < facts->n_regions; i++) {
		if (!sr_goes(c, &facts->regions[i].at))
			continue;
		why = sr_prove_held(again, i);
		*subject = sr_find_region(c->base, &facts->regions[i].at);
		if (why)
			return why;
	}
	*subject = 0;
	return SR_WHY_NOTHING;
}

bool sr_is_same_machine(const struct sr_look *a, const struct sr_look *b)
{
	return a->machine == b->machine &&
	       sr_digest_extents(5, a->misrouted, a->n_misrouted) ==
	       sr_digest_extents(5, b->misrouted, b->n_misrouted);
}

bool sr_is_withheld(const struct sr_conductor *c, const struct sr_extent *at)
{
	const struct sr_look *look = c->base;
	size_t i;

	if (sr_is(c, SR_FLAG_MISROUTED))
		return false;
	for (i = 0; i < look->n_misrouted; i++)
		if (sr_touches(&look->misrouted[i], at))
			return true;
	return false;
}

bool sr_is_in_window(const struct sr_look *look, const struct sr_extent *at)
{
	size_t i;

	for (i = 0; i < look->facts->n_windows; i++)
		if (sr_touches(&look->facts->windows[i], at))
			return true;
	return false;
}

bool sr_is_outside(const struct sr_look *look, const struct sr_step *step)
{
	return look->facts->ranges[step->subject].reason ==
	       SR_REASON_OUTSIDE_WINDOWS;
}
