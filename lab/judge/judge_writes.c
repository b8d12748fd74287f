// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: whether Linux wrote a decoder: QEMU's trace has every write to a
 * register, and the guest counts those that it made itself, as the BIOS.
 */
#include "heard.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* QEMU's name of a component's cache and memory registers. */
#define REGISTERS "name '.cache_mem'"
#define BLOCK_SIZE 0x10000
#define HEAD_SIZE 0x10
#define DECODER_SIZE 0x20

/* Where the HDM decoders are in a component's block, the same for all. */
struct hdm_block {
	uint64_t start;
	uint64_t end;
	/* how many writes the guest's own BIOS made */
	uint64_t own_writes;
};

static void find_block(const struct srlab_heard *heard,
		       struct hdm_block *block)
{
	for (size_t i = 0; i < srlab_heard_count(heard); i++) {
		struct json_object *line =
			srlab_heard_line(heard, i, "decoders");
		struct json_object *all =
			line ? srlab_list(line, "registers") : NULL;
		uint64_t end;

		if (!all)
			continue;
		block->start = srlab_number(line, "hdm");
		end = block->start + HEAD_SIZE +
		      DECODER_SIZE * json_object_array_length(all);
		block->end = end > block->end ? end : block->end;
		block->own_writes = srlab_number(line, "writes");
	}
}

static uint64_t count_writes(FILE *trace, const struct hdm_block *block)
{
	uint64_t writes = 0, at;
	char *line = NULL, *word;
	size_t size = 0;

	while (getline(&line, &size, trace) > 0) {
		word = strstr(line, REGISTERS) ? strstr(line, " addr ") : NULL;
		if (!word)
			continue;
		at = strtoull(word + strlen(" addr "), NULL, 0) % BLOCK_SIZE;
		writes += at >= block->start && at < block->end;
	}
	free(line);
	return writes;
}

void srlab_writes_judge(const struct srlab_heard *heard, const char *path,
			struct srlab_result *result)
{
	struct hdm_block block = { 0 };
	FILE *trace = fopen(path, "r");
	uint64_t writes;

	find_block(heard, &block);
	if (!trace || !block.start || !block.own_writes) {
		srlab_words_add(&result->decoder_writes,
				"nobody counted the writes to decoders");
	} else {
		writes = count_writes(trace, &block);
		if (writes != block.own_writes)
			srlab_words_add(&result->decoder_writes,
					"decoders were written %" PRIu64 " times, of which firmware wrote %" PRIu64,
					writes, block.own_writes);
	}
	if (trace)
		fclose(trace);
}
