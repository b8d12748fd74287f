// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: see cxl_config.h.
 *
 * PCI Express 6.0 7.6.3 (extended capabilities), 7.9.3 (serial number), 7.9.6
 * (DVSEC); CXL 3.1 8.1.3 (the DVSEC of a CXL device: ranges at 0x18).
 */
#include "cxl_config.h"

#include <fcntl.h>
#include <glob.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SPACE 4096
#define FIRST_EXTENDED 0x100
#define CAPABILITY_SERIAL 0x0003
#define CAPABILITY_DVSEC 0x0023
#define VENDOR_CXL 0x1e98
#define DVSEC_DEVICE 0
#define CLASS_CXL_MEMORY 0x0502
#define DVSEC_RANGE_1 0x18
#define DVSEC_RANGE_2 0x28
#define MEDIA_VOLATILE 0
#define MEDIA_PERSISTENT 1

struct space {
	unsigned char bytes[SPACE];
	size_t n;
};

static uint32_t word(const struct space *space, size_t at)
{
	const unsigned char *b = space->bytes + at;

	return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
	       (uint32_t)b[3] << 24;
}

/* Where an extended capability is, or 0; a loop ends after as many as fit. */
static size_t next_capability(const struct space *space, size_t at)
{
	size_t next = at ? word(space, at) >> 20 : FIRST_EXTENDED;

	if (next < FIRST_EXTENDED || next % 4 || next > space->n - 0x38 ||
	    !word(space, next) || next <= at)
		return 0;
	return next;
}

static bool is_device_dvsec(const struct space *space, size_t at)
{
	return (word(space, at) & 0xffff) == CAPABILITY_DVSEC &&
	       (word(space, at + 4) & 0xffff) == VENDOR_CXL &&
	       (word(space, at + 8) & 0xffff) == DVSEC_DEVICE;
}

/* One range: its size, and what kind of media it says is behind it. */
static void add_range(const struct space *space, size_t at,
		      struct cxl_config *out)
{
	uint32_t low = word(space, at + 4);
	uint64_t size = (uint64_t)word(space, at) << 32 | (low & 0xf0000000);
	unsigned int media = low >> 2 & 7;

	if (!size)
		return;
	out->capacity += size;
	if (media == MEDIA_PERSISTENT)
		out->is_volatile = SR_NO;
	else if (media != MEDIA_VOLATILE && out->is_volatile == SR_YES)
		out->is_volatile = SR_UNKNOWN;
}

/* Return: whether the function has a CXL device DVSEC. */
static bool understand(const struct space *space, struct cxl_config *out)
{
	size_t at = 0;
	bool found = false;

	out->is_memory = word(space, 8) >> 16 == CLASS_CXL_MEMORY;
	out->is_volatile = SR_YES;
	while ((at = next_capability(space, at))) {
		if ((word(space, at) & 0xffff) == CAPABILITY_SERIAL)
			out->serial = word(space, at + 4) |
				      (uint64_t)word(space, at + 8) << 32;
		if (!is_device_dvsec(space, at))
			continue;
		found = true;
		add_range(space, at + DVSEC_RANGE_1, out);
		add_range(space, at + DVSEC_RANGE_2, out);
	}
	if (!out->capacity)
		out->is_volatile = SR_UNKNOWN;
	return found;
}

static bool read_space(const char *path, struct space *space)
{
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t got;

	if (file < 0)
		return false;
	got = pread(file, space->bytes, SPACE, 0);
	close(file);
	space->n = got > 0 ? (size_t)got : 0;
	/* Who is not root gets 64 bytes; a function may have only 256. */
	return space->n >= FIRST_EXTENDED;
}

static bool add(struct cxl_configs *out, const char *path)
{
	struct cxl_config one = { .name = "" }, *list;
	struct space space = { .n = 0 };
	const char *end = strrchr(path, '/'), *name = end;

	if (!read_space(path, &space))
		return false;
	if (space.n < SPACE || !understand(&space, &one))
		return true;
	while (name > path && name[-1] != '/')
		name--;
	snprintf(one.name, sizeof(one.name), "%.*s", (int)(end - name), name);
	list = realloc(out->list, (out->n + 1) * sizeof(*list));
	if (!list)
		return false;
	out->list = list;
	list[out->n++] = one;
	return true;
}

void cxl_configs_read(const char *sysroot, struct cxl_configs *out)
{
	char pattern[4096];
	glob_t found;
	size_t i;

	memset(out, 0, sizeof(*out));
	if ((size_t)snprintf(pattern, sizeof(pattern),
			     "%s/sys/bus/pci/devices/*/config", sysroot) >=
	    sizeof(pattern) || glob(pattern, 0, NULL, &found))
		return;
	out->complete = true;
	for (i = 0; i < found.gl_pathc; i++)
		if (!add(out, found.gl_pathv[i]))
			out->complete = false;
	globfree(&found);
}

void cxl_configs_free(struct cxl_configs *configs)
{
	free(configs->list);
	memset(configs, 0, sizeof(*configs));
}

const struct cxl_config *cxl_configs_find(const struct cxl_configs *configs,
					  const char *name)
{
	size_t i;

	for (i = 0; i < configs->n; i++)
		if (!strcmp(configs->list[i].name, name))
			return &configs->list[i];
	return NULL;
}

char *cxl_configs_text(const struct cxl_configs *configs)
{
	char *text = NULL;
	size_t i, size;
	FILE *to;

	if (!configs->complete || !configs->n)
		return NULL;
	to = open_memstream(&text, &size);
	if (!to)
		return NULL;
	for (i = 0; i < configs->n; i++)
		fprintf(to, "%s%016" PRIx64 ":%" PRIu64, i ? " " : "",
			configs->list[i].serial, configs->list[i].capacity);
	if (fclose(to)) {
		free(text);
		return NULL;
	}
	return text;
}
