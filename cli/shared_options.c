// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: what srctl takes before a verb, and what every verb takes; and how a
 * verb is found. The verbs themselves are in verb_table.c, above their own code.
 */
#include "options.h"

#include <string.h>

#define AT(member) offsetof(struct cli_settings, member)
#define END { .name = NULL }

const struct cli_option cli_program_options[] = {
	{ "version", 0, CLI_FLAG, AT(version), NULL, "print the version", NULL,
	  false },
	{ "list-cmds", 0, CLI_FLAG, AT(list_commands), NULL,
	  "print the names of the verbs", NULL, true },
	END,
};

const struct cli_option cli_common_options[] = {
	{ "verbose", 'v', CLI_COUNT, AT(verbose), NULL,
	  "say what the answer rests on; status: list all ranges", NULL, false },
	{ "color", 0, CLI_CHOICE, AT(color), "WHEN",
	  "colour: auto (on a terminal), always or never",
	  "auto|always|never", false },
	{ "help", 'h', CLI_FLAG, AT(help), NULL, "print this help", NULL,
	  false },
	{ "list-opts", 0, CLI_FLAG, AT(list_options), NULL,
	  "print the names of the options", NULL, true },
	END,
};

const struct cli_verb *cli_verb_find(const struct cli_verb *verbs,
				     const char *name)
{
	const struct cli_verb *verb;

	for (verb = verbs; verb->name; verb++)
		if (!strcmp(verb->name, name))
			return verb;
	return NULL;
}
