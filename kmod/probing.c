// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: wait until CXL has probed, but not for ever.
 *
 * CXL has probed once cxl_acpi has bound ACPI0017, every CXL memory device on
 * PCI has a driver or was refused by it, every memory device of the CXL bus
 * has its endpoint or failed, and the driver core has nothing left to do.
 *
 * wait_for_device_probe() has no timeout, and a single hung probe anywhere
 * would make it wait for ever. It therefore runs in a work of its own.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/jiffies.h>
#include <linux/kmod.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "cxl_symbols.h"
#include "machine.h"

/* Programming interface of a CXL memory device, CXL 3.1 8.1.12.1 */
#define CXL_MEMORY_PROGIF 0x10
#define LOOK_AGAIN_MS 50

static void core_waiter(struct work_struct *work);

static DECLARE_COMPLETION(core_done);
static DECLARE_WORK(core_work, core_waiter);
static struct workqueue_struct *core_workqueue;
static DECLARE_WAIT_QUEUE_HEAD(news_queue);
static atomic_t news_count = ATOMIC_INIT(0);
static bool try_memory_devices;
static int waiter_holds_module;
static bool stopping;

/*
 * cxl_acpi asks for memory devices to be probed (again) from a workqueue that
 * nobody else can wait for. Probing those that have no driver here, in this
 * context, leaves none that was merely not tried yet.
 */
static int try_memory_device(struct device *dev, void *unused)
{
	if (is_cxl_memdev(dev) && !device_is_bound(dev) &&
	    device_attach(dev) < 0)
		dev_dbg(dev, "could not be probed\n");
	return 0;
}

/*
 * The module cannot go while a waiter is in its code. One that has outlived its
 * round may wait for ever: it holds the module, so that unloading is refused at
 * once and does not hang.
 */
static void hold_module_for_waiter(void)
{
	__module_get(THIS_MODULE);
	xchg(&waiter_holds_module, 1);
	/* It may have ended just now, and not have seen that it holds. */
	if (completion_done(&core_done) && xchg(&waiter_holds_module, 0))
		module_put(THIS_MODULE);
}

static bool root_is_bound(void)
{
	struct platform_device *root = sr_cxl_root_get();
	bool bound = sr_cxl_root_is_bound(root);

	platform_device_put(root);
	return bound;
}

static void core_waiter(struct work_struct *work)
{
	/* cxl_acpi may be in its probe at this moment. */
	wait_for_device_probe();
	if (READ_ONCE(try_memory_devices) && root_is_bound()) {
		bus_for_each_dev(&cxl_bus_type, NULL, NULL, try_memory_device);
		wait_for_device_probe();
	}
	complete_all(&core_done);
	if (xchg(&waiter_holds_module, 0))
		module_put(THIS_MODULE);
}

/** sr_probing_init() - once, before anything else here; 0 or -errno */
int sr_probing_init(void)
{
	core_workqueue = alloc_workqueue("softreserve_probe", WQ_UNBOUND, 1);
	return core_workqueue ? 0 : -ENOMEM;
}

/** sr_probing_news() - a driver bound a device; any context */
void sr_probing_news(void)
{
	atomic_inc(&news_count);
	wake_up(&news_queue);
}

/** sr_probing_stop() - end waits for drivers; the module is on its way out */
void sr_probing_stop(void)
{
	WRITE_ONCE(stopping, true);
	sr_probing_news();
}

/** sr_probing_exit() - waits for a wait that is still under way */
void sr_probing_exit(void)
{
	destroy_workqueue(core_workqueue);
}

static void ask_for(const char *module, const struct device_driver *driver)
{
	if (!driver && request_module("%s", module))
		pr_debug("request for %s failed\n", module);
}

/**
 * sr_probing_request_drivers() - ask for the drivers that CXL needs
 *
 * Whether they are there is seen in sr_probing_wait(). dax_hmem comes after
 * cxl_acpi: it must see the windows, or it would take ranges early.
 *
 * Each request runs modprobe and waits for it, while memory that is healthy
 * waits for the ruling: none is made for a driver that is there.
 */
void sr_probing_request_drivers(void)
{
	ask_for("cxl_acpi", driver_find("cxl_acpi", &platform_bus_type));
	ask_for("cxl_port", driver_find("cxl_port", &cxl_bus_type));
	ask_for("cxl_mem", driver_find("cxl_mem", &cxl_bus_type));
	ask_for("cxl_pci", driver_find("cxl_pci", &pci_bus_type));
	ask_for("dax_hmem", driver_find("hmem", &platform_bus_type));
}

struct waiting {
	const char *what;
	char name[32];
};

static int memory_device_waits(struct device *dev, void *arg)
{
	struct waiting *w = arg;

	/* cxl_mem's probe makes the endpoint, or fails, before it returns. */
	if (!is_cxl_memdev(dev) || device_is_bound(dev) ||
	    driver_find("cxl_mem", &cxl_bus_type))
		return 0;
	w->what = "the cxl_mem driver for";
	strscpy(w->name, dev_name(dev), sizeof(w->name));
	return 1;
}

static bool pci_device_waits(struct waiting *w)
{
	struct pci_dev *pdev = NULL;

	while ((pdev = pci_get_class(PCI_CLASS_MEMORY_CXL << 8 |
				     CXL_MEMORY_PROGIF, pdev))) {
		if (pdev->dev.driver ||
		    driver_find("cxl_pci", &pci_bus_type))
			continue;
		w->what = "the cxl_pci driver for";
		strscpy(w->name, pci_name(pdev), sizeof(w->name));
		pci_dev_put(pdev);
		return true;
	}
	return false;
}

/** sr_probing_lacks_cxl() - is there an ACPI0017, but no cxl_acpi for it? */
bool sr_probing_lacks_cxl(void)
{
	struct platform_device *root = sr_cxl_root_get();
	bool lacks;

	lacks = root && !sr_cxl_root_is_bound(root) &&
		!driver_find("cxl_acpi", &platform_bus_type) &&
		!sr_cxl_root_is_overridden(root);
	platform_device_put(root);
	return lacks;
}

static bool root_waits(struct waiting *w)
{
	if (!sr_probing_lacks_cxl())
		return false;
	w->what = "the cxl_acpi driver for";
	strscpy(w->name, "ACPI0017", sizeof(w->name));
	return true;
}

static bool somebody_waits(struct waiting *w)
{
	return root_waits(w) || pci_device_waits(w) ||
	       bus_for_each_dev(&cxl_bus_type, NULL, w, memory_device_waits);
}

static int is_unbound_memory_device(struct device *dev, void *unused)
{
	return is_cxl_memdev(dev) && !device_is_bound(dev);
}

static bool all_is_bound(void)
{
	struct pci_dev *pdev = NULL;

	while ((pdev = pci_get_class(PCI_CLASS_MEMORY_CXL << 8 |
				     CXL_MEMORY_PROGIF, pdev)))
		if (!pdev->dev.driver) {
			pci_dev_put(pdev);
			return false;
		}
	return root_is_bound() &&
	       !bus_for_each_dev(&cxl_bus_type, NULL, NULL,
				 is_unbound_memory_device);
}

/* Not every news is told here (a driver that registers is not), so look too. */
static void await_news(int seen)
{
	wait_event_timeout(news_queue, atomic_read(&news_count) != seen,
			   msecs_to_jiffies(LOOK_AGAIN_MS));
}

/* A driver is to be seen an instant before its first probe begins. */
static void await_first_probes(void)
{
	long left = msecs_to_jiffies(LOOK_AGAIN_MS);
	int seen;

	while (left > 0 && !READ_ONCE(stopping)) {
		seen = atomic_read(&news_count);
		if (all_is_bound())
			return;
		left = wait_event_timeout(news_queue,
					  atomic_read(&news_count) != seen,
					  left);
	}
}

static bool core_is_done(unsigned long deadline)
{
	long left = deadline - jiffies;

	reinit_completion(&core_done);
	queue_work(core_workqueue, &core_work);
	if (left > 0 && wait_for_completion_timeout(&core_done, left))
		return true;
	if (!READ_ONCE(waiter_holds_module) && !READ_ONCE(stopping))
		hold_module_for_waiter();
	return false;
}

/**
 * sr_probing_wait() - wait until CXL has probed
 * @seconds: for how long at most; then it is said what is missing, and ruling
 *	     goes on with what there is
 * @for_drivers: wait also for drivers that are not loaded yet
 */
void sr_probing_wait(unsigned int seconds, bool for_drivers)
{
	unsigned long deadline = jiffies + msecs_to_jiffies(seconds * 1000);
	struct waiting w = {};
	bool waited = false;
	int seen;

	while (for_drivers && !READ_ONCE(stopping)) {
		seen = atomic_read(&news_count);
		if (!somebody_waits(&w))
			break;
		if (time_after(jiffies, deadline)) {
			pr_warn("no ruling can be final: after %u s still waiting for %s %s; is it loaded? Ruling on what is there\n",
				seconds, w.what, w.name);
			return;
		}
		waited = true;
		await_news(seen);
	}
	if (waited)
		await_first_probes();
	/* A device that its owner disabled later is left disabled. */
	WRITE_ONCE(try_memory_devices, for_drivers);
	if (!READ_ONCE(stopping) && !core_is_done(deadline))
		pr_warn("drivers have not finished probing after %u s; ruling on what is there\n",
			seconds);
}
