// SPDX-License-Identifier: GPL-2.0-only
/* DOC: the report: JSON lines over the virtio port named "srlab". */
#include "guest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int port = -1;

int tell_open(void)
{
	const char *class = "/sys/class/virtio-ports";
	char path[320], name[32];
	struct dirent *entry;
	DIR *dir;

	dir = opendir(class);
	if (!dir)
		return -errno;
	while (port < 0 && (entry = readdir(dir))) {
		snprintf(path, sizeof(path), "%s/%s/name", class,
			 entry->d_name);
		if (file_read(path, name, sizeof(name)) ||
		    strcmp(name, "srlab"))
			continue;
		snprintf(path, sizeof(path), "/dev/%s", entry->d_name);
		port = open(path, O_WRONLY | O_CLOEXEC);
	}
	closedir(dir);
	return port < 0 ? -ENODEV : 0;
}

struct json_object *tell_new(const char *type)
{
	struct json_object *line = json_object_new_object();

	tell_text(line, "type", type);
	return line;
}

void tell_text(struct json_object *line, const char *key, const char *value)
{
	json_object_object_add(line, key, json_object_new_string(value));
}

void tell_real(struct json_object *line, const char *key, double value)
{
	json_object_object_add(line, key, json_object_new_double(value));
}

void tell_number(struct json_object *line, const char *key, uint64_t value)
{
	json_object_object_add(line, key, json_object_new_uint64(value));
}

void tell(struct json_object *line)
{
	const char *text = json_object_to_json_string_ext(
		line, JSON_C_TO_STRING_PLAIN);
	size_t left = strlen(text);
	ssize_t wrote;

	/* Where there is no port from the start, nobody waits for a report. */
	while (left && port >= 0) {
		wrote = write(port, text, left);
		if (wrote <= 0)
			break;
		text += wrote;
		left -= (size_t)wrote;
	}
	if (port >= 0 && write(port, "\n", 1) != 1)
		kmsg_mark("the report port fails");
	json_object_put(line);
}
