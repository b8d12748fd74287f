// SPDX-License-Identifier: GPL-2.0-only
#include "cache.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static int cache_directory(char **path)
{
	const char *xdg = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");
	int n;

	/* The XDG specification says to ignore a relative path. */
	if (xdg && *xdg == '/')
		n = asprintf(path, "%s/softreserve", xdg);
	else if (home && *home == '/')
		n = asprintf(path, "%s/.cache/softreserve", home);
	else
		return -ENOENT;
	return n < 0 ? -ENOMEM : 0;
}

int srlab_cache_path(char **path, const char *format, ...)
{
	char *directory, *below;
	va_list arguments;
	int n;

	n = cache_directory(&directory);
	if (n)
		return n;
	va_start(arguments, format);
	n = vasprintf(&below, format, arguments);
	va_end(arguments);
	if (n >= 0) {
		n = asprintf(path, "%s/%s", directory, below);
		free(below);
	}
	free(directory);
	return n < 0 ? -ENOMEM : 0;
}

int srlab_cache_make_directories(const char *path)
{
	char *copy = strdup(path);
	char *slash = copy;
	int rc = 0;

	if (!copy)
		return -ENOMEM;
	while (!rc && slash) {
		slash = strchr(slash + 1, '/');
		if (slash)
			*slash = '\0';
		if (mkdir(copy, 0755) && errno != EEXIST)
			rc = -errno;
		if (slash)
			*slash = '/';
	}
	free(copy);
	return rc;
}

int srlab_cache_lock_file(const char *path, int *fd)
{
	int rc;

	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (*fd < 0)
		return -errno;
	rc = flock(*fd, LOCK_EX | LOCK_NB);
	if (rc && errno == EWOULDBLOCK) {
		fprintf(stderr, "waiting for another srlab to let go of %s\n",
			path);
		do
			rc = flock(*fd, LOCK_EX);
		while (rc && errno == EINTR);
	}
	if (rc) {
		rc = -errno;
		close(*fd);
	}
	return rc;
}

int srlab_cache_lock(int *fd)
{
	char *directory, *path;
	int rc;

	rc = cache_directory(&directory);
	if (rc)
		return rc;
	rc = srlab_cache_make_directories(directory);
	free(directory);
	if (rc)
		return rc;
	rc = srlab_cache_path(&path, "lock");
	if (rc)
		return rc;
	rc = srlab_cache_lock_file(path, fd);
	free(path);
	return rc;
}

static int remove_one(const char *path, const struct stat *status, int type,
		      struct FTW *where)
{
	(void)status;
	(void)type;
	(void)where;
	return remove(path) && errno != ENOENT ? -errno : 0;
}

int srlab_cache_remove(const char *path)
{
	struct stat status;
	int rc;

	if (lstat(path, &status))
		return errno == ENOENT ? 0 : -errno;
	rc = nftw(path, remove_one, 32, FTW_DEPTH | FTW_PHYS);
	return rc == -1 ? -errno : rc;
}

int srlab_cache_begin(const char *entry, char **temporary)
{
	int rc;

	if (asprintf(temporary, "%s.new", entry) < 0)
		return -ENOMEM;
	rc = srlab_cache_remove(*temporary);
	if (!rc)
		rc = srlab_cache_make_directories(*temporary);
	if (rc) {
		free(*temporary);
		*temporary = NULL;
	}
	return rc;
}

int srlab_cache_commit(const char *temporary, const char *entry)
{
	if (rename(temporary, entry) == 0)
		return 0;
	if (errno != ENOTEMPTY && errno != EEXIST)
		return -errno;
	/* A full directory is swapped with the new one, then cleared away. */
	if (renameat2(AT_FDCWD, temporary, AT_FDCWD, entry, RENAME_EXCHANGE))
		return -errno;
	return srlab_cache_remove(temporary);
}

int srlab_cache_point(const char *link, const char *target)
{
	char *temporary;
	int rc = 0;

	if (asprintf(&temporary, "%s.new", link) < 0)
		return -ENOMEM;
	if (unlink(temporary) && errno != ENOENT)
		rc = -errno;
	if (!rc && symlink(target, temporary))
		rc = -errno;
	if (!rc && rename(temporary, link))
		rc = -errno;
	free(temporary);
	return rc;
}
