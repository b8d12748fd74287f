// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: what a ruling of before leaves behind. A machine that has settled does
 * not show any more why: what CXL won may be between two regions, and what
 * CXL lost has no region left to tell the reason. The module remembers, and
 * says so in sysfs, as it says by which policy it rules.
 */
#include "extent_index.h"
#include "system_private.h"

#include "rule.h"

#include <stdlib.h>
#include <string.h>

static bool says(const char *word, const char *want)
{
	return word && !strcmp(word, want);
}

void sr_system_policy(const struct sr_system *system, struct sr_policy *policy)
{
	const struct sr_module_state *module = &system->running.module;

	*policy = (struct sr_policy){
		.scope = says(module->scope, "range") ? SR_SCOPE_RANGE :
							SR_SCOPE_SYSTEM,
		.hand_over_unrouted = says(module->undecoded, "hand-over"),
		.hand_over_misrouted = says(module->misrouted, "hand-over"),
		.align = SR_DAX_ALIGN,
	};
}

/* What is remembered, by address: firmware may offer 10^5 ranges. */
struct recollection {
	const struct sr_running *running;
	/* ruled: the module's ranges, by their number */
	struct sr_extent_index ruled;
	/* kept: what is marked as won by CXL, by its number */
	struct sr_extent_index kept;
};

static void recollection_free(struct recollection *recollection)
{
	sr_extent_index_free(&recollection->ruled);
	sr_extent_index_free(&recollection->kept);
}

static int recollection_init(struct recollection *recollection,
			     const struct sr_running *running)
{
	const struct sr_module_state *module = &running->module;
	size_t i;
	int err = 0;

	*recollection = (struct recollection){ .running = running };
	for (i = 0; !err && i < module->n_ranges; i++)
		if (module->ranges[i].start.known &&
		    module->ranges[i].size.known)
			err = sr_extent_index_add(
				&recollection->ruled,
				module->ranges[i].start.value,
				module->ranges[i].size.value, i);
	for (i = 0; !err && i < running->n_kept; i++)
		err = sr_extent_index_add(&recollection->kept,
					  running->kept[i].start,
					  running->kept[i].size, i);
	if (!err)
		err = sr_extent_index_sort(&recollection->ruled);
	return err ? err : sr_extent_index_sort(&recollection->kept);
}

static const struct sr_module_range *
find_ruled(const struct recollection *recollection,
	   const struct sr_range *range)
{
	const struct sr_module_range *ranges =
		recollection->running->module.ranges;
	size_t number, cursor = 0;

	while (sr_extent_index_next(&recollection->ruled, range->at, &cursor,
				    &number))
		if (ranges[number].start.value == range->at.start &&
		    ranges[number].size.value - 1 ==
			    range->at.end - range->at.start)
			return &ranges[number];
	return NULL;
}

static bool is_marked(const struct recollection *recollection,
		      const struct sr_range *range)
{
	const struct sr_span *kept = recollection->running->kept;
	size_t number, cursor = 0;

	while (sr_extent_index_next(&recollection->kept, range->at, &cursor,
				    &number))
		if (kept[number].start == range->at.start &&
		    kept[number].size - 1 == range->at.end - range->at.start)
			return true;
	return false;
}

static bool is_kept(const struct recollection *recollection,
		    const struct sr_range *range)
{
	const struct sr_module_range *ruled = find_ruled(recollection, range);

	return (ruled && says(ruled->owner, "cxl")) ||
	       is_marked(recollection, range);
}

int sr_recall_kept(const struct sr_running *running, struct sr_facts *facts)
{
	struct recollection recollection;
	int err = recollection_init(&recollection, running);
	size_t i;

	for (i = 0; !err && i < facts->n_ranges; i++)
		facts->ranges[i].kept = is_kept(&recollection,
						&facts->ranges[i]);
	recollection_free(&recollection);
	return err;
}

static void recall_reason(const struct recollection *recollection,
			  struct sr_range *range)
{
	const struct sr_module_range *ruled = find_ruled(recollection, range);
	enum sr_reason reason;

	if (range->owner != SR_OWNER_DAX || !ruled ||
	    !says(ruled->owner, "dax"))
		return;
	for (reason = 0; reason < SR_REASONS; reason++)
		if (says(ruled->reason, sr_reason_tag(reason)))
			range->reason = range->today = reason;
}

int sr_system_recall(const struct sr_system *system, struct sr_facts *facts)
{
	struct recollection recollection;
	int err = recollection_init(&recollection, &system->running);
	size_t i;

	/* Until a range was given up, its regions speak for themselves. */
	for (i = 0; !err && i < facts->n_ranges; i++)
		if (!system->running.cxl_acpi || facts->ranges[i].served)
			recall_reason(&recollection, &facts->ranges[i]);
	recollection_free(&recollection);
	return err;
}
