// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does get_dev_pagemap() take a page's number only? Before it also takes the
 * page map that was found last.
 */
#include <linux/memremap.h>

struct dev_pagemap *sr_probe(unsigned long pfn);
struct dev_pagemap *sr_probe(unsigned long pfn)
{
	return get_dev_pagemap(pfn);
}
