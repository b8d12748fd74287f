/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: kernels for the lab: which there are, where they come from, and the
 * module built for them. Everything is kept in the cache directory
 * ($XDG_CACHE_HOME/softreserve, else ~/.cache/softreserve), outside the tree.
 */
#ifndef SRLAB_KERNEL_H
#define SRLAB_KERNEL_H

#include <stdbool.h>
#include <stddef.h>

/** struct srlab_kernel - a kernel in the cache, ready to boot; strings owned */
struct srlab_kernel {
	/** @name: as on the command line: "6.12" */
	char *name;
	/** @release: uname -r of it */
	char *release;
	/** @image: path of its vmlinuz */
	char *image;
	/**
	 * @modules: directory with the drivers the lab needs and all they
	 * depend on, decompressed, flat (cxl_acpi.ko), plus a file "order"
	 * that lists these file names one a line in an order in which each
	 * can be loaded. What is built into the kernel is not among them.
	 */
	char *modules;
	/**
	 * @build: the directory to build modules against, or NULL where the
	 * distribution keeps the image but no longer the headers
	 */
	char *build;
	/** @debian: the release whose compiler builds its modules: "trixie" */
	char *debian;
	/** @offline: it was asked for without the network */
	bool offline;
	/**
	 * @debug: it checks itself (KASAN, lockdep, kmemleak ...), takes its
	 * time for that, and has to say at the end what it found
	 */
	bool debug;
};

/**
 * srlab_kernel_get() - find a kernel in the cache, or fetch it if it is stock
 * @name: from lab/kernels.list; "6.12": the newest of that series on offer
 * @offline: never use the network; fail if it is not cached
 * @out: the kernel; srlab_kernel_free() frees it
 * @error: one line on failure
 * @error_size: bytes in @error
 *
 * Downloads show progress on stderr. Nothing half-fetched stays in the cache.
 *
 * Return: 0 or -errno.
 */
int srlab_kernel_get(const char *name, bool offline, struct srlab_kernel **out,
		     char *error, size_t error_size);

/** srlab_kernel_free() - free a kernel; NULL is fine */
void srlab_kernel_free(struct srlab_kernel *kernel);

/**
 * srlab_kernel_build_module() - build softreserve.ko for a kernel
 * @kernel: for which
 * @test_build: with the switches that make a step fail
 * @ko: path of the module; the caller frees it
 * @error: one line on failure, with the place of the build log
 * @error_size: bytes in @error
 *
 * Builds in build/kmod-RELEASE (or build/kmod-RELEASE-test) and only when a
 * source is newer than the result. Where the kernel is of another release of
 * Debian than this machine, with that release's compiler, in a minimal root of
 * it that is made in the cache.
 *
 * Return: 0; -ENOENT also where there are no headers; other -errno.
 */
int srlab_kernel_build_module(const struct srlab_kernel *kernel,
			      bool test_build, char **ko, char *error,
			      size_t error_size);

/**
 * srlab_kernel_build_guest_modules() - build lab/guest-modules for a kernel
 * @kernel: for which
 * @directory: where they are (call_fails.ko); the caller frees it
 * @error: one line on failure, with the place of the build log
 * @error_size: bytes in @error
 *
 * As srlab_kernel_build_module(). A module whose interface the kernel lacks is
 * not among them.
 *
 * Return: 0; -ENOENT also where there are no headers; other -errno.
 */
int srlab_kernel_build_guest_modules(const struct srlab_kernel *kernel,
				     char **directory, char *error,
				     size_t error_size);

#endif /* SRLAB_KERNEL_H */
