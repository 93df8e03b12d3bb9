/* SPDX-License-Identifier: EUPL-1.2 */
/* sepverbs_table.c: pairs of particle and base verb -> table of written forms. In: pairs. Out:
 * wv_sepverbs, const after. Neighbours: inflect.h generates the forms; sepverbs.c looks for them in
 * a sentence; lex.c's fill hook calls lookup. Invariant: entries, forms and links are in the order
 * of the pairs, never of a hash. Cost: about 60 forms a verb. */
#include "text/sepverbs_table.h"

#include <stdlib.h>

#include "text/inflect.h"

enum { PAIRS_MAX = 60000 };

/* What the emit hook of the generator needs; `rc` is sticky. */
typedef struct collector {
    wv_sepverbs *table;
    uint32_t id;
    bool joined;
    wv_rc rc;
} collector;

static uint32_t *entry_slot(wv_sepverbs *t, wv_map *map, wv_str text)
{
    uint32_t *known = wv_map_get(map, text);
    if (known) return known;
    if (!wv_mem_grow((void **)&t->entries, &t->entry_capacity, t->entry_count + 1,
                     sizeof *t->entries))
        return NULL;
    wv_str kept = wv_arena_str(t->arena, text);
    if (!kept.p) return NULL;
    t->entries[t->entry_count] = (sepverb_entry){0};
    return wv_map_put(map, kept, t->entry_count++, NULL);
}

/* Adds (id, feat) to a list; a form that comes twice ("bellen": infinitive, plural) joins its
 * features. */
static bool add_form(wv_sepverbs *t, uint32_t *list, uint32_t id, uint32_t feat)
{
    for (uint32_t f = *list; f; f = t->forms[f - 1].next) {
        if (t->forms[f - 1].id != id) continue;
        t->forms[f - 1].feat |= feat;
        return true;
    }
    if (!wv_mem_grow((void **)&t->forms, &t->form_capacity, t->form_count + 1, sizeof *t->forms))
        return false;
    t->forms[t->form_count] = (sepverb_form){.id = id, .feat = feat, .next = *list};
    *list = ++t->form_count;
    return true;
}

static void collect(void *ctx, wv_str form, unsigned pos, uint32_t feat)
{
    collector *c = ctx;
    if (c->rc || pos != WV_POS_VERB) return;
    uint32_t *slot = entry_slot(c->table, &c->table->by_form, form);
    if (!slot) {
        c->rc = WV_E_NOMEM;
        return;
    }
    sepverb_entry *e = &c->table->entries[*slot];
    if (!add_form(c->table, c->joined ? &e->joined : &e->bases, c->id, feat)) c->rc = WV_E_NOMEM;
}

static wv_rc generate(wv_sepverbs *t, wv_str lemma, uint32_t id, bool joined)
{
    collector c = {t, id, joined, WV_OK};
    wv_rc rc = wv_inflect_generate(lemma, WV_POS_VERB, collect, &c);
    return rc ? rc : c.rc;
}

static wv_rc add_base(wv_sepverbs *t, wv_str base, uint32_t *id)
{
    uint32_t *known = wv_map_get(&t->bases, base);
    if (known) return *id = *known, WV_OK;
    *id = t->bases.count;
    wv_str kept = wv_arena_str(t->arena, base);
    if (!kept.p || !wv_map_put(&t->bases, kept, *id, NULL)) return WV_E_NOMEM;
    char key[WV_KEY_BYTES_MAX + 1];
    size_t n = wv_key_of(base, WV_POS_VERB, key);
    uint32_t *slot = n ? entry_slot(t, &t->by_key, (wv_str){key, (uint32_t)n}) : NULL;
    if (n && !slot) return WV_E_NOMEM;
    if (n && !add_form(t, &t->entries[*slot].bases, *id, 0)) return WV_E_NOMEM;
    return generate(t, base, *id, false);
}

static wv_rc add_particle(wv_sepverbs *t, wv_str particle, uint32_t *number)
{
    uint32_t *known = wv_map_get(&t->particles, particle);
    if (known) return *number = *known, WV_OK;
    *number = t->particles.count;
    wv_str kept = wv_arena_str(t->arena, particle);
    if (!kept.p || !wv_map_put(&t->particles, kept, *number, NULL)) return WV_E_NOMEM;
    uint32_t *slot = entry_slot(t, &t->by_form, particle);
    if (!slot) return WV_E_NOMEM;
    t->entries[*slot].particle = *number + 1;
    return WV_OK;
}

static wv_rc add_pair(wv_sepverbs *t, wv_sepverb_pair pair, uint32_t index)
{
    char lemma[WV_KEY_BYTES_MAX + 1];
    uint32_t base, particle, n = pair.particle.n + 1 + pair.base.n;
    if (n > WV_KEY_BYTES_MAX - 8) return WV_E_LIMIT;
    wv_rc rc = add_base(t, pair.base, &base);
    if (!rc) rc = add_particle(t, pair.particle, &particle);
    if (rc) return rc;
    if (!wv_mem_grow((void **)&t->links, &t->link_capacity, t->link_count + 1, sizeof *t->links))
        return WV_E_NOMEM;
    t->links[t->link_count++] = (sepverb_link){base, particle, index};
    memcpy(lemma, pair.particle.p, pair.particle.n);
    lemma[pair.particle.n] = '+';
    memcpy(lemma + pair.particle.n + 1, pair.base.p, pair.base.n);
    return generate(t, (wv_str){lemma, n}, index, true);
}

static int link_order(const void *a, const void *b)
{
    const sepverb_link *x = a, *y = b;
    if (x->base != y->base) return x->base < y->base ? -1 : 1;
    if (x->particle != y->particle) return x->particle < y->particle ? -1 : 1;
    return (x->pair > y->pair) - (x->pair < y->pair);
}

/* What has grown on the heap moves to the arena, or is freed. */
static bool settle(wv_sepverbs *t)
{
    wv_map *maps[] = {&t->by_form, &t->by_key, &t->bases, &t->particles};
    struct {
        void **items;
        size_t bytes;
    } arrays[] = {{(void **)&t->entries, t->entry_count * sizeof *t->entries},
                  {(void **)&t->forms, t->form_count * sizeof *t->forms},
                  {(void **)&t->links, t->link_count * sizeof *t->links}};
    bool ok = true;
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) {
        ok = ok && wv_map_settle(maps[i], t->arena);
        if (!ok) wv_map_done(maps[i]);
    }
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) {
        ok = ok && wv_arena_settle(t->arena, arrays[i].items, arrays[i].bytes);
        if (!ok) wv_mem_free(*arrays[i].items);
    }
    t->arena = NULL;
    return ok;
}

static void abandon(wv_sepverbs *t)
{
    wv_map_done(&t->by_form), wv_map_done(&t->by_key);
    wv_map_done(&t->bases), wv_map_done(&t->particles);
    wv_mem_free(t->entries), wv_mem_free(t->forms), wv_mem_free(t->links);
}

wv_rc wv_sepverbs_new(const wv_sepverb_pair *pairs, uint32_t count, wv_arena *arena,
                      wv_sepverbs **out)
{
    *out = NULL;
    if (count > PAIRS_MAX) return WV_E_LIMIT;
    wv_sepverbs *t = wv_arena_alloc(arena, sizeof *t);
    if (!t) return WV_E_NOMEM;
    t->arena = arena;
    wv_rc rc = wv_mem_grow((void **)&t->entries, &t->entry_capacity, 1, sizeof *t->entries)
                   ? WV_OK
                   : WV_E_NOMEM;
    if (!rc) t->entries[t->entry_count++] = (sepverb_entry){0};
    for (uint32_t i = 0; i < count && !rc; i++) rc = add_pair(t, pairs[i], i);
    if (rc) {
        abandon(t);
        return rc;
    }
    if (t->link_count) qsort(t->links, t->link_count, sizeof *t->links, link_order);
    if (!settle(t)) return WV_E_NOMEM;
    *out = t;
    return WV_OK;
}

uint32_t wv_sepverbs_lookup(const wv_sepverbs *t, const wv_lex *lex)
{
    const uint32_t *entry = wv_map_get(&t->by_form, lex->folded);
    if (entry) return *entry;
    for (uint8_t i = 0; i < lex->analysis_count; i++) {
        const wv_analysis *a = &lex->analyses[i];
        if (a->pos != WV_POS_VERB) continue;
        entry = wv_map_get(&t->by_key, (wv_str){a->key, a->key_bytes});
        if (entry) return *entry;
    }
    return 0;
}

uint32_t wv_sepverbs_link(const wv_sepverbs *t, uint32_t base, uint32_t particle)
{
    uint32_t low = 0, high = t->link_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        const sepverb_link *l = &t->links[middle];
        if (l->base < base || (l->base == base && l->particle < particle))
            low = middle + 1;
        else
            high = middle;
    }
    bool found =
        low < t->link_count && t->links[low].base == base && t->links[low].particle == particle;
    return found ? low : UINT32_MAX;
}
