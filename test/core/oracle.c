// SPDX-License-Identifier: GPL-2.0-only
#include "oracle.h"

/* What is true of one byte. */
struct oracle_byte {
	int range;
	bool window;
	/* with windows published, a device cannot reach across to here */
	bool edge;
	bool delivered;
	bool in_region;
	bool volatile_committed;
	bool ram;
	/* one of enum sr_route, or -1 where no piece says */
	int route;
	/* must not be handed out */
	bool held_back;
	bool dax_outside;
	/* the same, but for what has to make way */
	bool dax_serving;
	bool dax_on_region;
	bool dax_in_the_way;
	bool dax_kept;
};

/* What becomes of one byte that device-dax owns. */
enum oracle_fate { FATE_SERVED, FATE_WITHHELD, FATE_ADD, FATE_LOST };

struct oracle {
	const struct sr_facts *facts;
	const struct sr_policy *policy;
	u64 base;
	struct oracle_answer *answer;
	struct oracle_byte bytes[ORACLE_SPAN];
	enum oracle_fate fates[ORACLE_SPAN];
	/* bytes with the same number may be in one device */
	int runs[ORACLE_SPAN];
	bool promised[ORACLE_MAX];
	bool astray[ORACLE_MAX];
	bool forcing[ORACLE_MAX];
	/* a region touches a range */
	bool touch[ORACLE_MAX][ORACLE_MAX];
	bool cut;
};

static bool holds(const struct sr_extent *at, u64 address)
{
	return at->start <= address && address <= at->end;
}

static bool meet(const struct oracle *o, const struct sr_extent *a,
		 const struct sr_extent *b)
{
	for (u64 i = 0; i < ORACLE_SPAN; i++)
		if (holds(a, o->base + i) && holds(b, o->base + i))
			return true;
	return false;
}

static bool deliverable(const struct sr_region *region)
{
	return region->committed && region->is_volatile && region->delivers;
}

static void look_at_daxes(const struct oracle *o, u64 address,
			  struct oracle_byte *b)
{
	for (size_t k = 0; k < o->facts->n_daxes; k++) {
		const struct sr_dax *dax = &o->facts->daxes[k];

		if (!holds(&dax->at, address))
			continue;
		if (!dax->usable)
			b->dax_in_the_way |= dax->parent != SR_DAX_ON_REGION;
		else if (dax->parent == SR_DAX_ON_REGION)
			b->dax_on_region = true;
		else
			b->dax_outside = true;
		if (dax->usable && dax->parent != SR_DAX_ON_REGION &&
		    !o->astray[k])
			b->dax_serving = true;
	}
}

static void look_at_regions(const struct oracle *o, u64 address,
			    struct oracle_byte *b)
{
	for (size_t k = 0; k < o->facts->n_regions; k++) {
		const struct sr_region *region = &o->facts->regions[k];

		if (!holds(&region->at, address))
			continue;
		b->in_region = true;
		if (deliverable(region))
			b->delivered = true;
		if (region->committed && region->is_volatile)
			b->volatile_committed = true;
	}
}

static bool listed(const struct sr_extent *list, size_t n, u64 address)
{
	for (size_t k = 0; k < n; k++)
		if (holds(&list[k], address))
			return true;
	return false;
}

/* Mainline's devices that hold what must not be handed out make way. */
static void find_astray(struct oracle *o)
{
	for (size_t k = 0; k < o->facts->n_daxes; k++) {
		const struct sr_dax *dax = &o->facts->daxes[k];
		bool offered = false, bad = false, unrouted = false;
		bool ram = false;

		for (u64 i = 0; i < ORACLE_SPAN; i++) {
			if (!holds(&dax->at, o->base + i))
				continue;
			offered |= o->bytes[i].range >= 0;
			if (o->bytes[i].route != SR_ROUTE_UNROUTED)
				bad |= o->bytes[i].held_back;
			unrouted |= o->bytes[i].route == SR_ROUTE_UNROUTED;
			ram |= o->bytes[i].ram;
		}
		/* Where a part is DRAM, the window is not to be trusted. */
		bad |= unrouted && !ram && !o->policy->hand_over_unrouted;
		o->astray[k] = offered && bad && !dax->in_use &&
			       dax->parent == SR_DAX_ON_MAINLINE_HMEM;
	}
}

static void look(struct oracle *o)
{
	const struct sr_facts *f = o->facts;

	for (u64 i = 0; i < ORACLE_SPAN; i++) {
		struct oracle_byte *b = &o->bytes[i];
		u64 address = o->base + i;

		memset(b, 0, sizeof(*b));
		b->range = -1;
		for (size_t k = 0; k < f->n_ranges; k++)
			if (holds(&f->ranges[k].at, address))
				b->range = (int)k;
		b->window = listed(f->windows, f->n_windows, address);
		b->edge = i && b->window != o->bytes[i - 1].window;
		for (size_t k = 0; k < f->n_windows; k++)
			if (f->windows[k].start == address)
				b->edge = true;
		b->ram = listed(f->ram, f->n_ram, address);
		b->route = -1;
		for (size_t k = 0; k < f->n_routes; k++)
			if (holds(&f->routes[k].at, address))
				b->route = (int)f->routes[k].route;
		b->held_back = (b->route == SR_ROUTE_UNROUTED && !b->ram &&
				!o->policy->hand_over_unrouted) ||
			       (b->route == SR_ROUTE_MISROUTED &&
				!o->policy->hand_over_misrouted) ||
			       b->route == SR_ROUTE_PERSISTENT;
		look_at_regions(o, address, b);
	}
	find_astray(o);
	for (u64 i = 0; i < ORACLE_SPAN; i++)
		look_at_daxes(o, o->base + i, &o->bytes[i]);
}

/* How many bytes of range r have it in them: -1 any, 0 no, 1 yes. */
static u64 count(const struct oracle *o, size_t r, int window, int delivered,
		 int in_region, int ram)
{
	u64 n = 0;

	for (size_t i = 0; i < ORACLE_SPAN; i++) {
		const struct oracle_byte *b = &o->bytes[i];

		n += b->range == (int)r &&
		     (window < 0 || window == b->window) &&
		     (delivered < 0 || delivered == b->delivered) &&
		     (in_region < 0 || in_region == b->in_region) &&
		     (ram < 0 || ram == b->ram);
	}
	return n;
}

/* What the regions of now come to, whatever was before and wherever it is. */
static enum sr_reason find_today(const struct oracle *o, size_t r)
{
	if (!count(o, r, -1, 0, -1, -1))
		return SR_REASON_COVERED;
	if (!count(o, r, -1, -1, 1, -1))
		return SR_REASON_NO_REGION;
	if (!count(o, r, -1, -1, 0, -1) || !count(o, r, -1, 1, -1, -1))
		return SR_REASON_NOT_DELIVERED;
	return SR_REASON_PARTLY_COVERED;
}

static enum sr_reason find_reason(const struct oracle *o, size_t r)
{
	if (!count(o, r, 1, -1, -1, -1))
		return SR_REASON_OUTSIDE_WINDOWS;
	if (o->facts->ranges[r].kept && o->facts->cxl_active)
		return SR_REASON_COVERED;
	if (count(o, r, 0, -1, -1, -1))
		return count(o, r, 0, -1, -1, 0) ? SR_REASON_STRADDLES_WINDOW :
						   SR_REASON_STRADDLES_RAM;
	return find_today(o, r);
}

/* Whether the aligned block around byte i is of the same run as i. */
static bool block_is_whole(const struct oracle *o, size_t i)
{
	size_t align = (size_t)o->policy->align;
	size_t first = i / align * align;

	for (size_t k = first; k < first + align; k++)
		if (o->runs[k] != o->runs[i])
			return false;
	return true;
}

/* What leads nowhere good is in no device with other bytes. */
static bool apart(const struct oracle_byte *a, const struct oracle_byte *b)
{
	return (a->route == SR_ROUTE_UNROUTED) !=
		       (b->route == SR_ROUTE_UNROUTED) ||
	       (a->route == SR_ROUTE_MISROUTED) !=
		       (b->route == SR_ROUTE_MISROUTED) ||
	       (a->route == SR_ROUTE_PERSISTENT) !=
		       (b->route == SR_ROUTE_PERSISTENT) ||
	       (a->route == SR_ROUTE_UNROUTED && a->ram != b->ram);
}

static bool starts_run(const struct oracle *o, size_t i)
{
	const struct oracle_byte *b = &o->bytes[i];
	bool outside;

	if (!i || b->range != o->bytes[i - 1].range)
		return true;
	outside = b->range >= 0 && o->answer->ranges[b->range].reason ==
					   SR_REASON_OUTSIDE_WINDOWS;
	return o->fates[i] != o->fates[i - 1] ||
	       (o->cut && b->edge && !outside) ||
	       (!outside && apart(b, &o->bytes[i - 1]));
}

/* Two looks: what is not to be handed out, then what alignment leaves. */
static void find_fates(struct oracle *o)
{
	int run = 0;

	for (size_t i = 0; i < ORACLE_SPAN; i++) {
		const struct oracle_byte *b = &o->bytes[i];

		o->fates[i] = FATE_ADD;
		if (b->dax_serving)
			o->fates[i] = FATE_SERVED;
		else if (b->held_back && b->range >= 0 &&
			 o->answer->ranges[b->range].reason !=
				 SR_REASON_OUTSIDE_WINDOWS)
			o->fates[i] = FATE_WITHHELD;
		o->runs[i] = starts_run(o, i) ? ++run : run;
	}
	for (size_t i = 0; i < ORACLE_SPAN; i++)
		if (o->fates[i] == FATE_ADD && !block_is_whole(o, i))
			o->fates[i] = FATE_LOST;
}

static bool is_promised(const struct oracle *o, size_t r)
{
	const struct sr_extent *at = &o->facts->ranges[r].at;
	u64 align = o->policy->align;

	if (o->answer->ranges[r].reason != SR_REASON_OUTSIDE_WINDOWS ||
	    !o->facts->hmem_active || at->start % align ||
	    (at->end + 1) % align)
		return false;
	for (size_t k = 0; k < o->facts->n_daxes; k++) {
		const struct sr_dax *dax = &o->facts->daxes[k];

		if (dax->parent == SR_DAX_ON_MAINLINE_HMEM && !dax->usable &&
		    meet(o, at, &dax->at))
			return false;
	}
	return true;
}

static void find_served(struct oracle *o, enum sr_scope scope)
{
	o->cut = o->facts->cxl_active && scope == SR_SCOPE_RANGE;
	find_fates(o);
	for (size_t r = 0; r < o->facts->n_ranges; r++) {
		struct sr_range *range = &o->answer->ranges[r];
		bool some = false, adds = false;

		for (size_t i = 0; i < ORACLE_SPAN; i++) {
			if (o->bytes[i].range != (int)r)
				continue;
			some = some || o->fates[i] == FATE_SERVED;
			adds = adds || o->fates[i] == FATE_ADD;
		}
		o->promised[r] = is_promised(o, r);
		range->served = o->promised[r] || (some && !adds);
		o->forcing[r] = range->mismatch && !range->served;
	}
}

static bool any_forcing(const struct oracle *o)
{
	for (size_t r = 0; r < o->facts->n_ranges; r++)
		if (o->forcing[r])
			return true;
	return false;
}

static void find_held(struct oracle *o)
{
	const struct sr_facts *f = o->facts;

	for (size_t k = 0; k < f->n_regions; k++) {
		o->answer->held[k] = f->regions[k].in_use;
		for (size_t d = 0; d < f->n_daxes; d++)
			if (f->daxes[d].in_use &&
			    f->daxes[d].parent == SR_DAX_ON_REGION &&
			    meet(o, &f->daxes[d].at, &f->regions[k].at))
				o->answer->held[k] = true;
		for (size_t r = 0; r < f->n_ranges; r++)
			o->touch[k][r] = meet(o, &f->regions[k].at,
					      &f->ranges[r].at);
	}
}

/*
 * Everything that hangs together with range @r: spread from it until nothing
 * more is reached. Return whether something in use is among it.
 */
static bool spread(const struct oracle *o, size_t r, bool *ranges,
		   bool *regions)
{
	const struct sr_facts *f = o->facts;
	bool more = true, held = false;

	memset(ranges, 0, ORACLE_MAX * sizeof(*ranges));
	memset(regions, 0, ORACLE_MAX * sizeof(*regions));
	ranges[r] = true;
	while (more) {
		more = false;
		for (size_t k = 0; k < f->n_regions; k++) {
			for (size_t s = 0; s < f->n_ranges; s++) {
				if (!o->touch[k][s] ||
				    ranges[s] == regions[k])
					continue;
				ranges[s] = true;
				regions[k] = true;
				more = true;
			}
		}
	}
	for (size_t k = 0; k < f->n_regions; k++)
		held = held || (regions[k] && o->answer->held[k]);
	return held;
}

static void give_up_ranges(struct oracle *o)
{
	struct oracle_answer *a = o->answer;
	bool ranges[ORACLE_MAX], regions[ORACLE_MAX];

	for (size_t r = 0; r < o->facts->n_ranges; r++) {
		a->ranges[r].owner = a->ranges[r].reason == SR_REASON_COVERED ?
					     SR_OWNER_CXL : SR_OWNER_DAX;
	}
	for (size_t r = 0; r < o->facts->n_ranges; r++) {
		if (!o->forcing[r])
			continue;
		if (spread(o, r, ranges, regions)) {
			a->ranges[r].owner = SR_OWNER_UNCHANGED;
			a->ranges[r].busy = true;
			continue;
		}
		for (size_t s = 0; s < o->facts->n_ranges; s++)
			if (ranges[s])
				a->ranges[s].owner = SR_OWNER_DAX;
		for (size_t k = 0; k < o->facts->n_regions; k++)
			if (regions[k])
				a->release[k] = true;
	}
}

static void give_up_system(struct oracle *o)
{
	for (size_t r = 0; r < o->facts->n_ranges; r++)
		o->answer->ranges[r].owner = SR_OWNER_DAX;
	for (size_t k = 0; k < o->facts->n_regions; k++)
		o->answer->release[k] = true;
}

/* Return: 0 nothing is held, 1 only at what mismatches, 2 also elsewhere */
static int find_holder(const struct oracle *o, size_t *first)
{
	int found = 0;

	for (size_t k = 0; k < o->facts->n_regions; k++) {
		bool at_mismatch = false;

		if (!o->answer->held[k])
			continue;
		for (size_t r = 0; r < o->facts->n_ranges; r++)
			if (o->touch[k][r] && o->forcing[r])
				at_mismatch = true;
		if (!at_mismatch) {
			*first = k;
			return 2;
		}
		if (!found)
			*first = k;
		found = 1;
	}
	return found;
}

static void set_verdict(struct oracle *o, int holder, size_t first,
			bool system_given_up)
{
	struct sr_outcome *out = &o->answer->out;
	bool touching = false;
	bool rescued = !any_forcing(o);

	for (size_t r = o->facts->n_ranges; r-- > 0;) {
		const struct sr_range *range = &o->answer->ranges[r];

		touching |= range->reason != SR_REASON_OUTSIDE_WINDOWS;
		out->n_busy += range->busy;
		out->n_mismatched += range->mismatch;
		if (range->mismatch)
			out->first_mismatch = r;
	}
	out->scope = o->policy->scope;
	if (!touching) {
		out->verdict = SR_VERDICT_NONE;
	} else if (!out->n_mismatched) {
		out->verdict = SR_VERDICT_CXL;
	} else if (out->n_busy == out->n_mismatched) {
		out->verdict = SR_VERDICT_BUSY;
	} else if (system_given_up ||
		   (rescued && !o->facts->cxl_active && !holder)) {
		out->verdict = SR_VERDICT_GIVE_UP;
		out->scope = SR_SCOPE_SYSTEM;
	} else {
		out->verdict = SR_VERDICT_GIVE_UP_RANGE;
		out->scope = SR_SCOPE_RANGE;
	}
	if (holder == 2 || (holder && out->verdict != SR_VERDICT_BUSY)) {
		out->scope = SR_SCOPE_RANGE;
		out->scope_narrowed = true;
		out->narrowed_by = first;
	}
}

static void rule_machine(struct oracle *o)
{
	bool system = o->policy->scope == SR_SCOPE_SYSTEM ||
		      !o->facts->cxl_active;
	size_t first = 0;
	int holder = 0;

	find_served(o, system ? SR_SCOPE_SYSTEM : SR_SCOPE_RANGE);
	if (system && any_forcing(o)) {
		holder = find_holder(o, &first);
		if (holder) {
			system = false;
			find_served(o, SR_SCOPE_RANGE);
		}
	}
	system = system && any_forcing(o);
	if (system)
		give_up_system(o);
	else
		give_up_ranges(o);
	set_verdict(o, holder, first, system);
}

static void find_dax_releases(struct oracle *o)
{
	const struct sr_facts *f = o->facts;
	struct oracle_answer *a = o->answer;

	for (size_t d = 0; d < f->n_daxes; d++) {
		bool cxl = false, other = false;

		for (size_t r = 0; r < f->n_ranges; r++) {
			if (!meet(o, &f->daxes[d].at, &f->ranges[r].at))
				continue;
			if (a->ranges[r].owner == SR_OWNER_CXL)
				cxl = true;
			else
				other = true;
		}
		a->release_dax[d] = cxl && !other && f->cxl_active &&
				    !f->daxes[d].in_use &&
				    f->daxes[d].parent ==
					    SR_DAX_ON_MAINLINE_HMEM;
		if (o->astray[d])
			a->release_dax[d] = true;
	}
	for (size_t r = 0; r < f->n_ranges; r++) {
		if (a->ranges[r].owner != SR_OWNER_CXL)
			continue;
		a->ranges[r].served = true;
		for (size_t d = 0; d < f->n_daxes; d++)
			if (a->release_dax[d] &&
			    meet(o, &f->daxes[d].at, &f->ranges[r].at))
				a->ranges[r].served = false;
	}
	for (u64 i = 0; i < ORACLE_SPAN; i++)
		for (size_t d = 0; d < f->n_daxes; d++)
			if (holds(&f->daxes[d].at, o->base + i) &&
			    f->daxes[d].usable && !a->release_dax[d] &&
			    f->daxes[d].parent != SR_DAX_ON_REGION)
				o->bytes[i].dax_kept = true;
}

/* Enter one byte of @range into the ledger of where it is now. */
static void enter_now(const struct oracle *o, size_t i, struct sr_ledger *l)
{
	const struct oracle_byte *b = &o->bytes[i];
	size_t align = (size_t)o->policy->align;
	bool at_an_end = false;

	for (size_t k = i / align * align; k < (i / align + 1) * align; k++)
		if (o->bytes[k].range != b->range)
			at_an_end = true;
	if (b->dax_outside)
		l->dax++;
	else if (b->dax_on_region || (b->delivered && !b->dax_in_the_way))
		l->cxl++;
	else if (at_an_end && !b->volatile_committed)
		l->lost_alignment++;
	else
		l->stranded++;
}

/* Enter one byte of @range into the ledger of where it will be. */
static void enter_planned(const struct oracle *o, size_t i,
			  enum sr_owner owner, struct sr_ledger *l)
{
	const struct oracle_byte *b = &o->bytes[i];

	if (owner == SR_OWNER_UNCHANGED)
		enter_now(o, i, l);
	else if (owner == SR_OWNER_CXL)
		*(b->dax_kept ? &l->dax : &l->cxl) += 1;
	else if (o->promised[b->range] || o->fates[i] == FATE_SERVED ||
		 o->fates[i] == FATE_ADD)
		l->dax++;
	else if (o->fates[i] == FATE_LOST)
		l->lost_alignment++;
	else
		l->withheld++, l->stranded++;
}

/* The asides: where a byte of a range leads. */
static void enter_route(const struct oracle_byte *b, struct sr_ledger *l)
{
	if (b->route == SR_ROUTE_UNROUTED)
		l->unrouted += !b->ram;
	else if (b->route == SR_ROUTE_MISROUTED)
		l->misrouted++;
	else if (b->route == SR_ROUTE_PERSISTENT)
		l->persistent++;
	else if (b->route == SR_ROUTE_UNKNOWN || (b->route < 0 && b->window))
		l->route_unknown++;
	if (b->route == SR_ROUTE_UNROUTED || b->route == SR_ROUTE_MISROUTED ||
	    (b->route < 0 && !b->window))
		l->not_decoded++;
}

static void enter(const struct oracle *o, size_t i, struct sr_ledger *now,
		  struct sr_ledger *planned)
{
	const struct oracle_byte *b = &o->bytes[i];
	const struct sr_range *range = &o->answer->ranges[b->range];

	now->offered++;
	planned->offered++;
	enter_now(o, i, now);
	enter_planned(o, i, range->owner, planned);
	if (!count(o, (size_t)b->range, 1, -1, -1, -1))
		return;
	enter_route(b, now);
	enter_route(b, planned);
}

/* Of a range of which not all is known, nothing is said. */
static void enter_sum(const struct sr_ledger *of, struct sr_ledger *one,
		      struct sr_ledger *sum)
{
	*one = *of;
	one->not_decoded_known = !one->route_unknown;
	if (!one->not_decoded_known)
		one->not_decoded = 0;
	sum->offered += one->offered;
	sum->cxl += one->cxl;
	sum->dax += one->dax;
	sum->lost_alignment += one->lost_alignment;
	sum->withheld += one->withheld;
	sum->stranded += one->stranded;
	sum->not_decoded += one->not_decoded;
	sum->unrouted += one->unrouted;
	sum->misrouted += one->misrouted;
	sum->persistent += one->persistent;
	sum->route_unknown += one->route_unknown;
	sum->not_decoded_known = !sum->route_unknown;
}

static void fill_ledgers(struct oracle *o)
{
	struct oracle_answer *a = o->answer;
	struct sr_ledger now, planned;

	a->out.ledger.not_decoded_known = true;
	a->now_sum.not_decoded_known = true;
	for (size_t r = 0; r < o->facts->n_ranges; r++) {
		memset(&now, 0, sizeof(now));
		memset(&planned, 0, sizeof(planned));
		for (size_t i = 0; i < ORACLE_SPAN; i++)
			if (o->bytes[i].range == (int)r)
				enter(o, i, &now, &planned);
		enter_sum(&now, &a->now[r], &a->now_sum);
		enter_sum(&planned, &a->ranges[r].ledger, &a->out.ledger);
	}
}

static void step(struct oracle *o, enum sr_step_kind kind, size_t subject,
		 u64 start, u64 end)
{
	struct sr_step *to = &o->answer->steps[o->answer->n_steps++];

	to->kind = kind;
	to->subject = subject;
	to->at.start = start;
	to->at.end = end;
}

static void plan_devices(struct oracle *o, enum sr_step_kind kind)
{
	for (size_t i = 0; i < ORACLE_SPAN; i++) {
		int r = o->bytes[i].range;
		size_t k = i;

		if (r < 0 || o->answer->ranges[r].owner != SR_OWNER_DAX ||
		    o->promised[r] || o->fates[i] != FATE_ADD)
			continue;
		while (k + 1 < ORACLE_SPAN && o->runs[k + 1] == o->runs[i] &&
		       o->fates[k + 1] == FATE_ADD)
			k++;
		step(o, kind, (size_t)r, o->base + i, o->base + k);
		i = k;
	}
}

static void plan_unpublish(struct oracle *o)
{
	const struct sr_facts *f = o->facts;
	const struct oracle_answer *a = o->answer;

	for (size_t r = 0; r < f->n_ranges; r++) {
		bool kept = false;

		for (size_t i = 0; i < ORACLE_SPAN; i++)
			if (o->bytes[i].range == (int)r &&
			    o->bytes[i].dax_kept)
				kept = true;
		if (a->ranges[r].owner == SR_OWNER_CXL && !kept &&
		    f->ranges[r].in_iomem)
			step(o, SR_STEP_UNPUBLISH, r, f->ranges[r].at.start,
			     f->ranges[r].at.end);
	}
}

static void plan_release_hmem(struct oracle *o)
{
	const struct sr_facts *f = o->facts;
	const struct oracle_answer *a = o->answer;

	for (size_t d = 0; d < f->n_daxes; d++)
		if (a->release_dax[d])
			step(o, SR_STEP_RELEASE_HMEM, d, f->daxes[d].at.start,
			     f->daxes[d].at.end);
}

static void plan_attach(struct oracle *o)
{
	const struct sr_facts *f = o->facts;
	const struct oracle_answer *a = o->answer;

	for (size_t k = 0; k < f->n_regions; k++) {
		bool attach = false;

		for (size_t r = 0; r < f->n_ranges; r++)
			if (a->ranges[r].owner == SR_OWNER_CXL &&
			    !a->ranges[r].served && o->touch[k][r])
				attach = true;
		if (attach && deliverable(&f->regions[k]))
			step(o, SR_STEP_ATTACH_REGION, k,
			     f->regions[k].at.start, f->regions[k].at.end);
	}
}

static void plan(struct oracle *o)
{
	const struct oracle_answer *a = o->answer;
	const struct sr_facts *f = o->facts;
	bool root = a->out.verdict == SR_VERDICT_GIVE_UP;
	bool any = root;

	if (f->cxl_active)
		plan_unpublish(o);
	plan_release_hmem(o);
	if (f->cxl_active) {
		plan_attach(o);
		for (size_t k = 0; k < f->n_regions; k++)
			any = any || a->release[k];
		if (any)
			step(o, SR_STEP_SAVE_DECODERS, 0, 0, U64_MAX);
		if (root) {
			step(o, SR_STEP_OVERRIDE_ROOT, 0, 0, U64_MAX);
			step(o, SR_STEP_RELEASE_ROOT, 0, 0, U64_MAX);
		}
		for (size_t k = 0; k < f->n_regions && !root; k++)
			if (a->release[k])
				step(o, SR_STEP_RELEASE_REGION, k,
				     f->regions[k].at.start,
				     f->regions[k].at.end);
		if (any)
			step(o, SR_STEP_RESTORE_DECODERS, 0, 0, U64_MAX);
	}
	plan_devices(o, SR_STEP_ADD_HMEM);
	plan_devices(o, SR_STEP_VERIFY_DAX);
}

void oracle_ask(const struct sr_facts *facts, const struct sr_policy *policy,
		u64 base, struct oracle_answer *answer)
{
	struct oracle o = {
		.facts = facts, .policy = policy, .base = base,
		.answer = answer,
	};

	memset(answer, 0, sizeof(*answer));
	look(&o);
	for (size_t r = 0; r < facts->n_ranges; r++) {
		struct sr_range *range = &answer->ranges[r];

		range->at = facts->ranges[r].at;
		range->id = facts->ranges[r].id;
		range->in_iomem = facts->ranges[r].in_iomem;
		range->kept = facts->ranges[r].kept;
		range->reason = find_reason(&o, r);
		range->today = range->reason == SR_REASON_COVERED ?
			       find_today(&o, r) : range->reason;
		range->mismatch = range->reason != SR_REASON_COVERED &&
				  range->reason != SR_REASON_OUTSIDE_WINDOWS;
	}
	find_held(&o);
	rule_machine(&o);
	find_dax_releases(&o);
	fill_ledgers(&o);
	plan(&o);
}
