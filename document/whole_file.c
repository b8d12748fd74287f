// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: see whole_file.h.
 *
 * Who runs this may be root, and the directory may be everybody's. So each name
 * is looked at once, through a descriptor that stays what it was, and nothing
 * that another user made lends the new file its mode, or leads elsewhere.
 */
#include "whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINKS_MAX 8

typedef int (*writer)(const void *what, FILE *to);

/* What is written, and how. */
struct content {
	writer write;
	const void *what;
};

static int write_and_close(const struct content *content, FILE *to)
{
	int err;

	errno = 0;
	err = content->write(content->what, to);
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

static int write_to_file(const struct content *content, int file)
{
	FILE *to = fdopen(file, "w");
	int err = -errno;

	if (to)
		return write_and_close(content, to);
	close(file);
	return err;
}

static bool is_ours(const struct stat *file)
{
	return file->st_uid == geteuid();
}

static bool is_trusted(const struct stat *file)
{
	return is_ours(file) || !file->st_uid;
}

/* Only root makes devices; a pipe of another user has him at its end. */
static int may_write_through(const struct stat *file)
{
	if (S_ISREG(file->st_mode))
		return -EAGAIN;
	if (S_ISCHR(file->st_mode) || S_ISBLK(file->st_mode))
		return 0;
	return is_trusted(file) ? 0 : -EPERM;
}

static int write_through(int dir, const char *name, const struct stat *seen,
			 const struct content *content)
{
	struct stat opened;
	int file, err = may_write_through(seen);

	if (err)
		return err;
	file = openat(dir, name, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (file < 0)
		return -errno;
	err = fstat(file, &opened) ? -errno : may_write_through(&opened);
	if (!err)
		return write_to_file(content, file);
	close(file);
	return err;
}

static mode_t new_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

/* Never a setuid bit; nor rights of a group that is not the file's any more. */
static int set_mode(int file, const struct stat *old)
{
	mode_t mode = new_mode();
	struct stat made;

	if (fstat(file, &made))
		return -errno;
	if (old && old->st_gid == made.st_gid)
		mode = old->st_mode & 0777;
	else if (old)
		mode &= old->st_mode;
	return fchmod(file, mode) ? -errno : 0;
}

static int open_temporary(int dir, const char *name, char *path, size_t size)
{
	uint64_t number;
	int file;

	if (getrandom(&number, sizeof(number), 0) != sizeof(number))
		return -EIO;
	if ((size_t)snprintf(path, size, "%s.%016" PRIx64, name, number) >=
	    size)
		return -ENAMETOOLONG;
	file = openat(dir, path,
		      O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		      0600);
	return file < 0 ? -errno : file;
}

static int replace(int dir, const char *name, const struct stat *old,
		   const struct content *content)
{
	char temporary[NAME_MAX + 1];
	int err, file;

	file = open_temporary(dir, name, temporary, sizeof(temporary));
	if (file < 0)
		return file;
	err = set_mode(file, old);
	if (err)
		close(file);
	else
		err = write_to_file(content, file);
	if (!err && renameat(dir, temporary, dir, name))
		err = -errno;
	if (err)
		unlinkat(dir, temporary, 0);
	return err;
}

static int write_below(int from, const char *path, unsigned int links,
		       const struct content *content);

/* @link is the link itself: what it says cannot change any more. */
static int follow(int dir, const char *name, int link, unsigned int links,
		  const struct content *content)
{
	char target[PATH_MAX];
	struct stat end;
	ssize_t length;

	/* Those of /proc/self/fd have no path that could be walked. */
	if (!fstatat(dir, name, &end, 0) && !S_ISREG(end.st_mode))
		return write_through(dir, name, &end, content);
	length = readlinkat(link, "", target, sizeof(target) - 1);
	if (length < 0)
		return -errno;
	target[length] = '\0';
	return write_below(dir, target, links + 1, content);
}

static int write_seen(int dir, const char *name, int seen, unsigned int links,
		      const struct content *content)
{
	struct stat old;

	if (fstat(seen, &old))
		return -errno;
	if (S_ISLNK(old.st_mode))
		return is_trusted(&old) && links < LINKS_MAX ?
			       follow(dir, name, seen, links, content) :
			       -ELOOP;
	if (!S_ISREG(old.st_mode))
		return write_through(dir, name, &old, content);
	return is_ours(&old) ? replace(dir, name, &old, content) : -EPERM;
}

static int write_in(int dir, const char *name, unsigned int links,
		    const struct content *content)
{
	int err, seen = openat(dir, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);

	if (seen < 0)
		return errno == ENOENT ? replace(dir, name, NULL, content) :
					 -errno;
	err = write_seen(dir, name, seen, links, content);
	close(seen);
	return err;
}

static int write_below(int from, const char *path, unsigned int links,
		       const struct content *content)
{
	const char *slash = strrchr(path, '/');
	char directory[PATH_MAX] = ".";
	int dir, err;

	if (slash && (size_t)(slash - path) + 1 >= sizeof(directory))
		return -ENAMETOOLONG;
	if (slash)
		snprintf(directory, sizeof(directory), "%.*s",
			 (int)(slash - path) + 1, path);
	dir = openat(from, directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return -errno;
	err = write_in(dir, slash ? slash + 1 : path, links, content);
	close(dir);
	return err;
}

int whole_file_write(const char *path, writer write, const void *what)
{
	const struct content content = { write, what };

	return write_below(AT_FDCWD, path, 0, &content);
}

const char *whole_file_why(int err)
{
	if (err == -EPERM)
		return "it is there already and belongs to another user; remove it, or name another file";
	if (err == -ELOOP)
		return "it is a symbolic link that another user made, or one that leads nowhere; it is not followed";
	return strerror(-err);
}
