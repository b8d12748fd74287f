// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* DOC: see door_read.h. */
#include "door_read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "cxl_config.h"
#include "hdm_registers.h"
#include "system.h"

/* Linux refuses a window that is no multiple of this (CXL 3.1 9.18.1.3). */
#define WINDOW_GRAIN ((uint64_t)256 << 20)
#define NO_PERSISTENT_BIT 3

struct door_reader {
	const char *sysroot;
	int root;
	struct sr_system *system;
	struct cxl_configs configs;
	struct door_reading *out;
};

static bool exists(const struct door_reader *r, const char *path)
{
	return !faccessat(r->root, path + 1, F_OK, 0);
}

static bool read_text(const struct door_reader *r, const char *path,
		      char *text, size_t size)
{
	int file = openat(r->root, path + 1, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n;

	if (file < 0)
		return false;
	n = read(file, text, size - 1);
	close(file);
	if (n < 0)
		return false;
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return true;
}

static struct sr_extent extent_of(uint64_t start, uint64_t size)
{
	return (struct sr_extent) { start, start + (size - 1) };
}

/* ---- CXL's root ---- */

static void read_root(const struct door_reader *r)
{
	struct sr_door_facts *facts = &r->out->facts;
	char text[64], line[4096];

	facts->kdump = exists(r, "/proc/vmcore") ||
		       (read_text(r, "/proc/cmdline", line, sizeof(line)) &&
			strstr(line, "elfcorehdr="));
	facts->has_root = exists(r, DOOR_ROOT);
	if (!facts->has_root)
		return;
	facts->root_bound = exists(r, DOOR_ROOT "/driver");
	if (!read_text(r, DOOR_ROOT "/driver_override", text, sizeof(text)))
		facts->foreign_override = true;
	else if (!strcmp(text, DOOR_OVERRIDE))
		r->out->ours = true;
	else
		facts->foreign_override = *text && strcmp(text, "(null)");
}

/* ---- dax_hmem ---- */

static bool list_names(const struct door_reader *r, const char *release,
		       const char *list, const char *name)
{
	char path[512], *line = NULL;
	bool found = false;
	size_t size = 0;
	int file;
	FILE *from;

	snprintf(path, sizeof(path), "lib/modules/%s/%s", release, list);
	file = openat(r->root, path, O_RDONLY | O_CLOEXEC);
	from = file < 0 ? NULL : fdopen(file, "r");
	if (!from) {
		if (file >= 0)
			close(file);
		return false;
	}
	while (!found && getline(&line, &size, from) >= 0) {
		line[strcspn(line, ":\n")] = '\0';
		found = strstr(line, name) != NULL;
	}
	free(line);
	fclose(from);
	return found;
}

static enum sr_truth find_dax_hmem(const struct door_reader *r)
{
	const char *release = r->system->running.release;
	struct utsname name;

	if (exists(r, "/sys/bus/platform/drivers/dax_hmem") ||
	    exists(r, "/sys/module/dax_hmem"))
		return SR_YES;
	if (!release && !*r->sysroot && !uname(&name))
		release = name.release;
	if (!release)
		return SR_UNKNOWN;
	return list_names(r, release, "modules.dep", "/dax_hmem.ko") ||
	       list_names(r, release, "modules.builtin", "/dax_hmem.ko") ?
	       SR_YES : SR_NO;
}

/* 7.0 and later keep the entries of firmware's map, and say so by this name. */
static bool has_private_tree(const struct door_reader *r)
{
	int file = openat(r->root, "proc/kallsyms", O_RDONLY | O_CLOEXEC);
	FILE *from = file < 0 ? NULL : fdopen(file, "r");
	bool found = false;
	char line[256];

	if (!from) {
		if (file >= 0)
			close(file);
		return false;
	}
	while (!found && fgets(line, sizeof(line), from))
		found = strstr(line, " walk_soft_reserve_res") != NULL;
	fclose(from);
	return found;
}

static bool is_in_iomem(const struct sr_running *running,
			const struct sr_extent *at, bool *any)
{
	size_t i;

	for (i = 0; i < running->n_iomem; i++) {
		const struct sr_resource *one = &running->iomem[i];

		if (!one->name || strcmp(one->name, "Soft Reserved"))
			continue;
		*any = true;
		if (one->start == at->start &&
		    one->size == at->end - at->start + 1)
			return true;
	}
	return false;
}

static bool is_in_srat(const struct sr_platform *platform,
		       const struct sr_extent *at)
{
	size_t i;

	for (i = 0; i < platform->n_srat; i++)
		if (platform->srat[i].enabled &&
		    platform->srat[i].start == at->start &&
		    platform->srat[i].size == at->end - at->start + 1)
			return true;
	return false;
}

/* Where there is an HMAT, dax_hmem's list is SRAT's. */
static enum sr_truth is_listed(const struct door_reader *r,
			       const struct sr_extent *at)
{
	bool any = false;

	if (!exists(r, "/sys/firmware/acpi/tables"))
		return SR_UNKNOWN;
	if (exists(r, "/sys/firmware/acpi/tables/HMAT"))
		return is_in_srat(r->system->platform, at) ? SR_YES : SR_NO;
	if (is_in_iomem(&r->system->running, at, &any))
		return SR_YES;
	if (any)
		return SR_NO;
	return has_private_tree(r) ? SR_YES : SR_UNKNOWN;
}

/*
 * Linux gives a CXL window that SRAT does not name a node of its own, if SRAT
 * names any memory (acpi_numa_init() in drivers/acpi/numa/srat.c).
 */
static enum sr_truth has_node(const struct door_reader *r,
			      const struct sr_extent *at)
{
	const struct sr_platform *platform = r->system->platform;
	bool any = false;
	size_t i;

	for (i = 0; i < platform->n_srat; i++) {
		const struct sr_affinity *one = &platform->srat[i];

		if (!one->enabled)
			continue;
		any = true;
		if (at->start - one->start < one->size)
			return SR_YES;
	}
	for (i = 0; any && i < r->out->facts.n_windows; i++)
		if (r->out->windows[i].at.start <= at->start &&
		    at->start <= r->out->windows[i].at.end)
			return SR_YES;
	return SR_UNKNOWN;
}

/* ---- firmware's lists ---- */

static int read_windows(const struct door_reader *r)
{
	const struct sr_platform *platform = r->system->platform;
	struct sr_door_window *list;
	size_t i, n = 0;

	list = calloc(platform->n_windows + 1, sizeof(*list));
	if (!list)
		return -ENOMEM;
	for (i = 0; i < platform->n_windows; i++) {
		const struct sr_window *one = &platform->windows[i];

		if (!one->size || one->size % WINDOW_GRAIN ||
		    one->start % WINDOW_GRAIN)
			continue;
		list[n].at = extent_of(one->start, one->size);
		list[n++].forbids_persistent =
			!(one->restrictions >> NO_PERSISTENT_BIT & 1);
	}
	r->out->windows = list;
	r->out->facts.windows = list;
	r->out->facts.n_windows = n;
	return 0;
}

static int read_ranges(const struct door_reader *r)
{
	const struct sr_platform *platform = r->system->platform;
	struct sr_door_range *list;
	size_t i, n = 0;

	list = calloc(platform->n_memory_map + 1, sizeof(*list));
	if (!list)
		return -ENOMEM;
	for (i = 0; i < platform->n_memory_map; i++) {
		const struct sr_memory *one = &platform->memory_map[i];

		if (one->type != SR_MEMORY_SOFT_RESERVED || !one->size)
			continue;
		list[n].at = extent_of(one->start, one->size);
		list[n].listed = is_listed(r, &list[n].at);
		list[n].has_node = has_node(r, &list[n].at);
		n++;
	}
	r->out->ranges = list;
	r->out->facts.ranges = list;
	r->out->facts.n_ranges = n;
	return 0;
}

/* ---- decoders ---- */

static int add_decoders(const struct door_reader *r, const struct sr_hdm *hdm,
			const struct sr_door_decoder *as, uint64_t *bytes)
{
	struct sr_door_facts *facts = &r->out->facts;
	struct sr_door_decoder *list;
	size_t i;

	list = realloc(r->out->decoders, (facts->n_decoders + hdm->n + 1) *
					 sizeof(*list));
	if (!list)
		return -ENOMEM;
	r->out->decoders = list;
	facts->decoders = list;
	for (i = 0; i < hdm->n; i++) {
		const struct sr_decoder *one = &hdm->decoders[i];

		if (!one->committed || !one->size)
			continue;
		list += facts->n_decoders++;
		*list = *as;
		list->at = extent_of(one->start, one->size);
		list->ways = one->ways;
		if (!as->is_device)
			list->port = one->n_targets ? one->targets[0] : UINT32_MAX;
		*bytes += one->size;
		list = r->out->decoders;
	}
	return 0;
}

static int read_bridges(const struct door_reader *r, const struct sr_pci *pci)
{
	const struct sr_platform *platform = r->system->platform;
	struct sr_door_decoder as = { .is_device = false };
	uint64_t bytes = 0;
	size_t i, j;
	int err = 0;

	/* Without its UID, a host may be any of the CEDT's. */
	for (j = 0; j < pci->n_hosts; j++)
		if (!pci->hosts[j].has_uid)
			return -ENODATA;
	for (i = 0; !err && i < platform->n_chbs; i++) {
		struct sr_hdm hdm = { .decoders = NULL };

		for (j = 0; j < pci->n_hosts; j++)
			if (pci->hosts[j].uid == platform->chbs[i].uid)
				break;
		if (j == pci->n_hosts)
			continue;
		if (platform->chbs[i].version < 2)
			return -ENOTSUP;
		as.bridge = platform->chbs[i].uid;
		err = sr_hdm_read_bridge(r->root, &platform->chbs[i], &hdm);
		if (!err)
			err = add_decoders(r, &hdm, &as, &bytes);
		free(hdm.decoders);
	}
	return err;
}

/* Where a device hangs; what is below a switch is not followed. */
static int place(const struct door_reader *r, const struct sr_pci *pci,
		 const struct sr_pci_function *one, struct sr_door_decoder *as)
{
	const struct sr_pci_function *above = one->above ?
		sr_pci_find(pci, one->above) : NULL;
	const struct sr_pci_host *host;

	if (!above)
		return -ENODEV;
	if (above->kind == SR_PCI_DOWNSTREAM) {
		r->out->facts.switches = true;
		return 0;
	}
	host = above->kind == SR_PCI_ROOT_PORT && above->above ?
	       sr_pci_find_host(pci, above->above) : NULL;
	if (!host || !host->has_uid)
		return -ENODEV;
	as->bridge = host->uid;
	as->port = above->port;
	return 0;
}

static void compare_capacity(const struct door_reader *r,
			     const struct cxl_config *config, uint64_t bytes)
{
	struct sr_door_facts *facts = &r->out->facts;

	if (!config || !config->capacity) {
		if (facts->over_capacity == SR_NO)
			facts->over_capacity = SR_UNKNOWN;
	} else if (bytes > config->capacity) {
		facts->over_capacity = SR_YES;
	}
}

static int read_device(const struct door_reader *r, const struct sr_pci *pci,
		       const struct sr_pci_function *one)
{
	struct sr_door_decoder as = { .is_device = true };
	struct sr_hdm hdm = { .decoders = NULL };
	uint64_t bytes = 0;
	int err = place(r, pci, one, &as);

	if (err)
		return err;
	err = sr_hdm_read_function(r->root, one, &hdm);
	if (!err)
		err = add_decoders(r, &hdm, &as, &bytes);
	free(hdm.decoders);
	if (!err)
		compare_capacity(r, cxl_configs_find(&r->configs, one->name),
				 bytes);
	return err;
}

/* Every device that says it is CXL's has to have been read. */
static int read_devices(const struct door_reader *r, const struct sr_pci *pci)
{
	const struct sr_pci_function *one;
	size_t i;
	int err = 0;

	for (i = 0; !err && i < r->configs.n; i++) {
		one = sr_pci_find(pci, r->configs.list[i].name);
		if (!one || !one->has_registers)
			return -ENODEV;
		err = read_device(r, pci, one);
	}
	for (i = 0; !err && i < pci->n; i++)
		if (pci->functions[i].kind == SR_PCI_ENDPOINT &&
		    pci->functions[i].has_registers &&
		    !cxl_configs_find(&r->configs, pci->functions[i].name))
			return -ENODEV;
	return err;
}

static void read_registers(const struct door_reader *r)
{
	struct sr_door_facts *facts = &r->out->facts;
	struct sr_pci pci = { .n = 0 };
	int err;

	facts->over_capacity = SR_NO;
	err = sr_pci_read(r->root, r->system->platform, &pci);
	if (!err)
		err = read_bridges(r, &pci);
	if (!err)
		err = read_devices(r, &pci);
	sr_pci_free(&pci);
	facts->registers = !err && r->configs.complete ? SR_YES : SR_UNKNOWN;
	if (facts->registers == SR_YES)
		return;
	facts->over_capacity = SR_UNKNOWN;
	facts->n_decoders = 0;
}

static void sum_up_devices(const struct door_reader *r)
{
	struct sr_door_facts *facts = &r->out->facts;
	size_t i;

	facts->accelerator = r->configs.complete ? SR_NO : SR_UNKNOWN;
	facts->device_volatile = r->configs.complete && r->configs.n ?
				 SR_YES : SR_UNKNOWN;
	for (i = 0; i < r->configs.n; i++) {
		const struct cxl_config *one = &r->configs.list[i];

		if (!one->is_memory)
			facts->accelerator = SR_YES;
		if (one->is_volatile == SR_NO)
			facts->device_volatile = SR_NO;
		else if (one->is_volatile == SR_UNKNOWN &&
			 facts->device_volatile == SR_YES)
			facts->device_volatile = SR_UNKNOWN;
	}
}

static int read_all(struct door_reader *r)
{
	int err;

	read_root(r);
	if (!r->out->facts.has_root)
		return 0;
	cxl_configs_read(r->sysroot, &r->configs);
	err = read_windows(r);
	if (!err)
		err = read_ranges(r);
	if (err)
		return err;
	r->out->facts.hmem_platform =
		exists(r, "/sys/bus/platform/devices/hmem_platform.0") ?
		SR_YES : SR_NO;
	r->out->facts.dax_hmem = find_dax_hmem(r);
	sum_up_devices(r);
	read_registers(r);
	return 0;
}

int door_read(const char *sysroot, struct door_reading *out)
{
	struct door_reader r = { .sysroot = sysroot, .out = out };
	char error[256];
	int err;

	memset(out, 0, sizeof(*out));
	r.root = open(*sysroot ? sysroot : "/",
		      O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (r.root < 0)
		return -errno;
	/* Not the brief reading, which leaves SRAT out. */
	err = sr_system_read(sysroot, &r.system, error, sizeof(error));
	if (!err)
		err = read_all(&r);
	sr_system_free(r.system);
	cxl_configs_free(&r.configs);
	close(r.root);
	return err;
}

void door_reading_free(struct door_reading *reading)
{
	free(reading->ranges);
	free(reading->windows);
	free(reading->decoders);
	memset(reading, 0, sizeof(*reading));
}
