// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see verb_options.h. */
#include "verb_options.h"

#include <ctype.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "verbs.h"

/* getopt_long() reports an option by its place, behind what are characters. */
#define FIRST_VALUE 256
#define HELP (FIRST_VALUE + SRLAB_OPTIONS_MAX)

static unsigned int most_of(const struct srlab_option *option)
{
	return option->most ? option->most : SRLAB_NUMBER_MAX;
}

/* As --help has it: "--jobs N". */
static int name_width(const struct srlab_option *option)
{
	size_t width = strlen("--") + strlen(option->name);

	if (option->argument)
		width += strlen(" ") + strlen(option->argument);
	return (int)width;
}

static void print_option(const struct srlab_option *option, int width, FILE *to)
{
	const char *about = option->about;

	fprintf(to, "  --%s%s%s%*s  ", option->name,
		option->argument ? " " : "",
		option->argument ? option->argument : "",
		width - name_width(option), "");
	for (; *about; about++) {
		fputc(*about, to);
		if (*about == '\n')
			fprintf(to, "%*s", width + 4, "");
	}
	if (option->most)
		fprintf(to, ", at most %u", option->most);
	if (option->usual)
		fprintf(to, " (%s)", option->usual);
	fputc('\n', to);
}

static void print_usage(const struct srlab_command *command, FILE *to)
{
	const struct srlab_option *option;
	int width = 0;

	fprintf(to, "usage: srlab %s", command->verb);
	if (command->operand)
		fprintf(to, command->operand_optional ? " [%s]" : " %s",
			command->operand);
	for (option = command->options; option->name; option++) {
		if (option->required)
			fprintf(to, " --%s %s", option->name,
				option->argument);
		if (name_width(option) > width)
			width = name_width(option);
	}
	fprintf(to, " [options]\n");
	if (command->explain)
		command->explain(to);
	for (option = command->options; option->name; option++)
		print_option(option, width, to);
}

int srlab_command_refuse(const struct srlab_command *command,
			 const char *format, ...)
{
	va_list args;

	fputs("srlab: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	print_usage(command, stderr);
	return 2;
}

static const char *take_number(const struct srlab_option *option,
			       const char *word)
{
	static char wrong[64];
	unsigned long value;
	char *end;

	value = strtoul(word, &end, 10);
	/* strtoul() would take a sign, and turn "-1" into a large number. */
	if (isdigit((unsigned char)*word) && !*end && value &&
	    value <= most_of(option)) {
		*option->number = (unsigned int)value;
		return NULL;
	}
	snprintf(wrong, sizeof(wrong), "not a number from 1 to %u",
		 most_of(option));
	return wrong;
}

/* A list of nothing would be worked off at once, and all be well. */
static bool lists_something(const char *word)
{
	size_t length = strlen(word);

	return length && word[0] != ',' && word[length - 1] != ',' &&
	       !strstr(word, ",,");
}

/* Return: what is wrong with it, or NULL. */
static const char *take_option(const struct srlab_option *option,
			       const char *word)
{
	if (option->number)
		return take_number(option, word);
	if (option->take)
		return option->take(option->context, word);
	if (option->text && strchr(option->argument, ',') &&
	    !lists_something(word))
		return "not names joined by commas";
	if (option->text)
		*option->text = word;
	else
		*option->flag = true;
	return NULL;
}

static int take_options(const struct srlab_command *command,
			const struct option *longs, int argc, char **argv)
{
	const struct srlab_option *option;
	const char *wrong;
	int value;

	while ((value = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (value == HELP)
			return HELP;
		/* getopt_long() has said what is wrong. */
		if (value < FIRST_VALUE) {
			print_usage(command, stderr);
			return 2;
		}
		option = &command->options[value - FIRST_VALUE];
		wrong = take_option(option, optarg);
		if (wrong)
			return srlab_command_refuse(command, "--%s %s: %s",
						    option->name, optarg,
						    wrong);
	}
	return 0;
}

static int take_operand(const struct srlab_command *command, int argc,
			char **argv)
{
	int most = command->operand ? 1 : 0;

	if (argc - optind > most)
		return srlab_command_refuse(command,
					    "%s: one operand too many",
					    argv[optind + most]);
	if (optind < argc)
		*command->operand_to = argv[optind];
	else if (most && !command->operand_optional)
		return srlab_command_refuse(command, "%s: wants %s",
					    command->verb, command->operand);
	return 0;
}

static int check_required(const struct srlab_command *command)
{
	const struct srlab_option *option;

	for (option = command->options; option->name; option++)
		if (option->required && !*option->text)
			return srlab_command_refuse(command,
						    "%s: wants --%s %s",
						    command->verb,
						    option->name,
						    option->argument);
	return 0;
}

bool srlab_command_parse(const struct srlab_command *command, int argc,
			 char **argv, int *status)
{
	struct option longs[SRLAB_OPTIONS_MAX + 2] = { { 0 } };
	const struct srlab_option *option = command->options;
	size_t n;

	for (n = 0; option->name; n++, option++) {
		longs[n].name = option->name;
		longs[n].has_arg = option->argument ? required_argument :
						      no_argument;
		longs[n].val = FIRST_VALUE + (int)n;
		if (option->usual)
			take_option(option, option->usual);
	}
	longs[n].name = "help";
	longs[n].val = HELP;
	*status = take_options(command, longs, argc, argv);
	if (*status == HELP) {
		print_usage(command, stdout);
		*status = 0;
		return false;
	}
	if (!*status)
		*status = take_operand(command, argc, argv);
	if (!*status)
		*status = check_required(command);
	return !*status;
}

struct srlab_option srlab_option_kernel(const char *argument,
					const char *about, const char **to)
{
	return (struct srlab_option){
		.name = "kernel",
		.argument = argument,
		.about = about,
		.usual = SRLAB_DEFAULT_KERNEL,
		.text = to,
	};
}

struct srlab_option srlab_option_jobs(unsigned int *to)
{
	return (struct srlab_option){
		.name = "jobs",
		.argument = "N",
		.about = "guests at the same time (one per core)",
		.number = to,
	};
}

struct srlab_option srlab_option_only(const char **to)
{
	return (struct srlab_option){
		.name = "only",
		.argument = "A,B",
		.about = "only these platforms",
		.text = to,
	};
}

struct srlab_option srlab_option_platforms(const char **to)
{
	return (struct srlab_option){
		.name = "platforms",
		.argument = "DIR",
		.about = "where the documents are (platforms, and then\n"
			 "test/scenarios)",
		.text = to,
	};
}

struct srlab_option srlab_option_json(const char *about, bool *to)
{
	return (struct srlab_option){
		.name = "json",
		.about = about,
		.flag = to,
	};
}

struct srlab_option srlab_option_offline(bool *to)
{
	return (struct srlab_option){
		.name = "offline",
		.about = "never use the network",
		.flag = to,
	};
}

struct srlab_option srlab_option_timeout(const char *usual, unsigned int *to)
{
	return (struct srlab_option){
		.name = "timeout",
		.argument = "S",
		.about = "kill a guest after S seconds",
		.usual = usual,
		.number = to,
	};
}
