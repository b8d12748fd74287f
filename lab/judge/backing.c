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

/* What device-dax hands out at least. */
#define BLOCK (2ULL << 20)

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
	free(file->reached);
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

static struct srlab_memory_file *place_file(struct srlab_backing *backing,
					    const struct srlab_place *place)
{
	if (place->store == SRLAB_STORE_DRAM)
		return &backing->dram;
	return &backing->device[place->device]
			       [place->store == SRLAB_STORE_PERSISTENT];
}

/*
 * Note which address leads to a place of @file.
 *
 * Return: another one that does so too, or the same; 0 if out of memory.
 */
static uint64_t note_place(struct srlab_memory_file *file, uint64_t offset,
			   uint64_t address)
{
	uint64_t *first;

	if (!file->reached)
		file->reached = calloc(file->size / STAMP_GRAIN + 1,
				       sizeof(*file->reached));
	if (!file->reached)
		return 0;
	first = &file->reached[offset / STAMP_GRAIN];
	if (!*first)
		*first = address;
	return *first;
}

static enum srlab_stamped look_at(struct srlab_backing *backing,
				  uint64_t address)
{
	struct stamp want = stamp_make(address, backing->nonce);
	struct srlab_memory_file *file;
	struct srlab_place place;

	place = srlab_decode(backing->platform, backing->machine, address);
	if (place.store == SRLAB_STORE_NONE)
		return SRLAB_NOT_DECODED;
	file = place_file(backing, &place);
	if (!file->map || place.offset + sizeof(want) > file->size)
		return SRLAB_NOT_STAMPED;
	if (note_place(file, place.offset, address) != address)
		return SRLAB_SAME_PLACE;
	return memcmp(file->map + place.offset, &want, sizeof(want)) ?
		       SRLAB_NOT_STAMPED : SRLAB_STAMPED;
}

enum srlab_stamped srlab_backing_look(struct srlab_backing *backing,
				      uint64_t page)
{
	unsigned int seen[SRLAB_SAME_PLACE + 1] = { 0 }, n = 0;

	for (uint64_t i = stamp_first(page); i < STAMP_PAGE;
	     i += stamp_step(page)) {
		seen[look_at(backing, page + i)]++;
		n++;
	}
	if (seen[SRLAB_SAME_PLACE])
		return SRLAB_SAME_PLACE;
	if (seen[SRLAB_NOT_DECODED] == n)
		return SRLAB_NOT_DECODED;
	return seen[SRLAB_NOT_STAMPED] || seen[SRLAB_NOT_DECODED] ?
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

/* How often a cell of device memory is reached; DRAM needs no decoder. */
static unsigned char *count_of(unsigned char **counts,
			       const struct srlab_place *place)
{
	size_t store = 2 * place->device +
		       (place->store == SRLAB_STORE_PERSISTENT);

	return &counts[store][place->offset / STAMP_GRAIN];
}

static unsigned char **make_counts(const struct sr_platform *platform)
{
	unsigned char **counts = calloc(2 * platform->n_devices + 1,
					sizeof(*counts));

	for (size_t i = 0; counts && i < 2 * platform->n_devices; i++) {
		const struct sr_device *d = &platform->devices[i / 2];
		uint64_t size = i % 2 ? d->persistent_size : d->volatile_size;

		counts[i] = calloc(size / STAMP_GRAIN + 1, 1);
	}
	return counts;
}

static void free_counts(unsigned char **counts, size_t n)
{
	for (size_t i = 0; counts && i < n; i++)
		free(counts[i]);
	free(counts);
}

static uint64_t longest(const struct sr_decoder *decoders, size_t n,
			uint64_t length)
{
	for (size_t i = 0; i < n; i++)
		if ((uint64_t)decoders[i].granularity * decoders[i].ways >
		    length)
			length = (uint64_t)decoders[i].granularity *
				 decoders[i].ways;
	return length;
}

/*
 * After so many bytes every interleave has come around: powers of two, and
 * three times them.
 */
static uint64_t period(const struct sr_platform *platform)
{
	uint64_t length = STAMP_PAGE;

	for (size_t i = 0; i < platform->n_windows; i++) {
		const struct sr_window *w = &platform->windows[i];

		if ((uint64_t)w->granularity * w->n_targets > length)
			length = (uint64_t)w->granularity * w->n_targets;
	}
	for (size_t i = 0; i < platform->n_host_bridges; i++)
		length = longest(platform->host_bridges[i].decoders,
				 platform->host_bridges[i].n_decoders, length);
	for (size_t i = 0; i < platform->n_switches; i++)
		length = longest(platform->switches[i].decoders,
				 platform->switches[i].n_decoders, length);
	for (size_t i = 0; i < platform->n_devices; i++)
		length = longest(platform->devices[i].decoders,
				 platform->devices[i].n_decoders, length);
	return 3 * length < BLOCK ? 3 * length : BLOCK;
}

/* A range, in blocks of which the beginning is looked at. */
struct look {
	const struct sr_platform *platform;
	const struct srlab_machine *machine;
	unsigned char **counts;
	uint64_t period;
};

static bool is_good(const struct look *look, uint64_t block, uint64_t end)
{
	for (uint64_t at = block; at < end && at - block < look->period;
	     at += STAMP_GRAIN) {
		struct srlab_place place = srlab_decode(look->platform,
							look->machine, at);

		if (place.store == SRLAB_STORE_NONE ||
		    place.store == SRLAB_STORE_DRAM ||
		    *count_of(look->counts, &place) > 1)
			return false;
	}
	return true;
}

static void count_block(const struct look *look, uint64_t block, uint64_t end)
{
	for (uint64_t at = block; at < end && at - block < look->period;
	     at += STAMP_GRAIN) {
		struct srlab_place place = srlab_decode(look->platform,
							look->machine, at);
		unsigned char *count;

		if (place.store != SRLAB_STORE_VOLATILE &&
		    place.store != SRLAB_STORE_PERSISTENT)
			continue;
		count = count_of(look->counts, &place);
		if (*count < 2)
			++*count;
	}
}

static uint64_t block_end(uint64_t at, uint64_t end)
{
	uint64_t next = (at / BLOCK + 1) * BLOCK;

	return next < end ? next : end;
}

uint64_t srlab_not_decoded(const struct sr_platform *platform,
			   const struct srlab_machine *machine,
			   const struct sr_memory *range)
{
	struct look look = { platform, machine, NULL, period(platform) };
	uint64_t end = range->start + range->size, bytes = 0, next;

	if (!touches_window(platform, range))
		return 0;
	look.counts = make_counts(platform);
	if (!look.counts)
		return UINT64_MAX;
	for (uint64_t at = range->start; at < end; at = block_end(at, end))
		count_block(&look, at, block_end(at, end));
	for (uint64_t at = range->start; at < end; at = next) {
		next = block_end(at, end);
		if (!is_good(&look, at, next))
			bytes += next - at;
	}
	free_counts(look.counts, 2 * platform->n_devices);
	return bytes;
}
