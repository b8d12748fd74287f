/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: keep the module while something in it does not come to an end. */
#ifndef SR_PIN_H
#define SR_PIN_H

#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/workqueue.h>

/** struct sr_pin - something that may hang */
struct sr_pin {
	/** @work: pins the module once it has lasted too long */
	struct delayed_work work;
	/** @lock: guards what is below */
	struct mutex lock;
	/** @what: for the log: a constant */
	const char *what;
	/** @busy: it is under way */
	bool busy;
	/** @pinned: the module is pinned for it */
	bool pinned;
};

void sr_pin_init(struct sr_pin *pin);
void sr_pin_begin(struct sr_pin *pin, const char *what);
void sr_pin_end(struct sr_pin *pin);
void sr_pin_exit(struct sr_pin *pin);

#endif /* SR_PIN_H */
