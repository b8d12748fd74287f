// SPDX-License-Identifier: GPL-2.0-only
/* Choosing a kernel: what is read out of apt's answers, and which one wins. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "case.h"
#include "kernel_pick.h"

static char error[256];

static void assert_found(const char *depends, const char *prefix,
			 const char *wanted)
{
	char *package;

	assert_int_equal(srlab_depends_find(depends, prefix, &package), 0);
	assert_string_equal(package, wanted);
	free(package);
}

static void test_depends(void **state)
{
	char *package;

	(void)state;
	assert_found("linux-image-6.12.9-amd64 (= 6.12.9-1)", "linux-image-",
		     "linux-image-6.12.9-amd64=6.12.9-1");
	assert_found("linux-image-6.12.9-amd64", "linux-image-",
		     "linux-image-6.12.9-amd64");
	assert_found("a (>= 1), b-x (>= 2), c", "b-", "b-x");
	assert_found("a | b-x (= 2~x+y) | c", "b-", "b-x=2~x+y");
	assert_found("xb-1, b-2", "b-", "b-2");
	assert_int_equal(srlab_depends_find("a, xb-1", "b-", &package),
			 -ENOENT);
	assert_int_equal(srlab_depends_find("", "b-", &package), -ENOENT);
}

static bool is_for(const char *suite, const char *codename)
{
	char *copy = strdup(suite);
	struct srlab_offer offer = { .suite = copy };
	bool is = srlab_offer_is_for(&offer, codename);

	free(copy);
	return is;
}

static void test_offer_is_for_a_release(void **state)
{
	(void)state;
	assert_true(is_for("bookworm", "bookworm"));
	assert_true(is_for("bookworm-security", "bookworm"));
	assert_false(is_for("trixie", "bookworm"));
	assert_false(is_for("bookwormish", "bookworm"));
	assert_false(is_for("book", "bookworm"));
}

/* apt-cache that answers from files named madison.PACKAGE and show.PACKAGE. */
static void fake_apt_cache(void)
{
	char *path;

	scratch_write_program("bin/apt-cache",
			      "#!/bin/sh\n"
			      "[ -f \"$3.$4\" ] || exit 100\n"
			      "cat \"$3.$4\"\n");
	assert_true(asprintf(&path, "%s/bin:/usr/bin:/bin", scratch_path()) > 0);
	setenv("PATH", path, 1);
	free(path);
}

static void offer_versions(void)
{
	scratch_write("madison.meta",
		      " meta | 6.12.95-1~bpo12+1 | http://mirror.example/debian bookworm-backports/main amd64 Packages\n"
		      " meta | 6.1.192-2 | http://mirror.example/debian bookworm/main amd64 Packages\n");
	scratch_write("madison.meta-6.12",
		      " meta-6.12 | 6.12.117-1~deb12u1 | http://mirror.example/debian-security bookworm-security/main amd64 Packages\n"
		      " meta-6.12 | 6.12.9-1 | http://mirror.example/debian-security bookworm-security/main amd64 Packages\n");
}

static void offer_packages(const char *meta, const char *release,
			   const char *version)
{
	char path[128], text[512];

	snprintf(path, sizeof(path), "show.%s=%s", meta, version);
	snprintf(text, sizeof(text),
		 "Package: x\nDepends: linux-image-%s-amd64 (= %s)\n", release,
		 version);
	scratch_write(path, text);
	snprintf(path, sizeof(path), "show.headers-%s=%s", meta, version);
	snprintf(text, sizeof(text),
		 "Package: x\nDepends: linux-headers-%s-amd64 (= %s)\n",
		 release, version);
	scratch_write(path, text);
	snprintf(path, sizeof(path), "show.linux-headers-%s-amd64=%s", release,
		 version);
	snprintf(text, sizeof(text),
		 "Package: x\nPre-Depends: y\nDepends: linux-base, linux-headers-%s-common (= %s), linux-image-%s-amd64, linux-kbuild-%s, gcc-12\n",
		 release, version, release, release);
	scratch_write(path, text);
}

static void show(const char *package, const char *depends)
{
	char path[160], text[512];

	snprintf(path, sizeof(path), "show.%s", package);
	snprintf(text, sizeof(text), "Package: x\nDepends: %s\n", depends);
	scratch_write(path, text);
}

static void offer_one(const char *package, const char *version)
{
	char path[160], text[512];

	snprintf(path, sizeof(path), "madison.%s", package);
	snprintf(text, sizeof(text),
		 " %s | %s | http://mirror.example/debian trixie-backports/main amd64 Packages\n",
		 package, version);
	scratch_write(path, text);
}

/* An image without its meta-package, in parts as from 6.19 on. */
static void offer_parts(const char *point)
{
	char image[64], other[128], version[32], text[256];

	snprintf(image, sizeof(image), "linux-image-7.2.%s+deb-amd64", point);
	snprintf(version, sizeof(version), "7.2.%s-1", point);
	offer_one(image, version);
	snprintf(other, sizeof(other), "%s=%s", image, version);
	snprintf(text, sizeof(text),
		 "dracut | initramfs-tools, linux-base (>= 4), linux-modules-7.2.%s (= %s), linux-binary-7.2.%s (= %s), linux-base-7.2.%s (= %s)",
		 point, version, point, version, point, version);
	show(other, text);
	snprintf(other, sizeof(other), "linux-base-7.2.%s", point);
	offer_one(other, version);
	snprintf(other, sizeof(other), "linux-binary-7.2.%s", point);
	offer_one(other, version);
	snprintf(other, sizeof(other), "linux-modules-7.2.%s", point);
	offer_one(other, version);
	snprintf(other, sizeof(other), "linux-headers-7.2.%s+deb-amd64=%s",
		 point, version);
	show(other, "linux-headers-7.2-common, linux-kbuild-7.2");
}

/* apt-cache pkgnames linux-image-7.2. */
static void offer_names(void)
{
	scratch_write("pkgnames.linux-image-7.2.",
		      "linux-image-7.2.9+deb-amd64\n"
		      "linux-image-7.2.12+deb-cloud-amd64\n"
		      "linux-image-7.2.12+deb-amd64\n");
	offer_parts("9");
	offer_parts("12");
	offer_one("linux-image-7.2.12+deb-cloud-amd64", "7.2.99-1");
}

static const char list_text[] =
	"6.12 bookworm-backports meta      headers-meta      gcc-12\n"
	"6.12 bookworm-security  meta-6.12 headers-meta-6.12 gcc-12\n"
	"6.12 trixie             meta      headers-meta      gcc-14\n"
	"6.1  bookworm-backports meta      headers-meta      gcc-12\n"
	"6.1  bookworm           meta      headers-meta      gcc-12\n"
	"6.12-other trixie       meta      headers-meta      gcc-14\n"
	"7.2 trixie-backports    linux-image-7.2.*+deb-amd64 - gcc-14\n";

static int pick(const char *name, const char *codename,
		struct srlab_pick *picked)
{
	char configuration[] = "apt.conf", log[] = "log";
	struct srlab_apt apt = { .configuration = configuration, .log = log };
	struct srlab_kernel_list *list;
	int rc;

	scratch_write("list", list_text);
	assert_int_equal(srlab_kernel_list_read("list", &list, error,
						sizeof(error)), 0);
	rc = srlab_kernel_pick(&apt, list, name, codename, picked, error,
			       sizeof(error));
	srlab_kernel_list_free(list);
	return rc;
}

static void test_newest_of_all_suites_wins(void **state)
{
	struct srlab_pick picked;

	(void)state;
	fake_apt_cache();
	offer_versions();
	offer_packages("meta-6.12", "6.12.117+deb12", "6.12.117-1~deb12u1");
	assert_int_equal(pick("6.12", "bookworm", &picked), 0);
	assert_string_equal(picked.release, "6.12.117+deb12-amd64");
	assert_string_equal(picked.packages[SRLAB_PACKAGE_IMAGE],
			    "linux-image-6.12.117+deb12-amd64=6.12.117-1~deb12u1");
	assert_string_equal(picked.packages[SRLAB_PACKAGE_HEADERS],
			    "linux-headers-6.12.117+deb12-amd64=6.12.117-1~deb12u1");
	assert_string_equal(picked.packages[SRLAB_PACKAGE_COMMON],
			    "linux-headers-6.12.117+deb12-common=6.12.117-1~deb12u1");
	assert_string_equal(picked.packages[SRLAB_PACKAGE_KBUILD],
			    "linux-kbuild-6.12.117+deb12");
	srlab_pick_clear(&picked);
}

/* 6.12.9 must not win over 6.12.95 by its letters, nor be passed over. */
static void test_versions_are_not_compared_as_text(void **state)
{
	struct srlab_pick picked;

	(void)state;
	fake_apt_cache();
	offer_versions();
	scratch_write("madison.meta-6.12",
		      " meta-6.12 | 6.12.9-1 | http://mirror.example/debian-security bookworm-security/main amd64 Packages\n");
	offer_packages("meta", "6.12.95+deb12", "6.12.95-1~bpo12+1");
	assert_int_equal(pick("6.12", "bookworm", &picked), 0);
	assert_string_equal(picked.release, "6.12.95+deb12-amd64");
	srlab_pick_clear(&picked);
}

static void test_series_is_not_a_prefix(void **state)
{
	struct srlab_pick picked;

	(void)state;
	fake_apt_cache();
	offer_versions();
	offer_packages("meta", "6.1.0-50", "6.1.192-2");
	assert_int_equal(pick("6.1", "bookworm", &picked), 0);
	assert_string_equal(picked.release, "6.1.0-50-amd64");
	srlab_pick_clear(&picked);
}

static void test_not_on_offer(void **state)
{
	struct srlab_pick picked;

	(void)state;
	fake_apt_cache();
	offer_versions();
	assert_int_equal(pick("6.12", "trixie", &picked), -ENOENT);
	assert_contains(error, "kernel 6.12: the package sources for trixie");
}

static void test_meta_package_leads_nowhere(void **state)
{
	struct srlab_pick picked;

	(void)state;
	fake_apt_cache();
	offer_versions();
	assert_int_equal(pick("6.12", "bookworm", &picked), -ENOENT);
	assert_contains(error, "meta-6.12=6.12.117-1~deb12u1");
}

static void test_pattern_takes_the_newest_match(void **state)
{
	struct srlab_pick picked;
	char **packages = picked.packages;

	(void)state;
	fake_apt_cache();
	offer_names();
	assert_int_equal(pick("7.2", "trixie", &picked), 0);
	assert_string_equal(picked.release, "7.2.12+deb-amd64");
	assert_string_equal(picked.debian, "trixie");
	assert_string_equal(packages[SRLAB_PACKAGE_IMAGE],
			    "linux-image-7.2.12+deb-amd64=7.2.12-1");
	assert_string_equal(packages[SRLAB_PACKAGE_BASE],
			    "linux-base-7.2.12=7.2.12-1");
	assert_string_equal(packages[SRLAB_PACKAGE_BINARY],
			    "linux-binary-7.2.12=7.2.12-1");
	assert_string_equal(packages[SRLAB_PACKAGE_MODULES],
			    "linux-modules-7.2.12=7.2.12-1");
	assert_string_equal(packages[SRLAB_PACKAGE_HEADERS],
			    "linux-headers-7.2.12+deb-amd64=7.2.12-1");
	assert_string_equal(packages[SRLAB_PACKAGE_COMMON],
			    "linux-headers-7.2-common");
	assert_string_equal(packages[SRLAB_PACKAGE_KBUILD], "linux-kbuild-7.2");
	srlab_pick_clear(&picked);
}

/* A machine of another release gets it too, when its own does not have it. */
static void test_another_release(void **state)
{
	struct srlab_pick picked;

	(void)state;
	fake_apt_cache();
	offer_names();
	assert_int_equal(pick("7.2", "bookworm", &picked), 0);
	assert_string_equal(picked.debian, "trixie");
	srlab_pick_clear(&picked);
	offer_versions();
	offer_packages("meta", "6.12.95+deb12", "6.12.95-1~bpo12+1");
	assert_int_equal(pick("6.12-other", "bookworm", &picked), -ENOENT);
	assert_contains(error, "kernel 6.12-other: the package sources for trixie do not");
	scratch_write("madison.meta",
		      " meta | 6.12.117-1 | http://mirror.example/debian trixie/main amd64 Packages\n");
	offer_packages("meta", "6.12.117+deb13", "6.12.117-1");
	assert_int_equal(pick("6.12-other", "bookworm", &picked), 0);
	assert_string_equal(picked.release, "6.12.117+deb13-amd64");
	srlab_pick_clear(&picked);
}

static void test_parts_that_are_gone(void **state)
{
	struct srlab_pick picked;

	(void)state;
	fake_apt_cache();
	offer_names();
	scratch_write("madison.linux-modules-7.2.12", "");
	assert_int_equal(pick("7.2", "trixie", &picked), -ENOENT);
	assert_contains(error, "trixie-backports no longer has linux-modules-7.2.12");
}

/* It boots; only the module cannot be built for it. */
static void test_headers_that_are_gone(void **state)
{
	struct srlab_pick picked;

	(void)state;
	fake_apt_cache();
	offer_names();
	assert_int_equal(unlink("show.linux-headers-7.2.12+deb-amd64=7.2.12-1"),
			 0);
	assert_int_equal(pick("7.2", "trixie", &picked), 0);
	assert_string_equal(picked.release, "7.2.12+deb-amd64");
	assert_null(picked.packages[SRLAB_PACKAGE_HEADERS]);
	assert_null(picked.packages[SRLAB_PACKAGE_COMMON]);
	srlab_pick_clear(&picked);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_depends),
		CASE(test_offer_is_for_a_release),
		CASE(test_newest_of_all_suites_wins),
		CASE(test_versions_are_not_compared_as_text),
		CASE(test_series_is_not_a_prefix),
		CASE(test_not_on_offer),
		CASE(test_meta_package_leads_nowhere),
		CASE(test_pattern_takes_the_newest_match),
		CASE(test_another_release),
		CASE(test_parts_that_are_gone),
		CASE(test_headers_that_are_gone),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("kernel pick", tests, NULL, NULL);
}
