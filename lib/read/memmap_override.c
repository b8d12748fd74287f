// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: what memmap= on the kernel's command line makes of the memory map.
 *
 * arch/x86/kernel/e820.c, parse_memmap_one(): nn@ss System RAM, nn#ss ACPI
 * Tables, nn$ss Reserved, nn!ss legacy persistent memory, nn%ss-old+new any
 * type, exactmap drops what firmware said. An added range wins where its type
 * number is greater; nn%ss-old changes memory of that type only.
 */
#include "system_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The types of e820 and their words in /sys/firmware/memmap. */
static const struct {
	uint64_t number;
	const char *word;
} types[] = {
	{ 1, "System RAM" },
	{ 2, "Reserved" },
	{ 3, "ACPI Tables" },
	{ 4, "ACPI Non-volatile Storage" },
	{ 5, "Unusable memory" },
	{ 7, "Persistent Memory" },
	{ 12, "Persistent Memory (legacy)" },
	{ 0xefffffff, "Soft Reserved" },
};
#define N_TYPES (sizeof(types) / sizeof(types[0]))

/* One parsed override; @from or @to 0: none. */
struct override {
	uint64_t start;
	uint64_t end;
	uint64_t from;
	uint64_t to;
};

static uint64_t number_of(const char *word)
{
	size_t i;

	for (i = 0; i < N_TYPES; i++)
		if (!strcmp(word, types[i].word))
			return types[i].number;
	return 0;
}

static const char *word_of(uint64_t number)
{
	size_t i;

	for (i = 0; i < N_TYPES; i++)
		if (number == types[i].number)
			return types[i].word;
	return "Unknown E820 type";
}

/* A number with K, M, G, T, P or E behind it, as the kernel's memparse(). */
static bool take_size(const char **text, uint64_t *size)
{
	static const char suffixes[] = "KMGTPE";
	const char *suffix;
	unsigned long shift;
	char *end;

	if (**text < '0' || **text > '9')
		return false;
	errno = 0;
	*size = strtoull(*text, &end, 0);
	if (errno)
		return false;
	*text = end;
	suffix = *end ? strchr(suffixes, *end & ~0x20) : NULL;
	if (!suffix)
		return true;
	shift = 10 * (unsigned long)(suffix - suffixes + 1);
	if (*size << shift >> shift != *size)
		return false;
	*size <<= shift;
	++*text;
	return true;
}

static bool take_types(const char *text, struct override *one)
{
	if (*text == '-') {
		text++;
		if (!take_size(&text, &one->from))
			return false;
	}
	if (*text == '+') {
		text++;
		if (!take_size(&text, &one->to))
			return false;
	}
	return !*text;
}

static bool parse_one(const char *text, struct override *one)
{
	uint64_t size;
	char sign;

	*one = (struct override){ 0 };
	if (!take_size(&text, &size) || !size || !*text)
		return false;
	sign = *text++;
	if (!take_size(&text, &one->start) ||
	    size - 1 > UINT64_MAX - one->start)
		return false;
	one->end = one->start + size - 1;
	if (sign == '%')
		return take_types(text, one);
	one->to = sign == '@' ? 1 : sign == '$' ? 2 : sign == '#' ? 3 :
		  sign == '!' ? 12 : 0;
	return one->to && !*text;
}

static int add_piece(struct sr_platform *to, uint64_t start, uint64_t end,
		     const char *word)
{
	struct sr_memory *list = sr_grow(to->memory_map, to->n_memory_map,
					 sizeof(*list));

	if (!list)
		return -ENOMEM;
	to->memory_map = list;
	list += to->n_memory_map;
	list->start = start;
	list->size = end - start + 1;
	list->type = sr_memory_type_of(word);
	list->type_word = strdup(word);
	if (!list->type_word)
		return -ENOMEM;
	to->n_memory_map++;
	return 0;
}

static bool gives_way(const struct sr_memory *memory,
		      const struct override *one)
{
	uint64_t number = number_of(memory->type_word);

	if (one->from)
		return number == one->from;
	return !one->to || number < one->to;
}

/* Writes what is new in start..end, and nothing where it only removes. */
static int add_new(struct sr_platform *to, uint64_t start, uint64_t end,
		   const struct override *one)
{
	return one->to ? add_piece(to, start, end, word_of(one->to)) : 0;
}

/*
 * The part of @memory that the override touches: kept as it is, or replaced.
 * @next is the first byte of the override that is not written yet.
 */
static int lay_over(struct sr_platform *to, const struct sr_memory *memory,
		    const struct override *one, uint64_t *next)
{
	uint64_t end = memory->start + (memory->size - 1);
	uint64_t first = memory->start > one->start ? memory->start :
			 one->start;
	uint64_t last = end < one->end ? end : one->end;
	int err = 0;

	if (memory->start < first)
		err = add_piece(to, memory->start, first - 1,
				memory->type_word);
	if (gives_way(memory, one)) {
		if (!err && one->from)
			err = add_new(to, first, last, one);
	} else {
		/* New memory stops before what stays, and goes on after. */
		if (!err && !one->from && *next < first)
			err = add_new(to, *next, first - 1, one);
		if (!err)
			err = add_piece(to, first, last, memory->type_word);
		*next = last + 1;
	}
	if (!err && last < end)
		err = add_piece(to, last + 1, end, memory->type_word);
	return err;
}

static int compare_memory(const void *a, const void *b)
{
	const struct sr_memory *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

/* As the kernel does: neighbours become one, but not Soft Reserved ones. */
static void merge_neighbours(struct sr_platform *platform)
{
	struct sr_memory *map = platform->memory_map;
	size_t i, kept = 0;

	for (i = 0; i < platform->n_memory_map; i++) {
		if (kept && map[i].type != SR_MEMORY_SOFT_RESERVED &&
		    map[kept - 1].start + map[kept - 1].size == map[i].start &&
		    !strcmp(map[kept - 1].type_word, map[i].type_word)) {
			map[kept - 1].size += map[i].size;
			free(map[i].type_word);
		} else {
			map[kept++] = map[i];
		}
	}
	platform->n_memory_map = kept;
}

static void clear_map(struct sr_platform *platform)
{
	size_t i;

	for (i = 0; i < platform->n_memory_map; i++)
		free(platform->memory_map[i].type_word);
	free(platform->memory_map);
	platform->memory_map = NULL;
	platform->n_memory_map = 0;
}

static int apply(struct sr_platform *platform, const struct override *one)
{
	struct sr_platform fresh = { 0 };
	uint64_t next = one->start;
	size_t i;
	int err = 0;

	for (i = 0; !err && i < platform->n_memory_map; i++) {
		const struct sr_memory *memory = &platform->memory_map[i];
		uint64_t end = memory->start + (memory->size - 1);

		if (end < one->start || memory->start > one->end)
			err = add_piece(&fresh, memory->start, end,
					memory->type_word);
		else
			err = lay_over(&fresh, memory, one, &next);
	}
	/* next wraps to 0 where what stays ends at 2^64 - 1 */
	if (!err && !one->from && next <= one->end && (next || !one->start))
		err = add_new(&fresh, next, one->end, one);
	if (err) {
		clear_map(&fresh);
		return err;
	}
	clear_map(platform);
	platform->memory_map = fresh.memory_map;
	platform->n_memory_map = fresh.n_memory_map;
	if (fresh.n_memory_map)
		qsort(fresh.memory_map, fresh.n_memory_map,
		      sizeof(*fresh.memory_map), compare_memory);
	merge_neighbours(platform);
	return 0;
}

/* One that was parsed, or NULL for exactmap. */
typedef int (*override_user)(void *data, const struct override *one);

static int use_list(char *list, override_user use, void *data)
{
	struct override one;
	char *item;
	int err = 0;

	while (!err && (item = strsep(&list, ","))) {
		if (!strcmp(item, "exactmap"))
			err = use(data, NULL);
		else if (parse_one(item, &one))
			err = use(data, &one);
	}
	return err;
}

static int use_line(const char *line, override_user use, void *data)
{
	char *copy = strdup(line), *rest = copy, *word;
	int err = copy ? 0 : -ENOMEM;

	while (!err && (word = strsep(&rest, " "))) {
		if (!strcmp(word, "--"))
			break;
		if (!strncmp(word, "memmap=", 7))
			err = use_list(word + 7, use, data);
	}
	free(copy);
	return err;
}

static int apply_to(void *platform, const struct override *one)
{
	if (one)
		return apply(platform, one);
	clear_map(platform);
	return 0;
}

int sr_memmap_override(struct sr_platform *platform, const char *line)
{
	return use_line(line, apply_to, platform);
}

/*
 * Soft Reserved replaces whatever was there. System RAM goes only where nothing
 * is, and who says what a type becomes needs to know what was of that type.
 */
static int note_rest(void *data, const struct override *one)
{
	bool *rests = data;

	*rests = *rests || (one && (one->from || one->to == 1));
	return 0;
}

int sr_memmap_override_rests(const char *line, bool *rests)
{
	*rests = false;
	return use_line(line, note_rest, rests);
}
