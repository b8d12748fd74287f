// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: say what was ruled (P5): a line per range, a line for the machine, a
 * uevent, and the files in sysfs.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "compat/compat.h"
#include "machine.h"
#include "trace.h"

/**
 * sr_size_text() - bytes for people
 * @bytes: how many
 * @buf: where to
 * @size: bytes in @buf
 *
 * Return: @buf.
 */
const char *sr_size_text(u64 bytes, char *buf, size_t size)
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB" };
	unsigned int i = 0, shift = 10;

	if (bytes < 1024) {
		snprintf(buf, size, "%llu B", bytes);
		return buf;
	}
	while (i + 1 < ARRAY_SIZE(units) && bytes >> (shift + 10)) {
		shift += 10;
		i++;
	}
	snprintf(buf, size, "%llu.%02llu %s", bytes >> shift,
		 ((bytes & ((1ULL << shift) - 1)) * 100) >> shift, units[i]);
	return buf;
}

static void append_name(char *names, size_t size, const char *name)
{
	size_t used = strlen(names);

	snprintf(names + used, size - used, "%s%s", used ? "," : "", name);
}

static bool overlap(const struct sr_extent *a, const struct sr_extent *b)
{
	return a->start <= b->end && b->start <= a->end;
}

/* Where enacting did not name the devices: name what is there already. */
static void name_devices(struct sr_round *r, const struct sr_range *range)
{
	struct sr_range_info *info = sr_round_range_info(r, range);
	struct sr_facts *f = &r->facts;
	struct device *region;
	size_t i;

	if (info->device[0])
		return;
	for (i = 0; range->owner != SR_OWNER_CXL && i < f->n_daxes; i++)
		if (overlap(&f->daxes[i].at, &range->at))
			append_name(info->device, sizeof(info->device),
				    sr_round_dax_info(r, &f->daxes[i])->name);
	for (i = 0; range->owner == SR_OWNER_CXL && i < f->n_regions; i++) {
		region = sr_round_region_device(r, &f->regions[i]);
		if (overlap(&f->regions[i].at, &range->at))
			append_name(info->device, sizeof(info->device),
				    dev_name(region));
	}
}

/* Where the kernel has settled a range itself, no step is for it. */
static bool is_left_alone(const struct sr_round *r, const struct sr_range *range)
{
	size_t i;

	for (i = 0; i < r->n_steps; i++)
		if (overlap(&r->steps[i].at, &range->at))
			return false;
	return range->owner != SR_OWNER_UNCHANGED;
}

static const char *aside(const struct sr_round *r, const struct sr_range *range)
{
	if (range->busy)
		return "; its memory is in use";
	return is_left_alone(r, range) ? "; it is so already and left alone" :
					 "";
}

/*
 * A page of memory that is onlined needs a struct page. The CXL driver's own
 * device takes that from the memory itself, an hmem device does not.
 */
static void report_memmap(const struct sr_round *r,
			  const struct sr_range *range)
{
	u64 bytes = (range->ledger.dax >> PAGE_SHIFT) * sizeof(struct page);
	const struct sr_facts *f = &r->facts;
	char size[24];
	size_t i;

	if (range->owner != SR_OWNER_DAX || !bytes)
		return;
	pr_info("range [mem %#llx-%#llx]: onlined, it takes %s of other memory for its struct pages\n",
		range->at.start, range->at.end,
		sr_size_text(bytes, size, sizeof(size)));
	for (i = 0; i < f->n_nodes; i++)
		if (overlap(&f->nodes[i].at, &range->at))
			pr_info("range [mem %#llx-%#llx]: [mem %#llx-%#llx] is of NUMA node %d\n",
				range->at.start, range->at.end,
				max(f->nodes[i].at.start, range->at.start),
				min(f->nodes[i].at.end, range->at.end),
				(int)f->nodes[i].id);
}

/* What does not simply lead to a cell of its own, piece by piece. */
static void report_routes(const struct sr_round *r,
			  const struct sr_range *range)
{
	const struct sr_route_piece *piece = r->facts.routes;
	const char *fate;
	size_t i;

	if (range->reason == SR_REASON_OUTSIDE_WINDOWS)
		return;
	for (i = 0; i < r->facts.n_routes; i++, piece++) {
		if (piece->route == SR_ROUTE_ROUTED ||
		    !overlap(&piece->at, &range->at))
			continue;
		fate = "firmware's word is taken for it";
		if (piece->route == SR_ROUTE_UNROUTED)
			fate = r->policy.hand_over_unrouted ?
				       "handed over by order (undecoded=)" :
				       "withheld (undecoded=hand-over overrides)";
		else if (piece->route == SR_ROUTE_MISROUTED)
			fate = r->policy.hand_over_misrouted ?
				       "handed over by order (misrouted=)" :
				       "withheld (misrouted=hand-over overrides)";
		else if (piece->route == SR_ROUTE_PERSISTENT)
			fate = "withheld";
		pr_warn("range [mem %#llx-%#llx]: [mem %#llx-%#llx] is %s: %s; %s\n",
			range->at.start, range->at.end,
			max(piece->at.start, range->at.start),
			min(piece->at.end, range->at.end),
			sr_route_tag(piece->route),
			sr_route_why_text(piece->why), fate);
	}
}

static void report_range(struct sr_round *r, const struct sr_range *range)
{
	const char *device = sr_round_range_info(r, range)->device;
	static const char *const owners[] = {
		[SR_OWNER_UNCHANGED] = "left as it is",
		[SR_OWNER_CXL] = "CXL",
		[SR_OWNER_DAX] = "device-dax",
	};
	char size[24];

	pr_info("range [mem %#llx-%#llx] %s: %s%s%s%s, because %s [%s]%s\n",
		range->at.start, range->at.end,
		sr_size_text(range->ledger.offered, size, sizeof(size)),
		owners[range->owner], device[0] ? " (" : "", device,
		device[0] ? ")" : "", sr_range_text(range),
		sr_reason_tag(range->reason),
		aside(r, range));
	report_memmap(r, range);
	report_routes(r, range);
}

static void report_ledger(const struct sr_ledger *l)
{
	char text[5][24];

	pr_info("offered %s = CXL %s + device-dax %s + lost to alignment %s + stranded %s\n",
		sr_size_text(l->offered, text[0], sizeof(text[0])),
		sr_size_text(l->cxl, text[1], sizeof(text[1])),
		sr_size_text(l->dax, text[2], sizeof(text[2])),
		sr_size_text(l->lost_alignment, text[3], sizeof(text[3])),
		sr_size_text(l->stranded, text[4], sizeof(text[4])));
}

static void report_advice(const struct sr_round *r)
{
	const struct sr_outcome *out = &r->outcome;

	if (out->scope_narrowed)
		pr_warn("scope=range instead of system: CXL region [mem %#llx-%#llx] is in use and must not be torn down\n",
			r->facts.regions[out->narrowed_by].at.start,
			r->facts.regions[out->narrowed_by].at.end);
	if (out->n_busy)
		pr_warn("busy: %zu ranges have to be given up but are in use; nothing is touched. Take their memory offline (daxctl offline-memory), then: echo 1 > /sys/kernel/softreserve/settle\n",
			out->n_busy);
}

static void send_uevent(const char *verdict, const struct sr_ledger *l)
{
	char verdict_var[48], stranded_var[48];
	char *env[3] = { verdict_var, stranded_var };

	snprintf(verdict_var, sizeof(verdict_var), "SOFTRESERVE_VERDICT=%s",
		 verdict);
	snprintf(stranded_var, sizeof(stranded_var), "SOFTRESERVE_STRANDED=%llu",
		 l->stranded);
	kobject_uevent_env(&THIS_MODULE->mkobj.kobj, KOBJ_CHANGE, env);
}

/* Why less was done than the ruling says, in a sentence. */
static void say_why(const struct sr_standing *s, const struct sr_round *r)
{
	const struct sr_region *region;

	switch (s->why) {
	case SR_WHY_NOTHING:
		return;
	case SR_WHY_FAILED:
		pr_err("%s failed (%d); all that was done is undone, and Linux's own arrangement is back. It is not tried again until something changes or 1 is written to settle\n",
		       sr_part_tag(s->part), s->error);
		return;
	case SR_WHY_NOT_UNDONE:
		pr_err("%s could not be undone (%d); the next boot starts afresh. To keep softreserve from trying again: mode=observe\n",
		       sr_part_tag(s->part), s->error);
		return;
	case SR_WHY_USER:
	case SR_WHY_IN_USE:
	case SR_WHY_PERSISTENT:
	case SR_WHY_ROUTE:
	case SR_WHY_COMMITTED:
		if (s->subject >= r->facts.n_regions)
			break;
		region = &r->facts.regions[s->subject];
		pr_warn("not enacted: region [mem %#llx-%#llx]: %s\n",
			region->at.start, region->at.end, sr_why_text(s->why));
		return;
	default:
		break;
	}
	pr_info("not enacted: %s\n", sr_why_text(s->why));
}

/*
 * What failed stays failed until it is tried again: that the memory has come
 * into use meanwhile is only why it is not.
 */
static bool is_failed(struct sr_machine *m, const struct sr_standing *s)
{
	m->failed = s->conduct == SR_CONDUCT_FAILED ||
		    (m->failed && s->why == SR_WHY_IN_USE);
	return m->failed;
}

static const char *verdict_in_force(const struct sr_standing *s,
				    const struct sr_round *r, bool failed)
{
	if (failed)
		return "failed";
	if (s->why == SR_WHY_PROVISIONAL || s->why == SR_WHY_CHANGED ||
	    s->why == SR_WHY_STOPPING)
		return "pending";
	if (s->why == SR_WHY_HANDED_BACK)
		return "handed-back";
	if (s->way == SR_WAY_NEXT_BOOT || s->way == SR_WAY_REFUSED)
		return s->why == SR_WHY_IN_USE ? "busy" : sr_way_tag(s->way);
	return sr_verdict_tag(r->outcome.verdict);
}

static void say(const struct sr_standing *s, struct sr_round *r,
		const char *verdict, const struct sr_ledger *ledger)
{
	const char *text = sr_verdict_text(r->outcome.verdict);
	size_t i;

	for (i = 0; i < r->facts.n_ranges; i++)
		report_range(r, &r->facts.ranges[i]);
	report_advice(r);
	say_why(s, r);
	if (s->conduct == SR_CONDUCT_FAILED)
		pr_err("verdict: failed (%d); the ruling was %s: %s (the kernel's own rule: %s)\n",
		       s->error, sr_verdict_tag(r->outcome.verdict), text,
		       SR_KERNEL_RULE);
	else
		pr_info("verdict: %s%s: %s (the kernel's own rule: %s)\n",
			verdict,
			r->enacted || !r->n_steps ? "" : " (not enacted)", text,
			SR_KERNEL_RULE);
	report_ledger(ledger);
}

/* A round that did nothing says nothing, unless there is news. */
static bool is_new(struct sr_machine *m, const struct sr_standing *s,
		   const struct sr_round *r, const char *verdict,
		   const struct sr_ledger *ledger)
{
	bool same = m->said_verdict == verdict && m->said_why == s->why &&
		    !memcmp(&m->said, ledger, sizeof(*ledger)) &&
		    !(r->enacted && r->n_steps);

	m->said_verdict = verdict;
	m->said_why = s->why;
	m->said = *ledger;
	return !same;
}

/* The look was taken before; the next one says what has come of it. */
static bool just_handed_back(const struct sr_standing *s,
			     const struct sr_round *r)
{
	return s->why == SR_WHY_HANDED_BACK && !r->facts.cxl_active;
}

static void report_ruling(struct sr_machine *m, const struct sr_standing *s,
			  struct sr_round *r)
{
	const struct sr_ledger *ledger = r->enacted ?
						 &r->outcome.ledger :
						 &r->ledger_now;
	const char *verdict = verdict_in_force(s, r, is_failed(m, s));
	size_t i;

	for (i = 0; i < r->facts.n_ranges; i++) {
		name_devices(r, &r->facts.ranges[i]);
		trace_softreserve_range(&r->facts.ranges[i]);
	}
	if (is_new(m, s, r, verdict, ledger))
		say(s, r, verdict, ledger);
	sr_view_publish(m, r, verdict, ledger);
	trace_softreserve_settle_end(verdict, ledger->stranded, s->error);
	send_uevent(verdict, ledger);
}

/**
 * sr_report_round() - say what is so, everywhere, and remember it
 * @m: the machine
 * @r: the base look, ruled on and summed up
 */
void sr_report_round(struct sr_machine *m, struct sr_round *r)
{
	const struct sr_standing *s = sr_conductor_standing(&m->conductor);

	if (just_handed_back(s, r)) {
		sr_settled_forget(m);
		pr_info("the ranges are handed back to CXL\n");
		return;
	}
	sr_settled_recall(m, r);
	if (r->enacted)
		sr_settled_remember(m, r);
	report_ruling(m, s, r);
}
