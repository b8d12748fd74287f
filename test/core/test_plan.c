// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: the plan's steps and their order, alignment, what is withheld, and the
 * ledgers.
 */
#include "core_fixture.h"

static void test_cxl_owns(void **unused)
{
	struct machine m;

	(void)unused;
	machine_init(&m);
	add_window(&m, at(0), at(16));
	add_range(&m, at(0), at(4))->in_iomem = true;
	add_range(&m, at(4), at(8))->in_iomem = false;
	add_region(&m, at(0), at(8));
	decide(&m);
	assert_verdict(&m, SR_VERDICT_CXL, SR_SCOPE_SYSTEM);
	assert_int_equal(m.n_steps, 1);
	assert_step(&m, 0, SR_STEP_UNPUBLISH, 0, at(0), at(4));
	assert_ledger(&m.out.ledger, 8 * GRANULE, 0, 0, 0);

	/* Without CXL there is nobody to hand anything to. */
	m.facts.cxl_active = false;
	add_dax(&m, at(0), at(4), SR_DAX_ON_MAINLINE_HMEM);
	decide(&m);
	assert_int_equal(m.n_steps, 0);
	assert_false(m.daxes[0].release);
}

/* 7.x gave a range to mainline's hmem that CXL owns: it must make way. */
static void test_hmem_makes_way(void **unused)
{
	struct machine m;

	(void)unused;
	machine_init(&m);
	add_window(&m, at(0), at(16));
	add_range(&m, at(0), at(4));
	add_range(&m, at(4), at(8));
	add_region(&m, at(0), at(2));
	add_region(&m, at(2), at(4));
	add_region(&m, at(2), at(3))->committed = false;
	add_region(&m, at(4), at(8));
	add_dax(&m, at(0), at(4), SR_DAX_ON_MAINLINE_HMEM)->usable = false;
	decide(&m);
	assert_int_equal(m.n_steps, 3);
	assert_step(&m, 0, SR_STEP_RELEASE_HMEM, 0, at(0), at(4));
	assert_step(&m, 1, SR_STEP_ATTACH_REGION, 0, at(0), at(2));
	/* Index 2 after sorting: the uncommitted one ends before it. */
	assert_step(&m, 2, SR_STEP_ATTACH_REGION, 2, at(2), at(4));
	assert_true(m.daxes[0].release);
	assert_false(m.ranges[0].served);
	assert_true(m.ranges[1].served);
	assert_ledger(&m.ranges[0].ledger, 4 * GRANULE, 0, 0, 0);
}

/* It stays where it is in use, is ours, or holds what is not CXL's too. */
static void test_hmem_stays(void **unused)
{
	struct machine m;

	(void)unused;
	for (int i = 0; i < 3; i++) {
		struct sr_dax *dax;

		machine_init(&m);
		add_window(&m, at(0), at(4));
		add_range(&m, at(0), at(4))->in_iomem = true;
		add_range(&m, at(4), at(8));
		add_region(&m, at(0), at(4));
		dax = add_dax(&m, at(0), at(i == 2 ? 8 : 4),
			      i == 1 ? SR_DAX_ON_OUR_HMEM :
				       SR_DAX_ON_MAINLINE_HMEM);
		dax->in_use = i == 0;
		m.facts.hmem_active = true;
		decide(&m);
		assert_range(&m, 0, SR_REASON_COVERED, SR_OWNER_CXL);
		assert_false(m.daxes[0].release);
		assert_true(m.ranges[0].served);
		assert_int_equal(m.n_steps, 0);
		assert_ledger(&m.ranges[0].ledger, 0, 4 * GRANULE, 0, 0);
	}
}

/* A machine with a mismatch in the last of two ranges. */
static void mismatched(struct machine *m, enum sr_scope scope)
{
	machine_init(m);
	m->policy.scope = scope;
	add_window(m, at(0), at(8));
	add_range(m, at(0), at(4))->in_iomem = true;
	add_range(m, at(4), at(10))->in_iomem = true;
	add_region(m, at(0), at(4));
	add_region(m, at(4), at(6));
}

static void test_give_up_system(void **unused)
{
	struct machine m;

	(void)unused;
	mismatched(&m, SR_SCOPE_SYSTEM);
	decide(&m);
	assert_verdict(&m, SR_VERDICT_GIVE_UP, SR_SCOPE_SYSTEM);
	assert_int_equal(m.n_steps, 8);
	assert_whole_step(&m, 0, SR_STEP_SAVE_DECODERS);
	assert_whole_step(&m, 1, SR_STEP_OVERRIDE_ROOT);
	assert_whole_step(&m, 2, SR_STEP_RELEASE_ROOT);
	assert_whole_step(&m, 3, SR_STEP_RESTORE_DECODERS);
	assert_step(&m, 4, SR_STEP_ADD_HMEM, 0, at(0), at(4));
	/* The windows go, so a device may cross where their edges were. */
	assert_step(&m, 5, SR_STEP_ADD_HMEM, 1, at(4), at(10));
	assert_step(&m, 6, SR_STEP_VERIFY_DAX, 0, at(0), at(4));
	assert_step(&m, 7, SR_STEP_VERIFY_DAX, 1, at(4), at(10));
}

static void test_give_up_range(void **unused)
{
	struct machine m;

	(void)unused;
	mismatched(&m, SR_SCOPE_RANGE);
	decide(&m);
	assert_verdict(&m, SR_VERDICT_GIVE_UP_RANGE, SR_SCOPE_RANGE);
	assert_int_equal(m.n_steps, 8);
	assert_step(&m, 0, SR_STEP_UNPUBLISH, 0, at(0), at(4));
	assert_whole_step(&m, 1, SR_STEP_SAVE_DECODERS);
	assert_step(&m, 2, SR_STEP_RELEASE_REGION, 1, at(4), at(6));
	assert_whole_step(&m, 3, SR_STEP_RESTORE_DECODERS);
	/* The windows stay, so devices end at their edges. */
	assert_step(&m, 4, SR_STEP_ADD_HMEM, 1, at(4), at(8));
	assert_step(&m, 5, SR_STEP_ADD_HMEM, 1, at(8), at(10));
	assert_step(&m, 6, SR_STEP_VERIFY_DAX, 1, at(4), at(8));
	assert_step(&m, 7, SR_STEP_VERIFY_DAX, 1, at(8), at(10));

	/* No region to tear down: the decoders need no care. */
	mismatched(&m, SR_SCOPE_RANGE);
	m.facts.n_regions = 1;
	decide(&m);
	assert_int_equal(m.n_steps, 5);
	assert_step(&m, 1, SR_STEP_ADD_HMEM, 1, at(4), at(8));
}

/* Cut at each window's edge, also where two windows touch; then aligned. */
static void test_cut_at_edges(void **unused)
{
	struct machine m;

	(void)unused;
	machine_init(&m);
	m.policy.scope = SR_SCOPE_RANGE;
	add_window(&m, at(2), at(4));
	add_window(&m, at(4), at(6) + 1);
	add_range(&m, at(0), at(9));
	decide(&m);
	assert_int_equal(m.n_steps, 8);
	assert_step(&m, 0, SR_STEP_ADD_HMEM, 0, at(0), at(2));
	assert_step(&m, 1, SR_STEP_ADD_HMEM, 0, at(2), at(4));
	assert_step(&m, 2, SR_STEP_ADD_HMEM, 0, at(4), at(6));
	assert_step(&m, 3, SR_STEP_ADD_HMEM, 0, at(7), at(9));
	assert_ledger(&m.out.ledger, 0, 8 * GRANULE, GRANULE, 0);
	/* The same machine after that is at rest. */
	for (size_t i = 0; i < 4; i++)
		add_dax(&m, m.steps[i].at.start, m.steps[i].at.end + 1,
			SR_DAX_ON_OUR_HMEM);
	decide(&m);
	assert_int_equal(m.n_steps, 0);
	assert_true(m.ranges[0].served);
	assert_ledger(&m.out.ledger, 0, 8 * GRANULE, GRANULE, 0);
}

/* What alignment takes off either end, for ends off by a byte. */
static void test_alignment(void **unused)
{
	static const struct {
		u64 before, after, lost, granules;
	} rows[] = {
		{ 0, 0, 0, 4 },
		{ 1, 0, 1, 4 },
		{ 0, 1, 1, 4 },
		{ GRANULE - 1, 0, GRANULE - 1, 4 },
		{ GRANULE, GRANULE, 0, 6 },
		{ GRANULE + 1, 2 * GRANULE - 1, GRANULE, 6 },
	};
	struct machine m;

	(void)unused;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		machine_init(&m);
		add_window(&m, at(0), at(16));
		add_range(&m, at(4) - rows[i].before, at(8) + rows[i].after);
		decide(&m);
		assert_int_equal(m.n_steps, 6);
		assert_ledger(&m.out.ledger, 0, rows[i].granules * GRANULE,
			      rows[i].lost, 0);
		assert_int_equal(m.steps[4].at.start % GRANULE, 0);
		assert_int_equal(m.steps[4].at.end - m.steps[4].at.start + 1,
				 rows[i].granules * GRANULE);
	}
}

/* Too small for one unit: no device, and all of it is lost. */
static void test_too_small(void **unused)
{
	struct machine m;

	(void)unused;
	machine_init(&m);
	add_window(&m, at(0), at(16));
	add_range(&m, at(4), at(5) - 1);
	add_range(&m, at(6) + 1, at(8) - 1);
	decide(&m);
	assert_int_equal(m.n_steps, 4);
	assert_false(m.ranges[0].served);
	assert_ledger(&m.out.ledger, 0, 0, 3 * GRANULE - 3, 0);
}

static void test_withhold(void **unused)
{
	struct machine m;

	(void)unused;
	machine_init(&m);
	add_window(&m, at(0), at(16));
	add_range(&m, at(0), at(8));
	add_route(&m, at(0), at(1), SR_ROUTE_UNROUTED);
	add_route(&m, at(1), at(3), SR_ROUTE_ROUTED);
	add_route(&m, at(3), at(4), SR_ROUTE_MISROUTED);
	add_route(&m, at(4), at(5), SR_ROUTE_PERSISTENT);
	add_route(&m, at(5), at(7) + 1, SR_ROUTE_ROUTED);
	add_route(&m, at(7) + 1, at(8), SR_ROUTE_UNROUTED);
	decide(&m);
	assert_int_equal(m.n_steps, 8);
	assert_step(&m, 4, SR_STEP_ADD_HMEM, 0, at(1), at(3));
	assert_step(&m, 5, SR_STEP_ADD_HMEM, 0, at(5), at(7));
	assert_step(&m, 7, SR_STEP_VERIFY_DAX, 0, at(5), at(7));
	assert_ledger(&m.out.ledger, 0, 4 * GRANULE, 1, 4 * GRANULE - 1);
	assert_int_equal(m.out.ledger.withheld, 4 * GRANULE - 1);
	assert_int_equal(m.out.ledger.unrouted, 2 * GRANULE - 1);
	assert_int_equal(m.out.ledger.misrouted, GRANULE);
	assert_int_equal(m.out.ledger.persistent, GRANULE);
	assert_int_equal(m.out.ledger.not_decoded, 3 * GRANULE - 1);
	assert_true(m.out.ledger.not_decoded_known);
}

/* What its owner wants handed over is never in one device with the rest. */
static void test_hand_over(void **unused)
{
	struct machine m;

	(void)unused;
	machine_init(&m);
	add_window(&m, at(0), at(16));
	add_range(&m, at(0), at(8));
	add_route(&m, at(0), at(3), SR_ROUTE_ROUTED);
	add_route(&m, at(3), at(5), SR_ROUTE_UNROUTED);
	add_route(&m, at(5), at(8), SR_ROUTE_MISROUTED);
	m.policy.hand_over_unrouted = true;
	decide(&m);
	assert_step(&m, 4, SR_STEP_ADD_HMEM, 0, at(0), at(3));
	assert_step(&m, 5, SR_STEP_ADD_HMEM, 0, at(3), at(5));
	assert_int_equal(m.n_steps, 8);
	assert_int_equal(m.out.ledger.withheld, 3 * GRANULE);
	m.policy.hand_over_misrouted = true;
	decide(&m);
	assert_step(&m, 6, SR_STEP_ADD_HMEM, 0, at(5), at(8));
	assert_int_equal(m.n_steps, 10);
	assert_ledger(&m.out.ledger, 0, 8 * GRANULE, 0, 0);
}

/* Unknown is not "no", and no reason to cut. */
static void test_unknown_route(void **unused)
{
	struct machine m;

	(void)unused;
	machine_init(&m);
	add_window(&m, at(0), at(16));
	add_range(&m, at(0), at(8));
	add_route(&m, at(0), at(2), SR_ROUTE_ROUTED);
	add_route(&m, at(2), at(6), SR_ROUTE_UNKNOWN);
	decide(&m);
	assert_step(&m, 4, SR_STEP_ADD_HMEM, 0, at(0), at(8));
	assert_ledger(&m.out.ledger, 0, 8 * GRANULE, 0, 0);
	assert_int_equal(m.out.ledger.not_decoded, 0);
	assert_int_equal(m.out.ledger.route_unknown, 6 * GRANULE);
	assert_false(m.out.ledger.not_decoded_known);
	assert_false(m.ranges[0].ledger.not_decoded_known);
}

/* Mainline's device over what leads nowhere makes way, with and without CXL. */
static void test_astray(void **unused)
{
	struct machine m;

	(void)unused;
	for (unsigned int active = 0; active < 2; active++) {
		machine_init(&m);
		m.facts.cxl_active = active;
		add_window(&m, at(0), at(16));
		add_range(&m, at(0), at(8));
		add_route(&m, at(0), at(4), SR_ROUTE_ROUTED);
		add_route(&m, at(4), at(8), SR_ROUTE_MISROUTED);
		add_dax(&m, at(0), at(8), SR_DAX_ON_MAINLINE_HMEM);
		decide(&m);
		assert_step(&m, 0, SR_STEP_RELEASE_HMEM, 0, at(0), at(8));
		assert_step(&m, m.n_steps - 2, SR_STEP_ADD_HMEM, 0, at(0),
			    at(4));
		assert_ledger(&m.out.ledger, 0, 4 * GRANULE, 0, 4 * GRANULE);
		/* Once it is in use it is too late. */
		m.daxes[0].in_use = true;
		decide(&m);
		assert_int_equal(m.n_steps, 0);
		assert_ledger(&m.out.ledger, 0, 8 * GRANULE, 0, 0);
		assert_int_equal(m.out.ledger.misrouted, 4 * GRANULE);
	}
}

/* No decoder is meant to route what touches no window. */
static void test_withhold_outside(void **unused)
{
	struct machine m;

	(void)unused;
	machine_init(&m);
	add_range(&m, at(0), at(4));
	add_route(&m, at(0), at(4), SR_ROUTE_UNROUTED);
	decide(&m);
	assert_ledger(&m.out.ledger, 0, 4 * GRANULE, 0, 0);
	assert_int_equal(m.out.ledger.not_decoded, 0);
	assert_int_equal(m.n_steps, 2);
}

/* Only the gaps between the devices that are there already are added. */
static void test_gaps(void **unused)
{
	struct machine m;

	(void)unused;
	machine_init(&m);
	add_window(&m, at(0), at(16));
	add_range(&m, at(0), at(8));
	add_dax(&m, at(2), at(3), SR_DAX_ON_OUR_HMEM)->in_use = true;
	add_dax(&m, at(5), at(6), SR_DAX_ON_OTHER);
	add_dax(&m, at(6), at(7), SR_DAX_ON_MAINLINE_HMEM)->usable = false;
	decide(&m);
	assert_int_equal(m.n_steps, 10);
	assert_step(&m, 4, SR_STEP_ADD_HMEM, 0, at(0), at(2));
	assert_step(&m, 5, SR_STEP_ADD_HMEM, 0, at(3), at(5));
	assert_step(&m, 6, SR_STEP_ADD_HMEM, 0, at(6), at(8));
	assert_ledger(&m.out.ledger, 0, 8 * GRANULE, 0, 0);
}

static void test_outside_windows_served(void **unused)
{
	struct machine m;

	(void)unused;
	machine_init(&m);
	add_range(&m, at(0), at(4));
	decide(&m);
	assert_int_equal(m.n_steps, 2);
	assert_step(&m, 0, SR_STEP_ADD_HMEM, 0, at(0), at(4));
	assert_false(m.ranges[0].served);

	m.facts.hmem_active = true;
	decide(&m);
	assert_int_equal(m.n_steps, 0);
	assert_true(m.ranges[0].served);
	assert_ledger(&m.out.ledger, 0, 4 * GRANULE, 0, 0);

	/* Mainline was refused, so that its promise is void. */
	add_dax(&m, at(0), at(4), SR_DAX_ON_MAINLINE_HMEM)->usable = false;
	decide(&m);
	assert_int_equal(m.n_steps, 2);
	assert_false(m.ranges[0].served);
	m.facts.n_daxes = 0;

	/* Mainline makes no device for an end that is not aligned. */
	m.ranges[0].at.end--;
	decide(&m);
	assert_int_equal(m.n_steps, 2);
	assert_step(&m, 0, SR_STEP_ADD_HMEM, 0, at(0), at(3));
	m.ranges[0].at.end++;
	m.ranges[0].at.start++;
	decide(&m);
	assert_step(&m, 0, SR_STEP_ADD_HMEM, 0, at(1), at(4));
}

static void test_no_room(void **unused)
{
	struct machine m;
	size_t n;

	(void)unused;
	mismatched(&m, SR_SCOPE_SYSTEM);
	decide(&m);
	memset(m.steps, 0xff, sizeof(m.steps));
	assert_int_equal(sr_plan_make(&m.facts, &m.policy, &m.out, NULL, 0, &n),
			 0);
	assert_int_equal(n, 8);
	n = 0;
	assert_int_equal(sr_plan_make(&m.facts, &m.policy, &m.out, m.steps, 7,
				      &n), -ENOSPC);
	assert_int_equal(n, 8);
	assert_int_equal(m.steps[7].subject, SIZE_MAX);
	assert_int_equal(sr_plan_make(&m.facts, &m.policy, &m.out, m.steps, 8,
				      &n), 0);
	assert_int_equal(m.steps[7].subject, 1);
}

static void test_ledger_now(void **unused)
{
	struct sr_ledger each[MACHINE_MAX], sum;
	struct machine m;

	(void)unused;
	machine_init(&m);
	add_window(&m, at(0), at(16));
	add_range(&m, at(0) + 1, at(8) + 2);
	add_range(&m, at(9), at(10));
	add_region(&m, at(4), at(8) + 1);
	add_dax(&m, at(1), at(3), SR_DAX_ON_MAINLINE_HMEM);
	add_dax(&m, at(4), at(6), SR_DAX_ON_REGION);
	add_dax(&m, at(9), at(10), SR_DAX_ON_MAINLINE_HMEM)->usable = false;
	add_route(&m, at(4), at(8), SR_ROUTE_ROUTED);
	add_route(&m, at(0), at(4), SR_ROUTE_UNROUTED);
	add_route(&m, at(8), at(16), SR_ROUTE_UNROUTED);
	decide(&m);
	assert_int_equal(sr_ledger_now(&m.facts, &m.policy, each, &sum), 0);
	/* The region delivers, also the part that has no dax device yet. */
	assert_ledger(&each[0], 4 * GRANULE + 1, 2 * GRANULE, GRANULE - 1 + 1,
		      GRANULE);
	assert_int_equal(each[0].not_decoded, 4 * GRANULE + 1);
	assert_ledger(&each[1], 0, 0, 0, GRANULE);
	assert_int_equal(sum.stranded, 2 * GRANULE);
	assert_int_equal(sum.offered, 9 * GRANULE + 1);
	assert_adds_up(&sum);
	memset(&sum, 0, sizeof(sum));
	assert_int_equal(sr_ledger_now(&m.facts, &m.policy, NULL, &sum), 0);
	assert_int_equal(sum.stranded, 2 * GRANULE);
}

/* 7.1+: mainline's device serves nothing, and keeps the region's away. */
static void test_ledger_now_blocked(void **unused)
{
	struct sr_ledger each[MACHINE_MAX], sum;
	struct machine m;

	(void)unused;
	machine_init(&m);
	add_window(&m, at(0), at(16));
	add_range(&m, at(0), at(8));
	add_region(&m, at(0), at(8));
	add_dax(&m, at(0), at(6), SR_DAX_ON_MAINLINE_HMEM)->usable = false;
	add_dax(&m, at(0), at(2), SR_DAX_ON_REGION);
	decide(&m);
	assert_int_equal(m.out.verdict, SR_VERDICT_CXL);
	assert_int_equal(sr_ledger_now(&m.facts, &m.policy, each, &sum), 0);
	assert_ledger(&each[0], 4 * GRANULE, 0, 0, 4 * GRANULE);
	assert_adds_up(&sum);
}

/* A busy range's ledger says what is, not what would be. */
static void test_busy_ledger(void **unused)
{
	struct machine m;

	(void)unused;
	mismatched(&m, SR_SCOPE_RANGE);
	add_dax(&m, at(4), at(6), SR_DAX_ON_REGION)->in_use = true;
	decide(&m);
	assert_range(&m, 1, SR_REASON_STRADDLES_WINDOW, SR_OWNER_UNCHANGED);
	assert_ledger(&m.ranges[1].ledger, 2 * GRANULE, 0, 0, 4 * GRANULE);
	assert_ledger(&m.out.ledger, 6 * GRANULE, 0, 0, 4 * GRANULE);
	assert_int_equal(m.n_steps, 1);
	assert_step(&m, 0, SR_STEP_UNPUBLISH, 0, at(0), at(4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cxl_owns),
		cmocka_unit_test(test_hmem_makes_way),
		cmocka_unit_test(test_hmem_stays),
		cmocka_unit_test(test_give_up_system),
		cmocka_unit_test(test_give_up_range),
		cmocka_unit_test(test_cut_at_edges),
		cmocka_unit_test(test_alignment),
		cmocka_unit_test(test_too_small),
		cmocka_unit_test(test_withhold),
		cmocka_unit_test(test_hand_over),
		cmocka_unit_test(test_unknown_route),
		cmocka_unit_test(test_astray),
		cmocka_unit_test(test_withhold_outside),
		cmocka_unit_test(test_gaps),
		cmocka_unit_test(test_outside_windows_served),
		cmocka_unit_test(test_no_room),
		cmocka_unit_test(test_ledger_now),
		cmocka_unit_test(test_ledger_now_blocked),
		cmocka_unit_test(test_busy_ledger),
	};

	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
