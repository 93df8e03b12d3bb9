/* SPDX-License-Identifier: EUPL-1.2 */
/* search.h: records by the words in them, in any inflection: `bedreigen` finds "bedreigde".
 *
 * The index holds keys of words (text/normalise.h), and the store the hash of the keys of a fixed
 * list of words. When an engine makes other keys than the index has, a search could miss what is
 * there, so it refuses (WV_E_VERSION) until `waakvlam reindex` has run. */
#ifndef WV_STORE_SEARCH_H
#define WV_STORE_SEARCH_H

#include "store/item.h"

enum { WV_SEARCH_WORDS_MAX = 16, WV_SEARCH_BYTES_MAX = 400, WV_SEARCH_PAGE_MAX = 100 };

typedef struct wv_search_query {
    wv_str words;     /* all must be there; "between quotes": next to each other */
    int64_t case_num; /* 0: all that the viewer may see */
    int64_t before;   /* number of the last record of the page before; 0: the first page */
    uint32_t limit;
} wv_search_query;

/* Newest first. WV_E_USAGE when there is no word in it, or too many. */
wv_rc wv_search(wv_store *s, const wv_viewer *viewer, const wv_search_query *query, wv_arena *arena,
                wv_item_record **out, uint32_t *count, wv_err *err);
/* Where the words of a query stand in a text: places in code points, in order. */
wv_rc wv_search_marks(wv_store *s, wv_str words, wv_str text, wv_arena *arena, wv_item_place **out,
                      uint32_t *count, wv_err *err);

/* WV_OK when the index is this engine's; WV_E_VERSION with a hint when it is not, or is being made.
 * For all that rests on the index: search, purge. */
wv_rc wv_search_check(wv_store *s, wv_err *err);

/* A store without a record has an index that misses nothing: it is marked so before the first one.
 */
wv_rc wv_search_begin(wv_store *s, wv_err *err);
/* Takes a record out of the index, with the text that it has now, before that is changed or
 * removed. In the caller's transaction. */
wv_rc wv_search_forget(wv_store *s, int64_t record, wv_err *err);
wv_rc wv_search_remember(wv_store *s, int64_t record, wv_err *err);

/* One batch of making the index anew; *done tells the end. Each call is a transaction: a killed
 * reindex goes on where it was. */
wv_rc wv_search_reindex(wv_store *s, uint32_t records, bool *done, wv_err *err);
/* How far it is: records done, records in all. */
wv_rc wv_search_progress(wv_store *s, uint64_t *done, uint64_t *all, wv_err *err);

#endif
