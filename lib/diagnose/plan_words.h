/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: a plan's steps in words.
 */
#ifndef SR_PLAN_WORDS_H
#define SR_PLAN_WORDS_H

#include <stdio.h>

#include "ruled_machine.h"

/**
 * plan_words() - what a step does, and to what
 * @machine: the machine
 * @step: the step
 * @to: an open stream; the line is not ended
 */
void plan_words(const struct machine *machine, const struct sr_step *step,
		FILE *to);

#endif /* SR_PLAN_WORDS_H */
