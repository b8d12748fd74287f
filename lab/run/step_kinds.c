// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see step_kinds.h. */
#include "step_kinds.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "decode.h"
#include "topology.h"

#define SOFTRESERVE "softreserve"

void srlab_step_put_decoders(FILE *out, size_t n,
			     const struct sr_decoder *decoders,
			     size_t n_decoders, bool endpoint)
{
	for (size_t i = 0; i < n_decoders; i++) {
		const struct sr_decoder *d = &decoders[i];
		struct srlab_hdm hdm = srlab_hdm_encode(d, endpoint);

		fprintf(out,
			"decoder %zu %u 0x%x 0x%x 0x%x 0x%x 0x%x 0x%x 0x%x\n",
			n, d->index, hdm.base_low, hdm.base_high, hdm.size_low,
			hdm.size_high, hdm.control, hdm.list_low,
			hdm.list_high);
	}
}

static bool is_softreserve_place(const char *driver)
{
	return !strcmp(driver, "dax_cxl");
}

/* What comes right before dax_cxl, as softreserve's softdep has it. */
enum before_dax_cxl {
	NOTHING,
	LOAD_SOFTRESERVE,
	AWAIT_SOFTRESERVE,
};

static void put_before_dax_cxl(FILE *out,
			       const struct srlab_script_input *input,
			       enum before_dax_cxl what)
{
	if (what == LOAD_SOFTRESERVE)
		fprintf(out, "insmod " SOFTRESERVE " %s\n",
			input->parameters ? input->parameters : "");
	else if (what == AWAIT_SOFTRESERVE)
		fprintf(out, "await\n");
}

/* Drivers as a distribution loads them; kmem only where a step asks. */
static void put_drivers(FILE *out, const struct srlab_script_input *input,
			enum before_dax_cxl before)
{
	char *list = strdup(input->modules), *rest = NULL;

	for (char *name = list ? strtok_r(list, "\n", &rest) : NULL; name;
	     name = strtok_r(NULL, "\n", &rest)) {
		size_t length = strlen(name);

		if (length > 3 && !strcmp(name + length - 3, ".ko"))
			name[length - 3] = '\0';
		if (!strcmp(name, "kmem"))
			continue;
		if (is_softreserve_place(name)) {
			put_before_dax_cxl(out, input, before);
			before = NOTHING;
		}
		fprintf(out, "insmod %s\n", name);
	}
	put_before_dax_cxl(out, input, before);
	free(list);
}

/* "begin softreserve": loading it takes as long as its first ruling does. */
static void put_begin(FILE *out, const struct srlab_script_input *input,
		      const char *what)
{
	bool ours = !strncmp(what, SOFTRESERVE, strlen(SOFTRESERVE)) &&
		    input->parameters;

	fprintf(out, "begin %s %s\n", what, ours ? input->parameters : "");
}

static void put_load(FILE *out, const struct srlab_script_input *input,
		     const char *what)
{
	if (!strcmp(what, "drivers"))
		put_drivers(out, input,
			    input->stock ? NOTHING : LOAD_SOFTRESERVE);
	else if (!strcmp(what, "stock drivers"))
		put_drivers(out, input, NOTHING);
	else if (!strcmp(what, "waiting drivers"))
		put_drivers(out, input, AWAIT_SOFTRESERVE);
	else if (!strncmp(what, SOFTRESERVE, strlen(SOFTRESERVE)))
		fprintf(out, "insmod %s %s\n", what,
			input->parameters ? input->parameters : "");
	else
		fprintf(out, "insmod %s\n", what);
}

/* "granularity BYTES" or "free". */
static int fix(struct sr_decoder *decoder, const char *how)
{
	if (!strcmp(how, "free")) {
		*decoder = (struct sr_decoder){
			.index = decoder->index,
			.granularity = decoder->granularity,
			.ways = decoder->ways,
		};
		return 0;
	}
	return sscanf(how, "granularity %u", &decoder->granularity) == 1 ?
		       0 : -EINVAL;
}

/*
 * "fix-decoder DEVICE INDEX HOW": what a firmware update would do. What was
 * there before is judged before it goes.
 */
static int put_fix(FILE *out, const struct srlab_script_input *input,
		   const char *arguments, struct srlab_fault *fault)
{
	const struct sr_platform *platform = input->platform;
	struct sr_decoder fixed = { 0 };
	unsigned int index;
	char name[64];
	int how = 0;

	if (sscanf(arguments, "%63s %u %n", name, &index, &how) != 2 || !how ||
	    fix(&fixed, arguments + how))
		return srlab_fail(fault, -EINVAL,
				  "%s: scenario.steps: not DEVICE INDEX granularity BYTES, nor DEVICE INDEX free: \"%s\"",
				  platform->name, arguments);
	for (size_t i = 0; i < platform->n_devices; i++) {
		const struct sr_device *d = &platform->devices[i];

		if (strcmp(d->name, name) || index >= d->n_decoders)
			continue;
		fixed = d->decoders[index];
		fix(&fixed, arguments + how);
		fputs("snapshot after\n", out);
		srlab_step_put_decoders(out, i, &fixed, 1, true);
		fputs("snapshot before\n", out);
		return 0;
	}
	return srlab_fail(fault, -EINVAL,
			  "%s: scenario.steps: %s has no decoder %u",
			  platform->name, name, index);
}

/* "usable": which memory has to be, as [start, size] pairs */
static void put_usable(FILE *out, const struct sr_platform *platform)
{
	fputs("usable", out);
	for (size_t i = 0; i < platform->n_memory_map; i++)
		if (platform->memory_map[i].type == SR_MEMORY_SOFT_RESERVED)
			fprintf(out, " 0x%" PRIx64 " 0x%" PRIx64,
				platform->memory_map[i].start,
				platform->memory_map[i].size);
	fputs("\n", out);
}

/* Steps that are a command of the guest, under the same name or another. */
static const struct {
	const char *step;
	const char *command;
} plain_steps[] = {
	{ "settle", "settle" },
	{ "serve", "serve" },
	{ "bind", "bind" },
	{ "unload", "rmmod" },
	{ "note", "note" },
	{ "hang", "hang" },
	{ "online", "online" },
	{ "offline", "offline" },
	{ "destroy-region", "destroy-region" },
	{ "create-region", "create-region" },
	{ "write", "write" },
	{ "expect", "expect" },
	{ "expect-some", "expect-some" },
	{ "srctl", "srctl" },
	{ "capture", "capture" },
	{ "rescue", "rescue" },
	{ "pause", "pause" },
	{ "time", "time" },
	{ "trace", "trace" },
	{ "hand-back", "write owner cxl" },
	{ "kill-loader", "kill-loader" },
	{ "bind-kmem", "bind-kmem" },
	{ "one-device-each", "one-device-each" },
	{ "hold", "hold" },
	{ "release", "release" },
	{ "rescan", "rescan" },
};

/* Steps about a device of the document, which the guest knows by its serial. */
static const char *const device_steps[] = { "rebind", "give", "remove" };

static int find_device(const struct srlab_script_input *input,
		       const char *arguments, size_t *i,
		       struct srlab_fault *fault)
{
	const struct sr_platform *platform = input->platform;
	size_t length = strcspn(arguments, " ");

	for (*i = 0; *i < platform->n_devices; ++*i)
		if (strlen(platform->devices[*i].name) == length &&
		    !strncmp(platform->devices[*i].name, arguments, length))
			return 0;
	return srlab_fail(fault, -EINVAL,
			  "%s: scenario.steps: no device \"%.*s\"",
			  platform->name, (int)length, arguments);
}

static int put_device_step(FILE *out, const struct srlab_script_input *input,
			   const char *verb, const char *arguments,
			   struct srlab_fault *fault)
{
	size_t i;
	int rc = find_device(input, arguments, &i, fault);

	if (!rc)
		fprintf(out, "%s 0x%" PRIx64 "%s\n", verb,
			srlab_device_serial(input->platform, i),
			arguments + strcspn(arguments, " "));
	return rc;
}

/* "dvsec-ranges DEVICE": a step of firmware, so what it changes is no change. */
static int put_ranges(FILE *out, const struct srlab_script_input *input,
		      const char *arguments, struct srlab_fault *fault)
{
	const struct sr_device *device;
	size_t i;
	int rc = find_device(input, arguments, &i, fault);

	if (rc)
		return rc;
	device = &input->platform->devices[i];
	if (!device->n_decoders)
		return srlab_fail(fault, -EINVAL,
				  "%s: scenario.steps: %s has no decoder to tell its range",
				  input->platform->name, device->name);
	fprintf(out, "snapshot after\nranges %zu 0x%" PRIx64 "\n"
		     "snapshot before\n", i, device->decoders[0].start);
	return 0;
}

/* "meanwhile SECONDS STEP": a step that is one command of the guest. */
static int put_meanwhile(FILE *out, const struct srlab_script_input *input,
			 const char *arguments, struct srlab_fault *fault)
{
	size_t length = strcspn(arguments, " ");

	if (!length || strspn(arguments, "0123456789") != length ||
	    !arguments[length])
		return srlab_fail(fault, -EINVAL,
				  "%s: scenario.steps: not SECONDS STEP: \"%s\"",
				  input->platform->name, arguments);
	fprintf(out, "meanwhile %.*s ", (int)length, arguments);
	return srlab_step_put(out, input, arguments + length + 1, fault);
}

/* Steps that are made from the document, and what makes each. */
static const struct {
	const char *step;
	int (*put)(FILE *out, const struct srlab_script_input *input,
		   const char *arguments, struct srlab_fault *fault);
} made_steps[] = {
	{ "fix-decoder", put_fix },
	{ "dvsec-ranges", put_ranges },
	{ "meanwhile", put_meanwhile },
};

static bool is_step(const char *line, const char *step)
{
	size_t length = strlen(step);

	return !strncmp(line, step, length) &&
	       (!line[length] || line[length] == ' ');
}

/* Return: 0 or -errno; 1 where it is none of these steps. */
static int put_document_step(FILE *out, const struct srlab_script_input *input,
			     const char *line, const char *arguments,
			     struct srlab_fault *fault)
{
	for (size_t i = 0; i < sizeof(made_steps) / sizeof(*made_steps); i++)
		if (is_step(line, made_steps[i].step))
			return made_steps[i].put(out, input, arguments, fault);
	for (size_t i = 0; i < sizeof(device_steps) / sizeof(*device_steps);
	     i++)
		if (is_step(line, device_steps[i]))
			return put_device_step(out, input, device_steps[i],
					       arguments, fault);
	return 1;
}

static bool put_plain_step(FILE *out, const char *line, const char *arguments)
{
	for (size_t i = 0; i < sizeof(plain_steps) / sizeof(*plain_steps);
	     i++) {
		if (!is_step(line, plain_steps[i].step))
			continue;
		fprintf(out, "%s %s\n", plain_steps[i].command, arguments);
		return true;
	}
	return false;
}

/* Reaches into the machine that srlab runs on: a document's must not. */
static bool is_own_step(const char *line)
{
	size_t verb = strcspn(line, " ");

	return verb == 4 && !strncmp(line, "time", verb);
}

int srlab_step_put(FILE *out, const struct srlab_script_input *input,
		   const char *line, struct srlab_fault *fault)
{
	size_t verb = strcspn(line, " ");
	const char *arguments = line[verb] ? line + verb + 1 : "";
	int rc;

	if (is_own_step(line) && !input->own_steps)
		return srlab_fail(fault, -EPERM,
				  "%s: scenario.steps: a document cannot have programs of this machine run: \"%s\"",
				  input->platform->name, line);
	if (!strncmp(line, "load ", 5)) {
		put_load(out, input, arguments);
		return 0;
	}
	if (!strncmp(line, "begin ", 6)) {
		put_begin(out, input, arguments);
		return 0;
	}
	if (!strcmp(line, "usable")) {
		put_usable(out, input->platform);
		return 0;
	}
	rc = put_document_step(out, input, line, arguments, fault);
	if (rc <= 0)
		return rc;
	if (put_plain_step(out, line, arguments))
		return 0;
	return srlab_fail(fault, -EINVAL,
			  "%s: scenario.steps: no such step: \"%s\"",
			  input->platform->name, line);
}
