// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: what the evidence comes to, in words: the finding, what the machine's
 * owner can do now, and what to write to the firmware vendor.
 */
#include "evidence.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "amount.h"

static int put(char **to, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static int put(char **to, const char *format, ...)
{
	va_list args;
	int n;

	free(*to);
	va_start(args, format);
	n = vasprintf(to, format, args);
	va_end(args);
	if (n >= 0)
		return 0;
	*to = NULL;
	return -ENOMEM;
}

void chain_component(const struct route *route, enum route_level level,
		     char *text, size_t size)
{
	switch (level) {
	case ROUTE_AT_WINDOW:
		snprintf(text, size, "CXL window");
		break;
	case ROUTE_AT_BRIDGE:
		snprintf(text, size, "host bridge %u",
			 route->device->host_bridge);
		break;
	case ROUTE_AT_SWITCH:
		snprintf(text, size, "%s", route->device->switch_name);
		break;
	case ROUTE_AT_DEVICE:
		snprintf(text, size, "%s", route->device->name);
		break;
	}
}

/* The parts that the sentences about a route are made of. */
struct words {
	char component[64];
	/* what: "host bridge 12 decoder 1" */
	char what[96];
	/* device: "mem1 decoder 0 (0x130000000-0x14fffffff)" */
	char device[160];
	struct amount start;
	struct amount end;
};

static void find_words(const struct route *route, struct words *words)
{
	const struct sr_decoder *decoder = route->decoder;

	words->start = amount_hex(decoder->start);
	words->end = amount_hex(decoder->start + (decoder->size - 1));
	chain_component(route, route->level, words->component,
			sizeof(words->component));
	if (route->culprit)
		snprintf(words->what, sizeof(words->what), "%s decoder %u",
			 words->component, route->culprit->index);
	else
		snprintf(words->what, sizeof(words->what), "%s",
			 words->component);
	snprintf(words->device, sizeof(words->device), "%s decoder %u (%s-%s)",
		 route->device->name, decoder->index, words->start.text,
		 words->end.text);
}

static int say_port(const struct route *route, const struct words *words,
		    struct chain *chain)
{
	int err;

	if (route->fault == ROUTE_ZERO_SIZE) {
		err = put(&chain->finding, "%s is committed with size 0. Linux takes that for a broken port and ignores all memory behind it.",
			  words->what);
		return err ? err : put(&chain->vendor_sentence, "HDM %s is committed although its size is 0. Please leave unused HDM decoders uncommitted: Linux refuses the whole port and cannot use the memory at %s-%s.",
				       words->what, words->start.text,
				       words->end.text);
	}
	if (route->fault == ROUTE_OUT_OF_ORDER) {
		err = put(&chain->finding, "%s is committed although decoder %llu before it is not. Linux refuses the whole port and ignores all memory behind it.",
			  words->what, (unsigned long long)route->wanted);
		return err ? err : put(&chain->vendor_sentence, "HDM %s is committed although decoder %llu is not. Please commit HDM decoders in order of their numbers, as CXL 3.1 section 8.2.4.20 asks.",
				       words->what,
				       (unsigned long long)route->wanted);
	}
	err = put(&chain->finding, "%s reaches %s into a device that has %s. Linux refuses the decoder.",
		  words->what, amount_bytes(route->found).text,
		  amount_bytes(route->wanted).text);
	return err ? err : put(&chain->vendor_sentence, "HDM %s (%s-%s) maps %s of a device that has %s. Please program size and skip so that they fit the device.",
			       words->what, words->start.text,
			       words->end.text,
			       amount_bytes(route->found).text,
			       amount_bytes(route->wanted).text);
}

static int say_window(const struct route *route, const struct words *words,
		      struct chain *chain)
{
	int err;

	if (route->fault == ROUTE_NOT_TARGET) {
		err = put(&chain->finding, "%s is behind host bridge %u, which is no target of its CXL window.",
			  words->device, route->device->host_bridge);
		return err ? err : put(&chain->vendor_sentence, "The CEDT CFMWS at %s does not list host bridge %u, but %s is behind that bridge. Please correct the interleave target list.",
				       amount_hex(route->window->start).text,
				       route->device->host_bridge,
				       words->device);
	}
	if (route->fault == ROUTE_PAST_WINDOW) {
		err = put(&chain->finding, "%s reaches past its CXL window (%s-%s), so Linux makes no region of it.",
			  words->device,
			  amount_hex(route->window->start).text,
			  amount_hex(route->window->start +
				     (route->window->size - 1)).text);
		return err ? err : put(&chain->vendor_sentence, "%s reaches past the CEDT CFMWS at %s, which has %s. Please make the CFMWS as large as what is decoded in it.",
				       words->device,
				       amount_hex(route->window->start).text,
				       amount_bytes(route->window->size).text);
	}
	err = put(&chain->finding, "%s is in no CXL window, so Linux makes no region of it.",
		  words->device);
	return err ? err : put(&chain->vendor_sentence, "%s is committed, but no CEDT CFMWS holds its addresses. Please describe them by a CFMWS, or turn off normalized addressing.",
			       words->device);
}

static int say_missing(const struct route *route, const struct words *words,
		       struct chain *chain)
{
	int err = put(&chain->finding, "%s has no committed decoder for %s, so Linux cannot assemble the region.",
		      words->component, words->device);

	(void)route;
	return err ? err : put(&chain->vendor_sentence, "%s has no committed HDM decoder for %s-%s, which the device below it decodes. Please program one.",
			       words->component, words->start.text,
			       words->end.text);
}

static int say_range(const struct route *route, const struct words *words,
		     struct chain *chain)
{
	struct amount start = amount_hex(route->culprit->start);
	struct amount end = amount_hex(route->culprit->start +
				       (route->culprit->size - 1));
	int err = put(&chain->finding, "%s decodes %s-%s, but %s below it decodes %s-%s. Linux wants a decoder with exactly the device's addresses at each level, and makes no working region without.",
		      words->what, start.text, end.text, route->device->name,
		      words->start.text, words->end.text);

	return err ? err : put(&chain->vendor_sentence, "HDM %s decodes %s-%s, but the device below it, %s, decodes %s-%s. Please program decoders with the same base and size at every level, one per region.",
			       words->what, start.text, end.text,
			       route->device->name, words->start.text,
			       words->end.text);
}

static int say_targets(const struct route *route, const struct words *words,
		       struct chain *chain)
{
	int err = put(&chain->finding, "%s targets port %llu, but %s is behind port %llu.",
		      words->what, (unsigned long long)route->found,
		      route->device->name, (unsigned long long)route->wanted);

	return err ? err : put(&chain->vendor_sentence, "HDM %s targets port %llu, but %s is behind port %llu. Please correct its target list.",
			       words->what, (unsigned long long)route->found,
			       words->device,
			       (unsigned long long)route->wanted);
}

static int say_interleave(const struct route *route,
			  const struct words *words, struct chain *chain)
{
	const char *kind = route->fault == ROUTE_WAYS ? "interleave ways" :
						       "interleave granularity";
	unsigned long long found = route->found, wanted = route->wanted;
	int err;

	if (route->level == ROUTE_AT_DEVICE)
		err = put(&chain->finding, "%s has %s %llu, but what is above it has %llu. Linux does not commit a region of decoders that differ.",
			  words->what, kind, found, wanted);
	else
		err = put(&chain->finding, "%s has %s %llu where %llu would fit what is above and below it. Linux does not commit the region.",
			  words->what, kind, found, wanted);
	return err ? err : put(&chain->vendor_sentence, "HDM %s (%s-%s) has %s %llu; Linux expects %llu there. Please program all decoders on the way alike, also where one way makes the value meaningless.",
			       words->what, words->start.text,
			       words->end.text, kind, found, wanted);
}

static int say_members(const struct route *route, const struct words *words,
		       struct chain *chain)
{
	int err = put(&chain->finding, "%s is one of %llu ways, but only %llu device%s decode%s these addresses. Linux waits for the others for ever.",
		      words->what, (unsigned long long)route->wanted,
		      (unsigned long long)route->found,
		      route->found == 1 ? "" : "s",
		      route->found == 1 ? "s" : "");

	return err ? err : put(&chain->vendor_sentence, "%s is programmed for %llu interleave ways, but only %llu of the devices decode that range. Please program all members of the set, or fewer ways.",
			       words->device,
			       (unsigned long long)route->wanted,
			       (unsigned long long)route->found);
}

static int say_persistent(const struct words *words, struct chain *chain)
{
	int err = put(&chain->finding, "%s maps persistent capacity, but firmware offers its addresses as volatile memory. Linux makes a persistent region of it, which is no System RAM.",
		      words->device);

	return err ? err : put(&chain->vendor_sentence, "%s maps persistent capacity, but the memory map marks its addresses EFI_MEMORY_SP. Please do not mark persistent memory as specific-purpose memory.",
			       words->device);
}

static int say_fault(const struct route *route, const struct words *words,
		     struct chain *chain)
{
	switch (route->fault) {
	case ROUTE_ZERO_SIZE:
	case ROUTE_OUT_OF_ORDER:
	case ROUTE_TOO_LARGE:
		return say_port(route, words, chain);
	case ROUTE_NO_WINDOW:
	case ROUTE_PAST_WINDOW:
	case ROUTE_NOT_TARGET:
		return say_window(route, words, chain);
	case ROUTE_NO_DECODER:
		return say_missing(route, words, chain);
	case ROUTE_OTHER_RANGE:
		return say_range(route, words, chain);
	case ROUTE_OTHER_PORT:
		return say_targets(route, words, chain);
	case ROUTE_WAYS:
	case ROUTE_GRANULARITY:
		return say_interleave(route, words, chain);
	case ROUTE_MEMBERS:
		return say_members(route, words, chain);
	case ROUTE_PERSISTENT:
		return say_persistent(words, chain);
	case ROUTE_GOOD:
	case ROUTE_FAULTS:
		break;
	}
	return 0;
}

int chain_say_route(const struct route *route, struct chain *chain)
{
	struct words words;
	int err;

	find_words(route, &words);
	chain->culprit = route_fault_tag(route->fault);
	err = put(&chain->where, "%s", words.what);
	return err ? err : say_fault(route, &words, chain);
}

/* ---- where no route is at fault ---- */

bool chain_is_cut(const struct sr_range *range, const struct route *route)
{
	uint64_t start = route->decoder->start;
	uint64_t end = start + (route->decoder->size - 1);

	if (start > range->at.end || end < range->at.start)
		return false;
	return (start < range->at.start && end < range->at.end) ||
	       (start > range->at.start && end > range->at.end);
}

int chain_say_cut(const struct sr_range *range, const struct route *route,
		  struct chain *chain)
{
	struct amount start = amount_hex(range->at.start);
	struct amount end = amount_hex(range->at.end);
	struct words words;
	int err;

	find_words(route, &words);
	chain->culprit = "range-cuts-region";
	err = put(&chain->where, "firmware memory map at %s", start.text);
	if (!err)
		err = put(&chain->finding, "The Soft Reserved range %s-%s begins or ends in the middle of what %s decodes (%s-%s). Kernels that keep Soft Reserved memory in their resource tree (6.3 to 6.19) then cannot reserve the region's addresses.",
			  start.text, end.text, route->device->name,
			  words.start.text, words.end.text);
	return err ? err : put(&chain->vendor_sentence, "The memory map has specific-purpose memory at %s-%s, of which one end is in the middle of %s-%s, which %s decodes. Please let it begin and end where the decoders do.",
			       start.text, end.text, words.start.text,
			       words.end.text, route->device->name);
}

/* Decoders route what the window leaves out: then the window is too small. */
static bool is_decoded_outside(const struct machine *machine,
			       const struct sr_range *range)
{
	size_t number, cursor = 0;

	while (sr_extent_index_next(&machine->routes_at, range->at, &cursor,
				    &number)) {
		enum route_fault fault = machine->routes.routes[number].fault;

		if (fault == ROUTE_NO_WINDOW || fault == ROUTE_PAST_WINDOW)
			return true;
	}
	return false;
}

/* The first window that the range meets; there is one where it straddles. */
static struct sr_extent window_of(const struct machine *machine,
				  const struct sr_range *range)
{
	size_t number, cursor = 0;

	return sr_extent_index_next(&machine->windows, range->at, &cursor,
				    &number) ?
	       machine->facts->windows[number] : range->at;
}

/* The hardware is known to route nothing of it: it lies over other memory. */
static bool is_window_idle(const struct machine *machine,
			   struct sr_extent window)
{
	const struct sr_platform *platform = machine->system->platform;
	struct sr_extent meet;
	size_t i;

	for (i = 0; i < platform->n_routed; i++) {
		const struct sr_window *one = &platform->routed[i];
		struct sr_extent at = { one->start,
					one->start + (one->size - 1) };

		if (machine_extent_meet(at, window, &meet))
			return false;
	}
	return platform->routed;
}

static int say_over_ram(struct sr_extent window, struct sr_extent range,
			struct chain *chain)
{
	struct amount ws = amount_hex(window.start);
	struct amount we = amount_hex(window.end);
	struct amount rs = amount_hex(range.start);
	struct amount re = amount_hex(range.end);
	int err;

	chain->culprit = "window-over-ram";
	err = put(&chain->where, "CXL window %s-%s", ws.text, we.text);
	if (!err)
		err = put(&chain->finding, "The CXL window %s-%s lies over ordinary memory: the Soft Reserved range %s-%s is partly in it, and is no CXL memory at all.",
			  ws.text, we.text, rs.text, re.text);
	return err ? err : put(&chain->vendor_sentence, "The CEDT CFMWS at %s-%s covers ordinary memory, a part of the specific-purpose memory at %s-%s. Please describe only addresses that are routed to CXL.",
			       ws.text, we.text, rs.text, re.text);
}

static int say_straddles(const struct machine *machine,
			 const struct sr_range *range, struct chain *chain)
{
	struct sr_extent window = window_of(machine, range);
	struct amount ws = amount_hex(window.start);
	struct amount we = amount_hex(window.end);
	struct amount rs = amount_hex(range->at.start);
	struct amount re = amount_hex(range->at.end);
	bool decoded = is_decoded_outside(machine, range);
	int err;

	if (is_window_idle(machine, window))
		return say_over_ram(window, range->at, chain);
	if (range->reason == SR_REASON_STRADDLES_RAM) {
		chain->culprit = "window-over-ram";
		err = put(&chain->where, "CXL window %s-%s", ws.text, we.text);
		if (!err)
			err = put(&chain->finding, "The Soft Reserved range %s-%s is partly in the CXL window %s-%s, and the rest of it is System RAM.",
				  rs.text, re.text, ws.text, we.text);
		return err ? err : put(&chain->vendor_sentence, "The memory map has specific-purpose memory at %s-%s, of which the CEDT CFMWS at %s-%s covers only a part; the rest is ordinary memory. Please make memory map and CEDT agree.",
				       rs.text, re.text, ws.text, we.text);
	}
	chain->culprit = decoded ? "window-too-short" : "range-past-window";
	err = decoded ? put(&chain->where, "CXL window %s-%s", ws.text,
			    we.text) :
			put(&chain->where, "firmware memory map at %s",
			    rs.text);
	if (!err)
		err = put(&chain->finding, decoded ? "The CXL window %s-%s is too short: the memory map offers %s-%s, and decoders route addresses outside of the window." :
			  "The CXL window %s-%s does not hold all of the Soft Reserved range %s-%s.",
			  ws.text, we.text, rs.text, re.text);
	return err ? err : put(&chain->vendor_sentence, "The CEDT CFMWS at %s-%s does not hold all of the specific-purpose memory at %s-%s%s. Please make memory map and CEDT agree.",
			       ws.text, we.text, rs.text, re.text,
			       decoded ? ", although HDM decoders route it" :
					 "");
}

bool chain_is_refused(const struct sr_cxl_port *port)
{
	/* The root has none: cxl_acpi makes it, and is bound to ACPI0017. */
	return !port->driver && strncmp(port->name, "root", 4);
}

void chain_port(const struct sr_running *running,
		const struct sr_cxl_port *port, char *text, size_t size)
{
	size_t i, j;

	for (i = 0; i < running->n_ports; i++) {
		const struct sr_cxl_port *root = &running->ports[i];

		if (!port->parent || strcmp(root->name, port->parent) ||
		    strncmp(root->name, "root", 4))
			continue;
		for (j = 0; j < root->n_dports; j++) {
			if (!port->device || !root->dports[j].device ||
			    strcmp(root->dports[j].device, port->device))
				continue;
			snprintf(text, size, "host bridge %u (%s)",
				 root->dports[j].id, port->name);
			return;
		}
	}
	snprintf(text, size, "%s (%s)", port->name,
		 port->device ? port->device : "device unknown");
}

static int say_refused(const struct machine *machine,
		       const struct sr_cxl_port *port, struct chain *chain)
{
	char component[96];
	int err;

	chain_port(&machine->system->running, port, component,
		   sizeof(component));
	chain->culprit = "port-refused";
	err = put(&chain->where, "%s", component);
	if (!err)
		err = put(&chain->finding, "Linux has refused %s: no driver is bound to it, so all memory behind it is ignored. A decoder that is committed with size 0, or out of order, does that; the kernel log of cxl_port says which.",
			  component);
	return err ? err : put(&chain->vendor_sentence, "Linux's cxl_port driver refuses the HDM decoders of %s. Please check that unused decoders are not committed (with size 0), and that decoders are committed in the order of their numbers.",
			       component);
}

static int say_unknown(const struct machine *machine, struct chain *chain)
{
	const struct sr_running *running = &machine->system->running;
	size_t i;

	for (i = 0; i < running->n_ports; i++)
		if (chain_is_refused(&running->ports[i]))
			return say_refused(machine, &running->ports[i], chain);
	chain->culprit = "unknown";
	return put(&chain->finding, "CXL regions do not cover the range, and not every decoder could be read, so the reason is not known. Root sees more; so does a capture taken by root.");
}

static int say_undecoded(const struct machine *machine,
			 const struct sr_range *range, struct chain *chain)
{
	uint64_t bytes = range->ledger.not_decoded;
	struct amount size = amount_bytes(bytes);
	struct amount start = amount_hex(range->at.start);
	struct amount end = amount_hex(range->at.end);
	int err;

	if (!range->ledger.not_decoded_known)
		return say_unknown(machine, chain);
	if (!bytes) {
		chain->culprit = "no-region-made";
		return put(&chain->finding, "The decoders agree with each other and with the window, but Linux made no working region. The kernel log of cxl_core, cxl_port and cxl_region says why.");
	}
	chain->culprit = "not-decoded";
	err = put(&chain->where, "firmware memory map at %s", start.text);
	if (!err)
		err = put(&chain->finding, "Firmware offers %s-%s, but no committed decoder routes %s of it. Either firmware offers memory that is not there, or a device's decoder is not programmed.",
			  start.text, end.text, size.text);
	return err ? err : put(&chain->vendor_sentence, "The memory map has specific-purpose memory at %s-%s, but no committed HDM decoder routes %s of it. Please program the missing decoders, or offer only what is decoded.",
			       start.text, end.text, size.text);
}

/* From 7.1 on: neither of the two owners can have the memory. */
static int say_fallback(const char *device, struct chain *chain)
{
	chain->culprit = "fallback-over-regions";
	return put(&chain->finding, "CXL is well, but mainline's fallback dax_hmem took the memory first, as %s. So CXL's regions get no dax device, and their addresses, being reserved, keep every driver from %s.",
		   device, device);
}

int chain_say_unserved(const struct machine *machine, size_t index,
		       struct chain *chain)
{
	const struct sr_range *range = &machine->facts->ranges[index];
	struct machine_holder holder;
	size_t cursor = 0;
	int err;

	while (machine_holder_next(machine, range, &cursor, &holder)) {
		if (holder.dax->usable)
			continue;
		err = put(&chain->where, "%s", holder.device->name);
		if (!err && holder.dax->release)
			return say_fallback(holder.device->name, chain);
		chain->culprit = "dax-without-driver";
		return err ? err : put(&chain->finding, "%s holds the range, but no driver serves it: none is bound, or the one that tried could not reserve the addresses.",
				       holder.device->name);
	}
	if (range->kept && !sr_extent_index_touches(&machine->regions, range->at)) {
		chain->culprit = "region-torn-down";
		return put(&chain->finding, "CXL has won the range, and no region is on it at the moment: somebody has torn it down.");
	}
	chain->culprit = "no-dax-device";
	return put(&chain->finding, "Firmware, decoders and regions agree, but there is no dax device for %s of it.",
		   amount_bytes(machine->now[index].stranded).text);
}

int chain_say_range(const struct machine *machine, size_t index,
		    struct chain *chain)
{
	const struct sr_range *range = &machine->facts->ranges[index];

	if (range->reason == SR_REASON_STRADDLES_RAM ||
	    range->reason == SR_REASON_STRADDLES_WINDOW)
		return say_straddles(machine, range, chain);
	if (!machine->knows_owners && !range->mismatch)
		return put(&chain->finding, "Not everything could be read, so what became of the range is not known.");
	if (range->mismatch)
		return say_undecoded(machine, range, chain);
	if (machine->now[index].stranded)
		return chain_say_unserved(machine, index, chain);
	return put(&chain->finding, range->reason == SR_REASON_COVERED ?
		   "Firmware, window, decoders, region and dax device agree." :
		   "The range is no CXL memory, and device-dax serves it.");
}

int chain_say_given_up(const struct machine *machine, size_t index,
		       struct chain *chain)
{
	const char *tag = machine_reason(machine, index);

	chain->culprit = "given-up";
	if (!strcmp(tag, sr_reason_tag(SR_REASON_COVERED)))
		return put(&chain->finding, "This range is well by itself. softreserve gave up on CXL for the whole machine because of another range; device-dax serves this one too.");
	return put(&chain->finding, "softreserve took the range from CXL for device-dax. It had found that %s. The decoders could not be read, and Linux does not show them while CXL is given up: root, or a capture from a boot without softreserve (or with mode=observe), tells which one is at fault.",
		   machine_reason_text(machine, index));
}

int chain_say_rescued(struct chain *chain)
{
	char *finding = chain->finding;
	int err;

	chain->finding = NULL;
	err = put(&chain->finding, "%s softreserve took the range from CXL for device-dax.",
		  finding);
	free(finding);
	return err;
}

/* ---- what to do ---- */

static const char *first_online(const struct machine *machine,
				const struct sr_range *range)
{
	struct machine_holder holder;
	size_t cursor = 0;

	while (machine_holder_next(machine, range, &cursor, &holder))
		if (holder.dax->in_use)
			return holder.device->name;
	return NULL;
}

/* What leads nowhere good is left out, unless its owner wants it. */
static int say_withheld(const struct sr_range *range, struct chain *chain)
{
	if (range->ledger.misrouted)
		return put(&chain->operator_action, "The rest is withheld: its decoders lead to no device, or two addresses to one cell. Have firmware fixed. To have it all the same, load softreserve with misrouted=hand-over.");
	if (range->ledger.persistent)
		return put(&chain->operator_action, "The rest is withheld: persistent capacity backs it, and there may be data on it.");
	return put(&chain->operator_action, "The rest is withheld: no decoder routes it. To have it all the same, load softreserve with undecoded=hand-over.");
}

int chain_say_action(const struct machine *machine, size_t index,
		     struct chain *chain)
{
	const struct sr_range *range = &machine->facts->ranges[index];
	const struct sr_module_state *module =
		&machine->system->running.module;
	const char *online = first_online(machine, range);
	uint64_t stranded = machine->now[index].stranded;

	if (!machine->knows_owners)
		return put(&chain->operator_action, "Run srctl as root, or on a capture that root took: facts are missing, so who has the memory is not known.");
	if (machine_is_well(machine, index))
		return put(&chain->operator_action, "Nothing: all of it is in use or ready for use.");
	if (!stranded)
		return put(&chain->operator_action, "Nothing today: no byte is lost. Send the sentence below to the firmware vendor all the same; another kernel may decide otherwise.");
	if (!strcmp(chain->culprit, "dax-without-driver"))
		return put(&chain->operator_action, "Bind a driver: daxctl enable-device %s (or load device_dax or kmem). Where it refuses, the kernel log says which addresses it could not reserve.",
			   chain->where);
	if (!strcmp(chain->culprit, "region-torn-down"))
		return put(&chain->operator_action, "Make a region again (cxl create-region), or reboot: firmware's own comes back then.");
	if (!strcmp(chain->culprit, "no-dax-device"))
		return put(&chain->operator_action, "Load dax_cxl (modprobe dax_cxl), which makes one. Where it is loaded already, make one by hand: daxctl create-device.");
	if (range->busy || (module->verdict &&
			    !strcmp(module->verdict, "busy")))
		return put(&chain->operator_action, "Memory of it is in use and is not touched. Take it offline (daxctl offline-memory %s), then run 'srctl settle'; or load softreserve at boot, before memory is onlined.",
			   online ? online : "DEVICE");
	if (module->verdict && !strcmp(module->verdict, "handed-back"))
		return put(&chain->operator_action, "CXL has this memory because its owner wished so. To follow the rule again: echo auto > /sys/kernel/softreserve/owner");
	if (range->ledger.withheld && stranded <= range->ledger.withheld)
		return say_withheld(range, chain);
	if (module->verdict && module->mode && !strcmp(module->mode, "observe"))
		return put(&chain->operator_action, "The module only observes. To let it act: echo enact > /sys/kernel/softreserve/mode, then 'srctl settle'.");
	if (module->verdict)
		return put(&chain->operator_action, "The module is loaded with the verdict '%s'. Run 'srctl settle' to let it rule again, and look at the kernel log for 'softreserve'.",
			   module->verdict);
	if (!strcmp(chain->culprit, "fallback-over-regions"))
		return put(&chain->operator_action, "Load the kernel module (modprobe softreserve): it gives the memory back to CXL. Where it cannot be loaded, run 'srctl deny', rebuild the initramfs and reboot: device-dax gets it then.");
	return put(&chain->operator_action, "Load the kernel module (modprobe softreserve): it gives %s to device-dax. Where it cannot be loaded, run 'srctl deny', rebuild the initramfs and reboot.",
		   machine->outcome.scope == SR_SCOPE_SYSTEM ?
		   "all Soft Reserved memory" : "the range");
}
