/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: which lanes and extents the address map of a machine has.
 */
#ifndef SRCTL_MAP_OF_MACHINE_H
#define SRCTL_MAP_OF_MACHINE_H

#include "map_model.h"
#include "ruled_machine.h"

/** map_lanes() - the picture of a machine; NULL where out of memory */
struct lanes *map_lanes(const struct machine *machine);

#endif /* SRCTL_MAP_OF_MACHINE_H */
