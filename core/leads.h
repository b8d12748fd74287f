/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: what follows for a range from where its bytes lead; for core's own files
 * only.
 */
#ifndef SR_LEADS_H
#define SR_LEADS_H

#include "extent.h"

/** struct sr_leads - a walk along what may have to be withheld */
struct sr_leads {
	/** @policy: the policy */
	const struct sr_policy *policy;
	/** @unrouted: pieces that are unrouted */
	struct sr_cursor unrouted;
	/**
	 * @ram: what firmware's own map calls System RAM: DRAM answers there,
	 * whatever window lies over it
	 */
	struct sr_cursor ram;
	/** @misrouted: pieces that are misrouted */
	struct sr_cursor misrouted;
	/** @persistent: pieces that persistent capacity backs */
	struct sr_cursor persistent;
};

/** struct sr_lead_count - a walk that counts bytes by where they lead */
struct sr_lead_count {
	/** @windows: the windows */
	struct sr_cursor windows;
	/** @said: pieces of any kind */
	struct sr_cursor said;
	/** @unrouted: pieces that are unrouted, once more */
	struct sr_cursor unrouted;
	/** @ram: as in struct sr_leads */
	struct sr_cursor ram;
	/** @of: pieces of each kind; unknown ones are counted as the rest */
	struct sr_cursor of[SR_ROUTE_KINDS];
};

/** sr_leads_init() - begin a walk */
void sr_leads_init(struct sr_leads *leads, const struct sr_facts *facts,
		   const struct sr_policy *policy);

/**
 * sr_leads_withhold() - must this byte be withheld?
 * @leads: the walk; it only goes forward
 * @pos: the byte; at or above all earlier ones
 * @last: lowered to the last byte that may be in one device with it
 */
bool sr_leads_withhold(struct sr_leads *leads, u64 pos, u64 *last);

/**
 * sr_leads_touch() - must any byte of @at be withheld?
 * @leads: the walk
 * @at: an extent; where a part of it is System RAM, unrouted bytes do not count
 */
bool sr_leads_touch(struct sr_leads *leads, const struct sr_extent *at);

/** sr_lead_count_init() - begin a walk */
void sr_lead_count_init(struct sr_lead_count *count,
			const struct sr_facts *facts);

/**
 * sr_lead_count_range() - fill in the asides of a range's ledger
 * @count: the walk
 * @at: the range; at or above all earlier ones
 * @to: its ledger
 */
void sr_lead_count_range(struct sr_lead_count *count,
			 const struct sr_extent *at, struct sr_ledger *to);

#endif /* SR_LEADS_H */
