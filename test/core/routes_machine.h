/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: small machines for the routes, thrown from a seed: a proper set of
 * interleaved devices per window, then broken in up to three places. And an
 * oracle that follows every granule of 256 bytes by itself.
 */
#ifndef TEST_ROUTES_MACHINE_H
#define TEST_ROUTES_MACHINE_H

#include "routes.h"

/* A multiple of every period that the dice can throw. */
#define RM_UNIT ((u64)96 << 10)
#define RM_GRAIN 256U
#define RM_UNITS 40
#define RM_WINDOWS 2
#define RM_PARTS 48
#define RM_DECODERS 3
#define RM_ROOM 1024

/** struct routes_machine - a machine with room for its own lists */
struct routes_machine {
	struct sr_route_window windows[RM_WINDOWS];
	struct sr_route_part parts[RM_PARTS];
	struct sr_route_decoder decoders[RM_PARTS][RM_DECODERS];
	struct sr_routing routing;
	/** @base: where its address space begins; a multiple of RM_UNIT */
	u64 base;
};

/** struct routes_answer - what one unit of addresses comes to */
struct routes_answer {
	/** @windowed: a window has it; else the rest says nothing */
	bool windowed;
	enum sr_route route;
	enum sr_route_why why;
};

/** routes_machine_throw() - a machine from a seed */
void routes_machine_throw(struct routes_machine *m, u64 seed);

/** routes_machine_print() - print it, each line after "# " */
void routes_machine_print(const struct routes_machine *m);

/**
 * routes_oracle() - follow every granule
 * @m: the machine
 * @answers: one for each unit from m->base on; RM_UNITS entries
 */
void routes_oracle(const struct routes_machine *m,
		   struct routes_answer *answers);

#endif /* TEST_ROUTES_MACHINE_H */
