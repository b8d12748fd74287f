// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see carry.h. */
#include "carry.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool.h"

#define TIME "time "
#define LOADER_CACHE "/etc/ld.so.cache"

int srlab_built_path(const char *below, char *path, size_t size)
{
	char self[PATH_MAX];
	ssize_t got = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (got <= 0)
		return -EIO;
	self[got] = '\0';
	*strrchr(self, '/') = '\0';
	if ((size_t)snprintf(path, size, "%s/%s", self, below) >= size)
		return -ENAMETOOLONG;
	return 0;
}

static void add_once(struct srlab_words *words, const char *word,
		     size_t length)
{
	for (size_t i = 0; i < words->n; i++)
		if (!strncmp(words->word[i], word, length) &&
		    !words->word[i][length])
			return;
	srlab_words_add(words, "%.*s", (int)length, word);
}

/*
 * "libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x7f...)", or the loader's
 * path alone. What the kernel brings (linux-vdso) has no path.
 */
static int read_line(const char *line, struct srlab_words *libraries,
		     struct srlab_fault *fault)
{
	const char *arrow = strstr(line, " => ");
	const char *path = arrow ? arrow + 4 : line;

	if (arrow && !strncmp(path, "not found", 9))
		return srlab_fail(fault, -ENOENT, "library %.*s is missing",
				  (int)(arrow - line), line);
	if (*path == '/')
		add_once(libraries, path, strcspn(path, " "));
	return 0;
}

int srlab_carry_read(const char *text, struct srlab_words *libraries,
		     struct srlab_fault *fault)
{
	char *copy = strdup(text), *rest = NULL;
	int rc = copy ? 0 : -ENOMEM;

	for (char *line = copy ? strtok_r(copy, "\n", &rest) : NULL;
	     line && !rc; line = strtok_r(NULL, "\n", &rest))
		rc = read_line(line + strspn(line, " \t"), libraries, fault);
	free(copy);
	if (rc == -ENOMEM || libraries->failed)
		return srlab_fail(fault, -ENOMEM, "out of memory");
	return rc;
}

/* "ROUNDS PROGRAM ARGUMENT... | PROGRAM ..." up to the line's end */
static void names_of_line(const char *at, struct srlab_words *names)
{
	bool begins = true;

	at += strcspn(at, " \n");
	for (at += strspn(at, " "); *at && *at != '\n'; at += strspn(at, " ")) {
		size_t length = strcspn(at, " \n");

		if (length == 1 && *at == '|') {
			begins = true;
		} else {
			if (begins)
				add_once(names, at, length);
			begins = false;
		}
		at += length;
	}
}

void srlab_carry_names(const char *script, struct srlab_words *names)
{
	for (const char *line = script; line && *line;) {
		if (!strncmp(line, TIME, strlen(TIME)))
			names_of_line(line + strlen(TIME), names);
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
}

static int find_program(const char *name, char *path, size_t size,
			struct srlab_fault *fault)
{
	const char *list = getenv("PATH");

	if (strchr(name, '/'))
		return srlab_fail(fault, -EINVAL,
				  "%s: a program is named without a directory",
				  name);
	if (!strcmp(name, "srctl"))
		return srlab_built_path("../cli/srctl", path, size) ?
			       srlab_fail(fault, -EIO,
					  "cannot find srlab itself") :
			       0;
	for (const char *at = list ? list : ""; *at;) {
		size_t length = strcspn(at, ":");

		if ((size_t)snprintf(path, size, "%.*s/%s", (int)length, at,
				     name) < size &&
		    !access(path, X_OK))
			return 0;
		at += length + (at[length] == ':');
	}
	return srlab_fail(fault, -ENOENT,
			  "this machine has no program %s for the guest (tools/setup bench installs what benchmarks need)",
			  name);
}

static int list_libraries(const char *program, struct srlab_words *libraries,
			  struct srlab_fault *fault)
{
	const char *argv[] = { "ldd", program, NULL };
	char *text = NULL;
	struct srlab_tool tool = { .argv = argv, .output = &text };
	int rc = srlab_tool_run(&tool);

	if (rc)
		rc = srlab_fail(fault, -EIO,
				"%s: ldd does not list its libraries (%d)",
				program, rc);
	else
		rc = srlab_carry_read(text, libraries, fault);
	free(text);
	return rc;
}

/* Every directory on the way to a file, from the root down. */
static int add_directories(struct srlab_initramfs *to, const char *name,
			   struct srlab_words *made,
			   struct srlab_fault *fault)
{
	char path[PATH_MAX];
	int rc = 0;

	for (const char *slash = strchr(name, '/'); slash && !rc;
	     slash = strchr(slash + 1, '/')) {
		size_t n = made->n;

		add_once(made, name, (size_t)(slash - name));
		if (made->n == n)
			continue;
		snprintf(path, sizeof(path), "%.*s", (int)(slash - name),
			 name);
		rc = srlab_initramfs_add_directory(to, path, fault);
	}
	return rc;
}

static int add_program(struct srlab_initramfs *to, const char *name,
		       struct srlab_words *libraries,
		       struct srlab_fault *fault)
{
	char from[PATH_MAX], as[NAME_MAX + 8];
	int rc = find_program(name, from, sizeof(from), fault);

	snprintf(as, sizeof(as), "bin/%.*s", NAME_MAX, name);
	if (!rc)
		rc = srlab_initramfs_add_file(to, as, 0755, from, fault);
	return rc ? rc : list_libraries(from, libraries, fault);
}

static int add_at_its_place(struct srlab_initramfs *to, const char *path,
			    mode_t mode, struct srlab_words *made,
			    struct srlab_fault *fault)
{
	int rc = add_directories(to, path + 1, made, fault);

	return rc ? rc : srlab_initramfs_add_file(to, path + 1, mode, path,
						  fault);
}

int srlab_carry_add(struct srlab_initramfs *to, const char *script,
		    struct srlab_fault *fault)
{
	struct srlab_words names = { 0 }, libraries = { 0 }, made = { 0 };
	int rc = 0;

	srlab_carry_names(script, &names);
	if (names.n)
		rc = srlab_initramfs_add_directory(to, "bin", fault);
	for (size_t i = 0; i < names.n && !rc; i++)
		rc = add_program(to, names.word[i], &libraries, fault);
	for (size_t i = 0; i < libraries.n && !rc; i++)
		rc = add_at_its_place(to, libraries.word[i], 0755, &made,
				      fault);
	/* Without it the loader tries a dozen directories for each library. */
	if (!rc && names.n && !access(LOADER_CACHE, R_OK))
		rc = add_at_its_place(to, LOADER_CACHE, 0644, &made, fault);
	if (!rc && (names.failed || libraries.failed || made.failed))
		rc = srlab_fail(fault, -ENOMEM, "out of memory");
	srlab_words_free(&names);
	srlab_words_free(&libraries);
	srlab_words_free(&made);
	return rc;
}
