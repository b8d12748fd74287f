/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: small platforms, thrown with dice: from a seed, or from a fuzzer's
 * bytes. They are well-formed, but for the order of their lists.
 */
#ifndef TEST_DICE_H
#define TEST_DICE_H

#include "oracle.h"

/** struct dice - where chance comes from */
struct dice {
	/** @state: of the random numbers, where @data is NULL */
	u64 state;
	/** @data: a fuzzer's bytes, or NULL */
	const unsigned char *data;
	/** @size: bytes left in @data; after them all throws are 0 */
	size_t size;
};

/** struct dice_platform - a platform with room for its own lists */
struct dice_platform {
	struct sr_range ranges[ORACLE_MAX];
	struct sr_extent windows[ORACLE_MAX];
	struct sr_region regions[ORACLE_MAX];
	struct sr_extent ram[ORACLE_MAX];
	struct sr_dax daxes[ORACLE_MAX];
	struct sr_route_piece routes[ORACLE_MAX];
	struct sr_facts facts;
	struct sr_policy policy;
	/** @base: where its address space begins */
	u64 base;
};

/** dice_throw() - a number from 0 to @sides - 1; @sides at most 256 */
unsigned int dice_throw(struct dice *dice, unsigned int sides);

/** dice_platform() - throw a platform */
void dice_platform(struct dice *dice, struct dice_platform *p);

/** dice_shuffle() - @to becomes @from with all lists in another order */
void dice_shuffle(struct dice *dice, const struct dice_platform *from,
		  struct dice_platform *to);

/** dice_print() - print a platform, each line after "# " */
void dice_print(const struct dice_platform *p);

#endif /* TEST_DICE_H */
