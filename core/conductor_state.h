/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: the conductor's phases and flags; for core's own files only.
 *
 * In a phase the conductor asks for one part after the other; a phase's "next"
 * either fills in an act or moves on to another phase, and its "done" takes the
 * result. The picture is in docs/design/conductor.md.
 */
#ifndef SR_CONDUCTOR_STATE_H
#define SR_CONDUCTOR_STATE_H

#include "conductor.h"

/** SR_TRIES - how often a part of an undo is tried */
#define SR_TRIES 3

/** enum sr_phase - where in its work the conductor is */
enum sr_phase {
	/** @SR_PHASE_START: hold mainline's hmem devices from the start */
	SR_PHASE_START,
	/** @SR_PHASE_DOOR_SAVE: decoders as firmware left them */
	SR_PHASE_DOOR_SAVE,
	/** @SR_PHASE_DOOR_LOOK: can CXL be given up before it binds? */
	SR_PHASE_DOOR_LOOK,
	/** @SR_PHASE_DOOR_BAR: do so */
	SR_PHASE_DOOR_BAR,
	/** @SR_PHASE_ASK: ask for drivers */
	SR_PHASE_ASK,
	/** @SR_PHASE_REST: nothing to do but listen */
	SR_PHASE_REST,
	/** @SR_PHASE_HOLD: hold an hmem device that was added */
	SR_PHASE_HOLD,
	/** @SR_PHASE_AWAIT: begin to wait for probes */
	SR_PHASE_AWAIT,
	/** @SR_PHASE_POLL: see what is awaited */
	SR_PHASE_POLL,
	/** @SR_PHASE_SAVE: save decoders that are new */
	SR_PHASE_SAVE,
	/** @SR_PHASE_LOOK: the base look; then the ruling */
	SR_PHASE_LOOK,
	/** @SR_PHASE_GROW: ask for room; then the plan */
	SR_PHASE_GROW,
	/** @SR_PHASE_BAR: prepare: bar the root */
	SR_PHASE_BAR,
	/** @SR_PHASE_UNBIND: prepare: take the regions' dax devices away */
	SR_PHASE_UNBIND,
	/** @SR_PHASE_CLAIM: prepare: hold the regions' addresses */
	SR_PHASE_CLAIM,
	/** @SR_PHASE_AGAIN: look again */
	SR_PHASE_AGAIN,
	/** @SR_PHASE_DELETE: tear regions down */
	SR_PHASE_DELETE,
	/** @SR_PHASE_RELEASE: release the root */
	SR_PHASE_RELEASE,
	/** @SR_PHASE_DRAIN: wait for what lets go late */
	SR_PHASE_DRAIN,
	/** @SR_PHASE_RESTORE: write decoders back */
	SR_PHASE_RESTORE,
	/** @SR_PHASE_CONFIRM: see that no device came or went meanwhile */
	SR_PHASE_CONFIRM,
	/** @SR_PHASE_STEPS: the plan's steps, those above left out */
	SR_PHASE_STEPS,
	/** @SR_PHASE_HIDE: take stale nodes out of iomem */
	SR_PHASE_HIDE,
	/** @SR_PHASE_CLEAR: hand back: hmem devices make way */
	SR_PHASE_CLEAR,
	/** @SR_PHASE_SHOW: hand back: put nodes back into iomem */
	SR_PHASE_SHOW,
	/** @SR_PHASE_ADMIT: hand back: clear the override */
	SR_PHASE_ADMIT,
	/** @SR_PHASE_RETURN: hand back: attach the root */
	SR_PHASE_RETURN,
	/** @SR_PHASE_UNDO: undo what is in the journal, the newest first */
	SR_PHASE_UNDO,
	/** @SR_PHASE_STAY: undo: it cannot be; so give the rest as well */
	SR_PHASE_STAY,
	/** @SR_PHASE_REGAIN_RELEASE: undo: complete the release of the root */
	SR_PHASE_REGAIN_RELEASE,
	/** @SR_PHASE_REGAIN_DRAIN: undo: wait for what lets go late */
	SR_PHASE_REGAIN_DRAIN,
	/** @SR_PHASE_REGAIN_RESTORE: undo: write decoders back */
	SR_PHASE_REGAIN_RESTORE,
	/** @SR_PHASE_UNBAR: undo: clear the override of the door */
	SR_PHASE_UNBAR,
	/** @SR_PHASE_ATTACH: undo: attach the root */
	SR_PHASE_ATTACH,
	/** @SR_PHASE_UNDONE: undo: all is undone */
	SR_PHASE_UNDONE,
	/** @SR_PHASE_UNHOLD: let go of the holds that are left */
	SR_PHASE_UNHOLD,
	/** @SR_PHASE_LET_GO: let hmem devices go */
	SR_PHASE_LET_GO,
	/** @SR_PHASE_REPORT: say what is so */
	SR_PHASE_REPORT,
	/** @SR_PHASE_STOPPED: the end */
	SR_PHASE_STOPPED,
	/** @SR_PHASES: how many there are */
	SR_PHASES,
};

/** enum sr_flag - what the conductor knows; bits */
enum sr_flag {
	/** @SR_FLAG_ENACT: not mode=observe */
	SR_FLAG_ENACT = 1 << 0,
	/** @SR_FLAG_STOPPING: a stop was told */
	SR_FLAG_STOPPING = 1 << 1,
	/** @SR_FLAG_NEWS: there was news since the base look began */
	SR_FLAG_NEWS = 1 << 2,
	/** @SR_FLAG_ORDER: a ruling is ordered at once */
	SR_FLAG_ORDER = 1 << 3,
	/** @SR_FLAG_BACK: handing back is ordered */
	SR_FLAG_BACK = 1 << 4,
	/** @SR_FLAG_RESTART: mode or policy changed since the base look */
	SR_FLAG_RESTART = 1 << 5,
	/** @SR_FLAG_HELD: hmem devices may be held on our behalf */
	SR_FLAG_HELD = 1 << 6,
	/** @SR_FLAG_ADDED: one was added while the gate was shut */
	SR_FLAG_ADDED = 1 << 7,
	/** @SR_FLAG_PROBED: the newest wait for probes has ended */
	SR_FLAG_PROBED = 1 << 8,
	/** @SR_FLAG_TRIED: each device had a try */
	SR_FLAG_TRIED = 1 << 9,
	/** @SR_FLAG_LATE: the provisional ruling of this round was reported */
	SR_FLAG_LATE = 1 << 10,
	/** @SR_FLAG_WAS_ACTIVE: a look saw the root bound */
	SR_FLAG_WAS_ACTIVE = 1 << 11,
	/** @SR_FLAG_DOOR: barred at the door, and not verified yet */
	SR_FLAG_DOOR = 1 << 12,
	/** @SR_FLAG_TORN: this round began to tear down */
	SR_FLAG_TORN = 1 << 13,
	/** @SR_FLAG_TORN_EVER: an earlier one, or this, did */
	SR_FLAG_TORN_EVER = 1 << 14,
	/** @SR_FLAG_RELEASED: this round released the root */
	SR_FLAG_RELEASED = 1 << 15,
	/** @SR_FLAG_REGAINED: this undo restored what was torn down */
	SR_FLAG_REGAINED = 1 << 16,
	/** @SR_FLAG_STAY: what we gave is in use: CXL cannot come back */
	SR_FLAG_STAY = 1 << 17,
	/** @SR_FLAG_OUTSIDE: only what touches no window is acted on */
	SR_FLAG_OUTSIDE = 1 << 18,
	/** @SR_FLAG_GIVE_UP: the program: release the root */
	SR_FLAG_GIVE_UP = 1 << 19,
	/** @SR_FLAG_RETURN: the program: hand back */
	SR_FLAG_RETURN = 1 << 20,
	/** @SR_FLAG_MISROUTED: misrouted=hand-over */
	SR_FLAG_MISROUTED = 1 << 21,
	/** @SR_FLAG_AGAIN: after this round, look once more, after a pause */
	SR_FLAG_AGAIN = 1 << 22,
	/** @SR_FLAG_NO_SAVE: saving failed in this round */
	SR_FLAG_NO_SAVE = 1 << 23,
};

/** SR_FLAGS_OF_ROUND - what does not outlive a round */
#define SR_FLAGS_OF_ROUND						\
	(SR_FLAG_TORN | SR_FLAG_RELEASED | SR_FLAG_REGAINED |		\
	 SR_FLAG_STAY | SR_FLAG_OUTSIDE | SR_FLAG_GIVE_UP |		\
	 SR_FLAG_RETURN | SR_FLAG_RESTART)

/** struct sr_phase_ops - what is done in a phase */
struct sr_phase_ops {
	/** @next: fill in @act: true; or go on to another phase: false */
	bool (*next)(struct sr_conductor *c, struct sr_act *act);
	/** @done: take the result of that act */
	void (*done)(struct sr_conductor *c, const struct sr_result *result);
};

/* Ready when the phase begins; nothing is outstanding. */
static inline void sr_go(struct sr_conductor *c, enum sr_phase phase)
{
	c->phase = phase;
	c->cursor = 0;
	c->tries = 0;
}

static inline bool sr_is(const struct sr_conductor *c, u32 flags)
{
	return c->flags & flags;
}

static inline void sr_set(struct sr_conductor *c, u32 flags, bool on)
{
	c->flags = on ? c->flags | flags : c->flags & ~flags;
}

static inline bool sr_touches(const struct sr_extent *a,
			      const struct sr_extent *b)
{
	return a->start <= b->end && b->start <= a->end;
}

/** sr_ask() - fill in an act for the whole machine; true, for "next" */
bool sr_ask(struct sr_act *act, enum sr_part part);
/** sr_ask_region() - the same for a region of the base look */
bool sr_ask_region(struct sr_conductor *c, struct sr_act *act,
		   enum sr_part part, size_t i);
/** sr_note_news() - there is something that only a look can tell */
void sr_note_news(struct sr_conductor *c);
/** sr_begin() - note a part in the journal before it is begun; true */
bool sr_begin(struct sr_conductor *c, const struct sr_act *act);

/* conductor_prove.c */

/** sr_look_digest() - of all that must be the same in a second look */
u64 sr_look_digest(const struct sr_look *look);
/** sr_proof_of() - what giving up must know of a region; NULL: nothing */
const struct sr_region_proof *sr_proof_of(const struct sr_look *look, size_t i);
/** sr_prove() - may all regions that are to be released go? Says why not. */
enum sr_why sr_prove(const struct sr_conductor *c, size_t *subject);
/** sr_prove_again() - is all as it was, and held? Says why not. */
enum sr_why sr_prove_again(const struct sr_conductor *c,
			   const struct sr_look *again, size_t *subject);
/** sr_is_same_machine() - are devices, decoders and routes the same? */
bool sr_is_same_machine(const struct sr_look *a, const struct sr_look *b);
/** sr_is_withheld() - is any of it misrouted, and nobody ordered otherwise? */
bool sr_is_withheld(const struct sr_conductor *c, const struct sr_extent *at);
/** sr_is_in_window() - does it touch a window? */
bool sr_is_in_window(const struct sr_look *look, const struct sr_extent *at);
/** sr_is_outside() - is a step for a range that touches no window? */
bool sr_is_outside(const struct sr_look *look, const struct sr_step *step);

/* conductor_rule.c */

/** sr_rule_look() - rule on the base look, and choose what to do */
void sr_rule_look(struct sr_conductor *c);
/** sr_make_plan() - once there is room: begin to act */
void sr_make_plan(struct sr_conductor *c);
/** sr_conclude() - the ruling is made; let hmem go and report it */
void sr_conclude(struct sr_conductor *c, enum sr_why why);

/* conductor_undo.c */

/** sr_fail() - undo what this round did; @why says why */
void sr_fail(struct sr_conductor *c, enum sr_why why, enum sr_part part,
	     int error);
/** sr_find_hold() - the first hold that touches @at, or of all; or NULL */
struct sr_begun *sr_find_hold(struct sr_conductor *c,
			      const struct sr_extent *at);
/** sr_unhold() - ask to let go of a hold; true */
bool sr_unhold(const struct sr_begun *hold, struct sr_act *act);
/** sr_unheld() - nothing is left to undo of the hold that was let go */
void sr_unheld(struct sr_conductor *c);
/** sr_must_hide() - CXL is given up, and stale nodes are in iomem? */
bool sr_must_hide(const struct sr_conductor *c);
/** sr_is_wanted() - is this a step that is to be done? */
bool sr_is_wanted(const struct sr_conductor *c, const struct sr_step *step);

/** sr_must_brake() - a stop, the brake or an order; then it calls sr_fail() */
bool sr_must_brake(struct sr_conductor *c);

/**
 * sr_is_outrun() - was there news between the second look and the first deed?
 * Then it calls sr_fail(). Later news may be of our own making.
 */
bool sr_is_outrun(struct sr_conductor *c);

/** sr_listen_ops - the phases of conductor_listen.c; others are empty */
extern const struct sr_phase_ops sr_listen_ops[SR_PHASES];
/** sr_rule_ops - the same of conductor_rule.c */
extern const struct sr_phase_ops sr_rule_ops[SR_PHASES];
/** sr_act_ops - the same of conductor_act.c */
extern const struct sr_phase_ops sr_act_ops[SR_PHASES];
/** sr_back_ops - the same of conductor_back.c */
extern const struct sr_phase_ops sr_back_ops[SR_PHASES];
/** sr_undo_ops - the same of conductor_undo.c */
extern const struct sr_phase_ops sr_undo_ops[SR_PHASES];

#endif /* SR_CONDUCTOR_STATE_H */
