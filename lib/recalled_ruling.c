// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: what a ruling of before leaves behind. A machine that has settled does
 * not show any more why: what CXL won may be between two regions, and what
 * CXL lost has no region left to tell the reason. The module remembers, and
 * says so in sysfs, as it says by which policy it rules.
 */
#include "system_private.h"

#include "rule.h"

#include <stdlib.h>
#include <string.h>

/* What device-dax aligns to. */
#define DAX_ALIGN (2ULL << 20)

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
		.withhold_undecoded = says(module->undecoded, "withhold"),
		.align = DAX_ALIGN,
	};
}

/* Up to 6.19 a range stands in /proc/iomem until somebody takes it out. */
bool sr_shows_soft_reserved(const struct sr_running *running)
{
	return running->release && running->n_iomem &&
	       strtoul(running->release, NULL, 10) < 7;
}

static const struct sr_module_range *find_ruled(const struct sr_running *running,
						const struct sr_range *range)
{
	const struct sr_module_state *module = &running->module;
	size_t i;

	for (i = 0; i < module->n_ranges; i++) {
		const struct sr_module_range *one = &module->ranges[i];

		if (one->start.known && one->start.value == range->at.start &&
		    one->size.known &&
		    one->size.value - 1 == range->at.end - range->at.start)
			return one;
	}
	return NULL;
}

static bool is_marked(const struct sr_running *running,
		      const struct sr_range *range)
{
	size_t i;

	for (i = 0; i < running->n_kept; i++)
		if (running->kept[i].start == range->at.start &&
		    running->kept[i].size - 1 ==
			    range->at.end - range->at.start)
			return true;
	return false;
}

bool sr_recall_kept(const struct sr_running *running,
		    const struct sr_range *range)
{
	const struct sr_module_range *ruled = find_ruled(running, range);

	if ((ruled && says(ruled->owner, "cxl")) || is_marked(running, range))
		return true;
	return sr_shows_soft_reserved(running) && !range->in_iomem;
}

static void recall_reason(const struct sr_running *running,
			  struct sr_range *range)
{
	const struct sr_module_range *ruled = find_ruled(running, range);
	enum sr_reason reason;

	if (range->owner != SR_OWNER_DAX || !ruled ||
	    !says(ruled->owner, "dax"))
		return;
	for (reason = 0; reason < SR_REASONS; reason++)
		if (says(ruled->reason, sr_reason_tag(reason)))
			range->reason = range->today = reason;
}

void sr_system_recall(const struct sr_system *system, struct sr_facts *facts)
{
	size_t i;

	/* Until a range was given up, its regions speak for themselves. */
	for (i = 0; i < facts->n_ranges; i++)
		if (!system->running.cxl_acpi || facts->ranges[i].served)
			recall_reason(&system->running, &facts->ranges[i]);
}
