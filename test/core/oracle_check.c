// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: compare what core says with what the oracle says, and check what must
 * hold of every plan, whatever the oracle says.
 */
#include "oracle.h"

static bool same_ledger(const struct sr_ledger *a, const struct sr_ledger *b)
{
	return a->offered == b->offered && a->cxl == b->cxl &&
	       a->dax == b->dax && a->lost_alignment == b->lost_alignment &&
	       a->withheld == b->withheld && a->stranded == b->stranded &&
	       a->not_decoded == b->not_decoded &&
	       a->unrouted == b->unrouted && a->misrouted == b->misrouted &&
	       a->persistent == b->persistent &&
	       a->route_unknown == b->route_unknown &&
	       a->not_decoded_known == b->not_decoded_known;
}

static bool adds_up(const struct sr_ledger *l)
{
	return l->offered == l->cxl + l->dax + l->lost_alignment + l->stranded &&
	       l->withheld <= l->stranded && l->not_decoded <= l->offered;
}

static const char *check_range(const struct sr_range *is,
			       const struct sr_range *ought)
{
	if (is->at.start != ought->at.start || is->at.end != ought->at.end ||
	    is->id != ought->id || is->in_iomem != ought->in_iomem ||
	    is->kept != ought->kept)
		return "a range's inputs changed";
	if (is->reason != ought->reason)
		return "reason";
	if (is->today != ought->today)
		return "what regions come to today";
	if (is->mismatch != ought->mismatch)
		return "mismatch";
	if (is->owner != ought->owner)
		return "owner";
	if (is->busy != ought->busy)
		return "busy";
	if (is->served != ought->served)
		return "served";
	if (!adds_up(&is->ledger))
		return "a range's ledger does not add up";
	if (!same_ledger(&is->ledger, &ought->ledger))
		return "a range's ledger";
	return NULL;
}

static const char *check_outcome(const struct sr_outcome *is,
				 const struct sr_outcome *ought)
{
	if (is->verdict != ought->verdict)
		return "verdict";
	if (is->scope != ought->scope)
		return "scope";
	if (is->scope_narrowed != ought->scope_narrowed ||
	    is->narrowed_by != ought->narrowed_by)
		return "narrowing";
	if (is->n_mismatched != ought->n_mismatched ||
	    is->first_mismatch != ought->first_mismatch)
		return "mismatches counted";
	if (is->n_busy != ought->n_busy)
		return "busy ranges counted";
	if (!adds_up(&is->ledger))
		return "the sum does not add up";
	if (!same_ledger(&is->ledger, &ought->ledger))
		return "the sum";
	return NULL;
}

static const char *check_marks(const struct sr_facts *facts,
			       const struct oracle_answer *ought)
{
	for (size_t k = 0; k < facts->n_regions; k++) {
		if (facts->regions[k].held != ought->held[k])
			return "held";
		if (facts->regions[k].release != ought->release[k])
			return "a region's release";
		if (facts->regions[k].release && facts->regions[k].in_use)
			return "a region in use is released";
	}
	for (size_t k = 0; k < facts->n_daxes; k++) {
		if (facts->daxes[k].release != ought->release_dax[k])
			return "a dax device's release";
		if (facts->daxes[k].release && facts->daxes[k].in_use)
			return "a dax device in use is released";
	}
	return NULL;
}

static const char *check_now(const struct sr_facts *facts,
			     const struct sr_policy *policy,
			     const struct oracle_answer *ought)
{
	struct sr_ledger each[ORACLE_MAX], sum;

	if (sr_ledger_now(facts, policy, each, &sum))
		return "sr_ledger_now() failed";
	for (size_t r = 0; r < facts->n_ranges; r++)
		if (!same_ledger(&each[r], &ought->now[r]) ||
		    !adds_up(&each[r]))
			return "a range's ledger of now";
	if (!same_ledger(&sum, &ought->now_sum))
		return "the sum of now";
	return NULL;
}

/* Nothing that leads nowhere good is handed out, unless by order. */
static bool hands_out_bad(const struct sr_facts *facts,
			  const struct sr_policy *policy,
			  const struct sr_step *step)
{
	if (facts->ranges[step->subject].reason == SR_REASON_OUTSIDE_WINDOWS)
		return false;
	for (size_t i = 0; i < facts->n_routes; i++) {
		const struct sr_route_piece *p = &facts->routes[i];

		if (p->at.start > step->at.end || step->at.start > p->at.end)
			continue;
		if (p->route == SR_ROUTE_PERSISTENT ||
		    (p->route == SR_ROUTE_MISROUTED &&
		     !policy->hand_over_misrouted) ||
		    (p->route == SR_ROUTE_UNROUTED &&
		     !policy->hand_over_unrouted && !facts->n_ram))
			return true;
	}
	return false;
}

/* Each byte that a step makes a device for is owned by dax, free and new. */
static const char *check_devices(const struct sr_facts *facts,
				 const struct sr_policy *policy, u64 base,
				 const struct sr_step *steps, size_t n)
{
	unsigned int made[ORACLE_SPAN] = { 0 };

	for (size_t s = 0; s < n; s++) {
		const struct sr_extent *at = &steps[s].at;
		const struct sr_range *range;

		if (steps[s].kind != SR_STEP_ADD_HMEM)
			continue;
		range = &facts->ranges[steps[s].subject];
		if (range->owner != SR_OWNER_DAX || at->end < at->start ||
		    at->start < range->at.start || at->end > range->at.end)
			return "a device outside of its range";
		if (hands_out_bad(facts, policy, &steps[s]))
			return "a device over what leads nowhere";
		if (at->start % policy->align || (at->end + 1) % policy->align)
			return "a device that is not aligned";
		for (u64 i = at->start - base; i <= at->end - base; i++)
			if (made[i]++)
				return "a byte in two devices";
		for (size_t d = 0; d < facts->n_daxes; d++)
			if (facts->daxes[d].usable &&
			    !facts->daxes[d].astray &&
			    facts->daxes[d].parent != SR_DAX_ON_REGION &&
			    facts->daxes[d].at.start <= at->end &&
			    at->start <= facts->daxes[d].at.end)
				return "a device on top of another";
	}
	return NULL;
}

static const char *check_order(const struct sr_facts *facts,
			       const struct sr_step *steps, size_t n)
{
	for (size_t s = 0; s < n; s++) {
		if (s && steps[s].kind < steps[s - 1].kind)
			return "the order of steps";
		if (steps[s].kind == SR_STEP_RELEASE_REGION &&
		    facts->regions[steps[s].subject].held)
			return "a step releases what is in use";
		if (steps[s].kind == SR_STEP_RELEASE_ROOT)
			for (size_t k = 0; k < facts->n_regions; k++)
				if (facts->regions[k].held)
					return "the root goes with regions in use";
	}
	return NULL;
}

static const char *check_plan(const struct sr_facts *facts,
			      const struct sr_policy *policy, u64 base,
			      const struct sr_outcome *out,
			      const struct oracle_answer *ought)
{
	struct sr_step steps[ORACLE_STEPS];
	const char *wrong;
	size_t counted, n;

	if (sr_plan_make(facts, policy, out, NULL, 0, &counted))
		return "counting steps failed";
	if (sr_plan_make(facts, policy, out, steps, ORACLE_STEPS, &n))
		return "sr_plan_make() failed";
	if (n != counted || n != ought->n_steps)
		return "the number of steps";
	for (size_t s = 0; s < n; s++)
		if (steps[s].kind != ought->steps[s].kind ||
		    steps[s].subject != ought->steps[s].subject ||
		    steps[s].at.start != ought->steps[s].at.start ||
		    steps[s].at.end != ought->steps[s].at.end)
			return "a step";
	wrong = check_order(facts, steps, n);
	return wrong ? wrong : check_devices(facts, policy, base, steps, n);
}

const char *oracle_check(struct sr_facts *facts, const struct sr_policy *policy,
			 u64 base, struct oracle_answer *answer)
{
	const char *wrong;
	struct sr_outcome out;

	if (sr_rule_decide(facts, policy, &out))
		return "sr_rule_decide() failed";
	oracle_ask(facts, policy, base, answer);
	for (size_t r = 0; r < facts->n_ranges; r++) {
		wrong = check_range(&facts->ranges[r], &answer->ranges[r]);
		if (wrong)
			return wrong;
	}
	wrong = check_outcome(&out, &answer->out);
	if (!wrong)
		wrong = check_marks(facts, answer);
	if (!wrong)
		wrong = check_now(facts, policy, answer);
	if (!wrong)
		wrong = check_plan(facts, policy, base, &out, answer);
	return wrong;
}
