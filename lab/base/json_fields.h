/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: members of a JSON object, by name and type.
 */
#ifndef SRLAB_JSON_FIELDS_H
#define SRLAB_JSON_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_object;

/** srlab_text() - a string member, "" if absent or of another type */
const char *srlab_text(struct json_object *line, const char *key);

/** srlab_number() - an integer member, 0 if absent or of another type */
uint64_t srlab_number(struct json_object *line, const char *key);

/** srlab_real() - a number member, 0 if absent or of another type */
double srlab_real(struct json_object *line, const char *key);

/** srlab_flag() - a boolean member, false if absent or of another type */
bool srlab_flag(struct json_object *line, const char *key);

/** srlab_list() - an array member, NULL if absent or of another type */
struct json_object *srlab_list(struct json_object *line, const char *key);

/** srlab_item() - an array's item, NULL if there is none or no array */
struct json_object *srlab_item(struct json_object *array, size_t i);

#endif /* SRLAB_JSON_FIELDS_H */
