// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: the firmware's memory map from /sys/firmware/memmap.
 *
 * The kernel fills it before it looks at its command line: what memmap= adds
 * is not there (measured on 6.12), so memmap_override.c lays it on top.
 *
 * A brief reading leaves out what is neither System RAM nor Soft Reserved: no
 * ruling rests on it, unless memmap= makes it so.
 */
#include "system_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DIRECTORY "sys/firmware/memmap"
#define FACT "/sys/firmware/memmap"

static int read_type(int directory, const char *name, char *type, size_t size)
{
	char path[300];
	int err;

	snprintf(path, sizeof(path), "%s/type", name);
	err = sr_attribute_text(directory, path, type, size);
	return !err && !*type ? -EINVAL : err;
}

static int keep_entry(struct sr_platform *platform, uint64_t start,
		      uint64_t end, const char *type)
{
	struct sr_memory *list;

	list = sr_grow(platform->memory_map, platform->n_memory_map,
		       sizeof(*list));
	if (!list)
		return -ENOMEM;
	platform->memory_map = list;
	list += platform->n_memory_map;
	list->start = start;
	list->size = end - start + 1;
	list->type_word = strdup(type);
	if (!list->type_word)
		return -ENOMEM;
	list->type = sr_memory_type_of(type);
	platform->n_memory_map++;
	return 0;
}

static bool is_ruled_on(const char *type)
{
	enum sr_memory_type is = sr_memory_type_of(type);

	return is == SR_MEMORY_RAM || is == SR_MEMORY_SOFT_RESERVED;
}

static int add_entry(struct sr_system *system, int directory,
		     const char *name, bool all)
{
	uint64_t start, end;
	char type[128], fact[300];
	int err = read_type(directory, name, type, sizeof(type));

	if (!err && !all && !is_ruled_on(type))
		return 0;
	if (!err)
		err = sr_bounds_read(directory, name, &start, &end);
	if (!err)
		return keep_entry(system->platform, start, end, type);
	snprintf(fact, sizeof(fact), FACT "/%s", name);
	if (err == -EINVAL)
		return sr_omit(&system->running, fact, "it makes no sense");
	return sr_omit_errno(&system->running, fact, -err);
}

static int compare_memory(const void *a, const void *b)
{
	const struct sr_memory *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

/* What overlaps cannot be put in a document, nor ruled on: drop the later. */
static int drop_overlaps(struct sr_system *system)
{
	struct sr_platform *platform = system->platform;
	struct sr_memory *map = platform->memory_map;
	size_t i, kept = 0;
	int err = 0;

	for (i = 0; i < platform->n_memory_map; i++) {
		if (!kept || map[i].start - map[kept - 1].start >=
			     map[kept - 1].size) {
			map[kept++] = map[i];
			continue;
		}
		free(map[i].type_word);
		if (!err)
			err = sr_omit(&system->running, FACT,
				      "entries overlap each other");
	}
	platform->n_memory_map = kept;
	return err;
}

/* Whether entries of every type are needed. */
static int asks_all(const struct sr_running *running, bool *all)
{
	*all = !running->brief;
	if (*all || !running->command_line)
		return 0;
	return sr_memmap_override_rests(running->command_line, all);
}

static int read_entries(struct sr_system *system, int directory)
{
	struct sr_platform *platform = system->platform;
	struct sr_names names;
	bool all;
	size_t i;
	int err = asks_all(&system->running, &all);

	if (err)
		return err;
	err = sr_dir_names(directory, &names);
	for (i = 0; !err && i < names.n; i++)
		err = add_entry(system, directory, names.names[i], all);
	sr_names_free(&names);
	if (err && err != -ENOMEM)
		err = sr_omit_errno(&system->running, FACT, -err);
	if (platform->n_memory_map)
		qsort(platform->memory_map, platform->n_memory_map,
		      sizeof(*platform->memory_map), compare_memory);
	return err ? err : drop_overlaps(system);
}

static int add_span(struct sr_span **list, size_t *n, uint64_t start,
		    uint64_t end)
{
	struct sr_span *more = sr_grow(*list, *n, sizeof(*more));

	if (!more)
		return -ENOMEM;
	*list = more;
	more[(*n)++] = (struct sr_span){ start, end - start + 1 };
	return 0;
}

/* What firmware says is System RAM, before the command line is heard. */
static int note_ram(struct sr_system *system)
{
	struct sr_running *running = &system->running;
	size_t i;
	int err = 0;

	for (i = 0; !err && i < system->platform->n_memory_map; i++) {
		const struct sr_memory *one = &system->platform->memory_map[i];

		if (one->type == SR_MEMORY_RAM)
			err = add_span(&running->firmware_ram,
				       &running->n_firmware_ram, one->start,
				       one->start + (one->size - 1));
	}
	return err;
}

/* Of that, only what has become Soft Reserved is of any interest. */
static int keep_overridden(struct sr_system *system)
{
	struct sr_running *running = &system->running;
	struct sr_span *ram = running->firmware_ram, *kept = NULL;
	size_t i, j, n_ram = running->n_firmware_ram, n = 0;
	int err = 0;

	for (i = 0; !err && i < system->platform->n_memory_map; i++) {
		const struct sr_memory *one = &system->platform->memory_map[i];
		uint64_t last = one->start + (one->size - 1);

		if (one->type != SR_MEMORY_SOFT_RESERVED)
			continue;
		for (j = 0; !err && j < n_ram; j++) {
			uint64_t start = ram[j].start > one->start ?
					 ram[j].start : one->start;
			uint64_t end = ram[j].start + (ram[j].size - 1);

			end = end < last ? end : last;
			if (start <= end)
				err = add_span(&kept, &n, start, end);
		}
	}
	free(ram);
	running->firmware_ram = kept;
	running->n_firmware_ram = n;
	return err;
}

int sr_memmap_read(int root, struct sr_system *system)
{
	int err, directory = sr_dir_open(root, DIRECTORY);

	if (directory == -ENOENT)
		return sr_omit(&system->running, FACT,
			       "this kernel does not show it");
	if (directory < 0)
		return sr_omit_errno(&system->running, FACT, -directory);
	err = read_entries(system, directory);
	close(directory);
	if (!err)
		err = note_ram(system);
	if (!err && system->running.command_line)
		err = sr_memmap_override(system->platform,
					 system->running.command_line);
	return err ? err : keep_overridden(system);
}
