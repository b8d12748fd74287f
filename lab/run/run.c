// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see run.h. */
#include "run.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "boot_parts.h"
#include "carry.h"
#include "initramfs.h"
#include "kernel.h"
#include "qemu.h"
#include "steps.h"
#include "text.h"
#include "whole_file.h"
#include "workdir.h"

#define LAST_LINES 12
#define SOFT_RESERVED_MAX (1ULL << 40)
/* What a debug kernel takes, under TCG, where a stock one takes 1. */
#define DEBUG_SLOWNESS 6
#define N_FILES 5

/* What a run makes on its way; run_close() is its one destructor. */
struct run {
	const struct srlab_order *order;
	struct sr_platform *platform;
	/* own: the document's scenario while the order's stands in for it */
	struct sr_scenario own;
	struct srlab_machine machine;
	struct srlab_kernel *kernel;
	char *module;
	/* where what is in lab/guest-modules was built, or NULL */
	char *guest_modules;
	struct srlab_workdir workdir;
	struct srlab_words hardware;
	char *script;
	size_t n_steps;
	uint64_t nonce;
	char *parameters;
};

static void run_close(struct run *run)
{
	srlab_workdir_close(&run->workdir, run->order->keep);
	if (run->platform && run->order->scenario)
		run->platform->scenario = run->own;
	sr_platform_free(run->platform);
	srlab_kernel_free(run->kernel);
	srlab_words_free(&run->hardware);
	free(run->module);
	free(run->guest_modules);
	free(run->script);
	free(run->parameters);
}

/* Only to find steps that nobody knows, before any work. */
static int check_steps(const struct run *run, struct srlab_fault *fault)
{
	struct srlab_script_input input = {
		.platform = run->platform,
		.machine = &run->machine,
		.modules = "",
		.own_steps = run->order->scenario,
		.stock = run->order->stock,
		.capture = run->order->capture,
	};
	char *script;
	size_t n_steps;
	int rc;

	rc = srlab_script_make(&input, &script, &n_steps, fault);
	if (!rc)
		free(script);
	return rc;
}

static int replace_scenario(struct run *run, struct srlab_fault *fault)
{
	struct sr_scenario *scenario = &run->platform->scenario;

	run->own = *scenario;
	*scenario = *run->order->scenario;
	if (!run->order->load_order)
		return 0;
	scenario->module_parameters = run->own.module_parameters;
	scenario->kernel_parameters = run->own.kernel_parameters;
	if (run->own.n_steps)
		return srlab_fail(fault, -EINVAL,
				  "%s: scenario.steps: a platform with steps of its own has no load order",
				  run->order->document);
	return 0;
}

/* What is looked at by the page, before and after the guest, is bounded. */
static int check_sizes(const struct run *run, struct srlab_fault *fault)
{
	const struct sr_platform *platform = run->platform;
	uint64_t left = SOFT_RESERVED_MAX;

	for (size_t i = 0; i < platform->n_memory_map; i++) {
		const struct sr_memory *memory = &platform->memory_map[i];

		if (memory->type != SR_MEMORY_SOFT_RESERVED)
			continue;
		if (memory->size > left)
			return srlab_fail(fault, -EFBIG,
					  "%s: firmware.memory_map[%zu].size: no guest can have more than 1 TiB of Soft Reserved memory",
					  run->order->document, i);
		left -= memory->size;
	}
	return 0;
}

static int read_document(struct run *run, struct srlab_fault *fault)
{
	int rc = sr_platform_read(run->order->document, &run->platform,
				  fault->text, sizeof(fault->text));

	if (!rc)
		rc = check_sizes(run, fault);
	if (!rc && run->order->scenario)
		rc = replace_scenario(run, fault);
	if (!rc)
		rc = srlab_machine_plan(run->platform, &run->machine, fault);
	return rc ? rc : check_steps(run, fault);
}

static int join_parameters(struct run *run, struct srlab_fault *fault)
{
	const char *own = run->platform->scenario.module_parameters;
	const char *more = run->order->parameters;

	if (asprintf(&run->parameters, "%s%s%s", own ? own : "",
		     own && more ? " " : "", more ? more : "") < 0) {
		run->parameters = NULL;
		return srlab_fail(fault, -ENOMEM, "out of memory");
	}
	return 0;
}

/* What only a test build of the module has. */
static bool wants_test_build(const struct run *run)
{
	static const char *const parameters[] = { "fail_step=", "fail_before=",
						  "slow_step=", "intrude=" };
	const struct sr_scenario *scenario = &run->platform->scenario;

	for (size_t i = 0; i < sizeof(parameters) / sizeof(*parameters); i++)
		if (strstr(run->parameters, parameters[i]))
			return true;
	for (size_t i = 0; i < scenario->n_steps; i++)
		if (strstr(scenario->steps[i].line, "slow_probe="))
			return true;
	return false;
}

/* They are built where a step loads one. */
static bool wants_guest_modules(const struct run *run)
{
	const struct sr_scenario *scenario = &run->platform->scenario;

	for (size_t i = 0; i < scenario->n_steps; i++)
		if (strstr(scenario->steps[i].line, "load call_fails ") ||
		    strstr(scenario->steps[i].line, "load accelerator"))
			return true;
	return false;
}

static int get_kernel(struct run *run, struct srlab_fault *fault)
{
	bool test_build = wants_test_build(run);
	int rc;

	rc = srlab_kernel_get(run->order->kernel, run->order->offline,
			      &run->kernel, fault->text, sizeof(fault->text));
	if (!rc && wants_guest_modules(run))
		rc = srlab_kernel_build_guest_modules(run->kernel,
						      &run->guest_modules,
						      fault->text,
						      sizeof(fault->text));
	if (rc || run->order->stock)
		return rc;
	return srlab_kernel_build_module(run->kernel, test_build, &run->module,
					 fault->text, sizeof(fault->text));
}

static int build_machine(struct run *run, struct srlab_fault *fault)
{
	int rc;

	rc = srlab_topology_build(run->platform, &run->machine,
				  run->workdir.path, &run->hardware, fault);
	if (!rc)
		rc = srlab_qemu_ask(&run->hardware, &run->machine, fault);
	if (!rc)
		rc = srlab_machine_move(&run->machine, run->platform, fault);
	return rc;
}

static unsigned int slowness(const struct run *run)
{
	return run->kernel->debug ? DEBUG_SLOWNESS : 1;
}

static int make_script(struct run *run, struct srlab_fault *fault)
{
	struct srlab_script_input input = {
		.platform = run->platform,
		.machine = &run->machine,
		.own_steps = run->order->scenario,
		.stock = run->order->stock,
		.capture = run->order->capture,
		.parameters = run->parameters,
		.slowness = slowness(run),
		.debug = run->kernel->debug,
	};
	char path[PATH_MAX], *order;
	size_t size;
	int rc;

	if (getrandom(&run->nonce, sizeof(run->nonce), 0) !=
	    sizeof(run->nonce))
		return srlab_fail(fault, -EIO, "no random numbers");
	input.nonce = run->nonce;
	snprintf(path, sizeof(path), "%s/order", run->kernel->modules);
	rc = srlab_file_read(path, &order, &size, fault);
	if (rc)
		return rc;
	input.modules = order;
	rc = srlab_script_make(&input, &run->script, &run->n_steps, fault);
	free(order);
	return rc;
}

static int add_modules(struct run *run, struct srlab_initramfs *to,
		       struct srlab_fault *fault)
{
	int rc = srlab_boot_add_modules(run->kernel->modules, to, fault);

	if (!rc && run->guest_modules)
		rc = srlab_boot_add_modules(run->guest_modules, to, fault);
	if (!rc && run->module)
		rc = srlab_initramfs_add_file(to, "modules/softreserve.ko",
					      0644, run->module, fault);
	return rc;
}

static bool needs_srctl(const struct run *run)
{
	return strstr(run->script, "\nsrctl ") ||
	       strstr(run->script, "\ncapture ");
}

static int fill_initramfs(struct run *run, struct srlab_initramfs *to,
			  struct srlab_fault *fault)
{
	static const char *const directories[] = { "dev", "proc", "sys", "tmp",
						   "modules" };
	int rc = srlab_boot_add_cedt(run->platform, &run->machine, to, fault);

	for (size_t i = 0; i < 5 && !rc; i++)
		rc = srlab_initramfs_add_directory(to, directories[i], fault);
	if (!rc)
		rc = srlab_boot_add_program(to, "init", "srlab-init", fault);
	if (!rc && needs_srctl(run))
		rc = srlab_boot_add_program(to, "srctl", "srctl-static", fault);
	if (!rc)
		rc = srlab_carry_add(to, run->script, fault);
	if (!rc)
		rc = srlab_initramfs_add(to, "script", 0644, run->script,
					 strlen(run->script), fault);
	if (!rc)
		rc = add_modules(run, to, fault);
	return rc;
}

static int make_initramfs(struct run *run, const char *path,
			  struct srlab_fault *fault)
{
	struct srlab_fault ignored;
	struct srlab_initramfs to;
	int rc, end;

	rc = srlab_initramfs_open(&to, path, fault);
	if (!rc)
		rc = fill_initramfs(run, &to, fault);
	end = srlab_initramfs_close(&to, rc ? &ignored : fault);
	return rc ? rc : end;
}

static char *kernel_command_line(const struct sr_platform *platform)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	srlab_boot_put_words(platform, out);
	fprintf(out, " panic=-1 oops=panic panic_on_warn=1 "
		     "printk.devkmsg=on log_buf_len=4M");
	if (platform->scenario.kernel_parameters)
		fprintf(out, " %s", platform->scenario.kernel_parameters);
	return fclose(out) ? NULL : text;
}

static void add_last_lines(const char *console, struct srlab_words *failures)
{
	const char *from = console + strlen(console);
	int lines = 0;

	while (from > console && lines < LAST_LINES)
		if (*--from == '\n')
			lines++;
	while (*from) {
		size_t length = strcspn(from, "\r\n");

		if (length)
			srlab_words_add(failures, "console: %.*s", (int)length,
					from);
		from += length + strspn(from + length, "\r\n");
	}
}

/* A guest says what it likes, and it is shown on our terminal. */
static void make_printable(const struct srlab_words *words)
{
	for (size_t i = 0; i < words->n; i++)
		sr_text_make_printable(words->word[i]);
}

static int read_or_nothing(const char *path, char **text)
{
	struct srlab_fault fault;
	size_t size;

	if (srlab_file_read(path, text, &size, &fault))
		*text = strdup("");
	return *text ? 0 : -ENOMEM;
}

static int judge(struct run *run, const struct srlab_boot *boot,
		 enum srlab_end end, struct srlab_result *result,
		 struct srlab_fault *fault)
{
	struct srlab_evidence evidence = {
		.platform = run->platform,
		.machine = &run->machine,
		.directory = run->workdir.path,
		.nonce = run->nonce,
		.n_steps = run->n_steps,
		.debug = run->kernel->debug,
	};
	char *report = NULL, *console = NULL;
	int rc;

	evidence.trace = boot->trace;
	if (end != SRLAB_END_OFF)
		srlab_words_add(&result->failures, "%s", fault->text);
	rc = read_or_nothing(boot->report, &report);
	if (!rc)
		rc = read_or_nothing(boot->console, &console);
	if (!rc) {
		evidence.report = report;
		evidence.console = console;
		rc = srlab_judge(&evidence, result);
		if (!run->order->any_outcome)
			srlab_judge_expectation(run->platform, result);
		else
			srlab_judge_data(result, false);
		if (end != SRLAB_END_OFF || !result->release ||
		    !result->dmesg_clean)
			add_last_lines(console, &result->failures);
		make_printable(&result->failures);
	}
	free(report);
	free(console);
	return rc ? srlab_fail(fault, rc, "out of memory") : 0;
}

static int put_document(const void *document, FILE *to)
{
	return fputs(document, to) < 0 ? -EIO : 0;
}

static int write_capture(const char *path, const char *document,
			 struct srlab_fault *fault)
{
	int rc = whole_file_write(path, put_document, document);

	return rc ? srlab_fail(fault, rc, "%s: %s", path,
			       whole_file_why(rc)) :
		    0;
}

/* With --keep it lies beside the rest of the run. */
static int keep_capture(const struct run *run, struct srlab_result *result,
			struct srlab_fault *fault)
{
	char path[PATH_MAX + 16];
	int rc = 0;

	if (run->order->capture && !result->capture)
		srlab_words_add(&result->failures,
				"the guest made no capture");
	if (!result->capture)
		return 0;
	if (run->order->capture)
		rc = write_capture(run->order->capture, result->capture,
				   fault);
	snprintf(path, sizeof(path), "%s/capture.json", run->workdir.path);
	if (!rc && run->order->keep)
		rc = write_capture(path, result->capture, fault);
	return rc;
}

static void tick(void *context, double seconds)
{
	const struct srlab_order *order = ((const struct run *)context)->order;

	if (order->tick)
		order->tick(order->context, seconds);
}

/* It takes its time, so only if nothing may be written. */
static bool wants_trace(const struct run *run)
{
	const struct sr_expectation *e =
		srlab_expectation_find(run->platform, run->order->kernel,
				       run->order->stock);

	return !run->order->any_outcome && e && e->decoders;
}

static int boot_and_judge(struct run *run, struct srlab_result *result,
			  struct srlab_fault *fault)
{
	static const char *const name[N_FILES] = {
		"initramfs", "console", "report", "messages", "trace",
	};
	char path[N_FILES][PATH_MAX + 16];
	struct srlab_boot boot = {
		.hardware = &run->hardware,
		.kernel = run->kernel->image,
		.initramfs = path[0],
		.console = path[1],
		.report = path[2],
		.messages = path[3],
		.hypervisor = run->platform->scenario.processor,
		.trace = wants_trace(run) ? path[4] : NULL,
		.timeout = run->order->timeout * slowness(run),
		.tick = tick,
		.context = run,
	};
	char *command_line = kernel_command_line(run->platform);
	enum srlab_end end;
	int rc;

	for (int i = 0; i < N_FILES; i++)
		snprintf(path[i], sizeof(path[i]), "%s/%s", run->workdir.path,
			 name[i]);
	boot.command_line = command_line;
	rc = command_line ? make_initramfs(run, path[0], fault) :
			    srlab_fail(fault, -ENOMEM, "out of memory");
	if (!rc)
		rc = srlab_qemu_run(&boot, &end, &result->seconds, fault);
	if (!rc)
		rc = judge(run, &boot, end, result, fault);
	if (!rc)
		rc = keep_capture(run, result, fault);
	free(command_line);
	return rc;
}

static int name_result(const struct run *run, struct srlab_result *result,
		       struct srlab_fault *fault)
{
	result->stock = run->order->stock;
	result->platform = strdup(run->platform->name);
	result->kernel = strdup(run->order->kernel);
	if (!result->platform || !result->kernel)
		return srlab_fail(fault, -ENOMEM, "out of memory");
	return 0;
}

int srlab_run(const struct srlab_order *order, struct srlab_result *result,
	      struct srlab_fault *fault)
{
	struct run run = { .order = order };
	int rc;

	memset(result, 0, sizeof(*result));
	rc = read_document(&run, fault);
	if (!rc)
		rc = name_result(&run, result, fault);
	if (!rc)
		rc = join_parameters(&run, fault);
	if (!rc)
		rc = get_kernel(&run, fault);
	if (!rc)
		rc = srlab_workdir_open(&run.workdir, fault);
	if (!rc)
		rc = build_machine(&run, fault);
	if (!rc)
		rc = make_script(&run, fault);
	if (!rc)
		rc = boot_and_judge(&run, result, fault);
	run_close(&run);
	return rc;
}
