// SPDX-License-Identifier: GPL-2.0-only
/* DOC: scenarios as scripts. */
#include "lab_fixture.h"
#include "steps.h"

#include <errno.h>

#define DRIVERS \
	"cxl_acpi.ko\ncxl_pci.ko\ndax_hmem.ko\ndax_cxl.ko\ndevice_dax.ko\n" \
	"kmem.ko\n"

static char *compile(struct sr_platform *platform, bool stock, size_t *n_steps)
{
	struct srlab_machine machine = fixture_machine(platform);
	struct srlab_script_input input = {
		.platform = platform,
		.machine = &machine,
		.modules = DRIVERS,
		.own_steps = true,
		.stock = stock,
		.parameters = "scope=range",
		.nonce = 7,
	};
	struct srlab_fault fault;
	char *script = NULL;

	if (srlab_script_make(&input, &script, n_steps, &fault))
		fail_msg("%s", fault.text);
	return script;
}

/* Where a line is in a script; it has to be there. */
static const char *line_of(const char *script, const char *line)
{
	const char *at = script ? strstr(script, line) : NULL;

	if (!at)
		fail_msg("no line \"%s\" in:\n%s", line,
			 script ? script : "");
	return at;
}

static void the_default_loads_settles_and_serves(void **state)
{
	struct sr_platform *p = fixture_platform(TWO_DEVICES);
	size_t n;
	char *s = compile(p, true, &n);

	(void)state;
	assert_int_equal(n, 4);
	assert_true(line_of(s, "step 0 program decoders\n") <
		    line_of(s, "step 1 load drivers\n"));
	assert_true(line_of(s, "insmod cxl_pci\n") <
		    line_of(s, "insmod dax_cxl\n"));
	assert_true(line_of(s, "step 2 settle\nsettle") <
		    line_of(s, "step 3 serve\nserve"));
	assert_true(line_of(s, "snapshot before\n") <
		    line_of(s, "step 1"));
	assert_true(line_of(s, "finally\n") < line_of(s, "snapshot after\n"));
	assert_null(strstr(s, "softreserve"));
	assert_null(strstr(s, "insmod kmem"));
	free(s);
	sr_platform_free(p);
}

static void softreserve_comes_before_dax_cxl(void **state)
{
	struct sr_platform *p = fixture_platform(TWO_DEVICES);
	size_t n;
	char *s = compile(p, false, &n);
	const char *ours = line_of(s, "insmod softreserve scope=range\n");

	(void)state;
	assert_true(ours > line_of(s, "insmod dax_hmem\n"));
	assert_true(ours < line_of(s, "insmod dax_cxl\n"));
	assert_null(strstr(ours + 1, "insmod softreserve"));
	free(s);
	sr_platform_free(p);
}

static void decoders_are_programmed_from_below(void **state)
{
	struct sr_platform *p = fixture_platform(TWO_DEVICES);
	size_t n;
	char *s = compile(p, true, &n);

	(void)state;
	line_of(s, "component 2 bridge 0xc\n"
		   "decoder 2 0 0x10000000 0x1 0x20000000 0x0 0x1200 0x0 0x0\n"
		   "decoder 2 1 0x30000000 0x1 0x20000000 0x0 0x1200 0x1 0x0\n"
		   "enable 2\n");
	assert_true(line_of(s, "component 0 device 0x5eba1100000001\n") <
		    line_of(s, "component 2 bridge"));
	free(s);
	sr_platform_free(p);
}

static void nothing_is_written_where_nothing_decodes(void **state)
{
	struct sr_platform *p = fixture_platform(TWO_DEVICES);
	size_t n;
	char *s = compile(p, true, &n);

	(void)state;
	assert_null(strstr(s, "hole"));
	free(s);
	p->devices[1].decoders[0].committed = false;
	s = compile(p, true, &n);
	line_of(s, "hole 0x130000000 0x20000000\n");
	free(s);
	sr_platform_free(p);
}

static void what_is_measured_is_told_to_the_guest(void **state)
{
	struct sr_platform *p = fixture_platform(
		TWO_DEVICES ",'scenario':{'steps':['usable',"
		"'time 3 srctl list | cxl list -M','trace']}");
	size_t n;
	char *s = compile(p, true, &n);

	(void)state;
	line_of(s, "step 1 usable\nusable 0x110000000 0x40000000\n");
	line_of(s, "\ntime 3 srctl list | cxl list -M\n");
	line_of(s, "\ntrace");
	free(s);
	sr_platform_free(p);
}

static void steps_are_for_one_kind_of_run_or_both(void **state)
{
	struct sr_platform *p = fixture_platform(
		TWO_DEVICES ",'scenario':{'steps':['load stock drivers',"
		"'stock: note s','softreserve: load softreserve mode=observe',"
		"'softreserve: hand-back','expect verdict cxl']}");
	size_t n;
	char *s = compile(p, true, &n);

	(void)state;
	assert_int_equal(n, 4);
	line_of(s, "step 2 note s\nnote s\n");
	line_of(s, "step 3 expect verdict cxl\nexpect verdict cxl\n");
	assert_null(strstr(s, "softreserve"));
	free(s);
	s = compile(p, false, &n);
	assert_int_equal(n, 5);
	assert_null(strstr(s, "note s"));
	assert_true(line_of(s, "insmod device_dax\n") <
		    line_of(s, "insmod softreserve mode=observe scope=range"));
	line_of(s, "step 3 hand-back\nwrite owner cxl \n");
	free(s);
	sr_platform_free(p);
}

/* The device's second way of decoding is judged on its own. */
static void a_decoder_is_fixed_between_two_looks(void **state)
{
	struct sr_platform *p = fixture_platform(
		TWO_DEVICES ",'scenario':{'steps':["
		"'fix-decoder b 0 granularity 512']}");
	size_t n;
	char *s = compile(p, true, &n);

	(void)state;
	line_of(s, "snapshot after\n"
		   "decoder 1 0 0x30000000 0x1 0x20000000 0x0 0x1201 0x0 0x0\n"
		   "snapshot before\n");
	free(s);
	sr_platform_free(p);
}

/* The guest knows a device by its serial number. */
static void steps_name_devices_of_the_document(void **state)
{
	struct sr_platform *p = fixture_platform(
		TWO_DEVICES ",'scenario':{'steps':['rebind b',"
		"'give a accelerator','meanwhile 3 remove b',"
		"'meanwhile 4 write /a b']}");
	size_t n;
	char *s = compile(p, true, &n);

	(void)state;
	line_of(s, "step 1 rebind b\nrebind 0x5eba1100000002\n");
	line_of(s, "\ngive 0x5eba1100000001 accelerator\n");
	line_of(s, "\nmeanwhile 3 remove 0x5eba1100000002\n");
	line_of(s, "\nmeanwhile 4 write /a b\n");
	free(s);
	sr_platform_free(p);
}

/* Firmware's doing: looked at before and after, so that it is no change. */
static void a_device_decodes_by_its_ranges(void **state)
{
	struct sr_platform *p = fixture_platform(
		TWO_DEVICES ",'scenario':{'steps':['dvsec-ranges b']}");
	size_t n;
	char *s = compile(p, true, &n);

	(void)state;
	line_of(s, "snapshot after\nranges 1 0x130000000\nsnapshot before\n");
	free(s);
	sr_platform_free(p);
}

static void a_spare_decoder_is_freed(void **state)
{
	struct sr_platform *p = fixture_platform(
		TWO_DEVICES ",'scenario':{'steps':['fix-decoder b 0 free']}");
	size_t n;
	char *s;

	(void)state;
	p->devices[1].decoders[0].index = 3;
	s = compile(p, true, &n);
	line_of(s, "snapshot after\n"
		   "decoder 1 3 0x0 0x0 0x0 0x0 0x1000 0x0 0x0\n"
		   "snapshot before\n");
	free(s);
	sr_platform_free(p);
}

static void a_module_is_begun_with_its_parameters(void **state)
{
	struct sr_platform *p = fixture_platform(
		TWO_DEVICES ",'scenario':{'steps':['begin softreserve',"
		"'begin kmem','pause 2','rescue','load waiting drivers']}");
	size_t n;
	char *s = compile(p, false, &n);

	(void)state;
	line_of(s, "\nbegin softreserve scope=range\n");
	line_of(s, "\nbegin kmem \n");
	line_of(s, "\npause 2\n");
	line_of(s, "\nrescue \n");
	line_of(s, "\nawait\ninsmod dax_cxl\n");
	free(s);
	sr_platform_free(p);
}

static void a_step_nobody_knows_is_refused(void **state)
{
	struct sr_platform *p = fixture_platform(
		TWO_DEVICES ",'scenario':{'steps':['serv']}");
	struct srlab_machine machine = fixture_machine(p);
	struct srlab_script_input input = {
		.platform = p,
		.machine = &machine,
		.modules = DRIVERS,
	};
	struct srlab_fault fault;
	char *script;
	size_t n;

	(void)state;
	assert_int_equal(srlab_script_make(&input, &script, &n, &fault),
			 -EINVAL);
	assert_null(script);
	assert_string_equal(fault.text,
			    "p: scenario.steps: no such step: \"serv\"");
	sr_platform_free(p);
}

static void only_srlab_itself_has_programs_of_this_machine_run(void **state)
{
	struct sr_platform *p = fixture_platform(
		TWO_DEVICES ",'scenario':{'steps':['time 1 daxctl list']}");
	struct srlab_machine machine = fixture_machine(p);
	struct srlab_script_input input = {
		.platform = p,
		.machine = &machine,
		.modules = DRIVERS,
	};
	struct srlab_fault fault;
	char *script;
	size_t n;

	(void)state;
	assert_int_equal(srlab_script_make(&input, &script, &n, &fault),
			 -EPERM);
	assert_null(script);
	assert_string_equal(fault.text,
			    "p: scenario.steps: a document cannot have programs of this machine run: \"time 1 daxctl list\"");
	input.own_steps = true;
	assert_int_equal(srlab_script_make(&input, &script, &n, &fault), 0);
	line_of(script, "time 1 daxctl list\n");
	free(script);
	sr_platform_free(p);
}

static void srctl_and_capture_are_steps(void **state)
{
	struct sr_platform *p = fixture_platform(TWO_DEVICES);
	char first[] = "settle", second[] = "srctl list -u";
	char third[] = "capture", fourth[] = "bind";
	struct sr_scenario_step steps[] = { { first }, { second }, { third },
					    { fourth } };
	struct sr_scenario own = p->scenario;
	size_t n;
	char *s;

	(void)state;
	p->scenario.steps = steps;
	p->scenario.n_steps = 4;
	s = compile(p, false, &n);
	assert_int_equal(n, 5);
	line_of(s, "step 2 srctl list -u\nsrctl list -u\n");
	line_of(s, "step 3 capture\ncapture \n");
	line_of(s, "step 4 bind\nbind \n");
	free(s);
	p->scenario = own;
	sr_platform_free(p);
}

/* Who wants a capture gets one, right after settling, and one only. */
static void a_capture_may_be_asked_for(void **state)
{
	struct sr_platform *p = fixture_platform(TWO_DEVICES);
	struct srlab_machine machine = fixture_machine(p);
	struct srlab_script_input input = {
		.platform = p, .machine = &machine, .modules = DRIVERS,
		.capture = true,
	};
	char settle[] = "settle", note[] = "note capture";
	struct sr_scenario_step steps[] = { { settle }, { note }, { settle } };
	struct sr_scenario own = p->scenario;
	struct srlab_fault fault;
	size_t n;
	char *s;

	(void)state;
	assert_int_equal(srlab_script_make(&input, &s, &n, &fault), 0);
	assert_int_equal(n, 5);
	assert_true(line_of(s, "step 3 capture\ncapture \n") >
		    line_of(s, "step 2 settle\n"));
	assert_true(line_of(s, "step 4 serve\n") >
		    line_of(s, "step 3 capture\n"));
	free(s);
	p->scenario.steps = steps;
	p->scenario.n_steps = 3;
	assert_int_equal(srlab_script_make(&input, &s, &n, &fault), 0);
	assert_int_equal(n, 5);
	line_of(s, "step 2 capture\ncapture \n");
	free(s);
	p->scenario = own;
	sr_platform_free(p);
}

/* A distribution's system is nobody's scenario: the decoders, and no more. */
static void the_bios_takes_no_step(void **state)
{
	struct sr_platform *p = fixture_platform(TWO_DEVICES);
	struct srlab_machine machine = fixture_machine(p);
	struct srlab_script_input input = {
		.platform = p,
		.machine = &machine,
		.modules = "",
		.bios_only = true,
	};
	struct srlab_fault fault;
	char *s = NULL;
	size_t n;

	(void)state;
	assert_int_equal(srlab_script_make(&input, &s, &n, &fault), 0);
	assert_int_equal(n, 1);
	line_of(s, "step 0 program decoders\n");
	line_of(s, "enable 2\n");
	assert_null(strstr(s, "step 1"));
	assert_null(strstr(s, "snapshot"));
	free(s);
	sr_platform_free(p);
}

static void a_debug_kernel_is_waited_for_and_asked(void **state)
{
	struct sr_platform *p = fixture_platform(TWO_DEVICES);
	struct srlab_machine machine = fixture_machine(p);
	struct srlab_script_input input = {
		.platform = p,
		.machine = &machine,
		.modules = DRIVERS,
		.stock = true,
		.slowness = 6,
		.debug = true,
	};
	struct srlab_fault fault;
	size_t n;
	char *s;

	(void)state;
	assert_int_equal(srlab_script_make(&input, &s, &n, &fault), 0);
	assert_true(line_of(s, "slowness 6\n") < line_of(s, "step 0"));
	assert_true(line_of(s, "look after\n") < line_of(s, "findings\n"));
	free(s);
	s = compile(p, true, &n);
	assert_null(strstr(s, "slowness"));
	assert_null(strstr(s, "findings"));
	free(s);
	sr_platform_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_default_loads_settles_and_serves),
		cmocka_unit_test(softreserve_comes_before_dax_cxl),
		cmocka_unit_test(decoders_are_programmed_from_below),
		cmocka_unit_test(nothing_is_written_where_nothing_decodes),
		cmocka_unit_test(what_is_measured_is_told_to_the_guest),
		cmocka_unit_test(steps_are_for_one_kind_of_run_or_both),
		cmocka_unit_test(a_decoder_is_fixed_between_two_looks),
		cmocka_unit_test(steps_name_devices_of_the_document),
		cmocka_unit_test(a_device_decodes_by_its_ranges),
		cmocka_unit_test(a_spare_decoder_is_freed),
		cmocka_unit_test(a_module_is_begun_with_its_parameters),
		cmocka_unit_test(a_step_nobody_knows_is_refused),
		cmocka_unit_test(only_srlab_itself_has_programs_of_this_machine_run),
		cmocka_unit_test(srctl_and_capture_are_steps),
		cmocka_unit_test(a_capture_may_be_asked_for),
		cmocka_unit_test(the_bios_takes_no_step),
		cmocka_unit_test(a_debug_kernel_is_waited_for_and_asked),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
