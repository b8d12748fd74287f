/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: NUMA nodes of memory: one entry for each stretch of one node.
 */
#ifndef SR_NODES_H
#define SR_NODES_H

#include "rule.h"

/**
 * sr_nodes_merge() - make one entry of those that touch and are of one node
 * @nodes: sorted by start
 * @n: how many
 *
 * Return: how many are left.
 */
size_t sr_nodes_merge(struct sr_numa_node *nodes, size_t n);

/**
 * sr_nodes_fill() - extend entries to all of a CXL window that they touch
 * @nodes: sorted by start; entries of the SRAT that do not overlap
 * @n: how many
 * @window: a window
 *
 * As Linux does (numa_fill_memblks() in mm/numa_memblks.c): the first entry is
 * extended down to the window's start, the last up to its end, and each of the
 * others down to the end of the one before.
 *
 * Return: false where none touches the window; Linux makes a node for it then.
 */
bool sr_nodes_fill(struct sr_numa_node *nodes, size_t n,
		   const struct sr_extent *window);

#endif /* SR_NODES_H */
