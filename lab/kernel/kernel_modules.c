// SPDX-License-Identifier: GPL-2.0-only
#include "kernel_modules.h"
#include "tool.h"
#include "unpack.h"

#include <errno.h>
#include <libkmod.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLANKS " \t\n"

/* What one collection works on; lives as long as srlab_kernel_modules_collect */
struct collection {
	struct kmod_ctx *kmod;
	FILE *order;
	/* the driver at hand is not to be loaded but by its name */
	bool by_name;
	const char *to;
	char *error;
	size_t error_size;
};

static int collect_file(const struct collection *c, struct kmod_module *module)
{
	const char *name = kmod_module_get_name(module);
	char *to;
	int rc = 0;

	if (kmod_module_get_initstate(module) == KMOD_MODULE_BUILTIN)
		return 0;
	if (asprintf(&to, "%s/%s.ko", c->to, name) < 0)
		return -ENOMEM;
	if (access(to, F_OK)) {
		rc = srlab_unpack_file(kmod_module_get_path(module), to,
				       c->error, c->error_size);
		if (!rc && !c->by_name)
			fprintf(c->order, "%s.ko\n", name);
	}
	free(to);
	return rc;
}

static int collect_with_needs(const struct collection *c,
			      struct kmod_module *module);

/* Modules that must come first although no symbol says so. */
static int collect_soft_needs(const struct collection *c,
			      struct kmod_module *module)
{
	struct kmod_list *pre = NULL, *post = NULL, *at;
	int rc = 0;

	if (kmod_module_get_softdeps(module, &pre, &post))
		return 0;
	kmod_list_foreach(at, pre) {
		struct kmod_module *need = kmod_module_get_module(at);

		/* One that the package lacks is only a wish: leave it out. */
		if (!rc && kmod_module_get_path(need))
			rc = collect_with_needs(c, need);
		kmod_module_unref(need);
	}
	kmod_module_unref_list(pre);
	kmod_module_unref_list(post);
	return rc;
}

/* libkmod gives a module's needs in the order in which they can be loaded. */
static int collect_with_needs(const struct collection *c,
			      struct kmod_module *module)
{
	struct kmod_list *needs = kmod_module_get_dependencies(module), *at;
	int rc = collect_soft_needs(c, module);

	kmod_list_foreach(at, needs) {
		struct kmod_module *need = kmod_module_get_module(at);

		if (!rc)
			rc = collect_file(c, need);
		kmod_module_unref(need);
	}
	kmod_module_unref_list(needs);
	return rc ? rc : collect_file(c, module);
}

/* A name may be an alias or a builtin, so it is looked up, not constructed. */
static int collect_name(const struct collection *c, char *name)
{
	size_t length = strlen(name);
	bool optional = length && name[length - 1] == '?';
	struct kmod_list *found = NULL, *at;
	int rc;

	if (optional)
		name[length - 1] = '\0';
	rc = kmod_module_new_from_lookup(c->kmod, name, &found);
	if (!rc && !found && !optional) {
		snprintf(c->error, c->error_size,
			 "%s: no such driver in this kernel", name);
		rc = -ENOENT;
	}
	kmod_list_foreach(at, found) {
		struct kmod_module *module = kmod_module_get_module(at);

		if (!rc)
			rc = collect_with_needs(c, module);
		kmod_module_unref(module);
	}
	kmod_module_unref_list(found);
	return rc;
}

static int collect_line(struct collection *c, char *line)
{
	char *rest = NULL, *name, *word;

	line[strcspn(line, "#")] = '\0';
	name = strtok_r(line, BLANKS, &rest);
	if (!name)
		return 0;
	word = strtok_r(NULL, BLANKS, &rest);
	c->by_name = word && !strcmp(word, "by");
	if (word && !c->by_name) {
		snprintf(c->error, c->error_size,
			 "%s: \"%s\" behind a driver's name means nothing",
			 name, word);
		return -EINVAL;
	}
	return collect_name(c, name);
}

static int collect_list(struct collection *c, char *list)
{
	char *rest_of_list = NULL, *line;
	int rc = 0;

	for (line = strtok_r(list, "\n", &rest_of_list); line && !rc;
	     line = strtok_r(NULL, "\n", &rest_of_list))
		rc = collect_line(c, line);
	return rc;
}

static int collect_open(struct collection *c, const char *tree)
{
	/* Not this machine's modprobe.d: the kernel is another's. */
	const char *no_configuration = NULL;
	char *order;

	if (asprintf(&order, "%s/order", c->to) < 0)
		return -ENOMEM;
	c->order = fopen(order, "we");
	free(order);
	if (!c->order)
		return -errno;
	c->kmod = kmod_new(tree, &no_configuration);
	return c->kmod ? 0 : -ENOMEM;
}

static int collect_close(struct collection *c)
{
	int rc = 0;

	if (c->kmod)
		kmod_unref(c->kmod);
	if (c->order && fclose(c->order))
		rc = -errno;
	return rc;
}

static int write_wanted(const char *to, const char *list)
{
	char *path;
	int rc;

	if (asprintf(&path, "%s/wanted", to) < 0)
		return -ENOMEM;
	rc = srlab_tool_write_file(path, list);
	free(path);
	return rc;
}

int srlab_kernel_modules_collect(const char *tree, const char *list,
				 const char *to, char *error, size_t error_size)
{
	struct collection c = { .to = to, .error = error,
				.error_size = error_size };
	char *copy = strdup(list);
	int rc, rc_close;

	if (!copy)
		return -ENOMEM;
	snprintf(error, error_size, "cannot collect drivers from %s", tree);
	rc = collect_open(&c, tree);
	if (!rc)
		rc = collect_list(&c, copy);
	rc_close = collect_close(&c);
	free(copy);
	if (!rc)
		rc = rc_close;
	return rc ? rc : write_wanted(to, list);
}
