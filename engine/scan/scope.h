/* SPDX-License-Identifier: EUPL-1.2 */
/* scope.h: which words of a text stand under which label (negated, reported, joke ...), and what labels a match gets.
 *
 * Part of the scan stage. Triggers are data (pack/trigger.h); what a reach means in Dutch is code (scope_reach.c,
 * scope_negate.c). Use, for one record that has findings:
 *
 *   1. match all patterns of the triggers on each sentence that has a finding     -> wv_scope_hit[]
 *      (triggers for which wv_trigger_is_wide: on every sentence of the record, once it has a finding)
 *   2. wv_scope_run(table, text, words, sentence, hits)                            -> wv_scope_cover of the sentence
 *      wv_scope_regions_of(table, record, ..., hits of the whole record)           -> wv_scope_region[]
 *   3. wv_scope_labels(view, matched words, voices)                                -> label mask and its reasons
 *
 * What counts (the rule that tests/unit/test_scope.c holds us to):
 *   - The head words of a match are its content words: verbs that are no auxiliary, nouns, adjectives; when it has
 *     none, all its words.
 *   - `negated` asks for the verb of the match to be covered; a match without a verb asks for one of its nouns or
 *     adjectives. "Hij stak haar zonder mes": mes is negated, steken is not.
 *   - Every other label asks for any head word to be covered.
 *   - A cue whose first and last word are in the match is consumed: it is evidence, it gives no label ("ik mag niet
 *     naar buiten").
 *   - A trigger with `who` labels only a match that holds in one of those voices.
 *   - A finding of several matches: labels are joined, but it is `negated` only when its rule does not hold without the
 *     matches that are ("hij sloeg haar niet, maar schopte haar wel"): findings.c calls this per match.
 *
 * All structs are the caller's; nothing allocates; no state, so any number of threads may call. Linear in words plus
 * hits of the sentence. Word indexes are those of the record's word array (wv_sentence.first_word counts from its
 * start). */
#ifndef WV_SCAN_SCOPE_H
#define WV_SCAN_SCOPE_H

#include "model/record.h"
#include "pack/frozen.h"
#include "pack/trigger.h"
#include "scan/scope_tag.h"

/* One match of one pattern of one trigger. Any order; the same match twice does no harm. */
typedef struct wv_scope_hit {
    uint16_t trigger;     /* index into wv_scope_table.triggers */
    uint8_t part;         /* wv_trigger_part */
    uint32_t first, last; /* word indexes, both inside, of one sentence */
} wv_scope_hit;

enum {
    WV_SCOPE_MARKS_MAX = 96, /* cues of one sentence; 400 words of sworn Dutch have fewer than 60 */
    WV_SCOPE_BITS = (WV_SENTENCE_WORDS_MAX + 63) / 64,
    WV_SCOPE_REGIONS_MAX = 256,
};

/* One cue that holds and the words of its sentence it covers. */
typedef struct wv_scope_mark {
    uint16_t trigger;
    uint8_t label, voices;
    uint32_t cue_first, cue_last;       /* word indexes */
    wv_span cue;                        /* bytes */
    uint64_t words[WV_SCOPE_BITS];      /* bit i: word first_word + i is covered */
} wv_scope_mark;

typedef struct wv_scope_cover { /* of one sentence */
    uint32_t first_word, word_count;
    uint32_t count;
    bool truncated; /* more cues than WV_SCOPE_MARKS_MAX: the later ones label nothing */
    wv_scope_sentence tagged; /* what its words are; set only when there is a hit */
    wv_scope_mark marks[WV_SCOPE_MARKS_MAX];
} wv_scope_cover;

/* A stretch of the record under one label: a pasted leaflet, a quotation. */
typedef struct wv_scope_region {
    uint8_t label, voices;
    wv_span cue;   /* bytes; empty when metadata says so */
    wv_span reach; /* bytes */
} wv_scope_region;

void wv_scope_run(const wv_scope_table *table, const wv_word *words, const wv_sentence *sentence,
                  const wv_scope_hit *hits, uint32_t hit_count, wv_scope_cover *out);

/* Regions of the wide triggers, from the hits of the whole record (in order of first word; those of other triggers are
 * passed over) and from its title and code. `sentences` are all of the record. Writes at most cap and returns how
 * many. */
uint32_t wv_scope_regions_of(const wv_scope_table *table, const wv_record *record,
                             const wv_word *words, const wv_sentence *sentences,
                             uint32_t sentence_count, const wv_scope_hit *hits, uint32_t hit_count,
                             wv_scope_region *out, uint32_t cap);
/* Adds a region for a quotation (text/quotes.h); returns the new count. */
uint32_t wv_scope_add_quote(wv_span quote, wv_scope_region *out, uint32_t count, uint32_t cap);

/* Everything that can label a match in one sentence. */
typedef struct wv_scope_view {
    const wv_word *words;
    const wv_scope_cover *cover;
    const wv_scope_region *regions;
    uint32_t region_count;
} wv_scope_view;

/* Labels of one match: `matched` are its word indexes, ascending, all in cover's sentence. Appends one reason for each
 * mark or region that counted, up to why_cap (the same cue once). Returns the mask of 1 << wv_label. */
uint32_t wv_scope_labels(const wv_scope_view *view, const uint32_t *matched, uint32_t matched_count,
                         uint8_t voices, wv_why *why, uint32_t *why_count, uint32_t why_cap);
/* Words that are held to be negated (`waakvlam tokens`): bit i of out is word first_word + i. */
void wv_scope_negated_words(const wv_scope_cover *cover, uint64_t out[WV_SCOPE_BITS]);

#endif
