/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: where HDM decoders are in a component's registers. Macros only: the
 * module and the library read the same bits, each in its own way. The lab has a
 * layout of its own, for it is what both are held against.
 */
#ifndef SR_HDM_LAYOUT_H
#define SR_HDM_LAYOUT_H

/* A component's register block, and its part with capabilities; CXL 3.1 8.2.3 */
#define SR_CXL_BLOCK_SIZE 0x10000
#define SR_CXL_CACHE_MEM 0x1000
#define SR_CXL_CACHE_MEM_SIZE 0x1000
/* Capability ids, CXL 3.1 8.2.4 */
#define SR_CXL_CAP_ARRAY 1
#define SR_CXL_CAP_HDM 5

/* Offsets in the HDM decoder capability, CXL 3.1 8.2.4.20 */
#define SR_HDM_CAP 0x00
#define SR_HDM_GLOBAL 0x04
#define SR_HDM_GLOBAL_ENABLE (1U << 1)
#define SR_HDM_DECODER_FIRST 0x10
#define SR_HDM_DECODER_SIZE 0x20
#define SR_HDM_BASE_LOW(i) (0x10 + 0x20 * (i))
#define SR_HDM_BASE_HIGH(i) (0x14 + 0x20 * (i))
#define SR_HDM_SIZE_LOW(i) (0x18 + 0x20 * (i))
#define SR_HDM_SIZE_HIGH(i) (0x1c + 0x20 * (i))
#define SR_HDM_CTRL(i) (0x20 + 0x20 * (i))
#define SR_HDM_TAIL_LOW(i) (0x24 + 0x20 * (i))
#define SR_HDM_TAIL_HIGH(i) (0x28 + 0x20 * (i))
#define SR_HDM_CTRL_LOCK (1U << 8)
#define SR_HDM_CTRL_COMMIT (1U << 9)
#define SR_HDM_CTRL_COMMITTED (1U << 10)
#define SR_HDM_CTRL_ERROR (1U << 11)

/* DVSEC for CXL Devices: control register, CXL 3.1 8.1.3.2 */
#define SR_DVSEC_CTRL 0x0c
#define SR_DVSEC_CTRL_MEM_ENABLE (1U << 2)

#endif /* SR_HDM_LAYOUT_H */
