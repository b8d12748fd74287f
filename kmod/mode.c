// SPDX-License-Identifier: GPL-2.0-only
/* DOC: the owner's choices as words. */
#include <linux/errno.h>
#include <linux/string.h>

#include "machine.h"

/** sr_scope_parse() - "system" or "range"; 0 or -EINVAL */
int sr_scope_parse(const char *word, enum sr_scope *scope)
{
	if (sysfs_streq(word, "system"))
		*scope = SR_SCOPE_SYSTEM;
	else if (sysfs_streq(word, "range"))
		*scope = SR_SCOPE_RANGE;
	else
		return -EINVAL;
	return 0;
}

/** sr_mode_parse() - "enact" or "observe"; 0 or -EINVAL */
int sr_mode_parse(const char *word, enum sr_mode *mode)
{
	if (sysfs_streq(word, "enact"))
		*mode = SR_MODE_ENACT;
	else if (sysfs_streq(word, "observe"))
		*mode = SR_MODE_OBSERVE;
	else
		return -EINVAL;
	return 0;
}

/** sr_mode_tag() - "enact" or "observe" */
const char *sr_mode_tag(enum sr_mode mode)
{
	return mode == SR_MODE_ENACT ? "enact" : "observe";
}
