/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: ranges, ledgers and evidence as JSON. Keys are only ever added.
 */
#ifndef SRCTL_JSON_OUTPUT_H
#define SRCTL_JSON_OUTPUT_H

#include "evidence.h"

struct json_object;

/** explain_json_add() - add a range's evidence to an array; 0 or -ENOMEM */
int explain_json_add(const struct machine *machine, size_t index,
		     const struct chain *chain, struct json_object *array);

/**
 * explain_json_range() - a range as an object
 * @machine: the machine
 * @index: of the range
 * @human: numbers for people
 *
 * Return: the object, or NULL where out of memory.
 */
struct json_object *explain_json_range(const struct machine *machine,
				       size_t index, bool human);

/** explain_json_ledger() - a ledger as an object, or NULL */
struct json_object *explain_json_ledger(const struct machine *machine,
					const struct sr_ledger *ledger,
					bool human);

/** explain_json_print() - print a value as every verb does */
void explain_json_print(struct json_object *value);

#endif /* SRCTL_JSON_OUTPUT_H */
