// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: enact a plan, step by step; if one fails, undo all that was done (P2).
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/printk.h>
#include <linux/string.h>

#include "enact.h"
#include "trace.h"

static int do_step(struct sr_enactment *e, size_t i)
{
	const struct sr_step *step = &e->round->steps[i];
	int rc;

	rc = sr_step_ops[step->kind].enact(e, step);
#ifdef SR_TEST
	if (!rc && sr_test_fail_step &&
	    !strcmp(sr_test_fail_step, sr_step_tag(step->kind))) {
		pr_warn("step %s is made to fail (test build)\n",
			sr_step_tag(step->kind));
		if (sr_step_ops[step->kind].undo)
			sr_step_ops[step->kind].undo(e, step);
		rc = -EIO;
	}
#endif
	trace_softreserve_step(step, false, rc);
	if (rc)
		pr_err("step %zu of %zu, %s [mem %#llx-%#llx], failed (%d)\n",
		       i + 1, e->round->n_steps, sr_step_tag(step->kind),
		       step->at.start, step->at.end, rc);
	return rc;
}

static int undo_steps(struct sr_enactment *e, size_t done)
{
	const struct sr_step *step;
	int rc = 0, one;

	while (done--) {
		step = &e->round->steps[done];
		if (!sr_step_ops[step->kind].undo)
			continue;
		one = sr_step_ops[step->kind].undo(e, step);
		trace_softreserve_step(step, true, one);
		if (one)
			pr_err("undoing step %s [mem %#llx-%#llx] failed (%d)\n",
			       sr_step_tag(step->kind), step->at.start,
			       step->at.end, one);
		rc = rc ? rc : one;
	}
	return rc;
}

/**
 * sr_plan_enact() - make a round's ruling true
 * @m: the machine, locked
 * @r: the round, decided
 *
 * Return: 0; the -errno of the step that failed, everything undone and said.
 */
int sr_plan_enact(struct sr_machine *m, struct sr_round *r)
{
	struct sr_enactment e = { .machine = m, .round = r };
	size_t done = 0;
	int rc, undone;

	WRITE_ONCE(m->enacting, true);
	rc = sr_enactment_init(&e);
	while (!rc && done < r->n_steps) {
		rc = do_step(&e, done);
		done += !rc;
	}
	if (rc) {
		undone = undo_steps(&e, done);
		undone = undone ?: sr_enactment_unbar(&e);
		if (undone)
			pr_err("not all could be undone; the next boot starts afresh. To keep softreserve from trying again: mode=observe\n");
		else
			pr_err("all is undone; Linux's own arrangement is back\n");
	}
	WRITE_ONCE(m->enacting, false);
	sr_enactment_release(&e);
	return rc;
}
