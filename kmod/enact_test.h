/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: what a test build can do to a part; nothing in any other build. */
#ifndef SR_ENACT_TEST_H
#define SR_ENACT_TEST_H

#include "part.h"

#ifdef SR_TEST
void sr_test_before(const struct sr_act *act);
int sr_test_fails_before(const struct sr_act *act);
int sr_test_fails_after(const struct sr_act *act);
#else
static inline void sr_test_before(const struct sr_act *act)
{
}

static inline int sr_test_fails_before(const struct sr_act *act)
{
	return 0;
}

static inline int sr_test_fails_after(const struct sr_act *act)
{
	return 0;
}
#endif

#endif /* SR_ENACT_TEST_H */
