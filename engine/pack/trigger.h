/* SPDX-License-Identifier: EUPL-1.2 */
/* trigger.h: a scope trigger of a pack (scope/<name>.yaml): which words put which label on how much
 * of a text.
 *
 *   scope: negated              the label
 *   name: ontkennen             unique among the triggers
 *   cues: [ontkennen, weigeren] term patterns; any of them
 *   reach: complement           how far, from the table below
 *   except: [niet ontkennen]    a cue that touches one of these is none: idioms, double negation
 *   stops: [maar]               the reach ends before one of these
 *   who: [V, T, R]              only for findings that hold in no other voice
 *   least: 2                    only with so many cues within the reach (paragraph, record)
 *   mark: "?"                   only in a sentence that ends so
 *   title: [lesstof]            a title or code that contains this sets the label on the whole
 *   code: [voorlichting]        record (reach: record)
 *
 * The freeze step compiles the three pattern lists with the compiler of rules and hands the scan
 * stage what matched (wv_scope_hit in scan/scope.h). This file only checks and reads the documents.
 * Everything lives in the arena given and borrows from the node tree. No state, no threads. */
#ifndef WV_PACK_TRIGGER_H
#define WV_PACK_TRIGGER_H

#include "model/finding.h"
#include "pack/ast.h"

/* How far a cue reaches. Grammar decides where a clause or a noun phrase ends, not a count of
 * words. */
#define WV_REACH_TABLE(X)                                                                          \
    X(PREDICATE, "predicate")   /* niet: verb, predicate, or the constituent right after it */     \
    X(NOUN, "noun")             /* geen: the head of its noun phrase, and the verb that governs */ \
    X(PHRASE, "phrase")         /* zonder: the noun phrase or the te-infinitive after it */        \
    X(COMPLEMENT, "complement") /* ontkent (dat), zegt dat: what is said or denied, after it */    \
    X(CLAUSE, "clause")         /* all words of its clause */                                      \
    X(AFTER, "after")           /* from the cue to the end of the sentence */                      \
    X(SENTENCE, "sentence")                                                                        \
    X(COLON, "colon")       /* what stands after a colon, to the end of its quotation */           \
    X(PREVIOUS, "previous") /* the question before it: "Is er geweld? Nee." */                     \
    X(PARAGRAPH, "paragraph")                                                                      \
    X(RECORD, "record")

typedef enum wv_reach {
#define WV_REACH_ENUM(name, text) WV_REACH_##name,
    WV_REACH_TABLE(WV_REACH_ENUM)
#undef WV_REACH_ENUM
        WV_REACH_COUNT
} wv_reach;

/* Which list of the trigger a pattern stands in. */
typedef enum wv_trigger_part {
    WV_TRIGGER_CUES,
    WV_TRIGGER_EXCEPT,
    WV_TRIGGER_STOPS,
    WV_TRIGGER_PART_COUNT
} wv_trigger_part;

typedef struct wv_trigger {
    wv_lit name;
    wv_label label;
    wv_reach reach;
    uint8_t voices; /* mask of 1 << wv_voice; WV_VOICES_ALL when the document has no `who` */
    uint8_t least;  /* 1 when not given */
    char mark;      /* '?', '!' or 0 */
    wv_lits patterns[WV_TRIGGER_PART_COUNT];
    wv_lits titles,
        codes; /* lower-case literals; a record field that contains one sets the label */
} wv_trigger;

/* True when one sentence alone cannot know what it covers: match this trigger on all sentences of
 * the record. */
static inline bool wv_trigger_is_wide(const wv_trigger *t)
{
    return t->reach > WV_REACH_SENTENCE;
}

/* wv_frozen.scopes: triggers in order of file name, then place. Const after it was made. */
typedef struct wv_scope_table {
    const wv_trigger *triggers;
    uint32_t count;
} wv_scope_table;

enum { WV_TRIGGERS_MAX = 1024 };

/* Reads the scope documents of a pack. Goes on after an error and reports many in diags; returns
 * WV_E_PACK when there was at least one, WV_E_NOMEM; *out is set only on WV_OK (also for no
 * documents at all). */
wv_rc wv_trigger_compile(const wv_node *const *documents, uint32_t count, wv_arena *arena,
                         wv_scope_table **out, wv_diags *diags);

#endif
