/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: the kept verdict: a file for modprobe that keeps cxl_acpi from loading,
 * and says for which machine that was decided.
 */
#ifndef SR_DENY_FILE_H
#define SR_DENY_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "door.h"

struct sr_complaint;

#define DENY_DIRECTORY "/etc/modprobe.d"
/* Before modules.softdep, of which modprobe takes the first line only. */
#define DENY_NAME "00-softreserve-deny.conf"
#define DENY_PATH DENY_DIRECTORY "/" DENY_NAME
/* The name until 0.1, under which modprobe took no notice of the file. */
#define DENY_OLD_PATH DENY_DIRECTORY "/softreserve-deny.conf"

/* A verdict that does not hold at this boot: its file lets cxl_acpi in. */
#define DENY_LET_IN "/run/softreserve/let-in"

/** enum deny_kind - what the file says */
enum deny_kind {
	DENY_NONE,           /* there is none */
	DENY_THIS_FIRMWARE,  /* decided for the firmware that runs */
	DENY_OTHER_FIRMWARE, /* the firmware has changed since */
	DENY_UNKNOWN,        /* nothing can be compared */
	DENY_OLD,            /* only one of the old name: it denies nothing */
	DENY_FOREIGN,        /* somebody else wrote a file of this name */
};

/** struct deny_state - see deny_look() */
struct deny_state {
	enum deny_kind kind;
	/**
	 * @changed: "bios_version was '1.0', now '1.1'" if it has changed;
	 * else the names of what could not be compared, or nothing
	 */
	char changed[256];
	/** @is_volatile: it was recorded that these devices are volatile */
	enum sr_truth is_volatile;
	/** @routed: it was recorded that every byte is routed */
	enum sr_truth routed;
};

/** deny_look() - what the file says; what cannot be read is not there */
void deny_look(const char *sysroot, struct deny_state *out);

/** deny_newer_than_initramfs() - has the verdict not got into it yet? */
bool deny_newer_than_initramfs(const char *sysroot, const char *release);

/** deny_is_kept() - is there a verdict, for whichever firmware? */
bool deny_is_kept(const struct deny_state *state);

/**
 * deny_write_text() - the file's text for the firmware that runs
 * @sysroot: where /sys is
 * @to: where to
 *
 * Return: 0; -ENODATA if firmware does not say what it is.
 */
int deny_write_text(const char *sysroot, FILE *to);

/**
 * deny_install() - write the file, whole or not at all
 * @sysroot: where /etc and /sys are
 * @to: one line on failure
 *
 * One of the old name goes, if it is ours.
 *
 * Return: 0; -EEXIST if there is a file that is not ours; -errno.
 */
int deny_install(const char *sysroot, const struct sr_complaint *to);

/**
 * deny_remove() - remove the file if it is ours, and one of the old name
 * @sysroot: where /etc is
 * @dry_run: say only whether it could be
 * @to: one line on failure
 *
 * Return: 0; -ENOENT if there is none (no failure, and nothing is said);
 * -EEXIST if it is not ours; -errno.
 */
int deny_remove(const char *sysroot, bool dry_run,
		const struct sr_complaint *to);

/** deny_initramfs() - the command that rebuilds the initramfs below a root */
const char *deny_initramfs(const char *sysroot);

#endif /* SR_DENY_FILE_H */
