// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: capture: this machine as a platform document.
 */
#include "srctl_verbs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "capture.h"
#include "machine_load.h"
#include "say.h"
#include "system.h"
#include "whole_file.h"

void capture_redact(struct sr_system *system)
{
	struct sr_running *running = &system->running;
	struct sr_platform *platform = system->platform;
	size_t i;

	free(running->command_line);
	running->command_line = NULL;
	for (i = 0; i < running->n_memdevs; i++)
		running->memdevs[i].serial = (struct sr_fact){ 0, false };
	for (i = 0; i < platform->n_devices; i++) {
		platform->devices[i].serial = 0;
		platform->devices[i].has_serial = false;
	}
}

static int write_system(const void *what, FILE *to)
{
	return sr_system_write(what, to);
}

/* A document that says nothing of Linux goes on saying nothing of it. */
static int write_platform(const void *what, FILE *to)
{
	const struct sr_system *system = what;

	return sr_platform_write(system->platform, to);
}

static int write_to(const struct sr_system *system, bool of_linux,
		    const char *path)
{
	int (*write)(const void *, FILE *) = of_linux ? write_system :
							write_platform;

	return strcmp(path, "-") ? whole_file_write(path, write, system) :
				   write(system, stdout);
}

int verb_capture(const struct cli_settings *settings)
{
	const char *path = settings->operands[0];
	struct sr_system *system;
	size_t missing;
	int err;

	if (system_load(settings, &system))
		return CLI_FAILED;
	missing = system_omissions(system);
	if (settings->redact)
		capture_redact(system);
	err = write_to(system, !settings->platform ||
		       system->platform->linux_section, path);
	if (err == -EFBIG)
		say_error("%s: the machine is too large for a document: one of more than %zu MiB, or with more than a million entries of a kind, could not be read back",
			  path, SR_DOCUMENT_MAX >> 20);
	else if (err)
		say_error("%s: %s", path, whole_file_why(err));
	sr_system_free(system);
	/* Of a document it was known before what it does not have. */
	return err || (missing && !settings->platform) ? CLI_FAILED : CLI_OK;
}
