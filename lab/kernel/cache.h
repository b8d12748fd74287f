/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: the cache directory: $XDG_CACHE_HOME/softreserve, else
 * ~/.cache/softreserve.
 *
 * What is being made is made in a temporary directory beside its place and
 * renamed when it is whole, so that a reader, or the next run after a kill,
 * never sees a half-made entry. Makers hold the cache's lock; readers need not.
 */
#ifndef SRLAB_CACHE_H
#define SRLAB_CACHE_H

/**
 * srlab_cache_path() - a path in the cache
 * @path: the path, absolute; the caller frees it
 * @format: the part below the cache directory, as for printf
 *
 * Return: 0; -ENOENT if neither XDG_CACHE_HOME nor HOME is set; -ENOMEM.
 */
__attribute__((format(printf, 2, 3)))
int srlab_cache_path(char **path, const char *format, ...);

/**
 * srlab_cache_lock() - become the only maker; waits for another one
 * @fd: the lock; closing it lets go
 *
 * Makes the cache directory, and says so on stderr when it has to wait.
 *
 * Return: 0 or -errno.
 */
int srlab_cache_lock(int *fd);

/**
 * srlab_cache_lock_file() - lock a file; waits, and says so, if it is taken
 * @path: the file; made if absent
 * @fd: the lock; closing it lets go
 *
 * Return: 0 or -errno.
 */
int srlab_cache_lock_file(const char *path, int *fd);

/**
 * srlab_cache_begin() - an empty temporary directory for an entry
 * @entry: path of the entry that is to be
 * @temporary: path of the directory; the caller frees it
 *
 * Clears what a killed run left. The caller holds the cache's lock.
 *
 * Return: 0 or -errno.
 */
int srlab_cache_begin(const char *entry, char **temporary);

/**
 * srlab_cache_commit() - put a whole entry into its place, in one step
 * @temporary: from srlab_cache_begin()
 * @entry: the place; what was there is removed
 *
 * Return: 0 or -errno.
 */
int srlab_cache_commit(const char *temporary, const char *entry);

/**
 * srlab_cache_point() - make or turn a symbolic link, in one step
 * @link: path of the link
 * @target: what it is to point at
 *
 * Return: 0 or -errno.
 */
int srlab_cache_point(const char *link, const char *target);

/**
 * srlab_cache_remove() - remove a file or a directory with all in it
 * @path: may be absent
 *
 * Return: 0 or -errno.
 */
int srlab_cache_remove(const char *path);

/**
 * srlab_cache_make_directories() - make a directory and all above it
 * @path: may be there already
 *
 * Return: 0 or -errno.
 */
int srlab_cache_make_directories(const char *path);

#endif /* SRLAB_CACHE_H */
