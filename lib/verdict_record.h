/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: the machine that a kept verdict was given for.
 *
 * A verdict that outlives a boot is only as good as the machine it was given
 * for is the same. The record holds what tells one machine and firmware from
 * another. What one side could not read is not compared: it is unknown, not
 * changed.
 */
#ifndef SRCTL_VERDICT_RECORD_H
#define SRCTL_VERDICT_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "door.h"

/** enum record_fact - what a record holds, in the order of the file */
enum record_fact {
	RECORD_BIOS_VENDOR,
	RECORD_BIOS_VERSION,
	RECORD_BIOS_DATE,
	RECORD_PRODUCT_NAME,
	/* Sums over tables, or "none". */
	RECORD_CEDT,
	RECORD_SRAT,
	RECORD_HMAT,
	/* Ranges of the firmware's map. */
	RECORD_SOFT_RESERVED,
	/* "SERIAL:BYTES" of each device, from configuration space. */
	RECORD_DEVICES,
	/* "SERIAL:VOLATILE/PERSISTENT" of each; only drivers can say it. */
	RECORD_PARTITIONS,
	/* "all" if every byte was routed; not compared. */
	RECORD_ROUTES,
	RECORD_FACTS,
};

/** struct verdict_record - see the DOC block; record_free() is its destructor */
struct verdict_record {
	/** @values: by fact; owned; NULL if it could not be read */
	char *values[RECORD_FACTS];
};

/** enum record_match - what record_compare() found */
enum record_match {
	RECORD_SAME,      /* all that both know is the same */
	RECORD_CHANGED,   /* something is not */
	RECORD_UNKNOWN,   /* there is nothing that both know */
};

/**
 * record_read() - read the record of the machine that runs
 * @sysroot: where /sys is; "" is the live machine
 * @out: what could be read; record_free() frees it
 *
 * Return: how many facts could be read.
 */
size_t record_read(const char *sysroot, struct verdict_record *out);

/** record_free() - free what a record holds */
void record_free(struct verdict_record *record);

/**
 * record_write() - write a record, a comment line a fact
 * @record: what is known
 * @to: where to
 */
void record_write(const struct verdict_record *record, FILE *to);

/**
 * record_take_line() - take a line of record_write() back; others are ignored
 * @record: what to add to
 * @line: with or without its line end
 *
 * Return: 0 or -ENOMEM.
 */
int record_take_line(struct verdict_record *record, const char *line);

/**
 * record_compare() - is this the machine that it was?
 * @then: the record that was kept
 * @now: the record of the machine that runs
 * @why: the first difference, or the facts that could not be compared
 * @why_size: bytes in @why
 *
 * Return: what was found; @why is empty if everything kept was compared.
 */
enum record_match record_compare(const struct verdict_record *then,
				 const struct verdict_record *now,
				 char *why, size_t why_size);

/**
 * record_shows_volatile() - was it recorded that these devices are volatile?
 * @then: the record that was kept
 * @now: that of the machine that runs; it must have the same devices
 */
enum sr_truth record_shows_volatile(const struct verdict_record *then,
				    const struct verdict_record *now);

/** record_shows_routes() - the same of every byte being routed */
enum sr_truth record_shows_routes(const struct verdict_record *then,
				  const struct verdict_record *now);

#endif /* SRCTL_VERDICT_RECORD_H */
