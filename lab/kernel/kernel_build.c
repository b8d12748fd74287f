// SPDX-License-Identifier: GPL-2.0-only
#include "cache.h"
#include "debian_root.h"
#include "kernel.h"
#include "kernel_cache.h"
#include "kernel_fetch.h"
#include "module_sources.h"
#include "progress.h"
#include "source_tree.h"
#include "tool.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAKE_WORDS 16

/* What is built, and where. */
struct product {
	/* The directories of its sources; it is built in the first. */
	const char *rooms[SRLAB_ROOMS_MAX + 1];
	/* Of the build directory, before the kernel's release. */
	const char *name;
	/* A file that is there when it is built. */
	const char *module;
};

static const struct product softreserve = {
	.rooms = { "kmod", "core" },
	.name = "kmod",
	.module = "softreserve.ko",
};

static const struct product guest_modules = {
	.rooms = { "lab/guest-modules" },
	.name = "guest-modules",
	.module = "call_fails.ko",
};

/* One build: a copy of the sources in a directory of its own per kernel. */
struct build {
	const struct srlab_kernel *kernel;
	const struct product *product;
	bool test_build;
	char *source;
	char *directory;
	char *module_directory;
	char *ko;
	char *log;
	char *manifest;
	/* set if it is built in another release's root */
	struct srlab_debian_root root;
	char *entry;
	char *error;
	size_t error_size;
};

static void build_clear(struct build *build)
{
	free(build->source);
	free(build->directory);
	free(build->module_directory);
	free(build->ko);
	free(build->log);
	free(build->manifest);
	free(build->entry);
	srlab_debian_root_clear(&build->root);
}

static int build_set_paths(struct build *build)
{
	int rc = srlab_source_path(&build->source, "", build->error,
				   build->error_size);

	if (rc)
		return rc;
	if (asprintf(&build->directory, "%s/build/%s-%s%s", build->source,
		     build->product->name, build->kernel->release,
		     build->test_build ? "-test" : "") < 0)
		return -ENOMEM;
	if (asprintf(&build->module_directory, "%s/%s", build->directory,
		     build->product->rooms[0]) < 0 ||
	    asprintf(&build->ko, "%s/%s", build->module_directory,
		     build->product->module) < 0 ||
	    asprintf(&build->log, "%s/build.log", build->directory) < 0 ||
	    asprintf(&build->manifest, "%s/sources", build->directory) < 0)
		return -ENOMEM;
	return 0;
}

/* The manifest is there after a good build only: same means built. */
static bool is_built(const struct build *build, const char *sources)
{
	char *built = NULL;
	bool same;

	if (access(build->ko, R_OK) ||
	    srlab_tool_read_file(build->manifest, &built))
		return false;
	same = !strcmp(built, sources);
	free(built);
	return same;
}

/* The first line that says what is wrong, else a word that something is. */
static void report_failure(const struct build *build)
{
	static const char *const signs[] = { "error:", "bwrap: ", "not found",
					     "*** " };
	char *line = NULL;
	size_t i;

	for (i = 0; !line && i < sizeof(signs) / sizeof(*signs); i++)
		line = srlab_tool_find_line(build->log, signs[i]);
	snprintf(build->error, build->error_size,
		 "%s for %s does not build: %.200s (log: %s)",
		 build->product->module, build->kernel->release, line ? line : "make failed",
		 build->log);
	free(line);
}

/* A make above us would pass its own flags and job server. */
static void make_words(const struct build *build, const char *module,
		       const char *jobs, const char **words)
{
	const char *const make[] = {
		"env", "-u", "MAKEFLAGS", "-u", "MFLAGS", "-u", "MAKELEVEL",
		"make", jobs, "-C", build->kernel->build, module, "modules",
		build->test_build ? "SR_TEST=y" : NULL, NULL
	};

	_Static_assert(sizeof(make) / sizeof(*make) <= MAKE_WORDS,
		       "too many words");
	memcpy(words, make, sizeof(make));
}

static int run_make(const struct build *build)
{
	const char *argv[SRLAB_DEBIAN_ROOT_WORDS + MAKE_WORDS];
	char *label = NULL, *module = NULL, *jobs = NULL;
	struct srlab_progress progress;
	size_t n = 0;
	int rc = -ENOMEM;

	if (asprintf(&label, "building %s for %s", build->product->module,
		     build->kernel->release) >= 0 &&
	    asprintf(&module, "M=%s", build->module_directory) >= 0 &&
	    asprintf(&jobs, "-j%ld", sysconf(_SC_NPROCESSORS_ONLN)) >= 0) {
		struct srlab_tool tool = { .argv = argv, .log = build->log };

		if (build->entry)
			n = srlab_debian_root_enter(&build->root, build->entry,
						    build->directory, argv);
		make_words(build, module, jobs, argv + n);
		srlab_progress_begin(&progress, label);
		rc = srlab_tool_run(&tool);
		srlab_progress_end(&progress, rc == 0);
	}
	free(label);
	free(module);
	free(jobs);
	if (rc > 0) {
		report_failure(build);
		rc = -EIO;
	}
	return rc;
}

/*
 * A distribution's modules come without what debuggers need. Ours would be
 * twenty times as large with it, and take its time to load.
 */
static int strip_module(const struct build *build)
{
	const char *const argv[] = { "strip", "--strip-debug", build->ko,
				     NULL };
	struct srlab_tool tool = { .argv = argv };
	int rc = srlab_tool_run(&tool);

	if (!rc)
		return 0;
	snprintf(build->error, build->error_size,
		 "%s: strip --strip-debug failed (%d)", build->ko, rc);
	return -EIO;
}

static int get_root(struct build *build)
{
	const struct srlab_kernel *kernel = build->kernel;
	struct srlab_kernel_list *list = NULL;
	int rc = srlab_kernel_list_open(&list, build->error,
					build->error_size);

	if (!rc)
		rc = srlab_debian_root_get(kernel->debian, list,
					   kernel->offline, &build->root,
					   build->error, build->error_size);
	if (!rc)
		rc = srlab_cache_path(&build->entry, "kernels/%s",
				      kernel->release);
	srlab_kernel_list_free(list);
	return rc;
}

/* This machine's own release is here; another's stands in the cache. */
static int set_root(struct build *build)
{
	char *codename = NULL;
	int rc;

	if (!build->kernel->debian)
		return 0;
	rc = srlab_codename(&codename, build->error, build->error_size);
	if (!rc && strcmp(codename, build->kernel->debian))
		rc = get_root(build);
	free(codename);
	return rc;
}

static int build_locked(struct build *build)
{
	char *sources;
	int rc = srlab_module_sources(build->source, build->product->rooms,
				      &sources, build->error,
				      build->error_size);

	if (rc)
		return rc;
	if (!is_built(build, sources)) {
		rc = srlab_cache_remove(build->manifest);
		if (!rc)
			rc = srlab_module_sources_copy(build->source, sources,
						       build->directory,
						       build->error,
						       build->error_size);
		if (!rc)
			rc = set_root(build);
		if (!rc)
			rc = run_make(build);
		if (!rc && access(build->ko, R_OK)) {
			snprintf(build->error, build->error_size,
				 "%s: make made no such file", build->ko);
			rc = -ENOENT;
		}
		if (!rc)
			rc = strip_module(build);
		if (!rc)
			rc = srlab_tool_write_file(build->manifest, sources);
	}
	free(sources);
	return rc;
}

static int build_with_lock(struct build *build)
{
	char *path;
	int lock, rc;

	rc = srlab_cache_make_directories(build->directory);
	if (rc)
		return rc;
	if (asprintf(&path, "%s.lock", build->directory) < 0)
		return -ENOMEM;
	rc = srlab_cache_lock_file(path, &lock);
	free(path);
	if (rc)
		return rc;
	rc = build_locked(build);
	close(lock);
	return rc;
}

static int build_product(struct build *build)
{
	const struct srlab_kernel *kernel = build->kernel;
	int rc;

	snprintf(build->error, build->error_size, "%s for %s: cannot build it",
		 build->product->module, kernel->release);
	if (!kernel->build) {
		snprintf(build->error, build->error_size,
			 "%s for %s: the distribution no longer offers its headers",
			 build->product->module, kernel->release);
		return -ENOENT;
	}
	rc = build_set_paths(build);
	return rc ? rc : build_with_lock(build);
}

int srlab_kernel_build_module(const struct srlab_kernel *kernel,
			      bool test_build, char **ko, char *error,
			      size_t error_size)
{
	struct build build = { .kernel = kernel, .product = &softreserve,
			       .test_build = test_build,
			       .error = error, .error_size = error_size };
	int rc = build_product(&build);

	if (!rc) {
		*ko = build.ko;
		build.ko = NULL;
	}
	build_clear(&build);
	return rc;
}

int srlab_kernel_build_guest_modules(const struct srlab_kernel *kernel,
				     char **directory, char *error,
				     size_t error_size)
{
	struct build build = { .kernel = kernel, .product = &guest_modules,
			       .error = error, .error_size = error_size };
	int rc = build_product(&build);

	if (!rc) {
		*directory = build.module_directory;
		build.module_directory = NULL;
	}
	build_clear(&build);
	return rc;
}
