// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: members of a JSON object, by name and type.
 */
#include "json_fields.h"

#include <json-c/json.h>

static struct json_object *member(struct json_object *line, const char *key,
				  enum json_type type)
{
	struct json_object *value;

	if (!json_object_object_get_ex(line, key, &value) ||
	    !json_object_is_type(value, type))
		return NULL;
	return value;
}

const char *srlab_text(struct json_object *line, const char *key)
{
	struct json_object *value = member(line, key, json_type_string);

	return value ? json_object_get_string(value) : "";
}

uint64_t srlab_number(struct json_object *line, const char *key)
{
	struct json_object *value = member(line, key, json_type_int);

	return value ? json_object_get_uint64(value) : 0;
}

double srlab_real(struct json_object *line, const char *key)
{
	struct json_object *value = member(line, key, json_type_double);

	return value ? json_object_get_double(value) : 0;
}

bool srlab_flag(struct json_object *line, const char *key)
{
	struct json_object *value = member(line, key, json_type_boolean);

	return value && json_object_get_boolean(value);
}

struct json_object *srlab_list(struct json_object *line, const char *key)
{
	return member(line, key, json_type_array);
}

struct json_object *srlab_item(struct json_object *array, size_t i)
{
	if (!json_object_is_type(array, json_type_array) ||
	    i >= json_object_array_length(array))
		return NULL;
	return json_object_array_get_idx(array, i);
}
