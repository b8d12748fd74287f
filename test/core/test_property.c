// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: core against the oracle on random platforms.
 *
 *     test-property [PLATFORMS [SEED]]
 *
 * Each platform has a seed of its own, so that one alone can be tried again:
 * test-property 1 SEED.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "dice.h"

/* How often each thing came up, so that the dice are seen to be fair. */
struct tally {
	u64 reasons[SR_REASONS];
	u64 verdicts[SR_VERDICTS];
	u64 steps[SR_STEP_KINDS];
	u64 narrowed;
	u64 busy_among_others;
	u64 withheld;
	u64 served;
};

static void tally_add(struct tally *t, const struct oracle_answer *a, size_t n)
{
	for (size_t r = 0; r < n; r++) {
		t->reasons[a->ranges[r].reason]++;
		t->served += a->ranges[r].served && a->ranges[r].mismatch;
	}
	for (size_t s = 0; s < a->n_steps; s++)
		t->steps[a->steps[s].kind]++;
	t->verdicts[a->out.verdict]++;
	t->narrowed += a->out.scope_narrowed;
	t->busy_among_others += a->out.n_busy &&
				a->out.verdict == SR_VERDICT_GIVE_UP_RANGE;
	t->withheld += a->out.ledger.withheld > 0;
}

static bool tally_one(const char *what, u64 n, u64 least)
{
	printf("# %-22s %10" PRIu64 "\n", what, n);
	return n >= least;
}

static bool tally_print(const struct tally *t, u64 least)
{
	bool fair = true;

	for (size_t i = 0; i < SR_REASONS; i++)
		fair &= tally_one(sr_reason_tag((enum sr_reason)i),
				  t->reasons[i], least);
	for (size_t i = 0; i < SR_VERDICTS; i++)
		fair &= tally_one(sr_verdict_tag((enum sr_verdict)i),
				  t->verdicts[i], least);
	for (size_t i = 0; i < SR_STEP_KINDS; i++)
		fair &= tally_one(sr_step_tag((enum sr_step_kind)i),
				  t->steps[i], least);
	fair &= tally_one("narrowed", t->narrowed, least);
	fair &= tally_one("busy among others", t->busy_among_others, least);
	fair &= tally_one("withheld", t->withheld, least);
	fair &= tally_one("mismatch, but served", t->served, least);
	return fair;
}

/* Whether two rulings on the same platform are the same throughout. */
static bool same(const struct dice_platform *a, const struct dice_platform *b)
{
	for (size_t i = 0; i < a->facts.n_ranges; i++)
		if (a->ranges[i].id != b->ranges[i].id)
			return false;
	for (size_t i = 0; i < a->facts.n_regions; i++)
		if (a->regions[i].id != b->regions[i].id ||
		    a->regions[i].release != b->regions[i].release)
			return false;
	for (size_t i = 0; i < a->facts.n_daxes; i++)
		if (a->daxes[i].id != b->daxes[i].id ||
		    a->daxes[i].release != b->daxes[i].release)
			return false;
	return true;
}

static const char *try_one(u64 seed, struct dice_platform *p, struct tally *t)
{
	struct dice dice = { .state = seed };
	struct dice_platform shuffled;
	struct oracle_answer answer;
	const char *wrong;

	dice_platform(&dice, p);
	dice_shuffle(&dice, p, &shuffled);
	wrong = oracle_check(&p->facts, &p->policy, p->base, &answer);
	if (wrong)
		return wrong;
	tally_add(t, &answer, p->facts.n_ranges);

	wrong = oracle_check(&shuffled.facts, &shuffled.policy, shuffled.base,
			     &answer);
	if (!wrong && !same(p, &shuffled))
		wrong = "another order, another ruling";
	return wrong;
}

int main(int argc, char **argv)
{
	u64 n = argc > 1 ? strtoull(argv[1], NULL, 0) : 1000000;
	u64 seed = argc > 2 ? strtoull(argv[2], NULL, 0) :
			      (u64)time(NULL) * 1000003u;
	static struct tally tally;
	struct dice_platform p;
	const char *wrong = NULL;
	bool fair;
	u64 i;

	printf("1..2\n# %" PRIu64 " platforms from seed %" PRIu64 "\n", n,
	       seed);
	for (i = 0; i < n && !wrong; i++)
		wrong = try_one(seed + i, &p, &tally);
	if (wrong) {
		printf("# platform of seed %" PRIu64 ": %s\n", seed + i - 1,
		       wrong);
		dice_print(&p);
	}
	printf("%sok 1 - core agrees with the oracle\n", wrong ? "not " : "");

	if (n < 10000) {
		printf("ok 2 - the dice are fair # SKIP too few platforms\n");
		return !!wrong;
	}
	fair = tally_print(&tally, n / 1000);
	printf("%sok 2 - the dice are fair\n", fair ? "" : "not ");
	return wrong || !fair;
}
