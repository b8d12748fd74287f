// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see topology.h. */
#include "topology.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LSA_SIZE (1U << 20)

uint64_t srlab_device_serial(const struct sr_platform *platform, size_t i)
{
	const struct sr_device *device = &platform->devices[i];
	bool shared = !device->has_serial || !device->serial;

	for (size_t j = 0; j < platform->n_devices && !shared; j++)
		shared = j != i && platform->devices[j].serial ==
					   device->serial;
	return shared ? 0x5eba11ULL << 32 | (i + 1) : device->serial;
}

/* All windows have to stand in one option: QEMU does not merge several. */
static void put_window(const struct sr_platform *platform,
		       const struct sr_window *window, size_t i, FILE *out)
{
	for (unsigned int t = 0; t < window->n_targets; t++)
		fprintf(out, ",cxl-fmw.%zu.targets.%u=bridge%d", i, t,
			srlab_bridge_index(platform, window->targets[t]));
	fprintf(out,
		",cxl-fmw.%zu.size=%" PRIu64
		",cxl-fmw.%zu.interleave-granularity=%u",
		i, window->size, i, window->granularity);
}

static int check_window(const struct sr_platform *platform,
			const struct sr_window *window,
			struct srlab_fault *fault)
{
	if (window->xor_arithmetic)
		return srlab_fail(fault, -ENOTSUP,
				  "%s: QEMU does not route XOR interleave",
				  platform->name);
	for (unsigned int t = 0; t < window->n_targets; t++)
		if (srlab_bridge_index(platform, window->targets[t]) < 0)
			return srlab_fail(fault, -ENOTSUP,
					  "%s: the hardware has no host bridge %u to route a window to",
					  platform->name, window->targets[t]);
	return 0;
}

static int put_windows(const struct sr_platform *platform, FILE *out,
		       struct srlab_fault *fault)
{
	const struct sr_window *windows;
	size_t n;
	int rc;

	windows = srlab_windows(platform, &n);
	for (size_t i = 0; i < n; i++) {
		rc = check_window(platform, &windows[i], fault);
		if (rc)
			return rc;
		put_window(platform, &windows[i], i, out);
	}
	return 0;
}

static int add_board(const struct sr_platform *platform,
		     const struct srlab_machine *machine,
		     struct srlab_words *words, struct srlab_fault *fault)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int rc;

	if (!out)
		return srlab_fail(fault, -ENOMEM, "out of memory");
	fprintf(out, "q35,cxl=on,max-ram-below-4g=%" PRIu64, machine->low);
	rc = put_windows(platform, out, fault);
	if (fclose(out) && !rc)
		rc = srlab_fail(fault, -ENOMEM, "out of memory");
	if (!rc) {
		srlab_words_add(words, "-M");
		srlab_words_add(words, "%s", text);
	}
	free(text);
	return rc;
}

static void add_bridges(const struct sr_platform *platform,
			const struct srlab_machine *machine,
			struct srlab_words *words)
{
	for (size_t i = 0; i < platform->n_host_bridges; i++) {
		const struct sr_host_bridge *b = &platform->host_bridges[i];

		srlab_words_add(words, "-device");
		srlab_words_add(words,
				"pxb-cxl,id=bridge%zu,bus=pcie.0,bus_nr=%u,hdm_for_passthrough=%s",
				i, machine->bus[i],
				b->n_decoders || b->decoder_count.value ?
					"on" : "off");
		for (unsigned int p = 0; p < b->root_ports; p++) {
			srlab_words_add(words, "-device");
			srlab_words_add(words,
					"cxl-rp,id=root%zu.%u,bus=bridge%zu,port=%u,chassis=%zu,slot=%u",
					i, p, i, p, i + 1, p);
		}
	}
}

static void add_switches(const struct sr_platform *platform,
			 struct srlab_words *words)
{
	for (size_t i = 0; i < platform->n_switches; i++) {
		const struct sr_switch *s = &platform->switches[i];

		srlab_words_add(words, "-device");
		srlab_words_add(words, "cxl-upstream,id=up%zu,bus=root%d.%u",
				i,
				srlab_bridge_index(platform, s->host_bridge),
				s->port);
		for (unsigned int p = 0; p < s->downstream_ports; p++) {
			srlab_words_add(words, "-device");
			srlab_words_add(words,
					"cxl-downstream,id=down%zu.%u,bus=up%zu,port=%u,chassis=%zu,slot=%u",
					i, p, i, p,
					platform->n_host_bridges + 1 + i, p);
		}
	}
}

static void add_backing(struct srlab_words *words, const char *directory,
			const char *kind, size_t i, uint64_t size)
{
	srlab_words_add(words, "-object");
	srlab_words_add(words,
			"memory-backend-file,id=%s%zu,mem-path=%s/%s%zu,size=%" PRIu64
			",share=on",
			kind, i, directory, kind, i, size);
}

static int switch_index(const struct sr_platform *platform, const char *name)
{
	for (size_t i = 0; i < platform->n_switches; i++)
		if (!strcmp(platform->switches[i].name, name))
			return (int)i;
	return -ENOENT;
}

static void add_device(const struct sr_platform *platform, size_t i,
		       const char *directory, struct srlab_words *words)
{
	const struct sr_device *d = &platform->devices[i];
	char bus[48], media[96] = "";
	size_t used = 0;

	if (d->switch_name)
		snprintf(bus, sizeof(bus), "down%d.%u",
			 switch_index(platform, d->switch_name), d->port);
	else
		snprintf(bus, sizeof(bus), "root%d.%u",
			 srlab_bridge_index(platform, d->host_bridge),
			 d->port);
	if (d->volatile_size) {
		add_backing(words, directory, "volatile", i, d->volatile_size);
		used = (size_t)snprintf(media, sizeof(media),
					",volatile-memdev=volatile%zu", i);
	}
	if (d->persistent_size) {
		add_backing(words, directory, "persistent", i,
			    d->persistent_size);
		add_backing(words, directory, "lsa", i, LSA_SIZE);
		snprintf(media + used, sizeof(media) - used,
			 ",persistent-memdev=persistent%zu,lsa=lsa%zu", i, i);
	}
	srlab_words_add(words, "-device");
	srlab_words_add(words, "cxl-type3,id=device%zu,bus=%s,sn=0x%" PRIx64 "%s",
			i, bus, srlab_device_serial(platform, i), media);
}

int srlab_topology_build(const struct sr_platform *platform,
			 const struct srlab_machine *machine,
			 const char *directory, struct srlab_words *words,
			 struct srlab_fault *fault)
{
	uint64_t ram = machine->low + machine->high;
	int rc = add_board(platform, machine, words, fault);

	if (rc)
		return rc;
	srlab_words_add(words, "-m");
	srlab_words_add(words, "%" PRIu64 "M", ram >> 20);
	add_backing(words, directory, "ram", 0, ram);
	srlab_words_add(words, "-numa");
	srlab_words_add(words, "node,memdev=ram0");
	add_bridges(platform, machine, words);
	add_switches(platform, words);
	for (size_t i = 0; i < platform->n_devices; i++)
		add_device(platform, i, directory, words);
	return words->failed ? srlab_fail(fault, -ENOMEM, "out of memory") : 0;
}
