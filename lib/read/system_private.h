/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: inside a system: the readers, and what they share.
 *
 * A reader takes the open root, adds what it found to its part of the system
 * and an omission for what it could not find out. It returns 0 or -ENOMEM.
 */
#ifndef SR_SYSTEM_PRIVATE_H
#define SR_SYSTEM_PRIVATE_H

#include "grow.h"
#include "platform_private.h"
#include "system.h"

struct sr_range;

/** SR_ATTRIBUTE_MAX - a sysfs attribute is a page at most */
#define SR_ATTRIBUTE_MAX 4096

/** struct sr_names - names of a directory's entries, in natural order */
struct sr_names {
	char **names;
	size_t n;
};

/* ---- omissions.c ---- */

/**
 * sr_omit() - note that a fact is missing; the same note is kept once
 * @running: where the list is
 * @fact: path on a live machine
 * @format: printf format of the reason
 *
 * Return: 0 or -ENOMEM.
 */
int sr_omit(struct sr_running *running, const char *fact,
	    const char *format, ...) __attribute__((format(printf, 3, 4)));

/** sr_omit_errno() - the same with the reason from a positive errno */
int sr_omit_errno(struct sr_running *running, const char *fact, int error);

/* ---- tree.c ---- */

/**
 * sr_tree_enter() - begin to read a machine; sr_tree_leave() after
 * @root: its root. Where that is not this machine's own, nothing outside of it is
 *	opened by this thread until sr_tree_leave(), nor any device or pipe in it.
 *
 * Return: 0; -ENOSYS or -EPERM if there is no openat2(); other -errno.
 */
int sr_tree_enter(int root);

/** sr_tree_leave() - the counterpart, also if sr_tree_enter() failed */
void sr_tree_leave(void);

/**
 * sr_open() - open for reading, without waiting for anybody
 * @at: directory
 * @path: relative to it
 * @flags: more flags for open(); those for reading are always there
 *
 * Return: a descriptor; -ENOTSUP for a device or a pipe of a copied tree; -errno.
 */
int sr_open(int at, const char *path, int flags);

/* ---- sysroot.c ---- */

/** sr_dir_open() - open a directory; a descriptor or -errno */
int sr_dir_open(int at, const char *path);

/** sr_dir_names() - list an open directory, once; as sr_dir_list() */
int sr_dir_names(int fd, struct sr_names *out);

/** typedef sr_name_filter - whether an entry is wanted in a list */
typedef bool (*sr_name_filter)(const char *name, const void *data);

/** sr_dir_names_of() - the same, of those that @wanted wants; NULL: all */
int sr_dir_names_of(int fd, sr_name_filter wanted, const void *data,
		    struct sr_names *out);

/** sr_dir_list() - list a directory; 0 or -errno; sr_names_free() after */
int sr_dir_list(int at, const char *path, struct sr_names *out);

/** sr_names_free() - free the names, not the struct */
void sr_names_free(struct sr_names *names);

/**
 * sr_file_read() - read a file whole
 * @at: directory
 * @path: relative to it
 * @text: the bytes and a NUL; the caller frees them
 * @length: bytes without the NUL
 *
 * Return: 0, -EFBIG above 64 MiB, or -errno.
 */
int sr_file_read(int at, const char *path, char **text, size_t *length);

/** sr_attribute_text() - a line without its end; 0, -EINVAL or -errno */
int sr_attribute_text(int at, const char *name, char *text, size_t size);

/** sr_number() - all of a text as a decimal or 0x number; 0 or -EINVAL */
int sr_number(const char *text, uint64_t *number);

/** sr_attribute_number() - a decimal or 0x number; 0, -EINVAL or -errno */
int sr_attribute_number(int at, const char *name, uint64_t *number);

/**
 * sr_bounds_read() - the attributes "start" and "end" of a directory
 * @at: where it is
 * @name: the directory
 * @start: first byte
 * @end: last byte
 *
 * Return: 0; -EINVAL also where they make no sense together; -errno.
 */
int sr_bounds_read(int at, const char *name, uint64_t *start, uint64_t *end);

/** sr_link_last() - last component of a symlink's target; 0 or -errno */
int sr_link_last(int at, const char *name, char *text, size_t size);

/** sr_link_step() - component of @path, counted from the end (0 the last) */
bool sr_link_step(const char *path, unsigned int back, char *text,
		  size_t size);

/**
 * sr_attributes_read() - fill an object from a device's directory by its table
 * @running: for omissions
 * @at: the directory
 * @pattern: the device in omissions: "/sys/bus/cxl/devices/region*"
 * @object: the table
 * @data: the C struct
 *
 * Return: 0 or -ENOMEM.
 */
int sr_attributes_read(struct sr_running *running, int at,
		       const char *pattern, const struct sr_object *object,
		       void *data);

/**
 * sr_devices_read() - read the devices of a bus whose names begin alike
 * @root: the sysroot
 * @running: for omissions
 * @path: the bus's directory; where there is none, there are no devices
 * @fact: the devices in omissions
 * @prefix: how the names begin
 * @read: called in natural order; what it returns but 0 ends it
 *
 * Return: 0 or -ENOMEM.
 */
int sr_devices_read(int root, struct sr_running *running, const char *path,
		    const char *fact, const char *prefix,
		    int (*read)(struct sr_running *running, int directory,
				const char *name));

/* ---- the readers, each in a file of its own ---- */

/** sr_memmap_read() - /sys/firmware/memmap, and what the command line adds */
int sr_memmap_read(int root, struct sr_system *system);
/** sr_memmap_override() - apply memmap= of a command line to a memory map */
int sr_memmap_override(struct sr_platform *platform, const char *line);
/** sr_memmap_override_rests() - whether RAM or Soft Reserved will rest on others */
int sr_memmap_override_rests(const char *line, bool *rests);
/** sr_iomem_read() - /proc/iomem */
int sr_iomem_read(int root, struct sr_system *system);
/** sr_cedt_read() - the CEDT */
int sr_cedt_read(int root, struct sr_system *system);
/** sr_srat_read() - the SRAT */
int sr_srat_read(int root, struct sr_system *system);
/** sr_memory_blocks_read() - /sys/devices/system/memory */
int sr_memory_blocks_read(int root, struct sr_system *system);
/** sr_module_state_read() - /sys/kernel/softreserve */
int sr_module_state_read(int root, struct sr_system *system);
/** sr_kept_marks_read() - /sys/bus/platform/devices/softreserve_kept.N */
int sr_kept_marks_read(int root, struct sr_system *system);
/** sr_cxl_read() - /sys/bus/cxl/devices */
int sr_cxl_read(int root, struct sr_system *system);
/** sr_cxl_read_devices() - of these only regions and memory devices */
int sr_cxl_read_devices(int root, struct sr_system *system);
/** sr_cxl_read_topology() - only ports and decoders, most of what is there */
int sr_cxl_read_topology(int root, struct sr_system *system);
/** sr_dax_read() - /sys/bus/dax/devices */
int sr_dax_read(int root, struct sr_system *system);

/**
 * sr_hardware_from_registers() - the hardware section from PCI and registers
 * @root: the sysroot
 * @system: with its tables and its CXL bus read
 * @why: why that was not to be had, or NULL where there is nothing to say
 *
 * Return: 0 or -ENOMEM; running.registers_read tells whether it is filled.
 */
int sr_hardware_from_registers(int root, struct sr_system *system,
			       const char **why);

/**
 * sr_hardware_derive() - the hardware section from what the bus showed
 * @system: with its CXL bus read
 * @why: why registers cannot be read, for omissions, or NULL
 *
 * Return: 0 or -ENOMEM.
 */
int sr_hardware_derive(struct sr_system *system, const char *why);

/** sr_routed_windows_derive() - hardware.windows, where tables and it differ */
int sr_routed_windows_derive(struct sr_system *system);

/**
 * sr_nodes_add() - of which NUMA node memory is, into the facts
 * @platform: the platform
 * @facts: the facts
 *
 * Return: 0 or -ENOMEM.
 */
int sr_nodes_add(const struct sr_platform *platform, struct sr_facts *facts);

/** sr_recall_kept() - mark ranges that CXL won before; 0 or -ENOMEM */
int sr_recall_kept(const struct sr_running *running, struct sr_facts *facts);

/**
 * sr_decoded_add() - what committed decoders route, into the facts
 * @system: the machine
 * @facts: facts whose windows are there already
 *
 * Return: 0 or -ENOMEM.
 */
int sr_decoded_add(const struct sr_system *system, struct sr_facts *facts);

/* ---- cxl_bus.c ---- */

/** sr_is_kind() - "port3" is a "port"; NULL is nothing */
bool sr_is_kind(const char *name, const char *kind);

/** sr_port_find() - the port of that name, or NULL; @name may be NULL */
const struct sr_cxl_port *sr_port_find(const struct sr_running *running,
				       const char *name);

/** sr_endpoint_find() - the port of a memory device, or NULL */
const struct sr_cxl_port *sr_endpoint_find(const struct sr_running *running,
					   const char *memdev);

/**
 * sr_port_committed() - is a decoder of a port committed?
 *
 * Decoders commit in order; without the count, a size must do.
 */
bool sr_port_committed(const struct sr_cxl_port *port,
		       const struct sr_cxl_decoder *decoder);

/* ---- acpi_table.c ---- */

/** struct sr_acpi_table - an ACPI table, checked */
struct sr_acpi_table {
	/** @bytes: all of it; owned */
	unsigned char *bytes;
	/** @length: as its header says, and no more than there is */
	size_t length;
};

/**
 * sr_acpi_table_read() - read a table and check header, length and checksum
 * @root: the sysroot
 * @system: for omissions
 * @signature: "CEDT"
 * @minimum: how long it must be at least
 * @out: the table; @out->bytes is NULL where there is none
 *
 * Return: 0 or -ENOMEM.
 */
int sr_acpi_table_read(int root, struct sr_system *system,
		       const char *signature, size_t minimum,
		       struct sr_acpi_table *out);

/** sr_le() - a little-endian number of 1 to 8 bytes */
uint64_t sr_le(const unsigned char *bytes, size_t size);

#endif /* SR_SYSTEM_PRIVATE_H */
