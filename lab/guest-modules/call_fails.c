// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: make one call of a kernel function fail, or take long, as it may for
 * real.
 *
 * A kprobe at the function's entry counts the calls. The one that is asked for
 * returns an error at once instead of being carried out, or it is carried out
 * after a while, in which other processors go on.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/printk.h>

#ifndef CONFIG_X86_64
#error "skipping a function is written for x86-64 only"
#endif

static char *function;
module_param(function, charp, 0444);
MODULE_PARM_DESC(function, "name of a function that returns a number");

static unsigned int call = 1;
module_param(call, uint, 0444);
MODULE_PARM_DESC(call, "which call it is, counted from 1");

static int error;
module_param(error, int, 0444);
MODULE_PARM_DESC(error, "what it returns: a negative errno");

static unsigned int delay;
module_param(delay, uint, 0444);
MODULE_PARM_DESC(delay, "or for how long it waits, in milliseconds");

static unsigned int calls;
module_param(calls, uint, 0444);
MODULE_PARM_DESC(calls, "how many there have been");

/* Entered with the function's own return address on top of the stack. */
static void __naked notrace return_at_once(void)
{
	asm volatile(ASM_RET);
}

static int count_call(struct kprobe *probe, struct pt_regs *regs)
{
	if (++calls != call)
		return 0;
	if (delay) {
		pr_info("call %u of %s waits %u ms\n", call, function, delay);
		mdelay(delay);
		return 0;
	}
	pr_info("call %u of %s returns %d\n", call, function, error);
	regs->ax = (unsigned long)(long)error;
	regs->ip = (unsigned long)&return_at_once;
	return 1;
}
NOKPROBE_SYMBOL(count_call);

static struct kprobe probe = {
	.pre_handler = count_call,
};

static int __init call_fails_init(void)
{
	if (!function || (!delay && error >= 0))
		return -EINVAL;
	probe.symbol_name = function;
	return register_kprobe(&probe);
}

static void __exit call_fails_exit(void)
{
	unregister_kprobe(&probe);
}

module_init(call_fails_init);
module_exit(call_fails_exit);
MODULE_DESCRIPTION("makes one call of a kernel function fail, for tests");
MODULE_LICENSE("GPL");
