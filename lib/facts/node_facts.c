// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: of which NUMA node memory is, as Linux makes it of the SRAT and the CXL
 * windows (acpi_numa_init() in drivers/acpi/numa/srat.c).
 *
 * Numbers are proximity domains, and beyond them one for each window of which
 * the SRAT says nothing: what counts is only where they differ.
 */
#include "nodes.h"
#include "system_private.h"

#include <errno.h>
#include <stdlib.h>

/*
 * So many entries Linux has room for (NR_NODE_MEMBLKS, with the 2^10 nodes that
 * distributions build for). With a longer SRAT it gives up on all of it.
 */
#define ENTRIES_MAX 2048

static struct sr_numa_node *add_node(struct sr_facts *facts, uint64_t start,
				uint64_t end, uint32_t id)
{
	struct sr_numa_node *nodes = sr_grow(facts->nodes, facts->n_nodes,
					sizeof(*nodes));

	if (!nodes)
		return NULL;
	facts->nodes = nodes;
	nodes += facts->n_nodes++;
	nodes->at = (struct sr_extent){ start, end };
	nodes->id = id;
	return nodes;
}

static int by_start(const void *a, const void *b)
{
	const struct sr_numa_node *x = a, *y = b;

	return x->at.start < y->at.start ? -1 : x->at.start > y->at.start;
}

/* Return: 0 or -ENOMEM; @top is the first number that no entry has. */
static int add_srat(const struct sr_platform *platform,
		    struct sr_facts *facts, uint32_t *top)
{
	for (size_t i = 0; i < platform->n_srat &&
			   facts->n_nodes <= ENTRIES_MAX; i++) {
		const struct sr_affinity *one = &platform->srat[i];

		if (!one->enabled || !one->size)
			continue;
		if (!add_node(facts, one->start, one->start + (one->size - 1),
			      one->domain))
			return -ENOMEM;
		if (one->domain >= *top)
			*top = one->domain + 1;
	}
	if (facts->n_nodes)
		qsort(facts->nodes, facts->n_nodes, sizeof(*facts->nodes),
		      by_start);
	return 0;
}

/* Windows as Linux reads them, in the CEDT's order. */
static int add_windows(const struct sr_platform *platform,
		       struct sr_facts *facts, uint32_t top)
{
	size_t n = facts->n_nodes;

	for (size_t i = 0; i < platform->n_windows &&
			   facts->n_nodes < ENTRIES_MAX; i++) {
		const struct sr_window *one = &platform->windows[i];
		struct sr_extent window = { one->start,
					    one->start + (one->size - 1) };

		if (sr_nodes_fill(facts->nodes, n, &window))
			continue;
		if (!add_node(facts, window.start, window.end, top++))
			return -ENOMEM;
	}
	return 0;
}

int sr_nodes_add(const struct sr_platform *platform, struct sr_facts *facts)
{
	uint32_t top = 0;
	int err = add_srat(platform, facts, &top);

	if (facts->n_nodes > ENTRIES_MAX)
		facts->n_nodes = 0;
	/* Without a SRAT Linux knows of no node but the one of all memory. */
	if (err || !facts->n_nodes)
		return err;
	return add_windows(platform, facts, top);
}
