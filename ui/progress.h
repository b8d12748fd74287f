/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: progress of an operation that takes more than two seconds, on stderr.
 *
 * On a terminal: one line that is redrawn, with a bar where the share done is
 * known. Elsewhere: one line when the operation ends. Use one at a time.
 */
#ifndef SRLAB_PROGRESS_H
#define SRLAB_PROGRESS_H

#include <stdbool.h>
#include <time.h>

/** struct srlab_progress - one operation under way; on the caller's stack */
struct srlab_progress {
	/** @label: what is done; borrowed from the caller */
	const char *label;
	/** @is_terminal: stderr is a terminal */
	bool is_terminal;
	/** @percent: last figure drawn; -1: none yet */
	int percent;
	/** @began: when it began, on the monotonic clock */
	struct timespec began;
};

/**
 * srlab_progress_begin() - an operation begins
 * @progress: filled in
 * @label: what is done, for example "unpacking linux-image"
 */
void srlab_progress_begin(struct srlab_progress *progress, const char *label);

/**
 * srlab_progress_set() - how much is done
 * @progress: of what
 * @percent: 0 to 100
 */
void srlab_progress_set(struct srlab_progress *progress, int percent);

/**
 * srlab_progress_end() - it is over
 * @progress: of what
 * @ok: false if it failed
 */
void srlab_progress_end(struct srlab_progress *progress, bool ok);

#endif /* SRLAB_PROGRESS_H */
