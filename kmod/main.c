// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: softreserve: settle who owns firmware's Soft Reserved memory.
 *
 * Only init in order and exit in reverse; the loop is in settle.c.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/crash_dump.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "machine.h"
#include "orders.h"

/* Enacting comes on top of the wait for probing. */
#define SR_FIRST_RULING_SLACK 30

static char *scope = "system";
module_param(scope, charp, 0444);
MODULE_PARM_DESC(scope, "how far a mismatch reaches: system (default) or range");

static char *mode = "enact";
module_param(mode, charp, 0444);
MODULE_PARM_DESC(mode, "enact (default), or observe: rule and report only");

static char *undecoded = "withhold";
module_param(undecoded, charp, 0444);
MODULE_PARM_DESC(undecoded,
		 "memory that no decoder routes: withhold (default) or hand-over");

static char *misrouted = "withhold";
module_param(misrouted, charp, 0444);
MODULE_PARM_DESC(misrouted,
		 "memory whose decoders lead nowhere, or twice to one cell: withhold (default) or hand-over");

static unsigned int settle_timeout = 60;
module_param(settle_timeout, uint, 0444);
MODULE_PARM_DESC(settle_timeout,
		 "seconds to wait for CXL to finish probing (default 60)");

#ifdef SR_TEST
unsigned int sr_test_slow_probe;
module_param_named(slow_probe, sr_test_slow_probe, uint, 0444);
MODULE_PARM_DESC(slow_probe,
		 "test build only: seconds that a memory device's probe takes more");
#endif

static struct sr_machine machine = {
	.view = { .verdict = "pending", .owner = "none" },
};

static int parse_hand_over(const char *name, const char *word, bool *hand_over)
{
	*hand_over = sysfs_streq(word, "hand-over");
	if (*hand_over || sysfs_streq(word, "withhold"))
		return 0;
	pr_err("%s=%s: must be hand-over or withhold\n", name, word);
	return -EINVAL;
}

static int parse_parameters(struct sr_machine *m)
{
	if (sr_scope_parse(scope, &m->scope)) {
		pr_err("scope=%s: must be system or range\n", scope);
		return -EINVAL;
	}
	if (sr_mode_parse(mode, &m->mode)) {
		pr_err("mode=%s: must be enact or observe\n", mode);
		return -EINVAL;
	}
	if (parse_hand_over("undecoded", undecoded, &m->hand_over_unrouted) ||
	    parse_hand_over("misrouted", misrouted, &m->hand_over_misrouted))
		return -EINVAL;
	if (!settle_timeout || settle_timeout > 3600) {
		pr_err("settle_timeout=%u: must be 1 to 3600 seconds\n",
		       settle_timeout);
		return -EINVAL;
	}
	m->settle_timeout = settle_timeout;
	m->view.scope = m->scope;
	return 0;
}

/*
 * Loading ends with the first ruling, so that "softdep dax_cxl pre: softreserve"
 * keeps memory from coming online before it is ruled on.
 */
static void await_first_ruling(struct sr_machine *m)
{
	unsigned long wait = (m->settle_timeout + SR_FIRST_RULING_SLACK) * HZ;

	if (wait_for_completion_killable_timeout(&m->first, wait) <= 0)
		pr_warn("no ruling yet; loading does not wait any longer, the ruling goes on\n");
}

static int __init softreserve_init(void)
{
	struct sr_machine *m = &machine;
	int rc;

	if (is_kdump_kernel()) {
		pr_info("not in a kdump kernel: it must not touch memory\n");
		return -ENODEV;
	}
	mutex_init(&m->view.lock);
	rc = parse_parameters(m);
	if (rc)
		return rc;
	rc = sr_settle_init(m);
	if (rc)
		return rc;
	rc = sr_sysfs_add(m);
	if (rc)
		goto out_stop;
	rc = sr_settle_start(m);
	if (rc)
		goto out_del_sysfs;
	await_first_ruling(m);
	return 0;

out_del_sysfs:
	sr_orders_stop();
	sr_sysfs_stop(m);
	sr_settle_stop(m);
	sr_sysfs_del(m);
	return rc;
out_stop:
	sr_settle_stop(m);
	return rc;
}

/* What was settled stays settled: hmem devices, override and iomem are kept. */
static void __exit softreserve_exit(void)
{
	struct sr_machine *m = &machine;

	sr_orders_stop();
	sr_sysfs_stop(m);
	sr_settle_stop(m);
	sr_sysfs_del(m);
}

module_init(softreserve_init);
module_exit(softreserve_exit);

MODULE_DESCRIPTION("Settles who owns firmware's Soft Reserved memory: CXL or device-dax");
MODULE_AUTHOR("The softreserve developers");
MODULE_LICENSE("GPL");
