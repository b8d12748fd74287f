// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* DOC: see verdict_record.h. */
#include "verdict_record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY "# firmware "

/* What tells one machine from another; the order is that of the file. */
static const char *const fact_names[RECORD_FACTS] = {
	"bios_vendor", "bios_version", "bios_date", "product_name",
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

size_t record_read(const char *sysroot, struct verdict_record *out)
{
	size_t i, n = 0;

	memset(out, 0, sizeof(*out));
	for (i = 0; i < RECORD_FACTS; i++) {
		out->values[i] = read_dmi(sysroot, fact_names[i]);
		n += out->values[i] ? 1 : 0;
	}
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
	for (i = 0; i < RECORD_FACTS; i++) {
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
