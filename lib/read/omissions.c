// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: the list of what is missing, and why.
 */
#include "system_private.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* A machine where all is missing must not fill memory with saying so. */
#define OMISSIONS_MAX 1000

static bool is_noted(const struct sr_running *running, const char *fact,
		     const char *why)
{
	size_t i;

	for (i = 0; i < running->n_omissions; i++)
		if (!strcmp(running->omissions[i].fact, fact) &&
		    !strcmp(running->omissions[i].why, why))
			return true;
	return false;
}

static int note(struct sr_running *running, const char *fact, char *why)
{
	struct sr_omission *list;

	list = sr_grow(running->omissions, running->n_omissions,
		       sizeof(*list));
	if (!list)
		return -ENOMEM;
	running->omissions = list;
	list[running->n_omissions].fact = strdup(fact);
	if (!list[running->n_omissions].fact)
		return -ENOMEM;
	list[running->n_omissions++].why = why;
	return 0;
}

int sr_omit(struct sr_running *running, const char *fact, const char *format,
	    ...)
{
	va_list args;
	char *why;
	int err = 0;

	va_start(args, format);
	if (vasprintf(&why, format, args) < 0)
		why = NULL;
	va_end(args);
	if (!why)
		return -ENOMEM;
	if (running->n_omissions < OMISSIONS_MAX &&
	    !is_noted(running, fact, why)) {
		err = note(running, fact, why);
		if (!err)
			return 0;
	}
	free(why);
	return err;
}

int sr_omit_errno(struct sr_running *running, const char *fact, int error)
{
	if (error == EACCES || error == EPERM)
		return sr_omit(running, fact, "only root may read it");
	if (error == ENODEV || error == ENXIO)
		return sr_omit(running, fact,
			       "it went away while it was read");
	return sr_omit(running, fact, "%s", strerror(error));
}

static bool lacks(const struct sr_running *running, const char *fact)
{
	size_t i;

	for (i = 0; i < running->n_omissions; i++)
		if (!strncmp(running->omissions[i].fact, fact, strlen(fact)))
			return true;
	return false;
}

bool sr_system_knows_offer(const struct sr_system *system)
{
	/* The module takes it from where nothing is hidden. */
	return system->running.module.n_ranges ||
	       !lacks(&system->running, "/sys/firmware/memmap");
}

bool sr_system_knows_owners(const struct sr_system *system)
{
	static const char *const sources[] = {
		"/sys/bus/dax", "/sys/bus/cxl/devices/region",
		"/sys/devices/system/memory",
	};
	size_t i;

	for (i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
		if (lacks(&system->running, sources[i]))
			return false;
	return sr_system_knows_offer(system);
}
