// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: HDM decoders from their registers, and what follows from them: good
 * machines, and those that lie or refuse.
 */
#include "sysroot_fixture.h"

#include "rule.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define DEVICES "sys/devices/"
#define HOST "pci0000:0c"
#define PORT HOST "/0000:0c:00.0"
#define DEVICE PORT "/0000:0d:00.0"
#define OTHER_HOST "pci0000:00"
#define OTHER OTHER_HOST "/0000:00:1f.0"
#define SERIAL "0x77\n"
#define BRIDGE_AT 0x20000
#define BLOCK 0x10000
#define HDM 0x1200
#define MIB256 0x10000000ULL

#define ROOT_PORT 4
#define UPSTREAM 5
#define DOWNSTREAM 6
#define ENDPOINT 0

static void put(unsigned char *at, uint64_t value, size_t size)
{
	memcpy(at, &value, size);
}

/* ---- registers ---- */

/* A block with room for two decoders that nobody has programmed. */
static void block_init(unsigned char *block)
{
	memset(block, 0, BLOCK);
	put(block + 0x1000, 1 | 2U << 24, 4);
	put(block + 0x1004, 2, 4);
	put(block + 0x1008, 5 | 0x200U << 20, 4);
	put(block + HDM, 1, 4);
	put(block + HDM + 4, 2, 4);
}

static void block_decoder(unsigned char *block, unsigned int index,
			  uint64_t start, uint64_t size, uint32_t ctrl,
			  uint64_t tail)
{
	unsigned char *at = block + HDM + 0x10 + 0x20 * index;

	put(at, start, 8);
	put(at + 8, size, 8);
	put(at + 16, ctrl, 4);
	put(at + 20, tail, 8);
}

#define COMMITTED (1U << 9 | 1U << 10)

/* ---- the machine ---- */

static void function(struct fixture *f, const char *path, unsigned int kind,
		     unsigned int port)
{
	unsigned char config[4096] = { 0 };
	char name[200], target[200];

	put(config + 4, 0x00100002, 4);
	config[0x34] = 0x40;
	put(config + 0x40, 0x0001, 4);
	config[0x41] = 0x60;
	put(config + 0x60, 0x10 | kind << 20, 4);
	put(config + 0x6c, (uint32_t)port << 24, 4);
	/* a capability before the locator, which is the second block in BAR 2 */
	put(config + 0x100, 0x0003 | 0x200U << 20, 4);
	put(config + 0x200, 0x0023 | 0x300U << 20, 4);
	put(config + 0x204, 0x1e98 | 0x3cU << 20, 4);
	put(config + 0x20c, 4, 4);
	put(config + 0x300, 0x0023, 4);
	put(config + 0x304, 0x1e98 | 0x1cU << 20, 4);
	put(config + 0x308, 8, 4);
	put(config + 0x30c, 0x0300, 4);
	put(config + 0x314, 0x0102 | BLOCK, 4);
	snprintf(name, sizeof(name), DEVICES "%s/config", path);
	fixture_bytes(f, name, config, sizeof(config));
	snprintf(name, sizeof(name), "sys/bus/pci/devices/%s",
		 strrchr(path, '/') + 1);
	snprintf(target, sizeof(target), "../../../devices/%s", path);
	fixture_link(f, name, target);
}

/* Its registers are behind another block of the same BAR. */
static void registers(struct fixture *f, const char *path,
		      const unsigned char *block)
{
	static unsigned char bar[2 * BLOCK];
	char name[200];

	memset(bar, 0xee, BLOCK);
	memcpy(bar + BLOCK, block, BLOCK);
	snprintf(name, sizeof(name), DEVICES "%s/resource2", path);
	fixture_bytes(f, name, bar, sizeof(bar));
}

static void bridge_registers(struct fixture *f, const unsigned char *block)
{
	static unsigned char memory[BRIDGE_AT + BLOCK];

	memcpy(memory + BRIDGE_AT, block, BLOCK);
	fixture_bytes(f, "dev/mem", memory, sizeof(memory));
}

static void memdev(struct fixture *f, const char *name, const char *path)
{
	char file[200], target[200];

	snprintf(file, sizeof(file), DEVICES "%s/%s/ram/size", path, name);
	fixture_file(f, file, "0x20000000\n");
	snprintf(file, sizeof(file), DEVICES "%s/%s/serial", path, name);
	fixture_file(f, file, SERIAL);
	snprintf(file, sizeof(file), "sys/bus/cxl/devices/%s", name);
	snprintf(target, sizeof(target), "../../../devices/%s/%s", path, name);
	fixture_link(f, file, target);
}

/* Two host bridges, of which only 12 is there, and a window of 512 MiB. */
static void cedt(struct fixture *f)
{
	unsigned char t[36 + 2 * 32 + 40] = { 'C', 'E', 'D', 'T' };
	unsigned char sum = 0;
	size_t i;

	put(t + 4, sizeof(t), 4);
	for (i = 0; i < 2; i++) {
		unsigned char *chbs = t + 36 + 32 * i;

		put(chbs + 2, 32, 2);
		put(chbs + 4, i ? 12 : 99, 4);
		put(chbs + 8, 1, 4);
		put(chbs + 16, i ? BRIDGE_AT : 0x7000000, 8);
		put(chbs + 24, BLOCK, 8);
	}
	t[100] = 1;
	put(t + 102, 40, 2);
	put(t + 108, 0x110000000, 8);
	put(t + 116, 2 * MIB256, 8);
	put(t + 132, 0xf, 2);
	put(t + 136, 12, 4);
	for (i = 0; i < sizeof(t); i++)
		sum = (unsigned char)(sum + t[i]);
	t[9] = (unsigned char)-sum;
	fixture_bytes(f, "sys/firmware/acpi/tables/CEDT", t, sizeof(t));
}

static unsigned char block[BLOCK];

/* What is no part of these tests has to be there, or it is an omission. */
static void rest(struct fixture *f)
{
	fixture_file(f, "proc/sys/kernel/osrelease", "6.12.1\n");
	fixture_file(f, "proc/cmdline", "quiet\n");
	fixture_file(f, "proc/iomem", "00001000-00001fff : System RAM\n");
	fixture_file(f, "sys/firmware/memmap/0/start", "0x110000000\n");
	fixture_file(f, "sys/firmware/memmap/0/end", "0x12fffffff\n");
	fixture_file(f, "sys/firmware/memmap/0/type", "Soft Reserved\n");
	fixture_file(f, "sys/devices/system/memory/block_size_bytes",
		     "8000000\n");
	fixture_file(f, DEVICES HOST "/firmware_node/uid", "12\n");
}

static void machine(struct fixture *f)
{
	rest(f);
	cedt(f);
	function(f, PORT, ROOT_PORT, 3);
	function(f, DEVICE, ENDPOINT, 0);
	memdev(f, "mem0", DEVICE);
	block_init(block);
	block_decoder(block, 0, 0x110000000, 2 * MIB256,
		      COMMITTED | 1U << 8, 0x3);
	block_decoder(block, 1, 0, 0, COMMITTED, 0x3);
	bridge_registers(f, block);
	block_init(block);
	block_decoder(block, 0, 0x110000000, MIB256, COMMITTED | 1, MIB256);
	/* commit was asked for here, and did not come about */
	block_decoder(block, 1, 0x120000000, MIB256, 1U << 9 | 1U << 4, 0);
	registers(f, DEVICE, block);
}

static void assert_no_omissions(const struct fixture *f)
{
	size_t i;

	for (i = 0; i < f->system->running.n_omissions; i++)
		print_error("%s: %s\n", f->system->running.omissions[i].fact,
			    f->system->running.omissions[i].why);
	assert_int_equal(f->system->running.n_omissions, 0);
}

static void test_whole_machine(void **state)
{
	struct fixture *f = *state;
	const struct sr_platform *p;
	const struct sr_decoder *d;

	machine(f);
	fixture_read(f);
	assert_no_omissions(f);
	assert_true(f->system->running.registers_read);
	p = f->system->platform;
	assert_int_equal(p->n_host_bridges, 1);
	assert_int_equal(p->host_bridges[0].uid, 12);
	assert_int_equal(p->host_bridges[0].root_ports, 4);
	/* the one of size zero is committed, so it counts */
	assert_int_equal(p->host_bridges[0].n_decoders, 2);
	d = p->host_bridges[0].decoders;
	assert_int_equal(d[0].start, 0x110000000);
	assert_int_equal(d[0].size, 2 * MIB256);
	assert_int_equal(d[0].ways, 1);
	assert_int_equal(d[0].granularity, 256);
	assert_int_equal(d[0].n_targets, 1);
	assert_int_equal(d[0].targets[0], 3);
	assert_true(d[0].committed);
	assert_true(d[0].locked);
	assert_int_equal(d[1].index, 1);
	assert_int_equal(d[1].size, 0);
	assert_true(d[1].committed);
	assert_int_equal(p->n_devices, 1);
	assert_string_equal(p->devices[0].name, "mem0");
	assert_int_equal(p->devices[0].serial, 0x77);
	assert_int_equal(p->devices[0].host_bridge, 12);
	assert_int_equal(p->devices[0].port, 3);
	assert_null(p->devices[0].switch_name);
	assert_int_equal(p->devices[0].n_decoders, 2);
	d = p->devices[0].decoders;
	assert_int_equal(d[0].granularity, 512);
	assert_int_equal(d[0].skip, MIB256);
	assert_int_equal(d[0].n_targets, 0);
	assert_int_equal(d[1].ways, 2);
	assert_false(d[1].committed);
	assert_null(p->routed);

	assert_leads(f, 0x11fffffff, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE);
	assert_leads(f, 0x120000000, SR_ROUTE_MISROUTED, SR_ROUTE_WHY_NO_TAKER);
}

/* What was written can be read, and leads to the same facts. */
static void test_document_of_registers(void **state)
{
	struct fixture *f = *state;
	char path[100], error[256] = "";
	struct sr_system *again;
	struct sr_facts *facts;
	FILE *to;

	machine(f);
	fixture_read(f);
	snprintf(path, sizeof(path), "%s/doc.json", f->path);
	to = fopen(path, "w");
	assert_non_null(to);
	assert_int_equal(sr_system_write(f->system, to), 0);
	assert_int_equal(fclose(to), 0);
	if (sr_system_from_document(path, &again, error, sizeof(error)))
		fail_msg("%s", error);
	assert_true(again->running.registers_read);
	assert_int_equal(sr_system_facts(again, &facts), 0);
	assert_route(facts, 0x11fffffff, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE);
	assert_route(facts, 0x120000000, SR_ROUTE_MISROUTED, SR_ROUTE_WHY_NO_TAKER);
	sr_facts_free(facts);
	sr_system_free(again);
}

static void test_switch(void **state)
{
	struct fixture *f = *state;
	const struct sr_platform *p;

	machine(f);
	function(f, HOST "/0000:0c:01.0", ROOT_PORT, 5);
	function(f, HOST "/0000:0c:01.0/0000:0e:00.0", UPSTREAM, 0);
	function(f, HOST "/0000:0c:01.0/0000:0e:00.0/0000:0f:02.0",
		 DOWNSTREAM, 2);
	function(f, HOST "/0000:0c:01.0/0000:0e:00.0/0000:0f:02.0/0000:10:00.0",
		 ENDPOINT, 0);
	memdev(f, "mem1",
	       HOST "/0000:0c:01.0/0000:0e:00.0/0000:0f:02.0/0000:10:00.0");
	block_init(block);
	registers(f, HOST "/0000:0c:01.0/0000:0e:00.0/0000:0f:02.0/0000:10:00.0",
		  block);
	block_decoder(block, 1, 0x120000000, MIB256, COMMITTED | 1U << 4,
		      0x0702);
	registers(f, HOST "/0000:0c:01.0/0000:0e:00.0", block);
	fixture_read(f);
	assert_no_omissions(f);
	p = f->system->platform;
	assert_int_equal(p->host_bridges[0].root_ports, 6);
	assert_int_equal(p->n_switches, 1);
	assert_int_equal(p->switches[0].host_bridge, 12);
	assert_int_equal(p->switches[0].port, 5);
	assert_int_equal(p->switches[0].downstream_ports, 8);
	assert_int_equal(p->switches[0].n_decoders, 1);
	assert_int_equal(p->switches[0].decoders[0].index, 1);
	assert_int_equal(p->switches[0].decoders[0].n_targets, 2);
	assert_int_equal(p->switches[0].decoders[0].targets[1], 7);
	assert_int_equal(p->n_devices, 2);
	assert_string_equal(p->devices[1].name, "mem1");
	assert_string_equal(p->devices[1].switch_name, p->switches[0].name);
	assert_int_equal(p->devices[1].port, 2);
	assert_int_equal(p->devices[1].n_decoders, 0);
}

/* Where registers are not to be had, the bus must do, and it says why. */
static void assert_refused(struct fixture *f, const char *why)
{
	char text[300];

	fixture_read(f);
	assert_false(f->system->running.registers_read);
	assert_int_equal(f->system->platform->n_host_bridges, 0);
	assert_int_equal(f->system->platform->n_devices, 0);
	snprintf(text, sizeof(text),
		 "which port it hangs on is not shown; its registers are not read: %s",
		 why);
	assert_omitted(f, "/sys/bus/cxl/devices/mem0", text);
}

static void test_not_root(void **state)
{
	struct fixture *f = *state;
	unsigned char config[64] = { 0 };

	machine(f);
	put(config + 4, 0x00100002, 4);
	config[0x34] = 0x40;
	fixture_bytes(f, DEVICES DEVICE "/config", config, sizeof(config));
	assert_refused(f,
		       "only root may read them, if Linux is not locked down");
}

/* Below a host that the CEDT does not name nothing leads to CXL memory. */
static void test_other_host(void **state)
{
	struct fixture *f = *state;
	unsigned char config[64] = { 0 };

	machine(f);
	function(f, OTHER, ENDPOINT, 0);
	put(config + 4, 0x00100002, 4);
	config[0x34] = 0x40;
	fixture_bytes(f, DEVICES OTHER "/config", config, sizeof(config));
	fixture_file(f, DEVICES OTHER_HOST "/firmware_node/uid", "13\n");
	fixture_read(f);
	assert_no_omissions(f);
	assert_true(f->system->running.registers_read);

	/* but one that does not say who it is may be named there */
	fixture_file(f, DEVICES OTHER_HOST "/firmware_node/uid", "AC0\n");
	assert_refused(f,
		       "only root may read them, if Linux is not locked down");
}

static void read_brief(struct fixture *f)
{
	char error[256];

	fixture_forget(f);
	sr_system_free(f->system);
	assert_int_equal(sr_system_read_brief(f->path, &f->system, error,
					      sizeof(error)), 0);
}

/*
 * A port of the bus is read only where the registers are not to be had, and a
 * serial number not at all.
 */
static void test_brief(void **state)
{
	struct fixture *f = *state;
	unsigned char config[64] = { 0 };
	struct sr_facts *whole, *brief;

	machine(f);
	fixture_file(f, "sys/bus/cxl/devices/port1/decoders_committed", "1\n");
	fixture_read(f);
	assert_int_equal(f->system->running.n_ports, 1);
	assert_true(f->system->running.memdevs[0].serial.known);
	assert_int_equal(sr_system_facts(f->system, &whole), 0);
	read_brief(f);
	assert_true(f->system->running.registers_read);
	assert_int_equal(f->system->running.n_ports, 0);
	assert_int_equal(f->system->running.n_memdevs, 1);
	assert_false(f->system->running.memdevs[0].serial.known);
	assert_true(f->system->running.memdevs[0].volatile_size.known);
	assert_int_equal(sr_system_facts(f->system, &brief), 0);
	assert_int_equal(brief->n_ranges, whole->n_ranges);
	assert_int_equal(brief->n_routes, whole->n_routes);
	assert_memory_equal(brief->routes, whole->routes,
			    brief->n_routes * sizeof(*brief->routes));
	sr_facts_free(whole);
	sr_facts_free(brief);
	put(config + 4, 0x00100002, 4);
	config[0x34] = 0x40;
	fixture_bytes(f, DEVICES DEVICE "/config", config, sizeof(config));
	read_brief(f);
	assert_false(f->system->running.registers_read);
	assert_int_equal(f->system->running.n_ports, 1);
}

static void test_asleep(void **state)
{
	struct fixture *f = *state;

	machine(f);
	fixture_file(f, DEVICES DEVICE "/power_state", "D3hot\n");
	assert_refused(f, "a component does not answer");
	fixture_file(f, DEVICES DEVICE "/power_state", "D0\n");
	fixture_read(f);
	assert_true(f->system->running.registers_read);
}

static void set_words(struct fixture *f, off_t at, uint16_t value)
{
	int fd = openat(f->root, DEVICES DEVICE "/config", O_WRONLY);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, &value, 2, at), 2);
	close(fd);
}

static void test_memory_decoding_off(void **state)
{
	struct fixture *f = *state;

	machine(f);
	set_words(f, 4, 0);
	assert_refused(f, "a component does not answer");
}

static void test_mute(void **state)
{
	struct fixture *f = *state;

	machine(f);
	memset(block, 0xff, BLOCK);
	registers(f, DEVICE, block);
	assert_refused(f, "a component does not answer");

	/* neither is a host bridge that is mute one without decoders */
	block_init(block);
	registers(f, DEVICE, block);
	memset(block, 0xff, BLOCK);
	bridge_registers(f, block);
	assert_refused(f, "a component does not answer");
}

/*
 * A device decodes by its HDM decoders only if it is told to. A lone root
 * port's bridge passes everything if it has no HDM decoders at all; one that
 * has them decodes, though none of them is committed.
 */
static void test_who_decodes(void **state)
{
	struct fixture *f = *state;
	static unsigned char other[BLOCK];

	machine(f);
	fixture_read(f);
	assert_leads(f, 0x110000000, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE);
	memcpy(other, block, BLOCK);
	put(other + HDM + 4, 0, 4);
	registers(f, DEVICE, other);
	fixture_read(f);
	assert_leads(f, 0x110000000, SR_ROUTE_UNKNOWN, SR_ROUTE_WHY_NOT_BY_HDM);
	registers(f, DEVICE, block);
	block_init(other);
	bridge_registers(f, other);
	fixture_read(f);
	assert_leads(f, 0x110000000, SR_ROUTE_UNROUTED, SR_ROUTE_WHY_NO_DECODER);
	put(other + 0x1008, 4 | 0x200U << 20, 4);
	bridge_registers(f, other);
	fixture_read(f);
	assert_leads(f, 0x110000000, SR_ROUTE_ROUTED, SR_ROUTE_WHY_NONE);
	set_words(f, 0x20c, 0);
	fixture_read(f);
	assert_leads(f, 0x110000000, SR_ROUTE_UNROUTED, SR_ROUTE_WHY_NO_DECODER);
}

static void test_short_file(void **state)
{
	struct fixture *f = *state;

	machine(f);
	fixture_bytes(f, DEVICES DEVICE "/resource2", block, 0x1000);
	assert_refused(f, "the file of a component's registers is too short");
}

static void test_no_meaning(void **state)
{
	static const struct {
		unsigned int at;
		uint32_t value;
	} bad[] = {
		/* ways, granularity, more decoders than there is room for */
		{ HDM + 0x20, COMMITTED | 5U << 4 },
		{ HDM + 0x20, COMMITTED | 7 },
		{ HDM, 13 },
	};
	struct fixture *f = *state;
	size_t i;

	machine(f);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		block_init(block);
		block_decoder(block, 0, 0x110000000, MIB256, COMMITTED, 0);
		put(block + bad[i].at, bad[i].value, 4);
		registers(f, DEVICE, block);
		assert_refused(f, "what they hold has no meaning");
	}
	block_init(block);
	block_decoder(block, 0, UINT64_MAX << 28, 2 * MIB256, COMMITTED, 0);
	registers(f, DEVICE, block);
	assert_refused(f, "what they hold has no meaning");
}

/* Lists that go round in circles, or out of the register block. */
static void test_endless_lists(void **state)
{
	struct fixture *f = *state;
	unsigned char config[4096] = { 0 };

	machine(f);
	put(config + 4, 0x00100002, 4);
	config[0x34] = 0x40;
	put(config + 0x40, 0x4001, 4);
	fixture_bytes(f, DEVICES DEVICE "/config", config, sizeof(config));
	assert_refused(f, "they are not where a document could say");

	put(config + 0x40, 0x10, 4);
	put(config + 0x100, 0x0003 | 0x100U << 20, 4);
	fixture_bytes(f, DEVICES DEVICE "/config", config, sizeof(config));
	assert_refused(f, "they are not where a document could say");

	put(config + 0x100, 0x0023, 4);
	put(config + 0x104, 0x1e98 | 0xfffU << 20, 4);
	put(config + 0x108, 8, 4);
	fixture_bytes(f, DEVICES DEVICE "/config", config, sizeof(config));
	assert_refused(f, "they are not where a document could say");
}

/* ---- what follows ---- */

/* A decoder behind the window's end says that the hardware routes more. */
static void test_routed_further(void **state)
{
	struct fixture *f = *state;
	const struct sr_platform *p;

	machine(f);
	block_init(block);
	block_decoder(block, 0, 0x110000000, 2 * MIB256, COMMITTED, 3);
	block_decoder(block, 1, 0x130000000, MIB256, COMMITTED, 3);
	bridge_registers(f, block);
	fixture_read(f);
	p = f->system->platform;
	assert_int_equal(p->windows[0].size, 2 * MIB256);
	assert_int_equal(p->n_routed, 1);
	assert_int_equal(p->routed[0].start, 0x110000000);
	assert_int_equal(p->routed[0].size, 3 * MIB256);
	assert_int_equal(p->routed[0].targets[0], 12);

	/* not if there is a gap, nor if it is not committed */
	block_decoder(block, 1, 0x140000000, MIB256, COMMITTED, 3);
	bridge_registers(f, block);
	fixture_read(f);
	assert_null(f->system->platform->routed);
	block_decoder(block, 1, 0x130000000, MIB256, 0, 3);
	bridge_registers(f, block);
	fixture_read(f);
	assert_null(f->system->platform->routed);
}

static void set_map(struct fixture *f, const char *end, const char *memmap)
{
	fixture_file(f, "sys/firmware/memmap/0/end", end);
	fixture_file(f, "sys/firmware/memmap/0/type", "System RAM\n");
	fixture_file(f, "proc/cmdline", memmap);
}

/* What firmware calls System RAM is so, whatever the command line says. */
static void test_firmware_ram(void **state)
{
	struct fixture *f = *state;
	const struct sr_running *r;
	struct sr_policy policy = { .scope = SR_SCOPE_SYSTEM, .align = 1 << 21 };
	struct sr_outcome outcome;
	struct sr_facts *facts;

	machine(f);
	fixture_file(f, "sys/firmware/memmap/0/start", "0x100000000\n");
	set_map(f, "0x117ffffff\n", "memmap=0x18000000%0x108000000+0xefffffff\n");
	fixture_read(f);
	r = &f->system->running;
	assert_int_equal(r->n_firmware_ram, 1);
	assert_int_equal(r->firmware_ram[0].start, 0x108000000);
	assert_int_equal(r->firmware_ram[0].size, 0x10000000);
	/* of the window, what is no DRAM is left */
	assert_int_equal(f->system->platform->n_routed, 1);
	assert_int_equal(f->system->platform->routed[0].start, 0x118000000);
	assert_int_equal(f->system->platform->routed[0].size, 0x18000000);
	assert_int_equal(sr_system_facts(f->system, &facts), 0);
	assert_int_equal(sr_rule_decide(facts, &policy, &outcome), 0);
	assert_int_equal(facts->ranges[0].reason, SR_REASON_STRADDLES_RAM);
	sr_facts_free(facts);

	/* and where it is all DRAM, none is routed, which is said */
	set_map(f, "0x13fffffff\n", "memmap=0x18000000%0x108000000+0xefffffff\n");
	fixture_read(f);
	assert_non_null(f->system->platform->routed);
	assert_int_equal(f->system->platform->n_routed, 1);
	set_map(f, "0x13fffffff\n", "memmap=0x28000000%0x108000000+0xefffffff\n");
	fixture_read(f);
	assert_non_null(f->system->platform->routed);
	assert_int_equal(f->system->platform->n_routed, 0);
}

/* "windows": [] under hardware goes through a document as it is. */
static void test_none_routed(void **state)
{
	struct fixture *f = *state;
	char path[100], error[256] = "";
	struct sr_platform *again;
	FILE *to;

	machine(f);
	fixture_file(f, "sys/firmware/memmap/0/start", "0x100000000\n");
	set_map(f, "0x13fffffff\n", "memmap=0x28000000%0x108000000+0xefffffff\n");
	fixture_read(f);
	snprintf(path, sizeof(path), "%s/doc.json", f->path);
	to = fopen(path, "w");
	assert_non_null(to);
	assert_int_equal(sr_system_write(f->system, to), 0);
	assert_int_equal(fclose(to), 0);
	if (sr_platform_read(path, &again, error, sizeof(error)))
		fail_msg("%s", error);
	assert_non_null(again->routed);
	assert_int_equal(again->n_routed, 0);
	sr_platform_free(again);
}

static void ruled(struct fixture *f, const char *owner, const char *reason)
{
	fixture_file(f, "sys/kernel/softreserve/verdict", "give-up\n");
	fixture_file(f, "sys/kernel/softreserve/ranges/0/start",
		     "0x110000000\n");
	fixture_file(f, "sys/kernel/softreserve/ranges/0/size",
		     "536870912\n");
	fixture_file(f, "sys/kernel/softreserve/ranges/0/owner", owner);
	fixture_file(f, "sys/kernel/softreserve/ranges/0/reason", reason);
}

static enum sr_reason recalled(struct fixture *f)
{
	struct sr_policy policy = { .scope = SR_SCOPE_SYSTEM, .align = 1 << 21 };
	struct sr_outcome outcome;
	enum sr_reason reason;
	struct sr_facts *facts;

	fixture_read(f);
	assert_int_equal(sr_system_facts(f->system, &facts), 0);
	assert_int_equal(sr_rule_decide(facts, &policy, &outcome), 0);
	assert_int_equal(sr_system_recall(f->system, facts), 0);
	reason = facts->ranges[0].reason;
	sr_facts_free(facts);
	return reason;
}

static void test_recall(void **state)
{
	struct fixture *f = *state;

	machine(f);
	block_init(block);
	block_decoder(block, 0, 0x110000000, 2 * MIB256, COMMITTED, 0);
	registers(f, DEVICE, block);
	fixture_file(f, "proc/iomem", "110000000-12fffffff : Soft Reserved\n");
	assert_int_equal(recalled(f), SR_REASON_NO_REGION);
	ruled(f, "dax\n", "partly-covered\n");
	assert_int_equal(recalled(f), SR_REASON_PARTLY_COVERED);
	ruled(f, "dax\n", "no-such-reason\n");
	assert_int_equal(recalled(f), SR_REASON_NO_REGION);
	/* while CXL is there, it speaks for itself */
	ruled(f, "dax\n", "partly-covered\n");
	fixture_file(f, "sys/bus/platform/drivers/cxl_acpi/ACPI0017:00", "");
	assert_int_equal(recalled(f), SR_REASON_NO_REGION);
	/* but for a range that was given up alone, and has its device */
	fixture_file(f, DEVICES "platform/hmem.0/dax0.0/size", "536870912\n");
	fixture_file(f, DEVICES "platform/hmem.0/dax0.0/mapping0/start",
		     "0x110000000\n");
	fixture_file(f, DEVICES "platform/hmem.0/dax0.0/mapping0/end",
		     "0x12fffffff\n");
	fixture_link(f, DEVICES "platform/hmem.0/dax0.0/driver",
		     "../../../../bus/dax/drivers/kmem");
	fixture_link(f, "sys/bus/dax/devices/dax0.0",
		     "../../../devices/platform/hmem.0/dax0.0");
	assert_int_equal(recalled(f), SR_REASON_PARTLY_COVERED);
	ruled(f, "cxl\n", "covered\n");
	assert_int_equal(recalled(f), SR_REASON_COVERED);
}

/* What the module was told to withhold is withheld here too. */
static void test_policy(void **state)
{
	struct fixture *f = *state;
	struct sr_policy policy;

	machine(f);
	fixture_read(f);
	sr_system_policy(f->system, &policy);
	assert_int_equal(policy.scope, SR_SCOPE_SYSTEM);
	assert_false(policy.hand_over_unrouted);
	assert_false(policy.hand_over_misrouted);
	ruled(f, "dax\n", "covered\n");
	fixture_file(f, "sys/kernel/softreserve/scope", "range\n");
	fixture_file(f, "sys/module/softreserve/parameters/undecoded",
		     "hand-over\n");
	fixture_file(f, "sys/module/softreserve/parameters/misrouted",
		     "hand-over\n");
	fixture_read(f);
	sr_system_policy(f->system, &policy);
	assert_int_equal(policy.scope, SR_SCOPE_RANGE);
	assert_true(policy.hand_over_unrouted);
	assert_true(policy.hand_over_misrouted);
	assert_int_equal(policy.align, 2 << 20);
}

/* A mark tells that CXL won; that iomem has no node tells nothing. */
static void test_kept(void **state)
{
	struct fixture *f = *state;

	machine(f);
	fixture_file(f, "sys/bus/platform/drivers/cxl_acpi/ACPI0017:00", "");
	fixture_file(f, "proc/iomem",
		     "100000000-10fffffff : Soft Reserved\n");
	assert_int_equal(recalled(f), SR_REASON_NO_REGION);
	fixture_file(f, "sys/bus/platform/devices/softreserve_kept.0/driver_override",
		     "0x110000000-0x11fffffff\n");
	assert_int_equal(recalled(f), SR_REASON_NO_REGION);
	fixture_file(f, "sys/bus/platform/devices/softreserve_kept.0/driver_override",
		     "0x110000000-0x12fffffff\n");
	assert_int_equal(recalled(f), SR_REASON_COVERED);
	fixture_file(f, "proc/sys/kernel/osrelease", "7.3.4\n");
	fixture_file(f, "proc/iomem", "");
	assert_int_equal(recalled(f), SR_REASON_COVERED);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_whole_machine),
		TEST(test_document_of_registers),
		TEST(test_switch),
		TEST(test_not_root),
		TEST(test_other_host),
		TEST(test_brief),
		TEST(test_asleep),
		TEST(test_memory_decoding_off),
		TEST(test_mute),
		TEST(test_who_decodes),
		TEST(test_short_file),
		TEST(test_no_meaning),
		TEST(test_endless_lists),
		TEST(test_routed_further),
		TEST(test_firmware_ram),
		TEST(test_none_routed),
		TEST(test_recall),
		TEST(test_kept),
		TEST(test_policy),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("registers", tests, NULL, NULL);
}
