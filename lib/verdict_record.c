// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* DOC: see verdict_record.h. */
#include "verdict_record.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cxl_config.h"
#include "system.h"

#define KEY "# firmware "

/* What tells one machine from another; the order is that of the file. */
static const char *const fact_names[RECORD_FACTS] = {
	"bios_vendor", "bios_version", "bios_date", "product_name",
	"cedt", "srat", "hmat", "soft_reserved", "devices", "partitions",
	"routes",
};

/* Texts of firmware go into a comment: no line end may get through. */
static void clean(char *text)
{
	char *at;

	for (at = text; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = ' ';
	while (at > text && at[-1] == ' ')
		*--at = '\0';
}

/* Opening a pipe would wait for a writer. */
static int open_regular(const char *path)
{
	struct stat what;
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (file < 0)
		return -errno;
	if (!fstat(file, &what) && S_ISREG(what.st_mode))
		return file;
	close(file);
	return -EINVAL;
}

static char *read_dmi(const char *sysroot, const char *name)
{
	char path[4096], text[128];
	int file;
	ssize_t n;

	n = snprintf(path, sizeof(path), "%s/sys/class/dmi/id/%s", sysroot,
		     name);
	if (n < 0 || (size_t)n >= sizeof(path))
		return NULL;
	file = open_regular(path);
	if (file < 0)
		return NULL;
	n = read(file, text, sizeof(text) - 1);
	close(file);
	if (n <= 0)
		return NULL;
	text[n] = '\0';
	clean(text);
	return *text ? strdup(text) : NULL;
}

/* FNV-1a, 64 bits: enough to notice that firmware has changed a table. */
static bool sum_of_file(int file, uint64_t *sum)
{
	unsigned char bytes[4096];
	ssize_t i, n;

	*sum = 0xcbf29ce484222325;
	while ((n = read(file, bytes, sizeof(bytes))) > 0)
		for (i = 0; i < n; i++)
			*sum = (*sum ^ bytes[i]) * 0x100000001b3;
	return !n;
}

/* "none" is said only of a table that the directory would have shown. */
static char *read_table(const char *sysroot, const char *name)
{
	char path[4096], text[32];
	uint64_t sum;
	bool whole;
	int file;

	if ((size_t)snprintf(path, sizeof(path),
			     "%s/sys/firmware/acpi/tables/DSDT", sysroot) >=
	    sizeof(path) - 8)
		return NULL;
	if (access(path, F_OK))
		return NULL;
	snprintf(path, sizeof(path), "%s/sys/firmware/acpi/tables/%s", sysroot,
		 name);
	file = open_regular(path);
	if (file == -ENOENT)
		return strdup("none");
	if (file < 0)
		return NULL;
	whole = sum_of_file(file, &sum);
	close(file);
	if (!whole)
		return NULL;
	snprintf(text, sizeof(text), "%016" PRIx64, sum);
	return strdup(text);
}

/* ---- from the machine as srctl reads it ---- */

static void put_range(const struct sr_memory *one, FILE *to, bool *any)
{
	if (one->type != SR_MEMORY_SOFT_RESERVED)
		return;
	fprintf(to, "%s%" PRIx64 "+%" PRIx64, *any ? " " : "", one->start,
		one->size);
	*any = true;
}

static bool put_partition(const struct sr_cxl_memdev *one, FILE *to, bool *any)
{
	if (!one->serial.known || !one->volatile_size.known ||
	    !one->persistent_size.known)
		return false;
	fprintf(to, "%s%016" PRIx64 ":%" PRIu64 "/%" PRIu64, *any ? " " : "",
		one->serial.value, one->volatile_size.value,
		one->persistent_size.value);
	*any = true;
	return true;
}

/* Takes the stream; NULL if there is nothing in it, or not all. */
static char *finish_text(FILE *to, char **text, bool whole)
{
	if (fclose(to) || !whole) {
		free(*text);
		return NULL;
	}
	return *text;
}

static char *soft_reserved_of(const struct sr_platform *platform)
{
	char *text = NULL;
	bool any = false;
	size_t i, size;
	FILE *to = open_memstream(&text, &size);

	if (!to)
		return NULL;
	for (i = 0; i < platform->n_memory_map; i++)
		put_range(&platform->memory_map[i], to, &any);
	return finish_text(to, &text, any);
}

/* Linux numbers memory devices as they come: another boot, another order. */
static const struct sr_cxl_memdev *
next_by_serial(const struct sr_running *running,
	       const struct sr_cxl_memdev *after)
{
	const struct sr_cxl_memdev *best = NULL;
	size_t i;

	for (i = 0; i < running->n_memdevs; i++) {
		const struct sr_cxl_memdev *one = &running->memdevs[i];

		if (after && one->serial.value <= after->serial.value)
			continue;
		if (!best || one->serial.value < best->serial.value)
			best = one;
	}
	return best;
}

static char *partitions_of(const struct sr_running *running)
{
	const struct sr_cxl_memdev *next = NULL;
	bool any = false, whole = true;
	char *text = NULL;
	size_t i, size;
	FILE *to = open_memstream(&text, &size);

	if (!to)
		return NULL;
	for (i = 0; whole && i < running->n_memdevs; i++) {
		next = next_by_serial(running, next);
		whole = next && put_partition(next, to, &any);
	}
	return finish_text(to, &text, any && whole);
}

static void read_machine(const char *sysroot, struct verdict_record *out)
{
	struct sr_system *system = NULL;
	struct cxl_configs configs;
	char error[256];

	cxl_configs_read(sysroot, &configs);
	out->values[RECORD_DEVICES] = cxl_configs_text(&configs);
	cxl_configs_free(&configs);
	if (sr_system_read(sysroot, &system, error, sizeof(error)))
		return;
	out->values[RECORD_SOFT_RESERVED] = soft_reserved_of(system->platform);
	out->values[RECORD_PARTITIONS] = partitions_of(&system->running);
	sr_system_free(system);
}

size_t record_read(const char *sysroot, struct verdict_record *out)
{
	size_t i, n = 0;

	memset(out, 0, sizeof(*out));
	for (i = RECORD_BIOS_VENDOR; i <= RECORD_PRODUCT_NAME; i++)
		out->values[i] = read_dmi(sysroot, fact_names[i]);
	out->values[RECORD_CEDT] = read_table(sysroot, "CEDT");
	out->values[RECORD_SRAT] = read_table(sysroot, "SRAT");
	out->values[RECORD_HMAT] = read_table(sysroot, "HMAT");
	read_machine(sysroot, out);
	for (i = 0; i < RECORD_FACTS; i++)
		n += out->values[i] ? 1 : 0;
	return n;
}

void record_free(struct verdict_record *record)
{
	for (size_t i = 0; i < RECORD_FACTS; i++)
		free(record->values[i]);
	memset(record, 0, sizeof(*record));
}

void record_write(const struct verdict_record *record, FILE *to)
{
	for (size_t i = 0; i < RECORD_FACTS; i++)
		if (record->values[i])
			fprintf(to, KEY "%s=%s\n", fact_names[i],
				record->values[i]);
}

/* An empty value is that of a fact that could not be read. */
static int take_value(char **to, const char *value)
{
	char *copy;

	if (!*value || *value == '\n')
		return 0;
	copy = strndup(value, strcspn(value, "\n"));
	if (!copy)
		return -ENOMEM;
	free(*to);
	*to = copy;
	return 0;
}

int record_take_line(struct verdict_record *record, const char *line)
{
	if (strncmp(line, KEY, strlen(KEY)))
		return 0;
	line += strlen(KEY);
	for (size_t i = 0; i < RECORD_FACTS; i++) {
		size_t n = strlen(fact_names[i]);

		if (!strncmp(line, fact_names[i], n) && line[n] == '=')
			return take_value(&record->values[i], line + n + 1);
	}
	return 0;
}

static void add_unread(char *why, size_t size, const char *name)
{
	size_t at = strlen(why);

	snprintf(why + at, size - at, "%s%s", at ? ", " : "", name);
}

enum record_match record_compare(const struct verdict_record *then,
				 const struct verdict_record *now,
				 char *why, size_t why_size)
{
	size_t i, compared = 0;

	*why = '\0';
	for (i = 0; i < RECORD_ROUTES; i++) {
		if (!then->values[i])
			continue;
		if (!now->values[i]) {
			add_unread(why, why_size, fact_names[i]);
			continue;
		}
		compared++;
		if (!strcmp(then->values[i], now->values[i]))
			continue;
		snprintf(why, why_size, "%s was '%.60s', now '%.60s'",
			 fact_names[i], then->values[i], now->values[i]);
		return RECORD_CHANGED;
	}
	return compared ? RECORD_SAME : RECORD_UNKNOWN;
}

static bool same_devices(const struct verdict_record *then,
			 const struct verdict_record *now)
{
	const char *a = then->values[RECORD_DEVICES];
	const char *b = now->values[RECORD_DEVICES];

	/* A device without a serial number may be any device. */
	return a && b && !strcmp(a, b) && !strstr(a, "0000000000000000:");
}

enum sr_truth record_shows_volatile(const struct verdict_record *then,
				    const struct verdict_record *now)
{
	const char *at = then->values[RECORD_PARTITIONS];

	if (!at || !same_devices(then, now))
		return SR_UNKNOWN;
	for (at = strchr(at, '/'); at; at = strchr(at + 1, '/'))
		if (at[1] != '0' || (at[2] && at[2] != ' '))
			return SR_NO;
	return SR_YES;
}

enum sr_truth record_shows_routes(const struct verdict_record *then,
				  const struct verdict_record *now)
{
	const char *routes = then->values[RECORD_ROUTES];

	if (!routes || !same_devices(then, now))
		return SR_UNKNOWN;
	return !strcmp(routes, "all") ? SR_YES : SR_UNKNOWN;
}
