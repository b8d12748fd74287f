// SPDX-License-Identifier: GPL-2.0-only
/* The cache: an entry is whole or not there, whatever happens to its maker. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cache.h"
#include "case.h"

static void test_path_follows_xdg(void **state)
{
	char *path;

	(void)state;
	setenv("XDG_CACHE_HOME", "/somewhere", 1);
	assert_int_equal(srlab_cache_path(&path, "kernels/%s", "6.12"), 0);
	assert_string_equal(path, "/somewhere/softreserve/kernels/6.12");
	free(path);
}

static void test_path_ignores_relative_xdg(void **state)
{
	char *path;

	(void)state;
	setenv("XDG_CACHE_HOME", "relative", 1);
	setenv("HOME", "/home-of-one", 1);
	assert_int_equal(srlab_cache_path(&path, "x"), 0);
	assert_string_equal(path, "/home-of-one/.cache/softreserve/x");
	free(path);
}

static void test_path_without_home(void **state)
{
	char *path;

	(void)state;
	unsetenv("XDG_CACHE_HOME");
	unsetenv("HOME");
	assert_int_equal(srlab_cache_path(&path, "x"), -ENOENT);
}

static void test_commit_shows_a_whole_entry(void **state)
{
	char *temporary;

	(void)state;
	assert_int_equal(srlab_cache_begin("a/entry", &temporary), 0);
	scratch_write("a/entry.new/one", "1");
	assert_false(scratch_has("a/entry"));
	assert_int_equal(srlab_cache_commit(temporary, "a/entry"), 0);
	assert_string_equal(scratch_read("a/entry/one"), "1");
	assert_false(scratch_has(temporary));
	free(temporary);
}

static void test_commit_replaces_an_entry(void **state)
{
	char *temporary;

	(void)state;
	scratch_write("entry/old", "old");
	assert_int_equal(srlab_cache_begin("entry", &temporary), 0);
	scratch_write("entry.new/new", "new");
	assert_int_equal(srlab_cache_commit(temporary, "entry"), 0);
	assert_string_equal(scratch_read("entry/new"), "new");
	assert_false(scratch_has("entry/old"));
	assert_false(scratch_has(temporary));
	free(temporary);
}

/* The maker is killed for real, in the middle of writing. */
static void test_killed_maker_leaves_no_entry(void **state)
{
	char *temporary;
	int status;
	pid_t maker;

	(void)state;
	maker = fork();
	assert_true(maker >= 0);
	if (!maker) {
		if (srlab_cache_begin("entry", &temporary))
			_exit(1);
		scratch_write("entry.new/half", "half");
		kill(getpid(), SIGKILL);
	}
	assert_int_equal(waitpid(maker, &status, 0), maker);
	assert_true(WIFSIGNALED(status));
	assert_true(scratch_has("entry.new/half"));
	assert_false(scratch_has("entry"));

	assert_int_equal(srlab_cache_begin("entry", &temporary), 0);
	assert_false(scratch_has("entry.new/half"));
	assert_true(scratch_has("entry.new"));
	free(temporary);
}

static void assert_points_at(const char *link, const char *target)
{
	char found[64] = "";

	assert_true(readlink(link, found, sizeof(found) - 1) > 0);
	assert_string_equal(found, target);
}

static void test_point_turns_a_link(void **state)
{
	(void)state;
	assert_int_equal(srlab_cache_point("6.12", "6.12.1"), 0);
	assert_points_at("6.12", "6.12.1");
	/* as a killed run would leave it */
	assert_int_equal(symlink("junk", "6.12.new"), 0);
	assert_int_equal(srlab_cache_point("6.12", "6.12.2"), 0);
	assert_points_at("6.12", "6.12.2");
	assert_false(scratch_has("6.12.new"));
}

static void test_lock_excludes(void **state)
{
	char *path;
	int lock, other;

	(void)state;
	assert_int_equal(srlab_cache_lock(&lock), 0);
	assert_int_equal(srlab_cache_path(&path, "lock"), 0);
	other = open(path, O_RDWR | O_CLOEXEC);
	assert_true(other >= 0);
	assert_int_equal(flock(other, LOCK_SH | LOCK_NB), -1);
	assert_int_equal(errno, EWOULDBLOCK);
	close(lock);
	assert_int_equal(flock(other, LOCK_EX | LOCK_NB), 0);
	close(other);
	free(path);
}

static void test_remove_does_not_follow_links(void **state)
{
	(void)state;
	scratch_write("kept/file", "kept");
	scratch_write("entry/file", "gone");
	assert_int_equal(symlink("../kept", "entry/link"), 0);
	assert_int_equal(srlab_cache_remove("entry"), 0);
	assert_false(scratch_has("entry"));
	assert_string_equal(scratch_read("kept/file"), "kept");
	assert_int_equal(srlab_cache_remove("entry"), 0);
}

static void test_directory_that_cannot_be_made(void **state)
{
	(void)state;
	scratch_write("file", "");
	assert_int_equal(srlab_cache_make_directories("file/below"), -ENOTDIR);
	assert_int_equal(srlab_cache_make_directories("a/b/c"), 0);
	assert_int_equal(srlab_cache_make_directories("a/b/c"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_path_follows_xdg),
		CASE(test_path_ignores_relative_xdg),
		CASE(test_path_without_home),
		CASE(test_commit_shows_a_whole_entry),
		CASE(test_commit_replaces_an_entry),
		CASE(test_killed_maker_leaves_no_entry),
		CASE(test_point_turns_a_link),
		CASE(test_lock_excludes),
		CASE(test_remove_does_not_follow_links),
		CASE(test_directory_that_cannot_be_made),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("cache", tests, NULL, NULL);
}
