// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: of which NUMA node the memory of each range is.
 *
 * The kernel tells the node of an address. It may change wherever the SRAT, a
 * CXL window (Linux makes a node for one that the SRAT does not describe) or
 * dax_hmem's list has an edge, so between two edges one question is enough.
 */
#include <linux/acpi.h>
#include <linux/dax.h>
#include <linux/memory_hotplug.h>
#include <linux/numa.h>
#include <linux/sort.h>

#include "machine.h"

/* Where the node may change, and what dax_hmem says that it is. */
struct edges {
	/* u64: the first byte of what may be of another node */
	struct sr_list at;
	/* struct sr_numa_node: dax_hmem's list, as far as it knows nodes */
	struct sr_list hmem;
};

static int add_edges(struct edges *edges, u64 start, u64 end)
{
	u64 next = end + 1;
	int rc = sr_list_add(&edges->at, &start, sizeof(start));

	/* Behind the last address nothing begins. */
	if (rc || !next)
		return rc;
	return sr_list_add(&edges->at, &next, sizeof(next));
}

/* dax_hmem's walk has no argument of its own; rounds are one at a time. */
static struct edges *hmem_edges;

static int add_hmem_entry(struct device *host, int target_node,
			  const struct resource *res)
{
	const struct sr_numa_node node = { .at = { res->start, res->end },
				      .id = target_node };

	if (target_node == NUMA_NO_NODE || res->end < res->start)
		return 0;
	return sr_list_add(&hmem_edges->hmem, &node, sizeof(node)) ?:
	       add_edges(hmem_edges, res->start, res->end);
}

static int add_affinity(struct edges *edges,
			const struct acpi_srat_mem_affinity *one)
{
	if (!(one->flags & ACPI_SRAT_MEM_ENABLED) || !one->length ||
	    one->length - 1 > U64_MAX - one->base_address)
		return 0;
	return add_edges(edges, one->base_address,
			 one->base_address + (one->length - 1));
}

static int add_affinities(struct edges *edges,
			  const struct acpi_table_header *srat)
{
	u32 at = sizeof(struct acpi_table_srat);
	int rc = 0;

	while (!rc && at + sizeof(struct acpi_subtable_header) <= srat->length) {
		const struct acpi_subtable_header *entry =
			(const void *)srat + at;

		/* What follows an impossible length cannot be read. */
		if (entry->length < sizeof(*entry) ||
		    entry->length > srat->length - at)
			break;
		if (entry->type == ACPI_SRAT_TYPE_MEMORY_AFFINITY &&
		    entry->length >= sizeof(struct acpi_srat_mem_affinity))
			rc = add_affinity(edges, (const void *)entry);
		at += entry->length;
	}
	return rc;
}

static int add_srat(struct edges *edges)
{
	char signature[] = ACPI_SIG_SRAT;
	struct acpi_table_header *srat;
	int rc;

	if (ACPI_FAILURE(acpi_get_table(signature, 0, &srat)))
		return 0;
	rc = add_affinities(edges, srat);
	acpi_put_table(srat);
	return rc;
}

static int by_value(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

static int collect_edges(const struct sr_round *r, struct edges *edges)
{
	const struct sr_extent *windows = r->windows.items;
	size_t i;
	int rc = add_srat(edges);

	for (i = 0; !rc && i < r->windows.n; i++)
		rc = add_edges(edges, windows[i].start, windows[i].end);
	if (rc)
		return rc;
	hmem_edges = edges;
	rc = walk_hmem_resources(NULL, add_hmem_entry);
	hmem_edges = NULL;
	sort(edges->at.items, edges->at.n, sizeof(u64), by_value, NULL);
	return rc;
}

/*
 * kmem refuses memory without a node. Where firmware names none (no SRAT, or
 * numa=off) the memory goes where the CXL driver would put it.
 */
static int node_at(const struct edges *edges, u64 start)
{
	const struct sr_numa_node *known = edges->hmem.items;
	int node = phys_to_target_node(start);
	size_t i;

	if (node != NUMA_NO_NODE)
		return node;
	/* Without an HMAT this is the node of an entry's first byte only. */
	for (i = 0; i < edges->hmem.n; i++)
		if (known[i].at.start <= start && start <= known[i].at.end)
			return known[i].id;
	return memory_add_physaddr_to_nid(start);
}

/* One entry for each stretch of a range without an edge; core merges them. */
static int add_nodes(struct sr_round *r, const struct edges *edges,
		     const struct sr_extent *range)
{
	const u64 *edge = edges->at.items;
	struct sr_numa_node node = { .at.start = range->start };
	size_t i = 0;
	int rc;

	for (;;) {
		while (i < edges->at.n && edge[i] <= node.at.start)
			i++;
		node.at.end = i < edges->at.n && edge[i] <= range->end ?
			      edge[i] - 1 : range->end;
		node.id = node_at(edges, node.at.start);
		rc = sr_list_add(&r->nodes, &node, sizeof(node));
		if (rc || node.at.end == range->end)
			return rc;
		node.at.start = node.at.end + 1;
	}
}

/**
 * sr_observe_nodes() - collect of which NUMA node the ranges' memory is
 * @r: the round, with ranges and windows
 *
 * Return: 0 or -errno.
 */
int sr_observe_nodes(struct sr_round *r)
{
	const struct sr_range *range = r->ranges.items;
	struct edges edges = {};
	size_t i;
	int rc = collect_edges(r, &edges);

	for (i = 0; !rc && i < r->ranges.n; i++)
		rc = add_nodes(r, &edges, &range[i].at);
	sr_list_free(&edges.at);
	sr_list_free(&edges.hmem);
	r->facts.nodes = r->nodes.items;
	r->facts.n_nodes = r->nodes.n;
	return rc;
}

/**
 * sr_round_node() - the NUMA node of a byte within a range
 * @r: the round
 * @start: the byte
 *
 * Return: the node; NUMA_NO_NODE outside of all ranges.
 */
int sr_round_node(const struct sr_round *r, u64 start)
{
	size_t i;

	for (i = 0; i < r->facts.n_nodes; i++)
		if (r->facts.nodes[i].at.start <= start &&
		    start <= r->facts.nodes[i].at.end)
			return r->facts.nodes[i].id;
	return NUMA_NO_NODE;
}
