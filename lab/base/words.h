/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: a growing list of words.
 */
#ifndef SRLAB_WORDS_H
#define SRLAB_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/** struct srlab_words - a growing, NULL-terminated list of words */
struct srlab_words {
	/** @word: the words; each owned */
	char **word;
	size_t n;
	/** @failed: memory ran out on the way; the list is not complete */
	bool failed;
};

/** srlab_words_add() - append a word, formatted as by printf */
void srlab_words_add(struct srlab_words *words, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** srlab_words_free() - free the list's content; an empty list is fine */
void srlab_words_free(struct srlab_words *words);

#endif /* SRLAB_WORDS_H */
