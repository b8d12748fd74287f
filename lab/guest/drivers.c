// SPDX-License-Identifier: GPL-2.0-only
/* DOC: modules in and out, and a wait for what they start to come to rest. */
#include "guest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define SETTLE_FILE "/sys/kernel/softreserve/settle"
#define LOADS_MAX 64

/* Told at the end only: the report port takes its time. */
static struct load {
	char module[32];
	double begin;
	double end;
} loads[LOADS_MAX];
static size_t n_loads;

static void note_load(const char *module, double begin)
{
	struct load *load = &loads[n_loads];

	if (n_loads == LOADS_MAX)
		return;
	snprintf(load->module, sizeof(load->module), "%s", module);
	load->begin = begin;
	load->end = seconds();
	n_loads++;
}

void driver_tell(void)
{
	for (size_t i = 0; i < n_loads; i++) {
		struct json_object *line = tell_new("loaded");

		tell_text(line, "module", loads[i].module);
		tell_real(line, "begin", loads[i].begin);
		tell_real(line, "end", loads[i].end);
		tell(line);
	}
}

/* Words @from to @n joined by blanks. */
static void join(char *text, size_t size, char **words, int from, int n)
{
	text[0] = '\0';
	for (int i = from; i < n; i++) {
		strncat(text, words[i], size - strlen(text) - 2);
		strcat(text, i + 1 < n ? " " : "");
	}
}

/* A load that goes on beside the script; one at a time. */
static pid_t loader;

/* "insmod NAME PARAMETER..." */
int driver_insert(struct guest *guest, char **words, int n)
{
	char path[256], parameters[512];
	double begin = seconds();
	int fd, rc = 0;

	if (n < 2)
		return guest_fail(guest, -EINVAL, "malformed command");
	snprintf(path, sizeof(path), "/modules/%s.ko", words[1]);
	join(parameters, sizeof(parameters), words, 2, n);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return guest_fail(guest, -errno, "no module %s", words[1]);
	if (syscall(SYS_finit_module, fd, parameters, 0) && errno != EEXIST)
		rc = guest_fail(guest, -errno, "module %s does not load: %s",
				words[1], strerror(errno));
	close(fd);
	note_load(words[1], begin);
	return rc;
}

/*
 * "begin NAME PARAMETER...": insmod that nobody waits for; "settle" does. Not
 * fork(): init would pay for every page that it writes to afterwards.
 */
int driver_begin(struct guest *guest, char **words, int n)
{
	static char *const environment[] = { NULL };
	int rc;

	if (loader)
		return guest_fail(guest, -EBUSY,
				  "another module is being loaded");
	words[0] = (char[]){ DRIVER_LOADER };
	words[n] = NULL;
	rc = posix_spawn(&loader, "/proc/self/exe", NULL, NULL, words,
			 environment);
	if (rc)
		loader = 0;
	return rc ? guest_fail(guest, -rc, "cannot start a loader") : 0;
}

int driver_loader(char **words, int n)
{
	static struct guest guest;
	int rc = driver_insert(&guest, words, n);

	if (rc)
		kmsg_mark("%s", guest.why);
	return -rc;
}

/* Return: 0 where a load is under way or went well; what went wrong. */
static int look_at_loader(struct guest *guest, int options)
{
	int status;

	if (!loader || waitpid(loader, &status, options) != loader)
		return 0;
	loader = 0;
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	return guest_fail(guest, WIFEXITED(status) ? -WEXITSTATUS(status) :
						     -EINTR,
			  "the module that was begun does not load");
}

/*
 * "await": until the module that was begun is loaded. The process that did it
 * is left for "settle" to reap: that takes milliseconds, for which no driver
 * has to wait.
 */
int driver_await(struct guest *guest, char **words, int n)
{
	siginfo_t info;

	(void)words;
	(void)n;
	if (loader && !waitid(P_PID, (id_t)loader, &info, WEXITED | WNOWAIT) &&
	    info.si_code == CLD_EXITED && !info.si_status)
		return 0;
	return look_at_loader(guest, 0);
}

/* "kill-loader": the process that loads the begun module dies at once */
int driver_kill_loader(struct guest *guest, char **words, int n)
{
	(void)words;
	(void)n;
	if (!loader || waitpid(loader, NULL, WNOHANG) == loader)
		return guest_fail(guest, -ESRCH, "nothing is being loaded");
	kill(loader, SIGKILL);
	waitpid(loader, NULL, 0);
	loader = 0;
	return 0;
}

/* "rmmod NAME" */
int driver_remove(struct guest *guest, char **words, int n)
{
	if (n < 2)
		return guest_fail(guest, -EINVAL, "malformed command");
	if (syscall(SYS_delete_module, words[1], O_NONBLOCK))
		return guest_fail(guest, -errno, "module %s does not unload: %s",
				  words[1], strerror(errno));
	return 0;
}

static uint64_t hash_add(uint64_t hash, char c)
{
	return (hash ^ (unsigned char)c) * 0x100000001b3;
}

/* A number that changes with the devices on a bus and their drivers. */
static uint64_t fingerprint(const char *bus)
{
	char path[512], driver[64];
	struct dirent *entry;
	uint64_t sum = 0;
	DIR *dir;

	dir = opendir(bus);
	while (dir && (entry = readdir(dir))) {
		uint64_t hash = 0xcbf29ce484222325;

		snprintf(path, sizeof(path), "%s/%s/driver", bus,
			 entry->d_name);
		link_name(path, driver, sizeof(driver));
		for (const char *c = entry->d_name; *c; c++)
			hash = hash_add(hash, *c);
		for (const char *c = driver; *c; c++)
			hash = hash_add(hash, *c);
		sum += hash;
	}
	if (dir)
		closedir(dir);
	return sum;
}

static bool module_settled(void)
{
	char state[32];

	if (file_read(SETTLE_FILE, state, sizeof(state)))
		return true;
	return !strcmp(state, "settled") || !strcmp(state, "failed");
}

/* "settle SECONDS": until nothing has changed for half a second. */
int driver_settle(struct guest *guest, char **words, int n)
{
	double span = n > 1 ? strtod(words[1], NULL) : 15;
	double limit = seconds() + guest_patience(guest, span);
	double still_since = seconds();
	uint64_t before = 0, sum;
	int rc;

	for (;;) {
		rc = look_at_loader(guest, WNOHANG);
		if (rc)
			return rc;
		sum = fingerprint("/sys/bus/cxl/devices") +
		      3 * fingerprint("/sys/bus/dax/devices");
		if (sum != before || !module_settled() || loader)
			still_since = seconds();
		before = sum;
		if (seconds() - still_since > 0.5)
			return 0;
		if (seconds() > limit)
			return guest_fail(guest, -ETIMEDOUT,
					  "devices do not come to rest");
		pause_ms(20);
	}
}
