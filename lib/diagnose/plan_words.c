// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: a plan's steps in words.
 */
#include "plan_words.h"

#include "amount.h"

static const char *region_name(const struct machine *machine, size_t index)
{
	u32 id = machine->facts->regions[index].id;

	return machine->system->running.regions[id].name;
}

static const char *dax_name(const struct machine *machine, size_t index)
{
	u32 id = machine->facts->daxes[index].id;

	return machine->system->running.daxes[id].name;
}

/* "region0, region1 and dax0.0": what goes away with the CXL root. */
static void put_victims(const struct machine *machine, FILE *to)
{
	const struct sr_facts *facts = machine->facts;
	size_t i, n = 0;

	for (i = 0; i < facts->n_regions; i++)
		fprintf(to, "%s%s", n++ ? ", " : "", region_name(machine, i));
	for (i = 0; i < facts->n_daxes; i++)
		if (facts->daxes[i].parent == SR_DAX_ON_REGION)
			fprintf(to, "%s%s", n++ ? ", " : "",
				dax_name(machine, i));
	if (!n)
		fputs("no region", to);
}

static void put_place(const struct sr_step *step, FILE *to)
{
	fprintf(to, "%s-%s (%s)", amount_hex(step->at.start).text,
		amount_hex(step->at.end).text,
		amount_bytes(machine_extent_size(step->at)).text);
}

void plan_words(const struct machine *machine, const struct sr_step *step,
		FILE *to)
{
	switch (step->kind) {
	case SR_STEP_UNPUBLISH:
		fputs("take the Soft Reserved entry out of the resource tree, so that CXL can use it again: ",
		      to);
		put_place(step, to);
		break;
	case SR_STEP_RELEASE_HMEM:
		fprintf(to, "unbind mainline's hmem device of %s, which holds CXL's memory: ",
			dax_name(machine, step->subject));
		put_place(step, to);
		break;
	case SR_STEP_ATTACH_REGION:
		fprintf(to, "let the dax region of %s probe: ",
			region_name(machine, step->subject));
		put_place(step, to);
		break;
	case SR_STEP_SAVE_DECODERS:
		fputs("read the registers of every committed HDM decoder; touches nothing",
		      to);
		break;
	case SR_STEP_OVERRIDE_ROOT:
		fputs("set driver_override of ACPI0017:00, so that cxl_acpi does not bind it again",
		      to);
		break;
	case SR_STEP_RELEASE_ROOT:
		fputs("release ACPI0017:00 from cxl_acpi; takes away ", to);
		put_victims(machine, to);
		break;
	case SR_STEP_RELEASE_REGION:
		fprintf(to, "tear down %s: ",
			region_name(machine, step->subject));
		put_place(step, to);
		break;
	case SR_STEP_RESTORE_DECODERS:
		fputs("write back the HDM decoders that changed, and read them to verify",
		      to);
		break;
	case SR_STEP_ADD_HMEM:
		fputs("make an hmem device, on which device-dax makes a dax device: ",
		      to);
		put_place(step, to);
		break;
	case SR_STEP_VERIFY_DAX:
		fputs("see that the dax device is there: ", to);
		put_place(step, to);
		break;
	case SR_STEP_KINDS:
		break;
	}
}
