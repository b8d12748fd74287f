// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* DOC: see extent_index.h. */
#include "extent_index.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "grow.h"

int sr_extent_index_add(struct sr_extent_index *index, uint64_t start,
			uint64_t size, size_t number)
{
	struct sr_indexed *items;

	if (!size || size - 1 > UINT64_MAX - start)
		return 0;
	items = sr_grow(index->items, index->n, sizeof(*items));
	if (!items)
		return -ENOMEM;
	index->items = items;
	items[index->n++] = (struct sr_indexed){
		{ start, start + (size - 1) }, number };
	return 0;
}

static int by_start(const void *a, const void *b)
{
	const struct sr_indexed *left = a, *right = b;

	if (left->at.start != right->at.start)
		return left->at.start < right->at.start ? -1 : 1;
	return left->number < right->number ? -1 :
					      left->number > right->number;
}

/* Node 1 is the root, 2k and 2k+1 are below k; the last row are the items. */
int sr_extent_index_sort(struct sr_extent_index *index)
{
	size_t i;

	for (index->leaves = 1; index->leaves < index->n; index->leaves *= 2)
		;
	index->furthest = calloc(2 * index->leaves,
				 sizeof(*index->furthest));
	if (!index->furthest)
		return -ENOMEM;
	if (index->n)
		qsort(index->items, index->n, sizeof(*index->items), by_start);
	for (i = 0; i < index->n; i++)
		index->furthest[index->leaves + i] = index->items[i].at.end;
	for (i = index->leaves - 1; i; i--)
		index->furthest[i] =
			index->furthest[2 * i] > index->furthest[2 * i + 1] ?
			index->furthest[2 * i] : index->furthest[2 * i + 1];
	return 0;
}

/* The first item from @from on that reaches @address, or n. */
static size_t first_reaching(const struct sr_extent_index *index, size_t from,
			     uint64_t address)
{
	size_t node = index->leaves + from;

	if (from >= index->n)
		return index->n;
	/* Up while all below ends too soon, then over to what is behind. */
	while (index->furthest[node] < address) {
		while (node & 1)
			node /= 2;
		if (!node)
			return index->n;
		node++;
	}
	while (node < index->leaves) {
		node *= 2;
		if (index->furthest[node] < address)
			node++;
	}
	return node - index->leaves < index->n ? node - index->leaves :
						 index->n;
}

bool sr_extent_index_next(const struct sr_extent_index *index,
			  struct sr_extent at, size_t *cursor, size_t *number)
{
	size_t i = first_reaching(index, *cursor, at.start);

	if (i == index->n || index->items[i].at.start > at.end)
		return false;
	*number = index->items[i].number;
	*cursor = i + 1;
	return true;
}

bool sr_extent_index_touches(const struct sr_extent_index *index,
			     struct sr_extent at)
{
	size_t cursor = 0, number;

	return sr_extent_index_next(index, at, &cursor, &number);
}

void sr_extent_index_free(struct sr_extent_index *index)
{
	free(index->items);
	free(index->furthest);
	*index = (struct sr_extent_index){ .n = 0 };
}
