/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: following one address through the decoders; for core's own files only.
 */
#ifndef SR_FOLLOW_H
#define SR_FOLLOW_H

#include "routes.h"

/* Granularities that can be encoded, CXL 3.1 8.2.4.20.7, in bytes */
#define SR_ROUTE_GRAIN_MIN 256
#define SR_ROUTE_GRAIN_MAX 16384
/*
 * No interleave has a period of more than three times this: 16 ways of 16 KiB,
 * and the 3 of 3, 6 and 12 ways.
 */
#define SR_ROUTE_PERIOD_BITS ((u64)1 << 18)
/* Parts that a way may have: a bridge, three switches above each other, a device */
#define SR_ROUTE_DEPTH 5

/** struct sr_route_end - where an address leads */
struct sr_route_end {
	/** @route: the answer for this address alone */
	enum sr_route route;
	/** @why: why it is not routed */
	enum sr_route_why why;
	/** @part: the last part on the way, or NULL */
	const struct sr_route_part *part;
	/** @decoder: the last decoder that took it, or NULL */
	const struct sr_route_decoder *decoder;
	/** @reached: a device's decoder took it, so that @dpa is valid */
	bool reached;
	/** @dpa: the device address */
	u64 dpa;
};

/** sr_routing_prepare() - sort, find device addresses and what is opaque */
void sr_routing_prepare(struct sr_routing *routing);

/** sr_part_below() - the part at a port of another, or NULL */
struct sr_route_part *sr_part_below(const struct sr_routing *routing, u32 above,
				    u32 port);

/** sr_window_of() - the window that routes an address, or NULL */
const struct sr_route_window *sr_window_of(const struct sr_routing *routing,
					   u64 address);

/** sr_window_is_known() - can its way be told from an address? */
bool sr_window_is_known(const struct sr_route_window *window);

/** sr_window_variants() - ways to permute its targets; 1 unless XOR */
u32 sr_window_variants(const struct sr_route_window *window);

/**
 * sr_follow() - follow an address
 * @routing: a prepared machine
 * @window: its window
 * @variant: which permutation of the window's targets
 * @address: the address
 * @end: where it leads
 */
void sr_follow(const struct sr_routing *routing,
	       const struct sr_route_window *window, u32 variant, u64 address,
	       struct sr_route_end *end);

#endif /* SR_FOLLOW_H */
