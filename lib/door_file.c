// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* DOC: see door_file.h. */
#include "door_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "deny_file.h"

static int open_below(const char *sysroot, const char *name, int flags)
{
	char path[4096];

	if ((size_t)snprintf(path, sizeof(path), "%s%s", sysroot, name) >=
	    sizeof(path))
		return -1;
	return open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0644);
}

static void write_line(const char *sysroot, const char *name,
		       const char *line)
{
	char path[4096];
	int file;

	if ((size_t)snprintf(path, sizeof(path), "%s" DOOR_DIRECTORY,
			     sysroot) >= sizeof(path))
		return;
	mkdir(path, 0755);
	file = open_below(sysroot, name, O_WRONLY | O_CREAT | O_TRUNC);
	if (file < 0)
		return;
	dprintf(file, "%s\n", line);
	close(file);
}

void door_file_write(const char *sysroot, const char *line)
{
	char before[512];

	/* Asked again once a driver is bound, it has nothing to add. */
	if (strstr(line, "[bound]") &&
	    door_file_read(sysroot, before, sizeof(before)))
		return;
	write_line(sysroot, DOOR_PATH, line);
}

void door_let_in_write(const char *sysroot)
{
	write_line(sysroot, DENY_LET_IN, "the kept verdict does not hold");
}

bool door_file_read(const char *sysroot, char *line, size_t size)
{
	int file = open_below(sysroot, DOOR_PATH, O_RDONLY);
	ssize_t n;

	if (file < 0)
		return false;
	n = read(file, line, size - 1);
	close(file);
	if (n <= 0)
		return false;
	line[n] = '\0';
	line[strcspn(line, "\n")] = '\0';
	return true;
}
