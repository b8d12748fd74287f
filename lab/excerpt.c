// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see excerpt.h. */
#include "excerpt.h"

#include <inttypes.h>
#include <string.h>

#include "present.h"

#define GREEN "\033[32m"
#define YELLOW "\033[33m"
#define PLAIN "\033[0m"

/* A dax device means usable memory; Soft Reserved, that it waits for one. */
static const char *colour_of(const char *name)
{
	if (!strncmp(name, "dax", 3) || strstr(name, "kmem"))
		return GREEN;
	if (!strncmp(name, "Soft Reserved", 13))
		return YELLOW;
	return "";
}

static bool print_line(const struct srlab_excerpt *excerpt, const char *line,
		       size_t length, FILE *to)
{
	char text[160], size[32], name[96];
	uint64_t start, end;
	const char *colour;
	int depth;

	snprintf(text, sizeof(text), "%.*s", (int)length, line);
	depth = (int)strspn(text, " ");
	if (sscanf(text + depth, "%" SCNx64 "-%" SCNx64 " : %95[^\n]", &start,
		   &end, name) != 3 ||
	    end < excerpt->start || start > excerpt->end)
		return false;
	colour = excerpt->colour ? colour_of(name) : "";
	fprintf(to, "%s%*s0x%09" PRIx64 "-0x%09" PRIx64 "  %s%s%s%*s %8s\n",
		excerpt->indent, depth, "", start, end, colour, name,
		*colour ? PLAIN : "", 26 - depth - (int)strlen(name), "",
		srlab_size_text(end - start + 1, size));
	return true;
}

size_t srlab_excerpt_print(const struct srlab_excerpt *excerpt,
			   const char *iomem, FILE *to)
{
	size_t lines = 0;

	while (*iomem) {
		size_t length = strcspn(iomem, "\n");

		lines += print_line(excerpt, iomem, length, to);
		iomem += length + (iomem[length] == '\n');
	}
	return lines;
}
