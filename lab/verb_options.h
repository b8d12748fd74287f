/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: the command line of srlab's verbs. A verb declares its options in one
 * table, which makes the parser and --help; what several verbs take is declared
 * here.
 */
#ifndef SRLAB_VERB_OPTIONS_H
#define SRLAB_VERB_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

#define SRLAB_OPTIONS_MAX 12

/** struct srlab_option - an option; one of the pointers says where it goes */
struct srlab_option {
	/** @name: without dashes */
	const char *name;
	/**
	 * @argument: how --help calls its argument; NULL for a @flag. What is
	 * called "A,B" must be names joined by commas, and at least one.
	 */
	const char *argument;
	/** @about: what it does; a line of --help, or several */
	const char *about;
	/** @usual: the argument where it is not given, or NULL */
	const char *usual;
	/** @most: a @number is from 1 to this; 0 for SRLAB_NUMBER_MAX */
	unsigned int most;
	/** @required: it must be given; for a @text without @usual */
	bool required;
	bool *flag;
	const char **text;
	unsigned int *number;
	/** @take: called with @context; returns what is wrong, or NULL */
	const char *(*take)(void *context, const char *argument);
	/** @context: for @take */
	void *context;
};

#define SRLAB_NUMBER_MAX 100000

/** struct srlab_command - what a verb takes */
struct srlab_command {
	const char *verb;
	/** @operand: how --help calls its operand; NULL if it takes none */
	const char *operand;
	/** @operand_to: where that goes */
	const char **operand_to;
	/** @operand_optional: it may be left out */
	bool operand_optional;
	/** @explain: prints lines of --help about the operand, or NULL */
	void (*explain)(FILE *to);
	/** @options: one without a name ends them */
	struct srlab_option options[SRLAB_OPTIONS_MAX + 1];
};

/**
 * srlab_command_parse() - take the words of a command line
 * @command: what there may be
 * @argc: words in @argv
 * @argv: the first one is the program's name; reordered
 * @status: exit status, where the verb is not to go on
 *
 * A usual value is put in its place first. --help is answered, and what makes no
 * sense is refused with status 2.
 *
 * Return: true if the verb is to go on.
 */
bool srlab_command_parse(const struct srlab_command *command, int argc,
			 char **argv, int *status);

/** srlab_command_refuse() - one line on what is wrong, and how to; returns 2 */
int srlab_command_refuse(const struct srlab_command *command,
			 const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* What several verbs take. */

/** srlab_option_kernel() - "--kernel": one name, or several, as @argument says */
struct srlab_option srlab_option_kernel(const char *argument,
					const char *about, const char **to);

/** srlab_option_jobs() - "--jobs": guests at the same time; 0 if not given */
struct srlab_option srlab_option_jobs(unsigned int *to);

/** srlab_option_only() - "--only": names of platforms */
struct srlab_option srlab_option_only(const char **to);

/** srlab_option_platforms() - "--platforms": a directory; NULL if not given */
struct srlab_option srlab_option_platforms(const char **to);

/** srlab_option_json() - "--json": @about says what is printed so */
struct srlab_option srlab_option_json(const char *about, bool *to);

/** srlab_option_offline() - "--offline" */
struct srlab_option srlab_option_offline(bool *to);

/** srlab_option_timeout() - "--timeout": seconds, @usual ones if not given */
struct srlab_option srlab_option_timeout(const char *usual, unsigned int *to);

#endif /* SRLAB_VERB_OPTIONS_H */
