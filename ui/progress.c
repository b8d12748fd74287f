// SPDX-License-Identifier: GPL-2.0-only
#include "progress.h"

#include <stdio.h>
#include <unistd.h>

#define BAR_CELLS 24
/* Clears what is left of a longer line that was there before. */
#define TO_LINE_END "\033[K"

static double seconds_since(const struct timespec *began)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - began->tv_sec) +
	       (double)(now.tv_nsec - began->tv_nsec) / 1e9;
}

void srlab_progress_begin(struct srlab_progress *progress, const char *label)
{
	progress->label = label;
	progress->is_terminal = isatty(STDERR_FILENO);
	progress->percent = -1;
	clock_gettime(CLOCK_MONOTONIC, &progress->began);
	if (progress->is_terminal)
		fprintf(stderr, "\r%s ..." TO_LINE_END, label);
}

void srlab_progress_set(struct srlab_progress *progress, int percent)
{
	char bar[BAR_CELLS + 1];
	int i;

	if (percent < 0)
		percent = 0;
	if (percent > 100)
		percent = 100;
	if (!progress->is_terminal || percent == progress->percent)
		return;
	progress->percent = percent;
	for (i = 0; i < BAR_CELLS; i++)
		bar[i] = i * 100 < percent * BAR_CELLS ? '#' : '.';
	bar[BAR_CELLS] = '\0';
	fprintf(stderr, "\r[%s] %3d%%  %s" TO_LINE_END, bar, percent,
		progress->label);
}

void srlab_progress_end(struct srlab_progress *progress, bool ok)
{
	fprintf(stderr, "%s%s: %s (%.1f s)\n",
		progress->is_terminal ? "\r" TO_LINE_END : "", progress->label,
		ok ? "done" : "failed", seconds_since(&progress->began));
}
