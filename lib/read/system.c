// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: a whole machine: reading it live or from a document, writing it.
 */
#include "system_private.h"

#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void sr_system_free(struct sr_system *system)
{
	if (!system)
		return;
	sr_object_clear(&sr_running_object, &system->running);
	sr_platform_free(system->platform);
	free(system);
}

static struct sr_system *new_system(void)
{
	struct sr_system *system = calloc(1, sizeof(*system));

	if (!system)
		return NULL;
	system->platform = calloc(1, sizeof(*system->platform));
	if (system->platform)
		system->platform->name = strdup("machine");
	if (!system->platform || !system->platform->name) {
		sr_system_free(system);
		return NULL;
	}
	return system;
}

static int read_line(int root, struct sr_system *system, const char *path,
		     const char *fact, char **to)
{
	char text[SR_ATTRIBUTE_MAX];
	int err = sr_attribute_text(root, path, text, sizeof(text));

	if (err == -EINVAL)
		return sr_omit(&system->running, fact, "it makes no sense");
	if (err)
		return sr_omit_errno(&system->running, fact, -err);
	*to = strdup(text);
	return *to ? 0 : -ENOMEM;
}

static int read_kernel(int root, struct sr_system *system)
{
	int err = read_line(root, system, "proc/sys/kernel/osrelease",
			    "/proc/sys/kernel/osrelease",
			    &system->running.release);

	if (!err)
		err = read_line(root, system, "proc/cmdline", "/proc/cmdline",
				&system->running.command_line);
	return err;
}

static int read_hardware(int root, struct sr_system *system)
{
	const char *why;
	int err = sr_hardware_from_registers(root, system, &why);
	bool known = system->running.registers_read &&
		     system->platform->n_windows;

	/* Without registers, the bus's topology has to do. */
	if (!err && system->running.brief && !known)
		err = sr_cxl_read_topology(root, system);
	if (!err && !system->running.registers_read)
		err = sr_hardware_derive(system, why);
	return err ? err : sr_routed_windows_derive(system);
}

/* Nearness is for captures: no ruling and no sum rests on it. */
static int read_nearness(int root, struct sr_system *system)
{
	return system->running.brief ? 0 : sr_srat_read(root, system);
}

static int read_all(int root, struct sr_system *system)
{
	/*
	 * The command line comes before the memory map that it changes, and
	 * memory blocks after all that may be in them.
	 */
	int (*const readers[])(int, struct sr_system *) = {
		read_kernel, sr_memmap_read, sr_cedt_read, read_nearness,
		sr_iomem_read,
		system->running.brief ? sr_cxl_read_devices : sr_cxl_read,
		sr_dax_read, sr_module_state_read, sr_kept_marks_read,
		sr_memory_blocks_read,
	};
	size_t i;
	int err = 0;

	for (i = 0; !err && i < sizeof(readers) / sizeof(readers[0]); i++)
		err = readers[i](root, system);
	return err ? err : read_hardware(root, system);
}

static int read_system(const char *sysroot, bool brief, struct sr_system **out,
		       char *error, size_t error_size)
{
	const char *path = *sysroot ? sysroot : "/";
	struct sr_system *system;
	int err, root = sr_dir_open(AT_FDCWD, path);

	if (root < 0) {
		snprintf(error, error_size, "%s: %s", path, strerror(-root));
		return root;
	}
	system = new_system();
	if (system)
		system->running.brief = brief;
	err = system ? sr_tree_enter(root) : -ENOMEM;
	if (!err)
		err = read_all(root, system);
	sr_tree_leave();
	close(root);
	if (err) {
		snprintf(error, error_size, "%s: %s", path, strerror(-err));
		sr_system_free(system);
		return err;
	}
	*out = system;
	return 0;
}

int sr_system_read(const char *sysroot, struct sr_system **out, char *error,
		   size_t error_size)
{
	return read_system(sysroot, false, out, error, error_size);
}

int sr_system_read_brief(const char *sysroot, struct sr_system **out,
			 char *error, size_t error_size)
{
	return read_system(sysroot, true, out, error, error_size);
}

static int read_section(const struct sr_reader *reader,
			struct sr_system *system)
{
	struct sr_node root = { .reader = reader }, section;

	if (!system->platform->linux_section)
		return 0;
	section = sr_node_key(&root, "linux");
	section.value = system->platform->linux_section;
	return sr_object_read(&section, &sr_running_object, &system->running);
}

int sr_system_check(const char *text, size_t length, char *error,
		    size_t error_size)
{
	struct sr_reader reader = {
		.file = "document", .error = error, .error_size = error_size,
	};
	struct sr_system *system = calloc(1, sizeof(*system));
	int err;

	if (!system)
		return -ENOMEM;
	err = sr_platform_parse(reader.file, text, length, &system->platform,
				error, error_size);
	if (!err)
		err = read_section(&reader, system);
	sr_system_free(system);
	return err;
}

int sr_system_from_document(const char *path, struct sr_system **out,
			    char *error, size_t error_size)
{
	struct sr_reader reader = {
		.file = path, .error = error, .error_size = error_size,
	};
	struct sr_system *system = calloc(1, sizeof(*system));
	int err = -ENOMEM;

	if (!system)
		snprintf(error, error_size, "%s: %s", path, strerror(ENOMEM));
	else
		err = sr_platform_read(path, &system->platform, error,
				       error_size);
	if (!err)
		err = read_section(&reader, system);
	if (err) {
		sr_system_free(system);
		return err;
	}
	*out = system;
	return 0;
}

int sr_system_write(const struct sr_system *system, FILE *to)
{
	/* A shallow copy: only the section is new, and is put here. */
	struct sr_platform platform = *system->platform;
	int err;

	platform.linux_section = NULL;
	err = sr_object_write(&sr_running_object, &system->running,
			      &platform.linux_section);
	if (!err)
		err = sr_platform_write(&platform, to);
	json_object_put(platform.linux_section);
	return err;
}
