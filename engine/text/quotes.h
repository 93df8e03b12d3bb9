/* SPDX-License-Identifier: EUPL-1.2 */
/* quotes.h: which parts of a text are somebody's literal words.
 *
 *   Hij zei: "ik maak je dood".      "…"  „…”  “…”  ‘…’  ,,…''  «…»
 *   Hij riep: "kom hier              an opening mark after a colon runs to the end of its paragraph
 * (police style) > tekst / Doorgestuurd           forwarded lines of mail and chat
 *
 * A mark that is opened without a colon and never closed is no quotation. Spans hold the words
 * without their marks, sorted, not nested. The array is the caller's and keeps its memory. Linear
 * in the tokens. */
#ifndef WV_TEXT_QUOTES_H
#define WV_TEXT_QUOTES_H

#include "text/tokens.h"

typedef struct wv_quote {
    wv_span span;   /* bytes */
    bool forwarded; /* by `>` or "Doorgestuurd": somebody else's message, not speech */
    bool open;      /* its closing mark is missing */
} wv_quote;

typedef struct wv_quotes {
    wv_quote *items;
    uint32_t count, capacity;
} wv_quotes;

void wv_quotes_init(wv_quotes *q);
void wv_quotes_done(wv_quotes *q);
wv_rc wv_quotes_find(wv_str text, const wv_tokens *tokens, wv_quotes *out);
/* The quotation that holds byte `at`, or NULL. */
const wv_quote *wv_quotes_at(const wv_quotes *q, uint32_t at);

#endif
