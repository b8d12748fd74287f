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

/*
 * Beside a live cxl driver only what it let go of is written back: a decoder
 * that firmware had committed and that is free now. All else is its own.
 */
static bool must_write(const struct sr_hdm_decoder *was,
		       const struct sr_hdm_decoder *is, bool cxl_is_live)
{
	if (same_decoder(was, is))
		return false;
	return !cxl_is_live || (sr_hdm_decoder_committed(was) &&
				!sr_hdm_decoder_committed(is));
}

static int write_component(const struct sr_hdm_component *saved,
			   const struct sr_hdm_component *now,
			   void __iomem *hdm, bool cxl_is_live)
{
	unsigned int i;
	int rc;

	/* The enables first: hardware may refuse to commit while disabled. */
	write_enables(saved, hdm);
	for (i = 0; i < saved->n_decoders; i++) {
		if (!must_write(&saved->decoders[i], &now->decoders[i],
				cxl_is_live))
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
			    const struct sr_hdm_component *now,
			    bool cxl_is_live)
{
	unsigned int i;

	for (i = 0; i < saved->n_decoders; i++) {
		const struct sr_hdm_decoder *was = &saved->decoders[i];
		const struct sr_hdm_decoder *is = &now->decoders[i];

		if (!must_write(was, is, cxl_is_live))
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

static int restore_component(const struct sr_hdm_component *saved,
			     bool cxl_is_live)
{
	struct sr_hdm_component now = *saved;
	void __iomem *block, *hdm;
	int rc;

	now.decoders = kcalloc(saved->n_decoders, sizeof(*now.decoders),
			       GFP_KERNEL);
	if (!now.decoders)
		return -ENOMEM;
	block = sr_hdm_map(saved);
	if (!block) {
		rc = -ENOMEM;
		goto out_free_now;
	}
	hdm = block + saved->hdm;
	rc = sr_hdm_read_component(&now, hdm);
	if (!rc)
		rc = write_component(saved, &now, hdm, cxl_is_live);
	if (!rc)
		rc = sr_hdm_read_component(&now, hdm);
	if (!rc)
		rc = verify_component(saved, &now, cxl_is_live);
	iounmap(block);
out_free_now:
	kfree(now.decoders);
	if (rc == -ENXIO)
		pr_err("%s: does not answer any more\n", saved->name);
	return rc;
}

/**
 * sr_hdm_restore() - write back every decoder that changed, and verify all
 * @saved: decoders as they were
 * @cxl_is_live: cxl_acpi is bound and owns all decoders but those it let go of
 *
 * Where one component fails the others are still written back: the more
 * memory is reachable, the better.
 *
 * Return: 0, or the first -errno.
 */
int sr_hdm_restore(const struct sr_hdm *saved, bool cxl_is_live)
{
	enum sr_hdm_kind kind;
	int rc = 0, one;
	size_t i;

	/* Nothing may be unplugged, and another put there, meanwhile. */
	pci_lock_rescan_remove();
	for (kind = 0; kind < SR_HDM_KINDS; kind++) {
		for (i = 0; i < saved->n_components; i++) {
			if (saved->components[i].kind != kind)
				continue;
			one = restore_component(&saved->components[i],
						cxl_is_live);
			if (!rc)
				rc = one;
		}
	}
	pci_unlock_rescan_remove();
	return rc;
}
