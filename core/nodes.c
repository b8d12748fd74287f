// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: NUMA nodes of memory: one entry for each stretch of one node.
 */
#include "nodes.h"

/* Whether the memory of @b begins within that of @a, or right behind it. */
static bool sr_numa_joins(const struct sr_numa_node *a,
			  const struct sr_numa_node *b)
{
	return a->id == b->id &&
	       (b->at.start <= a->at.end || b->at.start - 1 == a->at.end);
}

size_t sr_nodes_merge(struct sr_numa_node *nodes, size_t n)
{
	size_t i, last = 0;

	for (i = 1; i < n; i++) {
		if (!sr_numa_joins(&nodes[last], &nodes[i]))
			nodes[++last] = nodes[i];
		else if (nodes[i].at.end > nodes[last].at.end)
			nodes[last].at.end = nodes[i].at.end;
	}
	return n ? last + 1 : 0;
}

/* The first entry that ends at or behind @pos, or @n. */
static size_t sr_numa_reaching(const struct sr_numa_node *nodes, size_t n,
			       u64 pos)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (nodes[middle].at.end < pos)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool sr_nodes_fill(struct sr_numa_node *nodes, size_t n,
		   const struct sr_extent *window)
{
	size_t i = sr_numa_reaching(nodes, n, window->start);

	if (i == n || nodes[i].at.start > window->end)
		return false;
	if (nodes[i].at.start > window->start)
		nodes[i].at.start = window->start;
	while (i + 1 < n && nodes[i + 1].at.start <= window->end) {
		if (nodes[i + 1].at.start > nodes[i].at.end)
			nodes[i + 1].at.start = nodes[i].at.end + 1;
		i++;
	}
	if (nodes[i].at.end < window->end)
		nodes[i].at.end = window->end;
	return true;
}
