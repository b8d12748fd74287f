/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: running other programs (apt-get, dpkg-deb, make) without a shell.
 *
 * The argument vector ends in NULL; the program is looked up in PATH. Strings
 * given back are allocated: the caller frees them.
 */
#ifndef SRLAB_TOOL_H
#define SRLAB_TOOL_H

#include <stddef.h>

/**
 * struct srlab_tool - a program to run, and what to do with its output
 *
 * A zeroed struct with @argv set runs the program with its output discarded.
 */
struct srlab_tool {
	/** @argv: program and arguments, NULL at the end */
	const char *const *argv;
	/** @directory: where to run it; NULL: here */
	const char *directory;
	/** @log: file that its stdout and stderr go to (truncated), or NULL */
	const char *log;
	/**
	 * @output: if not NULL, its stdout is put here as one string; stderr
	 * goes to @log or nowhere
	 */
	char **output;
	/**
	 * @on_status: if not NULL, called with each line that the program
	 * writes to file descriptor 3
	 */
	void (*on_status)(const char *line, void *context);
	/** @context: passed to @on_status */
	void *context;
};

/**
 * srlab_tool_run() - run a program and wait for it
 * @tool: what to run
 *
 * Return: its exit status (128 + n if killed by signal n), or -errno if it
 * could not be run.
 */
int srlab_tool_run(const struct srlab_tool *tool);

/**
 * srlab_tool_find_line() - the first line of a log that holds some text
 * @path: the log
 * @text: the text to look for
 *
 * Return: the line without its newline; the caller frees it. NULL if there is
 * none.
 */
char *srlab_tool_find_line(const char *path, const char *text);

/**
 * srlab_tool_read_file() - a small text file as one string
 * @path: the file
 * @text: the text; the caller frees it
 *
 * Return: 0 or -errno.
 */
int srlab_tool_read_file(const char *path, char **text);

/**
 * srlab_tool_write_file() - make a text file with this content
 * @path: the file; replaced if there
 * @text: its content
 *
 * Return: 0 or -errno.
 */
int srlab_tool_write_file(const char *path, const char *text);

#endif /* SRLAB_TOOL_H */
