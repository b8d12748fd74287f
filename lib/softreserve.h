/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: libsoftreserve: what became of a machine's Soft Reserved memory.
 *
 * A context is one machine, read once and ruled on: by the same rule as the
 * kernel module's. There are no globals: contexts know nothing of each other,
 * and different ones may be used in different threads.
 *
 *	struct sr_ctx *ctx;
 *	const struct sr_range *range = NULL;
 *
 *	if (sr_ctx_new(&ctx))
 *		return 1;
 *	if (sr_ctx_read_machine(ctx, NULL))
 *		fprintf(stderr, "%s\n", sr_ctx_get_error(ctx));
 *	while ((range = sr_ctx_next_range(ctx, range)))
 *		puts(sr_range_get_reason(range));
 *	sr_ctx_free(ctx);
 *
 * Functions return 0 or -errno; what is unknown is -ENODATA, never a zero.
 * Strings and ranges belong to the context. Tags are stable words for
 * programs, texts are clauses for people and may change.
 */
#ifndef SOFTRESERVE_H
#define SOFTRESERVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SR_PUBLIC __attribute__((visibility("default")))

/** struct sr_ctx - a machine and the ruling on it */
struct sr_ctx;

/** struct sr_range - a Soft Reserved range, as firmware gives it */
struct sr_range;

/** enum sr_bytes - a line of the ledger; new ones are added at the end */
enum sr_bytes {
	/** @SR_BYTES_OFFERED: what firmware offers: the sum of the next four */
	SR_BYTES_OFFERED,
	/** @SR_BYTES_CXL: usable through CXL regions */
	SR_BYTES_CXL,
	/** @SR_BYTES_DAX: usable through other dax devices */
	SR_BYTES_DAX,
	/** @SR_BYTES_LOST_ALIGNMENT: odd ends that no dax device can serve */
	SR_BYTES_LOST_ALIGNMENT,
	/** @SR_BYTES_STRANDED: offered, and usable by nobody */
	SR_BYTES_STRANDED,
	/** @SR_BYTES_NOT_DECODED: of those offered, routed by no decoder */
	SR_BYTES_NOT_DECODED,
};

/**
 * sr_ctx_new() - make an empty context
 * @out: the context; the caller frees it with sr_ctx_free()
 *
 * Return: 0 or -ENOMEM.
 */
SR_PUBLIC int sr_ctx_new(struct sr_ctx **out);

/** sr_ctx_free() - free a context and all it gave out; NULL is fine */
SR_PUBLIC void sr_ctx_free(struct sr_ctx *ctx);

/**
 * sr_ctx_read_machine() - read a machine, and rule on it
 * @ctx: a context; what it held before is dropped
 * @sysroot: a directory with copies of sys and proc; NULL: this machine
 *
 * What cannot be read (who is not root sees less) is no failure: it stands in
 * the context's omissions, and the ruling holds as far as the facts go.
 *
 * Return: 0 or -errno; sr_ctx_get_error() has one line then.
 */
SR_PUBLIC int sr_ctx_read_machine(struct sr_ctx *ctx, const char *sysroot);

/**
 * sr_ctx_read_document() - the same from a platform document
 * @ctx: a context; what it held before is dropped
 * @path: a capture, as "srctl capture" writes it
 *
 * Return: 0; -EINVAL where it is no valid document; -ENODATA where it says
 * nothing of Linux, so that there is nothing to rule on; other -errno.
 */
SR_PUBLIC int sr_ctx_read_document(struct sr_ctx *ctx, const char *path);

/** sr_ctx_get_error() - one line on the last failure, "" if there was none */
SR_PUBLIC const char *sr_ctx_get_error(const struct sr_ctx *ctx);

/**
 * sr_ctx_get_omission() - what is missing
 * @ctx: a context
 * @index: from 0
 * @fact: set to the file, as a path on a live machine
 * @why: set to a clause
 *
 * Return: false where there is no omission with that number.
 */
SR_PUBLIC bool sr_ctx_get_omission(const struct sr_ctx *ctx, size_t index,
				   const char **fact, const char **why);

/**
 * sr_ctx_get_verdict() - the tag of the machine's verdict
 *
 * "none", "cxl", "give-up", "give-up-range" or "busy"; NULL where nothing was
 * read.
 */
SR_PUBLIC const char *sr_ctx_get_verdict(const struct sr_ctx *ctx);

/** sr_ctx_get_verdict_text() - the same in plain words */
SR_PUBLIC const char *sr_ctx_get_verdict_text(const struct sr_ctx *ctx);

/**
 * sr_ctx_get_bytes() - a line of the machine's ledger, as things are now
 * @ctx: a context
 * @line: which
 * @bytes: the answer
 *
 * Return: 0; -ENODATA where it is unknown or nothing was read; -EINVAL for a
 * line that this version of the library does not know.
 */
SR_PUBLIC int sr_ctx_get_bytes(const struct sr_ctx *ctx, enum sr_bytes line,
			       uint64_t *bytes);

/**
 * sr_ctx_next_range() - the Soft Reserved ranges by address
 * @ctx: a context
 * @after: the range before, or NULL for the first
 *
 * Return: the range, or NULL where there is no more.
 */
SR_PUBLIC const struct sr_range *
sr_ctx_next_range(const struct sr_ctx *ctx, const struct sr_range *after);

/** sr_ctx_get_range_bytes() - sr_ctx_get_bytes() of one range */
SR_PUBLIC int sr_ctx_get_range_bytes(const struct sr_ctx *ctx,
				     const struct sr_range *range,
				     enum sr_bytes line, uint64_t *bytes);

/** sr_range_get_start() - its first address */
SR_PUBLIC uint64_t sr_range_get_start(const struct sr_range *range);

/** sr_range_get_size() - its size in bytes */
SR_PUBLIC uint64_t sr_range_get_size(const struct sr_range *range);

/** sr_range_get_owner() - whose it is by the rule: "unchanged", "cxl", "dax" */
SR_PUBLIC const char *sr_range_get_owner(const struct sr_range *range);

/** sr_range_get_reason() - the tag of the reason: "covered" and so on */
SR_PUBLIC const char *sr_range_get_reason(const struct sr_range *range);

/** sr_range_get_reason_text() - the same in plain words */
SR_PUBLIC const char *sr_range_get_reason_text(const struct sr_range *range);

/** sr_range_is_mismatch() - Linux does not understand the platform here */
SR_PUBLIC bool sr_range_is_mismatch(const struct sr_range *range);

#ifdef __cplusplus
}
#endif

#endif /* SOFTRESERVE_H */
