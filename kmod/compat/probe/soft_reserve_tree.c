// SPDX-License-Identifier: GPL-2.0-only
/*
 * Are Soft Reserved ranges kept in a tree of their own, out of iomem?
 * Mainline 7.0, bc62f5b308cb.
 */
#include <linux/ioport.h>

int sr_probe(int (*func)(struct resource *res, void *arg));
int sr_probe(int (*func)(struct resource *res, void *arg))
{
	return walk_soft_reserve_res(0, -1, NULL, func);
}
