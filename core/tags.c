// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: the words for verdicts, reasons and steps. Tags are stable: programs
 * read them. Texts are for people.
 */
#include "rule.h"

static const char *sr_pick(const char *const *words, size_t n, size_t i)
{
	return i < n ? words[i] : "unknown";
}

const char *sr_reason_tag(enum sr_reason reason)
{
	static const char *const tags[SR_REASONS] = {
		[SR_REASON_OUTSIDE_WINDOWS] = "outside-windows",
		[SR_REASON_COVERED] = "covered",
		[SR_REASON_STRADDLES_WINDOW] = "straddles-window",
		[SR_REASON_STRADDLES_RAM] = "straddles-ram",
		[SR_REASON_NO_REGION] = "no-region",
		[SR_REASON_PARTLY_COVERED] = "partly-covered",
		[SR_REASON_NOT_DELIVERED] = "not-delivered",
	};

	return sr_pick(tags, ARRAY_SIZE(tags), reason);
}

const char *sr_reason_text(enum sr_reason reason)
{
	static const char *const texts[SR_REASONS] = {
		[SR_REASON_OUTSIDE_WINDOWS] = "it touches no CXL window",
		[SR_REASON_COVERED] =
			"every byte is in a CXL region that delivers it",
		[SR_REASON_STRADDLES_WINDOW] =
			"a part is in a CXL window and a part outside of all",
		[SR_REASON_STRADDLES_RAM] =
			"a part is in a CXL window and the rest is System RAM",
		[SR_REASON_NO_REGION] =
			"it is in a CXL window but no CXL region touches it",
		[SR_REASON_PARTLY_COVERED] =
			"committed CXL regions cover only a part of it",
		[SR_REASON_NOT_DELIVERED] =
			"a CXL region on it is not committed, is persistent or has no driver to deliver it",
	};

	return sr_pick(texts, ARRAY_SIZE(texts), reason);
}

const char *sr_range_text(const struct sr_range *range)
{
	static const char *const texts[SR_REASONS] = {
		[SR_REASON_NO_REGION] =
			"CXL owns it, no region is on it now, and it is free for a new one",
		[SR_REASON_PARTLY_COVERED] =
			"CXL owns it, regions are on a part of it now, and the rest is free for a new one",
		[SR_REASON_NOT_DELIVERED] =
			"CXL owns it, but a region on it is not committed, is persistent or has no driver to deliver it",
	};

	if (range->today == range->reason || range->today >= SR_REASONS ||
	    !texts[range->today])
		return sr_reason_text(range->reason);
	return range->owner == SR_OWNER_DAX ?
	       "CXL had won it, but regions do not deliver all of it now" :
	       texts[range->today];
}

const char *sr_owner_tag(enum sr_owner owner)
{
	static const char *const tags[] = {
		[SR_OWNER_UNCHANGED] = "unchanged",
		[SR_OWNER_CXL] = "cxl",
		[SR_OWNER_DAX] = "dax",
	};

	return sr_pick(tags, ARRAY_SIZE(tags), owner);
}

const char *sr_verdict_tag(enum sr_verdict verdict)
{
	static const char *const tags[SR_VERDICTS] = {
		[SR_VERDICT_NONE] = "none",
		[SR_VERDICT_CXL] = "cxl",
		[SR_VERDICT_GIVE_UP] = "give-up",
		[SR_VERDICT_GIVE_UP_RANGE] = "give-up-range",
		[SR_VERDICT_BUSY] = "busy",
	};

	return sr_pick(tags, ARRAY_SIZE(tags), verdict);
}

const char *sr_verdict_text(enum sr_verdict verdict)
{
	static const char *const texts[SR_VERDICTS] = {
		[SR_VERDICT_NONE] =
			"no Soft Reserved memory touches a CXL window",
		[SR_VERDICT_CXL] =
			"CXL owns all Soft Reserved memory in CXL windows",
		[SR_VERDICT_GIVE_UP] =
			"Linux does not understand this platform's CXL, so device-dax gets all Soft Reserved memory",
		[SR_VERDICT_GIVE_UP_RANGE] =
			"device-dax gets the Soft Reserved ranges that do not match CXL, and CXL keeps the others",
		[SR_VERDICT_BUSY] =
			"Soft Reserved memory does not match CXL, but it is in use and is left as it is",
	};

	return sr_pick(texts, ARRAY_SIZE(texts), verdict);
}

const char *sr_scope_tag(enum sr_scope scope)
{
	static const char *const tags[] = {
		[SR_SCOPE_SYSTEM] = "system",
		[SR_SCOPE_RANGE] = "range",
	};

	return sr_pick(tags, ARRAY_SIZE(tags), scope);
}

const char *sr_step_tag(enum sr_step_kind kind)
{
	static const char *const tags[SR_STEP_KINDS] = {
		[SR_STEP_UNPUBLISH] = "unpublish",
		[SR_STEP_RELEASE_HMEM] = "release-hmem",
		[SR_STEP_ATTACH_REGION] = "attach-region",
		[SR_STEP_SAVE_DECODERS] = "save-decoders",
		[SR_STEP_OVERRIDE_ROOT] = "override-root",
		[SR_STEP_RELEASE_ROOT] = "release-root",
		[SR_STEP_RELEASE_REGION] = "release-region",
		[SR_STEP_RESTORE_DECODERS] = "restore-decoders",
		[SR_STEP_ADD_HMEM] = "add-hmem",
		[SR_STEP_VERIFY_DAX] = "verify-dax",
	};

	return sr_pick(tags, ARRAY_SIZE(tags), kind);
}

const char *sr_route_tag(enum sr_route route)
{
	static const char *const tags[SR_ROUTE_KINDS] = {
		[SR_ROUTE_ROUTED] = "routed",
		[SR_ROUTE_UNROUTED] = "unrouted",
		[SR_ROUTE_MISROUTED] = "misrouted",
		[SR_ROUTE_PERSISTENT] = "persistent",
		[SR_ROUTE_UNKNOWN] = "unknown",
	};

	return tags[route];
}

const char *sr_route_why_text(enum sr_route_why why)
{
	static const char *const texts[SR_ROUTE_WHYS] = {
		[SR_ROUTE_WHY_NONE] = "every byte has a cell of its own",
		[SR_ROUTE_WHY_NO_DECODER] = "no committed decoder routes it",
		[SR_ROUTE_WHY_NO_TAKER] =
			"a decoder sends it to where nobody takes it",
		[SR_ROUTE_WHY_MEMBER_MISSING] =
			"a part of each page is sent to where nobody takes it",
		[SR_ROUTE_WHY_SAME_CELL] = "two addresses reach the same cell",
		[SR_ROUTE_WHY_PAST_CAPACITY] = "the device ends before it",
		[SR_ROUTE_WHY_PERSISTENT] =
			"persistent capacity backs it, and may hold data",
		[SR_ROUTE_WHY_UNREADABLE] =
			"registers on the way could not be read",
		[SR_ROUTE_WHY_TRANSLATED] = "the platform translates addresses",
		[SR_ROUTE_WHY_NOT_BY_HDM] =
			"it is not decoded by HDM decoders, but by DVSEC ranges or CXL 1.1",
		[SR_ROUTE_WHY_CAPACITY_UNKNOWN] =
			"the capacity of its device is not known",
		[SR_ROUTE_WHY_AMBIGUOUS] =
			"what tables or registers say has no single meaning",
	};

	return texts[why];
}
