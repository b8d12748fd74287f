// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: the address map in a terminal: a canvas of cells, one strip at a time.
 */
#include "map_model.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "amount.h"
#include "terminal.h"

#define NAME_COLUMNS 10
/* Room for "region0" and the like. */
#define LEAST_COLUMNS 11
#define PLAIN_COLUMNS 7
#define GAP_COLUMNS 3
#define NOTES_MAX 99

/* A cell: a character of UTF-8, and the tone that colours it. */
struct cell {
	char text[5];
	/* tone + 1, or 0 for none */
	unsigned char tone;
};

struct canvas {
	struct cell *cells;
	size_t width;
	size_t height;
};

/* What did not fit its box, and stands below the picture. */
struct footnotes {
	const struct lane_extent *extents[NOTES_MAX];
	size_t n;
	/* unsaid: labels that had no room there either */
	size_t unsaid;
};

struct drawing {
	struct lanes *lanes;
	const struct lanes_style *style;
	const struct lanes_strip *strip;
	struct canvas canvas;
	struct footnotes notes;
	FILE *to;
};

static const char *glyph(const struct drawing *drawing, const char *unicode,
			 const char *ascii)
{
	return drawing->style->ascii ? ascii : unicode;
}

static int canvas_init(struct canvas *canvas, size_t width, size_t height)
{
	size_t i;

	canvas->cells = calloc(width * height + 1, sizeof(*canvas->cells));
	if (!canvas->cells)
		return -ENOMEM;
	canvas->width = width;
	canvas->height = height;
	for (i = 0; i < width * height; i++)
		strcpy(canvas->cells[i].text, " ");
	return 0;
}

static void put_glyph(struct canvas *canvas, size_t x, size_t y,
		      const char *text, unsigned char tone)
{
	struct cell *cell;
	size_t i;

	if (x >= canvas->width || y >= canvas->height)
		return;
	cell = &canvas->cells[y * canvas->width + x];
	for (i = 0; i < sizeof(cell->text) - 1 && text[i]; i++)
		cell->text[i] = text[i];
	cell->text[i] = '\0';
	cell->tone = tone;
}

static void put_text(struct canvas *canvas, size_t x, size_t y,
		     const char *text, unsigned char tone)
{
	char one[2] = "";

	for (; *text; text++) {
		one[0] = *text;
		put_glyph(canvas, x++, y, one, tone);
	}
}

static const char *tone_color(enum lane_tone tone)
{
	static const char *const colors[LANE_TONES] = {
		[LANE_RAM] = "\033[2m",
		[LANE_RESERVED] = "\033[2m",
		[LANE_OFFERED] = "\033[36m",
		[LANE_WINDOW] = "\033[34m",
		[LANE_DECODER] = "\033[35m",
		[LANE_REGION] = "\033[32m",
		[LANE_DAX] = "\033[32m",
		[LANE_ONLINE] = "\033[32m",
		[LANE_BAD] = "\033[33m",
		[LANE_STRANDED] = "\033[1;31m",
	};

	return colors[tone];
}

static void print_row(const struct drawing *drawing, size_t y)
{
	const struct cell *row = drawing->canvas.cells +
				 y * drawing->canvas.width;
	size_t x, end = drawing->canvas.width;
	unsigned char tone = 0;

	while (end && !strcmp(row[end - 1].text, " "))
		end--;
	for (x = 0; x < end; x++) {
		if (drawing->style->color && row[x].tone != tone) {
			tone = row[x].tone;
			fputs("\033[0m", drawing->to);
			if (tone)
				fputs(tone_color(tone - 1), drawing->to);
		}
		fputs(row[x].text, drawing->to);
	}
	if (tone)
		fputs("\033[0m", drawing->to);
	fputc('\n', drawing->to);
}

static const char *filling(const struct drawing *drawing, enum lane_tone tone)
{
	switch (tone) {
	case LANE_STRANDED:
		return glyph(drawing, "░", "!");
	case LANE_BAD:
		return glyph(drawing, "╌", "?");
	case LANE_OFFERED:
	case LANE_WINDOW:
	case LANE_DECODER:
	case LANE_REGION:
	case LANE_DAX:
	case LANE_ONLINE:
	case LANE_RAM:
	case LANE_RESERVED:
	case LANE_TONES:
		break;
	}
	return glyph(drawing, "─", "-");
}

/* The label, its short form, or the number of a footnote. */
static void pick_label(struct drawing *drawing,
		       const struct lane_extent *extent, size_t width,
		       char *text, size_t size)
{
	struct footnotes *notes = &drawing->notes;

	text[0] = '\0';
	/* Two for the corners, two for spaces; a name may do without those. */
	if (strlen(extent->label) + 4 <= width) {
		snprintf(text, size, "%s", extent->label);
	} else if (strlen(extent->brief) + 2 <= width) {
		snprintf(text, size, "%s", extent->brief);
	} else if (!lane_extent_number(extent, text, size) ||
		   strlen(text) + 2 > width) {
		snprintf(text, size, "%zu", notes->n + 1);
		/* A number that is cut off would be another one. */
		if (notes->n == NOTES_MAX || strlen(text) + 2 > width) {
			notes->unsaid++;
			text[0] = '\0';
		} else {
			notes->extents[notes->n++] = extent;
		}
	}
}

static void draw_extent(struct drawing *drawing,
			const struct lane_extent *extent, size_t y)
{
	struct canvas *canvas = &drawing->canvas;
	unsigned int x, width, i, left;
	unsigned char tone = (unsigned char)(extent->tone + 1);
	char text[128];
	size_t length;

	if (!lanes_place(drawing->lanes, drawing->strip, extent, &x, &width))
		return;
	put_glyph(canvas, NAME_COLUMNS + x, y, glyph(drawing, "├", "["), tone);
	for (i = 1; i + 1 < width; i++)
		put_glyph(canvas, NAME_COLUMNS + x + i, y,
			  filling(drawing, extent->tone), tone);
	put_glyph(canvas, NAME_COLUMNS + x + width - 1, y,
		  glyph(drawing, "┤", "]"), tone);
	pick_label(drawing, extent, width, text, sizeof(text));
	length = strlen(text);
	if (!length)
		return;
	left = x + (width - (unsigned int)length) / 2;
	if (width > length + 3) {
		put_text(canvas, NAME_COLUMNS + left - 1, y, " ", tone);
		put_text(canvas, NAME_COLUMNS + left + length, y, " ", tone);
	}
	put_text(canvas, NAME_COLUMNS + left, y, text, tone);
}

static void draw_gaps(struct drawing *drawing, size_t y)
{
	size_t i;

	for (i = 0; i < drawing->strip->n; i++) {
		const struct lanes_segment *segment =
			&drawing->lanes->segments[drawing->strip->first + i];

		if (segment->gap)
			put_glyph(&drawing->canvas,
				  NAME_COLUMNS + segment->x +
				  segment->width / 2,
				  y, glyph(drawing, "╱", "/"), LANE_RAM + 1);
	}
}

static size_t count_rows(const struct lanes *lanes)
{
	size_t i, rows = 0;

	for (i = 0; i < lanes->n_lanes; i++)
		rows += lanes->lanes[i].n_rows ? lanes->lanes[i].n_rows : 1;
	return rows;
}

static void draw_lanes(struct drawing *drawing, size_t y)
{
	size_t i, j, row;

	for (i = 0; i < drawing->lanes->n_lanes; i++) {
		struct lane *lane = &drawing->lanes->lanes[i];
		size_t rows = lane->n_rows ? lane->n_rows : 1;

		put_text(&drawing->canvas, 0, y, lane->name, 0);
		for (row = 0; row < rows; row++)
			draw_gaps(drawing, y + row);
		for (j = 0; j < lane->n_extents; j++)
			draw_extent(drawing, &lane->extents[j],
				    y + lane->extents[j].row);
		y += rows;
	}
}

/* Edges of a strip: the start of each segment, and the end of the last. */
static size_t edges_of(const struct drawing *drawing, uint64_t *addresses,
		       struct lanes_flag *flags)
{
	const struct lanes_segment *segment =
		&drawing->lanes->segments[drawing->strip->first];
	size_t i, n = drawing->strip->n;

	for (i = 0; i < n; i++, segment++) {
		addresses[i] = segment->start;
		flags[i].x = NAME_COLUMNS + segment->x;
		flags[i].length =
			(unsigned int)strlen(amount_hex(addresses[i]).text);
	}
	segment--;
	addresses[n] = segment->end + 1;
	flags[n].x = NAME_COLUMNS + segment->x + segment->width - 1;
	flags[n].length =
		(unsigned int)strlen(amount_hex(addresses[n]).text);
	return n + 1;
}

static struct amount edge_text(uint64_t address)
{
	struct amount text = amount_hex(address);

	/* One past the last byte there is. */
	if (!address)
		strcpy(text.text, "2^64");
	return text;
}

static void draw_flags(struct drawing *drawing, const uint64_t *addresses,
		       const struct lanes_flag *flags, size_t n, size_t rows)
{
	size_t i, y;

	for (i = 0; i < n; i++) {
		const char *text = i + 1 == n ? edge_text(addresses[i]).text :
						amount_hex(addresses[i]).text;

		put_text(&drawing->canvas, flags[i].left,
			 rows - 1 - flags[i].row, text, 0);
		for (y = rows - flags[i].row; y < rows; y++)
			put_glyph(&drawing->canvas, flags[i].x, y,
				  glyph(drawing, "│", "|"), 0);
	}
}

/* a .. z, then aa, ab and so on */
static void letter_of(size_t i, char text[4])
{
	char *at = text;

	if (i >= 26)
		*at++ = (char)('a' + (i / 26 - 1) % 26);
	*at++ = (char)('a' + i % 26);
	*at = '\0';
}

static void print_key(const struct drawing *drawing,
		      const uint64_t *addresses, size_t n)
{
	size_t i, column = 0;
	char letter[4], entry[64];

	fprintf(drawing->to, "\nedges:");
	for (i = 0; i < n; i++) {
		letter_of(i, letter);
		snprintf(entry, sizeof(entry), "  %s %s", letter,
			 i + 1 == n ? edge_text(addresses[i]).text :
				      amount_hex(addresses[i]).text);
		if (column + strlen(entry) + 6 > drawing->style->width) {
			fprintf(drawing->to, "\n      ");
			column = 0;
		}
		fputs(entry, drawing->to);
		column += strlen(entry);
	}
	fputc('\n', drawing->to);
}

static void print_gaps(const struct drawing *drawing)
{
	size_t i;

	for (i = 0; i < drawing->strip->n; i++) {
		const struct lanes_segment *segment =
			&drawing->lanes->segments[drawing->strip->first + i];

		if (segment->gap)
			fprintf(drawing->to, "%-*s%s %s from %s not drawn\n",
				NAME_COLUMNS, "",
				glyph(drawing, "╱", "/"),
				amount_bytes(segment->end - segment->start +
					     1).text,
				amount_hex(segment->start).text);
	}
}

static void print_notes(const struct drawing *drawing)
{
	size_t i;

	for (i = 0; i < drawing->notes.n; i++) {
		const struct lane_extent *extent = drawing->notes.extents[i];

		fprintf(drawing->to, "%*zu  %s at %s\n", NAME_COLUMNS - 2,
			i + 1, extent->label, amount_hex(extent->start).text);
	}
	if (drawing->notes.unsaid)
		fprintf(drawing->to, "%*s  %zu more labels have no room; --svg has more\n",
			NAME_COLUMNS - 2, "", drawing->notes.unsaid);
}

static void print_sums(const struct drawing *drawing)
{
	char first[NAME_COLUMNS + 1], text[512];
	bool started = false;
	size_t i;

	for (i = 0; i < drawing->lanes->n_lanes; i++) {
		const struct lane *lane = &drawing->lanes->lanes[i];

		if (!lane_is_gathered(lane))
			continue;
		if (!started) {
			fputc('\n', drawing->to);
			say_wrapped(drawing->to, "", 0, drawing->style->width,
				    LANES_GATHERED);
		}
		started = true;
		snprintf(first, sizeof(first), "%-*s", NAME_COLUMNS,
			 lane->name);
		lane_sum(lane, text, sizeof(text));
		say_wrapped(drawing->to, first, NAME_COLUMNS,
			    drawing->style->width, text);
	}
}

static int print_strip(struct drawing *drawing)
{
	size_t n, rows, y, i, height = count_rows(drawing->lanes);
	size_t most = drawing->strip->n + 1;
	uint64_t *addresses = calloc(most, sizeof(*addresses));
	struct lanes_flag *flags = calloc(most, sizeof(*flags));
	char letter[4];
	int err = -ENOMEM;

	if (!addresses || !flags)
		goto out_free;
	n = edges_of(drawing, addresses, flags);
	rows = lanes_flags(flags, n, drawing->style->width, 1);
	err = canvas_init(&drawing->canvas, drawing->style->width,
			  height + (rows ? rows : 1));
	if (err)
		goto out_free;
	if (rows)
		draw_flags(drawing, addresses, flags, n, rows);
	for (i = 0; !rows && i < n; i++) {
		letter_of(i, letter);
		put_text(&drawing->canvas, flags[i].x, 0, letter, 0);
	}
	draw_lanes(drawing, rows ? rows : 1);
	for (y = 0; y < drawing->canvas.height; y++)
		print_row(drawing, y);
	if (!rows)
		print_key(drawing, addresses, n);
	print_gaps(drawing);
out_free:
	free(drawing->canvas.cells);
	drawing->canvas.cells = NULL;
	free(addresses);
	free(flags);
	return err;
}

static void print_legend(const struct drawing *drawing)
{
	const struct lanes *lanes = drawing->lanes;

	if (lanes_tone_used(lanes, LANE_BAD))
		fprintf(drawing->to, "%s %s\n",
			glyph(drawing, "├╌╌┤", "[??]"),
			lanes_tone_name(LANE_BAD));
	if (lanes_tone_used(lanes, LANE_STRANDED))
		fprintf(drawing->to, "%s stranded: nobody can use it\n",
			glyph(drawing, "├░░┤", "[!!]"));
	if (lanes_tone_used(lanes, LANE_OFFERED))
		fprintf(drawing->to, "SR: Soft Reserved. ");
	fprintf(drawing->to, "Widths are not to scale.\n");
}

int lanes_print(struct lanes *lanes, const struct lanes_style *style,
		FILE *to)
{
	struct lanes_paper paper = {
		.width = style->width - NAME_COLUMNS,
		.least = LEAST_COLUMNS,
		.plain = PLAIN_COLUMNS,
		.gap = GAP_COLUMNS,
	};
	struct drawing drawing = { .lanes = lanes, .style = style, .to = to };
	size_t i;
	int err = lanes_layout(lanes, &paper);

	if (err)
		return err;
	fprintf(to, "%s\n", lanes->title);
	if (lanes->note)
		fprintf(to, "%s\n", lanes->note);
	for (i = 0; !err && i < lanes->n_strips; i++) {
		fputc('\n', to);
		drawing.strip = &lanes->strips[i];
		err = print_strip(&drawing);
	}
	if (err)
		return err;
	if (drawing.notes.n || drawing.notes.unsaid)
		fputc('\n', to);
	print_notes(&drawing);
	print_sums(&drawing);
	fputc('\n', to);
	print_legend(&drawing);
	return 0;
}
