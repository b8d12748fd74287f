/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: the rule: who owns each Soft Reserved range, and what to do about it.
 *
 * The caller fills struct sr_facts with arrays that it owns and calls
 * sr_rule_decide(). The answer is written into the same structs (a ruling per
 * range, a mark per region) and into struct sr_outcome. sr_plan_make() then
 * turns the decided facts into an ordered list of steps. sr_ledger_now() says
 * what is true at the moment, before any step.
 *
 * Nothing here allocates, does I/O, locks, keeps state, prints or looks at the
 * clock. Addresses are physical, in bytes; every extent is inclusive at both
 * ends (like struct resource), so that one ending at 2^64-1 can be written.
 * Arrays may come unsorted: they are sorted in place by start address, in
 * O(n log n) at worst and O(n) when they are sorted already.
 */
#ifndef SR_RULE_H
#define SR_RULE_H

#include "env.h"

/** struct sr_extent - a piece of physical address space, inclusive */
struct sr_extent {
	/** @start: first byte */
	u64 start;
	/** @end: last byte; an extent with end < start is malformed */
	u64 end;
};

/** enum sr_route - where a piece of the address space leads */
enum sr_route {
	/** @SR_ROUTE_ROUTED: each byte to a cell of its own, volatile */
	SR_ROUTE_ROUTED,
	/** @SR_ROUTE_UNROUTED: no committed decoder is on the way */
	SR_ROUTE_UNROUTED,
	/**
	 * @SR_ROUTE_MISROUTED: decoders lead some of it to where nobody takes
	 * it, or two addresses to one cell; no page of it is good
	 */
	SR_ROUTE_MISROUTED,
	/** @SR_ROUTE_PERSISTENT: persistent capacity backs it: data may be on it */
	SR_ROUTE_PERSISTENT,
	/** @SR_ROUTE_UNKNOWN: cannot be told; neither "no" nor "yes" */
	SR_ROUTE_UNKNOWN,
	/** @SR_ROUTE_KINDS: how many there are */
	SR_ROUTE_KINDS,
};

/** enum sr_route_why - why a piece is not simply routed */
enum sr_route_why {
	/** @SR_ROUTE_WHY_NONE: it is */
	SR_ROUTE_WHY_NONE,
	/** @SR_ROUTE_WHY_NO_DECODER: unrouted: nobody on the way decodes it */
	SR_ROUTE_WHY_NO_DECODER,
	/** @SR_ROUTE_WHY_NO_TAKER: misrouted: a decoder sends it where nobody is */
	SR_ROUTE_WHY_NO_TAKER,
	/** @SR_ROUTE_WHY_MEMBER_MISSING: misrouted: the same, of some granules */
	SR_ROUTE_WHY_MEMBER_MISSING,
	/** @SR_ROUTE_WHY_SAME_CELL: misrouted: two addresses reach one cell */
	SR_ROUTE_WHY_SAME_CELL,
	/** @SR_ROUTE_WHY_PAST_CAPACITY: misrouted: the device ends before it */
	SR_ROUTE_WHY_PAST_CAPACITY,
	/** @SR_ROUTE_WHY_PERSISTENT: persistent: see SR_ROUTE_PERSISTENT */
	SR_ROUTE_WHY_PERSISTENT,
	/** @SR_ROUTE_WHY_UNREADABLE: unknown: registers on the way were not read */
	SR_ROUTE_WHY_UNREADABLE,
	/** @SR_ROUTE_WHY_TRANSLATED: unknown: the platform translates addresses */
	SR_ROUTE_WHY_TRANSLATED,
	/** @SR_ROUTE_WHY_NOT_BY_HDM: unknown: DVSEC ranges or CXL 1.1 decode it */
	SR_ROUTE_WHY_NOT_BY_HDM,
	/** @SR_ROUTE_WHY_CAPACITY_UNKNOWN: unknown: where the device ends is not */
	SR_ROUTE_WHY_CAPACITY_UNKNOWN,
	/** @SR_ROUTE_WHY_AMBIGUOUS: unknown: what the registers hold has no meaning */
	SR_ROUTE_WHY_AMBIGUOUS,
	/** @SR_ROUTE_WHYS: how many there are */
	SR_ROUTE_WHYS,
};

/** struct sr_route_piece - a piece of a window, and where it leads */
struct sr_route_piece {
	/** @at: in: where it is */
	struct sr_extent at;
	/** @part: in: struct sr_route_part's id of where it ends; or ~0 */
	u32 part;
	/** @route: in: where it leads */
	enum sr_route route;
	/** @why: in: why, if it is not routed */
	enum sr_route_why why;
};

/** enum sr_owner - who owns a Soft Reserved range once the plan is enacted */
enum sr_owner {
	/** @SR_OWNER_UNCHANGED: left as it is, because memory is in use */
	SR_OWNER_UNCHANGED,
	/** @SR_OWNER_CXL: the CXL driver, through its regions */
	SR_OWNER_CXL,
	/** @SR_OWNER_DAX: device-dax (an "hmem" platform device) */
	SR_OWNER_DAX,
};

/**
 * enum sr_reason - what the rule found for one range, by itself
 *
 * The reason is a matter of the range's own facts. A range may be "covered"
 * and still go to device-dax, because another range made Linux give up on CXL.
 */
enum sr_reason {
	/** @SR_REASON_OUTSIDE_WINDOWS: touches no CXL window */
	SR_REASON_OUTSIDE_WINDOWS,
	/** @SR_REASON_COVERED: every byte in a region that will deliver it */
	SR_REASON_COVERED,
	/** @SR_REASON_STRADDLES_WINDOW: partly in a window, partly outside all */
	SR_REASON_STRADDLES_WINDOW,
	/** @SR_REASON_STRADDLES_RAM: same, and all of the rest is System RAM */
	SR_REASON_STRADDLES_RAM,
	/** @SR_REASON_NO_REGION: no committed region touches it, nor any other */
	SR_REASON_NO_REGION,
	/** @SR_REASON_PARTLY_COVERED: committed regions cover only a part */
	SR_REASON_PARTLY_COVERED,
	/**
	 * @SR_REASON_NOT_DELIVERED: covered only by counting a region that is
	 * not committed, or is persistent, or has no driver to deliver it
	 */
	SR_REASON_NOT_DELIVERED,
	/** @SR_REASONS: how many there are */
	SR_REASONS,
};

/** enum sr_verdict - the machine's verdict */
enum sr_verdict {
	/** @SR_VERDICT_NONE: no Soft Reserved range touches a window */
	SR_VERDICT_NONE,
	/** @SR_VERDICT_CXL: CXL owns every range that touches a window */
	SR_VERDICT_CXL,
	/** @SR_VERDICT_GIVE_UP: give up on CXL for the whole machine */
	SR_VERDICT_GIVE_UP,
	/** @SR_VERDICT_GIVE_UP_RANGE: give up on the mismatched ranges only */
	SR_VERDICT_GIVE_UP_RANGE,
	/** @SR_VERDICT_BUSY: a mismatch, but its memory is in use: hands off */
	SR_VERDICT_BUSY,
	/** @SR_VERDICTS: how many there are */
	SR_VERDICTS,
};

/** enum sr_scope - how far a mismatch reaches */
enum sr_scope {
	/** @SR_SCOPE_SYSTEM: give up on CXL for the machine (the default) */
	SR_SCOPE_SYSTEM,
	/** @SR_SCOPE_RANGE: give up the mismatched ranges and their regions */
	SR_SCOPE_RANGE,
};

/** struct sr_ledger - where a range's bytes go; all figures in bytes */
struct sr_ledger {
	/** @offered: bytes that firmware offers (the range's size) */
	u64 offered;
	/** @cxl: bytes that CXL regions deliver */
	u64 cxl;
	/** @dax: bytes that device-dax delivers outside of CXL */
	u64 dax;
	/** @lost_alignment: bytes cut off because device-dax needs alignment */
	u64 lost_alignment;
	/**
	 * @withheld: bytes left out because they lead nowhere good, or to
	 * persistent capacity; they count as stranded too
	 */
	u64 withheld;
	/**
	 * @stranded: bytes that nobody can use; offered is always
	 * cxl + dax + lost_alignment + stranded
	 */
	u64 stranded;
	/**
	 * @not_decoded: bytes that decoders do not lead to a cell of their
	 * own, whoever owns them: unrouted, misrouted, or outside of the
	 * windows. This and all below are asides, not part of the sum, and 0
	 * for a range that touches no window: CXL has no say there. Valid if
	 * not_decoded_known.
	 */
	u64 not_decoded;
	/** @unrouted: bytes with SR_ROUTE_UNROUTED that are no System RAM */
	u64 unrouted;
	/** @misrouted: bytes with SR_ROUTE_MISROUTED */
	u64 misrouted;
	/** @persistent: bytes with SR_ROUTE_PERSISTENT */
	u64 persistent;
	/** @route_unknown: bytes of which it cannot be told where they lead */
	u64 route_unknown;
	/** @not_decoded_known: @route_unknown is 0 */
	bool not_decoded_known;
};

/** struct sr_range - a Soft Reserved range and its ruling */
struct sr_range {
	/** @at: in: where it is. Ranges must not overlap each other. */
	struct sr_extent at;
	/** @id: in: the caller's own number for it; carried, not used */
	u32 id;
	/**
	 * @in_iomem: in: the kernel keeps a "Soft Reserved" node for it in
	 * /proc/iomem (6.3 to 6.19), which blocks reuse where CXL owns
	 */
	bool in_iomem;
	/**
	 * @kept: in: CXL won this range earlier. It stays CXL's, whatever
	 * regions there are now: tearing one down to make another is the
	 * machine owner's right, not a mismatch. It counts as covered while
	 * CXL is active; without CXL nobody would serve it.
	 */
	bool kept;
	/** @owner: out: who owns it once the plan is enacted */
	enum sr_owner owner;
	/** @reason: out: what the rule found for this range by itself */
	enum sr_reason reason;
	/**
	 * @today: out: the same by the regions that there are now; differs
	 * from @reason only where it counts as covered because it is @kept
	 */
	enum sr_reason today;
	/** @mismatch: out: @reason is neither covered nor outside-windows */
	bool mismatch;
	/** @busy: out: it had to be given up but its memory is in use */
	bool busy;
	/**
	 * @served: out: it has its owner's dax devices already (or mainline's
	 * hmem device will come by itself), so that nothing need be made for
	 * it. Owned by CXL: no mainline hmem device has to make way.
	 */
	bool served;
	/** @ledger: out: where its bytes go once the plan is enacted */
	struct sr_ledger ledger;
};

/** struct sr_region - a CXL region as Linux assembled it */
struct sr_region {
	/** @at: in: the host physical addresses it decodes */
	struct sr_extent at;
	/** @id: in: the caller's own number for it; carried, not used */
	u32 id;
	/** @committed: in: its "commit" attribute is 1 */
	bool committed;
	/** @is_volatile: in: its "mode" is ram */
	bool is_volatile;
	/** @delivers: in: a driver is bound (or will be) that hands it out */
	bool delivers;
	/**
	 * @in_use: in: holds online System RAM, an enabled persistent
	 * namespace or mapped memory: must not be torn down
	 */
	bool in_use;
	/** @held: out: @in_use, or a dax device on this region is */
	bool held;
	/** @release: out: giving up means tearing this region down */
	bool release;
};

/** enum sr_dax_parent - what a dax device stands on */
enum sr_dax_parent {
	/** @SR_DAX_ON_REGION: a CXL region */
	SR_DAX_ON_REGION,
	/** @SR_DAX_ON_MAINLINE_HMEM: an hmem device made by dax_hmem */
	SR_DAX_ON_MAINLINE_HMEM,
	/** @SR_DAX_ON_OUR_HMEM: an hmem device made by softreserve */
	SR_DAX_ON_OUR_HMEM,
	/** @SR_DAX_ON_OTHER: anything else */
	SR_DAX_ON_OTHER,
};

/** struct sr_dax - a dax device that exists now */
struct sr_dax {
	/** @at: in: the host physical addresses it serves */
	struct sr_extent at;
	/** @id: in: the caller's own number for it; carried, not used */
	u32 id;
	/** @parent: in: what it stands on */
	enum sr_dax_parent parent;
	/** @in_use: in: online as System RAM, or open or mapped */
	bool in_use;
	/**
	 * @usable: in: it can serve its memory. False where a driver refused
	 * it (7.1+: "could not reserve region"), so that it serves nothing.
	 */
	bool usable;
	/**
	 * @astray: out: a mainline hmem device, not in use, that holds bytes
	 * which have to be withheld: it serves nothing, and has to make way
	 */
	bool astray;
	/** @release: out: it is astray, or holds what CXL owns */
	bool release;
};

/** struct sr_numa_node - memory of one NUMA node */
struct sr_numa_node {
	/** @at: in: where it is */
	struct sr_extent at;
	/** @id: in: the node, by any numbering: only differences count */
	u32 id;
};

/** struct sr_facts - everything the rule looks at */
struct sr_facts {
	/** @ranges: Soft Reserved ranges; overlap is malformed */
	struct sr_range *ranges;
	/** @windows: CXL windows (CFMWS); may touch or overlap each other */
	struct sr_extent *windows;
	/** @regions: CXL regions in any state; may overlap each other */
	struct sr_region *regions;
	/** @ram: System RAM by the firmware's word; may overlap each other */
	struct sr_extent *ram;
	/** @daxes: dax devices; may overlap each other */
	struct sr_dax *daxes;
	/** @routes: where the windows lead; overlap is malformed */
	struct sr_route_piece *routes;
	/**
	 * @nodes: of which NUMA node memory is, as firmware says; a device for
	 * each. Entries that touch and are of one node are merged.
	 */
	struct sr_numa_node *nodes;
	/** @n_ranges: entries in @ranges */
	size_t n_ranges;
	/** @n_windows: entries in @windows */
	size_t n_windows;
	/** @n_regions: entries in @regions */
	size_t n_regions;
	/** @n_ram: entries in @ram */
	size_t n_ram;
	/** @n_daxes: entries in @daxes */
	size_t n_daxes;
	/**
	 * @n_routes: entries in @routes; where a window leads is unknown if
	 * no piece says
	 */
	size_t n_routes;
	/** @n_nodes: entries in @nodes; fewer once they are merged */
	size_t n_nodes;
	/** @cxl_active: cxl_acpi is bound, so that giving up has work to do */
	bool cxl_active;
	/**
	 * @hmem_active: mainline's dax_hmem runs by its own rule, and gives an
	 * aligned range that touches no window its device without our help
	 */
	bool hmem_active;
};

/** struct sr_policy - what the owner of the machine chose */
struct sr_policy {
	/** @scope: how far a mismatch reaches */
	enum sr_scope scope;
	/** @hand_over_unrouted: else unrouted bytes are withheld */
	bool hand_over_unrouted;
	/** @hand_over_misrouted: else misrouted bytes are withheld */
	bool hand_over_misrouted;
	/** @align: what device-dax needs at both ends: bytes, a power of two */
	u64 align;
};

/** enum sr_array - which array of struct sr_facts; for error reports */
enum sr_array {
	/** @SR_ARRAY_NONE: none */
	SR_ARRAY_NONE,
	/** @SR_ARRAY_RANGES: ranges */
	SR_ARRAY_RANGES,
	/** @SR_ARRAY_WINDOWS: windows */
	SR_ARRAY_WINDOWS,
	/** @SR_ARRAY_REGIONS: regions */
	SR_ARRAY_REGIONS,
	/** @SR_ARRAY_RAM: ram */
	SR_ARRAY_RAM,
	/** @SR_ARRAY_DAXES: daxes */
	SR_ARRAY_DAXES,
	/** @SR_ARRAY_ROUTES: routes */
	SR_ARRAY_ROUTES,
	/** @SR_ARRAY_NODES: nodes */
	SR_ARRAY_NODES,
};

/** struct sr_outcome - the machine's verdict */
struct sr_outcome {
	/** @verdict: what it comes to */
	enum sr_verdict verdict;
	/**
	 * @scope: the scope in force: range with the verdict give-up-range,
	 * system with give-up, else as in the policy or narrowed
	 */
	enum sr_scope scope;
	/**
	 * @scope_narrowed: the policy said system, but a region that matches
	 * (or lies outside of all Soft Reserved memory) is in use and must not
	 * be torn down, so only what mismatches is given up; or some of what
	 * mismatches is in use, and only the rest of it is given up
	 */
	bool scope_narrowed;
	/**
	 * @narrowed_by: index in regions of the first such region; where there
	 * is none, of the first region that makes a range busy
	 */
	size_t narrowed_by;
	/** @n_mismatched: ranges with a mismatch */
	size_t n_mismatched;
	/** @first_mismatch: index in ranges of the first of them */
	size_t first_mismatch;
	/** @n_busy: ranges that had to be given up but are in use */
	size_t n_busy;
	/** @ledger: the sum over all ranges */
	struct sr_ledger ledger;
	/** @bad_array: on -EINVAL: which array is malformed */
	enum sr_array bad_array;
	/** @bad_index: on -EINVAL: index of the entry, after sorting */
	size_t bad_index;
};

/**
 * sr_rule_decide() - rule on every range and on the machine
 * @facts: the facts; arrays are sorted in place, rulings written into them
 * @policy: what the owner chose
 * @out: the machine's verdict
 *
 * Return: 0; -EINVAL if an entry is malformed (an end before its start, ranges
 * or routes that overlap, a policy alignment that is no power of two), with @out saying
 * which; -EOVERFLOW if the sizes add up past 2^64-1.
 */
int sr_rule_decide(struct sr_facts *facts, const struct sr_policy *policy,
		   struct sr_outcome *out);

/**
 * sr_ledger_now() - where a range's bytes are now, by the dax devices there are
 * @facts: facts that sr_rule_decide() has sorted
 * @policy: for the alignment
 * @each: one ledger per range, in the order of facts->ranges; may be NULL
 * @sum: the sum over all ranges
 *
 * A byte served by a usable dax device counts as cxl or dax by the device's
 * parent, and one in a region that will deliver it as cxl, unless a dax device
 * that stands on no region and serves nothing holds it (7.1+: while it does, the
 * region's own dax device is refused). Of the others,
 * those within one alignment unit of the range's ends that could never be
 * served by device-dax are lost to alignment (unless a committed volatile
 * region holds them); the rest is stranded.
 *
 * Return: 0, or -EOVERFLOW if the sizes add up past 2^64-1.
 */
int sr_ledger_now(const struct sr_facts *facts, const struct sr_policy *policy,
		  struct sr_ledger *each, struct sr_ledger *sum);

/** enum sr_step_kind - one thing to do; the order below is the plan's order */
enum sr_step_kind {
	/**
	 * @SR_STEP_UNPUBLISH: remove a range's stale node from iomem, because
	 * CXL owns the range. @subject: index in ranges.
	 */
	SR_STEP_UNPUBLISH,
	/**
	 * @SR_STEP_RELEASE_HMEM: unbind a mainline hmem device that holds
	 * memory which is CXL's, or has to be withheld. @subject: index in
	 * daxes.
	 */
	SR_STEP_RELEASE_HMEM,
	/**
	 * @SR_STEP_ATTACH_REGION: let the dax region of a CXL region probe.
	 * @subject: index in regions.
	 */
	SR_STEP_ATTACH_REGION,
	/** @SR_STEP_SAVE_DECODERS: read all committed decoders' registers */
	SR_STEP_SAVE_DECODERS,
	/** @SR_STEP_OVERRIDE_ROOT: keep cxl_acpi from binding ACPI0017 again */
	SR_STEP_OVERRIDE_ROOT,
	/** @SR_STEP_RELEASE_ROOT: release ACPI0017 from cxl_acpi */
	SR_STEP_RELEASE_ROOT,
	/**
	 * @SR_STEP_RELEASE_REGION: tear one region down (scope=range).
	 * @subject: index in regions.
	 */
	SR_STEP_RELEASE_REGION,
	/** @SR_STEP_RESTORE_DECODERS: write back what changed, and verify */
	SR_STEP_RESTORE_DECODERS,
	/**
	 * @SR_STEP_ADD_HMEM: make an hmem device for @at, or re-attach
	 * mainline's if there is one. @subject: index in ranges.
	 */
	SR_STEP_ADD_HMEM,
	/**
	 * @SR_STEP_VERIFY_DAX: see that @at has its dax device.
	 * @subject: index in ranges.
	 */
	SR_STEP_VERIFY_DAX,
	/** @SR_STEP_KINDS: how many there are */
	SR_STEP_KINDS,
};

/** struct sr_step - one step of the plan */
struct sr_step {
	/** @kind: what to do */
	enum sr_step_kind kind;
	/** @subject: to what; an index, see enum sr_step_kind */
	size_t subject;
	/** @at: the addresses it concerns; 0..U64_MAX for the whole machine */
	struct sr_extent at;
};

/**
 * sr_plan_make() - the ordered steps that make the ruling true
 * @facts: facts that sr_rule_decide() has decided
 * @policy: the same policy
 * @out: its outcome
 * @steps: caller's array, or NULL to count only
 * @max_steps: entries in @steps
 * @n_steps: how many steps the plan has, also on -ENOSPC
 *
 * The plan is empty where everything is as it should be. With scope=range the
 * windows stay published, so a range that crosses a window's edge gets one
 * device per piece. Bytes that lead nowhere good are never in one device with
 * others: they have none, or, if policy hands them over, their own. So does the
 * memory of each NUMA node: a device has one node only.
 *
 * Return: 0; -ENOSPC if @steps is too small (nothing useful is written then).
 */
int sr_plan_make(const struct sr_facts *facts, const struct sr_policy *policy,
		 const struct sr_outcome *out, struct sr_step *steps,
		 size_t max_steps, size_t *n_steps);

/** sr_reason_tag() - the stable tag of a reason ("partly-covered") */
const char *sr_reason_tag(enum sr_reason reason);
/** sr_reason_text() - the same in plain words, a clause without a full stop */
const char *sr_reason_text(enum sr_reason reason);
/**
 * sr_range_text() - why a range is ruled as it is, in plain words
 * @range: ruled on
 *
 * The text of its reason; where that is "covered" only because CXL won the
 * range earlier, what is so now.
 *
 * Return: a clause without a full stop.
 */
const char *sr_range_text(const struct sr_range *range);
/** sr_route_tag() - "routed", "unrouted", "misrouted", "persistent", "unknown" */
const char *sr_route_tag(enum sr_route route);
/** sr_route_why_text() - why, in plain words, a clause without a full stop */
const char *sr_route_why_text(enum sr_route_why why);
/** sr_owner_tag() - "unchanged", "cxl" or "dax" */
const char *sr_owner_tag(enum sr_owner owner);
/** sr_verdict_tag() - "none", "cxl", "give-up", "give-up-range" or "busy" */
const char *sr_verdict_tag(enum sr_verdict verdict);
/** sr_verdict_text() - the same in plain words, a clause without a full stop */
const char *sr_verdict_text(enum sr_verdict verdict);
/** sr_scope_tag() - "system" or "range" */
const char *sr_scope_tag(enum sr_scope scope);
/** sr_step_tag() - "save-decoders" and so on */
const char *sr_step_tag(enum sr_step_kind kind);

#endif /* SR_RULE_H */
