// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: the tree of /proc/iomem, flat, parents before their children.
 *
 * Without CAP_SYS_ADMIN the kernel prints every address as zero. Such a tree
 * is an omission, not a tree.
 *
 * A brief reading keeps the Soft Reserved nodes, and the first line, which tells
 * that there is a tree.
 */
#include "system_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

#define FACT "/proc/iomem"
#define SOFT_RESERVED " : Soft Reserved"

static int hex_digit(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/*
 * Reads hex digits; false where there are none or more than 64 bits. Not
 * strtoull(): it takes signs, blanks and prefixes that the kernel never writes.
 */
static bool take_hex(const char **text, uint64_t *value)
{
	const char *start = *text;
	int digit;

	*value = 0;
	while ((digit = hex_digit(**text)) >= 0) {
		if (*value >> 60)
			return false;
		*value = *value << 4 | (unsigned int)digit;
		++*text;
	}
	return *text > start;
}

/* "  00001000-0009ffff : System RAM", two blanks for every level. */
static bool parse_line(const char *line, struct sr_resource *resource,
		       const char **name)
{
	size_t blanks = strspn(line, " ");
	uint64_t end;

	if (blanks % 2 || blanks > 200)
		return false;
	resource->depth = (unsigned int)(blanks / 2);
	line += blanks;
	if (!take_hex(&line, &resource->start) || *line++ != '-' ||
	    !take_hex(&line, &end) || strncmp(line, " : ", 3) || !line[3])
		return false;
	if (end < resource->start ||
	    end - resource->start == UINT64_MAX)
		return false;
	resource->size = end - resource->start + 1;
	*name = line + 3;
	return true;
}

static bool is_printable(const char *name)
{
	return sr_text_printable(name, strlen(name)) == strlen(name);
}

static int add_line(struct sr_running *running, const char *line,
		    unsigned long number)
{
	struct sr_resource resource = { 0 }, *list = running->iomem;
	size_t n = running->n_iomem;
	const char *name;

	if (running->brief && n && !strstr(line, SOFT_RESERVED))
		return 0;
	if (!parse_line(line, &resource, &name) || !is_printable(name) ||
	    (!running->brief &&
	     resource.depth > (n ? list[n - 1].depth + 1 : 0)))
		return sr_omit(running, FACT, "line %lu makes no sense",
			       number);
	list = sr_grow(list, n, sizeof(*list));
	if (!list)
		return -ENOMEM;
	running->iomem = list;
	list[n] = resource;
	list[n].name = strdup(name);
	if (!list[n].name)
		return -ENOMEM;
	running->n_iomem++;
	return 0;
}

static void forget_tree(struct sr_running *running)
{
	size_t i;

	for (i = 0; i < running->n_iomem; i++)
		free(running->iomem[i].name);
	free(running->iomem);
	running->iomem = NULL;
	running->n_iomem = 0;
}

/* A true tree has at most one node that is the byte 0. */
static bool is_hidden(const struct sr_running *running)
{
	size_t i;

	for (i = 0; i < running->n_iomem; i++)
		if (running->iomem[i].start || running->iomem[i].size != 1)
			return false;
	return running->n_iomem;
}

static int parse_tree(struct sr_running *running, char *text, size_t length)
{
	unsigned long number = 1;
	char *line, *rest = text;
	int err = 0;

	if (strlen(text) != length)
		return sr_omit(running, FACT, "it holds a NUL byte");
	while (!err && (line = strsep(&rest, "\n")))
		if (*line || rest)
			err = add_line(running, line, number++);
	if (err || !is_hidden(running))
		return err;
	forget_tree(running);
	return sr_omit(running, FACT,
		       "the kernel hides the addresses from all but root");
}

int sr_iomem_read(int root, struct sr_system *system)
{
	char *text;
	size_t length;
	int err = sr_file_read(root, "proc/iomem", &text, &length);

	if (err == -ENOMEM)
		return err;
	if (err)
		return sr_omit_errno(&system->running, FACT, -err);
	err = parse_tree(&system->running, text, length);
	free(text);
	return err;
}
