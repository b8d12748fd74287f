// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: PID 1: set up, run the script, power off; see guest.h. Under its other
 * name it is only the BIOS of a distribution's system: it programs the decoders
 * and goes on to the distribution's own init, with nothing left of itself.
 */
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

static void set_up(void)
{
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sysfs", "/sys", "sysfs", 0, NULL);
	mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	mount("debugfs", "/sys/kernel/debug", "debugfs", 0, NULL);
	mount("tracefs", "/sys/kernel/tracing", "tracefs", 0, NULL);
	mount("tmpfs", "/tmp", "tmpfs", 0, NULL);
}

/* The port's device comes with the virtio driver; it may take a moment. */
static int open_report(void)
{
	int rc = -ENODEV;

	for (int i = 0; i < 500 && rc; i++) {
		rc = tell_open();
		if (rc)
			pause_ms(10);
	}
	return rc;
}

static void tell_begin(void)
{
	struct json_object *line = tell_new("begin");
	struct utsname name;

	uname(&name);
	tell_text(line, "release", name.release);
	tell(line);
}

#define BIOS_NAME "/srlab/init"
#define NEXT "/init"

static int be_bios(struct guest *guest, char **argv)
{
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mkdir("/dev", 0755);
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sysfs", "/sys", "sysfs", 0, NULL);
	mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	if (script_run(guest, "/srlab/script") || guest->failed) {
		kmsg_mark("the decoders are not programmed: %s", guest->why);
		return -1;
	}
	kmsg_mark("decoders programmed; on to " NEXT);
	umount("/dev");
	umount("/sys");
	umount("/proc");
	argv[0] = (char[]){ NEXT };
	execv(NEXT, argv);
	return -1;
}

int main(int argc, char **argv)
{
	static struct guest guest;

	if (argc > 1 && !strcmp(argv[0], DRIVER_LOADER))
		return driver_loader(argv, argc);
	if (argc > 2 && !strcmp(argv[0], MEANWHILE))
		return meanwhile_repeat(argv, argc);
	if (argc > 0 && !strcmp(argv[0], BIOS_NAME) && be_bios(&guest, argv)) {
		sync();
		reboot(RB_POWER_OFF);
	}
	set_up();
	if (open_report()) {
		kmsg_mark("no report port");
	} else {
		tell_begin();
		if (script_run(&guest, "/script"))
			kmsg_mark("no script");
	}
	sync();
	reboot(RB_POWER_OFF);
	return 0;
}
