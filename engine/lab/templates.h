/* SPDX-License-Identifier: EUPL-1.2 */
/* templates.h: the words and sentences that `gen` composes from, read from a folder of YAML.
 *
 *   words: tijd       lists to choose from, by register        {tijd}
 *   cast: V           who is called what when A tells it       {s} {o} {p} ...
 *   spelling: chat    how a register writes a word
 *   carrier: v.past   a sentence around an act                 {past} {s} [{obj}] {end}
 *   act: strang.keel  a verb with its parts and what it is a sign of
 *   say: kill.plain   whole texts, a sign or a look-alike, perhaps with a twin
 *   feed: burst       a case: what happens day by day, and what must be raised (feed.h)
 *
 * docs/lab.md has the format. The book owns everything through its arena; it is const and shared
 * after loading. */
#ifndef WV_LAB_TEMPLATES_H
#define WV_LAB_TEMPLATES_H

#include "base/map.h"
#include "pack/ast.h"

typedef enum wv_register {
    WV_REGISTER_FORMAL,
    WV_REGISTER_PLAIN,
    WV_REGISTER_CHAT,
    WV_REGISTER_FLEMISH,
    WV_REGISTER_COUNT,
} wv_register;

typedef enum wv_split { WV_SPLIT_TRAIN, WV_SPLIT_DEV, WV_SPLIT_TEST, WV_SPLIT_COUNT } wv_split;

extern const char *const wv_register_names[WV_REGISTER_COUNT];
extern const char *const wv_split_names[WV_SPLIT_COUNT];

typedef struct wv_gen_words {
    wv_str name;
    wv_lits by[WV_REGISTER_COUNT];
} wv_gen_words;

typedef struct wv_gen_cast { /* maps of names to texts */
    const wv_node *const *variants;
    uint32_t count;
} wv_gen_cast;

/* What the gold says of a sign in such a sentence. */
typedef enum wv_gold_kind { WV_GOLD_REQUIRE, WV_GOLD_ALLOW, WV_GOLD_NEGATED } wv_gold_kind;

typedef struct wv_gen_carrier {
    wv_str id, text, twin; /* twin: the same denied; may be empty */
    uint8_t voices, registers;
    wv_gold_kind gold;
    wv_str tense, attribution;
    wv_lits labels; /* scope labels that a finding in it should carry */
} wv_gen_carrier;

typedef struct wv_gen_template {
    wv_str id, group; /* group: the class it is counted under */
    bool is_act;
    uint8_t voices;
    wv_split split;        /* by its id: the same for every seed and size */
    wv_lits require, allow, labels;
    wv_lits by[WV_REGISTER_COUNT]; /* say */
    wv_lits twins;                 /* say: differ on one axis and are no sign */
    wv_str axis;
    bool twin_negated;     /* the twin denies the sign; else it is a look-alike */
    const wv_node *fields; /* act: past, obj, adv, end ... */
} wv_gen_template;

typedef struct wv_gen_book {
    wv_arena arena;
    wv_map word_ids;
    wv_gen_words *words;
    uint32_t word_count, word_capacity;
    wv_gen_cast casts[WV_VOICE_COUNT];
    const wv_node *spelling[WV_REGISTER_COUNT];
    wv_gen_carrier *carriers;
    uint32_t carrier_count, carrier_capacity;
    wv_gen_template *templates;
    uint32_t template_count, template_capacity;
    struct wv_feed *feeds;
    uint32_t feed_count, feed_capacity;
    char sha256_hex[65]; /* over names and bytes of the files, in order of name */
} wv_gen_book;

/* Reads every *.yaml of the folder. Complaints go to diags; WV_E_PACK when there was an error,
 * WV_E_NOINPUT when the folder cannot be read. wv_gen_book_done in every case. */
wv_rc wv_gen_book_open(wv_gen_book *book, const char *path, wv_diags *diags, wv_err *err);
void wv_gen_book_done(wv_gen_book *book);
/* NULL when there is no such list. */
const wv_gen_words *wv_gen_book_words(const wv_gen_book *book, wv_str name);

static inline bool wv_gen_fits(const wv_gen_template *t, wv_register reg)
{
    return t->is_act || t->by[reg].count > 0;
}

#endif
