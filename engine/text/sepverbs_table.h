/* SPDX-License-Identifier: EUPL-1.2 */
/* sepverbs_table.h: the table behind sepverbs.h; seen by sepverbs_table.c (makes it) and sepverbs.c
 * (reads it) only.
 *
 *   form "belt"  -> entry -> bases  [(bellen, finite)]
 *   form "op"    -> entry -> particle 3
 *   form "opbelt" -> entry -> joined [(pair 17, finite)]
 *   (base bellen, particle op) -> pair 17 */
#ifndef WV_TEXT_SEPVERBS_TABLE_H
#define WV_TEXT_SEPVERBS_TABLE_H

#include "base/map.h"
#include "base/mem.h"
#include "text/sepverbs.h"

/* One reading of a written form: a base verb or a pair, and what the form can be (WV_FEAT_*). */
typedef struct sepverb_form {
    uint32_t id;
    uint32_t feat;
    uint32_t next; /* index + 1 in forms, 0 ends */
} sepverb_form;

typedef struct sepverb_entry {
    uint32_t bases, joined; /* lists in forms: index + 1, 0 is empty */
    uint32_t particle;      /* number + 1, 0 is none */
} sepverb_entry;

typedef struct sepverb_link {
    uint32_t base, particle, pair;
} sepverb_link;

struct wv_sepverbs {
    wv_arena *arena;         /* owns all of it once it is made; NULL from then on */
    wv_map by_form;          /* folded form -> entry */
    wv_map by_key;           /* key of a base verb -> entry that stands for any form of it */
    wv_map bases, particles; /* infinitive -> base, particle -> number */
    sepverb_entry *entries;  /* entry 0 is empty */
    uint32_t entry_count, entry_capacity;
    sepverb_form *forms;
    uint32_t form_count, form_capacity;
    sepverb_link *links; /* sorted by base, particle, pair */
    uint32_t link_count, link_capacity;
};

/* Index of the first link of (base, particle), UINT32_MAX when there is none. */
uint32_t wv_sepverbs_link(const wv_sepverbs *t, uint32_t base, uint32_t particle);

#endif
