// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: the verbs and their options.
 */
#include "srctl_verbs.h"

#define AT(member) offsetof(struct cli_settings, member)

#define SYSROOT \
	{ "sysroot", 0, CLI_TEXT, AT(sysroot), "DIR", \
	  "look for /sys, /proc and /etc below DIR", NULL, false }
#define PLATFORM \
	{ "platform", 0, CLI_TEXT, AT(platform), "FILE", \
	  "read the platform document FILE instead of this machine", NULL, \
	  false }
#define JSON(what) \
	{ "json", 'j', CLI_FLAG, AT(json), NULL, what " as JSON", NULL, false }
#define DRY_RUN(what) \
	{ "dry-run", 'n', CLI_FLAG, AT(dry_run), NULL, what, NULL, false }
#define END { .name = NULL }

static const struct cli_option status_options[] = {
	SYSROOT,
	PLATFORM,
	JSON("print ledger, verdict and ranges"),
	END,
};

static const struct cli_option list_options[] = {
	SYSROOT,
	PLATFORM,
	{ "human", 'u', CLI_FLAG, AT(human), NULL,
	  "numbers for people instead of programs", NULL, false },
	END,
};

static const struct cli_option explain_options[] = {
	SYSROOT,
	PLATFORM,
	JSON("print the evidence"),
	END,
};

static const struct cli_option map_options[] = {
	SYSROOT,
	PLATFORM,
	{ "svg", 0, CLI_TEXT, AT(svg), "FILE",
	  "write the picture to FILE as SVG instead (- is standard output)",
	  NULL, false },
	{ "ascii", 0, CLI_FLAG, AT(ascii), NULL,
	  "draw with ASCII characters only", NULL, false },
	END,
};

static const struct cli_option capture_options[] = {
	SYSROOT,
	PLATFORM,
	{ "redact", 0, CLI_FLAG, AT(redact), NULL,
	  "leave out serial numbers and the kernel's command line", NULL,
	  false },
	END,
};

static const struct cli_option settle_options[] = {
	SYSROOT,
	PLATFORM,
	DRY_RUN("print the plan, change nothing"),
	{ "timeout", 0, CLI_NUMBER, AT(timeout), "SECONDS",
	  "give up waiting after SECONDS (120)", NULL, false },
	END,
};

static const struct cli_option deny_options[] = {
	SYSROOT,
	DRY_RUN("print what would be written, change nothing"),
	{ "anyway", 0, CLI_FLAG, AT(anyway), NULL,
	  "even if this machine shows no mismatch", NULL, false },
	END,
};

static const struct cli_option door_options[] = {
	SYSROOT,
	DRY_RUN("say what would be done, change nothing"),
	END,
};

static const struct cli_option allow_options[] = {
	SYSROOT,
	DRY_RUN("say what would be removed, change nothing"),
	{ "stale", 0, CLI_FLAG, AT(stale), NULL,
	  "only if the firmware has changed since deny", NULL, false },
	END,
};

static const struct cli_option version_options[] = {
	JSON("print versions and schema"),
	END,
};

static const struct cli_option no_options[] = { END };

const struct cli_verb cli_verbs[] = {
	{ "status", "", "one screen: what became of every byte",
	  status_options, 0, 0, verb_status },
	{ "list", "", "the Soft Reserved ranges as a JSON array",
	  list_options, 0, 0, verb_list },
	{ "explain", "[RANGE]", "why, with the evidence and what to do next",
	  explain_options, 1, 0, verb_explain },
	{ "map", "", "the address map as a picture", map_options, 0, 0,
	  verb_map },
	{ "capture", "FILE", "write this machine as a platform document",
	  capture_options, 1, 1, verb_capture },
	{ "settle", "", "let the kernel module rule now", settle_options, 0,
	  0, verb_settle },
	{ "deny", "", "give up on CXL at boot, for this firmware",
	  deny_options, 0, 0, verb_deny },
	{ "allow", "", "undo deny", allow_options, 0, 0, verb_allow },
	{ "door", "", "before the drivers load: bar CXL, or let it in",
	  door_options, 0, 0, verb_door },
	{ "help", "[VERB]", "open the manual page", no_options, 1, 0,
	  verb_help },
	{ "version", "", "print the version", version_options, 0, 0,
	  verb_version },
	{ .name = NULL },
};
