// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <stdio.h>

#include "dice.h"

/* splitmix64 */
static u64 dice_next(struct dice *dice)
{
	u64 z;

	dice->state += 0x9e3779b97f4a7c15u;
	z = dice->state;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

unsigned int dice_throw(struct dice *dice, unsigned int sides)
{
	if (!dice->data)
		return (unsigned int)(dice_next(dice) % sides);
	if (!dice->size)
		return 0;
	dice->size--;
	return *dice->data++ % sides;
}

static bool one_in(struct dice *dice, unsigned int sides)
{
	return dice_throw(dice, sides) == 1;
}

/* Ranges left to right, often at round places, often side by side. */
static void throw_ranges(struct dice *dice, struct dice_platform *p)
{
	unsigned int round = 1u << dice_throw(dice, 4);
	unsigned int wanted = dice_throw(dice, 6);
	unsigned int pos = 0;
	size_t n = 0;

	while (n < wanted) {
		unsigned int length;

		if (dice_throw(dice, 3))
			pos += dice_throw(dice, 16) / round * round;
		length = (1 + dice_throw(dice, 24) / round) * round;
		if (one_in(dice, 8))
			length = 1 + dice_throw(dice, 24);
		if (pos + length > ORACLE_SPAN)
			break;
		p->ranges[n].at.start = p->base + pos;
		p->ranges[n].at.end = p->base + pos + length - 1;
		p->ranges[n].id = (u32)n;
		p->ranges[n].in_iomem = one_in(dice, 2);
		p->ranges[n].kept = one_in(dice, 8);
		pos += length;
		n++;
	}
	p->facts.n_ranges = n;
}

/* Often the extent of one range or of several, exactly or off by one. */
static void throw_extent(struct dice *dice, const struct dice_platform *p,
			 struct sr_extent *at)
{
	unsigned int n = (unsigned int)p->facts.n_ranges;
	unsigned int a = dice_throw(dice, ORACLE_SPAN);
	unsigned int b = dice_throw(dice, ORACLE_SPAN);
	unsigned int how = dice_throw(dice, 8);
	const u64 last = p->base + ORACLE_SPAN - 1;

	at->start = p->base + (a < b ? a : b);
	at->end = p->base + (a < b ? b : a);
	if (!n || how < 2)
		return;
	at->start = p->ranges[a % n].at.start;
	at->end = p->ranges[how < 6 ? a % n : b % n].at.end;
	if (at->end < at->start) {
		at->start = p->ranges[b % n].at.start;
		at->end = p->ranges[a % n].at.end;
	}
	switch (dice_throw(dice, 12)) {
	case 1:
		at->start -= at->start > p->base;
		break;
	case 2:
		at->start += at->start < at->end;
		break;
	case 3:
		at->end += at->end < last;
		break;
	case 4:
		at->end -= at->start < at->end;
		break;
	case 5:
		at->end = at->start + (at->end - at->start) / 2;
		break;
	case 6:
		at->start = at->start + (at->end - at->start) / 2;
		break;
	}
}

static size_t throw_extents(struct dice *dice, const struct dice_platform *p,
			    struct sr_extent *list, unsigned int sides)
{
	size_t n = dice_throw(dice, sides);

	for (size_t i = 0; i < n; i++)
		throw_extent(dice, p, &list[i]);
	return n;
}

static void throw_regions(struct dice *dice, struct dice_platform *p)
{
	size_t n = dice_throw(dice, 7);
	bool tame = dice_throw(dice, 3);

	for (size_t i = 0; i < n; i++) {
		struct sr_region *region = &p->regions[i];

		throw_extent(dice, p, &region->at);
		region->id = (u32)i;
		region->committed = tame || dice_throw(dice, 4);
		region->is_volatile = tame || dice_throw(dice, 4);
		region->delivers = tame || dice_throw(dice, 4);
		region->in_use = one_in(dice, tame ? 16 : 4);
	}
	p->facts.n_regions = n;
}

static void throw_daxes(struct dice *dice, struct dice_platform *p)
{
	size_t n = dice_throw(dice, 2) ? dice_throw(dice, 6) : 0;

	for (size_t i = 0; i < n; i++) {
		struct sr_dax *dax = &p->daxes[i];

		throw_extent(dice, p, &dax->at);
		dax->id = (u32)i;
		dax->parent = (enum sr_dax_parent)dice_throw(dice, 4);
		dax->in_use = one_in(dice, 4);
		dax->usable = dice_throw(dice, 4);
	}
	p->facts.n_daxes = n;
}

/* Pieces in order, some of them right behind each other; often none. */
static void throw_routes(struct dice *dice, struct dice_platform *p)
{
	unsigned int at = dice_throw(dice, 16), size;
	size_t n = dice_throw(dice, 2) ? dice_throw(dice, 7) : 0;

	p->facts.n_routes = 0;
	for (size_t i = 0; i < n && at < ORACLE_SPAN; i++) {
		struct sr_route_piece *piece = &p->routes[p->facts.n_routes++];

		size = 1 + dice_throw(dice, 20);
		if (size > ORACLE_SPAN - at)
			size = ORACLE_SPAN - at;
		piece->at.start = p->base + at;
		piece->at.end = p->base + at + size - 1;
		piece->part = (u32)i;
		piece->route = one_in(dice, 3) ? SR_ROUTE_ROUTED :
			(enum sr_route)dice_throw(dice, SR_ROUTE_KINDS);
		at += size + dice_throw(dice, 3);
	}
}

static void throw_policy(struct dice *dice, struct dice_platform *p)
{
	p->policy.align = 1u << dice_throw(dice, 4);
	p->policy.scope = one_in(dice, 2) ? SR_SCOPE_RANGE : SR_SCOPE_SYSTEM;
	p->policy.hand_over_unrouted = one_in(dice, 2);
	p->policy.hand_over_misrouted = one_in(dice, 3);
	p->facts.cxl_active = dice_throw(dice, 4);
	p->facts.hmem_active = dice_throw(dice, 2);
}

static void point_at_lists(struct dice_platform *p)
{
	p->facts.ranges = p->ranges;
	p->facts.windows = p->windows;
	p->facts.regions = p->regions;
	p->facts.ram = p->ram;
	p->facts.daxes = p->daxes;
	p->facts.routes = p->routes;
}

void dice_platform(struct dice *dice, struct dice_platform *p)
{
	static const u64 bases[] = { 0, 0x100000000, U64_MAX - ORACLE_SPAN + 1 };

	memset(p, 0, sizeof(*p));
	point_at_lists(p);
	p->base = bases[dice_throw(dice, 3)];
	throw_policy(dice, p);
	throw_ranges(dice, p);
	p->facts.n_windows = throw_extents(dice, p, p->windows, 4);
	if (one_in(dice, 4)) {
		p->windows[0].start = p->base;
		p->windows[0].end = p->base + ORACLE_SPAN - 1;
		p->facts.n_windows += !p->facts.n_windows;
	}
	throw_regions(dice, p);
	p->facts.n_ram = throw_extents(dice, p, p->ram, 4);
	throw_routes(dice, p);
	throw_daxes(dice, p);
}

#define SHUFFLE(list, n)						\
	do {								\
		for (size_t i = (n); i > 1; i--) {			\
			size_t k = dice_throw(dice, (unsigned int)i);	\
									\
			memcpy(&swap, &(list)[i - 1], sizeof(*(list)));	\
			(list)[i - 1] = (list)[k];			\
			memcpy(&(list)[k], &swap, sizeof(*(list)));	\
		}							\
	} while (0)

void dice_shuffle(struct dice *dice, const struct dice_platform *from,
		  struct dice_platform *to)
{
	union {
		struct sr_range range;
		struct sr_region region;
		struct sr_dax dax;
		struct sr_route_piece route;
	} swap;

	*to = *from;
	point_at_lists(to);
	SHUFFLE(to->ranges, to->facts.n_ranges);
	SHUFFLE(to->windows, to->facts.n_windows);
	SHUFFLE(to->regions, to->facts.n_regions);
	SHUFFLE(to->ram, to->facts.n_ram);
	SHUFFLE(to->daxes, to->facts.n_daxes);
	SHUFFLE(to->routes, to->facts.n_routes);
}

static void print_extents(const char *what, const struct sr_extent *list,
			  size_t n)
{
	for (size_t i = 0; i < n; i++)
		printf("# %s %zu: 0x%" PRIx64 "-0x%" PRIx64 "\n", what, i,
		       list[i].start, list[i].end);
}

void dice_print(const struct dice_platform *p)
{
	const struct sr_facts *f = &p->facts;

	printf("# scope %s, align %" PRIu64 ", hand over unrouted %d, misrouted %d, cxl active %d, hmem active %d\n",
	       sr_scope_tag(p->policy.scope), p->policy.align,
	       p->policy.hand_over_unrouted, p->policy.hand_over_misrouted,
	       f->cxl_active,
	       f->hmem_active);
	for (size_t i = 0; i < f->n_ranges; i++)
		printf("# range %zu: 0x%" PRIx64 "-0x%" PRIx64 " in iomem %d: %s, %s, busy %d, served %d\n",
		       i, f->ranges[i].at.start, f->ranges[i].at.end,
		       f->ranges[i].in_iomem,
		       sr_reason_tag(f->ranges[i].reason),
		       sr_owner_tag(f->ranges[i].owner), f->ranges[i].busy,
		       f->ranges[i].served);
	print_extents("window", f->windows, f->n_windows);
	print_extents("ram", f->ram, f->n_ram);
	for (size_t i = 0; i < f->n_routes; i++)
		printf("# route %zu: 0x%" PRIx64 "-0x%" PRIx64 " %d\n", i,
		       f->routes[i].at.start, f->routes[i].at.end,
		       f->routes[i].route);
	for (size_t i = 0; i < f->n_regions; i++)
		printf("# region %zu: 0x%" PRIx64 "-0x%" PRIx64 " committed %d volatile %d delivers %d in use %d\n",
		       i, f->regions[i].at.start, f->regions[i].at.end,
		       f->regions[i].committed, f->regions[i].is_volatile,
		       f->regions[i].delivers, f->regions[i].in_use);
	for (size_t i = 0; i < f->n_daxes; i++)
		printf("# dax %zu: 0x%" PRIx64 "-0x%" PRIx64 " parent %d in use %d usable %d\n",
		       i, f->daxes[i].at.start, f->daxes[i].at.end,
		       f->daxes[i].parent, f->daxes[i].in_use,
		       f->daxes[i].usable);
}
