/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: what a round saw, as the conductor asks for it. */
#ifndef SR_PROOFS_H
#define SR_PROOFS_H

struct sr_round;

int sr_look_make(struct sr_round *r);

#endif /* SR_PROOFS_H */
