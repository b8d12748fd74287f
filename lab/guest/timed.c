// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: how long programs take. They run in turns, so that what disturbs the
 * machine disturbs them all alike; the first turn only warms the caches.
 */
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define COMMANDS_MAX 4
#define TRACE "/sys/kernel/tracing/trace"
/* srctl's exit status that says that there are findings */
#define STATUS_FINDINGS 3

/* A program, its arguments, and what came of it. */
struct command {
	char **words;
	char output[32];
	int status;
	struct json_object *seconds;
};

/* Not fork(): copying init's page tables is no part of the program. */
static int start(const struct command *command, pid_t *pid)
{
	static char *const environment[] = { NULL };
	posix_spawn_file_actions_t actions;
	char path[64];
	int rc;

	snprintf(path, sizeof(path), "/bin/%s", command->words[0]);
	if (posix_spawn_file_actions_init(&actions))
		return -ENOMEM;
	rc = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null",
					      O_RDONLY, 0);
	if (!rc)
		rc = posix_spawn_file_actions_addopen(
			&actions, 1, command->output,
			O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (!rc)
		rc = posix_spawn_file_actions_addopen(&actions, 2, "/dev/null",
						      O_WRONLY, 0);
	if (!rc)
		rc = posix_spawn(pid, path, &actions, NULL, command->words,
				 environment);
	posix_spawn_file_actions_destroy(&actions);
	return -rc;
}

static int run_once(struct command *command, bool counts)
{
	double begin = seconds();
	pid_t pid;
	int rc = start(command, &pid);

	if (rc)
		return rc;
	while (waitpid(pid, &command->status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	if (counts)
		json_object_array_add(command->seconds,
				      json_object_new_double(seconds() -
							     begin));
	return 0;
}

static bool is_good(const struct command *command)
{
	return WIFEXITED(command->status) &&
	       (!WEXITSTATUS(command->status) ||
		WEXITSTATUS(command->status) == STATUS_FINDINGS);
}

static void tell_command(const struct command *command)
{
	struct json_object *line = tell_new("timed");
	char *text = file_read_all(command->output, NULL);
	struct json_object *words = json_object_new_array();

	for (char **word = command->words; *word; word++)
		json_object_array_add(words, json_object_new_string(*word));
	json_object_object_add(line, "command", words);
	json_object_object_add(line, "seconds",
			       json_object_get(command->seconds));
	tell_text(line, "stdout", text ? text : "");
	tell(line);
	free(text);
}

/* "|" ends a command's words, and the next begins. */
static size_t split(struct command *commands, char **words, int n)
{
	size_t n_commands = 0;
	bool begins = true;

	words[n] = NULL;
	for (int i = 2; i < n; i++) {
		if (!strcmp(words[i], "|")) {
			words[i] = NULL;
			begins = true;
		} else if (begins) {
			if (n_commands == COMMANDS_MAX)
				return 0;
			commands[n_commands++].words = &words[i];
			begins = false;
		}
	}
	return begins ? 0 : n_commands;
}

static int run_rounds(struct guest *guest, struct command *commands, size_t n,
		      unsigned long rounds)
{
	int rc;

	for (unsigned long round = 0; round <= rounds; round++) {
		for (size_t i = 0; i < n; i++) {
			rc = run_once(&commands[i], round > 0);
			if (rc)
				return guest_fail(guest, rc, "cannot run %s",
						  commands[i].words[0]);
			if (!is_good(&commands[i]))
				return guest_fail(guest, -EPROTO,
						  "%s ended with wait status 0x%x",
						  commands[i].words[0],
						  (unsigned int)
						  commands[i].status);
		}
	}
	return 0;
}

/* "time ROUNDS PROGRAM ARGUMENT... | PROGRAM ARGUMENT... ..." */
int timed_run(struct guest *guest, char **words, int n)
{
	struct command commands[COMMANDS_MAX] = { 0 };
	unsigned long rounds = n > 1 ? strtoul(words[1], NULL, 10) : 0;
	size_t n_commands = split(commands, words, n);
	int rc;

	if (!rounds || !n_commands)
		return guest_fail(guest, -EINVAL, "malformed command");
	for (size_t i = 0; i < n_commands; i++) {
		commands[i].seconds = json_object_new_array();
		snprintf(commands[i].output, sizeof(commands[i].output),
			 "/tmp/timed.%zu", i);
	}
	rc = run_rounds(guest, commands, n_commands, rounds);
	for (size_t i = 0; i < n_commands; i++) {
		if (!rc)
			tell_command(&commands[i]);
		json_object_put(commands[i].seconds);
	}
	return rc;
}

/* "trace": what the kernel's tracer wrote down */
int timed_trace(struct guest *guest, char **words, int n)
{
	char *text = file_read_all(TRACE, NULL);
	struct json_object *line;

	(void)words;
	(void)n;
	if (!text)
		return guest_fail(guest, -ENOENT, "no " TRACE);
	line = tell_new("trace");
	tell_text(line, "text", text);
	tell(line);
	free(text);
	return 0;
}
