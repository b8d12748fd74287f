/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: machines for the tests of core, built up by hand in a few lines.
 *
 * Addresses count from 4 GiB in granules of 2 MiB, which is also what
 * device-dax asks for: at(2) is byte 4 GiB + 4 MiB.
 */
#ifndef TEST_MACHINE_H
#define TEST_MACHINE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "rule.h"

#define GRANULE ((u64)2 << 20)
#define MACHINE_MAX 8
#define MACHINE_STEPS 64

/** struct machine - facts with room for their lists, and the answers */
struct machine {
	struct sr_range ranges[MACHINE_MAX];
	struct sr_extent windows[MACHINE_MAX];
	struct sr_region regions[MACHINE_MAX];
	struct sr_extent ram[MACHINE_MAX];
	struct sr_dax daxes[MACHINE_MAX];
	struct sr_route_piece routes[MACHINE_MAX];
	struct sr_facts facts;
	struct sr_policy policy;
	struct sr_outcome out;
	struct sr_step steps[MACHINE_STEPS];
	size_t n_steps;
};

/** at() - the address of a granule */
static inline u64 at(u64 granule)
{
	return ((u64)4 << 30) + granule * GRANULE;
}

/** machine_init() - an empty machine: cxl active, scope=system, 2 MiB */
static inline void machine_init(struct machine *m)
{
	memset(m, 0, sizeof(*m));
	m->facts.ranges = m->ranges;
	m->facts.windows = m->windows;
	m->facts.regions = m->regions;
	m->facts.ram = m->ram;
	m->facts.daxes = m->daxes;
	m->facts.routes = m->routes;
	m->facts.cxl_active = true;
	m->policy.align = GRANULE;
}

/* Each of these adds a piece from @start up to, not including, @end. */

static inline struct sr_extent machine_extent(u64 start, u64 end)
{
	return (struct sr_extent){ start, end - 1 };
}

static inline struct sr_range *add_range(struct machine *m, u64 start, u64 end)
{
	struct sr_range *range = &m->ranges[m->facts.n_ranges++];

	range->at = machine_extent(start, end);
	range->id = (u32)m->facts.n_ranges;
	return range;
}

static inline void add_window(struct machine *m, u64 start, u64 end)
{
	m->windows[m->facts.n_windows++] = machine_extent(start, end);
}

static inline struct sr_region *add_region(struct machine *m, u64 start,
					   u64 end)
{
	struct sr_region *region = &m->regions[m->facts.n_regions++];

	region->at = machine_extent(start, end);
	region->id = (u32)m->facts.n_regions;
	region->committed = true;
	region->is_volatile = true;
	region->delivers = true;
	return region;
}

static inline void add_ram(struct machine *m, u64 start, u64 end)
{
	m->ram[m->facts.n_ram++] = machine_extent(start, end);
}

static inline void add_route(struct machine *m, u64 start, u64 end,
			     enum sr_route route)
{
	struct sr_route_piece *piece = &m->routes[m->facts.n_routes++];

	piece->at = machine_extent(start, end);
	piece->route = route;
}

static inline struct sr_dax *add_dax(struct machine *m, u64 start, u64 end,
				     enum sr_dax_parent parent)
{
	struct sr_dax *dax = &m->daxes[m->facts.n_daxes++];

	dax->at = machine_extent(start, end);
	dax->id = (u32)m->facts.n_daxes;
	dax->parent = parent;
	dax->usable = true;
	return dax;
}

/** decide() - rule and plan; both must succeed */
static inline void decide(struct machine *m)
{
	assert_int_equal(sr_rule_decide(&m->facts, &m->policy, &m->out), 0);
	assert_int_equal(sr_plan_make(&m->facts, &m->policy, &m->out, m->steps,
				      MACHINE_STEPS, &m->n_steps), 0);
}

static inline void assert_adds_up(const struct sr_ledger *l)
{
	assert_int_equal(l->offered, l->cxl + l->dax + l->lost_alignment +
				     l->stranded);
}

/** assert_ledger() - a ledger's figures, and that they add up */
static inline void assert_ledger(const struct sr_ledger *l, u64 cxl, u64 dax,
				 u64 lost_alignment, u64 stranded)
{
	assert_int_equal(l->cxl, cxl);
	assert_int_equal(l->dax, dax);
	assert_int_equal(l->lost_alignment, lost_alignment);
	assert_int_equal(l->stranded, stranded);
	assert_adds_up(l);
}

static inline void assert_range(const struct machine *m, size_t i,
				enum sr_reason reason, enum sr_owner owner)
{
	assert_string_equal(sr_reason_tag(m->ranges[i].reason),
			    sr_reason_tag(reason));
	assert_string_equal(sr_owner_tag(m->ranges[i].owner),
			    sr_owner_tag(owner));
}

static inline void assert_verdict(const struct machine *m,
				  enum sr_verdict verdict, enum sr_scope scope)
{
	assert_string_equal(sr_verdict_tag(m->out.verdict),
			    sr_verdict_tag(verdict));
	assert_string_equal(sr_scope_tag(m->out.scope), sr_scope_tag(scope));
}

/** assert_step() - step @i is of a kind, to a subject, from start to end */
static inline void assert_step(const struct machine *m, size_t i,
			       enum sr_step_kind kind, size_t subject,
			       u64 start, u64 end)
{
	assert_true(i < m->n_steps);
	assert_string_equal(sr_step_tag(m->steps[i].kind), sr_step_tag(kind));
	assert_int_equal(m->steps[i].subject, subject);
	assert_int_equal(m->steps[i].at.start, start);
	assert_int_equal(m->steps[i].at.end, end - 1);
}

/** assert_whole_step() - step @i concerns the whole machine */
static inline void assert_whole_step(const struct machine *m, size_t i,
				     enum sr_step_kind kind)
{
	assert_step(m, i, kind, 0, 0, 0);
}

#endif /* TEST_MACHINE_H */
