// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: how CXL encodes interleave ways and granularity.
 */
#include "interleave.h"

unsigned int sr_interleave_ways(unsigned int code)
{
	/* 0 to 4 are powers of two, 8 to 10 three times that. */
	if (code <= 4)
		return 1u << code;
	return code >= 8 && code <= 10 ? 3u << (code - 8) : 0;
}

unsigned int sr_interleave_granularity(unsigned int code)
{
	return code <= 6 ? 256u << code : 0;
}
