// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: deny and allow: the verdict for machines that cannot load the module.
 */
#include "srctl_verbs.h"

#include <errno.h>
#include <string.h>

#include "complaint.h"
#include "deny_file.h"
#include "machine_load.h"
#include "say.h"

/* A path and why. */
#define LINE_MAX_SIZE 4608

static void say_rebuild(const char *sysroot)
{
	const char *command = deny_initramfs(sysroot);

	if (command)
		say_note("run '%s' and reboot: cxl_acpi may be in the initramfs",
			 command);
	else
		say_note("rebuild the initramfs if there is one, and reboot");
}

static int show(const char *sysroot)
{
	int err;

	say_note("would write %s%s:", sysroot, DENY_PATH);
	err = deny_write_text(sysroot, stdout);
	if (err == -ENODATA)
		say_error("%s/sys/class/dmi/id: firmware does not say what it is, so the verdict cannot be bound to it",
			  sysroot);
	else if (err)
		say_error("standard output: %s", strerror(-err));
	return err;
}

/* A verdict that is kept already, for this very machine, may be kept anew. */
static bool is_kept_for_this(const char *sysroot)
{
	struct deny_state state;

	deny_look(sysroot, &state);
	return state.kind == DENY_THIS_FIRMWARE;
}

static bool shows_mismatch(const struct machine *machine)
{
	switch (machine->outcome.verdict) {
	case SR_VERDICT_GIVE_UP:
	case SR_VERDICT_GIVE_UP_RANGE:
	case SR_VERDICT_BUSY:
		return true;
	default:
		return machine->knows_owners && machine->now_sum.stranded;
	}
}

static bool may_deny(const struct cli_settings *settings)
{
	struct machine *machine;
	bool may;

	if (settings->anyway || is_kept_for_this(settings->sysroot))
		return true;
	machine = machine_load(settings);
	if (!machine)
		return false;
	may = shows_mismatch(machine);
	machine_free(machine);
	if (!may)
		say_error("this machine shows no mismatch, so keeping CXL out gains nothing; 'srctl deny --anyway' does it all the same");
	return may;
}

int verb_deny(const struct cli_settings *settings)
{
	char error[LINE_MAX_SIZE];
	const struct sr_complaint to = { error, sizeof(error) };

	if (!may_deny(settings))
		return CLI_FAILED;
	if (settings->dry_run)
		return show(settings->sysroot) ? CLI_FAILED : CLI_OK;
	if (deny_install(settings->sysroot, &to)) {
		say_error("%s", error);
		return CLI_FAILED;
	}
	printf("%s%s\n", settings->sysroot, DENY_PATH);
	say_rebuild(settings->sysroot);
	return CLI_OK;
}

/*
 * Whether there is a verdict that was made for firmware that is gone. What
 * cannot be read is not gone.
 */
static bool is_stale(const struct cli_settings *settings)
{
	struct deny_state state;

	deny_look(settings->sysroot, &state);
	if (state.kind == DENY_OTHER_FIRMWARE)
		say_note("%s%s: decided for other firmware: %s",
			 settings->sysroot, DENY_PATH, state.changed);
	else if (deny_is_kept(&state) && *state.changed)
		say_note("%s%s: kept; not to be read, so not compared: %s",
			 settings->sysroot, DENY_PATH, state.changed);
	return state.kind == DENY_OTHER_FIRMWARE;
}

static const char *kept_path(const char *sysroot)
{
	struct deny_state state;

	deny_look(sysroot, &state);
	return state.kind == DENY_OLD ? DENY_OLD_PATH : DENY_PATH;
}

int verb_allow(const struct cli_settings *settings)
{
	char error[LINE_MAX_SIZE];
	const struct sr_complaint to = { error, sizeof(error) };
	const char *path;
	int err;

	/* For a service at every boot: nothing to do is nothing to say. */
	if (settings->stale && !is_stale(settings))
		return CLI_OK;
	path = kept_path(settings->sysroot);
	err = deny_remove(settings->sysroot, settings->dry_run, &to);
	if (err == -ENOENT) {
		say_note("%s%s: there is none; nothing to undo",
			 settings->sysroot, path);
		return CLI_OK;
	}
	if (err) {
		say_error("%s", error);
		return CLI_FAILED;
	}
	if (settings->dry_run) {
		say_note("would remove %s%s", settings->sysroot, path);
		return CLI_OK;
	}
	printf("%s%s\n", settings->sysroot, path);
	say_rebuild(settings->sysroot);
	return CLI_OK;
}
