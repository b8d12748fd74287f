// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does cpu_cache_invalidate_memregion() take an extent? Mainline 6.19. Before
 * that it takes a resource descriptor.
 */
#include <linux/memregion.h>

int sr_probe(void);
int sr_probe(void)
{
	return cpu_cache_invalidate_memregion(0, -1);
}
