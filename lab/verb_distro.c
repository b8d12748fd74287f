// SPDX-License-Identifier: GPL-2.0-only
/* DOC: "srlab distro": boot an installed system on a platform. */
#include <stdio.h>

#include "distro.h"
#include "verb_options.h"
#include "verbs.h"

static int run(const struct srlab_distro_order *order)
{
	struct srlab_fault fault = { "" };
	double seconds;

	if (srlab_distro_run(order, &seconds, &fault)) {
		fprintf(stderr, "srlab: %s\n", fault.text);
		return 1;
	}
	printf("%s: powered off after %.0f s\n", order->document, seconds);
	return 0;
}

int srlab_verb_distro(int argc, char **argv)
{
	struct srlab_distro_order order = { .document = NULL };
	int status;
	const struct srlab_command command = {
		.verb = "distro",
		.operand = "PLATFORM.json",
		.operand_to = &order.document,
		.options = {
			{ .name = "kernel", .argument = "FILE",
			  .about = "the distribution's kernel image",
			  .required = true, .text = &order.kernel },
			{ .name = "initrd", .argument = "FILE",
			  .about = "its initramfs",
			  .required = true, .text = &order.initrd },
			{ .name = "disk", .argument = "FILE",
			  .about = "raw image of its disk: one file system, not changed",
			  .required = true, .text = &order.disk },
			{ .name = "append", .argument = "WORDS",
			  .about = "more words for the kernel's command line",
			  .text = &order.append },
			{ .name = "report", .argument = "FILE",
			  .about = "what the guest writes to the virtio port \"srlab\"",
			  .usual = "/dev/null", .text = &order.report },
			{ .name = "console", .argument = "FILE",
			  .about = "its serial console",
			  .usual = "/dev/null", .text = &order.console },
			srlab_option_timeout("600", &order.timeout),
		},
	};

	return srlab_command_parse(&command, argc, argv, &status) ?
		       run(&order) : status;
}
