/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: a platform as a QEMU command line. */
#ifndef SRLAB_TOPOLOGY_H
#define SRLAB_TOPOLOGY_H

#include "virtual.h"
#include "words.h"

/**
 * srlab_topology_build() - the words that describe a platform's hardware
 * @platform: the platform; addresses do not matter
 * @machine: its plan
 * @directory: where memory backing files go
 * @words: appended to
 *
 * Return: 0; -ENOMEM; -ENOTSUP where QEMU cannot be built like this.
 */
int srlab_topology_build(const struct sr_platform *platform,
			 const struct srlab_machine *machine,
			 const char *directory, struct srlab_words *words,
			 struct srlab_fault *fault);

/**
 * srlab_device_serial() - the PCI serial number of a device in the guest
 *
 * The document's where it has one that no other device shares, else one of the
 * lab's own.
 */
uint64_t srlab_device_serial(const struct sr_platform *platform, size_t i);

#endif /* SRLAB_TOPOLOGY_H */
