// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: see distro.h.
 *
 * The BIOS is a small archive in front of the distribution's initramfs, with a
 * script and a program in a directory of its own; rdinit= names the program,
 * which goes on to /init. Neither the disk nor the initramfs knows of the lab.
 */
#include "distro.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boot_parts.h"
#include "qemu.h"
#include "steps.h"
#include "workdir.h"

/* What a run makes on its way; distro_close() is its one destructor. */
struct distro {
	const struct srlab_distro_order *order;
	struct sr_platform *platform;
	struct srlab_machine machine;
	struct srlab_workdir workdir;
	struct srlab_words hardware;
	char *script;
	char *command_line;
	char initramfs[PATH_MAX + 16];
	char messages[PATH_MAX + 16];
};

static void distro_close(struct distro *distro)
{
	srlab_workdir_close(&distro->workdir, false);
	sr_platform_free(distro->platform);
	srlab_words_free(&distro->hardware);
	free(distro->script);
	free(distro->command_line);
}

static int build_machine(struct distro *distro, struct srlab_fault *fault)
{
	int rc = sr_platform_read(distro->order->document, &distro->platform,
				  fault->text, sizeof(fault->text));

	if (!rc)
		rc = srlab_machine_plan(distro->platform, &distro->machine,
					fault);
	if (!rc)
		rc = srlab_workdir_open(&distro->workdir, fault);
	if (!rc)
		rc = srlab_topology_build(distro->platform, &distro->machine,
					  distro->workdir.path,
					  &distro->hardware, fault);
	if (!rc)
		rc = srlab_qemu_ask(&distro->hardware, &distro->machine,
				    fault);
	if (!rc)
		rc = srlab_machine_move(&distro->machine, distro->platform,
					fault);
	return rc;
}

static int make_script(struct distro *distro, struct srlab_fault *fault)
{
	struct srlab_script_input input = {
		.platform = distro->platform,
		.machine = &distro->machine,
		.modules = "",
		.bios_only = true,
	};
	size_t n_steps;

	return srlab_script_make(&input, &distro->script, &n_steps, fault);
}

static int make_command_line(struct distro *distro, struct srlab_fault *fault)
{
	size_t size;
	FILE *out = open_memstream(&distro->command_line, &size);

	if (!out)
		return srlab_fail(fault, -ENOMEM, "out of memory");
	srlab_boot_put_words(distro->platform, out);
	fprintf(out, " rdinit=/srlab/init root=/dev/vda rw");
	if (distro->order->append)
		fprintf(out, " %s", distro->order->append);
	return fclose(out) ? srlab_fail(fault, -ENOMEM, "out of memory") : 0;
}

static int fill_bios(struct distro *distro, struct srlab_initramfs *to,
		     struct srlab_fault *fault)
{
	int rc = srlab_boot_add_cedt(distro->platform, &distro->machine, to,
				     fault);

	if (!rc)
		rc = srlab_initramfs_add_directory(to, "srlab", fault);
	if (!rc)
		rc = srlab_boot_add_program(to, "srlab/init", "srlab-init",
					    fault);
	if (!rc)
		rc = srlab_initramfs_add(to, "srlab/script", 0644,
					 distro->script,
					 strlen(distro->script), fault);
	return rc;
}

static int append_file(const char *path, const char *more,
		       struct srlab_fault *fault)
{
	int to = open(path, O_WRONLY | O_CLOEXEC);
	int from = open(more, O_RDONLY | O_CLOEXEC);
	ssize_t got = 1;

	/* sendfile() refuses a descriptor that was opened to append. */
	if (to < 0 || from < 0 || lseek(to, 0, SEEK_END) < 0)
		got = -1;
	while (got > 0)
		got = sendfile(to, from, NULL, 1 << 30);
	if (got < 0)
		srlab_fail(fault, -errno, "%s: %s", from < 0 ? more : path,
			   strerror(errno));
	if (from >= 0)
		close(from);
	if (to >= 0)
		close(to);
	return got < 0 ? -EIO : 0;
}

static int make_initramfs(struct distro *distro, struct srlab_fault *fault)
{
	struct srlab_fault ignored;
	struct srlab_initramfs to;
	int rc, end;

	snprintf(distro->initramfs, sizeof(distro->initramfs), "%s/initramfs",
		 distro->workdir.path);
	rc = srlab_initramfs_open(&to, distro->initramfs, fault);
	if (!rc)
		rc = fill_bios(distro, &to, fault);
	end = srlab_initramfs_close(&to, rc ? &ignored : fault);
	if (!rc)
		rc = end;
	return rc ? rc : append_file(distro->initramfs, distro->order->initrd,
				     fault);
}

static int boot(struct distro *distro, double *seconds,
		struct srlab_fault *fault)
{
	const struct srlab_distro_order *order = distro->order;
	struct srlab_boot boot = {
		.hardware = &distro->hardware,
		.kernel = order->kernel,
		.initramfs = distro->initramfs,
		.disk = order->disk,
		.command_line = distro->command_line,
		.console = order->console,
		.report = order->report,
		.messages = distro->messages,
		.timeout = order->timeout,
	};
	enum srlab_end end;
	int rc;

	snprintf(distro->messages, sizeof(distro->messages), "%s/messages",
		 distro->workdir.path);
	rc = srlab_qemu_run(&boot, &end, seconds, fault);
	if (rc)
		return rc;
	if (end == SRLAB_END_TIMEOUT)
		return -ETIMEDOUT;
	return end == SRLAB_END_OFF ? 0 : -EIO;
}

int srlab_distro_run(const struct srlab_distro_order *order, double *seconds,
		     struct srlab_fault *fault)
{
	struct distro distro = { .order = order };
	int rc = build_machine(&distro, fault);

	if (!rc)
		rc = make_script(&distro, fault);
	if (!rc)
		rc = make_command_line(&distro, fault);
	if (!rc)
		rc = make_initramfs(&distro, fault);
	if (!rc)
		rc = boot(&distro, seconds, fault);
	distro_close(&distro);
	return rc;
}
