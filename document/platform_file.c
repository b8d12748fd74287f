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

#define NESTING_MAX 32

static int fail_errno(const struct sr_reader *reader, int error)
{
	sr_reader_fail(reader, "%s", strerror(error));
	return -error;
}

/* What is no file has no size: then it is read until it is too large. */
static int check_size(int fd)
{
	struct stat info;

	if (fstat(fd, &info))
		return -errno;
	return S_ISREG(info.st_mode) &&
	       info.st_size > (off_t)SR_DOCUMENT_MAX ? -EFBIG : 0;
}

/* One byte more than the limit, so that it is seen that it is passed. */
static int read_all(int fd, char **text, size_t *length)
{
	size_t room = 1 << 16, used = 0;
	char *buffer = NULL, *more;
	ssize_t got = 1;
	int err = check_size(fd);

	while (!err && got && used <= SR_DOCUMENT_MAX) {
		if (!buffer || used == room) {
			room *= buffer ? 2 : 1;
			more = realloc(buffer, room);
			if (!more) {
				err = -ENOMEM;
				break;
			}
			buffer = more;
		}
		got = read(fd, buffer + used, room - used);
		if (got > 0)
			used += (size_t)got;
		else if (got < 0 && errno != EINTR)
			err = -errno;
	}
	if (err) {
		free(buffer);
		return err;
	}
	*text = buffer;
	*length = used;
	return 0;
}

static int fail_size(const struct sr_reader *reader)
{
	sr_reader_fail(reader, "is larger than %zu MiB",
		       SR_DOCUMENT_MAX >> 20);
	return -EFBIG;
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
	if (length > SR_DOCUMENT_MAX)
		return fail_size(reader);
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
	if (err == -EFBIG)
		return fail_size(reader);
	if (err)
		return fail_errno(reader, -err);
	err = sr_json_parse(reader, text, length, out);
	free(text);
	return err;
}
