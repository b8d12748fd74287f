// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see present.h. */
#include "present.h"

#include <inttypes.h>
#include <string.h>

const char *srlab_size_text(uint64_t bytes, char text[32])
{
	static const char *const unit[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	double value = (double)bytes;
	int i = 0;

	while (value >= 1024 && i < 4) {
		value /= 1024;
		i++;
	}
	if (i >= 3)
		snprintf(text, 32, "%.2f %s", value, unit[i]);
	else if (value == (double)(uint64_t)value)
		snprintf(text, 32, "%.0f %s", value, unit[i]);
	else
		snprintf(text, 32, "%.1f %s", value, unit[i]);
	return text;
}

static void print_entry(FILE *to, const char *name, uint64_t bytes)
{
	char text[32];

	fprintf(to, "  %-18s %12s  (%" PRIu64 ")\n", name,
		srlab_size_text(bytes, text), bytes);
}

static void print_pieces(const struct srlab_result *result, FILE *to)
{
	char text[32];

	for (size_t i = 0; i < result->n_pieces; i++) {
		const struct srlab_piece *p = &result->pieces[i];

		fprintf(to, "  0x%010" PRIx64 "-0x%010" PRIx64 " %12s  %s%s%s\n",
			p->start, p->start + p->size - 1,
			srlab_size_text(p->size, text), p->owner,
			p->device[0] ? " through " : "", p->device);
	}
}

static const char *yes(bool value)
{
	return value ? "yes" : "NO";
}

void srlab_report_human(const struct srlab_result *result, FILE *to)
{
	fprintf(to, "%s on %s (%s), %.1f s\n", result->platform,
		result->release ? result->release : result->kernel,
		result->stock ? "stock" : "with softreserve", result->seconds);
	print_pieces(result, to);
	print_entry(to, "offered", result->offered);
	print_entry(to, "cxl", result->cxl);
	print_entry(to, "dax", result->dax);
	print_entry(to, "lost to alignment", result->lost_alignment);
	print_entry(to, "stranded", result->stranded);
	print_entry(to, "not decoded", result->not_decoded);
	if (result->verdict)
		fprintf(to, "  verdict %s (%s)\n", result->verdict,
			result->reason);
	fprintf(to, "  data found where the decoders lead: %s (%" PRIu64
		    " pages)\n", yes(result->data_ok), result->pages);
	fprintf(to, "  decoders preserved: %s\n",
		yes(result->decoders_preserved));
	fprintf(to, "  kernel log clean: %s\n", yes(result->dmesg_clean));
	for (size_t i = 0; i < result->data_losses.n; i++)
		fprintf(to, "  lost: %s\n", result->data_losses.word[i]);
	for (size_t i = 0; i < result->failures.n; i++)
		fprintf(to, "  FAILED: %s\n", result->failures.word[i]);
	fprintf(to, "%s\n", result->failures.n ? "not as expected" :
						 "as expected");
}

static void add_number(struct json_object *to, const char *key, uint64_t value)
{
	json_object_object_add(to, key, json_object_new_uint64(value));
}

static void add_flag(struct json_object *to, const char *key, bool value)
{
	json_object_object_add(to, key, json_object_new_boolean(value));
}

static void add_text(struct json_object *to, const char *key,
		     const char *value)
{
	if (value)
		json_object_object_add(to, key, json_object_new_string(value));
}

struct json_object *srlab_words_json(const struct srlab_words *words)
{
	struct json_object *all = json_object_new_array();

	for (size_t i = 0; i < words->n; i++)
		json_object_array_add(all,
				      json_object_new_string(words->word[i]));
	return all;
}

static struct json_object *pieces_json(const struct srlab_result *result)
{
	struct json_object *all = json_object_new_array();
	char text[32];

	for (size_t i = 0; i < result->n_pieces; i++) {
		struct json_object *one = json_object_new_object();

		snprintf(text, sizeof(text), "0x%" PRIx64,
			 result->pieces[i].start);
		add_text(one, "start", text);
		add_number(one, "size", result->pieces[i].size);
		add_text(one, "owner", result->pieces[i].owner);
		if (result->pieces[i].device[0])
			add_text(one, "device", result->pieces[i].device);
		json_object_array_add(all, one);
	}
	return all;
}

struct json_object *srlab_report_json(const struct srlab_result *result)
{
	struct json_object *to = json_object_new_object();

	add_text(to, "platform", result->platform);
	add_text(to, "kernel", result->kernel);
	add_text(to, "release", result->release);
	add_flag(to, "stock", result->stock);
	add_number(to, "offered", result->offered);
	add_number(to, "cxl", result->cxl);
	add_number(to, "dax", result->dax);
	add_number(to, "lost_alignment", result->lost_alignment);
	add_number(to, "stranded", result->stranded);
	add_number(to, "not_decoded", result->not_decoded);
	add_text(to, "verdict", result->verdict);
	add_text(to, "reason", result->reason);
	add_flag(to, "decoders_preserved", result->decoders_preserved);
	add_flag(to, "data_ok", result->data_ok);
	add_number(to, "pages_verified", result->pages);
	add_flag(to, "dmesg_clean", result->dmesg_clean);
	json_object_object_add(to, "seconds",
			       json_object_new_double(result->seconds));
	json_object_object_add(to, "pieces", pieces_json(result));
	json_object_object_add(to, "decoder_changes",
			       srlab_words_json(&result->decoder_changes));
	if (result->srctl)
		json_object_object_add(to, "srctl",
				       json_object_get(result->srctl));
	if (result->measured)
		json_object_object_add(to, "measured",
				       json_object_get(result->measured));
	json_object_object_add(to, "failures",
			       srlab_words_json(&result->failures));
	add_flag(to, "passed", !result->failures.n);
	return to;
}

void srlab_json_print(struct json_object *value)
{
	puts(json_object_to_json_string_ext(value,
					    JSON_C_TO_STRING_PRETTY |
					    JSON_C_TO_STRING_NOSLASHESCAPE));
}
