// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: ranges, ledgers and evidence as JSON. Keys are only ever added.
 */
#include "json_output.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "amount.h"

/* Takes the value; where there is none, the object stays without the key. */
static void put(struct json_object *object, const char *key,
		struct json_object *value)
{
	if (value)
		json_object_object_add(object, key, value);
}

static void put_text(struct json_object *object, const char *key,
		     const char *text)
{
	if (text && *text)
		put(object, key, json_object_new_string(text));
}

static void put_bytes(struct json_object *object, const char *key,
		      uint64_t bytes, bool human)
{
	put(object, key,
	    human ? json_object_new_string(amount_human(bytes).text) :
		    json_object_new_uint64(bytes));
}

static void put_address(struct json_object *object, const char *key,
			uint64_t address, bool human)
{
	put(object, key,
	    human ? json_object_new_string(amount_hex(address).text) :
		    json_object_new_uint64(address));
}

struct json_object *explain_json_ledger(const struct machine *machine,
					const struct sr_ledger *ledger,
					bool human)
{
	struct json_object *object = json_object_new_object();

	if (!object)
		return NULL;
	if (machine->knows_offer || ledger != &machine->now_sum)
		put_bytes(object, "offered", ledger->offered, human);
	if (!machine->knows_owners)
		return object;
	put_bytes(object, "cxl", ledger->cxl, human);
	put_bytes(object, "dax", ledger->dax, human);
	put_bytes(object, "lost_alignment", ledger->lost_alignment, human);
	put_bytes(object, "stranded", ledger->stranded, human);
	if (ledger->not_decoded_known)
		put_bytes(object, "not_decoded", ledger->not_decoded, human);
	put_bytes(object, "unrouted", ledger->unrouted, human);
	put_bytes(object, "misrouted", ledger->misrouted, human);
	put_bytes(object, "persistent", ledger->persistent, human);
	put_bytes(object, "route_unknown", ledger->route_unknown, human);
	return object;
}

static struct json_object *devices_of(const struct machine *machine,
				      const struct sr_range *range, bool human)
{
	struct json_object *array = json_object_new_array(), *one;
	struct machine_holder holder;
	size_t cursor = 0;

	while (array && machine_holder_next(machine, range, &cursor,
					    &holder)) {
		one = json_object_new_object();
		if (!one)
			break;
		put_text(one, "chardev", holder.device->name);
		put_address(one, "resource", holder.at.start, human);
		put_bytes(one, "size", machine_extent_size(holder.at), human);
		put_text(one, "driver", holder.device->driver);
		put_text(one, "parent", holder.device->parent);
		put_text(one, "region", holder.device->region);
		json_object_array_add(array, one);
	}
	return array;
}

struct json_object *explain_json_range(const struct machine *machine,
				       size_t index, bool human)
{
	const struct sr_range *range = &machine->facts->ranges[index];
	struct json_object *object = json_object_new_object();
	const struct sr_running *running = &machine->system->running;
	uint64_t online = machine_online(machine, range->at);

	if (!object)
		return NULL;
	put(object, "range", json_object_new_uint64(index));
	put_address(object, "resource", range->at.start, human);
	put_bytes(object, "size", range->ledger.offered, human);
	put_text(object, "owner", sr_owner_tag(range->owner));
	put_text(object, "reason", machine_reason(machine, index));
	put_text(object, "reason_text", machine_reason_text(machine, index));
	put(object, "mismatch", json_object_new_boolean(range->mismatch));
	put(object, "now", explain_json_ledger(machine, &machine->now[index],
					       human));
	put(object, "after_settling",
	    explain_json_ledger(machine, &range->ledger, human));
	if ((running->n_blocks || running->block_size.known) &&
	    machine->knows_owners)
		put_bytes(object, "online", online, human);
	put(object, "devices", devices_of(machine, range, human));
	return object;
}

static struct json_object *link_object(const struct chain_link *link)
{
	static const char *const marks[] = {
		[CHAIN_FITS] = "fits", [CHAIN_CULPRIT] = "culprit",
		[CHAIN_DISAGREES] = "disagrees",
		[CHAIN_MISSING] = "missing", [CHAIN_UNKNOWN] = "unknown",
	};
	struct json_object *object = json_object_new_object();

	if (!object)
		return NULL;
	put_text(object, "level", link->level);
	put_text(object, "name", link->name);
	if (link->has_at) {
		put_address(object, "resource", link->at.start, false);
		put_bytes(object, "size", machine_extent_size(link->at),
			  false);
	}
	put_text(object, "detail", link->detail);
	put_text(object, "mark", marks[link->mark]);
	put_text(object, "here", link->here);
	put_text(object, "there", link->there);
	return object;
}

int explain_json_add(const struct machine *machine, size_t index,
		     const struct chain *chain, struct json_object *array)
{
	struct json_object *object = explain_json_range(machine, index, false);
	struct json_object *evidence = json_object_new_array();
	size_t i;

	if (!object || !evidence) {
		json_object_put(object);
		json_object_put(evidence);
		return -ENOMEM;
	}
	put_text(object, "culprit", chain->culprit);
	put_text(object, "where", chain->where);
	put_text(object, "finding", chain->finding);
	put_text(object, "do_now", chain->operator_action);
	put_text(object, "to_vendor", chain->vendor_sentence);
	for (i = 0; i < chain->n; i++)
		json_object_array_add(evidence, link_object(&chain->links[i]));
	put(object, "evidence", evidence);
	return json_object_array_add(array, object) ? -ENOMEM : 0;
}

void explain_json_print(struct json_object *value)
{
	puts(json_object_to_json_string_ext(value,
					    JSON_C_TO_STRING_PRETTY |
					    JSON_C_TO_STRING_NOSLASHESCAPE));
}
