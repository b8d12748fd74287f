// SPDX-License-Identifier: GPL-2.0-only
/* DOC: moving a platform to the addresses of its machine; see virtual.h. */
#include "virtual.h"

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>

/* A piece of the document's address space, and where it went. */
struct move {
	uint64_t from;
	uint64_t size;
	uint64_t to;
};

struct moves {
	struct move window[SRLAB_WINDOWS_MAX];
	size_t n;
	const struct srlab_machine *machine;
};

static uint64_t distance(const struct move *move, uint64_t address)
{
	if (address < move->from)
		return move->from - address;
	if (address - move->from < move->size)
		return 0;
	return address - move->from - move->size + 1;
}

static const struct move *nearest(const struct moves *moves, uint64_t address)
{
	const struct move *best = NULL;

	for (size_t i = 0; i < moves->n; i++) {
		const struct move *m = &moves->window[i];

		if (!best || distance(m, address) < distance(best, address))
			best = m;
	}
	return best;
}

static uint64_t moved(const struct moves *moves, uint64_t address)
{
	const struct move *m = nearest(moves, address);
	uint64_t ignored;

	if (!m || (distance(m, address) &&
		   srlab_machine_dram(moves->machine, address, &ignored)))
		return address;
	return address - m->from + m->to;
}

/* Zero stands for "not programmed" in a decoder without size. */
static void move_decoders(const struct moves *moves,
			  struct sr_decoder *decoders, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (decoders[i].size || decoders[i].start)
			decoders[i].start = moved(moves, decoders[i].start);
}

static int move_memory(const struct moves *moves, struct sr_platform *platform,
		       struct srlab_fault *fault)
{
	for (size_t i = 0; i < platform->n_memory_map; i++) {
		struct sr_memory *m = &platform->memory_map[i];
		uint64_t last = m->start + m->size - 1;
		uint64_t start = moved(moves, m->start);

		if (m->type == SR_MEMORY_SOFT_RESERVED &&
		    moved(moves, last) - start != m->size - 1)
			return srlab_fail(fault, -ENOTSUP,
					  "%s: Soft Reserved 0x%" PRIx64 "-0x%" PRIx64 " crosses a gap that QEMU cannot place",
					  platform->name, m->start, last);
		m->start = start;
	}
	return 0;
}

static uint32_t moved_uid(const struct moves *moves,
			  const struct sr_platform *platform, uint32_t uid)
{
	int i = srlab_bridge_index(platform, uid);

	return i < 0 ? uid : moves->machine->bus[i];
}

static void move_windows(const struct moves *moves,
			 const struct sr_platform *platform,
			 struct sr_window *windows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct sr_window *w = &windows[i];

		w->start = moved(moves, w->start);
		for (unsigned int t = 0; t < w->n_targets; t++)
			w->targets[t] =
				moved_uid(moves, platform, w->targets[t]);
	}
}

static void move_tables(const struct moves *moves,
			struct sr_platform *platform)
{
	move_windows(moves, platform, platform->windows, platform->n_windows);
	move_windows(moves, platform, platform->routed, platform->n_routed);
	for (size_t i = 0; i < platform->n_srat; i++)
		platform->srat[i].start =
			moved(moves, platform->srat[i].start);
	for (size_t i = 0; i < platform->n_chbs; i++) {
		struct sr_chbs *c = &platform->chbs[i];
		int bridge = srlab_bridge_index(platform, c->uid);

		if (bridge < 0)
			continue;
		c->uid = moves->machine->bus[bridge];
		c->registers = moves->machine->registers[bridge];
	}
}

static void move_hardware(const struct moves *moves,
			  struct sr_platform *platform)
{
	for (size_t i = 0; i < platform->n_switches; i++) {
		struct sr_switch *s = &platform->switches[i];

		move_decoders(moves, s->decoders, s->n_decoders);
		s->host_bridge = moved_uid(moves, platform, s->host_bridge);
	}
	for (size_t i = 0; i < platform->n_devices; i++) {
		struct sr_device *d = &platform->devices[i];

		move_decoders(moves, d->decoders, d->n_decoders);
		d->host_bridge = moved_uid(moves, platform, d->host_bridge);
	}
	/* Last, because the UIDs are looked up by their old values. */
	for (size_t i = 0; i < platform->n_host_bridges; i++) {
		struct sr_host_bridge *b = &platform->host_bridges[i];

		move_decoders(moves, b->decoders, b->n_decoders);
		b->uid = moves->machine->bus[i];
	}
}

int srlab_machine_move(const struct srlab_machine *machine,
		       struct sr_platform *platform,
		       struct srlab_fault *fault)
{
	struct moves moves = { .machine = machine };
	const struct sr_window *windows;
	int rc;

	windows = srlab_windows(platform, &moves.n);
	for (size_t i = 0; i < moves.n; i++)
		moves.window[i] = (struct move){
			.from = windows[i].start,
			.size = windows[i].size,
			.to = machine->window[i],
		};
	rc = move_memory(&moves, platform, fault);
	if (rc)
		return rc;
	move_tables(&moves, platform);
	move_hardware(&moves, platform);
	return 0;
}
