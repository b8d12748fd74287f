// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: decoders as they were first seen in this boot, beyond an unload.
 *
 * A platform device without a driver stands for each component; its platform
 * data is a copy of the component's registers with its identity. It is never
 * written again: what is read after a teardown must not pass for firmware's.
 * A device that comes later, or another at the same place, gets one of its own.
 * Nothing in the devices points into this module.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/overflow.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "machine.h"
#include "saved.h"

#define SR_SAVED "softreserve_saved"
/* Another layout must not be read by this code, nor this one by another's. */
#define SR_SAVED_LAYOUT 1

struct record {
	u32 layout;
	u32 kind;
	char name[32];
	u64 registers;
	u64 serial;
	u32 hdm;
	u32 id;
	u16 dvsec;
	u16 dvsec_ctrl;
	u32 global_ctrl;
	u32 n_decoders;
	struct sr_hdm_decoder decoders[];
};

/* Vendor and device: what a slot has where its device has no serial number. */
static u32 pci_identity(const struct sr_hdm_component *c)
{
	return c->pdev ? (u32)c->pdev->vendor << 16 | c->pdev->device : 0;
}

/** sr_saved_serial() - a component's serial number; 0 where it has none */
u64 sr_saved_serial(const struct sr_hdm_component *c)
{
	return c->pdev ? pci_get_dsn(c->pdev) : 0;
}

static bool is_of(const struct record *r, const struct sr_hdm_component *c)
{
	return r->layout == SR_SAVED_LAYOUT && r->kind == c->kind &&
	       r->registers == c->registers && r->hdm == c->hdm &&
	       r->n_decoders == c->n_decoders && r->id == pci_identity(c) &&
	       r->serial == sr_saved_serial(c) && !strcmp(r->name, c->name);
}

static int match_record(struct device *dev, const void *data)
{
	struct platform_device *pdev = to_platform_device(dev);
	const struct record *r = dev_get_platdata(dev);

	return pdev->name && !strcmp(pdev->name, SR_SAVED) && r &&
	       is_of(r, data);
}

static size_t record_size(const struct sr_hdm_component *c)
{
	struct record *r;

	return struct_size(r, decoders, c->n_decoders);
}

static void fill_record(struct record *r, const struct sr_hdm_component *c)
{
	r->layout = SR_SAVED_LAYOUT;
	r->kind = c->kind;
	strscpy(r->name, c->name, sizeof(r->name));
	r->registers = c->registers;
	r->serial = sr_saved_serial(c);
	r->hdm = c->hdm;
	r->id = pci_identity(c);
	r->dvsec = c->dvsec;
	r->dvsec_ctrl = c->dvsec_ctrl;
	r->global_ctrl = c->global_ctrl;
	r->n_decoders = c->n_decoders;
	memcpy(r->decoders, c->decoders, c->n_decoders * sizeof(*c->decoders));
}

static int add_device(const struct record *r, size_t size)
{
	struct platform_device *pdev;
	int rc;

	pdev = platform_device_alloc(SR_SAVED, PLATFORM_DEVID_AUTO);
	if (!pdev)
		return -ENOMEM;
	rc = platform_device_add_data(pdev, r, size);
	if (!rc)
		rc = platform_device_add(pdev);
	if (rc)
		platform_device_put(pdev);
	return rc;
}

static int save(const struct sr_hdm_component *c)
{
	struct record *r = kzalloc(record_size(c), GFP_KERNEL);
	int rc;

	if (!r)
		return -ENOMEM;
	fill_record(r, c);
	rc = add_device(r, record_size(c));
	kfree(r);
	return rc;
}

static void take_record(const struct record *r, struct sr_hdm_component *c)
{
	c->dvsec = r->dvsec;
	c->dvsec_ctrl = r->dvsec_ctrl;
	c->global_ctrl = r->global_ctrl;
	memcpy(c->decoders, r->decoders, c->n_decoders * sizeof(*c->decoders));
}

/*
 * Give a component that was just read the registers that were saved of it; save
 * it where nothing was. -ESTALE where that is not known to be as it came.
 */
static int recall(struct sr_hdm_component *c, bool may_save)
{
	struct device *dev = bus_find_device(&platform_bus_type, NULL, c,
					     match_record);

	if (dev) {
		take_record(dev_get_platdata(dev), c);
		put_device(dev);
		return 0;
	}
	return may_save ? save(c) : -ESTALE;
}

static void sort_by_kind(struct sr_hdm *hdm)
{
	size_t i, k;

	/* As written back: endpoints, switches, host bridges; few of each. */
	for (i = 1; i < hdm->n_components; i++)
		for (k = i; k && hdm->components[k].kind <
				 hdm->components[k - 1].kind; k--)
			swap(hdm->components[k], hdm->components[k - 1]);
}

/**
 * sr_saved_update() - save what is new, and tell what is saved
 * @saved: the components that are there now, with their registers as saved, in
 *	   the order of writing back; what it had is freed. @saved->unreadable
 *	   counts those that are there and could not be saved.
 * @torn_down: CXL was torn down in this boot: a component that could not be
 *	       read before that may have been reset by it
 *
 * Return: 0 or -errno.
 */
int sr_saved_update(struct sr_hdm *saved, bool torn_down)
{
	bool may_save = !torn_down || !saved->unreadable;
	struct sr_hdm now = {};
	size_t i;
	int rc;

	rc = sr_hdm_read(&now);
	for (i = 0; !rc && i < now.n_components; i++) {
		rc = recall(&now.components[i], may_save);
		if (rc == -ESTALE) {
			now.unreadable++;
			rc = 0;
		}
	}
	if (rc) {
		sr_hdm_free(&now);
		return rc;
	}
	sort_by_kind(&now);
	sr_hdm_free(saved);
	*saved = now;
	return 0;
}

static bool bar_has(struct pci_dev *pdev, phys_addr_t registers)
{
	int bar;

	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++)
		if ((pci_resource_flags(pdev, bar) & IORESOURCE_MEM) &&
		    pci_resource_start(pdev, bar) <= registers &&
		    pci_resource_end(pdev, bar) >= registers)
			return true;
	return false;
}

static const struct record *record_of(const struct sr_hdm_component *c)
{
	struct device *dev = bus_find_device(&platform_bus_type, NULL, c,
					     match_record);
	const struct record *r = dev ? dev_get_platdata(dev) : NULL;

	/* It stays for the rest of the boot: nobody removes these devices. */
	put_device(dev);
	return r;
}

/**
 * sr_saved_is_there() - is this still the device that was saved, and there?
 * @c: the component; the caller holds pci_lock_rescan_remove()
 *
 * Return: true if its registers may be written.
 */
bool sr_saved_is_there(const struct sr_hdm_component *c)
{
	u16 command;

	if (!record_of(c))
		return false;
	if (!c->pdev)
		return true;
	if (!device_is_registered(&c->pdev->dev) ||
	    c->pdev->error_state == pci_channel_io_perm_failure ||
	    !bar_has(c->pdev, c->registers))
		return false;
	pci_read_config_word(c->pdev, PCI_COMMAND, &command);
	return command != (u16)~0 && (command & PCI_COMMAND_MEMORY);
}
