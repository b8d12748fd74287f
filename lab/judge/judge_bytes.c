// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: the byte ledger as the lab measures it. Each Soft Reserved range is cut
 * into pieces: what a dax device serves, and what lies between.
 */
#include "heard.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backing.h"
#include "stamp.h"

/* What device-dax needs both ends of a range to be aligned to. */
#define DAX_ALIGN (2ULL << 20)

/* Memory that a dax device serves, and what was found of it. */
struct served {
	uint64_t start;
	uint64_t size;
	const char *owner;
	const char *device;
	bool proven;
};

struct bytes {
	const struct srlab_heard *heard;
	const struct srlab_evidence *evidence;
	struct srlab_result *result;
	struct srlab_backing backing;
	struct served *served;
	size_t n_served;
};

static const char *owner_of(struct json_object *dax)
{
	return strstr(srlab_text(dax, "path"), "/dax_region") ? "cxl" : "dax";
}

/* No machine of the lab has more; a report that says so is out of its mind. */
#define EXTENT_MAX (1ULL << 42)
/* What a sample of online memory must amount to at least. */
#define SAMPLE_MIN (64ULL << 20)

/* Return: true where every page's stamps are where they have to be. */
static bool prove(struct bytes *bytes, uint64_t start, uint64_t size,
		  const char *what)
{
	uint64_t wrong = 0, first = 0, shared = 0, shared_at = 0;

	if (size > EXTENT_MAX || start + size < start) {
		bytes->result->data_ok = false;
		srlab_words_add(&bytes->result->failures,
				"%s: no machine has 0x%" PRIx64 " bytes at 0x%" PRIx64,
				what, size, start);
		return false;
	}
	for (uint64_t page = start; page < start + size; page += STAMP_PAGE) {
		enum srlab_stamped found;

		found = srlab_backing_look(&bytes->backing, page);
		if (found == SRLAB_STAMPED)
			bytes->result->pages++;
		else if (found == SRLAB_NOT_STAMPED && !wrong++)
			first = page;
		else if (found == SRLAB_SAME_PLACE && !shared++)
			shared_at = page;
	}
	if (!wrong && !shared)
		return true;
	bytes->result->data_ok = false;
	if (shared)
		srlab_words_add(&bytes->result->data_losses,
				"%s: %" PRIu64 " pages share their memory with other addresses, the first at 0x%" PRIx64,
				what, shared, shared_at);
	if (wrong)
		srlab_words_add(&bytes->result->data_losses,
				"%s: %" PRIu64 " pages are not where the decoders lead, the first at 0x%" PRIx64,
				what, wrong, first);
	return false;
}

static int add_served(struct bytes *bytes, struct json_object *dax,
		      uint64_t start, uint64_t size, bool proven)
{
	struct served *grown;

	grown = realloc(bytes->served,
			(bytes->n_served + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	bytes->served = grown;
	grown[bytes->n_served++] = (struct served){
		.start = start,
		.size = size,
		.owner = owner_of(dax),
		.device = srlab_text(dax, "name"),
		.proven = proven,
	};
	return 0;
}

/* Return: true where every page read back as it was written. */
static bool judge_read_back(struct bytes *bytes, struct json_object *dax)
{
	uint64_t bad = srlab_number(dax, "bad_pages");

	if (!bad)
		return true;
	bytes->result->data_ok = false;
	srlab_words_add(&bytes->result->data_losses,
			"%s: %" PRIu64 " pages do not read back as written",
			srlab_text(dax, "name"), bad);
	return false;
}

static int add_dax(struct bytes *bytes, struct json_object *dax)
{
	struct json_object *extents = srlab_list(dax, "extents");
	bool good = judge_read_back(bytes, dax);
	int rc = 0;

	if (!srlab_flag(dax, "stamped") || !extents)
		return 0;
	for (size_t i = 0; i < json_object_array_length(extents) && !rc; i++) {
		struct json_object *e = srlab_item(extents, i);
		uint64_t start = srlab_number(e, "start");
		uint64_t size = srlab_number(e, "size");

		rc = add_served(bytes, dax, start, size,
				prove(bytes, start, size,
				      srlab_text(dax, "name")) && good);
	}
	return rc;
}

/* The lines of a type that belong to a dax device, from line @from on. */
static struct json_object *next_of(struct bytes *bytes, size_t *from,
				   const char *type, const char *dax)
{
	while (*from < srlab_heard_count(bytes->heard)) {
		struct json_object *line;

		line = srlab_heard_line(bytes->heard, (*from)++, type);
		if (line && !strcmp(srlab_text(line, "dax"), dax))
			return line;
	}
	return NULL;
}

static uint64_t run_part(struct json_object *run, size_t i)
{
	return json_object_get_uint64(srlab_item(run, i));
}

static bool prove_runs(struct bytes *bytes, struct json_object *ram,
		       uint64_t *sampled)
{
	struct json_object *runs = srlab_list(ram, "runs");
	bool proven = true;

	for (size_t i = 0; runs && i < json_object_array_length(runs); i++) {
		struct json_object *run = srlab_item(runs, i);
		uint64_t size;

		if (!json_object_is_type(run, json_type_array) ||
		    json_object_array_length(run) != 2)
			return false;
		size = run_part(run, 1) * STAMP_PAGE;
		*sampled += size;
		proven &= prove(bytes, run_part(run, 0), size,
				srlab_text(ram, "dax"));
	}
	return proven;
}

/* Memory that is online as System RAM is judged by a sample of its pages. */
static bool prove_ram(struct bytes *bytes, size_t from, const char *dax,
		      uint64_t online)
{
	uint64_t wanted = online / 2 < SAMPLE_MIN ? online / 2 : SAMPLE_MIN;
	uint64_t sampled = 0;
	struct json_object *ram;
	bool proven = true;

	while ((ram = next_of(bytes, &from, "ram", dax)))
		proven &= prove_runs(bytes, ram, &sampled);
	if (sampled >= wanted)
		return proven;
	bytes->result->data_ok = false;
	srlab_words_add(&bytes->result->failures,
			"%s: only %" PRIu64 " bytes of its memory could be had, not %" PRIu64,
			dax, sampled, wanted);
	return false;
}

static int add_ram(struct bytes *bytes, size_t from, struct json_object *dax)
{
	const char *name = srlab_text(dax, "name");
	struct json_object *block;
	uint64_t online = 0;
	size_t at = from;
	bool proven;
	int rc = 0;

	if (strcmp(srlab_text(dax, "driver"), "kmem"))
		return 0;
	while ((block = next_of(bytes, &at, "block", name)))
		if (!strcmp(srlab_text(block, "state"), "online"))
			online += srlab_number(block, "size");
	proven = online && prove_ram(bytes, from, name, online);
	at = from;
	while (!rc && (block = next_of(bytes, &at, "block", name)))
		if (!strcmp(srlab_text(block, "state"), "online"))
			rc = add_served(bytes, dax,
					srlab_number(block, "start"),
					srlab_number(block, "size"), proven);
	return rc;
}

/* Only the last "serve" counts: what earlier ones found may be gone. */
static size_t last_serve(const struct srlab_heard *heard)
{
	size_t last = srlab_heard_count(heard);

	for (size_t i = 0; i < srlab_heard_count(heard); i++)
		if (srlab_heard_line(heard, i, "serve"))
			last = i;
	return last;
}

static int by_start(const void *a, const void *b)
{
	const struct served *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

static int collect(struct bytes *bytes)
{
	size_t first = last_serve(bytes->heard);
	int rc = 0;

	for (size_t i = first; i < srlab_heard_count(bytes->heard) && !rc;
	     i++) {
		struct json_object *dax;

		dax = srlab_heard_line(bytes->heard, i, "dax");
		if (dax)
			rc = add_dax(bytes, dax);
		if (dax && !rc)
			rc = add_ram(bytes, first, dax);
	}
	if (bytes->n_served)
		qsort(bytes->served, bytes->n_served, sizeof(*bytes->served),
		      by_start);
	return rc;
}

static int add_piece(struct srlab_result *result, uint64_t start, uint64_t end,
		     const char *owner, const char *device)
{
	struct srlab_piece *grown;

	if (start >= end)
		return 0;
	grown = realloc(result->pieces,
			(result->n_pieces + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	result->pieces = grown;
	grown += result->n_pieces;
	*grown = (struct srlab_piece){ start, end - start, owner,
				       strdup(device) };
	if (!grown->device)
		return -ENOMEM;
	result->n_pieces++;
	return 0;
}

/* Return: true where a region that serves volatile memory holds a byte. */
static bool in_region(const struct srlab_heard *heard, uint64_t address)
{
	for (size_t i = 0; i < srlab_heard_count(heard); i++) {
		struct json_object *r = srlab_heard_line(heard, i, "region");
		uint64_t start, size;

		if (!r || strcmp(srlab_text(r, "when"), "after") ||
		    strcmp(srlab_text(r, "commit"), "1") ||
		    strcmp(srlab_text(r, "mode"), "ram"))
			continue;
		start = strtoull(srlab_text(r, "resource"), NULL, 0);
		size = strtoull(srlab_text(r, "size"), NULL, 0);
		if (address - start < size)
			return true;
	}
	return false;
}

static int add_end(struct bytes *bytes, uint64_t start, uint64_t end)
{
	const char *owner = "lost to alignment";

	if (start < end && in_region(bytes->heard, start))
		owner = "stranded";
	return add_piece(bytes->result, start, end, owner, "");
}

/*
 * Bytes that nobody serves: at the range's own odd ends device-dax never could,
 * so that they are lost to alignment, unless CXL could have them by a region.
 */
static int add_unserved(struct bytes *bytes, const struct sr_memory *range,
			uint64_t start, uint64_t end)
{
	uint64_t range_end = range->start + range->size;
	uint64_t first = (range->start + DAX_ALIGN - 1) / DAX_ALIGN * DAX_ALIGN;
	uint64_t last = range_end / DAX_ALIGN * DAX_ALIGN;
	int rc;

	if (first >= last)
		return add_end(bytes, start, end);
	first = first < start ? start : first < end ? first : end;
	last = last > end ? end : last > first ? last : first;
	rc = add_end(bytes, start, first);
	if (!rc)
		rc = add_piece(bytes->result, first, last, "stranded", "");
	if (!rc)
		rc = add_end(bytes, last, end);
	return rc;
}

static int cut_range(struct bytes *bytes, const struct sr_memory *range)
{
	uint64_t end = range->start + range->size, at = range->start;
	int rc = 0;

	for (size_t i = 0; i < bytes->n_served && !rc; i++) {
		const struct served *s = &bytes->served[i];
		uint64_t from = s->start > at ? s->start : at;
		uint64_t to = s->start + s->size;

		to = to < end ? to : end;
		if (from >= to || !s->proven)
			continue;
		rc = add_unserved(bytes, range, at, from);
		if (!rc)
			rc = add_piece(bytes->result, from, to, s->owner,
				       s->device);
		at = to;
	}
	return rc ? rc : add_unserved(bytes, range, at, end);
}

static void add_up(struct srlab_result *result)
{
	for (size_t i = 0; i < result->n_pieces; i++) {
		const struct srlab_piece *p = &result->pieces[i];

		if (!strcmp(p->owner, "cxl"))
			result->cxl += p->size;
		else if (!strcmp(p->owner, "dax"))
			result->dax += p->size;
		else if (!strcmp(p->owner, "stranded"))
			result->stranded += p->size;
		else
			result->lost_alignment += p->size;
	}
}

static int cut_all(struct bytes *bytes)
{
	const struct sr_platform *platform = bytes->evidence->platform;
	int rc = 0;

	for (size_t i = 0; i < platform->n_memory_map && !rc; i++) {
		const struct sr_memory *m = &platform->memory_map[i];

		if (m->type != SR_MEMORY_SOFT_RESERVED)
			continue;
		bytes->result->offered += m->size;
		bytes->result->not_decoded += srlab_not_decoded(
			platform, bytes->evidence->machine, m);
		rc = cut_range(bytes, m);
	}
	add_up(bytes->result);
	return rc;
}

int srlab_bytes_judge(const struct srlab_heard *heard,
		      const struct srlab_evidence *evidence,
		      struct srlab_result *result)
{
	struct bytes bytes = {
		.heard = heard,
		.evidence = evidence,
		.result = result,
	};
	struct srlab_fault fault;
	int rc;

	result->data_ok = true;
	rc = srlab_backing_open(&bytes.backing, evidence->platform,
				evidence->machine, evidence->directory,
				evidence->nonce, &fault);
	if (rc) {
		result->data_ok = false;
		srlab_words_add(&result->failures, "%s", fault.text);
	}
	rc = collect(&bytes);
	if (!rc)
		rc = cut_all(&bytes);
	srlab_backing_close(&bytes.backing);
	free(bytes.served);
	return rc;
}
