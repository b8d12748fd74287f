// SPDX-License-Identifier: GPL-2.0-only
/* DOC: "srlab run": boot one platform document and judge the outcome. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load_order.h"
#include "present.h"
#include "run.h"
#include "verbs.h"

#define DEFAULT_TIMEOUT 120

static const struct option options[] = {
	{ "kernel", required_argument, NULL, 'k' },
	{ "stock", no_argument, NULL, 's' },
	{ "json", no_argument, NULL, 'j' },
	{ "keep", no_argument, NULL, 'K' },
	{ "offline", no_argument, NULL, 'o' },
	{ "timeout", required_argument, NULL, 't' },
	{ "capture", required_argument, NULL, 'c' },
	{ "param", required_argument, NULL, 'p' },
	{ "load-order", required_argument, NULL, 'l' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static void usage(FILE *to)
{
	fprintf(to,
		"usage: srlab run PLATFORM.json [options]\n"
		"  --kernel NAME    which kernel (" SRLAB_DEFAULT_KERNEL ")\n"
		"  --stock          without softreserve\n"
		"  --param K=V      parameter for softreserve, may be repeated\n"
		"  --load-order NAME  one of lab/load_orders.list\n"
		"  --capture FILE   write what the scenario's step \"capture\" took; without\n"
		"                   such a step, one is added after the drivers have settled\n"
		"  --json           result as JSON\n"
		"  --keep           keep the working directory\n"
		"  --offline        never use the network\n"
		"  --timeout S      kill the guest after S seconds (%d)\n",
		DEFAULT_TIMEOUT);
}

/* Parameters that were given, joined by blanks. */
struct parameters {
	char text[512];
};

static int add_parameter(struct parameters *parameters, const char *one)
{
	size_t used = strlen(parameters->text);

	if (!strchr(one, '=') ||
	    used + strlen(one) + 2 > sizeof(parameters->text))
		return -1;
	sprintf(parameters->text + used, "%s%s", used ? " " : "", one);
	return 0;
}

/* Return: 0 to go on, else an exit status plus one. */
static int take_option(int option, struct srlab_order *order, bool *json,
		       struct parameters *parameters, const char **load_order)
{
	char *end;

	switch (option) {
	case 'k':
		order->kernel = optarg;
		return 0;
	case 's':
		order->stock = true;
		return 0;
	case 'j':
		*json = true;
		return 0;
	case 'K':
		order->keep = true;
		return 0;
	case 'o':
		order->offline = true;
		return 0;
	case 'c':
		order->capture = optarg;
		return 0;
	case 't':
		order->timeout = (unsigned int)strtoul(optarg, &end, 10);
		if (!*end && order->timeout)
			return 0;
		break;
	case 'p':
		if (!add_parameter(parameters, optarg))
			return 0;
		break;
	case 'l':
		*load_order = optarg;
		return 0;
	case 'h':
		usage(stdout);
		return 1;
	}
	usage(stderr);
	return 3;
}

static void print_json(const struct srlab_result *result)
{
	struct json_object *object = srlab_report_json(result);
	int flags = JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE;

	puts(json_object_to_json_string_ext(object, flags));
	json_object_put(object);
}

static int run_and_print(const struct srlab_order *order, bool json)
{
	struct srlab_result result;
	struct srlab_fault fault = { "" };
	int status = 1;

	if (srlab_run(order, &result, &fault)) {
		fprintf(stderr, "srlab: %s\n", fault.text);
	} else {
		status = result.failures.n ? 1 : 0;
		if (json)
			print_json(&result);
		else
			srlab_report_human(&result, stdout);
	}
	srlab_result_free(&result);
	return status;
}

static int run_in_order(struct srlab_order *order, const char *name, bool json)
{
	struct srlab_load_orders orders;
	const struct srlab_load_order *found = NULL;
	struct srlab_fault fault = { "" };
	int status = 1;

	if (!srlab_load_orders_read(NULL, &orders, &fault)) {
		found = srlab_load_orders_find(&orders, name);
		if (!found)
			srlab_fail(&fault, 0, "no load order %s", name);
	}
	if (found) {
		order->scenario = &found->scenario;
		order->load_order = true;
		status = run_and_print(order, json);
	} else {
		fprintf(stderr, "srlab: %s\n", fault.text);
	}
	srlab_load_orders_free(&orders);
	return status;
}

int srlab_verb_run(int argc, char **argv)
{
	struct srlab_order order = {
		.kernel = SRLAB_DEFAULT_KERNEL,
		.timeout = DEFAULT_TIMEOUT,
	};
	struct parameters parameters = { "" };
	const char *load_order = NULL;
	bool json = false;
	int option, status;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		status = take_option(option, &order, &json, &parameters,
				     &load_order);
		if (status)
			return status - 1;
	}
	if (optind != argc - 1) {
		usage(stderr);
		return 2;
	}
	order.document = argv[optind];
	if (parameters.text[0])
		order.parameters = parameters.text;
	if (load_order)
		return run_in_order(&order, load_order, json);
	return run_and_print(&order, json);
}
