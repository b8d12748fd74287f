// SPDX-License-Identifier: GPL-2.0-only
#include "kernel_list.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS 5
#define BLANKS " \t\n"

static void offer_clear(struct srlab_offer *offer)
{
	free(offer->name);
	free(offer->suite);
	free(offer->image);
	free(offer->headers);
	free(offer->compiler);
}

void srlab_kernel_list_free(struct srlab_kernel_list *list)
{
	size_t i;

	if (!list)
		return;
	for (i = 0; i < list->n_offers; i++)
		offer_clear(&list->offers[i]);
	free(list->offers);
	free(list);
}

/*
 * A series is digits, one dot, digits: a point release must not be pinned. A
 * word behind a dash tells two kernels of one series apart.
 */
static bool is_series(const char *name)
{
	size_t major = strspn(name, "0123456789");
	const char *rest;
	size_t minor;

	if (!major || name[major] != '.')
		return false;
	minor = strspn(name + major + 1, "0123456789");
	rest = name + major + 1 + minor;
	return minor && (!*rest || (*rest == '-' && rest[1]));
}

static int offer_set(struct srlab_offer *offer, char *const *field)
{
	offer->name = strdup(field[0]);
	offer->suite = strdup(field[1]);
	offer->image = strdup(field[2]);
	offer->headers = strdup(field[3]);
	offer->compiler = strdup(field[4]);
	if (!offer->name || !offer->suite || !offer->image ||
	    !offer->headers || !offer->compiler)
		return -ENOMEM;
	return 0;
}

static int list_add(struct srlab_kernel_list *list, char *const *field)
{
	struct srlab_offer *more;

	more = realloc(list->offers, (list->n_offers + 1) * sizeof(*more));
	if (!more)
		return -ENOMEM;
	list->offers = more;
	memset(&more[list->n_offers], 0, sizeof(*more));
	return offer_set(&more[list->n_offers++], field);
}

static int list_parse_line(struct srlab_kernel_list *list, char *line,
			   char *reason, size_t reason_size)
{
	char *field[FIELDS + 1], *rest = NULL, *word;
	size_t n = 0;

	line[strcspn(line, "#")] = '\0';
	for (word = strtok_r(line, BLANKS, &rest); word && n <= FIELDS;
	     word = strtok_r(NULL, BLANKS, &rest))
		field[n++] = word;
	if (!n)
		return 0;
	if (n != FIELDS) {
		snprintf(reason, reason_size,
			 "wants name, suite, image, headers, compiler: %s of them",
			 n < FIELDS ? "too few" : "too many");
		return -EINVAL;
	}
	if (!is_series(field[0])) {
		snprintf(reason, reason_size,
			 "\"%s\" is not a series such as 6.12 or 6.12-trixie", field[0]);
		return -EINVAL;
	}
	return list_add(list, field);
}

static int list_parse(struct srlab_kernel_list *list, FILE *from,
		      const char *path, char *error, size_t error_size)
{
	char *line = NULL, reason[160] = "out of memory";
	unsigned int number = 0;
	size_t size = 0;
	int rc = 0;

	while (!rc && getline(&line, &size, from) > 0) {
		number++;
		rc = list_parse_line(list, line, reason, sizeof(reason));
	}
	free(line);
	if (rc)
		snprintf(error, error_size, "%s:%u: %s", path, number, reason);
	return rc;
}

int srlab_kernel_list_read(const char *path, struct srlab_kernel_list **out,
			   char *error, size_t error_size)
{
	struct srlab_kernel_list *list;
	FILE *from = fopen(path, "re");
	int rc = -errno;

	if (!from) {
		snprintf(error, error_size, "%s: %s", path, strerror(-rc));
		return rc;
	}
	list = calloc(1, sizeof(*list));
	rc = list ? list_parse(list, from, path, error, error_size) : -ENOMEM;
	fclose(from);
	if (rc)
		srlab_kernel_list_free(list);
	else
		*out = list;
	return rc;
}

const struct srlab_offer *
srlab_kernel_list_has(const struct srlab_kernel_list *list, const char *name)
{
	size_t i;

	for (i = 0; i < list->n_offers; i++)
		if (!strcmp(list->offers[i].name, name))
			return &list->offers[i];
	return NULL;
}

bool srlab_offer_is_debug(const struct srlab_offer *offer)
{
	static const char source[] = "linux-source-";

	return !strncmp(offer->image, source, strlen(source));
}
