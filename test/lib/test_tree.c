// SPDX-License-Identifier: GPL-2.0-only
/* What is opened of a copied tree, and that the live machine is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "system_private.h"

struct fixture {
	char path[32];
	int root;
};

static int set_up(void **state)
{
	struct fixture *f = malloc(sizeof(*f));

	strcpy(f->path, "/tmp/softreserve-test-XXXXXX");
	assert_non_null(mkdtemp(f->path));
	f->root = open(f->path, O_RDONLY | O_DIRECTORY);
	assert_true(f->root >= 0);
	assert_int_equal(mkdirat(f->root, "a", 0755), 0);
	close(openat(f->root, "a/file", O_CREAT | O_WRONLY, 0644));
	assert_int_equal(mkfifoat(f->root, "a/pipe", 0644), 0);
	assert_int_equal(symlinkat("../a/file", f->root, "a/link"), 0);
	assert_int_equal(symlinkat("/etc/passwd", f->root, "a/out"), 0);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	static const char *const made[] = { "a/file", "a/pipe", "a/link",
					    "a/out", "a/null" };
	struct fixture *f = *state;

	sr_tree_leave();
	for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++)
		unlinkat(f->root, made[i], 0);
	unlinkat(f->root, "a", AT_REMOVEDIR);
	rmdir(f->path);
	close(f->root);
	free(f);
	return 0;
}

static int opened(int at, const char *path, int flags)
{
	int fd = sr_open(at, path, flags);

	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

static void only_files_and_directories_are_opened(void **state)
{
	struct fixture *f = *state;
	int below = openat(f->root, "a", O_RDONLY | O_DIRECTORY);

	assert_int_equal(sr_tree_enter(f->root), 0);
	assert_int_equal(opened(f->root, "a", O_DIRECTORY), 0);
	assert_int_equal(opened(f->root, "a/file", 0), 0);
	assert_int_equal(opened(below, "file", 0), 0);
	assert_int_equal(opened(below, "link", 0), 0);
	assert_int_equal(opened(below, "file", O_DIRECTORY), -ENOTDIR);
	assert_int_equal(opened(below, "pipe", 0), -ENOTSUP);
	assert_int_equal(opened(below, "out", 0), -ENOENT);
	assert_int_equal(opened(below, "../../../../etc/passwd", 0), -ENOENT);
	assert_int_equal(opened(below, "absent", 0), -ENOENT);
	if (!mknodat(f->root, "a/null", S_IFCHR | 0666, makedev(1, 3)))
		assert_int_equal(opened(below, "null", 0), -ENOTSUP);
	/* A directory that is not of the tree has no place in it. */
	close(below);
	below = open("/etc", O_RDONLY | O_DIRECTORY);
	assert_int_equal(opened(below, "passwd", 0), -EXDEV);
	close(below);
}

static void the_live_machine_is_no_tree(void **state)
{
	struct fixture *f = *state;
	int root = open("/", O_RDONLY | O_DIRECTORY);

	assert_int_equal(sr_tree_enter(root), 0);
	assert_int_equal(opened(root, "dev/null", 0), 0);
	assert_int_equal(opened(root, "proc/self/status", 0), 0);
	/* and after a tree was read, it is the live machine again */
	assert_int_equal(sr_tree_enter(f->root), 0);
	assert_int_equal(opened(root, "dev/null", 0), -EXDEV);
	sr_tree_leave();
	assert_int_equal(opened(root, "dev/null", 0), 0);
	close(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			only_files_and_directories_are_opened, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(the_live_machine_is_no_tree,
						set_up, tear_down),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}
