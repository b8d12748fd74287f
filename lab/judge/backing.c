// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see backing.h. */
#include "backing.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stamp.h"

static int map_file(struct srlab_memory_file *file, const char *directory,
		    const char *kind, size_t i, struct srlab_fault *fault)
{
	char path[PATH_MAX];
	struct stat info;
	void *map;
	int fd;

	snprintf(path, sizeof(path), "%s/%s%zu", directory, kind, i);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &info)) {
		if (fd >= 0)
			close(fd);
		return srlab_fail(fault, -EIO, "%s: no memory backing file",
				  path);
	}
	map = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (map == MAP_FAILED)
		return srlab_fail(fault, -EIO, "%s: cannot map", path);
	file->map = map;
	file->size = (size_t)info.st_size;
	return 0;
}

static void unmap_file(struct srlab_memory_file *file)
{
	union {
		const void *read_only;
		void *map;
	} u = { .read_only = file->map };

	if (file->map)
		munmap(u.map, file->size);
}

int srlab_backing_open(struct srlab_backing *backing,
		       const struct sr_platform *platform,
		       const struct srlab_machine *machine,
		       const char *directory, uint64_t nonce,
		       struct srlab_fault *fault)
{
	int rc;

	memset(backing, 0, sizeof(*backing));
	backing->platform = platform;
	backing->machine = machine;
	backing->nonce = nonce;
	backing->device = calloc(platform->n_devices + 1,
				 sizeof(*backing->device));
	if (!backing->device)
		return srlab_fail(fault, -ENOMEM, "out of memory");
	rc = map_file(&backing->dram, directory, "ram", 0, fault);
	for (size_t i = 0; i < platform->n_devices && !rc; i++) {
		const struct sr_device *d = &platform->devices[i];

		if (d->volatile_size)
			rc = map_file(&backing->device[i][0], directory,
				      "volatile", i, fault);
		if (d->persistent_size && !rc)
			rc = map_file(&backing->device[i][1], directory,
				      "persistent", i, fault);
	}
	return rc;
}

void srlab_backing_close(struct srlab_backing *backing)
{
	unmap_file(&backing->dram);
	for (size_t i = 0; backing->device && i < backing->platform->n_devices;
	     i++) {
		unmap_file(&backing->device[i][0]);
		unmap_file(&backing->device[i][1]);
	}
	free(backing->device);
	backing->device = NULL;
}

static const struct srlab_memory_file *
place_file(const struct srlab_backing *backing,
	   const struct srlab_place *place)
{
	if (place->store == SRLAB_STORE_DRAM)
		return &backing->dram;
	return &backing->device[place->device]
			       [place->store == SRLAB_STORE_PERSISTENT];
}

enum srlab_stamped srlab_backing_look(const struct srlab_backing *backing,
				      uint64_t page)
{
	uint64_t address = page + stamp_offset(page);
	struct stamp want = stamp_make(address, backing->nonce);
	const struct srlab_memory_file *file;
	struct srlab_place place;

	place = srlab_decode(backing->platform, backing->machine, address);
	if (place.store == SRLAB_STORE_NONE)
		return SRLAB_NOT_DECODED;
	file = place_file(backing, &place);
	if (!file->map || place.offset + sizeof(want) > file->size)
		return SRLAB_NOT_STAMPED;
	return memcmp(file->map + place.offset, &want, sizeof(want)) ?
		       SRLAB_NOT_STAMPED : SRLAB_STAMPED;
}

static bool touches_window(const struct sr_platform *platform,
			   const struct sr_memory *range)
{
	for (size_t i = 0; i < platform->n_windows; i++) {
		const struct sr_window *w = &platform->windows[i];

		if (range->start < w->start + w->size &&
		    w->start < range->start + range->size)
			return true;
	}
	return false;
}

uint64_t srlab_not_decoded(const struct sr_platform *platform,
			   const struct srlab_machine *machine,
			   const struct sr_memory *range)
{
	enum srlab_store store;
	uint64_t bytes = 0;

	if (!touches_window(platform, range))
		return 0;
	for (uint64_t at = range->start; at < range->start + range->size;
	     at += STAMP_PAGE) {
		store = srlab_decode(platform, machine, at).store;
		/* The machine's own memory needs no decoder to answer. */
		if (store == SRLAB_STORE_NONE || store == SRLAB_STORE_DRAM)
			bytes += STAMP_PAGE;
	}
	return bytes;
}
