// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: Soft Reserved ranges, clipped to what firmware really said.
 *
 * Four places know of them: the kernel's Soft Reserved nodes (iomem, or a tree
 * of their own from 7.0), what this module settled and the marks it left,
 * dax_hmem's list (which keeps ranges that were removed from iomem), and e820.
 * Nodes may be larger than the truth, because they are inserted with
 * expand-to-fit, and dax_hmem's list comes from the SRAT where there is an
 * HMAT. e820 is the truth, but can only be asked "is there any of this type in
 * here?"; core makes the ranges of both.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dax.h>
#include <linux/ioport.h>
#include <linux/printk.h>
#include <linux/sizes.h>

#ifdef CONFIG_X86
#include <asm/e820/api.h>
#endif

#include "compat/compat.h"
#include "machine.h"
#include "runs.h"

/*
 * Where several entries may lie in one node, each stride is looked at: a hole
 * between them that is smaller is not seen. So much is looked at in a round, by
 * half a million questions; what is larger is not known.
 */
#define SR_LOOK_STRIDE SZ_2M
#define SR_LOOK_BUDGET SZ_1T

#ifndef SZ_1T
#define SZ_1T _AC(0x10000000000, ULL)
#endif

#ifdef CONFIG_X86
static bool any_soft_reserved(void *context, const struct sr_extent *at)
{
	return e820__mapped_any(at->start, at->end + 1,
				E820_TYPE_SOFT_RESERVED);
}
#else
/* Firmware's map cannot be asked: the kernel's own entries are the truth. */
#define any_soft_reserved NULL
#endif

static bool any_firmware_ram(void *context, const struct sr_extent *at)
{
	return sr_compat_any_firmware_ram(at->start, at->end + 1);
}

static int add_firmware_range(void *context, const struct sr_extent *at)
{
	struct sr_round *r = context;
	struct sr_range_info info = {};
	struct sr_range range = {
		.at = *at,
		.id = r->range_infos.n,
		.in_iomem = sr_iomem_has_soft_reserved(at),
		/* Said by a module that was loaded before this one. */
		.kept = sr_kept_is_marked(at),
	};
	int rc = sr_list_add(&r->range_infos, &info, sizeof(info));

	if (rc)
		return rc;
	return sr_list_add(&r->ranges, &range, sizeof(range));
}

static int add_hint(struct sr_list *hints, u64 start, u64 end,
		    enum sr_hint_kind kind)
{
	const struct sr_hint hint = { .at = { start, end }, .kind = kind };

	/* Nobody's memory ends with the last address, and nothing overflows. */
	if (end < start || end == U64_MAX)
		return 0;
	return sr_list_add(hints, &hint, sizeof(hint));
}

static int add_node(struct resource *res, void *arg)
{
	return add_hint(arg, res->start, res->end, SR_HINT_NODE);
}

static int add_mark(const struct sr_extent *at, void *arg)
{
	return add_hint(arg, at->start, at->end, SR_HINT_ENTRY);
}

/* dax_hmem's walk has no argument of its own; rounds are one at a time. */
static struct sr_list *hmem_hints;

static int add_hmem_entry(struct device *host, int target_node,
			  const struct resource *res)
{
	return add_hint(hmem_hints, res->start, res->end, SR_HINT_LOOSE);
}

static int add_settled(const struct sr_machine *m, struct sr_list *hints)
{
	const struct sr_settled *settled = m->settled.items;
	size_t i;
	int rc = 0;

	for (i = 0; !rc && i < m->settled.n; i++)
		rc = add_mark(&settled[i].at, hints);
	return rc;
}

static int collect_hints(const struct sr_machine *m, struct sr_list *hints)
{
	int rc;

	rc = sr_compat_walk_soft_reserved(add_node, hints);
	if (rc == -ENOMEM)
		return rc;
	rc = add_settled(m, hints);
	if (!rc)
		rc = sr_kept_walk(add_mark, hints);
	if (rc)
		return rc;
	hmem_hints = hints;
	rc = walk_hmem_resources(NULL, add_hmem_entry);
	hmem_hints = NULL;
	return rc;
}

static int collect_ranges(const struct sr_machine *m, struct sr_round *r)
{
	struct sr_runs runs = {
		.context = r,
		.any = any_soft_reserved,
		.found = add_firmware_range,
		.stride = SR_LOOK_STRIDE,
		.budget = SR_LOOK_BUDGET,
	};
	struct sr_list hints = {};
	int rc = collect_hints(m, &hints);

	if (!rc)
		rc = sr_runs_find(&runs, hints.items, hints.n);
	sr_list_free(&hints);
	/* To leave it out would be to say that there is none. */
	if (rc == -E2BIG)
		pr_err("[mem %#llx-%#llx]: the kernel cannot tell which of it firmware calls Soft Reserved; nothing is done on this machine\n",
		       runs.unknown.start, runs.unknown.end);
	return rc;
}

static int add_ram(void *context, const struct sr_extent *at)
{
	struct sr_round *r = context;

	return sr_list_add(&r->ram, at, sizeof(*at));
}

/*
 * RAM within a range tells where the command line made the range. Where it
 * cannot be found, a range that straddles has the plainer of two reasons.
 */
static int collect_ram(struct sr_round *r)
{
	const struct sr_range *range = r->ranges.items;
	struct sr_runs runs = {
		.context = r,
		.any = any_firmware_ram,
		.found = add_ram,
		.stride = SR_LOOK_STRIDE,
		.budget = SR_LOOK_BUDGET,
	};
	size_t i;
	int rc = 0;

	for (i = 0; (!rc || rc == -E2BIG) && i < r->ranges.n; i++) {
		struct sr_hint hint = { .at = range[i].at,
					.kind = SR_HINT_LOOSE };

		rc = sr_runs_find(&runs, &hint, 1);
	}
	return rc == -E2BIG ? 0 : rc;
}

/**
 * sr_observe_ranges() - collect Soft Reserved ranges, and RAM inside of them
 * @m: the machine, for what was settled
 * @r: the round
 *
 * Return: 0; -E2BIG where it cannot be known what firmware said; -errno.
 */
int sr_observe_ranges(const struct sr_machine *m, struct sr_round *r)
{
	int rc = collect_ranges(m, r);

	if (rc)
		return rc;
	r->facts.ranges = r->ranges.items;
	r->facts.n_ranges = r->ranges.n;
	rc = collect_ram(r);
	r->facts.ram = r->ram.items;
	r->facts.n_ram = r->ram.n;
	return rc;
}
