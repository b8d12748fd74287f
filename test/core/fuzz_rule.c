// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: libFuzzer harness for core. The first byte chooses: a small platform
 * that the oracle judges too, or facts taken from the bytes as they are, of
 * which only what holds for all facts can be checked.
 */
#include <stdio.h>
#include <stdlib.h>

#include "dice.h"

#define FUZZ_MAX 32

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void fuzz_fail(const char *what)
{
	printf("# %s\n", what);
	fflush(stdout);
	abort();
}

static void fuzz_dice(const unsigned char *data, size_t size)
{
	struct dice dice = { .data = data, .size = size };
	struct oracle_answer answer;
	struct dice_platform p;
	const char *wrong;

	dice_platform(&dice, &p);
	wrong = oracle_check(&p.facts, &p.policy, p.base, &answer);
	if (!wrong)
		return;
	dice_print(&p);
	fuzz_fail(wrong);
}

static u64 take(struct dice *dice)
{
	u64 value = 0;

	/* Near the bottom or the top, or anywhere. */
	switch (dice_throw(dice, 3)) {
	case 0:
		return dice_throw(dice, 256);
	case 1:
		return U64_MAX - dice_throw(dice, 256);
	}
	for (int i = 0; i < 8; i++)
		value = value << 8 | dice_throw(dice, 256);
	return value;
}

static struct sr_extent take_extent(struct dice *dice)
{
	struct sr_extent at;

	at.start = take(dice);
	at.end = dice_throw(dice, 2) ? take(dice) :
				       at.start + dice_throw(dice, 256);
	return at;
}

static void fuzz_adds_up(const struct sr_ledger *l)
{
	if (l->offered != l->cxl + l->dax + l->lost_alignment + l->stranded)
		fuzz_fail("a ledger does not add up");
}

static void fuzz_ask(struct sr_facts *facts, const struct sr_policy *policy)
{
	struct sr_step steps[FUZZ_MAX];
	struct sr_outcome out;
	struct sr_ledger sum;
	size_t n;
	int rc = sr_rule_decide(facts, policy, &out);

	if (rc == -EINVAL || rc == -EOVERFLOW)
		return;
	if (rc || sr_ledger_now(facts, policy, NULL, &sum))
		fuzz_fail("an odd error");
	fuzz_adds_up(&sum);
	fuzz_adds_up(&out.ledger);
	if (sum.offered != out.ledger.offered)
		fuzz_fail("two sums differ");
	for (size_t i = 0; i < facts->n_ranges; i++)
		fuzz_adds_up(&facts->ranges[i].ledger);
	rc = sr_plan_make(facts, policy, &out, steps, FUZZ_MAX, &n);
	if (rc != (n > FUZZ_MAX ? -ENOSPC : 0))
		fuzz_fail("an odd error of the plan");
}

/* Facts as the bytes have them, for the fuzzer to bend. */
struct fuzz_facts {
	struct sr_range ranges[FUZZ_MAX];
	struct sr_extent windows[FUZZ_MAX];
	struct sr_region regions[FUZZ_MAX];
	struct sr_extent ram[FUZZ_MAX];
	struct sr_dax daxes[FUZZ_MAX];
	struct sr_route_piece routes[FUZZ_MAX];
	struct sr_facts facts;
};

static size_t take_extents(struct dice *dice, struct sr_extent *list)
{
	size_t n = dice_throw(dice, FUZZ_MAX);

	for (size_t i = 0; i < n; i++)
		list[i] = take_extent(dice);
	return n;
}

static void take_routes(struct dice *dice, struct fuzz_facts *f)
{
	f->facts.n_routes = dice_throw(dice, FUZZ_MAX);
	for (size_t i = 0; i < f->facts.n_routes; i++) {
		f->routes[i].at = take_extent(dice);
		f->routes[i].route =
			(enum sr_route)dice_throw(dice, SR_ROUTE_KINDS);
	}
}

static void take_regions(struct dice *dice, struct fuzz_facts *f)
{
	f->facts.n_regions = dice_throw(dice, FUZZ_MAX);
	for (size_t i = 0; i < f->facts.n_regions; i++) {
		f->regions[i].at = take_extent(dice);
		f->regions[i].committed = dice_throw(dice, 2);
		f->regions[i].is_volatile = dice_throw(dice, 2);
		f->regions[i].delivers = dice_throw(dice, 2);
		f->regions[i].in_use = dice_throw(dice, 2);
	}
}

static void take_daxes(struct dice *dice, struct fuzz_facts *f)
{
	f->facts.n_daxes = dice_throw(dice, FUZZ_MAX);
	for (size_t i = 0; i < f->facts.n_daxes; i++) {
		f->daxes[i].at = take_extent(dice);
		f->daxes[i].parent = (enum sr_dax_parent)dice_throw(dice, 4);
		f->daxes[i].in_use = dice_throw(dice, 2);
		f->daxes[i].usable = dice_throw(dice, 2);
	}
}

static void fuzz_raw(const unsigned char *data, size_t size)
{
	struct dice dice = { .data = data, .size = size };
	struct sr_policy policy = { .align = 1 };
	struct fuzz_facts f = { 0 };

	f.facts.ranges = f.ranges;
	f.facts.windows = f.windows;
	f.facts.regions = f.regions;
	f.facts.ram = f.ram;
	f.facts.daxes = f.daxes;
	f.facts.routes = f.routes;
	policy.align <<= dice_throw(&dice, 64);
	policy.scope = (enum sr_scope)dice_throw(&dice, 2);
	policy.hand_over_unrouted = dice_throw(&dice, 2);
	policy.hand_over_misrouted = dice_throw(&dice, 2);
	f.facts.cxl_active = dice_throw(&dice, 2);
	f.facts.hmem_active = dice_throw(&dice, 2);

	f.facts.n_ranges = dice_throw(&dice, FUZZ_MAX);
	for (size_t i = 0; i < f.facts.n_ranges; i++)
		f.ranges[i].at = take_extent(&dice);
	f.facts.n_windows = take_extents(&dice, f.windows);
	f.facts.n_ram = take_extents(&dice, f.ram);
	take_routes(&dice, &f);
	take_regions(&dice, &f);
	take_daxes(&dice, &f);
	fuzz_ask(&f.facts, &policy);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	if (!size)
		return 0;
	if (*data & 1)
		fuzz_dice(data + 1, size - 1);
	else
		fuzz_raw(data + 1, size - 1);
	return 0;
}
