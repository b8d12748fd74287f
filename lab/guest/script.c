// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: the script: one command a line. "step N TEXT" opens a step; a failed
 * command ends it and skips to "finally", where reporting starts.
 */
#include "guest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 32

struct step {
	long number;
	char text[200];
	double begin;
	bool open;
};

static struct step step;
static size_t n_steps;

static void step_end(const struct guest *guest, int rc)
{
	struct json_object *line;

	if (!step.open)
		return;
	line = tell_new("step");
	tell_number(line, "number", (uint64_t)step.number);
	tell_text(line, "step", step.text);
	json_object_object_add(line, "ok", json_object_new_boolean(!rc));
	json_object_object_add(line, "seconds", json_object_new_double(
						  seconds() - step.begin));
	if (rc) {
		tell_number(line, "errno", (uint64_t)-rc);
		tell_text(line, "why", guest->why);
		kmsg_mark("step %ld failed: %s", step.number, guest->why);
	}
	tell(line);
	step.open = false;
}

static void step_begin(const char *text)
{
	char *rest;

	step.number = strtol(text, &rest, 10);
	snprintf(step.text, sizeof(step.text), "%s", *rest ? rest + 1 : "");
	step.begin = seconds();
	step.open = true;
	n_steps++;
	kmsg_mark("step %ld: %s", step.number, step.text);
}

static int set_nonce(struct guest *guest, char **words, int n)
{
	if (n > 1)
		guest->nonce = strtoull(words[1], NULL, 0);
	return 0;
}

static int set_slowness(struct guest *guest, char **words, int n)
{
	if (n > 1)
		guest->slowness = (unsigned int)strtoul(words[1], NULL, 10);
	return 0;
}

static int add_hole(struct guest *guest, char **words, int n)
{
	if (n < 3 || guest->n_holes == GUEST_HOLES_MAX)
		return guest_fail(guest, -EINVAL, "malformed command");
	guest->hole[guest->n_holes].start = strtoull(words[1], NULL, 0);
	guest->hole[guest->n_holes++].size = strtoull(words[2], NULL, 0);
	return 0;
}

static const struct {
	const char *name;
	int (*run)(struct guest *guest, char **words, int n);
} commands[] = {
	{ "nonce", set_nonce },
	{ "slowness", set_slowness },
	{ "hole", add_hole },
	{ "component", hdm_component },
	{ "decoder", hdm_decoder },
	{ "enable", hdm_enable },
	{ "ranges", hdm_ranges },
	{ "snapshot", hdm_snapshot },
	{ "look", look_all },
	{ "insmod", driver_insert },
	{ "begin", driver_begin },
	{ "await", driver_await },
	{ "kill-loader", driver_kill_loader },
	{ "rmmod", driver_remove },
	{ "settle", driver_settle },
	{ "serve", serve_all },
	{ "bind", serve_bind },
	{ "online", ram_online },
	{ "offline", ram_offline },
	{ "destroy-region", region_destroy },
	{ "create-region", region_create },
	{ "rescue", rescue_regions },
	{ "pause", plain_pause },
	{ "write", plain_write },
	{ "expect", plain_expect },
	{ "expect-some", plain_expect_some },
	{ "srctl", program_srctl },
	{ "capture", program_capture },
	{ "usable", ram_usable },
	{ "time", timed_run },
	{ "trace", timed_trace },
	{ "findings", findings_tell },
	{ "meanwhile", meanwhile_begin },
	{ "bind-kmem", meanwhile_bind_kmem },
	{ "one-device-each", dax_one_each },
	{ "hold", meanwhile_hold },
	{ "release", meanwhile_release },
	{ "rebind", function_rebind },
	{ "give", function_give },
	{ "remove", function_remove },
	{ "rescan", function_rescan },
	{ "note", plain_note },
	{ "hang", plain_hang },
};

int script_command(struct guest *guest, char **words, int n)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcmp(words[0], commands[i].name))
			return commands[i].run(guest, words, n);
	return guest_fail(guest, -ENOSYS, "no command \"%s\"", words[0]);
}

static int run_command(struct guest *guest, char *line)
{
	/* One word more, for the NULL that ends a program's arguments. */
	char *words[WORDS_MAX + 1], *rest = NULL;
	int n = 0;

	for (char *word = strtok_r(line, " ", &rest); word && n < WORDS_MAX;
	     word = strtok_r(NULL, " ", &rest))
		words[n++] = word;
	return n ? script_command(guest, words, n) : 0;
}

static void run_line(struct guest *guest, char *line, bool *skip)
{
	int rc = 0;

	if (!strcmp(line, "finally")) {
		step_end(guest, 0);
		*skip = false;
		return;
	}
	if (*skip)
		return;
	if (!strncmp(line, "step ", 5)) {
		step_end(guest, 0);
		step_begin(line + 5);
		return;
	}
	rc = run_command(guest, line);
	if (!rc)
		return;
	step_end(guest, rc);
	guest->failed = true;
	*skip = true;
}

int script_run(struct guest *guest, const char *path)
{
	char *text = file_read_all(path, NULL), *rest = NULL;
	struct json_object *end;
	bool skip = false;

	if (!text)
		return -ENOENT;
	for (char *line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		run_line(guest, line, &skip);
	step_end(guest, 0);
	free(text);
	driver_tell();
	kmsg_tell();
	end = tell_new("end");
	tell_number(end, "steps", n_steps);
	tell(end);
	return 0;
}
