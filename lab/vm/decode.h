/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: where a physical address leads: to which memory, at which offset. This
 * is the lab's own reading of the HDM decoders (CXL 3.1 8.2.4.20), against
 * which it judges where data really arrived.
 */
#ifndef SRLAB_DECODE_H
#define SRLAB_DECODE_H

#include "virtual.h"

/** enum srlab_store - what kind of memory holds a byte */
enum srlab_store {
	/** @SRLAB_STORE_NONE: none: no decoder routes the address */
	SRLAB_STORE_NONE,
	/** @SRLAB_STORE_DRAM: the machine's own memory */
	SRLAB_STORE_DRAM,
	/** @SRLAB_STORE_VOLATILE: a device's volatile memory */
	SRLAB_STORE_VOLATILE,
	/** @SRLAB_STORE_PERSISTENT: a device's persistent memory */
	SRLAB_STORE_PERSISTENT,
};

/** struct srlab_place - where a byte is kept */
struct srlab_place {
	/** @store: what kind of memory */
	enum srlab_store store;
	/** @device: index of the device, where it is a device's memory */
	size_t device;
	/** @offset: byte offset in that memory */
	uint64_t offset;
};

/**
 * srlab_decode() - follow an address through the machine
 * @platform: a platform that was moved to @machine
 * @machine: the machine
 * @address: a physical address
 *
 * Return: the place; its store is SRLAB_STORE_NONE where nothing answers.
 */
struct srlab_place srlab_decode(const struct sr_platform *platform,
				const struct srlab_machine *machine,
				uint64_t address);

/** struct srlab_hdm - a decoder's registers, as they are written */
struct srlab_hdm {
	uint32_t base_low;
	uint32_t base_high;
	uint32_t size_low;
	uint32_t size_high;
	uint32_t control;
	/** @list_low: target list, or an endpoint's skip */
	uint32_t list_low;
	uint32_t list_high;
};

/** srlab_hdm_encode() - a decoder of the document as register values */
struct srlab_hdm srlab_hdm_encode(const struct sr_decoder *decoder,
				  bool endpoint);

/** srlab_ways_code() - encoded interleave ways, or -EINVAL */
int srlab_ways_code(unsigned int ways);

/** srlab_granularity_code() - encoded granularity, or -EINVAL */
int srlab_granularity_code(uint32_t granularity);

#endif /* SRLAB_DECODE_H */
