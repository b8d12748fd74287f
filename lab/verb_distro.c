// SPDX-License-Identifier: GPL-2.0-only
/* DOC: "srlab distro": boot an installed system on a platform. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "distro.h"
#include "verbs.h"

#define DEFAULT_TIMEOUT 600

static const struct option options[] = {
	{ "kernel", required_argument, NULL, 'k' },
	{ "initrd", required_argument, NULL, 'i' },
	{ "disk", required_argument, NULL, 'd' },
	{ "append", required_argument, NULL, 'a' },
	{ "report", required_argument, NULL, 'r' },
	{ "console", required_argument, NULL, 'c' },
	{ "timeout", required_argument, NULL, 't' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static void usage(FILE *to)
{
	fprintf(to,
		"usage: srlab distro PLATFORM.json --kernel F --initrd F --disk F [options]\n"
		"  --kernel FILE    the distribution's kernel image\n"
		"  --initrd FILE    its initramfs\n"
		"  --disk FILE      raw image of its disk: one file system, not changed\n"
		"  --append WORDS   more words for the kernel's command line\n"
		"  --report FILE    what the guest writes to the virtio port \"srlab\"\n"
		"  --console FILE   its serial console\n"
		"  --timeout S      kill the guest after S seconds (%d)\n",
		DEFAULT_TIMEOUT);
}

/* Return: 0 to go on, else an exit status plus one. */
static int take_option(int option, struct srlab_distro_order *order)
{
	char *end;

	switch (option) {
	case 'k':
		order->kernel = optarg;
		return 0;
	case 'i':
		order->initrd = optarg;
		return 0;
	case 'd':
		order->disk = optarg;
		return 0;
	case 'a':
		order->append = optarg;
		return 0;
	case 'r':
		order->report = optarg;
		return 0;
	case 'c':
		order->console = optarg;
		return 0;
	case 't':
		order->timeout = (unsigned int)strtoul(optarg, &end, 10);
		if (!*end && order->timeout)
			return 0;
		break;
	case 'h':
		usage(stdout);
		return 1;
	}
	usage(stderr);
	return 3;
}

int srlab_verb_distro(int argc, char **argv)
{
	struct srlab_distro_order order = {
		.report = "/dev/null",
		.console = "/dev/null",
		.timeout = DEFAULT_TIMEOUT,
	};
	struct srlab_fault fault = { "" };
	double seconds;
	int option, status;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		status = take_option(option, &order);
		if (status)
			return status - 1;
	}
	if (optind != argc - 1 || !order.kernel || !order.initrd ||
	    !order.disk) {
		usage(stderr);
		return 2;
	}
	order.document = argv[optind];
	if (srlab_distro_run(&order, &seconds, &fault)) {
		fprintf(stderr, "srlab: %s\n", fault.text);
		return 1;
	}
	printf("%s: powered off after %.0f s\n", order.document, seconds);
	return 0;
}
