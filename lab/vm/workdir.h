/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: a run's own directory, for memory backing files and what QEMU writes.
 *
 * It is locked as long as its run lives. A run that was killed leaves one
 * behind, gigabytes perhaps; the next run finds it unlocked and removes it.
 */
#ifndef SRLAB_WORKDIR_H
#define SRLAB_WORKDIR_H

#include <limits.h>
#include <stdbool.h>

#include "fault.h"

/** struct srlab_workdir - a directory; all zero where there is none */
struct srlab_workdir {
	/** @path: the directory, "" if there is none */
	char path[PATH_MAX];
	/** @lock: descriptor that holds the lock; valid if @path is set */
	int lock;
};

/**
 * srlab_workdir_open() - make a directory, in $TMPDIR or where there is room
 *
 * Return: 0 or -errno.
 */
int srlab_workdir_open(struct srlab_workdir *workdir,
		       struct srlab_fault *fault);

/**
 * srlab_workdir_close() - remove the directory and the files in it
 * @workdir: the directory; one that was not made is fine
 * @keep: let it stand under another name, and say on stderr where
 */
void srlab_workdir_close(struct srlab_workdir *workdir, bool keep);

#endif /* SRLAB_WORKDIR_H */
