/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* DOC: why softreserve.ko is not loaded, as far as files tell. */
#ifndef SR_MODULE_MISSING_H
#define SR_MODULE_MISSING_H

#include <stdbool.h>
#include <stddef.h>

/**
 * module_missing() - what stands between this machine and the module
 * @sysroot: where /lib, /proc, /sys and /usr are
 * @release: uname -r, or NULL where it is not known
 * @text: a sentence or two, with what to do
 * @size: bytes in @text
 *
 * Return: false where nothing is missing, because the module is loaded.
 */
bool module_missing(const char *sysroot, const char *release, char *text,
		    size_t size);

#endif /* SR_MODULE_MISSING_H */
