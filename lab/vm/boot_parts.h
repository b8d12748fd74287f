/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: what every guest gets, whatever it boots: the firmware's tables, its
 * memory map, and the program that plays the BIOS.
 */
#ifndef SRLAB_BOOT_PARTS_H
#define SRLAB_BOOT_PARTS_H

#include <stdio.h>

#include "initramfs.h"
#include "virtual.h"

/**
 * srlab_boot_add_cedt() - a CEDT that differs from what the hardware routes
 * @platform: a platform that was moved to its machine
 * @machine: the machine
 * @to: an archive with nothing in it yet, or the kernel misses the table
 * @fault: one line on failure
 *
 * Adds nothing where the platform's tables tell the truth.
 *
 * Return: 0 or -errno.
 */
int srlab_boot_add_cedt(const struct sr_platform *platform,
			const struct srlab_machine *machine,
			struct srlab_initramfs *to, struct srlab_fault *fault);

/**
 * srlab_boot_add_program() - one of the guest's own programs
 * @to: the archive
 * @name: its path in the guest
 * @program: its name in the directory "guest" beside srlab
 * @fault: one line on failure
 *
 * Return: 0 or -errno.
 */
int srlab_boot_add_program(struct srlab_initramfs *to, const char *name,
			   const char *program, struct srlab_fault *fault);

/**
 * srlab_boot_add_modules() - put all modules of a directory into the archive
 * @directory: where they are
 * @to: the archive
 * @fault: one line on failure
 *
 * Return: 0 or -errno.
 */
int srlab_boot_add_modules(const char *directory, struct srlab_initramfs *to,
			   struct srlab_fault *fault);

/** srlab_boot_put_words() - what a kernel needs on its command line here */
void srlab_boot_put_words(const struct sr_platform *platform, FILE *out);

#endif /* SRLAB_BOOT_PARTS_H */
