/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: one step of a scenario as commands of the guest. */
#ifndef SRLAB_STEP_KINDS_H
#define SRLAB_STEP_KINDS_H

#include <stdio.h>

#include "steps.h"

/**
 * srlab_step_put() - write the commands of a step
 * @out: where they go
 * @input: what the script is made from
 * @line: the step, without "stock:" or "softreserve:"
 * @fault: one line on failure
 *
 * Return: 0; -EINVAL for a step that nobody knows.
 */
int srlab_step_put(FILE *out, const struct srlab_script_input *input,
		   const char *line, struct srlab_fault *fault);

/**
 * srlab_step_put_decoders() - write the commands that program decoders
 * @out: where they go
 * @n: the component's number in the script
 * @decoders: the decoders
 * @n_decoders: how many
 * @endpoint: they are an endpoint's
 */
void srlab_step_put_decoders(FILE *out, size_t n,
			     const struct sr_decoder *decoders,
			     size_t n_decoders, bool endpoint);

#endif /* SRLAB_STEP_KINDS_H */
