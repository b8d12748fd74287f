// SPDX-License-Identifier: GPL-2.0-only
/*
 * For every platform, and for scenarios: srctl names the true culprit, and what
 * it says stock Linux would do is what the lab measured ("expect").
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "evidence.h"
#include "machine_load.h"

/* culprit: of the ranges in address order, separated by commas */
static const struct {
	const char *name;
	const char *culprits;
	const char *where;
	/* own_steps: the scenario does more than boot; the ledger differs */
	bool own_steps;
	/*
	 * other_reason: a step mends a decoder, or the guest's memory map is
	 * not the document's
	 */
	bool other_reason;
} wanted[] = {
	{ "already-online", "decoder-range-mismatch",
	  "host bridge 12 decoder 1", 0, 0 },
	{ "aliased", "decoder-targets", "host bridge 12 decoder 0", 0, 0 },
	{ "aliased-by-granularity", "granularity-mismatch",
	  "host bridge 12 decoder 0", 0, 0 },
	{ "exact", "none", "", 0, 0 },
	{ "fail-step-add-hmem", "decoder-range-mismatch",
	  "host bridge 12 decoder 1", 0, 0 },
	{ "fail-step-attach-region", "none", "", 0, 0 },
	{ "fail-step-override-root", "decoder-range-mismatch",
	  "host bridge 12 decoder 1", 0, 0 },
	{ "fail-step-release-hmem", "none", "", 0, 0 },
	{ "fail-step-release-root", "decoder-range-mismatch",
	  "host bridge 12 decoder 1", 0, 0 },
	{ "fail-step-restore-decoders", "decoder-range-mismatch",
	  "host bridge 12 decoder 1", 0, 0 },
	{ "fail-step-unpublish", "none", "", 0, 0 },
	{ "fail-step-verify-dax", "decoder-range-mismatch",
	  "host bridge 12 decoder 1", 0, 0 },
	{ "granularity-mismatch", "granularity-mismatch", "mem1 decoder 0",
	  0, 0 },
	{ "half-programmed", "missing-member", "mem0 decoder 0", 0, 0 },
	{ "hand-back", "zero-size-decoder", "mem1 decoder 1", 0, 1 },
	{ "hand-back-unfixed", "decoder-range-mismatch",
	  "host bridge 12 decoder 1", 0, 0 },
	{ "hotplug", "none", "", 1, 0 },
	{ "interleave-2", "none", "", 0, 0 },
	{ "larger-than-device", "decoder-past-capacity", "mem0 decoder 0",
	  0, 0 },
	{ "lone-port-decodes", "no-decoder", "host bridge 12", 0, 0 },
	{ "no-alignment", "decoder-range-mismatch",
	  "host bridge 12 decoder 1", 0, 0 },
	{ "no-alignment-undecoded", "not-decoded",
	  "firmware memory map at 0x110000000", 0, 0 },
	{ "no-alignment-undecoded-withheld", "not-decoded",
	  "firmware memory map at 0x110000000", 0, 0 },
	{ "no-region", "decoder-range-mismatch", "host bridge 12 decoder 0",
	  0, 0 },
	{ "observe", "granularity-mismatch", "mem1 decoder 0", 0, 0 },
	{ "outside-windows", "none,granularity-mismatch", "mem1 decoder 0",
	  0, 0 },
	{ "passing-beside-decoding", "no-decoder", "host bridge 44", 0, 0 },
	{ "past-window", "window-too-short",
	  "CXL window 0x110000000-0x12fffffff", 0, 0 },
	{ "reload", "granularity-mismatch", "mem1 decoder 0", 0, 1 },
	{ "reload-after-destroy", "none", "", 1, 0 },
	{ "several-windows", "none", "", 0, 0 },
	{ "smaller-member", "decoder-past-capacity", "mem1 decoder 0", 0, 0 },
	{ "spare-window", "none", "", 0, 0 },
	{ "straddles-ram", "window-over-ram",
	  "CXL window 0x130000000-0x13fffffff", 0, 1 },
	{ "switch", "granularity-mismatch", "mem1 decoder 0", 0, 0 },
	{ "switch-without-decoder", "no-decoder", "sw0", 0, 0 },
	{ "two-ranges-one-bad", "none,granularity-mismatch",
	  "mem1 decoder 0", 0, 0 },
	{ "two-ranges-one-bad-range-scope", "none,granularity-mismatch",
	  "mem1 decoder 0", 0, 0 },
	{ "two-regions", "none", "", 0, 0 },
	{ "unaligned", "range-cuts-region",
	  "firmware memory map at 0x110100000", 0, 0 },
	{ "wrong-bridge", "window-targets", "CXL window decoder 0", 0, 0 },
	{ "wrong-port", "decoder-targets", "host bridge 12 decoder 0", 0, 0 },
	{ "zero-size-decoder", "zero-size-decoder",
	  "host bridge 12 decoder 1", 0, 0 },
	{ "zero-size-spare", "zero-size-decoder", "mem1 decoder 1", 0, 0 },
};

#define N_WANTED (sizeof(wanted) / sizeof(wanted[0]))

static struct machine *load(const char *name)
{
	struct cli_settings settings = { .sysroot = "" };
	struct machine *machine;
	char path[4096];

	snprintf(path, sizeof(path), "%s/platforms/%s.json",
		 getenv("SR_SOURCE"), name);
	if (access(path, F_OK))
		snprintf(path, sizeof(path), "%s/test/scenarios/%s.json",
			 getenv("SR_SOURCE"), name);
	settings.platform = path;
	machine = machine_load(&settings);
	assert_non_null(machine);
	return machine;
}

static void append(char *text, size_t size, const char *word)
{
	size_t used = strlen(text);

	snprintf(text + used, size - used, "%s%s", used ? "," : "", word);
}

static void culprits_are_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_WANTED; i++) {
		struct machine *machine = load(wanted[i].name);
		char culprits[256] = "", where[128] = "";

		for (size_t j = 0; j < machine->facts->n_ranges; j++) {
			struct chain chain;

			assert_int_equal(chain_build(machine, j, &chain), 0);
			append(culprits, sizeof(culprits), chain.culprit);
			if (strcmp(chain.culprit, "none")) {
				snprintf(where, sizeof(where), "%s",
					 chain.where);
				assert_non_null(chain.vendor_sentence);
			}
			assert_true(strlen(chain.finding) > 20);
			assert_true(strlen(chain.operator_action) > 20);
			chain_free(&chain);
		}
		assert_string_equal(culprits, wanted[i].culprits);
		assert_string_equal(where, wanted[i].where);
		machine_free(machine);
	}
}

/* Where nothing is wrong nothing is marked, and elsewhere one is the first. */
static void one_link_is_the_culprit(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_WANTED; i++) {
		struct machine *machine = load(wanted[i].name);

		for (size_t j = 0; j < machine->facts->n_ranges; j++) {
			struct chain chain;
			size_t k, n = 0;

			assert_int_equal(chain_build(machine, j, &chain), 0);
			for (k = 0; k < chain.n; k++)
				if (chain.links[k].mark == CHAIN_CULPRIT) {
					n++;
					assert_non_null(chain.links[k].here);
					assert_non_null(chain.links[k].there);
				}
			assert_int_equal(n, strcmp(chain.culprit, "none") ?
					    1 : 0);
			chain_free(&chain);
		}
		machine_free(machine);
	}
}

static const struct sr_expectation *
find_expectation(const struct sr_platform *platform, bool stock)
{
	for (size_t i = 0; i < platform->n_expectations; i++) {
		const struct sr_expectation *one = &platform->expectations[i];

		if (one->stock == stock &&
		    (!one->kernel || !strncmp(one->kernel, "6.12", 4)))
			return one;
	}
	return NULL;
}

static void stock_is_predicted(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_WANTED; i++) {
		struct machine *machine = load(wanted[i].name);
		const struct sr_ledger *now = &machine->now_sum;
		const struct sr_expectation *stock =
			find_expectation(machine->system->platform, true);

		if (stock && !wanted[i].own_steps) {
			print_message("# %s\n", wanted[i].name);
			assert_int_equal(now->offered, stock->offered);
			assert_int_equal(now->cxl, stock->cxl);
			assert_int_equal(now->dax, stock->dax);
			assert_int_equal(now->lost_alignment,
					 stock->lost_alignment);
			assert_int_equal(now->stranded, stock->stranded);
		}
		machine_free(machine);
	}
}

static void reasons_are_what_the_module_said(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_WANTED; i++) {
		struct machine *machine = load(wanted[i].name);
		const struct sr_expectation *ours =
			find_expectation(machine->system->platform, false);
		char reasons[256] = "";

		for (size_t j = 0; j < machine->facts->n_ranges; j++)
			append(reasons, sizeof(reasons), sr_reason_tag(
				machine->facts->ranges[j].reason));
		if (ours && ours->reason && !wanted[i].other_reason)
			assert_string_equal(reasons, ours->reason);
		machine_free(machine);
	}
}

static void uses_add_up(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_WANTED; i++) {
		struct machine *machine = load(wanted[i].name);

		for (size_t j = 0; j < machine->facts->n_ranges; j++) {
			struct machine_use use = machine_use(machine, j);
			const struct sr_ledger *now = &machine->now[j];

			assert_int_equal(use.ram + use.dax + use.offline +
					 now->lost_alignment + now->stranded,
					 now->offered);
		}
		machine_free(machine);
	}
}

static void no_platform_is_left_out(void **state)
{
	char path[4096];
	struct dirent *entry;
	DIR *platforms;
	size_t n = 0;

	(void)state;
	snprintf(path, sizeof(path), "%s/platforms", getenv("SR_SOURCE"));
	platforms = opendir(path);
	assert_non_null(platforms);
	while ((entry = readdir(platforms))) {
		const char *dot = strrchr(entry->d_name, '.');
		size_t i;

		if (!dot || strcmp(dot, ".json"))
			continue;
		n++;
		for (i = 0; i < N_WANTED; i++)
			if (strlen(wanted[i].name) ==
			    (size_t)(dot - entry->d_name) &&
			    !strncmp(wanted[i].name, entry->d_name,
				     strlen(wanted[i].name)))
				break;
		if (i == N_WANTED)
			print_message("# %s: name its culprit here\n",
				      entry->d_name);
		assert_true(i < N_WANTED);
	}
	closedir(platforms);
	assert_true(n > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(culprits_are_named),
		cmocka_unit_test(one_link_is_the_culprit),
		cmocka_unit_test(stock_is_predicted),
		cmocka_unit_test(reasons_are_what_the_module_said),
		cmocka_unit_test(uses_add_up),
		cmocka_unit_test(no_platform_is_left_out),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
