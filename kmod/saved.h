/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: decoders as they were first seen in this boot. */
#ifndef SR_SAVED_H
#define SR_SAVED_H

#include "hdm.h"

u64 sr_saved_serial(const struct sr_hdm_component *c);
int sr_saved_update(struct sr_hdm *saved, bool torn_down);
bool sr_saved_is_there(const struct sr_hdm_component *c);

#endif /* SR_SAVED_H */
