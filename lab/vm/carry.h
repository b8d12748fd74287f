/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: this machine's programs, carried into the guest with the libraries that
 * they are linked with, each at its place, and the loader's cache of where these
 * are, so that they run as they do here.
 */
#ifndef SRLAB_CARRY_H
#define SRLAB_CARRY_H

#include "initramfs.h"
#include "topology.h"

/**
 * srlab_built_path() - where a program of this build is
 * @below: its path below the directory that srlab itself lies in
 * @path: where to
 * @size: bytes in @path
 *
 * Return: 0; -EIO; -ENAMETOOLONG.
 */
int srlab_built_path(const char *below, char *path, size_t size);

/**
 * srlab_carry_read() - the libraries that ldd found
 * @text: what ldd printed
 * @libraries: their paths are appended, each once
 * @fault: one line on failure
 *
 * Return: 0; -ENOENT where one is missing; -ENOMEM.
 */
int srlab_carry_read(const char *text, struct srlab_words *libraries,
		     struct srlab_fault *fault);

/**
 * srlab_carry_names() - the programs that a script's "time" lines run
 * @script: the script
 * @names: appended to, each once
 */
void srlab_carry_names(const char *script, struct srlab_words *names);

/**
 * srlab_carry_add() - add what a script's "time" lines run to an archive
 * @to: the archive
 * @script: the script
 * @fault: one line on failure
 *
 * srctl is the one of this build, linked dynamically as the others are.
 *
 * Return: 0; -ENOENT where a program or a library is missing; other -errno.
 */
int srlab_carry_add(struct srlab_initramfs *to, const char *script,
		    struct srlab_fault *fault);

#endif /* SRLAB_CARRY_H */
