/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: how CXL encodes interleave ways and granularity, in HDM decoders (CXL
 * 3.1 8.2.4.20.7) and in windows (9.18.1.3) alike.
 */
#ifndef SR_INTERLEAVE_H
#define SR_INTERLEAVE_H

#include "env.h"

/**
 * sr_interleave_ways() - interleave ways from their encoding
 * @code: the field, shifted down to bit 0
 *
 * Return: 1 to 16; 0 where the encoding is reserved.
 */
unsigned int sr_interleave_ways(unsigned int code);

/**
 * sr_interleave_granularity() - interleave granularity from its encoding
 * @code: the field, shifted down to bit 0
 *
 * Return: 256 to 16384 bytes; 0 where the encoding is reserved.
 */
unsigned int sr_interleave_granularity(unsigned int code);

#endif /* SR_INTERLEAVE_H */
