/* SPDX-License-Identifier: EUPL-1.2 */
/* matcher.h: the compiled half of a frozen pack: classes, patterns, anchors, conditions. For the
 * scan stage only.
 *
 *   word -- wordbook --> lexemes -----> set of sorted class ids           (once per distinct word)
 *   sentence: signature of its sets; anchor class present ------> patterns to try ------> matches
 *   matches -> selections -> condition -> finding                       (per unit)
 *
 * A *probe* is what a selection waits for: pattern number p for p < pattern_count, else regex
 * number p - pattern_count. Everything is owned by the frozen pack's arena, const after freeze and
 * shared by all threads. */
#ifndef WV_PACK_MATCHER_H
#define WV_PACK_MATCHER_H

#include "pack/frozen.h"
#include "pack/lexemes.h"
#include "pack/regex.h"
#include "pack/term.h"
#include "pack/trigger.h"
#include "text/sepverbs.h"

/* ---- patterns: a program in pattern order, run by scan/match.c ---- */

typedef enum wv_op_code {
    WV_OP_ATOM,  /* one word of the class */
    WV_OP_OPEN,  /* begin of a group; all: & group, else a sequence */
    WV_OP_CLOSE, /* its end: the group becomes one item of the group around it */
    WV_OP_FORK,  /* first what follows, and when that fails, what stands at target */
    WV_OP_JUMP,
    WV_OP_END,
} wv_op_code;

typedef struct wv_op {
    uint8_t code;
    uint8_t joint;   /* ATOM, OPEN: to the item before it, when it stands in a sequence */
    bool all;        /* OPEN */
    bool slotted;    /* ATOM: classes differ by voice */
    uint16_t gap;    /* ATOM, OPEN: with the joint */
    uint16_t window; /* OPEN: the group's words lie within so many; 0 is one clause */
    uint32_t target; /* FORK, JUMP */
    uint32_t classes[WV_VOICE_COUNT]; /* ATOM: by voice of the word */
    wv_str source;                    /* ATOM: as the author wrote it */
} wv_op;

typedef struct wv_pattern {
    const wv_op *ops;
    uint32_t op_count;
    const uint32_t *starts; /* ATOM ops that can be the first of a match */
    uint32_t start_count;
    uint32_t anchor, second; /* gate classes that every match needs; second may be 0 */
    bool slotted;
    const wv_lit *lit; /* of its first use */
} wv_pattern;

enum { WV_PATTERN_ATOMS_MAX = 64, WV_PATTERN_OPS_MAX = 20000, WV_PATTERN_NEST_MAX = 32 };

/* ---- words ---- */

/* One bit a gate class (round robin): a pattern whose bit is absent from its sentence is not tried.
 */
typedef struct wv_signature {
    uint64_t lo, hi;
} wv_signature;

static inline bool wv_signature_has(wv_signature all, wv_signature part)
{
    return (all.lo & part.lo) == part.lo && (all.hi & part.hi) == part.hi;
}

typedef struct wv_set {
    const uint32_t *classes; /* sorted */
    uint32_t count;
    const uint32_t *anchors; /* those of them that anchor a key pattern */
    uint32_t anchor_count;
    const uint64_t *planes; /* needs of rules that it may meet: WV_NEEDS_MAX planes of a bit a rule */
    wv_signature signature;
} wv_set;

/* ---- selections and conditions ---- */

typedef struct wv_field {
    const wv_field_ast *ast;
    const uint32_t *probes; /* text, text|re: any of them; else none */
    uint32_t probe_count;
    bool is_text;
    wv_regex **regexes; /* |re on another field, one a value */
} wv_field;

typedef struct wv_branch {
    const wv_field *fields; /* all of them, `who` left out */
    uint32_t count;
    uint8_t voices; /* `who` */
} wv_branch;

typedef struct wv_selection {
    wv_str name;
    const wv_branch *branches; /* any of them */
    uint32_t count;
} wv_selection;

typedef enum wv_step_code { WV_STEP_OF, WV_STEP_NOT, WV_STEP_AND, WV_STEP_OR } wv_step_code;

/* Postfix. OF: at least `need` of selections[first .. first + count). `negative`: it stands under a
 * `not`, so that it can only suppress (a `not` never deletes). */
typedef struct wv_step {
    uint8_t code;
    bool negative;
    uint16_t need;
    uint32_t first, count;
} wv_step;

enum { WV_CONDITION_STEPS_MAX = 128, WV_CONDITION_STACK_MAX = 32, WV_SELECTIONS_MAX = 64 };

typedef struct wv_condition {
    const wv_step *steps;
    uint32_t step_count;
    const uint32_t *selections;  /* what OF steps point into */
    uint64_t positive, negative; /* masks of selections by how the condition names them */
} wv_condition;

/* What a rule needs besides each other: sides of its condition that are joined by `and`. Of the
 * probes of each, one must match in a unit; `keys` are the cheapest need. */
enum { WV_NEEDS_MAX = 4 };

typedef struct wv_need {
    const uint32_t *probes; /* sorted */
    uint32_t count;
} wv_need;

typedef struct wv_detection { /* of one item rule; selection_count 0 for correlation rules */
    const wv_selection *selections;
    uint32_t selection_count;
    wv_condition condition;
    const uint32_t *probes; /* of all selections, sorted, once each */
    uint32_t probe_count;
    const uint32_t *keys; /* of these probes a unit must have a hit (pack/keys.h); sorted */
    uint32_t key_count;
    wv_need needs[WV_NEEDS_MAX]; /* the cheapest first: keys */
    uint32_t need_count;         /* 0: not known, a rule that may hold by metadata */
    uint8_t voices; /* that some branch and the signal allow */
    bool voiced;    /* a slotted pattern or a `who`: results can differ by voice */
} wv_detection;

/* ---- all of it ---- */

typedef struct wv_wordbook wv_wordbook;

typedef struct wv_probe_use { /* rules that have a probe as a key */
    const uint32_t *rules;
    uint32_t count;
} wv_probe_use;

typedef struct wv_needed { /* a class that may begin to meet a need of a rule */
    uint32_t class_id, rule, need;
} wv_needed;

typedef struct wv_cue { /* a pattern of a scope trigger */
    uint32_t pattern;
    uint16_t trigger;
    uint8_t part; /* wv_trigger_part */
} wv_cue;

struct wv_matcher {
    uint32_t class_count;
    wv_wordbook *book;            /* owned: wv_wordbook_done */
    wv_sepverbs *verbs;           /* owned; NULL: the pack has none */
    const wv_sepverb_pair *pairs; /* what the table was made of */
    uint32_t pair_count;
    const uint32_t *pair_lexemes; /* separable pair -> its lexeme */
    uint32_t lexeme_count;
    const uint32_t *const *lexeme_classes; /* lexeme -> sorted classes */
    const uint32_t *lexeme_class_counts;
    const wv_signature *class_bits; /* empty for a class that gates nothing */
    const wv_pattern *patterns;
    uint32_t pattern_count;
    const uint32_t *const *anchored; /* class -> key patterns it anchors */
    const uint32_t *anchored_counts;
    wv_regex **regexes;   /* owned; probes first, then those of other fields */
    uint32_t regex_count; /* of probes */
    uint32_t regex_total;
    const wv_detection *detections; /* by rule */
    const wv_probe_use *uses;       /* by probe */
    const uint32_t *key_regexes;    /* regexes that are looked for everywhere */
    uint32_t key_regex_count;
    const wv_needed *needed; /* by class */
    uint32_t needed_count;
    const uint32_t *needed_first; /* class -> its first in needed; class_count + 1 */
    uint32_t plane_words;         /* 64-bit words a plane */
    const uint64_t *open_planes;  /* needs that no class can rule out: those of regexes, or none */
    const uint64_t *unit_rules;   /* a plane for each wv_unit: the rules of that unit */
    const wv_cue *cues;             /* sorted by pattern */
    uint32_t cue_count;
};

/* For tests only: the next packs frozen choose anchors by this seed instead of by frequency; 0
 * restores. Results must be the same bytes (design 2.1). Not thread-safe. */
void wv_freeze_random_anchors(uint64_t seed);

#endif
