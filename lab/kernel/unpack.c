// SPDX-License-Identifier: GPL-2.0-only
#include "unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BLOCK_BYTES 65536

/* The "raw" format takes a plain file with no archive around it. */
static bool copy_data(struct archive *from, const char *path, int fd)
{
	struct archive_entry *entry;
	int rc;

	archive_read_support_filter_all(from);
	archive_read_support_format_raw(from);
	archive_read_support_format_empty(from);
	if (archive_read_open_filename(from, path, BLOCK_BYTES) != ARCHIVE_OK)
		return false;
	rc = archive_read_next_header(from, &entry);
	if (rc == ARCHIVE_EOF) /* an empty file */
		return true;
	return rc == ARCHIVE_OK &&
	       archive_read_data_into_fd(from, fd) == ARCHIVE_OK;
}

int srlab_unpack_file(const char *from, const char *to, char *error,
		      size_t error_size)
{
	struct archive *archive = archive_read_new();
	int fd, rc = 0;

	if (!archive)
		return -ENOMEM;
	fd = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0) {
		rc = -errno;
		snprintf(error, error_size, "%s: %s", to, strerror(-rc));
	} else if (!copy_data(archive, from, fd)) {
		rc = -EIO;
		snprintf(error, error_size, "unpacking %s: %s", from,
			 archive_error_string(archive));
	}
	if (fd >= 0 && close(fd) && !rc)
		rc = -errno;
	archive_read_free(archive);
	return rc;
}
