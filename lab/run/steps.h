/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: a document's scenario as the script that the guest runs. */
#ifndef SRLAB_STEPS_H
#define SRLAB_STEPS_H

#include "virtual.h"

/** struct srlab_script_input - what a script is made from */
struct srlab_script_input {
	/** @platform: a platform that was moved to its machine */
	const struct sr_platform *platform;
	/** @machine: the machine */
	const struct srlab_machine *machine;
	/** @modules: the drivers there are, one a line, in loading order */
	const char *modules;
	/**
	 * @own_steps: the steps are srlab's own, and may have programs of this
	 * machine carried into the guest; a document's may come from anybody
	 */
	bool own_steps;
	/** @bios_only: program the decoders, and take no step after that */
	bool bios_only;
	/** @stock: leave softreserve out */
	bool stock;
	/** @capture: take a capture, also if the scenario has no such step */
	bool capture;
	/** @parameters: softreserve's parameters, or NULL */
	const char *parameters;
	/**
	 * @slowness: how many times as long as usual the guest waits for
	 * something to come about; 0 and 1 are the same
	 */
	unsigned int slowness;
	/** @debug: a debug kernel: ask what it found */
	bool debug;
	/** @nonce: the run's number */
	uint64_t nonce;
};

/**
 * srlab_script_make() - compile a scenario
 * @input: what from
 * @script: the text; the caller frees it
 * @n_steps: how many steps it has
 * @fault: one line on failure
 *
 * Return: 0; -EINVAL for a step that nobody knows; -EPERM for one that only srlab
 * itself may take; -ENOMEM.
 */
int srlab_script_make(const struct srlab_script_input *input, char **script,
		      size_t *n_steps, struct srlab_fault *fault);

#endif /* SRLAB_STEPS_H */
