/* SPDX-License-Identifier: EUPL-1.2 */
/* ast.h: a rule pack as its authors wrote it, checked for shape but not yet compiled (pack/load.c makes it,
 * pack/freeze.c turns it into pack/frozen.h).
 *
 * The wv_pack_ast owns everything in it through its arena, including the text of its files; all of it is const
 * after wv_pack_load and dies in wv_pack_ast_free. Not thread-safe while loading. */
#ifndef WV_PACK_AST_H
#define WV_PACK_AST_H

#include "model/finding.h"
#include "pack/node.h"

/* A scalar with its place, so that every later complaint can point at it. */
typedef struct wv_lit {
    wv_str s;
    wv_place place;
} wv_lit;

typedef struct wv_lits {
    const wv_lit *items;
    uint32_t count;
} wv_lits;

/* Who speaks: decides how <target> and <other> are read (docs/rule-language.md). */
typedef enum wv_voice { WV_VOICE_P, WV_VOICE_V, WV_VOICE_T, WV_VOICE_R, WV_VOICE_COUNT } wv_voice;
enum { WV_VOICES_ALL = 15 }; /* mask of 1 << wv_voice */

typedef struct wv_list_ast {  /* `list: naaste`  -> <naaste>: any of the terms */
    wv_lit name;
    wv_lits terms;            /* term patterns */
} wv_list_ast;

typedef struct wv_macro_ast { /* `macro: keel_dicht` -> <keel_dicht>: one pattern, put in place */
    wv_lit name;
    wv_lit pattern;
} wv_macro_ast;

typedef struct wv_slot_ast {  /* `slot: target` -> <target>, read by voice */
    wv_lit name;
    wv_lits voices[WV_VOICE_COUNT]; /* term patterns */
} wv_slot_ast;

typedef struct wv_compound_ast { /* `head: verbod` + `first: [...]` for _verbod; `first: stalking` + `heads: [...]` */
    wv_lit part;                 /* the head or first part that patterns name */
    bool is_head;
    wv_lits others;              /* the parts it may join */
} wv_compound_ast;

typedef struct wv_signal_ast {
    wv_lit slug, label, definition;
    uint8_t severity;
    uint8_t voices; /* mask: `who` */
    bool is_pattern; /* pattern.*: triage instead of severity */
    wv_triage triage;
} wv_signal_ast;

typedef enum wv_unit {
    WV_UNIT_SENTENCE,
    WV_UNIT_CLAUSE,
    WV_UNIT_TWO_SENTENCES,
    WV_UNIT_RECORD,
} wv_unit;

typedef enum wv_action {
    WV_ACTION_KEEP,
    WV_ACTION_LOWER,
    WV_ACTION_DROP,
    WV_ACTION_REQUIRE,
} wv_action;

/* One test of a field: `kind: message`, `text: [...]`, `text|re: ...`, `attrs.amount|lt: 1`. */
typedef enum wv_modifier {
    WV_MOD_EQUALS,
    WV_MOD_CONTAINS,
    WV_MOD_RE,
    WV_MOD_GTE,
    WV_MOD_LTE,
    WV_MOD_GT,
    WV_MOD_LT,
    WV_MOD_IN,
    WV_MOD_EXISTS,
} wv_modifier;

typedef struct wv_field_ast {
    wv_lit field;      /* text who direction kind channel code source type title attrs.x ... */
    wv_modifier modifier;
    wv_lits values;    /* any of them; for `text` these are term patterns, for `text|re` regexes */
    wv_lits needs;     /* `needs:` beside a text|re: words or literals that gate it */
} wv_field_ast;

typedef struct wv_branch_ast { /* AND of its fields */
    const wv_field_ast *fields;
    uint32_t count;
} wv_branch_ast;

typedef struct wv_selection_ast { /* OR of its branches */
    wv_lit name;
    const wv_branch_ast *branches;
    uint32_t count;
} wv_selection_ast;

typedef struct wv_rule_test {
    wv_lit text;
    bool match;
    wv_voice voice;   /* `who:` beside the test, else any */
    bool voice_known;
    wv_lits registers; /* `register: chat` */
    const wv_node *record; /* `record: {kind: message, from: B, ...}`: other fields of the tested record, or NULL */
    wv_lits spans;     /* `span:` exact pieces that the match must cover; optional */
} wv_rule_test;

typedef struct wv_rule_ast {
    wv_lit name, id, title, description, signal, status, condition, response, author, date;
    wv_lits references, falsepositives, tags;
    wv_basis basis;
    wv_unit unit;
    wv_action actions[WV_LABEL_COUNT];
    bool sensitive;
    const wv_selection_ast *selections;
    uint32_t selection_count;
    const wv_rule_test *tests;
    uint32_t test_count;
    bool is_pattern;            /* `pattern:` instead of `signal:`: an alert on the case */
    const wv_node *correlation; /* NULL for item rules; the case stage compiles it */
    const wv_node *document;    /* the whole document, for keys that only later stages read */
    wv_place place;
} wv_rule_ast;

typedef struct wv_pack_ast {
    wv_arena arena;
    wv_arena own;              /* what is of this process alone and not of the pack: its path */
    wv_str path;               /* folder */
    wv_lit name, version, engine, stemmer, title;
    const wv_node *manifest;   /* pack.yaml */
    const wv_source **sources; /* sorted by name */
    uint32_t source_count;
    const wv_signal_ast *signals;
    uint32_t signal_count;
    const wv_list_ast *lists;
    uint32_t list_count;
    const wv_macro_ast *macros;
    uint32_t macro_count;
    const wv_slot_ast *slots;
    uint32_t slot_count;
    const wv_compound_ast *compounds;
    uint32_t compound_count;
    wv_lits typo_words;        /* `typos:` the closed list that tolerates one edit */
    const wv_rule_ast *rules;  /* in order of file name, then place; item and correlation rules */
    uint32_t rule_count;
    const wv_node **scopes;    /* documents of scope/: scan/scope compiles them */
    uint32_t scope_count;
    uint8_t sha256[32];        /* over the sorted (name, content) of all files but pack.lock */
    const struct wv_overlay *overlay; /* pack/overlay.h; NULL: the pack as it is */
} wv_pack_ast;

/* What a pack is put together from. */
typedef struct wv_pack_parts {
    const char *path;    /* folder of the pack */
    const char *overlay; /* folder of a region's changes to it (pack/overlay.h); NULL: none */
    /* File or folder: its rules stand in place of all the pack's own, so that they can be tried
     * beside it; NULL: none. */
    const char *shadow;
} wv_pack_parts;

/* Reads a pack folder (pack.yaml, signals.yaml, lexicon/, rules/, patterns/, scope/; every *.yaml below them, sorted
 * by bytes).
 * Goes on after an error and reports many in diags; returns WV_E_PACK when there was at least one, WV_E_NOINPUT when
 * the folder cannot be read. *out is set only on WV_OK; the caller frees it. */
wv_rc wv_pack_load(const char *path, wv_pack_ast **out, wv_diags *diags, wv_err *err);
/* The same with an overlay or shadow rules; places in them point into their own files. */
wv_rc wv_pack_load_parts(const wv_pack_parts *parts, wv_pack_ast **out, wv_diags *diags,
                         wv_err *err);
void wv_pack_ast_free(wv_pack_ast *ast);

#endif
