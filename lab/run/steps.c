// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see steps.h. */
#include "steps.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decode.h"
#include "topology.h"

#define SOFTRESERVE "softreserve"
#define HOLE_GRAIN (1ULL << 20)

static const char *const default_steps[] = {
	"load drivers",
	"settle",
	"serve",
};

/* Where a component is, as the guest finds it. */
struct component {
	const char *kind;
	uint64_t id;
	const struct sr_decoder *decoders;
	size_t n_decoders;
	bool endpoint;
};

static void put_decoders(FILE *out, const struct component *c, size_t n)
{
	for (size_t i = 0; i < c->n_decoders; i++) {
		const struct sr_decoder *d = &c->decoders[i];
		struct srlab_hdm hdm = srlab_hdm_encode(d, c->endpoint);

		fprintf(out,
			"decoder %zu %u 0x%x 0x%x 0x%x 0x%x 0x%x 0x%x 0x%x\n",
			n, d->index, hdm.base_low, hdm.base_high, hdm.size_low,
			hdm.size_high, hdm.control, hdm.list_low,
			hdm.list_high);
	}
}

static void put_component(FILE *out, const struct component *c, size_t n)
{
	fprintf(out, "component %zu %s 0x%" PRIx64 "\n", n, c->kind, c->id);
	put_decoders(out, c, n);
	if (c->n_decoders)
		fprintf(out, "enable %zu\n", n);
}

static uint64_t below_switch(const struct sr_platform *platform,
			     const struct sr_switch *above)
{
	for (size_t i = 0; i < platform->n_devices; i++)
		if (platform->devices[i].switch_name &&
		    !strcmp(platform->devices[i].switch_name, above->name))
			return srlab_device_serial(platform, i);
	return 0;
}

/* Endpoints first, then upwards, so that a route is whole once it is open. */
static void put_hardware(FILE *out, const struct sr_platform *platform)
{
	size_t n = 0;

	for (size_t i = 0; i < platform->n_devices; i++) {
		const struct sr_device *d = &platform->devices[i];
		struct component c = { "device",
				       srlab_device_serial(platform, i),
				       d->decoders, d->n_decoders, true };

		put_component(out, &c, n++);
	}
	for (size_t i = 0; i < platform->n_switches; i++) {
		const struct sr_switch *s = &platform->switches[i];
		struct component c = { "switch", below_switch(platform, s),
				       s->decoders, s->n_decoders, false };

		if (c.id)
			put_component(out, &c, n++);
	}
	for (size_t i = 0; i < platform->n_host_bridges; i++) {
		const struct sr_host_bridge *b = &platform->host_bridges[i];
		struct component c = { "bridge", b->uid, b->decoders,
				       b->n_decoders, false };

		if (b->n_decoders)
			put_component(out, &c, n++);
	}
}

static bool is_hole(const struct srlab_script_input *input, uint64_t at)
{
	return srlab_decode(input->platform, input->machine, at).store ==
	       SRLAB_STORE_NONE;
}

static void put_hole(FILE *out, uint64_t start, uint64_t end)
{
	if (start < end)
		fprintf(out, "hole 0x%" PRIx64 " 0x%" PRIx64 "\n", start,
			end - start);
}

static void put_range_holes(FILE *out, const struct srlab_script_input *input,
			    const struct sr_memory *range)
{
	uint64_t end = range->start + range->size;
	uint64_t hole = range->start;

	for (uint64_t at = range->start; at < end;) {
		uint64_t next = (at / HOLE_GRAIN + 1) * HOLE_GRAIN;

		next = next < end ? next : end;
		if (!is_hole(input, at)) {
			put_hole(out, hole, at);
			hole = next;
		}
		at = next;
	}
	put_hole(out, hole, end);
}

/* Nothing may be written where no decoder leads to memory. */
static void put_holes(FILE *out, const struct srlab_script_input *input)
{
	const struct sr_platform *platform = input->platform;

	for (size_t i = 0; i < platform->n_memory_map; i++)
		if (platform->memory_map[i].type == SR_MEMORY_SOFT_RESERVED)
			put_range_holes(out, input, &platform->memory_map[i]);
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
		struct component c = { "device", 0, &fixed, 1, true };

		if (strcmp(d->name, name) || index >= d->n_decoders)
			continue;
		fixed = d->decoders[index];
		fix(&fixed, arguments + how);
		fputs("snapshot after\n", out);
		put_decoders(out, &c, i);
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
	{ "srctl", "srctl" },
	{ "capture", "capture" },
	{ "rescue", "rescue" },
	{ "pause", "pause" },
	{ "time", "time" },
	{ "trace", "trace" },
	{ "hand-back", "write owner cxl" },
};

static int put_step(FILE *out, const struct srlab_script_input *input,
		    const char *line, struct srlab_fault *fault)
{
	size_t verb = strcspn(line, " ");
	const char *arguments = line[verb] ? line + verb + 1 : "";

	if (!strncmp(line, "load ", 5)) {
		put_load(out, input, arguments);
		return 0;
	}
	if (!strncmp(line, "begin ", 6)) {
		put_begin(out, input, arguments);
		return 0;
	}
	if (!strncmp(line, "fix-decoder ", 12))
		return put_fix(out, input, arguments, fault);
	if (!strcmp(line, "usable")) {
		put_usable(out, input->platform);
		return 0;
	}
	for (size_t i = 0; i < sizeof(plain_steps) / sizeof(plain_steps[0]);
	     i++) {
		if (strncmp(line, plain_steps[i].step, verb) ||
		    plain_steps[i].step[verb])
			continue;
		fprintf(out, "%s %s\n", plain_steps[i].command, arguments);
		return 0;
	}
	return srlab_fail(fault, -EINVAL,
			  "%s: scenario.steps: no such step: \"%s\"",
			  input->platform->name, line);
}

/* Whose step it is: "stock:" and "softreserve:" are for one kind of run. */
static const char *step_for(const char *line, bool stock)
{
	static const char *const prefix[] = { "softreserve:", "stock:" };

	for (int i = 0; i < 2; i++) {
		size_t length = strlen(prefix[i]);

		if (strncmp(line, prefix[i], length))
			continue;
		if (stock != (i == 1))
			return NULL;
		return line + length + strspn(line + length, " ");
	}
	return line;
}

static const char *step_line(const struct sr_scenario *scenario, size_t i)
{
	return scenario->n_steps ? scenario->steps[i].line : default_steps[i];
}

static bool has_step(const struct sr_scenario *scenario, const char *verb)
{
	for (size_t i = 0; i < scenario->n_steps; i++)
		if (!strcmp(scenario->steps[i].line, verb))
			return true;
	return false;
}

static int put_steps(FILE *out, const struct srlab_script_input *input,
		     size_t *n_steps, struct srlab_fault *fault)
{
	const struct sr_scenario *scenario = &input->platform->scenario;
	size_t n = scenario->n_steps ? scenario->n_steps :
				       sizeof(default_steps) /
					       sizeof(default_steps[0]);
	bool capture = input->capture && !has_step(scenario, "capture");
	const char *line;
	int rc = 0;

	*n_steps = 0;
	for (size_t i = 0; i < n && !rc; i++) {
		line = step_for(step_line(scenario, i), input->stock);
		if (!line)
			continue;
		fprintf(out, "step %zu %s\n", ++*n_steps, line);
		rc = put_step(out, input, line, fault);
		if (capture && !strncmp(line, "settle", 6)) {
			fprintf(out, "step %zu capture\ncapture \n",
				++*n_steps);
			capture = false;
		}
	}
	return rc;
}

static int put_scenario(FILE *out, const struct srlab_script_input *input,
			size_t *n_steps, struct srlab_fault *fault)
{
	int rc;

	fprintf(out, "snapshot before\nlook before\n");
	rc = put_steps(out, input, n_steps, fault);
	fprintf(out, "finally\nsnapshot after\nlook after\n");
	if (input->debug)
		fprintf(out, "findings\n");
	return rc;
}

int srlab_script_make(const struct srlab_script_input *input, char **script,
		      size_t *n_steps, struct srlab_fault *fault)
{
	size_t size;
	FILE *out;
	int rc;

	*script = NULL;
	out = open_memstream(script, &size);
	if (!out)
		return srlab_fail(fault, -ENOMEM, "out of memory");
	fprintf(out, "nonce 0x%" PRIx64 "\n", input->nonce);
	if (input->slowness > 1)
		fprintf(out, "slowness %u\n", input->slowness);
	fprintf(out, "step 0 program decoders\n");
	put_holes(out, input);
	put_hardware(out, input->platform);
	*n_steps = 0;
	rc = input->bios_only ? 0 : put_scenario(out, input, n_steps, fault);
	++*n_steps;
	if (fclose(out) && !rc)
		rc = srlab_fail(fault, -ENOMEM, "out of memory");
	if (rc) {
		free(*script);
		*script = NULL;
	}
	return rc;
}
