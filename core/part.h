/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: the parts of the work: what the conductor asks its caller to do, one at a
 * time, and what the caller answers.
 *
 * A part is done or it fails with an -errno. One that fails may have been done
 * by half: the conductor asks for its undo too, so an undo of what was not done
 * must do no harm and answer 0.
 */
#ifndef SR_PART_H
#define SR_PART_H

#include "look.h"

/** SR_NEVER - a time that does not come */
#define SR_NEVER U64_MAX

/** enum sr_part - what an act does, or asks for */
enum sr_part {
	/** @SR_PART_WAIT: nothing to do before @until, or an event; no result */
	SR_PART_WAIT,
	/** @SR_PART_STOPPED: the answer to a stop: all is let go; no result */
	SR_PART_STOPPED,
	/**
	 * @SR_PART_GROW: give the conductor room for @need entries in each
	 * array, by sr_conductor_give(); then the result
	 */
	SR_PART_GROW,
	/**
	 * @SR_PART_REPORT: log and publish sr_conductor_standing(), the base
	 * look and its outcome. With standing->enacted the owner and reason of
	 * each range are remembered.
	 */
	SR_PART_REPORT,
	/** @SR_PART_ASK_DRIVERS: ask for missing drivers, without waiting */
	SR_PART_ASK_DRIVERS,
	/**
	 * @SR_PART_AWAIT_PROBES: begin to wait, in a context of its own, until
	 * the driver core has nothing to probe; return at once. With @try_all
	 * each unbound CXL function and memory device gets a try first. The
	 * end is told with SR_EVENT_PROBED and this act's id.
	 */
	SR_PART_AWAIT_PROBES,
	/** @SR_PART_LOOK_PROBING: see only what is awaited; cheap */
	SR_PART_LOOK_PROBING,
	/**
	 * @SR_PART_LOOK: look at the machine. It becomes the base look, to
	 * whose arrays all subjects refer. It is kept, with references to its
	 * devices, until the next act of this kind is answered.
	 */
	SR_PART_LOOK,
	/**
	 * @SR_PART_LOOK_AGAIN: look once more, into arrays of its own. The
	 * base look stays; this one may be freed once its result was told.
	 */
	SR_PART_LOOK_AGAIN,
	/**
	 * @SR_PART_SAVE_DECODERS: add components that are not yet in the saved
	 * copy, by identity; never overwrite one that is. With @torn_down only
	 * components that were never seen before are added.
	 */
	SR_PART_SAVE_DECODERS,
	/**
	 * @SR_PART_HOLD_HMEM: keep unbound each of mainline's hmem devices that
	 * touches a window and is not in use (the notifier has held those that
	 * came since the gate was shut; they are the conductor's now)
	 */
	SR_PART_HOLD_HMEM,
	/**
	 * @SR_PART_LET_GO_HMEM: let go each hmem device held by the part
	 * before, but those that @keep names, and those that overlap an hmem
	 * device of ours
	 */
	SR_PART_LET_GO_HMEM,
	/**
	 * @SR_PART_BAR_ROOT: override ACPI0017, so that nothing binds it. An
	 * override of somebody else is left alone: -EPERM. Where the base look
	 * saw it unbound and it is bound now: -EAGAIN.
	 */
	SR_PART_BAR_ROOT,
	/** @SR_PART_UNBAR_ROOT: take our own override back; no other's */
	SR_PART_UNBAR_ROOT,
	/**
	 * @SR_PART_UNBIND_DAX: release the driver of a region's dax region, so
	 * that its devices leave their bus. -EBUSY where memory is in use.
	 * @subject: index in regions.
	 */
	SR_PART_UNBIND_DAX,
	/** @SR_PART_BIND_DAX: let it be bound again. @subject: as above. */
	SR_PART_BIND_DAX,
	/**
	 * @SR_PART_HOLD_REGION: request all of a region's addresses for
	 * ourselves. -EBUSY: somebody else has them. @subject: index in
	 * regions.
	 */
	SR_PART_HOLD_REGION,
	/** @SR_PART_UNHOLD_REGION: let go of them. @subject: as above. */
	SR_PART_UNHOLD_REGION,
	/**
	 * @SR_PART_DELETE_REGION: tear a region down. Its decoders are reset,
	 * if it was committed. Gone already is 0, and so is a failed region
	 * that this kernel can only remove with the root. Never waits
	 * interruptibly.
	 * @subject: index in regions.
	 */
	SR_PART_DELETE_REGION,
	/** @SR_PART_RELEASE_ROOT: release ACPI0017 from cxl_acpi; 0 if it is */
	SR_PART_RELEASE_ROOT,
	/** @SR_PART_ATTACH_ROOT: let cxl_acpi bind it; 0 if it has already */
	SR_PART_ATTACH_ROOT,
	/**
	 * @SR_PART_DRAIN: wait until memory devices have let go of their
	 * endpoints; -ETIMEDOUT where they do not
	 */
	SR_PART_DRAIN,
	/**
	 * @SR_PART_RESTORE: write a component's decoders back as they were
	 * saved, and verify. -ESTALE, nothing written, where another device is
	 * there now. @subject: 0 to @components - 1 of the result of
	 * SR_PART_SAVE_DECODERS, in the order of writing back.
	 */
	SR_PART_RESTORE,
	/** @SR_PART_UNPUBLISH: a range's stale node. @subject: in ranges. */
	SR_PART_UNPUBLISH,
	/** @SR_PART_REPUBLISH: put the node back. @subject: as above. */
	SR_PART_REPUBLISH,
	/**
	 * @SR_PART_RELEASE_HMEM: unbind and hold a mainline hmem device.
	 * -EBUSY where it is in use. @subject: index in daxes.
	 */
	SR_PART_RELEASE_HMEM,
	/** @SR_PART_RETURN_HMEM: let it go again. @subject: as above. */
	SR_PART_RETURN_HMEM,
	/** @SR_PART_ATTACH_REGION: let a region's dax region probe. In regions. */
	SR_PART_ATTACH_REGION,
	/** @SR_PART_DETACH_REGION: unbind it; -EBUSY in use. In regions. */
	SR_PART_DETACH_REGION,
	/**
	 * @SR_PART_ADD_HMEM: make an hmem device for @at, or re-attach
	 * mainline's if there is one. One of ours that serves already is 0.
	 * -EBUSY, untouched, where memory there is in use. @subject: index in
	 * ranges.
	 */
	SR_PART_ADD_HMEM,
	/**
	 * @SR_PART_REMOVE_HMEM: undo the part above: remove our hmem device
	 * that has @at, or release and hold mainline's; 0 where there is
	 * none. -EBUSY, untouched, where it is in use.
	 */
	SR_PART_REMOVE_HMEM,
	/**
	 * @SR_PART_VERIFY_DAX: see that @at has its dax device, of the full
	 * size. @subject: index in ranges.
	 */
	SR_PART_VERIFY_DAX,
	/** @SR_PARTS: how many there are */
	SR_PARTS,
};

/** enum sr_keep - which held hmem devices are not let go; bits */
enum sr_keep {
	/** @SR_KEEP_MISROUTED: that touch what the base look calls misrouted */
	SR_KEEP_MISROUTED = 1 << 0,
	/** @SR_KEEP_CXL: that touch a range of the base look that CXL owns */
	SR_KEEP_CXL = 1 << 1,
};

/** struct sr_act - what to do next */
struct sr_act {
	/** @id: the result carries it; never 0, never used twice */
	u64 id;
	/** @part: what to do */
	enum sr_part part;
	/** @subject: to what; an index, see enum sr_part */
	size_t subject;
	/** @at: the addresses it concerns; 0..U64_MAX for the whole machine */
	struct sr_extent at;
	/** @until: SR_PART_WAIT: when to ask again, or SR_NEVER; ms */
	u64 until;
	/** @need: SR_PART_GROW: entries */
	size_t need;
	/** @keep: SR_PART_LET_GO_HMEM: bits of enum sr_keep */
	u32 keep;
	/** @try_all: SR_PART_AWAIT_PROBES */
	bool try_all;
	/** @torn_down: SR_PART_SAVE_DECODERS: CXL was torn down in this boot */
	bool torn_down;
	/** @undoing: part of an undo: for the log */
	bool undoing;
};

/** struct sr_result - how an act went */
struct sr_result {
	/** @id: of the act */
	u64 id;
	/** @error: 0 or -errno */
	int error;
	/** @look: SR_PART_LOOK and SR_PART_LOOK_AGAIN */
	struct sr_look *look;
	/** @awaits: SR_PART_LOOK_PROBING: bits of enum sr_awaits */
	u32 awaits;
	/** @components: SR_PART_SAVE_DECODERS: in the saved copy */
	size_t components;
	/** @unsaved: SR_PART_SAVE_DECODERS: that are there, but not saved */
	size_t unsaved;
};

/** sr_part_tag() - the stable tag of a part ("delete-region") */
const char *sr_part_tag(enum sr_part part);
/** sr_part_undo() - the part that undoes one; SR_PART_WAIT: nothing to undo */
enum sr_part sr_part_undo(enum sr_part part);
/** sr_part_is_final() - cannot be undone by a part of its own */
bool sr_part_is_final(enum sr_part part);

#endif /* SR_PART_H */
