// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see workdir.h. */
#include "workdir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#define PREFIX "softreserve-lab."
#define KEPT "softreserve-kept."
#define ROOM (8ULL << 30)
/* A directory is not locked in the very moment that it is made. */
#define YOUNG_SECONDS 60

/* Sparse files, but a whole run may touch all of them: memory is best. */
static const char *root(void)
{
	const char *chosen = getenv("TMPDIR");
	struct statvfs space;

	if (chosen && *chosen)
		return chosen;
	if (!statvfs("/dev/shm", &space) && !access("/dev/shm", W_OK) &&
	    space.f_bavail * space.f_frsize >= ROOM)
		return "/dev/shm";
	return "/tmp";
}

static void remove_directory(const char *path)
{
	char name[PATH_MAX + 256];
	struct dirent *entry;
	DIR *dir = opendir(path);

	while (dir && (entry = readdir(dir))) {
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		if (entry->d_name[0] != '.')
			unlink(name);
	}
	if (dir)
		closedir(dir);
	rmdir(path);
}

static int lock(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB)) {
		close(fd);
		return -1;
	}
	return fd;
}

static void remove_if_stale(const char *path)
{
	struct stat info;
	int fd;

	if (lstat(path, &info) || !S_ISDIR(info.st_mode) ||
	    info.st_uid != geteuid() ||
	    time(NULL) - info.st_mtime < YOUNG_SECONDS)
		return;
	fd = lock(path);
	if (fd < 0)
		return;
	remove_directory(path);
	close(fd);
}

static void sweep(const char *where)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *dir = opendir(where);

	while (dir && (entry = readdir(dir))) {
		if (strncmp(entry->d_name, PREFIX, strlen(PREFIX)) ||
		    (size_t)snprintf(path, sizeof(path), "%s/%s", where,
				     entry->d_name) >= sizeof(path))
			continue;
		remove_if_stale(path);
	}
	if (dir)
		closedir(dir);
}

int srlab_workdir_open(struct srlab_workdir *workdir,
		       struct srlab_fault *fault)
{
	const char *where = root();

	if (strchr(where, ','))
		return srlab_fail(fault, -EINVAL,
				  "%s: QEMU takes no path with a comma", where);
	sweep(where);
	snprintf(workdir->path, sizeof(workdir->path), "%s/" PREFIX "XXXXXX",
		 where);
	if (!mkdtemp(workdir->path)) {
		workdir->path[0] = '\0';
		return srlab_fail(fault, -EIO,
				  "cannot make a directory in %s: %s", where,
				  strerror(errno));
	}
	workdir->lock = lock(workdir->path);
	return 0;
}

static void keep_directory(const char *path)
{
	const char *name = strrchr(path, '/') + 1 + strlen(PREFIX);
	char kept[PATH_MAX];

	if ((size_t)snprintf(kept, sizeof(kept), "%.*s/" KEPT "%s",
			     (int)(strrchr(path, '/') - path), path, name) >=
		    sizeof(kept) ||
	    rename(path, kept))
		snprintf(kept, sizeof(kept), "%s", path);
	fprintf(stderr, "srlab: kept %s\n", kept);
}

void srlab_workdir_close(struct srlab_workdir *workdir, bool keep)
{
	if (!workdir->path[0])
		return;
	if (keep)
		keep_directory(workdir->path);
	else
		remove_directory(workdir->path);
	if (workdir->lock >= 0)
		close(workdir->lock);
	workdir->path[0] = '\0';
}
