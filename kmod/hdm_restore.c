// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: write HDM decoders back as firmware had programmed them (P4).
 *
 * Endpoints first, then switches, then host bridges, so that nothing is routed
 * to a component that would not know it; within a component in index order,
 * which is the order the hardware demands for committing (CXL 3.1 8.2.4.20.7).
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/io.h>
#include <linux/pci.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "machine.h"
#include "saved.h"

/* Committing takes at most 10 ms (CXL 3.1 8.2.4.20.7); Linux waits 20. */
#define COMMIT_WAIT_US 20000
#define COMMIT_LOOK_US 500
#define CTRL_MEANING (~(u32)SR_HDM_CTRL_ERROR)

static bool same_decoder(const struct sr_hdm_decoder *a,
			 const struct sr_hdm_decoder *b)
{
	return a->base == b->base && a->size == b->size && a->tail == b->tail &&
	       (a->ctrl & CTRL_MEANING) == (b->ctrl & CTRL_MEANING);
}

static void write_pair(u64 value, void __iomem *low)
{
	writel(lower_32_bits(value), low);
	writel(upper_32_bits(value), low + 4);
}

static int await_commit(void __iomem *ctrl)
{
	unsigned int waited;
	u32 now;

	for (waited = 0; waited <= COMMIT_WAIT_US; waited += COMMIT_LOOK_US) {
		now = readl(ctrl);
		if (now & SR_HDM_CTRL_ERROR)
			return -EIO;
		if (now & SR_HDM_CTRL_COMMITTED)
			return 0;
		usleep_range(COMMIT_LOOK_US, 2 * COMMIT_LOOK_US);
	}
	return -ETIMEDOUT;
}

static int write_decoder(const struct sr_hdm_decoder *d, void __iomem *hdm,
			 unsigned int i)
{
	u32 ctrl = d->ctrl & ~(SR_HDM_CTRL_COMMITTED | SR_HDM_CTRL_ERROR);
	u32 now = readl(hdm + SR_HDM_CTRL(i));

	if ((now & SR_HDM_CTRL_COMMITTED) && (now & SR_HDM_CTRL_LOCK))
		return -EPERM;
	/* A committed decoder's registers are read-only; let go of it first. */
	writel(now & ~(SR_HDM_CTRL_COMMIT | SR_HDM_CTRL_LOCK),
	       hdm + SR_HDM_CTRL(i));
	write_pair(d->base, hdm + SR_HDM_BASE_LOW(i));
	write_pair(d->size, hdm + SR_HDM_SIZE_LOW(i));
	write_pair(d->tail, hdm + SR_HDM_TAIL_LOW(i));
	writel(ctrl, hdm + SR_HDM_CTRL(i));
	if (!sr_hdm_decoder_committed(d))
		return 0;
	return await_commit(hdm + SR_HDM_CTRL(i));
}

static void write_enables(const struct sr_hdm_component *saved,
			  void __iomem *hdm)
{
	u16 ctrl;

	if (readl(hdm + SR_HDM_GLOBAL) != saved->global_ctrl)
		writel(saved->global_ctrl, hdm + SR_HDM_GLOBAL);
	if (!saved->pdev || !saved->dvsec)
		return;
	pci_read_config_word(saved->pdev, saved->dvsec + SR_DVSEC_CTRL, &ctrl);
	if ((ctrl ^ saved->dvsec_ctrl) & SR_DVSEC_CTRL_MEM_ENABLE)
		pci_write_config_word(saved->pdev, saved->dvsec + SR_DVSEC_CTRL,
				      saved->dvsec_ctrl);
}

static int write_component(const struct sr_hdm_component *saved,
			   const struct sr_hdm_component *now,
			   void __iomem *hdm)
{
	unsigned int i;
	int rc;

	/* The enables first: hardware may refuse to commit while disabled. */
	write_enables(saved, hdm);
	for (i = 0; i < saved->n_decoders; i++) {
		if (same_decoder(&saved->decoders[i], &now->decoders[i]))
			continue;
		rc = write_decoder(&saved->decoders[i], hdm, i);
		if (rc) {
			pr_err("%s: decoder %u [mem %#llx size %#llx] could not be written back (%d): its memory is out of reach until the next boot\n",
			       saved->name, i, saved->decoders[i].base,
			       saved->decoders[i].size, rc);
			return rc;
		}
		pr_debug("%s: decoder %u written back\n", saved->name, i);
	}
	return 0;
}

static int verify_component(const struct sr_hdm_component *saved,
			    const struct sr_hdm_component *now)
{
	unsigned int i;

	for (i = 0; i < saved->n_decoders; i++) {
		const struct sr_hdm_decoder *was = &saved->decoders[i];
		const struct sr_hdm_decoder *is = &now->decoders[i];

		if (same_decoder(was, is))
			continue;
		pr_err("%s: decoder %u reads back base %#llx size %#llx ctrl %#x, firmware had base %#llx size %#llx ctrl %#x\n",
		       saved->name, i, is->base, is->size, is->ctrl, was->base,
		       was->size, was->ctrl);
		return -EIO;
	}
	if (now->global_ctrl == saved->global_ctrl &&
	    !((now->dvsec_ctrl ^ saved->dvsec_ctrl) & SR_DVSEC_CTRL_MEM_ENABLE))
		return 0;
	pr_err("%s: enable bits read back %#x/%#x, firmware had %#x/%#x\n",
	       saved->name, now->global_ctrl, now->dvsec_ctrl,
	       saved->global_ctrl, saved->dvsec_ctrl);
	return -EIO;
}

static int read_write_verify(const struct sr_hdm_component *saved,
			     struct sr_hdm_component *now, void __iomem *hdm)
{
	int rc;

	rc = sr_hdm_read_component(now, hdm);
	if (rc)
		return rc;
	rc = write_component(saved, now, hdm);
	if (rc)
		return rc;
	rc = sr_hdm_read_component(now, hdm);
	if (rc)
		return rc;
	return verify_component(saved, now);
}

static int restore_mapped(const struct sr_hdm_component *saved,
			  struct sr_hdm_component *now)
{
	void __iomem *block = sr_hdm_map(saved);
	int rc;

	if (!block)
		return -ENOMEM;
	rc = read_write_verify(saved, now, block + saved->hdm);
	iounmap(block);
	return rc;
}

static int restore_component(const struct sr_hdm_component *saved)
{
	struct sr_hdm_component now = *saved;
	int rc;

	now.decoders = kcalloc(saved->n_decoders, sizeof(*now.decoders),
			       GFP_KERNEL);
	if (!now.decoders)
		return -ENOMEM;
	rc = restore_mapped(saved, &now);
	kfree(now.decoders);
	if (rc == -ENXIO)
		pr_err("%s: does not answer any more\n", saved->name);
	return rc;
}

/**
 * sr_hdm_restore() - write back what changed of a component, and verify all
 * @saved: the component as it was saved; ACPI0017 is not bound
 *
 * Return: 0; -ESTALE, nothing written, where the device is not there any more
 * or is another one; -errno.
 */
int sr_hdm_restore(const struct sr_hdm_component *saved)
{
	int rc = -ESTALE;

	/* Nothing may be unplugged, and another put there, meanwhile. */
	pci_lock_rescan_remove();
	if (sr_saved_is_there(saved))
		rc = restore_component(saved);
	pci_unlock_rescan_remove();
	if (rc == -ESTALE)
		pr_err("%s: is gone, or is another device by now; nothing is written to it\n",
		       saved->name);
	return rc;
}
