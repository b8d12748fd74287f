// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: capture: this machine as a platform document.
 */
#include "srctl_verbs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture.h"
#include "say.h"
#include "system.h"

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

static int write_and_close(const struct sr_system *system, FILE *to)
{
	int err = sr_system_write(system, to);

	if (!err && (fflush(to) || fsync(fileno(to))))
		err = -errno;
	if (fclose(to) && !err)
		err = -errno;
	return err;
}

/* The old file stays until the new one is whole. */
static int write_file(const struct sr_system *system, const char *path)
{
	mode_t mask = umask(0);
	char *temporary;
	int err = 0, file;
	FILE *to;

	umask(mask);
	if (asprintf(&temporary, "%s.XXXXXX", path) < 0)
		return -ENOMEM;
	file = mkstemp(temporary);
	to = file < 0 ? NULL : fdopen(file, "w");
	if (!to)
		err = -errno;
	if (!err && fchmod(file, 0666 & ~mask))
		err = -errno;
	if (to && err)
		fclose(to);
	else if (to)
		err = write_and_close(system, to);
	if (!err && rename(temporary, path))
		err = -errno;
	if (err && file >= 0)
		unlink(temporary);
	free(temporary);
	return err;
}

static size_t say_omissions(const struct sr_running *running)
{
	size_t i;

	for (i = 0; i < running->n_omissions; i++)
		say_note("%s is missing: %s", running->omissions[i].fact,
			 running->omissions[i].why);
	return running->n_omissions;
}

int verb_capture(const struct cli_settings *settings)
{
	const char *path = settings->operands[0];
	struct sr_system *system;
	char error[512] = "";
	size_t missing;
	int err;

	if (sr_system_read(settings->sysroot, &system, error, sizeof(error))) {
		say_error("%s", error);
		return CLI_FAILED;
	}
	missing = say_omissions(&system->running);
	if (settings->redact)
		capture_redact(system);
	if (!strcmp(path, "-"))
		err = sr_system_write(system, stdout);
	else
		err = write_file(system, path);
	if (err)
		say_error("%s: %s", path, strerror(-err));
	sr_system_free(system);
	return err || missing ? CLI_FAILED : CLI_OK;
}
