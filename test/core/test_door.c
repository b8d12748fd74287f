// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: the ruling at the door: one machine that is barred, and for each
 * condition one that fails it alone and is let in.
 */
#include "core_fixture.h"

#include "door.h"

#define GB ((u64)1 << 30)
#define MB ((u64)1 << 20)
#define BASE (4 * GB)

/* Two devices of 512 MiB; the second has two decoders behind one of the bridge. */
struct door_machine {
	struct sr_door_range range;
	struct sr_door_window window;
	struct sr_door_decoder decoders[6];
	struct sr_door_facts facts;
};

static struct sr_door_decoder decoder(u64 start, u64 size, u32 port,
				      bool is_device)
{
	return (struct sr_door_decoder) {
		.at = { start, start + size - 1 },
		.bridge = 12, .port = port, .ways = 1, .is_device = is_device,
	};
}

static void set_up(struct door_machine *m)
{
	memset(m, 0, sizeof(*m));
	m->range.at = (struct sr_extent) { BASE, BASE + GB - 1 };
	m->range.listed = SR_YES;
	m->range.has_node = SR_YES;
	m->window.at = m->range.at;
	m->window.forbids_persistent = true;
	m->decoders[0] = decoder(BASE, 512 * MB, 0, false);
	m->decoders[1] = decoder(BASE + 512 * MB, 512 * MB, 1, false);
	m->decoders[2] = decoder(BASE, 512 * MB, 0, true);
	m->decoders[3] = decoder(BASE + 512 * MB, 256 * MB, 1, true);
	m->decoders[4] = decoder(BASE + 768 * MB, 256 * MB, 1, true);
	m->facts = (struct sr_door_facts) {
		.has_root = true,
		.hmem_platform = SR_YES,
		.dax_hmem = SR_YES,
		.registers = SR_YES,
		.over_capacity = SR_NO,
		.accelerator = SR_NO,
		.ranges = &m->range, .n_ranges = 1,
		.windows = &m->window, .n_windows = 1,
		.decoders = m->decoders, .n_decoders = 5,
	};
}

static void assert_ruling(const struct door_machine *m, bool bar,
			  enum sr_door_reason reason)
{
	struct sr_door_ruling ruling;

	sr_door_rule(&m->facts, &ruling);
	assert_string_equal(sr_door_tag(ruling.reason), sr_door_tag(reason));
	assert_int_equal(ruling.bar, bar);
}

static void test_not_covered(void **unused)
{
	struct sr_door_ruling ruling;
	struct door_machine m;

	(void)unused;
	set_up(&m);
	assert_ruling(&m, true, SR_DOOR_NOT_COVERED);
	sr_door_rule(&m.facts, &ruling);
	assert_true(ruling.has_at);
	assert_int_equal(ruling.at.start, BASE);
	assert_int_equal(sr_door_routed(&m.facts), SR_YES);
}

static void test_straddles(void **unused)
{
	struct door_machine m;

	(void)unused;
	set_up(&m);
	m.window.at.end -= 256 * MB;
	assert_ruling(&m, true, SR_DOOR_STRADDLES);
	m.window.at = (struct sr_extent) { BASE + 256 * MB, BASE + 2 * GB };
	assert_ruling(&m, true, SR_DOOR_STRADDLES);
}

/* Well described: a region for each device, in one window or in two. */
static void set_up_healthy(struct door_machine *m)
{
	set_up(m);
	m->decoders[3] = decoder(BASE + 512 * MB, 512 * MB, 1, true);
	m->facts.n_decoders = 4;
}

static void test_healthy(void **unused)
{
	struct sr_door_window windows[2];
	struct door_machine m;

	(void)unused;
	set_up_healthy(&m);
	assert_ruling(&m, false, SR_DOOR_NO_MISMATCH);
	windows[0] = m.window;
	windows[1] = m.window;
	windows[0].at.start += 512 * MB;
	windows[1].at.end -= 512 * MB;
	m.facts.windows = windows;
	m.facts.n_windows = 2;
	assert_ruling(&m, false, SR_DOOR_NO_MISMATCH);
}

/* High-bandwidth memory: CXL has no say, so keeping it out gains nothing. */
static void test_outside_windows(void **unused)
{
	struct door_machine m;

	(void)unused;
	set_up(&m);
	m.window.at = (struct sr_extent) { 64 * GB, 65 * GB - 1 };
	assert_ruling(&m, false, SR_DOOR_NO_MISMATCH);
}

static void test_verdict(void **unused)
{
	struct door_machine m;

	(void)unused;
	set_up_healthy(&m);
	m.facts.kept = SR_DOOR_KEPT_SAME;
	assert_ruling(&m, true, SR_DOOR_VERDICT);
	m.facts.kept = SR_DOOR_KEPT_CHANGED;
	assert_ruling(&m, false, SR_DOOR_KEPT_FOR_ANOTHER);
	m.facts.kept = SR_DOOR_KEPT_UNKNOWN;
	assert_ruling(&m, false, SR_DOOR_NOTHING_COMPARES);
}

/* Under lockdown, only what the verdict has recorded can show it. */
static void test_lockdown(void **unused)
{
	struct door_machine m;

	(void)unused;
	set_up(&m);
	m.facts.registers = SR_UNKNOWN;
	m.facts.over_capacity = SR_UNKNOWN;
	m.facts.n_decoders = 0;
	m.facts.kept = SR_DOOR_KEPT_SAME;
	assert_ruling(&m, false, SR_DOOR_REGISTERS);
	m.facts.kept_routed = SR_YES;
	assert_ruling(&m, true, SR_DOOR_VERDICT);
	m.window.forbids_persistent = false;
	assert_ruling(&m, false, SR_DOOR_VOLATILE);
	m.facts.kept_volatile = SR_YES;
	assert_ruling(&m, true, SR_DOOR_VERDICT);
	m.facts.kept = SR_DOOR_KEPT_UNKNOWN;
	assert_ruling(&m, false, SR_DOOR_NOTHING_COMPARES);
	m.facts.kept = SR_DOOR_KEPT_NONE;
	assert_ruling(&m, false, SR_DOOR_NO_MISMATCH);
	m.window.at.end -= 256 * MB;
	assert_ruling(&m, false, SR_DOOR_REGISTERS);
}

/* What a verdict recorded does not stand in for what can be read today. */
static void test_read_beats_record(void **unused)
{
	struct door_machine m;

	(void)unused;
	set_up(&m);
	m.facts.kept = SR_DOOR_KEPT_SAME;
	m.facts.kept_routed = SR_YES;
	m.facts.kept_volatile = SR_YES;
	m.facts.device_volatile = SR_NO;
	assert_ruling(&m, false, SR_DOOR_VOLATILE);
	m.facts.device_volatile = SR_UNKNOWN;
	m.facts.n_decoders = 4;
	assert_ruling(&m, false, SR_DOOR_ROUTES);
}

/* ---- one condition each ---- */

static void test_flags(void **unused)
{
	struct door_machine m;

	(void)unused;
	set_up(&m);
	m.facts.kdump = true;
	assert_ruling(&m, false, SR_DOOR_KDUMP);
	set_up(&m);
	m.facts.has_root = false;
	assert_ruling(&m, false, SR_DOOR_NO_ROOT);
	set_up(&m);
	m.facts.root_bound = true;
	assert_ruling(&m, false, SR_DOOR_BOUND);
	set_up(&m);
	m.facts.foreign_override = true;
	assert_ruling(&m, false, SR_DOOR_FOREIGN_OVERRIDE);
	set_up(&m);
	m.facts.n_ranges = 0;
	assert_ruling(&m, false, SR_DOOR_NO_RANGE);
}

/* Neither "no" nor "not known" is enough where "yes" is asked for. */
static void assert_needs_yes(size_t offset, enum sr_door_reason reason)
{
	struct door_machine m;

	for (int truth = SR_UNKNOWN; truth <= SR_NO; truth++) {
		set_up(&m);
		*(enum sr_truth *)((char *)&m + offset) =
			(enum sr_truth)truth;
		assert_ruling(&m, false, reason);
	}
}

static void test_hmem(void **unused)
{
	struct door_machine m;

	(void)unused;
	assert_needs_yes(offsetof(struct door_machine, facts.hmem_platform),
			 SR_DOOR_NO_HMEM_PLATFORM);
	assert_needs_yes(offsetof(struct door_machine, facts.dax_hmem),
			 SR_DOOR_NO_DAX_HMEM);
	assert_needs_yes(offsetof(struct door_machine, range.listed),
			 SR_DOOR_OTHER_LIST);
	assert_needs_yes(offsetof(struct door_machine, range.has_node),
			 SR_DOOR_NO_NODE);
	set_up(&m);
	m.range.at.start += MB;
	assert_ruling(&m, false, SR_DOOR_UNALIGNED);
	set_up(&m);
	m.range.at.end -= 4096;
	assert_ruling(&m, false, SR_DOOR_UNALIGNED);
}

static void test_accelerator(void **unused)
{
	struct door_machine m;

	(void)unused;
	set_up(&m);
	m.facts.accelerator = SR_YES;
	assert_ruling(&m, false, SR_DOOR_ACCELERATOR);
	m.facts.accelerator = SR_UNKNOWN;
	assert_ruling(&m, false, SR_DOOR_ACCELERATOR);
}

static void test_volatile(void **unused)
{
	struct door_machine m;

	(void)unused;
	set_up(&m);
	m.window.forbids_persistent = false;
	assert_ruling(&m, false, SR_DOOR_VOLATILE);
	m.facts.device_volatile = SR_YES;
	assert_ruling(&m, true, SR_DOOR_NOT_COVERED);
	m.window.forbids_persistent = true;
	m.facts.device_volatile = SR_NO;
	assert_ruling(&m, false, SR_DOOR_VOLATILE);
	/* A record that is not of this machine shows nothing. */
	set_up(&m);
	m.window.forbids_persistent = false;
	m.facts.kept = SR_DOOR_KEPT_CHANGED;
	m.facts.kept_volatile = SR_YES;
	assert_ruling(&m, false, SR_DOOR_VOLATILE);
}

static void test_outside(void **unused)
{
	struct door_machine m;

	(void)unused;
	set_up(&m);
	m.facts.n_decoders = 6;
	m.decoders[5] = decoder(BASE + 2 * GB, 256 * MB, 0, true);
	assert_ruling(&m, false, SR_DOOR_OUTSIDE);
	m.decoders[5] = decoder(BASE + GB - 256 * MB, 512 * MB, 0, true);
	assert_ruling(&m, false, SR_DOOR_OUTSIDE);
}

static void test_routes(void **unused)
{
	struct door_machine m;

	(void)unused;
	set_up(&m);
	m.facts.n_decoders = 4;
	assert_int_equal(sr_door_routed(&m.facts), SR_NO);
	assert_ruling(&m, false, SR_DOOR_ROUTES);
	set_up(&m);
	m.decoders[4].port = 0;
	assert_ruling(&m, false, SR_DOOR_ROUTES);
	set_up(&m);
	m.decoders[4].bridge = 13;
	assert_ruling(&m, false, SR_DOOR_ROUTES);
	set_up(&m);
	m.decoders[4].at.start -= MB;
	assert_ruling(&m, false, SR_DOOR_ROUTES);
	set_up(&m);
	m.decoders[1].ways = 2;
	assert_int_equal(sr_door_routed(&m.facts), SR_UNKNOWN);
	assert_ruling(&m, false, SR_DOOR_ROUTES);
	set_up(&m);
	m.facts.over_capacity = SR_YES;
	assert_ruling(&m, false, SR_DOOR_ROUTES);
	m.facts.over_capacity = SR_UNKNOWN;
	assert_ruling(&m, false, SR_DOOR_ROUTES);
}

/* What is behind a switch is not followed, nor said to be uncovered. */
static void test_switches(void **unused)
{
	struct door_machine m;

	(void)unused;
	set_up(&m);
	m.facts.switches = true;
	assert_ruling(&m, false, SR_DOOR_NO_MISMATCH);
	m.window.at.end -= 256 * MB;
	assert_ruling(&m, false, SR_DOOR_ROUTES);
}

static void test_words(void **unused)
{
	(void)unused;
	for (int i = 0; i < SR_DOOR_REASONS; i++) {
		assert_non_null(sr_door_tag((enum sr_door_reason)i));
		assert_true(*sr_door_text((enum sr_door_reason)i) != '\0');
		for (int j = 0; j < i; j++)
			assert_string_not_equal(
				sr_door_tag((enum sr_door_reason)i),
				sr_door_tag((enum sr_door_reason)j));
	}
	assert_string_equal(sr_door_tag(SR_DOOR_REASONS), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_not_covered),
		cmocka_unit_test(test_straddles),
		cmocka_unit_test(test_healthy),
		cmocka_unit_test(test_outside_windows),
		cmocka_unit_test(test_verdict),
		cmocka_unit_test(test_lockdown),
		cmocka_unit_test(test_read_beats_record),
		cmocka_unit_test(test_flags),
		cmocka_unit_test(test_hmem),
		cmocka_unit_test(test_accelerator),
		cmocka_unit_test(test_volatile),
		cmocka_unit_test(test_outside),
		cmocka_unit_test(test_routes),
		cmocka_unit_test(test_switches),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
