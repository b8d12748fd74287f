// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* DOC: see extent_list.h. */
#include "extent_list.h"

#include <errno.h>
#include <stdlib.h>

#include "grow.h"

int sr_extent_list_add(struct sr_extent_list *list, uint64_t start,
		       uint64_t size)
{
	struct sr_extent *items;

	if (!size || size - 1 > UINT64_MAX - start)
		return 0;
	items = sr_grow(list->items, list->n, sizeof(*items));
	if (!items)
		return -ENOMEM;
	list->items = items;
	items[list->n++] = (struct sr_extent){ start, start + (size - 1) };
	return 0;
}

static int by_start(const void *a, const void *b)
{
	const struct sr_extent *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

void sr_extent_list_merge(struct sr_extent_list *list)
{
	struct sr_extent *items = list->items;
	size_t i, kept = 0;

	if (!list->n)
		return;
	qsort(items, list->n, sizeof(*items), by_start);
	for (i = 1; i < list->n; i++) {
		if (items[i].start > items[kept].end)
			items[++kept] = items[i];
		else if (items[i].end > items[kept].end)
			items[kept].end = items[i].end;
	}
	list->n = kept + 1;
}

bool sr_extent_list_touches(const struct sr_extent_list *list,
			    struct sr_extent at)
{
	size_t low = 0, high = list->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list->items[middle].start <= at.end)
			low = middle + 1;
		else
			high = middle;
	}
	return low && list->items[low - 1].end >= at.start;
}

void sr_extent_list_free(struct sr_extent_list *list)
{
	free(list->items);
	*list = (struct sr_extent_list){ NULL, 0 };
}
