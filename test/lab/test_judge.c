// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: the judge, on reports and memory made up here: what is as it has to be,
 * and one thing after the other that is not.
 */
#include "judge.h"
#include "lab_fixture.h"
#include "stamp.h"

#include <fcntl.h>
#include <sys/stat.h>

#define NONCE 0x1234567890abcdefULL
#define SR 0x110000000ULL
#define HALF 0x20000000ULL
#define MIB (1ULL << 20)
/* Only the first pages of each dax device: all of them would take long. */
#define SERVED (4 * MIB)
#define REPORT 4096

#define BEGIN "{\"type\":\"begin\",\"release\":\"6.12\"}\n"
#define STEP_OK \
	"{\"type\":\"step\",\"number\":0,\"step\":\"s\",\"ok\":true}\n"
#define STEP_BAD \
	"{\"type\":\"step\",\"number\":0,\"step\":\"load x\",\"ok\":false," \
	"\"errno\":2,\"why\":\"no module x\"}\n"
#define KMSG "{\"type\":\"kmsg\",\"level\":6,\"text\":\"all is well\"}\n"
#define END "{\"type\":\"end\",\"steps\":1}\n"
#define DECODERS(when, control) \
	"{\"type\":\"decoders\",\"when\":\"" when "\",\"component\":" \
	"\"device 1\",\"global\":2,\"registers\":[[0,1,2,3," control \
	",0,0],[0,0,0,0,0,0,0]]}\n"
#define KEPT DECODERS("before", "5632") DECODERS("after", "5632")
#define SERVE "{\"type\":\"serve\"}\n"
#define CXL_PATH "/sys/devices/ACPI0017:00/region0/dax_region0/dax0.0"
#define HMEM_PATH "/sys/devices/platform/hmem.1/dax1.0"

struct scene {
	struct sr_platform *platform;
	struct srlab_machine machine;
	char directory[32];
	struct srlab_result result;
};

static void make_file(const struct scene *scene, const char *name,
		      uint64_t size)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", scene->directory, name);
	fd = open(path, O_CREAT | O_RDWR, 0600);
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, (off_t)size), 0);
	close(fd);
}

static void write_stamp(const struct scene *scene, const char *name,
			uint64_t offset, uint64_t address)
{
	struct stamp stamp = stamp_make(address, NONCE);
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", scene->directory, name);
	fd = open(path, O_RDWR);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, &stamp, sizeof(stamp), (off_t)offset),
			 sizeof(stamp));
	close(fd);
}

/* Stamps a device's memory as the guest would, through its dax device. */
static void write_stamps_at(const struct scene *scene, const char *name,
			    uint64_t offset, uint64_t base, uint64_t size)
{
	struct stamp *stamps = calloc(size / STAMP_GRAIN, STAMP_GRAIN);
	char path[64];
	int fd;

	assert_non_null(stamps);
	for (uint64_t at = 0; at < size; at += STAMP_GRAIN)
		stamps[at / sizeof(*stamps)] = stamp_make(base + at, NONCE);
	snprintf(path, sizeof(path), "%s/%s", scene->directory, name);
	fd = open(path, O_RDWR);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, stamps, size, (off_t)offset), size);
	close(fd);
	free(stamps);
}

static void write_stamps(const struct scene *scene, const char *name,
			 uint64_t base, uint64_t size)
{
	write_stamps_at(scene, name, 0, base, size);
}

static int set_up(void **state)
{
	struct scene *scene = calloc(1, sizeof(*scene));

	assert_non_null(scene);
	scene->platform = fixture_platform(TWO_DEVICES);
	scene->machine = fixture_machine(scene->platform);
	strcpy(scene->directory, "/tmp/judge-test.XXXXXX");
	assert_non_null(mkdtemp(scene->directory));
	make_file(scene, "ram0", 16 * MIB);
	make_file(scene, "volatile0", HALF);
	make_file(scene, "volatile1", HALF);
	scene->result.stock = true;
	scene->result.kernel = strdup("6.12");
	scene->result.platform = strdup("p");
	*state = scene;
	return 0;
}

static int tear_down(void **state)
{
	static const char *const name[] = { "ram0", "volatile0", "volatile1" };
	struct scene *scene = *state;
	char path[64];

	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/%s", scene->directory,
			 name[i]);
		unlink(path);
	}
	rmdir(scene->directory);
	srlab_result_free(&scene->result);
	sr_platform_free(scene->platform);
	free(scene);
	return 0;
}

static struct srlab_result *judge(struct scene *scene, const char *report,
				  const char *console)
{
	struct srlab_evidence evidence = {
		.platform = scene->platform,
		.machine = &scene->machine,
		.directory = scene->directory,
		.report = report,
		.console = console,
		.nonce = NONCE,
		.n_steps = 1,
	};

	assert_int_equal(srlab_judge(&evidence, &scene->result), 0);
	return &scene->result;
}

/* One failure at least has to hold these words. */
static void expect_failure(const struct srlab_result *result,
			   const char *words)
{
	for (size_t i = 0; i < result->failures.n; i++)
		if (strstr(result->failures.word[i], words))
			return;
	fail_msg("no failure says \"%s\"; the first of %zu: %s", words,
		 result->failures.n,
		 result->failures.n ? result->failures.word[0] : "");
}

/* The same of what is said of lost data. */
static void expect_loss(const struct srlab_result *result, const char *words)
{
	for (size_t i = 0; i < result->data_losses.n; i++)
		if (strstr(result->data_losses.word[i], words))
			return;
	fail_msg("no loss says \"%s\"", words);
}

static void expect_none(const struct srlab_result *result)
{
	if (result->failures.n)
		fail_msg("%s", result->failures.word[0]);
}

/* A report with one dax device, which was used from its start. */
static char *with_dax(char report[REPORT], const char *path, uint64_t start,
		      uint64_t size)
{
	int length = snprintf(report, REPORT,
		BEGIN KEPT STEP_OK KMSG SERVE
		"{\"type\":\"dax\",\"name\":\"dax0.0\","
		"\"driver\":\"device_dax\",\"path\":\"%s\","
		"\"extents\":[{\"start\":%llu,\"size\":%llu}],"
		"\"bad_pages\":0,\"stamped\":true,\"error\":0}\n" END,
		path, (unsigned long long)start, (unsigned long long)size);

	assert_in_range(length, 1, REPORT - 1);
	return report;
}

static void served_bytes_go_to_their_owner(void **state)
{
	struct scene *scene = *state;
	struct srlab_result *r = &scene->result;
	char report[REPORT];

	write_stamps(scene, "volatile0", SR, SERVED);
	judge(scene, with_dax(report, CXL_PATH, SR, SERVED), "");
	expect_none(r);
	assert_int_equal(r->offered, 2 * HALF);
	assert_int_equal(r->cxl, SERVED);
	assert_int_equal(r->dax, 0);
	assert_int_equal(r->lost_alignment, 0);
	assert_int_equal(r->stranded, 2 * HALF - SERVED);
	assert_int_equal(r->pages, SERVED / STAMP_PAGE);
	assert_true(r->data_ok && r->dmesg_clean && r->decoders_preserved);
	assert_string_equal(r->release, "6.12");
	assert_int_equal(r->n_pieces, 2);
	assert_string_equal(r->pieces[0].owner, "cxl");
	assert_string_equal(r->pieces[0].device, "dax0.0");
	assert_string_equal(r->pieces[1].owner, "stranded");
}

static void memory_below_hmem_is_dax(void **state)
{
	struct scene *scene = *state;
	char report[REPORT];

	write_stamps(scene, "volatile1", SR + HALF, SERVED);
	judge(scene, with_dax(report, HMEM_PATH, SR + HALF, SERVED), "");
	expect_none(&scene->result);
	assert_int_equal(scene->result.dax, SERVED);
	assert_int_equal(scene->result.cxl, 0);
	assert_int_equal(scene->result.n_pieces, 3);
}

/* One page whose stamp is not there, and the device's bytes do not count. */
static void a_lost_page_is_found_out(void **state)
{
	struct scene *scene = *state;
	char report[REPORT];

	write_stamps(scene, "volatile0", SR, SERVED);
	write_stamp(scene, "volatile0", 8 * STAMP_PAGE + 7 * STAMP_GRAIN,
		    SR + 6 * STAMP_PAGE);
	judge(scene, with_dax(report, CXL_PATH, SR, SERVED), "");
	expect_loss(&scene->result, "dax0.0: 1 pages are not where");
	expect_loss(&scene->result, "0x110008000");
	assert_false(scene->result.data_ok);
	assert_int_equal(scene->result.cxl, 0);
	assert_int_equal(scene->result.stranded, 2 * HALF);
}

/* The guest reads its data back, but it went to the other device. */
static void data_on_the_wrong_device_is_found_out(void **state)
{
	struct scene *scene = *state;
	char report[REPORT];

	write_stamps(scene, "volatile1", SR, SERVED);
	judge(scene, with_dax(report, CXL_PATH, SR, SERVED), "");
	expect_loss(&scene->result, "pages are not where");
	assert_int_equal(scene->result.cxl, 0);
}

/* What the guest cannot read back is no memory, whatever the host finds. */
static void what_does_not_read_back_is_stranded(void **state)
{
	struct scene *scene = *state;
	char report[4096], *bad;

	write_stamps(scene, "volatile0", SR, SERVED);
	with_dax(report, HMEM_PATH, SR, SERVED);
	bad = strstr(report, "\"bad_pages\":0");
	assert_non_null(bad);
	bad[strlen("\"bad_pages\":")] = '3';
	judge(scene, report, "");
	expect_loss(&scene->result, "3 pages do not read back");
	assert_int_equal(scene->result.dax, 0);
	assert_int_equal(scene->result.stranded, 2 * HALF);
}

/*
 * Two ways of one decoder to one device, as a bridge's wrong target makes them:
 * each cell has two addresses, and holds the stamp of one of them.
 */
static void two_addresses_of_one_cell_are_found_out(void **state)
{
	struct scene *scene = *state;
	struct sr_decoder *bridge =
		&scene->platform->host_bridges[0].decoders[0];
	struct sr_decoder *device = &scene->platform->devices[0].decoders[0];
	char report[4096];

	scene->platform->host_bridges[0].n_decoders = 1;
	bridge->size = 2 * HALF;
	bridge->ways = 2;
	bridge->n_targets = 2;
	bridge->targets[0] = 0;
	bridge->targets[1] = 0;
	device->size = 2 * HALF;
	device->ways = 2;
	write_stamps(scene, "volatile0", SR, SERVED);
	judge(scene, with_dax(report, HMEM_PATH, SR, SERVED), "");
	expect_loss(&scene->result, "pages share their memory");
	assert_int_equal(scene->result.dax, 0);
	assert_int_equal(scene->result.not_decoded, 2 * HALF);
}

static void stamps_of_another_run_do_not_count(void **state)
{
	struct scene *scene = *state;
	char report[REPORT];
	struct stamp mine = stamp_make(SR, NONCE);
	struct stamp other = stamp_make(SR, NONCE + 1);

	assert_memory_not_equal(&mine, &other, sizeof(mine));
	judge(scene, with_dax(report, CXL_PATH, SR, STAMP_PAGE), "");
	assert_false(scene->result.data_ok);
}

static void bytes_that_nothing_decodes_are_told_apart(void **state)
{
	struct scene *scene = *state;
	char report[REPORT];

	scene->platform->devices[1].decoders[0].committed = false;
	write_stamps_at(scene, "volatile0", HALF - SERVED, SR + HALF - SERVED,
			SERVED);
	judge(scene, with_dax(report, HMEM_PATH, SR + HALF - SERVED,
			      2 * SERVED), "");
	expect_none(&scene->result);
	assert_int_equal(scene->result.dax, 2 * SERVED);
	assert_int_equal(scene->result.pages, SERVED / STAMP_PAGE);
	assert_int_equal(scene->result.not_decoded, HALF);
}

/* DRAM that was set aside: it is there, though no decoder routes it. */
static void dram_in_a_window_is_not_decoded(void **state)
{
	struct scene *scene = *state;
	struct sr_platform *p = scene->platform;
	char report[REPORT];

	p->memory_map[0].size = 8 * MIB;
	p->memory_map[1].start = 8 * MIB;
	p->memory_map[1].size = 8 * MIB;
	scene->machine.low = 16 * MIB;
	write_stamps_at(scene, "ram0", 8 * MIB, 8 * MIB, 4 * MIB);
	with_dax(report, HMEM_PATH, 8 * MIB, 4 * MIB);
	judge(scene, report, "");
	assert_int_equal(scene->result.dax, 4 * MIB);
	assert_int_equal(scene->result.pages, 1024);
	assert_int_equal(scene->result.not_decoded, 0);
	p->windows[0].start = 12 * MIB;
	srlab_result_free(&scene->result);
	judge(scene, report, "");
	assert_int_equal(scene->result.not_decoded, 8 * MIB);
}

static void odd_ends_are_lost_to_alignment(void **state)
{
	struct scene *scene = *state;

	scene->platform->memory_map[1].start += MIB;
	scene->platform->memory_map[1].size -= 3 * MIB;
	judge(scene, BEGIN KEPT STEP_OK KMSG END, "");
	assert_int_equal(scene->result.lost_alignment, MIB);
	assert_int_equal(scene->result.stranded, 2 * HALF - 4 * MIB);
}

/* CXL could serve them, where a region that delivers holds them. */
static void odd_ends_in_a_region_are_stranded(void **state)
{
	struct scene *scene = *state;

	scene->platform->memory_map[1].start += MIB;
	scene->platform->memory_map[1].size -= 2 * MIB;
	judge(scene,
	      BEGIN KEPT "{\"type\":\"region\",\"when\":\"after\","
			 "\"resource\":\"0x110000000\",\"size\":\"0x20000000\","
			 "\"commit\":\"1\",\"mode\":\"ram\"}\n"
	      STEP_OK KMSG END, "");
	assert_int_equal(scene->result.lost_alignment, MIB);
	assert_int_equal(scene->result.stranded, 2 * HALF - 3 * MIB);
}

static void a_changed_decoder_is_found_out(void **state)
{
	struct scene *scene = *state;

	judge(scene,
	      BEGIN DECODERS("before", "5632") DECODERS("after", "4096")
	      STEP_OK KMSG END, "");
	assert_false(scene->result.decoders_preserved);
	assert_int_equal(scene->result.decoder_changes.n, 1);
	expect_none(&scene->result);
}

/* Each look before is held against the next look after, no other. */
static void a_scenario_may_change_a_decoder_between_looks(void **state)
{
	struct scene *scene = *state;

	judge(scene,
	      BEGIN DECODERS("before", "5632") DECODERS("after", "5632")
	      DECODERS("before", "5633") DECODERS("after", "5633")
	      STEP_OK KMSG END, "");
	assert_true(scene->result.decoders_preserved);
	judge(scene,
	      BEGIN DECODERS("before", "5632") DECODERS("after", "4096")
	      DECODERS("before", "5632") DECODERS("after", "5632")
	      STEP_OK KMSG END, "");
	assert_false(scene->result.decoders_preserved);
}

static void a_decoder_not_reported_is_not_preserved(void **state)
{
	struct scene *scene = *state;

	judge(scene, BEGIN DECODERS("before", "5632") STEP_OK KMSG END, "");
	assert_false(scene->result.decoders_preserved);
}

/* What firmware did not commit may change. */
static void a_free_decoder_may_change(void **state)
{
	struct scene *scene = *state;

	judge(scene,
	      BEGIN DECODERS("before", "4096") DECODERS("after", "5632")
	      STEP_OK KMSG END, "");
	assert_true(scene->result.decoders_preserved);
}

static void a_failed_step_is_told(void **state)
{
	judge(*state, BEGIN KEPT STEP_BAD KMSG END, "");
	expect_failure(&((struct scene *)*state)->result,
		       "step 0 \"load x\" failed: no module x (No such file");
}

static void silence_is_failure(void **state)
{
	struct scene *scene = *state;

	judge(scene, "", "");
	expect_failure(&scene->result, "reported nothing");
	expect_failure(&scene->result, "ran 0 steps, not 1");
	expect_failure(&scene->result, "kernel log: the guest sent none");
	assert_false(scene->result.dmesg_clean);
	assert_false(scene->result.decoders_preserved);
}

static void a_report_that_is_cut_off_is_failure(void **state)
{
	judge(*state, BEGIN KEPT STEP_OK KMSG "{\"type\":\"end\",\"st", "");
	expect_failure(&((struct scene *)*state)->result,
		       "report is cut off at line 6");
}

/* The port may break right before the newline: that line is not whole. */
static void a_last_line_without_its_newline_is_cut_off(void **state)
{
	judge(*state, BEGIN KEPT STEP_OK KMSG "{\"type\":\"end\",\"steps\":1}",
	      "");
	expect_failure(&((struct scene *)*state)->result, "cut off at line 6");
	expect_failure(&((struct scene *)*state)->result, "has no end");
}

static void words_after_a_line_s_object_are_garbage(void **state)
{
	judge(*state, BEGIN KEPT STEP_OK "{\"type\":\"kmsg\"} {\n" END, "");
	expect_failure(&((struct scene *)*state)->result,
		       "garbled at line 5");
}

static void a_report_without_end_is_failure(void **state)
{
	judge(*state, BEGIN KEPT STEP_OK KMSG, "");
	expect_failure(&((struct scene *)*state)->result, "has no end");
}

static void a_garbled_report_is_failure(void **state)
{
	judge(*state, BEGIN "\x01\x02 {\n" STEP_OK END, "");
	expect_failure(&((struct scene *)*state)->result,
		       "report is garbled at line 2");
}

/* Valid JSON of the wrong shape must not bring the judge down. */
static void a_mad_report_is_survived(void **state)
{
	judge(*state,
	      BEGIN SERVE
	      "{\"type\":\"dax\",\"name\":5,\"extents\":7,\"stamped\":true}\n"
	      "{\"type\":\"dax\",\"extents\":[1,null,{}],\"stamped\":true}\n"
	      "{\"type\":\"dax\",\"extents\":[{\"start\":4096,\"size\":"
	      "18446744073709551615}],\"stamped\":true}\n"
	      "{\"type\":\"ram\",\"dax\":\"\",\"runs\":[[],[1],{},null]}\n"
	      "{\"type\":\"dax\",\"driver\":\"kmem\",\"name\":\"\"}\n"
	      "{\"type\":\"decoders\",\"when\":\"before\",\"registers\":"
	      "[1,null,[],[1]]}\n"
	      "{\"type\":\"region\",\"when\":\"after\"}\n"
	      "{\"type\":7}\n{}\n"
	      "{\"type\":\"step\"}\n" END, "");
	expect_failure(&((struct scene *)*state)->result, "no machine has");
}

static void trouble_in_the_log_is_told(void **state)
{
	struct scene *scene = *state;

	judge(scene, BEGIN KEPT STEP_OK
	      "{\"type\":\"kmsg\",\"text\":\"WARNING: CPU: 0 PID: 1 at x\"}\n"
	      END, "");
	assert_false(scene->result.dmesg_clean);
	expect_failure(&scene->result, "kernel log: WARNING: CPU: 0");
}

static void trouble_on_the_console_is_told(void **state)
{
	struct scene *scene = *state;

	judge(scene, BEGIN KEPT STEP_OK KMSG END,
	      "fine\r\n[ 1.0] BUG: unable to handle page fault\r\n");
	assert_false(scene->result.dmesg_clean);
	expect_failure(&scene->result, "console: [ 1.0] BUG: unable");
}

#define MODULE(file, value) \
	"{\"type\":\"module\",\"file\":\"" file "\",\"value\":\"" value "\"}\n"
#define LEDGER(stranded) \
	MODULE("ledger/offered", "1073741824") MODULE("ledger/cxl", "0") \
	MODULE("ledger/dax", "0") MODULE("ledger/lost_alignment", "0") \
	MODULE("ledger/not_decoded", "0") MODULE("ledger/stranded", stranded)
#define RANGES \
	MODULE("ranges/0/start", "0x200000000") \
	MODULE("ranges/0/reason", "covered") \
	MODULE("ranges/1/start", "0x110000000") \
	MODULE("ranges/1/reason", "no-region")

static void the_module_s_word_is_taken_over(void **state)
{
	struct scene *scene = *state;

	scene->result.stock = false;
	judge(scene, BEGIN KEPT STEP_OK MODULE("verdict", "busy") RANGES
	      LEDGER("1073741824") KMSG END, "");
	expect_none(&scene->result);
	assert_string_equal(scene->result.verdict, "busy");
	assert_string_equal(scene->result.reason, "no-region,covered");
}

static void a_wrong_ledger_is_found_out(void **state)
{
	struct scene *scene = *state;

	scene->result.stock = false;
	judge(scene, BEGIN KEPT STEP_OK MODULE("verdict", "busy") LEDGER("0")
	      KMSG END, "");
	expect_failure(&scene->result,
		       "ledger/stranded is 0, measured 1073741824");
}

static void a_module_without_verdict_is_failure(void **state)
{
	struct scene *scene = *state;

	scene->result.stock = false;
	judge(scene, BEGIN KEPT STEP_OK KMSG END, "");
	expect_failure(&scene->result, "gives no verdict");
}

#define BLOCK(start, state) \
	"{\"type\":\"block\",\"dax\":\"dax0.0\",\"start\":" start \
	",\"size\":8388608,\"state\":\"" state "\"}\n"
#define KMEM \
	"{\"type\":\"dax\",\"name\":\"dax0.0\",\"driver\":\"kmem\"," \
	"\"path\":\"" CXL_PATH "\",\"extents\":[{\"start\":4563402752," \
	"\"size\":16777216}],\"bad_pages\":0,\"stamped\":false}\n"

/* 0x110000000 is 4563402752; half of 8 MiB is the least of a sample. */
static void online_memory_is_judged_by_a_sample(void **state)
{
	struct scene *scene = *state;

	write_stamps(scene, "volatile0", SR, SERVED);
	judge(scene, BEGIN KEPT STEP_OK KMSG SERVE KMEM
	      BLOCK("4563402752", "online") BLOCK("4571791360", "offline")
	      "{\"type\":\"ram\",\"dax\":\"dax0.0\",\"runs\":"
	      "[[4563402752,1024]]}\n" END, "");
	expect_none(&scene->result);
	assert_int_equal(scene->result.cxl, 8 * MIB);
	assert_int_equal(scene->result.pages, 1024);
}

static void a_sample_that_is_too_small_is_failure(void **state)
{
	struct scene *scene = *state;

	write_stamps(scene, "volatile0", SR, SERVED);
	judge(scene, BEGIN KEPT STEP_OK KMSG SERVE KMEM
	      BLOCK("4563402752", "online")
	      "{\"type\":\"ram\",\"dax\":\"dax0.0\",\"runs\":"
	      "[[4563402752,1023]]}\n" END, "");
	expect_failure(&scene->result, "could be had");
	assert_int_equal(scene->result.cxl, 0);
}

static void a_bad_page_in_the_sample_is_found_out(void **state)
{
	struct scene *scene = *state;

	write_stamps(scene, "volatile0", SR, SERVED - STAMP_PAGE);
	judge(scene, BEGIN KEPT STEP_OK KMSG SERVE KMEM
	      BLOCK("4563402752", "online")
	      "{\"type\":\"ram\",\"dax\":\"dax0.0\",\"runs\":"
	      "[[4563402752,1024]]}\n" END, "");
	expect_loss(&scene->result, "1 pages are not where");
	assert_int_equal(scene->result.cxl, 0);
}

static struct sr_expectation expectation(void)
{
	return (struct sr_expectation){ .stock = true, .offered = 9, .cxl = 2,
					.dax = 3, .lost_alignment = 1,
					.stranded = 3 };
}

static void expectations_are_compared_to_the_byte(void **state)
{
	struct scene *scene = *state;
	struct srlab_result *r = &scene->result;
	struct sr_expectation e[2] = { expectation(), expectation() };
	char kernel[] = "6.12";

	r->offered = 9;
	r->cxl = 2;
	r->dax = 3;
	r->lost_alignment = 1;
	r->stranded = 3;
	scene->platform->expectations = e;
	scene->platform->n_expectations = 1;
	srlab_judge_expectation(scene->platform, r);
	expect_none(r);
	/* What is expected of the other kind of boot says nothing. */
	e[1].stock = false;
	e[1].kernel = kernel;
	e[1].stranded = 5;
	scene->platform->n_expectations = 2;
	srlab_judge_expectation(scene->platform, r);
	expect_none(r);
	/* Lost data is a failure, unless it has to be lost. */
	srlab_words_add(&r->data_losses, "lost");
	e[0].data_lost = true;
	srlab_judge_expectation(scene->platform, r);
	expect_none(r);
	srlab_words_free(&r->data_losses);
	srlab_judge_expectation(scene->platform, r);
	expect_failure(r, "expected data to be lost");
	srlab_words_free(&r->failures);
	srlab_judge_data(r, false);
	expect_none(r);
	srlab_words_add(&r->data_losses, "lost");
	srlab_judge_data(r, false);
	expect_failure(r, "lost");
	srlab_words_free(&r->failures);
	srlab_words_free(&r->data_losses);
	e[0].data_lost = false;
	/* One that names the kernel wins. */
	e[1].stock = true;
	e[1].kernel = kernel;
	e[1].stranded = 4;
	scene->platform->n_expectations = 2;
	srlab_judge_expectation(scene->platform, r);
	expect_failure(r, "expected stranded 4, got 3");
	assert_int_equal(r->failures.n, 1);
	scene->platform->expectations = NULL;
	scene->platform->n_expectations = 0;
	srlab_judge_expectation(scene->platform, r);
	expect_failure(r, "expects nothing of a stock boot on 6.12");
}

/* Which of four expectations counts, told by the bytes that it wants. */
static void expect_stranded(struct scene *scene, const char *kernel,
			    uint64_t wanted)
{
	struct srlab_result *r = &scene->result;
	size_t n = r->failures.n;

	free(r->kernel);
	r->kernel = strdup(kernel);
	r->stranded = wanted;
	srlab_judge_expectation(scene->platform, r);
	assert_int_equal(r->failures.n, n);
	r->stranded = 99;
	srlab_judge_expectation(scene->platform, r);
	assert_int_equal(r->failures.n, n + 1);
}

static void most_of_the_name_wins(void **state)
{
	struct scene *scene = *state;
	char series[] = "7", kernel[] = "7.3", older[] = "6.12";
	struct sr_expectation e[] = {
		{ .stock = true, .kernel = kernel, .stranded = 3 },
		{ .stock = true, .stranded = 1 },
		{ .stock = true, .kernel = series, .stranded = 2 },
		{ .stock = true, .kernel = older, .stranded = 4 },
	};

	scene->platform->expectations = e;
	scene->platform->n_expectations = 4;
	expect_stranded(scene, "7.3", 3);
	expect_stranded(scene, "7.2", 2);
	expect_stranded(scene, "70.3", 1);
	expect_stranded(scene, "6.1", 1);
	expect_stranded(scene, "6.12-trixie", 4);
	expect_stranded(scene, "6.17", 1);
	scene->platform->expectations = NULL;
	scene->platform->n_expectations = 0;
}

static void verdicts_and_decoders_are_compared(void **state)
{
	struct scene *scene = *state;
	struct srlab_result *r = &scene->result;
	struct sr_expectation e = expectation();
	char verdict[] = "cxl", reason[] = "covered";

	e.verdict = verdict;
	e.reason = reason;
	e.decoders_preserved = true;
	scene->platform->expectations = &e;
	scene->platform->n_expectations = 1;
	srlab_judge_expectation(scene->platform, r);
	expect_failure(r, "expected verdict cxl, got none");
	expect_failure(r, "expected reason covered, got none");
	expect_failure(r, "did not report its decoders");
	expect_failure(r, "expected offered 9, got 0");
	expect_failure(r, "expected cxl 2, got 0");
	expect_failure(r, "expected dax 3, got 0");
	expect_failure(r, "expected lost_alignment 1, got 0");
	scene->platform->expectations = NULL;
	scene->platform->n_expectations = 0;
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(served_bytes_go_to_their_owner),
		CASE(memory_below_hmem_is_dax),
		CASE(a_lost_page_is_found_out),
		CASE(data_on_the_wrong_device_is_found_out),
		CASE(stamps_of_another_run_do_not_count),
		CASE(what_does_not_read_back_is_stranded),
		CASE(two_addresses_of_one_cell_are_found_out),
		CASE(bytes_that_nothing_decodes_are_told_apart),
		CASE(dram_in_a_window_is_not_decoded),
		CASE(odd_ends_are_lost_to_alignment),
		CASE(odd_ends_in_a_region_are_stranded),
		CASE(a_changed_decoder_is_found_out),
		CASE(a_scenario_may_change_a_decoder_between_looks),
		CASE(a_decoder_not_reported_is_not_preserved),
		CASE(a_free_decoder_may_change),
		CASE(a_failed_step_is_told),
		CASE(silence_is_failure),
		CASE(a_report_that_is_cut_off_is_failure),
		CASE(a_last_line_without_its_newline_is_cut_off),
		CASE(words_after_a_line_s_object_are_garbage),
		CASE(a_report_without_end_is_failure),
		CASE(a_garbled_report_is_failure),
		CASE(a_mad_report_is_survived),
		CASE(trouble_in_the_log_is_told),
		CASE(trouble_on_the_console_is_told),
		CASE(the_module_s_word_is_taken_over),
		CASE(a_wrong_ledger_is_found_out),
		CASE(a_module_without_verdict_is_failure),
		CASE(online_memory_is_judged_by_a_sample),
		CASE(a_sample_that_is_too_small_is_failure),
		CASE(a_bad_page_in_the_sample_is_found_out),
		CASE(expectations_are_compared_to_the_byte),
		CASE(most_of_the_name_wins),
		CASE(verdicts_and_decoders_are_compared),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
