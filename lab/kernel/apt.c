// SPDX-License-Identifier: GPL-2.0-only
#include "apt.h"
#include "cache.h"
#include "progress.h"
#include "source_tree.h"
#include "tool.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Paths in a directory of our own; the rest as on this machine. */
static const char configuration_text[] =
	"Dir::State \"%1$s/state\";\n"
	"Dir::State::status \"%1$s/status\";\n"
	"Dir::Cache \"%1$s/cache\";\n"
	"Dir::Etc::SourceList \"/dev/null\";\n"
	"Dir::Etc::SourceParts \"%1$s/sources\";\n"
	"Dir::Etc::Preferences \"/dev/null\";\n"
	"Dir::Etc::PreferencesParts \"/dev/null\";\n"
	"APT::Architecture \"amd64\";\n"
	"#clear APT::Architectures;\n"
	"APT::Architectures { \"amd64\"; };\n"
	"APT::Sandbox::User \"%2$s\";\n"
	"APT::Update::Error-Mode \"any\";\n"
	"Acquire::Languages \"none\";\n"
	"Acquire::Retries \"3\";\n"
	"#clear APT::Update::Pre-Invoke;\n"
	"#clear APT::Update::Post-Invoke;\n"
	"#clear APT::Update::Post-Invoke-Success;\n";

static const char *const directories[] = {
	"state/lists/partial", "cache/archives/partial", "sources",
};

void srlab_apt_free(struct srlab_apt *apt)
{
	if (!apt)
		return;
	free(apt->configuration);
	free(apt->log);
	free(apt);
}

static int make_directories(const char *home)
{
	size_t i;
	int rc = 0;

	for (i = 0; i < sizeof(directories) / sizeof(*directories); i++) {
		char *path;

		if (asprintf(&path, "%s/%s", home, directories[i]) < 0)
			return -ENOMEM;
		rc = srlab_cache_make_directories(path);
		free(path);
		if (rc)
			break;
	}
	return rc;
}

static int write_below(const char *home, const char *name, const char *text)
{
	char *path;
	int rc;

	if (asprintf(&path, "%s/%s", home, name) < 0)
		return -ENOMEM;
	rc = srlab_tool_write_file(path, text);
	free(path);
	return rc;
}

static int write_configuration(const char *home)
{
	/* Root's downloads land where the user _apt may not look. */
	const char *user = geteuid() ? "_apt" : "root";
	char *text;
	int rc;

	if (asprintf(&text, configuration_text, home, user) < 0)
		return -ENOMEM;
	rc = write_below(home, "apt.conf", text);
	free(text);
	/* Nothing counts as installed here. */
	return rc ? rc : write_below(home, "status", "");
}

/* Only the packages themselves are wanted: no translations, no file lists. */
static int add_source(FILE *sources, const char *script, const char *suite)
{
	const char *const argv[] = { script, "--other-release", suite, NULL };
	char *stanza = NULL;
	struct srlab_tool tool = { .argv = argv, .output = &stanza };
	int rc = srlab_tool_run(&tool);

	if (rc == 0)
		fprintf(sources, "%sTargets: Packages\n\n", stanza);
	free(stanza);
	return rc;
}

static int write_sources(const char *home, const char *const *suites,
			 size_t n_suites, char *error, size_t error_size)
{
	size_t i, n_added = 0, size = 0;
	char *script, *text = NULL;
	FILE *sources;
	int rc;

	rc = srlab_source_path(&script, "tools/apt-source", error,
			       error_size);
	if (rc)
		return rc;
	sources = open_memstream(&text, &size);
	for (i = 0; sources && i < n_suites; i++)
		n_added += add_source(sources, script, suites[i]) == 0;
	free(script);
	if (!sources || fclose(sources))
		rc = -ENOMEM;
	if (!rc && !n_added) {
		snprintf(error, error_size,
			 "none of this machine's package sources carries %s",
			 n_suites ? suites[0] : "a suite wanted");
		rc = -ENOENT;
	}
	if (!rc)
		rc = write_below(home, "sources/srlab.sources", text);
	free(text);
	return rc;
}

int srlab_apt_open(const char *const *suites, size_t n_suites,
		   struct srlab_apt **out, char *error, size_t error_size)
{
	struct srlab_apt *apt = calloc(1, sizeof(*apt));
	char *home = NULL;
	int rc = apt ? 0 : -ENOMEM;

	snprintf(error, error_size, "cannot set up a private apt");
	if (!rc)
		rc = srlab_cache_path(&home, "apt");
	if (!rc && (asprintf(&apt->configuration, "%s/apt.conf", home) < 0 ||
		    asprintf(&apt->log, "%s/log", home) < 0))
		rc = -ENOMEM;
	if (!rc)
		rc = make_directories(home);
	if (!rc)
		rc = write_configuration(home);
	if (!rc)
		rc = write_sources(home, suites, n_suites, error, error_size);
	free(home);
	if (rc)
		srlab_apt_free(apt);
	else
		*out = apt;
	return rc;
}

/* "dlstatus:ITEM:PERCENT:text", as apt writes it to APT::Status-Fd */
static void show_status(const char *line, void *context)
{
	int item;
	float percent;

	if (sscanf(line, "dlstatus:%d:%f", &item, &percent) == 2)
		srlab_progress_set(context, (int)percent);
}

static int run_with_progress(const struct srlab_apt *apt, const char *label,
			     const char *const *argv, const char *directory,
			     char *error, size_t error_size)
{
	struct srlab_progress progress;
	struct srlab_tool tool = { .argv = argv, .directory = directory,
				   .log = apt->log, .on_status = show_status,
				   .context = &progress };
	char *why;
	int rc;

	srlab_progress_begin(&progress, label);
	rc = srlab_tool_run(&tool);
	srlab_progress_end(&progress, rc == 0);
	if (rc == 0)
		return 0;
	why = srlab_tool_find_line(apt->log, "E: ");
	snprintf(error, error_size, "%s: %s (log: %s)", label,
		 why ? why + strlen("E: ") : "apt-get failed",
		 apt->log);
	free(why);
	return rc < 0 ? rc : -EIO;
}

int srlab_apt_update(const struct srlab_apt *apt, char *error,
		     size_t error_size)
{
	const char *const argv[] = { "apt-get", "-c", apt->configuration, "-q",
				     "-o", "APT::Status-Fd=3", "update", NULL };

	return run_with_progress(apt, "package lists", argv, NULL, error,
				 error_size);
}

int srlab_apt_download(const struct srlab_apt *apt, const char *package,
		       const char *directory, char *error, size_t error_size)
{
	const char *const argv[] = { "apt-get", "-c", apt->configuration, "-q",
				     "-o", "APT::Status-Fd=3", "download",
				     package, NULL };

	return run_with_progress(apt, package, argv, directory, error,
				 error_size);
}

/* madison: " name | version | URI suite/component arch Packages", newest first */
static char *version_in_suite(char *table, const char *suite)
{
	char *rest = NULL, *line, version[128], found[128];

	for (line = strtok_r(table, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (sscanf(line, " %*s | %127s | %*s %127[^/]", version,
			   found) == 2 && !strcmp(found, suite))
			return strdup(version);
	}
	return NULL;
}

int srlab_apt_version(const struct srlab_apt *apt, const char *package,
		      const char *suite, char **version)
{
	const char *const argv[] = { "apt-cache", "-c", apt->configuration,
				     "madison", package, NULL };
	char *table = NULL;
	struct srlab_tool tool = { .argv = argv, .log = apt->log,
				   .output = &table };
	int rc = srlab_tool_run(&tool);

	if (rc == 0)
		*version = version_in_suite(table, suite);
	free(table);
	return rc > 0 ? -EIO : rc;
}

int srlab_apt_names(const struct srlab_apt *apt, const char *prefix,
		    char **names)
{
	const char *const argv[] = { "apt-cache", "-c", apt->configuration,
				     "pkgnames", prefix, NULL };
	struct srlab_tool tool = { .argv = argv, .log = apt->log,
				   .output = names };
	int rc = srlab_tool_run(&tool);

	if (rc) {
		free(*names);
		*names = NULL;
	}
	return rc > 0 ? -EIO : rc;
}

int srlab_apt_depends(const struct srlab_apt *apt, const char *package,
		      char **depends)
{
	const char *const argv[] = { "apt-cache", "-c", apt->configuration,
				     "show", package, NULL };
	char *record = NULL, *at;
	struct srlab_tool tool = { .argv = argv, .log = apt->log,
				   .output = &record };
	int rc = srlab_tool_run(&tool);

	if (rc == 0) {
		at = strstr(record, "\nDepends: ");
		*depends = NULL;
		if (at) {
			at += strlen("\nDepends: ");
			*depends = strndup(at, strcspn(at, "\n"));
		}
		rc = *depends ? 0 : -ENOENT;
	}
	free(record);
	return rc > 0 ? -ENOENT : rc;
}
