// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: JSON values that know where they stand, and errors that say so.
 */
#include "platform_private.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdarg.h>
#include <string.h>

#include "text.h"

/* Deeper than any table goes; the rest of a path would not be read anyway. */
#define PATH_DEPTH 16

int sr_reader_fail(const struct sr_reader *reader, const char *format, ...)
{
	va_list args;
	int used;

	if (!reader->error_size)
		return -EINVAL;
	used = snprintf(reader->error, reader->error_size, "%s: ",
			reader->file);
	if (used >= 0 && (size_t)used < reader->error_size) {
		va_start(args, format);
		vsnprintf(reader->error + used,
			  reader->error_size - (size_t)used, format, args);
		va_end(args);
	}
	/* Whatever a hostile document or the name of its file holds. */
	sr_text_make_printable(reader->error);
	return -EINVAL;
}

static void append_step(char *path, size_t size, const struct sr_node *node)
{
	size_t used = strlen(path);

	if (node->key)
		snprintf(path + used, size - used, "%s%.64s", used ? "." : "",
			 node->key);
	else
		snprintf(path + used, size - used, "[%zu]", node->index);
}

static void path_of(const struct sr_node *at, char *path, size_t size)
{
	const struct sr_node *steps[PATH_DEPTH];
	size_t n = 0;

	*path = '\0';
	for (; at->parent && n < PATH_DEPTH; at = at->parent)
		steps[n++] = at;
	while (n)
		append_step(path, size, steps[--n]);
}

int sr_node_fail(const struct sr_node *at, const char *format, ...)
{
	char path[512], reason[256];
	va_list args;

	va_start(args, format);
	vsnprintf(reason, sizeof(reason), format, args);
	va_end(args);
	path_of(at, path, sizeof(path));
	return sr_reader_fail(at->reader, "%s%s%s", path, *path ? ": " : "",
			      reason);
}

struct sr_node sr_node_key(const struct sr_node *parent, const char *key)
{
	struct sr_node node = {
		.reader = parent->reader, .parent = parent, .key = key,
	};

	if (json_object_is_type(parent->value, json_type_object))
		json_object_object_get_ex(parent->value, key, &node.value);
	return node;
}

struct sr_node sr_node_item(const struct sr_node *parent, size_t index)
{
	return (struct sr_node){
		.reader = parent->reader, .parent = parent, .index = index,
		.value = json_object_array_get_idx(parent->value, index),
	};
}

int sr_node_text(const struct sr_node *at, const char **text)
{
	const char *string;
	size_t length;

	if (!json_object_is_type(at->value, json_type_string))
		return sr_node_fail(at, "must be a string");
	string = json_object_get_string(at->value);
	length = (size_t)json_object_get_string_len(at->value);
	if (sr_text_printable(string, length) != length)
		return sr_node_fail(at, "has a control character");
	*text = string;
	return 0;
}

int sr_node_number(const struct sr_node *at, uint64_t min, uint64_t max,
		   uint64_t *number)
{
	uint64_t value;

	if (!json_object_is_type(at->value, json_type_int))
		return sr_node_fail(at, "must be an integer");
	if (json_object_get_int64(at->value) < 0)
		return sr_node_fail(at, "must not be negative");
	value = json_object_get_uint64(at->value);
	if (value < min)
		return sr_node_fail(at, "must be at least %" PRIu64, min);
	if (value > max)
		return sr_node_fail(at, "must be at most %" PRIu64, max);
	*number = value;
	return 0;
}

static int hex_value(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	return tolower((unsigned char)c) - 'a' + 10;
}

int sr_node_address(const struct sr_node *at, uint64_t *address)
{
	const char *text = NULL;
	uint64_t value = 0;

	if (json_object_is_type(at->value, json_type_string))
		text = json_object_get_string(at->value);
	if (!text || strncmp(text, "0x", 2) || !text[2] ||
	    strspn(text + 2, "0123456789abcdefABCDEF") + 2 !=
	    (size_t)json_object_get_string_len(at->value))
		return sr_node_fail(at, "must be a hex string like \"0x1000\"");
	for (text += 2; *text; text++) {
		if (value >> 60)
			return sr_node_fail(at, "is beyond 2^64");
		value = value << 4 | (uint64_t)hex_value(*text);
	}
	*address = value;
	return 0;
}
