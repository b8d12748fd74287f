// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: what adds lanes and extents to an address map.
 */
#include "map_brush.h"

#include <stdarg.h>
#include <stdio.h>

#include "amount.h"

void brush_start_lane(struct brush *brush, const char *name)
{
	if (!brush->err)
		brush->err = lanes_add_lane(brush->lanes, name);
}

void brush_add(struct brush *brush, struct sr_extent at, enum lane_tone tone,
	       const char *kind, uint64_t bytes, const char *label,
	       const char *brief)
{
	brush->err = lanes_add(brush->lanes, at.start, at.end, tone, label,
			       brief);
	if (!brush->err)
		lanes_set_kind(brush->lanes, kind, bytes);
}

void brush_paint(struct brush *brush, uint64_t start, uint64_t size,
		 enum lane_tone tone, const char *kind, const char *detail,
		 const char *format, ...)
{
	char name[64], label[128];
	va_list args;

	if (brush->err || !size)
		return;
	va_start(args, format);
	vsnprintf(name, sizeof(name), format, args);
	va_end(args);
	snprintf(label, sizeof(label), "%s%s%s %s", name, *detail ? " " : "",
		 detail, amount_bytes(size).text);
	brush_add(brush, (struct sr_extent){ start, start + (size - 1) }, tone,
		  kind, size, label, name);
}
