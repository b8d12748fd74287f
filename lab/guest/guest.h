/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: the guest's only program: PID 1 of a stock kernel. It runs a script of
 * simple commands that the host made, one a line, and reports JSON lines over
 * a virtio port. It decides nothing: what the report means is for the host.
 */
#ifndef SRLAB_GUEST_H
#define SRLAB_GUEST_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stamp.h"

#define GUEST_HOLES_MAX 64

/** struct extent - a piece of physical address space */
struct extent {
	uint64_t start;
	uint64_t size;
};

/** struct guest - what the commands share */
struct guest {
	/** @nonce: the run's number, part of every stamp */
	uint64_t nonce;
	/** @hole: addresses that nothing may be written to */
	struct extent hole[GUEST_HOLES_MAX];
	size_t n_holes;
	/** @slowness: how many times as long as usual anything may take */
	unsigned int slowness;
	/** @failed: a command did */
	bool failed;
	/** @why: one line on the last failure */
	char why[256];
};

/* fail.c */

/** guest_patience() - how long to wait for what usually takes @seconds */
double guest_patience(const struct guest *guest, double seconds);
/** guest_fail() - note why a command failed; returns @code */
int guest_fail(struct guest *guest, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* tell.c: the report */

/** tell_open() - find and open the report's port */
int tell_open(void);
/** tell() - send one JSON object as a line, and free it */
void tell(struct json_object *line);
/** tell_new() - a new line of a type */
struct json_object *tell_new(const char *type);
/** tell_text() - add a string member */
void tell_text(struct json_object *line, const char *key, const char *value);
/** tell_real() - add a number member */
void tell_real(struct json_object *line, const char *key, double value);
/** tell_number() - add an integer member */
void tell_number(struct json_object *line, const char *key, uint64_t value);

/* files.c: sysfs and friends */

/** file_read() - read a small file, without its last newline */
int file_read(const char *path, char *text, size_t size);
/** file_read_number() - read a number in any base */
int file_read_number(const char *path, uint64_t *value);
/** file_read_all() - read a file of any size; the caller frees it */
char *file_read_all(const char *path, size_t *size);
/** file_write() - write a string in one go */
int file_write(const char *path, const char *text);
/** file_map() - map a register block of 64 KiB at an offset */
int file_map(const char *path, uint64_t offset, volatile uint32_t **registers);
/** link_name() - last part of where a symbolic link points, "" if none */
void link_name(const char *path, char *name, size_t size);
/** seconds() - on the monotonic clock */
double seconds(void);
/** pause_ms() - sleep */
void pause_ms(unsigned int ms);

/* kmsg.c: the kernel's log */

/** kmsg_mark() - write a line into the kernel's log and onto the console */
void kmsg_mark(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* kmsg_tell.c */

/** kmsg_tell() - report every line of the kernel's log */
int kmsg_tell(void);

/* bios.c: decoders */

/** hdm_component() - "component N bridge|switch|device ID" */
int hdm_component(struct guest *guest, char **words, int n);
/** hdm_decoder() - "decoder N INDEX SEVEN-WORDS" */
int hdm_decoder(struct guest *guest, char **words, int n);
/** hdm_enable() - "enable N" */
int hdm_enable(struct guest *guest, char **words, int n);
/** hdm_ranges() - "ranges N BASE": decode by DVSEC range, not by decoders */
int hdm_ranges(struct guest *guest, char **words, int n);
/** hdm_snapshot() - "snapshot WHEN": report every component's decoders */
int hdm_snapshot(struct guest *guest, char **words, int n);

/* pci.c: finding functions and their CXL registers */

/** pci_find_serial() - sysfs directory of the function with a serial number */
int pci_find_serial(uint64_t serial, char *path, size_t size);
/** pci_upstream_of() - the switch upstream port above a function */
int pci_upstream_of(const char *path, char *upstream, size_t size);
/** pci_map_component() - map a function's CXL component registers */
int pci_map_component(const char *path, volatile uint32_t **registers);
/** pci_enable_memory() - set Mem_Enable in the CXL device DVSEC */
int pci_enable_memory(const char *path);
/** pci_set_range() - set the base of the CXL device DVSEC's first range */
int pci_set_range(const char *path, uint64_t base);

/* drivers.c: modules, and waiting for them */

int driver_insert(struct guest *guest, char **words, int n);
int driver_remove(struct guest *guest, char **words, int n);
int driver_settle(struct guest *guest, char **words, int n);
int driver_begin(struct guest *guest, char **words, int n);
int driver_await(struct guest *guest, char **words, int n);
int driver_kill_loader(struct guest *guest, char **words, int n);
/** DRIVER_LOADER - init under this name only loads a module */
#define DRIVER_LOADER "insmod"
/** driver_loader() - what init does under that name; its exit status */
int driver_loader(char **words, int n);
/** driver_tell() - report when each module was loaded */
void driver_tell(void);

/* serve.c: using memory through dax devices */

int serve_all(struct guest *guest, char **words, int n);
int serve_bind(struct guest *guest, char **words, int n);

/* dax.c: dax devices */

int dax_one_each(struct guest *guest, char **words, int n);

/* ram.c: memory that kmem makes System RAM */

int ram_online(struct guest *guest, char **words, int n);
int ram_offline(struct guest *guest, char **words, int n);
int ram_usable(struct guest *guest, char **words, int n);

/* region.c: CXL regions, taken down and made by hand */

int region_destroy(struct guest *guest, char **words, int n);
int region_create(struct guest *guest, char **words, int n);

/* rescue.c: what an operator can do by hand */

int rescue_regions(struct guest *guest, char **words, int n);

/* plain.c: single writes and looks */

int plain_write(struct guest *guest, char **words, int n);
int plain_expect(struct guest *guest, char **words, int n);
int plain_expect_some(struct guest *guest, char **words, int n);
int plain_pause(struct guest *guest, char **words, int n);
int plain_note(struct guest *guest, char **words, int n);
int plain_hang(struct guest *guest, char **words, int n);

/* program.c: srctl */

int program_srctl(struct guest *guest, char **words, int n);
int program_capture(struct guest *guest, char **words, int n);

/* timed.c: what takes how long */

int timed_run(struct guest *guest, char **words, int n);
int timed_trace(struct guest *guest, char **words, int n);

/* findings.c: what a debug kernel found */

int findings_tell(struct guest *guest, char **words, int n);

/* look.c: what there is */

/** look_module() - add softreserve's files, "name": "value", to an object */
void look_module(struct json_object *to);

int look_all(struct guest *guest, char **words, int n);

/* meanwhile.c: what goes on beside the script */

/** MEANWHILE - init under this name only repeats a command */
#define MEANWHILE "meanwhile"
int meanwhile_begin(struct guest *guest, char **words, int n);
/** meanwhile_repeat() - what init does under that name; its exit status */
int meanwhile_repeat(char **words, int n);
int meanwhile_bind_kmem(struct guest *guest, char **words, int n);
int meanwhile_hold(struct guest *guest, char **words, int n);
int meanwhile_release(struct guest *guest, char **words, int n);

/* function.c: what happens to PCI functions */

int function_rebind(struct guest *guest, char **words, int n);
int function_give(struct guest *guest, char **words, int n);
int function_remove(struct guest *guest, char **words, int n);
int function_rescan(struct guest *guest, char **words, int n);

/* script.c */

/** script_command() - run one command, whose words may be changed */
int script_command(struct guest *guest, char **words, int n);

/** script_run() - run the script and report every step */
int script_run(struct guest *guest, const char *path);

#endif /* SRLAB_GUEST_H */
