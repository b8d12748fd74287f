// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: how a range is shared out where device-dax owns it: what is served
 * already, what is withheld, what alignment costs, and what devices to make.
 */
#include "pieces.h"

bool sr_is_dax_outside_cxl(const void *item)
{
	const struct sr_dax *dax = item;

	return dax->usable && dax->parent != SR_DAX_ON_REGION;
}

bool sr_is_deliverable(const void *item)
{
	const struct sr_region *region = item;

	return region->committed && region->is_volatile && region->delivers;
}

/* What it holds need not be handed out once more. */
static bool sr_is_serving(const void *item)
{
	return sr_is_dax_outside_cxl(item) &&
	       !((const struct sr_dax *)item)->astray;
}

static bool sr_is_refused_hmem(const void *item)
{
	const struct sr_dax *dax = item;

	return !dax->usable && dax->parent == SR_DAX_ON_MAINLINE_HMEM;
}

void sr_share_init(struct sr_share *share, const struct sr_facts *facts,
		   const struct sr_policy *policy, enum sr_scope scope)
{
	memset(share, 0, sizeof(*share));
	share->policy = policy;
	share->hmem_active = facts->hmem_active;
	share->cut = facts->cxl_active && scope == SR_SCOPE_RANGE;

	sr_cursor_daxes(&share->served, facts, sr_is_serving);
	sr_cursor_daxes(&share->refused, facts, sr_is_refused_hmem);
	sr_leads_init(&share->leads, facts, policy);
	sr_cursor_extents(&share->windows, facts->windows, facts->n_windows);
	share->windows.edges = true;
	sr_cursor_init(&share->nodes, facts->nodes, facts->n_nodes,
		       sizeof(*facts->nodes), NULL);
	share->nodes.edges = true;
}

static void sr_lower(u64 *limit, u64 value)
{
	if (value < *limit)
		*limit = value;
}

/*
 * The last byte of the piece that begins at @pos, as far as nodes go. Where
 * firmware changes the node within an alignment unit, all of the unit goes to
 * the first: cutting there would lose it.
 */
static u64 sr_share_node_end(struct sr_share *share, u64 pos)
{
	u64 last;

	sr_cursor_at(&share->nodes, pos, &last);
	return last | (share->policy->align - 1);
}

void sr_share_next(struct sr_share *share, const struct sr_range *range,
		   u64 pos, struct sr_piece *piece)
{
	bool in_windows = range->reason != SR_REASON_OUTSIDE_WINDOWS;
	bool withheld = false;
	bool served;
	u64 last;

	piece->at.start = pos;
	piece->at.end = range->at.end;
	served = sr_cursor_at(&share->served, pos, &last);
	sr_lower(&piece->at.end, last);
	sr_lower(&piece->at.end, sr_share_node_end(share, pos));
	if (in_windows)
		withheld = sr_leads_withhold(&share->leads, pos,
					     &piece->at.end);
	if (share->cut) {
		sr_cursor_at(&share->windows, pos, &last);
		sr_lower(&piece->at.end, last);
	}

	if (served)
		piece->kind = SR_PIECE_SERVED;
	else if (withheld)
		piece->kind = SR_PIECE_WITHHELD;
	else if (sr_extent_align(&piece->at, share->policy->align,
				 &piece->inside))
		piece->kind = SR_PIECE_ADD;
	else
		piece->kind = SR_PIECE_LOST;
}

/* Enter a piece into the ledger of its range. */
static void sr_share_enter(const struct sr_piece *piece, struct sr_ledger *to)
{
	u64 size = sr_extent_size(&piece->at);
	u64 inside;

	switch (piece->kind) {
	case SR_PIECE_SERVED:
		to->dax += size;
		break;
	case SR_PIECE_WITHHELD:
		to->withheld += size;
		to->stranded += size;
		break;
	case SR_PIECE_LOST:
		to->lost_alignment += size;
		break;
	case SR_PIECE_ADD:
		inside = sr_extent_size(&piece->inside);
		to->dax += inside;
		to->lost_alignment += size - inside;
		break;
	}
}

/* Whether mainline gives this range its device without our help. */
static bool sr_share_promised(struct sr_share *share,
			      const struct sr_range *range)
{
	struct sr_extent inside;

	return range->reason == SR_REASON_OUTSIDE_WINDOWS &&
	       share->hmem_active &&
	       sr_extent_align(&range->at, share->policy->align, &inside) &&
	       sr_extent_size(&inside) == sr_extent_size(&range->at) &&
	       !sr_cursor_touches(&share->refused, &range->at);
}

void sr_share_range(struct sr_share *share, struct sr_range *range)
{
	struct sr_ledger *to = &range->ledger;
	bool adds = false;
	struct sr_piece piece;
	u64 pos = range->at.start;

	memset(to, 0, sizeof(*to));
	to->offered = sr_extent_size(&range->at);
	if (sr_share_promised(share, range)) {
		to->dax = to->offered;
		range->served = true;
		return;
	}

	for (;;) {
		sr_share_next(share, range, pos, &piece);
		sr_share_enter(&piece, to);
		adds = adds || piece.kind == SR_PIECE_ADD;
		if (piece.at.end == range->at.end)
			break;
		pos = piece.at.end + 1;
	}
	range->served = !adds && to->dax;
}
