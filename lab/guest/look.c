// SPDX-License-Identifier: GPL-2.0-only
/* DOC: reports of what there is: resource tree, regions, the module's files. */
#include "guest.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MODULE_DIRECTORY "/sys/kernel/softreserve"

static void tell_file(const char *type, const char *when, const char *path)
{
	struct json_object *line = tell_new(type);
	char *text = file_read_all(path, NULL);

	tell_text(line, "when", when);
	tell_text(line, "text", text ? text : "");
	free(text);
	tell(line);
}

static void tell_attribute(struct json_object *line, const char *directory,
			   const char *name)
{
	char path[PATH_MAX + 32], value[128];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	if (!file_read(path, value, sizeof(value)))
		tell_text(line, name, value);
}

static void tell_regions(const char *when)
{
	static const char *const attributes[] = { "resource", "size", "commit",
						  "mode", "interleave_ways" };
	char path[PATH_MAX], driver[64];
	struct json_object *line;
	struct dirent *entry;
	DIR *dir;

	dir = opendir("/sys/bus/cxl/devices");
	while (dir && (entry = readdir(dir))) {
		if (strncmp(entry->d_name, "region", 6))
			continue;
		snprintf(path, sizeof(path), "/sys/bus/cxl/devices/%s",
			 entry->d_name);
		line = tell_new("region");
		tell_text(line, "when", when);
		tell_text(line, "name", entry->d_name);
		for (size_t i = 0; i < 5; i++)
			tell_attribute(line, path, attributes[i]);
		strcat(path, "/driver");
		link_name(path, driver, sizeof(driver));
		tell_text(line, "driver", driver);
		tell(line);
	}
	if (dir)
		closedir(dir);
}

/* Every file below a directory, as "path": "text". */
static void add_tree(struct json_object *to, const char *root,
		     const char *below, int depth)
{
	char path[PATH_MAX], next[PATH_MAX], value[512];
	struct dirent *entry;
	struct stat info;
	DIR *dir;

	snprintf(path, sizeof(path), "%s%s", root, below);
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		snprintf(next, sizeof(next), "%s/%s", below, entry->d_name);
		if (strlen(root) + strlen(next) >= sizeof(path))
			continue;
		strcpy(stpcpy(path, root), next);
		if (entry->d_name[0] == '.' || lstat(path, &info))
			continue;
		if (S_ISDIR(info.st_mode) && depth)
			add_tree(to, root, next, depth - 1);
		else if (S_ISREG(info.st_mode) &&
			 !file_read(path, value, sizeof(value)))
			tell_text(to, next + 1, value);
	}
	if (dir)
		closedir(dir);
}

void look_module(struct json_object *to)
{
	add_tree(to, MODULE_DIRECTORY, "", 3);
}

static void tell_module(void)
{
	struct json_object *files = json_object_new_object();

	look_module(files);
	json_object_object_foreach(files, name, value) {
		struct json_object *line = tell_new("module");

		tell_text(line, "file", name);
		json_object_object_add(line, "value", json_object_get(value));
		tell(line);
	}
	json_object_put(files);
}

/* "look WHEN" */
int look_all(struct guest *guest, char **words, int n)
{
	const char *when = n > 1 ? words[1] : "";

	(void)guest;
	tell_file("iomem", when, "/proc/iomem");
	tell_regions(when);
	if (!strcmp(when, "after"))
		tell_module();
	return 0;
}
