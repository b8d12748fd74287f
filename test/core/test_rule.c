// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: the rule's table, row by row, and how far a mismatch reaches.
 */
#include "core_fixture.h"

/* The deltas of a boundary: a byte and a granule either side, and none. */
static const u64 deltas[] = { 1, GRANULE };

/* A window from 0 to 16, a range from 4 to 8; the region is the caller's. */
static void one_range(struct machine *m)
{
	machine_init(m);
	add_window(m, at(0), at(16));
	add_range(m, at(4), at(8));
}

static void assert_one(struct machine *m, enum sr_reason reason)
{
	bool cxl = reason == SR_REASON_COVERED;

	decide(m);
	assert_range(m, 0, reason, cxl ? SR_OWNER_CXL : SR_OWNER_DAX);
	assert_int_equal(m->ranges[0].mismatch, !cxl);
	assert_int_equal(m->out.n_mismatched, !cxl);
	assert_false(m->ranges[0].busy);
	assert_verdict(m, cxl ? SR_VERDICT_CXL : SR_VERDICT_GIVE_UP,
		       SR_SCOPE_SYSTEM);
}

static void test_no_ranges(void **unused)
{
	struct machine m;

	(void)unused;
	machine_init(&m);
	add_window(&m, at(0), at(4));
	add_region(&m, at(0), at(4))->in_use = true;
	decide(&m);
	assert_verdict(&m, SR_VERDICT_NONE, SR_SCOPE_SYSTEM);
	assert_int_equal(m.n_steps, 0);
	assert_false(m.regions[0].release);
}

/* A window right beside a range does not touch it; one byte in, it does. */
static void test_outside_windows(void **unused)
{
	struct machine m;

	(void)unused;
	machine_init(&m);
	add_range(&m, at(4), at(8));
	add_window(&m, at(0), at(4));
	add_window(&m, at(8), at(12));
	decide(&m);
	assert_range(&m, 0, SR_REASON_OUTSIDE_WINDOWS, SR_OWNER_DAX);
	assert_false(m.ranges[0].mismatch);
	assert_verdict(&m, SR_VERDICT_NONE, SR_SCOPE_SYSTEM);

	for (size_t i = 0; i < 2; i++) {
		machine_init(&m);
		add_range(&m, at(4), at(8));
		add_window(&m, at(0), at(4) + deltas[i]);
		assert_one(&m, SR_REASON_STRADDLES_WINDOW);

		machine_init(&m);
		add_range(&m, at(4), at(8));
		add_window(&m, at(8) - deltas[i], at(12));
		assert_one(&m, SR_REASON_STRADDLES_WINDOW);
	}
}

static void test_covered(void **unused)
{
	struct machine m;

	(void)unused;
	one_range(&m);
	add_region(&m, at(4), at(8));
	assert_one(&m, SR_REASON_COVERED);

	/* A region larger than the range is fine. */
	for (size_t i = 0; i < 2; i++) {
		one_range(&m);
		add_region(&m, at(4) - deltas[i], at(8) + deltas[i]);
		assert_one(&m, SR_REASON_COVERED);
	}
	/* Two regions in one window, touching or overlapping. */
	one_range(&m);
	add_region(&m, at(6), at(8));
	add_region(&m, at(4), at(6));
	assert_one(&m, SR_REASON_COVERED);
	one_range(&m);
	add_region(&m, at(4), at(7));
	add_region(&m, at(5), at(8));
	assert_one(&m, SR_REASON_COVERED);
	/* A small one within a large one must not end the cover early. */
	one_range(&m);
	add_region(&m, at(4), at(8));
	add_region(&m, at(5), at(6));
	assert_one(&m, SR_REASON_COVERED);
}

/* What CXL won stays CXL's while its owner makes another region of it. */
static void test_kept(void **unused)
{
	struct machine m;

	(void)unused;
	one_range(&m);
	assert_one(&m, SR_REASON_NO_REGION);
	one_range(&m);
	m.ranges[0].kept = true;
	decide(&m);
	assert_range(&m, 0, SR_REASON_COVERED, SR_OWNER_CXL);
	assert_verdict(&m, SR_VERDICT_CXL, SR_SCOPE_SYSTEM);
	assert_int_equal(m.n_steps, 0);
	assert_ledger(&m.ranges[0].ledger, 4 * GRANULE, 0, 0, 0);
	assert_int_equal(m.ranges[0].today, SR_REASON_NO_REGION);

	/* With cxl_acpi gone, nobody would serve it. */
	m.facts.cxl_active = false;
	decide(&m);
	assert_range(&m, 0, SR_REASON_NO_REGION, SR_OWNER_DAX);
	assert_int_equal(m.n_steps, 2);
	assert_step(&m, 0, SR_STEP_ADD_HMEM, 0, at(4), at(8));
}

static const char *kept_text(struct machine *m)
{
	m->ranges[0].kept = true;
	decide(m);
	assert_int_equal(m->ranges[0].reason, SR_REASON_COVERED);
	return sr_range_text(&m->ranges[0]);
}

/* The words say what is so now, not what CXL once won the range by. */
static void test_kept_words(void **unused)
{
	struct machine m;

	(void)unused;
	one_range(&m);
	assert_string_equal(kept_text(&m), "CXL owns it, no region is on it now, and it is free for a new one");
	one_range(&m);
	add_region(&m, at(4), at(6));
	assert_string_equal(kept_text(&m), "CXL owns it, regions are on a part of it now, and the rest is free for a new one");
	one_range(&m);
	add_region(&m, at(4), at(8))->committed = false;
	assert_string_equal(kept_text(&m), "CXL owns it, but a region on it is not committed, is persistent or has no driver to deliver it");
	one_range(&m);
	add_region(&m, at(4), at(8));
	assert_string_equal(kept_text(&m),
			    sr_reason_text(SR_REASON_COVERED));
	/* Another range makes Linux give up on the whole machine. */
	one_range(&m);
	add_range(&m, at(12), at(14));
	add_window(&m, at(12), at(14));
	assert_string_equal(kept_text(&m), "CXL had won it, but regions do not deliver all of it now");
	assert_int_equal(m.ranges[0].owner, SR_OWNER_DAX);
	assert_string_equal(sr_range_text(&m.ranges[1]),
			    sr_reason_text(SR_REASON_NO_REGION));
}

/* One range over two windows, with a region in each. */
static void test_covered_by_windows(void **unused)
{
	struct machine m;

	(void)unused;
	machine_init(&m);
	add_range(&m, at(4), at(8));
	add_window(&m, at(6), at(8));
	add_window(&m, at(4), at(6));
	add_region(&m, at(4), at(6));
	add_region(&m, at(6), at(8));
	assert_one(&m, SR_REASON_COVERED);

	for (size_t i = 0; i < 2; i++) {
		m.windows[0] = machine_extent(at(4), at(6) - deltas[i]);
		assert_one(&m, SR_REASON_STRADDLES_WINDOW);
	}
}

static void test_straddles(void **unused)
{
	struct machine m;

	(void)unused;
	for (size_t i = 0; i < 2; i++) {
		/* The whole rest is RAM, or all but a byte or granule. */
		machine_init(&m);
		add_range(&m, at(4), at(8));
		add_window(&m, at(0), at(6));
		add_region(&m, at(4), at(6));
		add_ram(&m, at(6), at(8));
		assert_one(&m, SR_REASON_STRADDLES_RAM);
		m.ram[0].end -= deltas[i];
		assert_one(&m, SR_REASON_STRADDLES_WINDOW);
		m.ram[0] = machine_extent(at(6) + deltas[i], at(9));
		assert_one(&m, SR_REASON_STRADDLES_WINDOW);
	}
	/* RAM on both sides of a window in the middle. */
	machine_init(&m);
	add_range(&m, at(4), at(8));
	add_window(&m, at(5), at(7));
	add_ram(&m, at(7), at(20));
	add_ram(&m, at(0), at(5));
	assert_one(&m, SR_REASON_STRADDLES_RAM);
	m.facts.n_ram = 1;
	assert_one(&m, SR_REASON_STRADDLES_WINDOW);
}

static void test_no_region(void **unused)
{
	struct machine m;

	(void)unused;
	one_range(&m);
	assert_one(&m, SR_REASON_NO_REGION);
	add_region(&m, at(0), at(4));
	add_region(&m, at(8), at(12));
	assert_one(&m, SR_REASON_NO_REGION);
	for (size_t i = 0; i < 2; i++) {
		m.regions[0].at = machine_extent(at(0), at(4) + deltas[i]);
		assert_one(&m, SR_REASON_PARTLY_COVERED);
		m.regions[0].at = machine_extent(at(0), at(4));
		m.regions[1].at = machine_extent(at(8) - deltas[i], at(12));
		assert_one(&m, SR_REASON_PARTLY_COVERED);
		m.regions[1].at = machine_extent(at(8), at(12));
	}
}

static void test_partly_covered(void **unused)
{
	struct machine m;

	(void)unused;
	for (size_t i = 0; i < 2; i++) {
		one_range(&m);
		add_region(&m, at(4), at(8) - deltas[i]);
		assert_one(&m, SR_REASON_PARTLY_COVERED);
		one_range(&m);
		add_region(&m, at(4) + deltas[i], at(8));
		assert_one(&m, SR_REASON_PARTLY_COVERED);
		/* A hole in the middle. */
		one_range(&m);
		add_region(&m, at(4), at(6));
		add_region(&m, at(6) + deltas[i], at(8));
		assert_one(&m, SR_REASON_PARTLY_COVERED);
	}
	/* Another region covers more, but not all of the rest. */
	one_range(&m);
	add_region(&m, at(4), at(5));
	add_region(&m, at(5), at(8) - 1)->committed = false;
	assert_one(&m, SR_REASON_PARTLY_COVERED);
}

static void test_not_delivered(void **unused)
{
	struct machine m;

	(void)unused;
	one_range(&m);
	add_region(&m, at(4), at(8))->committed = false;
	assert_one(&m, SR_REASON_NOT_DELIVERED);
	one_range(&m);
	add_region(&m, at(4), at(8))->is_volatile = false;
	assert_one(&m, SR_REASON_NOT_DELIVERED);
	one_range(&m);
	add_region(&m, at(4), at(8))->delivers = false;
	assert_one(&m, SR_REASON_NOT_DELIVERED);
	/* Half of it delivered, the other half not committed. */
	one_range(&m);
	add_region(&m, at(4), at(6));
	add_region(&m, at(6), at(8))->committed = false;
	assert_one(&m, SR_REASON_NOT_DELIVERED);
	/* Nothing delivered, and not all of it in a region. */
	one_range(&m);
	add_region(&m, at(4), at(4) + 1)->committed = false;
	assert_one(&m, SR_REASON_NOT_DELIVERED);
	/* A good region over the whole makes a bad one irrelevant. */
	one_range(&m);
	add_region(&m, at(4), at(8))->committed = false;
	add_region(&m, at(4), at(8));
	assert_one(&m, SR_REASON_COVERED);
}

/* Range 0 is fine; range 1 has a region for half of it; range 2 is fine. */
static void three_ranges(struct machine *m, enum sr_scope scope)
{
	machine_init(m);
	m->policy.scope = scope;
	add_window(m, at(0), at(16));
	add_range(m, at(0), at(4));
	add_range(m, at(4), at(8));
	add_range(m, at(8), at(12));
	add_region(m, at(0), at(4));
	add_region(m, at(4), at(6));
	add_region(m, at(8), at(12));
	add_region(m, at(14), at(15));
}

static void assert_releases(const struct machine *m, bool r0, bool r1, bool r2,
			    bool r3)
{
	assert_int_equal(m->regions[0].release, r0);
	assert_int_equal(m->regions[1].release, r1);
	assert_int_equal(m->regions[2].release, r2);
	assert_int_equal(m->regions[3].release, r3);
}

static void test_scope_system(void **unused)
{
	struct machine m;

	(void)unused;
	three_ranges(&m, SR_SCOPE_SYSTEM);
	add_range(&m, at(20), at(24));
	decide(&m);
	assert_verdict(&m, SR_VERDICT_GIVE_UP, SR_SCOPE_SYSTEM);
	assert_range(&m, 0, SR_REASON_COVERED, SR_OWNER_DAX);
	assert_range(&m, 1, SR_REASON_PARTLY_COVERED, SR_OWNER_DAX);
	assert_range(&m, 2, SR_REASON_COVERED, SR_OWNER_DAX);
	assert_range(&m, 3, SR_REASON_OUTSIDE_WINDOWS, SR_OWNER_DAX);
	assert_releases(&m, true, true, true, true);
	assert_false(m.out.scope_narrowed);
	assert_int_equal(m.out.first_mismatch, 1);
	assert_ledger(&m.out.ledger, 0, 16 * GRANULE, 0, 0);
}

static void test_scope_range(void **unused)
{
	struct machine m;

	(void)unused;
	three_ranges(&m, SR_SCOPE_RANGE);
	decide(&m);
	assert_verdict(&m, SR_VERDICT_GIVE_UP_RANGE, SR_SCOPE_RANGE);
	assert_range(&m, 0, SR_REASON_COVERED, SR_OWNER_CXL);
	assert_range(&m, 1, SR_REASON_PARTLY_COVERED, SR_OWNER_DAX);
	assert_range(&m, 2, SR_REASON_COVERED, SR_OWNER_CXL);
	assert_releases(&m, false, true, false, false);
	assert_false(m.out.scope_narrowed);
	assert_ledger(&m.out.ledger, 8 * GRANULE, 4 * GRANULE, 0, 0);
}

/* A region that is given up takes each range it touches with it, and so on. */
static void test_scope_range_spreads(void **unused)
{
	struct machine m;

	(void)unused;
	for (u64 over = 0; over < 2; over++) {
		three_ranges(&m, SR_SCOPE_RANGE);
		m.regions[1].at = machine_extent(at(4) - over, at(6));
		decide(&m);
		assert_range(&m, 0, SR_REASON_COVERED,
			     over ? SR_OWNER_DAX : SR_OWNER_CXL);
		assert_range(&m, 2, SR_REASON_COVERED, SR_OWNER_CXL);
		assert_releases(&m, over, true, false, false);
	}
	/* From range 2 over 1 to 0, against the direction of the addresses. */
	three_ranges(&m, SR_SCOPE_RANGE);
	m.regions[0].at = machine_extent(at(0), at(4) + 1);
	m.regions[1].at = machine_extent(at(4), at(8) + 1);
	m.regions[2].at = machine_extent(at(9), at(12));
	decide(&m);
	assert_range(&m, 0, SR_REASON_COVERED, SR_OWNER_DAX);
	assert_range(&m, 1, SR_REASON_COVERED, SR_OWNER_DAX);
	assert_range(&m, 2, SR_REASON_PARTLY_COVERED, SR_OWNER_DAX);
	assert_releases(&m, true, true, true, false);

	/* Regions that merely overlap each other do not pass it on. */
	machine_init(&m);
	m.policy.scope = SR_SCOPE_RANGE;
	add_window(&m, at(0), at(16));
	add_range(&m, at(0), at(4));
	add_range(&m, at(8), at(12));
	add_region(&m, at(0), at(6));
	add_region(&m, at(5), at(10));
	decide(&m);
	assert_range(&m, 0, SR_REASON_COVERED, SR_OWNER_CXL);
	assert_range(&m, 1, SR_REASON_PARTLY_COVERED, SR_OWNER_DAX);
	assert_false(m.regions[0].release);
	assert_true(m.regions[1].release);
}

/* Which region's use narrows the scope, and by what it is in use. */
static void test_narrowed(void **unused)
{
	static const size_t elsewhere[] = { 0, 2, 3 };
	struct machine m;

	(void)unused;
	for (size_t i = 0; i < 6; i++) {
		size_t by = elsewhere[i % 3];

		three_ranges(&m, SR_SCOPE_SYSTEM);
		if (i < 3)
			m.regions[by].in_use = true;
		else
			add_dax(&m, m.regions[by].at.end,
				m.regions[by].at.end + 1,
				SR_DAX_ON_REGION)->in_use = true;
		decide(&m);
		assert_verdict(&m, SR_VERDICT_GIVE_UP_RANGE, SR_SCOPE_RANGE);
		assert_true(m.out.scope_narrowed);
		assert_int_equal(m.out.narrowed_by, by);
		assert_true(m.regions[by].held);
		assert_range(&m, 0, SR_REASON_COVERED, SR_OWNER_CXL);
		assert_range(&m, 1, SR_REASON_PARTLY_COVERED, SR_OWNER_DAX);
		assert_releases(&m, false, true, false, false);
		assert_int_equal(m.out.n_busy, 0);
	}
	/* A dax device in use that stands on no region holds no region. */
	three_ranges(&m, SR_SCOPE_SYSTEM);
	add_dax(&m, at(14), at(15), SR_DAX_ON_OUR_HMEM)->in_use = true;
	decide(&m);
	assert_verdict(&m, SR_VERDICT_GIVE_UP, SR_SCOPE_SYSTEM);
	/* One beside the region does not, either. */
	three_ranges(&m, SR_SCOPE_SYSTEM);
	add_dax(&m, at(15), at(16), SR_DAX_ON_REGION)->in_use = true;
	decide(&m);
	assert_verdict(&m, SR_VERDICT_GIVE_UP, SR_SCOPE_SYSTEM);
	/* Without a mismatch, use does no harm. */
	three_ranges(&m, SR_SCOPE_SYSTEM);
	m.regions[1].at.end = at(8) - 1;
	m.regions[0].in_use = true;
	decide(&m);
	assert_verdict(&m, SR_VERDICT_CXL, SR_SCOPE_SYSTEM);
	assert_false(m.out.scope_narrowed);
}

static void test_busy(void **unused)
{
	struct machine m;

	(void)unused;
	for (int scope = SR_SCOPE_SYSTEM; scope <= SR_SCOPE_RANGE; scope++) {
		three_ranges(&m, (enum sr_scope)scope);
		m.regions[1].in_use = true;
		decide(&m);
		assert_verdict(&m, SR_VERDICT_BUSY, (enum sr_scope)scope);
		assert_range(&m, 0, SR_REASON_COVERED, SR_OWNER_CXL);
		assert_range(&m, 1, SR_REASON_PARTLY_COVERED,
			     SR_OWNER_UNCHANGED);
		assert_true(m.ranges[1].busy);
		assert_false(m.ranges[0].busy);
		assert_int_equal(m.out.n_busy, 1);
		assert_false(m.out.scope_narrowed);
		assert_releases(&m, false, false, false, false);
		assert_int_equal(m.n_steps, 0);
		/* As it is: the region delivers its half. */
		assert_ledger(&m.ranges[1].ledger, 2 * GRANULE, 0, 0,
			      2 * GRANULE);
	}
	/* In use elsewhere as well: busy, and narrowed by that. */
	three_ranges(&m, SR_SCOPE_SYSTEM);
	m.regions[1].in_use = true;
	m.regions[2].in_use = true;
	decide(&m);
	assert_verdict(&m, SR_VERDICT_BUSY, SR_SCOPE_RANGE);
	assert_true(m.out.scope_narrowed);
	assert_int_equal(m.out.narrowed_by, 2);
}

/* What is in use keeps all that hangs together with it; the rest goes. */
static void test_busy_among_others(void **unused)
{
	struct machine m;

	(void)unused;
	for (int scope = SR_SCOPE_SYSTEM; scope <= SR_SCOPE_RANGE; scope++) {
		three_ranges(&m, (enum sr_scope)scope);
		m.regions[1].at.start = at(4) - 1;
		m.regions[0].in_use = true;
		m.regions[2].at.end--;
		decide(&m);
		assert_verdict(&m, SR_VERDICT_GIVE_UP_RANGE, SR_SCOPE_RANGE);
		assert_range(&m, 0, SR_REASON_COVERED, SR_OWNER_CXL);
		assert_range(&m, 1, SR_REASON_PARTLY_COVERED,
			     SR_OWNER_UNCHANGED);
		assert_range(&m, 2, SR_REASON_PARTLY_COVERED, SR_OWNER_DAX);
		assert_int_equal(m.out.n_busy, 1);
		assert_int_equal(m.out.n_mismatched, 2);
		assert_releases(&m, false, false, true, false);
		assert_int_equal(m.out.scope_narrowed,
				 scope == SR_SCOPE_SYSTEM);
	}
	assert_int_equal(m.out.narrowed_by, 0);
}

/* A mismatch that a dax device serves already forces nothing. */
static void test_served(void **unused)
{
	struct machine m;

	(void)unused;
	for (int kind = SR_DAX_ON_MAINLINE_HMEM; kind <= SR_DAX_ON_OTHER;
	     kind++) {
		three_ranges(&m, SR_SCOPE_SYSTEM);
		add_dax(&m, at(4), at(8), (enum sr_dax_parent)kind);
		decide(&m);
		assert_verdict(&m, SR_VERDICT_GIVE_UP_RANGE, SR_SCOPE_RANGE);
		assert_range(&m, 0, SR_REASON_COVERED, SR_OWNER_CXL);
		assert_range(&m, 1, SR_REASON_PARTLY_COVERED, SR_OWNER_DAX);
		assert_true(m.ranges[1].served);
		assert_releases(&m, false, false, false, false);
		assert_int_equal(m.n_steps, 0);
		assert_ledger(&m.ranges[1].ledger, 0, 4 * GRANULE, 0, 0);
	}
	/* On a region, or refused, it does not count. */
	three_ranges(&m, SR_SCOPE_SYSTEM);
	add_dax(&m, at(4), at(8), SR_DAX_ON_REGION);
	decide(&m);
	assert_verdict(&m, SR_VERDICT_GIVE_UP, SR_SCOPE_SYSTEM);
	three_ranges(&m, SR_SCOPE_SYSTEM);
	add_dax(&m, at(4), at(8), SR_DAX_ON_OUR_HMEM)->usable = false;
	decide(&m);
	assert_verdict(&m, SR_VERDICT_GIVE_UP, SR_SCOPE_SYSTEM);
	/* A granule short, it does not serve the range. */
	three_ranges(&m, SR_SCOPE_SYSTEM);
	add_dax(&m, at(4), at(7), SR_DAX_ON_OUR_HMEM);
	decide(&m);
	assert_verdict(&m, SR_VERDICT_GIVE_UP, SR_SCOPE_SYSTEM);
	assert_false(m.ranges[1].served);
	/* What alignment forbids need not be served. */
	three_ranges(&m, SR_SCOPE_SYSTEM);
	m.ranges[1].at.end -= 1;
	add_dax(&m, at(4), at(7), SR_DAX_ON_OUR_HMEM);
	decide(&m);
	assert_true(m.ranges[1].served);
	assert_ledger(&m.ranges[1].ledger, 0, 3 * GRANULE, GRANULE - 1, 0);
}

/* After giving up, the same facts without CXL must be at rest. */
static void test_settled(void **unused)
{
	struct machine m;

	(void)unused;
	for (int scope = SR_SCOPE_SYSTEM; scope <= SR_SCOPE_RANGE; scope++) {
		three_ranges(&m, (enum sr_scope)scope);
		m.facts.n_regions = 0;
		m.facts.cxl_active = false;
		decide(&m);
		assert_verdict(&m, SR_VERDICT_GIVE_UP, SR_SCOPE_SYSTEM);
		assert_int_equal(m.n_steps, 6);
		assert_step(&m, 0, SR_STEP_ADD_HMEM, 0, at(0), at(4));
		for (u64 i = 0; i < 3; i++)
			add_dax(&m, at(4 * i), at(4 * i + 4),
				SR_DAX_ON_OUR_HMEM);
		decide(&m);
		assert_verdict(&m, SR_VERDICT_GIVE_UP, SR_SCOPE_SYSTEM);
		assert_int_equal(m.n_steps, 0);
		assert_ledger(&m.out.ledger, 0, 12 * GRANULE, 0, 0);
	}
}

static void test_tags(void **unused)
{
	(void)unused;
	assert_string_equal(sr_reason_tag(SR_REASON_NOT_DELIVERED),
			    "not-delivered");
	assert_string_equal(sr_owner_tag(SR_OWNER_UNCHANGED), "unchanged");
	assert_string_equal(sr_verdict_tag(SR_VERDICT_GIVE_UP_RANGE),
			    "give-up-range");
	assert_string_equal(sr_scope_tag(SR_SCOPE_RANGE), "range");
	assert_string_equal(sr_step_tag(SR_STEP_VERIFY_DAX), "verify-dax");
	assert_string_equal(sr_reason_tag(SR_REASONS), "unknown");
	assert_string_equal(sr_verdict_text(SR_VERDICTS), "unknown");
	for (int i = 0; i < SR_REASONS; i++) {
		assert_string_not_equal(sr_reason_tag((enum sr_reason)i),
					"unknown");
		assert_non_null(sr_reason_text((enum sr_reason)i));
	}
	for (int i = 0; i < SR_VERDICTS; i++)
		assert_non_null(sr_verdict_text((enum sr_verdict)i));
	for (int i = 0; i < SR_STEP_KINDS; i++)
		assert_non_null(sr_step_tag((enum sr_step_kind)i));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_ranges),
		cmocka_unit_test(test_outside_windows),
		cmocka_unit_test(test_covered),
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_kept_words),
		cmocka_unit_test(test_covered_by_windows),
		cmocka_unit_test(test_straddles),
		cmocka_unit_test(test_no_region),
		cmocka_unit_test(test_partly_covered),
		cmocka_unit_test(test_not_delivered),
		cmocka_unit_test(test_scope_system),
		cmocka_unit_test(test_scope_range),
		cmocka_unit_test(test_scope_range_spreads),
		cmocka_unit_test(test_narrowed),
		cmocka_unit_test(test_busy),
		cmocka_unit_test(test_busy_among_others),
		cmocka_unit_test(test_served),
		cmocka_unit_test(test_settled),
		cmocka_unit_test(test_tags),
	};

	return cmocka_run_group_tests_name("rule", tests, NULL, NULL);
}
