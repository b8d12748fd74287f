// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: a machine, ruled on.
 */
#include "ruled_machine.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "amount.h"
#include "complaint.h"
#include "predict.h"

void machine_free(struct machine *machine)
{
	if (!machine)
		return;
	routes_free(&machine->routes);
	free(machine->online);
	sr_extent_index_free(&machine->daxes);
	sr_extent_index_free(&machine->windows);
	sr_extent_index_free(&machine->regions);
	sr_extent_index_free(&machine->ruled);
	sr_extent_index_free(&machine->routes_at);
	free(machine->now);
	sr_facts_free(machine->facts);
	sr_system_free(machine->system);
	free(machine);
}

static int predict(struct machine *machine, const struct sr_complaint *to)
{
	int err;

	if (machine->live || machine->system->platform->linux_section)
		return 0;
	machine->predicted = true;
	err = assemble_running(machine->system);
	if (err)
		sr_complain(to, "prediction: %s", strerror(-err));
	return err;
}

static void say_malformed(const struct machine *machine,
			  const struct sr_complaint *to)
{
	const struct sr_outcome *out = &machine->outcome;

	if (out->bad_array == SR_ARRAY_RANGES)
		sr_complain(to, "firmware memory map: Soft Reserved range at %s overlaps the one before it",
			    amount_hex(machine->facts->ranges[out->bad_index]
				       .at.start).text);
	else
		sr_complain(to, "facts: entry %zu of array %d has its end before its start",
			    out->bad_index, out->bad_array);
}

static int rule_on(struct machine *machine, const struct sr_complaint *to)
{
	int err = sr_system_facts(machine->system, &machine->facts);

	if (err) {
		sr_complain(to, "facts: %s", strerror(-err));
		return err;
	}
	sr_system_policy(machine->system, &machine->policy);
	err = sr_rule_decide(machine->facts, &machine->policy,
			     &machine->outcome);
	if (!err) {
		err = sr_system_recall(machine->system, machine->facts);
		if (err)
			sr_complain(to, "ruling: %s", strerror(-err));
		return err;
	}
	if (err == -EINVAL)
		say_malformed(machine, to);
	else
		sr_complain(to, "firmware memory map: the sizes add up past 2^64");
	return err;
}

static int by_start(const void *a, const void *b)
{
	const struct sr_extent *left = a, *right = b;

	return left->start < right->start ? -1 : left->start > right->start;
}

static int index_facts(struct machine *machine)
{
	const struct sr_facts *facts = machine->facts;
	size_t i;
	int err = 0;

	for (i = 0; !err && i < facts->n_daxes; i++)
		err = sr_extent_index_add(&machine->daxes,
					  facts->daxes[i].at.start,
					  machine_extent_size(
						  facts->daxes[i].at), i);
	for (i = 0; !err && i < facts->n_windows; i++)
		err = sr_extent_index_add(&machine->windows,
					  facts->windows[i].start,
					  machine_extent_size(
						  facts->windows[i]), i);
	for (i = 0; !err && i < facts->n_regions; i++)
		err = sr_extent_index_add(&machine->regions,
					  facts->regions[i].at.start,
					  machine_extent_size(
						  facts->regions[i].at), i);
	return err;
}

static int index_ruled(struct machine *machine)
{
	const struct sr_module_state *module =
		&machine->system->running.module;
	size_t i;
	int err = 0;

	for (i = 0; !err && i < module->n_ranges; i++) {
		const struct sr_module_range *range = &module->ranges[i];

		if (range->reason && range->owner && range->start.known)
			err = sr_extent_index_add(&machine->ruled,
						  range->start.value,
						  range->size.value, i);
	}
	return err;
}

static int list_online(struct machine *machine)
{
	const struct sr_running *running = &machine->system->running;
	size_t i;

	machine->online = calloc(running->n_blocks + 1,
				 sizeof(*machine->online));
	if (!machine->online)
		return -ENOMEM;
	for (i = 0; i < running->n_blocks; i++) {
		const struct sr_memory_blocks *blocks = &running->blocks[i];

		if (blocks->size && !strcmp(blocks->state, "online"))
			machine->online[machine->n_online++] =
				(struct sr_extent){
					blocks->start,
					blocks->start + (blocks->size - 1),
				};
	}
	if (machine->n_online)
		qsort(machine->online, machine->n_online,
		      sizeof(*machine->online), by_start);
	return 0;
}

/* So that a range finds what is on it without a search. */
static int make_indexes(struct machine *machine)
{
	int err = index_facts(machine);

	if (!err)
		err = index_ruled(machine);
	if (!err)
		err = list_online(machine);
	if (!err)
		err = sr_extent_index_sort(&machine->daxes);
	if (!err)
		err = sr_extent_index_sort(&machine->windows);
	if (!err)
		err = sr_extent_index_sort(&machine->regions);
	return err ? err : sr_extent_index_sort(&machine->ruled);
}

static bool is_assembled(const struct machine *machine,
			 const struct route *route)
{
	const struct sr_decoder *decoder = route->decoder;
	struct sr_extent at = { decoder->start, decoder->start };
	size_t number, cursor = 0;

	while (sr_extent_index_next(&machine->regions, at, &cursor, &number)) {
		const struct sr_region *region =
			&machine->facts->regions[number];

		if (region->committed && region->is_volatile &&
		    region->at.start == decoder->start &&
		    machine_extent_size(region->at) == decoder->size)
			return true;
	}
	return false;
}

/* What Linux did with a route weighs more than what we think it would do. */
static void believe_linux(struct machine *machine)
{
	size_t i;

	for (i = 0; !machine->predicted && i < machine->routes.n; i++) {
		struct route *route = &machine->routes.routes[i];

		if (!is_assembled(machine, route))
			continue;
		route->fault = ROUTE_GOOD;
		route->spoiler = NULL;
	}
}

static int trace_routes(struct machine *machine)
{
	int err = routes_trace(machine->system->platform, &machine->routes);
	size_t i;

	for (i = 0; !err && i < machine->routes.n; i++) {
		const struct sr_decoder *decoder =
			machine->routes.routes[i].decoder;

		err = sr_extent_index_add(&machine->routes_at, decoder->start,
					  decoder->size, i);
	}
	return err ? err : sr_extent_index_sort(&machine->routes_at);
}

static int do_sums(struct machine *machine, const struct sr_complaint *to)
{
	int err = make_indexes(machine);

	machine->knows_offer = sr_system_knows_offer(machine->system);
	machine->knows_owners = sr_system_knows_owners(machine->system);
	machine->now = calloc(machine->facts->n_ranges + 1,
			      sizeof(*machine->now));
	if (!machine->now)
		err = -ENOMEM;
	if (!err)
		err = sr_system_ledger(machine->system, machine->facts,
				       &machine->policy, machine->now,
				       &machine->now_sum);
	/* Routes only explain. */
	if (!err && !machine->system->running.brief)
		err = trace_routes(machine);
	if (err)
		sr_complain(to, "ledger: %s", strerror(-err));
	else
		believe_linux(machine);
	return err;
}

int machine_new(struct sr_system *system, bool live, struct machine **out,
		char *error, size_t error_size)
{
	const struct sr_complaint to = { error, error_size };
	struct machine *machine = calloc(1, sizeof(*machine));
	int err;

	if (!machine) {
		sr_complain(&to, "%s", strerror(ENOMEM));
		sr_system_free(system);
		return -ENOMEM;
	}
	machine->system = system;
	machine->live = live;
	err = predict(machine, &to);
	if (!err)
		err = rule_on(machine, &to);
	if (!err)
		err = do_sums(machine, &to);
	if (err) {
		machine_free(machine);
		return err;
	}
	*out = machine;
	return 0;
}

const struct sr_module_range *machine_ruled(const struct machine *machine,
					    size_t index)
{
	const struct sr_module_state *module =
		&machine->system->running.module;
	struct sr_extent at = machine->facts->ranges[index].at;
	size_t number, cursor = 0;

	while (sr_extent_index_next(&machine->ruled, at, &cursor, &number)) {
		const struct sr_module_range *range = &module->ranges[number];

		if (range->start.value == at.start &&
		    range->size.value == machine_extent_size(at))
			return range;
	}
	return NULL;
}

const char *machine_reason(const struct machine *machine, size_t index)
{
	const struct sr_module_range *ruled = machine_ruled(machine, index);

	return ruled ? ruled->reason :
	       sr_reason_tag(machine->facts->ranges[index].reason);
}

const char *machine_reason_text(const struct machine *machine, size_t index)
{
	const struct sr_range *range = &machine->facts->ranges[index];
	const char *tag = machine_reason(machine, index);
	int reason;

	if (!strcmp(sr_reason_tag(range->reason), tag))
		return sr_range_text(range);
	for (reason = 0; reason < SR_REASONS; reason++)
		if (!strcmp(sr_reason_tag((enum sr_reason)reason), tag))
			return sr_reason_text((enum sr_reason)reason);
	return tag;
}

bool machine_has_lost(const struct machine *machine, size_t index)
{
	const struct sr_range *range = &machine->facts->ranges[index];

	return range->today != range->reason && range->owner == SR_OWNER_CXL;
}

bool machine_gave_up(const struct machine *machine, size_t index)
{
	const struct sr_module_range *ruled = machine_ruled(machine, index);

	return ruled && !strcmp(ruled->owner, "dax") &&
	       strcmp(ruled->reason,
		      sr_reason_tag(SR_REASON_OUTSIDE_WINDOWS));
}

bool machine_is_well(const struct machine *machine, size_t index)
{
	if (machine->now[index].stranded || !machine->knows_owners)
		return false;
	return machine_gave_up(machine, index) ||
	       !machine->facts->ranges[index].mismatch;
}

uint64_t machine_extent_size(struct sr_extent at)
{
	uint64_t size = at.end - at.start;

	return size == UINT64_MAX ? size : size + 1;
}

bool machine_extent_meet(struct sr_extent a, struct sr_extent b,
			 struct sr_extent *out)
{
	out->start = a.start > b.start ? a.start : b.start;
	out->end = a.end < b.end ? a.end : b.end;
	return out->start <= out->end;
}

bool machine_holder_next(const struct machine *machine,
			 const struct sr_range *range, size_t *cursor,
			 struct machine_holder *out)
{
	size_t number;

	if (!sr_extent_index_next(&machine->daxes, range->at, cursor,
				  &number))
		return false;
	out->dax = &machine->facts->daxes[number];
	out->device = &machine->system->running.daxes[out->dax->id];
	return machine_extent_meet(out->dax->at, range->at, &out->at);
}

uint64_t machine_online(const struct machine *machine, struct sr_extent at)
{
	size_t low = 0, high = machine->n_online;
	struct sr_extent meet;
	uint64_t sum = 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (machine->online[middle].end < at.start)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < machine->n_online &&
	       machine_extent_meet(machine->online[low], at, &meet); low++)
		sum += machine_extent_size(meet);
	return sum;
}

static uint64_t at_most(uint64_t value, uint64_t limit)
{
	return value < limit ? value : limit;
}

struct machine_use machine_use(const struct machine *machine, size_t index)
{
	const struct sr_range *range = &machine->facts->ranges[index];
	uint64_t left = machine->now[index].cxl + machine->now[index].dax;
	struct machine_use use = { .ram = 0 };
	struct machine_holder holder;
	size_t cursor = 0;

	while (machine_holder_next(machine, range, &cursor, &holder)) {
		uint64_t bytes = machine_extent_size(holder.at);
		bool kmem = holder.device->driver &&
			    !strcmp(holder.device->driver, "kmem");

		if (!holder.dax->usable)
			continue;
		/* Without memory blocks, kmem onlines what it has. */
		if (kmem && machine->system->running.n_blocks)
			bytes = machine_online(machine, holder.at);
		/* Devices may overlap; a byte is counted once all the same. */
		bytes = at_most(bytes, left);
		left -= bytes;
		if (kmem)
			use.ram += bytes;
		else
			use.dax += bytes;
	}
	use.offline = left;
	return use;
}
