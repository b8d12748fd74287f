/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: what of a capture names a machine or its owner.
 */
#ifndef SRCTL_CAPTURE_H
#define SRCTL_CAPTURE_H

#include "system.h"

/**
 * capture_redact() - take out serial numbers and the kernel's command line
 * @system: changed in place
 *
 * Neither is a fact that the rule looks at.
 */
void capture_redact(struct sr_system *system);

#endif /* SRCTL_CAPTURE_H */
