// SPDX-License-Identifier: GPL-2.0-only
#include "apt.h"
#include "cache.h"
#include "kernel_fetch.h"
#include "kernel_modules.h"
#include "kernel_pick.h"
#include "progress.h"
#include "tool.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int srlab_codename(char **codename, char *error, size_t error_size)
{
	static const char key[] = "\nVERSION_CODENAME=";
	char *text, *at;
	int rc = srlab_tool_read_file("/etc/os-release", &text);

	if (rc)
		return rc;
	at = strstr(text, key);
	*codename = NULL;
	if (at) {
		at += strlen(key);
		*codename = strndup(at, strcspn(at, "\n"));
	} else {
		snprintf(error, error_size,
			 "/etc/os-release: no VERSION_CODENAME");
	}
	free(text);
	return *codename ? 0 : -ENOENT;
}

static bool has_suite(const char *const *suites, size_t n, const char *suite)
{
	while (n > 0)
		if (!strcmp(suites[--n], suite))
			return true;
	return false;
}

static int open_apt(const struct srlab_kernel_list *list, const char *name,
		    const char *codename, struct srlab_apt **apt, char *error,
		    size_t error_size)
{
	const char **suites = calloc(list->n_offers + 1, sizeof(*suites));
	size_t i, n = 0;
	int rc;

	if (!suites)
		return -ENOMEM;
	for (i = 0; i < list->n_offers; i++)
		if (!strcmp(list->offers[i].name, name) &&
		    srlab_offer_counts(list, &list->offers[i], codename) &&
		    !has_suite(suites, n, list->offers[i].suite))
			suites[n++] = list->offers[i].suite;
	rc = srlab_apt_open(suites, n, apt, error, error_size);
	free(suites);
	return rc;
}

/* One package after the other, so that each has its own progress. */
static int download(const struct srlab_apt *apt, const struct srlab_pick *pick,
		    const char *directory, char *error, size_t error_size)
{
	size_t i;
	int rc = srlab_cache_make_directories(directory);

	for (i = 0; !rc && i < SRLAB_PACKAGES; i++)
		if (pick->packages[i])
			rc = srlab_apt_download(apt, pick->packages[i],
						directory, error, error_size);
	return rc;
}

static int unpack_one(const char *package, const char *root, char *error,
		      size_t error_size)
{
	const char *const argv[] = { "dpkg-deb", "-x", package, root, NULL };
	struct srlab_tool tool = { .argv = argv };
	int rc = srlab_tool_run(&tool);

	if (rc)
		snprintf(error, error_size, "%s: dpkg-deb cannot unpack it",
			 package);
	return rc > 0 ? -EIO : rc;
}

static int unpack_all(const char *packages, const char *root, char *error,
		      size_t error_size)
{
	struct dirent *entry;
	DIR *directory = opendir(packages);
	int rc = 0;

	if (!directory)
		return -errno;
	while (!rc && (entry = readdir(directory))) {
		char *package;

		if (entry->d_name[0] == '.')
			continue;
		if (asprintf(&package, "%s/%s", packages, entry->d_name) < 0) {
			rc = -ENOMEM;
			break;
		}
		rc = unpack_one(package, root, error, error_size);
		free(package);
	}
	closedir(directory);
	return rc;
}

/*
 * Without the vmlinux beside the headers a module is built without BTF, which
 * nothing in the lab reads, and building it needs no pahole.
 */
static int drop_type_information(const char *root, const char *release)
{
	char *path;
	int rc = 0;

	if (asprintf(&path, "%s/usr/src/linux-headers-%s/vmlinux", root,
		     release) < 0)
		return -ENOMEM;
	if (unlink(path) && errno != ENOENT)
		rc = -errno;
	free(path);
	return rc;
}

static void write_relative(FILE *to, const char *text)
{
	static const char installed[] = "/usr/src/";
	const char *at;

	fputs("srlab_src := "
	      "$(abspath $(dir $(lastword $(MAKEFILE_LIST)))..)\n", to);
	while ((at = strstr(text, installed))) {
		fprintf(to, "%.*s$(srlab_src)/", (int)(at - text), text);
		text = at + strlen(installed);
	}
	fputs(text, to);
}

/*
 * The headers' Makefile names itself and the common one by their installed
 * paths. Written relative to itself it works wherever the tree stands.
 */
static int relocate_headers(const char *root, const struct srlab_pick *pick)
{
	char *path = NULL, *text = NULL;
	FILE *to;
	int rc;

	if (asprintf(&path, "%s/usr/src/linux-headers-%s/Makefile", root,
		     pick->release) < 0)
		return -ENOMEM;
	rc = srlab_tool_read_file(path, &text);
	if (!rc) {
		to = fopen(path, "we");
		rc = to ? 0 : -errno;
		if (to)
			write_relative(to, text);
		if (to && fclose(to))
			rc = -errno;
	}
	free(path);
	free(text);
	return rc;
}

static int prepare_headers(const char *root, const struct srlab_pick *pick)
{
	int rc;

	if (!pick->packages[SRLAB_PACKAGE_HEADERS])
		return 0;
	rc = relocate_headers(root, pick);
	return rc ? rc : drop_type_information(root, pick->release);
}

/* Some releases ship /usr/lib/modules, which depmod looks for in /lib. */
static int make_module_tables(const char *root, const char *release)
{
	const char *const argv[] = { "/sbin/depmod", "-b", root, release,
				     NULL };
	struct srlab_tool tool = { .argv = argv };
	char *lib;
	int rc = 0;

	if (asprintf(&lib, "%s/lib", root) < 0)
		return -ENOMEM;
	if (access(lib, F_OK) && symlink("usr/lib", lib))
		rc = -errno;
	free(lib);
	if (!rc)
		rc = srlab_tool_run(&tool);
	return rc > 0 ? -EIO : rc;
}

int srlab_kernel_collect_drivers(const char *entry, const char *release,
				 const char *drivers, char *error,
				 size_t error_size)
{
	char *tree = NULL, *to = NULL, *temporary = NULL;
	int rc = -ENOMEM;

	if (asprintf(&tree, "%s/root/lib/modules/%s", entry, release) >= 0 &&
	    asprintf(&to, "%s/modules", entry) >= 0)
		rc = srlab_cache_begin(to, &temporary);
	if (!rc) {
		rc = srlab_kernel_modules_collect(tree, drivers, temporary,
						  error, error_size);
		if (!rc)
			rc = srlab_cache_commit(temporary, to);
		if (rc)
			srlab_cache_remove(temporary);
	}
	free(tree);
	free(to);
	free(temporary);
	return rc;
}

static int unpack(const char *entry, const char *packages,
		  const struct srlab_pick *pick, const char *drivers,
		  char *error, size_t error_size)
{
	struct srlab_progress progress;
	char *root;
	int rc;

	if (asprintf(&root, "%s/root", entry) < 0)
		return -ENOMEM;
	srlab_progress_begin(&progress, "unpacking");
	rc = srlab_cache_make_directories(root);
	if (!rc)
		rc = unpack_all(packages, root, error, error_size);
	srlab_progress_set(&progress, 40);
	if (!rc)
		rc = prepare_headers(root, pick);
	if (!rc)
		rc = make_module_tables(root, pick->release);
	srlab_progress_set(&progress, 90);
	if (!rc)
		rc = srlab_kernel_collect_drivers(entry, pick->release,
						  drivers, error, error_size);
	srlab_progress_end(&progress, rc == 0);
	free(root);
	return rc;
}

/* Whose compiler its modules need. */
static int note_debian(const char *entry, const char *debian)
{
	char *path;
	int rc;

	if (asprintf(&path, "%s/debian", entry) < 0)
		return -ENOMEM;
	rc = srlab_tool_write_file(path, debian);
	free(path);
	return rc;
}

static int fill_entry(const struct srlab_apt *apt, const char *entry,
		      const struct srlab_pick *pick, const char *drivers,
		      char *error, size_t error_size)
{
	char *packages;
	int rc;

	if (asprintf(&packages, "%s/packages", entry) < 0)
		return -ENOMEM;
	rc = download(apt, pick, packages, error, error_size);
	if (!rc)
		rc = unpack(entry, packages, pick, drivers, error, error_size);
	if (!rc)
		rc = srlab_cache_remove(packages);
	if (!rc)
		rc = note_debian(entry, pick->debian);
	free(packages);
	return rc;
}

static int make_entry(const struct srlab_apt *apt, const char *entry,
		      const struct srlab_pick *pick, const char *drivers,
		      char *error, size_t error_size)
{
	char *temporary;
	int rc;

	if (access(entry, F_OK) == 0)
		return 0;
	rc = srlab_cache_begin(entry, &temporary);
	if (rc)
		return rc;
	rc = fill_entry(apt, temporary, pick, drivers, error, error_size);
	if (!rc)
		rc = srlab_cache_commit(temporary, entry);
	if (rc)
		srlab_cache_remove(temporary);
	free(temporary);
	return rc;
}

static int fetch_pick(const struct srlab_apt *apt, const char *name,
		      const struct srlab_pick *pick, const char *drivers,
		      char *error, size_t error_size)
{
	char *entry = NULL, *link = NULL;
	int rc;

	rc = srlab_cache_path(&entry, "kernels/%s", pick->release);
	if (!rc)
		rc = srlab_cache_path(&link, "kernels/%s", name);
	if (!rc)
		rc = make_entry(apt, entry, pick, drivers, error, error_size);
	if (!rc)
		rc = srlab_cache_point(link, pick->release);
	free(entry);
	free(link);
	return rc;
}

/* Kept for "srlab kernels", which does not ask the network. */
static int note_absence(const char *name, const char *why)
{
	char *kernels = NULL, *path = NULL;
	int rc = srlab_cache_path(&kernels, "kernels");

	if (!rc)
		rc = srlab_cache_make_directories(kernels);
	if (!rc)
		rc = srlab_cache_path(&path, "kernels/%s.absent", name);
	if (!rc)
		rc = why ? srlab_tool_write_file(path, why) :
			   srlab_cache_remove(path);
	free(kernels);
	free(path);
	return rc;
}

static int fetch_for(const struct srlab_kernel_list *list, const char *name,
		     const char *codename, const char *drivers, char *error,
		     size_t error_size)
{
	struct srlab_apt *apt = NULL;
	struct srlab_pick pick;
	int rc;

	rc = open_apt(list, name, codename, &apt, error, error_size);
	if (rc)
		return rc;
	rc = srlab_apt_update(apt, error, error_size);
	if (!rc) {
		rc = srlab_kernel_pick(apt, list, name, codename, &pick, error,
				       error_size);
		if (!rc || rc == -ENOENT)
			note_absence(name, rc ? error : NULL);
		if (!rc) {
			rc = fetch_pick(apt, name, &pick, drivers, error,
					error_size);
			srlab_pick_clear(&pick);
		}
	}
	srlab_apt_free(apt);
	return rc;
}

int srlab_kernel_fetch(const struct srlab_kernel_list *list, const char *name,
		       const char *drivers, char *error, size_t error_size)
{
	char *codename = NULL;
	int rc;

	snprintf(error, error_size, "kernel %s: cannot fetch it", name);
	rc = srlab_codename(&codename, error, error_size);
	if (!rc)
		rc = fetch_for(list, name, codename, drivers, error,
			       error_size);
	free(codename);
	return rc;
}
