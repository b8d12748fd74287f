// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: Linux's facts: iomem, CXL and dax buses, memory blocks, the module. Good,
 * malformed and vanishing.
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

/* ---- /proc/iomem ---- */

static void read_iomem(struct fixture *f, const char *text)
{
	fixture_forget(f);
	fixture_file(f, "proc/iomem", text);
	assert_int_equal(sr_iomem_read(f->root, f->system), 0);
}

static void test_iomem(void **state)
{
	struct fixture *f = *state;
	const struct sr_running *r;

	read_iomem(f,
		"00000000-00000fff : Reserved\n"
		"100000000-13fffffff : CXL Window 0\n"
		"  100000000-11fffffff : Soft Reserved\n"
		"    100000000-11fffffff : dax0.0\n"
		"      100000000-11fffffff : System RAM (kmem)\n"
		"fd00000000-ffffffffff : Reserved\n");
	r = &f->system->running;
	assert_int_equal(r->n_omissions, 0);
	assert_int_equal(r->n_iomem, 6);
	assert_int_equal(r->iomem[0].size, 0x1000);
	assert_int_equal(r->iomem[2].start, 0x100000000);
	assert_int_equal(r->iomem[2].size, 0x20000000);
	assert_int_equal(r->iomem[2].depth, 1);
	assert_string_equal(r->iomem[4].name, "System RAM (kmem)");
	assert_int_equal(r->iomem[4].depth, 3);
	assert_int_equal(r->iomem[5].depth, 0);
}

static void test_iomem_brief(void **state)
{
	struct fixture *f = *state;
	const struct sr_running *r;

	fixture_file(f, "proc/iomem",
		"00000000-00000fff : Reserved\n"
		"100000000-13fffffff : CXL Window 0\n"
		"  100000000-11fffffff : Soft Reserved\n"
		"    100000000-11fffffff : dax0.0\n"
		"nonsense\n");
	f->system->running.brief = true;
	assert_int_equal(sr_iomem_read(f->root, f->system), 0);
	r = &f->system->running;
	assert_int_equal(r->n_omissions, 0);
	assert_int_equal(r->n_iomem, 2);
	assert_string_equal(r->iomem[0].name, "Reserved");
	assert_string_equal(r->iomem[1].name, "Soft Reserved");
	assert_int_equal(r->iomem[1].start, 0x100000000);
	assert_int_equal(r->iomem[1].size, 0x20000000);
}

static void test_iomem_hidden(void **state)
{
	struct fixture *f = *state;

	read_iomem(f, "00000000-00000000 : Reserved\n"
		      "00000000-00000000 : CXL Window 0\n"
		      "  00000000-00000000 : Soft Reserved\n");
	assert_int_equal(f->system->running.n_iomem, 0);
	assert_null(f->system->running.iomem);
	assert_omission(f, 0, "/proc/iomem",
			"the kernel hides the addresses from all but root");
}

static void test_iomem_malformed(void **state)
{
	static const char *const lines[] = {
		"garbage", "1000", "1000-", "1000-1fff", "1000-1fff :",
		"1000-1fff : ", "1000-1fff: RAM", "1000-fff : RAM",
		" 1000-1fff : RAM", "  1000-1fff : RAM", "-1000-1fff : RAM",
		"0x1000-0x1fff : RAM", "0-10000000000000000 : RAM",
		"10000000000000000-10000000000000001 : RAM",
		"0-ffffffffffffffff : all", "1000-1fff : R\aM",
		"1000-+1fff : RAM", "\t1000-1fff : RAM",
	};
	struct fixture *f = *state;
	char text[256];
	size_t i;

	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		snprintf(text, sizeof(text), "%s\n2000-2fff : good\n",
			 lines[i]);
		read_iomem(f, text);
		assert_omission(f, 0, "/proc/iomem",
				"line 1 makes no sense");
		assert_int_equal(f->system->running.n_iomem, 1);
		assert_string_equal(f->system->running.iomem[0].name, "good");
	}
	read_iomem(f, "0-fff : a\n    1-2 : too deep\n");
	assert_omission(f, 0, "/proc/iomem", "line 2 makes no sense");
	fixture_bytes(f, "proc/iomem", "0-fff : a\0b\n", 12);
	assert_int_equal(sr_iomem_read(f->root, f->system), 0);
	assert_omission(f, 1, "/proc/iomem", "it holds a NUL byte");
}

static void test_iomem_absent(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(sr_iomem_read(f->root, f->system), 0);
	assert_omission(f, 0, "/proc/iomem", "No such file or directory");
	fixture_link(f, "proc/iomem", "iomem");
	assert_int_equal(sr_iomem_read(f->root, f->system), 0);
	assert_omission(f, 1, "/proc/iomem",
			"Too many levels of symbolic links");
	assert_int_equal(f->system->running.n_iomem, 0);
}

static void test_iomem_no_last_newline(void **state)
{
	struct fixture *f = *state;

	read_iomem(f, "0-fff : a\n1000-1fff : b");
	assert_int_equal(f->system->running.n_omissions, 0);
	assert_int_equal(f->system->running.n_iomem, 2);
	assert_string_equal(f->system->running.iomem[1].name, "b");
	read_iomem(f, "");
	assert_int_equal(f->system->running.n_omissions, 0);
}

/* ---- memory blocks ---- */

static void test_memory_blocks(void **state)
{
	struct fixture *f = *state;
	const struct sr_running *r = &f->system->running;

	fixture_file(f, MEMORY "block_size_bytes", "8000000\n");
	fixture_file(f, MEMORY "memory0/state", "online\n");
	fixture_file(f, MEMORY "memory1/state", "online\n");
	fixture_file(f, MEMORY "memory10/state", "offline\n");
	fixture_file(f, MEMORY "memory2/state", "offline\n");
	fixture_file(f, MEMORY "memory3/state", "going-offline\n");
	fixture_file(f, MEMORY "memory11/state", "offline\n");
	fixture_file(f, MEMORY "probe", "");
	fixture_file(f, MEMORY "power/state", "on\n");
	assert_int_equal(sr_memory_blocks_read(f->root, f->system), 0);
	assert_int_equal(r->n_omissions, 0);
	assert_true(r->block_size.known);
	assert_int_equal(r->block_size.value, 0x8000000);
	assert_int_equal(r->n_blocks, 4);
	assert_int_equal(r->blocks[0].start, 0);
	assert_int_equal(r->blocks[0].size, 0x10000000);
	assert_string_equal(r->blocks[0].state, "online");
	assert_string_equal(r->blocks[1].state, "offline");
	assert_int_equal(r->blocks[1].start, 0x10000000);
	assert_string_equal(r->blocks[2].state, "going-offline");
	assert_int_equal(r->blocks[3].start, 0x50000000);
	assert_int_equal(r->blocks[3].size, 0x10000000);
}

/* Half of block 3 is Soft Reserved, and a dax device begins with block 34. */
static void test_memory_blocks_brief(void **state)
{
	struct fixture *f = *state;
	struct sr_running *r = &f->system->running;
	char path[100];
	int i;

	make_dax(f);
	fixture_file(f, "sys/firmware/memmap/0/start", "0x1c000000\n");
	fixture_file(f, "sys/firmware/memmap/0/end", "0x1fffffff\n");
	fixture_file(f, "sys/firmware/memmap/0/type", "Soft Reserved\n");
	fixture_file(f, MEMORY "block_size_bytes", "8000000\n");
	for (i = 0; i < 38; i++) {
		snprintf(path, sizeof(path), MEMORY "memory%d/state", i);
		fixture_file(f, path, i == 3 ? "offline\n" : "online\n");
	}
	r->brief = true;
	assert_int_equal(sr_memmap_read(f->root, f->system), 0);
	assert_int_equal(sr_dax_read(f->root, f->system), 0);
	assert_int_equal(sr_memory_blocks_read(f->root, f->system), 0);
	assert_int_equal(r->n_blocks, 2);
	assert_int_equal(r->blocks[0].start, 0x18000000);
	assert_int_equal(r->blocks[0].size, 0x8000000);
	assert_string_equal(r->blocks[0].state, "offline");
	assert_int_equal(r->blocks[1].start, 0x110000000);
	assert_int_equal(r->blocks[1].size, 4 * 0x8000000);
}

static void test_memory_blocks_malformed(void **state)
{
	static const char *const sizes[] = {
		"", "0\n", "zero\n", "3000\n", "10000000000000000\n",
	};
	struct fixture *f = *state;
	size_t i;

	fixture_file(f, MEMORY "memory0/state", "online\n");
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		fixture_forget(f);
		fixture_file(f, MEMORY "block_size_bytes", sizes[i]);
		assert_int_equal(sr_memory_blocks_read(f->root, f->system),
				 0);
		assert_omission(f, 0,
				"/sys/devices/system/memory/block_size_bytes",
				"it makes no sense");
		assert_int_equal(f->system->running.n_blocks, 0);
		assert_false(f->system->running.block_size.known);
	}
	fixture_forget(f);
	fixture_file(f, MEMORY "block_size_bytes", "8000000\n");
	fixture_file(f, MEMORY "memory1/state", "\n");
	fixture_file(f, MEMORY "memory2/state", "on\tline\n");
	fixture_file(f, MEMORY "memory99999999999999999999/state", "online");
	fixture_file(f, MEMORY "memory3/other", "");
	fixture_link(f, MEMORY "memory4", "memory4");
	assert_int_equal(sr_memory_blocks_read(f->root, f->system), 0);
	assert_int_equal(f->system->running.n_blocks, 1);
	assert_int_equal(f->system->running.n_omissions, 4);
	assert_omission(f, 0, "/sys/devices/system/memory/memory1/state",
			"it makes no sense");
	assert_omission(f, 1, "/sys/devices/system/memory/memory2/state",
			"it makes no sense");
	assert_omission(f, 2, "/sys/devices/system/memory/memory3/state",
			"it went away while it was read");
	assert_omission(f, 3, "/sys/devices/system/memory/memory4/state",
			"Too many levels of symbolic links");
}

static void test_memory_blocks_absent(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(sr_memory_blocks_read(f->root, f->system), 0);
	assert_omission(f, 0, "/sys/devices/system/memory",
			"this kernel has no memory hotplug");
}

/* A hundred thousand blocks: one directory of state files, hard-linked. */
static void test_memory_blocks_many(void **state)
{
	struct fixture *f = *state;
	const struct sr_running *r = &f->system->running;
	char path[100];
	int i;

	fixture_file(f, MEMORY "block_size_bytes", "8000000\n");
	fixture_file(f, MEMORY "online/state", "online\n");
	for (i = 0; i < 100000; i++) {
		snprintf(path, sizeof(path), MEMORY "memory%d", i);
		assert_int_equal(symlinkat("online", f->root, path), 0);
	}
	assert_int_equal(sr_memory_blocks_read(f->root, f->system), 0);
	assert_int_equal(r->n_omissions, 0);
	assert_int_equal(r->n_blocks, 1);
	assert_int_equal(r->blocks[0].size, 100000 * 0x8000000ull);
}

/* ---- the module ---- */

static void test_kept_marks(void **state)
{
	static const char *const bad[] = { "", "0x1-0x", "0x2-0x1", "1-2",
					   "0x0-0xffffffffffffffff",
					   "0x1-0x2 ", "0x10-0x1ffff" };
	struct fixture *f = *state;
	const struct sr_running *r = &f->system->running;
	char path[96];

	assert_int_equal(sr_kept_marks_read(f->root, f->system), 0);
	assert_int_equal(r->n_kept + r->n_omissions, 0);
	for (size_t i = 0; i < 7; i++) {
		snprintf(path, sizeof(path),
			 "sys/bus/platform/devices/softreserve_kept.%zu/driver_override",
			 i);
		fixture_file(f, path, bad[i]);
	}
	fixture_file(f, "sys/bus/platform/devices/hmem.1/driver_override",
		     "0x1-0x2");
	assert_int_equal(sr_kept_marks_read(f->root, f->system), 0);
	/* Only the last is well-formed; the others are not taken for it. */
	assert_int_equal(r->n_kept, 1);
	assert_int_equal(r->kept[0].start, 0x10);
	assert_int_equal(r->kept[0].size, 0x1fff0);
	assert_omitted(f, "/sys/bus/platform/devices/softreserve_kept.*",
		       "Invalid argument");
}

static void test_module(void **state)
{
	struct fixture *f = *state;
	const struct sr_module_state *m = &f->system->running.module;

	assert_int_equal(sr_module_state_read(f->root, f->system), 0);
	assert_null(m->verdict);
	make_module(f);
	fixture_file(f, MODULE "ranges/1/start", "nowhere\n");
	assert_int_equal(sr_module_state_read(f->root, f->system), 0);
	assert_string_equal(m->verdict, "give-up");
	assert_string_equal(m->owner, "dax");
	assert_string_equal(m->mode, "enforce");
	assert_string_equal(m->scope, "system");
	assert_int_equal(m->ledger.offered.value, 1073741824);
	assert_true(m->ledger.stranded.known);
	assert_int_equal(m->ledger.withheld.value, 4096);
	assert_false(m->ledger.not_decoded.known);
	assert_string_equal(m->settle, "settled");
	assert_false(m->ledger.cxl.known);
	assert_int_equal(m->n_ranges, 2);
	assert_int_equal(m->ranges[0].start.value, 0x110000000);
	assert_int_equal(m->ranges[0].size.value, 1073741824);
	assert_string_equal(m->ranges[0].reason, "partly-covered");
	assert_string_equal(m->ranges[0].device, "dax1.0,dax2.0");
	assert_false(m->ranges[1].start.known);
	assert_int_equal(f->system->running.n_omissions, 1);
	assert_omission(f, 0, "/sys/kernel/softreserve/ranges/*/start",
			"it makes no sense");
}

/* ---- a machine with one of everything on the CXL bus ---- */

static void test_cxl(void **state)
{
	struct fixture *f = *state;
	const struct sr_running *r = &f->system->running;

	make_cxl(f);
	assert_int_equal(sr_cxl_read(f->root, f->system), 0);
	assert_int_equal(r->n_omissions, 0);
	assert_true(r->cxl_acpi);
	assert_int_equal(r->n_ports, 3);
	assert_string_equal(r->ports[0].name, "endpoint2");
	assert_string_equal(r->ports[0].parent, "port1");
	assert_string_equal(r->ports[0].device, "mem0");
	assert_string_equal(r->ports[0].parent_dport, "0000:0c:00.0");
	assert_string_equal(r->ports[1].name, "port1");
	assert_string_equal(r->ports[1].parent, "root0");
	assert_string_equal(r->ports[1].device, "pci0000:0c");
	assert_string_equal(r->ports[1].driver, "cxl_port");
	assert_int_equal(r->ports[1].decoders_committed.value, 1);
	assert_int_equal(r->ports[1].n_dports, 2);
	assert_int_equal(r->ports[1].dports[1].id, 11);
	assert_string_equal(r->ports[1].dports[1].device, "0000:0c:01.0");
	assert_null(r->ports[2].parent);
	assert_int_equal(r->ports[2].dports[0].id, 12);
	assert_int_equal(r->n_decoders, 3);
	assert_string_equal(r->decoders[0].port, "root0");
	assert_int_equal(r->decoders[0].size.value, 0x40000000);
	assert_string_equal(r->decoders[0].targets, "12");
	assert_int_equal(r->decoders[0].cap_volatile.value, 1);
	assert_false(r->decoders[0].qos_class.known);
	assert_null(r->decoders[0].mode);
	assert_string_equal(r->decoders[2].port, "endpoint2");
	assert_string_equal(r->decoders[2].mode, "ram");
	assert_string_equal(r->decoders[2].region, "region0");
	assert_true(r->decoders[2].dpa_start.known);
	assert_int_equal(r->decoders[2].dpa_size.value, 0x20000000);
	assert_int_equal(r->n_regions, 1);
	assert_string_equal(r->regions[0].decoder, "decoder0.0");
	assert_int_equal(r->regions[0].start.value, 0x110000000);
	assert_int_equal(r->regions[0].committed.value, 1);
	assert_string_equal(r->regions[0].mode, "ram");
	assert_string_equal(r->regions[0].driver, "cxl_region");
	assert_int_equal(r->n_memdevs, 1);
	assert_string_equal(r->memdevs[0].device, "0000:0d:00.0");
	assert_string_equal(r->memdevs[0].parent_device, "0000:0c:00.0");
	assert_int_equal(r->memdevs[0].serial.value, 0x1234);
	assert_int_equal(r->memdevs[0].volatile_size.value, 0x20000000);
	assert_false(r->memdevs[0].numa_node.known);
	assert_null(r->memdevs[0].driver);
}

/* A device that goes away while the bus is read leaves a dangling link. */
static void test_cxl_malformed(void **state)
{
	struct fixture *f = *state;
	const struct sr_running *r = &f->system->running;

	make_cxl(f);
	fixture_link(f, CXL_BUS "mem1", "../../../devices/gone/mem1");
	fixture_link(f, CXL_BUS "mem2", "mem2");
	fixture_file(f, CXL_BUS "mem3", "a file, not a device");
	fixture_file(f, ROOT "decoder0.0/region0/commit", "perhaps\n");
	fixture_file(f, ROOT "decoder0.0/region0/size", "");
	fixture_file(f, ROOT "decoder0.0/region0/resource",
		     "0xffffffffffffffff\n");
	fixture_file(f, ROOT "port1/dport99999999999/x", "");
	fixture_file(f, ROOT "port1/dport3/x", "");
	assert_int_equal(sr_cxl_read(f->root, f->system), 0);
	assert_omitted(f, "/sys/bus/cxl/devices/mem1",
		       "it went away while it was read");
	assert_omitted(f, "/sys/bus/cxl/devices/mem2",
		       "Too many levels of symbolic links");
	assert_omitted(f, "/sys/bus/cxl/devices/mem3", "Not a directory");
	assert_omitted(f, "/sys/bus/cxl/devices/region*/commit",
		       "it makes no sense");
	assert_omitted(f, "/sys/bus/cxl/devices/region*/size",
		       "it makes no sense");
	assert_omitted(f, "/sys/bus/cxl/devices/port*/dport*",
		       "Invalid argument");
	assert_int_equal(r->n_omissions, 6);
	assert_int_equal(r->n_memdevs, 1);
	assert_int_equal(r->n_regions, 1);
	assert_false(r->regions[0].committed.known);
	assert_false(r->regions[0].start.known);
	assert_false(r->regions[0].size.known);
	assert_int_equal(r->regions[0].size.value, 0);
}

static void test_no_cxl(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(sr_cxl_read(f->root, f->system), 0);
	assert_int_equal(sr_dax_read(f->root, f->system), 0);
	assert_int_equal(f->system->running.n_omissions, 0);
	assert_false(f->system->running.cxl_acpi);
	assert_false(f->system->running.dax_hmem);
	fixture_link(f, "sys/bus/cxl/devices", "devices");
	fixture_file(f, "sys/bus/dax/devices", "");
	assert_int_equal(sr_cxl_read(f->root, f->system), 0);
	assert_int_equal(sr_dax_read(f->root, f->system), 0);
	assert_omitted(f, "/sys/bus/cxl/devices",
		       "Too many levels of symbolic links");
	assert_omitted(f, "/sys/bus/dax/devices", "Not a directory");
}

static void test_dax(void **state)
{
	struct fixture *f = *state;
	const struct sr_running *r = &f->system->running;

	make_dax(f);
	assert_int_equal(sr_dax_read(f->root, f->system), 0);
	assert_int_equal(r->n_omissions, 0);
	assert_true(r->dax_hmem);
	assert_int_equal(r->n_daxes, 2);
	assert_string_equal(r->daxes[0].parent, "dax_region0");
	assert_string_equal(r->daxes[0].region, "region0");
	assert_string_equal(r->daxes[0].driver, "kmem");
	assert_int_equal(r->daxes[0].target_node.value, 1);
	assert_int_equal(r->daxes[0].n_mappings, 1);
	assert_int_equal(r->daxes[0].mappings[0].start, 0x110000000);
	assert_int_equal(r->daxes[0].mappings[0].size, 0x20000000);
	assert_string_equal(r->daxes[1].parent, "hmem.1");
	assert_null(r->daxes[1].region);
	assert_null(r->daxes[1].driver);
	assert_int_equal(r->daxes[1].mappings[0].start, 0x200000000);
	assert_int_equal(r->daxes[1].mappings[0].size, 4096);
}

/* Who has files of device_dax open is asked only where it has a device. */
static void test_dax_brief(void **state)
{
	struct fixture *f = *state;
	const struct sr_running *r = &f->system->running;

	make_dax(f);
	fixture_file(f, "sys/module/device_dax/refcnt", "2\n");
	f->system->running.brief = true;
	assert_int_equal(sr_dax_read(f->root, f->system), 0);
	assert_false(r->device_dax_users.known);
	fixture_forget(f);
	assert_int_equal(sr_dax_read(f->root, f->system), 0);
	assert_true(f->system->running.device_dax_users.known);
	fixture_link(f, "sys/devices/platform/hmem.1/dax1.0/driver",
		     "../../../bus/dax/drivers/device_dax");
	fixture_forget(f);
	r = &f->system->running;
	f->system->running.brief = true;
	assert_int_equal(sr_dax_read(f->root, f->system), 0);
	assert_int_equal(r->device_dax_users.value, 2);
}

/* A region with a dax region is of volatile memory; others are asked. */
static void test_region_brief(void **state)
{
	struct fixture *f = *state;
	const char *region = "sys/bus/cxl/devices/region7";
	char path[100];

	snprintf(path, sizeof(path), "%s/mode", region);
	fixture_file(f, path, "pmem\n");
	f->system->running.brief = true;
	assert_int_equal(sr_cxl_read_devices(f->root, f->system), 0);
	assert_string_equal(f->system->running.regions[0].mode, "pmem");
	snprintf(path, sizeof(path), "%s/mode", region);
	fixture_file(f, path, "not read\n");
	snprintf(path, sizeof(path), "%s/dax_region7/uevent", region);
	fixture_file(f, path, "");
	fixture_forget(f);
	f->system->running.brief = true;
	assert_int_equal(sr_cxl_read_devices(f->root, f->system), 0);
	assert_string_equal(f->system->running.regions[0].mode, "ram");
}

/* In pieces: mapping0 is not all of it, and the numbers have a gap. */
static void test_dax_mappings(void **state)
{
	struct fixture *f = *state;
	const struct sr_dax_device *dax;

	make_dax(f);
	fixture_file(f, "sys/devices/platform/hmem.1/dax1.0/size", "12288\n");
	fixture_file(f, "sys/devices/platform/hmem.1/dax1.0/mapping0/start",
		     "0x200000000\n");
	fixture_file(f, "sys/devices/platform/hmem.1/dax1.0/mapping0/end",
		     "0x200000fff\n");
	fixture_file(f, "sys/devices/platform/hmem.1/dax1.0/mapping3/start",
		     "0x300000000\n");
	fixture_file(f, "sys/devices/platform/hmem.1/dax1.0/mapping3/end",
		     "0x300001fff\n");
	assert_int_equal(sr_dax_read(f->root, f->system), 0);
	assert_int_equal(f->system->running.n_omissions, 0);
	dax = &f->system->running.daxes[1];
	assert_int_equal(dax->n_mappings, 2);
	assert_int_equal(dax->mappings[0].start, 0x200000000);
	assert_int_equal(dax->mappings[0].size, 4096);
	assert_int_equal(dax->mappings[1].start, 0x300000000);
	assert_int_equal(dax->mappings[1].size, 8192);
}

static void test_dax_malformed(void **state)
{
	struct fixture *f = *state;
	const struct sr_running *r = &f->system->running;

	make_dax(f);
	fixture_file(f, "sys/devices/platform/hmem.1/dax1.0/mapping0/start",
		     "0x1000\n");
	fixture_file(f, "sys/devices/platform/hmem.1/dax1.0/mapping0/end",
		     "0xfff\n");
	fixture_file(f, "sys/devices/platform/hmem.1/dax1.0/mapping1/start",
		     "0x1000\n");
	fixture_file(f, "sys/devices/platform/hmem.1/dax1.0/resource",
		     "0xfffffffffffff001\n");
	fixture_link(f, "sys/bus/dax/devices/dax2.0", "../gone");
	assert_int_equal(sr_dax_read(f->root, f->system), 0);
	assert_int_equal(r->n_daxes, 2);
	assert_int_equal(r->daxes[1].n_mappings, 0);
	assert_int_equal(r->n_omissions, 4);
	assert_omission(f, 0, "/sys/bus/dax/devices/dax*/mapping*",
			"it makes no sense");
	assert_omission(f, 1, "/sys/bus/dax/devices/dax*/mapping*",
			"it went away while it was read");
	assert_omission(f, 2, "/sys/bus/dax/devices/dax*/resource",
			"it makes no sense");
	assert_omission(f, 3, "/sys/bus/dax/devices/dax2.0",
			"it went away while it was read");
}

/* ---- the whole machine ---- */

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_iomem),
		TEST(test_iomem_brief),
		TEST(test_iomem_hidden),
		TEST(test_iomem_malformed),
		TEST(test_iomem_absent),
		TEST(test_iomem_no_last_newline),
		TEST(test_memory_blocks),
		TEST(test_memory_blocks_brief),
		TEST(test_memory_blocks_malformed),
		TEST(test_memory_blocks_absent),
		TEST(test_memory_blocks_many),
		TEST(test_module),
		TEST(test_kept_marks),
		TEST(test_cxl),
		TEST(test_cxl_malformed),
		TEST(test_no_cxl),
		TEST(test_dax),
		TEST(test_dax_brief),
		TEST(test_region_brief),
		TEST(test_dax_mappings),
		TEST(test_dax_malformed),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("linux readers", tests, NULL, NULL);
}
