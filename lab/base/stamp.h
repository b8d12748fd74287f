/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: the mark that the guest leaves in memory and the host looks for.
 *
 * Marks of 16 bytes. Every eighth page has one in each 256 bytes: interleaved
 * memory changes its device no more often. The others have one, which moves
 * through the page from page to page; more would take the guest too long. A
 * mark says which physical address it was written to and in which run, so that
 * a mark in the wrong place tells on itself.
 */
#ifndef SRLAB_STAMP_H
#define SRLAB_STAMP_H

#include <stdint.h>

#define STAMP_PAGE 4096ULL
/* The least granularity of interleave, CXL 3.1 8.2.4.20.7 */
#define STAMP_GRAIN 256ULL

/** struct stamp - the mark */
struct stamp {
	/** @where: the physical address, mixed with the run's number */
	uint64_t where;
	/** @proof: made from @where; guards against a chance match */
	uint64_t proof;
};

/** stamp_first() - where in its page the first mark of a page stands */
static inline uint64_t stamp_first(uint64_t page_address)
{
	uint64_t page = page_address / STAMP_PAGE;

	return page % 8 ? page % 16 * STAMP_GRAIN : 0;
}

/** stamp_step() - how far it is to the page's next mark, if it has more */
static inline uint64_t stamp_step(uint64_t page_address)
{
	return page_address / STAMP_PAGE % 8 ? STAMP_PAGE : STAMP_GRAIN;
}

/** stamp_make() - the mark for a physical address in a run */
static inline struct stamp stamp_make(uint64_t address, uint64_t nonce)
{
	struct stamp stamp = { .where = address ^ nonce };
	uint64_t mix = stamp.where + 0x9e3779b97f4a7c15ULL;

	mix = (mix ^ mix >> 30) * 0xbf58476d1ce4e5b9ULL;
	mix = (mix ^ mix >> 27) * 0x94d049bb133111ebULL;
	stamp.proof = mix ^ mix >> 31;
	return stamp;
}

#endif /* SRLAB_STAMP_H */
