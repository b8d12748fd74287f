/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: an empty directory per test case, and files in it. Everything asserts,
 * so that a case need not look at what these return.
 */
#ifndef TEST_SCRATCH_H
#define TEST_SCRATCH_H

#include <stdbool.h>

/** scratch_setup() - cmocka setup: make a directory and go there */
int scratch_setup(void **state);

/** scratch_teardown() - cmocka teardown: remove it */
int scratch_teardown(void **state);

/** scratch_write() - make a file, and the directories above it */
void scratch_write(const char *path, const char *text);

/** scratch_write_program() - the same for a script that can be run */
void scratch_write_program(const char *path, const char *text);

/** scratch_read() - a file's text; valid until the next call */
const char *scratch_read(const char *path);

/** scratch_has() - is there a file of this name? */
bool scratch_has(const char *path);

/** scratch_path() - the absolute path of the directory */
const char *scratch_path(void);

#endif /* TEST_SCRATCH_H */
