// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: ranges that CXL won, as the module marks them when it is unloaded:
 * platform devices "softreserve_kept.N" whose driver_override is
 * "0xFIRST-0xLAST".
 */
#include "system_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DIRECTORY "sys/bus/platform/devices"
#define FACT "/" DIRECTORY "/softreserve_kept.*"
#define PREFIX "softreserve_kept."

static bool take_number(const char **text, char stop, uint64_t *number)
{
	char *end;

	if (strncmp(*text, "0x", 2))
		return false;
	errno = 0;
	*number = strtoull(*text, &end, 16);
	if (errno || *end != stop)
		return false;
	*text = end + (stop != '\0');
	return true;
}

static bool parse(const char *text, struct sr_span *span)
{
	uint64_t last;

	if (!take_number(&text, '-', &span->start) ||
	    !take_number(&text, '\0', &last) || last < span->start ||
	    last - span->start == UINT64_MAX)
		return false;
	span->size = last - span->start + 1;
	return true;
}

static int read_mark(struct sr_running *running, int directory,
		     const char *name)
{
	struct sr_span *grown, span;
	char text[64];
	int err, at = sr_dir_open(directory, name);

	if (at < 0)
		return sr_omit_errno(running, FACT, -at);
	err = sr_attribute_text(at, "driver_override", text, sizeof(text));
	close(at);
	if (!err && !parse(text, &span))
		err = -EINVAL;
	if (err)
		return sr_omit_errno(running, FACT, -err);
	grown = sr_grow(running->kept, running->n_kept, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	running->kept = grown;
	grown[running->n_kept++] = span;
	return 0;
}

int sr_kept_marks_read(int root, struct sr_system *system)
{
	return sr_devices_read(root, &system->running, DIRECTORY, FACT, PREFIX,
			       read_mark);
}
