// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: help and version; they look at no machine.
 */
#include "srctl_verbs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform.h"
#include "say.h"

void cli_verb_help(const struct cli_verb *verb, FILE *to)
{
	fprintf(to, "usage: srctl %s [options]%s%s\n", verb->name,
		*verb->operands ? " " : "", verb->operands);
	fprintf(to, "%s\n\n", verb->about);
	cli_options_help(verb->options, to);
	cli_options_help(cli_common_options, to);
	fprintf(to, "\nExit status: 0 all is well, 1 failed, 2 usage, "
		    "3 stranded bytes or findings.\n");
}

void cli_program_help(const struct cli_verb *verbs, FILE *to)
{
	const struct cli_verb *verb;

	fputs("usage: srctl VERB [options] [operands]\n"
	      "what became of this machine's Soft Reserved memory\n\n", to);
	for (verb = verbs; verb->name; verb++)
		fprintf(to, "  %-8s %-8s %s\n", verb->name, verb->operands,
			verb->about);
	fputc('\n', to);
	cli_options_help(cli_program_options, to);
	cli_options_help(cli_common_options, to);
	fputs("\n'srctl VERB --help' lists a verb's options, "
	      "'srctl help VERB' opens its\nmanual page.\n", to);
}

/* Return: false where there is no man, or it has no such page. */
static bool open_page(const char *page)
{
	int status;
	pid_t child;

	fflush(NULL);
	child = fork();
	if (!child) {
		/* Our short help is better than man's "No manual entry". */
		if (!freopen("/dev/null", "w", stderr))
			_exit(127);
		execlp("man", "man", page, (char *)NULL);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return false;
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

int verb_help(const struct cli_settings *settings)
{
	const struct cli_verb *verb = NULL;
	char page[64] = "srctl";

	if (settings->n_operands) {
		verb = cli_verb_find(settings->verbs, settings->operands[0]);
		if (!verb) {
			say_error("%s: no such verb", settings->operands[0]);
			return CLI_USAGE;
		}
		snprintf(page, sizeof(page), "srctl-%s", verb->name);
	}
	if (open_page(page))
		return CLI_OK;
	if (verb)
		cli_verb_help(verb, stdout);
	else
		cli_program_help(settings->verbs, stdout);
	return CLI_OK;
}

int verb_version(const struct cli_settings *settings)
{
	if (settings->json)
		printf("{\"version\": \"%s\", \"platform_schema\": \"%s\", "
		       "\"list_schema\": 1}\n", SR_VERSION,
		       SR_PLATFORM_SCHEMA);
	else
		printf("srctl %s\n", SR_VERSION);
	return CLI_OK;
}
