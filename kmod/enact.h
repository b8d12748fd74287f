/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: the parts of the work, as the conductor asks for them. Each function
 * carries out one part and returns 0 or -errno; subjects are indexes into the
 * arrays of the base look. Private to enact*.c.
 */
#ifndef SR_ENACT_H
#define SR_ENACT_H

#include "machine.h"

/** sr_part_fn - carries out a part */
typedef int (*sr_part_fn)(struct sr_machine *m, const struct sr_act *act);

/* enact_root.c */
int sr_part_save_decoders(struct sr_machine *m, const struct sr_act *act);
int sr_part_bar_root(struct sr_machine *m, const struct sr_act *act);
int sr_part_unbar_root(struct sr_machine *m, const struct sr_act *act);
int sr_part_release_root(struct sr_machine *m, const struct sr_act *act);
int sr_part_attach_root(struct sr_machine *m, const struct sr_act *act);
int sr_part_drain(struct sr_machine *m, const struct sr_act *act);
int sr_part_restore(struct sr_machine *m, const struct sr_act *act);

/* enact_regions.c */
int sr_part_unbind_dax(struct sr_machine *m, const struct sr_act *act);
int sr_part_bind_dax(struct sr_machine *m, const struct sr_act *act);
int sr_part_hold_region(struct sr_machine *m, const struct sr_act *act);
int sr_part_unhold_region(struct sr_machine *m, const struct sr_act *act);
int sr_part_delete_region(struct sr_machine *m, const struct sr_act *act);
int sr_part_attach_region(struct sr_machine *m, const struct sr_act *act);
int sr_part_detach_region(struct sr_machine *m, const struct sr_act *act);
int sr_part_unpublish(struct sr_machine *m, const struct sr_act *act);
int sr_part_republish(struct sr_machine *m, const struct sr_act *act);

/* enact_hmem.c */
int sr_part_hold_hmem(struct sr_machine *m, const struct sr_act *act);
int sr_part_let_go_hmem(struct sr_machine *m, const struct sr_act *act);
int sr_part_release_hmem(struct sr_machine *m, const struct sr_act *act);
int sr_part_return_hmem(struct sr_machine *m, const struct sr_act *act);
int sr_part_add_hmem(struct sr_machine *m, const struct sr_act *act);
int sr_part_remove_hmem(struct sr_machine *m, const struct sr_act *act);
int sr_part_verify_dax(struct sr_machine *m, const struct sr_act *act);

#endif /* SR_ENACT_H */
