/* SPDX-License-Identifier: EUPL-1.2 */
/* word_list.h: the words of Debian's list, for the programs of the build that make tables of them.
 *
 * What is read stays until the program ends. */
#ifndef WV_TEXT_DATA_WORD_LIST_H
#define WV_TEXT_DATA_WORD_LIST_H

#include "text/inflect_spell.h"

typedef struct wv_word_list {
    wv_form *items; /* folded, each once */
    uint32_t count, capacity;
} wv_word_list;

/* How a table of three blocks of slots is filled (inflect_words_hash.h): the last word first. */
typedef struct wv_word_order {
    uint64_t seed;
    uint32_t block;        /* slots of one */
    uint32_t *words, *own; /* `count` of them: which word, and the slot that gets what it lacks */
} wv_word_order;

/* False when the file cannot be read. */
bool wv_word_list_read(const char *path, wv_word_list *out);
/* False when no seed will do. */
bool wv_word_list_order(const wv_word_list *words, wv_word_order *out);

#endif
