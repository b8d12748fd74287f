// SPDX-License-Identifier: GPL-2.0-only
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define STATUS_FD 3

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Runs in the child; only async-signal-safe calls until exec. */
static void tool_exec(const struct srlab_tool *tool, int output, int status)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int log = null;
	char *const *argv;

	/* A killed srlab must not leave an apt-get behind that still writes. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (tool->log)
		log = open(tool->log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			   0644);
	if (null < 0 || log < 0)
		_exit(127);
	dup2(null, STDIN_FILENO);
	dup2(output >= 0 ? output : log, STDOUT_FILENO);
	dup2(log, STDERR_FILENO);
	/* dup2() onto itself would keep O_CLOEXEC: so move it out of the way */
	if (status == STATUS_FD)
		status = dup(status);
	if (status >= 0)
		dup2(status, STATUS_FD);
	if (tool->directory && chdir(tool->directory))
		_exit(127);
	/* exec does not write to them; only its prototype says it might */
	memcpy(&argv, &tool->argv, sizeof(argv));
	execvp(argv[0], argv);
	_exit(127);
}

static void read_lines(int fd, const struct srlab_tool *tool)
{
	FILE *from = fdopen(dup(fd), "r");
	size_t size = 0;
	char *line = NULL;
	ssize_t length;

	if (!from)
		return;
	while ((length = getline(&line, &size, from)) > 0) {
		line[strcspn(line, "\n")] = '\0';
		tool->on_status(line, tool->context);
	}
	free(line);
	fclose(from);
}

static int read_all(int fd, char **text)
{
	size_t used = 0, size = 0;
	char *buffer = NULL;
	ssize_t n;

	do {
		if (size - used < 2) {
			char *more = realloc(buffer, size + 65536);

			if (!more) {
				free(buffer);
				return -ENOMEM;
			}
			buffer = more;
			size += 65536;
		}
		n = read(fd, buffer + used, size - used - 1);
		if (n > 0)
			used += (size_t)n;
	} while (n > 0 || (n < 0 && errno == EINTR));
	buffer[used] = '\0';
	*text = buffer;
	return 0;
}

static int wait_for(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	if (WIFSIGNALED(status))
		return 128 + WTERMSIG(status);
	return WEXITSTATUS(status);
}

/* A tool has either its output read or its status lines, never both. */
int srlab_tool_run(const struct srlab_tool *tool)
{
	int pipes[2] = { -1, -1 };
	pid_t child;
	int rc = 0;

	if ((tool->output || tool->on_status) && pipe2(pipes, O_CLOEXEC))
		return -errno;
	child = fork();
	if (child < 0) {
		rc = -errno;
		close_fd(&pipes[0]);
		close_fd(&pipes[1]);
		return rc;
	}
	if (!child)
		tool_exec(tool, tool->output ? pipes[1] : -1,
			  tool->output ? -1 : pipes[1]);
	close_fd(&pipes[1]);
	if (tool->output)
		rc = read_all(pipes[0], tool->output);
	else if (tool->on_status)
		read_lines(pipes[0], tool);
	close_fd(&pipes[0]);
	if (rc) {
		wait_for(child);
		return rc;
	}
	return wait_for(child);
}

char *srlab_tool_find_line(const char *path, const char *text)
{
	FILE *from = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;

	if (!from)
		return NULL;
	while (getline(&line, &size, from) > 0) {
		if (!strstr(line, text))
			continue;
		fclose(from);
		line[strcspn(line, "\n")] = '\0';
		return line;
	}
	free(line);
	fclose(from);
	return NULL;
}

int srlab_tool_read_file(const char *path, char **text)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return -errno;
	rc = read_all(fd, text);
	close(fd);
	return rc;
}

int srlab_tool_write_file(const char *path, const char *text)
{
	FILE *to = fopen(path, "we");
	int rc = 0;

	if (!to)
		return -errno;
	if (fputs(text, to) < 0)
		rc = -EIO;
	if (fclose(to) && !rc)
		rc = -errno;
	return rc;
}
