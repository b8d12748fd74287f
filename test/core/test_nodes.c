// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: a device per NUMA node: where pieces are cut, and that nothing but that
 * depends on nodes.
 */
#include "core_fixture.h"

#include "dice.h"
#include "nodes.h"

#define MAX_STEPS 1024

static void add_node(struct machine *m, struct sr_numa_node *nodes, u64 start,
		     u64 end, u32 id)
{
	m->facts.nodes = nodes;
	nodes[m->facts.n_nodes++] = (struct sr_numa_node){
		.at = machine_extent(start, end), .id = id };
}

/* The range that mismatches, with CXL away, so that only devices are planned */
static void begin(struct machine *m)
{
	machine_init(m);
	m->facts.cxl_active = false;
	add_window(m, at(0), at(16));
	add_range(m, at(0), at(8));
}

static void a_device_per_node(void **unused)
{
	struct sr_numa_node nodes[8];
	struct machine m;

	(void)unused;
	begin(&m);
	add_node(&m, nodes, at(5), at(9), 7);
	add_node(&m, nodes, at(0), at(2), 1);
	/* firmware lists the memory of one node in pieces */
	add_node(&m, nodes, at(2), at(3), 1);
	/* and of a part it says nothing: from 3 to 4 */
	add_node(&m, nodes, at(4), at(5), 1);
	decide(&m);
	assert_int_equal(m.n_steps, 8);
	assert_step(&m, 0, SR_STEP_ADD_HMEM, 0, at(0), at(3));
	assert_step(&m, 1, SR_STEP_ADD_HMEM, 0, at(3), at(4));
	assert_step(&m, 2, SR_STEP_ADD_HMEM, 0, at(4), at(5));
	assert_step(&m, 3, SR_STEP_ADD_HMEM, 0, at(5), at(8));
	assert_step(&m, 4, SR_STEP_VERIFY_DAX, 0, at(0), at(3));
	assert_step(&m, 7, SR_STEP_VERIFY_DAX, 0, at(5), at(8));
	assert_ledger(&m.out.ledger, 0, 8 * GRANULE, 0, 0);
}

static void one_node_is_one_device(void **unused)
{
	struct sr_numa_node nodes[8];
	struct machine m;

	(void)unused;
	begin(&m);
	add_node(&m, nodes, at(0) - 4096, at(4), 3);
	add_node(&m, nodes, at(4), at(99), 3);
	decide(&m);
	assert_int_equal(m.n_steps, 2);
	assert_step(&m, 0, SR_STEP_ADD_HMEM, 0, at(0), at(8));
	assert_int_equal(m.facts.n_nodes, 1);
}

/* Within 2 MiB no device can end: nothing is lost for it. */
static void a_change_within_a_granule_loses_nothing(void **unused)
{
	struct sr_numa_node nodes[8];
	struct machine m;

	(void)unused;
	begin(&m);
	add_node(&m, nodes, at(0), at(3) + 4096, 0);
	add_node(&m, nodes, at(3) + 4096, at(3) + 8192, 1);
	add_node(&m, nodes, at(3) + 8192, at(8), 2);
	decide(&m);
	assert_int_equal(m.n_steps, 4);
	assert_step(&m, 0, SR_STEP_ADD_HMEM, 0, at(0), at(4));
	assert_step(&m, 1, SR_STEP_ADD_HMEM, 0, at(4), at(8));
	assert_ledger(&m.out.ledger, 0, 8 * GRANULE, 0, 0);
}

static void malformed_nodes_are_refused(void **unused)
{
	struct sr_numa_node nodes[8];
	struct machine m;

	(void)unused;
	begin(&m);
	add_node(&m, nodes, at(0), at(8), 0);
	add_node(&m, nodes, at(2), at(3), 1);
	nodes[1].at.end = at(1);
	assert_int_equal(sr_rule_decide(&m.facts, &m.policy, &m.out), -EINVAL);
	assert_int_equal(m.out.bad_array, SR_ARRAY_NODES);
	assert_int_equal(m.out.bad_index, 1);
}

/* What @steps add, byte for byte of the platform's address space. */
static u64 added(const struct sr_step *steps, size_t n)
{
	u64 bytes = 0;

	for (size_t i = 0; i < n; i++)
		if (steps[i].kind == SR_STEP_ADD_HMEM)
			bytes += steps[i].at.end - steps[i].at.start + 1;
	return bytes;
}

static void throw_nodes(struct dice *dice, const struct dice_platform *p,
			struct sr_numa_node *nodes, size_t *n)
{
	u64 pos = p->base;

	/* Some platforms reach up to the last address. */
	for (*n = 0; *n < ORACLE_MAX && pos < U64_MAX - 32; (*n)++) {
		struct sr_numa_node *node = &nodes[*n];

		pos += dice_throw(dice, 3);
		node->at.start = pos;
		node->at.end = pos + dice_throw(dice, 9);
		node->id = dice_throw(dice, 3);
		pos = node->at.end + 1;
	}
}

/* Who owns what, and every figure, is the same whatever the nodes are. */
static void nothing_else_depends_on_nodes(void **unused)
{
	static struct sr_step steps[2][MAX_STEPS];
	struct sr_numa_node nodes[ORACLE_MAX];
	struct dice dice = { .state = 23 };
	size_t n[2], cut = 0;

	(void)unused;
	for (int i = 0; i < 20000; i++) {
		static struct dice_platform p, q;
		struct sr_outcome a, b;

		dice_platform(&dice, &p);
		dice_shuffle(&dice, &p, &q);
		throw_nodes(&dice, &p, nodes, &q.facts.n_nodes);
		q.facts.nodes = nodes;
		assert_int_equal(sr_rule_decide(&p.facts, &p.policy, &a),
				 sr_rule_decide(&q.facts, &q.policy, &b));
		assert_memory_equal(&a.ledger, &b.ledger, sizeof(a.ledger));
		assert_int_equal(a.verdict, b.verdict);
		assert_int_equal(sr_plan_make(&p.facts, &p.policy, &a,
					      steps[0], MAX_STEPS, &n[0]), 0);
		assert_int_equal(sr_plan_make(&q.facts, &q.policy, &b,
					      steps[1], MAX_STEPS, &n[1]), 0);
		assert_int_equal(added(steps[0], n[0]), added(steps[1], n[1]));
		assert_true(n[1] >= n[0]);
		cut += n[1] > n[0];
	}
	assert_true(cut > 100);
}

/* As the comment of numa_fill_memblks() and its code have it. */
static void windows_are_filled_as_linux_does(void **unused)
{
	struct sr_numa_node nodes[3] = { { { 20, 29 }, 0 }, { { 40, 49 }, 1 },
				    { { 90, 99 }, 2 } };
	struct sr_extent window = { 10, 69 }, other = { 70, 89 };

	(void)unused;
	assert_false(sr_nodes_fill(nodes, 3, &other));
	assert_true(sr_nodes_fill(nodes, 3, &window));
	assert_int_equal(nodes[0].at.start, 10);
	assert_int_equal(nodes[0].at.end, 29);
	assert_int_equal(nodes[1].at.start, 30);
	assert_int_equal(nodes[1].at.end, 69);
	assert_int_equal(nodes[2].at.start, 90);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_device_per_node),
		cmocka_unit_test(one_node_is_one_device),
		cmocka_unit_test(a_change_within_a_granule_loses_nothing),
		cmocka_unit_test(malformed_nodes_are_refused),
		cmocka_unit_test(nothing_else_depends_on_nodes),
		cmocka_unit_test(windows_are_filled_as_linux_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
