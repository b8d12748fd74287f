// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* DOC: see whole_file.h. */
#include "whole_file.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

typedef int (*writer)(const void *what, FILE *to);

static int write_and_close(writer write, const void *what, FILE *to)
{
	int err;

	errno = 0;
	err = write(what, to);
	/* What failed may have been before the last flush. */
	if (!err && (fflush(to) || ferror(to)))
		err = errno ? -errno : -EIO;
	/* A device or a pipe has nothing to be kept. */
	if (!err && fsync(fileno(to)) && errno != EINVAL && errno != EROFS)
		err = -errno;
	if (fclose(to) && !err)
		err = -errno;
	return err;
}

static int write_through(const char *path, writer write, const void *what)
{
	FILE *to = fopen(path, "we");

	return to ? write_and_close(write, what, to) : -errno;
}

static mode_t new_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

static int replace(const char *path, mode_t mode, writer write,
		   const void *what)
{
	char *temporary;
	int err = 0, file;
	FILE *to;

	if (asprintf(&temporary, "%s.XXXXXX", path) < 0)
		return -ENOMEM;
	file = mkstemp(temporary);
	to = file < 0 ? NULL : fdopen(file, "w");
	if (!to)
		err = -errno;
	if (!err && fchmod(file, mode))
		err = -errno;
	if (to && err)
		fclose(to);
	else if (to)
		err = write_and_close(write, what, to);
	if (!err && rename(temporary, path))
		err = -errno;
	if (err && file >= 0)
		unlink(temporary);
	free(temporary);
	return err;
}

int whole_file_write(const char *path, writer write, const void *what)
{
	struct stat old;
	char *target;
	int err;

	if (stat(path, &old)) {
		if (errno != ENOENT)
			return -errno;
		/* Also what a dangling link points to is made by opening it. */
		return lstat(path, &old) ?
		       replace(path, new_mode(), write, what) :
		       write_through(path, write, what);
	}
	if (!S_ISREG(old.st_mode))
		return write_through(path, write, what);
	target = realpath(path, NULL);
	if (!target)
		return -errno;
	err = replace(target, old.st_mode & 07777, write, what);
	free(target);
	return err;
}
