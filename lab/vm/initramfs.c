// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see initramfs.h. */
#include "initramfs.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int archive_fault(struct srlab_initramfs *initramfs, const char *name,
			 struct srlab_fault *fault)
{
	const char *why = archive_error_string(initramfs->archive);

	return srlab_fail(fault, -EIO, "%s: cannot add %s: %s",
			  initramfs->path, name, why ? why : "unknown error");
}

int srlab_initramfs_open(struct srlab_initramfs *initramfs, const char *path,
			 struct srlab_fault *fault)
{
	initramfs->archive = archive_write_new();
	initramfs->path = strdup(path);
	if (!initramfs->archive || !initramfs->path)
		return srlab_fail(fault, -ENOMEM, "out of memory");
	if (archive_write_set_format_cpio_newc(initramfs->archive) ||
	    archive_write_add_filter_none(initramfs->archive) ||
	    archive_write_open_filename(initramfs->archive, path))
		return archive_fault(initramfs, "anything", fault);
	return 0;
}

static int add_entry(struct srlab_initramfs *initramfs, const char *name,
		     mode_t mode, const void *data, size_t size,
		     struct srlab_fault *fault)
{
	struct archive_entry *entry = archive_entry_new();
	int rc = 0;

	if (!entry)
		return srlab_fail(fault, -ENOMEM, "out of memory");
	archive_entry_set_pathname(entry, name);
	archive_entry_set_mode(entry, mode);
	archive_entry_set_size(entry, (la_int64_t)size);
	archive_entry_set_nlink(entry, 1);
	if (archive_write_header(initramfs->archive, entry) != ARCHIVE_OK ||
	    (size && archive_write_data(initramfs->archive, data, size) !=
			     (la_ssize_t)size))
		rc = archive_fault(initramfs, name, fault);
	archive_entry_free(entry);
	return rc;
}

int srlab_initramfs_add(struct srlab_initramfs *initramfs, const char *name,
			mode_t mode, const void *data, size_t size,
			struct srlab_fault *fault)
{
	return add_entry(initramfs, name, S_IFREG | mode, data, size, fault);
}

int srlab_initramfs_add_directory(struct srlab_initramfs *initramfs,
				  const char *name,
				  struct srlab_fault *fault)
{
	return add_entry(initramfs, name, S_IFDIR | 0755, NULL, 0, fault);
}

static int read_all(int fd, char **data, size_t *size)
{
	size_t room = 0;
	ssize_t got;
	char *grown;

	for (*size = 0; ; *size += (size_t)got) {
		if (room - *size < 4096) {
			room = room ? 2 * room : 1 << 16;
			grown = realloc(*data, room);
			if (!grown)
				return -ENOMEM;
			*data = grown;
		}
		got = read(fd, *data + *size, room - *size - 1);
		if (got < 0)
			return -errno;
		if (!got)
			break;
	}
	(*data)[*size] = '\0';
	return 0;
}

int srlab_file_read(const char *path, char **data, size_t *size,
		    struct srlab_fault *fault)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int rc;

	*data = NULL;
	if (fd < 0)
		return srlab_fail(fault, -errno, "%s: cannot open: %s", path,
				  strerror(errno));
	rc = read_all(fd, data, size);
	close(fd);
	if (rc) {
		free(*data);
		*data = NULL;
		srlab_fail(fault, rc, "%s: cannot read: %s", path,
			   strerror(-rc));
	}
	return rc;
}

int srlab_initramfs_add_file(struct srlab_initramfs *initramfs,
			     const char *name, mode_t mode, const char *from,
			     struct srlab_fault *fault)
{
	size_t size;
	char *data;
	int rc;

	rc = srlab_file_read(from, &data, &size, fault);
	if (rc)
		return rc;
	rc = srlab_initramfs_add(initramfs, name, mode, data, size, fault);
	free(data);
	return rc;
}

int srlab_initramfs_close(struct srlab_initramfs *initramfs,
			  struct srlab_fault *fault)
{
	int rc = 0;

	if (initramfs->archive &&
	    archive_write_close(initramfs->archive) != ARCHIVE_OK)
		rc = archive_fault(initramfs, "the end", fault);
	archive_write_free(initramfs->archive);
	free(initramfs->path);
	initramfs->archive = NULL;
	initramfs->path = NULL;
	return rc;
}
