/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: the options of srctl, declared once.
 *
 * One table per verb. It feeds the parser, --help, --list-opts (and with it
 * the bash completion), and the check against the manual pages.
 */
#ifndef SRCTL_OPTIONS_H
#define SRCTL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "terminal.h"

/** enum cli_exit - exit status of every verb */
enum cli_exit {
	CLI_OK = 0,       /* all is well */
	CLI_FAILED = 1,   /* something could not be done or found out */
	CLI_USAGE = 2,    /* the command line makes no sense */
	CLI_FINDINGS = 3, /* bytes are stranded, or there is another finding */
};

struct cli_verb;

/** struct cli_settings - what the command line said; for all verbs */
struct cli_settings {
	/** @sysroot: where /sys, /proc and /etc are; "" is the live machine */
	const char *sysroot;
	/** @platform: a platform document instead of the machine, or NULL */
	const char *platform;
	/** @svg: file to write the picture to, or NULL */
	const char *svg;
	/** @color: colour in the terminal */
	enum say_color color;
	/** @verbose: how often -v was given */
	unsigned int verbose;
	/** @timeout: seconds to wait */
	unsigned int timeout;
	/** @brief: the verb rules and adds up, and does not explain */
	bool brief;
	bool json;
	bool human;
	bool ascii;
	bool dry_run;
	bool stale;
	bool anyway;
	bool redact;
	bool help;
	bool version;
	bool list_options;
	bool list_commands;
	/** @verbs: all there are, for help */
	const struct cli_verb *verbs;
	/** @operands: what is left of the command line */
	char **operands;
	/** @n_operands: entries in @operands */
	int n_operands;
};

/** enum cli_option_kind - what an option's argument is */
enum cli_option_kind {
	CLI_FLAG,   /* none; a bool becomes true */
	CLI_COUNT,  /* none; counts how often it was given */
	CLI_TEXT,   /* any text */
	CLI_NUMBER, /* a number of 1 and more */
	CLI_CHOICE, /* one word of @choices; becomes its index */
};

/** struct cli_option - an option; a table ends with one without a name */
struct cli_option {
	/** @name: long name, without dashes */
	const char *name;
	/** @letter: short name, or 0 */
	char letter;
	enum cli_option_kind kind;
	/** @offset: of the member of struct cli_settings */
	size_t offset;
	/** @argument: how --help calls the argument, or NULL */
	const char *argument;
	/** @about: what it does, a clause */
	const char *about;
	/** @choices: for CLI_CHOICE: words separated by a vertical bar */
	const char *choices;
	/** @hidden: for programs; in no help and no completion */
	bool hidden;
};

/** struct cli_verb - a verb; a table ends with one without a name */
struct cli_verb {
	const char *name;
	/** @operands: how --help shows its operands; "" if it takes none */
	const char *operands;
	/** @about: what it does, a clause */
	const char *about;
	/** @options: its own options; those of all verbs are not among them */
	const struct cli_option *options;
	/** @max_operands: how many operands it takes at most */
	int max_operands;
	/** @min_operands: how many operands it takes at least */
	int min_operands;
	/** @run: does it; returns an enum cli_exit */
	int (*run)(const struct cli_settings *settings);
};

/** cli_verbs - all verbs, in the order of --help */
extern const struct cli_verb cli_verbs[];
/** cli_program_options - what srctl takes before a verb */
extern const struct cli_option cli_program_options[];
/** cli_common_options - what every verb takes besides its own options */
extern const struct cli_option cli_common_options[];

/** cli_verb_find() - the verb of that name in a table, or NULL */
const struct cli_verb *cli_verb_find(const struct cli_verb *verbs,
				     const char *name);

/**
 * cli_options_parse() - parse a command line
 * @own: a table of options
 * @common: another one
 * @argc: as main() got it; argv[0] is skipped
 * @argv: reordered, so that operands come last
 * @stop: stop at the first operand
 * @settings: written here; operands too
 *
 * Return: 0, or -EINVAL after one line on stderr.
 */
int cli_options_parse(const struct cli_option *own,
		      const struct cli_option *common, int argc, char **argv,
		      bool stop, struct cli_settings *settings);

/** cli_options_help() - a line or more per option */
void cli_options_help(const struct cli_option *options, FILE *to);

/** cli_options_list() - long and short names, one per line */
void cli_options_list(const struct cli_option *options, FILE *to);

#endif /* SRCTL_OPTIONS_H */
