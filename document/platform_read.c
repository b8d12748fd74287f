// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: reading a platform document by the tables of platform_table.c.
 *
 * What was read before an error stays in the structs, so that
 * sr_platform_free() is the only way out.
 */
#include "platform_private.h"
#include "running.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

static void *member(const struct sr_key *key, void *data)
{
	return (char *)data + key->offset;
}

static void *member_also(const struct sr_key *key, void *data)
{
	return (char *)data + key->also;
}

static void store_number(const struct sr_key *key, void *data, uint64_t value)
{
	if (key->kind == SR_KEY_SHORT)
		*(uint16_t *)member(key, data) = (uint16_t)value;
	else if (key->kind == SR_KEY_NUMBER)
		*(uint32_t *)member(key, data) = (uint32_t)value;
	else if (key->kind == SR_KEY_BOOL)
		*(bool *)member(key, data) = value;
	else
		*(uint64_t *)member(key, data) = value;
}

static int read_number(const struct sr_node *at, const struct sr_key *key,
		       void *data)
{
	uint64_t value, max = key->max;
	int err;

	if (!max && key->kind == SR_KEY_SHORT)
		max = UINT16_MAX;
	else if (!max && key->kind == SR_KEY_NUMBER)
		max = UINT32_MAX;
	else if (!max)
		/* json-c 0.16 turns all that is too large into UINT64_MAX. */
		max = UINT64_MAX - 1;
	err = sr_node_number(at, key->min, max, &value);
	if (!err)
		store_number(key, data, value);
	return err;
}

static int read_address(const struct sr_node *at, const struct sr_key *key,
			void *data)
{
	int err = sr_node_address(at, member(key, data));

	if (!err && key->has_flag)
		*(bool *)member_also(key, data) = true;
	return err;
}

static int read_fact(const struct sr_node *at, const struct sr_key *key,
		     void *data)
{
	struct sr_fact *fact = member(key, data);
	int err;

	if (key->kind == SR_KEY_FACT_ADDRESS)
		err = sr_node_address(at, &fact->value);
	else
		err = sr_node_number(at, 0, UINT64_MAX, &fact->value);
	fact->known = !err;
	return err;
}

static int read_bool(const struct sr_node *at, const struct sr_key *key,
		     void *data)
{
	if (!json_object_is_type(at->value, json_type_boolean))
		return sr_node_fail(at, "must be true or false");
	store_number(key, data, (uint64_t)json_object_get_boolean(at->value));
	return 0;
}

static int read_text(const struct sr_node *at, const struct sr_key *key,
		     void *data)
{
	const char *text;
	char **to = member(key, data);
	int err = sr_node_text(at, &text);

	if (err)
		return err;
	if (!*text && (key->allowed || key->min))
		return sr_node_fail(at, "must not be empty");
	if (key->allowed && text[strspn(text, key->allowed)])
		return sr_node_fail(at, "has a character that is not one of %s",
				    key->allowed);
	*to = strdup(text);
	return *to ? 0 : -ENOMEM;
}

static int check_array(const struct sr_node *at, const struct sr_key *key,
		       size_t *count)
{
	if (!json_object_is_type(at->value, json_type_array))
		return sr_node_fail(at, "must be an array");
	*count = json_object_array_length(at->value);
	if (*count > key->max)
		return sr_node_fail(at, "has more than %zu entries",
				    (size_t)key->max);
	if (*count < key->min)
		return sr_node_fail(at, "must not be empty");
	return 0;
}

static int read_numbers(const struct sr_node *at, const struct sr_key *key,
			void *data)
{
	uint32_t *to = member(key, data);
	uint64_t value;
	size_t i, count;
	int err = check_array(at, key, &count);

	for (i = 0; !err && i < count; i++) {
		struct sr_node item = sr_node_item(at, i);

		err = sr_node_number(&item, 0, UINT32_MAX, &value);
		if (!err)
			to[i] = (uint32_t)value;
	}
	if (!err)
		*(unsigned int *)member_also(key, data) = (unsigned int)count;
	return err;
}

static int read_list(const struct sr_node *at, const struct sr_key *key,
		     void *data)
{
	size_t i, count;
	char *items;
	int err = check_array(at, key, &count);

	if (err || (!count && !key->keep_empty))
		return err;
	items = calloc(count ? count : 1, key->object->size);
	if (!items)
		return -ENOMEM;
	memcpy(member(key, data), &items, sizeof(items));
	*(size_t *)member_also(key, data) = count;
	for (i = 0; !err && i < count; i++) {
		struct sr_node item = sr_node_item(at, i);

		err = sr_object_read(&item, key->object,
				     items + i * key->object->size);
	}
	return err;
}

static int read_opaque(const struct sr_node *at, const struct sr_key *key,
		       void *data)
{
	if (!json_object_is_type(at->value, json_type_object))
		return sr_node_fail(at, "must be an object");
	*(struct json_object **)member(key, data) = json_object_get(at->value);
	return 0;
}

static int read_value(const struct sr_node *at, const struct sr_key *key,
		      void *data)
{
	switch (key->kind) {
	case SR_KEY_ADDRESS:
		return read_address(at, key, data);
	case SR_KEY_BYTES:
	case SR_KEY_NUMBER:
	case SR_KEY_SHORT:
		return read_number(at, key, data);
	case SR_KEY_FACT:
	case SR_KEY_FACT_ADDRESS:
		return read_fact(at, key, data);
	case SR_KEY_BOOL:
		return read_bool(at, key, data);
	case SR_KEY_TEXT:
		return read_text(at, key, data);
	case SR_KEY_NUMBERS:
		return read_numbers(at, key, data);
	case SR_KEY_LIST:
		return read_list(at, key, data);
	case SR_KEY_SECTION:
		return sr_object_read(at, key->object, member(key, data));
	case SR_KEY_OPAQUE:
		return read_opaque(at, key, data);
	case SR_KEY_CUSTOM:
		return key->read(at, data);
	}
	return -EINVAL;
}

static bool is_scalar(const struct sr_object *object)
{
	return !object->keys[0].name;
}

static int check_keys(const struct sr_node *at, const struct sr_object *object)
{
	struct json_object_iterator it, end;
	size_t i;

	if (!json_object_is_type(at->value, json_type_object))
		return sr_node_fail(at, "must be an object");
	it = json_object_iter_begin(at->value);
	end = json_object_iter_end(at->value);
	while (!json_object_iter_equal(&it, &end)) {
		const char *name = json_object_iter_peek_name(&it);
		struct sr_node node = sr_node_key(at, name);

		for (i = 0; i < object->n_keys; i++)
			if (!strcmp(object->keys[i].name, name))
				break;
		if (i == object->n_keys)
			return sr_node_fail(&node, "unknown key");
		json_object_iter_next(&it);
	}
	return 0;
}

static int read_key(const struct sr_node *at, const struct sr_key *key,
		    void *data)
{
	struct sr_node node = sr_node_key(at, key->name);

	if (json_object_object_get_ex(at->value, key->name, NULL))
		return read_value(&node, key, data);
	if (key->required)
		return sr_node_fail(&node, "is missing");
	if (key->kind == SR_KEY_SECTION || key->kind == SR_KEY_CUSTOM ||
	    !key->fallback)
		return 0;
	store_number(key, data, key->fallback);
	return 0;
}

int sr_object_read(const struct sr_node *at, const struct sr_object *object,
		   void *data)
{
	size_t i;
	int err;

	if (is_scalar(object))
		return read_value(at, &object->keys[0], data);
	err = check_keys(at, object);
	for (i = 0; !err && i < object->n_keys; i++)
		err = read_key(at, &object->keys[i], data);
	if (!err && object->finish)
		err = object->finish(at, data);
	return err;
}

/* Takes over the reference to @json. */
static int read_document(const struct sr_reader *reader,
			 struct json_object *json, struct sr_platform **out)
{
	struct sr_node root = { .reader = reader, .value = json };
	struct sr_platform *platform = calloc(1, sizeof(*platform));
	int err = -ENOMEM;

	if (platform)
		err = sr_object_read(&root, &sr_platform_object, platform);
	if (!err)
		err = sr_platform_check(reader, platform);
	if (err == -ENOMEM)
		sr_reader_fail(reader, "%s", strerror(ENOMEM));
	json_object_put(json);
	if (err) {
		sr_platform_free(platform);
		return err;
	}
	*out = platform;
	return 0;
}

int sr_platform_parse(const char *file, const char *text, size_t length,
		      struct sr_platform **out, char *error,
		      size_t error_size)
{
	struct sr_reader reader = {
		.file = file, .error = error, .error_size = error_size,
	};
	struct json_object *json;
	int err = sr_json_parse(&reader, text, length, &json);

	return err ? err : read_document(&reader, json, out);
}

int sr_platform_read(const char *path, struct sr_platform **out, char *error,
		     size_t error_size)
{
	struct sr_reader reader = {
		.file = path, .error = error, .error_size = error_size,
	};
	struct json_object *json;
	int err = sr_json_load(&reader, &json);

	if (err)
		return err;
	err = sr_scenario_complete(&reader, json);
	if (err) {
		json_object_put(json);
		return err;
	}
	return read_document(&reader, json, out);
}
