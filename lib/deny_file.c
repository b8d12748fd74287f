// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: the persisted verdict.
 *
 * modprobe has no way to ask for the firmware's version, so the file cannot
 * drop itself. It carries the version in its comments, and 'srctl status'
 * compares.
 */
#include "deny_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "complaint.h"

#define MARKER "# softreserve-deny 1"
#define KEY "# firmware "

/* What tells one firmware from another. */
static const char *const dmi_names[] = {
	"bios_vendor", "bios_version", "bios_date", "product_name",
};

#define N_DMI (sizeof(dmi_names) / sizeof(dmi_names[0]))

struct firmware {
	char values[N_DMI][128];
};

static int path_below(const char *sysroot, const char *path, char *to,
		      size_t size)
{
	int n = snprintf(to, size, "%s%s", sysroot, path);

	return n < 0 || (size_t)n >= size ? -ENAMETOOLONG : 0;
}

/* DMI strings go into a comment: no line end may get through. */
static void clean(char *text)
{
	char *at;

	for (at = text; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = ' ';
	while (at > text && at[-1] == ' ')
		*--at = '\0';
}

/* Opening a pipe would wait for a writer. */
static FILE *open_file(const char *path)
{
	struct stat what;
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	FILE *from;

	if (file < 0)
		return NULL;
	if (fstat(file, &what) || !S_ISREG(what.st_mode)) {
		close(file);
		errno = EEXIST;
		return NULL;
	}
	from = fdopen(file, "r");
	if (!from)
		close(file);
	return from;
}

static bool read_dmi(const char *sysroot, const char *name, char *to,
		     size_t size)
{
	char path[4096], below[128];
	FILE *from;
	size_t n;

	snprintf(below, sizeof(below), "/sys/class/dmi/id/%s", name);
	*to = '\0';
	if (path_below(sysroot, below, path, sizeof(path)))
		return false;
	from = open_file(path);
	if (!from)
		return false;
	n = fread(to, 1, size - 1, from);
	to[n] = '\0';
	fclose(from);
	clean(to);
	return *to;
}

static int read_firmware(const char *sysroot, struct firmware *out)
{
	bool any = false;
	size_t i;

	for (i = 0; i < N_DMI; i++)
		if (read_dmi(sysroot, dmi_names[i], out->values[i],
			     sizeof(out->values[i])))
			any = true;
	return any ? 0 : -ENODATA;
}

/* ---- reading it back ---- */

static void take_line(const char *line, struct firmware *out)
{
	size_t i;

	if (strncmp(line, KEY, strlen(KEY)))
		return;
	line += strlen(KEY);
	for (i = 0; i < N_DMI; i++) {
		size_t n = strlen(dmi_names[i]);

		if (strncmp(line, dmi_names[i], n) || line[n] != '=')
			continue;
		snprintf(out->values[i], sizeof(out->values[i]), "%s",
			 line + n + 1);
		out->values[i][strcspn(out->values[i], "\n")] = '\0';
	}
}

/* Return: 0; -EEXIST where the file is not ours; -errno. */
static int read_file(const char *path, struct firmware *out)
{
	char line[512];
	FILE *from = open_file(path);
	int err = 0;

	if (!from)
		return -errno;
	memset(out, 0, sizeof(*out));
	if (!fgets(line, sizeof(line), from) ||
	    strncmp(line, MARKER, strlen(MARKER)))
		err = -EEXIST;
	while (!err && fgets(line, sizeof(line), from))
		take_line(line, out);
	fclose(from);
	return err;
}

static void compare(const struct firmware *then, const struct firmware *now,
		    struct deny_state *out)
{
	size_t i;

	out->kind = DENY_THIS_FIRMWARE;
	for (i = 0; i < N_DMI; i++) {
		if (!strcmp(then->values[i], now->values[i]))
			continue;
		out->kind = DENY_OTHER_FIRMWARE;
		snprintf(out->changed, sizeof(out->changed),
			 "%s was '%.60s', now '%.60s'", dmi_names[i],
			 then->values[i], now->values[i]);
		return;
	}
}

void deny_look(const char *sysroot, struct deny_state *out)
{
	struct firmware then, now = { .values = { "" } };
	char path[4096];
	int err;

	memset(out, 0, sizeof(*out));
	if (path_below(sysroot, DENY_PATH, path, sizeof(path)))
		return;
	err = read_file(path, &then);
	if (err == -EEXIST)
		out->kind = DENY_FOREIGN;
	if (err)
		return;
	/* Firmware without a name is not the one that was decided on. */
	read_firmware(sysroot, &now);
	compare(&then, &now, out);
}

/* ---- writing it ---- */

int deny_write_text(const char *sysroot, FILE *to)
{
	struct firmware now = { .values = { "" } };
	size_t i;
	int err = read_firmware(sysroot, &now);

	if (err)
		return err;
	fputs(MARKER "\n"
	      "#\n"
	      "# Written by 'srctl deny'; 'srctl allow' removes it.\n"
	      "# Linux does not understand the CXL tables or decoders of this machine's\n"
	      "# firmware, so cxl_acpi is kept from loading. All Soft Reserved memory then\n"
	      "# goes to device-dax. After a firmware update this may no longer be needed:\n"
	      "# 'srctl status' warns when the firmware is not the one below any more.\n"
	      "#\n", to);
	for (i = 0; i < N_DMI; i++)
		fprintf(to, KEY "%s=%s\n", dmi_names[i], now.values[i]);
	fputs("\n# A blacklist line would not do: newer kernels load cxl_acpi by name.\n"
	      "install cxl_acpi /bin/false\n", to);
	return ferror(to) ? -EIO : 0;
}

static int check_ours(const char *path, const struct sr_complaint *to)
{
	struct firmware then;
	struct stat what;
	int err;

	if (lstat(path, &what))
		err = errno == ENOENT ? 0 : -errno;
	else if (S_ISREG(what.st_mode))
		err = read_file(path, &then);
	else
		/* A link is not what we wrote, wherever it points. */
		err = -EEXIST;
	if (err == -EEXIST)
		sr_complain(to, "%s: not written by srctl; left as it is", path);
	else if (err)
		sr_complain(to, "%s: %s", path, strerror(-err));
	return err;
}

static int sync_directory(const char *path)
{
	int err = 0, directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (directory < 0)
		return -errno;
	if (fsync(directory))
		err = -errno;
	close(directory);
	return err;
}

static int write_temporary(const char *sysroot, int file)
{
	FILE *to = fdopen(file, "w");
	int err;

	if (!to) {
		err = -errno;
		close(file);
		return err;
	}
	err = deny_write_text(sysroot, to);
	if (!err && (fflush(to) || fsync(file) || fchmod(file, 0644)))
		err = -errno;
	if (fclose(to) && !err)
		err = -errno;
	return err;
}

static int replace(const char *sysroot, const char *directory,
		   const char *path)
{
	char temporary[4096 + 16];
	int err, file;

	/* No name that modprobe would read, should we die half-way. */
	snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path);
	file = mkostemp(temporary, O_CLOEXEC);
	if (file < 0)
		return -errno;
	err = write_temporary(sysroot, file);
	if (!err && rename(temporary, path))
		err = -errno;
	if (err)
		unlink(temporary);
	else
		err = sync_directory(directory);
	return err;
}

/* Where the file is, or is to be. */
struct place {
	char directory[4096];
	char path[4096];
};

static int find_place(const char *sysroot, struct place *place,
		      const struct sr_complaint *to)
{
	int err = path_below(sysroot, DENY_DIRECTORY, place->directory,
			     sizeof(place->directory));

	if (!err)
		err = path_below(sysroot, DENY_PATH, place->path,
				 sizeof(place->path));
	if (err)
		sr_complain(to, "%s: %s", sysroot, strerror(-err));
	return err;
}

int deny_install(const char *sysroot, const struct sr_complaint *to)
{
	struct place place;
	int err = find_place(sysroot, &place, to);

	if (!err)
		err = check_ours(place.path, to);
	if (err)
		return err;
	if (mkdir(place.directory, 0755) && errno != EEXIST) {
		err = -errno;
		sr_complain(to, "%s: %s", place.directory, strerror(-err));
		return err;
	}
	err = replace(sysroot, place.directory, place.path);
	if (err == -ENODATA)
		sr_complain(to, "%s/sys/class/dmi/id: firmware does not say what it is, so the verdict cannot be bound to it",
			    sysroot);
	else if (err)
		sr_complain(to, "%s: %s", place.path, strerror(-err));
	return err;
}

int deny_remove(const char *sysroot, bool dry_run,
		const struct sr_complaint *to)
{
	struct place place;
	int err = find_place(sysroot, &place, to);

	if (err)
		return err;
	if (access(place.path, F_OK) && errno == ENOENT)
		return -ENOENT;
	err = check_ours(place.path, to);
	if (err || dry_run)
		return err;
	if (unlink(place.path))
		err = -errno;
	else
		err = sync_directory(place.directory);
	if (err)
		sr_complain(to, "%s: %s", place.path, strerror(-err));
	return err;
}

const char *deny_initramfs(const char *sysroot)
{
	static const struct {
		const char *program;
		const char *command;
	} ways[] = {
		{ "/usr/sbin/update-initramfs", "update-initramfs -u" },
		{ "/usr/bin/dracut", "dracut -f" },
		{ "/usr/sbin/dracut", "dracut -f" },
		{ "/usr/bin/mkinitcpio", "mkinitcpio -P" },
	};
	char path[4096];
	size_t i;

	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (!path_below(sysroot, ways[i].program, path,
				sizeof(path)) &&
		    !access(path, F_OK))
			return ways[i].command;
	return NULL;
}
