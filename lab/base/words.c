// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: a growing list of words.
 */
#include "words.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void srlab_words_add(struct srlab_words *words, const char *format, ...)
{
	char **grown;
	va_list args;
	int rc;

	grown = realloc(words->word, (words->n + 2) * sizeof(*grown));
	if (!grown) {
		words->failed = true;
		return;
	}
	words->word = grown;
	va_start(args, format);
	rc = vasprintf(&grown[words->n], format, args);
	va_end(args);
	if (rc < 0) {
		grown[words->n] = NULL;
		words->failed = true;
		return;
	}
	grown[++words->n] = NULL;
}

void srlab_words_free(struct srlab_words *words)
{
	for (size_t i = 0; i < words->n; i++)
		free(words->word[i]);
	free(words->word);
	memset(words, 0, sizeof(*words));
}
