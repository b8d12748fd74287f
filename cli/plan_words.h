/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: a plan's steps in words.
 */
#ifndef SRCTL_PLAN_WORDS_H
#define SRCTL_PLAN_WORDS_H

#include "srctl_machine.h"

/**
 * plan_words() - what a step does, and to what
 * @machine: the machine
 * @step: the step
 * @to: where to print; the line is not ended
 */
void plan_words(const struct machine *machine, const struct sr_step *step,
		FILE *to);

/** plan_print() - the whole plan, step by step; 0 or -errno */
int plan_print(const struct machine *machine, FILE *to);

#endif /* SRCTL_PLAN_WORDS_H */
