// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: libsoftreserve in one page: every Soft Reserved range of this machine,
 * or of a capture, with its owner, the reason, and what is stranded of it.
 *
 *	cc list-ranges.c $(pkg-config --cflags --libs libsoftreserve)
 */
#include <inttypes.h>
#include <stdio.h>
#include <softreserve.h>

static void print_ranges(const struct sr_ctx *ctx)
{
	const struct sr_range *range = NULL;
	uint64_t stranded;

	while ((range = sr_ctx_next_range(ctx, range))) {
		printf("0x%" PRIx64 " %" PRIu64 " bytes: %s, %s",
		       sr_range_get_start(range), sr_range_get_size(range),
		       sr_range_get_owner(range), sr_range_get_reason(range));
		if (!sr_ctx_get_range_bytes(ctx, range, SR_BYTES_STRANDED,
					    &stranded))
			printf(", %" PRIu64 " stranded", stranded);
		putchar('\n');
	}
}

int main(int argc, char **argv)
{
	const char *fact, *why;
	struct sr_ctx *ctx;
	int err = sr_ctx_new(&ctx);

	if (err)
		return 1;
	err = argc > 1 ? sr_ctx_read_document(ctx, argv[1]) :
			 sr_ctx_read_machine(ctx, NULL);
	if (err) {
		fprintf(stderr, "%s\n", sr_ctx_get_error(ctx));
		sr_ctx_free(ctx);
		return 1;
	}
	for (size_t i = 0; sr_ctx_get_omission(ctx, i, &fact, &why); i++)
		fprintf(stderr, "%s is missing: %s\n", fact, why);
	print_ranges(ctx);
	printf("verdict: %s\n", sr_ctx_get_verdict(ctx));
	sr_ctx_free(ctx);
	return 0;
}
