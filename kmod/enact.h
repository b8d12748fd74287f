/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: what the steps of one enactment share. Private to enact*.c.
 */
#ifndef SR_ENACT_H
#define SR_ENACT_H

#include "machine.h"

/** struct sr_enactment - a plan being enacted */
struct sr_enactment {
	/** @machine: the machine, locked */
	struct sr_machine *machine;
	/** @round: whose plan it is */
	struct sr_round *round;
	/** @root: ACPI0017, referenced; NULL where the machine has none */
	struct platform_device *root;
	/** @saved: decoders as SR_STEP_SAVE_DECODERS read them */
	struct sr_hdm saved;
	/** @nodes: iomem nodes taken out, by range index; NULL if none */
	struct resource **nodes;
	/** @barred: ACPI0017 is overridden though no step says so */
	bool barred;
	/** @torn_down: CXL regions are gone: undoing has to bring them back */
	bool torn_down;
};

/** struct sr_step_op - how to do a step, and how to undo it */
struct sr_step_op {
	/** @enact: does it; on failure it leaves nothing half-done */
	int (*enact)(struct sr_enactment *e, const struct sr_step *step);
	/** @undo: undoes a step that was done; NULL where nothing is to undo */
	int (*undo)(struct sr_enactment *e, const struct sr_step *step);
};

extern const struct sr_step_op sr_step_ops[SR_STEP_KINDS];

int sr_enactment_init(struct sr_enactment *e);
int sr_enactment_unbar(struct sr_enactment *e);
void sr_enactment_release(struct sr_enactment *e);

#endif /* SR_ENACT_H */
