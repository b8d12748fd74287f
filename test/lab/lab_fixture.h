/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: platforms for the lab's tests, from a few words of JSON. */
#ifndef LAB_FIXTURE_H
#define LAB_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "virtual.h"

/** fixture_platform() - read a document; single quotes stand for double ones */
static inline struct sr_platform *fixture_platform(const char *members)
{
	char path[] = "/tmp/lab-fixture.XXXXXX", error[512] = "";
	struct sr_platform *platform = NULL;
	FILE *file = fdopen(mkstemp(path), "w");

	assert_non_null(file);
	fputs("{\"schema\":\"softreserve.platform/1\",\"name\":\"p\",", file);
	for (const char *c = members; *c; c++)
		fputc(*c == '\'' ? '"' : *c, file);
	fputs("}", file);
	fclose(file);
	if (sr_platform_read(path, &platform, error, sizeof(error)))
		fail_msg("%s", error);
	unlink(path);
	return platform;
}

/** fixture_machine() - a planned machine with windows where they are told */
static inline struct srlab_machine
fixture_machine(const struct sr_platform *platform)
{
	struct srlab_machine machine;
	const struct sr_window *windows;
	struct srlab_fault fault;
	size_t n;

	if (srlab_machine_plan(platform, &machine, &fault))
		fail_msg("%s", fault.text);
	windows = srlab_windows(platform, &n);
	for (size_t i = 0; i < n; i++)
		machine.window[i] = windows[i].start;
	for (size_t i = 0; i < machine.n_bridges; i++)
		machine.registers[i] = 0xfe000000 + 0x10000 * i;
	return machine;
}

#define TWO_DEVICES \
	"'firmware':{'memory_map':[" \
	"{'start':'0x0','size':1073741824,'type':'System RAM'}," \
	"{'start':'0x110000000','size':1073741824,'type':'Soft Reserved'}]," \
	"'windows':[{'start':'0x110000000','size':1073741824," \
	"'targets':[12]}]}," \
	"'hardware':{'host_bridges':[{'uid':12,'root_ports':2,'decoders':[" \
	"{'index':0,'start':'0x110000000','size':536870912,'targets':[0]}," \
	"{'index':1,'start':'0x130000000','size':536870912,'targets':[1]}]}]," \
	"'devices':[{'name':'a','host_bridge':12,'port':0," \
	"'volatile_size':536870912,'decoders':[" \
	"{'index':0,'start':'0x110000000','size':536870912}]}," \
	"{'name':'b','host_bridge':12,'port':1," \
	"'volatile_size':536870912,'decoders':[" \
	"{'index':0,'start':'0x130000000','size':536870912}]}]}"

#endif /* LAB_FIXTURE_H */
