// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: hold memory: request it, so that no driver can request it meanwhile.
 *
 * kmem and device_dax both request the whole memory of the dax device that they
 * bind, and the kernel grants that only where nothing busy is inside. So while
 * softreserve holds a region's memory neither can take it, whoever binds what;
 * and a request that fails here is a user found.
 *
 * A request only descends into a node of iomem that contains all of it. What is
 * held is therefore cut at the edges of the nodes that may be there: windows,
 * regions and Soft Reserved entries. When a region or window goes the kernel
 * moves the pieces up to its parent (remove_resource()), so they stay.
 */
#include <linux/ioport.h>
#include <linux/limits.h>
#include <linux/sort.h>

#include "hold.h"

static const char holder[] = "softreserve hold";

/* struct sr_extent: the pieces that are held; only the worker touches them. */
static struct sr_list held;

static int add_edge(struct sr_list *edges, u64 edge, const struct sr_extent *at)
{
	if (edge <= at->start || edge > at->end)
		return 0;
	return sr_list_add(edges, &edge, sizeof(edge));
}

/* Where @node begins, and where what is after it begins. */
static int add_edges(struct sr_list *edges, const struct sr_extent *node,
		     const struct sr_extent *at)
{
	int rc = add_edge(edges, node->start, at);

	if (rc || node->end == U64_MAX)
		return rc;
	return add_edge(edges, node->end + 1, at);
}

struct entry_walk {
	struct sr_list *edges;
	const struct sr_extent *at;
};

static int add_entry_edges(struct resource *res, void *arg)
{
	struct entry_walk *walk = arg;
	struct sr_extent entry = { res->start, res->end };

	return add_edges(walk->edges, &entry, walk->at);
}

static int by_value(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

static int collect_edges(const struct sr_list *nodes,
			 const struct sr_extent *at, struct sr_list *edges)
{
	struct entry_walk walk = { edges, at };
	const struct sr_extent *node = nodes->items;
	size_t i;
	int rc;

	for (i = 0; i < nodes->n; i++) {
		rc = add_edges(edges, &node[i], at);
		if (rc)
			return rc;
	}
	rc = walk_iomem_res_desc(IORES_DESC_SOFT_RESERVED, IORESOURCE_MEM,
				 at->start, at->end, &walk, add_entry_edges);
	if (rc == -ENOMEM)
		return rc;
	sort(edges->items, edges->n, sizeof(u64), by_value, NULL);
	return 0;
}

static u64 extent_bytes(const struct sr_extent *at)
{
	return at->end - at->start + 1;
}

static bool touches(const struct sr_extent *a, const struct sr_extent *b)
{
	return a->start <= b->end && b->start <= a->end;
}

static bool contains(const struct sr_extent *a, const struct sr_extent *b)
{
	return a->start <= b->start && a->end >= b->end;
}

static int take_piece(const struct sr_extent *piece)
{
	int rc;

	if (!request_mem_region(piece->start, extent_bytes(piece), holder))
		return -EBUSY;
	rc = sr_list_add(&held, piece, sizeof(*piece));
	if (rc)
		release_mem_region(piece->start, extent_bytes(piece));
	return rc;
}

static int take_pieces(const struct sr_list *edges, const struct sr_extent *at)
{
	const u64 *edge = edges->items;
	struct sr_extent piece = { .start = at->start };
	size_t i;
	int rc;

	for (i = 0; i <= edges->n; i++) {
		piece.end = i < edges->n ? edge[i] - 1 : at->end;
		if (piece.end + 1 == piece.start)
			continue;
		rc = take_piece(&piece);
		if (rc)
			return rc;
		piece.start = piece.end + 1;
	}
	return 0;
}

/**
 * sr_hold_take() - hold memory
 * @nodes: struct sr_extent list: windows and regions that may be in iomem
 * @at: what to hold; nothing of it is held yet
 *
 * Return: 0; -EBUSY where somebody has requested a byte of it; -ENOMEM. After a
 * failure nothing of it is held.
 */
int sr_hold_take(const struct sr_list *nodes, const struct sr_extent *at)
{
	struct sr_list edges = {};
	int rc = collect_edges(nodes, at, &edges);

	if (!rc)
		rc = take_pieces(&edges, at);
	sr_list_free(&edges);
	if (rc)
		sr_hold_let_go(at);
	return rc;
}

/** sr_hold_let_go() - let go every held piece that touches @at */
void sr_hold_let_go(const struct sr_extent *at)
{
	struct sr_extent *piece = held.items;
	size_t i, kept = 0;

	for (i = 0; i < held.n; i++) {
		if (touches(&piece[i], at))
			release_mem_region(piece[i].start,
					   extent_bytes(&piece[i]));
		else
			piece[kept++] = piece[i];
	}
	held.n = kept;
	if (!kept)
		sr_list_free(&held);
}

/** sr_hold_covers() - is every byte of @at held? */
bool sr_hold_covers(const struct sr_extent *at)
{
	const struct sr_extent *piece = held.items;
	u64 bytes = 0;
	size_t i;

	/* Pieces do not overlap, and are cut at the edges of what is held. */
	for (i = 0; i < held.n; i++)
		if (contains(at, &piece[i]))
			bytes += extent_bytes(&piece[i]);
	return bytes == extent_bytes(at);
}

/** sr_hold_has() - is @at within one held piece, so that it is our request? */
bool sr_hold_has(const struct sr_extent *at)
{
	const struct sr_extent *piece = held.items;
	size_t i;

	for (i = 0; i < held.n; i++)
		if (contains(&piece[i], at))
			return true;
	return false;
}
