/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: what stock Linux 6.12 would make of a machine, for documents that say
 * only what firmware and hardware are.
 */
#ifndef SRCTL_ASSEMBLE_H
#define SRCTL_ASSEMBLE_H

#include "system.h"

/**
 * assemble_running() - fill in regions and dax devices that would be there
 * @system: a system whose document has no linux section
 *
 * Return: 0 or -ENOMEM.
 */
int assemble_running(struct sr_system *system);

#endif /* SRCTL_ASSEMBLE_H */
