// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see boot_parts.h. */
#include "boot_parts.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "carry.h"
#include "cedt.h"

int srlab_boot_add_cedt(const struct sr_platform *platform,
			const struct srlab_machine *machine,
			struct srlab_initramfs *to, struct srlab_fault *fault)
{
	size_t size;
	void *table;
	int rc;

	if (!platform->routed)
		return 0;
	rc = srlab_cedt_build(platform, machine, &table, &size, fault);
	if (rc)
		return rc;
	rc = srlab_initramfs_add(to, "kernel/firmware/acpi/cedt.aml", 0644,
				 table, size, fault);
	free(table);
	return rc;
}

int srlab_boot_add_program(struct srlab_initramfs *to, const char *name,
			   const char *program, struct srlab_fault *fault)
{
	char below[64], path[PATH_MAX];

	snprintf(below, sizeof(below), "guest/%s", program);
	if (srlab_built_path(below, path, sizeof(path)))
		return srlab_fail(fault, -EIO, "cannot find srlab itself");
	return srlab_initramfs_add_file(to, name, 0755, path, fault);
}

int srlab_boot_add_modules(const char *directory, struct srlab_initramfs *to,
			   struct srlab_fault *fault)
{
	char from[PATH_MAX + 300], name[300];
	struct dirent *entry;
	DIR *dir;
	int rc = 0;

	dir = opendir(directory);
	if (!dir)
		return srlab_fail(fault, -errno, "%s: no modules", directory);
	while (!rc && (entry = readdir(dir))) {
		const char *dot = strrchr(entry->d_name, '.');

		if (!dot || strcmp(dot, ".ko"))
			continue;
		snprintf(from, sizeof(from), "%s/%s", directory,
			 entry->d_name);
		snprintf(name, sizeof(name), "modules/%s", entry->d_name);
		rc = srlab_initramfs_add_file(to, name, 0644, from, fault);
	}
	closedir(dir);
	return rc;
}

void srlab_boot_put_words(const struct sr_platform *platform, FILE *out)
{
	fprintf(out, "console=ttyS0 loglevel=5 nokaslr iomem=relaxed "
		     "no_timer_check watchdog_thresh=60 "
		     "workqueue.watchdog_thresh=60 "
		     "rcupdate.rcu_cpu_stall_timeout=60");
	for (size_t i = 0; i < platform->n_memory_map; i++) {
		const struct sr_memory *m = &platform->memory_map[i];

		if (m->type == SR_MEMORY_SOFT_RESERVED)
			fprintf(out,
				" memmap=0x%" PRIx64 "%%0x%" PRIx64
				"+0xefffffff",
				m->size, m->start);
	}
}
