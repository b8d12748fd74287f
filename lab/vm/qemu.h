/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: QEMU as a child process: asked once where it puts things, then run
 * until the guest powers off, with a deadline.
 */
#ifndef SRLAB_QEMU_H
#define SRLAB_QEMU_H

#include "virtual.h"
#include "topology.h"

/** enum srlab_end - how a run of QEMU ended */
enum srlab_end {
	/** @SRLAB_END_OFF: the guest powered off or reset, QEMU exited 0 */
	SRLAB_END_OFF,
	/** @SRLAB_END_TIMEOUT: killed at the deadline */
	SRLAB_END_TIMEOUT,
	/** @SRLAB_END_BROKEN: QEMU failed by itself */
	SRLAB_END_BROKEN,
};

/** struct srlab_boot - what to boot */
struct srlab_boot {
	/** @hardware: words from srlab_topology_build() */
	const struct srlab_words *hardware;
	/** @kernel: path of the kernel image */
	const char *kernel;
	/** @initramfs: path of the initial RAM disk */
	const char *initramfs;
	/** @command_line: the kernel's command line */
	const char *command_line;
	/** @disk: raw image of a disk, or NULL; it is not changed */
	const char *disk;
	/** @console: file that the serial console is written to */
	const char *console;
	/** @report: file that the report port is written to */
	const char *report;
	/** @messages: file that QEMU's own messages are written to */
	const char *messages;
	/** @hypervisor: let the guest see that it is one */
	bool hypervisor;
	/** @trace: file that register writes are written to, or NULL */
	const char *trace;
	/** @timeout: seconds until the guest is killed */
	unsigned int timeout;
	/** @tick: called about ten times a second with the time run, or NULL */
	void (*tick)(void *context, double seconds);
	/** @context: for @tick */
	void *context;
};

/**
 * srlab_qemu_ask() - let QEMU say where it puts windows and registers
 * @hardware: words from srlab_topology_build()
 * @machine: a planned machine; QEMU's choices are filled in
 * @fault: one line on failure
 *
 * Starts QEMU with the processors stopped, reads its memory tree, ends it.
 *
 * Return: 0 or -errno.
 */
int srlab_qemu_ask(const struct srlab_words *hardware,
		   struct srlab_machine *machine, struct srlab_fault *fault);

/**
 * srlab_qemu_run() - boot and wait until it is over
 * @boot: what to boot
 * @end: how it ended
 * @seconds: how long it took
 * @fault: one line where @end is not SRLAB_END_OFF
 *
 * Return: 0, with @end set; -errno where QEMU could not be started.
 */
int srlab_qemu_run(const struct srlab_boot *boot, enum srlab_end *end,
		   double *seconds, struct srlab_fault *fault);

#endif /* SRLAB_QEMU_H */
