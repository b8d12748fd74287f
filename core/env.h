/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: the one seam between the kernel and userspace.
 *
 * core/ is compiled three times: into softreserve.ko, into libsoftreserve and
 * into the tests. This header is the only file in core/ that may know which.
 */
#ifndef SR_ENV_H
#define SR_ENV_H

#ifdef __KERNEL__
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/types.h>

/* What device-dax aligns to; whoever uses it includes <linux/pgtable.h>. */
#define SR_DAX_ALIGN ((u64)PMD_SIZE)
#else
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint32_t u32;
typedef uint64_t u64;

/* The same, as x86 has it. */
#define SR_DAX_ALIGN ((u64)2 << 20)

#ifndef U64_MAX
#define U64_MAX UINT64_MAX
#endif

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#endif
#endif

#endif /* SR_ENV_H */
