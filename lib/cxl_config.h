/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: what CXL devices say of themselves in PCI configuration space, which can
 * be read before any CXL driver is there, and under lockdown too.
 */
#ifndef SRCTL_CXL_CONFIG_H
#define SRCTL_CXL_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "door.h"

/** struct cxl_config - one PCI function with a CXL device DVSEC */
struct cxl_config {
	/** @name: "0000:0d:00.0" */
	char name[32];
	/** @is_memory: its class is that of a CXL memory device */
	bool is_memory;
	/** @serial: PCI serial number; 0 if it has none */
	uint64_t serial;
	/** @capacity: bytes in its ranges; 0 if it does not say */
	uint64_t capacity;
	/** @is_volatile: whether its ranges are said to be volatile */
	enum sr_truth is_volatile;
};

/** struct cxl_configs - all of them; cxl_configs_free() is its destructor */
struct cxl_configs {
	/** @list: by name; owned */
	struct cxl_config *list;
	/** @n: entries in @list */
	size_t n;
	/** @complete: every function's configuration space was read */
	bool complete;
};

/** cxl_configs_read() - read them all; what cannot be read is told */
void cxl_configs_read(const char *sysroot, struct cxl_configs *out);

/** cxl_configs_free() - free what it holds */
void cxl_configs_free(struct cxl_configs *configs);

/** cxl_configs_find() - the one of a name, or NULL */
const struct cxl_config *cxl_configs_find(const struct cxl_configs *configs,
					  const char *name);

/**
 * cxl_configs_text() - serial numbers and capacities, as a verdict records them
 *
 * Return: owned by the caller; NULL if they are not all known.
 */
char *cxl_configs_text(const struct cxl_configs *configs);

#endif /* SRCTL_CXL_CONFIG_H */
