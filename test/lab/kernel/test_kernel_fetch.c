// SPDX-License-Identifier: GPL-2.0-only
/*
 * Getting a kernel into the cache, from a distribution that exists only here:
 * apt-get and apt-cache are scripts that answer from files, and count in the
 * file "asked" what they were asked for. The packages are real ones.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "case.h"
#include "kernel.h"
#include "kernel_cache.h"
#include "tool.h"

static char error[512];
static char codename[64];

static void run(const char *const *argv)
{
	struct srlab_tool tool = { .argv = argv, .log = "tool.log" };

	if (srlab_tool_run(&tool))
		fail_msg("%s failed: %s", argv[0], scratch_read("tool.log"));
}

/* A package NAME with one file in it. */
static void make_package(const char *name, const char *file, const char *text)
{
	char path[256], control[256];

	snprintf(path, sizeof(path), "package/%s", file);
	scratch_write(path, text);
	snprintf(control, sizeof(control),
		 "Package: %.*s\nVersion: 1\nArchitecture: all\nMaintainer: none <none@mirror.example>\nDescription: none\n",
		 (int)strcspn(name, "="), name);
	scratch_write("package/DEBIAN/control", control);
	scratch_write("debs/keep", "");
	snprintf(path, sizeof(path), "debs/%s", name);
	run((const char *const[]){ "dpkg-deb", "-Znone", "-b", "package", path,
				   NULL });
	run((const char *const[]){ "rm", "-r", "package", NULL });
}

static void show(const char *package, const char *depends)
{
	char path[128], text[512];

	snprintf(path, sizeof(path), "show.%s", package);
	snprintf(text, sizeof(text), "Package: x\nDepends: %s\n", depends);
	scratch_write(path, text);
}

/* The distribution offers 9.9.POINT, and nothing else. */
static void offer(const char *point)
{
	char name[64], file[128], text[256];

	snprintf(text, sizeof(text),
		 " image | 9.9.%s-1 | http://mirror.example/debian %s/main amd64 Packages\n",
		 point, codename);
	scratch_write("madison.image", text);
	snprintf(name, sizeof(name), "image=9.9.%s-1", point);
	snprintf(text, sizeof(text), "linux-image-9.9.%s", point);
	show(name, text);
	snprintf(name, sizeof(name), "headers=9.9.%s-1", point);
	snprintf(text, sizeof(text), "linux-headers-9.9.%s", point);
	show(name, text);
	snprintf(name, sizeof(name), "linux-headers-9.9.%s", point);
	snprintf(text, sizeof(text),
		 "linux-headers-9.9-common, linux-kbuild-9.9");
	show(name, text);

	snprintf(name, sizeof(name), "linux-image-9.9.%s", point);
	snprintf(file, sizeof(file), "boot/vmlinuz-9.9.%s", point);
	make_package(name, file, "kernel");
	snprintf(name, sizeof(name), "linux-headers-9.9.%s", point);
	snprintf(file, sizeof(file), "usr/src/linux-headers-9.9.%s/Makefile",
		 point);
	make_package(name, file, "include /usr/src/linux-headers-9.9-common/Makefile\n");
	make_package("linux-headers-9.9-common",
		     "usr/src/linux-headers-9.9-common/Makefile",
		     "hello:\n\t@echo hello from the common headers\n");
	snprintf(file, sizeof(file), "usr/lib/modules/9.9.%s/modules.order",
		 point);
	make_package("linux-kbuild-9.9", file, "");
}

static void read_codename(void)
{
	char *text, *at;

	assert_int_equal(srlab_tool_read_file("/etc/os-release", &text), 0);
	at = strstr(text, "\nVERSION_CODENAME=");
	assert_non_null(at);
	assert_int_equal(sscanf(at, "\nVERSION_CODENAME=%63s", codename), 1);
	free(text);
}

static void make_world(void)
{
	char text[256];

	read_codename();
	scratch_write_program("bin/apt-get",
			      "#!/bin/sh\n"
			      "for what; do :; done\n"
			      "echo $what >>$WORLD/asked\n"
			      "echo dlstatus:1:50.0:half >&3\n"
			      "[ ! -f $WORLD/broken ] || {\n"
			      "	echo 'W: noise'; echo 'E: it is broken'\n"
			      "	exit 100\n"
			      "}\n"
			      "[ $what = update ] && exit\n"
			      "[ ! -f $WORLD/deadly ] || kill -9 $PPID\n"
			      "cp $WORLD/debs/$what .\n");
	scratch_write_program("bin/apt-cache",
			      "#!/bin/sh\n"
			      "cat $WORLD/$3.$4\n");
	scratch_write_program("source/tools/apt-source",
			      "#!/bin/sh\n"
			      "[ ! -f $WORLD/sourceless ] || exit 1\n"
			      "[ \"$1\" = --other-release ] || exit 2\n"
			      "echo Suites: $2\n");
	scratch_write("source/core/rule.h", "");
	scratch_write("source/lab/modules.list", "");
	snprintf(text, sizeof(text), "9.9 %s image headers cc\n", codename);
	scratch_write("source/lab/kernels.list", text);
	setenv("WORLD", scratch_path(), 1);
	snprintf(text, sizeof(text), "%s/bin:/usr/bin:/bin", scratch_path());
	setenv("PATH", text, 1);
	snprintf(text, sizeof(text), "%s/source", scratch_path());
	setenv("SOFTRESERVE_SOURCE", text, 1);
	offer("1");
}

static struct srlab_kernel *get(bool offline)
{
	struct srlab_kernel *kernel;

	if (srlab_kernel_get("9.9", offline, &kernel, error, sizeof(error)))
		fail_msg("%s", error);
	return kernel;
}

static int get_fails(bool offline)
{
	struct srlab_kernel *kernel;

	return srlab_kernel_get("9.9", offline, &kernel, error, sizeof(error));
}

static void assert_nothing_cached(void)
{
	struct srlab_kernel *kernel;

	assert_false(scratch_has("softreserve/kernels/9.9.1"));
	assert_int_equal(srlab_kernel_open("9.9", &kernel), -ENOENT);
}

static void test_fetches_a_whole_kernel(void **state)
{
	struct srlab_kernel *kernel;

	(void)state;
	make_world();
	kernel = get(false);
	assert_string_equal(kernel->name, "9.9");
	assert_string_equal(kernel->release, "9.9.1");
	assert_false(kernel->debug);
	assert_string_equal(scratch_read(kernel->image), "kernel");
	assert_true(scratch_has(kernel->modules));
	assert_string_equal(scratch_read("asked"),
			    "update\n"
			    "linux-image-9.9.1\nlinux-headers-9.9.1\n"
			    "linux-headers-9.9-common\nlinux-kbuild-9.9\n");
	assert_false(scratch_has("softreserve/kernels/9.9.1.new"));
	assert_false(scratch_has("softreserve/kernels/9.9.1/packages"));
	srlab_kernel_free(kernel);
}

/* The headers work where they are, and after the cache has moved. */
static void test_headers_find_the_common_ones(void **state)
{
	struct srlab_kernel *kernel;
	char *said = NULL;

	(void)state;
	make_world();
	kernel = get(false);
	run((const char *const[]){ "mv", "softreserve", "moved", NULL });
	srlab_kernel_free(kernel);
	{
		const char *const argv[] = {
			"make", "-s", "--no-print-directory", "-C",
			"moved/kernels/9.9.1/root/usr/src/linux-headers-9.9.1",
			"hello", NULL
		};
		struct srlab_tool tool = { .argv = argv, .output = &said };

		assert_int_equal(srlab_tool_run(&tool), 0);
	}
	assert_string_equal(said, "hello from the common headers\n");
	free(said);
}

static void test_warm_cache_asks_nobody(void **state)
{
	(void)state;
	make_world();
	srlab_kernel_free(get(false));
	scratch_write("asked", "");
	offer("2");
	scratch_write("broken", "");
	srlab_kernel_free(get(false));
	srlab_kernel_free(get(true));
	assert_string_equal(scratch_read("asked"), "");
}

static void test_offline_does_not_fetch(void **state)
{
	(void)state;
	make_world();
	assert_int_equal(get_fails(true), -ENOENT);
	assert_contains(error, "kernel 9.9: not in the cache");
	assert_false(scratch_has("asked"));
}

static void test_failed_download_leaves_nothing(void **state)
{
	(void)state;
	make_world();
	scratch_write("broken", "");
	assert_int_equal(get_fails(false), -EIO);
	assert_contains(error, "it is broken");
	assert_nothing_cached();
}

static void test_broken_package_leaves_nothing(void **state)
{
	(void)state;
	make_world();
	scratch_write("debs/linux-headers-9.9-common", "no package\n");
	assert_int_equal(get_fails(false), -EIO);
	assert_contains(error, "linux-headers-9.9-common");
	assert_nothing_cached();
	assert_false(scratch_has("softreserve/kernels/9.9.1.new"));
}

static void test_killed_fetch_leaves_nothing(void **state)
{
	int status;
	pid_t child;

	(void)state;
	make_world();
	scratch_write("deadly", "");
	child = fork();
	assert_true(child >= 0);
	if (!child)
		_exit(get_fails(false) ? 1 : 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_true(scratch_has("softreserve/kernels/9.9.1.new"));
	assert_nothing_cached();

	assert_int_equal(unlink("deadly"), 0);
	srlab_kernel_free(get(false));
	assert_false(scratch_has("softreserve/kernels/9.9.1.new"));
}

static void test_update_turns_to_the_newer(void **state)
{
	struct srlab_kernel *kernel;

	(void)state;
	make_world();
	srlab_kernel_free(get(false));
	offer("2");
	assert_int_equal(srlab_kernel_update("9.9", error, sizeof(error)), 0);
	kernel = get(true);
	assert_string_equal(kernel->release, "9.9.2");
	assert_true(scratch_has("softreserve/kernels/9.9.1/root/boot"));
	srlab_kernel_free(kernel);
}

static void test_update_without_a_newer_one(void **state)
{
	(void)state;
	make_world();
	srlab_kernel_free(get(false));
	scratch_write("asked", "");
	assert_int_equal(srlab_kernel_update("9.9", error, sizeof(error)), 0);
	assert_string_equal(scratch_read("asked"), "update\n");
}

static void test_drivers_follow_their_list(void **state)
{
	(void)state;
	make_world();
	srlab_kernel_free(get(false));
	scratch_write("source/lab/modules.list", "no_such?\n");
	scratch_write("broken", "");
	srlab_kernel_free(get(true));
	assert_string_equal(scratch_read("softreserve/kernels/9.9.1/modules/wanted"),
			    "no_such?\n");
	scratch_write("source/lab/modules.list", "no_such\n");
	assert_int_equal(get_fails(true), -ENOENT);
	assert_contains(error, "no_such: no such driver");
	/* The old set stays whole. */
	assert_string_equal(scratch_read("softreserve/kernels/9.9.1/modules/wanted"),
			    "no_such?\n");
}

static void test_unknown_kernel(void **state)
{
	struct srlab_kernel *kernel;

	(void)state;
	make_world();
	assert_int_equal(srlab_kernel_get("9.8", false, &kernel, error,
					  sizeof(error)), -ENOENT);
	assert_contains(error, "kernel 9.8: not in lab/kernels.list");
	assert_false(scratch_has("asked"));
}

/* It is taken from the cache, and never asked for. */
static void test_debug_kernel_is_not_fetched(void **state)
{
	const char *name = "9.9-debug";
	struct srlab_kernel *kernel;
	char text[256];

	(void)state;
	make_world();
	snprintf(text, sizeof(text), "%s %s linux-source-9.9 - cc\n", name,
		 codename);
	scratch_write("source/lab/kernels.list", text);
	assert_int_equal(srlab_kernel_get(name, false, &kernel, error,
					  sizeof(error)), -ENOENT);
	assert_contains(error, "\"make debug-kernel\" builds it");
	assert_int_equal(srlab_kernel_update(name, error, sizeof(error)),
			 -ENOENT);
	assert_contains(error, "\"make debug-kernel\" builds it");
	assert_false(scratch_has("asked"));

	scratch_write("softreserve/kernels/9.9.1-debug/root/boot/vmlinuz-9.9.1-debug",
		      "kernel");
	scratch_write("softreserve/kernels/9.9.1-debug/modules/wanted", "");
	run((const char *const[]){ "ln", "-s", "9.9.1-debug",
				   "softreserve/kernels/9.9-debug", NULL });
	assert_int_equal(srlab_kernel_get(name, false, &kernel, error,
					  sizeof(error)), 0);
	assert_true(kernel->debug);
	srlab_kernel_free(kernel);
	assert_false(scratch_has("asked"));
}

static void test_no_source_carries_it(void **state)
{
	(void)state;
	make_world();
	scratch_write("sourceless", "");
	assert_int_equal(get_fails(false), -ENOENT);
	assert_contains(error, "none of this machine's package sources");
	assert_contains(error, codename);
}

/* Built for another release: its name is kept, for its compiler. */
static void test_kernel_of_another_release(void **state)
{
	struct srlab_kernel *kernel;

	(void)state;
	make_world();
	scratch_write("source/lab/kernels.list",
		      "9.9 other-backports image headers cc\n");
	scratch_write("madison.image",
		      " image | 9.9.1-1 | http://mirror.example/debian other-backports/main amd64 Packages\n");
	kernel = get(false);
	assert_string_equal(kernel->debian, "other");
	assert_contains(scratch_read("softreserve/apt/sources/srlab.sources"),
			"Suites: other-backports\n");
	srlab_kernel_free(kernel);
}

static void test_kernel_of_this_release(void **state)
{
	struct srlab_kernel *kernel;

	(void)state;
	make_world();
	kernel = get(false);
	assert_string_equal(kernel->debian, codename);
	srlab_kernel_free(kernel);
}

/* From 7.0 on the image stands with the drivers. */
static void test_image_beside_the_drivers(void **state)
{
	struct srlab_kernel *kernel;

	(void)state;
	make_world();
	make_package("linux-image-9.9.1", "usr/lib/modules/9.9.1/vmlinuz",
		     "kernel beside");
	kernel = get(false);
	assert_string_equal(scratch_read(kernel->image), "kernel beside");
	srlab_kernel_free(kernel);
}

static void test_headers_that_name_themselves(void **state)
{
	(void)state;
	make_world();
	make_package("linux-headers-9.9.1",
		     "usr/src/linux-headers-9.9.1/Makefile",
		     "OUTPUT=/usr/src/linux-headers-9.9.1\n"
		     "include /usr/src/linux-headers-9.9-common/Makefile\n");
	srlab_kernel_free(get(false));
	assert_string_equal(scratch_read("softreserve/kernels/9.9.1/root/usr/src/linux-headers-9.9.1/Makefile"),
			    "srlab_src := $(abspath $(dir $(lastword $(MAKEFILE_LIST)))..)\n"
			    "OUTPUT=$(srlab_src)/linux-headers-9.9.1\n"
			    "include $(srlab_src)/linux-headers-9.9-common/Makefile\n");
}

static void test_no_headers_on_offer(void **state)
{
	struct srlab_kernel *kernel;
	char *ko;

	(void)state;
	make_world();
	scratch_write("pkgnames.linux-image-9.", "linux-image-9.9.1\n");
	scratch_write("show.linux-image-9.9.1=9.9.1-1", "Package: x\n");
	scratch_write("madison.linux-image-9.9.1",
		      " x | 9.9.1-1 | http://mirror.example/debian other/main amd64 Packages\n");
	scratch_write("source/lab/kernels.list",
		      "9.9 other linux-image-9.*1 - cc\n");
	make_package("linux-image-9.9.1=9.9.1-1",
		     "usr/lib/modules/9.9.1/vmlinuz", "kernel");
	kernel = get(false);
	assert_null(kernel->build);
	assert_string_equal(scratch_read(kernel->image), "kernel");
	assert_int_equal(srlab_kernel_build_module(kernel, false, &ko, error,
						   sizeof(error)), -ENOENT);
	assert_contains(error, "no longer offers its headers");
	srlab_kernel_free(kernel);
}

/* What is not on offer is remembered, until it is. */
static void test_absence_is_kept(void **state)
{
	char *why;

	(void)state;
	make_world();
	assert_int_equal(srlab_kernel_absence("9.9", &why), -ENOENT);
	scratch_write("madison.image", "");
	assert_int_equal(get_fails(false), -ENOENT);
	assert_int_equal(srlab_kernel_absence("9.9", &why), 0);
	assert_string_equal(why, error);
	free(why);
	offer("1");
	srlab_kernel_free(get(false));
	assert_int_equal(srlab_kernel_absence("9.9", &why), -ENOENT);
}

/* That the network is down says nothing about what is on offer. */
static void test_failure_is_no_absence(void **state)
{
	char *why;

	(void)state;
	make_world();
	scratch_write("broken", "");
	assert_int_equal(get_fails(false), -EIO);
	assert_int_equal(srlab_kernel_absence("9.9", &why), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_fetches_a_whole_kernel),
		CASE(test_headers_find_the_common_ones),
		CASE(test_warm_cache_asks_nobody),
		CASE(test_offline_does_not_fetch),
		CASE(test_failed_download_leaves_nothing),
		CASE(test_broken_package_leaves_nothing),
		CASE(test_killed_fetch_leaves_nothing),
		CASE(test_update_turns_to_the_newer),
		CASE(test_update_without_a_newer_one),
		CASE(test_drivers_follow_their_list),
		CASE(test_unknown_kernel),
		CASE(test_debug_kernel_is_not_fetched),
		CASE(test_no_source_carries_it),
		CASE(test_kernel_of_another_release),
		CASE(test_kernel_of_this_release),
		CASE(test_image_beside_the_drivers),
		CASE(test_headers_that_name_themselves),
		CASE(test_no_headers_on_offer),
		CASE(test_absence_is_kept),
		CASE(test_failure_is_no_absence),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("kernel fetch", tests, NULL, NULL);
}
