/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: an installed system, on the machine of a platform document. The lab is
 * only the machine and its BIOS here: kernel, initramfs and disk are the
 * distribution's, and what the guest reports is for the caller to judge.
 */
#ifndef SRLAB_DISTRO_H
#define SRLAB_DISTRO_H

#include "fault.h"

/** struct srlab_distro_order - what to boot */
struct srlab_distro_order {
	/** @document: path of the platform document */
	const char *document;
	/** @kernel: path of the kernel image */
	const char *kernel;
	/** @initrd: path of the distribution's initramfs */
	const char *initrd;
	/** @disk: path of the disk's raw image; it is not changed */
	const char *disk;
	/** @append: more words for the kernel's command line, or NULL */
	const char *append;
	/** @report: file for what the guest writes to its report port */
	const char *report;
	/** @console: file for the console */
	const char *console;
	/** @timeout: seconds until the guest is killed */
	unsigned int timeout;
};

/**
 * srlab_distro_run() - boot and wait until the guest powers off
 * @order: what
 * @seconds: how long it took
 * @fault: one line on failure
 *
 * Return: 0; -ETIMEDOUT where it was killed; other -errno.
 */
int srlab_distro_run(const struct srlab_distro_order *order, double *seconds,
		     struct srlab_fault *fault);

#endif /* SRLAB_DISTRO_H */
