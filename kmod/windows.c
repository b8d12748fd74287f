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

static int add_window(union acpi_subtable_headers *header, void *arg,
		      const unsigned long table_end)
{
	struct acpi_cedt_cfmws *cfmws = (struct acpi_cedt_cfmws *)header;
	struct sr_round *r = arg;
	struct sr_extent at;

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
	return sr_list_add(&r->windows, &at, sizeof(at));
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
	r->facts.windows = r->windows.items;
	r->facts.n_windows = r->windows.n;
	return 0;
}

SR_IMPORT_NS_ACPI;
