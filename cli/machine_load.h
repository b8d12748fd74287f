/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: the machine that a verb is about.
 *
 * It comes from the live system, from a copied tree (--sysroot) or from a
 * platform document (--platform).
 */
#ifndef SRCTL_MACHINE_LOAD_H
#define SRCTL_MACHINE_LOAD_H

#include "options.h"
#include "ruled_machine.h"

/** machine_no_ranges() - a sentence for a machine without any */
const char *machine_no_ranges(const struct machine *machine);

/**
 * system_load() - read what the settings say
 * @settings: sysroot or platform
 * @out: what was read; sr_system_free() frees it
 *
 * Return: 0; -errno after one line on stderr.
 */
int system_load(const struct cli_settings *settings, struct sr_system **out);

/** system_omissions() - say on stderr what is missing; how many there are */
size_t system_omissions(const struct sr_system *system);

/**
 * machine_load() - read what the settings say, rule on it, do the sums
 * @settings: sysroot and platform
 *
 * Return: the machine, or NULL after one line on stderr.
 */
struct machine *machine_load(const struct cli_settings *settings);

/** machine_omissions() - the same of the machine's system */
size_t machine_omissions(const struct machine *machine);

/** machine_say_predicted() - say on stderr where Linux's part is a guess */
void machine_say_predicted(const struct machine *machine);

/** machine_exit() - the exit status that the facts call for */
enum cli_exit machine_exit(const struct machine *machine);

#endif /* SRCTL_MACHINE_LOAD_H */
