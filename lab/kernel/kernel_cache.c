// SPDX-License-Identifier: GPL-2.0-only
#include "cache.h"
#include "kernel_cache.h"
#include "kernel_fetch.h"
#include "source_tree.h"
#include "tool.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LIST_FILE "lab/kernels.list"
#define DRIVERS_FILE "lab/modules.list"

void srlab_kernel_free(struct srlab_kernel *kernel)
{
	if (!kernel)
		return;
	free(kernel->name);
	free(kernel->release);
	free(kernel->image);
	free(kernel->modules);
	free(kernel->build);
	free(kernel->debian);
	free(kernel);
}

int srlab_kernel_list_open(struct srlab_kernel_list **list, char *error,
			   size_t error_size)
{
	char *path;
	int rc = srlab_source_path(&path, LIST_FILE, error, error_size);

	if (rc)
		return rc;
	rc = srlab_kernel_list_read(path, list, error, error_size);
	free(path);
	return rc;
}

static int read_drivers(char **drivers, char *error, size_t error_size)
{
	char *path;
	int rc = srlab_source_path(&path, DRIVERS_FILE, error, error_size);

	if (rc)
		return rc;
	rc = srlab_tool_read_file(path, drivers);
	if (rc)
		snprintf(error, error_size, "%s: %s", path, strerror(-rc));
	free(path);
	return rc;
}

/* kernels/NAME is a link to the entry, whose name is the release. */
static int read_release(const char *name, char **release)
{
	char target[NAME_MAX + 1], *link;
	ssize_t n;
	int rc = srlab_cache_path(&link, "kernels/%s", name);

	if (rc)
		return rc;
	n = readlink(link, target, sizeof(target) - 1);
	rc = n < 0 ? -errno : 0;
	free(link);
	if (rc)
		return rc;
	target[n] = '\0';
	*release = strdup(target);
	return *release ? 0 : -ENOMEM;
}

/* A path in the kernel's entry, or NULL if nothing is there. */
static int find_path(char **path, const char *release, const char *below)
{
	int rc = srlab_cache_path(path, "kernels/%s/%s%s", release, below,
				  release);

	if (!rc && access(*path, R_OK)) {
		free(*path);
		*path = NULL;
	}
	return rc;
}

/* From 7.0 the image stands with the drivers, before that in /boot. */
static int find_image(struct srlab_kernel *kernel)
{
	int rc = find_path(&kernel->image, kernel->release,
			   "root/boot/vmlinuz-");

	if (rc || kernel->image)
		return rc;
	rc = srlab_cache_path(&kernel->image,
			      "kernels/%s/root/usr/lib/modules/%s/vmlinuz",
			      kernel->release, kernel->release);
	if (!rc && access(kernel->image, R_OK))
		rc = -errno;
	return rc;
}

/* Entries made before there were other releases are of this machine's. */
static int read_debian(struct srlab_kernel *kernel)
{
	char *path, error[128];
	int rc = srlab_cache_path(&path, "kernels/%s/debian", kernel->release);

	if (rc)
		return rc;
	rc = srlab_tool_read_file(path, &kernel->debian);
	free(path);
	if (rc == -ENOENT)
		rc = srlab_codename(&kernel->debian, error, sizeof(error));
	return rc;
}

static int fill_kernel(struct srlab_kernel *kernel, const char *name)
{
	int rc = read_release(name, &kernel->release);

	if (rc)
		return rc;
	kernel->name = strdup(name);
	if (!kernel->name)
		return -ENOMEM;
	rc = find_image(kernel);
	if (!rc)
		rc = srlab_cache_path(&kernel->modules, "kernels/%s/modules",
				      kernel->release);
	if (!rc)
		rc = find_path(&kernel->build, kernel->release,
			       "root/usr/src/linux-headers-");
	if (!rc)
		rc = read_debian(kernel);
	return rc;
}

int srlab_kernel_absence(const char *name, char **why)
{
	char *path;
	int rc = srlab_cache_path(&path, "kernels/%s.absent", name);

	if (rc)
		return rc;
	rc = srlab_tool_read_file(path, why);
	free(path);
	return rc;
}

int srlab_kernel_open(const char *name, struct srlab_kernel **out)
{
	struct srlab_kernel *kernel = calloc(1, sizeof(*kernel));
	int rc = kernel ? fill_kernel(kernel, name) : -ENOMEM;

	if (rc)
		srlab_kernel_free(kernel);
	else
		*out = kernel;
	return rc;
}

static bool has_drivers(const struct srlab_kernel *kernel, const char *drivers)
{
	char *path, *wanted = NULL;
	bool same = false;

	if (asprintf(&path, "%s/wanted", kernel->modules) < 0)
		return false;
	if (!srlab_tool_read_file(path, &wanted))
		same = !strcmp(wanted, drivers);
	free(wanted);
	free(path);
	return same;
}

/* The list of drivers may have grown since the kernel was fetched. */
static int collect_again(const struct srlab_kernel *kernel,
			 const char *drivers, char *error, size_t error_size)
{
	char *entry;
	int rc = srlab_cache_path(&entry, "kernels/%s", kernel->release);

	if (rc)
		return rc;
	rc = srlab_kernel_collect_drivers(entry, kernel->release, drivers,
					  error, error_size);
	free(entry);
	return rc;
}

static bool is_debug(const struct srlab_kernel_list *list, const char *name)
{
	return srlab_offer_is_debug(srlab_kernel_list_has(list, name));
}

static int fetch(const struct srlab_kernel_list *list, const char *name,
		 const char *drivers, char *error, size_t error_size)
{
	if (!is_debug(list, name))
		return srlab_kernel_fetch(list, name, drivers, error,
					  error_size);
	snprintf(error, error_size,
		 "kernel %s: it is built from source: \"make debug-kernel\" builds it, or renews it",
		 name);
	return -ENOENT;
}

/* Under the lock: look again, another srlab may have made it meanwhile. */
static int make_locked(const struct srlab_kernel_list *list, const char *name,
		       bool offline, const char *drivers,
		       struct srlab_kernel **out, char *error,
		       size_t error_size)
{
	int rc = srlab_kernel_open(name, out);

	if (rc == -ENOENT && offline && !is_debug(list, name)) {
		snprintf(error, error_size,
			 "kernel %s: not in the cache, and fetching is off",
			 name);
		return rc;
	}
	if (rc == -ENOENT) {
		rc = fetch(list, name, drivers, error, error_size);
		if (!rc)
			rc = srlab_kernel_open(name, out);
	}
	if (!rc && !has_drivers(*out, drivers)) {
		rc = collect_again(*out, drivers, error, error_size);
		if (rc)
			srlab_kernel_free(*out);
	}
	return rc;
}

static int make(const struct srlab_kernel_list *list, const char *name,
		bool offline, const char *drivers, struct srlab_kernel **out,
		char *error, size_t error_size)
{
	int lock, rc;

	rc = srlab_cache_lock(&lock);
	if (rc) {
		snprintf(error, error_size, "cannot lock the cache: %s",
			 strerror(-rc));
		return rc;
	}
	rc = make_locked(list, name, offline, drivers, out, error, error_size);
	close(lock);
	return rc;
}

static int check_name(const struct srlab_kernel_list *list, const char *name,
		      char *error, size_t error_size)
{
	if (srlab_kernel_list_has(list, name))
		return 0;
	snprintf(error, error_size,
		 "kernel %s: not in " LIST_FILE " (\"srlab kernels\" lists them)",
		 name);
	return -ENOENT;
}

int srlab_kernel_get(const char *name, bool offline, struct srlab_kernel **out,
		     char *error, size_t error_size)
{
	struct srlab_kernel_list *list = NULL;
	char *drivers = NULL;
	int rc;

	snprintf(error, error_size, "kernel %s: cannot open it", name);
	rc = srlab_kernel_list_open(&list, error, error_size);
	if (!rc)
		rc = check_name(list, name, error, error_size);
	if (!rc)
		rc = read_drivers(&drivers, error, error_size);
	if (!rc) {
		rc = srlab_kernel_open(name, out);
		if (!rc && !has_drivers(*out, drivers)) {
			srlab_kernel_free(*out);
			rc = -ENOENT;
		}
		if (rc)
			rc = make(list, name, offline, drivers, out, error,
				  error_size);
	}
	if (!rc) {
		(*out)->offline = offline;
		(*out)->debug = is_debug(list, name);
	}
	free(drivers);
	srlab_kernel_list_free(list);
	return rc;
}

int srlab_kernel_update(const char *name, char *error, size_t error_size)
{
	struct srlab_kernel_list *list = NULL;
	char *drivers = NULL;
	int lock, rc;

	snprintf(error, error_size, "kernel %s: cannot update it", name);
	rc = srlab_kernel_list_open(&list, error, error_size);
	if (!rc)
		rc = check_name(list, name, error, error_size);
	if (!rc)
		rc = read_drivers(&drivers, error, error_size);
	if (!rc)
		rc = srlab_cache_lock(&lock);
	if (!rc) {
		rc = fetch(list, name, drivers, error, error_size);
		close(lock);
	}
	free(drivers);
	srlab_kernel_list_free(list);
	return rc;
}
