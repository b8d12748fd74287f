/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: where physical addresses lead: through the window to a host bridge,
 * through its HDM decoders and those of switches to a device, and there to a
 * cell (CXL 3.1 8.2.4.20, 9.18.1.3).
 *
 * The caller describes the machine in struct sr_routing, in arrays of its own,
 * and gets a sorted list of pieces with their answer. Between two edges of
 * windows and decoders the same decoders take every address, and what they do
 * repeats with the interleave: one period of each such interval is followed,
 * granule by granule of the smallest kind, which is 3072 granules at most.
 * Nothing here allocates, does I/O, locks or keeps state.
 */
#ifndef SR_ROUTES_H
#define SR_ROUTES_H

#include "rule.h"

/** SR_ROUTE_TARGETS - entries in an HDM decoder's target list */
#define SR_ROUTE_TARGETS 8
/** SR_ROUTE_WINDOW_TARGETS - entries in a window's target list */
#define SR_ROUTE_WINDOW_TARGETS 16
/** SR_ROUTE_XOR_MAPS - most bits that a window's XOR arithmetic makes */
#define SR_ROUTE_XOR_MAPS 4
/** SR_ROUTE_TOP - what is above a host bridge */
#define SR_ROUTE_TOP ((u32)-1)

/** struct sr_route_window - a CXL window, as the table has it */
struct sr_route_window {
	/** @at: in: where it is */
	struct sr_extent at;
	/** @granularity: in: interleave granularity in bytes */
	u32 granularity;
	/** @ways: in: interleave ways; more than the list holds: not known */
	u32 ways;
	/** @targets: in: UIDs of host bridges, in interleave order */
	u32 targets[SR_ROUTE_WINDOW_TARGETS];
	/** @is_xor: in: the way is found by XOR arithmetic, else modulo */
	bool is_xor;
	/** @n_maps: in: entries in @maps; fewer than the ways need: not known */
	u32 n_maps;
	/** @maps: in: the XOR maps of its granularity (CXIMS) */
	u64 maps[SR_ROUTE_XOR_MAPS];
	/** @ambiguous: out: another window has some of its addresses too */
	bool ambiguous;
};

/** struct sr_route_decoder - one HDM decoder */
struct sr_route_decoder {
	/** @at: in: the addresses that it takes; valid if @committed */
	struct sr_extent at;
	/**
	 * @committed: in: it takes part in decoding. A committed one of no
	 * size takes nothing: the caller leaves it out.
	 */
	bool committed;
	/** @granularity: in: bytes; 0 where the code is reserved */
	u32 granularity;
	/** @ways: in: interleave ways; 0 where the code is reserved */
	u32 ways;
	/** @targets: in: port numbers in interleave order; not a device's */
	u32 targets[SR_ROUTE_TARGETS];
	/** @skip: in: a device's: device addresses skipped before it, bytes */
	u64 skip;
	/** @dpa: out: a device's: the first device address behind it */
	u64 dpa;
};

/** enum sr_route_kind - what a part of the way is */
enum sr_route_kind {
	/** @SR_ROUTE_BRIDGE: a host bridge */
	SR_ROUTE_BRIDGE,
	/** @SR_ROUTE_SWITCH: the upstream port of a switch */
	SR_ROUTE_SWITCH,
	/** @SR_ROUTE_DEVICE: a memory device */
	SR_ROUTE_DEVICE,
};

/** struct sr_route_part - a host bridge, a switch or a memory device */
struct sr_route_part {
	/** @id: in: the caller's number for it, different for each */
	u32 id;
	/** @above: in: id of the part that it hangs on, or SR_ROUTE_TOP */
	u32 above;
	/** @port: in: number of the port there; the UID of a host bridge */
	u32 port;
	/** @kind: in: what it is */
	enum sr_route_kind kind;
	/**
	 * @opaque: in: why its decoders do not tell where an address leads,
	 * or SR_ROUTE_WHY_NONE. Written where core finds out so itself.
	 */
	enum sr_route_why opaque;
	/**
	 * @passes: in: it has one port and no HDM decoder capability at all,
	 * and so passes everything on to @only_port. One that has the
	 * capability decodes, even if nothing is committed.
	 */
	bool passes;
	/** @only_port: in: number of that one port */
	u32 only_port;
	/** @decoders: in: by index, lowest first; the caller's */
	struct sr_route_decoder *decoders;
	/** @n_decoders: in: entries in @decoders */
	size_t n_decoders;
	/** @capacity_known: in: the two sizes below are known */
	bool capacity_known;
	/** @volatile_size: in: bytes of volatile memory, at device address 0 */
	u64 volatile_size;
	/** @persistent_size: in: bytes of persistent memory behind that */
	u64 persistent_size;
};

/** struct sr_routing - the way of every address */
struct sr_routing {
	/** @windows: sorted in place */
	struct sr_route_window *windows;
	/** @parts: sorted in place */
	struct sr_route_part *parts;
	/** @n_windows: entries in @windows */
	size_t n_windows;
	/** @n_parts: entries in @parts */
	size_t n_parts;
};

/**
 * sr_routes_room() - how many pieces there can be at most
 * @routing: the machine
 *
 * Return: entries that the list for sr_routes_find() must have room for.
 */
size_t sr_routes_room(const struct sr_routing *routing);

/**
 * sr_routes_find() - follow every address
 * @routing: the machine; arrays are sorted in place
 * @pieces: the answer, sorted and disjoint; room for sr_routes_room() entries
 * @n: how many pieces there are
 *
 * Windows, and what host bridges decode behind their ends, are in pieces; the
 * rest is not CXL's to route. O(e log e) in the edges of windows and decoders,
 * times the granules of a period.
 */
void sr_routes_find(struct sr_routing *routing, struct sr_route_piece *pieces,
		    size_t *n);

#endif /* SR_ROUTES_H */
