// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: small files and directories below a root that is a parameter.
 */
#include "system_private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text.h"

#define FILE_MAX ((size_t)64 << 20)

int sr_dir_open(int at, const char *path)
{
	return sr_open(at, path, O_DIRECTORY);
}

static int compare_names(const void *a, const void *b)
{
	return strverscmp(*(char *const *)a, *(char *const *)b);
}

static int add_name(struct sr_names *out, const char *name)
{
	char **names;

	/* The kernel names nothing so; a copied tree may. */
	if (sr_text_printable(name, strlen(name)) != strlen(name))
		return -EILSEQ;
	names = sr_grow(out->names, out->n, sizeof(*names));
	if (!names)
		return -ENOMEM;
	out->names = names;
	names[out->n] = strdup(name);
	if (!names[out->n])
		return -ENOMEM;
	out->n++;
	return 0;
}

/* Not opendir(): it opens anew what is open, and asks what it is. */
static int list_entries(int fd, sr_name_filter wanted, const void *data,
			struct sr_names *out)
{
	union {
		struct dirent64 first;
		char bytes[8192];
	} buffer;
	const struct dirent64 *entry;
	ssize_t at, got;
	int err = 0;

	while (!err && (got = getdents64(fd, &buffer, sizeof(buffer)))) {
		if (got < 0)
			err = -errno;
		for (at = 0; !err && at < got; at += entry->d_reclen) {
			entry = (const void *)(buffer.bytes + at);
			if (*entry->d_name != '.' &&
			    (!wanted || wanted(entry->d_name, data)))
				err = add_name(out, entry->d_name);
		}
	}
	if (out->n)
		qsort(out->names, out->n, sizeof(*out->names), compare_names);
	return err;
}

int sr_dir_names_of(int fd, sr_name_filter wanted, const void *data,
		    struct sr_names *out)
{
	int err;

	*out = (struct sr_names){ NULL, 0 };
	err = list_entries(fd, wanted, data, out);
	if (err)
		sr_names_free(out);
	return err;
}

int sr_dir_names(int fd, struct sr_names *out)
{
	return sr_dir_names_of(fd, NULL, NULL, out);
}

int sr_dir_list(int at, const char *path, struct sr_names *out)
{
	int err, fd = sr_dir_open(at, path);

	*out = (struct sr_names){ NULL, 0 };
	if (fd < 0)
		return fd;
	err = sr_dir_names(fd, out);
	close(fd);
	return err;
}

void sr_names_free(struct sr_names *names)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		free(names->names[i]);
	free(names->names);
	*names = (struct sr_names){ NULL, 0 };
}

/* Sysfs files have no size worth asking for: read until nothing comes. */
static int read_until_end(int fd, char **text, size_t *length)
{
	size_t used = 0, room = SR_ATTRIBUTE_MAX;
	char *buffer = malloc(room + 1), *more;
	ssize_t got = 1;

	while (buffer && got > 0) {
		if (used == room) {
			room *= 2;
			more = room > FILE_MAX ? NULL :
			       realloc(buffer, room + 1);
			if (!more)
				break;
			buffer = more;
		}
		got = read(fd, buffer + used, room - used);
		if (got < 0 && errno == EINTR)
			got = 1;
		else if (got > 0)
			used += (size_t)got;
	}
	if (!buffer || got) {
		got = got < 0 ? -errno : buffer ? -EFBIG : -ENOMEM;
		free(buffer);
		return (int)got;
	}
	buffer[used] = '\0';
	*text = buffer;
	*length = used;
	return 0;
}

int sr_file_read(int at, const char *path, char **text, size_t *length)
{
	int err, fd = sr_open(at, path, 0);

	if (fd < 0)
		return fd;
	err = read_until_end(fd, text, length);
	close(fd);
	return err;
}

int sr_attribute_text(int at, const char *name, char *text, size_t size)
{
	int fd = sr_open(at, name, 0);
	ssize_t got;

	if (fd < 0)
		return fd;
	got = read(fd, text, size);
	if (got < 0)
		got = -errno;
	close(fd);
	if (got < 0)
		return (int)got;
	if ((size_t)got == size)
		return -EINVAL;
	if (got && text[got - 1] == '\n')
		got--;
	text[got] = '\0';
	return sr_text_printable(text, (size_t)got) == (size_t)got ? 0 :
								     -EINVAL;
}

int sr_number(const char *text, uint64_t *number)
{
	unsigned long long value;
	char *end;

	if (*text < '0' || *text > '9')
		return -EINVAL;
	errno = 0;
	value = strtoull(text, &end, 0);
	if (errno || *end)
		return -EINVAL;
	*number = value;
	return 0;
}

int sr_attribute_number(int at, const char *name, uint64_t *number)
{
	char text[64];
	int err = sr_attribute_text(at, name, text, sizeof(text));

	return err ? err : sr_number(text, number);
}

int sr_bounds_read(int at, const char *name, uint64_t *start, uint64_t *end)
{
	char path[300];
	int err;

	snprintf(path, sizeof(path), "%s/start", name);
	err = sr_attribute_number(at, path, start);
	if (!err) {
		snprintf(path, sizeof(path), "%s/end", name);
		err = sr_attribute_number(at, path, end);
	}
	if (!err && (*end < *start || *end - *start == UINT64_MAX))
		err = -EINVAL;
	return err;
}

bool sr_link_step(const char *path, unsigned int back, char *text, size_t size)
{
	const char *end = path + strlen(path), *start;

	for (;;) {
		for (start = end; start > path && start[-1] != '/'; start--)
			;
		if (!back--)
			break;
		if (start == path)
			return false;
		end = start - 1;
	}
	if (start == end || (size_t)(end - start) >= size ||
	    sr_text_printable(start, (size_t)(end - start)) !=
		    (size_t)(end - start) ||
	    !strncmp(start, "..", (size_t)(end - start)))
		return false;
	memcpy(text, start, (size_t)(end - start));
	text[end - start] = '\0';
	return true;
}

int sr_link_last(int at, const char *name, char *text, size_t size)
{
	char target[SR_ATTRIBUTE_MAX];
	ssize_t length = readlinkat(at, name, target, sizeof(target) - 1);

	if (length < 0)
		return -errno;
	target[length] = '\0';
	return sr_link_step(target, 0, text, size) ? 0 : -EINVAL;
}
