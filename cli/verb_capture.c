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

static int write_system(const struct sr_system *system, FILE *to)
{
	return sr_system_write(system, to);
}

/* A document that says nothing of Linux goes on saying nothing of it. */
static int write_platform(const struct sr_system *system, FILE *to)
{
	return sr_platform_write(system->platform, to);
}

/* A document that is made, and was read back. */
struct written {
	char *text;
	size_t size;
};

static int make(const struct sr_system *system, bool of_linux,
		struct written *out)
{
	FILE *to = open_memstream(&out->text, &out->size);
	char error[512] = "";
	int err;

	if (!to)
		return -ENOMEM;
	err = of_linux ? write_system(system, to) : write_platform(system, to);
	if (fclose(to) && !err)
		err = -ENOMEM;
	if (err)
		return err;
	err = sr_system_check(out->text, out->size, error, sizeof(error));
	if (*error)
		say_error("what was read makes no document, and nothing was written: %s",
			  error);
	return err;
}

static int put(const void *what, FILE *to)
{
	const struct written *written = what;

	return fwrite(written->text, 1, written->size, to) == written->size ?
		       0 : -EIO;
}

static int write_to(const struct written *written, const char *path)
{
	int err = strcmp(path, "-") ? whole_file_write(path, put, written) :
				      put(written, stdout);

	if (err)
		say_error("%s: %s", path, whole_file_why(err));
	return err;
}

int verb_capture(const struct cli_settings *settings)
{
	const char *path = settings->operands[0];
	struct written written = { NULL, 0 };
	struct sr_system *system;
	size_t missing;
	int err;

	if (system_load(settings, &system))
		return CLI_FAILED;
	missing = system_omissions(system);
	if (settings->redact)
		capture_redact(system);
	err = make(system, !settings->platform ||
		   system->platform->linux_section, &written);
	if (err == -EFBIG)
		say_error("%s: the machine is too large for a document: one of more than %zu MiB, or with more than a million entries of a kind, could not be read back",
			  path, SR_DOCUMENT_MAX >> 20);
	else if (err && err != -EINVAL)
		say_error("%s: %s", path, strerror(-err));
	else if (!err)
		err = write_to(&written, path);
	free(written.text);
	sr_system_free(system);
	/* Of a document it was known before what it does not have. */
	return err || (missing && !settings->platform) ? CLI_FAILED : CLI_OK;
}
