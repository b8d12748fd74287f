// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: the address map as SVG: self-contained, no script, no web font.
 */
#include "map_model.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "amount.h"

#define MARGIN 24
/* Wide enough for the last of the slanted addresses. */
#define RIGHT_MARGIN 56
#define NAME_WIDTH 92
#define PAPER_WIDTH 1000
#define LEAST_WIDTH 84
#define GAP_WIDTH 44
#define ROW_HEIGHT 34
#define BOX_HEIGHT 26
#define LANE_SPACE 6
#define FLAG_HEIGHT 16
#define STRIP_SPACE 34
#define HEAD_HEIGHT 64
/* Widths of a character at the sizes used, on the generous side. */
#define LABEL_CHAR 7
#define FLAG_CHAR 7
#define NOTES_MAX 99

struct tone_look {
	const char *fill;
	const char *line;
	const char *ink;
};

static const struct tone_look looks[LANE_TONES] = {
	[LANE_RAM] = { "#e9ecef", "#adb5bd", "#495057" },
	[LANE_RESERVED] = { "#f1f3f5", "#ced4da", "#868e96" },
	[LANE_OFFERED] = { "#c5f6fa", "#0c8599", "#0b5563" },
	[LANE_WINDOW] = { "#d0ebff", "#1971c2", "#0b4a85" },
	[LANE_DECODER] = { "#e5dbff", "#6741d9", "#472c9c" },
	[LANE_REGION] = { "#d3f9d8", "#2f9e44", "#1b6b2c" },
	[LANE_DAX] = { "#e9fac8", "#66a80f", "#416e05" },
	[LANE_ONLINE] = { "#fff3bf", "#e67700", "#8f4a00" },
	[LANE_BAD] = { "url(#bad)", "#e8590c", "#8a2f00" },
	[LANE_STRANDED] = { "url(#stranded)", "#c92a2a", "#7d0f0f" },
};

struct picture {
	struct lanes *lanes;
	const struct lanes_strip *strip;
	FILE *to;
	const struct lane_extent *notes[NOTES_MAX];
	size_t n_notes;
	/* unsaid: labels that had no room there either */
	size_t unsaid;
	unsigned int width;
};

static void put_escaped(const char *text, FILE *to)
{
	for (; *text; text++) {
		if (*text == '<')
			fputs("&lt;", to);
		else if (*text == '>')
			fputs("&gt;", to);
		else if (*text == '&')
			fputs("&amp;", to);
		else if (*text == '"')
			fputs("&quot;", to);
		else if ((unsigned char)*text >= ' ')
			fputc(*text, to);
	}
}

static void put_text(const struct picture *picture, unsigned int x,
		     unsigned int y, const char *class, const char *text)
{
	fprintf(picture->to, "<text x=\"%u\" y=\"%u\" class=\"%s\">", x, y,
		class);
	put_escaped(text, picture->to);
	fputs("</text>\n", picture->to);
}

static const char *pick_label(struct picture *picture,
			      const struct lane_extent *extent,
			      unsigned int width, char *number, size_t size)
{
	if (strlen(extent->label) * LABEL_CHAR + 12 <= width)
		return extent->label;
	if (strlen(extent->brief) * LABEL_CHAR + 8 <= width)
		return extent->brief;
	if (lane_extent_number(extent, number, size) &&
	    strlen(number) * LABEL_CHAR + 8 <= width)
		return number;
	if (picture->n_notes == NOTES_MAX || width < 2 * LABEL_CHAR + 4) {
		picture->unsaid++;
		return "";
	}
	picture->notes[picture->n_notes++] = extent;
	snprintf(number, size, "%zu", picture->n_notes);
	return number;
}

static void put_title(const struct picture *picture,
		      const struct lane_extent *extent)
{
	bool several = extent->pieces > 1;

	fputs("<g><title>", picture->to);
	put_escaped(extent->label, picture->to);
	fprintf(picture->to, ", %s%s %s ", several ? "between " : "",
		amount_hex(extent->start).text, several ? "and" : "to");
	fprintf(picture->to, "%s</title>\n", amount_hex(extent->end).text);
}

static void draw_extent(struct picture *picture,
			const struct lane_extent *extent, unsigned int y)
{
	const struct tone_look *look = &looks[extent->tone];
	unsigned int x, width, left;
	const char *label;
	char number[24];
	size_t plate;

	if (!lanes_place(picture->lanes, picture->strip, extent, &x, &width))
		return;
	left = MARGIN + NAME_WIDTH + x;
	label = pick_label(picture, extent, width, number, sizeof(number));
	put_title(picture, extent);
	/* Several in a box look like a pile of boxes. */
	if (extent->pieces > 1)
		fprintf(picture->to,
			"<rect x=\"%u.5\" y=\"%u.5\" width=\"%u\" height=\"%u\" rx=\"4\" fill=\"#fff\" stroke=\"%s\"/>\n",
			left + 4, y + 3, width - 6, BOX_HEIGHT, look->line);
	fprintf(picture->to,
		"<rect x=\"%u.5\" y=\"%u.5\" width=\"%u\" height=\"%u\" rx=\"4\" fill=\"%s\" stroke=\"%s\"%s/>\n",
		left + 1, y, width - 3, BOX_HEIGHT, look->fill, look->line,
		extent->tone == LANE_BAD || extent->tone == LANE_STRANDED ?
		" stroke-width=\"1.6\"" : "");
	plate = strlen(label) * LABEL_CHAR + 8;
	if (*label && (extent->tone == LANE_BAD ||
		       extent->tone == LANE_STRANDED) && plate + 6 < width)
		fprintf(picture->to,
			"<rect x=\"%zu\" y=\"%u\" width=\"%zu\" height=\"%u\" rx=\"3\" fill=\"#fff\" fill-opacity=\"0.88\"/>\n",
			left + (width - plate) / 2, y + 5, plate,
			BOX_HEIGHT - 9);
	fprintf(picture->to,
		"<text x=\"%u\" y=\"%u\" class=\"label\" fill=\"%s\">",
		left + width / 2, y + 18, look->ink);
	put_escaped(label, picture->to);
	fputs("</text></g>\n", picture->to);
}

/* Where nothing is: a band through all lanes with the size that it hides. */
static void draw_gap(const struct picture *picture,
		     const struct lanes_segment *segment, unsigned int top,
		     unsigned int bottom)
{
	unsigned int left = MARGIN + NAME_WIDTH + segment->x + 4;
	unsigned int width = segment->width - 8;
	unsigned int x = left + width / 2, y = (top + bottom) / 2;
	char text[64];

	snprintf(text, sizeof(text), "%s not drawn",
		 amount_bytes(segment->end - segment->start + 1).text);
	fprintf(picture->to,
		"<rect x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" fill=\"url(#gap)\"/>\n",
		left, top, width, bottom - top);
	fprintf(picture->to,
		"<text transform=\"translate(%u,%u) rotate(-90)\" class=\"gap\">%s</text>\n",
		x + 4, y, text);
}

static unsigned int lane_height(const struct lane *lane)
{
	size_t rows = lane->n_rows ? lane->n_rows : 1;

	return (unsigned int)rows * ROW_HEIGHT + LANE_SPACE;
}

static unsigned int lanes_height(const struct lanes *lanes)
{
	unsigned int height = 0;
	size_t i;

	for (i = 0; i < lanes->n_lanes; i++)
		height += lane_height(&lanes->lanes[i]);
	return height;
}

static void draw_bands(const struct picture *picture, unsigned int y)
{
	size_t i;

	for (i = 0; i < picture->lanes->n_lanes; i++) {
		const struct lane *lane = &picture->lanes->lanes[i];
		unsigned int height = lane_height(lane);

		fprintf(picture->to,
			"<rect x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" fill=\"%s\"/>\n",
			MARGIN, y, NAME_WIDTH + PAPER_WIDTH, height,
			i % 2 ? "#ffffff" : "#f8f9fa");
		put_text(picture, MARGIN + 10, y + height / 2 + 4, "lane",
			 lane->name);
		y += height;
	}
}

static void draw_lanes(struct picture *picture, unsigned int y)
{
	size_t i, j;

	for (i = 0; i < picture->lanes->n_lanes; i++) {
		struct lane *lane = &picture->lanes->lanes[i];

		for (j = 0; j < lane->n_extents; j++)
			draw_extent(picture, &lane->extents[j],
				    y + LANE_SPACE +
				    (unsigned int)lane->extents[j].row *
				    ROW_HEIGHT);
		y += lane_height(lane);
	}
}

struct edge {
	struct amount text;
	unsigned int x;
};

static size_t edges_of(const struct picture *picture, struct edge *edges)
{
	const struct lanes_segment *segment =
		&picture->lanes->segments[picture->strip->first];
	size_t i, n = picture->strip->n;

	for (i = 0; i < n; i++, segment++) {
		edges[i].text = amount_hex(segment->start);
		edges[i].x = NAME_WIDTH + segment->x;
	}
	segment--;
	edges[n].text = amount_hex(segment->end + 1);
	if (segment->end == UINT64_MAX)
		strcpy(edges[n].text.text, "2^64");
	edges[n].x = NAME_WIDTH + segment->x + segment->width;
	return n + 1;
}

static void draw_edges(const struct picture *picture,
		       const struct edge *edges,
		       const struct lanes_flag *flags, size_t n,
		       unsigned int base, unsigned int bottom)
{
	size_t i;

	for (i = 0; i < n; i++) {
		unsigned int x = MARGIN + edges[i].x;
		unsigned int y = base - 8 - flags[i].row * FLAG_HEIGHT;
		bool right = flags[i].left < edges[i].x;

		fprintf(picture->to,
			"<path d=\"M%u.5 %uV%u\" class=\"edge\"/>\n", x,
			y - 9, bottom);
		fprintf(picture->to,
			"<text x=\"%u\" y=\"%u\" class=\"flag\"%s>%s</text>\n",
			right ? x - 4 : x + 4, y,
			right ? " text-anchor=\"end\"" : "",
			edges[i].text.text);
	}
}

/* Where addresses do not fit side by side, they stand on end. */
static void draw_upright(const struct picture *picture,
			 const struct edge *edges, size_t n,
			 unsigned int base, unsigned int bottom)
{
	size_t i;

	for (i = 0; i < n; i++) {
		unsigned int x = MARGIN + edges[i].x;

		fprintf(picture->to,
			"<path d=\"M%u.5 %uV%u\" class=\"edge\"/>\n", x,
			base - 4, bottom);
		fprintf(picture->to,
			"<text transform=\"translate(%u,%u) rotate(-60)\" class=\"flag\">%s</text>\n",
			x + 4, base - 8, edges[i].text.text);
	}
}

/* Draws one strip with its top at *y, and moves *y below it. */
static int draw_strip(struct picture *picture, unsigned int *y)
{
	size_t i, n, most = picture->strip->n + 1;
	struct lanes_flag *flags = calloc(most, sizeof(*flags));
	struct edge *edges = calloc(most, sizeof(*edges));
	unsigned int rows, base, bottom;

	if (!flags || !edges) {
		free(flags);
		free(edges);
		return -ENOMEM;
	}
	n = edges_of(picture, edges);
	for (i = 0; i < n; i++) {
		flags[i].x = edges[i].x;
		flags[i].length = (unsigned int)strlen(edges[i].text.text) *
				  FLAG_CHAR + 6;
	}
	/* The last place is one past the paper. */
	rows = lanes_flags(flags, n, NAME_WIDTH + PAPER_WIDTH + 1, 6);
	base = *y + (rows ? rows * FLAG_HEIGHT + 8 : 104);
	bottom = base + lanes_height(picture->lanes);
	draw_bands(picture, base);
	for (i = 0; i < picture->strip->n; i++)
		if (picture->lanes->segments[picture->strip->first + i].gap)
			draw_gap(picture,
				 &picture->lanes->segments
				 [picture->strip->first + i],
				 base, bottom);
	if (rows)
		draw_edges(picture, edges, flags, n, base, bottom);
	else
		draw_upright(picture, edges, n, base, bottom);
	draw_lanes(picture, base);
	free(flags);
	free(edges);
	*y = bottom + STRIP_SPACE;
	return 0;
}

static void draw_notes(const struct picture *picture, unsigned int *y)
{
	char text[256];
	size_t i;

	for (i = 0; i < picture->n_notes; i++) {
		snprintf(text, sizeof(text), "%zu  %s at %s", i + 1,
			 picture->notes[i]->label,
			 amount_hex(picture->notes[i]->start).text);
		put_text(picture, MARGIN + NAME_WIDTH, *y, "note", text);
		*y += 18;
	}
	if (picture->unsaid) {
		snprintf(text, sizeof(text), "%zu more labels have no room; to point at a box shows its own.",
			 picture->unsaid);
		put_text(picture, MARGIN + NAME_WIDTH, *y, "note", text);
		*y += 18;
		i++;
	}
	if (i)
		*y += 12;
}

static void draw_sums(const struct picture *picture, unsigned int *y)
{
	char text[512];
	bool started = false;
	size_t i;

	for (i = 0; i < picture->lanes->n_lanes; i++) {
		const struct lane *lane = &picture->lanes->lanes[i];

		if (!lane_is_gathered(lane))
			continue;
		if (!started) {
			put_text(picture, MARGIN + 10, *y, "note",
				 LANES_GATHERED);
			*y += 22;
		}
		started = true;
		put_text(picture, MARGIN + 10, *y, "lane", lane->name);
		lane_sum(lane, text, sizeof(text));
		put_text(picture, MARGIN + NAME_WIDTH, *y, "note", text);
		*y += 18;
	}
	if (started)
		*y += 12;
}

static void draw_legend(const struct picture *picture, unsigned int *y)
{
	unsigned int x = MARGIN + 10;
	int tone;

	for (tone = 0; tone < LANE_TONES; tone++) {
		const char *name = lanes_tone_name((enum lane_tone)tone);
		unsigned int width = (unsigned int)strlen(name) * 7 + 42;

		if (!lanes_tone_used(picture->lanes, (enum lane_tone)tone))
			continue;
		if (x + width > MARGIN + NAME_WIDTH + PAPER_WIDTH) {
			x = MARGIN + 10;
			*y += 24;
		}
		fprintf(picture->to,
			"<rect x=\"%u.5\" y=\"%u.5\" width=\"20\" height=\"13\" rx=\"3\" fill=\"%s\" stroke=\"%s\"/>\n",
			x, *y - 12, looks[tone].fill, looks[tone].line);
		put_text(picture, x + 27, *y, "note", name);
		x += width;
	}
	*y += 24;
	put_text(picture, MARGIN + 10, *y, "small",
		 "Widths grow with the logarithm of the size; they are not to scale.");
	*y += 12;
}

static const char style[] =
	"<style>\n"
	"text{font-family:'DejaVu Sans',Verdana,Helvetica,Arial,sans-serif}\n"
	".title{font-size:17px;font-weight:bold;fill:#212529}\n"
	".small{font-size:12px;fill:#868e96}\n"
	".note{font-size:12px;fill:#495057}\n"
	".lane{font-size:13px;font-weight:bold;fill:#495057}\n"
	".label{font-size:11.5px;text-anchor:middle}\n"
	".flag{font-family:'DejaVu Sans Mono',Menlo,Consolas,monospace;font-size:11px;fill:#495057}\n"
	".gap{font-size:11px;fill:#868e96;text-anchor:middle}\n"
	".edge{stroke:#ced4da;stroke-width:1;stroke-dasharray:3 3}\n"
	"</style>\n"
	"<defs>\n"
	"<pattern id=\"stranded\" width=\"9\" height=\"9\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect width=\"9\" height=\"9\" fill=\"#ffe3e3\"/><rect width=\"4\" height=\"9\" fill=\"#ff8787\"/></pattern>\n"
	"<pattern id=\"bad\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(-45)\"><rect width=\"7\" height=\"7\" fill=\"#fff4e6\"/><rect width=\"2\" height=\"7\" fill=\"#ffc078\"/></pattern>\n"
	"<pattern id=\"gap\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(30)\"><rect width=\"6\" height=\"6\" fill=\"#ffffff\"/><rect width=\"1\" height=\"6\" fill=\"#dee2e6\"/></pattern>\n"
	"</defs>\n";

static int draw_body(struct picture *picture, unsigned int *height)
{
	unsigned int y = HEAD_HEIGHT;
	size_t i;
	int err = 0;

	put_text(picture, MARGIN, 34, "title", picture->lanes->title);
	if (picture->lanes->note)
		put_text(picture, MARGIN, 54, "small", picture->lanes->note);
	for (i = 0; !err && i < picture->lanes->n_strips; i++) {
		picture->strip = &picture->lanes->strips[i];
		err = draw_strip(picture, &y);
	}
	draw_notes(picture, &y);
	draw_sums(picture, &y);
	draw_legend(picture, &y);
	*height = y + MARGIN;
	return err;
}

int lanes_draw(struct lanes *lanes, FILE *to)
{
	struct lanes_paper paper = {
		.width = PAPER_WIDTH,
		.least = LEAST_WIDTH,
		.plain = LEAST_WIDTH,
		.gap = GAP_WIDTH,
	};
	struct picture picture = {
		.lanes = lanes,
		.width = MARGIN + NAME_WIDTH + PAPER_WIDTH + RIGHT_MARGIN,
	};
	unsigned int height;
	char *body = NULL;
	size_t size;
	int err = lanes_layout(lanes, &paper);

	if (err)
		return err;
	/* The height is in the first line and known after the last. */
	picture.to = open_memstream(&body, &size);
	if (!picture.to)
		return -ENOMEM;
	err = draw_body(&picture, &height);
	if (fclose(picture.to) && !err)
		err = -ENOMEM;
	if (!err)
		fprintf(to,
			"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" viewBox=\"0 0 %u %u\">\n%s<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>\n%s</svg>\n",
			picture.width, height, picture.width, height, style,
			body);
	free(body);
	return err;
}
