// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: what an option table is good for: parsing, help, a list for programs.
 */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"

#define OPTIONS_MAX 32
/* getopt_long() reports an option by its place; letters must not collide. */
#define FIRST_VALUE 256
#define HELP_COLUMN 24
#define HELP_WIDTH 80

struct parser {
	const struct cli_option *options[OPTIONS_MAX];
	struct option longs[OPTIONS_MAX + 1];
	/* "+:" and a letter and a colon for each */
	char shorts[2 * OPTIONS_MAX + 3];
	size_t n;
};

static bool takes_argument(const struct cli_option *option)
{
	return option->kind >= CLI_TEXT;
}

static void add_options(struct parser *parser, const struct cli_option *option)
{
	char *end = parser->shorts + strlen(parser->shorts);

	for (; option && option->name && parser->n < OPTIONS_MAX; option++) {
		size_t i = parser->n++;

		parser->options[i] = option;
		parser->longs[i] = (struct option){
			.name = option->name,
			.has_arg = takes_argument(option) ? required_argument
							  : no_argument,
			.val = FIRST_VALUE + (int)i,
		};
		if (!option->letter)
			continue;
		*end++ = option->letter;
		if (takes_argument(option))
			*end++ = ':';
		*end = '\0';
	}
}

static const struct cli_option *find_option(const struct parser *parser,
					    int value)
{
	size_t i;

	if (value >= FIRST_VALUE)
		return parser->options[value - FIRST_VALUE];
	for (i = 0; i < parser->n; i++)
		if (parser->options[i]->letter == value)
			return parser->options[i];
	return NULL;
}

static int parse_choice(const struct cli_option *option, const char *word,
			int *to)
{
	const char *choice = option->choices;
	size_t length = strlen(word);
	int i;

	for (i = 0; choice; i++) {
		size_t n = strcspn(choice, "|");

		if (n == length && !strncmp(choice, word, n)) {
			*to = i;
			return 0;
		}
		choice = choice[n] ? choice + n + 1 : NULL;
	}
	say_error("--%s=%s: not one of %s", option->name, word,
		  option->choices);
	return -EINVAL;
}

static int parse_number(const struct cli_option *option, const char *word,
			unsigned int *to)
{
	unsigned long number;
	char *end;

	errno = 0;
	number = strtoul(word, &end, 10);
	if (errno || end == word || *end || *word == '-' || !number ||
	    number > INT32_MAX) {
		say_error("--%s=%s: not a number of 1 or more", option->name,
			  word);
		return -EINVAL;
	}
	*to = (unsigned int)number;
	return 0;
}

static int take_option(const struct cli_option *option, const char *argument,
		       struct cli_settings *settings)
{
	char *at = (char *)settings + option->offset;

	switch (option->kind) {
	case CLI_FLAG:
		*(bool *)at = true;
		return 0;
	case CLI_COUNT:
		++*(unsigned int *)at;
		return 0;
	case CLI_TEXT:
		*(const char **)at = argument;
		return 0;
	case CLI_NUMBER:
		return parse_number(option, argument, (unsigned int *)at);
	case CLI_CHOICE:
		return parse_choice(option, argument, (int *)at);
	}
	return -EINVAL;
}

static int refuse(int value, char **argv)
{
	const char *word = optind > 0 ? argv[optind - 1] : "";

	if (value == ':')
		say_error("%s: wants an argument", word);
	else if (optopt && optopt < FIRST_VALUE)
		say_error("-%c: no such option", optopt);
	else
		say_error("%s: no such option, or one that takes no argument",
			  word);
	return -EINVAL;
}

int cli_options_parse(const struct cli_option *own,
		      const struct cli_option *common, int argc, char **argv,
		      bool stop, struct cli_settings *settings)
{
	struct parser parser = { .n = 0 };
	int value, err = 0;

	strcpy(parser.shorts, stop ? "+:" : ":");
	add_options(&parser, own);
	add_options(&parser, common);
	/* 0 and not 1: glibc then starts afresh, as a second parse must. */
	optind = 0;
	opterr = 0;
	while (!err) {
		value = getopt_long(argc, argv, parser.shorts, parser.longs,
				    NULL);
		if (value == -1)
			break;
		if (value == '?' || value == ':')
			err = refuse(value, argv);
		else
			err = take_option(find_option(&parser, value), optarg,
					  settings);
	}
	settings->operands = argv + optind;
	settings->n_operands = argc - optind;
	return err;
}

static void put_wrapped(const char *text, FILE *to)
{
	size_t column = HELP_COLUMN;

	while (*text) {
		size_t n = strcspn(text, " ");

		if (column > HELP_COLUMN && column + 1 + n > HELP_WIDTH) {
			fprintf(to, "\n%*s", HELP_COLUMN, "");
			column = HELP_COLUMN;
		} else if (column > HELP_COLUMN) {
			fputc(' ', to);
			column++;
		}
		fwrite(text, 1, n, to);
		column += n;
		text += n + (text[n] == ' ');
	}
	fputc('\n', to);
}

void cli_options_help(const struct cli_option *options, FILE *to)
{
	const struct cli_option *option;
	char name[64];

	for (option = options; option && option->name; option++) {
		const char *argument = option->argument;
		const char *equals = argument ? "=" : "";

		if (option->hidden)
			continue;
		if (!argument)
			argument = "";
		if (option->letter)
			snprintf(name, sizeof(name), "  -%c, --%s%s%s",
				 option->letter, option->name, equals,
				 argument);
		else
			snprintf(name, sizeof(name), "      --%s%s%s",
				 option->name, equals, argument);
		fprintf(to, "%-*s", HELP_COLUMN, name);
		if (strlen(name) >= HELP_COLUMN)
			fprintf(to, "\n%*s", HELP_COLUMN, "");
		put_wrapped(option->about, to);
	}
}

void cli_options_list(const struct cli_option *options, FILE *to)
{
	const struct cli_option *option;

	for (option = options; option && option->name; option++) {
		if (option->hidden)
			continue;
		fprintf(to, "--%s%s\n", option->name,
			takes_argument(option) ? "=" : "");
		if (option->letter)
			fprintf(to, "-%c\n", option->letter);
	}
}
