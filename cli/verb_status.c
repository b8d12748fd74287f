// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: status: one screen that says what became of every byte.
 */
#include "srctl_verbs.h"

#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <string.h>

#include "amount.h"
#include "deny_file.h"
#include "door_file.h"
#include "evidence.h"
#include "json_output.h"
#include "machine_load.h"
#include "module_missing.h"
#include "say.h"

/* One screen: beyond this, ranges that are well are only counted. */
#define RANGES_MAX 6
#define RANGE_INDENT 4

struct report {
	const struct machine *machine;
	const struct say_palette *palette;
	struct machine_use use;
	struct deny_state deny;
	/* missing: why the module is not there, "" if it is or nobody needs it */
	char missing[512];
	/* all: list every range */
	bool all;
};

static void sum_use(struct report *report)
{
	size_t i;

	for (i = 0; i < report->machine->facts->n_ranges; i++) {
		struct machine_use use = machine_use(report->machine, i);

		report->use.ram += use.ram;
		report->use.dax += use.dax;
		report->use.offline += use.offline;
	}
}

static void print_head(const struct report *report)
{
	const struct machine *machine = report->machine;
	const struct sr_running *running = &machine->system->running;
	const char *verdict = running->module.verdict;
	const char *name = machine->live ? "this machine" :
					   machine->system->platform->name;
	char rest[256];
	bool fits;

	if (machine->predicted)
		snprintf(rest, sizeof(rest), "as stock Linux 6.12 would have it");
	else
		snprintf(rest, sizeof(rest), "%s%s%ssoftreserve %s%s",
			 running->release ? "Linux " : "",
			 running->release ? running->release : "",
			 running->release ? ", " : "",
			 verdict ? "loaded: " : "not loaded",
			 verdict ? verdict : "");
	fits = strlen(name) + 2 + strlen(rest) <= say_width();
	printf("%s%s%s,%s%s\n", report->palette->bold, name,
	       report->palette->reset, fits ? " " : "\n  ", rest);
}

/* What is not known has no number: a zero would look like one. */
static void print_line(const struct report *report, const char *sign,
		       const char *what, struct sr_fact fact,
		       const char *color)
{
	uint64_t bytes = fact.value;

	if (!fact.known) {
		printf("  %s %-22s %12s\n", sign, what, "not known");
		return;
	}
	printf("%s  %s %-22s %12s  %20" PRIu64 " bytes%s\n",
	       bytes ? color : "", sign, what, amount_bytes(bytes).text, bytes,
	       bytes && *color ? report->palette->reset : "");
}

/* The module reads the decoders themselves, and Linux forgets some. */
static struct sr_fact not_decoded(const struct machine *machine)
{
	const struct sr_module_state *module =
		&machine->system->running.module;

	if (module->verdict)
		return module->ledger.not_decoded;
	return (struct sr_fact){
		machine->now_sum.not_decoded,
		machine->now_sum.not_decoded_known,
	};
}

static struct sr_fact misrouted(const struct machine *machine)
{
	const struct sr_module_state *module =
		&machine->system->running.module;

	if (module->verdict)
		return module->ledger.misrouted;
	return (struct sr_fact){ machine->now_sum.misrouted, true };
}

static void print_ledger(const struct report *report)
{
	const struct say_palette *palette = report->palette;
	const struct machine *machine = report->machine;
	const struct sr_ledger *sum = &machine->now_sum;
	struct sr_fact offered = { sum->offered, machine->knows_offer };
	struct sr_fact unrouted = not_decoded(machine);
	struct sr_fact wrong = misrouted(machine);
	const struct {
		const char *sign;
		const char *what;
		uint64_t bytes;
		const char *color;
	} lines[] = {
		{ "=", "System RAM", report->use.ram, palette->good },
		{ "+", "device-dax", report->use.dax, palette->good },
		{ "+", "offline", report->use.offline, palette->warn },
		{ "+", "lost to alignment", sum->lost_alignment,
		  palette->warn },
		{ "+", "stranded", sum->stranded, palette->bad },
	};
	size_t i;

	print_line(report, " ", "firmware offers", offered, palette->bold);
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		print_line(report, lines[i].sign, lines[i].what,
			   (struct sr_fact){ lines[i].bytes,
					     machine->knows_owners },
			   lines[i].color);
	if (unrouted.known && unrouted.value)
		print_line(report, "!", "of which not decoded", unrouted,
			   palette->warn);
	if (wrong.known && wrong.value)
		print_line(report, "!", "of which misrouted", wrong,
			   palette->bad);
}

static const char *owner_of(const struct machine *machine, size_t index)
{
	const struct sr_ledger *now = &machine->now[index];

	if (now->cxl && now->dax)
		return "cxl+dax";
	/* Free for a new region of CXL's is not free for anybody. */
	if (now->cxl || (!now->dax && machine_has_lost(machine, index)))
		return "cxl";
	return now->dax ? "dax" : "nobody";
}

static void print_devices(const struct machine *machine,
			  const struct sr_range *range)
{
	struct machine_holder holder;
	size_t cursor = 0, n = 0;

	while (machine_holder_next(machine, range, &cursor, &holder)) {
		if (n++ == 3) {
			printf(", ...");
			return;
		}
		printf("%s%s%s", n > 1 ? ", " : "", holder.device->name,
		       holder.dax->usable ? "" : " (no driver)");
	}
	if (!n)
		putchar('-');
}

static void print_range(const struct report *report, size_t index)
{
	const struct machine *machine = report->machine;
	const struct sr_range *range = &machine->facts->ranges[index];
	const struct sr_ledger *now = &machine->now[index];
	char place[96], text[256];

	snprintf(place, sizeof(place), "%s-%s",
		 amount_hex(range->at.start).text,
		 amount_hex(range->at.end).text);
	printf("%3zu %-33s %9s  %-7s  ", index, place,
	       amount_bytes(now->offered).text,
	       machine->knows_owners ? owner_of(machine, index) : "?");
	print_devices(machine, range);
	putchar('\n');
	if (!machine->knows_owners) {
		snprintf(text, sizeof(text), "by what could be read: %s (%s)",
			 machine_reason_text(machine, index),
			 machine_reason(machine, index));
	} else if (now->stranded) {
		/* A reason that is none for being stranded gets another. */
		snprintf(text, sizeof(text), "%s stranded%s %s (%s)",
			 amount_bytes(now->stranded).text,
			 range->mismatch || machine_has_lost(machine, index) ?
			 ":" : ", although",
			 machine_reason_text(machine, index),
			 machine_reason(machine, index));
		fputs(report->palette->bad, stdout);
	} else {
		snprintf(text, sizeof(text), "%s%s (%s)",
			 machine_gave_up(machine, index) ?
			 "softreserve gave it to device-dax, having found: " :
			 "",
			 machine_reason_text(machine, index),
			 machine_reason(machine, index));
	}
	say_wrapped(stdout, "    ", RANGE_INDENT, say_width(), text);
	if (machine->knows_owners && now->stranded)
		fputs(report->palette->reset, stdout);
}

static void print_ranges(const struct report *report)
{
	const struct machine *machine = report->machine;
	size_t i, n = machine->facts->n_ranges, shown = 0;
	bool all = report->all || n <= RANGES_MAX;

	printf("\n%s  # %-33s %9s  %-7s  %s%s\n", report->palette->dim,
	       "range", "size", "owner", "devices", report->palette->reset);
	for (i = 0; i < n && (all || shown < RANGES_MAX); i++) {
		if (!all && machine_is_well(machine, i))
			continue;
		print_range(report, i);
		shown++;
	}
	if (shown < n)
		printf("    and %zu more; 'srctl list' has them all\n",
		       n - shown);
}

static void print_all_well(const struct machine *machine)
{
	size_t i;

	for (i = 0; i < machine->facts->n_ranges; i++)
		if (machine_gave_up(machine, i))
			break;
	if (i == machine->facts->n_ranges)
		puts("What to do next: nothing. All of it has an owner.");
	else
		say_wrapped(stdout, "What to do next: ", 2, say_width(),
			    "nothing here. softreserve took it from CXL for device-dax, because firmware and CXL do not match: tell the firmware vendor ('srctl explain').");
}

static int print_next(const struct report *report)
{
	const struct machine *machine = report->machine;
	struct chain chain;
	char more[80];
	size_t i;
	int err;

	for (i = 0; i < machine->facts->n_ranges; i++)
		if (!machine_is_well(machine, i))
			break;
	putchar('\n');
	if (i == machine->facts->n_ranges) {
		print_all_well(machine);
		return 0;
	}
	err = chain_build(machine, i, &chain);
	if (err)
		return err;
	say_wrapped(stdout, "Why: ", 2, say_width(), chain.finding);
	say_wrapped(stdout, "What to do next: ", 2, say_width(),
		    chain.operator_action);
	snprintf(more, sizeof(more), "'srctl explain %zu' shows the evidence%s.",
		 i, chain.vendor_sentence ?
		 " and what to write to the vendor" : "");
	say_wrapped(stdout, "  ", 2, say_width(), more);
	chain_free(&chain);
	return 0;
}

static void warn_deny(const struct report *report)
{
	bool warn = report->deny.kind == DENY_OTHER_FIRMWARE ||
		    report->deny.kind == DENY_OLD;
	char text[512];

	switch (report->deny.kind) {
	case DENY_NONE:
		return;
	case DENY_THIS_FIRMWARE:
		snprintf(text, sizeof(text), "cxl_acpi is kept from loading for this firmware (%s). 'srctl allow' undoes that.",
			 DENY_PATH);
		break;
	case DENY_OTHER_FIRMWARE:
		snprintf(text, sizeof(text), "WARNING: cxl_acpi is kept from loading, but that was decided for other firmware (%s). Run 'srctl allow', rebuild the initramfs, reboot and see whether the new firmware is better.",
			 report->deny.changed);
		break;
	case DENY_UNKNOWN:
		snprintf(text, sizeof(text), "cxl_acpi is kept from loading (%s); whether that was decided for this firmware is not known, because these cannot be read: %s.",
			 DENY_PATH, report->deny.changed);
		break;
	case DENY_OLD:
		snprintf(text, sizeof(text), "WARNING: %s denies nothing, because modprobe takes no notice of a file of that name. 'srctl deny' writes it anew, 'srctl allow' removes it.",
			 DENY_OLD_PATH);
		break;
	case DENY_FOREIGN:
		snprintf(text, sizeof(text), "%s was not written by srctl: what it keeps from loading, and for which firmware, is not known.",
			 DENY_PATH);
		break;
	}
	printf("\n%s", warn ? report->palette->bad : "");
	say_wrapped(stdout, "", 2, say_width(), text);
	fputs(warn ? report->palette->reset : "", stdout);
}

static void say_door(const char *sysroot)
{
	char line[512];

	if (!door_file_read(sysroot, line, sizeof(line)))
		return;
	putchar('\n');
	say_wrapped(stdout, "At the door of this boot: ", 2, say_width(), line);
}

static void warn_initramfs(const struct report *report, const char *sysroot)
{
	const char *release = report->machine->system->running.release;

	if (!deny_is_kept(&report->deny) ||
	    !deny_newer_than_initramfs(sysroot, release))
		return;
	say_wrapped(stdout, "", 2, say_width(),
		    "The verdict is newer than this kernel's initramfs, so it has no say there: rebuild the initramfs.");
}

/* Where firmware offers nothing, or CXL is denied, nobody misses it. */
static void look_for_module(struct report *report, const char *sysroot)
{
	const struct sr_running *running = &report->machine->system->running;

	if (!report->machine->facts->n_ranges || running->module.verdict ||
	    report->deny.kind == DENY_THIS_FIRMWARE ||
	    report->deny.kind == DENY_UNKNOWN)
		return;
	if (!module_missing(sysroot, running->release, report->missing,
			    sizeof(report->missing)))
		report->missing[0] = '\0';
}

static int print_report(const struct report *report)
{
	int err = 0;

	print_head(report);
	putchar('\n');
	if (!report->machine->facts->n_ranges) {
		puts(machine_no_ranges(report->machine));
	} else {
		print_ledger(report);
		print_ranges(report);
		err = print_next(report);
	}
	if (report->missing[0])
		say_wrapped(stdout, "Missing: ", 2, say_width(),
			    report->missing);
	warn_deny(report);
	return err;
}

static void add_use(struct json_object *object, const struct machine_use *use)
{
	json_object_object_add(object, "system_ram",
			       json_object_new_uint64(use->ram));
	json_object_object_add(object, "device_dax",
			       json_object_new_uint64(use->dax));
	json_object_object_add(object, "offline",
			       json_object_new_uint64(use->offline));
}

static int print_json(const struct report *report)
{
	const struct machine *machine = report->machine;
	struct json_object *object = json_object_new_object();
	struct json_object *ranges = json_object_new_array();
	size_t i;

	if (!object || !ranges) {
		json_object_put(object);
		json_object_put(ranges);
		return -ENOMEM;
	}
	json_object_object_add(object, "verdict", json_object_new_string(
		sr_verdict_tag(machine->outcome.verdict)));
	json_object_object_add(object, "ledger",
			       explain_json_ledger(machine,
						   &machine->now_sum, false));
	if (machine->knows_owners)
		add_use(object, &report->use);
	if (machine->system->running.module.verdict)
		json_object_object_add(object, "module_verdict",
				       json_object_new_string(
			machine->system->running.module.verdict));
	json_object_object_add(object, "predicted",
			       json_object_new_boolean(machine->predicted));
	json_object_object_add(object, "denied", json_object_new_boolean(
		deny_is_kept(&report->deny)));
	json_object_object_add(object, "denied_for_other_firmware",
			       json_object_new_boolean(
		report->deny.kind == DENY_OTHER_FIRMWARE));
	if (report->missing[0])
		json_object_object_add(object, "module_missing",
				       json_object_new_string(report->missing));
	for (i = 0; i < machine->facts->n_ranges; i++)
		json_object_array_add(ranges, explain_json_range(machine, i,
								 false));
	json_object_object_add(object, "ranges", ranges);
	explain_json_print(object);
	json_object_put(object);
	return 0;
}

int verb_status(const struct cli_settings *settings)
{
	struct machine *machine = machine_load(settings);
	struct report report = { .machine = machine, .all = settings->verbose };
	int err, status;

	if (!machine)
		return CLI_FAILED;
	report.palette = say_palette(settings->color, stdout);
	machine_omissions(machine);
	sum_use(&report);
	/* A document is about another machine than the one whose /etc this is. */
	if (machine->live) {
		deny_look(settings->sysroot, &report.deny);
		look_for_module(&report, settings->sysroot);
	}
	err = settings->json ? print_json(&report) : print_report(&report);
	if (machine->live && !settings->json) {
		warn_initramfs(&report, settings->sysroot);
		say_door(settings->sysroot);
	}
	if (err)
		say_error("status: %s", strerror(-err));
	status = err ? CLI_FAILED : (int)machine_exit(machine);
	if (status == CLI_OK && (report.deny.kind == DENY_OTHER_FIRMWARE ||
				 report.deny.kind == DENY_OLD))
		status = CLI_FINDINGS;
	machine_free(machine);
	return status;
}
