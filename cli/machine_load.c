// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: the machine that a verb is about.
 */
#include "machine_load.h"

#include <errno.h>
#include <string.h>

#include "say.h"

int system_load(const struct cli_settings *settings, struct sr_system **out)
{
	char error[512] = "";
	int err;

	if (settings->platform)
		err = sr_system_from_document(settings->platform, out, error,
					      sizeof(error));
	else
		err = (settings->brief ? sr_system_read_brief :
					 sr_system_read)(settings->sysroot, out,
							 error, sizeof(error));
	if (err)
		say_error("%s", error);
	return err;
}

static void say_sources(const struct machine *machine,
			const struct cli_settings *settings)
{
	const struct sr_platform *platform = machine->system->platform;
	const struct sr_running *running = &machine->system->running;

	say_note("from %s: %zu memory map entries, %zu windows, %zu host bridges, %zu devices",
		 settings->platform ? settings->platform :
		 *settings->sysroot ? settings->sysroot : "this machine",
		 platform->n_memory_map, platform->n_windows,
		 platform->n_host_bridges, platform->n_devices);
	say_note("%s: %zu regions, %zu dax devices, %zu runs of memory blocks, cxl_acpi %s, dax_hmem %s",
		 running->release ? running->release : "Linux",
		 running->n_regions, running->n_daxes, running->n_blocks,
		 running->cxl_acpi ? "bound" : "not bound",
		 running->dax_hmem ? "there" : "not there");
}

struct machine *machine_load(const struct cli_settings *settings)
{
	struct sr_system *system;
	struct machine *machine;
	char error[512];

	if (system_load(settings, &system))
		return NULL;
	if (machine_new(system, !settings->platform, &machine, error,
			sizeof(error))) {
		say_error("%s", error);
		return NULL;
	}
	if (settings->verbose)
		say_sources(machine, settings);
	return machine;
}

size_t system_omissions(const struct sr_system *system)
{
	const struct sr_running *running = &system->running;
	size_t i;

	for (i = 0; i < running->n_omissions; i++)
		say_note("%s is missing: %s", running->omissions[i].fact,
			 running->omissions[i].why);
	return running->n_omissions;
}

size_t machine_omissions(const struct machine *machine)
{
	return system_omissions(machine->system);
}

void machine_say_predicted(const struct machine *machine)
{
	if (machine->predicted)
		say_note("the document has no linux section; this is what stock Linux 6.12 would do");
}

/* Memory devices are in the evidence, but no sum or ruling rests on them. */
static bool is_needed(const struct sr_omission *omission)
{
	static const char devices[] = "/sys/bus/cxl/devices/mem";

	return strncmp(omission->fact, devices, sizeof(devices) - 1);
}

enum cli_exit machine_exit(const struct machine *machine)
{
	const struct sr_running *running = &machine->system->running;
	size_t i;

	for (i = 0; i < running->n_omissions; i++)
		if (is_needed(&running->omissions[i]))
			return CLI_FAILED;
	return machine->now_sum.stranded ? CLI_FINDINGS : CLI_OK;
}

const char *machine_no_ranges(const struct machine *machine)
{
	return machine->knows_offer ?
	       "Firmware offers no Soft Reserved memory." :
	       "What firmware offers could not be read. Root sees more.";
}
