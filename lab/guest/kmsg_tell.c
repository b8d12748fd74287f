// SPDX-License-Identifier: GPL-2.0-only
/* DOC: all of the kernel's log into the report. */
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A record: "level,sequence,microseconds,flags;text" and more lines. */
static void tell_record(char *record)
{
	struct json_object *line = tell_new("kmsg");
	char *text = strchr(record, ';');
	unsigned long level = strtoul(record, NULL, 10);
	char *time = strchr(record, ',');

	text = text ? text + 1 : record;
	text[strcspn(text, "\n")] = '\0';
	time = time ? strchr(time + 1, ',') : NULL;
	tell_number(line, "level", level & 7);
	tell_number(line, "us", time ? strtoull(time + 1, NULL, 10) : 0);
	tell_text(line, "text", text);
	tell(line);
}

int kmsg_tell(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char record[8192];
	ssize_t got;

	if (fd < 0)
		return -errno;
	for (;;) {
		got = read(fd, record, sizeof(record) - 1);
		if (got < 0 && errno == EPIPE)
			continue; /* records were lost: go on with the next */
		if (got <= 0)
			break;
		record[got] = '\0';
		tell_record(record);
	}
	close(fd);
	return 0;
}
