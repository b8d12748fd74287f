/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: dax devices, as sysfs shows them. */
#ifndef SRLAB_GUEST_DAX_H
#define SRLAB_GUEST_DAX_H

#include "guest.h"

#define DAX_DEVICES "/sys/bus/dax/devices"
#define DAX_DRIVER "/sys/bus/dax/drivers/device_dax"
#define DAXES_MAX 64
#define EXTENTS_MAX 16

/** struct dax - a dax device */
struct dax {
	char name[32];
	/** @driver: name of its driver, "" if none */
	char driver[32];
	/** @extent: physical extents it is made of, in mapping order */
	struct extent extent[EXTENTS_MAX];
	size_t n_extents;
	/** @bad: pages that did not read back as written */
	uint64_t bad;
	/** @error: negative errno of what went wrong last */
	int error;
	/** @stamped: every page carries its stamp */
	bool stamped;
};

/** dax_list() - all dax devices; at most DAXES_MAX */
int dax_list(struct guest *guest, struct dax *daxes, size_t *n);

/** dax_attribute() - a numeric attribute of a dax device */
int dax_attribute(const char *dax, const char *name, uint64_t *value);

/** dax_read_driver() - look again which driver it has */
void dax_read_driver(struct dax *dax);

/** dax_bind() - bind to device_dax what has no driver */
void dax_bind(struct dax *dax);

/**
 * ram_serve() - stamp memory that is online as System RAM
 *
 * Reports the online memory of each dax device that kmem drives, and a sample
 * of stamped pages from each of them.
 */
int ram_serve(struct guest *guest, const struct dax *daxes, size_t n);

#endif /* SRLAB_GUEST_DAX_H */
