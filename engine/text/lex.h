/* SPDX-License-Identifier: EUPL-1.2 */
/* lex.h: what is known of a written word, made once per distinct word and remembered (design 2).
 *
 * A raw word has up to WV_LEX_READINGS_MAX readings, each of one to three parts with sub-spans:
 * `kga` is k + ga. At most the first reading has one part; the lists are in the memo and valid
 * until wv_lex_memo_trim or _done. A memo belongs to one thread. Normalisation, analysis and
 * grammar are done here; `set` and `verbs` are filled by the `fill` hook of whoever has a pack
 * (scan/wordbook) or a verb table. */
#ifndef WV_TEXT_LEX_H
#define WV_TEXT_LEX_H

#include "base/map.h"
#include "base/mem.h"
#include "base/rc.h"
struct wv_normal; /* text/normalise.h: a candidate spelling of a raw word */
#include "text/word.h"

enum { WV_LEX_READINGS_MAX = 4, WV_LEX_PARTS_MAX = 3 };

typedef struct wv_lex_part {
    const wv_lex *lex;
    uint16_t start, end; /* bytes within the raw word */
} wv_lex_part;

typedef struct wv_lex_reading {
    uint8_t part_count;
    wv_lex_part parts[WV_LEX_PARTS_MAX];
} wv_lex_reading;

typedef struct wv_lex_entry {
    uint8_t reading_count; /* at least 1; one of a memo has room for no more: do not copy it whole */
    wv_lex_reading readings[WV_LEX_READINGS_MAX];
} wv_lex_entry;

/* Where words.h gets its knowledge from. `kind` and `flags` are those of the token. NULL when out
 * of memory. */
typedef struct wv_lex_source {
    const wv_lex_entry *(*get)(void *ctx, wv_str raw, uint8_t kind, uint8_t flags);
    void *ctx;
} wv_lex_source;

/* What a raw word may be spelt out as, and the one a lex is made of. */
typedef struct wv_spellings {
    const struct wv_normal *items;
    int count;
    const struct wv_normal *used;
} wv_spellings;

/* Called once for each new wv_lex with folded, gram and analyses set; `spellings` is valid during
 * the call, and NULL for tokens that are no words: numbers, emoji, URLs. The lex of a word of one
 * part stands for all its spellings: a hook that fills `set` looks at the others of one part too.
 * What it fills may depend on the word, but not on its capitals: Bel, bel and BEL share their lex.
 */
typedef void (*wv_lex_fill)(void *ctx, uint8_t kind, const wv_spellings *spellings, wv_lex *lex);

/*   slots   ["wurgt" 5 word][entry]     32 bytes, two a cache line: a known word costs one of them
 *   longer  "contactverbodje" -> index   of words of 16 bytes and more
 */
typedef struct wv_lex_slot {
    uint64_t low, high; /* the word's bytes, its length and kind; high 0 is empty: no length is 0 */
    const wv_lex_entry *entry;
    uint64_t none; /* makes it 32 bytes */
} wv_lex_slot;

typedef struct wv_lex_memo {
    wv_arena arena;
    void *room; /* what slots is the aligned part of */
    wv_lex_slot *slots;
    uint32_t slot_count, count; /* a power of two; words remembered, long ones too */
    wv_map longer;              /* raw word and kind -> index in long_entries */
    const wv_lex_entry **long_entries; /* in the arena */
    uint32_t long_capacity;
    uint32_t words_max; /* trim clears above this */
    wv_lex_fill fill;   /* NULL allowed */
    void *fill_ctx;
    bool spelling_only; /* no analyses, no grammar: freezing a pack asks how a term is spelt */
} wv_lex_memo;

/* 60,000 distinct words are a year of one case's messages; at about 350 bytes each the memo stays
 * under 25 MB. */
enum { WV_LEX_WORDS_MAX = 60000, WV_LEX_KEY_BYTES = 15 };

void wv_lex_memo_init(wv_lex_memo *m, wv_lex_fill fill, void *fill_ctx);
void wv_lex_memo_done(wv_lex_memo *m);
/* Forgets everything; keeps the memory. Call between records or blocks, when no wv_word is alive. */
void wv_lex_memo_clear(wv_lex_memo *m);
/* The same when the memo is over its limit; tells whether it was. */
bool wv_lex_memo_trim(wv_lex_memo *m);
const wv_lex_entry *wv_lex_memo_get(wv_lex_memo *m, wv_str raw, uint8_t kind, uint8_t flags);
/* The memo as a source for words.h. */
wv_lex_source wv_lex_memo_source(wv_lex_memo *m);

#endif
