// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: the devices of a bus, and the facts of one from its directory by a table.
 *
 * An attribute that is not there is unknown without a word: which attributes
 * there are depends on the kernel and on the kind of device. One that is there
 * but cannot be read or makes no sense is an omission.
 */
#include "system_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int read_text(int at, const struct sr_key *key, char **to)
{
	char text[SR_ATTRIBUTE_MAX];
	int err;

	if (key->link)
		err = sr_link_last(at, key->attribute, text, sizeof(text));
	else
		err = sr_attribute_text(at, key->attribute, text,
					sizeof(text));
	if (err || !*text)
		return err;
	*to = strdup(text);
	return *to ? 0 : -ENOMEM;
}

/*
 * CXL and dax say -1 for "no node" and for "no address", the softreserve
 * module says "unknown" where decoders cannot be read.
 */
static int read_fact(int at, const struct sr_key *key, struct sr_fact *fact)
{
	char text[64];
	int err = sr_attribute_text(at, key->attribute, text, sizeof(text));

	if (err || !strcmp(text, "-1") || !strcmp(text, "unknown"))
		return err;
	err = sr_number(text, &fact->value);
	fact->known = !err && fact->value != UINT64_MAX;
	if (!fact->known)
		fact->value = 0;
	return err;
}

static int omit_attribute(struct sr_running *running, const char *pattern,
			  const char *attribute, int err)
{
	char fact[256];

	snprintf(fact, sizeof(fact), "%s/%s", pattern, attribute);
	if (err == -EINVAL)
		return sr_omit(running, fact, "it makes no sense");
	return sr_omit_errno(running, fact, -err);
}

int sr_attributes_read(struct sr_running *running, int at,
		       const char *pattern, const struct sr_object *object,
		       void *data)
{
	size_t i;
	int err = 0;

	for (i = 0; i < object->n_keys; i++) {
		const struct sr_key *key = &object->keys[i];
		void *member = (char *)data + key->offset;

		if (!key->attribute || (running->brief && key->detail))
			continue;
		/* Something else has told it. */
		if (key->kind == SR_KEY_TEXT && *(char **)member)
			continue;
		if (key->kind == SR_KEY_TEXT)
			err = read_text(at, key, member);
		else
			err = read_fact(at, key, member);
		if (err == -ENOMEM)
			return err;
		if (err && err != -ENOENT &&
		    omit_attribute(running, pattern, key->attribute, err))
			return -ENOMEM;
	}
	return 0;
}

static bool begins_with(const char *name, const void *prefix)
{
	return !strncmp(name, prefix, strlen(prefix));
}

int sr_devices_read(int root, struct sr_running *running, const char *path,
		    const char *fact, const char *prefix,
		    int (*read)(struct sr_running *running, int directory,
				const char *name))
{
	struct sr_names names;
	size_t i;
	int err, directory = sr_dir_open(root, path);

	if (directory == -ENOENT)
		return 0;
	if (directory < 0)
		return sr_omit_errno(running, fact, -directory);
	err = sr_dir_names_of(directory, begins_with, prefix, &names);
	if (err && err != -ENOMEM)
		err = sr_omit_errno(running, fact, -err);
	for (i = 0; !err && i < names.n; i++)
		err = read(running, directory, names.names[i]);
	sr_names_free(&names);
	close(directory);
	return err;
}
