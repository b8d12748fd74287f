// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: settle: let the kernel module rule now, or show what it would do.
 *
 * The write to the module's "settle" file returns when the round has ended. It
 * is done by a child, so that the parent can show progress and give up waiting.
 */
#include "srctl_verbs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "amount.h"
#include "machine_load.h"
#include "plan_words.h"
#include "say.h"

#define MODULE "/sys/kernel/softreserve"
#define TICK_NANOSECONDS 200000000L
#define TICKS_PER_SECOND 5

static int print_step(const struct machine *machine, size_t number,
		      const struct sr_step *step, FILE *to)
{
	char head[64], *text = NULL;
	size_t size;
	FILE *words = open_memstream(&text, &size);

	if (!words)
		return -ENOMEM;
	plan_words(machine, step, words);
	if (fclose(words)) {
		free(text);
		return -ENOMEM;
	}
	snprintf(head, sizeof(head), "%3zu. %-16s  ", number,
		 sr_step_tag(step->kind));
	say_wrapped(to, head, 23, say_width(), text);
	free(text);
	return 0;
}

static int print_steps(const struct machine *machine, FILE *to)
{
	struct sr_step *steps;
	size_t i, n = 0;
	int err = sr_plan_make(machine->facts, &machine->policy,
			       &machine->outcome, NULL, 0, &n);

	if (err && err != -ENOSPC)
		return err;
	steps = calloc(n + 1, sizeof(*steps));
	if (!steps)
		return -ENOMEM;
	err = sr_plan_make(machine->facts, &machine->policy,
			   &machine->outcome, steps, n, &n);
	if (!err && !n)
		fputs("Nothing to do: everything is as it should be.\n", to);
	for (i = 0; !err && i < n; i++)
		err = print_step(machine, i + 1, &steps[i], to);
	free(steps);
	return err;
}

static int print_plan(const struct cli_settings *settings)
{
	struct machine *machine = machine_load(settings);
	const struct sr_ledger *after;
	int err, status;

	if (!machine)
		return CLI_FAILED;
	machine_omissions(machine);
	machine_say_predicted(machine);
	after = &machine->outcome.ledger;
	printf("verdict: %s\n", sr_verdict_tag(machine->outcome.verdict));
	say_wrapped(stdout, "  ", 2, say_width(),
		    sr_verdict_text(machine->outcome.verdict));
	putchar('\n');
	err = print_steps(machine, stdout);
	if (err)
		say_error("plan: %s", strerror(-err));
	if (machine->knows_owners)
		printf("\nstranded: %s now, %s after it\n",
		       amount_bytes(machine->now_sum.stranded).text,
		       amount_bytes(after->stranded).text);
	else
		puts("\nNot everything could be read: as root the plan may be another.");
	status = err ? CLI_FAILED : (int)machine_exit(machine);
	machine_free(machine);
	return status;
}

static int write_request(const char *path)
{
	int file = open(path, O_WRONLY | O_CLOEXEC);
	int err = 0;

	if (file < 0)
		return errno;
	if (write(file, "1\n", 2) != 2)
		err = errno;
	close(file);
	return err;
}

static void show_progress(unsigned int tick, bool terminal)
{
	if (terminal)
		fprintf(stderr, "\rsettling: %u s ", tick / TICKS_PER_SECOND);
}

/* Return: 0, the round's error, or -ETIMEDOUT. */
static int wait_for_round(pid_t child, unsigned int seconds)
{
	const struct timespec pause = { 0, TICK_NANOSECONDS };
	bool terminal = isatty(STDERR_FILENO);
	unsigned int tick;
	pid_t ended = 0;
	int state = 0;

	for (tick = 0; tick <= seconds * TICKS_PER_SECOND; tick++) {
		ended = waitpid(child, &state, WNOHANG);
		if (ended)
			break;
		show_progress(tick, terminal);
		nanosleep(&pause, NULL);
	}
	if (terminal)
		fputs("\r               \r", stderr);
	if (!ended) {
		kill(child, SIGTERM);
		return -ETIMEDOUT;
	}
	if (ended < 0)
		return -errno;
	return WIFEXITED(state) ? -WEXITSTATUS(state) : -EINTR;
}

static int run_round(const char *path, unsigned int seconds)
{
	pid_t child;

	fflush(NULL);
	child = fork();
	if (child < 0)
		return -errno;
	if (!child)
		_exit(write_request(path));
	return wait_for_round(child, seconds);
}

static void say_failure(const char *path, int err, unsigned int seconds)
{
	if (err == -ENOENT)
		say_error("%s: there is none; is the module loaded? (modprobe softreserve)",
			  path);
	else if (err == -ETIMEDOUT)
		say_error("%s: the round has not ended after %u s; 'cat %s' tells how far it is",
			  path, seconds, path);
	else if (err == -EBUSY)
		say_error("%s: memory is in use and was not touched; 'srctl explain' names it",
			  path);
	else
		say_error("%s: %s", path, strerror(-err));
}

int verb_settle(const struct cli_settings *settings)
{
	char path[4096];
	int err;

	if (settings->dry_run)
		return print_plan(settings);
	if (settings->platform) {
		say_error("settle: a document cannot settle; --platform wants --dry-run");
		return CLI_USAGE;
	}
	if ((size_t)snprintf(path, sizeof(path), "%s%s/settle",
			     settings->sysroot, MODULE) >= sizeof(path)) {
		say_error("%s: %s", settings->sysroot, strerror(ENAMETOOLONG));
		return CLI_FAILED;
	}
	err = run_round(path, settings->timeout);
	if (err) {
		say_failure(path, err, settings->timeout);
		return CLI_FAILED;
	}
	return verb_status(settings);
}
