// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: extents and the cursor that walks a sorted list of them.
 */
#include "extent.h"

/* Move on to the next item that counts, beginning with @cursor->next. */
static void sr_cursor_seek(struct sr_cursor *cursor)
{
	const char *item;

	for (; cursor->next < cursor->n; cursor->next++) {
		item = cursor->base + cursor->next * cursor->stride;
		if (!cursor->keep || cursor->keep(item)) {
			cursor->head = (const struct sr_extent *)item;
			return;
		}
	}
	cursor->head = NULL;
}

void sr_cursor_init(struct sr_cursor *cursor, const void *base, size_t n,
		    size_t stride, bool (*keep)(const void *item))
{
	memset(cursor, 0, sizeof(*cursor));
	cursor->base = base;
	cursor->stride = stride;
	cursor->n = n;
	cursor->keep = keep;
	sr_cursor_seek(cursor);
}

/* Whether the head item belongs to the same piece of the union as @pos. */
static bool sr_cursor_joins(const struct sr_cursor *cursor, u64 pos)
{
	if (cursor->head->start <= pos)
		return true;
	if (cursor->edges || !cursor->any || cursor->reach < pos)
		return false;
	return cursor->head->start - 1 <= cursor->reach;
}

bool sr_cursor_at(struct sr_cursor *cursor, u64 pos, u64 *last)
{
	bool inside;

	while (cursor->head && sr_cursor_joins(cursor, pos)) {
		if (!cursor->any || cursor->head->end > cursor->reach)
			cursor->reach = cursor->head->end;
		cursor->any = true;
		cursor->next++;
		sr_cursor_seek(cursor);
	}

	inside = cursor->any && cursor->reach >= pos;
	*last = inside ? cursor->reach : U64_MAX;
	if (cursor->head && cursor->head->start - 1 < *last)
		*last = cursor->head->start - 1;
	return inside;
}

bool sr_cursor_touches(struct sr_cursor *cursor, const struct sr_extent *at)
{
	u64 last;

	return sr_cursor_at(cursor, at->start, &last) || last < at->end;
}

u64 sr_cursor_bytes(struct sr_cursor *cursor, const struct sr_extent *at)
{
	u64 pos = at->start;
	u64 bytes = 0;
	u64 last;
	bool inside;

	for (;;) {
		inside = sr_cursor_at(cursor, pos, &last);
		if (last > at->end)
			last = at->end;
		if (inside)
			bytes += last - pos + 1;
		if (last == at->end)
			return bytes;
		pos = last + 1;
	}
}

bool sr_extent_align(const struct sr_extent *at, u64 align,
		     struct sr_extent *inside)
{
	u64 mask = align - 1;

	*inside = *at;
	if (inside->start & mask) {
		if ((inside->start | mask) == U64_MAX)
			return false;
		inside->start = (inside->start | mask) + 1;
	}
	if ((inside->end & mask) != mask) {
		if (inside->end < align)
			return false;
		inside->end = (inside->end & ~mask) - 1;
	}
	return inside->start <= inside->end;
}
