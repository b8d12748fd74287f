/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: the virtual machine that stands for a platform: how much DRAM it has
 * and where, the numbers its host bridges go by, and where QEMU puts what the
 * document places elsewhere.
 *
 * A document keeps the addresses of the machine it describes. QEMU chooses its
 * own for CXL windows, so the platform is moved: every address in it is
 * rewritten, after which platform and virtual machine agree to the byte.
 */
#ifndef SRLAB_VIRTUAL_H
#define SRLAB_VIRTUAL_H

#include "fault.h"
#include "platform.h"

#define SRLAB_4G (1ULL << 32)
#define SRLAB_WINDOWS_MAX 16
#define SRLAB_BRIDGES_MAX 8

/** struct srlab_machine - what QEMU is asked for and what it chose */
struct srlab_machine {
	/** @low: bytes of DRAM from address 0 */
	uint64_t low;
	/** @high: bytes of DRAM from 4 GiB */
	uint64_t high;
	/** @n_bridges: host bridges, in the document's order */
	size_t n_bridges;
	/** @bus: PCI bus number of each host bridge, which is its UID too */
	uint32_t bus[SRLAB_BRIDGES_MAX];
	/** @registers: base of each host bridge's component registers */
	uint64_t registers[SRLAB_BRIDGES_MAX];
	/** @n_windows: CXL windows that the hardware routes */
	size_t n_windows;
	/** @window: base of each in QEMU */
	uint64_t window[SRLAB_WINDOWS_MAX];
};

/**
 * srlab_machine_plan() - decide on DRAM and bus numbers
 * @platform: a platform as the document has it
 * @machine: the answer; what QEMU chooses is left zero
 * @fault: one line on failure
 *
 * Return: 0; -ENOTSUP where QEMU cannot be built like the platform.
 */
int srlab_machine_plan(const struct sr_platform *platform,
		       struct srlab_machine *machine,
		       struct srlab_fault *fault);

/**
 * srlab_machine_read_tree() - find QEMU's choices in its memory tree
 * @machine: a planned machine; windows and registers are filled in
 * @tree: the answer to "info mtree"
 * @fault: one line on failure
 *
 * Return: 0; -EPROTO where the tree does not hold what was asked for.
 */
int srlab_machine_read_tree(struct srlab_machine *machine, const char *tree,
			    struct srlab_fault *fault);

/**
 * srlab_machine_move() - rewrite a platform's addresses to the machine's
 * @machine: a machine with QEMU's choices
 * @platform: the platform; changed in place
 * @fault: one line on failure
 *
 * Addresses in a window the hardware routes move with that window, DRAM stays
 * where it is, anything else moves with the window nearest to it. Host bridge
 * UIDs become bus numbers.
 *
 * Return: 0; -ENOTSUP where a range would be torn or overlap another.
 */
int srlab_machine_move(const struct srlab_machine *machine,
		       struct sr_platform *platform,
		       struct srlab_fault *fault);

/**
 * srlab_machine_dram() - is an address DRAM?
 * @machine: a planned machine
 * @address: in the guest
 * @offset: where it is in the one store that backs low and high DRAM
 */
bool srlab_machine_dram(const struct srlab_machine *machine, uint64_t address,
			uint64_t *offset);

/** srlab_windows() - the windows as the hardware routes them */
const struct sr_window *srlab_windows(const struct sr_platform *platform,
				      size_t *n);

/** srlab_bridge_index() - index of a host bridge by its UID, or -ENOENT */
int srlab_bridge_index(const struct sr_platform *platform, uint32_t uid);

#endif /* SRLAB_VIRTUAL_H */
