// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: memory that kmem hands to the page allocator. It cannot be mapped as a
 * device; so a sample is allocated on its node, its physical addresses are
 * looked up, and each page gets its stamps there.
 */
#include "dax.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/mempolicy.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MEMORY "/sys/devices/system/memory"
#define KMEM_DRIVER "/sys/bus/dax/drivers/kmem"
#define SAMPLE (64ULL << 20)
#define PIECE (16ULL << 20)
#define PIECES_MAX 64
#define USABLE_SECONDS 60
#define PFN_MASK ((1ULL << 55) - 1)

struct blocks {
	uint64_t size;
	DIR *dir;
};

static int blocks_open(struct blocks *blocks)
{
	char text[32];
	int rc = file_read(MEMORY "/block_size_bytes", text, sizeof(text));

	if (rc)
		return rc;
	blocks->size = strtoull(text, NULL, 16);
	blocks->dir = opendir(MEMORY);
	return blocks->dir ? 0 : -errno;
}

/* Next memory block that lies in one of a device's extents. */
static bool blocks_next(struct blocks *blocks, const struct dax *dax,
			char *state, size_t size, uint64_t *start)
{
	struct dirent *entry;

	while ((entry = readdir(blocks->dir))) {
		if (sscanf(entry->d_name, "memory%lu", start) != 1)
			continue;
		*start *= blocks->size;
		for (size_t i = 0; i < dax->n_extents; i++) {
			if (*start < dax->extent[i].start ||
			    *start - dax->extent[i].start >=
				    dax->extent[i].size)
				continue;
			snprintf(state, size, MEMORY "/%s/state",
				 entry->d_name);
			return true;
		}
	}
	return false;
}

static uint64_t tell_blocks(const struct dax *dax)
{
	char path[PATH_MAX], state[32];
	struct json_object *line;
	struct blocks blocks;
	uint64_t start, bytes = 0;

	if (blocks_open(&blocks))
		return 0;
	while (blocks_next(&blocks, dax, path, sizeof(path), &start)) {
		if (file_read(path, state, sizeof(state)))
			continue;
		line = tell_new("block");
		tell_text(line, "dax", dax->name);
		tell_number(line, "start", start);
		tell_number(line, "size", blocks.size);
		tell_text(line, "state", state);
		tell(line);
		bytes += strcmp(state, "online") ? 0 : blocks.size;
	}
	closedir(blocks.dir);
	return bytes;
}

static uint64_t physical(int pagemap, const char *at)
{
	uint64_t entry;

	if (pread(pagemap, &entry, sizeof(entry),
		  (off_t)((uintptr_t)at / STAMP_PAGE * sizeof(entry))) !=
		    sizeof(entry) ||
	    !(entry >> 63))
		return 0;
	return (entry & PFN_MASK) * STAMP_PAGE;
}

static bool in_dax(const struct dax *dax, uint64_t address)
{
	for (size_t i = 0; i < dax->n_extents; i++)
		if (address - dax->extent[i].start < dax->extent[i].size)
			return true;
	return false;
}

/* Runs of pages, as [start, pages] pairs. */
static void add_page(struct json_object *runs, uint64_t page)
{
	size_t n = json_object_array_length(runs);
	struct json_object *run;
	uint64_t start, pages;

	if (n) {
		run = json_object_array_get_idx(runs, n - 1);
		start = json_object_get_uint64(
			json_object_array_get_idx(run, 0));
		pages = json_object_get_uint64(
			json_object_array_get_idx(run, 1));
		if (start + pages * STAMP_PAGE == page) {
			json_object_array_put_idx(
				run, 1, json_object_new_uint64(pages + 1));
			return;
		}
	}
	run = json_object_new_array();
	json_object_array_add(run, json_object_new_uint64(page));
	json_object_array_add(run, json_object_new_uint64(1));
	json_object_array_add(runs, run);
}

static char *allocate(uint64_t node)
{
	unsigned long mask[16] = { 0 };
	char *map;

	mask[node / 64] = 1UL << node % 64;
	map = mmap(NULL, PIECE, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (map == MAP_FAILED)
		return NULL;
	if (syscall(SYS_mbind, map, PIECE, MPOL_BIND, mask, 1024, 0)) {
		munmap(map, PIECE);
		return NULL;
	}
	return map;
}

static void stamp_page(const struct guest *guest, char *page, uint64_t address)
{
	for (uint64_t i = stamp_first(address); i < STAMP_PAGE;
	     i += stamp_step(address)) {
		struct stamp stamp = stamp_make(address + i, guest->nonce);

		memcpy(page + i, &stamp, sizeof(stamp));
	}
}

static uint64_t stamp_piece(const struct guest *guest, const struct dax *dax,
			    int pagemap, char *map, struct json_object *runs)
{
	uint64_t bytes = 0;

	for (uint64_t at = 0; at < PIECE; at += STAMP_PAGE) {
		volatile char *page = map + at;
		uint64_t address;

		*page = 1;
		address = physical(pagemap, map + at);
		if (!address || !in_dax(dax, address))
			continue;
		stamp_page(guest, map + at, address);
		if (physical(pagemap, map + at) != address)
			continue;
		add_page(runs, address);
		bytes += STAMP_PAGE;
	}
	return bytes;
}

static void tell_sample(const struct dax *dax, uint64_t bytes,
			struct json_object *runs)
{
	struct json_object *line = tell_new("ram");

	tell_text(line, "dax", dax->name);
	tell_number(line, "bytes", bytes);
	json_object_object_add(line, "runs", runs);
	tell(line);
}

/* Pieces that are allocated at the moment. */
struct pieces {
	char *piece[PIECES_MAX];
	size_t n;
};

static void pieces_free(struct pieces *pieces)
{
	while (pieces->n)
		munmap(pieces->piece[--pieces->n], PIECE);
}

/*
 * Pieces stay allocated until the sample is whole, or they would come again;
 * those with stamps go to @stamped, for a device on the same node would get
 * them next and write over them.
 */
static void serve_one(const struct guest *guest, const struct dax *dax,
		      uint64_t node, uint64_t wanted, struct pieces *stamped)
{
	int pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	struct json_object *runs = json_object_new_array();
	struct pieces others = { .n = 0 };
	uint64_t bytes = 0, here;
	char *piece;

	while (bytes < wanted && others.n < PIECES_MAX &&
	       stamped->n < PIECES_MAX && (piece = allocate(node))) {
		here = stamp_piece(guest, dax, pagemap, piece, runs);
		bytes += here;
		if (here)
			stamped->piece[stamped->n++] = piece;
		else
			others.piece[others.n++] = piece;
	}
	tell_sample(dax, bytes, runs);
	pieces_free(&others);
	close(pagemap);
}

int ram_serve(struct guest *guest, const struct dax *daxes, size_t n)
{
	struct pieces stamped = { .n = 0 };

	for (size_t i = 0; i < n; i++) {
		uint64_t online, node;

		if (strcmp(daxes[i].driver, "kmem"))
			continue;
		online = tell_blocks(&daxes[i]);
		if (!online || dax_attribute(daxes[i].name, "target_node",
					     &node) || node >= 1024)
			continue;
		/* Not all of it can be had: the kernel keeps some. */
		serve_one(guest, &daxes[i], node,
			  online / 2 < SAMPLE ? online / 2 : SAMPLE, &stamped);
	}
	pieces_free(&stamped);
	return 0;
}

static uint64_t kmem_bytes(void)
{
	char *text = file_read_all("/proc/iomem", NULL), *rest = NULL;
	unsigned long start, end;
	uint64_t bytes = 0;

	for (char *line = text ? strtok_r(text, "\n", &rest) : NULL; line;
	     line = strtok_r(NULL, "\n", &rest))
		if (strstr(line, "System RAM (kmem)") &&
		    sscanf(line, " %lx-%lx", &start, &end) == 2)
			bytes += end - start + 1;
	free(text);
	return bytes;
}

/* "online": the policy, then kmem, which takes every dax device it can. */
int ram_online(struct guest *guest, char **words, int n)
{
	char name[] = "insmod", kmem[] = "kmem";
	char *insert[] = { name, kmem };
	int rc;

	rc = file_write(MEMORY "/auto_online_blocks", "online_movable");
	if (rc)
		return guest_fail(guest, rc, "cannot set auto_online_blocks");
	rc = driver_insert(guest, insert, 2);
	if (!rc)
		rc = driver_settle(guest, words, n);
	if (!rc && !kmem_bytes())
		rc = guest_fail(guest, -ENODEV,
				"no memory came online through kmem");
	return rc;
}

/* Are all whole memory blocks in an extent online? */
static bool is_online(const struct extent *extent, uint64_t block_size)
{
	uint64_t at = (extent->start + block_size - 1) / block_size *
		      block_size;
	char path[PATH_MAX], state[32];

	for (; at + block_size <= extent->start + extent->size;
	     at += block_size) {
		snprintf(path, sizeof(path), MEMORY "/memory%llu/state",
			 (unsigned long long)(at / block_size));
		if (file_read(path, state, sizeof(state)) ||
		    strcmp(state, "online"))
			return false;
	}
	return true;
}

static bool all_online(char **words, int n, uint64_t block_size)
{
	struct extent extent;

	for (int i = 1; i + 1 < n; i += 2) {
		extent.start = strtoull(words[i], NULL, 0);
		extent.size = strtoull(words[i + 1], NULL, 0);
		if (!is_online(&extent, block_size))
			return false;
	}
	return true;
}

/* "usable START SIZE...": when all of this memory is online */
int ram_usable(struct guest *guest, char **words, int n)
{
	double limit = seconds() + guest_patience(guest, USABLE_SECONDS), at;
	struct json_object *line;
	struct blocks blocks;

	if (n < 3 || n % 2 == 0 || blocks_open(&blocks))
		return guest_fail(guest, -EINVAL, "malformed command");
	closedir(blocks.dir);
	while (!all_online(words, n, blocks.size)) {
		if (seconds() > limit)
			return guest_fail(guest, -ETIMEDOUT,
					  "not all Soft Reserved memory comes online");
		pause_ms(1);
	}
	at = seconds();
	line = tell_new("usable");
	tell_real(line, "at", at);
	tell(line);
	return 0;
}

static int offline_blocks(struct guest *guest, const struct dax *dax)
{
	struct blocks blocks;
	char path[PATH_MAX];
	uint64_t start;
	int rc;

	rc = blocks_open(&blocks);
	while (!rc && blocks_next(&blocks, dax, path, sizeof(path), &start)) {
		rc = file_write(path, "offline");
		if (rc == -EINVAL)
			rc = 0; /* it is offline already */
	}
	closedir(blocks.dir);
	return rc ? guest_fail(guest, rc, "%s: 0x%llx does not go offline",
			       dax->name, (unsigned long long)start) : 0;
}

/* "offline": all memory of kmem, and the devices off kmem. */
int ram_offline(struct guest *guest, char **words, int n)
{
	static struct dax daxes[DAXES_MAX];
	size_t n_daxes;
	int rc;

	(void)words;
	(void)n;
	rc = dax_list(guest, daxes, &n_daxes);
	if (rc)
		return rc;
	for (size_t i = 0; i < n_daxes && !rc; i++) {
		if (strcmp(daxes[i].driver, "kmem"))
			continue;
		rc = offline_blocks(guest, &daxes[i]);
		if (rc)
			return rc;
		rc = file_write(KMEM_DRIVER "/unbind", daxes[i].name);
	}
	return rc ? guest_fail(guest, rc, "cannot unbind from kmem") : 0;
}
