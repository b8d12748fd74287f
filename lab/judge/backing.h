/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: the memory that the hardware keeps, as the host sees it in files. */
#ifndef SRLAB_BACKING_H
#define SRLAB_BACKING_H

#include "decode.h"

/** struct srlab_memory_file - one backing file, mapped */
struct srlab_memory_file {
	const unsigned char *map;
	size_t size;
	/** @reached: by granule: the first address that led to it; owned */
	uint64_t *reached;
};

/** struct srlab_backing - all memory of a machine */
struct srlab_backing {
	const struct sr_platform *platform;
	const struct srlab_machine *machine;
	uint64_t nonce;
	/** @dram: the machine's own memory */
	struct srlab_memory_file dram;
	/** @device: a volatile and a persistent part per device */
	struct srlab_memory_file (*device)[2];
};

/** enum srlab_stamped - what was found of a page's stamps */
enum srlab_stamped {
	/** @SRLAB_STAMPED: all are where they have to be */
	SRLAB_STAMPED,
	/** @SRLAB_NOT_STAMPED: some are not, or no memory answers there */
	SRLAB_NOT_STAMPED,
	/** @SRLAB_NOT_DECODED: no memory answers at any of its addresses */
	SRLAB_NOT_DECODED,
	/** @SRLAB_SAME_PLACE: another address that was looked at leads there */
	SRLAB_SAME_PLACE,
};

/**
 * srlab_backing_open() - map the backing files
 * @backing: to be closed with srlab_backing_close(), also on failure
 *
 * Return: 0 or -errno.
 */
int srlab_backing_open(struct srlab_backing *backing,
		       const struct sr_platform *platform,
		       const struct srlab_machine *machine,
		       const char *directory, uint64_t nonce,
		       struct srlab_fault *fault);

/** srlab_backing_close() - unmap and free */
void srlab_backing_close(struct srlab_backing *backing);

/**
 * srlab_backing_look() - look for the stamps of a page
 * @backing: remembers the places of all pages that were looked at
 * @page: its address
 */
enum srlab_stamped srlab_backing_look(struct srlab_backing *backing,
				      uint64_t page);

/**
 * srlab_not_decoded() - bytes that decoders do not lead to a cell of their own
 *
 * Whole blocks of 2 MiB, which is what device-dax hands out: where any granule
 * of one leads nowhere, or shares its cell, none of its pages is good. 0 for a
 * range that touches no CXL window: decoders have no say there.
 *
 * Return: bytes; UINT64_MAX if out of memory.
 */
uint64_t srlab_not_decoded(const struct sr_platform *platform,
			   const struct srlab_machine *machine,
			   const struct sr_memory *range);

#endif /* SRLAB_BACKING_H */
