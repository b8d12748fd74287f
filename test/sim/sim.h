/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: a machine, simulated: devices with decoders, what Linux makes of them,
 * who uses the memory, and what goes wrong. The conductor drives it as the
 * module drives a real one; checks watch every deed.
 *
 * The address space is SIM_UNITS units of 2 MiB, so that a truth about memory
 * is a truth about each unit.
 */
#ifndef TEST_SIM_H
#define TEST_SIM_H

#include "conductor.h"

/** SIM_UNITS - units of the address space */
#define SIM_UNITS 24
/** SIM_DEVICES - devices at most; a region has its device's number */
#define SIM_DEVICES 4
/** SIM_COMPONENTS - devices and the host bridge, which is the last */
#define SIM_COMPONENTS (SIM_DEVICES + 1)
/** SIM_BRIDGE - number of the host bridge among components */
#define SIM_BRIDGE SIM_DEVICES
/** SIM_RANGES - Soft Reserved ranges at most */
#define SIM_RANGES 4
/** SIM_HMEMS - hmem devices at most */
#define SIM_HMEMS 24
/** SIM_WORLD - things that happen to a machine, at most */
#define SIM_WORLD 10
/** SIM_ROOM - entries in the conductor's arrays */
#define SIM_ROOM 128

/** enum sim_class - what a device is */
enum sim_class {
	/** @SIM_EXPANDER: volatile memory */
	SIM_EXPANDER,
	/** @SIM_PERSISTENT: persistent memory */
	SIM_PERSISTENT,
	/** @SIM_ACCELERATOR: its driver maps the region, and tells nobody */
	SIM_ACCELERATOR,
	/** @SIM_DVSEC: decodes by DVSEC ranges */
	SIM_DVSEC,
};

/** struct sim_span - first and last unit */
struct sim_span {
	/** @first: first unit */
	int first;
	/** @last: last unit, or below @first for none */
	int last;
};

/** struct sim_device - a device and the region that Linux makes of it */
struct sim_device {
	/** @at: what firmware's decoder maps */
	struct sim_span at;
	/** @class: what it is */
	enum sim_class class;
	/** @serial: which one it is; another after a replug */
	u32 serial;
	/** @present: it is plugged in */
	bool present;
	/** @refused: its driver does not take it */
	bool refused;
	/** @fails: its region does not assemble */
	bool fails;
	/** @silent: Linux makes no region at all */
	bool silent;
	/** @can_go: this kernel can delete its region */
	bool can_go;
	/** @unreadable: its registers do not answer */
	bool unreadable;
	/** @misrouted: two addresses reach the same cell */
	bool misrouted;
	/** @probe_time: how long a probe takes; SR_NEVER: it hangs */
	u64 probe_time;
	/** @probed_at: when the probe under way ends; 0: none is */
	u64 probed_at;
	/** @bound: its driver has it */
	bool bound;
	/** @exists: the region does */
	bool exists;
	/** @committed: the region is */
	bool committed;
	/** @dax_bound: its dax region has a driver */
	bool dax_bound;
	/** @taken_away: we unbound it, and did not bind it again */
	bool taken_away;
	/** @held: we hold its addresses */
	bool held;
	/** @in_use: online, open or mapped */
	bool in_use;
};

/** struct sim_hmem - an hmem device */
struct sim_hmem {
	/** @at: its memory */
	struct sim_span at;
	/** @exists: it does */
	bool exists;
	/** @ours: softreserve made it */
	bool ours;
	/** @held: kept unbound by us */
	bool held;
	/** @bound: it has its dax device */
	bool bound;
	/** @in_use: that is online or open */
	bool in_use;
};

/** enum sim_bar - driver_override of ACPI0017 */
enum sim_bar {
	/** @SIM_BAR_NONE: none */
	SIM_BAR_NONE,
	/** @SIM_BAR_OURS: ours */
	SIM_BAR_OURS,
	/** @SIM_BAR_FOREIGN: somebody else's */
	SIM_BAR_FOREIGN,
};

/** enum sim_happening - what may happen to a machine */
enum sim_happening {
	/** @SIM_NEWS: news of no consequence */
	SIM_NEWS,
	/** @SIM_STORM: news, again and again */
	SIM_STORM,
	/** @SIM_USE: somebody comes to use memory that can be used */
	SIM_USE,
	/** @SIM_UNUSE: everybody stops using memory */
	SIM_UNUSE,
	/** @SIM_RESCAN: drivers bind whatever has none */
	SIM_RESCAN,
	/** @SIM_UNPLUG: a device that is not in use goes */
	SIM_UNPLUG,
	/** @SIM_REPLUG: another device comes in its place */
	SIM_REPLUG,
	/** @SIM_SETTLE: an order */
	SIM_SETTLE,
	/** @SIM_OWNER_CXL: an order */
	SIM_OWNER_CXL,
	/** @SIM_OWNER_AUTO: an order */
	SIM_OWNER_AUTO,
	/** @SIM_OBSERVE: the brake */
	SIM_OBSERVE,
	/** @SIM_ENACT: the brake let go */
	SIM_ENACT,
	/** @SIM_POLICY: another scope */
	SIM_POLICY,
	/** @SIM_STOP: the module is unloaded */
	SIM_STOP,
	/** @SIM_FOREIGN: somebody overrides ACPI0017 */
	SIM_FOREIGN,
	/** @SIM_UNLOAD_CXL: somebody unloads cxl_acpi */
	SIM_UNLOAD_CXL,
	/** @SIM_HMEM_AGAIN: dax_hmem is loaded again */
	SIM_HMEM_AGAIN,
	/** @SIM_HAPPENINGS: how many there are */
	SIM_HAPPENINGS,
};

/** struct sim_event - when what happens */
struct sim_event {
	/** @what: what */
	enum sim_happening what;
	/** @at: at this time, where @on is SR_PART_WAIT */
	u64 at;
	/** @on: just before this part is carried out */
	enum sr_part on;
	/** @due: it has not happened yet */
	bool due;
};

/** struct sim_copy - what is saved of a component */
struct sim_copy {
	/** @serial: of whom */
	u32 serial;
	/** @saved: it is */
	bool saved;
	/** @routes: its decoders were committed */
	bool routes;
};

/** enum sim_break - how a part is made to fail */
enum sim_break {
	/** @SIM_BREAK_NOT: it is not */
	SIM_BREAK_NOT,
	/** @SIM_BREAK_BEFORE: nothing is done */
	SIM_BREAK_BEFORE,
	/** @SIM_BREAK_AFTER: all of it is done, or half of it */
	SIM_BREAK_AFTER,
};

/** struct sim_snap - one look, with its arrays */
struct sim_snap {
	struct sr_facts facts;
	struct sr_look look;
	struct sr_range ranges[SIM_RANGES];
	struct sr_extent windows[2];
	struct sr_region regions[SIM_DEVICES];
	struct sr_region_proof proofs[SIM_DEVICES];
	struct sr_dax daxes[SIM_DEVICES + SIM_HMEMS];
	struct sr_route_piece routes[SIM_DEVICES];
	struct sr_extent misrouted[SIM_DEVICES];
	/* by region or dax id: number of the device or hmem device */
	int region_of[SIM_DEVICES];
	int dax_of[SIM_DEVICES + SIM_HMEMS];
};

/** struct sim - a machine and the conductor that drives it */
struct sim {
	/** @dice: where chance comes from */
	u64 dice;
	/** @now: ms */
	u64 now;

	/* hardware and firmware */
	struct sim_device devices[SIM_DEVICES];
	int n_devices;
	struct sim_span ranges[SIM_RANGES];
	int n_ranges;
	struct sim_span windows[2];
	int n_windows;
	bool routes[SIM_COMPONENTS];
	bool can_flush;
	bool has_root;
	bool undrained;

	/* Linux */
	bool root_bound;
	enum sim_bar bar;
	u64 cxl_at;
	bool cxl_loaded;
	u64 hmem_at;
	bool hmem_loaded;
	bool fallback;
	bool gated;
	bool auto_online;
	bool unpublished[SIM_RANGES];
	struct sim_hmem hmems[SIM_HMEMS];
	u32 next_serial;

	/* what happens, and what fails */
	struct sim_event world[SIM_WORLD];
	int n_world;
	u64 storm_until;
	u64 storm_at;
	unsigned int breaks;
	enum sr_part sticky;
	bool is_sticky;

	/* the module's side */
	struct sr_conductor conductor;
	struct sr_settings settings;
	struct sr_step steps[SIM_ROOM];
	struct sr_begun journal[SIM_ROOM];
	size_t room;
	struct sim_snap snaps[2];
	int base;
	struct sim_snap again;
	struct sim_copy copies[SIM_COMPONENTS];
	u32 seen[SIM_COMPONENTS];
	u64 probes_id;
	u64 probes_done;
	bool news;
	bool hmem_news;

	/* what the checks know */
	bool told_stop;
	bool reloaded;
	bool told_observe;
	bool misrouted_too;
	bool news_since_base;
	bool news_since_look;
	bool order_since_look;
	u64 first_unseen;
	bool begun;
	bool was_reset;
	bool reset_now;
	bool excused;
	bool disturbed;
	bool broke;
	bool looked;
	bool ruled_on_time;
	bool second_look;
	bool confirmed;
	bool back_due;
	u64 late_news_at;
	u64 fingerprint;
	enum sr_why reported;
	bool has_reported;
	u64 acts;
	u64 inputs;
	const char *wrong;
	bool trace;
};

/* dice.h of test/core is for platforms; this is for chance alone */
unsigned int sim_throw(struct sim *s, unsigned int sides);
bool sim_one_in(struct sim *s, unsigned int sides);

/* sim_machine.c */
void sim_machine_make(struct sim *s, u64 seed);
struct sr_extent sim_extent(const struct sim_span *at);
struct sim_span sim_span(const struct sr_extent *at);
bool sim_meet(const struct sim_span *a, const struct sim_span *b);
bool sim_in_window(const struct sim *s, const struct sim_span *at);
u64 sim_fingerprint(const struct sim *s);
bool sim_is_misrouted(const struct sim *s, const struct sim_span *at);

/* sim_linux.c */
void sim_linux_tick(struct sim *s);
u64 sim_linux_wake(const struct sim *s);
void sim_root_attach(struct sim *s);
void sim_root_release(struct sim *s);
void sim_region_delete(struct sim *s, int i);
void sim_hmem_bind(struct sim *s, struct sim_hmem *hmem);
struct sim_hmem *sim_hmem_make(struct sim *s, const struct sim_span *at,
			       bool ours);
void sim_dax_hmem_load(struct sim *s);
u32 sim_awaits(const struct sim *s);
bool sim_is_probing(const struct sim *s);
void sim_news(struct sim *s);

/* sim_look.c */
struct sr_look *sim_look(struct sim *s, struct sim_snap *snap);

/* sim_carry.c */
void sim_carry_out(struct sim *s, const struct sr_act *act,
		   struct sr_result *result);

/* sim_world.c */
void sim_world_make(struct sim *s);
void sim_world_tick(struct sim *s);
void sim_world_on(struct sim *s, enum sr_part part);
u64 sim_world_wake(const struct sim *s);

/* sim_check.c */
void sim_wrong(struct sim *s, const char *what);
void sim_check_act(struct sim *s, const struct sr_act *act);
void sim_check_again(struct sim *s);
void sim_check_let_go(struct sim *s, const struct sr_act *act,
			const struct sim_hmem *hmem);
void sim_check_loss(struct sim *s, int device);
void sim_check_rest(struct sim *s, const struct sr_act *wait);
void sim_check_stopped(struct sim *s);
void sim_check_end(struct sim *s);

/* sim.c */
void sim_event(struct sim *s, struct sr_event event);
void sim_say(const struct sim *s, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif /* TEST_SIM_H */
