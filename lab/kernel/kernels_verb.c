// SPDX-License-Identifier: GPL-2.0-only
#include "kernel_cache.h"
#include "kernels_verb.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum action { ACTION_LIST, ACTION_GET, ACTION_UPDATE, ACTION_MODULE };

/* What the command line asks for. */
struct order {
	enum action action;
	bool offline;
	bool test_build;
};

static const char usage[] =
	"usage: srlab kernels [--get | --update | --module] [--test] [--offline] [NAME... | all]\n"
	"  lists the kernels that the lab knows, and which are in the cache; \"all\" are\n"
	"  the stock ones\n"
	"  --get      fetch those named that are not in the cache yet\n"
	"  --update   fetch the newest of those named\n"
	"  --module   build softreserve.ko for those named and print its path\n"
	"  --test     with --module: with the switches that make a step fail\n"
	"  --offline  never use the network\n";

static const struct option options[] = {
	{ "get", no_argument, NULL, 'g' },
	{ "update", no_argument, NULL, 'u' },
	{ "module", no_argument, NULL, 'm' },
	{ "test", no_argument, NULL, 't' },
	{ "offline", no_argument, NULL, 'o' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

/* What could not be had when last asked for; the network is not asked here. */
static void list_absent(const struct srlab_offer *offer)
{
	const char *name = offer->name;
	char *why;

	if (srlab_offer_is_debug(offer)) {
		printf("%-11s  not built     \"make debug-kernel\" builds it from %s\n",
		       name, offer->image);
		return;
	}
	if (srlab_kernel_absence(name, &why)) {
		printf("%-11s  not cached\n", name);
		return;
	}
	printf("%-11s  not on offer  %s\n", name, why);
	free(why);
}

static void list_cached(const struct srlab_kernel *kernel)
{
	printf("%-11s  cached        %s%s\n", kernel->name, kernel->release,
	       kernel->build ? "" : " (stock only: its headers are not on offer)");
}

static int list_one(const struct srlab_offer *offer, const struct order *order)
{
	struct srlab_kernel *kernel;

	(void)order;
	if (srlab_kernel_open(offer->name, &kernel)) {
		list_absent(offer);
		return 0;
	}
	list_cached(kernel);
	srlab_kernel_free(kernel);
	return 0;
}

static int do_all(int (*act)(const struct srlab_offer *offer,
			     const struct order *order),
		  const struct order *order)
{
	struct srlab_kernel_list *list;
	char error[512];
	int failed = 0;
	size_t i;

	if (srlab_kernel_list_open(&list, error, sizeof(error))) {
		fprintf(stderr, "srlab: %s\n", error);
		return 1;
	}
	/* A name has a line per suite: take it at its first line only. */
	for (i = 0; i < list->n_offers; i++)
		if (srlab_kernel_list_has(list, list->offers[i].name) ==
		    &list->offers[i])
			failed |= act(&list->offers[i], order);
	srlab_kernel_list_free(list);
	return failed;
}

static int build_module(const struct srlab_kernel *kernel, bool test_build,
			char *error, size_t error_size)
{
	char *ko;
	int rc = srlab_kernel_build_module(kernel, test_build, &ko, error,
					   error_size);

	if (rc)
		return rc;
	puts(ko);
	free(ko);
	return 0;
}

static int act_on(const char *name, const struct order *order)
{
	struct srlab_kernel *kernel;
	char error[512];
	int rc = 0;

	if (order->action == ACTION_UPDATE)
		rc = srlab_kernel_update(name, error, sizeof(error));
	if (!rc)
		rc = srlab_kernel_get(name, order->offline, &kernel, error,
				      sizeof(error));
	if (!rc) {
		if (order->action == ACTION_MODULE)
			rc = build_module(kernel, order->test_build, error,
					  sizeof(error));
		else
			list_cached(kernel);
		srlab_kernel_free(kernel);
	}
	if (rc)
		fprintf(stderr, "srlab: %s\n", error);
	return rc ? 1 : 0;
}

static int act_on_stock(const struct srlab_offer *offer,
			const struct order *order)
{
	return srlab_offer_is_debug(offer) ? 0 : act_on(offer->name, order);
}

/* Return: 0 to go on, else an exit status plus one. */
static int take_option(int option, struct order *order)
{
	switch (option) {
	case 'h':
		fputs(usage, stdout);
		return 1;
	case 'g':
		order->action = ACTION_GET;
		return 0;
	case 'u':
		order->action = ACTION_UPDATE;
		return 0;
	case 'm':
		order->action = ACTION_MODULE;
		return 0;
	case 't':
		order->test_build = true;
		return 0;
	case 'o':
		order->offline = true;
		return 0;
	}
	fputs(usage, stderr);
	return 3;
}

int srlab_kernels_main(int argc, char **argv)
{
	struct order order = { .action = ACTION_LIST };
	int c, status, failed = 0;

	optind = 1;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		status = take_option(c, &order);
		if (status)
			return status - 1;
	}
	if ((order.action == ACTION_LIST) != (optind == argc) ||
	    (order.offline && order.action == ACTION_UPDATE)) {
		fputs(usage, stderr);
		return 2;
	}
	if (order.action == ACTION_LIST)
		return do_all(list_one, &order);
	for (; optind < argc; optind++)
		failed |= strcmp(argv[optind], "all") ?
				  act_on(argv[optind], &order) :
				  do_all(act_on_stock, &order);
	return failed;
}
