/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* DOC: the facts at the door, read from files of the kernel and registers. */
#ifndef SRCTL_DOOR_READ_H
#define SRCTL_DOOR_READ_H

#include "door.h"

/** DOOR_OVERRIDE - the driver_override by which CXL's root is barred */
#define DOOR_OVERRIDE "softreserve-door"
/** DOOR_ROOT - CXL's root, as a path on a live machine */
#define DOOR_ROOT "/sys/bus/platform/devices/ACPI0017:00"

/** struct door_reading - see the DOC block; door_reading_free() frees it */
struct door_reading {
	/** @facts: what core rules on; its lists are those below */
	struct sr_door_facts facts;
	/** @ours: CXL's root has our override already */
	bool ours;
	struct sr_door_range *ranges;
	struct sr_door_window *windows;
	struct sr_door_decoder *decoders;
};

/**
 * door_read() - read the facts
 * @sysroot: where /sys, /proc and /dev are
 * @out: what could be read; the caller frees it in any case
 *
 * The kept verdict is left out; see deny_look().
 *
 * Return: 0; -errno if the machine cannot be read at all.
 */
int door_read(const char *sysroot, struct door_reading *out);

/** door_reading_free() - free what it holds */
void door_reading_free(struct door_reading *reading);

#endif /* SRCTL_DOOR_READ_H */
