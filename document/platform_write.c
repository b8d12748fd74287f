// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: writing a platform document by the tables of platform_table.c.
 */
#include "platform_private.h"
#include "running.h"

#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <string.h>

/* What fits on one line stays on one line: a decoder, a memory map entry. */
#define LINE_WIDTH 200
#define TEXT_FLAGS (JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE)

/* ---- C structs to JSON values ---- */

static const void *member(const struct sr_key *key, const void *data)
{
	return (const char *)data + key->offset;
}

static const void *member_also(const struct sr_key *key, const void *data)
{
	return (const char *)data + key->also;
}

static struct json_object *make_address(const struct sr_key *key,
					const void *data)
{
	char text[2 + 16 + 1];
	uint64_t address = *(const uint64_t *)member(key, data);

	snprintf(text, sizeof(text), "0x%" PRIx64, address);
	return json_object_new_string(text);
}

static struct json_object *make_numbers(const struct sr_key *key,
					const void *data)
{
	const uint32_t *numbers = member(key, data);
	unsigned int i, n = *(const unsigned int *)member_also(key, data);
	struct json_object *array = json_object_new_array();

	for (i = 0; array && i < n; i++)
		json_object_array_add(array,
				      json_object_new_int64(numbers[i]));
	return array;
}

static int make_list(const struct sr_key *key, const void *data,
		     struct json_object **out)
{
	size_t i, n = *(const size_t *)member_also(key, data);
	struct json_object *item;
	const char *items;
	int err = 0;

	if (n > key->max)
		return -EFBIG;
	memcpy(&items, member(key, data), sizeof(items));
	*out = json_object_new_array();
	if (!*out)
		return -ENOMEM;
	for (i = 0; !err && i < n; i++) {
		item = NULL;
		err = sr_object_write(key->object,
				      items + i * key->object->size, &item);
		if (!err && json_object_array_add(*out, item))
			err = -ENOMEM;
		if (err)
			json_object_put(item);
	}
	return err;
}

static struct json_object *make_scalar(const struct sr_key *key,
				       const void *data)
{
	const void *from = member(key, data);
	const struct sr_fact *fact = from;

	switch (key->kind) {
	case SR_KEY_ADDRESS:
		return make_address(key, data);
	case SR_KEY_BYTES:
		return json_object_new_uint64(*(const uint64_t *)from);
	case SR_KEY_NUMBER:
		return json_object_new_int64(*(const uint32_t *)from);
	case SR_KEY_SHORT:
		return json_object_new_int(*(const uint16_t *)from);
	case SR_KEY_BOOL:
		return json_object_new_boolean(*(const bool *)from);
	case SR_KEY_TEXT:
		return json_object_new_string(*(char *const *)from);
	case SR_KEY_FACT:
		return json_object_new_uint64(fact->value);
	case SR_KEY_FACT_ADDRESS:
		/* The value comes first in struct sr_fact. */
		return make_address(key, data);
	case SR_KEY_NUMBERS:
		return make_numbers(key, data);
	case SR_KEY_OPAQUE:
		return json_object_get(*(struct json_object *const *)from);
	case SR_KEY_CUSTOM:
		return key->write(data);
	default:
		return NULL;
	}
}

static int make_value(const struct sr_key *key, const void *data,
		      struct json_object **out)
{
	if (key->kind == SR_KEY_LIST)
		return make_list(key, data, out);
	if (key->kind == SR_KEY_SECTION)
		return sr_object_write(key->object, member(key, data),
				       out);
	*out = make_scalar(key, data);
	return *out ? 0 : -ENOMEM;
}

static bool is_kept_list(const struct sr_key *key, const void *data)
{
	const void *items;

	memcpy(&items, member(key, data), sizeof(items));
	return key->keep_empty && items;
}

static bool is_there(const struct sr_key *key, const void *data)
{
	switch (key->kind) {
	case SR_KEY_ADDRESS:
		return !key->has_flag ||
		       *(const bool *)member_also(key, data);
	case SR_KEY_TEXT:
		return *(char *const *)member(key, data);
	case SR_KEY_OPAQUE:
		return *(struct json_object *const *)member(key, data);
	case SR_KEY_FACT:
	case SR_KEY_FACT_ADDRESS:
		return ((const struct sr_fact *)member(key, data))->known;
	case SR_KEY_NUMBERS:
		return *(const unsigned int *)member_also(key, data);
	case SR_KEY_LIST:
		return key->required || is_kept_list(key, data) ||
		       *(const size_t *)member_also(key, data);
	default:
		return true;
	}
}

static int add_key(struct json_object *to, const struct sr_key *key,
		   const void *data)
{
	struct json_object *value = NULL;
	int err;

	if (!is_there(key, data))
		return 0;
	err = make_value(key, data, &value);
	if (!err && key->kind == SR_KEY_SECTION &&
	    !json_object_object_length(value)) {
		json_object_put(value);
		return 0;
	}
	if (!err && json_object_object_add(to, key->name, value))
		err = -ENOMEM;
	if (err)
		json_object_put(value);
	return err;
}

int sr_object_write(const struct sr_object *object, const void *data,
		    struct json_object **out)
{
	size_t i;
	int err = 0;

	if (!object->keys[0].name)
		return make_value(&object->keys[0], data, out);
	*out = json_object_new_object();
	if (!*out)
		return -ENOMEM;
	for (i = 0; !err && i < object->n_keys; i++)
		err = add_key(*out, &object->keys[i], data);
	return err;
}

/* ---- JSON values to text ---- */

static void put_value(FILE *to, struct json_object *value, int depth);

static void put_break(FILE *to, bool first, int depth)
{
	fprintf(to, "%s\n%*s", first ? "" : ",", depth * 2, "");
}

static void put_key(FILE *to, const char *name)
{
	struct json_object *text = json_object_new_string(name);

	fprintf(to, "%s: ", json_object_to_json_string_ext(text, TEXT_FLAGS));
	json_object_put(text);
}

static void put_object(FILE *to, struct json_object *object, int depth)
{
	struct json_object_iterator it = json_object_iter_begin(object);
	struct json_object_iterator end = json_object_iter_end(object);
	bool first = true;

	fputc('{', to);
	while (!json_object_iter_equal(&it, &end)) {
		put_break(to, first, depth + 1);
		put_key(to, json_object_iter_peek_name(&it));
		put_value(to, json_object_iter_peek_value(&it), depth + 1);
		json_object_iter_next(&it);
		first = false;
	}
	fprintf(to, "\n%*s}", depth * 2, "");
}

static void put_array(FILE *to, struct json_object *array, int depth)
{
	size_t i, n = json_object_array_length(array);

	fputc('[', to);
	for (i = 0; i < n; i++) {
		put_break(to, !i, depth + 1);
		put_value(to, json_object_array_get_idx(array, i), depth + 1);
	}
	fprintf(to, "\n%*s]", depth * 2, "");
}

static bool is_container(struct json_object *value)
{
	return json_object_is_type(value, json_type_object) ||
	       json_object_is_type(value, json_type_array);
}

static size_t length_of(struct json_object *value)
{
	if (json_object_is_type(value, json_type_array))
		return json_object_array_length(value);
	return (size_t)json_object_object_length(value);
}

static bool is_list_of_containers(struct json_object *value)
{
	return json_object_is_type(value, json_type_array) &&
	       is_container(json_object_array_get_idx(value, 0));
}

/* Sections stand open, and so does what has a list of objects in it. */
static bool stands_open(struct json_object *value, int depth)
{
	struct json_object_iterator it, end;

	if (!is_container(value) || !length_of(value))
		return false;
	if (depth < 2 || is_list_of_containers(value))
		return true;
	if (json_object_is_type(value, json_type_array))
		return false;
	it = json_object_iter_begin(value);
	end = json_object_iter_end(value);
	for (; !json_object_iter_equal(&it, &end); json_object_iter_next(&it))
		if (is_list_of_containers(json_object_iter_peek_value(&it)))
			return true;
	return false;
}

static void put_value(FILE *to, struct json_object *value, int depth)
{
	const char *line = NULL;

	if (is_container(value) && !length_of(value))
		line = json_object_is_type(value, json_type_array) ? "[]" :
		       "{}";
	else if (!stands_open(value, depth))
		line = json_object_to_json_string_ext(value, TEXT_FLAGS);
	if (line && (!is_container(value) || strlen(line) <= LINE_WIDTH))
		fputs(line, to);
	else if (json_object_is_type(value, json_type_array))
		put_array(to, value, depth);
	else if (is_container(value))
		put_object(to, value, depth);
}

/* Passes on what is written to it, until that is too much. */
struct limited {
	FILE *to;
	size_t left;
	int err;
};

static ssize_t write_limited(void *cookie, const char *text, size_t size)
{
	struct limited *limited = cookie;

	if (size > limited->left)
		limited->err = -EFBIG;
	else if (fwrite(text, 1, size, limited->to) != size)
		limited->err = errno ? -errno : -EIO;
	if (limited->err)
		return 0;
	limited->left -= size;
	return (ssize_t)size;
}

int sr_json_write(struct json_object *document, FILE *to, size_t limit)
{
	static const cookie_io_functions_t calls = { .write = write_limited };
	struct limited limited = { .to = to, .left = limit };
	FILE *stream = fopencookie(&limited, "w", calls);

	if (!stream)
		return -ENOMEM;
	errno = 0;
	put_value(stream, document, 0);
	fputc('\n', stream);
	if (fclose(stream) && !limited.err)
		limited.err = errno ? -errno : -EIO;
	if (!limited.err && (fflush(to) || ferror(to)))
		limited.err = errno ? -errno : -EIO;
	return limited.err;
}

int sr_platform_write(const struct sr_platform *platform, FILE *to)
{
	struct json_object *document = NULL;
	int err = sr_object_write(&sr_platform_object, platform, &document);

	if (!err)
		err = sr_json_write(document, to, SR_DOCUMENT_MAX);
	json_object_put(document);
	return err;
}
