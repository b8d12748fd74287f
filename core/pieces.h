/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: how a range is shared out where device-dax owns it; for core's own
 * files only.
 */
#ifndef SR_PIECES_H
#define SR_PIECES_H

#include "leads.h"

/** struct sr_share - a walk over all ranges, cutting each into pieces */
struct sr_share {
	/** @policy: the policy */
	const struct sr_policy *policy;
	/** @hmem_active: as in struct sr_facts */
	bool hmem_active;
	/** @cut: windows stay published, so that pieces end at their edges */
	bool cut;
	/** @served: usable dax devices outside of CXL */
	struct sr_cursor served;
	/** @refused: mainline hmem devices that serve nothing */
	struct sr_cursor refused;
	/** @leads: what has to be withheld */
	struct sr_leads leads;
	/** @windows: edges of the windows */
	struct sr_cursor windows;
	/** @nodes: edges of the NUMA nodes' memory */
	struct sr_cursor nodes;
};

/** enum sr_piece_kind - what becomes of a piece of a range */
enum sr_piece_kind {
	/** @SR_PIECE_SERVED: a dax device outside of CXL has it already */
	SR_PIECE_SERVED,
	/** @SR_PIECE_WITHHELD: it leads nowhere good, and is left out */
	SR_PIECE_WITHHELD,
	/** @SR_PIECE_LOST: too small to be aligned */
	SR_PIECE_LOST,
	/** @SR_PIECE_ADD: device-dax gets the aligned inside */
	SR_PIECE_ADD,
};

/** struct sr_piece - a piece of a range */
struct sr_piece {
	/** @at: where it is */
	struct sr_extent at;
	/** @inside: for SR_PIECE_ADD: its aligned inside */
	struct sr_extent inside;
	/** @kind: what becomes of it */
	enum sr_piece_kind kind;
};

/** sr_is_dax_outside_cxl() - a usable dax device that stands on no region */
bool sr_is_dax_outside_cxl(const void *item);
/** sr_is_deliverable() - a region that will deliver its memory */
bool sr_is_deliverable(const void *item);

/** sr_share_init() - begin a walk; @scope is the one in force */
void sr_share_init(struct sr_share *share, const struct sr_facts *facts,
		   const struct sr_policy *policy, enum sr_scope scope);

/**
 * sr_share_next() - the piece of a range that begins at a byte
 * @share: the walk
 * @range: the range; at or above all earlier ones
 * @pos: first byte of the piece
 * @piece: the piece; the next one, if any, begins behind its end
 */
void sr_share_next(struct sr_share *share, const struct sr_range *range,
		   u64 pos, struct sr_piece *piece);

/**
 * sr_share_range() - fill a range's ledger and served mark, owned by dax
 * @share: the walk
 * @range: the range; at or above all earlier ones
 */
void sr_share_range(struct sr_share *share, struct sr_range *range);

#endif /* SR_PIECES_H */
