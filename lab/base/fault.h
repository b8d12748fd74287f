/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: one line of text that says what failed, on which object, and why.
 */
#ifndef SRLAB_FAULT_H
#define SRLAB_FAULT_H

/** struct srlab_fault - the line; empty where nothing failed */
struct srlab_fault {
	/** @text: without a newline */
	char text[512];
};

/**
 * srlab_fail() - note a failure
 * @fault: where to; what it said before is overwritten
 * @code: the negative errno to hand on
 * @format: as for printf
 *
 * Return: @code, so that callers can write "return srlab_fail(...)".
 */
int srlab_fail(struct srlab_fault *fault, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif /* SRLAB_FAULT_H */
