// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: see deny_file.h.
 *
 * modprobe has no way to ask for the firmware's version, so the file cannot
 * drop itself. It carries the record in its comments, and 'srctl status'
 * compares.
 */
#include "deny_file.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "complaint.h"
#include "door_read.h"
#include "verdict_record.h"

#define MARKER "# softreserve-deny 1"

static int path_below(const char *sysroot, const char *path, char *to,
		      size_t size)
{
	int n = snprintf(to, size, "%s%s", sysroot, path);

	return n < 0 || (size_t)n >= size ? -ENAMETOOLONG : 0;
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

/* ---- reading it back ---- */

static int take_lines(FILE *from, struct verdict_record *out)
{
	char *line = NULL;
	size_t size = 0;
	int err = 0;

	if (getline(&line, &size, from) < 0 ||
	    strncmp(line, MARKER, strlen(MARKER)))
		err = -EEXIST;
	while (!err && getline(&line, &size, from) >= 0)
		err = record_take_line(out, line);
	free(line);
	return err;
}

/*
 * Return: 0; -EEXIST if the file is not ours; -errno. The caller frees @out
 * in any case.
 */
static int read_file(const char *path, struct verdict_record *out)
{
	FILE *from = open_file(path);
	int err;

	memset(out, 0, sizeof(*out));
	if (!from)
		return -errno;
	err = take_lines(from, out);
	fclose(from);
	return err;
}

static void compare(const char *sysroot, const struct verdict_record *then,
		    struct deny_state *out)
{
	struct verdict_record now;

	record_read(sysroot, &now);
	switch (record_compare(then, &now, out->changed,
			       sizeof(out->changed))) {
	case RECORD_SAME:
		out->kind = DENY_THIS_FIRMWARE;
		break;
	case RECORD_CHANGED:
		out->kind = DENY_OTHER_FIRMWARE;
		break;
	case RECORD_UNKNOWN:
		out->kind = DENY_UNKNOWN;
		break;
	}
	out->is_volatile = record_shows_volatile(then, &now);
	out->routed = record_shows_routes(then, &now);
	record_free(&now);
}

static bool is_ours(const char *path)
{
	struct verdict_record then;
	int err = read_file(path, &then);

	record_free(&then);
	return !err;
}

void deny_look(const char *sysroot, struct deny_state *out)
{
	struct verdict_record then;
	char path[4096], old[4096];
	int err;

	memset(out, 0, sizeof(*out));
	if (path_below(sysroot, DENY_PATH, path, sizeof(path)) ||
	    path_below(sysroot, DENY_OLD_PATH, old, sizeof(old)))
		return;
	err = read_file(path, &then);
	if (!err)
		compare(sysroot, &then, out);
	else if (err == -EEXIST)
		out->kind = DENY_FOREIGN;
	else if (err == -ENOENT && is_ours(old))
		out->kind = DENY_OLD;
	record_free(&then);
}

bool deny_is_kept(const struct deny_state *state)
{
	return state->kind == DENY_THIS_FIRMWARE ||
	       state->kind == DENY_OTHER_FIRMWARE ||
	       state->kind == DENY_UNKNOWN;
}

bool deny_newer_than_initramfs(const char *sysroot, const char *release)
{
	static const char *const names[] = { "/boot/initrd.img-",
					     "/boot/initramfs-" };
	static const char *const ends[] = { "", ".img" };
	struct stat verdict, image;
	char path[4096], name[512];
	size_t i;

	if (!release ||
	    path_below(sysroot, DENY_PATH, path, sizeof(path)) ||
	    stat(path, &verdict))
		return false;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(name, sizeof(name), "%s%s%s", names[i], release,
			 ends[i]);
		if (!path_below(sysroot, name, path, sizeof(path)) &&
		    !stat(path, &image))
			return image.st_mtime < verdict.st_mtime;
	}
	return false;
}

/* ---- writing it ---- */

static void write_text(const struct verdict_record *now, FILE *to)
{
	fputs(MARKER "\n"
	      "#\n"
	      "# Written by 'srctl deny'; 'srctl allow' removes it.\n"
	      "# Linux does not understand the CXL tables or decoders of this machine's\n"
	      "# firmware, so cxl_acpi is kept from loading. All Soft Reserved memory then\n"
	      "# goes to device-dax. After a firmware update this may no longer be needed:\n"
	      "# 'srctl status' warns when the firmware is not the one below any more.\n"
	      "#\n", to);
	record_write(now, to);
	fputs("\n"
	      "# A blacklist line would not do: newer kernels load cxl_acpi by name. Nor\n"
	      "# would the install line alone: modprobe ignores it for a module that has a\n"
	      "# softdep, as the kernel's own lists say of cxl_acpi, and takes the first\n"
	      "# softdep line that it finds; hence this file's name.\n"
	      "# 'srctl door', if it is there, makes the file below when the machine is not\n"
	      "# the one above any more.\n"
	      "softdep cxl_acpi pre:\n"
	      "install cxl_acpi test -e " DENY_LET_IN " && exec /sbin/modprobe --ignore-install cxl_acpi $CMDLINE_OPTS\n", to);
}

/* Where registers cannot be read at the door, this record stands in. */
static bool routes_are_shown(const char *sysroot)
{
	struct door_reading reading;
	bool shown = !door_read(sysroot, &reading) &&
		     reading.facts.n_ranges &&
		     sr_door_routed(&reading.facts) == SR_YES;

	door_reading_free(&reading);
	return shown;
}

int deny_write_text(const char *sysroot, FILE *to)
{
	struct verdict_record now;
	size_t n = record_read(sysroot, &now);

	if (routes_are_shown(sysroot))
		now.values[RECORD_ROUTES] = strdup("all");
	if (n)
		write_text(&now, to);
	record_free(&now);
	if (!n)
		return -ENODATA;
	return ferror(to) ? -EIO : 0;
}

static int check_ours(const char *path, const struct sr_complaint *to)
{
	struct verdict_record then = { .values = { NULL } };
	struct stat what;
	int err;

	if (lstat(path, &what))
		err = errno == ENOENT ? 0 : -errno;
	else if (S_ISREG(what.st_mode))
		err = read_file(path, &then);
	else
		/* A link is not what we wrote, wherever it points. */
		err = -EEXIST;
	record_free(&then);
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
	char old[4096];
};

static int find_place(const char *sysroot, struct place *place,
		      const struct sr_complaint *to)
{
	int err = path_below(sysroot, DENY_DIRECTORY, place->directory,
			     sizeof(place->directory));

	if (!err)
		err = path_below(sysroot, DENY_PATH, place->path,
				 sizeof(place->path));
	if (!err)
		err = path_below(sysroot, DENY_OLD_PATH, place->old,
				 sizeof(place->old));
	if (err)
		sr_complain(to, "%s: %s", sysroot, strerror(-err));
	return err;
}

/* Who is killed half-way leaves a temporary file; the lock tells whose it is. */
static void remove_temporaries(const struct place *place)
{
	char pattern[4096 + 16];
	glob_t found;
	size_t i;

	snprintf(pattern, sizeof(pattern), "%s.??????", place->path);
	if (glob(pattern, GLOB_NOSORT, NULL, &found))
		return;
	for (i = 0; i < found.gl_pathc; i++)
		unlink(found.gl_pathv[i]);
	globfree(&found);
}

/* Return: a descriptor that holds the lock until it is closed, or -errno. */
static int lock_place(const struct place *place)
{
	int err, lock = open(place->directory,
			     O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (lock < 0)
		return -errno;
	if (flock(lock, LOCK_EX)) {
		err = -errno;
		close(lock);
		return err;
	}
	remove_temporaries(place);
	return lock;
}

/* Return: 0; -ENOENT if there was none of ours under the old name; -errno. */
static int remove_old(const struct place *place, bool dry_run)
{
	struct stat what;

	if (lstat(place->old, &what) || !S_ISREG(what.st_mode) ||
	    !is_ours(place->old))
		return -ENOENT;
	if (dry_run || !unlink(place->old))
		return 0;
	return -errno;
}

static int write_locked(const char *sysroot, const struct place *place)
{
	int err, lock = lock_place(place);

	if (lock < 0)
		return lock;
	err = replace(sysroot, place->directory, place->path);
	if (!err)
		err = remove_old(place, false);
	close(lock);
	return err == -ENOENT ? 0 : err;
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
	err = write_locked(sysroot, &place);
	if (err == -ENODATA)
		sr_complain(to, "%s/sys/class/dmi/id: firmware does not say what it is, so the verdict cannot be bound to it",
			  sysroot);
	else if (err)
		sr_complain(to, "%s: %s", place.path, strerror(-err));
	return err;
}

/* Return: as deny_remove(). */
static int remove_new(const struct place *place, bool dry_run,
		      const struct sr_complaint *to)
{
	int err;

	if (access(place->path, F_OK) && errno == ENOENT)
		return -ENOENT;
	err = check_ours(place->path, to);
	if (err || dry_run)
		return err;
	if (!unlink(place->path))
		return 0;
	err = -errno;
	sr_complain(to, "%s: %s", place->path, strerror(-err));
	return err;
}

static int remove_both(const struct place *place, bool dry_run,
		       const struct sr_complaint *to)
{
	int err = remove_new(place, dry_run, to), old;

	if (err && err != -ENOENT)
		return err;
	old = remove_old(place, dry_run);
	if (old && old != -ENOENT)
		sr_complain(to, "%s: %s", place->old, strerror(-old));
	return old == -ENOENT ? err : old;
}

int deny_remove(const char *sysroot, bool dry_run,
		const struct sr_complaint *to)
{
	struct place place;
	int lock, err = find_place(sysroot, &place, to);

	if (err)
		return err;
	if (dry_run)
		return remove_both(&place, true, to);
	lock = lock_place(&place);
	if (lock == -ENOENT)
		return lock;
	if (lock < 0) {
		sr_complain(to, "%s: %s", place.directory, strerror(-lock));
		return lock;
	}
	err = remove_both(&place, false, to);
	if (!err && fsync(lock))
		sr_complain(to, "%s: %s", place.directory, strerror(errno));
	close(lock);
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
