// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: list: the Soft Reserved ranges as a JSON array, always an array.
 */
#include "srctl_verbs.h"

#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#include "json_output.h"
#include "machine_load.h"
#include "say.h"

static int print_list(const struct machine *machine, bool human)
{
	struct json_object *array = json_object_new_array(), *range;
	size_t i;

	for (i = 0; array && i < machine->facts->n_ranges; i++) {
		range = explain_json_range(machine, i, human);
		if (!range || json_object_array_add(array, range)) {
			json_object_put(range);
			json_object_put(array);
			return -ENOMEM;
		}
	}
	if (!array)
		return -ENOMEM;
	explain_json_print(array);
	json_object_put(array);
	return 0;
}

int verb_list(const struct cli_settings *settings)
{
	struct cli_settings brief = *settings;
	struct machine *machine;
	int err, status;

	brief.brief = true;
	machine = machine_load(&brief);
	if (!machine)
		return CLI_FAILED;
	machine_omissions(machine);
	machine_say_predicted(machine);
	err = print_list(machine, settings->human);
	if (err)
		say_error("list: %s", strerror(-err));
	status = err ? CLI_FAILED : (int)machine_exit(machine);
	machine_free(machine);
	return status;
}
