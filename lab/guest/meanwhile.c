// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: what goes on beside the script: a command that another process repeats,
 * and memory that somebody holds.
 */
#include "dax.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define REPEAT_MS 2
#define WORDS_MAX 16
#define HELD_SIZE (2UL << 20)

/*
 * "meanwhile SECONDS COMMAND...": init under that name repeats a command, which
 * may fail as often as it likes, while the script goes on.
 */
int meanwhile_begin(struct guest *guest, char **words, int n)
{
	static char *const environment[] = { NULL };
	pid_t pid;
	int rc;

	if (n < 3)
		return guest_fail(guest, -EINVAL, "malformed command");
	words[n] = NULL;
	rc = posix_spawn(&pid, "/proc/self/exe", NULL, NULL, words,
			 environment);
	return rc ? guest_fail(guest, -rc, "cannot start a process") : 0;
}

int meanwhile_repeat(char **words, int n)
{
	static struct guest guest;
	double limit = seconds() + strtod(words[1], NULL);
	unsigned long times = 0, worked = 0;
	char *copy[WORDS_MAX];

	if (n - 2 > WORDS_MAX)
		return E2BIG;
	while (seconds() < limit) {
		memcpy(copy, words + 2, (size_t)(n - 2) * sizeof(*copy));
		worked += !script_command(&guest, copy, n - 2);
		times++;
		pause_ms(REPEAT_MS);
	}
	kmsg_mark("meanwhile: %s worked %lu of %lu times", words[2], worked,
		  times);
	return 0;
}

/* "bind-kmem": every dax device without a driver to kmem, as udev might do */
int meanwhile_bind_kmem(struct guest *guest, char **words, int n)
{
	static struct dax daxes[DAXES_MAX];
	size_t n_daxes, bound = 0;
	int rc = dax_list(guest, daxes, &n_daxes);

	(void)words;
	(void)n;
	for (size_t i = 0; i < n_daxes && !rc; i++)
		if (!daxes[i].driver[0] &&
		    !file_write("/sys/bus/dax/drivers/kmem/bind",
				daxes[i].name))
			bound++;
	return bound ? 0 : -ENODEV;
}

/* Memory that is held until "release": a mapping, and what pins its pages. */
static struct held {
	void *map;
	int file;
	int ring;
} held = { .map = MAP_FAILED, .file = -1, .ring = -1 };

/* A registered buffer pins its pages for long, as RDMA or VFIO would. */
static int pin(void *map)
{
	struct io_uring_params parameters = { 0 };
	struct iovec buffer = { map, HELD_SIZE };

	held.ring = (int)syscall(SYS_io_uring_setup, 1, &parameters);
	if (held.ring < 0 ||
	    syscall(SYS_io_uring_register, held.ring, IORING_REGISTER_BUFFERS,
		    &buffer, 1))
		return -errno;
	return 0;
}

static int map_first(struct guest *guest)
{
	static struct dax daxes[DAXES_MAX];
	char path[64];
	size_t n_daxes;
	int rc = dax_list(guest, daxes, &n_daxes);

	if (!rc && !n_daxes)
		rc = -ENODEV;
	if (rc)
		return rc;
	dax_bind(&daxes[0]);
	snprintf(path, sizeof(path), "/dev/%s", daxes[0].name);
	held.file = open(path, O_RDWR | O_CLOEXEC);
	if (held.file < 0)
		return -errno;
	held.map = mmap(NULL, HELD_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED,
			held.file, 0);
	return held.map == MAP_FAILED ? -errno : 0;
}

static void unmap(void)
{
	if (held.map != MAP_FAILED)
		munmap(held.map, HELD_SIZE);
	if (held.file >= 0)
		close(held.file);
	held.map = MAP_FAILED;
	held.file = -1;
}

/*
 * "hold map|pin": map the start of the first dax device through device_dax;
 * with "pin" its pages stay pinned, and the mapping and the file go.
 */
int meanwhile_hold(struct guest *guest, char **words, int n)
{
	bool pinned = n == 2 && !strcmp(words[1], "pin");
	int rc;

	if (n != 2 || (!pinned && strcmp(words[1], "map")))
		return guest_fail(guest, -EINVAL, "malformed command");
	rc = map_first(guest);
	if (!rc && pinned)
		rc = pin(held.map);
	if (pinned)
		unmap();
	return rc ? guest_fail(guest, rc, "cannot %s device memory: %s",
			       words[1], strerror(-rc)) : 0;
}

/* "release": nobody holds it any longer */
int meanwhile_release(struct guest *guest, char **words, int n)
{
	(void)guest;
	(void)words;
	(void)n;
	unmap();
	if (held.ring >= 0)
		close(held.ring);
	held.ring = -1;
	return 0;
}
