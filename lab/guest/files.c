// SPDX-License-Identifier: GPL-2.0-only
/* DOC: reading, writing and mapping sysfs attributes and other files. */
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define BLOCK_SIZE 0x10000

int file_read(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got;
	int rc;

	text[0] = '\0';
	if (fd < 0)
		return -errno;
	got = read(fd, text, size - 1);
	rc = got < 0 ? -errno : 0;
	close(fd);
	text[got > 0 ? got : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return rc;
}

int file_read_number(const char *path, uint64_t *value)
{
	char text[64], *end;
	int rc = file_read(path, text, sizeof(text));

	if (rc)
		return rc;
	errno = 0;
	*value = strtoull(text, &end, 0);
	return errno || end == text ? -EINVAL : 0;
}

char *file_read_all(const char *path, size_t *size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *text = NULL, *grown;
	size_t used = 0;
	ssize_t got = 0;

	if (fd < 0)
		return NULL;
	do {
		used += (size_t)got;
		grown = realloc(text, used + 65536);
		if (!grown)
			break;
		text = grown;
		got = read(fd, text + used, 65535);
	} while (got > 0);
	close(fd);
	if (text)
		text[used] = '\0';
	if (size)
		*size = used;
	return text;
}

int file_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int rc = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		rc = -errno;
	close(fd);
	return rc;
}

int file_map(const char *path, uint64_t offset, volatile uint32_t **registers)
{
	int fd = open(path, O_RDWR | O_SYNC | O_CLOEXEC);
	void *map;

	if (fd < 0)
		return -errno;
	map = mmap(NULL, BLOCK_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		   (off_t)offset);
	close(fd);
	if (map == MAP_FAILED)
		return -errno;
	*registers = map;
	return 0;
}

void link_name(const char *path, char *name, size_t size)
{
	char target[512];
	ssize_t got = readlink(path, target, sizeof(target) - 1);
	const char *slash;

	name[0] = '\0';
	if (got <= 0)
		return;
	target[got] = '\0';
	slash = strrchr(target, '/');
	strncat(name, slash ? slash + 1 : target, size - 1);
}

double seconds(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

void pause_ms(unsigned int ms)
{
	struct timespec span = { .tv_sec = ms / 1000,
				 .tv_nsec = ms % 1000 * 1000000L };

	nanosleep(&span, NULL);
}
