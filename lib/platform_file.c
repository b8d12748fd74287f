// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: from a file to a JSON value, strictly.
 */
#include "platform_private.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <json-c/json_visit.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A document of a machine with 10^5 memory map entries is about 8 MiB. */
#define FILE_MAX ((size_t)16 << 20)
#define NESTING_MAX 32

static int fail_errno(const struct sr_reader *reader, int error)
{
	sr_reader_fail(reader, "%s", strerror(error));
	return -error;
}

/* One byte more than the limit, so that the caller sees that it is passed. */
static int read_all(int fd, char **text, size_t *length)
{
	char *buffer = malloc(FILE_MAX + 1);
	size_t used = 0;
	ssize_t got = 1;

	if (!buffer)
		return -ENOMEM;
	while (got && used <= FILE_MAX) {
		got = read(fd, buffer + used, FILE_MAX + 1 - used);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			break;
		used += (size_t)got;
	}
	if (got < 0) {
		got = -errno;
		free(buffer);
		return (int)got;
	}
	*text = buffer;
	*length = used;
	return 0;
}

static int count_member(struct json_object *value, int flags,
			struct json_object *parent, const char *key,
			size_t *index, void *count)
{
	(void)value;
	(void)parent;
	(void)index;
	if (key && flags != JSON_C_VISIT_SECOND)
		++*(size_t *)count;
	return JSON_C_VISIT_RETURN_CONTINUE;
}

/*
 * json-c keeps the last of two equal keys without a word. Outside of strings
 * every member has one colon, so counting them shows that one got lost.
 */
static int check_no_key_twice(const struct sr_reader *reader, const char *text,
			      size_t length, struct json_object *value)
{
	size_t i, colons = 0, members = 0;
	bool in_string = false;

	for (i = 0; i < length; i++) {
		if (in_string && text[i] == '\\')
			i++;
		else if (text[i] == '"')
			in_string = !in_string;
		else if (!in_string && text[i] == ':')
			colons++;
	}
	json_c_visit(value, 0, count_member, &members);
	if (colons == members)
		return 0;
	return sr_reader_fail(reader, "an object has the same key twice");
}

static bool is_blank(const char *text, size_t length)
{
	while (length && isspace((unsigned char)*text)) {
		text++;
		length--;
	}
	return !length;
}

static int parse_with(struct json_tokener *tokener,
		      const struct sr_reader *reader, const char *text,
		      size_t length, struct json_object **out)
{
	enum json_tokener_error error;
	size_t end;

	*out = json_tokener_parse_ex(tokener, text, (int)length);
	error = json_tokener_get_error(tokener);
	end = json_tokener_get_parse_end(tokener);
	if (error == json_tokener_continue)
		return sr_reader_fail(reader,
				      "byte %zu: the document ends too early",
				      length);
	if (error != json_tokener_success)
		return sr_reader_fail(reader, "byte %zu: %s", end,
				      json_tokener_error_desc(error));
	if (!is_blank(text + end, length - end))
		return sr_reader_fail(reader,
				      "byte %zu: more text after the document",
				      end);
	return check_no_key_twice(reader, text, length, *out);
}

int sr_json_parse(const struct sr_reader *reader, const char *text,
		  size_t length, struct json_object **out)
{
	struct json_tokener *tokener;
	int err;

	*out = NULL;
	if (length > FILE_MAX) {
		sr_reader_fail(reader, "is larger than 16 MiB");
		return -EFBIG;
	}
	if (is_blank(text, length))
		return sr_reader_fail(reader, "is empty");
	tokener = json_tokener_new_ex(NESTING_MAX);
	if (!tokener)
		return fail_errno(reader, ENOMEM);
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT |
			       JSON_TOKENER_VALIDATE_UTF8);
	err = parse_with(tokener, reader, text, length, out);
	json_tokener_free(tokener);
	if (err) {
		json_object_put(*out);
		*out = NULL;
	}
	return err;
}

int sr_json_load(const struct sr_reader *reader, struct json_object **out)
{
	char *text = NULL;
	size_t length = 0;
	int fd, err;

	fd = open(reader->file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail_errno(reader, errno);
	err = read_all(fd, &text, &length);
	close(fd);
	if (err)
		return fail_errno(reader, -err);
	err = sr_json_parse(reader, text, length, out);
	free(text);
	return err;
}
