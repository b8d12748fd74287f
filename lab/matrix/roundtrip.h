/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: boot a platform, capture it in the guest, boot the capture: the ruling
 * must be the same. On the way, srctl must say what the module says.
 */
#ifndef SRLAB_ROUNDTRIP_H
#define SRLAB_ROUNDTRIP_H

#include <json-c/json.h>

#include "run.h"

/**
 * srlab_roundtrip() - one platform, there and back
 * @order: document, kernel, offline, timeout; the rest is not looked at
 * @failures: a line for each thing that is not the same
 * @fault: one line on failure
 *
 * Return: 0; -errno where a guest could not be started.
 */
int srlab_roundtrip(const struct srlab_order *order,
		    struct srlab_words *failures, struct srlab_fault *fault);

/**
 * srlab_roundtrip_key() - what a round trip depends on, as text
 * @document: path of a platform document
 *
 * Its firmware, hardware and policy: documents that differ in nothing else go
 * the same way there and back.
 *
 * Return: the text, which the caller frees; NULL where it cannot be read.
 */
char *srlab_roundtrip_key(const char *document);

/* roundtrip_compare.c */

/**
 * srlab_rulings_agree() - does srctl say what the module says? (P6)
 * @run: a guest's report of "srctl status --json"
 * @where: which boot, for the lines
 * @failures: a line for each difference
 */
void srlab_rulings_agree(struct json_object *run, const char *where,
			 struct srlab_words *failures);

/**
 * srlab_rulings_same() - is it the same ruling, but for addresses and names?
 * @first: a guest's report of "srctl status --json"
 * @second: another guest's
 * @where: at which moment, for the lines
 * @failures: a line for each difference
 */
void srlab_rulings_same(struct json_object *first, struct json_object *second,
			const char *where, struct srlab_words *failures);

#endif /* SRLAB_ROUNDTRIP_H */
