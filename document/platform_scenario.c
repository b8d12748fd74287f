// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: a document that only says what happens to a machine. The machine is
 * another document, which it names: {"platform": "exact", "scenario": ...}.
 */
#include "platform_private.h"

#include <errno.h>
#include <json-c/json.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAMES "platform"

/* What a machine is made of; all else is the scenario's own. */
static const char *const machine_keys[] = { "firmware", "hardware", "linux" };
#define N_MACHINE_KEYS (sizeof(machine_keys) / sizeof(machine_keys[0]))

/* platforms/NAME.json beside the document, or in a directory above it. */
static int find_machine(const char *document, const char *name,
			char path[PATH_MAX])
{
	char real[PATH_MAX], *slash;

	if (!realpath(document, real))
		return -errno;
	while ((slash = strrchr(real, '/'))) {
		*slash = '\0';
		if (snprintf(path, PATH_MAX, "%s/platforms/%s.json", real,
			     name) >= PATH_MAX)
			return -ENAMETOOLONG;
		if (!access(path, F_OK))
			return 0;
	}
	return -ENOENT;
}

static int load_machine(const struct sr_node *at, struct json_object **out)
{
	struct sr_reader reader = *at->reader;
	char path[PATH_MAX];
	const char *name;
	int err = sr_node_text(at, &name);

	if (err)
		return err;
	if (!*name || strchr(name, '/'))
		return sr_node_fail(at, "must be the name of a platform");
	err = find_machine(at->reader->file, name, path);
	if (err)
		return sr_node_fail(at, "no platforms/%s.json in the document's directory or above it",
				    name);
	reader.file = path;
	err = sr_json_load(&reader, out);
	if (err)
		return err;
	if (json_object_object_get_ex(*out, NAMES, NULL))
		return sr_reader_fail(&reader, NAMES ": a scenario is no machine");
	return 0;
}

static int take_machine(const struct sr_node *scenario,
			struct json_object *machine)
{
	for (size_t i = 0; i < N_MACHINE_KEYS; i++) {
		const char *key = machine_keys[i];
		struct sr_node own = sr_node_key(scenario, key);
		struct json_object *value;

		if (json_object_object_get_ex(scenario->value, key, NULL))
			return sr_node_fail(&own, "is the named platform's");
		if (json_object_object_get_ex(machine, key, &value))
			json_object_object_add(scenario->value, key,
					       json_object_get(value));
	}
	json_object_object_del(scenario->value, NAMES);
	return 0;
}

int sr_scenario_complete(const struct sr_reader *reader,
			 struct json_object *document)
{
	struct sr_node root = { .reader = reader, .value = document };
	struct json_object *machine = NULL;
	struct sr_node named;
	int err;

	if (!json_object_is_type(document, json_type_object) ||
	    !json_object_object_get_ex(document, NAMES, NULL))
		return 0;
	named = sr_node_key(&root, NAMES);
	err = load_machine(&named, &machine);
	if (!err)
		err = take_machine(&root, machine);
	json_object_put(machine);
	return err;
}
