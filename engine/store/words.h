/* SPDX-License-Identifier: EUPL-1.2 */
/* words.h: words of a text as the index knows them: keys that all inflections share. Inside of
 * store/.
 *
 * A word has the keys of all its analyses at one place: "rook" is found by `rookte` and by
 * `ruiken`, for a search should miss nothing. Keys of distinct words are remembered; one thread. */
#ifndef WV_STORE_WORDS_H
#define WV_STORE_WORDS_H

#include "db/db.h"
#include "store/store.h"

typedef struct wv_words_keys wv_words_keys;

wv_rc wv_words_keys_new(wv_words_keys **out);
void wv_words_keys_free(wv_words_keys *k); /* NULL allowed */
wv_words_keys *wv_store_keys(wv_store *s);

/* A wv_db_split. */
wv_rc wv_words_split(void *ctx, wv_str text, wv_db_give give, void *into);
/* 32 hex digits: the hash of the keys of a fixed list of words; worked out once. Empty when there
 * is no memory for it: nothing has that version, so nothing is taken for right. */
const char *wv_words_version(wv_words_keys *k);

#endif
