// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: the end of a platform: everything that the tables say it owns.
 */
#include "platform_private.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

static void clear_list(const struct sr_key *key, char *data)
{
	size_t i, count = *(size_t *)(void *)(data + key->also);
	char *items;

	memcpy(&items, data + key->offset, sizeof(items));
	for (i = 0; i < count; i++)
		sr_object_clear(key->object, items + i * key->object->size);
	free(items);
}

void sr_object_clear(const struct sr_object *object, void *data)
{
	size_t i;

	for (i = 0; i < object->n_keys; i++) {
		const struct sr_key *key = &object->keys[i];
		void *member = (char *)data + key->offset;

		if (key->kind == SR_KEY_TEXT)
			free(*(char **)member);
		else if (key->kind == SR_KEY_OPAQUE)
			json_object_put(*(struct json_object **)member);
		else if (key->kind == SR_KEY_SECTION)
			sr_object_clear(key->object, member);
		else if (key->kind == SR_KEY_LIST)
			clear_list(key, data);
	}
}

void sr_platform_free(struct sr_platform *platform)
{
	if (!platform)
		return;
	sr_object_clear(&sr_platform_object, platform);
	free(platform);
}
