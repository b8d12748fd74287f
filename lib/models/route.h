/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: routes: the way of an address from a CXL window to a memory device.
 *
 * One route per committed decoder of a device. Tracing checks, from the
 * window down, what Linux's CXL driver checks when it assembles a region
 * (drivers/cxl/core: hdm.c, region.c), and stops at the first disagreement.
 */
#ifndef SR_ROUTE_H
#define SR_ROUTE_H

#include "platform.h"

/** enum route_fault - the first disagreement on a route */
enum route_fault {
	ROUTE_GOOD,
	/* A port whose decoders Linux refuses: all behind it is lost. */
	ROUTE_ZERO_SIZE,
	ROUTE_OUT_OF_ORDER,
	ROUTE_TOO_LARGE,
	/* No region comes into being. */
	ROUTE_NO_WINDOW,
	ROUTE_PAST_WINDOW,
	/* A region comes into being, but is never committed. */
	ROUTE_NOT_TARGET,
	ROUTE_NO_DECODER,
	ROUTE_OTHER_RANGE,
	ROUTE_OTHER_PORT,
	ROUTE_WAYS,
	ROUTE_GRANULARITY,
	ROUTE_MEMBERS,
	/* A good region, but of the wrong kind. */
	ROUTE_PERSISTENT,
	ROUTE_FAULTS,
};

/** enum route_level - where on a route */
enum route_level {
	ROUTE_AT_WINDOW,
	ROUTE_AT_BRIDGE,
	ROUTE_AT_SWITCH,
	ROUTE_AT_DEVICE,
};

/** struct route - see the DOC block; points into the platform */
struct route {
	const struct sr_device *device;
	/** @decoder: the device's */
	const struct sr_decoder *decoder;
	/** @window: by the tables; the nearest where none holds it, or NULL */
	const struct sr_window *window;
	/** @bridge: NULL where hardware names none */
	const struct sr_host_bridge *bridge;
	/** @bridge_decoder: the one that fits best, or NULL */
	const struct sr_decoder *bridge_decoder;
	/** @behind: the switch between, or NULL */
	const struct sr_switch *behind;
	/** @switch_decoder: the one that fits best, or NULL */
	const struct sr_decoder *switch_decoder;
	/** @n_members: routes with the same addresses, this one included */
	unsigned int n_members;
	enum route_fault fault;
	/** @level: where the fault is */
	enum route_level level;
	/** @found: the faulty value, where the fault is about one */
	uint64_t found;
	/** @wanted: what it would have to be */
	uint64_t wanted;
	/** @culprit: the decoder that is at fault, or NULL */
	const struct sr_decoder *culprit;
	/**
	 * @spoiler: another member of the same region whose fault keeps the
	 * whole region from working, or NULL
	 */
	const struct route *spoiler;
};

/** struct routes - all routes of a machine */
struct routes {
	struct route *routes;
	size_t n;
};

/** routes_trace() - trace all routes; 0 or -ENOMEM; routes_free() after */
int routes_trace(const struct sr_platform *platform, struct routes *out);

/** routes_free() - free what the struct holds */
void routes_free(struct routes *routes);

/** route_window_index() - the number of a route's window in the platform */
size_t route_window_index(const struct sr_platform *platform,
			  const struct route *route);

/** route_makes_region() - Linux makes a region of it, committed or not */
bool route_makes_region(const struct route *route);

/** route_delivers() - Linux makes a region of it that delivers memory */
bool route_delivers(const struct route *route);

/** route_fault_tag() - "granularity-mismatch" and so on; stable */
const char *route_fault_tag(enum route_fault fault);

#endif /* SR_ROUTE_H */
