// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: explain: why a range is as it is, with the evidence.
 */
#include "srctl_verbs.h"

#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#include "amount.h"
#include "evidence.h"
#include "json_output.h"
#include "machine_load.h"
#include "say.h"

#define LEVEL_COLUMNS 15
#define TEXT_INDENT 21

static const char *mark_of(enum chain_mark mark)
{
	static const char *const marks[] = {
		[CHAIN_FITS] = "  ", [CHAIN_CULPRIT] = "!!",
		[CHAIN_DISAGREES] = " !", [CHAIN_MISSING] = " -",
		[CHAIN_UNKNOWN] = " ?",
	};

	return marks[mark];
}

static const char *color_of(const struct say_palette *palette,
			    enum chain_mark mark)
{
	switch (mark) {
	case CHAIN_CULPRIT:
	case CHAIN_DISAGREES:
		return palette->bad;
	case CHAIN_MISSING:
	case CHAIN_UNKNOWN:
		return palette->warn;
	case CHAIN_FITS:
		break;
	}
	return "";
}

static void print_place(const struct chain_link *link, size_t column)
{
	char place[128];

	if (!link->has_at)
		return;
	snprintf(place, sizeof(place), "%s-%s  %s",
		 amount_hex(link->at.start).text,
		 amount_hex(link->at.end).text,
		 amount_bytes(machine_extent_size(link->at)).text);
	if (column + 2 + strlen(place) > say_width())
		printf("\n%*s%s", TEXT_INDENT, "", place);
	else
		printf("  %s", place);
}

static void print_link(const struct chain_link *link,
		       const struct say_palette *palette)
{
	const char *color = color_of(palette, link->mark);
	const char *reset = *color ? palette->reset : "";
	int indent = (int)link->depth * 2;

	if (link->starts)
		putchar('\n');
	printf("%s%s%s %*s%-*s %s", color, mark_of(link->mark), reset, indent,
	       "", LEVEL_COLUMNS - indent, link->level, link->name);
	print_place(link, 4 + LEVEL_COLUMNS + strlen(link->name));
	putchar('\n');
	if (*link->detail)
		printf("%*s%s\n", TEXT_INDENT, "", link->detail);
	if (link->here && link->there)
		printf("%*s%shere:  %s%s\n%*s%sthere: %s%s\n", TEXT_INDENT,
		       "", color, link->here, reset, TEXT_INDENT, "", color,
		       link->there, reset);
}

static void print_range(const struct machine *machine, size_t index,
			const struct chain *chain,
			const struct say_palette *palette)
{
	const struct sr_range *range = &machine->facts->ranges[index];
	uint64_t stranded = machine->knows_owners ?
			    machine->now[index].stranded : 0;
	char tag[40];
	size_t i;

	printf("%srange %zu  %s-%s  %s%s", palette->bold, index,
	       amount_hex(range->at.start).text,
	       amount_hex(range->at.end).text,
	       amount_bytes(range->ledger.offered).text, palette->reset);
	if (stranded)
		printf("  %s%s stranded%s", palette->bad,
		       amount_bytes(stranded).text, palette->reset);
	snprintf(tag, sizeof(tag), "\n%s: ", machine_reason(machine, index));
	say_wrapped(stdout, tag, 2, say_width(),
		    machine_reason_text(machine, index));
	putchar('\n');
	for (i = 0; i < chain->n; i++)
		print_link(&chain->links[i], palette);
	putchar('\n');
	say_wrapped(stdout, "finding:   ", 11, say_width(), chain->finding);
	say_wrapped(stdout, "do now:    ", 11, say_width(),
		    chain->operator_action);
	if (chain->vendor_sentence)
		say_wrapped(stdout, "to vendor: ", 11, say_width(),
			    chain->vendor_sentence);
}

/* A number of a range, or an address in it. */
static bool is_asked_for(const struct machine *machine, size_t index,
			 const char *operand)
{
	struct sr_extent at = machine->facts->ranges[index].at;
	uint64_t number;

	if (!operand)
		return true;
	if (!amount_parse(operand, &number))
		return false;
	if (strncmp(operand, "0x", 2) && number < machine->facts->n_ranges)
		return number == index;
	return at.start <= number && number <= at.end;
}

static int explain_one(const struct machine *machine, size_t index,
		       const struct cli_settings *settings,
		       struct json_object *array, size_t n_before)
{
	struct chain chain;
	int err = chain_build(machine, index, &chain);

	if (err)
		return err;
	if (array) {
		err = explain_json_add(machine, index, &chain, array);
	} else {
		if (n_before)
			putchar('\n');
		print_range(machine, index, &chain,
			    say_palette(settings->color, stdout));
	}
	chain_free(&chain);
	return err;
}

static int explain_all(const struct machine *machine,
		       const struct cli_settings *settings,
		       struct json_object *array)
{
	const char *operand = settings->n_operands ? settings->operands[0] :
						     NULL;
	size_t i, n = 0;
	int err = 0;

	for (i = 0; !err && i < machine->facts->n_ranges; i++)
		if (is_asked_for(machine, i, operand))
			err = explain_one(machine, i, settings, array, n++);
	if (err) {
		say_error("explain: %s", strerror(-err));
		return err;
	}
	if (!n && operand) {
		say_error("%s: no Soft Reserved range has this number or address; 'srctl list' shows them",
			  operand);
		return -ENOENT;
	}
	if (array)
		explain_json_print(array);
	else if (!n)
		puts(machine_no_ranges(machine));
	return 0;
}

int verb_explain(const struct cli_settings *settings)
{
	struct machine *machine = machine_load(settings);
	struct json_object *array = NULL;
	int err, status;

	if (!machine)
		return CLI_FAILED;
	machine_omissions(machine);
	machine_say_predicted(machine);
	if (settings->json)
		array = json_object_new_array();
	err = explain_all(machine, settings, array);
	status = err ? CLI_FAILED : (int)machine_exit(machine);
	/* Here a mismatch is a finding, whoever has rescued the memory. */
	if (status == CLI_OK && machine->outcome.n_mismatched)
		status = CLI_FINDINGS;
	json_object_put(array);
	machine_free(machine);
	return status;
}
