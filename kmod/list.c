// SPDX-License-Identifier: GPL-2.0-only
/* DOC: a growing array. */
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "list.h"

/**
 * sr_list_add() - append a copy of an item
 * @list: the list; all of its items have one size
 * @item: what to append
 * @size: its size in bytes
 *
 * Return: 0 or -ENOMEM, the list unchanged.
 */
int sr_list_add(struct sr_list *list, const void *item, size_t size)
{
	size_t max = list->max ? 2 * list->max : 16;
	void *grown;

	if (list->n == list->max) {
		grown = krealloc_array(list->items, max, size, GFP_KERNEL);
		if (!grown)
			return -ENOMEM;
		list->items = grown;
		list->max = max;
	}
	memcpy((char *)list->items + list->n++ * size, item, size);
	return 0;
}

/** sr_list_free() - free a list's items and make it empty */
void sr_list_free(struct sr_list *list)
{
	kfree(list->items);
	*list = (struct sr_list){};
}
