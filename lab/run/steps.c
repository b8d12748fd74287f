// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see steps.h. */
#include "steps.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decode.h"
#include "step_kinds.h"
#include "topology.h"

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

static void put_component(FILE *out, const struct component *c, size_t n)
{
	fprintf(out, "component %zu %s 0x%" PRIx64 "\n", n, c->kind, c->id);
	srlab_step_put_decoders(out, n, c->decoders, c->n_decoders,
				c->endpoint);
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
		rc = srlab_step_put(out, input, line, fault);
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
