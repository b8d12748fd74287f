// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see qemu.h. */
#include "qemu.h"

#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "interrupt.h"

#define PROGRAM "qemu-system-x86_64"
#define ASK_TIMEOUT_MS 30000

/*
 * Words that every start has: no KVM, no hypervisor that Linux could see (but
 * on request), and no byte-wise string instructions, for window memory is slow by the access.
 * One thread for both processors: QEMU 10.0 with a thread each sometimes dies
 * ("iotlb_to_section: Assertion") when one of them moves a BAR, and takes more
 * of the host's time.
 */
static void add_common(struct srlab_words *words, bool hypervisor)
{
	static const char *const common[] = {
		PROGRAM, "-nodefaults", "-no-user-config", "-display", "none",
		"-accel", "tcg,thread=single", "-smp", "2", "-no-reboot",
		"-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny",
	};

	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		srlab_words_add(words, "%s", common[i]);
	srlab_words_add(words, "-cpu");
	srlab_words_add(words, "max,%chypervisor,-erms,-fsrm",
			hypervisor ? '+' : '-');
}

static void add_all(struct srlab_words *words, const struct srlab_words *more)
{
	for (size_t i = 0; i < more->n; i++)
		srlab_words_add(words, "%s", more->word[i]);
}

/* Replaces fd @to in the child; @from stays open, for it closes on exec. */
static void child_fd(int from, int to)
{
	if (dup2(from, to) < 0)
		_exit(126);
}

/* QEMU dies with this process, so that nothing outlives a killed srlab. */
static pid_t start(const struct srlab_words *words, int in, int out, int err,
		   struct srlab_fault *fault)
{
	pid_t parent = getpid();
	pid_t pid;

	if (words->failed)
		return srlab_fail(fault, -ENOMEM, "out of memory");
	pid = fork();
	if (pid < 0)
		return srlab_fail(fault, -errno, "cannot fork: %s",
				  strerror(errno));
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(126);
	child_fd(in, 0);
	child_fd(out, 1);
	child_fd(err, 2);
	execvp(words->word[0], words->word);
	dprintf(2, "cannot run %s: %s\n", words->word[0], strerror(errno));
	_exit(127);
}

static void end_child(pid_t pid)
{
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

/* One side of a QMP conversation. */
struct talk {
	int to;
	int from;
	char *text;
	size_t used;
	size_t room;
};

static int talk_more(struct talk *talk)
{
	struct pollfd poll_fd = { .fd = talk->from, .events = POLLIN };
	ssize_t got;
	char *grown;

	if (talk->room - talk->used < 4096) {
		talk->room = talk->room ? 2 * talk->room : 1 << 16;
		grown = realloc(talk->text, talk->room);
		if (!grown)
			return -ENOMEM;
		talk->text = grown;
	}
	if (poll(&poll_fd, 1, ASK_TIMEOUT_MS) <= 0)
		return -ETIMEDOUT;
	got = read(talk->from, talk->text + talk->used,
		   talk->room - talk->used - 1);
	if (got <= 0)
		return got ? -errno : -EPIPE;
	talk->used += (size_t)got;
	talk->text[talk->used] = '\0';
	return 0;
}

/* Takes one line of QMP off the conversation, as JSON. */
static int talk_line(struct talk *talk, struct json_object **out)
{
	char *newline;
	int rc;

	while (!talk->used || !(newline = strchr(talk->text, '\n'))) {
		rc = talk_more(talk);
		if (rc)
			return rc;
	}
	*newline = '\0';
	*out = json_tokener_parse(talk->text);
	talk->used -= (size_t)(newline + 1 - talk->text);
	memmove(talk->text, newline + 1, talk->used + 1);
	return *out ? 0 : -EPROTO;
}

/* Sends a command and waits for its answer; events in between are dropped. */
static int talk_command(struct talk *talk, const char *command, char **answer)
{
	struct json_object *line, *value;
	int rc;

	if (write(talk->to, command, strlen(command)) < 0)
		return -errno;
	for (;;) {
		rc = talk_line(talk, &line);
		if (rc)
			return rc;
		if (json_object_object_get_ex(line, "error", &value))
			rc = -EPROTO;
		else if (!json_object_object_get_ex(line, "return", &value))
			rc = 1;
		else if (answer)
			*answer = strdup(json_object_get_string(value));
		json_object_put(line);
		if (rc <= 0)
			return rc;
	}
}

static int talk_tree(struct talk *talk, char **tree)
{
	struct json_object *greeting;
	int rc;

	*tree = NULL;
	rc = talk_line(talk, &greeting);
	if (rc)
		return rc;
	json_object_put(greeting);
	rc = talk_command(talk, "{\"execute\":\"qmp_capabilities\"}\n", NULL);
	if (rc)
		return rc;
	rc = talk_command(talk,
			  "{\"execute\":\"human-monitor-command\",\"arguments\":{\"command-line\":\"info mtree\"}}\n",
			  tree);
	if (rc)
		return rc;
	return *tree ? 0 : -ENOMEM;
}

/* The first line QEMU had to say, for a message. */
static void first_line(int fd, char *line, size_t size)
{
	ssize_t got = pread(fd, line, size - 1, 0);

	line[got > 0 ? got : 0] = '\0';
	line[strcspn(line, "\n")] = '\0';
}

static int ask(const struct srlab_words *words, int messages, char **tree,
	       struct srlab_fault *fault)
{
	struct talk talk = { 0 };
	int in[2], out[2];
	char line[256];
	pid_t pid;
	int rc;

	if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC))
		return srlab_fail(fault, -errno, "cannot make a pipe: %s",
				  strerror(errno));
	pid = start(words, in[0], out[1], messages, fault);
	close(in[0]);
	close(out[1]);
	talk.to = in[1];
	talk.from = out[0];
	rc = pid < 0 ? pid : talk_tree(&talk, tree);
	if (pid > 0)
		end_child(pid);
	if (rc && pid > 0) {
		first_line(messages, line, sizeof(line));
		srlab_fail(fault, rc, "QEMU does not take this platform: %s",
			   line[0] ? line : strerror(-rc));
	}
	free(talk.text);
	close(talk.to);
	close(talk.from);
	return rc;
}

int srlab_qemu_ask(const struct srlab_words *hardware,
		   struct srlab_machine *machine, struct srlab_fault *fault)
{
	struct srlab_words words = { 0 };
	char *tree = NULL;
	int messages;
	int rc;

	messages = (int)syscall(SYS_memfd_create, "qemu-messages", 1U);
	if (messages < 0)
		return srlab_fail(fault, -errno, "cannot make a memfd: %s",
				  strerror(errno));
	add_common(&words, false);
	srlab_words_add(&words, "-S");
	srlab_words_add(&words, "-qmp");
	srlab_words_add(&words, "stdio");
	add_all(&words, hardware);
	rc = ask(&words, messages, &tree, fault);
	if (!rc)
		rc = srlab_machine_read_tree(machine, tree, fault);
	free(tree);
	close(messages);
	srlab_words_free(&words);
	return rc;
}

static void add_boot(struct srlab_words *words, const struct srlab_boot *boot)
{
	srlab_words_add(words, "-kernel");
	srlab_words_add(words, "%s", boot->kernel);
	srlab_words_add(words, "-initrd");
	srlab_words_add(words, "%s", boot->initramfs);
	srlab_words_add(words, "-append");
	srlab_words_add(words, "%s", boot->command_line);
	if (boot->disk) {
		srlab_words_add(words, "-drive");
		srlab_words_add(words,
				"file=%s,if=none,id=disk,format=raw,snapshot=on",
				boot->disk);
		srlab_words_add(words, "-device");
		srlab_words_add(words, "virtio-blk-pci,drive=disk,bus=pcie.0");
	}
	srlab_words_add(words, "-serial");
	srlab_words_add(words, "file:%s", boot->console);
	srlab_words_add(words, "-device");
	srlab_words_add(words, "virtio-serial-pci,bus=pcie.0,max_ports=2");
	srlab_words_add(words, "-chardev");
	srlab_words_add(words, "file,id=report,path=%s", boot->report);
	srlab_words_add(words, "-device");
	srlab_words_add(words, "virtserialport,chardev=report,name=srlab");
	if (!boot->trace)
		return;
	srlab_words_add(words, "-trace");
	srlab_words_add(words, "memory_region_ops_write");
	srlab_words_add(words, "-D");
	srlab_words_add(words, "%s", boot->trace);
}

static double now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

/*
 * Return: 1 when the child is gone, with its status; 0 at the deadline or when
 * this program is asked to end.
 */
static int wait_child(pid_t pid, const struct srlab_boot *boot, int *status)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	double begin = now();
	pid_t gone = 0;

	while (!gone && !srlab_interrupted() &&
	       now() - begin < boot->timeout) {
		poll(&poll_fd, fd < 0 ? 0 : 1, 100);
		gone = waitpid(pid, status, WNOHANG);
		if (!gone && boot->tick)
			boot->tick(boot->context, now() - begin);
	}
	if (fd >= 0)
		close(fd);
	return gone ? 1 : 0;
}

static enum srlab_end await(pid_t pid, const struct srlab_boot *boot,
			    int messages, struct srlab_fault *fault)
{
	double begin = now();
	int status = 0;
	char line[256];

	if (!wait_child(pid, boot, &status)) {
		end_child(pid);
		srlab_fail(fault, 0, srlab_interrupted() ?
			   "killed after %.0f s, on request" :
			   "killed: the guest was not done after %.0f s",
			   now() - begin);
		return SRLAB_END_TIMEOUT;
	}
	if (status) {
		first_line(messages, line, sizeof(line));
		srlab_fail(fault, 0, "QEMU failed: %s",
			   line[0] ? line : "it gave no reason");
		return SRLAB_END_BROKEN;
	}
	return SRLAB_END_OFF;
}

static int boot_with(const struct srlab_boot *boot, int nothing, int messages,
		     enum srlab_end *end, struct srlab_fault *fault)
{
	struct srlab_words words = { 0 };
	pid_t pid;

	add_common(&words, boot->hypervisor);
	add_all(&words, boot->hardware);
	add_boot(&words, boot);
	pid = start(&words, nothing, messages, messages, fault);
	srlab_words_free(&words);
	if (pid < 0)
		return pid;
	*end = await(pid, boot, messages, fault);
	return 0;
}

int srlab_qemu_run(const struct srlab_boot *boot, enum srlab_end *end,
		   double *seconds, struct srlab_fault *fault)
{
	double begin = now();
	int nothing, messages, rc;

	nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	messages = open(boot->messages, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC,
			0600);
	if (nothing < 0 || messages < 0)
		rc = srlab_fail(fault, -EIO, "cannot open %s",
				nothing < 0 ? "/dev/null" : boot->messages);
	else
		rc = boot_with(boot, nothing, messages, end, fault);
	*seconds = now() - begin;
	if (nothing >= 0)
		close(nothing);
	if (messages >= 0)
		close(messages);
	return rc;
}
