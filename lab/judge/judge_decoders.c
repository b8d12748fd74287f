// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: whether each committed HDM decoder reads back as it was; and, for those
 * who must not write any, whether each word of each decoder does.
 */
#include "heard.h"

#include <string.h>

#define CONTROL 4
#define COMMITTED (1U << 10)
#define HDM_ENABLE (1U << 1)

/*
 * The next look at a component, from line @i on. Where a scenario changes a
 * decoder itself there are several pairs of looks: up to the change, and since.
 */
static struct json_object *find_after(const struct srlab_heard *heard, size_t i,
				      const char *component)
{
	struct json_object *line;

	for (; i < srlab_heard_count(heard); i++) {
		line = srlab_heard_line(heard, i, "decoders");
		if (line && !strcmp(srlab_text(line, "when"), "after") &&
		    !strcmp(srlab_text(line, "component"), component))
			return line;
	}
	return NULL;
}

static uint64_t control(struct json_object *decoder)
{
	return json_object_get_uint64(srlab_item(decoder, CONTROL));
}

static void add_change(struct srlab_words *words, const char *component,
		       size_t i, struct json_object *old,
		       struct json_object *new)
{
	srlab_words_add(words, "%s: decoder %zu was %s, is %s", component, i,
			json_object_to_json_string_ext(old, 0),
			new ? json_object_to_json_string_ext(new, 0) : "gone");
}

/* Return: the number of committed decoders that are not as they were. */
static size_t compare(struct json_object *before, struct json_object *after,
		      struct srlab_result *result)
{
	struct json_object *was = srlab_list(before, "registers");
	struct json_object *is = after ? srlab_list(after, "registers") : NULL;
	const char *name = srlab_text(before, "component");
	size_t changed = 0;

	for (size_t i = 0; was && i < json_object_array_length(was); i++) {
		struct json_object *old = srlab_item(was, i);
		struct json_object *new = srlab_item(is, i);

		if (new && json_object_equal(old, new))
			continue;
		if (!(control(old) & COMMITTED)) {
			add_change(&result->word_changes, name, i, old, new);
			continue;
		}
		changed++;
		add_change(&result->decoder_changes, name, i, old, new);
	}
	if (after && srlab_number(before, "global") !=
			     srlab_number(after, "global"))
		srlab_words_add(&result->word_changes,
				"%s: the global control word has changed",
				name);
	if ((srlab_number(before, "global") & HDM_ENABLE) &&
	    !(after && srlab_number(after, "global") & HDM_ENABLE)) {
		changed++;
		srlab_words_add(&result->decoder_changes,
				"%s: decoding is no longer enabled", name);
	}
	return changed;
}

void srlab_decoders_judge(const struct srlab_heard *heard,
			  struct srlab_result *result)
{
	size_t changed = 0, seen = 0;

	for (size_t i = 0; i < srlab_heard_count(heard); i++) {
		struct json_object *line;

		line = srlab_heard_line(heard, i, "decoders");
		if (!line || strcmp(srlab_text(line, "when"), "before"))
			continue;
		seen++;
		changed += compare(line,
				   find_after(heard, i,
					      srlab_text(line, "component")),
				   result);
	}
	result->decoders_preserved = seen && !changed;
}
