/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: the part of /proc/iomem around the Soft Reserved memory. */
#ifndef SRLAB_EXCERPT_H
#define SRLAB_EXCERPT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/** struct srlab_excerpt - what to show of a resource tree, and how */
struct srlab_excerpt {
	/** @start: first address of interest */
	uint64_t start;
	/** @end: last address of interest */
	uint64_t end;
	/** @indent: put before each line */
	const char *indent;
	/** @colour: names that matter stand out */
	bool colour;
};

/**
 * srlab_excerpt_print() - print the entries that touch an extent
 * @excerpt: what to show
 * @iomem: text of /proc/iomem
 * @to: where to
 *
 * Return: how many lines were printed.
 */
size_t srlab_excerpt_print(const struct srlab_excerpt *excerpt,
			   const char *iomem, FILE *to);

#endif /* SRLAB_EXCERPT_H */
