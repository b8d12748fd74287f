// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* DOC: see softreserve.h. */
#include "softreserve.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rule.h"
#include "system.h"

struct sr_ctx {
	struct sr_system *system;
	/* facts: decided; NULL where nothing was read */
	struct sr_facts *facts;
	struct sr_outcome outcome;
	/* now: one for each range */
	struct sr_ledger *now;
	struct sr_ledger sum;
	char error[512];
};

int sr_ctx_new(struct sr_ctx **out)
{
	*out = calloc(1, sizeof(**out));
	return *out ? 0 : -ENOMEM;
}

static void drop(struct sr_ctx *ctx)
{
	free(ctx->now);
	sr_facts_free(ctx->facts);
	sr_system_free(ctx->system);
	memset(ctx, 0, sizeof(*ctx));
}

void sr_ctx_free(struct sr_ctx *ctx)
{
	if (ctx)
		drop(ctx);
	free(ctx);
}

static int rule(struct sr_ctx *ctx)
{
	struct sr_policy policy;
	int err = sr_system_facts(ctx->system, &ctx->facts);

	sr_system_policy(ctx->system, &policy);
	if (!err)
		err = sr_rule_decide(ctx->facts, &policy, &ctx->outcome);
	if (!err)
		err = sr_system_recall(ctx->system, ctx->facts);
	if (err)
		return err;
	ctx->now = calloc(ctx->facts->n_ranges + 1, sizeof(*ctx->now));
	if (!ctx->now)
		return -ENOMEM;
	return sr_system_ledger(ctx->system, ctx->facts, &policy, ctx->now,
				&ctx->sum);
}

/* After a failure the context holds nothing but the line that says why. */
static int finish(struct sr_ctx *ctx, const char *of, int err)
{
	char said[sizeof(ctx->error)];

	if (!err)
		err = rule(ctx);
	if (!err)
		return 0;
	memcpy(said, ctx->error, sizeof(said));
	drop(ctx);
	if (*said)
		memcpy(ctx->error, said, sizeof(said));
	else
		snprintf(ctx->error, sizeof(ctx->error), "%s: no ruling: %s",
			 of, strerror(-err));
	return err;
}

int sr_ctx_read_machine(struct sr_ctx *ctx, const char *sysroot)
{
	const char *root = sysroot ? sysroot : "/";

	drop(ctx);
	return finish(ctx, root, sr_system_read(root, &ctx->system, ctx->error,
						sizeof(ctx->error)));
}

int sr_ctx_read_document(struct sr_ctx *ctx, const char *path)
{
	int err;

	drop(ctx);
	err = sr_system_from_document(path, &ctx->system, ctx->error,
				      sizeof(ctx->error));
	if (!err && !ctx->system->platform->linux_section) {
		err = -ENODATA;
		snprintf(ctx->error, sizeof(ctx->error),
			 "%s: linux: is missing: nothing to rule on", path);
	}
	return finish(ctx, path, err);
}

const char *sr_ctx_get_error(const struct sr_ctx *ctx)
{
	return ctx->error;
}

bool sr_ctx_get_omission(const struct sr_ctx *ctx, size_t index,
			 const char **fact, const char **why)
{
	if (!ctx->system || index >= ctx->system->running.n_omissions)
		return false;
	*fact = ctx->system->running.omissions[index].fact;
	*why = ctx->system->running.omissions[index].why;
	return true;
}

const char *sr_ctx_get_verdict(const struct sr_ctx *ctx)
{
	return ctx->facts ? sr_verdict_tag(ctx->outcome.verdict) : NULL;
}

const char *sr_ctx_get_verdict_text(const struct sr_ctx *ctx)
{
	return ctx->facts ? sr_verdict_text(ctx->outcome.verdict) : NULL;
}

/* What is not offered is no sum, and what is nobody's may be somebody's. */
static bool is_known(const struct sr_ctx *ctx, const struct sr_ledger *ledger,
		     enum sr_bytes line)
{
	if (line == SR_BYTES_OFFERED)
		return ledger != &ctx->sum ||
		       sr_system_knows_offer(ctx->system);
	if (line == SR_BYTES_NOT_DECODED)
		return ledger->not_decoded_known;
	return sr_system_knows_owners(ctx->system);
}

static int get_bytes(const struct sr_ctx *ctx, const struct sr_ledger *ledger,
		     enum sr_bytes line, uint64_t *bytes)
{
	bool known = is_known(ctx, ledger, line);

	switch (line) {
	case SR_BYTES_OFFERED:
		*bytes = ledger->offered;
		return known ? 0 : -ENODATA;
	case SR_BYTES_CXL:
		*bytes = ledger->cxl;
		return known ? 0 : -ENODATA;
	case SR_BYTES_DAX:
		*bytes = ledger->dax;
		return known ? 0 : -ENODATA;
	case SR_BYTES_LOST_ALIGNMENT:
		*bytes = ledger->lost_alignment;
		return known ? 0 : -ENODATA;
	case SR_BYTES_STRANDED:
		*bytes = ledger->stranded;
		return known ? 0 : -ENODATA;
	case SR_BYTES_NOT_DECODED:
		*bytes = ledger->not_decoded;
		return known ? 0 : -ENODATA;
	}
	return -EINVAL;
}

int sr_ctx_get_bytes(const struct sr_ctx *ctx, enum sr_bytes line,
		     uint64_t *bytes)
{
	return ctx->facts ? get_bytes(ctx, &ctx->sum, line, bytes) : -ENODATA;
}

const struct sr_range *sr_ctx_next_range(const struct sr_ctx *ctx,
					 const struct sr_range *after)
{
	const struct sr_facts *facts = ctx->facts;
	size_t index;

	if (!facts)
		return NULL;
	index = after ? (size_t)(after - facts->ranges) + 1 : 0;
	return index < facts->n_ranges ? &facts->ranges[index] : NULL;
}

int sr_ctx_get_range_bytes(const struct sr_ctx *ctx,
			   const struct sr_range *range, enum sr_bytes line,
			   uint64_t *bytes)
{
	return get_bytes(ctx, &ctx->now[range - ctx->facts->ranges], line,
			 bytes);
}

uint64_t sr_range_get_start(const struct sr_range *range)
{
	return range->at.start;
}

uint64_t sr_range_get_size(const struct sr_range *range)
{
	return range->ledger.offered;
}

const char *sr_range_get_owner(const struct sr_range *range)
{
	return sr_owner_tag(range->owner);
}

const char *sr_range_get_reason(const struct sr_range *range)
{
	return sr_reason_tag(range->reason);
}

const char *sr_range_get_reason_text(const struct sr_range *range)
{
	return sr_range_text(range);
}

bool sr_range_is_mismatch(const struct sr_range *range)
{
	return range->mismatch;
}
