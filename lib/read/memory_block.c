// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: memory blocks and their states, as runs of equal neighbours: a large
 * machine has a hundred thousand blocks and three runs.
 *
 * A brief reading leaves out those blocks of which nothing is asked: System RAM
 * in which there is no Soft Reserved range, region or dax device.
 */
#include "extent_list.h"
#include "system_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DIRECTORY "sys/devices/system/memory"
#define FACT "/" DIRECTORY

/* The one sysfs file of the kernel that is hex without saying so. */
static int read_block_size(int at, uint64_t *size)
{
	char text[64], *end;
	int err = sr_attribute_text(at, "block_size_bytes", text,
				    sizeof(text));

	if (err)
		return err;
	errno = 0;
	*size = strtoull(text, &end, 16);
	if (errno || *end || end == text || !*size || *size & (*size - 1))
		return -EINVAL;
	return 0;
}

static int add_block(struct sr_running *running, uint64_t start,
		     const char *state)
{
	struct sr_memory_blocks *list = running->blocks, *last = NULL;
	size_t n = running->n_blocks;

	if (n)
		last = &list[n - 1];
	if (last && last->start + last->size == start &&
	    !strcmp(last->state, state)) {
		last->size += running->block_size.value;
		return 0;
	}
	list = sr_grow(list, n, sizeof(*list));
	if (!list)
		return -ENOMEM;
	running->blocks = list;
	list[n].start = start;
	list[n].size = running->block_size.value;
	list[n].state = strdup(state);
	if (!list[n].state)
		return -ENOMEM;
	running->n_blocks++;
	return 0;
}

/* "memory12" is the block at 12 times the block size. */
static bool block_start(const char *name, uint64_t block_size,
			uint64_t *start)
{
	unsigned long long number;
	char *end;

	if (strncmp(name, "memory", 6) || name[6] < '0' || name[6] > '9')
		return false;
	errno = 0;
	number = strtoull(name + 6, &end, 10);
	if (errno || *end || number > UINT64_MAX / block_size)
		return false;
	*start = number * block_size;
	return block_size - 1 <= UINT64_MAX - *start;
}

/* What rulings and sums ask of is added to @asked. */
static int list_asked(const struct sr_system *system,
		      struct sr_extent_list *asked)
{
	const struct sr_platform *platform = system->platform;
	const struct sr_running *running = &system->running;
	size_t i, j;
	int err = 0;

	for (i = 0; !err && i < platform->n_memory_map; i++)
		if (platform->memory_map[i].type == SR_MEMORY_SOFT_RESERVED)
			err = sr_extent_list_add(asked,
						 platform->memory_map[i].start,
						 platform->memory_map[i].size);
	for (i = 0; !err && i < running->n_iomem; i++)
		if (!strcmp(running->iomem[i].name, "Soft Reserved"))
			err = sr_extent_list_add(asked,
						 running->iomem[i].start,
						 running->iomem[i].size);
	for (i = 0; !err && i < running->module.n_ranges; i++)
		err = sr_extent_list_add(asked,
					 running->module.ranges[i].start.value,
					 running->module.ranges[i].size.value);
	for (i = 0; !err && i < running->n_regions; i++)
		err = sr_extent_list_add(asked,
					 running->regions[i].start.value,
					 running->regions[i].size.value);
	for (i = 0; !err && i < running->n_daxes; i++)
		for (j = 0; !err && j < running->daxes[i].n_mappings; j++)
			err = sr_extent_list_add(
				asked, running->daxes[i].mappings[j].start,
				running->daxes[i].mappings[j].size);
	sr_extent_list_merge(asked);
	return err;
}

/* Which blocks are read. */
struct wanted {
	uint64_t size;
	/* asked: what they have to touch; NULL where all are read */
	const struct sr_extent_list *asked;
};

static bool is_wanted(const char *name, const void *data)
{
	const struct wanted *wanted = data;
	uint64_t start;

	return block_start(name, wanted->size, &start) &&
	       (!wanted->asked ||
		sr_extent_list_touches(wanted->asked, (struct sr_extent){
					       start,
					       start + wanted->size - 1 }));
}

static int read_block(struct sr_running *running, int directory,
		      const char *name)
{
	char path[300], state[64], fact[400];
	uint64_t start;
	int err;

	if (!block_start(name, running->block_size.value, &start))
		return 0;
	snprintf(path, sizeof(path), "%s/state", name);
	err = sr_attribute_text(directory, path, state, sizeof(state));
	if (!err && *state)
		return add_block(running, start, state);
	snprintf(fact, sizeof(fact), FACT "/%s", path);
	if (err == -ENOENT)
		err = -ENODEV;
	if (!err || err == -EINVAL)
		return sr_omit(running, fact, "it makes no sense");
	return sr_omit_errno(running, fact, -err);
}

static int read_blocks(struct sr_system *system, int directory)
{
	struct sr_running *running = &system->running;
	struct sr_extent_list asked = { NULL, 0 };
	struct wanted wanted = { running->block_size.value,
				 running->brief ? &asked : NULL };
	struct sr_names names = { NULL, 0 };
	size_t i;
	int err = running->brief ? list_asked(system, &asked) : 0;

	if (!err)
		err = sr_dir_names_of(directory, is_wanted, &wanted, &names);
	sr_extent_list_free(&asked);
	if (err)
		return err == -ENOMEM ? err :
		       sr_omit_errno(running, FACT, -err);
	for (i = 0; !err && i < names.n; i++)
		err = read_block(running, directory, names.names[i]);
	sr_names_free(&names);
	return err;
}

int sr_memory_blocks_read(int root, struct sr_system *system)
{
	struct sr_running *running = &system->running;
	int err, directory = sr_dir_open(root, DIRECTORY);

	if (directory == -ENOENT)
		return sr_omit(running, FACT, "this kernel has no memory hotplug");
	if (directory < 0)
		return sr_omit_errno(running, FACT, -directory);
	err = read_block_size(directory, &running->block_size.value);
	running->block_size.known = !err;
	if (!err) {
		err = read_blocks(system, directory);
	} else {
		running->block_size.value = 0;
		err = err == -EINVAL ?
		      sr_omit(running, FACT "/block_size_bytes",
			      "it makes no sense") :
		      sr_omit_errno(running, FACT "/block_size_bytes", -err);
	}
	close(directory);
	return err;
}
