/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: the caller's buffer for the one line that says what failed.
 */
#ifndef SR_COMPLAINT_H
#define SR_COMPLAINT_H

#include <stddef.h>

/** struct sr_complaint - where the line goes */
struct sr_complaint {
	/** @text: the caller's; untouched where nothing fails */
	char *text;
	/** @size: bytes in @text */
	size_t size;
};

/**
 * sr_complain() - write the line
 * @to: where to
 * @format: printf format of "WHAT FAILED ON WHICH OBJECT: WHY"
 */
void sr_complain(const struct sr_complaint *to, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif /* SR_COMPLAINT_H */
