// SPDX-License-Identifier: GPL-2.0-only
/*
 * Core and the oracle on random machines. Arguments: how many, the first seed.
 */
#include <stdio.h>
#include <stdlib.h>

#include "routes_machine.h"

static bool any_xor(const struct routes_machine *m)
{
	for (size_t i = 0; i < m->routing.n_windows; i++)
		if (m->windows[i].is_xor && m->windows[i].ways > 1)
			return true;
	return false;
}

static const struct sr_route_piece *
piece_at(const struct sr_route_piece *pieces, size_t n, u64 address)
{
	for (size_t i = 0; i < n; i++)
		if (pieces[i].at.start <= address &&
		    address <= pieces[i].at.end)
			return &pieces[i];
	return NULL;
}

/* Pieces are sorted, disjoint and joined wherever they could be. */
static bool is_tidy(const struct sr_route_piece *pieces, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct sr_route_piece *p = &pieces[i];

		if (p->at.end < p->at.start)
			return false;
		if (i && p->at.start <= p[-1].at.end)
			return false;
	}
	return true;
}

/*
 * With XOR arithmetic core takes every permutation of the ways for possible,
 * and the oracle only those of the addresses there are: a broken machine may
 * be worse in core's eyes, but none may be better.
 */
static bool agrees(const struct routes_machine *m,
		   const struct routes_answer *want,
		   const struct sr_route_piece *got)
{
	if (!want->windowed || !got)
		return !want->windowed && !got;
	if (want->route == got->route && want->why == got->why)
		return true;
	return any_xor(m) && got->route != SR_ROUTE_ROUTED &&
	       got->route != SR_ROUTE_UNROUTED;
}

static bool check(u64 seed, unsigned int *seen)
{
	static struct routes_answer answers[RM_UNITS];
	static struct sr_route_piece pieces[RM_ROOM];
	static struct routes_machine m, before;
	size_t n;

	routes_machine_throw(&m, seed);
	before = m;
	routes_oracle(&m, answers);
	if (sr_routes_room(&m.routing) > RM_ROOM)
		return false;
	sr_routes_find(&m.routing, pieces, &n);
	for (u32 i = 0; i < RM_UNITS; i++) {
		u64 at = m.base + i * RM_UNIT;
		const struct sr_route_piece *got = piece_at(pieces, n, at);

		if (got)
			seen[got->why]++;
		if (agrees(&m, &answers[i], got) &&
		    got == piece_at(pieces, n, at + RM_UNIT - 1))
			continue;
		routes_machine_print(&before);
		printf("# seed %llu, %#llx: core says %d/%d, the oracle %d/%d\n",
		       (unsigned long long)seed, (unsigned long long)at,
		       got ? (int)got->route : -1, got ? (int)got->why : -1,
		       answers[i].windowed ? (int)answers[i].route : -1,
		       answers[i].windowed ? (int)answers[i].why : -1);
		return false;
	}
	return is_tidy(pieces, n);
}

int main(int argc, char **argv)
{
	u64 n = argc > 1 ? strtoull(argv[1], NULL, 0) : 5000;
	u64 first = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	unsigned int seen[SR_ROUTE_WHYS] = { 0 };
	bool good = true;
	u64 i;

	printf("1..2\n");
	for (i = 0; i < n && good; i++)
		good = check(first + i, seen);
	printf("%sok 1 - %llu machines from seed %llu\n", good ? "" : "not ",
	       (unsigned long long)i, (unsigned long long)first);
	/* Every answer has to come up, or the dice show too little. */
	for (i = 0; i < SR_ROUTE_WHYS; i++) {
		printf("# answer %u: %u units\n", (unsigned int)i, seen[i]);
		good &= seen[i] > 0 || n < 1000;
	}
	printf("%sok 2 - each answer came up\n", good ? "" : "not ");
	return !good;
}
