/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: the guest's initial RAM disk: an uncompressed newc cpio archive. */
#ifndef SRLAB_INITRAMFS_H
#define SRLAB_INITRAMFS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "fault.h"

struct archive;

/** struct srlab_initramfs - an archive being written */
struct srlab_initramfs {
	/** @archive: libarchive's handle */
	struct archive *archive;
	/** @path: the file, for messages; owned */
	char *path;
};

/** srlab_initramfs_open() - start a new archive; close it in any case */
int srlab_initramfs_open(struct srlab_initramfs *initramfs, const char *path,
			 struct srlab_fault *fault);

/** srlab_initramfs_add() - add a file (and nothing for its directories) */
int srlab_initramfs_add(struct srlab_initramfs *initramfs, const char *name,
			mode_t mode, const void *data, size_t size,
			struct srlab_fault *fault);

/** srlab_initramfs_add_directory() - add a directory */
int srlab_initramfs_add_directory(struct srlab_initramfs *initramfs,
				  const char *name,
				  struct srlab_fault *fault);

/** srlab_initramfs_add_file() - add a copy of a file on this machine */
int srlab_initramfs_add_file(struct srlab_initramfs *initramfs,
			     const char *name, mode_t mode, const char *from,
			     struct srlab_fault *fault);

/** srlab_initramfs_close() - finish and free; also after a failure */
int srlab_initramfs_close(struct srlab_initramfs *initramfs,
			  struct srlab_fault *fault);

/**
 * srlab_file_read() - a whole file into memory
 * @path: the file
 * @data: its content and a 0 byte after it; the caller frees it
 * @size: without that 0 byte
 * @fault: one line on failure
 *
 * Return: 0 or -errno.
 */
int srlab_file_read(const char *path, char **data, size_t *size,
		    struct srlab_fault *fault);

#endif /* SRLAB_INITRAMFS_H */
