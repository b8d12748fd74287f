/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: arrays that grow.
 */
#ifndef SR_GROW_H
#define SR_GROW_H

#include <stddef.h>

/** sr_grow() - room for one more zeroed item; NULL where out of memory */
void *sr_grow(void *items, size_t n, size_t size);

#endif /* SR_GROW_H */
