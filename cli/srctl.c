// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: srctl: what became of this machine's Soft Reserved memory.
 */
#include <errno.h>
#include <string.h>

#include "say.h"
#include "srctl_verbs.h"

static int list_commands(void)
{
	const struct cli_verb *verb;

	for (verb = cli_verbs; verb->name; verb++)
		puts(verb->name);
	return CLI_OK;
}

static int check_operands(const struct cli_verb *verb,
			  const struct cli_settings *settings)
{
	if (settings->n_operands > verb->max_operands) {
		say_error("%s: %s: one operand too many", verb->name,
			  settings->operands[verb->max_operands]);
		return -EINVAL;
	}
	if (settings->n_operands < verb->min_operands) {
		say_error("%s: wants %s", verb->name, verb->operands);
		return -EINVAL;
	}
	if (settings->platform && *settings->sysroot) {
		say_error("%s: --platform and --sysroot exclude each other",
			  verb->name);
		return -EINVAL;
	}
	return 0;
}

static int run_verb(const struct cli_verb *verb, int argc, char **argv,
		    struct cli_settings *settings)
{
	int err = cli_options_parse(verb->options, cli_common_options, argc,
				    argv, false, settings);

	if (!err && settings->help) {
		cli_verb_help(verb, stdout);
		return CLI_OK;
	}
	if (!err && settings->list_options) {
		cli_options_list(verb->options, stdout);
		cli_options_list(cli_common_options, stdout);
		return CLI_OK;
	}
	if (!err)
		err = check_operands(verb, settings);
	if (err) {
		fprintf(stderr, "srctl: 'srctl %s --help' lists its options\n",
			verb->name);
		return CLI_USAGE;
	}
	return verb->run(settings);
}

static int run_program(int argc, char **argv)
{
	struct cli_settings settings = {
		.sysroot = "",
		.timeout = 120,
		.verbs = cli_verbs,
	};
	const struct cli_verb *verb;
	int skip;

	if (cli_options_parse(cli_program_options, cli_common_options, argc,
			      argv, true, &settings))
		return CLI_USAGE;
	if (settings.version)
		return verb_version(&settings);
	if (settings.list_commands)
		return list_commands();
	if (settings.help) {
		cli_program_help(cli_verbs, stdout);
		return CLI_OK;
	}
	if (!settings.n_operands) {
		cli_program_help(cli_verbs, stderr);
		return CLI_USAGE;
	}
	verb = cli_verb_find(cli_verbs, settings.operands[0]);
	if (!verb) {
		say_error("%s: no such verb; 'srctl --help' lists them",
			  settings.operands[0]);
		return CLI_USAGE;
	}
	skip = argc - settings.n_operands;
	return run_verb(verb, argc - skip, argv + skip, &settings);
}

int main(int argc, char **argv)
{
	int status = run_program(argc, argv);

	/* A full disk or a closed pipe must not look like success. */
	if (fflush(stdout) || ferror(stdout)) {
		say_error("standard output: %s", strerror(errno));
		return CLI_FAILED;
	}
	return status;
}
