// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: CXL windows, as firmware describes them (CEDT CFMWS, CXL 3.1 9.18.1.3).
 *
 * Taken from the table and not from iomem: the table says the same before and
 * after Linux gave up on CXL, and userspace can read it too.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/acpi.h>
#include <linux/overflow.h>
#include <linux/printk.h>

#include "compat/compat.h"
#include "machine.h"

/* Interleave granularity, CXL 3.1 9.18.1.3; 0 where the code is reserved */
static u32 granularity_of(u32 code)
{
	return code <= 6 ? 256U << code : 0;
}

/* Interleave ways, the same; 0 where the code is reserved */
static u32 ways_of(u8 code)
{
	static const u8 ways[] = { 1, 2, 4, 8, 16, 0, 0, 0, 3, 6, 12 };

	return code < ARRAY_SIZE(ways) ? ways[code] : 0;
}

/* What cannot be read stays 0, which core takes for not known. */
static void read_interleave(const struct acpi_cedt_cfmws *cfmws,
			    unsigned long table_end, struct sr_route_window *w)
{
	u32 ways = ways_of(cfmws->interleave_ways);
	unsigned long end = (unsigned long)cfmws + cfmws->header.length;
	u32 i;

	if (end > table_end ||
	    (unsigned long)&cfmws->interleave_targets[ways] > end)
		return;
	w->ways = ways;
	w->granularity = granularity_of(cfmws->granularity);
	w->is_xor = cfmws->interleave_arithmetic ==
		    ACPI_CEDT_CFMWS_ARITHMETIC_XOR;
	for (i = 0; i < ways; i++)
		w->targets[i] = cfmws->interleave_targets[i];
}

static int add_window(union acpi_subtable_headers *header, void *arg,
		      const unsigned long table_end)
{
	struct acpi_cedt_cfmws *cfmws = (struct acpi_cedt_cfmws *)header;
	struct sr_route_window window = {};
	struct sr_round *r = arg;
	struct sr_extent at;
	int rc;

	if ((unsigned long)header +
		    offsetof(struct acpi_cedt_cfmws, interleave_targets) >
	    table_end) {
		pr_warn("CEDT: a CXL window runs past the end of the table; ignored\n");
		return 0;
	}
	at.start = cfmws->base_hpa;
	if (!cfmws->window_size ||
	    check_add_overflow(at.start, cfmws->window_size - 1, &at.end)) {
		pr_warn("CEDT: CXL window at %#llx has an impossible size %#llx; ignored\n",
			cfmws->base_hpa, cfmws->window_size);
		return 0;
	}
	rc = sr_list_add(&r->windows, &at, sizeof(at));
	if (rc)
		return rc;
	window.at = at;
	read_interleave(cfmws, table_end, &window);
	return sr_list_add(&r->route_windows, &window, sizeof(window));
}

/* CXIMS: the maps that go with a granularity, for windows that need them. */
static int add_xor_maps(union acpi_subtable_headers *header, void *arg,
			const unsigned long table_end)
{
	struct acpi_cedt_cxims *cxims = (struct acpi_cedt_cxims *)header;
	struct sr_round *r = arg;
	struct sr_route_window *w = r->route_windows.items;
	size_t i;
	u32 k, n;

	if ((unsigned long)header + offsetof(struct acpi_cedt_cxims,
					     xormap_list) > table_end)
		return 0;
	n = min_t(u32, cxims->nr_xormaps, SR_ROUTE_XOR_MAPS);
	if ((unsigned long)&cxims->xormap_list[n] > table_end)
		return 0;
	for (i = 0; i < r->route_windows.n; i++) {
		if (!w[i].is_xor || w[i].n_maps ||
		    w[i].granularity != granularity_of(cxims->hbig))
			continue;
		w[i].n_maps = n;
		for (k = 0; k < n; k++)
			w[i].maps[k] = cxims->xormap_list[k];
	}
	return 0;
}

/**
 * sr_observe_windows() - collect the CXL windows
 * @r: the round
 *
 * Return: 0, also where there is no CEDT; -errno.
 */
int sr_observe_windows(struct sr_round *r)
{
	int rc = acpi_table_parse_cedt(ACPI_CEDT_TYPE_CFMWS, add_window, r);

	if (rc < 0 && rc != -ENODEV)
		return rc;
	rc = acpi_table_parse_cedt(ACPI_CEDT_TYPE_CXIMS, add_xor_maps, r);
	if (rc < 0 && rc != -ENODEV)
		return rc;
	r->facts.windows = r->windows.items;
	r->facts.n_windows = r->windows.n;
	return 0;
}

SR_IMPORT_NS_ACPI;
