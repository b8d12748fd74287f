// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: listen for news. A notifier runs in the middle of somebody else's work:
 * it sets a bit and wakes the worker, which tells the conductor.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/pci.h>
#include <linux/platform_device.h>

#include "cxl_symbols.h"
#include "gate.h"
#include "machine.h"
#include "news.h"

static struct sr_machine *machine;
static unsigned long bits;
static atomic64_t last_probed = ATOMIC64_INIT(0);

/** sr_news_tell() - there is news; any context that may sleep or not */
void sr_news_tell(enum sr_news_bit bit)
{
	set_bit(bit, &bits);
	sr_settle_wake(machine);
}

/** sr_news_probed() - the wait for probes of this id has ended */
void sr_news_probed(u64 id)
{
	atomic64_set(&last_probed, id);
	sr_news_tell(SR_NEWS_PROBED);
}

/**
 * sr_news_take() - take all news there is
 * @probed_id: the wait that ended last
 *
 * Return: bits of enum sr_news_bit; they are not told again.
 */
unsigned long sr_news_take(u64 *probed_id)
{
	unsigned long taken = xchg(&bits, 0);

	*probed_id = atomic64_read(&last_probed);
	return taken;
}

#ifdef SR_TEST
/* Called on the way into a driver's probe, in its context. */
static void slow_down(struct device *dev, unsigned long action)
{
	if (action == BUS_NOTIFY_BIND_DRIVER && is_cxl_memdev(dev))
		msleep(sr_test_slow_probe * MSEC_PER_SEC);
}
#else
static void slow_down(struct device *dev, unsigned long action)
{
}
#endif

/* An unbinding is no news: a look that is under way sees it, or a later one. */
static bool is_news(unsigned long action)
{
	return action == BUS_NOTIFY_ADD_DEVICE ||
	       action == BUS_NOTIFY_BOUND_DRIVER ||
	       action == BUS_NOTIFY_REMOVED_DEVICE;
}

static int cxl_news(struct notifier_block *nb, unsigned long action, void *data)
{
	struct device *dev = data;

	if (is_cxl_region(dev) && action == BUS_NOTIFY_DEL_DEVICE)
		sr_region_dying(dev, false);
	if (is_cxl_region(dev) && action == BUS_NOTIFY_REMOVED_DEVICE)
		sr_region_dying(dev, true);
	if ((is_cxl_region(dev) || is_cxl_memdev(dev)) && is_news(action))
		sr_news_tell(SR_NEWS_CHANGE);
	slow_down(dev, action);
	return NOTIFY_DONE;
}

/* Mainline from 7.1 on makes hmem devices late, by its own rule. */
static int platform_news(struct notifier_block *nb, unsigned long action,
			 void *data)
{
	if (!sr_is_hmem(data)) {
		/* ACPI0017: a root that is bound is what all else waits for. */
		if (action == BUS_NOTIFY_BOUND_DRIVER &&
		    sr_cxl_root_is(data))
			sr_news_tell(SR_NEWS_CHANGE);
		return NOTIFY_DONE;
	}
	if (action == BUS_NOTIFY_ADD_DEVICE && sr_gate_added(data))
		sr_news_tell(SR_NEWS_HMEM);
	else if (is_news(action))
		sr_news_tell(SR_NEWS_CHANGE);
	if (action == BUS_NOTIFY_REMOVED_DEVICE)
		sr_gate_forget(data);
	return NOTIFY_DONE;
}

static int pci_news(struct notifier_block *nb, unsigned long action, void *data)
{
	struct pci_dev *pdev = to_pci_dev(data);

	if (pdev->class >> 8 == PCI_CLASS_MEMORY_CXL && is_news(action))
		sr_news_tell(SR_NEWS_CHANGE);
	return NOTIFY_DONE;
}

static struct notifier_block cxl_notifier = { .notifier_call = cxl_news };
static struct notifier_block pci_notifier = { .notifier_call = pci_news };
static struct notifier_block platform_notifier = {
	.notifier_call = platform_news,
};

/** sr_news_init() - whose worker is woken; its workqueue is there */
void sr_news_init(struct sr_machine *m)
{
	machine = m;
}

static const struct {
	const struct bus_type *bus;
	struct notifier_block *notifier;
} listeners[] = {
	{ &cxl_bus_type, &cxl_notifier },
	{ &platform_bus_type, &platform_notifier },
	{ &pci_bus_type, &pci_notifier },
};

/** sr_news_listen() - begin to listen; 0 or -errno; then nothing is heard */
int sr_news_listen(void)
{
	size_t i;
	int rc;

	for (i = 0; i < ARRAY_SIZE(listeners); i++) {
		rc = bus_register_notifier(listeners[i].bus,
					   listeners[i].notifier);
		if (rc) {
			sr_news_exit();
			return rc;
		}
	}
	return 0;
}

/** sr_news_exit() - listen no more, to what was listened to */
void sr_news_exit(void)
{
	size_t i;

	/* What is not registered is refused, and no harm. */
	for (i = ARRAY_SIZE(listeners); i--; )
		bus_unregister_notifier(listeners[i].bus,
					listeners[i].notifier);
}
