// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: door: rule before cxl_acpi binds, and bar it or let it in.
 *
 * It runs where a boot waits for it, so it ends within a second, whatever
 * hangs, and whatever fails lets CXL in. CXL is barred by the driver_override
 * of its root: no driver has that name, so none binds, and dax_hmem takes the
 * memory as if there were no CXL.
 */
#include "srctl_verbs.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "complaint.h"
#include "deny_file.h"
#include "door_file.h"
#include "door_read.h"
#include "say.h"

/* Less than the second that is promised, for a process ends too. */
#define LIMIT_MICROSECONDS 900000
/* Whoever made it hang could be blocked in the kernel: say it, and be gone. */
static const char too_slow[] =
	"srctl: door: not done within a second; CXL is let in\n";

static const char too_late[] =
	"srctl: door: not done within a second, while the override was written\n";
static volatile sig_atomic_t writing;

static void give_up(int number)
{
	ssize_t ignored = writing ?
		write(STDERR_FILENO, too_late, sizeof(too_late) - 1) :
		write(STDERR_FILENO, too_slow, sizeof(too_slow) - 1);

	(void)number;
	(void)ignored;
	_exit(CLI_OK);
}

static void limit_time(void)
{
	const struct itimerval limit = {
		.it_value.tv_usec = LIMIT_MICROSECONDS,
	};

	signal(SIGALRM, give_up);
	setitimer(ITIMER_REAL, &limit, NULL);
}

static enum sr_door_kept kept_as(const struct deny_state *state)
{
	switch (state->kind) {
	case DENY_THIS_FIRMWARE:
		return SR_DOOR_KEPT_SAME;
	case DENY_OTHER_FIRMWARE:
		return SR_DOOR_KEPT_CHANGED;
	case DENY_UNKNOWN:
		return SR_DOOR_KEPT_UNKNOWN;
	default:
		return SR_DOOR_KEPT_NONE;
	}
}

static void add_verdict(const char *sysroot, struct sr_door_facts *facts)
{
	struct deny_state state;

	deny_look(sysroot, &state);
	facts->kept = kept_as(&state);
	facts->kept_volatile = state.is_volatile;
	facts->kept_routed = state.routed;
}

/* ---- the override ---- */

static int write_override(const char *sysroot, const char *value)
{
	char path[4096];
	ssize_t done;
	int file;

	snprintf(path, sizeof(path), "%s" DOOR_ROOT "/driver_override",
		 sysroot);
	file = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	if (file < 0)
		return -errno;
	done = write(file, value, strlen(value));
	if (close(file) || done < 0)
		return -errno;
	return 0;
}

static bool is_bound(const char *sysroot)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s" DOOR_ROOT "/driver", sysroot);
	return !access(path, F_OK);
}

/* cxl_acpi may have bound while the override was written. */
static int bar(const char *sysroot)
{
	int err = write_override(sysroot, DOOR_OVERRIDE "\n");

	if (err)
		return err;
	if (!is_bound(sysroot))
		return 0;
	err = write_override(sysroot, "\n");
	return err ? err : -EBUSY;
}

/* A ruling of an earlier start of this boot that does not hold any more. */
static int let_in(const char *sysroot, const struct door_reading *reading)
{
	return reading->ours ? write_override(sysroot, "\n") : 0;
}

static int carry_out(const struct cli_settings *settings,
		     const struct door_reading *reading,
		     const struct sr_door_ruling *ruling)
{
	if (settings->dry_run)
		return 0;
	writing = 1;
	return ruling->bar ? bar(settings->sysroot) :
			     let_in(settings->sysroot, reading);
}

/*
 * A verdict of another machine is forgotten, for good if /etc can be written;
 * one that cannot be compared stays, but does not hold at this boot.
 */
static void drop_verdict(const char *sysroot, enum sr_door_kept kept)
{
	char path[4096], error[4608] = "";
	const struct sr_complaint to = { error, sizeof(error) };

	if (kept != SR_DOOR_KEPT_CHANGED && kept != SR_DOOR_KEPT_UNKNOWN)
		return;
	door_let_in_write(sysroot);
	snprintf(path, sizeof(path), "%s" DENY_DIRECTORY, sysroot);
	if (kept == SR_DOOR_KEPT_CHANGED && !access(path, W_OK))
		deny_remove(sysroot, false, &to);
	if (error[0])
		say_error("%s", error);
}

/* ---- saying it ---- */

static void describe(const struct sr_door_ruling *ruling, int err, char *text,
		     size_t size)
{
	char at[64] = "";

	if (ruling->has_at)
		snprintf(at, sizeof(at), " (0x%" PRIx64 "-0x%" PRIx64 ")",
			 ruling->at.start, ruling->at.end);
	if (err == -EBUSY)
		snprintf(text, size, "CXL is let in: cxl_acpi was quicker, so the override is taken back");
	else if (err)
		snprintf(text, size, "CXL is let in: its root's driver_override could not be written: %s",
			 strerror(-err));
	else
		snprintf(text, size, "CXL is %s: %s%s [%s]",
			 ruling->bar ? "barred" : "let in",
			 sr_door_text(ruling->reason), at,
			 sr_door_tag(ruling->reason));
}

static int rule(const struct cli_settings *settings, char *text, size_t size)
{
	struct sr_door_ruling ruling;
	struct door_reading reading;
	int err = door_read(settings->sysroot, &reading);

	if (err) {
		snprintf(text, size, "CXL is let in: the machine could not be read: %s",
			 strerror(-err));
		door_reading_free(&reading);
		return err;
	}
	if (reading.facts.has_root)
		add_verdict(settings->sysroot, &reading.facts);
	sr_door_rule(&reading.facts, &ruling);
	err = carry_out(settings, &reading, &ruling);
	if (!settings->dry_run)
		drop_verdict(settings->sysroot, reading.facts.kept);
	describe(&ruling, err, text, size);
	door_reading_free(&reading);
	return err;
}

/*
 * Always 0 but for a wrong command line: a boot must not count it as a failure
 * that CXL is let in.
 */
int verb_door(const struct cli_settings *settings)
{
	char text[512];

	limit_time();
	rule(settings, text, sizeof(text));
	/* The ruling stands; a report that hangs must not be called a failure. */
	fprintf(stderr, "srctl: door: %s\n", text);
	if (!settings->dry_run)
		door_file_write(settings->sysroot, text);
	return CLI_OK;
}
