/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: messages: one line each, on stderr, so that data can be piped.
 */
#ifndef SRCTL_SAY_H
#define SRCTL_SAY_H

#include "terminal.h"

/** say_error() - "srctl: WHAT FAILED ON WHICH OBJECT: WHY" */
void say_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** say_note() - something to know that is no failure */
void say_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif /* SRCTL_SAY_H */
