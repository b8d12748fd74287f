// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: running srctl, which lies beside init, linked statically. What it
 * printed is reported together with softreserve's own files of that moment.
 */
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM "/srctl"
#define OUTPUT "/tmp/srctl.out"
#define MESSAGES "/tmp/srctl.err"
#define CAPTURE "/tmp/capture.json"
/* Exit status 3 says that there are findings: that is no failure. */
#define STATUS_FINDINGS 3

static void to_file(int descriptor, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || dup2(fd, descriptor) < 0)
		_exit(126);
	close(fd);
}

static int run_program(char *const *words, int *status)
{
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (!pid) {
		to_file(1, OUTPUT);
		to_file(2, MESSAGES);
		execv(PROGRAM, words);
		_exit(127);
	}
	while (waitpid(pid, status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return 0;
}

static void add_file(struct json_object *line, const char *key,
		     const char *path)
{
	char *text = file_read_all(path, NULL);

	tell_text(line, key, text ? text : "");
	free(text);
}

static void tell_run(char **words, int status)
{
	struct json_object *line = tell_new("srctl");
	struct json_object *arguments = json_object_new_array();
	struct json_object *module = json_object_new_object();

	for (int i = 1; words[i]; i++)
		json_object_array_add(arguments,
				      json_object_new_string(words[i]));
	json_object_object_add(line, "arguments", arguments);
	/* A signal's number is kept apart from a status of its own. */
	if (WIFEXITED(status))
		tell_number(line, "status", (uint64_t)WEXITSTATUS(status));
	else
		tell_number(line, "signal", (uint64_t)WTERMSIG(status));
	add_file(line, "stdout", OUTPUT);
	add_file(line, "stderr", MESSAGES);
	look_module(module);
	json_object_object_add(line, "module", module);
	tell(line);
}

static int check_status(struct guest *guest, int status)
{
	char said[160];

	if (!WIFEXITED(status))
		return guest_fail(guest, -EPROTO, "srctl died of signal %d",
				  WTERMSIG(status));
	if (!WEXITSTATUS(status) || WEXITSTATUS(status) == STATUS_FINDINGS)
		return 0;
	file_read(MESSAGES, said, sizeof(said));
	return guest_fail(guest, -EPROTO, "srctl ended with status %d: %s",
			  WEXITSTATUS(status), said);
}

/* "srctl ARGUMENTS..." */
int program_srctl(struct guest *guest, char **words, int n)
{
	int status = 0, rc;

	words[n] = NULL;
	rc = run_program(words, &status);
	if (rc)
		return guest_fail(guest, rc, "cannot run srctl");
	tell_run(words, status);
	return check_status(guest, status);
}

/* "capture": the platform document of this machine, as it is now */
int program_capture(struct guest *guest, char **words, int n)
{
	char *command[] = { words[0], (char[]){ "capture" },
			    (char[]){ CAPTURE }, NULL };
	struct json_object *line;
	char *document;
	int rc;

	(void)n;
	unlink(CAPTURE);
	rc = program_srctl(guest, command, 3);
	document = file_read_all(CAPTURE, NULL);
	if (!document)
		return rc ? rc : guest_fail(guest, -ENOENT,
					    "srctl made no capture");
	/* Also where something is missing in it: the host may want to see. */
	line = tell_new("capture");
	tell_text(line, "document", document);
	tell(line);
	free(document);
	return rc;
}
