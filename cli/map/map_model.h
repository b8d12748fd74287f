/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: an address map as lanes, without saying how it is drawn.
 *
 * A lane holds labelled extents. All edges of all extents cut the address
 * space into segments; a segment that no extent touches is a gap. Every segment
 * gets a width that grows with the logarithm of its size, so that 256 MiB can be
 * seen beside 2 TiB, and the segments are dealt out to strips that fit the
 * paper. Extents of one lane that overlap go to rows of their own.
 */
#ifndef SRCTL_MAP_MODEL_H
#define SRCTL_MAP_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/** enum lane_tone - what an extent is; renderers choose colour and hatching */
enum lane_tone {
	LANE_RAM,
	LANE_RESERVED,  /* not to be had */
	LANE_OFFERED,   /* Soft Reserved */
	LANE_WINDOW,
	LANE_DECODER,
	LANE_REGION,
	LANE_DAX,
	LANE_ONLINE,
	LANE_BAD,       /* it is there but does not work */
	LANE_STRANDED,  /* nobody can use it */
	LANE_TONES,
};

/** struct lane_extent - a labelled piece of a lane */
struct lane_extent {
	/** @start: first byte */
	uint64_t start;
	/** @end: last byte */
	uint64_t end;
	enum lane_tone tone;
	/** @label: with its size; owned */
	char *label;
	/** @brief: shorter, for narrow boxes; owned */
	char *brief;
	/** @kind: what several like it are called together; static */
	const char *kind;
	/** @bytes: its size; of all pieces together where it stands for some */
	uint64_t bytes;
	/** @pieces: how many extents it stands for, by lanes_gather() */
	size_t pieces;
	/** @row: row in its lane, by lanes_layout() */
	size_t row;
};

/** struct lane - one lane */
struct lane {
	/** @name: at its left; owned */
	char *name;
	struct lane_extent *extents;
	size_t n_extents;
	/** @n_rows: rows that its extents need, by lanes_layout() */
	size_t n_rows;
};

/** struct lanes_segment - a piece of address space between two edges */
struct lanes_segment {
	uint64_t start;
	/** @end: last byte */
	uint64_t end;
	/** @gap: no extent touches it */
	bool gap;
	/** @plain: nothing but System RAM is there */
	bool plain;
	/** @x: where it begins in its strip */
	unsigned int x;
	/** @width: how wide it is drawn */
	unsigned int width;
};

/** struct lanes_strip - segments that are drawn side by side */
struct lanes_strip {
	size_t first;
	size_t n;
};

/** struct lanes - the picture; lanes_free() is its destructor */
struct lanes {
	/** @title: above it; owned */
	char *title;
	/** @note: below the title, or NULL; owned */
	char *note;
	struct lane *lanes;
	size_t n_lanes;
	struct lanes_segment *segments;
	size_t n_segments;
	struct lanes_strip *strips;
	size_t n_strips;
};

/** struct lanes_paper - how much room there is, in units of the renderer */
struct lanes_paper {
	/** @width: for the segments of one strip */
	unsigned int width;
	/** @least: of a segment, at least */
	unsigned int least;
	/** @plain: of one with nothing but System RAM */
	unsigned int plain;
	/** @gap: width of a gap */
	unsigned int gap;
};

/** struct lanes_flag - a text that belongs to a place below it */
struct lanes_flag {
	/** @x: the place */
	unsigned int x;
	/** @length: of the text */
	unsigned int length;
	/** @left: where the text begins, by lanes_flags() */
	unsigned int left;
	/** @row: 0 is next to the picture, by lanes_flags() */
	unsigned int row;
};

/** lanes_new() - an empty picture; NULL where out of memory */
struct lanes *lanes_new(const char *title);

/** lanes_free() - free it, also half-built; NULL is fine */
void lanes_free(struct lanes *lanes);

/** lanes_add_lane() - add a lane; 0 or -ENOMEM */
int lanes_add_lane(struct lanes *lanes, const char *name);

/**
 * lanes_add() - add an extent to the lane added last
 * @lanes: the picture
 * @start: first byte
 * @end: last byte, not before @start
 * @tone: what it is
 * @label: copied
 * @brief: copied
 *
 * Return: 0, -EINVAL where the end is before the start, or -ENOMEM.
 */
int lanes_add(struct lanes *lanes, uint64_t start, uint64_t end,
	      enum lane_tone tone, const char *label, const char *brief);

/**
 * lanes_set_kind() - say more of the extent added last
 * @lanes: the picture
 * @kind: what several like it are called together; static. If it is not said,
 *	  it is the name of the tone.
 * @bytes: its size; if it is not said, it is from start to end
 */
void lanes_set_kind(struct lanes *lanes, const char *kind, uint64_t bytes);

/** lanes_count() - how many extents there are in all lanes */
size_t lanes_count(const struct lanes *lanes);

/**
 * lanes_gather() - make one of many where there is too much to draw
 * @lanes: the picture, before lanes_layout()
 *
 * What comes of it has a bounded number of segments, rows and extents,
 * whatever there was; the sum of @pieces and the sum of @bytes are as before.
 *
 * Return: 0 or -ENOMEM.
 */
int lanes_gather(struct lanes *lanes);

/** lane_is_gathered() - whether an extent of the lane stands for several */
bool lane_is_gathered(const struct lane *lane);

/**
 * lane_extent_number() - "3 x", for boxes that are too narrow for more
 * @extent: the extent
 * @text: where to
 * @size: bytes in @text
 *
 * Return: whether it stands for several, so that this says anything.
 */
bool lane_extent_number(const struct lane_extent *extent, char *text,
			size_t size);

/**
 * lane_sum() - what is in a lane, as "3 x System RAM 66 GiB, 9 x ..."
 * @lane: the lane
 * @text: where to
 * @size: bytes in @text
 */
void lane_sum(const struct lane *lane, char *text, size_t size);

/** lane_free() - free what the lane holds, not the struct */
void lane_free(struct lane *lane);

/**
 * lanes_layout() - cut into segments and strips, and place them
 * @lanes: the picture
 * @paper: how much room there is; at least one segment must fit
 *
 * Return: 0 or -ENOMEM.
 */
int lanes_layout(struct lanes *lanes, const struct lanes_paper *paper);

/**
 * lanes_place() - where an extent is in a strip
 * @lanes: laid out
 * @strip: the strip
 * @extent: the extent
 * @x: where it begins
 * @width: how wide it is
 *
 * Return: false if it is not in this strip.
 */
bool lanes_place(const struct lanes *lanes, const struct lanes_strip *strip,
		 const struct lane_extent *extent, unsigned int *x,
		 unsigned int *width);

/**
 * lanes_flags() - place texts above their places so that none collides
 * @flags: from left to right
 * @n: entries in @flags
 * @width: room in all
 * @space: room between two texts
 *
 * Return: rows needed; 0 if there is no room for all.
 */
unsigned int lanes_flags(struct lanes_flag *flags, size_t n,
			 unsigned int width, unsigned int space);

/** struct lanes_style - how the terminal shows it */
struct lanes_style {
	/** @width: columns */
	unsigned int width;
	/** @ascii: nothing but ASCII */
	bool ascii;
	/** @color: escape sequences */
	bool color;
};

/** lanes_print() - draw it in the terminal; 0 or -ENOMEM */
int lanes_print(struct lanes *lanes, const struct lanes_style *style,
		FILE *to);

/** LANES_GATHERED - what is said above the sums of gathered lanes */
#define LANES_GATHERED \
	"There is too much to draw all of it. What is of one kind and lies together is one box, with how many it stands for. In all:"

/** lanes_draw() - draw it as SVG; 0 or -ENOMEM */
int lanes_draw(struct lanes *lanes, FILE *to);

/** lanes_tone_name() - for the legend: "System RAM" */
const char *lanes_tone_name(enum lane_tone tone);

/** lanes_tone_used() - whether the picture has it */
bool lanes_tone_used(const struct lanes *lanes, enum lane_tone tone);

#endif /* SRCTL_MAP_MODEL_H */
