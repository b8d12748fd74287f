// SPDX-License-Identifier: GPL-2.0-only
/* Compiles on every kernel; if it does not, no other answer means anything. */
#include <linux/module.h>
#include <linux/device.h>
