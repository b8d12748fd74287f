// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: srlab: boot a platform document on a stock kernel and say what became of
 * every Soft Reserved byte. Exit status: 0 as expected, 1 not, 2 usage.
 */
#include <stdio.h>
#include <string.h>

#include "interrupt.h"
#include "kernels_verb.h"
#include "verbs.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *about;
} verbs[] = {
	{ "run", srlab_verb_run, "boot one platform document" },
	{ "matrix", srlab_verb_matrix, "boot every platform document" },
	{ "roundtrip", srlab_verb_roundtrip, "boot each, and then its capture" },
	{ "distro", srlab_verb_distro, "boot an installed system on a platform" },
	{ "demo", srlab_verb_demo, "one platform, before and after" },
	{ "bench", srlab_verb_bench, "measure in guests" },
	{ "kernels", srlab_kernels_main, "the kernels to boot" },
};

static void usage(FILE *to)
{
	fprintf(to, "usage: srlab VERB [operands] [options]\n");
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		fprintf(to, "  %-10s %s\n", verbs[i].name, verbs[i].about);
	fprintf(to, "srlab VERB --help tells more\n");
}

int main(int argc, char **argv)
{
	/* What getopt_long() complains of begins like all that is said. */
	static char name[] = "srlab";

	if (argc < 2) {
		usage(stderr);
		return 2;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "help")) {
		usage(stdout);
		return 0;
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "version")) {
		printf("srlab %s\n", SR_VERSION);
		return 0;
	}
	srlab_interrupt_watch();
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (!strcmp(argv[1], verbs[i].name)) {
			argv[1] = name;
			return verbs[i].run(argc - 1, argv + 1);
		}
	fprintf(stderr, "srlab: no such verb: %s\n", argv[1]);
	usage(stderr);
	return 2;
}
