// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: windows as the hardware routes them, where that can be told from what
 * the tables say (hardware.windows of a document).
 *
 * Nothing in the machine shows it to Linux. But firmware programs its host
 * bridges' decoders for what is routed to them: where a committed one goes on
 * behind a window's end, the window does so too. And what firmware's own map
 * calls System RAM is DRAM, whatever window lies over it.
 */
#include "system_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct work {
	struct sr_platform *platform;
	/* list: what is routed; becomes platform->routed where it differs */
	struct sr_window *list;
	size_t n;
	bool differs;
};

static int add_window(struct work *work, const struct sr_window *like,
		      uint64_t start, uint64_t size)
{
	struct sr_window *list = sr_grow(work->list, work->n, sizeof(*list));

	if (!list)
		return -ENOMEM;
	work->list = list;
	list += work->n++;
	*list = *like;
	list->start = start;
	list->size = size;
	return 0;
}

/* The last byte, so that what ends at 2^64 does not wrap. */
static uint64_t last_of(uint64_t start, uint64_t size)
{
	return start + (size - 1);
}

/* What DRAM leaves of a window, from its first byte on. */
static int add_rest(struct work *work, const struct sr_running *running,
		    const struct sr_window *window)
{
	uint64_t next = window->start;
	uint64_t last = last_of(window->start, window->size);
	size_t i;
	int err = 0;

	for (i = 0; !err && i < running->n_firmware_ram; i++) {
		const struct sr_span *ram = &running->firmware_ram[i];
		uint64_t end = last_of(ram->start, ram->size);

		if (ram->start > last || end < next)
			continue;
		work->differs = true;
		if (ram->start > next)
			err = add_window(work, window, next,
					 ram->start - next);
		if (end >= last)
			return err;
		next = end + 1;
	}
	return err ? err : add_window(work, window, next, last - next + 1);
}

/* Grow a window by a decoder that begins in it, or right behind its end. */
static bool extend(struct work *work, const struct sr_host_bridge *bridge,
		   const struct sr_decoder *decoder)
{
	uint64_t end = last_of(decoder->start, decoder->size);
	size_t i, j;

	for (i = 0; i < work->n; i++) {
		struct sr_window *window = &work->list[i];
		uint64_t last = last_of(window->start, window->size);

		if (decoder->start < window->start || end <= last ||
		    (decoder->start > last && decoder->start - last > 1))
			continue;
		for (j = 0; j < window->n_targets; j++)
			if (window->targets[j] == bridge->uid)
				break;
		if (j == window->n_targets)
			continue;
		window->size = end - window->start + 1;
		return true;
	}
	return false;
}

static bool extend_by_bridge(struct work *work,
			     const struct sr_host_bridge *bridge)
{
	bool any = false;
	size_t i;

	for (i = 0; i < bridge->n_decoders; i++)
		if (bridge->decoders[i].committed && bridge->decoders[i].size)
			any |= extend(work, bridge, &bridge->decoders[i]);
	return any;
}

/* A decoder may begin where another has just moved the window's end to. */
static void extend_all(struct work *work)
{
	const struct sr_platform *platform = work->platform;
	bool any = true;
	size_t i;

	while (any) {
		any = false;
		for (i = 0; i < platform->n_host_bridges; i++)
			any |= extend_by_bridge(work,
						&platform->host_bridges[i]);
		work->differs |= any;
	}
}

static int by_start(const void *a, const void *b)
{
	const struct sr_window *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

/* Windows that overlap are for nobody to route: then the tables must do. */
static bool any_overlap(struct work *work)
{
	size_t i;

	if (work->n)
		qsort(work->list, work->n, sizeof(*work->list), by_start);
	for (i = 1; i < work->n; i++)
		if (work->list[i].start <= last_of(work->list[i - 1].start,
						   work->list[i - 1].size))
			return true;
	return false;
}

static bool all_bridges_known(const struct work *work)
{
	const struct sr_platform *platform = work->platform;
	size_t i, j, k;

	for (i = 0; i < work->n; i++)
		for (j = 0; j < work->list[i].n_targets; j++) {
			for (k = 0; k < platform->n_host_bridges; k++)
				if (platform->host_bridges[k].uid ==
				    work->list[i].targets[j])
					break;
			if (k == platform->n_host_bridges)
				return false;
		}
	return true;
}

int sr_routed_windows_derive(struct sr_system *system)
{
	struct sr_platform *platform = system->platform;
	struct work work = { .platform = platform };
	size_t i;
	int err = 0;

	for (i = 0; !err && i < platform->n_windows; i++)
		err = add_rest(&work, &system->running,
			       &platform->windows[i]);
	if (!err)
		extend_all(&work);
	if (err || !work.differs || any_overlap(&work) ||
	    !all_bridges_known(&work)) {
		free(work.list);
		return err;
	}
	/* That none is routed is said by a list that is there, and empty. */
	if (!work.list)
		work.list = calloc(1, sizeof(*work.list));
	platform->routed = work.list;
	platform->n_routed = work.n;
	return work.list ? 0 : -ENOMEM;
}
