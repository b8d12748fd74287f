/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: the conductor: what may be done next.
 *
 * A state machine that is told events and results, each with the time, and that
 * answers with acts. An act is one part of the work: small, carried out by the
 * caller, and answered with a result. The conductor rules on each look with
 * sr_rule_decide(), demands the proof before it acts, and knows how to undo
 * what was done. The caller decides nothing:
 *
 *	for (;;) {
 *		tell it the news there is	sr_conductor_event()
 *		sr_conductor_next(c, now, &act)
 *		if (act.part == SR_PART_STOPPED)
 *			return
 *		if (act.part == SR_PART_WAIT)
 *			sleep until act.until or an event
 *		else
 *			sr_conductor_result(c, now, carry_out(&act))
 *	}
 *
 * At most one act is outstanding. Results that come late, twice or for an
 * unknown id change nothing. Nothing here may be called from two contexts at
 * once: a notifier sets a bit of its own, and the loop tells it.
 *
 * Nothing here allocates, does I/O, locks, prints or looks at a clock. Times
 * are milliseconds of a clock that does not go back.
 */
#ifndef SR_CONDUCTOR_H
#define SR_CONDUCTOR_H

#include "look.h"
#include "part.h"

/** enum sr_event_kind - what the conductor is told */
enum sr_event_kind {
	/** @SR_EVENT_TICK: time has passed; nothing else */
	SR_EVENT_TICK,
	/**
	 * @SR_EVENT_NEWS: something that a look could see has changed: a
	 * region, memory device, function or hmem device was added, removed or
	 * bound; a driver was registered. An unbinding is no news.
	 */
	SR_EVENT_NEWS,
	/** @SR_EVENT_HMEM_ADDED: mainline has added an hmem device; is news */
	SR_EVENT_HMEM_ADDED,
	/** @SR_EVENT_PROBED: the wait of the act @id has ended */
	SR_EVENT_PROBED,
	/** @SR_EVENT_SETTLE: the owner orders a ruling, now */
	SR_EVENT_SETTLE,
	/** @SR_EVENT_OWNER_CXL: the owner hands all ranges back to CXL */
	SR_EVENT_OWNER_CXL,
	/** @SR_EVENT_OWNER_AUTO: the owner lets the rule decide again */
	SR_EVENT_OWNER_AUTO,
	/** @SR_EVENT_MODE: @enact says whether anything may be changed */
	SR_EVENT_MODE,
	/** @SR_EVENT_POLICY: @policy and @misrouted_too are in force */
	SR_EVENT_POLICY,
	/** @SR_EVENT_STOP: let all go; next is SR_PART_STOPPED in the end */
	SR_EVENT_STOP,
};

/** struct sr_event - an event */
struct sr_event {
	/** @kind: which */
	enum sr_event_kind kind;
	/** @id: SR_EVENT_PROBED: of the act that began the wait */
	u64 id;
	/** @enact: SR_EVENT_MODE: false is the brake (mode=observe) */
	bool enact;
	/** @misrouted_too: SR_EVENT_POLICY: misrouted=hand-over */
	bool misrouted_too;
	/** @policy: SR_EVENT_POLICY */
	struct sr_policy policy;
};

/** enum sr_conduct - how far settling has come */
enum sr_conduct {
	/** @SR_CONDUCT_PENDING: no ruling yet, or news since the last one */
	SR_CONDUCT_PENDING,
	/** @SR_CONDUCT_SETTLING: acts are under way */
	SR_CONDUCT_SETTLING,
	/** @SR_CONDUCT_SETTLED: the ruling is in force, or only reported */
	SR_CONDUCT_SETTLED,
	/** @SR_CONDUCT_FAILED: a part failed; see @why */
	SR_CONDUCT_FAILED,
	/** @SR_CONDUCT_STOPPED: nothing is done any more */
	SR_CONDUCT_STOPPED,
};

/** enum sr_way - in which way the ruling is made true */
enum sr_way {
	/** @SR_WAY_NONE: nothing has to be given up */
	SR_WAY_NONE,
	/** @SR_WAY_DOOR: CXL was barred before it bound */
	SR_WAY_DOOR,
	/** @SR_WAY_LIVE: CXL was given up, proved */
	SR_WAY_LIVE,
	/** @SR_WAY_NEXT_BOOT: cannot be proved safe now; the door would do */
	SR_WAY_NEXT_BOOT,
	/** @SR_WAY_REFUSED: the door would refuse too */
	SR_WAY_REFUSED,
	/** @SR_WAYS: how many there are */
	SR_WAYS,
};

/** enum sr_why - why not more was done */
enum sr_why {
	/** @SR_WHY_NOTHING: all that the ruling says is done */
	SR_WHY_NOTHING,
	/** @SR_WHY_PROVISIONAL: probing is not complete: only reported */
	SR_WHY_PROVISIONAL,
	/** @SR_WHY_OBSERVE: mode=observe */
	SR_WHY_OBSERVE,
	/** @SR_WHY_HANDED_BACK: the owner gave the ranges to CXL */
	SR_WHY_HANDED_BACK,
	/** @SR_WHY_ROOT_LEFT: somebody else released cxl_acpi */
	SR_WHY_ROOT_LEFT,
	/** @SR_WHY_FOREIGN_BAR: somebody else has overridden ACPI0017 */
	SR_WHY_FOREIGN_BAR,
	/** @SR_WHY_USER: the user of region @subject is not known to be idle */
	SR_WHY_USER,
	/** @SR_WHY_IN_USE: the memory of region @subject is in use */
	SR_WHY_IN_USE,
	/** @SR_WHY_PERSISTENT: region @subject is persistent */
	SR_WHY_PERSISTENT,
	/** @SR_WHY_ROUTE: region @subject is not routed by saved registers */
	SR_WHY_ROUTE,
	/** @SR_WHY_COMMITTED: scope=range, and region @subject is committed */
	SR_WHY_COMMITTED,
	/** @SR_WHY_KERNEL: this kernel cannot safely delete region @subject */
	SR_WHY_KERNEL,
	/** @SR_WHY_FLUSH: the CPU's caches cannot be flushed */
	SR_WHY_FLUSH,
	/** @SR_WHY_UNSAVED: decoders could not be saved */
	SR_WHY_UNSAVED,
	/** @SR_WHY_CHANGED: the second look differed, or there was news */
	SR_WHY_CHANGED,
	/** @SR_WHY_FAILED: @part failed with @error; what was done is undone */
	SR_WHY_FAILED,
	/** @SR_WHY_FAILED_BEFORE: as before, and nothing has changed since */
	SR_WHY_FAILED_BEFORE,
	/** @SR_WHY_NOT_UNDONE: as failed, and @part could not be undone */
	SR_WHY_NOT_UNDONE,
	/** @SR_WHY_CANNOT_LOOK: a look failed with @error; it is tried again */
	SR_WHY_CANNOT_LOOK,
	/** @SR_WHY_MALFORMED: the rule refused the facts: @error */
	SR_WHY_MALFORMED,
	/** @SR_WHY_NO_MEMORY: there was no room for the plan */
	SR_WHY_NO_MEMORY,
	/** @SR_WHY_NO_ROOT: handing back needs an ACPI0017 */
	SR_WHY_NO_ROOT,
	/** @SR_WHY_DAX_IN_USE: a dax device in the way of handing back is */
	SR_WHY_DAX_IN_USE,
	/** @SR_WHY_STOPPING: a stop was told; what was done is undone */
	SR_WHY_STOPPING,
	/** @SR_WHYS: how many there are */
	SR_WHYS,
};

/** enum sr_gate - which hmem devices are held as they are added */
enum sr_gate {
	/** @SR_GATE_OPEN: none */
	SR_GATE_OPEN,
	/** @SR_GATE_KEEP: those that standing->keep names */
	SR_GATE_KEEP,
	/** @SR_GATE_SHUT: each that touches a window */
	SR_GATE_SHUT,
};

/** struct sr_standing - what is so at the moment; for log, sysfs and notifiers */
struct sr_standing {
	/** @conduct: how far it has come */
	enum sr_conduct conduct;
	/** @way: in which way the ruling is made true */
	enum sr_way way;
	/** @why: why not more was done */
	enum sr_why why;
	/**
	 * @subject: of @why: index in regions of the base look; for
	 * SR_WHY_DAX_IN_USE in daxes
	 */
	size_t subject;
	/** @part: of @why: what failed */
	enum sr_part part;
	/** @error: of @why: 0 or -errno */
	int error;
	/** @outcome: of the base look; as sr_rule_decide() gave it */
	struct sr_outcome outcome;
	/** @ruled: @outcome is valid */
	bool ruled;
	/** @final: probing was complete; memory need not wait any longer */
	bool final;
	/** @enacted: the ruling of the base look is in force */
	bool enacted;
	/** @hands_off: the owner gave the ranges to CXL */
	bool hands_off;
	/** @gate: which hmem devices the notifier holds as they are added */
	enum sr_gate gate;
	/** @keep: for SR_GATE_KEEP: bits of enum sr_keep */
	u32 keep;
};

/** struct sr_settings - what stays the same while the conductor lives */
struct sr_settings {
	/** @timeout: for how long to await drivers before ruling; ms */
	u64 timeout;
	/** @quiet: news come in bursts: for how long it must be quiet; ms */
	u64 quiet;
	/** @storm: for how long news can postpone a look at most; ms */
	u64 storm;
	/** @poll: between two looks at what is awaited; grows to @poll_max; ms */
	u64 poll;
	/** @poll_max: the longest; ms */
	u64 poll_max;
	/** @retry: until a failed look is tried again; doubles; ms */
	u64 retry;
	/** @retry_max: the longest; ms */
	u64 retry_max;
};

/** SR_SETTINGS_DEFAULT - what the module uses; timeout is its parameter */
#define SR_SETTINGS_DEFAULT						\
	{								\
		.timeout = 60000, .quiet = 1000, .storm = 10000,	\
		.poll = 50, .poll_max = 1000, .retry = 1000,		\
		.retry_max = 60000,					\
	}

/** struct sr_begun - a part that was begun, and how to undo it */
struct sr_begun {
	/** @part: what was begun */
	enum sr_part part;
	/** @subject: to what */
	size_t subject;
	/** @at: where */
	struct sr_extent at;
};

/** struct sr_room - arrays that the caller owns and the conductor uses */
struct sr_room {
	/** @steps: for the plan */
	struct sr_step *steps;
	/** @journal: for what must be undone if something fails */
	struct sr_begun *journal;
	/** @max: entries in each */
	size_t max;
};

/**
 * struct sr_conductor - its state; private, but for whom it is embedded in
 *
 * Read it through sr_conductor_standing() only.
 */
struct sr_conductor {
	/** @settings: as given */
	struct sr_settings settings;
	/** @room: the caller's arrays */
	struct sr_room room;
	/** @standing: what is so */
	struct sr_standing standing;
	/** @policy: what the owner chose */
	struct sr_policy policy;
	/** @base: the base look, or NULL */
	struct sr_look *base;
	/** @phase: where in its work it is; see conductor.c */
	unsigned int phase;
	/** @cursor: which of the phase's subjects comes next */
	size_t cursor;
	/** @outstanding: the act whose result is awaited; id 0 if none */
	struct sr_act outstanding;
	/** @last_id: of the newest act */
	u64 last_id;
	/** @now: the newest time it was told */
	u64 now;
	/** @deadline: from when on a ruling may be provisional; ms */
	u64 deadline;
	/** @wake: when to go on by itself; ms */
	u64 wake;
	/** @first_news: when the oldest news came that was not looked at */
	u64 first_news;
	/** @last_news: when the newest came */
	u64 last_news;
	/** @pause: the back-off in force; ms */
	u64 pause;
	/** @poll_at: when to see again what is awaited; ms */
	u64 poll_at;
	/** @poll: the pause between two such looks in force; ms */
	u64 poll;
	/** @probes_id: of the newest wait for probes */
	u64 probes_id;
	/** @digest: of the base look */
	u64 digest;
	/** @failed_digest: of the look whose enactment failed */
	u64 failed_digest;
	/** @n_steps: of the plan */
	size_t n_steps;
	/** @n_journal: entries in the journal */
	size_t n_journal;
	/** @torn_at: as many entries were there when tearing down began */
	size_t torn_at;
	/** @components: that were saved */
	size_t components;
	/** @unsaved: that could not be */
	size_t unsaved;
	/** @tries: how often the part under way was tried again */
	unsigned int tries;
	/** @awaits: as seen last */
	u32 awaits;
	/** @failures: enactments that failed since an order or a success */
	unsigned int failures;
	/** @why: why the round under way does not do all; else nothing */
	enum sr_why why;
	/** @why_subject: as in the standing */
	size_t why_subject;
	/** @why_part: as in the standing */
	enum sr_part why_part;
	/** @why_error: as in the standing */
	int why_error;
	/** @flags: see conductor.c */
	u32 flags;
};

/**
 * sr_conductor_init() - begin
 * @c: the conductor
 * @settings: copied
 * @policy: copied
 * @enact: false: mode=observe
 * @room: the caller's arrays; may be empty, see SR_PART_GROW
 * @now: the time
 */
void sr_conductor_init(struct sr_conductor *c,
		       const struct sr_settings *settings,
		       const struct sr_policy *policy, bool enact,
		       const struct sr_room *room, u64 now);

/**
 * sr_conductor_give() - give larger arrays
 * @c: the conductor
 * @room: the arrays; @c copies what it needs from the old ones into them
 *
 * Return: 0, and the caller may free the old ones; -ENOSPC where the new ones
 * are too small for what is in the journal, and the old ones stay.
 */
int sr_conductor_give(struct sr_conductor *c, const struct sr_room *room);

/**
 * sr_conductor_event() - tell an event; any time, also while an act is carried
 * out
 * @c: the conductor
 * @event: the event
 * @now: the time
 */
void sr_conductor_event(struct sr_conductor *c, const struct sr_event *event,
			u64 now);

/**
 * sr_conductor_next() - what to do next
 * @c: the conductor
 * @now: the time
 * @act: the answer. While an act is outstanding: SR_PART_WAIT, SR_NEVER.
 */
void sr_conductor_next(struct sr_conductor *c, u64 now, struct sr_act *act);

/**
 * sr_conductor_result() - tell how an act went
 * @c: the conductor
 * @result: the result. @result->look of a base look must stay until the next
 *	    one is told; its facts are sorted and ruled on here.
 * @now: the time
 *
 * A part that fails may have been done by half: its undo is asked for too.
 */
void sr_conductor_result(struct sr_conductor *c, const struct sr_result *result,
			 u64 now);

/** sr_conductor_standing() - what is so; valid until the next call */
const struct sr_standing *sr_conductor_standing(const struct sr_conductor *c);

/** sr_why_tag() - the stable tag of a why ("in-use") */
const char *sr_why_tag(enum sr_why why);
/** sr_why_text() - the same for people */
const char *sr_why_text(enum sr_why why);
/** sr_way_tag() - the stable tag of a way ("next-boot") */
const char *sr_way_tag(enum sr_way way);

#endif /* SR_CONDUCTOR_H */
