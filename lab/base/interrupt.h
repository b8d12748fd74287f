/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: an orderly end on SIGINT and SIGTERM: kill the guest, clean up. */
#ifndef SRLAB_INTERRUPT_H
#define SRLAB_INTERRUPT_H

#include <stdbool.h>

/** srlab_interrupt_watch() - note SIGINT and SIGTERM from now on */
void srlab_interrupt_watch(void);

/** srlab_interrupted() - one of them came */
bool srlab_interrupted(void);

#endif /* SRLAB_INTERRUPT_H */
