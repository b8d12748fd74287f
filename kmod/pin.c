// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: keep the module while something in it does not come to an end.
 *
 * A probe that hangs, or a device whose pages somebody has pinned, can hold up
 * a part of the work for ever. Unloading would then wait for ever too. So the
 * module is pinned once a part has lasted a while: rmmod is refused at once,
 * and the log says what it is that does not end.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/printk.h>

#include "pin.h"

#define PIN_AFTER_MS 1000

static void pin_work(struct work_struct *work)
{
	struct sr_pin *pin = container_of(to_delayed_work(work), struct sr_pin,
					  work);

	mutex_lock(&pin->lock);
	if (pin->busy && !pin->pinned && try_module_get(THIS_MODULE)) {
		pin->pinned = true;
		pr_info("%s lasts longer than %u ms; softreserve cannot be unloaded until it ends\n",
			pin->what, PIN_AFTER_MS);
	}
	mutex_unlock(&pin->lock);
}

/** sr_pin_init() - once, before the others */
void sr_pin_init(struct sr_pin *pin)
{
	mutex_init(&pin->lock);
	INIT_DELAYED_WORK(&pin->work, pin_work);
}

/**
 * sr_pin_begin() - something begins that may hang
 * @pin: its pin
 * @what: what it is, for the log; a constant
 */
void sr_pin_begin(struct sr_pin *pin, const char *what)
{
	mutex_lock(&pin->lock);
	pin->what = what;
	pin->busy = true;
	mutex_unlock(&pin->lock);
	schedule_delayed_work(&pin->work, msecs_to_jiffies(PIN_AFTER_MS));
}

/** sr_pin_end() - it has come to an end; what runs it outlives this call */
void sr_pin_end(struct sr_pin *pin)
{
	bool pinned;

	mutex_lock(&pin->lock);
	pinned = pin->pinned;
	pin->busy = false;
	pin->pinned = false;
	mutex_unlock(&pin->lock);
	cancel_delayed_work(&pin->work);
	if (pinned)
		module_put(THIS_MODULE);
}

/** sr_pin_exit() - after the last sr_pin_end() */
void sr_pin_exit(struct sr_pin *pin)
{
	cancel_delayed_work_sync(&pin->work);
}
