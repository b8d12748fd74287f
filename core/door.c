// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: see door.h.
 *
 * Ways that interleave or pass a switch are not followed here: they are
 * "unknown", and CXL is let in.
 */
#include "door.h"

static bool sr_overlaps(const struct sr_extent *a, const struct sr_extent *b)
{
	return a->start <= b->end && b->start <= a->end;
}

static bool sr_holds(const struct sr_extent *a, u64 pos)
{
	return a->start <= pos && pos <= a->end;
}

static bool sr_same(const struct sr_extent *a, const struct sr_extent *b)
{
	return a->start == b->start && a->end == b->end;
}

static bool sr_let_in(struct sr_door_ruling *out, enum sr_door_reason reason)
{
	out->bar = false;
	out->reason = reason;
	return false;
}

static bool sr_let_in_for(struct sr_door_ruling *out,
			  enum sr_door_reason reason,
			  const struct sr_extent *at)
{
	out->has_at = true;
	out->at = *at;
	return sr_let_in(out, reason);
}

/* ---- windows ---- */

static bool sr_touches_window(const struct sr_door_facts *facts,
			      const struct sr_extent *at)
{
	size_t i;

	for (i = 0; i < facts->n_windows; i++)
		if (sr_overlaps(&facts->windows[i].at, at))
			return true;
	return false;
}

/* Whether the union of the windows holds every byte. */
static bool sr_inside_windows(const struct sr_door_facts *facts,
			      const struct sr_extent *at)
{
	u64 pos = at->start;
	size_t i;

	for (i = 0; i < facts->n_windows; i++) {
		if (!sr_holds(&facts->windows[i].at, pos))
			continue;
		if (facts->windows[i].at.end >= at->end)
			return true;
		pos = facts->windows[i].at.end + 1;
		i = (size_t)-1;
	}
	return false;
}

static bool sr_forbid_persistent(const struct sr_door_facts *facts)
{
	size_t i, j;

	for (i = 0; i < facts->n_windows; i++)
		for (j = 0; j < facts->n_ranges; j++)
			if (sr_overlaps(&facts->windows[i].at,
					&facts->ranges[j].at) &&
			    !facts->windows[i].forbids_persistent)
				return false;
	return true;
}

/* ---- decoders ---- */

/*
 * Linux makes a region of a device's decoder and has it committed only if the
 * host bridge has a decoder of the very same addresses (match_decoder_by_range()
 * and cxl_port_setup_targets() in drivers/cxl/core/region.c).
 */
static bool sr_could_be_region(const struct sr_door_facts *facts,
			       const struct sr_door_decoder *device)
{
	size_t i;

	for (i = 0; i < facts->n_decoders; i++) {
		const struct sr_door_decoder *one = &facts->decoders[i];

		if (!one->is_device && one->bridge == device->bridge &&
		    sr_same(&one->at, &device->at))
			return true;
	}
	return false;
}

/* Whether regions, all that there could be, cover a range whole. */
static bool sr_could_cover(const struct sr_door_facts *facts,
			   const struct sr_extent *at)
{
	u64 pos = at->start;
	size_t i;

	for (i = 0; i < facts->n_decoders; i++) {
		const struct sr_door_decoder *one = &facts->decoders[i];

		if (!one->is_device || !sr_holds(&one->at, pos) ||
		    !sr_could_be_region(facts, one))
			continue;
		if (one->at.end >= at->end)
			return true;
		pos = one->at.end + 1;
		i = (size_t)-1;
	}
	return false;
}

/* Who takes a byte: exactly one bridge, and below its port exactly one device. */
static enum sr_truth sr_byte_routed(const struct sr_door_facts *facts, u64 pos,
				    u64 *last)
{
	const struct sr_door_decoder *bridge = NULL, *device = NULL;
	size_t i;

	for (i = 0; i < facts->n_decoders; i++) {
		const struct sr_door_decoder *one = &facts->decoders[i];

		if (one->at.start > pos && one->at.start - 1 < *last)
			*last = one->at.start - 1;
		if (!sr_holds(&one->at, pos))
			continue;
		if (one->at.end < *last)
			*last = one->at.end;
		if (one->ways != 1)
			return SR_UNKNOWN;
		if (one->is_device ? !!device : !!bridge)
			return SR_NO;
		if (one->is_device)
			device = one;
		else
			bridge = one;
	}
	/* A bridge of one port may pass on what it has no decoder for. */
	if (!bridge)
		return SR_UNKNOWN;
	return device && device->bridge == bridge->bridge &&
	       device->port == bridge->port ? SR_YES : SR_NO;
}

static enum sr_truth sr_range_routed(const struct sr_door_facts *facts,
				     const struct sr_extent *at)
{
	enum sr_truth truth;
	u64 pos = at->start, last;

	for (;;) {
		last = at->end;
		truth = sr_byte_routed(facts, pos, &last);
		if (truth != SR_YES || last == at->end)
			return truth;
		pos = last + 1;
	}
}

/* The first committed decoder with a byte outside all ranges, or NULL. */
static const struct sr_door_decoder *
sr_decoder_outside(const struct sr_door_facts *facts)
{
	size_t i, j;

	for (i = 0; i < facts->n_decoders; i++) {
		const struct sr_extent *at = &facts->decoders[i].at;

		for (j = 0; j < facts->n_ranges; j++)
			if (facts->ranges[j].at.start <= at->start &&
			    at->end <= facts->ranges[j].at.end)
				break;
		if (j == facts->n_ranges)
			return &facts->decoders[i];
	}
	return NULL;
}

enum sr_truth sr_door_routed(const struct sr_door_facts *facts)
{
	enum sr_truth truth;
	size_t i;

	if (facts->registers != SR_YES || facts->switches ||
	    facts->over_capacity != SR_NO)
		return facts->over_capacity == SR_YES ? SR_NO : SR_UNKNOWN;
	if (sr_decoder_outside(facts))
		return SR_NO;
	for (i = 0; i < facts->n_ranges; i++) {
		if (!sr_touches_window(facts, &facts->ranges[i].at))
			continue;
		truth = sr_range_routed(facts, &facts->ranges[i].at);
		if (truth != SR_YES)
			return truth;
	}
	return SR_YES;
}

/* ---- the ruling ---- */

static bool sr_may_act(const struct sr_door_facts *facts,
		       struct sr_door_ruling *out)
{
	if (facts->kdump)
		return sr_let_in(out, SR_DOOR_KDUMP);
	if (!facts->has_root)
		return sr_let_in(out, SR_DOOR_NO_ROOT);
	if (facts->root_bound)
		return sr_let_in(out, SR_DOOR_BOUND);
	if (facts->foreign_override)
		return sr_let_in(out, SR_DOOR_FOREIGN_OVERRIDE);
	if (!facts->n_ranges)
		return sr_let_in(out, SR_DOOR_NO_RANGE);
	return true;
}

static bool sr_found(struct sr_door_ruling *out, enum sr_door_reason reason,
		     const struct sr_extent *at)
{
	out->reason = reason;
	out->has_at = true;
	out->at = *at;
	return true;
}

static bool sr_range_mismatches(const struct sr_door_facts *facts,
				const struct sr_extent *at,
				struct sr_door_ruling *out)
{
	if (!sr_touches_window(facts, at))
		return false;
	if (!sr_inside_windows(facts, at))
		return sr_found(out, SR_DOOR_STRADDLES, at);
	if (facts->registers == SR_YES && !facts->switches &&
	    !sr_could_cover(facts, at))
		return sr_found(out, SR_DOOR_NOT_COVERED, at);
	return false;
}

/* A mismatch that is certain, whatever the driver can do. */
static bool sr_mismatches(const struct sr_door_facts *facts,
			  struct sr_door_ruling *out)
{
	size_t i;

	if (facts->kept == SR_DOOR_KEPT_SAME) {
		out->reason = SR_DOOR_VERDICT;
		return true;
	}
	for (i = 0; i < facts->n_ranges; i++)
		if (sr_range_mismatches(facts, &facts->ranges[i].at, out))
			return true;
	if (facts->kept == SR_DOOR_KEPT_CHANGED)
		return sr_let_in(out, SR_DOOR_KEPT_FOR_ANOTHER);
	if (facts->kept == SR_DOOR_KEPT_UNKNOWN)
		return sr_let_in(out, SR_DOOR_NOTHING_COMPARES);
	return sr_let_in(out, SR_DOOR_NO_MISMATCH);
}

static bool sr_hmem_serves(const struct sr_door_facts *facts,
			   struct sr_door_ruling *out)
{
	size_t i;

	if (facts->hmem_platform != SR_YES)
		return sr_let_in(out, SR_DOOR_NO_HMEM_PLATFORM);
	if (facts->dax_hmem != SR_YES)
		return sr_let_in(out, SR_DOOR_NO_DAX_HMEM);
	for (i = 0; i < facts->n_ranges; i++) {
		const struct sr_door_range *one = &facts->ranges[i];

		if (one->listed != SR_YES)
			return sr_let_in_for(out, SR_DOOR_OTHER_LIST, &one->at);
		if (one->at.start % SR_DOOR_ALIGN ||
		    (one->at.end + 1) % SR_DOOR_ALIGN)
			return sr_let_in_for(out, SR_DOOR_UNALIGNED, &one->at);
		if (one->has_node != SR_YES)
			return sr_let_in_for(out, SR_DOOR_NO_NODE, &one->at);
	}
	return true;
}

/* With the registers unread, what an earlier boot has read may stand in. */
static bool sr_routes_shown(const struct sr_door_facts *facts,
			    struct sr_door_ruling *out)
{
	const struct sr_door_decoder *outside;

	if (facts->registers != SR_YES) {
		if (facts->kept == SR_DOOR_KEPT_SAME &&
		    facts->kept_routed == SR_YES)
			return true;
		return sr_let_in(out, SR_DOOR_REGISTERS);
	}
	outside = sr_decoder_outside(facts);
	if (outside)
		return sr_let_in_for(out, SR_DOOR_OUTSIDE, &outside->at);
	if (sr_door_routed(facts) != SR_YES)
		return sr_let_in(out, SR_DOOR_ROUTES);
	return true;
}

static bool sr_volatile_shown(const struct sr_door_facts *facts,
			      struct sr_door_ruling *out)
{
	bool kept = facts->kept == SR_DOOR_KEPT_SAME;

	if (facts->device_volatile == SR_NO ||
	    (kept && facts->kept_volatile == SR_NO))
		return sr_let_in(out, SR_DOOR_VOLATILE);
	if (facts->device_volatile == SR_YES || sr_forbid_persistent(facts) ||
	    (kept && facts->kept_volatile == SR_YES))
		return true;
	return sr_let_in(out, SR_DOOR_VOLATILE);
}

void sr_door_rule(const struct sr_door_facts *facts,
		  struct sr_door_ruling *out)
{
	struct sr_door_ruling found;

	memset(out, 0, sizeof(*out));
	if (!sr_may_act(facts, out) || !sr_mismatches(facts, out))
		return;
	found = *out;
	out->has_at = false;
	if (!sr_hmem_serves(facts, out))
		return;
	if (facts->accelerator != SR_NO) {
		sr_let_in(out, SR_DOOR_ACCELERATOR);
		return;
	}
	if (!sr_routes_shown(facts, out) || !sr_volatile_shown(facts, out))
		return;
	*out = found;
	out->bar = true;
}

/* ---- words ---- */

static const struct {
	const char *tag;
	const char *text;
} sr_door_words[SR_DOOR_REASONS] = {
	[SR_DOOR_KDUMP] = { "kdump", "this is a kdump kernel" },
	[SR_DOOR_NO_ROOT] = { "no-cxl", "firmware describes no CXL" },
	[SR_DOOR_BOUND] = { "bound", "a driver is bound to CXL's root already" },
	[SR_DOOR_FOREIGN_OVERRIDE] = { "foreign-override",
		"somebody else has set the driver_override of CXL's root" },
	[SR_DOOR_NO_RANGE] = { "no-range",
		"firmware offers no Soft Reserved memory" },
	[SR_DOOR_KEPT_FOR_ANOTHER] = { "verdict-changed",
		"the kept verdict is for other firmware or devices" },
	[SR_DOOR_NOTHING_COMPARES] = { "verdict-unknown",
		"nothing that the kept verdict recorded can be read" },
	[SR_DOOR_NO_MISMATCH] = { "no-mismatch",
		"no mismatch is certain before the CXL driver has tried" },
	[SR_DOOR_NO_HMEM_PLATFORM] = { "no-hmem-platform",
		"the kernel has no hmem_platform.0, so dax_hmem would serve nothing" },
	[SR_DOOR_NO_DAX_HMEM] = { "no-dax-hmem",
		"there is no dax_hmem for this kernel" },
	[SR_DOOR_OTHER_LIST] = { "other-list",
		"dax_hmem would not serve exactly this range" },
	[SR_DOOR_UNALIGNED] = { "unaligned",
		"this range does not begin and end on 2 MiB" },
	[SR_DOOR_NO_NODE] = { "no-node",
		"no NUMA node is known for this range" },
	[SR_DOOR_ACCELERATOR] = { "accelerator",
		"a CXL device that is no memory device may be there" },
	[SR_DOOR_REGISTERS] = { "registers",
		"the decoders' registers could not all be read, and no verdict recorded them" },
	[SR_DOOR_OUTSIDE] = { "outside",
		"a committed decoder takes addresses that firmware does not offer" },
	[SR_DOOR_ROUTES] = { "routes",
		"not every byte is shown to lead to exactly one device" },
	[SR_DOOR_VOLATILE] = { "not-volatile",
		"the memory is not shown to be volatile" },
	[SR_DOOR_STRADDLES] = { "straddles-window",
		"a part of this range is in a CXL window and a part outside of all" },
	[SR_DOOR_NOT_COVERED] = { "not-covered",
		"no regions that Linux could make cover this range whole" },
	[SR_DOOR_VERDICT] = { "verdict",
		"a verdict was kept for this firmware and these devices" },
};

const char *sr_door_tag(enum sr_door_reason reason)
{
	return (size_t)reason < SR_DOOR_REASONS ? sr_door_words[reason].tag :
						  "unknown";
}

const char *sr_door_text(enum sr_door_reason reason)
{
	return (size_t)reason < SR_DOOR_REASONS ? sr_door_words[reason].text :
						  "unknown";
}
