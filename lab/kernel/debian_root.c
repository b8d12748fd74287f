// SPDX-License-Identifier: GPL-2.0-only
#include "cache.h"
#include "debian_root.h"
#include "progress.h"
#include "source_tree.h"
#include "tool.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What building a module runs, beside the compiler: W=1 runs kernel-doc. */
#define PACKAGES "libelf-dev,libssl-dev,make,perl"

/* One root in the making, or being looked for. */
struct making {
	const char *release;
	const char *packages;
	char *entry;
	char *error;
	size_t error_size;
};

void srlab_debian_root_clear(struct srlab_debian_root *root)
{
	free(root->usr);
	free(root->etc);
	memset(root, 0, sizeof(*root));
}

/* Each compiler of the release once; the list is short. */
static int wanted_packages(const char *release,
			   const struct srlab_kernel_list *list, char **packages)
{
	size_t i, k, size = 0, length = strlen(release);
	FILE *to = open_memstream(packages, &size);

	if (!to)
		return -errno;
	fputs(PACKAGES, to);
	for (i = 0; i < list->n_offers; i++) {
		const struct srlab_offer *offer = &list->offers[i];

		if (strncmp(offer->suite, release, length))
			continue;
		for (k = 0; k < i; k++)
			if (!strncmp(list->offers[k].suite, release, length) &&
			    !strcmp(list->offers[k].compiler, offer->compiler))
				break;
		if (k == i)
			fprintf(to, ",%s", offer->compiler);
	}
	return fclose(to) ? -ENOMEM : 0;
}

static bool is_made(const struct making *making)
{
	char *path, *packages = NULL;
	bool same = false;

	if (asprintf(&path, "%s/packages", making->entry) < 0)
		return false;
	if (!srlab_tool_read_file(path, &packages))
		same = !strcmp(packages, making->packages);
	free(packages);
	free(path);
	return same;
}

/* The mirror that this machine uses, for another release. */
static int write_sources(const struct making *making, const char *path)
{
	char *script, *stanza = NULL;
	int rc = srlab_source_path(&script, "tools/apt-source",
				   making->error, making->error_size);

	if (rc)
		return rc;
	{
		const char *const argv[] = { script, "--other-release",
					     making->release, NULL };
		struct srlab_tool tool = { .argv = argv, .output = &stanza };

		rc = srlab_tool_run(&tool);
	}
	free(script);
	if (rc) {
		snprintf(making->error, making->error_size,
			 "none of this machine's package sources carries %s",
			 making->release);
		rc = rc > 0 ? -ENOENT : rc;
	} else {
		rc = srlab_tool_write_file(path, stanza);
	}
	free(stanza);
	return rc;
}

/* "at:PERCENT", from the hooks below */
static void show_stage(const char *line, void *context)
{
	int percent;

	if (sscanf(line, "at:%d", &percent) == 1)
		srlab_progress_set(context, percent);
}

static int run_with_progress(const struct making *making,
			     const char *const *argv, const char *what)
{
	struct srlab_progress progress;
	struct srlab_tool tool = { .argv = argv, .on_status = show_stage,
				   .context = &progress };
	char *label = NULL, *log = NULL, *why;
	int rc = srlab_cache_path(&log, "roots/%s.log", making->release);

	if (!rc && asprintf(&label, "%s a minimal Debian root (%s)", what,
			    making->release) < 0)
		rc = -ENOMEM;
	if (!rc) {
		tool.log = log;
		srlab_progress_begin(&progress, label);
		rc = srlab_tool_run(&tool);
		srlab_progress_end(&progress, rc == 0);
	}
	if (rc > 0) {
		why = srlab_tool_find_line(log, "E: ");
		snprintf(making->error, making->error_size,
			 "%s: %.200s (log: %s)", label,
			 why ? why : rc == 127 ? "no such program" : "failed",
			 log);
		free(why);
		rc = -EIO;
	}
	free(label);
	free(log);
	return rc;
}

/* As a tar, for files that a user namespace owns could not be removed. */
static int bootstrap(const struct making *making, const char *sources,
		     const char *tar)
{
	char *include;
	int rc;

	if (asprintf(&include, "--include=%s", making->packages) < 0)
		return -ENOMEM;
	{
		const char *const argv[] = {
			"mmdebstrap", "--mode=auto", "--variant=apt",
			"--format=tar", include,
			"--dpkgopt=path-exclude=/usr/share/doc/*",
			"--dpkgopt=path-exclude=/usr/share/man/*",
			"--dpkgopt=path-exclude=/usr/share/locale/*",
			"--setup-hook=echo at:5 >&3",
			"--extract-hook=echo at:35 >&3",
			"--essential-hook=echo at:50 >&3",
			"--customize-hook=echo at:95 >&3",
			making->release, tar, sources, NULL
		};

		rc = run_with_progress(making, argv, "making");
	}
	free(include);
	return rc;
}

static int unpack(const struct making *making, const char *tar,
		  const char *root)
{
	const char *const argv[] = {
		"tar", "-x", "-f", tar, "-C", root, "--no-same-owner",
		"--exclude=./dev/*", NULL
	};
	int rc = srlab_cache_make_directories(root);

	return rc ? rc : run_with_progress(making, argv, "unpacking");
}

static int fill_entry(const struct making *making, const char *entry)
{
	char *sources = NULL, *tar = NULL, *root = NULL, *packages = NULL;
	int rc = -ENOMEM;

	if (asprintf(&sources, "%s/apt.sources", entry) >= 0 &&
	    asprintf(&tar, "%s/root.tar", entry) >= 0 &&
	    asprintf(&root, "%s/root", entry) >= 0 &&
	    asprintf(&packages, "%s/packages", entry) >= 0)
		rc = write_sources(making, sources);
	if (!rc)
		rc = bootstrap(making, sources, tar);
	if (!rc)
		rc = unpack(making, tar, root);
	if (!rc)
		rc = srlab_cache_remove(tar);
	if (!rc)
		rc = srlab_tool_write_file(packages, making->packages);
	free(sources);
	free(tar);
	free(root);
	free(packages);
	return rc;
}

/* Under the lock: another srlab may have made it meanwhile. */
static int make_locked(const struct making *making)
{
	char *temporary;
	int rc;

	if (is_made(making))
		return 0;
	rc = srlab_cache_begin(making->entry, &temporary);
	if (rc)
		return rc;
	rc = fill_entry(making, temporary);
	if (!rc)
		rc = srlab_cache_commit(temporary, making->entry);
	if (rc)
		srlab_cache_remove(temporary);
	free(temporary);
	return rc;
}

static int make(const struct making *making, bool offline)
{
	int lock, rc;

	if (offline) {
		snprintf(making->error, making->error_size,
			 "the Debian root for %s is not in the cache, and fetching is off",
			 making->release);
		return -ENOENT;
	}
	rc = srlab_cache_lock(&lock);
	if (rc)
		return rc;
	rc = make_locked(making);
	close(lock);
	return rc;
}

int srlab_debian_root_get(const char *release,
			  const struct srlab_kernel_list *list, bool offline,
			  struct srlab_debian_root *root, char *error,
			  size_t error_size)
{
	struct making making = { .release = release, .error = error,
				 .error_size = error_size };
	char *packages = NULL;
	int rc = wanted_packages(release, list, &packages);

	snprintf(error, error_size, "cannot make a Debian root for %s",
		 release);
	making.packages = packages;
	if (!rc)
		rc = srlab_cache_path(&making.entry, "roots/%s", release);
	if (!rc && !is_made(&making))
		rc = make(&making, offline);
	if (!rc && (asprintf(&root->usr, "%s/root/usr", making.entry) < 0 ||
		    asprintf(&root->etc, "%s/root/etc", making.entry) < 0))
		rc = -ENOMEM;
	free(making.entry);
	free(packages);
	return rc;
}

size_t srlab_debian_root_enter(const struct srlab_debian_root *root,
			       const char *readable, const char *writable,
			       const char **words)
{
	const char *const enter[] = {
		"bwrap", "--die-with-parent", "--unshare-pid",
		"--ro-bind", root->usr, "/usr", "--ro-bind", root->etc, "/etc",
		"--symlink", "usr/bin", "/bin", "--symlink", "usr/sbin",
		"/sbin", "--symlink", "usr/lib", "/lib", "--symlink",
		"usr/lib64", "/lib64", "--proc", "/proc", "--dev", "/dev",
		"--tmpfs", "/tmp", "--ro-bind", readable, readable,
		"--bind", writable, writable,
	};

	_Static_assert(sizeof(enter) / sizeof(*enter) <=
			       SRLAB_DEBIAN_ROOT_WORDS, "too many words");
	memcpy(words, enter, sizeof(enter));
	return sizeof(enter) / sizeof(*enter);
}
