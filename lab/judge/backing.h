/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: the memory that the hardware keeps, as the host sees it in files. */
#ifndef SRLAB_BACKING_H
#define SRLAB_BACKING_H

#include "decode.h"

/** struct srlab_memory_file - one backing file, mapped */
struct srlab_memory_file {
	const unsigned char *map;
	size_t size;
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

/** enum srlab_stamped - what was found of a page's stamp */
enum srlab_stamped {
	/** @SRLAB_STAMPED: it is where it has to be */
	SRLAB_STAMPED,
	/** @SRLAB_NOT_STAMPED: it is not */
	SRLAB_NOT_STAMPED,
	/** @SRLAB_NOT_DECODED: no memory answers at this address */
	SRLAB_NOT_DECODED,
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

/** srlab_backing_look() - look for the stamp of a page */
enum srlab_stamped srlab_backing_look(const struct srlab_backing *backing,
				      uint64_t page);

/**
 * srlab_not_decoded() - bytes of a range that no committed decoder routes
 *
 * 0 for a range that touches no CXL window: decoders have no say there.
 */
uint64_t srlab_not_decoded(const struct sr_platform *platform,
			   const struct srlab_machine *machine,
			   const struct sr_memory *range);

#endif /* SRLAB_BACKING_H */
