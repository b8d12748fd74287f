// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: has CXL finished probing? Only then is an absence a fact.
 *
 * Probing is complete once cxl_acpi has bound ACPI0017 (or is kept from it), the
 * drivers of what is there are registered, each CXL function and memory device
 * is bound or was refused by its driver, and the driver core has nothing left to
 * do. wait_for_device_probe() has no timeout, and a single hung probe anywhere
 * would make it wait for ever. It therefore runs in a work of its own.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/kmod.h>
#include <linux/pci.h>
#include <linux/printk.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "cxl_symbols.h"
#include "machine.h"
#include "news.h"
#include "pin.h"
#include "probing.h"

/* Programming interface of a CXL memory device, CXL 3.1 8.1.12.1 */
#define CXL_MEMORY_PROGIF 0x10

static void wait_work(struct work_struct *work);
static void ask_work(struct work_struct *work);

static DECLARE_WORK(waiter, wait_work);
static DECLARE_WORK(asker, ask_work);
static struct workqueue_struct *workqueue;
static struct sr_pin wait_pin, ask_pin;
static DEFINE_SPINLOCK(wait_lock);
/* Guarded by wait_lock: the newest wait that was asked for, and the last done. */
static u64 wanted_id, done_id;
static bool try_wanted;
/* Each device had a try while ACPI0017 was bound. */
static bool tried;
/* How many a driver put off in that try. */
static unsigned int n_deferred;

/*
 * cxl_acpi asks for memory devices to be probed (again) from a workqueue that
 * nobody else can wait for. Probing those that have no driver here, in this
 * context, leaves none that was merely not tried yet.
 */
static int try_memory_device(struct device *dev, void *unused)
{
	int rc;

	if (!is_cxl_memdev(dev) || device_is_bound(dev))
		return 0;
	rc = device_attach(dev);
	if (rc < 0)
		n_deferred++;
	if (rc != 1)
		dev_dbg(dev, "was refused (%d)\n", rc);
	return 0;
}

static struct pci_dev *next_function(struct pci_dev *pdev)
{
	return pci_get_class(PCI_CLASS_MEMORY_CXL << 8 | CXL_MEMORY_PROGIF,
			     pdev);
}

static bool root_is_bound(void)
{
	struct platform_device *root = sr_cxl_root_get();
	bool bound = sr_cxl_root_is_bound(root);

	platform_device_put(root);
	return bound;
}

/*
 * Not PCI functions: the PCI core has tried each, and one that has no driver may
 * have been unbound by its owner, for a guest.
 */
static void try_devices(void)
{
	if (!root_is_bound())
		return;
	n_deferred = 0;
	bus_for_each_dev(&cxl_bus_type, NULL, NULL, try_memory_device);
	WRITE_ONCE(tried, true);
	wait_for_device_probe();
}

static u64 next_wait(bool *try)
{
	u64 id;

	spin_lock(&wait_lock);
	id = wanted_id;
	*try = try_wanted;
	spin_unlock(&wait_lock);
	return id;
}

/* True if nothing newer was asked for meanwhile. */
static bool end_wait(u64 id)
{
	bool last;

	spin_lock(&wait_lock);
	done_id = id;
	last = wanted_id == id;
	spin_unlock(&wait_lock);
	return last;
}

static void wait_work(struct work_struct *work)
{
	bool try;
	u64 id;

	sr_pin_begin(&wait_pin, "a driver's probe");
	do {
		id = next_wait(&try);
		/* cxl_acpi may be in its probe at this moment. */
		wait_for_device_probe();
		if (try || !READ_ONCE(tried))
			try_devices();
	} while (!end_wait(id));
	sr_pin_end(&wait_pin);
	sr_news_probed(id);
}

/**
 * sr_probing_begin() - begin to wait until the driver core has nothing to do
 * @id: sr_news_probed() tells the end of it
 * @try_all: probe each memory device that has no driver first
 */
void sr_probing_begin(u64 id, bool try_all)
{
	spin_lock(&wait_lock);
	wanted_id = id;
	try_wanted = try_all;
	spin_unlock(&wait_lock);
	queue_work(workqueue, &waiter);
}

static void ask_for(const char *module, const struct device_driver *driver)
{
	if (!driver && request_module("%s", module))
		pr_debug("request for %s failed\n", module);
}

/*
 * dax_hmem comes after cxl_acpi: it must see the windows, or it would take
 * ranges early. So each request is waited for, in a work of its own.
 */
static void ask_work(struct work_struct *work)
{
	sr_pin_begin(&ask_pin, "modprobe");
	ask_for("cxl_acpi", driver_find("cxl_acpi", &platform_bus_type));
	ask_for("cxl_port", driver_find("cxl_port", &cxl_bus_type));
	ask_for("cxl_mem", driver_find("cxl_mem", &cxl_bus_type));
	ask_for("cxl_pci", driver_find("cxl_pci", &pci_bus_type));
	ask_for("dax_hmem", driver_find("hmem", &platform_bus_type));
	sr_pin_end(&ask_pin);
}

/** sr_probing_ask() - ask for the drivers that CXL needs, without waiting */
void sr_probing_ask(void)
{
	queue_work(workqueue, &asker);
}

/** sr_probing_init() - once, before anything else here; 0 or -errno */
int sr_probing_init(void)
{
	sr_pin_init(&wait_pin);
	sr_pin_init(&ask_pin);
	workqueue = alloc_workqueue("softreserve_probe", WQ_UNBOUND, 2);
	return workqueue ? 0 : -ENOMEM;
}

/** sr_probing_exit() - waits for what is still under way */
void sr_probing_exit(void)
{
	destroy_workqueue(workqueue);
	sr_pin_exit(&wait_pin);
	sr_pin_exit(&ask_pin);
}

static void note(struct sr_awaited *w, u32 bit, const char *what,
		 const char *name)
{
	if (!w->bits) {
		w->what = what;
		strscpy(w->name, name, sizeof(w->name));
	}
	w->bits |= bit;
}

/* A device that is neither bound nor free is being probed at this moment. */
static void look_at(struct sr_awaited *w, struct device *dev, u32 bit,
		    const char *what)
{
	bool bound;

	if (!device_trylock(dev)) {
		note(w, SR_AWAITS_PROBE, "the probe of", dev_name(dev));
		return;
	}
	bound = device_is_bound(dev);
	device_unlock(dev);
	if (!bound && !READ_ONCE(tried))
		note(w, bit, what, dev_name(dev));
}

static int look_at_memory_device(struct device *dev, void *arg)
{
	struct sr_awaited *w = arg;

	if (!is_cxl_memdev(dev))
		return 0;
	if (!driver_find("cxl_mem", &cxl_bus_type))
		note(w, SR_AWAITS_DRIVER, "the cxl_mem driver for",
		     dev_name(dev));
	else
		look_at(w, dev, SR_AWAITS_MEMDEV, "a driver for");
	return 0;
}

static void look_at_functions(struct sr_awaited *w)
{
	struct pci_dev *pdev = NULL;

	while ((pdev = next_function(pdev))) {
		if (!driver_find("cxl_pci", &pci_bus_type))
			note(w, SR_AWAITS_DRIVER, "the cxl_pci driver for",
			     pci_name(pdev));
		else
			look_at(w, &pdev->dev, SR_AWAITS_FUNCTION,
				"a driver for");
	}
}

static void look_at_root(struct sr_awaited *w, struct platform_device *root)
{
	bool bound;

	if (!driver_find("cxl_acpi", &platform_bus_type)) {
		note(w, SR_AWAITS_ROOT | SR_AWAITS_DRIVER,
		     "the cxl_acpi driver for", "ACPI0017");
		return;
	}
	if (!device_trylock(&root->dev)) {
		note(w, SR_AWAITS_PROBE, "the probe of", "ACPI0017");
		return;
	}
	bound = device_is_bound(&root->dev);
	device_unlock(&root->dev);
	if (!bound)
		note(w, SR_AWAITS_ROOT, "cxl_acpi to bind", "ACPI0017");
	else if (!driver_find("cxl_port", &cxl_bus_type))
		note(w, SR_AWAITS_DRIVER, "the cxl_port driver for",
		     "ACPI0017");
}

static bool wait_is_done(void)
{
	bool done;

	spin_lock(&wait_lock);
	done = done_id == wanted_id;
	spin_unlock(&wait_lock);
	return done;
}

static void look_at_cxl(struct sr_awaited *w)
{
	struct platform_device *root = sr_cxl_root_get();

	/* Where nothing may bind the root, nothing of CXL is awaited. */
	if (root && !sr_cxl_root_is_overridden(root) &&
	    !sr_cxl_root_is_foreign(root)) {
		look_at_root(w, root);
		look_at_functions(w);
		bus_for_each_dev(&cxl_bus_type, NULL, w,
				 look_at_memory_device);
		if (READ_ONCE(n_deferred))
			note(w, SR_AWAITS_PROBE, "what",
			     "CXL devices were deferred for");
	}
	platform_device_put(root);
}

/**
 * sr_probing_look() - what keeps probing from being complete?
 * @w: the answer; nothing is awaited where its bits are 0
 */
void sr_probing_look(struct sr_awaited *w)
{
	*w = (struct sr_awaited){};
	look_at_cxl(w);
	if (!wait_is_done())
		note(w, SR_AWAITS_PROBE, "the probe of", "some device");
	if (!driver_find("hmem", &platform_bus_type))
		note(w, SR_AWAITS_HMEM, "the dax_hmem driver for",
		     "hmem devices");
}
