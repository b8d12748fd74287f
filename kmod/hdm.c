// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: find every component with HDM decoders and read their registers.
 *
 * Host bridges are found by hosts.c, devices and switch upstream ports through
 * their Register Locator DVSEC. The cxl driver has requested the
 * same registers already; reading and writing them beside it is allowed, and is
 * done only while it is quiet (observing) or gone (restoring).
 */
#include <linux/bitfield.h>
#include <linux/io.h>
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

/**
 * sr_hdm_add_seat() - add to what is on the way to memory
 * @hdm: where to
 * @seat: copied; takes its own reference of seat->pdev
 *
 * Return: 0 or -ENOMEM.
 */
int sr_hdm_add_seat(struct sr_hdm *hdm, const struct sr_hdm_seat *seat)
{
	int rc = sr_list_add(&hdm->seats, seat, sizeof(*seat));

	if (!rc && seat->pdev)
		pci_dev_get(seat->pdev);
	return rc;
}

static int keep_component(struct sr_hdm *hdm, const struct sr_hdm_component *c)
{
	struct sr_hdm_component *grown;
	size_t max = hdm->max_components ? 2 * hdm->max_components : 8;

	if (hdm->n_components == hdm->max_components) {
		grown = krealloc_array(hdm->components, max, sizeof(*grown),
				       GFP_KERNEL);
		if (!grown)
			return -ENOMEM;
		hdm->components = grown;
		hdm->max_components = max;
	}
	hdm->components[hdm->n_components++] = *c;
	return 0;
}

/**
 * sr_hdm_add_component() - read a component's decoders
 * @hdm: where to
 * @c: what it is; taken over, whatever comes of it
 * @seat: told which component it is, or why it is none
 *
 * One that is mute, or that cannot be mapped, costs only itself.
 *
 * Return: 0 or -ENOMEM.
 */
int sr_hdm_add_component(struct sr_hdm *hdm, struct sr_hdm_component *c,
			 struct sr_hdm_seat *seat)
{
	void __iomem *block = sr_hdm_map(c);
	int rc = -ENXIO;

	if (block) {
		rc = read_decoders(c, block);
		iounmap(block);
	}
	if (!rc)
		rc = keep_component(hdm, c);
	if (!rc) {
		seat->component = hdm->n_components - 1;
		return 0;
	}
	component_release(c);
	if (rc == -ENOENT) {
		seat->no_hdm = true;
		return 0;
	}
	if (rc != -ENXIO)
		return rc;
	seat->opaque = SR_ROUTE_WHY_UNREADABLE;
	/* A host bridge never sleeps: what is mute to us is mute to cxl. */
	hdm->unreadable += seat->kind != SR_HDM_HOST_BRIDGE;
	return 0;
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

/*
 * Find a function's component register block. -ENOENT where it has none, -ENXIO
 * where it lies in no BAR.
 */
static int component_block(struct pci_dev *pdev, u16 locator,
			   phys_addr_t *registers)
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
		if (!bar_holds(pdev, bar, offset))
			return -ENXIO;
		*registers = pci_resource_start(pdev, bar) + offset;
		return 0;
	}
	return -ENOENT;
}

/* All ones is what a function answers that sleeps deeply, or is cut off. */
static bool is_mute(struct pci_dev *pdev)
{
	u32 id;

	return pci_read_config_dword(pdev, PCI_VENDOR_ID, &id) ||
	       id == GONE;
}

/*
 * Only an awake function with memory decoding on may be asked. The kernel does
 * not know the state of one that no driver has bound (PCI_UNKNOWN up to 6.12 at
 * least); the function itself does.
 */
static bool answers(struct pci_dev *pdev)
{
	u16 command, power;

	if (pdev->current_state != PCI_D0 && pdev->current_state != PCI_UNKNOWN)
		return false;
	if (pdev->pm_cap) {
		pci_read_config_word(pdev, pdev->pm_cap + PCI_PM_CTRL, &power);
		if (power & PCI_PM_CTRL_STATE_MASK)
			return false;
	}
	pci_read_config_word(pdev, PCI_COMMAND, &command);
	return command != (u16)GONE && (command & PCI_COMMAND_MEMORY);
}

/* Without a driver, a device is none that cxl would reset. */
static void seat_unreadable(struct sr_hdm *hdm, struct sr_hdm_seat *seat)
{
	seat->opaque = SR_ROUTE_WHY_UNREADABLE;
	if (seat->pdev->dev.driver || seat->kind == SR_HDM_SWITCH)
		hdm->unreadable++;
}

/*
 * A device decodes by its HDM decoders if it has them and they are enabled;
 * else by the ranges in its DVSEC, and by nothing without Mem_Enable.
 */
static void find_decoding(struct sr_hdm *hdm, struct sr_hdm_seat *seat,
			  u16 dvsec)
{
	const struct sr_hdm_component *c = NULL;
	u16 ctrl = 0;

	if (seat->opaque || seat->kind != SR_HDM_ENDPOINT)
		return;
	if (seat->component >= 0)
		c = &hdm->components[seat->component];
	if (dvsec)
		pci_read_config_word(seat->pdev, dvsec + SR_DVSEC_CTRL, &ctrl);
	seat->off = dvsec && !(ctrl & SR_DVSEC_CTRL_MEM_ENABLE);
	if (!seat->off && (!c || !(c->global_ctrl & SR_HDM_GLOBAL_ENABLE)))
		seat->opaque = SR_ROUTE_WHY_NOT_BY_HDM;
}

static int read_seat(struct sr_hdm *hdm, struct sr_hdm_seat *seat, u16 locator,
		     u16 dvsec)
{
	struct pci_dev *pdev = seat->pdev;
	struct sr_hdm_component c = { .kind = seat->kind, .dvsec = dvsec };
	int rc = locator ? component_block(pdev, locator, &c.registers) :
			   -ENOENT;

	if (rc == -ENOENT) {
		seat->no_hdm = true;
		return 0;
	}
	if (rc || !answers(pdev)) {
		seat_unreadable(hdm, seat);
		return 0;
	}
	c.pdev = pci_dev_get(pdev);
	strscpy(c.name, pci_name(pdev), sizeof(c.name));
	return sr_hdm_add_component(hdm, &c, seat);
}

/* Root and downstream ports have component registers, but no decoders. */
static bool find_kind(struct pci_dev *pdev, enum sr_hdm_kind *kind)
{
	if (pci_pcie_type(pdev) == PCI_EXP_TYPE_UPSTREAM)
		*kind = SR_HDM_SWITCH;
	else if (pci_pcie_type(pdev) == PCI_EXP_TYPE_ENDPOINT ||
		 pci_pcie_type(pdev) == PCI_EXP_TYPE_RC_END)
		*kind = SR_HDM_ENDPOINT;
	else
		return false;
	return true;
}

static bool is_below_host(const struct sr_hdm *hdm, const struct pci_dev *pdev)
{
	const struct sr_hdm_seat *seat = hdm->seats.items;
	const struct pci_bus *bus = pdev->bus;
	size_t i;

	while (bus->parent)
		bus = bus->parent;
	for (i = 0; i < hdm->seats.n; i++)
		if (seat[i].bus == bus)
			return true;
	return false;
}

static int add_function(struct sr_hdm *hdm, struct pci_dev *pdev)
{
	struct sr_hdm_seat seat = { .pdev = pdev, .component = -1 };
	u16 locator, dvsec;
	int rc = 0;

	if (!pci_is_pcie(pdev) || !find_kind(pdev, &seat.kind))
		return 0;
	if (is_mute(pdev)) {
		if (!is_below_host(hdm, pdev))
			return 0;
		seat_unreadable(hdm, &seat);
		return sr_hdm_add_seat(hdm, &seat);
	}
	locator = pci_find_dvsec_capability(pdev, VENDOR_CXL, DVSEC_LOCATOR);
	dvsec = pci_find_dvsec_capability(pdev, VENDOR_CXL, DVSEC_DEVICE);
	if (!locator && !dvsec)
		return 0;
	rc = read_seat(hdm, &seat, locator, dvsec);
	if (rc)
		return rc;
	if (seat.no_hdm && seat.kind == SR_HDM_SWITCH)
		seat.opaque = SR_ROUTE_WHY_NOT_BY_HDM;
	find_decoding(hdm, &seat, dvsec);
	return sr_hdm_add_seat(hdm, &seat);
}

static int add_functions(struct sr_hdm *hdm)
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
	return 0;
}

/**
 * sr_hdm_read() - read all HDM decoders of the machine
 * @hdm: where to; zeroed by the caller, freed with sr_hdm_free() in any case
 *
 * Return: 0 or -errno; components that do not answer are only counted.
 */
int sr_hdm_read(struct sr_hdm *hdm)
{
	int rc = sr_hdm_add_hosts(hdm);

	return rc ? rc : add_functions(hdm);
}

/** sr_hdm_free() - free what sr_hdm_read() read; also if it failed half-way */
void sr_hdm_free(struct sr_hdm *hdm)
{
	struct sr_hdm_seat *seat = hdm->seats.items;
	size_t i;

	for (i = 0; i < hdm->n_components; i++)
		component_release(&hdm->components[i]);
	kfree(hdm->components);
	for (i = 0; i < hdm->seats.n; i++)
		pci_dev_put(seat[i].pdev);
	sr_list_free(&hdm->seats);
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
