/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: apt with a configuration of its own.
 *
 * Lists, sources and downloads stand in the cache directory, so that neither
 * root nor a change to this machine's apt is needed. The sources are derived
 * from this machine's own, those for another release too; proxies, credentials and trusted keys are shared.
 * apt checks signatures and hashes. The caller holds the cache's lock.
 */
#ifndef SRLAB_APT_H
#define SRLAB_APT_H

#include <stddef.h>

/** struct srlab_apt - a private apt */
struct srlab_apt {
	/** @configuration: path of its configuration file; owned */
	char *configuration;
	/** @log: path of the log of the last command; owned */
	char *log;
};

/**
 * srlab_apt_open() - set a private apt up
 * @suites: the suites wanted; those that no source carries are left out
 * @n_suites: entries in @suites
 * @out: the apt; the caller frees it with srlab_apt_free()
 * @error: one line on failure
 * @error_size: bytes in @error
 *
 * Return: 0; -ENOENT if no source carries any of the suites; other -errno.
 */
int srlab_apt_open(const char *const *suites, size_t n_suites,
		   struct srlab_apt **out, char *error, size_t error_size);

/** srlab_apt_free() - free a private apt, also half-built; NULL is fine */
void srlab_apt_free(struct srlab_apt *apt);

/**
 * srlab_apt_update() - fetch the package lists, with progress on stderr
 * @apt: which apt
 * @error: one line on failure
 * @error_size: bytes in @error
 *
 * Return: 0 or -errno.
 */
int srlab_apt_update(const struct srlab_apt *apt, char *error,
		     size_t error_size);

/**
 * srlab_apt_version() - the version of a package in a suite
 * @apt: which apt
 * @package: its name
 * @suite: the suite
 * @version: its newest version there, or NULL if it is not there; the caller
 *	frees it
 *
 * Return: 0 or -errno.
 */
int srlab_apt_version(const struct srlab_apt *apt, const char *package,
		      const char *suite, char **version);

/**
 * srlab_apt_names() - the names of packages that begin alike
 * @apt: which apt
 * @prefix: how they begin
 * @names: one a line, in no order, of any suite; the caller frees it
 *
 * Return: 0 or -errno.
 */
int srlab_apt_names(const struct srlab_apt *apt, const char *prefix,
		    char **names);

/**
 * srlab_apt_depends() - what a package depends on
 * @apt: which apt
 * @package: "name" or "name=version"
 * @depends: its Depends field; the caller frees it
 *
 * Return: 0; -ENOENT if there is no such package; other -errno.
 */
int srlab_apt_depends(const struct srlab_apt *apt, const char *package,
		      char **depends);

/**
 * srlab_apt_download() - download a package, with progress on stderr
 * @apt: which apt
 * @package: "name" or "name=version"
 * @directory: where to put it
 * @error: one line on failure
 * @error_size: bytes in @error
 *
 * Return: 0 or -errno.
 */
int srlab_apt_download(const struct srlab_apt *apt, const char *package,
		       const char *directory, char *error, size_t error_size);

#endif /* SRLAB_APT_H */
