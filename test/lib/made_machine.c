// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see made_machine.h. */
#include "made_machine.h"

#include <stdio.h>

void make_module(struct fixture *f)
{
	fixture_file(f, MODULE "verdict", "give-up\n");
	fixture_file(f, MODULE "owner", "dax\n");
	fixture_file(f, MODULE "mode", "enforce\n");
	fixture_file(f, MODULE "scope", "system\n");
	fixture_file(f, MODULE "ledger/offered", "1073741824\n");
	fixture_file(f, MODULE "ledger/stranded", "0\n");
	fixture_file(f, MODULE "ledger/withheld", "4096\n");
	fixture_file(f, MODULE "ledger/not_decoded", "unknown\n");
	fixture_file(f, MODULE "settle", "settled\n");
	fixture_file(f, MODULE "ranges/0/start", "0x110000000\n");
	fixture_file(f, MODULE "ranges/0/size", "1073741824\n");
	fixture_file(f, MODULE "ranges/0/owner", "dax\n");
	fixture_file(f, MODULE "ranges/0/reason", "partly-covered\n");
	fixture_file(f, MODULE "ranges/0/device", "dax1.0,dax2.0\n");
}

static void make_decoder(struct fixture *f, const char *directory,
			 const char *size)
{
	const char *const names[] = { "start", "size", "locked",
				      "interleave_ways",
				      "interleave_granularity" };
	const char *const texts[] = { "0x110000000\n", size, "0\n", "1\n",
				      "256\n" };
	char path[200];
	size_t i;

	for (i = 0; i < 5; i++) {
		snprintf(path, sizeof(path), ROOT "%s/%s", directory,
			 names[i]);
		fixture_file(f, path, texts[i]);
	}
}

void make_cxl(struct fixture *f)
{
	fixture_link(f, CXL_BUS "root0", TO_ROOT);
	fixture_link(f, CXL_BUS "port1", TO_ROOT "/port1");
	fixture_link(f, CXL_BUS "endpoint2", TO_ROOT "/port1/endpoint2");
	fixture_link(f, CXL_BUS "decoder0.0", TO_ROOT "/decoder0.0");
	fixture_link(f, CXL_BUS "decoder1.0", TO_ROOT "/port1/decoder1.0");
	fixture_link(f, CXL_BUS "decoder2.0",
		     TO_ROOT "/port1/endpoint2/decoder2.0");
	fixture_link(f, CXL_BUS "region0", TO_ROOT "/decoder0.0/region0");
	fixture_link(f, CXL_BUS "mem0",
		     "../../../devices/pci0000:0c/0000:0c:00.0/0000:0d:00.0/mem0");
	fixture_link(f, CXL_BUS "dax_region0",
		     TO_ROOT "/decoder0.0/region0/dax_region0");
	fixture_link(f, ROOT "uport", "../../ACPI0017:00");
	fixture_link(f, ROOT "dport12", "../../../pci0000:0c");
	fixture_link(f, ROOT "port1/uport", "../../../../pci0000:0c");
	fixture_link(f, ROOT "port1/dport0", "../../0000:0c:00.0");
	fixture_link(f, ROOT "port1/dport11", "../../0000:0c:01.0");
	fixture_link(f, ROOT "port1/driver", "../../../bus/drivers/cxl_port");
	fixture_link(f, ROOT "port1/endpoint2/driver",
		     "../../../../bus/drivers/cxl_port");
	fixture_file(f, ROOT "port1/decoders_committed", "1\n");
	fixture_file(f, ROOT "port1/endpoint2/decoders_committed", "1\n");
	fixture_link(f, ROOT "port1/endpoint2/uport", "../../../mem0");
	fixture_link(f, ROOT "port1/endpoint2/parent_dport",
		     "../../0000:0c:00.0");
	make_decoder(f, "decoder0.0", "0x40000000\n");
	fixture_file(f, ROOT "decoder0.0/cap_ram", "1\n");
	fixture_file(f, ROOT "decoder0.0/cap_pmem", "0\n");
	fixture_file(f, ROOT "decoder0.0/target_list", "12\n");
	fixture_file(f, ROOT "decoder0.0/qos_class", "-1\n");
	make_decoder(f, "port1/decoder1.0", "0x20000000\n");
	fixture_file(f, ROOT "port1/decoder1.0/target_list", "0\n");
	make_decoder(f, "port1/endpoint2/decoder2.0", "0x20000000\n");
	fixture_file(f, ROOT "port1/endpoint2/decoder2.0/mode", "ram\n");
	fixture_file(f, ROOT "port1/endpoint2/decoder2.0/region",
		     "region0\n");
	fixture_file(f, ROOT "port1/endpoint2/decoder2.0/dpa_resource",
		     "0x0\n");
	fixture_file(f, ROOT "port1/endpoint2/decoder2.0/dpa_size",
		     "0x20000000\n");
	fixture_file(f, ROOT "decoder0.0/region0/resource", "0x110000000\n");
	fixture_file(f, ROOT "decoder0.0/region0/size", "0x20000000\n");
	fixture_file(f, ROOT "decoder0.0/region0/commit", "1\n");
	fixture_file(f, ROOT "decoder0.0/region0/mode", "ram\n");
	fixture_link(f, ROOT "decoder0.0/region0/driver",
		     "../../bus/cxl/drivers/cxl_region");
	fixture_file(f, PCI "mem0/serial", "0x1234\n");
	fixture_file(f, PCI "mem0/ram/size", "0x20000000\n");
	fixture_file(f, PCI "mem0/pmem/size", "0x0\n");
	fixture_file(f, PCI "mem0/numa_node", "-1\n");
	fixture_file(f, "sys/bus/platform/drivers/cxl_acpi/ACPI0017:00", "");
}

void make_dax(struct fixture *f)
{
	fixture_link(f, "sys/bus/dax/devices/dax0.0",
		     TO_ROOT "/decoder0.0/region0/dax_region0/dax0.0");
	fixture_file(f, ROOT "decoder0.0/region0/dax_region0/dax0.0/size",
		     "536870912\n");
	fixture_file(f,
		ROOT "decoder0.0/region0/dax_region0/dax0.0/target_node",
		"1\n");
	fixture_file(f,
		ROOT "decoder0.0/region0/dax_region0/dax0.0/mapping0/start",
		"0x110000000\n");
	fixture_file(f,
		ROOT "decoder0.0/region0/dax_region0/dax0.0/mapping0/end",
		"0x12fffffff\n");
	fixture_file(f, ROOT "decoder0.0/region0/dax_region0/dax0.0/mapping",
		     "");
	fixture_link(f, ROOT "decoder0.0/region0/dax_region0/dax0.0/driver",
		     "../../../bus/dax/drivers/kmem");
	fixture_link(f, "sys/bus/dax/devices/dax1.0",
		     "../../../devices/platform/hmem.1/dax1.0");
	fixture_file(f, "sys/devices/platform/hmem.1/dax1.0/size", "4096\n");
	fixture_file(f, "sys/devices/platform/hmem.1/dax1.0/resource",
		     "0x200000000\n");
	fixture_file(f, "sys/devices/platform/hmem.1/driver_override",
		     "(null)\n");
	fixture_file(f, "sys/module/dax_hmem/uevent", "");
}

void make_machine(struct fixture *f)
{
	make_cxl(f);
	make_dax(f);
	make_module(f);
	fixture_file(f, "proc/sys/kernel/osrelease", "6.12.1\n");
	fixture_file(f, "proc/cmdline",
		     "quiet memmap=1G%0x110000000+0xefffffff\n");
	fixture_file(f, "proc/iomem",
		     "110000000-14fffffff : CXL Window 0\n"
		     "  110000000-14fffffff : Soft Reserved\n"
		     "    110000000-12fffffff : region0\n");
	fixture_file(f, "sys/firmware/memmap/0/start", "0x0\n");
	fixture_file(f, "sys/firmware/memmap/0/end", "0x7fffffff\n");
	fixture_file(f, "sys/firmware/memmap/0/type", "System RAM\n");
	fixture_file(f, MEMORY "block_size_bytes", "8000000\n");
	fixture_file(f, MEMORY "memory0/state", "online\n");
	fixture_file(f, MEMORY "memory34/state", "online\n");
	fixture_read(f);
}
