/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: the CXL Early Discovery Table (CXL 3.1 9.18.1) that firmware gives
 * where it does not say what the hardware does. The kernel takes it from the
 * initial RAM disk instead of QEMU's.
 */
#ifndef SRLAB_CEDT_H
#define SRLAB_CEDT_H

#include "virtual.h"

/**
 * srlab_cedt_build() - make the table that a platform's firmware section tells
 * @platform: the platform, moved to its machine
 * @machine: the machine
 * @table: the table; the caller frees it
 * @size: its size in bytes
 * @fault: one line on failure
 *
 * Where the document does not describe host bridges, the machine's are taken.
 *
 * Return: 0; -ENOTSUP for an interleave that the table cannot tell; -ENOMEM.
 */
int srlab_cedt_build(const struct sr_platform *platform,
		     const struct srlab_machine *machine, void **table,
		     size_t *size, struct srlab_fault *fault);

#endif /* SRLAB_CEDT_H */
