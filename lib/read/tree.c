// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: opening what is read, of the live machine or of a tree that was copied.
 *
 * A copied tree is somebody's: its links are followed as if the tree were all
 * there is, and what is opened of it is a plain file or a directory, never a
 * device or a pipe. openat2() does the former. What it opens is looked at before
 * it is opened for reading, for to open a device may do something already.
 *
 * Readers hold descriptors of directories in the tree, below which links must
 * lead up to the tree's root; so a path is made whole before it is resolved.
 */
#include "system_private.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The root of the tree that this thread reads; -1: it reads the live machine. */
static _Thread_local int tree = -1;

static int resolve(const char *path, uint64_t flags)
{
	const struct open_how how = {
		.flags = O_PATH | O_CLOEXEC | flags,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	long fd = syscall(SYS_openat2, tree, path, &how, sizeof(how));

	return fd < 0 ? -errno : (int)fd;
}

static int path_of(int fd, char path[PATH_MAX])
{
	char link[32];
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = readlink(link, path, PATH_MAX - 1);
	if (length < 0)
		return -errno;
	path[length] = '\0';
	return 0;
}

/* The path from the tree's root to @path below @at. */
static int path_in_tree(int at, const char *path, char whole[PATH_MAX])
{
	char root[PATH_MAX], directory[PATH_MAX];
	int err = path_of(tree, root);
	size_t length;

	if (!err)
		err = path_of(at, directory);
	if (err)
		return err;
	length = strcmp(root, "/") ? strlen(root) : 0;
	if (strncmp(directory, root, length) ||
	    (directory[length] && directory[length] != '/'))
		return -EXDEV;
	if (snprintf(whole, PATH_MAX, ".%s/%s", directory + length, path) >=
	    PATH_MAX)
		return -ENAMETOOLONG;
	return 0;
}

static int open_found(int found, int flags)
{
	struct stat info;
	char link[32];
	int fd;

	if (fstat(found, &info))
		return -errno;
	if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode))
		return -ENOTSUP;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", found);
	fd = open(link, flags);
	return fd < 0 ? -errno : fd;
}

static int open_in_tree(int at, const char *path, int flags)
{
	char whole[PATH_MAX];
	int fd, found, err = path_in_tree(at, path, whole);

	if (err)
		return err;
	found = resolve(whole, 0);
	if (found < 0)
		return found;
	fd = open_found(found, flags);
	close(found);
	return fd;
}

int sr_open(int at, const char *path, int flags)
{
	int fd;

	flags |= O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
	if (tree >= 0)
		return open_in_tree(at, path, flags);
	fd = openat(at, path, flags);
	return fd < 0 ? -errno : fd;
}

int sr_tree_enter(int root)
{
	struct stat live, copied;
	int fd;

	if (fstat(root, &copied) || stat("/", &live))
		return -errno;
	if (live.st_dev == copied.st_dev && live.st_ino == copied.st_ino)
		return 0;
	tree = root;
	fd = resolve(".", 0);
	if (fd < 0) {
		tree = -1;
		return fd;
	}
	close(fd);
	return 0;
}

void sr_tree_leave(void)
{
	tree = -1;
}
