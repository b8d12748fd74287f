/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: parts of a made-up machine in a made-up tree: one host bridge, one
 * memory device, one region with its dax device, and the module's files.
 */
#ifndef SR_MADE_MACHINE_H
#define SR_MADE_MACHINE_H

#include "sysroot_fixture.h"

/* Where things are in the tree. */
#define MEMORY "sys/devices/system/memory/"
#define MODULE "sys/kernel/softreserve/"
#define ROOT "sys/devices/platform/ACPI0017:00/root0/"
#define PCI "sys/devices/pci0000:0c/0000:0c:00.0/0000:0d:00.0/"
#define CXL_BUS "sys/bus/cxl/devices/"
#define TO_ROOT "../../../devices/platform/ACPI0017:00/root0"

/** make_module() - /sys/kernel/softreserve after a ruling */
void make_module(struct fixture *f);
/** make_cxl() - ports, decoders, a memory device and a region */
void make_cxl(struct fixture *f);
/** make_dax() - the region's dax device, and one of an hmem device */
void make_dax(struct fixture *f);
/** make_machine() - all of it, read */
void make_machine(struct fixture *f);

#endif /* SR_MADE_MACHINE_H */
