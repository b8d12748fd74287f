/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: the ledgers of all ranges; for core's own files only.
 */
#ifndef SR_LEDGER_H
#define SR_LEDGER_H

#include "extent.h"

/** sr_books_check() - 0, or -EOVERFLOW if a range's size is 2^64 */
int sr_books_check(const struct sr_facts *facts);

/**
 * sr_books_planned() - finish the ledgers of ranges that have their owners
 * @facts: the facts; the ledgers hold already what sr_share_range() wrote
 * @policy: the policy
 * @sum: the sum over all ranges
 *
 * Return: 0, or -EOVERFLOW if the sums wrap.
 */
int sr_books_planned(struct sr_facts *facts, const struct sr_policy *policy,
		     struct sr_ledger *sum);

/** sr_is_kept_dax() - serves memory outside of CXL, and goes on to do so */
bool sr_is_kept_dax(const void *item);

#endif /* SR_LEDGER_H */
