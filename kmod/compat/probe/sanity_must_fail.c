// SPDX-License-Identifier: GPL-2.0-only
/* Compiles on no kernel; if it does, no other answer means anything. */
#include <linux/module.h>
#include <linux/softreserve_has_no_such_header.h>
