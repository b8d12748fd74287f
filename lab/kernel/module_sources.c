// SPDX-License-Identifier: GPL-2.0-only
#include "cache.h"
#include "module_sources.h"
#include "tool.h"
#include "unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COPIED "copied"

/* Only what somebody wrote: not what a build in the tree may have left. */
static bool is_source(const char *name)
{
	const char *dot = strrchr(name, '.');

	if (!strcmp(name, "Kbuild") || !strcmp(name, "Makefile"))
		return true;
	return dot && (!strcmp(dot, ".c") || !strcmp(dot, ".h")) &&
	       !strstr(name, ".mod.");
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static int list_trees(FILE *to, char *const *trees, size_t root_length)
{
	FTS *walk = fts_open(trees, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	FTSENT *at;

	if (!walk)
		return -errno;
	while ((at = fts_read(walk))) {
		const struct stat *status = at->fts_statp;

		if (at->fts_info != FTS_F || !is_source(at->fts_name))
			continue;
		fprintf(to, "%jd %jd.%09ld %s\n", (intmax_t)status->st_size,
			(intmax_t)status->st_mtim.tv_sec,
			status->st_mtim.tv_nsec,
			at->fts_path + root_length + 1);
	}
	fts_close(walk);
	return 0;
}

int srlab_module_sources(const char *root, const char *const *rooms,
			 char **sources, char *error, size_t error_size)
{
	char room[SRLAB_ROOMS_MAX][PATH_MAX], kbuild[PATH_MAX];
	char *trees[SRLAB_ROOMS_MAX + 1] = { NULL };
	size_t size = 0;
	FILE *to;
	int rc;

	for (size_t i = 0; i < SRLAB_ROOMS_MAX && rooms[i]; i++) {
		snprintf(room[i], PATH_MAX, "%s/%s", root, rooms[i]);
		trees[i] = room[i];
	}
	snprintf(kbuild, sizeof(kbuild), "%s/%s/Kbuild", root, rooms[0]);
	if (access(kbuild, R_OK)) {
		rc = -errno;
		snprintf(error, error_size, "%s: %s", kbuild, strerror(-rc));
		return rc;
	}
	*sources = NULL;
	to = open_memstream(sources, &size);
	if (!to)
		return -errno;
	rc = list_trees(to, trees, strlen(root));
	if (fclose(to) && !rc)
		rc = -ENOMEM;
	if (rc)
		free(*sources);
	return rc;
}

/* "SIZE MTIME PATH" */
static const char *path_of(const char *line)
{
	const char *path = strchr(line, ' ');

	path = path ? strchr(path + 1, ' ') : NULL;
	return path ? path + 1 : "";
}

static bool is_listed(const char *sources, const char *path)
{
	size_t length = strlen(path);
	const char *at = sources;

	while ((at = strstr(at, path))) {
		if (at > sources && at[-1] == ' ' && at[length] == '\n')
			return true;
		at += length;
	}
	return false;
}

/* An object of a source that is gone would still be linked in. */
static bool has_leftovers(const char *copied, const char *sources)
{
	char *text = strdup(copied), *rest = NULL, *line;
	bool found = false;

	if (!text)
		return true;
	for (line = strtok_r(text, "\n", &rest); line && !found;
	     line = strtok_r(NULL, "\n", &rest))
		found = !is_listed(sources, path_of(line));
	free(text);
	return found;
}

static int make_parent(const char *path)
{
	char *parent = strdup(path), *slash;
	int rc;

	if (!parent)
		return -ENOMEM;
	slash = strrchr(parent, '/');
	if (slash)
		*slash = '\0';
	rc = srlab_cache_make_directories(parent);
	free(parent);
	return rc;
}

static bool has_line(const char *text, const char *line)
{
	size_t length = strlen(line);
	const char *at = text;

	while ((at = strstr(at, line))) {
		if ((at == text || at[-1] == '\n') && at[length] == '\n')
			return true;
		at += length;
	}
	return false;
}

/* A copy gets the time of copying, so that make sees it as new. */
static int copy_changed(const char *root, const char *copied, char *sources,
			const char *directory, char *error, size_t error_size)
{
	char *rest = NULL, *line;
	int rc = 0;

	for (line = strtok_r(sources, "\n", &rest); line && !rc;
	     line = strtok_r(NULL, "\n", &rest)) {
		char from[PATH_MAX], to[PATH_MAX];

		if (has_line(copied, line))
			continue;
		snprintf(from, sizeof(from), "%s/%s", root, path_of(line));
		snprintf(to, sizeof(to), "%s/%s", directory, path_of(line));
		rc = make_parent(to);
		if (!rc)
			rc = srlab_unpack_file(from, to, error, error_size);
	}
	return rc;
}

/* What the last run copied, as it saw it; "" if there was none. */
static int read_copied(const char *path, char **copied)
{
	int rc = srlab_tool_read_file(path, copied);

	if (rc != -ENOENT)
		return rc;
	*copied = strdup("");
	return *copied ? 0 : -ENOMEM;
}

static int start_afresh(const char *directory, char *copied)
{
	*copied = '\0';
	return srlab_cache_remove(directory);
}

int srlab_module_sources_copy(const char *root, const char *sources,
			      const char *directory, char *error,
			      size_t error_size)
{
	char path[PATH_MAX], *copied = NULL;
	char *lines = strdup(sources);
	int rc;

	snprintf(path, sizeof(path), "%s/" COPIED, directory);
	rc = lines ? read_copied(path, &copied) : -ENOMEM;
	if (!rc && has_leftovers(copied, sources))
		rc = start_afresh(directory, copied);
	if (!rc)
		rc = srlab_cache_make_directories(directory);
	if (!rc)
		rc = copy_changed(root, copied, lines, directory, error,
				  error_size);
	if (!rc)
		rc = srlab_tool_write_file(path, sources);
	free(copied);
	free(lines);
	return rc;
}
