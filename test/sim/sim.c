// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: drive the conductor on simulated machines, one per seed.
 *
 * usage: sim MACHINES [SEED [EVENTS]]	MACHINES machines from SEED on, and more
 *					of them until there were EVENTS events;
 *					the first wrong one is traced
 *	  sim -t SEED			one, with a trace
 *
 * The last line is "N passed, N failed", of which one is counted in all.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sim.h"

/* Far beyond what any machine needs: it goes round in circles. */
#define ACTS_MAX 20000
#define TIME_MAX 1500000

void sim_say(const struct sim *s, const char *format, ...)
{
	va_list args;

	if (!s->trace)
		return;
	printf("# %9.3f ", (double)s->now / 1000);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

void sim_event(struct sim *s, struct sr_event event)
{
	s->inputs++;
	sr_conductor_event(&s->conductor, &event, s->now);
}

static void tell_news(struct sim *s)
{
	if (s->hmem_news)
		sim_event(s, (struct sr_event){ .kind = SR_EVENT_HMEM_ADDED });
	if (s->news)
		sim_event(s, (struct sr_event){ .kind = SR_EVENT_NEWS });
	s->hmem_news = false;
	s->news = false;
	if (!s->probes_done || !s->probes_id)
		return;
	sim_event(s, (struct sr_event){ .kind = SR_EVENT_PROBED,
					.id = s->probes_id });
	s->probes_id = 0;
}

/* A result that nobody waits for. */
static void tell_nonsense(struct sim *s)
{
	struct sr_result late = { .id = sim_throw(s, 50), .error = -EIO };

	if (s->conductor.outstanding.id)
		return;
	s->inputs++;
	sr_conductor_result(&s->conductor, &late, s->now);
}

static void pass_time(struct sim *s, const struct sr_act *act,
		      const struct sr_result *result)
{
	s->now += sim_throw(s, 8);
	if (act->part == SR_PART_VERIFY_DAX && result->error)
		s->now += 5000;
}

static void note_look(struct sim *s, const struct sr_act *act)
{
	if (act->part != SR_PART_LOOK)
		return;
	/* A teardown is one round's; the next proves anew. */
	s->begun = false;
	s->reset_now = false;
	s->confirmed = false;
	s->news_since_look = false;
	s->news_since_base = false;
	s->order_since_look = false;
}

static void do_act(struct sim *s, const struct sr_act *act)
{
	struct sr_result result = { .id = act->id };

	note_look(s, act);
	sim_check_act(s, act);
	sim_world_on(s, act->part);
	sim_carry_out(s, act, &result);
	sim_say(s, "%s%s %zu: %d", act->undoing ? "undo: " : "",
		sr_part_tag(act->part), act->subject, result.error);
	if (act->part == SR_PART_REPORT)
		sim_say(s, "   %s, way %s, verdict %d",
			sr_why_tag(s->conductor.standing.why),
			sr_way_tag(s->conductor.standing.way),
			(int)s->conductor.standing.outcome.verdict);
	pass_time(s, act, &result);
	s->inputs++;
	sr_conductor_result(&s->conductor, &result, s->now);
	if (sim_one_in(s, 64))
		tell_nonsense(s);
}

static u64 earlier(u64 a, u64 b)
{
	return a < b ? a : b;
}

/* Go to where something happens; false if nothing does any more. */
static bool wait_for(struct sim *s, u64 until)
{
	u64 wake = earlier(sim_linux_wake(s), sim_world_wake(s));

	wake = earlier(wake, until);
	if (wake == SR_NEVER || s->now > TIME_MAX)
		return false;
	if (wake > s->now)
		s->now = wake;
	s->inputs++;
	return true;
}

static void begin(struct sim *s)
{
	static const struct sr_settings settings = SR_SETTINGS_DEFAULT;
	struct sr_policy policy = { .align = 0x200000 };
	struct sr_room room = { s->steps, s->journal, sim_throw(s, 8) };

	if (sim_one_in(s, 5))
		policy.scope = SR_SCOPE_RANGE;
	s->told_observe = sim_one_in(s, 20);
	s->settings = settings;
	sr_conductor_init(&s->conductor, &settings, &policy, !s->told_observe,
			  &room, s->now);
	s->disturbed = s->told_observe;
}

/* What Linux still does once nobody conducts any more. */
static void let_linux_finish(struct sim *s)
{
	u64 wake;

	for (int i = 0; i < 100; i++) {
		sim_linux_tick(s);
		wake = sim_linux_wake(s);
		if (wake == SR_NEVER)
			return;
		s->now = wake;
	}
}

/* The module is loaded again, once: it knows nothing but what it can see. */
static bool reload(struct sim *s)
{
	if (s->reloaded || s->wrong || sim_one_in(s, 2))
		return false;
	sim_say(s, "-- loaded again");
	s->reloaded = true;
	s->told_stop = false;
	s->has_reported = false;
	s->back_due = false;
	s->was_reset = false;
	s->probes_id = 0;
	begin(s);
	s->disturbed = true;
	return true;
}

static void run(struct sim *s)
{
	struct sr_act act;

	begin(s);
	while (!s->wrong) {
		if (++s->acts > ACTS_MAX)
			sim_wrong(s, "goes round in circles");
		sim_linux_tick(s);
		sim_world_tick(s);
		tell_news(s);
		sr_conductor_next(&s->conductor, s->now, &act);
		if (act.part == SR_PART_STOPPED) {
			sim_check_stopped(s);
			if (!reload(s))
				break;
			continue;
		}
		if (act.part == SR_PART_WAIT) {
			sim_check_rest(s, &act);
			if (!wait_for(s, act.until))
				break;
			continue;
		}
		do_act(s, &act);
	}
	let_linux_finish(s);
	if (!s->wrong)
		sim_check_end(s);
}

static void print_machine(const struct sim *s)
{
	static const char *const classes[] = { "expander", "persistent",
					       "accelerator", "dvsec" };

	printf("# root %d, flush %d, cxl at %" PRIu64 ", hmem at %" PRIu64
	       ", fallback %d, gated %d, online %d, sticky %s\n",
	       s->has_root, s->can_flush, s->cxl_at, s->hmem_at, s->fallback,
	       s->gated, s->auto_online,
	       s->is_sticky ? sr_part_tag(s->sticky) : "none");
	for (int i = 0; i < s->n_ranges; i++)
		printf("# range %d: %d-%d\n", i, s->ranges[i].first,
		       s->ranges[i].last);
	for (int i = 0; i < s->n_windows; i++)
		printf("# window %d-%d\n", s->windows[i].first,
		       s->windows[i].last);
	for (int i = 0; i < s->n_devices; i++) {
		const struct sim_device *d = &s->devices[i];

		printf("# device %d: %d-%d %s, refused %d, fails %d, silent %d, can go %d, misrouted %d, probe %" PRIu64 "\n",
		       i, d->at.first, d->at.last, classes[d->class],
		       d->refused, d->fails, d->silent, d->can_go,
		       d->misrouted, d->probe_time);
	}
}

static const char *run_seed(struct sim *s, u64 seed, bool trace)
{
	s->trace = trace;
	sim_machine_make(s, seed);
	if (trace)
		print_machine(s);
	run(s);
	return s->wrong;
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int say_wrong(struct sim *s, u64 seed, u64 machines)
{
	printf("seed %" PRIu64 " (machine %" PRIu64 "): %s\n", seed, machines,
	       s->wrong);
	run_seed(s, seed, true);
	printf("0 passed, 1 failed\n");
	return 1;
}

int main(int argc, char **argv)
{
	static struct sim s;
	u64 wanted, seed, events, machines = 0, inputs = 0;
	double began = seconds();

	if (argc == 3 && !strcmp(argv[1], "-t"))
		return run_seed(&s, strtoull(argv[2], NULL, 0), true) != NULL;
	wanted = argc > 1 ? strtoull(argv[1], NULL, 0) : 1000;
	seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	events = argc > 3 ? strtoull(argv[3], NULL, 0) : 0;
	for (; machines < wanted || inputs < events; machines++) {
		if (run_seed(&s, seed + machines, false))
			return say_wrong(&s, seed + machines, machines + 1);
		inputs += s.inputs;
	}
	began = seconds() - began;
	printf("seed %" PRIu64 ": %" PRIu64 " machines, %" PRIu64
	       " events in %.1f s: %.0f machines/s, %.0f events/s\n1 passed, 0 failed\n",
	       seed, machines, inputs, began, (double)machines / began,
	       (double)inputs / began);
	return 0;
}
