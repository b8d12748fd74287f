// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: the words for why not more was done, and for the ways. Tags are stable:
 * programs read them. Texts are for people.
 */
#include "conductor.h"

const char *sr_why_tag(enum sr_why why)
{
	static const char *const tags[SR_WHYS] = {
		[SR_WHY_NOTHING] = "nothing",
		[SR_WHY_PROVISIONAL] = "provisional",
		[SR_WHY_OBSERVE] = "observe",
		[SR_WHY_HANDED_BACK] = "handed-back",
		[SR_WHY_ROOT_LEFT] = "root-left",
		[SR_WHY_FOREIGN_BAR] = "foreign-bar",
		[SR_WHY_USER] = "user",
		[SR_WHY_IN_USE] = "in-use",
		[SR_WHY_PERSISTENT] = "persistent",
		[SR_WHY_ROUTE] = "route",
		[SR_WHY_COMMITTED] = "committed",
		[SR_WHY_KERNEL] = "kernel",
		[SR_WHY_FLUSH] = "flush",
		[SR_WHY_UNSAVED] = "unsaved",
		[SR_WHY_CHANGED] = "changed",
		[SR_WHY_FAILED] = "failed",
		[SR_WHY_FAILED_BEFORE] = "failed-before",
		[SR_WHY_NOT_UNDONE] = "not-undone",
		[SR_WHY_CANNOT_LOOK] = "cannot-look",
		[SR_WHY_MALFORMED] = "malformed",
		[SR_WHY_NO_MEMORY] = "no-memory",
		[SR_WHY_NO_ROOT] = "no-root",
		[SR_WHY_DAX_IN_USE] = "dax-in-use",
		[SR_WHY_STOPPING] = "stopping",
	};

	return (unsigned int)why < SR_WHYS ? tags[why] : "unknown";
}

const char *sr_why_text(enum sr_why why)
{
	static const char *const texts[SR_WHYS] = {
		[SR_WHY_NOTHING] = "all that the ruling says is done",
		[SR_WHY_PROVISIONAL] =
			"drivers have not finished probing, so nothing is changed; it is ruled on again when they have",
		[SR_WHY_OBSERVE] = "mode=observe changes nothing",
		[SR_WHY_HANDED_BACK] =
			"the ranges were handed back to CXL by order (echo auto > owner to follow the rule again)",
		[SR_WHY_ROOT_LEFT] =
			"cxl_acpi was released by somebody else and has reset the decoders on its way; load it again, or boot again",
		[SR_WHY_FOREIGN_BAR] =
			"somebody else has set the driver_override of ACPI0017",
		[SR_WHY_USER] =
			"a region has a user that is not known to be idle",
		[SR_WHY_IN_USE] = "the memory of a region is in use",
		[SR_WHY_PERSISTENT] = "a region is persistent",
		[SR_WHY_ROUTE] =
			"the saved registers do not show where all of a region leads",
		[SR_WHY_COMMITTED] =
			"scope=range tears no committed region down",
		[SR_WHY_KERNEL] =
			"this kernel cannot safely tear a region down",
		[SR_WHY_FLUSH] = "the CPU's caches cannot be flushed here",
		[SR_WHY_UNSAVED] =
			"the decoders of a device could not be saved",
		[SR_WHY_CHANGED] = "the machine changed between two looks",
		[SR_WHY_FAILED] = "a part failed, and what was done is undone",
		[SR_WHY_FAILED_BEFORE] =
			"it failed before and nothing has changed since (echo 1 > settle to try again)",
		[SR_WHY_NOT_UNDONE] =
			"a part failed, and not all could be undone; the next boot starts afresh",
		[SR_WHY_CANNOT_LOOK] =
			"the machine cannot be looked at; it is tried again",
		[SR_WHY_MALFORMED] = "the facts make no sense",
		[SR_WHY_NO_MEMORY] =
			"there is no memory for the plan; it is tried again",
		[SR_WHY_NO_ROOT] = "this machine has no CXL (no ACPI0017)",
		[SR_WHY_DAX_IN_USE] =
			"a dax device is in use (daxctl offline-memory, or close what has it open)",
		[SR_WHY_STOPPING] = "the module is being unloaded",
	};

	return (unsigned int)why < SR_WHYS ? texts[why] : "unknown";
}

const char *sr_way_tag(enum sr_way way)
{
	static const char *const tags[SR_WAYS] = {
		[SR_WAY_NONE] = "none",
		[SR_WAY_DOOR] = "door",
		[SR_WAY_LIVE] = "live",
		[SR_WAY_NEXT_BOOT] = "next-boot",
		[SR_WAY_REFUSED] = "refused",
	};

	return (unsigned int)way < SR_WAYS ? tags[way] : "unknown";
}
