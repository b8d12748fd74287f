// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: memory as an application would use it: bind each dax device to
 * device_dax, map it, stamp every page, and read every stamp back. Memory that
 * kmem made System RAM is allocated instead; see ram.c.
 */
#include "dax.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PIECE (64ULL << 20)

static bool in_hole(const struct guest *guest, uint64_t page)
{
	for (size_t i = 0; i < guest->n_holes; i++)
		if (page - guest->hole[i].start < guest->hole[i].size)
			return true;
	return false;
}

static void write_page(const struct guest *guest, char *page, uint64_t at)
{
	for (uint64_t i = stamp_first(at); i < STAMP_PAGE;
	     i += stamp_step(at)) {
		struct stamp stamp = stamp_make(at + i, guest->nonce);
		volatile struct stamp *to = (volatile void *)(page + i);

		to->where = stamp.where;
		to->proof = stamp.proof;
	}
}

static void write_piece(const struct guest *guest, char *map, uint64_t at,
			uint64_t size)
{
	for (uint64_t page = 0; page < size; page += STAMP_PAGE)
		if (!in_hole(guest, at + page))
			write_page(guest, map + page, at + page);
}

static bool is_page_bad(const struct guest *guest, char *page, uint64_t at)
{
	for (uint64_t i = stamp_first(at); i < STAMP_PAGE;
	     i += stamp_step(at)) {
		struct stamp stamp = stamp_make(at + i, guest->nonce);
		volatile struct stamp *from = (volatile void *)(page + i);

		if (from->where != stamp.where || from->proof != stamp.proof)
			return true;
	}
	return false;
}

static uint64_t check_piece(const struct guest *guest, char *map, uint64_t at,
			    uint64_t size)
{
	uint64_t bad = 0;

	for (uint64_t page = 0; page < size; page += STAMP_PAGE)
		bad += !in_hole(guest, at + page) &&
		       is_page_bad(guest, map + page, at + page);
	return bad;
}

/* Walks a device in pieces, to write or to check. */
static int walk(const struct guest *guest, struct dax *dax, int fd, bool check)
{
	uint64_t offset = 0;

	for (size_t i = 0; i < dax->n_extents; i++) {
		struct extent e = dax->extent[i];

		for (uint64_t done = 0; done < e.size; done += PIECE) {
			uint64_t size = e.size - done < PIECE ?
						e.size - done : PIECE;
			char *map = mmap(NULL, size, PROT_READ | PROT_WRITE,
					 MAP_SHARED, fd,
					 (off_t)(offset + done));

			if (map == MAP_FAILED)
				return -errno;
			if (check)
				dax->bad += check_piece(guest, map,
							e.start + done, size);
			else
				write_piece(guest, map, e.start + done, size);
			munmap(map, size);
		}
		offset += e.size;
	}
	return 0;
}

static void use_dax(const struct guest *guest, struct dax *dax, bool check)
{
	char path[64];
	int fd;

	if (dax->error || strcmp(dax->driver, "device_dax"))
		return;
	snprintf(path, sizeof(path), "/dev/%s", dax->name);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0) {
		dax->error = -errno;
		return;
	}
	dax->error = walk(guest, dax, fd, check);
	dax->stamped = !dax->error;
	close(fd);
}

static struct json_object *extents_json(const struct dax *dax)
{
	struct json_object *all = json_object_new_array();

	for (size_t i = 0; i < dax->n_extents; i++) {
		struct json_object *one = json_object_new_object();

		tell_number(one, "start", dax->extent[i].start);
		tell_number(one, "size", dax->extent[i].size);
		json_object_array_add(all, one);
	}
	return all;
}

static void tell_dax(const struct dax *dax)
{
	struct json_object *line = tell_new("dax");
	char path[PATH_MAX], real[PATH_MAX];
	uint64_t node;

	snprintf(path, sizeof(path), DAX_DEVICES "/%s", dax->name);
	tell_text(line, "name", dax->name);
	tell_text(line, "driver", dax->driver);
	tell_text(line, "path", realpath(path, real) ? real : "");
	if (!dax_attribute(dax->name, "target_node", &node))
		tell_number(line, "target_node", node);
	json_object_object_add(line, "extents", extents_json(dax));
	tell_number(line, "bad_pages", dax->bad);
	json_object_object_add(line, "stamped",
			       json_object_new_boolean(dax->stamped));
	tell_number(line, "error", (uint64_t)-dax->error);
	tell(line);
}

/* "serve": all stamps go in before any is checked, so that aliases show. */
int serve_all(struct guest *guest, char **words, int n)
{
	static struct dax daxes[DAXES_MAX];
	size_t n_daxes;
	int rc;

	(void)words;
	(void)n;
	rc = dax_list(guest, daxes, &n_daxes);
	if (rc)
		return rc;
	tell(tell_new("serve"));
	for (size_t i = 0; i < n_daxes; i++) {
		dax_bind(&daxes[i]);
		use_dax(guest, &daxes[i], false);
	}
	for (size_t i = 0; i < n_daxes; i++) {
		use_dax(guest, &daxes[i], true);
		tell_dax(&daxes[i]);
	}
	return ram_serve(guest, daxes, n_daxes);
}

/* "bind": the drivers come to their devices, and nothing is written yet. */
int serve_bind(struct guest *guest, char **words, int n)
{
	static struct dax daxes[DAXES_MAX];
	size_t n_daxes;
	int rc;

	(void)words;
	(void)n;
	rc = dax_list(guest, daxes, &n_daxes);
	if (rc)
		return rc;
	for (size_t i = 0; i < n_daxes; i++)
		dax_bind(&daxes[i]);
	return 0;
}
