/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: the evidence for one range, in order: from what firmware says, link by
 * link, to what Linux made of it. The first link that disagrees with the one
 * before is the culprit.
 */
#ifndef SR_EVIDENCE_H
#define SR_EVIDENCE_H

#include "ruled_machine.h"

/** enum chain_mark - what is wrong with a link */
enum chain_mark {
	CHAIN_FITS,       /* nothing */
	CHAIN_CULPRIT,    /* the first that disagrees with the one before */
	CHAIN_DISAGREES,  /* with the link before, but is not the first */
	CHAIN_MISSING,    /* not there, or no use, because of one before */
	CHAIN_UNKNOWN,    /* it could not be read */
};

/** struct chain_link - a piece of evidence */
struct chain_link {
	/** @depth: links of one route to a device are set off: 1, else 0 */
	unsigned int depth;
	/** @starts: the first link of a route */
	bool starts;
	/** @level: "firmware map", "window", "host bridge decoder" ... */
	const char *level;
	/** @name: which one, "" if there is none; owned */
	char *name;
	/** @at: where, valid if @has_at */
	struct sr_extent at;
	bool has_at;
	/** @detail: more about it, "" if there is none; owned */
	char *detail;
	enum chain_mark mark;
	/** @here: the value that disagrees, or NULL; owned */
	char *here;
	/** @there: what the link before says, or NULL; owned */
	char *there;
};

/** struct chain - the links of a range, and what follows from them */
struct chain {
	struct chain_link *links;
	size_t n;
	/** @culprit: stable tag of what is wrong, "none" */
	const char *culprit;
	/** @where: the component at fault, "" if there is none; owned */
	char *where;
	/** @finding: what is wrong, a sentence; owned */
	char *finding;
	/** @operator_action: what the machine's owner can do now; owned */
	char *operator_action;
	/** @vendor_sentence: what to write to the firmware vendor, or NULL */
	char *vendor_sentence;
};

/**
 * chain_build() - collect the evidence for a range
 * @machine: the machine
 * @index: of the range in its facts
 * @out: the chain; chain_free() after
 *
 * Return: 0 or -ENOMEM.
 */
int chain_build(const struct machine *machine, size_t index,
		struct chain *out);

/** chain_free() - free what the chain holds, also half-built */
void chain_free(struct chain *chain);

/* ---- finding.c ---- */

/**
 * chain_say_route() - finding and vendor's sentence for a faulty route
 * @route: a route with a fault
 * @chain: written here
 *
 * Return: 0 or -ENOMEM.
 */
int chain_say_route(const struct route *route, struct chain *chain);

/** chain_is_cut() - the range and the route's region cut each other */
bool chain_is_cut(const struct sr_range *range, const struct route *route);

/** chain_say_cut() - finding and vendor's sentence where they do */
int chain_say_cut(const struct sr_range *range, const struct route *route,
		  struct chain *chain);

/** chain_is_refused() - a port or endpoint that no driver is bound to */
bool chain_is_refused(const struct sr_cxl_port *port);

/** chain_port() - "host bridge 12 (port1)", or its name and device */
void chain_port(const struct sr_running *running,
		const struct sr_cxl_port *port, char *text, size_t size);

/** chain_say_given_up() - the finding where the module took it from CXL */
int chain_say_given_up(const struct machine *machine, size_t index,
		       struct chain *chain);

/** chain_say_rescued() - add to the finding that device-dax has the range */
int chain_say_rescued(struct chain *chain);

/** chain_say_unserved() - the finding where only a dax device is missing */
int chain_say_unserved(const struct machine *machine, size_t index,
		       struct chain *chain);

/** chain_say_range() - the same, where no route is at fault */
int chain_say_range(const struct machine *machine, size_t index,
		    struct chain *chain);

/** chain_say_action() - what the operator can do; sets it in the chain */
int chain_say_action(const struct machine *machine, size_t index,
		     struct chain *chain);

/** chain_component() - "host bridge 12", "switch0", "mem1" of a fault */
void chain_component(const struct route *route, enum route_level level,
		     char *text, size_t size);

#endif /* SR_EVIDENCE_H */
