/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: inside the platform document: one table per JSON object.
 *
 * A struct sr_object lists the keys of a JSON object and where each lives in
 * the C struct. Reading, writing, freeing and the check for unknown keys all
 * walk the same tables (platform_table.c), so they cannot disagree.
 */
#ifndef SR_PLATFORM_PRIVATE_H
#define SR_PLATFORM_PRIVATE_H

#include "platform.h"

struct json_object;

/** struct sr_reader - which document is read, and where its error goes */
struct sr_reader {
	/** @file: the name to say in errors */
	const char *file;
	/** @error: the caller's buffer */
	char *error;
	/** @error_size: bytes in @error */
	size_t error_size;
};

/** struct sr_node - a JSON value and the way to it */
struct sr_node {
	/** @reader: the document it is in */
	const struct sr_reader *reader;
	/** @parent: the object or array around it; NULL for the document */
	const struct sr_node *parent;
	/** @key: its key, or NULL for an item of an array */
	const char *key;
	/** @index: its index where @key is NULL */
	size_t index;
	/** @value: the value; NULL also stands for JSON null */
	struct json_object *value;
};

/** enum sr_key_kind - how a key is written in JSON and kept in C */
enum sr_key_kind {
	/** @SR_KEY_ADDRESS: hex string; uint64_t */
	SR_KEY_ADDRESS,
	/** @SR_KEY_BYTES: integer; uint64_t */
	SR_KEY_BYTES,
	/** @SR_KEY_NUMBER: integer; uint32_t or unsigned int */
	SR_KEY_NUMBER,
	/** @SR_KEY_SHORT: integer; uint16_t */
	SR_KEY_SHORT,
	/** @SR_KEY_BOOL: true or false; bool */
	SR_KEY_BOOL,
	/** @SR_KEY_TEXT: string; char *, owned, NULL where absent */
	SR_KEY_TEXT,
	/** @SR_KEY_NUMBERS: array; uint32_t[SR_TARGETS_MAX] + unsigned int */
	SR_KEY_NUMBERS,
	/** @SR_KEY_LIST: array; pointer to objects, owned, + size_t */
	SR_KEY_LIST,
	/** @SR_KEY_SECTION: object; its keys live at an offset in place */
	SR_KEY_SECTION,
	/** @SR_KEY_OPAQUE: object, kept as it is; struct json_object * */
	SR_KEY_OPAQUE,
	/** @SR_KEY_FACT: integer, absent if unknown; struct sr_fact */
	SR_KEY_FACT,
	/** @SR_KEY_FACT_ADDRESS: the same as a hex string */
	SR_KEY_FACT_ADDRESS,
	/** @SR_KEY_CUSTOM: its own functions */
	SR_KEY_CUSTOM,
};

/** struct sr_key - one key of a JSON object */
struct sr_key {
	/** @name: the key; NULL where list items are bare values */
	const char *name;
	/** @kind: how it is written and kept */
	enum sr_key_kind kind;
	/** @offset: where it is in the C struct */
	size_t offset;
	/** @also: where its count or its "is there" flag is, if it has one */
	size_t also;
	/** @has_flag: ADDRESS only: @also is a bool "is there" */
	bool has_flag;
	/** @keep_empty: LIST only: empty is not absent; a pointer tells */
	bool keep_empty;
	/** @required: must be there */
	bool required;
	/** @fallback: numbers and booleans: value if absent */
	uint64_t fallback;
	/** @min: numbers: least value; arrays: least count */
	uint64_t min;
	/** @max: numbers: greatest value; arrays: greatest count */
	uint64_t max;
	/** @allowed: TEXT only: which characters; NULL for any printable */
	const char *allowed;
	/** @attribute: the sysfs attribute it comes from, if it does */
	const char *attribute;
	/** @link: @attribute is a symlink; its last component counts */
	bool link;
	/** @detail: it only explains: no ruling and no sum rests on it */
	bool detail;
	/** @object: LIST and SECTION: what is in it */
	const struct sr_object *object;
	/** @read: CUSTOM: reads @at, whose value is there, into the struct */
	int (*read)(const struct sr_node *at, void *object);
	/** @write: CUSTOM: a new JSON value, or NULL where out of memory */
	struct json_object *(*write)(const void *object);
};

/** struct sr_object - a JSON object and its C struct */
struct sr_object {
	/** @size: of the C struct */
	size_t size;
	/** @keys: its keys, in the order in which they are written */
	const struct sr_key *keys;
	/** @n_keys: entries in @keys */
	size_t n_keys;
	/** @finish: checks that need several keys; may be NULL */
	int (*finish)(const struct sr_node *at, void *object);
};

/** sr_memory_type_of() - the type that firmware's word stands for */
enum sr_memory_type sr_memory_type_of(const char *word);

/**
 * sr_scenario_complete() - give a scenario the machine that it names
 * @reader: the document; its file says where to look for the machine
 * @document: a parsed document; where it has a member "platform", that goes,
 *	and the firmware, hardware and linux of platforms/NAME.json come
 *
 * Return: 0; -errno of the machine's file, or -EINVAL, with the error written.
 */
int sr_scenario_complete(const struct sr_reader *reader,
			 struct json_object *document);

/** sr_platform_object - the whole document */
extern const struct sr_object sr_platform_object;

/**
 * sr_reader_fail() - say what is wrong with a document
 * @reader: the document
 * @format: printf format of "KEY.PATH: reason"
 *
 * Return: -EINVAL, always.
 */
int sr_reader_fail(const struct sr_reader *reader, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * sr_node_fail() - say what is wrong with a value
 * @at: the value
 * @format: printf format of the reason
 *
 * Return: -EINVAL, always.
 */
int sr_node_fail(const struct sr_node *at, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** sr_node_key() - the node of a key under an object, there or not */
struct sr_node sr_node_key(const struct sr_node *parent, const char *key);

/** sr_node_item() - the node of an item of an array */
struct sr_node sr_node_item(const struct sr_node *parent, size_t index);

/** sr_node_text() - a printable string; -EINVAL with the error written */
int sr_node_text(const struct sr_node *at, const char **text);

/** sr_node_number() - an integer from min to max; -EINVAL and an error */
int sr_node_number(const struct sr_node *at, uint64_t min, uint64_t max,
		   uint64_t *number);

/** sr_node_address() - a hex string; -EINVAL with the error written */
int sr_node_address(const struct sr_node *at, uint64_t *address);

/**
 * sr_json_load() - read a file and parse it as JSON
 * @reader: the document
 * @out: the JSON value; the caller puts it
 *
 * Return: 0 or -errno with the error written.
 */
int sr_json_load(const struct sr_reader *reader, struct json_object **out);

/** sr_json_parse() - the same from memory */
int sr_json_parse(const struct sr_reader *reader, const char *text,
		  size_t length, struct json_object **out);

/**
 * sr_platform_parse() - sr_platform_read() of text in memory
 * @file: the name to say in errors
 * @text: the document
 * @length: bytes in @text
 * @out: as sr_platform_read()
 * @error: as sr_platform_read()
 * @error_size: as sr_platform_read()
 *
 * Return: as sr_platform_read().
 */
int sr_platform_parse(const char *file, const char *text, size_t length,
		      struct sr_platform **out, char *error,
		      size_t error_size);

/**
 * sr_platform_check() - check what needs more than one object, fill defaults
 * @reader: the document, for errors
 * @platform: what was read
 *
 * Return: 0; -EINVAL with the error written; -ENOMEM.
 */
int sr_platform_check(const struct sr_reader *reader,
		      struct sr_platform *platform);

/**
 * sr_object_read() - read a JSON value by a table
 * @at: the value
 * @object: the table
 * @data: the C struct, zeroed; sr_object_clear() it also after an error
 *
 * Return: 0; -EINVAL with the error written; -ENOMEM.
 */
int sr_object_read(const struct sr_node *at, const struct sr_object *object,
		   void *data);

/** sr_object_write() - a new JSON value by a table; 0, -ENOMEM or -EFBIG */
int sr_object_write(const struct sr_object *object, const void *data,
		    struct json_object **out);

/**
 * sr_json_write() - write a JSON value as a document
 * @document: the value
 * @to: an open stream
 * @limit: bytes that it may take
 *
 * Return: 0; -EFBIG where it takes more; -errno.
 */
int sr_json_write(struct json_object *document, FILE *to, size_t limit);

/** sr_object_clear() - free all that an object owns, but not the object */
void sr_object_clear(const struct sr_object *object, void *data);

#endif /* SR_PLATFORM_PRIVATE_H */
