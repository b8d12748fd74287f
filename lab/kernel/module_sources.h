/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: the sources of a module, and their copy in a build directory, so that it
 * builds for several kernels side by side.
 */
#ifndef SRLAB_MODULE_SOURCES_H
#define SRLAB_MODULE_SOURCES_H

#include <stddef.h>

/** SRLAB_ROOMS_MAX - directories that a module may be made of */
#define SRLAB_ROOMS_MAX 2

/**
 * srlab_module_sources() - list the sources with their sizes and times
 * @root: the source tree
 * @rooms: the directories below it that the module is made of, NULL at the
 *	end; the first has its Kbuild
 * @sources: a line per file, "SIZE MTIME PATH" with PATH below @root, sorted;
 *	the caller frees it. Equal text means unchanged sources.
 * @error: one line on failure
 * @error_size: bytes in @error
 *
 * Return: 0; -ENOENT if there is no Kbuild; other -errno.
 */
int srlab_module_sources(const char *root, const char *const *rooms,
			 char **sources, char *error, size_t error_size);

/**
 * srlab_module_sources_copy() - bring a build directory's copy up to date
 * @root: the source tree
 * @sources: from srlab_module_sources()
 * @directory: the build directory
 * @error: one line on failure
 * @error_size: bytes in @error
 *
 * Copies what is newer, so that make rebuilds only that. Starts afresh if a
 * file that was copied is no longer among the sources.
 *
 * Return: 0 or -errno.
 */
int srlab_module_sources_copy(const char *root, const char *sources,
			      const char *directory, char *error,
			      size_t error_size);

#endif /* SRLAB_MODULE_SOURCES_H */
