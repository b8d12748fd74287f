// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: facts that are malformed, in odd order, at the ends of the address
 * space, or very many.
 */
#include <stdlib.h>

#include "core_fixture.h"

static void assert_bad(struct machine *m, enum sr_array array, size_t index)
{
	assert_int_equal(sr_rule_decide(&m->facts, &m->policy, &m->out),
			 -EINVAL);
	assert_int_equal(m->out.bad_array, array);
	assert_int_equal(m->out.bad_index, index);
}

static void some_machine(struct machine *m)
{
	machine_init(m);
	add_window(m, at(0), at(16));
	add_range(m, at(4), at(8));
	add_range(m, at(0), at(4));
	add_region(m, at(0), at(8));
	add_ram(m, at(16), at(20));
	add_dax(m, at(0), at(4), SR_DAX_ON_REGION);
	add_route(m, at(0), at(8), SR_ROUTE_ROUTED);
}

static void test_end_before_start(void **unused)
{
	static const struct sr_extent bad = { (u64)1 << 40, 0 };
	struct machine m;

	(void)unused;
	some_machine(&m);
	m.ranges[0].at = bad;
	assert_bad(&m, SR_ARRAY_RANGES, 1);
	some_machine(&m);
	m.windows[0] = bad;
	assert_bad(&m, SR_ARRAY_WINDOWS, 0);
	some_machine(&m);
	m.regions[0].at.end = m.regions[0].at.start - 1;
	assert_bad(&m, SR_ARRAY_REGIONS, 0);
	some_machine(&m);
	m.ram[0] = bad;
	assert_bad(&m, SR_ARRAY_RAM, 0);
	some_machine(&m);
	m.daxes[0].at = bad;
	assert_bad(&m, SR_ARRAY_DAXES, 0);
	some_machine(&m);
	m.routes[0].at = bad;
	assert_bad(&m, SR_ARRAY_ROUTES, 0);
}

static void test_overlap(void **unused)
{
	struct machine m;

	(void)unused;
	some_machine(&m);
	m.ranges[1].at.end++;
	assert_bad(&m, SR_ARRAY_RANGES, 1);
	some_machine(&m);
	m.ranges[1] = m.ranges[0];
	assert_bad(&m, SR_ARRAY_RANGES, 1);
	/* One that ends within an earlier one, not the one just before. */
	some_machine(&m);
	m.ranges[1].at.end = at(12);
	assert_bad(&m, SR_ARRAY_RANGES, 1);
	some_machine(&m);
	add_route(&m, at(4), at(9), SR_ROUTE_ROUTED);
	assert_bad(&m, SR_ARRAY_ROUTES, 1);
	/* Everything else may overlap. */
	some_machine(&m);
	add_window(&m, at(8), at(20));
	add_region(&m, at(4), at(9));
	add_ram(&m, at(18), at(24));
	add_dax(&m, at(2), at(9), SR_DAX_ON_REGION);
	decide(&m);
	assert_verdict(&m, SR_VERDICT_CXL, SR_SCOPE_SYSTEM);
}

static void test_bad_alignment(void **unused)
{
	struct machine m;

	(void)unused;
	some_machine(&m);
	m.policy.align = 0;
	assert_bad(&m, SR_ARRAY_NONE, 0);
	m.policy.align = 3 * GRANULE;
	assert_bad(&m, SR_ARRAY_NONE, 0);
	m.policy.align = 1;
	decide(&m);
	m.policy.align = (u64)1 << 63;
	decide(&m);
	m.facts.n_regions = 0;
	decide(&m);
	assert_ledger(&m.out.ledger, 0, 0, 8 * GRANULE, 0);
}

static void test_unsorted(void **unused)
{
	struct machine m;

	(void)unused;
	machine_init(&m);
	for (u64 i = 8; i-- > 0;) {
		add_range(&m, at(i), at(i + 1));
		add_region(&m, at(i), at(i + 1));
		add_window(&m, at(i), at(i + 1));
	}
	decide(&m);
	assert_verdict(&m, SR_VERDICT_CXL, SR_SCOPE_SYSTEM);
	for (u64 i = 0; i < 8; i++) {
		assert_int_equal(m.ranges[i].at.start, at(i));
		assert_int_equal(m.ranges[i].id, 8 - i);
		assert_int_equal(m.regions[i].id, 8 - i);
	}
}

/* A range may end at the last byte there is. */
static void test_end_of_space(void **unused)
{
	static const struct sr_extent top = { U64_MAX - 4 * GRANULE + 1,
					      U64_MAX };
	struct machine m;

	(void)unused;
	machine_init(&m);
	m.facts.n_ranges = 1;
	m.ranges[0].at = top;
	m.facts.n_windows = 1;
	m.windows[0] = top;
	add_route(&m, 0, 1, SR_ROUTE_UNROUTED);
	m.routes[0].at = top;
	m.policy.hand_over_unrouted = true;
	decide(&m);
	assert_range(&m, 0, SR_REASON_NO_REGION, SR_OWNER_DAX);
	assert_ledger(&m.out.ledger, 0, 4 * GRANULE, 0, 0);
	assert_int_equal(m.out.ledger.not_decoded, 4 * GRANULE);
	assert_step(&m, 4, SR_STEP_ADD_HMEM, 0, top.start, 0);

	add_region(&m, 0, 1)->at = top;
	decide(&m);
	assert_range(&m, 0, SR_REASON_COVERED, SR_OWNER_CXL);
	assert_ledger(&m.out.ledger, 4 * GRANULE, 0, 0, 0);
	m.regions[0].at.end--;
	decide(&m);
	assert_range(&m, 0, SR_REASON_PARTLY_COVERED, SR_OWNER_DAX);

	/* Nothing of it can be aligned: the unit would end past 2^64. */
	m.ranges[0].at.start = U64_MAX - 1;
	decide(&m);
	assert_ledger(&m.out.ledger, 0, 0, 2, 0);
	m.ranges[0].at = (struct sr_extent){ 0, 1 };
	decide(&m);
	assert_ledger(&m.out.ledger, 0, 0, 2, 0);
}

/* Sizes that add up to 2^64 are one too many; to 2^64-1 they are fine. */
static void test_overflow(void **unused)
{
	struct sr_ledger sum;
	struct machine m;

	(void)unused;
	machine_init(&m);
	m.facts.n_ranges = 1;
	m.ranges[0].at = (struct sr_extent){ 0, U64_MAX };
	assert_int_equal(sr_rule_decide(&m.facts, &m.policy, &m.out),
			 -EOVERFLOW);
	assert_int_equal(sr_ledger_now(&m.facts, &m.policy, NULL, &sum),
			 -EOVERFLOW);

	m.facts.n_ranges = 2;
	m.ranges[0].at = (struct sr_extent){ 0, GRANULE - 1 };
	m.ranges[1].at = (struct sr_extent){ GRANULE, U64_MAX };
	assert_int_equal(sr_rule_decide(&m.facts, &m.policy, &m.out),
			 -EOVERFLOW);
	assert_int_equal(sr_ledger_now(&m.facts, &m.policy, NULL, &sum),
			 -EOVERFLOW);

	m.ranges[0].at.end--;
	decide(&m);
	assert_int_equal(m.out.ledger.offered, U64_MAX);
	assert_ledger(&m.out.ledger, 0, U64_MAX - GRANULE + 1, GRANULE - 1, 0);
	assert_int_equal(sr_ledger_now(&m.facts, &m.policy, NULL, &sum), 0);
	assert_adds_up(&sum);
	assert_int_equal(sum.offered, U64_MAX);
}

/* Orders that are hard on a quicksort, each with the same ruling. */
static u64 place_of(size_t i, size_t n, int order)
{
	switch (order) {
	case 0:
		return i;
	case 1:
		return n - 1 - i;
	case 2: /* an organ pipe */
		return i < n / 2 ? 2 * i : 2 * (n - 1 - i) + 1;
	case 3: /* a stride that has no factor in common with n */
		return (u64)i * 30011 % n;
	default: /* two runs, interleaved by the middle */
		return (i + n / 2) % n;
	}
}

#define MANY 100000

static void test_many(void **unused)
{
	struct sr_facts facts = { .n_ranges = MANY, .n_regions = MANY,
				  .n_windows = 1, .cxl_active = true };
	struct sr_policy policy = { .scope = SR_SCOPE_RANGE, .align = GRANULE };
	struct sr_extent window = { 0, U64_MAX };
	struct sr_outcome out;

	(void)unused;
	facts.windows = &window;
	facts.ranges = calloc(MANY, sizeof(*facts.ranges));
	facts.regions = calloc(MANY, sizeof(*facts.regions));
	assert_true(facts.ranges && facts.regions);
	for (int order = 0; order < 5; order++) {
		for (size_t i = 0; i < MANY; i++) {
			u64 place = place_of(i, MANY, order);

			facts.ranges[i].at = machine_extent(at(2 * place),
							    at(2 * place + 1));
			facts.ranges[i].id = (u32)place;
			facts.regions[MANY - 1 - i] = (struct sr_region){
				.at = facts.ranges[i].at,
				.committed = place % 1000 != 7,
				.is_volatile = true,
				.delivers = true,
			};
		}
		assert_int_equal(sr_rule_decide(&facts, &policy, &out), 0);
		assert_int_equal(out.verdict, SR_VERDICT_GIVE_UP_RANGE);
		assert_int_equal(out.n_mismatched, MANY / 1000);
		assert_int_equal(out.first_mismatch, 7);
		assert_ledger(&out.ledger, (MANY - MANY / 1000) * GRANULE,
			      MANY / 1000 * GRANULE, 0, 0);
		for (size_t i = 0; i < MANY; i++)
			assert_int_equal(facts.ranges[i].id, i);
	}
	free(facts.ranges);
	free(facts.regions);
}

/* Arrays that are not there are as good as empty ones. */
static void test_nothing(void **unused)
{
	struct sr_policy policy = { .align = GRANULE };
	struct sr_facts facts = { .cxl_active = true };
	struct sr_ledger sum;
	struct sr_outcome out;
	size_t n;

	(void)unused;
	assert_int_equal(sr_rule_decide(&facts, &policy, &out), 0);
	assert_int_equal(out.verdict, SR_VERDICT_NONE);
	assert_int_equal(sr_ledger_now(&facts, &policy, NULL, &sum), 0);
	assert_int_equal(sum.offered, 0);
	assert_int_equal(sr_plan_make(&facts, &policy, &out, NULL, 0, &n), 0);
	assert_int_equal(n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_end_before_start),
		cmocka_unit_test(test_overlap),
		cmocka_unit_test(test_bad_alignment),
		cmocka_unit_test(test_unsorted),
		cmocka_unit_test(test_end_of_space),
		cmocka_unit_test(test_overflow),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests_name("malformed", tests, NULL, NULL);
}
