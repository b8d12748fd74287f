// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: CXL host bridges: ACPI0016 devices that are there, and their component
 * registers as the CEDT (CHBS, CXL 3.1 9.18.1.2) has them.
 *
 * The table may list host bridges that this machine does not have. Nothing is
 * touched at an address for which no ACPI0016 with that UID is a PCI root.
 */
#include <linux/acpi.h>

#include "compat/compat.h"
#include "machine.h"

#define CHBS_VERSION_CXL20 1

/* One host bridge that is there, and whether the table has it. */
struct host_search {
	u32 uid;
	bool found;
	bool is_cxl20;
	u64 base;
};

static int find_chbs(union acpi_subtable_headers *header, void *arg,
		     const unsigned long table_end)
{
	struct acpi_cedt_chbs *chbs = (struct acpi_cedt_chbs *)header;
	struct host_search *search = arg;

	if ((unsigned long)header + sizeof(*chbs) > table_end ||
	    chbs->uid != search->uid || search->found)
		return 0;
	search->found = true;
	search->is_cxl20 = chbs->cxl_version == CHBS_VERSION_CXL20;
	search->base = chbs->base;
	return 0;
}

static int read_host(struct sr_hdm *hdm, const struct host_search *search,
		     struct sr_hdm_seat *seat)
{
	struct sr_hdm_component c = {
		.kind = SR_HDM_HOST_BRIDGE,
		.registers = search->base,
	};

	if (!search->found || !search->base) {
		seat->opaque = SR_ROUTE_WHY_UNREADABLE;
		return 0;
	}
	if (!search->is_cxl20) {
		seat->opaque = SR_ROUTE_WHY_NOT_BY_HDM;
		return 0;
	}
	snprintf(c.name, sizeof(c.name), "host bridge %u", search->uid);
	return sr_hdm_add_component(hdm, &c, seat);
}

static int add_host(struct sr_hdm *hdm, u32 uid, const struct pci_bus *bus)
{
	struct host_search search = { .uid = uid };
	struct sr_hdm_seat seat = {
		.kind = SR_HDM_HOST_BRIDGE,
		.uid = uid,
		.bus = bus,
		.component = -1,
	};
	int rc;

	rc = acpi_table_parse_cedt(ACPI_CEDT_TYPE_CHBS, find_chbs, &search);
	if (rc < 0)
		return rc == -ENODEV ? 0 : rc;
	rc = read_host(hdm, &search, &seat);
	return rc ? rc : sr_hdm_add_seat(hdm, &seat);
}

/* Called for each ACPI0016 whose _STA says that it is present. */
static acpi_status visit_host(acpi_handle handle, u32 level, void *context,
			      void **result)
{
	struct acpi_pci_root *root = acpi_pci_find_root(handle);
	struct sr_hdm *hdm = context;
	unsigned long long uid;

	if (!root || !root->bus ||
	    ACPI_FAILURE(acpi_evaluate_integer(handle, METHOD_NAME__UID, NULL,
					       &uid)) ||
	    uid > U32_MAX)
		return AE_OK;
	return add_host(hdm, uid, root->bus) ? AE_NO_MEMORY : AE_OK;
}

/**
 * sr_hdm_add_hosts() - find and read the CXL host bridges
 * @hdm: where to
 *
 * Return: 0, also where there are none; -ENOMEM.
 */
int sr_hdm_add_hosts(struct sr_hdm *hdm)
{
	acpi_status status;

	status = acpi_get_devices("ACPI0016", visit_host, hdm, NULL);
	return status == AE_NO_MEMORY ? -ENOMEM : 0;
}
