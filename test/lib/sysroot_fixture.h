/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: a made-up /sys and /proc in a temporary directory, for the readers.
 */
#ifndef SR_SYSROOT_FIXTURE_H
#define SR_SYSROOT_FIXTURE_H

#include "rule.h"
#include "system_private.h"

/** struct fixture - the tree, and the system that is read from it */
struct fixture {
	/** @path: the directory */
	char path[64];
	/** @root: the same, open */
	int root;
	/** @system: empty at first */
	struct sr_system *system;
};

/** fixture_setup() - cmocka setup: an empty tree and an empty system */
int fixture_setup(void **state);
/** fixture_teardown() - cmocka teardown: removes both */
int fixture_teardown(void **state);

/** fixture_forget() - start over with an empty system */
void fixture_forget(struct fixture *fixture);

/** fixture_file() - make a file with this text, and the directories above */
void fixture_file(struct fixture *fixture, const char *path,
		  const char *text);
/** fixture_bytes() - the same with any bytes */
void fixture_bytes(struct fixture *fixture, const char *path,
		   const void *bytes, size_t length);
/** fixture_link() - make a symlink, and the directories above it */
void fixture_link(struct fixture *fixture, const char *path,
		  const char *target);

/** fixture_read() - fill the system with sr_system_read() */
void fixture_read(struct fixture *fixture);

/** assert_omission() - the n-th omission reads like this */
void assert_omission(const struct fixture *fixture, size_t n,
		     const char *fact, const char *why);
/** assert_omitted() - some omission reads like this */
void assert_omitted(const struct fixture *fixture, const char *fact,
		    const char *why);

/** assert_route() - where an address of a window leads, and why */
void assert_route(const struct sr_facts *facts, uint64_t address,
		  enum sr_route route, enum sr_route_why why);

/** assert_leads() - the same in the system that was read */
void assert_leads(const struct fixture *fixture, uint64_t address,
		  enum sr_route route, enum sr_route_why why);

#endif /* SR_SYSROOT_FIXTURE_H */
