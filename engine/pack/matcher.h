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
#include "pack/gates.h"
#include "pack/lexemes.h"
#include "pack/regex.h"
#include "pack/term.h"
#include "pack/trigger.h"
#include "pack/wordgate.h"
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
    uint32_t classes[WV_VOICE_COUNT]; /* ATOM: by voice of the word; FORK: the first is what
                                         follows needs, 0 not known */
    wv_str source;                    /* ATOM: as the author wrote it */
} wv_op;

/* ---- the sieve: which patterns may match in a stretch of text, by the classes of its words ----
 *
 *   words     hij   0:...1..1 1:1...    bits of the classes that patterns name; those of classes
 *             wurgt 4:.1.               with the same commonest word stand together, so a word of a
 *                                       hundred classes has a dozen masks
 *   sieve           ...1...1...         of the stretch: all of them; sieve_words of 64 bits
 *   gate      12, 17                    open: both are there
 */
enum { WV_SIEVE_NONE = 0xFFFF };

typedef struct wv_gate {
    uint16_t bits[WV_GATE_NEEDS_MAX]; /* the rarest first, the last one repeated */
    uint32_t probe;
    uint32_t rule, path; /* of a key: whose, and which of its paths; of a cue: cues [path, rule) */
} wv_gate;

typedef struct wv_sieve_mask {
    uint32_t word;
    uint64_t bits;
} wv_sieve_mask;

static inline bool wv_sieve_has(const uint64_t *sieve, uint32_t bit)
{
    return sieve[bit / 64] >> (bit % 64) & 1;
}

static inline bool wv_gate_is_open(const wv_gate *g, const uint64_t *sieve)
{
    for (uint32_t i = 0; i < WV_GATE_NEEDS_MAX; i++)
        if (!wv_sieve_has(sieve, g->bits[i])) return false;
    return true;
}

/* Gates of which one bit each is among the same 64: where none of these is set, none of them is
 * open. They are items[first] to before those of the next. */
typedef struct wv_gate_group {
    uint32_t word, first;
    uint64_t bits;
} wv_gate_group;

typedef struct wv_gates { /* a run of them */
    const wv_gate *items;
    const wv_gate_group *groups; /* one more ends them; NULL: not grouped */
    uint32_t count, group_count;
} wv_gates;

typedef struct wv_pattern {
    const wv_op *ops;
    uint32_t op_count;
    const uint32_t *starts; /* ATOM ops that can be the first of a match */
    uint32_t start_count;
    const uint32_t (*needs)[WV_GATE_NEEDS_MAX]; /* classes of its gates (gates.h): one of them is
                                                   open where it matches */
    uint32_t gate_count;
    wv_gates gates;
    bool slotted;
    const uint32_t *loose; /* by op, of ATOMs: see pack/loose.h; NULL: it has none */
    const wv_lit *lit;     /* of its first use */
} wv_pattern;

enum { WV_PATTERN_ATOMS_MAX = 64, WV_PATTERN_OPS_MAX = 20000, WV_PATTERN_NEST_MAX = 32,
       WV_SKETCH_OPS_MAX = 4096 /* a longer pattern has no sketch */ };

/* ---- words ---- */

typedef struct wv_set {
    const uint32_t *classes; /* sorted */
    uint32_t count;
    const wv_sieve_mask *masks; /* bits of its classes in a sieve, by word */
    uint32_t mask_count;
    uint64_t mask_hint; /* bit w % 64 for each word w of its masks: most sets have none of a class */
    wv_gates keys; /* gates of key probes whose rarest class is one of its classes, by second bit */
} wv_set;

/* Does the set have the bit of a class? */
static inline bool wv_set_has(const wv_set *set, uint32_t bit)
{
    const wv_sieve_mask *masks = set->masks;
    if (!(set->mask_hint >> (bit / 64 % 64) & 1)) return false;
    for (uint32_t n = set->mask_count; n > 1;) {
        uint32_t half = n / 2;
        masks += masks[half].word <= bit / 64 ? half : 0;
        n -= half;
    }
    return masks->word == bit / 64 && (masks->bits >> (bit % 64) & 1);
}

/* ---- selections and conditions ---- */

typedef struct wv_field {
    const wv_field_ast *ast;
    const uint32_t *probes; /* text, text|re: any of them; else none */
    uint32_t probe_count;
    wv_gates gates; /* of its probes, grouped by first bit */
    bool is_text;
    bool ungated; /* one of its probes is a regex that no class can rule out */
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
    uint32_t decides; /* it is the left side of this step (0 of none) ... */
    bool when;        /* ... which is known when it comes to this */
} wv_step;

/* A key as a rule has it: a hit of the probe counts only where each of these classes has a word within
 * the reach of the rule (pack/keys.h). */
enum { WV_KEY_EXTRAS = 3, WV_DETECTION_COVERS = 3 };

typedef struct wv_key_path {
    uint32_t probe;
    const struct wv_branch *branch; /* where it stands: its metadata must fit; NULL: anywhere */
    uint32_t extras[WV_KEY_EXTRAS]; /* 0 ends them */
    uint16_t extra_bits[WV_KEY_EXTRAS]; /* of a rule that reaches further than a sentence: the same
                                           in a sieve; WV_SIEVE_NONE ends them */
} wv_key_path;

enum { WV_CONDITION_STEPS_MAX = 128, WV_CONDITION_STACK_MAX = 32, WV_SELECTIONS_MAX = 64 };

typedef struct wv_condition {
    const wv_step *steps;
    uint32_t step_count;
    const uint32_t *selections;  /* what OF steps point into */
    uint64_t positive, negative; /* masks of selections by how the condition names them */
} wv_condition;

typedef struct wv_detection { /* of one item rule; selection_count 0 for correlation rules */
    const wv_selection *selections;
    uint32_t selection_count;
    wv_condition condition;
    const uint32_t *probes; /* of all selections, sorted, once each */
    uint32_t probe_count;
    const uint32_t *keys; /* of these probes a unit must have a hit (pack/keys.h); sorted */
    uint32_t key_count;
    const wv_key_path *paths; /* to the keys; a key may have more than one */
    uint32_t path_count;
    bool metadata; /* it looks at more than texts */
    bool beside; /* it reaches no further than a sentence: extras are in its gates */
    uint32_t musts[WV_DETECTION_COVERS];      /* classes: each has a word in a unit where it holds */
    uint16_t must_bits[WV_DETECTION_COVERS];  /* the same in a sieve; WV_SIEVE_NONE ends them */
    uint8_t voices; /* that some branch and the signal allow */
    bool voiced;    /* a slotted pattern or a `who`: results can differ by voice */
} wv_detection;

/* ---- all of it ---- */

typedef struct wv_wordbook wv_wordbook;

typedef struct wv_probe_use { /* rules that have a probe as a key */
    const uint32_t *rules;
    uint32_t count;
} wv_probe_use;

typedef struct wv_cue { /* a pattern of a scope trigger */
    uint32_t pattern;
    uint16_t trigger;
    uint8_t part; /* wv_trigger_part */
} wv_cue;

struct wv_matcher {
    uint32_t class_count;
    wv_wordbook *book;
    const wv_wordgate *wordgate;  /* which words are not worth an analysis */
    wv_sepverbs *verbs;           /* NULL: the pack has none */
    const wv_sepverb_pair *pairs; /* what the table was made of */
    uint32_t pair_count;
    const uint32_t *pair_lexemes; /* separable pair -> its lexeme */
    uint32_t lexeme_count;
    const uint32_t *const *lexeme_classes; /* lexeme -> sorted classes */
    const uint32_t *lexeme_class_counts;
    const uint16_t *class_bits; /* in a sieve; WV_SIEVE_NONE for a class that no pattern names */
    uint32_t sieve_words;       /* 64-bit words of a sieve */
    const wv_pattern *patterns;
    uint32_t pattern_count;
    const wv_gates *keyed; /* class -> gates of key probes with it as their rarest class */
    wv_regex **regexes;   /* owned; probes first, then those of other fields */
    uint32_t regex_count; /* of probes */
    uint32_t regex_total;
    const wv_detection *detections; /* by rule */
    const wv_probe_use *uses;       /* by probe */
    const uint32_t *ungated; /* key probes that are looked for everywhere: regexes without words */
    uint32_t ungated_count;
    const wv_cue *cues;             /* sorted by pattern */
    uint32_t cue_count;
    wv_gates cue_gates, wide_cue_gates; /* of their patterns; of those with a trigger of wide reach */
};

/* For tests only: the next packs frozen choose anchors by this seed instead of by frequency; 0
 * restores. Results must be the same bytes (design 2.1). Not thread-safe. */
void wv_freeze_random_anchors(uint64_t seed);

#endif
