// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see interrupt.h. */
#include "interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>

static volatile sig_atomic_t came;

static void note(int number)
{
	(void)number;
	came = 1;
}

void srlab_interrupt_watch(void)
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_handler = note;
	/* The second one ends a program that did not look at the first. */
	action.sa_flags = (int)SA_RESETHAND;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

bool srlab_interrupted(void)
{
	return came;
}
