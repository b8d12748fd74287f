// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: arrays that grow.
 */
#include "grow.h"

#include <stdlib.h>
#include <string.h>

void *sr_grow(void *items, size_t n, size_t size)
{
	char *more = items;

	/* Doubling: the room is always the next power of two. */
	if (!n || !(n & (n - 1)))
		more = reallocarray(items, n ? 2 * n : 1, size);
	if (more)
		memset(more + n * size, 0, size);
	return more;
}
