// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cache.h"
#include "case.h"
#include "tool.h"

static char directory[] = "/tmp/srlab-test-XXXXXX";
static char *last_read;

int scratch_setup(void **state)
{
	(void)state;
	memcpy(directory + sizeof(directory) - 7, "XXXXXX", 6);
	if (!mkdtemp(directory) || chdir(directory))
		return -1;
	setenv("XDG_CACHE_HOME", directory, 1);
	return 0;
}

int scratch_teardown(void **state)
{
	(void)state;
	free(last_read);
	last_read = NULL;
	if (chdir("/"))
		return -1;
	return srlab_cache_remove(directory);
}

void scratch_write(const char *path, const char *text)
{
	char *parent = strdup(path);
	char *slash = strrchr(parent, '/');

	if (slash) {
		*slash = '\0';
		assert_int_equal(srlab_cache_make_directories(parent), 0);
	}
	free(parent);
	assert_int_equal(srlab_tool_write_file(path, text), 0);
}

void scratch_write_program(const char *path, const char *text)
{
	scratch_write(path, text);
	assert_int_equal(chmod(path, 0755), 0);
}

const char *scratch_read(const char *path)
{
	free(last_read);
	last_read = NULL;
	assert_int_equal(srlab_tool_read_file(path, &last_read), 0);
	return last_read;
}

bool scratch_has(const char *path)
{
	return access(path, F_OK) == 0;
}

const char *scratch_path(void)
{
	return directory;
}
