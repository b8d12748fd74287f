// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: where the windows lead: what hdm.c has read, as core wants it
 * (core/routes.h).
 */
#include <linux/bitfield.h>
#include <linux/overflow.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include "cxl_symbols.h"
#include "machine.h"

/* HDM Decoder control, CXL 3.1 8.2.4.20.7 */
#define CTRL_GRANULARITY GENMASK(3, 0)
#define CTRL_WAYS GENMASK(7, 4)

/* A seat's id in core is its index. */
struct build {
	const struct sr_hdm *hdm;
	struct sr_routing routing;
};

static void decode(const struct sr_hdm_decoder *from, bool endpoint,
		   struct sr_route_decoder *to)
{
	static const u8 ways[16] = { 1, 2, 4, 8, 16, 0, 0, 0, 3, 6, 12 };
	u32 granularity = FIELD_GET(CTRL_GRANULARITY, from->ctrl);
	unsigned int i;

	to->committed = true;
	to->granularity = granularity <= 6 ? 256U << granularity : 0;
	to->ways = ways[FIELD_GET(CTRL_WAYS, from->ctrl)];
	if (endpoint)
		to->skip = from->tail;
	for (i = 0; !endpoint && i < SR_ROUTE_TARGETS; i++)
		to->targets[i] = from->tail >> 8 * i & 0xff;
}

static int add_decoders(struct sr_route_part *part,
			const struct sr_hdm_component *c)
{
	struct sr_route_decoder *to;
	unsigned int d;

	part->decoders = kcalloc(c->n_decoders, sizeof(*to), GFP_KERNEL);
	if (!part->decoders)
		return -ENOMEM;
	for (d = 0; d < c->n_decoders; d++) {
		const struct sr_hdm_decoder *from = &c->decoders[d];

		if (!sr_hdm_decoder_committed(from) || !from->size)
			continue;
		to = &part->decoders[part->n_decoders];
		to->at.start = from->base;
		if (check_add_overflow(from->base, from->size - 1,
				       &to->at.end)) {
			part->opaque = SR_ROUTE_WHY_AMBIGUOUS;
			continue;
		}
		decode(from, part->kind == SR_ROUTE_DEVICE, to);
		part->n_decoders++;
	}
	return 0;
}

/* ---- who hangs where ---- */

/* A port's number, as decoders have it in their target lists. */
static bool port_number(struct pci_dev *port, u32 *number)
{
	u32 link;

	if (pcie_capability_read_dword(port, PCI_EXP_LNKCAP, &link) ||
	    link == (u32)~0)
		return false;
	*number = link >> 24;
	return true;
}

static u32 find_seat(const struct sr_hdm *hdm, const struct pci_dev *pdev,
		     const struct pci_bus *bus)
{
	const struct sr_hdm_seat *seat = hdm->seats.items;
	size_t i;

	for (i = 0; i < hdm->seats.n; i++)
		if (pdev ? seat[i].pdev == pdev : seat[i].bus == bus)
			return i;
	return SR_ROUTE_TOP;
}

/* Return: false where it cannot be told what it hangs on. */
static bool place(const struct sr_hdm *hdm, struct pci_dev *pdev,
		  struct sr_route_part *part)
{
	struct pci_dev *port = pci_upstream_bridge(pdev);
	struct pci_dev *above;

	if (!port || !port_number(port, &part->port))
		return false;
	if (pci_pcie_type(port) == PCI_EXP_TYPE_ROOT_PORT) {
		part->above = find_seat(hdm, NULL, port->bus);
	} else {
		above = pci_upstream_bridge(port);
		part->above = above ? find_seat(hdm, above, NULL) :
				      SR_ROUTE_TOP;
	}
	return part->above != SR_ROUTE_TOP;
}

/* The one root port of a host bridge that has no HDM decoders at all. */
static void find_only_port(const struct sr_hdm_seat *seat,
			   struct sr_route_part *part)
{
	struct pci_dev *pdev = NULL;
	unsigned int n = 0;

	for_each_pci_dev(pdev) {
		if (pdev->bus != seat->bus ||
		    pci_pcie_type(pdev) != PCI_EXP_TYPE_ROOT_PORT)
			continue;
		if (!port_number(pdev, &part->only_port))
			part->opaque = SR_ROUTE_WHY_UNREADABLE;
		n++;
	}
	part->passes = true;
	/* Several ports and nothing that chooses between them: not by HDM. */
	if (n > 1)
		part->opaque = SR_ROUTE_WHY_NOT_BY_HDM;
}

/* What cannot be placed may be behind any port of the host bridge above it. */
static void spoil_host(struct build *b, const struct pci_dev *pdev)
{
	const struct pci_bus *bus = pdev->bus;
	u32 host;

	while (bus->parent)
		bus = bus->parent;
	host = find_seat(b->hdm, NULL, bus);
	if (host != SR_ROUTE_TOP && !b->routing.parts[host].opaque)
		b->routing.parts[host].opaque = SR_ROUTE_WHY_UNREADABLE;
}

/* ---- capacity ---- */

static int read_capacity(struct device *dev, void *data)
{
	struct sr_route_part *part = data;

	if (!is_cxl_memdev(dev))
		return 0;
	part->capacity_known =
		!sr_attribute_read_u64(dev, "ram/size", &part->volatile_size) &&
		!sr_attribute_read_u64(dev, "pmem/size",
				       &part->persistent_size);
	return 1;
}

/*
 * A memory device goes away only when its function's driver does, which takes
 * the function's lock. While that is held it is probing, and nothing is known.
 */
static void find_capacity(struct pci_dev *pdev, struct sr_route_part *part)
{
	if (!device_trylock(&pdev->dev))
		return;
	if (device_is_bound(&pdev->dev))
		device_for_each_child(&pdev->dev, part, read_capacity);
	device_unlock(&pdev->dev);
}

/* ---- all of it ---- */

static int fill_part(struct build *b, const struct sr_hdm_seat *seat,
		     struct sr_route_part *part)
{
	static const enum sr_route_kind kinds[SR_HDM_KINDS] = {
		[SR_HDM_ENDPOINT] = SR_ROUTE_DEVICE,
		[SR_HDM_SWITCH] = SR_ROUTE_SWITCH,
		[SR_HDM_HOST_BRIDGE] = SR_ROUTE_BRIDGE,
	};

	part->kind = kinds[seat->kind];
	part->opaque = seat->opaque;
	part->above = SR_ROUTE_TOP;
	part->port = seat->uid;
	if (seat->kind == SR_HDM_HOST_BRIDGE && seat->no_hdm)
		find_only_port(seat, part);
	if (seat->kind == SR_HDM_ENDPOINT)
		find_capacity(seat->pdev, part);
	if (seat->component < 0 || seat->off)
		return 0;
	return add_decoders(part, &b->hdm->components[seat->component]);
}

static void place_parts(struct build *b)
{
	const struct sr_hdm_seat *seat = b->hdm->seats.items;
	struct sr_route_part *part;
	size_t i;

	for (i = 0; i < b->hdm->seats.n; i++) {
		part = &b->routing.parts[i];
		if (!seat[i].pdev || place(b->hdm, seat[i].pdev, part))
			continue;
		/* A place that nothing leads to, and of its own. */
		part->above = SR_ROUTE_TOP - 1;
		part->port = i;
		spoil_host(b, seat[i].pdev);
	}
}

static int fill_parts(struct build *b)
{
	const struct sr_hdm_seat *seat = b->hdm->seats.items;
	size_t i;
	int rc;

	for (i = 0; i < b->hdm->seats.n; i++) {
		b->routing.parts[i].id = i;
		rc = fill_part(b, &seat[i], &b->routing.parts[i]);
		if (rc)
			return rc;
	}
	place_parts(b);
	return 0;
}

static int find_routes(struct build *b, struct sr_facts *facts)
{
	size_t room = sr_routes_room(&b->routing);

	if (!room)
		return 0;
	facts->routes = kvcalloc(room, sizeof(*facts->routes), GFP_KERNEL);
	if (!facts->routes)
		return -ENOMEM;
	sr_routes_find(&b->routing, facts->routes, &facts->n_routes);
	return 0;
}

/**
 * sr_observe_routes() - follow every address of the windows
 * @r: the round; windows and decoders are read
 *
 * Return: 0 or -errno.
 */
int sr_observe_routes(struct sr_round *r)
{
	struct build b = {
		.hdm = &r->hdm,
		.routing = {
			.windows = r->route_windows.items,
			.n_windows = r->route_windows.n,
			.n_parts = r->hdm.seats.n,
		},
	};
	size_t i;
	int rc;

	b.routing.parts = kvcalloc(r->hdm.seats.n + 1,
				   sizeof(*b.routing.parts), GFP_KERNEL);
	if (!b.routing.parts)
		return -ENOMEM;
	/* Nothing may be unplugged while it is told what hangs on what. */
	pci_lock_rescan_remove();
	rc = fill_parts(&b);
	pci_unlock_rescan_remove();
	if (!rc)
		rc = find_routes(&b, &r->facts);
	for (i = 0; i < b.routing.n_parts; i++)
		kfree(b.routing.parts[i].decoders);
	kvfree(b.routing.parts);
	return rc;
}
