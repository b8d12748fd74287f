/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: the mark that the guest leaves in memory and the host looks for.
 *
 * One mark of 16 bytes per 4 KiB page. It says which physical address it was
 * written to and in which run, so that a mark in the wrong place tells on
 * itself. It moves through the page from page to page, in steps of 256 bytes,
 * so that interleaved memory gets marks on every device.
 */
#ifndef SRLAB_STAMP_H
#define SRLAB_STAMP_H

#include <stdint.h>

#define STAMP_PAGE 4096ULL

/** struct stamp - the mark */
struct stamp {
	/** @where: the physical address, mixed with the run's number */
	uint64_t where;
	/** @proof: made from @where; guards against a chance match */
	uint64_t proof;
};

/** stamp_offset() - where in its page a page's mark stands */
static inline uint64_t stamp_offset(uint64_t page_address)
{
	return page_address / STAMP_PAGE % 16 * 256;
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
