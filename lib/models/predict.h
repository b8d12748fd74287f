/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: what stock Linux 6.12 would make of a machine, for documents that say
 * only what firmware and hardware are.
 */
#ifndef SR_PREDICT_H
#define SR_PREDICT_H

#include "system.h"

/**
 * assemble_running() - fill in regions and dax devices that would be there
 * @system: a system whose document has no linux section
 *
 * Return: 0 or -ENOMEM.
 */
int assemble_running(struct sr_system *system);

#endif /* SR_PREDICT_H */
