// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: collecting the evidence for one range.
 */
#include "evidence.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "amount.h"

/* What the chain is made from; err sticks, so that callers need not look. */
struct builder {
	const struct machine *machine;
	const struct sr_range *range;
	struct chain *chain;
	/* gave_up: the module did, so that there is nothing of Linux below */
	bool gave_up;
	int err;
};

void chain_free(struct chain *chain)
{
	size_t i;

	for (i = 0; i < chain->n; i++) {
		free(chain->links[i].name);
		free(chain->links[i].detail);
		free(chain->links[i].here);
		free(chain->links[i].there);
	}
	free(chain->links);
	free(chain->where);
	free(chain->finding);
	free(chain->operator_action);
	free(chain->vendor_sentence);
	*chain = (struct chain){ .n = 0 };
}

static struct chain_link *add_link(struct builder *builder,
				   unsigned int depth, const char *level,
				   const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Return: the link, or NULL where out of memory. */
static struct chain_link *add_link(struct builder *builder,
				   unsigned int depth, const char *level,
				   const char *format, ...)
{
	struct chain *chain = builder->chain;
	struct chain_link *link;
	va_list args;

	if (builder->err)
		return NULL;
	link = reallocarray(chain->links, chain->n + 1, sizeof(*link));
	if (!link) {
		builder->err = -ENOMEM;
		return NULL;
	}
	chain->links = link;
	link += chain->n++;
	*link = (struct chain_link){ .depth = depth, .level = level };
	va_start(args, format);
	if (vasprintf(&link->name, format, args) < 0)
		link->name = NULL;
	va_end(args);
	link->detail = strdup("");
	if (!link->name || !link->detail)
		builder->err = -ENOMEM;
	return builder->err ? NULL : link;
}

static void set_text(struct builder *builder, char **to, const char *format,
		     ...) __attribute__((format(printf, 3, 4)));

static void set_text(struct builder *builder, char **to, const char *format,
		     ...)
{
	va_list args;

	free(*to);
	va_start(args, format);
	if (vasprintf(to, format, args) < 0) {
		*to = NULL;
		builder->err = -ENOMEM;
	}
	va_end(args);
}

static void set_at(struct chain_link *link, uint64_t start, uint64_t size)
{
	link->at = (struct sr_extent){ start, start + (size - 1) };
	link->has_at = size;
}

static struct sr_extent extent_of(uint64_t start, uint64_t size)
{
	return (struct sr_extent){ start, start + (size - 1) };
}

/* ---- windows ---- */

static bool is_in_windows(const struct machine *machine, uint64_t address)
{
	return sr_extent_index_touches(&machine->windows, (struct sr_extent){
					       address, address });
}

static void compare_window(struct builder *builder, struct chain_link *link)
{
	const struct machine *machine = builder->machine;
	struct sr_extent range = builder->range->at;

	if (link->at.end < range.end &&
	    !is_in_windows(machine, link->at.end + 1)) {
		link->mark = CHAIN_DISAGREES;
		set_text(builder, &link->here, "ends at %s",
			 amount_hex(link->at.end).text);
		set_text(builder, &link->there, "goes on to %s",
			 amount_hex(range.end).text);
	} else if (link->at.start > range.start &&
		   !is_in_windows(machine, link->at.start - 1)) {
		link->mark = CHAIN_DISAGREES;
		set_text(builder, &link->here, "starts at %s",
			 amount_hex(link->at.start).text);
		set_text(builder, &link->there, "starts at %s already",
			 amount_hex(range.start).text);
	}
}

static void describe_window(struct builder *builder, struct chain_link *link,
			    const struct sr_window *window)
{
	char text[256] = "";
	size_t used = 0;
	unsigned int i;

	for (i = 0; i < window->n_targets; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "%s%u", i ? ", " : "",
					 window->targets[i]);
	set_text(builder, &link->detail, "to host bridge%s %s, granularity %u%s",
		 window->n_targets > 1 ? "s" : "", text, window->granularity,
		 window->xor_arithmetic ? ", xor" : "");
}

static void add_windows(struct builder *builder)
{
	const struct sr_platform *platform =
		builder->machine->system->platform;
	const struct sr_facts *facts = builder->machine->facts;
	struct chain_link *link;
	size_t i, cursor = 0;

	while (sr_extent_index_next(&builder->machine->windows,
				    builder->range->at, &cursor, &i)) {
		link = add_link(builder, 0, "window", "window %zu", i);
		if (!link)
			return;
		set_at(link, facts->windows[i].start,
		       machine_extent_size(facts->windows[i]));
		for (size_t j = 0; j < platform->n_windows; j++)
			if (platform->windows[j].start == link->at.start) {
				describe_window(builder, link,
						&platform->windows[j]);
				set_text(builder, &link->name, "window %zu",
					 j);
				break;
			}
		compare_window(builder, link);
	}
	if (cursor)
		return;
	link = add_link(builder, 0, "window", "none");
	if (link)
		set_text(builder, &link->detail, "so it is no matter of CXL");
}

/* ---- routes ---- */

static void describe_decoder(struct builder *builder, struct chain_link *link,
			     const struct sr_decoder *decoder)
{
	char ports[128] = "";
	size_t used = 0;
	unsigned int i;

	set_at(link, decoder->start, decoder->size);
	for (i = 0; i < decoder->n_targets; i++)
		used += (size_t)snprintf(ports + used, sizeof(ports) - used,
					 "%s%u", i ? ", " : "",
					 decoder->targets[i]);
	set_text(builder, &link->detail, "%s%s%s%u way%s, granularity %u%s",
		 *ports ? "to port " : "", ports, *ports ? ", " : "",
		 decoder->ways, decoder->ways == 1 ? "" : "s",
		 decoder->granularity, decoder->locked ? ", locked" : "");
}

static void set_extents(struct builder *builder, struct chain_link *link,
			const struct sr_decoder *here, uint64_t start,
			uint64_t size, const char *whose)
{
	set_text(builder, &link->here, "%s-%s", amount_hex(here->start).text,
		 amount_hex(here->start + (here->size - 1)).text);
	set_text(builder, &link->there, "%s has %s-%s", whose,
		 amount_hex(start).text, amount_hex(start + (size - 1)).text);
}

/* Which values disagree; the link is the one at the fault's level. */
static void mark_fault(struct builder *builder, struct chain_link *link,
		       const struct route *route)
{
	unsigned long long found = route->found, wanted = route->wanted;

	link->mark = CHAIN_DISAGREES;
	switch (route->fault) {
	case ROUTE_ZERO_SIZE:
		set_text(builder, &link->here,
			 "decoder %u of it is committed with size 0",
			 route->culprit->index);
		set_text(builder, &link->there,
			 "a committed decoder has a size");
		break;
	case ROUTE_OUT_OF_ORDER:
		set_text(builder, &link->here, "decoder %llu is committed",
			 found);
		set_text(builder, &link->there, "decoder %llu before it is not",
			 wanted);
		break;
	case ROUTE_TOO_LARGE:
		set_text(builder, &link->here, "reaches %s into the device",
			 amount_bytes(found).text);
		set_text(builder, &link->there, "the device has %s",
			 amount_bytes(wanted).text);
		break;
	case ROUTE_NO_WINDOW:
		set_text(builder, &link->here, "at %s",
			 amount_hex(route->decoder->start).text);
		set_text(builder, &link->there, "no window holds that");
		break;
	case ROUTE_PAST_WINDOW:
		set_extents(builder, link, route->decoder,
			    route->window->start, route->window->size,
			    "the window");
		break;
	case ROUTE_NOT_TARGET:
		set_text(builder, &link->here, "below host bridge %u",
			 route->device->host_bridge);
		set_text(builder, &link->there,
			 "the window does not target it");
		break;
	case ROUTE_NO_DECODER:
		set_text(builder, &link->here, "no committed decoder");
		set_text(builder, &link->there, "%s decoder %u has %s-%s",
			 route->device->name, route->decoder->index,
			 amount_hex(route->decoder->start).text,
			 amount_hex(route->decoder->start +
				    (route->decoder->size - 1)).text);
		break;
	case ROUTE_OTHER_RANGE:
		set_extents(builder, link, route->culprit,
			    route->decoder->start, route->decoder->size,
			    route->device->name);
		break;
	case ROUTE_OTHER_PORT:
		set_text(builder, &link->here, "targets port %llu", found);
		set_text(builder, &link->there, "%s is behind port %llu",
			 route->device->name, wanted);
		break;
	case ROUTE_WAYS:
		set_text(builder, &link->here, "%llu ways", found);
		set_text(builder, &link->there, "%llu would fit", wanted);
		break;
	case ROUTE_GRANULARITY:
		set_text(builder, &link->here, "granularity %llu", found);
		set_text(builder, &link->there, "%s %llu",
			 route->level == ROUTE_AT_DEVICE ?
			 "the link before has" : "would have to be", wanted);
		break;
	case ROUTE_MEMBERS:
		set_text(builder, &link->here, "%llu device%s with this range",
			 found, found == 1 ? "" : "s");
		set_text(builder, &link->there, "%llu ways", wanted);
		break;
	case ROUTE_PERSISTENT:
		set_text(builder, &link->here, "persistent capacity");
		set_text(builder, &link->there,
			 "Soft Reserved is volatile memory");
		break;
	case ROUTE_GOOD:
	case ROUTE_FAULTS:
		link->mark = CHAIN_FITS;
		break;
	}
}

/* The first link of a route stands for what is wrong with the window. */
static bool is_fault_here(const struct route *route, enum route_level level)
{
	enum route_level first = route->bridge_decoder ? ROUTE_AT_BRIDGE :
				 route->switch_decoder ? ROUTE_AT_SWITCH :
				 ROUTE_AT_DEVICE;

	if (route->fault == ROUTE_GOOD)
		return false;
	if (route->level == ROUTE_AT_WINDOW)
		return level == first;
	return route->level == level;
}

static void mark_cut(struct builder *builder, struct chain_link *link)
{
	struct sr_extent range = builder->range->at;

	link->mark = CHAIN_DISAGREES;
	set_text(builder, &link->here, "%s-%s",
		 amount_hex(link->at.start).text,
		 amount_hex(link->at.end).text);
	set_text(builder, &link->there,
		 "%s-%s cuts it in two",
		 amount_hex(range.start).text, amount_hex(range.end).text);
}

static void add_component(struct builder *builder, const struct route *route,
			  enum route_level level, const char *what,
			  const struct sr_decoder *decoder)
{
	struct chain_link *link;
	char component[64];

	chain_component(route, level, component, sizeof(component));
	if (decoder)
		link = add_link(builder, 1, what, "%s decoder %u", component,
				decoder->index);
	else
		link = add_link(builder, 1, what, "%s", component);
	if (!link)
		return;
	if (decoder)
		describe_decoder(builder, link, decoder);
	else
		link->mark = CHAIN_MISSING;
	if (is_fault_here(route, level))
		mark_fault(builder, link, route);
	else if (level == ROUTE_AT_DEVICE &&
		 chain_is_cut(builder->range, route))
		mark_cut(builder, link);
}

/* ---- what Linux made of a route ---- */

static void describe_region(struct builder *builder, struct chain_link *link,
			    const struct sr_cxl_region *region)
{
	bool committed = region->committed.known && region->committed.value;

	set_at(link, region->start.value, region->size.value);
	set_text(builder, &link->detail, "%s, %s, %s%s",
		 committed ? "committed" : "not committed",
		 region->mode ? region->mode : "mode unknown",
		 region->driver ? "driver " : "no driver",
		 region->driver ? region->driver : "");
	if (!committed || !region->driver)
		link->mark = CHAIN_MISSING;
}

static void add_regions(struct builder *builder, struct sr_extent at)
{
	const struct machine *machine = builder->machine;
	struct chain_link *link;
	size_t number, cursor = 0;

	while (sr_extent_index_next(&machine->regions, at, &cursor,
				    &number)) {
		const struct sr_cxl_region *region =
			&machine->system->running.regions
			[machine->facts->regions[number].id];

		link = add_link(builder, 1, "region", "%s", region->name);
		if (link)
			describe_region(builder, link, region);
	}
	if (cursor)
		return;
	link = add_link(builder, 1, "region", "none");
	if (link)
		link->mark = CHAIN_MISSING;
}

static void describe_dax(struct builder *builder, struct chain_link *link,
			 const struct machine_holder *holder)
{
	const struct sr_dax_device *device = holder->device;

	set_at(link, holder->dax->at.start,
	       machine_extent_size(holder->dax->at));
	set_text(builder, &link->detail, "on %s, %s%s",
		 device->parent ? device->parent : "nothing",
		 device->driver ? "driver " : "no driver",
		 device->driver ? device->driver : "");
	if (!holder->dax->usable)
		link->mark = CHAIN_MISSING;
}

static bool has_route(const struct chain *chain)
{
	size_t i;

	for (i = 0; i < chain->n; i++)
		if (chain->links[i].depth)
			return true;
	return false;
}

/* Dax devices within @at that are on a CXL region, or are not. */
static void add_daxes(struct builder *builder, unsigned int depth,
		      struct sr_extent at, bool on_region, bool expected)
{
	struct machine_holder holder;
	struct chain_link *link;
	struct sr_extent meet;
	size_t cursor = 0, n = 0;

	while (machine_holder_next(builder->machine, builder->range, &cursor,
				   &holder)) {
		if ((holder.dax->parent == SR_DAX_ON_REGION) != on_region ||
		    !machine_extent_meet(holder.at, at, &meet))
			continue;
		link = add_link(builder, depth, "dax device", "%s",
				holder.device->name);
		if (!link)
			return;
		describe_dax(builder, link, &holder);
		/* What serves the range as a whole stands apart from routes. */
		link->starts = !depth && !n && !builder->gave_up &&
			       has_route(builder->chain);
		n++;
	}
	if (n || !expected)
		return;
	link = add_link(builder, depth, "dax device", "%s",
			builder->machine->knows_owners ? "none" : "not known");
	if (link)
		link->mark = builder->machine->knows_owners ? CHAIN_MISSING :
							      CHAIN_UNKNOWN;
}

static void add_blocks(struct builder *builder, unsigned int depth,
		       struct sr_extent at)
{
	const struct sr_running *running = &builder->machine->system->running;
	struct chain_link *link;
	uint64_t online = machine_online(builder->machine, at);

	if (!running->n_blocks)
		return;
	link = add_link(builder, depth, "memory blocks", "%s online",
			amount_bytes(online).text);
	if (link && running->block_size.known)
		set_text(builder, &link->detail, "in blocks of %s",
			 amount_bytes(running->block_size.value).text);
}

static void add_route(struct builder *builder, const struct route *route)
{
	struct sr_extent at = extent_of(route->decoder->start,
					route->decoder->size), meet;

	size_t first = builder->chain->n;

	add_component(builder, route, ROUTE_AT_BRIDGE, "host bridge",
		      route->bridge_decoder);
	if (builder->chain->n > first)
		builder->chain->links[first].starts = true;
	if (route->behind)
		add_component(builder, route, ROUTE_AT_SWITCH, "switch",
			      route->switch_decoder);
	add_component(builder, route, ROUTE_AT_DEVICE, "endpoint",
		      route->decoder);
	if (builder->gave_up)
		return;
	add_regions(builder, at);
	if (!machine_extent_meet(at, builder->range->at, &meet))
		return;
	add_daxes(builder, 1, meet, true, true);
	add_blocks(builder, 1, meet);
}

/* Return: the next route to the range by address, NULL where no more is. */
static const struct route *next_route(const struct builder *builder,
				      size_t *cursor)
{
	const struct machine *machine = builder->machine;
	size_t number;

	return sr_extent_index_next(&machine->routes_at, builder->range->at,
				    cursor, &number) ?
	       &machine->routes.routes[number] : NULL;
}

static void add_refused_port(struct builder *builder,
			     const struct sr_cxl_port *port)
{
	char component[96];
	struct chain_link *link;

	chain_port(&builder->machine->system->running, port, component,
		   sizeof(component));
	link = add_link(builder, 1, "port", "%s", component);
	if (!link)
		return;
	link->mark = CHAIN_DISAGREES;
	set_text(builder, &link->here, "no driver is bound to it");
	set_text(builder, &link->there,
		 "all memory behind it depends on cxl_port");
}

/* Where decoders cannot be read: the ports that Linux has refused. */
static void add_refused(struct builder *builder)
{
	const struct sr_running *running = &builder->machine->system->running;
	size_t i;

	for (i = 0; i < running->n_ports; i++)
		if (chain_is_refused(&running->ports[i]))
			add_refused_port(builder, &running->ports[i]);
	for (i = 0; i < running->n_memdevs; i++) {
		struct chain_link *link;

		if (running->memdevs[i].driver)
			continue;
		link = add_link(builder, 1, "memory device", "%s",
				running->memdevs[i].name);
		if (!link)
			return;
		link->mark = CHAIN_MISSING;
		set_text(builder, &link->detail, "%s, no driver: cxl_mem did not bind",
			 running->memdevs[i].device ?
			 running->memdevs[i].device : "");
	}
}

static void add_hole(struct builder *builder, uint64_t start, uint64_t end)
{
	const struct machine *machine = builder->machine;
	struct chain_link *link;

	if (!is_in_windows(machine, start))
		return;
	if (!builder->range->ledger.not_decoded_known)
		add_refused(builder);
	link = add_link(builder, 1, "endpoint",
			builder->range->ledger.not_decoded_known ? "none" : "not known");
	if (!link)
		return;
	link->starts = true;
	link->at = (struct sr_extent){ start, end };
	link->has_at = true;
	if (!builder->range->ledger.not_decoded_known) {
		link->mark = CHAIN_UNKNOWN;
		set_text(builder, &link->detail,
			 "not every device's decoders could be read");
		return;
	}
	link->mark = CHAIN_DISAGREES;
	set_text(builder, &link->here, "no committed decoder routes it");
	set_text(builder, &link->there, "firmware offers it as memory");
}

static void add_routes(struct builder *builder)
{
	const struct route *route;
	uint64_t at = builder->range->at.start;
	size_t cursor = 0;
	bool done = false;

	while ((route = next_route(builder, &cursor))) {
		uint64_t end = route->decoder->start +
			       (route->decoder->size - 1);

		if (!done && route->decoder->start > at)
			add_hole(builder, at, route->decoder->start - 1);
		add_route(builder, route);
		if (end >= builder->range->at.end)
			done = true;
		else if (end >= at)
			at = end + 1;
	}
	if (!done && builder->range->reason != SR_REASON_OUTSIDE_WINDOWS)
		add_hole(builder, at, builder->range->at.end);
}

/* ---- the whole ---- */

/* With CXL given up, Linux shows no decoders; their registers do. */
static bool shows_decoders(const struct builder *builder)
{
	return !builder->gave_up ||
	       builder->machine->system->running.registers_read;
}

static void add_ruling(struct builder *builder, size_t index)
{
	struct chain_link *link = add_link(builder, 0, "softreserve",
					   "took it from CXL for device-dax");

	if (!link)
		return;
	link->starts = has_route(builder->chain);
	set_text(builder, &link->detail, "it had found: %s",
		 machine_reason(builder->machine, index));
}

static const struct route *first_fault(const struct builder *builder)
{
	const struct route *route;
	size_t cursor = 0;

	while ((route = next_route(builder, &cursor)))
		if (route->fault != ROUTE_GOOD ||
		    chain_is_cut(builder->range, route))
			return route;
	return NULL;
}

/* A dax device that is there, and of no use: the finding names it. */
static struct chain_link *find_idle(struct chain *chain)
{
	size_t i;

	for (i = 0; i < chain->n; i++)
		if (chain->links[i].mark == CHAIN_MISSING &&
		    !strcmp(chain->links[i].name, chain->where))
			return &chain->links[i];
	return NULL;
}

static struct chain_link *find_first(struct chain *chain,
				     enum chain_mark mark)
{
	size_t i;

	for (i = 0; i < chain->n; i++)
		if (chain->links[i].mark == mark)
			return &chain->links[i];
	return NULL;
}

/*
 * One is the culprit: with its fault gone, the others may be well too. Where
 * all agree, it is the first that Linux should have made and did not.
 */
static void mark_culprit(struct builder *builder)
{
	struct chain *chain = builder->chain;
	struct chain_link *link = find_idle(chain);

	if (!strcmp(chain->culprit, "none"))
		return;
	if (!link)
		link = find_first(chain, CHAIN_DISAGREES);
	if (!link)
		link = find_first(chain, CHAIN_MISSING);
	if (!link)
		return;
	if (link->mark == CHAIN_MISSING) {
		set_text(builder, &link->here, "%s", link->has_at ?
			 "no driver serves it" : "there is none");
		set_text(builder, &link->there, "%s",
			 strcmp(chain->culprit, "fallback-over-regions") ?
			 "all before it agree" :
			 "CXL regions have reserved its addresses");
	}
	link->mark = CHAIN_CULPRIT;
}

/* Its owner has a dax device for it, but no driver took that. */
static bool lacks_driver(const struct builder *builder)
{
	struct machine_holder holder;
	size_t cursor = 0;

	while (machine_holder_next(builder->machine, builder->range, &cursor,
				   &holder))
		if (!holder.dax->usable)
			return true;
	return false;
}

static int say_finding(struct builder *builder, size_t index)
{
	const struct sr_range *range = builder->range;
	const struct route *route = first_fault(builder);
	int err;

	/* Where the window is too small, what is in it is not at fault. */
	if (range->reason == SR_REASON_STRADDLES_WINDOW ||
	    range->reason == SR_REASON_STRADDLES_RAM)
		route = NULL;
	if (builder->gave_up && lacks_driver(builder))
		return chain_say_unserved(builder->machine, index,
					  builder->chain);
	if (builder->gave_up && (!shows_decoders(builder) ||
				 range->reason == SR_REASON_COVERED))
		return chain_say_given_up(builder->machine, index,
					  builder->chain);
	if (route && route->fault != ROUTE_GOOD && range->mismatch)
		err = chain_say_route(route, builder->chain);
	else if (route && route->fault == ROUTE_GOOD)
		err = chain_say_cut(range, route, builder->chain);
	else
		err = chain_say_range(builder->machine, index,
				      builder->chain);
	return err || !builder->gave_up ? err :
	       chain_say_rescued(builder->chain);
}

static int conclude(struct builder *builder, size_t index)
{
	int err = say_finding(builder, index);

	return err ? err : chain_say_action(builder->machine, index,
					    builder->chain);
}

int chain_build(const struct machine *machine, size_t index,
		struct chain *out)
{
	struct builder builder = {
		.machine = machine,
		.range = &machine->facts->ranges[index],
		.chain = out,
		.gave_up = machine_gave_up(machine, index),
	};
	struct chain_link *link;

	*out = (struct chain){ .culprit = "none", .where = strdup("") };
	if (!out->where)
		return -ENOMEM;
	link = add_link(&builder, 0, "firmware map", "Soft Reserved");
	if (link)
		set_at(link, builder.range->at.start,
		       machine_extent_size(builder.range->at));
	add_windows(&builder);
	if (shows_decoders(&builder))
		add_routes(&builder);
	if (builder.gave_up)
		add_ruling(&builder, index);
	add_daxes(&builder, 0, builder.range->at, false,
		  builder.range->reason == SR_REASON_OUTSIDE_WINDOWS);
	if (builder.range->reason == SR_REASON_OUTSIDE_WINDOWS ||
	    builder.gave_up)
		add_blocks(&builder, 0, builder.range->at);
	if (!builder.err)
		builder.err = conclude(&builder, index);
	if (!builder.err)
		mark_culprit(&builder);
	if (builder.err)
		chain_free(out);
	return builder.err;
}
