// SPDX-License-Identifier: GPL-2.0-only
#include "kernel_pick.h"
#include "tool.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IMAGE_PREFIX "linux-image-"

void srlab_pick_clear(struct srlab_pick *pick)
{
	size_t i;

	free(pick->release);
	free(pick->debian);
	for (i = 0; i < SRLAB_PACKAGES; i++)
		free(pick->packages[i]);
	memset(pick, 0, sizeof(*pick));
}

bool srlab_offer_is_for(const struct srlab_offer *offer, const char *codename)
{
	size_t length = strlen(codename);
	char next;

	if (strncmp(offer->suite, codename, length))
		return false;
	next = offer->suite[length];
	return next == '\0' || next == '-';
}

static bool is_newer(const char *version, const char *than)
{
	const char *const argv[] = { "dpkg", "--compare-versions", version,
				     "gt", than, NULL };
	struct srlab_tool tool = { .argv = argv };

	return srlab_tool_run(&tool) == 0;
}

bool srlab_offer_counts(const struct srlab_kernel_list *list,
			const struct srlab_offer *offer, const char *codename)
{
	size_t i;

	if (srlab_offer_is_for(offer, codename))
		return true;
	for (i = 0; i < list->n_offers; i++)
		if (!strcmp(list->offers[i].name, offer->name) &&
		    srlab_offer_is_for(&list->offers[i], codename))
			return false;
	return true;
}

/* The series of "6.12-trixie" is 6.12. */
static bool is_of_series(const char *version, const char *name)
{
	size_t length = strcspn(name, "-");

	return !strncmp(version, name, length) &&
	       (version[length] == '.' || version[length] == '-');
}

/* The best so far: which line, which package of it, and its version. */
struct choice {
	const struct srlab_offer *offer;
	char *package;
	char *version;
};

static void choice_clear(struct choice *choice)
{
	free(choice->package);
	free(choice->version);
}

static int consider(const struct srlab_apt *apt,
		    const struct srlab_offer *offer, const char *package,
		    struct choice *best)
{
	struct choice next = { .offer = offer };
	int rc = srlab_apt_version(apt, package, offer->suite, &next.version);

	if (rc || !next.version || !is_of_series(next.version, offer->name) ||
	    (best->offer && !is_newer(next.version, best->version))) {
		free(next.version);
		return rc;
	}
	next.package = strdup(package);
	choice_clear(best);
	*best = next;
	return next.package ? 0 : -ENOMEM;
}

static bool is_pattern(const char *package)
{
	return strchr(package, '*');
}

static int consider_matches(const struct srlab_apt *apt,
			    const struct srlab_offer *offer,
			    struct choice *best)
{
	const char *pattern = offer->image;
	char *prefix, *names, *name, *rest = NULL;
	int rc;

	prefix = strndup(pattern, strcspn(pattern, "*"));
	if (!prefix)
		return -ENOMEM;
	rc = srlab_apt_names(apt, prefix, &names);
	free(prefix);
	if (rc)
		return rc;
	for (name = strtok_r(names, "\n", &rest); name && !rc;
	     name = strtok_r(NULL, "\n", &rest))
		if (!fnmatch(pattern, name, 0))
			rc = consider(apt, offer, name, best);
	free(names);
	return rc;
}

/* The newest one wins, not the first line: suites overtake each other. */
static int choose(const struct srlab_apt *apt,
		  const struct srlab_kernel_list *list, const char *name,
		  const char *codename, struct choice *best)
{
	size_t i;
	int rc = 0;

	for (i = 0; !rc && i < list->n_offers; i++) {
		const struct srlab_offer *offer = &list->offers[i];

		if (strcmp(offer->name, name) ||
		    !srlab_offer_counts(list, offer, codename))
			continue;
		if (is_pattern(offer->image))
			rc = consider_matches(apt, offer, best);
		else
			rc = consider(apt, offer, offer->image, best);
	}
	return rc;
}

/* "name (= version)" gives "name=version"; another relation gives "name". */
static int depends_item(const char *item, char **package)
{
	size_t name = strcspn(item, " (,|");
	const char *rest = item + name + strspn(item + name, " ");
	int version = 0;

	if (!strncmp(rest, "(= ", 3))
		version = (int)strcspn(rest + 3, ")");
	if (asprintf(package, "%.*s%s%.*s", (int)name, item,
		     version ? "=" : "", version, rest + 3) < 0)
		return -ENOMEM;
	return 0;
}

int srlab_depends_find(const char *depends, const char *prefix, char **package)
{
	const char *item = depends;

	while (*item) {
		item += strspn(item, " ,|");
		if (!strncmp(item, prefix, strlen(prefix)))
			return depends_item(item, package);
		item += strcspn(item, ",|");
	}
	return -ENOENT;
}

static int pick_dependency(const struct srlab_apt *apt, const char *of,
			   const char *prefix, char **package)
{
	char *depends;
	int rc = srlab_apt_depends(apt, of, &depends);

	if (rc)
		return rc;
	rc = srlab_depends_find(depends, prefix, package);
	free(depends);
	return rc;
}

static int pick_release(struct srlab_pick *pick, const char *suite)
{
	const char *release = pick->packages[SRLAB_PACKAGE_IMAGE] +
			      strlen(IMAGE_PREFIX);

	pick->release = strndup(release, strcspn(release, "="));
	pick->debian = strndup(suite, strcspn(suite, "-"));
	return pick->release && pick->debian ? 0 : -ENOMEM;
}

/* A suite may keep a package longer than those that it depends on. */
static int check_offered(const struct srlab_apt *apt, const char *package,
			 const char *suite, char *error, size_t error_size)
{
	char *name = strndup(package, strcspn(package, "="));
	char *version = NULL;
	int rc = name ? srlab_apt_version(apt, name, suite, &version) : -ENOMEM;

	if (!rc && !version) {
		snprintf(error, error_size, "%s no longer has %s", suite, name);
		rc = -ENOENT;
	}
	free(version);
	free(name);
	return rc;
}

/* Up to 6.18 the image is one package; later it only needs the parts. */
static int pick_parts(const struct srlab_apt *apt, const char *suite,
		      struct srlab_pick *pick, char *error, size_t error_size)
{
	static const char *const prefixes[SRLAB_PACKAGES] = {
		[SRLAB_PACKAGE_BASE] = "linux-base-",
		[SRLAB_PACKAGE_BINARY] = "linux-binary-",
		[SRLAB_PACKAGE_MODULES] = "linux-modules-",
	};
	char **packages = pick->packages;
	char *depends;
	size_t i;
	int rc = srlab_apt_depends(apt, packages[SRLAB_PACKAGE_IMAGE],
				   &depends);

	/* An image that depends on nothing is whole. */
	if (rc)
		return rc == -ENOENT ? 0 : rc;
	for (i = 0; i < SRLAB_PACKAGES && !rc; i++) {
		if (!prefixes[i])
			continue;
		rc = srlab_depends_find(depends, prefixes[i], &packages[i]);
		if (!rc)
			rc = check_offered(apt, packages[i], suite, error,
					   error_size);
		else if (rc == -ENOENT)
			rc = 0;
	}
	free(depends);
	return rc;
}

/* The only linux-headers- that the flavour's headers need are the common ones. */
static int pick_headers(const struct srlab_apt *apt, struct srlab_pick *pick)
{
	char **packages = pick->packages;
	int rc;

	rc = pick_dependency(apt, packages[SRLAB_PACKAGE_HEADERS],
			     "linux-headers-",
			     &packages[SRLAB_PACKAGE_COMMON]);
	if (rc)
		return rc;
	return pick_dependency(apt, packages[SRLAB_PACKAGE_HEADERS],
			       "linux-kbuild-",
			       &packages[SRLAB_PACKAGE_KBUILD]);
}

/* Image and headers of one version: the meta-packages come from one source. */
static int pick_by_meta(const struct srlab_apt *apt, const struct choice *choice,
			struct srlab_pick *pick)
{
	char *image_meta = NULL, *headers_meta = NULL;
	int rc = 0;

	if (asprintf(&image_meta, "%s=%s", choice->package,
		     choice->version) < 0 ||
	    asprintf(&headers_meta, "%s=%s", choice->offer->headers,
		     choice->version) < 0)
		rc = -ENOMEM;
	if (!rc)
		rc = pick_dependency(apt, image_meta, IMAGE_PREFIX,
				     &pick->packages[SRLAB_PACKAGE_IMAGE]);
	if (!rc)
		rc = pick_dependency(apt, headers_meta, "linux-headers-",
				     &pick->packages[SRLAB_PACKAGE_HEADERS]);
	if (!rc)
		rc = pick_headers(apt, pick);
	free(image_meta);
	free(headers_meta);
	return rc;
}

/* What a suite keeps after its meta-package left may lack the headers. */
static int pick_by_name(const struct srlab_apt *apt, const struct choice *choice,
			struct srlab_pick *pick)
{
	char **packages = pick->packages;
	int rc;

	if (asprintf(&packages[SRLAB_PACKAGE_IMAGE], "%s=%s", choice->package,
		     choice->version) < 0 ||
	    asprintf(&packages[SRLAB_PACKAGE_HEADERS], "linux-headers-%s=%s",
		     choice->package + strlen(IMAGE_PREFIX),
		     choice->version) < 0)
		return -ENOMEM;
	rc = pick_headers(apt, pick);
	if (rc == -ENOENT) {
		free(packages[SRLAB_PACKAGE_HEADERS]);
		packages[SRLAB_PACKAGE_HEADERS] = NULL;
		rc = 0;
	}
	return rc;
}

static int pick_packages(const struct srlab_apt *apt,
			 const struct choice *choice, struct srlab_pick *pick,
			 char *error, size_t error_size)
{
	const char *suite = choice->offer->suite;
	int rc;

	if (is_pattern(choice->offer->image))
		rc = pick_by_name(apt, choice, pick);
	else
		rc = pick_by_meta(apt, choice, pick);
	if (!rc)
		rc = pick_release(pick, suite);
	if (!rc)
		rc = pick_parts(apt, suite, pick, error, error_size);
	return rc;
}

/* The release whose suites were looked through. */
static void say_not_offered(const struct srlab_kernel_list *list,
			    const char *name, const char *codename,
			    char *error, size_t error_size)
{
	const char *suite = codename;
	size_t i;

	for (i = list->n_offers; i > 0; i--)
		if (!strcmp(list->offers[i - 1].name, name) &&
		    srlab_offer_counts(list, &list->offers[i - 1], codename))
			suite = list->offers[i - 1].suite;
	snprintf(error, error_size,
		 "kernel %s: the package sources for %.*s do not offer it",
		 name, (int)strcspn(suite, "-"), suite);
}

int srlab_kernel_pick(const struct srlab_apt *apt,
		      const struct srlab_kernel_list *list, const char *name,
		      const char *codename, struct srlab_pick *pick,
		      char *error, size_t error_size)
{
	struct choice choice = { .offer = NULL };
	char reason[256] = "its packages cannot be followed";
	int rc;

	memset(pick, 0, sizeof(*pick));
	rc = choose(apt, list, name, codename, &choice);
	if (!rc && !choice.offer) {
		say_not_offered(list, name, codename, error, error_size);
		rc = -ENOENT;
	} else if (!rc) {
		rc = pick_packages(apt, &choice, pick, reason, sizeof(reason));
		if (rc)
			snprintf(error, error_size, "kernel %s: %s=%s: %s",
				 name, choice.package, choice.version, reason);
	}
	choice_clear(&choice);
	if (rc)
		srlab_pick_clear(pick);
	return rc;
}
