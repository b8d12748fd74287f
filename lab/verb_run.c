// SPDX-License-Identifier: GPL-2.0-only
/* DOC: "srlab run": boot one platform document and judge the outcome. */
#include <stdio.h>
#include <string.h>

#include "load_order.h"
#include "present.h"
#include "run.h"
#include "verb_options.h"
#include "verbs.h"

/* Parameters that were given, joined by blanks. */
struct parameters {
	char text[512];
};

static const char *add_parameter(void *context, const char *one)
{
	struct parameters *parameters = context;
	size_t used = strlen(parameters->text);

	if (!strchr(one, '='))
		return "not K=V";
	if (used + strlen(one) + 2 > sizeof(parameters->text))
		return "too many parameters";
	snprintf(parameters->text + used, sizeof(parameters->text) - used,
		 "%s%s", used ? " " : "", one);
	return NULL;
}

static void print_json(const struct srlab_result *result)
{
	struct json_object *object = srlab_report_json(result);

	srlab_json_print(object);
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
	struct srlab_order order = { .document = NULL };
	struct parameters parameters = { "" };
	const char *load_order = NULL;
	bool json = false;
	int status;
	const struct srlab_command command = {
		.verb = "run",
		.operand = "PLATFORM.json",
		.operand_to = &order.document,
		.options = {
			srlab_option_kernel("NAME", "which kernel",
					    &order.kernel),
			{ .name = "stock", .about = "without softreserve",
			  .flag = &order.stock },
			{ .name = "param", .argument = "K=V",
			  .about = "parameter for softreserve, may be repeated",
			  .take = add_parameter, .context = &parameters },
			{ .name = "load-order", .argument = "NAME",
			  .about = "one of lab/load_orders.list",
			  .text = &load_order },
			{ .name = "capture", .argument = "FILE",
			  .about = "write what the scenario's step \"capture\" took; without\n"
				   "such a step, one is added after the drivers have settled",
			  .text = &order.capture },
			srlab_option_json("result as JSON", &json),
			{ .name = "keep", .about = "keep the working directory",
			  .flag = &order.keep },
			srlab_option_offline(&order.offline),
			srlab_option_timeout("120", &order.timeout),
		},
	};

	if (!srlab_command_parse(&command, argc, argv, &status))
		return status;
	if (parameters.text[0])
		order.parameters = parameters.text;
	if (load_order)
		return run_in_order(&order, load_order, json);
	return run_and_print(&order, json);
}
