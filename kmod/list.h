/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: a growing array. */
#ifndef SR_LIST_H
#define SR_LIST_H

#include <linux/types.h>

/** struct sr_list - a growing array */
struct sr_list {
	/** @items: the entries */
	void *items;
	/** @n: how many */
	size_t n;
	/** @max: for how many there is room */
	size_t max;
};

int sr_list_add(struct sr_list *list, const void *item, size_t size);
void sr_list_free(struct sr_list *list);

#endif /* SR_LIST_H */
