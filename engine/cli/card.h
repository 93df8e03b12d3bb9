/* SPDX-License-Identifier: EUPL-1.2 */
/* card.h: what a pack card says, gathered: card.c gathers and writes the card, card_register.c the text for the
 * algorithm register. Borrows the pack and the arena. */
#ifndef WV_CLI_CARD_H
#define WV_CLI_CARD_H

#include "cli/card_page.h"
#include "pack/frozen.h"

enum { WV_CARD_FAMILIES_MAX = 64, WV_CARD_EVALS_MAX = 8 };

typedef struct wv_card_family { /* signals with the same first part: threat.* */
    wv_str name;
    uint32_t signals, without_rule, grave, rules, matching, lookalikes; /* grave: severity 4 and 5 */
} wv_card_family;

typedef struct wv_card_share {
    double share, low, high;
} wv_card_share;

typedef struct wv_card_miss { /* a signal that a measure often missed */
    wv_str name;
    uint64_t right, missed;
} wv_card_miss;

enum { WV_CARD_MISSES_MAX = 100 };
typedef struct wv_card_eval { /* from the JSON of `eval` */
    wv_str path;
    uint64_t items, empty, alarms;
    wv_card_share precision, recall;
    wv_card_miss misses[WV_CARD_MISSES_MAX];
    uint32_t miss_count;
} wv_card_eval;

typedef struct wv_card {
    const wv_frozen *pack;
    wv_arena arena;
    wv_card_family families[WV_CARD_FAMILIES_MAX];
    uint32_t family_count;
    uint32_t signals, patterns, rules, case_rules, experimental, sensitive, tests, lists;
    wv_card_eval evals[WV_CARD_EVALS_MAX];
    uint32_t eval_count;
} wv_card;

/* Text under a key of pack.yaml; empty when it is not there. */
wv_str wv_card_said(const wv_card *card, const char *key);
/* Its list, or NULL. */
const wv_node *wv_card_listed(const wv_card *card, const char *key);
/* A formatted text in the card's arena. */
wv_str wv_card_text(wv_card *card, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* card_register.c: the fields of the Algoritmeregister's publication standard, in its order. */
void wv_card_register(wv_card *card, wv_card_page *page);

#endif
