// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: a driver that uses a CXL region as an accelerator's does: the region has
 * no dax child, nothing requests its range, and it is mapped all the time. It
 * takes a function only through driver_override.
 */
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/range.h>

#include <cxl/cxl.h>
#include <cxl/pci.h>

static ulong capacity = 512UL << 20;
module_param(capacity, ulong, 0444);
MODULE_PARM_DESC(capacity, "bytes of memory on the device");

static uint users;
module_param(users, uint, 0444);
MODULE_PARM_DESC(users, "functions that it drives");

struct accelerator {
	struct cxl_dev_state cxlds;
	struct cxl_memdev *cxlmd;
	void __iomem *buffer;
};

static int set_up(struct pci_dev *pdev, struct accelerator *accelerator)
{
	int rc;

	rc = cxl_pci_setup_regs(pdev, CXL_REGLOC_RBI_COMPONENT,
				&accelerator->cxlds.reg_map);
	if (rc)
		return rc;
	accelerator->cxlds.media_ready = true;
	return cxl_set_capacity(&accelerator->cxlds, capacity);
}

static int map(struct pci_dev *pdev, struct accelerator *accelerator)
{
	struct range range;

	accelerator->cxlmd = devm_cxl_probe_mem(&accelerator->cxlds, &range);
	if (IS_ERR(accelerator->cxlmd)) {
		pci_info(pdev, "no memory device, or no region on it: %pe\n",
			 accelerator->cxlmd);
		return PTR_ERR(accelerator->cxlmd);
	}
	accelerator->buffer = ioremap_wc(range.start, range_len(&range));
	if (!accelerator->buffer)
		return -ENOMEM;
	writel(0xacce1, accelerator->buffer);
	users++;
	pci_info(pdev, "accelerator uses %#llx-%#llx\n", range.start,
		 range.end);
	return 0;
}

static int accelerator_probe(struct pci_dev *pdev,
			     const struct pci_device_id *unused)
{
	u16 dvsec = pci_find_dvsec_capability(pdev, PCI_VENDOR_ID_CXL,
					      PCI_DVSEC_CXL_DEVICE);
	struct accelerator *accelerator;
	int rc;

	if (!dvsec)
		return -ENODEV;
	rc = pcim_enable_device(pdev);
	if (rc)
		return rc;
	pci_set_master(pdev);
	accelerator = devm_cxl_dev_state_create(&pdev->dev,
						CXL_DEVTYPE_DEVMEM,
						pci_get_dsn(pdev), dvsec,
						struct accelerator, cxlds,
						false);
	if (!accelerator)
		return -ENOMEM;
	rc = set_up(pdev, accelerator);
	if (rc) {
		pci_info(pdev, "no component registers: %d\n", rc);
		return rc;
	}
	pci_set_drvdata(pdev, accelerator);
	return map(pdev, accelerator);
}

static void accelerator_remove(struct pci_dev *pdev)
{
	struct accelerator *accelerator = pci_get_drvdata(pdev);

	pci_info(pdev, "accelerator lost its driver\n");
	users--;
	iounmap(accelerator->buffer);
}

static const struct pci_device_id ids[] = {
	{ PCI_DEVICE_DRIVER_OVERRIDE(PCI_ANY_ID, PCI_ANY_ID,
				     PCI_ID_F_VFIO_DRIVER_OVERRIDE) },
	{ },
};

static struct pci_driver accelerator_driver = {
	.name = "accelerator",
	.id_table = ids,
	.probe = accelerator_probe,
	.remove = accelerator_remove,
};
module_pci_driver(accelerator_driver);

MODULE_DESCRIPTION("uses CXL memory as an accelerator does, for tests");
MODULE_IMPORT_NS("CXL");
MODULE_LICENSE("GPL");
