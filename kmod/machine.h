/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: the module's parts and what they share.
 *
 * The conductor (core/conductor.h) decides what is done next; a worker carries
 * it out (settle.c). What one look at the machine saw is a struct sr_round; what
 * outlives a look is struct sr_machine. Only the worker writes to either, but
 * for what is said to be otherwise.
 */
#ifndef SR_MACHINE_H
#define SR_MACHINE_H

#include <linux/completion.h>
#include <linux/device.h>
#include <linux/kobject.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/platform_device.h>
#include <linux/range.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include "conductor.h"
#include "hdm.h"
#include "list.h"
#include "pin.h"
#include "rule.h"

/** struct sr_range_info - the kernel's side of struct sr_range, by its id */
struct sr_range_info {
	/** @device: names of what serves it, for people; may be empty */
	char device[64];
};

/** struct sr_dax_info - the kernel's side of struct sr_dax, by its id */
struct sr_dax_info {
	/** @host: what the dax device stands on; a reference is held */
	struct device *host;
	/** @name: the dax device's name */
	char name[16];
};

/** struct sr_settled - what was enacted for a range, remembered */
struct sr_settled {
	/** @at: the range */
	struct sr_extent at;
	/** @owner: who got it */
	enum sr_owner owner;
	/** @reason: why, by the facts of then */
	enum sr_reason reason;
	/** @enacted: in mode enact; a module that comes later has to know */
	bool enacted;
};

/** struct sr_round - what one round of the loop saw, ruled and planned */
struct sr_round {
	/** @facts: what core rules on; arrays owned by the round */
	struct sr_facts facts;
	/** @policy: as it was when the round began */
	struct sr_policy policy;
	/** @outcome: the machine's verdict */
	struct sr_outcome outcome;
	/** @ranges: backs facts.ranges */
	struct sr_list ranges;
	/** @range_infos: struct sr_range_info by range id */
	struct sr_list range_infos;
	/** @windows: backs facts.windows */
	struct sr_list windows;
	/** @regions: backs facts.regions */
	struct sr_list regions;
	/** @region_devices: struct device pointers by region id, referenced */
	struct sr_list region_devices;
	/** @ram: backs facts.ram */
	struct sr_list ram;
	/** @daxes: backs facts.daxes */
	struct sr_list daxes;
	/** @dax_infos: struct sr_dax_info by dax id */
	struct sr_list dax_infos;
	/** @route_windows: struct sr_route_window list: the same windows */
	struct sr_list route_windows;
	/** @nodes: backs facts.nodes */
	struct sr_list nodes;
	/** @misrouted: struct sr_extent list: backs look.misrouted */
	struct sr_list misrouted;
	/** @hdm: all HDM decoders as they were when observed */
	struct sr_hdm hdm;
	/** @look: what the conductor asks for */
	struct sr_look look;
	/** @proofs: backs look.proofs, by region id */
	struct sr_region_proof *proofs;
	/** @steps: the plan, for the report */
	struct sr_step *steps;
	/** @n_steps: how long it is */
	size_t n_steps;
	/** @given_up: ACPI0017 is kept released by us, from an earlier round */
	bool given_up;
	/** @enacted: the ruling is in force */
	bool enacted;
	/** @ledger_now: where the bytes are, as observed, summed */
	struct sr_ledger ledger_now;
	/** @ledgers_now: the same per range */
	struct sr_ledger *ledgers_now;
};

/** enum sr_state - how far settling has come */
enum sr_state {
	/** @SR_PENDING: no ruling yet, or news since the last one */
	SR_PENDING,
	/** @SR_SETTLING: a round is under way */
	SR_SETTLING,
	/** @SR_SETTLED: the ruling is in force (or only reported: mode) */
	SR_SETTLED,
	/** @SR_FAILED: a step failed; what was done is undone */
	SR_FAILED,
};

/** enum sr_mode - what the module may do */
enum sr_mode {
	/** @SR_MODE_ENACT: rule and enact */
	SR_MODE_ENACT,
	/** @SR_MODE_OBSERVE: rule and report only */
	SR_MODE_OBSERVE,
};

/** struct sr_view - the last ruling, as shown in sysfs; see sysfs.c */
struct sr_view {
	/** @lock: guards everything below; never held while sleeping long */
	struct mutex lock;
	/** @state: how far settling has come */
	enum sr_state state;
	/** @verdict: tag of the verdict in force */
	const char *verdict;
	/** @owner: "cxl", "dax", "split" or "none" */
	const char *owner;
	/** @scope: the scope in force */
	enum sr_scope scope;
	/** @ledger: summed over all ranges */
	struct sr_ledger ledger;
	/** @ranges: the ranges/ directory */
	struct kobject *ranges;
	/** @range_kobjects: struct kobject pointers, one per range */
	struct sr_list range_kobjects;
};

/** struct sr_machine - all that outlives a round */
struct sr_machine {
	/** @conductor: decides what is done next */
	struct sr_conductor conductor;
	/** @room: its arrays */
	struct sr_room room;
	/** @base: the base look; NULL before the first */
	struct sr_round *base;
	/** @saved: decoders as first seen, of the components there are now */
	struct sr_hdm saved;
	/** @mode: what the module may do; anybody writes it, with WRITE_ONCE() */
	enum sr_mode mode;
	/** @told_mode: what the conductor was told of it */
	enum sr_mode told_mode;
	/** @scope: how far a mismatch reaches, by the owner's choice; as @mode */
	enum sr_scope scope;
	/** @hand_over_unrouted: hand over what no decoder routes, too */
	bool hand_over_unrouted;
	/** @hand_over_misrouted: hand over what leads to nothing good, too */
	bool hand_over_misrouted;
	/** @settle_timeout: seconds to wait for CXL to finish probing */
	unsigned int settle_timeout;
	/** @settled: struct sr_settled list: what is in force */
	struct sr_list settled;
	/** @view: what sysfs shows */
	struct sr_view view;
	/** @kobj: /sys/kernel/softreserve */
	struct kobject *kobj;
	/** @workqueue: for @work */
	struct workqueue_struct *workqueue;
	/** @work: the worker */
	struct delayed_work work;
	/** @part_pin: pins the module while a part does not end */
	struct sr_pin part_pin;
	/** @first: completed after the first report */
	struct completion first;
	/** @stopped: completed once the conductor has stopped */
	struct completion stopped;
	/** @failed: the last enactment failed, and was not tried again */
	bool failed;
	/** @said: what the last report said; the same is not said twice */
	struct sr_ledger said;
	/** @said_verdict: the same */
	const char *said_verdict;
	/** @said_why: the same */
	enum sr_why said_why;
};

/* observe.c */
int sr_round_observe(struct sr_machine *m, struct sr_round **out);
int sr_round_sum(struct sr_machine *m, struct sr_round *r);
struct sr_policy sr_policy_of(const struct sr_machine *m);

/* round.c */
void sr_round_free(struct sr_round *r);
struct sr_range_info *sr_round_range_info(struct sr_round *r,
					  const struct sr_range *range);
struct device *sr_round_region_device(struct sr_round *r,
				      const struct sr_region *region);
struct sr_dax_info *sr_round_dax_info(struct sr_round *r,
				      const struct sr_dax *dax);

/* ranges.c, windows.c, regions.c, daxes.c, in_use.c: one kind of fact each */
int sr_observe_ranges(const struct sr_machine *m, struct sr_round *r);
int sr_observe_windows(struct sr_round *r);
int sr_observe_regions(struct sr_round *r);
int sr_observe_daxes(struct sr_round *r);
bool sr_memory_in_use(const struct sr_extent *at, struct device *dax_region);
int sr_memory_unbind(const struct sr_extent *at, struct device *host);
int sr_region_delete(struct platform_device *root, struct device *dev);
bool sr_region_may_go_first(const struct sr_region *region);
int sr_regions_delete(struct platform_device *root);
int sr_region_extent(struct device *dev, struct sr_extent *at);
void sr_region_dying(struct device *dev, bool gone);
void sr_regions_stop(void);

/* numa_nodes.c */
int sr_observe_nodes(struct sr_round *r);
int sr_round_node(const struct sr_round *r, u64 start);

/* attribute.c */
int sr_attribute_read(struct device *dev, const char *name, char *page);
int sr_attribute_read_u64(struct device *dev, const char *name, u64 *value);
int sr_attribute_write(struct device *dev, const char *name,
		       const char *value);

/* cxl_root.c: ACPI0017, the device that cxl_acpi binds */
struct platform_device *sr_cxl_root_get(void);
bool sr_cxl_root_is(struct device *dev);
bool sr_cxl_root_is_bound(struct platform_device *root);
bool sr_cxl_root_is_overridden(struct platform_device *root);
bool sr_cxl_root_is_foreign(struct platform_device *root);
int sr_cxl_root_override(struct platform_device *root, bool was_bound);
int sr_cxl_root_clear_override(struct platform_device *root);
int sr_cxl_root_release(struct platform_device *root);
int sr_cxl_root_drain(void);
int sr_cxl_root_attach(struct platform_device *root);
void sr_cxl_hold_awake(bool hold);

/* hmem.c */
int sr_hmem_add(const struct sr_extent *at, int target_node);
int sr_hmem_remove(struct platform_device *pdev);
int sr_hmem_hold(struct platform_device *pdev);
bool sr_hmem_is_held(struct platform_device *pdev);
int sr_hmem_take(struct platform_device *pdev);
int sr_hmem_let_go(struct platform_device *pdev);
bool sr_hmem_is_ours(struct platform_device *pdev);
bool sr_is_hmem(struct device *dev);
struct platform_device *sr_hmem_find(const struct sr_extent *at);
struct platform_device *sr_hmem_find_ours(const struct sr_extent *at);
int sr_hmem_hold_others(const struct sr_extent *at);
int sr_hmem_return_others(const struct sr_extent *at);
struct device *sr_find_dax_child(struct device *host);
struct device *sr_region_dax_region(struct device *region);
int sr_hmem_extent(struct platform_device *pdev, struct sr_extent *at);

/* iomem_node.c */
int sr_iomem_unpublish(const struct sr_extent *at, struct device *region);
int sr_iomem_republish(const struct sr_extent *at);
bool sr_iomem_has_soft_reserved(const struct sr_extent *at);

/* kept_mark.c */
bool sr_mark_is_set(const char *name, const char *text);
int sr_mark_set(const char *name, const char *text);
void sr_mark_clear(const char *name, const char *text);
bool sr_kept_is_marked(const struct sr_extent *at);
int sr_kept_walk(int (*func)(const struct sr_extent *at, void *arg), void *arg);
void sr_kept_mark(const struct sr_extent *at, bool kept);

/* enact.c */
int sr_enact(struct sr_machine *m, const struct sr_act *act);

/* settled.c */
void sr_settled_mark_kept(const struct sr_machine *m, struct sr_round *r);
void sr_settled_recall(const struct sr_machine *m, struct sr_round *r);
void sr_settled_remember(struct sr_machine *m, const struct sr_round *r);
void sr_settled_forget(struct sr_machine *m);

/* settle.c */
int sr_settle_init(struct sr_machine *m);
int sr_settle_start(struct sr_machine *m);
void sr_settle_wake(struct sr_machine *m);
void sr_settle_stop(struct sr_machine *m);

/* report.c */
void sr_report_round(struct sr_machine *m, struct sr_round *r);
const char *sr_size_text(u64 bytes, char *buf, size_t size);

/* view.c */
void sr_view_set_state(struct sr_view *v, enum sr_state state);
void sr_view_publish(struct sr_machine *m, struct sr_round *r,
		     const char *verdict, const struct sr_ledger *ledger);

/* sysfs.c, sysfs_ranges.c */
int sr_sysfs_add(struct sr_machine *m);
void sr_sysfs_stop(struct sr_machine *m);
void sr_sysfs_del(struct sr_machine *m);
int sr_sysfs_ranges_show(struct sr_view *v, struct sr_round *r);
void sr_sysfs_ranges_end(struct sr_view *v);

/* mode.c */
int sr_scope_parse(const char *word, enum sr_scope *scope);
int sr_mode_parse(const char *word, enum sr_mode *mode);
const char *sr_mode_tag(enum sr_mode mode);

#ifdef SR_TEST
/** sr_test_slow_probe - seconds that each memory device's probe takes more */
extern unsigned int sr_test_slow_probe;
#endif

#endif /* SR_MACHINE_H */
