// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: find every component with HDM decoders and read their registers.
 *
 * Host bridges are found through the CEDT (CHBS), devices and switch upstream
 * ports through their Register Locator DVSEC. The cxl driver has requested the
 * same registers already; reading and writing them beside it is allowed, and is
 * done only while it is quiet (observing) or gone (restoring).
 */
#include <linux/acpi.h>
#include <linux/bitfield.h>
#include <linux/io.h>
#include <linux/overflow.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include "machine.h"

/* Component register block and its CXL.cache/mem part, CXL 3.1 8.2.3, 8.2.4 */
#define COMPONENT_BLOCK_SIZE 0x10000
#define CM_OFFSET 0x1000
#define CM_SIZE 0x1000
#define CM_CAP_ID GENMASK(15, 0)
#define CM_CAP_ARRAY_ID 1
#define CM_CAP_ARRAY_COUNT GENMASK(31, 24)
#define CM_CAP_POINTER GENMASK(31, 20)
#define CM_CAP_HDM 5
/* Register Locator DVSEC, CXL 3.1 8.1.9 */
#define VENDOR_CXL 0x1e98
#define DVSEC_DEVICE 0
#define DVSEC_LOCATOR 8
#define DVSEC_HEADER1 0x04
#define DVSEC_LENGTH GENMASK(31, 20)
#define LOCATOR_FIRST_BLOCK 0x0c
#define LOCATOR_BIR GENMASK(2, 0)
#define LOCATOR_BLOCK_ID GENMASK(15, 8)
#define LOCATOR_BLOCK_COMPONENT 1
#define LOCATOR_OFFSET_LOW GENMASK(31, 16)
/* CEDT CHBS, CXL 3.1 9.18.1.2 */
#define CHBS_VERSION_CXL20 1
/* All ones is what a device that is gone or asleep answers. */
#define GONE 0xffffffff

/* HDM Decoder Capability, decoder count, CXL 3.1 8.2.4.20.1 */
static unsigned int decoder_count(u32 cap)
{
	static const u8 counts[] = { 1,	 2,  4,	 6,  8,	 10, 12,
				     14, 16, 20, 24, 28, 32 };
	unsigned int code = cap & 0xf;

	return code < ARRAY_SIZE(counts) ? counts[code] : 0;
}

static u64 read_pair(void __iomem *low)
{
	u64 value = readl(low);

	return value | (u64)readl(low + 4) << 32;
}

/** sr_hdm_decoder_committed() - was this decoder committed? */
bool sr_hdm_decoder_committed(const struct sr_hdm_decoder *d)
{
	return d->ctrl & SR_HDM_CTRL_COMMITTED;
}

/**
 * sr_hdm_map() - map the component register block of a component
 * @c: the component
 *
 * Return: the mapping, for iounmap(); its decoders are at c->hdm. NULL where
 * it cannot be mapped.
 */
void __iomem *sr_hdm_map(const struct sr_hdm_component *c)
{
	return ioremap(c->registers, COMPONENT_BLOCK_SIZE);
}

static void read_dvsec(struct sr_hdm_component *c)
{
	if (c->pdev && c->dvsec)
		pci_read_config_word(c->pdev, c->dvsec + SR_DVSEC_CTRL,
				     &c->dvsec_ctrl);
}

/**
 * sr_hdm_read_component() - read all decoders of one component
 * @c: where to; c->decoders has room for c->n_decoders
 * @hdm: its mapped HDM decoder capability
 *
 * Return: 0; -ENXIO where the component does not answer.
 */
int sr_hdm_read_component(struct sr_hdm_component *c, void __iomem *hdm)
{
	unsigned int i;

	read_dvsec(c);
	c->global_ctrl = readl(hdm + SR_HDM_GLOBAL);
	for (i = 0; i < c->n_decoders; i++) {
		struct sr_hdm_decoder *d = &c->decoders[i];

		d->base = read_pair(hdm + SR_HDM_BASE_LOW(i));
		d->size = read_pair(hdm + SR_HDM_SIZE_LOW(i));
		d->tail = read_pair(hdm + SR_HDM_TAIL_LOW(i));
		d->ctrl = readl(hdm + SR_HDM_CTRL(i));
		if (d->ctrl == GONE)
			return -ENXIO;
	}
	return 0;
}

/*
 * Find the HDM decoder capability in the block. -ENOENT where it has none,
 * -ENXIO where nobody answers.
 */
static int find_hdm(void __iomem *block, u32 *hdm)
{
	u32 header = readl(block + CM_OFFSET), cap, offset;
	unsigned int i, n;

	if (header == GONE)
		return -ENXIO;
	if (FIELD_GET(CM_CAP_ID, header) != CM_CAP_ARRAY_ID)
		return -ENOENT;
	n = FIELD_GET(CM_CAP_ARRAY_COUNT, header);
	for (i = 1; i <= n; i++) {
		cap = readl(block + CM_OFFSET + 4 * i);
		offset = FIELD_GET(CM_CAP_POINTER, cap);
		if (FIELD_GET(CM_CAP_ID, cap) != CM_CAP_HDM || !offset)
			continue;
		*hdm = CM_OFFSET + offset;
		return 0;
	}
	return -ENOENT;
}

static int read_decoders(struct sr_hdm_component *c, void __iomem *block)
{
	int rc = find_hdm(block, &c->hdm);

	if (rc)
		return rc;
	c->n_decoders = decoder_count(readl(block + c->hdm + SR_HDM_CAP));
	if (!c->n_decoders || c->hdm + SR_HDM_BASE_LOW(c->n_decoders) >
				      CM_OFFSET + CM_SIZE)
		return -ENXIO;
	c->decoders = kcalloc(c->n_decoders, sizeof(*c->decoders), GFP_KERNEL);
	if (!c->decoders)
		return -ENOMEM;
	return sr_hdm_read_component(c, block + c->hdm);
}

static void component_release(struct sr_hdm_component *c)
{
	kfree(c->decoders);
	pci_dev_put(c->pdev);
}

/* Takes @c over, whatever comes of it. */
static int add_component(struct sr_hdm *hdm, struct sr_hdm_component *c)
{
	struct sr_hdm_component *grown;
	void __iomem *block;
	int rc = -ENOMEM;

	block = sr_hdm_map(c);
	if (block) {
		rc = read_decoders(c, block);
		iounmap(block);
	}
	/* The CEDT may list host bridges that this machine does not have. */
	if (rc == -ENXIO && c->kind != SR_HDM_HOST_BRIDGE)
		hdm->unreadable++;
	if (rc)
		goto out_release;

	if (hdm->n_components == hdm->max_components) {
		size_t max = hdm->max_components ? 2 * hdm->max_components : 8;

		grown = krealloc_array(hdm->components, max, sizeof(*grown),
				       GFP_KERNEL);
		if (!grown) {
			rc = -ENOMEM;
			goto out_release;
		}
		hdm->components = grown;
		hdm->max_components = max;
	}
	hdm->components[hdm->n_components++] = *c;
	return 0;

out_release:
	component_release(c);
	/* A component without decoders is none; one that is mute is counted. */
	return rc == -ENOENT || rc == -ENXIO ? 0 : rc;
}

static int add_host_bridge(union acpi_subtable_headers *header, void *arg,
			   const unsigned long table_end)
{
	struct acpi_cedt_chbs *chbs = (struct acpi_cedt_chbs *)header;
	struct sr_hdm_component c = {
		.kind = SR_HDM_HOST_BRIDGE,
	};

	if ((unsigned long)header + sizeof(*chbs) > table_end ||
	    chbs->cxl_version != CHBS_VERSION_CXL20 || !chbs->base)
		return 0;
	c.registers = chbs->base;
	snprintf(c.name, sizeof(c.name), "host bridge %u", chbs->uid);
	return add_component(arg, &c);
}

static bool bar_holds(struct pci_dev *pdev, int bar, u64 offset)
{
	u64 length;

	if (bar >= PCI_STD_NUM_BARS ||
	    !(pci_resource_flags(pdev, bar) & IORESOURCE_MEM))
		return false;
	length = pci_resource_len(pdev, bar);
	return length >= COMPONENT_BLOCK_SIZE &&
	       offset <= length - COMPONENT_BLOCK_SIZE;
}

/* Physical address of a function's component register block, or 0. */
static phys_addr_t component_block(struct pci_dev *pdev, u16 locator)
{
	u32 length, low, high;
	u64 offset;
	u16 at;
	int bar;

	pci_read_config_dword(pdev, locator + DVSEC_HEADER1, &length);
	length = FIELD_GET(DVSEC_LENGTH, length);
	for (at = LOCATOR_FIRST_BLOCK; at + 8 <= length; at += 8) {
		pci_read_config_dword(pdev, locator + at, &low);
		pci_read_config_dword(pdev, locator + at + 4, &high);
		if (FIELD_GET(LOCATOR_BLOCK_ID, low) != LOCATOR_BLOCK_COMPONENT)
			continue;
		bar = FIELD_GET(LOCATOR_BIR, low);
		offset = (u64)high << 32 | (low & LOCATOR_OFFSET_LOW);
		return bar_holds(pdev, bar, offset) ?
			       pci_resource_start(pdev, bar) + offset : 0;
	}
	return 0;
}

/* Only an awake function with memory decoding on may be asked. */
static bool answers(struct pci_dev *pdev)
{
	u16 command;

	if (pdev->current_state != PCI_D0)
		return false;
	pci_read_config_word(pdev, PCI_COMMAND, &command);
	return command != (u16)GONE && (command & PCI_COMMAND_MEMORY);
}

static int add_function(struct sr_hdm *hdm, struct pci_dev *pdev)
{
	struct sr_hdm_component c = {};
	u16 locator;

	locator = pci_find_dvsec_capability(pdev, VENDOR_CXL, DVSEC_LOCATOR);
	if (!locator)
		return 0;
	/* Root and downstream ports have component registers, but no decoders. */
	if (pci_pcie_type(pdev) == PCI_EXP_TYPE_UPSTREAM)
		c.kind = SR_HDM_SWITCH;
	else if (pci_pcie_type(pdev) == PCI_EXP_TYPE_ENDPOINT ||
		 pci_pcie_type(pdev) == PCI_EXP_TYPE_RC_END)
		c.kind = SR_HDM_ENDPOINT;
	else
		return 0;
	c.registers = component_block(pdev, locator);
	if (!c.registers || !answers(pdev)) {
		/* Without a driver it is none that cxl would reset. */
		hdm->unreadable += !!pdev->dev.driver;
		return 0;
	}
	c.dvsec = pci_find_dvsec_capability(pdev, VENDOR_CXL, DVSEC_DEVICE);
	c.pdev = pci_dev_get(pdev);
	strscpy(c.name, pci_name(pdev), sizeof(c.name));
	return add_component(hdm, &c);
}

/**
 * sr_hdm_read() - read all HDM decoders of the machine
 * @hdm: where to; zeroed by the caller, freed with sr_hdm_free() in any case
 *
 * Return: 0 or -errno; components that do not answer are only counted.
 */
int sr_hdm_read(struct sr_hdm *hdm)
{
	struct pci_dev *pdev = NULL;
	int rc;

	for_each_pci_dev(pdev) {
		rc = add_function(hdm, pdev);
		if (rc) {
			pci_dev_put(pdev);
			return rc;
		}
	}
	rc = acpi_table_parse_cedt(ACPI_CEDT_TYPE_CHBS, add_host_bridge, hdm);
	return rc < 0 && rc != -ENODEV ? rc : 0;
}

/** sr_hdm_free() - free what sr_hdm_read() read; also if it failed half-way */
void sr_hdm_free(struct sr_hdm *hdm)
{
	size_t i;

	for (i = 0; i < hdm->n_components; i++)
		component_release(&hdm->components[i]);
	kfree(hdm->components);
	*hdm = (struct sr_hdm){};
}

/** sr_hdm_count_committed() - how many decoders are committed */
unsigned int sr_hdm_count_committed(const struct sr_hdm *hdm)
{
	const struct sr_hdm_component *c;
	unsigned int n = 0, d;
	size_t i;

	for (i = 0; i < hdm->n_components; i++) {
		c = &hdm->components[i];
		for (d = 0; d < c->n_decoders; d++)
			n += sr_hdm_decoder_committed(&c->decoders[d]);
	}
	return n;
}

static int add_decoded(struct sr_list *list, const struct sr_hdm_component *c,
		       bool *known)
{
	struct sr_extent at;
	unsigned int d;
	int rc;

	for (d = 0; d < c->n_decoders; d++) {
		if (!sr_hdm_decoder_committed(&c->decoders[d]) ||
		    !c->decoders[d].size)
			continue;
		at.start = c->decoders[d].base;
		if (check_add_overflow(at.start, c->decoders[d].size - 1,
				       &at.end)) {
			*known = false;
			continue;
		}
		rc = sr_list_add(list, &at, sizeof(at));
		if (rc)
			return rc;
	}
	return 0;
}

/* A byte is routed where an endpoint and a host bridge both decode it. */
static int add_intersections(struct sr_list *decoded,
			     const struct sr_list *bridges,
			     const struct sr_list *endpoints)
{
	const struct sr_extent *b = bridges->items, *e = endpoints->items;
	struct sr_extent at;
	size_t i, j;
	int rc;

	for (i = 0; i < endpoints->n; i++) {
		for (j = 0; j < bridges->n; j++) {
			at.start = max(e[i].start, b[j].start);
			at.end = min(e[i].end, b[j].end);
			if (at.start > at.end)
				continue;
			rc = sr_list_add(decoded, &at, sizeof(at));
			if (rc)
				return rc;
		}
	}
	return 0;
}

/*
 * An endpoint that decodes addresses outside of every window decodes something
 * else than host addresses (AMD's normalized addressing): who routes what
 * cannot be told then.
 */
static bool any_translated(const struct sr_list *endpoints,
			   const struct sr_list *windows)
{
	const struct sr_extent *e = endpoints->items, *w = windows->items;
	size_t i, k;

	for (i = 0; i < endpoints->n; i++) {
		for (k = 0; k < windows->n; k++)
			if (w[k].start <= e[i].end && e[i].start <= w[k].end)
				break;
		if (k == windows->n)
			return true;
	}
	return false;
}

/**
 * sr_hdm_decoded() - the addresses that committed decoders route
 * @hdm: decoders as read
 * @windows: CXL windows
 * @decoded: struct sr_extent list to add to; may overlap
 * @known: false where it cannot be told
 *
 * A host bridge with one root port may have no decoders and pass everything;
 * then the endpoints' word alone counts.
 *
 * Return: 0 or -errno.
 */
int sr_hdm_decoded(const struct sr_hdm *hdm, const struct sr_list *windows,
		   struct sr_list *decoded, bool *known)
{
	struct sr_list bridges = {}, endpoints = {};
	bool any_bridge = false;
	size_t i;
	int rc = 0;

	*known = !hdm->unreadable;
	for (i = 0; !rc && i < hdm->n_components; i++) {
		const struct sr_hdm_component *c = &hdm->components[i];

		any_bridge |= c->kind == SR_HDM_HOST_BRIDGE;
		if (c->kind == SR_HDM_ENDPOINT)
			rc = add_decoded(&endpoints, c, known);
		else if (c->kind == SR_HDM_HOST_BRIDGE)
			rc = add_decoded(&bridges, c, known);
	}
	if (any_translated(&endpoints, windows))
		*known = false;
	if (!rc && any_bridge)
		rc = add_intersections(decoded, &bridges, &endpoints);
	else if (!rc)
		swap(*decoded, endpoints);
	sr_list_free(&bridges);
	sr_list_free(&endpoints);
	return rc;
}
