/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: what adds lanes and extents to an address map, one machine's.
 */
#ifndef SRCTL_MAP_BRUSH_H
#define SRCTL_MAP_BRUSH_H

#include "map_model.h"
#include "ruled_machine.h"

/** struct brush - the map that is being made, and what helps to make it */
struct brush {
	const struct machine *machine;
	struct lanes *lanes;
	/** @windows: the platform's, by their number */
	struct sr_extent_index windows;
	/** @ranges: in which memory blocks are looked for */
	struct sr_extent_index ranges;
	/** @regions: that a range's odd ends could be served by */
	struct sr_extent_index regions;
	/** @culprits: decoders that are drawn as bad, by their address; owned */
	const struct sr_decoder **culprits;
	size_t n_culprits;
	/** @err: the first failure, a -errno; nothing is added after it */
	int err;
};

/** brush_start_lane() - what is painted from now on is on a new lane */
void brush_start_lane(struct brush *brush, const char *name);

/**
 * brush_add() - an extent on the lane, with labels of its own
 * @brush: the brush
 * @at: where it is
 * @tone: what it is
 * @kind: what several like it are called together; static
 * @bytes: its size, or less where it stands for pieces
 * @label: its label
 * @brief: the same for narrow boxes
 */
void brush_add(struct brush *brush, struct sr_extent at, enum lane_tone tone,
	       const char *kind, uint64_t bytes, const char *label,
	       const char *brief);

/**
 * brush_paint() - an extent on the lane
 * @brush: the brush
 * @start: its first byte
 * @size: in bytes; 0: nothing is painted
 * @tone: what it is
 * @kind: what several like it are called together; static
 * @detail: behind the name in the label
 * @format: of its name; the label is NAME DETAIL SIZE, and NAME the short form
 */
void brush_paint(struct brush *brush, uint64_t start, uint64_t size,
		 enum lane_tone tone, const char *kind, const char *detail,
		 const char *format, ...)
	__attribute__((format(printf, 7, 8)));

/** brush_paint_linux() - all lanes that show what Linux made of the machine */
void brush_paint_linux(struct brush *brush);

#endif /* SRCTL_MAP_BRUSH_H */
