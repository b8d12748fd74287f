// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: HDM decoders (CXL 3.1 8.2.4.20), programmed as a BIOS would, before any
 * CXL driver is loaded, and read back for the report.
 */
#include "guest.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMPONENTS_MAX 64
#define CACHE_MEM 0x1000
#define CAP_HDM 5
#define HDM_GLOBAL 4
#define HDM_ENABLE (1U << 1)
#define CTRL_COMMIT (1U << 9)
#define CTRL_COMMITTED (1U << 10)

/* One component: its register block, and where its HDM decoders are. */
struct component {
	bool known;
	bool device;
	char name[64];
	char path[PATH_MAX];
	volatile uint32_t *registers;
	unsigned int hdm;
	unsigned int n_decoders;
};

static struct component components[COMPONENTS_MAX];
/* Told to the host, which counts all writes, whoever makes them. */
static uint64_t n_writes;

static uint32_t read_register(const struct component *c, unsigned int offset)
{
	return c->registers[offset / 4];
}

static void write_register(const struct component *c, unsigned int offset,
			   uint32_t value)
{
	c->registers[offset / 4] = value;
	n_writes++;
}

static unsigned int decoder_at(const struct component *c, unsigned int index,
			       unsigned int word)
{
	return c->hdm + 0x10 + 0x20 * index + 4 * word;
}

static int find_decoders(struct component *c)
{
	uint32_t header = read_register(c, CACHE_MEM);
	unsigned int n = header >> 24;

	if ((header & 0xffff) != 1)
		return -ENOENT;
	for (unsigned int i = 1; i <= n; i++) {
		uint32_t entry = read_register(c, CACHE_MEM + 4 * i);
		uint32_t count;

		if ((entry & 0xffff) != CAP_HDM)
			continue;
		c->hdm = CACHE_MEM + (entry >> 20);
		count = read_register(c, c->hdm) & 0xf;
		c->n_decoders = count ? 2 * count : 1;
		return 0;
	}
	return -ENOENT;
}

/* CEDT: a header of 36 bytes, then structures of type, reserved, length. */
static int bridge_registers(uint64_t uid, uint64_t *base)
{
	size_t size = 0, at = 36;
	char *table = file_read_all("/sys/firmware/acpi/tables/CEDT", &size);
	int rc = -ENOENT;

	while (table && at + 4 <= size) {
		uint16_t length;
		uint32_t its_uid;

		memcpy(&length, table + at + 2, sizeof(length));
		if (length < 4 || at + length > size)
			break;
		if (table[at] == 0 && length >= 32) {
			memcpy(&its_uid, table + at + 4, sizeof(its_uid));
			if (its_uid == uid) {
				memcpy(base, table + at + 16, sizeof(*base));
				rc = 0;
				break;
			}
		}
		at += length;
	}
	free(table);
	return rc;
}

static int map_bridge(struct component *c, uint64_t uid)
{
	uint64_t base;
	int rc = bridge_registers(uid, &base);

	return rc ? rc : file_map("/dev/mem", base, &c->registers);
}

static int map_function(struct component *c, uint64_t serial, bool upstream)
{
	char device[PATH_MAX];
	int rc;

	rc = pci_find_serial(serial, device, sizeof(device));
	if (rc)
		return rc;
	if (upstream)
		rc = pci_upstream_of(device, c->path, sizeof(c->path));
	else
		memcpy(c->path, device, sizeof(c->path));
	if (rc)
		return rc;
	c->device = !upstream;
	return pci_map_component(c->path, &c->registers);
}

static struct component *component_get(const char *number)
{
	unsigned long i = strtoul(number, NULL, 0);

	return i < COMPONENTS_MAX ? &components[i] : NULL;
}

int hdm_component(struct guest *guest, char **words, int n)
{
	struct component *c = n == 4 ? component_get(words[1]) : NULL;
	uint64_t id;
	int rc;

	if (!c)
		return guest_fail(guest, -EINVAL, "malformed command");
	id = strtoull(words[3], NULL, 0);
	snprintf(c->name, sizeof(c->name), "%s %s", words[2], words[3]);
	if (!strcmp(words[2], "bridge"))
		rc = map_bridge(c, id);
	else
		rc = map_function(c, id, !strcmp(words[2], "switch"));
	if (rc)
		return guest_fail(guest, rc, "%s: no component registers",
				  c->name);
	c->known = true;
	rc = find_decoders(c);
	if (rc)
		return guest_fail(guest, rc, "%s: no HDM decoders", c->name);
	return 0;
}

static int commit(const struct component *c, unsigned int index)
{
	unsigned int at = decoder_at(c, index, 4);

	for (int i = 0; i < 1000; i++) {
		if (read_register(c, at) & CTRL_COMMITTED)
			return 0;
		pause_ms(1);
	}
	return -ETIMEDOUT;
}

int hdm_decoder(struct guest *guest, char **words, int n)
{
	/* Order of the words on the line; the control register goes last. */
	static const unsigned int order[] = { 0, 1, 2, 3, 5, 6, 4 };
	struct component *c = n == 10 ? component_get(words[1]) : NULL;
	unsigned long index;
	uint32_t value = 0;

	if (!c || !c->known)
		return guest_fail(guest, -EINVAL, "malformed command");
	index = strtoul(words[2], NULL, 0);
	if (index >= c->n_decoders)
		return guest_fail(guest, -ERANGE, "%s: no decoder %lu", c->name,
				  index);
	for (unsigned int i = 0; i < 7; i++) {
		value = (uint32_t)strtoul(words[3 + order[i]], NULL, 0);
		write_register(c, decoder_at(c, (unsigned int)index, order[i]),
			       value);
	}
	if ((value & CTRL_COMMIT) && commit(c, (unsigned int)index))
		return guest_fail(guest, -ETIMEDOUT,
				  "%s: decoder %lu does not commit", c->name,
				  index);
	return 0;
}

int hdm_enable(struct guest *guest, char **words, int n)
{
	struct component *c = n == 2 ? component_get(words[1]) : NULL;

	if (!c || !c->known)
		return guest_fail(guest, -EINVAL, "malformed command");
	write_register(c, c->hdm + HDM_GLOBAL,
		       read_register(c, c->hdm + HDM_GLOBAL) | HDM_ENABLE);
	if (c->device && pci_enable_memory(c->path))
		return guest_fail(guest, -EIO, "%s: cannot set Mem_Enable",
				  c->name);
	return 0;
}

/*
 * "ranges N BASE": what a BIOS for CXL 1.1 leaves behind: Mem_Enable and the
 * DVSEC range registers are set, and HDM decoding is not enabled. QEMU routes by
 * the decoders all the same.
 */
int hdm_ranges(struct guest *guest, char **words, int n)
{
	struct component *c = n == 3 ? component_get(words[1]) : NULL;

	if (!c || !c->known || !c->device)
		return guest_fail(guest, -EINVAL, "malformed command");
	write_register(c, c->hdm + HDM_GLOBAL,
		       read_register(c, c->hdm + HDM_GLOBAL) & ~HDM_ENABLE);
	if (pci_set_range(c->path, strtoull(words[2], NULL, 0)) ||
	    pci_enable_memory(c->path))
		return guest_fail(guest, -EIO, "%s: cannot set its range",
				  c->name);
	return 0;
}

static struct json_object *decoder_json(const struct component *c,
					unsigned int index)
{
	struct json_object *list = json_object_new_array();

	for (unsigned int i = 0; i < 7; i++)
		json_object_array_add(
			list, json_object_new_uint64(read_register(
				      c, decoder_at(c, index, i))));
	return list;
}

int hdm_snapshot(struct guest *guest, char **words, int n)
{
	(void)guest;
	for (size_t i = 0; i < COMPONENTS_MAX; i++) {
		const struct component *c = &components[i];
		struct json_object *line, *all;

		if (!c->known || !c->hdm)
			continue;
		line = tell_new("decoders");
		tell_text(line, "when", n > 1 ? words[1] : "");
		tell_text(line, "component", c->name);
		tell_number(line, "global", read_register(c, c->hdm +
							     HDM_GLOBAL));
		tell_number(line, "hdm", c->hdm);
		tell_number(line, "writes", n_writes);
		all = json_object_new_array();
		for (unsigned int d = 0; d < c->n_decoders; d++)
			json_object_array_add(all, decoder_json(c, d));
		json_object_object_add(line, "registers", all);
		tell(line);
	}
	return 0;
}
