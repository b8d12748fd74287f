// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: the parts by name, and which undoes which.
 */
#include "part.h"

const char *sr_part_tag(enum sr_part part)
{
	static const char *const tags[SR_PARTS] = {
		[SR_PART_WAIT] = "wait",
		[SR_PART_STOPPED] = "stopped",
		[SR_PART_GROW] = "grow",
		[SR_PART_REPORT] = "report",
		[SR_PART_ASK_DRIVERS] = "ask-drivers",
		[SR_PART_AWAIT_PROBES] = "await-probes",
		[SR_PART_LOOK_PROBING] = "look-probing",
		[SR_PART_LOOK] = "look",
		[SR_PART_LOOK_AGAIN] = "look-again",
		[SR_PART_SAVE_DECODERS] = "save-decoders",
		[SR_PART_HOLD_HMEM] = "hold-hmem",
		[SR_PART_LET_GO_HMEM] = "let-go-hmem",
		[SR_PART_BAR_ROOT] = "bar-root",
		[SR_PART_UNBAR_ROOT] = "unbar-root",
		[SR_PART_UNBIND_DAX] = "unbind-dax",
		[SR_PART_BIND_DAX] = "bind-dax",
		[SR_PART_HOLD_REGION] = "hold-region",
		[SR_PART_UNHOLD_REGION] = "unhold-region",
		[SR_PART_DELETE_REGION] = "delete-region",
		[SR_PART_RELEASE_ROOT] = "release-root",
		[SR_PART_ATTACH_ROOT] = "attach-root",
		[SR_PART_DRAIN] = "drain",
		[SR_PART_RESTORE] = "restore",
		[SR_PART_UNPUBLISH] = "unpublish",
		[SR_PART_REPUBLISH] = "republish",
		[SR_PART_RELEASE_HMEM] = "release-hmem",
		[SR_PART_RETURN_HMEM] = "return-hmem",
		[SR_PART_ATTACH_REGION] = "attach-region",
		[SR_PART_DETACH_REGION] = "detach-region",
		[SR_PART_ADD_HMEM] = "add-hmem",
		[SR_PART_REMOVE_HMEM] = "remove-hmem",
		[SR_PART_VERIFY_DAX] = "verify-dax",
	};

	return (unsigned int)part < SR_PARTS ? tags[part] : "unknown";
}

enum sr_part sr_part_undo(enum sr_part part)
{
	static const enum sr_part undo[SR_PARTS] = {
		[SR_PART_HOLD_HMEM] = SR_PART_LET_GO_HMEM,
		[SR_PART_BAR_ROOT] = SR_PART_UNBAR_ROOT,
		[SR_PART_UNBIND_DAX] = SR_PART_BIND_DAX,
		[SR_PART_HOLD_REGION] = SR_PART_UNHOLD_REGION,
		[SR_PART_UNPUBLISH] = SR_PART_REPUBLISH,
		[SR_PART_RELEASE_HMEM] = SR_PART_RETURN_HMEM,
		[SR_PART_ATTACH_REGION] = SR_PART_DETACH_REGION,
		[SR_PART_ADD_HMEM] = SR_PART_REMOVE_HMEM,
		[SR_PART_REMOVE_HMEM] = SR_PART_ADD_HMEM,
		[SR_PART_UNBAR_ROOT] = SR_PART_BAR_ROOT,
		[SR_PART_REPUBLISH] = SR_PART_UNPUBLISH,
	};

	return (unsigned int)part < SR_PARTS ? undo[part] : SR_PART_WAIT;
}

bool sr_part_is_final(enum sr_part part)
{
	return part == SR_PART_DELETE_REGION || part == SR_PART_RELEASE_ROOT;
}
