// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see load_order.h. */
#include "load_order.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source_tree.h"

#define BLANKS " \t\n"

static void order_free(struct srlab_load_order *order)
{
	for (size_t i = 0; i < order->scenario.n_steps; i++)
		free(order->scenario.steps[i].line);
	free(order->scenario.steps);
	free(order->name);
}

void srlab_load_orders_free(struct srlab_load_orders *orders)
{
	for (size_t i = 0; i < orders->n; i++)
		order_free(&orders->orders[i]);
	free(orders->orders);
	*orders = (struct srlab_load_orders){ 0 };
}

static int add_step(struct sr_scenario *scenario, const char *from,
		    size_t length)
{
	struct sr_scenario_step *grown;

	grown = realloc(scenario->steps,
			(scenario->n_steps + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	scenario->steps = grown;
	grown[scenario->n_steps].line = strndup(from, length);
	if (!grown[scenario->n_steps].line)
		return -ENOMEM;
	scenario->n_steps++;
	return 0;
}

static int add_steps(struct sr_scenario *scenario, const char *text)
{
	int rc = 0;

	while (!rc && *(text += strspn(text, BLANKS ";"))) {
		size_t length = strcspn(text, ";"), trimmed = length;

		while (strchr(BLANKS, text[trimmed - 1]))
			trimmed--;
		rc = add_step(scenario, text, trimmed);
		text += length;
	}
	return rc;
}

static int add_order(struct srlab_load_orders *orders, const char *line)
{
	struct srlab_load_order *grown;
	size_t length = strcspn(line, ":" BLANKS);
	int rc;

	if (!length || line[length] != ':')
		return -EINVAL;
	grown = realloc(orders->orders, (orders->n + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	orders->orders = grown;
	grown += orders->n++;
	*grown = (struct srlab_load_order){ .name = strndup(line, length) };
	rc = grown->name ? add_steps(&grown->scenario, line + length + 1) :
			   -ENOMEM;
	if (!rc && !grown->scenario.n_steps)
		rc = -EINVAL;
	if (!rc)
		rc = add_step(&grown->scenario, "settle 60", 9);
	return rc ? rc : add_step(&grown->scenario, "serve", 5);
}

static int read_lines(FILE *from, const char *path,
		      struct srlab_load_orders *out, struct srlab_fault *fault)
{
	unsigned int number = 0;
	char *line = NULL;
	size_t size = 0;
	int rc = 0;

	while (!rc && getline(&line, &size, from) > 0) {
		number++;
		if (line[0] != '#' && line[strspn(line, BLANKS)])
			rc = add_order(out, line);
	}
	free(line);
	if (rc == -EINVAL)
		return srlab_fail(fault, rc,
				  "%s:%u: not \"NAME: STEP; STEP...\"", path,
				  number);
	return rc ? srlab_fail(fault, rc, "out of memory") : 0;
}

int srlab_load_orders_read(const char *path, struct srlab_load_orders *out,
			   struct srlab_fault *fault)
{
	char *own = NULL;
	FILE *from;
	int rc;

	*out = (struct srlab_load_orders){ 0 };
	if (!path) {
		rc = srlab_source_path(&own, "lab/load_orders.list",
				       fault->text, sizeof(fault->text));
		if (rc)
			return rc;
		path = own;
	}
	from = fopen(path, "re");
	if (from) {
		rc = read_lines(from, path, out, fault);
		fclose(from);
	} else {
		rc = srlab_fail(fault, -errno, "%s: %s", path, strerror(errno));
	}
	free(own);
	return rc;
}

const struct srlab_load_order *
srlab_load_orders_find(const struct srlab_load_orders *orders, const char *name)
{
	for (size_t i = 0; i < orders->n; i++)
		if (!strcmp(orders->orders[i].name, name))
			return &orders->orders[i];
	return NULL;
}
