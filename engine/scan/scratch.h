/* SPDX-License-Identifier: EUPL-1.2 */
/* scratch.h: what one thread needs to scan; private to scan/ and to explain.
 *
 *   tokens -> sentences (anchors) -> words, lattice -> hits -> units -> findings
 *
 * All arrays keep their memory between records: warm, nothing is allocated. Fields are filled in
 * the order of this struct. */
#ifndef WV_SCAN_SCRATCH_H
#define WV_SCAN_SCRATCH_H

#include "scan/lattice.h"
#include "scan/match.h"
#include "scan/pieces.h"
#include "scan/named.h"
#include "scan/scan.h"
#include "scan/scope.h"
#include "scan/sketch.h"
#include "text/lex.h"

/* A sentence of the record, by its tokens; its words exist when someone asked for them. */
typedef struct wv_scan_sentence {
    uint32_t first_token, end_token;
    uint32_t words; /* index in scratch.words.sentences, UINT32_MAX: not built */
    uint32_t keyed_at, keyed_count;         /* in scratch.keyed: sets that begin to open a gate */
    uint32_t pieces_at, piece_count;        /* of a chunk: in scratch.chunk_pieces */
    uint32_t candidates_at, candidate_count; /* in scratch.candidates: key probes to try */
    uint32_t want; /* first of its wants not yet seen to, UINT32_MAX none */
    uint32_t seen_at, seen_count; /* in scratch.seen: probes tried in 2b (probe.c) so far */
    bool live; /* a rule may hold that reaches it (live.c): its words are looked up */
    bool wide; /* a trigger that reaches past its sentence may stand in it */
    bool read; /* its sieve and its sets are there */
} wv_scan_sentence;

/* What pass 1 leaves of a chunk for pass 2 (live.c). */
typedef enum wv_live_reach {
    WV_LIVE_NONE,
    WV_LIVE_SENTENCE,
    WV_LIVE_TWO,
    WV_LIVE_RECORD,
} wv_live_reach;

typedef struct wv_live_chunk {
    uint32_t start; /* byte */
    wv_live_reach reach;
    bool wide;
} wv_live_chunk;

/* A probe that matched. Words are numbers within the sentence, so that they stay when all words are
 * built. */
typedef struct wv_hit {
    uint32_t probe, sentence;
    uint16_t clause;
    uint16_t readings; /* in which it holds: wv_reading_bit */
    bool quoted;       /* its first word stands in a quotation */
    bool incomplete;
    bool denied;                  /* negated, while the finding at hand is labelled */
    uint32_t first;               /* byte, for order */
    uint32_t word_at, word_count; /* pool of words, ascending */
    wv_span span;                 /* of a regex; empty for a pattern */
} wv_hit;

enum {
    WV_HITS_MAX =
        20000, /* a record; a text of 1,000,000 words that all match is cut here and marked */
};

/* The stretch of a record in which the selections of a rule must meet. */
typedef struct wv_scan_unit {
    uint32_t first, last; /* sentences */
    uint16_t clause;
    bool by_clause;
} wv_scan_unit;

/* A finding before scope: what evaluate.c found in a unit. */
typedef struct wv_unit_finding {
    uint32_t rule;
    wv_scan_unit unit;
    uint8_t voices;
    bool incomplete, filtered;
    uint32_t hit_at, hit_count; /* pool of hit numbers, rising */
    uint32_t filter_selection;
    wv_span filter_span;
    wv_span first; /* span of its first word, for order */
} wv_unit_finding;

/* Where a rule has to be looked at. Both marks are kept as chains of numbers in one pool each:
 *
 *   rule ------> mark.first_key --> key {sentence, next} --> key ...     rising sentences
 *   sentence --> want ------------> want {rule, next} -----> want ...    any order
 *
 * A key of a rule over two sentences that stands in sentence 5 begins units at 4 and 5 and wants the
 * rule's probes in 3 to 6 (a filter may stand in the sentence before the unit). */
typedef struct wv_link {
    uint32_t value, next;
} wv_link;

typedef struct wv_links {
    wv_link *items;
    uint32_t count, capacity;
} wv_links;

typedef struct wv_rule_mark {
    uint32_t record; /* stale when it is not scratch.record_number */
    uint32_t first_key, last_key;
    uint32_t wanted_to; /* sentences before it have been given their want */
} wv_rule_mark;

/* Whether a rule may hold, as seen from the sentence that was asked about last (sieve.c). */
typedef struct wv_rule_asked {
    uint32_t mark;   /* tried_base plus the sentence */
    uint32_t record; /* in which it might hold in some chunk (pass 1) */
    uint32_t fits_record; /* of which `fits` says whether its metadata lets the rule hold */
    bool may_hold, fits;
} wv_rule_asked;

/* Hits of a probe in hit_order; none when it is of another record. */
typedef struct wv_probe_hits {
    uint32_t record, first, end;
} wv_probe_hits;

/* Work done since the scratch was made: the same for the same input, so a test can pin it. */
typedef struct wv_scan_work {
    uint64_t lattices;       /* sentences that the matcher looked at */
    uint64_t patterns_tried; /* in a sentence, their anchors there */
    uint64_t words_tried;    /* by the matcher */
    uint64_t rules_judged;   /* in a unit */
} wv_scan_work;

/* What explain listens to; NULL members are not called. `hit` of a sentence that was looked at. */
typedef struct wv_scan_trace {
    void *ctx;
    void (*sentence)(void *ctx, struct wv_scratch *scratch, uint32_t sentence);
} wv_scan_trace;

typedef struct wv_pool { /* of uint32_t */
    uint32_t *items;
    uint32_t count, capacity;
} wv_pool;

struct wv_scratch {
    const wv_frozen *pack;
    const wv_matcher *m;
    wv_lex_memo memo;
    wv_arena set_arena; /* classes of the sets; dies with the memo */
    wv_map set_ids;     /* class list -> set */
    wv_set *sets;       /* what lex->set means; 0 is the empty set */
    uint32_t set_count, set_capacity;
    wv_pool classes; /* of the word at hand */
    wv_piece_memo pieces;
    wv_pool piece_sets; /* of the words of the piece at hand */
    bool no_memory;
    bool stale; /* the last record ended without memory: the memo is not to be trusted */
    wv_regex_room *room;

    wv_str text;
    const wv_record *record;
    wv_known_persons known; /* of the record's case */
    wv_named_list named;
    wv_lex named_lex[WV_ROLE_COUNT]; /* by role: what a person is to the rules (memo.c) */
    bool named_known[WV_ROLE_COUNT]; /* ... made since the memo began */
    wv_lex_entry named_entry;        /* of the word that was asked for last */
    wv_tokens tokens, spare_tokens;
    wv_quotes quotes;
    bool quotes_known;
    wv_scan_sentence *sentences;
    uint32_t sentence_count, sentence_capacity;
    wv_pool keyed;           /* set ids, sentence by sentence */
    wv_pool chunk_pieces;    /* of pass 1, chunk by chunk: what sketch.h looks at */
    wv_sketch sketch;
    uint64_t *sieves; /* by sentence: words, and the mask_hint of all that is set in them */
    uint32_t sieves_made; /* that were cleared once: more may have room */
    uint32_t sieve_capacity;
    wv_rule_asked *asked;    /* by rule */
    bool chunks;             /* sentences are those of pass 1 */
    wv_live_chunk *live;     /* of pass 1, by chunk */
    uint32_t live_count, live_capacity;
    bool chunked;            /* pass 1 has told which rules may hold in the record */
    wv_pool candidates;      /* key probes to try, sentence by sentence */
    uint32_t *tried;  /* probe -> the sentence it was tried in last, plus tried_base */
    uint32_t tried_base, record_number;
    wv_words words;
    wv_lattice lattice;
    uint32_t lattice_sentence; /* the one it was built for, UINT32_MAX none */
    wv_match_state match;
    wv_hit *hits;
    uint32_t hit_count, hit_capacity;
    bool hits_cut;
    wv_pool hit_words;
    wv_rule_mark *marks;   /* by rule */
    wv_links keys, wants;
    wv_pool seen; /* probes, sentence by sentence */
    wv_probe_hits *probe_hits; /* by probe */
    wv_pool hit_order;         /* hits by probe, then sentence, then first word */

    wv_unit_finding *units;
    uint32_t unit_count, unit_capacity;
    wv_pool unit_hits;
    wv_scope_hit *cues;
    uint32_t cue_count, cue_capacity;
    uint32_t *cue_first; /* sentence -> first of its cues */
    uint32_t cue_first_capacity;
    wv_scope_cover cover;
    uint32_t cover_sentence; /* the one it is of */
    wv_scope_sentence tagged; /* for direction */
    uint32_t tagged_sentence;
    wv_scope_region regions[WV_SCOPE_REGIONS_MAX];
    uint32_t region_count;
    wv_span *spans;
    uint32_t span_count, span_capacity;
    wv_finding *findings;
    uint32_t finding_count, finding_capacity;
    wv_why *whys;
    uint32_t why_count, why_capacity;
    wv_scan_trace trace;
    wv_scan_work work;
};

static inline bool wv_pool_push(wv_pool *p, uint32_t value)
{
    if (!wv_mem_grow((void **)&p->items, &p->capacity, p->count + 1, sizeof *p->items))
        return false;
    p->items[p->count++] = value;
    return true;
}

static inline bool wv_links_push(wv_links *l, uint32_t value, uint32_t next)
{
    if (!wv_mem_grow((void **)&l->items, &l->capacity, l->count + 1, sizeof *l->items))
        return false;
    l->items[l->count++] = (wv_link){value, next};
    return true;
}

/* memo.c: fills a word's set and verbs. */
void wv_scan_fill(void *ctx, uint8_t kind, const wv_spellings *spellings, wv_lex *lex);
/* Makes set 0, and after a trim of the memo starts over. */
wv_rc wv_scan_memo_begin(wv_scratch *s);
wv_rc wv_scan_memo_trim(wv_scratch *s);
/* What a person in that role is to the rules; NULL when out of memory. */
const wv_lex *wv_scan_named_lex(wv_scratch *s, wv_role role);
/* The set of these classes, sorted here; 0 with s->no_memory when out of memory. */
uint32_t wv_scan_intern(wv_scratch *s, uint32_t *classes, uint32_t count);
/* pass1.c: is there a candidate anywhere in the text? Names are found already. */
wv_rc wv_scan_pass1(wv_scratch *s, bool *candidate);
/* Its chunks as if they were sentences (first_token is a byte); false when out of memory. *blob: there
 * is a piece that is not looked into, so they say nothing. For pass 1 and its test. */
bool wv_scan_chunks(wv_scratch *s, bool *blob);
/* Room for the sieve of the sentence at hand, empty when it is the first of those that share it. */
bool wv_scan_begin_sieve(wv_scratch *s);
/* live.c: keeps of the chunks which rules may hold where; false when out of memory. */
bool wv_live_note(wv_scratch *s);
/* Tells each sentence whether it is live and wide; all are live when nothing was noted. */
void wv_live_mark(wv_scratch *s);
/* sentences.c: tokens, sentences, the sieves of those that are live (those of others are empty). */
wv_rc wv_scan_sentences(wv_scratch *s, const wv_record *record);
/* Looks the words of a sentence up, once. */
wv_rc wv_scan_read(wv_scratch *s, uint32_t sentence);
/* Words and lattice of a sentence (pass 2). The lattice of one sentence at a time. */
wv_rc wv_scan_enter(wv_scratch *s, uint32_t sentence);
/* Words of all sentences, in order; numbers within sentences stay. */
wv_rc wv_scan_all_words(wv_scratch *s);

/* sieve.c: the key probes that are worth a look in each sentence. */
wv_rc wv_scan_sieve(wv_scratch *s);
/* A sieve is two kilobytes; past so many sentences, a thousand share one: they may let more through. */
enum { WV_SIEVES_OWN = 4096, WV_SIEVE_SHARERS = 1024 };
static inline uint32_t wv_sieve_number(uint32_t sentence)
{
    return sentence < WV_SIEVES_OWN
               ? sentence
               : WV_SIEVES_OWN + (sentence - WV_SIEVES_OWN) / WV_SIEVE_SHARERS;
}
static inline uint64_t *wv_sieve_of(const wv_scratch *s, uint32_t sentence)
{
    return s->sieves + (size_t)wv_sieve_number(sentence) * (s->m->sieve_words + 1);
}
static inline void wv_sieve_add(const wv_scratch *s, uint64_t *sieve, const wv_set *set)
{
    for (uint32_t i = 0; i < set->mask_count; i++) sieve[set->masks[i].word] |= set->masks[i].bits;
    sieve[s->m->sieve_words] |= set->mask_hint;
}

/* probe.c: the hits that some rule may need in the record, sorted; marks of the rules that have a
 * key in it. */
wv_rc wv_scan_probe(wv_scratch *s);
/* Hits of one pattern in a sentence: appended. */
wv_rc wv_scan_try_pattern(wv_scratch *s, uint32_t pattern, uint32_t sentence);

/* evaluate.c: units in which a rule's condition holds. */
wv_rc wv_scan_evaluate(wv_scratch *s);
/* Does the condition of a finding still hold when the hits marked `denied` are not there? */
bool wv_scan_holds_undenied(wv_scratch *s, const wv_unit_finding *f);
/* fields.c: does the record have it? */
bool wv_scan_field(wv_scratch *s, const wv_field *field);

/* findings.c: spans, labels, actions. */
wv_rc wv_scan_findings(wv_scratch *s);

#endif
