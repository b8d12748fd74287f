/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: byte counts and addresses as people read them.
 */
#ifndef SR_AMOUNT_H
#define SR_AMOUNT_H

#include <stdbool.h>
#include <stdint.h>

/** struct amount - text of a number; returned by value, so never freed */
struct amount {
	char text[40];
};

/** amount_bytes() - "512 MiB", "1.50 GiB", "0 B"; exact where no dot */
struct amount amount_bytes(uint64_t bytes);

/** amount_human() - "512.00 MiB (536.87 MB)", as cxl list -u has it */
struct amount amount_human(uint64_t bytes);

/** amount_hex() - "0x110000000" */
struct amount amount_hex(uint64_t address);

/** amount_parse() - an address, "0x110000000" or decimal */
bool amount_parse(const char *text, uint64_t *to);

#endif /* SR_AMOUNT_H */
