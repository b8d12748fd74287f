// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: map: the address map as a picture.
 */
#include "srctl_verbs.h"

#include <errno.h>
#include <string.h>

#include "machine_load.h"
#include "map_of_machine.h"
#include "say.h"
#include "whole_file.h"

static int draw(const void *what, FILE *to)
{
	struct lanes *const *lanes = what;

	return lanes_draw(*lanes, to);
}

static int draw_to(struct lanes *lanes, const char *path)
{
	bool piped = !strcmp(path, "-");
	int err = piped ? draw(&lanes, stdout) :
			  whole_file_write(path, draw, &lanes);

	if (err)
		say_error("%s: %s", piped ? "map" : path,
			  whole_file_why(err));
	return err;
}

static int print_it(struct lanes *lanes, const struct cli_settings *settings)
{
	struct lanes_style style = {
		.width = say_width(),
		.ascii = settings->ascii,
		.color = *say_palette(settings->color, stdout)->reset,
	};
	int err = lanes_print(lanes, &style, stdout);

	if (err)
		say_error("map: %s", strerror(-err));
	return err;
}

int verb_map(const struct cli_settings *settings)
{
	struct machine *machine = machine_load(settings);
	int status = CLI_FAILED;
	struct lanes *lanes;

	if (!machine)
		return CLI_FAILED;
	machine_omissions(machine);
	lanes = map_lanes(machine);
	if (!lanes)
		say_error("map: %s", strerror(ENOMEM));
	else if (!(settings->svg ? draw_to(lanes, settings->svg) :
				   print_it(lanes, settings)))
		status = (int)machine_exit(machine);
	lanes_free(lanes);
	machine_free(machine);
	return status;
}
