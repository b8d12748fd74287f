// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: what softreserve.ko says about itself in /sys/kernel/softreserve.
 */
#include "system_private.h"

#include <errno.h>
#include <unistd.h>

#define DIRECTORY "sys/kernel/softreserve"
#define FACT "/" DIRECTORY

static int read_range(struct sr_running *running, int at)
{
	struct sr_module_state *module = &running->module;
	struct sr_module_range *list;

	list = sr_grow(module->ranges, module->n_ranges, sizeof(*list));
	if (!list)
		return -ENOMEM;
	module->ranges = list;
	return sr_attributes_read(running, at, FACT "/ranges/*",
				  &sr_module_range_object,
				  &list[module->n_ranges++]);
}

static int read_ranges(struct sr_running *running, int directory)
{
	struct sr_names names;
	size_t i;
	int err = sr_dir_list(directory, "ranges", &names);

	if (err == -ENOENT)
		return 0;
	if (err && err != -ENOMEM)
		return sr_omit_errno(running, FACT "/ranges", -err);
	for (i = 0; !err && i < names.n; i++) {
		char path[300];
		int at;

		snprintf(path, sizeof(path), "ranges/%s", names.names[i]);
		at = sr_dir_open(directory, path);
		/* A new ruling may have just renumbered them. */
		if (at < 0)
			err = sr_omit_errno(running, FACT "/ranges",
					    at == -ENOENT ? ENODEV : -at);
		else
			err = read_range(running, at);
		if (at >= 0)
			close(at);
	}
	sr_names_free(&names);
	return err;
}

static int read_ledger(struct sr_running *running, int directory)
{
	const struct sr_key *key = sr_module_state_object.keys;
	int err, at = sr_dir_open(directory, "ledger");

	if (at == -ENOENT)
		return 0;
	if (at < 0)
		return sr_omit_errno(running, FACT "/ledger", -at);
	while (key->kind != SR_KEY_SECTION)
		key++;
	err = sr_attributes_read(running, at, FACT "/ledger", key->object,
				 &running->module.ledger);
	close(at);
	return err;
}

int sr_module_state_read(int root, struct sr_system *system)
{
	struct sr_running *running = &system->running;
	int err, directory = sr_dir_open(root, DIRECTORY);

	if (directory == -ENOENT)
		return 0;
	if (directory < 0)
		return sr_omit_errno(running, FACT, -directory);
	err = sr_attributes_read(running, directory, FACT,
				 &sr_module_state_object, &running->module);
	if (!err)
		err = read_ledger(running, directory);
	if (!err)
		err = read_ranges(running, directory);
	close(directory);
	return err;
}
