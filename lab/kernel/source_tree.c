// SPDX-License-Identifier: GPL-2.0-only
#include "source_tree.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LANDMARK "core/rule.h"

static bool is_root(const char *directory)
{
	char landmark[PATH_MAX + sizeof(LANDMARK) + 1];

	snprintf(landmark, sizeof(landmark), "%s/" LANDMARK, directory);
	return access(landmark, R_OK) == 0;
}

static bool root_above_program(char *root, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", root, size - 1);
	char *slash;

	if (n < 0)
		return false;
	root[n] = '\0';
	while ((slash = strrchr(root, '/')) != NULL) {
		*slash = '\0';
		if (is_root(root))
			return true;
	}
	return false;
}

int srlab_source_path(char **path, const char *below, char *error,
		      size_t error_size)
{
	const char *named = getenv("SOFTRESERVE_SOURCE");
	char root[PATH_MAX];

	if (named) {
		if (!realpath(named, root) || !is_root(root)) {
			snprintf(error, error_size,
				 "SOFTRESERVE_SOURCE=%s: no " LANDMARK " there",
				 named);
			return -ENOENT;
		}
	} else if (!root_above_program(root, sizeof(root))) {
		snprintf(error, error_size,
			 "the source tree is not above this program: set SOFTRESERVE_SOURCE");
		return -ENOENT;
	}
	if (asprintf(path, "%s%s%s", root, *below ? "/" : "", below) < 0)
		return -ENOMEM;
	return 0;
}
