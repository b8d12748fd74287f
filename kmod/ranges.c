// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: Soft Reserved ranges, clipped to what firmware really said.
 *
 * Three places know of them: the kernel's Soft Reserved entries (iomem, or a
 * tree of their own from 7.0), dax_hmem's list (which also knows the target
 * node, and keeps ranges that were removed from iomem), and e820. The first two
 * may be larger than the truth: iomem entries are inserted with expand-to-fit,
 * and dax_hmem's come from the SRAT where there is an HMAT. e820 is the truth,
 * but can only be asked "is there any of this type in here?".
 */
#include <linux/dax.h>
#include <linux/ioport.h>
#include <linux/numa.h>
#include <linux/sizes.h>
#include <linux/sort.h>

#ifdef CONFIG_X86
#include <asm/e820/api.h>
#endif

#include "compat/compat.h"
#include "machine.h"

/* Holes within a candidate are found by looking at this stride. */
#define SR_LOOK_STRIDE SZ_2M

struct candidate {
	struct sr_extent at;
	int target_node;
};

typedef bool (*sr_any_fn)(u64 start, u64 end);

#ifdef CONFIG_X86
static bool any_soft_reserved(u64 start, u64 end)
{
	return e820__mapped_any(start, end, E820_TYPE_SOFT_RESERVED);
}
#else
/* The kernel's own entries are all there is to ask. */
static bool any_soft_reserved(u64 start, u64 end)
{
	return true;
}
#endif

/*
 * The last byte of the run that begins at @start, no further than @end. A hole
 * shorter than the stride between two looks is not seen; firmware's ranges are
 * not that fine.
 */
static u64 run_end(sr_any_fn any, u64 start, u64 end)
{
	u64 good = start, bad;

	do {
		if (end - good < SR_LOOK_STRIDE) {
			if (any(end, end + 1))
				return end;
			bad = end;
			break;
		}
		bad = good + SR_LOOK_STRIDE;
		if (!any(bad, bad + 1))
			break;
		good = bad;
	} while (true);

	while (bad - good > 1) {
		u64 middle = good + (bad - good) / 2;

		if (any(middle, middle + 1))
			good = middle;
		else
			bad = middle;
	}
	return good;
}

/* The first byte at or after @start, no further than @end; call if any. */
static u64 run_start(sr_any_fn any, u64 start, u64 end)
{
	u64 low = start, high = end;

	while (low < high) {
		u64 middle = low + (high - low) / 2;

		if (any(low, middle + 1))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* dax_hmem knows the node from the SRAT, where there is an HMAT. */
static int find_target_node(const struct sr_list *candidates,
			    const struct sr_extent *at)
{
	const struct candidate *c = candidates->items;
	size_t i;

	for (i = 0; i < candidates->n; i++)
		if (c[i].target_node != NUMA_NO_NODE &&
		    c[i].at.start <= at->start && at->start <= c[i].at.end)
			return c[i].target_node;
	return phys_to_target_node(at->start);
}

static int add_firmware_range(struct sr_round *r,
			      const struct sr_list *candidates,
			      const struct sr_extent *at)
{
	struct sr_range_info info = {
		.target_node = find_target_node(candidates, at),
	};
	struct sr_range range = {
		.at = *at,
		.id = r->range_infos.n,
		.in_iomem = sr_iomem_has_soft_reserved(at),
	};
	int rc;

	/*
	 * Only softreserve takes a node out of iomem, and only where CXL won:
	 * its absence is remembered, also when the module is loaded again.
	 */
	range.kept = SR_SOFT_RESERVED_IN_IOMEM ? !range.in_iomem :
						 sr_kept_is_marked(at);

	rc = sr_list_add(&r->range_infos, &info, sizeof(info));
	if (rc)
		return rc;
	return sr_list_add(&r->ranges, &range, sizeof(range));
}

/* Add what is Soft Reserved in a candidate, from @start on. */
static int add_runs(struct sr_round *r, const struct sr_list *candidates,
		    const struct candidate *c, u64 start)
{
	struct sr_extent at;
	int rc;

	while (start <= c->at.end &&
	       any_soft_reserved(start, c->at.end + 1)) {
		at.start = run_start(any_soft_reserved, start, c->at.end);
		at.end = run_end(any_soft_reserved, at.start, c->at.end);
		rc = add_firmware_range(r, candidates, &at);
		if (rc)
			return rc;
		start = at.end + 1;
	}
	return 0;
}

static int add_candidate(struct sr_list *list, const struct resource *res,
			 int target_node)
{
	struct candidate c = {
		.at = { res->start, res->end },
		.target_node = target_node,
	};

	return sr_list_add(list, &c, sizeof(c));
}

static int add_entry(struct resource *res, void *arg)
{
	return add_candidate(arg, res, NUMA_NO_NODE);
}

/* dax_hmem's walk has no argument of its own; rounds are one at a time. */
static struct sr_list *hmem_candidates;

static int add_hmem_entry(struct device *host, int target_node,
			  const struct resource *res)
{
	return add_candidate(hmem_candidates, res, target_node);
}

static int by_start(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->at.start != y->at.start)
		return x->at.start < y->at.start ? -1 : 1;
	/* The smaller first: it is the nearer to the truth. */
	if (x->at.end != y->at.end)
		return x->at.end < y->at.end ? -1 : 1;
	return 0;
}

static int collect_candidates(struct sr_list *candidates)
{
	int rc;

	rc = sr_compat_walk_soft_reserved(add_entry, candidates);
	if (rc == -ENOMEM)
		return rc;
	hmem_candidates = candidates;
	rc = walk_hmem_resources(NULL, add_hmem_entry);
	hmem_candidates = NULL;
	if (rc)
		return rc;
	sort(candidates->items, candidates->n, sizeof(struct candidate),
	     by_start, NULL);
	return 0;
}

static int collect_ram(struct sr_round *r)
{
	const struct sr_range *range = r->ranges.items;
	struct sr_extent at;
	u64 start;
	size_t i;
	int rc;

	for (i = 0; i < r->ranges.n; i++) {
		start = range[i].at.start;
		while (start <= range[i].at.end &&
		       sr_compat_any_firmware_ram(start, range[i].at.end + 1)) {
			at.start = run_start(sr_compat_any_firmware_ram, start,
					     range[i].at.end);
			at.end = run_end(sr_compat_any_firmware_ram, at.start,
					 range[i].at.end);
			rc = sr_list_add(&r->ram, &at, sizeof(at));
			if (rc)
				return rc;
			start = at.end + 1;
		}
	}
	return 0;
}

/**
 * sr_observe_ranges() - collect Soft Reserved ranges, and RAM inside of them
 * @r: the round
 *
 * Return: 0 or -errno.
 */
int sr_observe_ranges(struct sr_round *r)
{
	struct sr_list candidates = {};
	const struct candidate *c;
	u64 next = 0;
	size_t i;
	int rc;

	rc = collect_candidates(&candidates);
	c = candidates.items;
	for (i = 0; !rc && i < candidates.n; i++) {
		if (c[i].at.end < next || c[i].at.end == U64_MAX)
			continue;
		rc = add_runs(r, &candidates, &c[i], max(next, c[i].at.start));
		next = max(next, c[i].at.end + 1);
	}
	sr_list_free(&candidates);
	if (rc)
		return rc;

	r->facts.ranges = r->ranges.items;
	r->facts.n_ranges = r->ranges.n;
	rc = collect_ram(r);
	r->facts.ram = r->ram.items;
	r->facts.n_ram = r->ram.n;
	return rc;
}
