// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: tracing routes: what Linux will make of the decoders it finds.
 */
#include "route.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static uint64_t end_of(uint64_t start, uint64_t size)
{
	return start + (size - 1);
}

static bool overlap(const struct sr_decoder *a, uint64_t start, uint64_t size)
{
	return a->size && size && a->start <= end_of(start, size) &&
	       start <= end_of(a->start, a->size);
}

static bool same_range(const struct sr_decoder *a, const struct sr_decoder *b)
{
	return a->start == b->start && a->size == b->size;
}

static bool fault_at(struct route *route, enum route_fault fault,
		     enum route_level level, const struct sr_decoder *culprit)
{
	route->fault = fault;
	route->level = level;
	route->culprit = culprit;
	return false;
}

static bool fault_value(struct route *route, enum route_fault fault,
			enum route_level level,
			const struct sr_decoder *culprit, uint64_t found,
			uint64_t wanted)
{
	route->found = found;
	route->wanted = wanted;
	return fault_at(route, fault, level, culprit);
}

/* ---- finding what is on the route ---- */

static const struct sr_decoder *best_decoder(const struct sr_decoder *list,
					     size_t n,
					     const struct sr_decoder *want)
{
	const struct sr_decoder *best = NULL;
	size_t i;

	for (i = 0; i < n; i++) {
		if (!list[i].committed ||
		    !overlap(&list[i], want->start, want->size))
			continue;
		if (same_range(&list[i], want))
			return &list[i];
		if (!best)
			best = &list[i];
	}
	return best;
}

static const struct sr_window *best_window(const struct sr_platform *platform,
					   const struct sr_decoder *want)
{
	const struct sr_window *best = NULL;
	size_t i;

	for (i = 0; i < platform->n_windows; i++) {
		const struct sr_window *window = &platform->windows[i];

		if (!overlap(want, window->start, window->size))
			continue;
		if (window->start <= want->start &&
		    end_of(want->start, want->size) <=
		    end_of(window->start, window->size))
			return window;
		best = window;
	}
	return best;
}

static const struct sr_switch *find_switch(const struct sr_platform *platform,
					   const char *name)
{
	size_t i;

	for (i = 0; name && i < platform->n_switches; i++)
		if (!strcmp(platform->switches[i].name, name))
			return &platform->switches[i];
	return NULL;
}

static void find_components(const struct sr_platform *platform,
			    struct route *route)
{
	size_t i;

	for (i = 0; i < platform->n_host_bridges; i++)
		if (platform->host_bridges[i].uid == route->device->host_bridge)
			route->bridge = &platform->host_bridges[i];
	route->behind = find_switch(platform, route->device->switch_name);
	route->window = best_window(platform, route->decoder);
	if (route->bridge)
		route->bridge_decoder =
			best_decoder(route->bridge->decoders,
				     route->bridge->n_decoders,
				     route->decoder);
	if (route->behind)
		route->switch_decoder =
			best_decoder(route->behind->decoders,
				     route->behind->n_decoders,
				     route->decoder);
}

/* ---- ports: a refused decoder takes the whole port with it ---- */

static bool check_port(struct route *route, const struct sr_decoder *list,
		       size_t n, enum route_level level)
{
	unsigned int next = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (!list[i].committed)
			continue;
		if (!list[i].size)
			return fault_at(route, ROUTE_ZERO_SIZE, level,
					&list[i]);
		if (list[i].index != next)
			return fault_value(route, ROUTE_OUT_OF_ORDER, level,
					   &list[i], list[i].index, next);
		next++;
	}
	return true;
}

/* Where in the device the decoder's memory begins. */
static uint64_t dpa_start(const struct sr_device *device,
			  const struct sr_decoder *decoder)
{
	uint64_t at = 0;
	size_t i;

	for (i = 0; i < device->n_decoders; i++) {
		const struct sr_decoder *one = &device->decoders[i];

		if (!one->committed || one->index > decoder->index)
			continue;
		at += one->skip;
		if (one->index < decoder->index && one->ways)
			at += one->size / one->ways;
	}
	return at;
}

static bool check_capacity(struct route *route)
{
	const struct sr_device *device = route->device;
	uint64_t size = route->decoder->size;
	uint64_t end = dpa_start(device, route->decoder);
	uint64_t capacity = device->volatile_size + device->persistent_size;

	if (route->decoder->ways)
		size /= route->decoder->ways;
	end += size;
	if (end <= capacity)
		return true;
	return fault_value(route, ROUTE_TOO_LARGE, ROUTE_AT_DEVICE,
			   route->decoder, end, capacity);
}

static bool check_ports(struct route *route)
{
	if (route->bridge &&
	    !check_port(route, route->bridge->decoders,
			route->bridge->n_decoders, ROUTE_AT_BRIDGE))
		return false;
	if (route->behind &&
	    !check_port(route, route->behind->decoders,
			route->behind->n_decoders, ROUTE_AT_SWITCH))
		return false;
	return check_port(route, route->device->decoders,
			  route->device->n_decoders, ROUTE_AT_DEVICE) &&
	       check_capacity(route);
}

/* ---- the window ---- */

static bool check_window(struct route *route)
{
	const struct sr_window *window = route->window;
	const struct sr_decoder *decoder = route->decoder;
	unsigned int i;

	if (!window)
		return fault_at(route, ROUTE_NO_WINDOW, ROUTE_AT_WINDOW,
				decoder);
	if (decoder->start < window->start ||
	    end_of(decoder->start, decoder->size) >
	    end_of(window->start, window->size))
		return fault_at(route, ROUTE_PAST_WINDOW, ROUTE_AT_WINDOW,
				decoder);
	for (i = 0; i < window->n_targets; i++)
		if (window->targets[i] == route->device->host_bridge)
			return true;
	return fault_at(route, ROUTE_NOT_TARGET, ROUTE_AT_WINDOW, decoder);
}

/* ---- decoders between window and device ---- */

static bool has_target(const struct sr_decoder *decoder, uint32_t port)
{
	unsigned int i;

	for (i = 0; i < decoder->n_targets; i++)
		if (decoder->targets[i] == port)
			return true;
	return false;
}

static uint32_t port_below(const struct route *route, enum route_level level)
{
	if (level == ROUTE_AT_BRIDGE && route->behind)
		return route->behind->port;
	return route->device->port;
}

static bool is_same_component(const struct route *a, const struct route *b,
			      enum route_level level)
{
	return level == ROUTE_AT_BRIDGE ? a->bridge == b->bridge :
					  a->behind == b->behind;
}

/* Different ports below this component that the region's members are at. */
static unsigned int count_ports(const struct routes *routes,
				const struct route *route,
				enum route_level level)
{
	unsigned int n = 0;
	size_t i, j;

	for (i = 0; i < routes->n; i++) {
		const struct route *one = &routes->routes[i];

		if (!same_range(one->decoder, route->decoder) ||
		    !is_same_component(one, route, level))
			continue;
		for (j = 0; j < i; j++)
			if (same_range(routes->routes[j].decoder,
				       route->decoder) &&
			    is_same_component(&routes->routes[j], route,
					      level) &&
			    port_below(&routes->routes[j], level) ==
			    port_below(one, level))
				break;
		n += j == i;
	}
	return n;
}

/* A power of two: 3, 6 and 12 ways use up the address bits of 1, 2 and 4. */
static unsigned int even_ways(unsigned int ways)
{
	return ways && ways % 3 == 0 ? ways / 3 : ways;
}

struct expected {
	uint64_t granularity;
	unsigned int ways;
};

static bool check_decoder(const struct routes *routes, struct route *route,
			  const struct sr_decoder *decoder,
			  enum route_level level, struct expected *above)
{
	struct expected here;

	if (!decoder)
		return fault_at(route, ROUTE_NO_DECODER, level, NULL);
	if (!same_range(decoder, route->decoder))
		return fault_at(route, ROUTE_OTHER_RANGE, level, decoder);
	if (!has_target(decoder, port_below(route, level)))
		return fault_value(route, ROUTE_OTHER_PORT, level, decoder,
				   decoder->targets[0],
				   port_below(route, level));
	here.ways = count_ports(routes, route, level);
	/* cxl_port_setup_targets(): the parent's, times the parent's ways. */
	here.granularity = above->granularity * even_ways(above->ways);
	if (decoder->ways != here.ways)
		return fault_value(route, ROUTE_WAYS, level, decoder,
				   decoder->ways, here.ways);
	if (decoder->granularity != here.granularity)
		return fault_value(route, ROUTE_GRANULARITY, level, decoder,
				   decoder->granularity, here.granularity);
	*above = here;
	return true;
}

static bool check_members(const struct routes *routes, struct route *route)
{
	const struct sr_decoder *decoder = route->decoder;
	size_t i;

	route->n_members = 0;
	for (i = 0; i < routes->n; i++) {
		const struct sr_decoder *one = routes->routes[i].decoder;

		if (!same_range(one, decoder))
			continue;
		route->n_members++;
		if (one->ways != decoder->ways)
			return fault_value(route, ROUTE_WAYS, ROUTE_AT_DEVICE,
					   decoder, decoder->ways, one->ways);
		if (one->granularity != decoder->granularity)
			return fault_value(route, ROUTE_GRANULARITY,
					   ROUTE_AT_DEVICE, decoder,
					   decoder->granularity,
					   one->granularity);
	}
	if (route->n_members == decoder->ways)
		return true;
	return fault_value(route, ROUTE_MEMBERS, ROUTE_AT_DEVICE, decoder,
			   route->n_members, decoder->ways);
}

/* Checks what is between window and device as if all started from @above. */
static bool check_between(const struct routes *routes, struct route *route,
			  struct expected above)
{
	if (!check_decoder(routes, route, route->bridge_decoder,
			   ROUTE_AT_BRIDGE, &above))
		return false;
	return !route->behind ||
	       check_decoder(routes, route, route->switch_decoder,
			     ROUTE_AT_SWITCH, &above);
}

static bool check_path(const struct routes *routes, struct route *route)
{
	/* Linux takes the device's granularity, not the window's. */
	struct expected above = {
		.granularity = route->decoder->granularity,
		.ways = route->window->n_targets,
	};
	struct route other;

	if (!check_members(routes, route))
		return false;
	if (check_between(routes, route, above))
		return true;
	if (route->fault != ROUTE_GRANULARITY)
		return false;
	/* Where all others agree with the window, the device is the odd one. */
	other = *route;
	above.granularity = route->window->granularity;
	if (check_between(routes, &other, above))
		fault_value(route, ROUTE_GRANULARITY, ROUTE_AT_DEVICE,
			    route->decoder, route->decoder->granularity,
			    route->window->granularity);
	return false;
}

static void check_route(const struct routes *routes, struct route *route)
{
	if (!check_ports(route) || !check_window(route) ||
	    !check_path(routes, route))
		return;
	if (dpa_start(route->device, route->decoder) >=
	    route->device->volatile_size)
		fault_at(route, ROUTE_PERSISTENT, ROUTE_AT_DEVICE,
			 route->decoder);
}

/* A region is as good as the worst of its members. */
static void find_spoiler(const struct routes *routes, struct route *route)
{
	size_t i;

	for (i = 0; i < routes->n; i++)
		if (&routes->routes[i] != route &&
		    routes->routes[i].fault != ROUTE_GOOD &&
		    same_range(routes->routes[i].decoder, route->decoder)) {
			route->spoiler = &routes->routes[i];
			return;
		}
}

static int add_route(const struct sr_platform *platform,
		     const struct sr_device *device,
		     const struct sr_decoder *decoder, struct routes *to)
{
	struct route *route = reallocarray(to->routes, to->n + 1,
					   sizeof(*route));

	if (!route)
		return -ENOMEM;
	to->routes = route;
	route += to->n++;
	*route = (struct route){ .device = device, .decoder = decoder };
	find_components(platform, route);
	return 0;
}

int routes_trace(const struct sr_platform *platform, struct routes *out)
{
	size_t i, j;
	int err = 0;

	*out = (struct routes){ .n = 0 };
	for (i = 0; i < platform->n_devices; i++) {
		const struct sr_device *device = &platform->devices[i];

		for (j = 0; !err && j < device->n_decoders; j++)
			if (device->decoders[j].committed &&
			    device->decoders[j].size)
				err = add_route(platform, device,
						&device->decoders[j], out);
	}
	if (err) {
		routes_free(out);
		return err;
	}
	for (i = 0; i < out->n; i++)
		check_route(out, &out->routes[i]);
	for (i = 0; i < out->n; i++)
		find_spoiler(out, &out->routes[i]);
	return 0;
}

void routes_free(struct routes *routes)
{
	free(routes->routes);
	*routes = (struct routes){ .n = 0 };
}

size_t route_window_index(const struct sr_platform *platform,
			  const struct route *route)
{
	return (size_t)(route->window - platform->windows);
}

bool route_makes_region(const struct route *route)
{
	return route->fault == ROUTE_GOOD || route->fault >= ROUTE_NOT_TARGET;
}

bool route_delivers(const struct route *route)
{
	return route->fault == ROUTE_GOOD && !route->spoiler;
}

const char *route_fault_tag(enum route_fault fault)
{
	static const char *const tags[ROUTE_FAULTS] = {
		[ROUTE_GOOD] = "none",
		[ROUTE_ZERO_SIZE] = "zero-size-decoder",
		[ROUTE_OUT_OF_ORDER] = "decoder-order",
		[ROUTE_TOO_LARGE] = "decoder-past-capacity",
		[ROUTE_NO_WINDOW] = "decoder-outside-windows",
		[ROUTE_PAST_WINDOW] = "decoder-past-window",
		[ROUTE_NOT_TARGET] = "window-targets",
		[ROUTE_NO_DECODER] = "no-decoder",
		[ROUTE_OTHER_RANGE] = "decoder-range-mismatch",
		[ROUTE_OTHER_PORT] = "decoder-targets",
		[ROUTE_WAYS] = "ways-mismatch",
		[ROUTE_GRANULARITY] = "granularity-mismatch",
		[ROUTE_MEMBERS] = "missing-member",
		[ROUTE_PERSISTENT] = "persistent-memory",
	};

	return tags[fault];
}
