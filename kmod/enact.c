// SPDX-License-Identifier: GPL-2.0-only
/* DOC: carry out one part of the work, as the conductor asks for it. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/printk.h>
#include <linux/string.h>

#define CREATE_TRACE_POINTS
#include "trace.h"
#include "enact.h"
#include "enact_test.h"

static const sr_part_fn part_fns[SR_PARTS] = {
	[SR_PART_SAVE_DECODERS] = sr_part_save_decoders,
	[SR_PART_HOLD_HMEM] = sr_part_hold_hmem,
	[SR_PART_LET_GO_HMEM] = sr_part_let_go_hmem,
	[SR_PART_BAR_ROOT] = sr_part_bar_root,
	[SR_PART_UNBAR_ROOT] = sr_part_unbar_root,
	[SR_PART_UNBIND_DAX] = sr_part_unbind_dax,
	[SR_PART_BIND_DAX] = sr_part_bind_dax,
	[SR_PART_HOLD_REGION] = sr_part_hold_region,
	[SR_PART_UNHOLD_REGION] = sr_part_unhold_region,
	[SR_PART_DELETE_REGION] = sr_part_delete_region,
	[SR_PART_RELEASE_ROOT] = sr_part_release_root,
	[SR_PART_ATTACH_ROOT] = sr_part_attach_root,
	[SR_PART_DRAIN] = sr_part_drain,
	[SR_PART_RESTORE] = sr_part_restore,
	[SR_PART_UNPUBLISH] = sr_part_unpublish,
	[SR_PART_REPUBLISH] = sr_part_republish,
	[SR_PART_RELEASE_HMEM] = sr_part_release_hmem,
	[SR_PART_RETURN_HMEM] = sr_part_return_hmem,
	[SR_PART_ATTACH_REGION] = sr_part_attach_region,
	[SR_PART_DETACH_REGION] = sr_part_detach_region,
	[SR_PART_ADD_HMEM] = sr_part_add_hmem,
	[SR_PART_REMOVE_HMEM] = sr_part_remove_hmem,
	[SR_PART_VERIFY_DAX] = sr_part_verify_dax,
};

static void say_error(const struct sr_act *act, int rc)
{
	if (act->undoing)
		pr_err("undo: %s [mem %#llx-%#llx] failed (%d)\n",
		       sr_part_tag(act->part), act->at.start, act->at.end, rc);
	else
		pr_err("%s [mem %#llx-%#llx] failed (%d)\n",
		       sr_part_tag(act->part), act->at.start, act->at.end, rc);
}

/**
 * sr_enact() - carry out a part that changes something
 * @m: the machine; its base look is the act's
 * @act: the act
 *
 * Return: 0; -EOPNOTSUPP for a part that is none of these; -errno, said.
 */
int sr_enact(struct sr_machine *m, const struct sr_act *act)
{
	sr_part_fn fn = part_fns[act->part];
	int rc;

	if (!fn)
		return -EOPNOTSUPP;
	sr_pin_begin(&m->part_pin, sr_part_tag(act->part));
	sr_test_before(act);
	rc = sr_test_fails_before(act);
	if (!rc)
		rc = fn(m, act);
	if (!rc)
		rc = sr_test_fails_after(act);
	sr_pin_end(&m->part_pin);
	trace_softreserve_step(act, rc);
	if (rc)
		say_error(act, rc);
	else
		pr_debug("%s%s %zu\n", act->undoing ? "undo: " : "",
			 sr_part_tag(act->part), act->subject);
	return rc;
}
