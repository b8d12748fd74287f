// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: memory blocks and their states, as runs of equal neighbours: a large
 * machine has a hundred thousand blocks and three runs.
 */
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

static int read_blocks(struct sr_running *running, int directory)
{
	struct sr_names names;
	size_t i;
	int err = sr_dir_names(directory, &names);

	if (err && err != -ENOMEM)
		return sr_omit_errno(running, FACT, -err);
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
		err = read_blocks(running, directory);
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
