/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* DOC: what the door decided at this boot, kept for 'srctl status'. */
#ifndef SRCTL_DOOR_FILE_H
#define SRCTL_DOOR_FILE_H

#include <stdbool.h>
#include <stddef.h>

#define DOOR_DIRECTORY "/run/softreserve"
#define DOOR_PATH DOOR_DIRECTORY "/door"

/** door_file_write() - keep one line; a failure is nobody's */
void door_file_write(const char *sysroot, const char *line);

/** door_let_in_write() - tell the kept verdict's file that it does not hold */
void door_let_in_write(const char *sysroot);

/** door_file_read() - the line; false if the door was not asked */
bool door_file_read(const char *sysroot, char *line, size_t size);

#endif /* SRCTL_DOOR_FILE_H */
