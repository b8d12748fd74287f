// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: a whole machine: the facts for the rule that come of what was read, the
 * hardware section of its capture, and machines that cannot be read.
 */
#include "made_machine.h"

#include "rule.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static void test_facts(void **state)
{
	struct fixture *f = *state;
	struct sr_facts *facts;

	make_machine(f);
	assert_int_equal(f->system->running.n_omissions, 0);
	assert_string_equal(f->system->running.release, "6.12.1");
	assert_int_equal(sr_system_facts(f->system, &facts), 0);
	assert_true(facts->cxl_active);
	assert_true(facts->hmem_active);
	assert_int_equal(facts->n_ranges, 1);
	assert_int_equal(facts->ranges[0].at.start, 0x110000000);
	assert_int_equal(facts->ranges[0].at.end, 0x14fffffff);
	assert_true(facts->ranges[0].in_iomem);
	assert_int_equal(facts->n_ram, 1);
	assert_int_equal(facts->ram[0].end, 0x7fffffff);
	assert_int_equal(facts->n_windows, 1);
	assert_int_equal(facts->windows[0].end, 0x14fffffff);
	assert_int_equal(facts->n_regions, 1);
	assert_int_equal(facts->regions[0].at.end, 0x12fffffff);
	assert_true(facts->regions[0].committed);
	assert_true(facts->regions[0].is_volatile);
	assert_true(facts->regions[0].delivers);
	assert_true(facts->regions[0].in_use);
	assert_int_equal(facts->n_daxes, 2);
	assert_int_equal(facts->daxes[0].parent, SR_DAX_ON_REGION);
	assert_int_equal(facts->daxes[0].at.start, 0x110000000);
	assert_true(facts->daxes[0].in_use);
	assert_true(facts->daxes[0].usable);
	assert_int_equal(facts->daxes[1].parent, SR_DAX_ON_MAINLINE_HMEM);
	assert_int_equal(facts->daxes[1].id, 1);
	assert_false(facts->daxes[1].usable);
	assert_false(facts->daxes[1].in_use);
	assert_route(facts, 0x110000000, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE);
	assert_route(facts, 0x12fffffff, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE);
	assert_route(facts, 0x130000000, SR_ROUTE_UNROUTED, SR_ROUTE_WHY_NO_DECODER);
	sr_facts_free(facts);
}

static void assert_node(const struct sr_facts *facts, size_t i, u64 start,
			u64 end, u32 id)
{
	assert_true(i < facts->n_nodes);
	assert_int_equal(facts->nodes[i].at.start, start);
	assert_int_equal(facts->nodes[i].at.end, end);
	assert_int_equal(facts->nodes[i].id, id);
}

/* Nodes as Linux makes them: the SRAT's, and one for each other window. */
static void test_nodes(void **state)
{
	static struct sr_affinity srat[] = {
		{ .start = 0x130000000, .size = 0x1000, .domain = 7,
		  .enabled = true },
		{ .start = 0, .size = 0x80000000, .domain = 0,
		  .enabled = true },
		{ .start = 0x500000000, .size = 0x1000, .domain = 9 },
	};
	static struct sr_window windows[] = {
		{ .start = 0x110000000, .size = 0x40000000 },
		{ .start = 0x200000000, .size = 0x10000000 },
		{ .start = 0x210000000, .size = 0x10000000 },
	};
	struct sr_platform platform = { .srat = srat, .n_srat = 3,
					.windows = windows, .n_windows = 3 };
	struct sr_facts facts = { .nodes = NULL };

	(void)state;
	assert_int_equal(sr_nodes_add(&platform, &facts), 0);
	assert_int_equal(facts.n_nodes, 4);
	assert_node(&facts, 0, 0, 0x7fffffff, 0);
	assert_node(&facts, 1, 0x110000000, 0x14fffffff, 7);
	assert_node(&facts, 2, 0x200000000, 0x20fffffff, 8);
	assert_node(&facts, 3, 0x210000000, 0x21fffffff, 9);
	free(facts.nodes);

	/* numa=off and no SRAT are the same to Linux: windows have no node. */
	facts = (struct sr_facts){ .nodes = NULL };
	platform.n_srat = 0;
	assert_int_equal(sr_nodes_add(&platform, &facts), 0);
	assert_int_equal(facts.n_nodes, 0);
}

/* With more entries than Linux has room for there are no nodes at all. */
static void test_too_many_nodes(void **state)
{
	struct sr_affinity *srat = calloc(3000, sizeof(*srat));
	struct sr_platform platform = { .srat = srat, .n_srat = 3000 };
	struct sr_facts facts = { .nodes = NULL };

	(void)state;
	assert_non_null(srat);
	for (u64 i = 0; i < 3000; i++)
		srat[i] = (struct sr_affinity){ .start = i << 21,
						.size = 1 << 21,
						.domain = (u32)i,
						.enabled = true };
	assert_int_equal(sr_nodes_add(&platform, &facts), 0);
	assert_int_equal(facts.n_nodes, 0);
	free(facts.nodes);
	free(srat);
}

/* ---- the hardware section ---- */

static void test_hardware_section(void **state)
{
	struct fixture *f = *state;
	const struct sr_platform *p;

	make_machine(f);
	p = f->system->platform;
	assert_int_equal(p->n_host_bridges, 1);
	assert_int_equal(p->host_bridges[0].uid, 12);
	assert_int_equal(p->host_bridges[0].root_ports, 12);
	assert_int_equal(p->host_bridges[0].n_decoders, 1);
	assert_int_equal(p->host_bridges[0].decoders[0].size, 0x20000000);
	assert_int_equal(p->host_bridges[0].decoders[0].n_targets, 1);
	assert_int_equal(p->host_bridges[0].decoders[0].targets[0], 0);
	assert_true(p->host_bridges[0].decoders[0].committed);
	assert_int_equal(p->n_devices, 1);
	assert_string_equal(p->devices[0].name, "mem0");
	assert_int_equal(p->devices[0].host_bridge, 12);
	assert_int_equal(p->devices[0].port, 0);
	assert_null(p->devices[0].switch_name);
	assert_int_equal(p->devices[0].serial, 0x1234);
	assert_int_equal(p->devices[0].volatile_size, 0x20000000);
	assert_int_equal(p->devices[0].n_decoders, 1);
	assert_int_equal(p->devices[0].decoders[0].start, 0x110000000);

	assert_int_equal(p->devices[0].decoders[0].skip, 0);

	fixture_file(f, ROOT "port1/endpoint2/decoder2.0/dpa_resource",
		     "0x10000000\n");
	fixture_read(f);
	p = f->system->platform;
	assert_int_equal(p->devices[0].decoders[0].skip, 0x10000000);

	/* a spare decoder is not worth a word, an odd one is */
	fixture_file(f, ROOT "port1/decoders_committed", "0\n");
	fixture_file(f, ROOT "port1/decoder1.0/size", "0x0\n");
	fixture_file(f, ROOT "port1/endpoint2/decoder2.0/size", "0x1000\n");
	fixture_read(f);
	p = f->system->platform;
	assert_int_equal(p->host_bridges[0].n_decoders, 0);
	assert_int_equal(p->devices[0].n_decoders, 0);
	assert_int_equal(f->system->running.n_omissions, 1);
	assert_omission(f, 0, "/sys/bus/cxl/devices/decoder2.0",
			"its registers are not all shown, or cannot be so");
}

static void test_hardware_targets(void **state)
{
	struct fixture *f = *state;

	make_machine(f);
	fixture_file(f, ROOT "port1/decoder1.0/interleave_ways", "2\n");
	fixture_read(f);
	assert_omission(f, 0, "/sys/bus/cxl/devices/decoder1.0",
			"its targets do not fit its interleave ways");
	fixture_file(f, ROOT "port1/decoder1.0/target_list", "11,0\n");
	fixture_read(f);
	assert_int_equal(f->system->running.n_omissions, 0);
	assert_int_equal(
		f->system->platform->host_bridges[0].decoders[0].targets[0],
		11);
}

/* The endpoint's port failed to probe: the device stays, with a word. */
static void test_hardware_no_endpoint(void **state)
{
	struct fixture *f = *state;

	make_machine(f);
	assert_int_equal(unlinkat(f->root, CXL_BUS "endpoint2", 0), 0);
	fixture_read(f);
	assert_int_equal(f->system->platform->n_devices, 1);
	assert_int_equal(f->system->platform->devices[0].n_decoders, 0);
	assert_omission(f, 0, "/sys/bus/cxl/devices/mem0",
			"it has no endpoint port, so its decoders are not shown");
	assert_int_equal(unlinkat(f->root, CXL_BUS "port1", 0), 0);
	fixture_read(f);
	assert_int_equal(f->system->platform->n_devices, 0);
	assert_omission(f, 0, "/sys/bus/cxl/devices/mem0",
			"which port it hangs on is not shown");
}

/* mem1 behind a switch on root port 11: port3 is the switch's port. */
static void test_hardware_switch(void **state)
{
	struct fixture *f = *state;
	const struct sr_platform *p;

	fixture_link(f, CXL_BUS "port3", TO_ROOT "/port1/port3");
	fixture_link(f, ROOT "port1/port3/uport", "../../0000:0f:00.0");
	fixture_link(f, ROOT "port1/port3/parent_dport",
		     "../../0000:0c:01.0");
	fixture_link(f, ROOT "port1/port3/dport5", "../../0000:10:05.0");
	fixture_link(f, CXL_BUS "mem1",
		     "../../../devices/pci0000:0c/0000:10:05.0/0000:11:00.0/mem1");
	fixture_file(f,
		"sys/devices/pci0000:0c/0000:10:05.0/0000:11:00.0/mem1/ram/size",
		"0x10000000\n");
	make_machine(f);
	p = f->system->platform;
	assert_int_equal(p->n_switches, 1);
	assert_string_equal(p->switches[0].name, "port3");
	assert_int_equal(p->switches[0].host_bridge, 12);
	assert_int_equal(p->switches[0].port, 11);
	assert_int_equal(p->switches[0].downstream_ports, 6);
	assert_int_equal(p->n_devices, 2);
	assert_string_equal(p->devices[1].switch_name, "port3");
	assert_int_equal(p->devices[1].port, 5);
	assert_false(p->devices[1].has_serial);
}

/* The same from a document's registers, where no kernel was seen. */
static void test_facts_of_document(void **state)
{
	struct fixture *f = *state;
	struct sr_facts *facts;
	struct sr_system *system;
	char path[100], error[256] = "";

	fixture_file(f, "doc.json",
		"{\"schema\":\"softreserve.platform/1\",\"name\":\"a\","
		"\"firmware\":{\"windows\":[{\"start\":\"0x100000000\","
		"\"size\":4294967296,\"targets\":[1]}]},\"hardware\":{"
		"\"host_bridges\":[{\"uid\":1,\"decoders\":["
		"{\"index\":0,\"start\":\"0x100000000\","
		"\"size\":268435456,\"targets\":[0]},"
		"{\"index\":1,\"start\":\"0x120000000\","
		"\"size\":268435456,\"targets\":[0]},"
		"{\"index\":2,\"start\":\"0x140000000\","
		"\"size\":1073741824,\"targets\":[0]}]}],"
		"\"devices\":[{\"name\":\"d\",\"host_bridge\":1,"
		"\"port\":0,\"volatile_size\":2147483648,\"decoders\":["
		"{\"index\":0,\"start\":\"0x100000000\","
		"\"size\":805306368},"
		"{\"index\":1,\"start\":\"0x140000000\","
		"\"size\":268435456},"
		"{\"index\":2,\"start\":\"0x160000000\","
		"\"size\":268435456}]}]}}");
	snprintf(path, sizeof(path), "%s/doc.json", f->path);
	if (sr_system_from_document(path, &system, error, sizeof(error)))
		fail_msg("%s", error);
	assert_int_equal(sr_system_facts(system, &facts), 0);
	assert_route(facts, 0x10fffffff, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE);
	assert_route(facts, 0x110000000, SR_ROUTE_UNROUTED, SR_ROUTE_WHY_NO_DECODER);
	assert_route(facts, 0x120000000, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE);
	assert_route(facts, 0x14fffffff, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE);
	assert_route(facts, 0x150000000, SR_ROUTE_MISROUTED, SR_ROUTE_WHY_NO_TAKER);
	assert_route(facts, 0x160000000, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE);
	assert_route(facts, 0x180000000, SR_ROUTE_UNROUTED, SR_ROUTE_WHY_NO_DECODER);
	sr_facts_free(facts);
	sr_system_free(system);
}

static bool facts_region_delivers(struct fixture *f)
{
	struct sr_facts *facts;
	bool delivers;

	assert_int_equal(sr_system_facts(f->system, &facts), 0);
	delivers = facts->regions[0].delivers;
	sr_facts_free(facts);
	return delivers;
}

static void test_facts_change(void **state)
{
	struct fixture *f = *state;
	struct sr_facts *facts;

	make_machine(f);
	/* translated: the endpoint decodes where no window is */
	fixture_file(f, ROOT "port1/endpoint2/decoder2.0/start", "0x0\n");
	fixture_file(f, ROOT "decoder0.0/region0/mode", "pmem\n");
	fixture_file(f, MEMORY "memory34/state", "offline\n");
	fixture_file(f, "sys/devices/platform/hmem.1/driver_override",
		     "hmem\n");
	fixture_file(f, "proc/cmdline", "quiet\n");
	fixture_read(f);
	assert_int_equal(sr_system_facts(f->system, &facts), 0);
	assert_route(facts, 0x110000000, SR_ROUTE_UNKNOWN, SR_ROUTE_WHY_TRANSLATED);
	assert_false(facts->regions[0].is_volatile);
	assert_true(facts->regions[0].in_use);
	assert_false(facts->daxes[0].in_use);
	assert_int_equal(facts->daxes[1].parent, SR_DAX_ON_OUR_HMEM);
	/* no Soft Reserved in the map: the module knows */
	assert_int_equal(facts->n_ranges, 1);
	assert_int_equal(facts->ranges[0].at.start, 0x110000000);
	sr_facts_free(facts);

	/* a region without a dax region delivers to nobody */
	assert_true(facts_region_delivers(f));
	assert_int_equal(unlinkat(f->root, "sys/bus/dax/devices/dax0.0", 0),
			 0);
	assert_int_equal(renameat(f->root,
				  ROOT "decoder0.0/region0/dax_region0",
				  f->root, "gone"), 0);
	fixture_read(f);
	assert_false(facts_region_delivers(f));

	/* the host bridge routes half of what the endpoint decodes */
	fixture_file(f, ROOT "port1/endpoint2/decoder2.0/start",
		     "0x110000000\n");
	fixture_file(f, ROOT "port1/decoder1.0/size", "0x10000000\n");
	fixture_read(f);
	assert_int_equal(sr_system_facts(f->system, &facts), 0);
	assert_route(facts, 0x110000000, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE);
	assert_route(facts, 0x11fffffff, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE);
	assert_route(facts, 0x120000000, SR_ROUTE_UNROUTED, SR_ROUTE_WHY_NO_DECODER);
	sr_facts_free(facts);

	/* not committed decoders route nothing */
	fixture_file(f, ROOT "port1/endpoint2/decoders_committed", "0\n");
	fixture_read(f);
	assert_int_equal(sr_system_facts(f->system, &facts), 0);
	assert_route(facts, 0x110000000, SR_ROUTE_MISROUTED, SR_ROUTE_WHY_NO_TAKER);
	sr_facts_free(facts);

	/* a memory device without an endpoint hides its decoders */
	assert_int_equal(unlinkat(f->root, CXL_BUS "endpoint2", 0), 0);
	fixture_read(f);
	assert_int_equal(sr_system_facts(f->system, &facts), 0);
	assert_route(facts, 0x110000000, SR_ROUTE_UNKNOWN, SR_ROUTE_WHY_UNREADABLE);
	sr_facts_free(facts);
}

static struct sr_ledger ledger_of(struct fixture *f)
{
	struct sr_ledger each[8], sum;
	struct sr_outcome outcome;
	struct sr_policy policy;
	struct sr_facts *facts;

	assert_int_equal(sr_system_facts(f->system, &facts), 0);
	assert_in_range(facts->n_ranges, 1, 8);
	sr_system_policy(f->system, &policy);
	assert_int_equal(sr_rule_decide(facts, &policy, &outcome), 0);
	assert_int_equal(sr_system_ledger(f->system, facts, &policy, each,
					  &sum), 0);
	/* the ruling still counts on it */
	assert_true(facts->regions[0].delivers);
	sr_facts_free(facts);
	return sum;
}

/* From 7.1 on mainline's fallback can keep a region's dax device from coming */
static void test_ledger_of_today(void **state)
{
	struct fixture *f = *state;
	struct sr_ledger with, without;

	make_machine(f);
	with = ledger_of(f);
	assert_int_equal(with.cxl, 0x20000000);
	assert_int_equal(unlinkat(f->root, "sys/bus/dax/devices/dax0.0", 0),
			 0);
	fixture_read(f);
	without = ledger_of(f);
	assert_int_equal(without.offered, with.offered);
	assert_int_equal(without.cxl, 0);
	assert_int_equal(without.stranded, with.stranded + 0x20000000);

	/* addresses are hidden from who is not root: the device is there */
	fixture_link(f, "sys/bus/dax/devices/dax0.0",
		     TO_ROOT "/decoder0.0/region0/dax_region0/dax0.0");
	assert_int_equal(renameat(f->root, ROOT "decoder0.0/region0/dax_region0/dax0.0/mapping0",
				  f->root, "hidden"), 0);
	fixture_read(f);
	assert_int_equal(ledger_of(f).cxl, 0x20000000);
}

/* An open file of device_dax may be of any of its devices. */
static void test_facts_device_dax(void **state)
{
	struct fixture *f = *state;
	struct sr_facts *facts;

	fixture_link(f, "sys/devices/platform/hmem.1/dax1.0/driver",
		     "../../../../bus/dax/drivers/device_dax");
	fixture_file(f, "sys/module/device_dax/refcnt", "0\n");
	make_machine(f);
	assert_int_equal(sr_system_facts(f->system, &facts), 0);
	assert_true(facts->daxes[1].usable);
	assert_false(facts->daxes[1].in_use);
	sr_facts_free(facts);
	fixture_file(f, "sys/module/device_dax/refcnt", "1\n");
	fixture_read(f);
	assert_int_equal(sr_system_facts(f->system, &facts), 0);
	assert_true(facts->daxes[1].in_use);
	sr_facts_free(facts);
}

static void test_empty_root(void **state)
{
	struct fixture *f = *state;
	struct sr_facts *facts;

	fixture_read(f);
	assert_omitted(f, "/proc/iomem", "No such file or directory");
	assert_omitted(f, "/sys/firmware/memmap",
		       "this kernel does not show it");
	assert_int_equal(sr_system_facts(f->system, &facts), 0);
	assert_int_equal(facts->n_ranges, 0);
	assert_int_equal(facts->n_routes, 0);
	sr_facts_free(facts);
}

static void test_no_root(void **state)
{
	struct sr_system *system = NULL;
	char error[256];

	(void)state;
	assert_int_equal(sr_system_read("/nonexistent/root", &system, error,
					sizeof(error)), -ENOENT);
	assert_string_equal(error,
			    "/nonexistent/root: No such file or directory");
	assert_null(system);
}

/* Live machine, written as a document, read back: written the same again. */
static void test_capture_round_trip(void **state)
{
	struct fixture *f = *state;
	struct sr_system *copy;
	struct sr_facts *facts;
	char path[100], error[256] = "", *once = NULL, *twice = NULL;
	size_t size;
	FILE *to;

	make_machine(f);
	sr_omit(&f->system->running, "/a", "because");
	to = open_memstream(&once, &size);
	assert_int_equal(sr_system_write(f->system, to), 0);
	fclose(to);
	fixture_file(f, "capture.json", once);
	snprintf(path, sizeof(path), "%s/capture.json", f->path);
	if (sr_system_from_document(path, &copy, error, sizeof(error)))
		fail_msg("%s", error);
	to = open_memstream(&twice, &size);
	assert_int_equal(sr_system_write(copy, to), 0);
	fclose(to);
	assert_string_equal(once, twice);
	assert_int_equal(sr_system_facts(copy, &facts), 0);
	assert_int_equal(facts->n_ranges, 1);
	assert_int_equal(facts->n_daxes, 2);
	assert_route(facts, 0x110000000, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE);
	sr_facts_free(facts);
	sr_system_free(copy);
	free(once);
	free(twice);
}

static void test_bad_document(void **state)
{
	struct fixture *f = *state;
	struct sr_system *system = NULL;
	char path[100], error[256], want[256];

	fixture_file(f, "doc.json",
		"{\"schema\":\"softreserve.platform/1\",\"name\":\"a\","
		"\"linux\":{\"regions\":[{\"name\":\"r\",\"start\":5}]}}");
	snprintf(path, sizeof(path), "%s/doc.json", f->path);
	assert_int_equal(sr_system_from_document(path, &system, error,
						 sizeof(error)), -EINVAL);
	snprintf(want, sizeof(want),
		 "%s: linux.regions[0].start: must be a hex string like \"0x1000\"",
		 path);
	assert_string_equal(error, want);
	assert_null(system);
}

/* Not root: what may not be read is stated, and is not zero. */
static void test_not_root(void **state)
{
	struct fixture *f = *state;
	const struct sr_running *r;

	make_machine(f);
	assert_int_equal(chmod(f->path, 0755), 0);
	assert_int_equal(fchmodat(f->root, ROOT "decoder0.0/start", 0, 0), 0);
	assert_int_equal(fchmodat(f->root,
		ROOT "decoder0.0/region0/dax_region0/dax0.0/mapping0/start",
		0, 0), 0);
	/* root reads everything: be nobody while reading */
	if (!getuid() && seteuid(65534))
		skip();
	fixture_read(f);
	if (!getuid())
		assert_int_equal(seteuid(0), 0);
	r = &f->system->running;
	assert_omitted(f, "/sys/bus/cxl/devices/decoder*/start",
		       "only root may read it");
	assert_omitted(f, "/sys/bus/dax/devices/dax*/mapping*",
		       "only root may read it");
	assert_false(r->decoders[0].start.known);
	assert_true(r->decoders[0].size.known);
	assert_true(r->decoders[1].start.known);
	assert_int_equal(r->daxes[0].n_mappings, 0);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_facts),
		TEST(test_nodes),
		TEST(test_too_many_nodes),
		TEST(test_hardware_section),
		TEST(test_hardware_targets),
		TEST(test_hardware_no_endpoint),
		TEST(test_hardware_switch),
		TEST(test_facts_of_document),
		TEST(test_facts_change),
		TEST(test_facts_device_dax),
		TEST(test_ledger_of_today),
		TEST(test_empty_root),
		cmocka_unit_test(test_no_root),
		TEST(test_capture_round_trip),
		TEST(test_bad_document),
		TEST(test_not_root),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("system", tests, NULL, NULL);
}
