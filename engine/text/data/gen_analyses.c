/* SPDX-License-Identifier: EUPL-1.2 */
/* gen_analyses.c: a program of the build, not of the engine: the analyses of all words of the list.
 *
 *   gen_analyses WORDLIST -> analyses_nl.inc
 *
 * In: a UTF-8 word list. Out: static const data (text/analyse_known.h). Neighbours: analyse.c says
 * what a word is; the same rules run at build time and, for words nobody listed, in the engine.
 * Invariant: the output depends on the list and on the rules only. Cost: some five seconds. */
#include "base/mem.h"
#include "text/analyse_known.h"
#include "text/data/word_list.h"

#include <stdio.h>

/* There is no table yet that analyse.c could ask. */
int wv_analyse_known(wv_str folded, wv_analysis out[WV_ANALYSES_MAX])
{
    (void)folded, (void)out;
    return 0;
}

typedef struct tables {
    wv_arena arena;
    wv_map step_ids, recipe_ids; /* bytes of a step; numbers of the steps of a word */
    wv_analysis_step *steps;
    uint16_t *runs;
    uint32_t *firsts;
    uint32_t step_capacity, run_count, run_capacity, first_capacity;
    uint32_t refused; /* words made as no other, more than there is room for */
} tables;

/* Of the ways to come from the word to the key, the one that adds least, then the one that cuts
 * least: then most words share it. */
static bool is_shorter(const wv_analysis_step *a, const wv_analysis_step *b)
{
    if (a->add_bytes != b->add_bytes) return a->add_bytes < b->add_bytes;
    return a->cut + a->drop_bytes < b->cut + b->drop_bytes;
}

static void try_drop(wv_str word, wv_str key, uint32_t at, uint32_t bytes, wv_analysis_step *best)
{
    char text[WV_KEY_BYTES_MAX + 1];
    uint32_t n = word.n - bytes, same = 0;
    memcpy(text, word.p, at);
    memcpy(text + at, word.p + at + bytes, n - at);
    while (same < n && same < key.n && text[same] == key.p[same]) same++;
    if (same < at || key.n - same > WV_ANALYSIS_ADD_MAX) return;
    wv_analysis_step s = {.drop_at = (uint8_t)at,
                          .drop_bytes = (uint8_t)bytes,
                          .cut = (uint8_t)(n - same),
                          .add_bytes = (uint8_t)(key.n - same)};
    memcpy(s.add, key.p + same, s.add_bytes);
    if (!best->pos || is_shorter(&s, best)) {
        *best = s;
        best->pos = 1;
    }
}

/* False when no step says it. */
static bool step_of(wv_str word, const wv_analysis *a, wv_analysis_step *out)
{
    wv_str key = {a->key, a->key_bytes};
    *out = (wv_analysis_step){0};
    try_drop(word, key, 0, 0, out);
    if (wv_str_starts(word, WV_STR("aller"))) try_drop(word, key, 0, 5, out);
    for (uint32_t at = 0; at + 2 <= word.n; at++)
        if (memcmp(word.p + at, "ge", 2) == 0) try_drop(word, key, at, 2, out);
    bool found = out->pos;
    out->pos = a->pos;
    out->feat = a->feat;
    return found;
}

static bool add_step(tables *t, const wv_analysis_step *step, uint16_t *id)
{
    bool added;
    uint32_t next = t->step_ids.count;
    wv_str bytes = {(const char *)step, sizeof *step};
    const uint32_t *known = wv_map_put_in(&t->step_ids, &t->arena, bytes, next, &added);
    if (!known || *known > UINT16_MAX) return false;
    *id = (uint16_t)*known;
    if (!added) return true;
    if (!wv_mem_grow((void **)&t->steps, &t->step_capacity, next + 1, sizeof *step)) return false;
    t->steps[next] = *step;
    return true;
}

/* The number of the word's recipe; 0 when the rules are to be asked. */
static uint16_t recipe_of(tables *t, wv_str word)
{
    wv_analysis analyses[WV_ANALYSES_MAX];
    uint16_t ids[WV_ANALYSES_MAX];
    int n = wv_analyse_afresh(word, analyses);
    for (int i = 0; i < n; i++) {
        wv_analysis_step step;
        if (!step_of(word, &analyses[i], &step) || !add_step(t, &step, &ids[i])) return 0;
    }
    bool added;
    uint32_t next = t->recipe_ids.count + 1;
    wv_str bytes = {(const char *)ids, (uint32_t)n * (uint32_t)sizeof *ids};
    const uint32_t *known = wv_map_put_in(&t->recipe_ids, &t->arena, bytes, next, &added);
    if (!known || *known >= WV_ANALYSIS_RECIPES_MAX) return 0;
    if (!added) return (uint16_t)*known;
    if (!wv_mem_grow((void **)&t->runs, &t->run_capacity, t->run_count + (uint32_t)n,
                     sizeof *t->runs) ||
        !wv_mem_grow((void **)&t->firsts, &t->first_capacity, next + 1, sizeof *t->firsts))
        return 0;
    memcpy(t->runs + t->run_count, ids, (uint32_t)n * sizeof *ids);
    t->firsts[next] = t->run_count;
    t->run_count += (uint32_t)n;
    return (uint16_t)next;
}

static void print_steps(const tables *t)
{
    printf("static const wv_analysis_step analysis_steps[] = {\n");
    for (uint32_t i = 0; i < t->step_ids.count; i++) {
        const wv_analysis_step *s = &t->steps[i];
        printf("    {%u, %u, %u, %u, %u, \"%s\", %u},\n", s->drop_at, s->drop_bytes, s->cut, s->pos,
               s->feat, s->add, s->add_bytes);
    }
    puts("};");
}

static void print_recipes(const tables *t)
{
    uint32_t count = t->recipe_ids.count + 1;
    printf("enum { ANALYSES_RECIPES = %u };\nstatic const uint16_t analysis_runs[] = {", count);
    for (uint32_t i = 0; i < t->run_count; i++) printf("%s%u,", i % 16 ? "" : "\n", t->runs[i]);
    printf("\n};\nstatic const uint32_t analysis_first[] = {0,");
    for (uint32_t i = 1; i < count; i++) printf("%s%u,", i % 16 ? "" : "\n", t->firsts[i]);
    printf("%u,\n};\n", t->run_count);
}

static void print_table(const wv_word_list *words, const wv_word_order *order,
                        const uint16_t *recipes)
{
    uint32_t slots = 3 * order->block;
    uint32_t *table = wv_mem_new(slots * sizeof *table);
    for (uint32_t k = words->count; k-- > 0;) {
        uint32_t i = order->words[k];
        wv_str word = wv_form_str(&words->items[i]);
        wv_words_probe q = wv_words_probe_of(word, order->seed, order->block);
        uint32_t v = (uint32_t)wv_analysis_check(word) << 16 | recipes[i];
        for (int j = 0; j < 3; j++)
            if (q.slot[j] != order->own[k]) v ^= table[q.slot[j]];
        table[order->own[k]] = v;
    }
    printf("#define ANALYSES_SEED %lluu\n#define ANALYSES_BLOCK %uu\n"
           "static const uint32_t analyses_table[] = {",
           (unsigned long long)order->seed, order->block);
    for (uint32_t s = 0; s < slots; s++) printf("%s0x%x,", s % 12 ? "" : "\n", table[s]);
    puts("\n};");
}

int main(int argc, char **argv)
{
    wv_word_list words = {0};
    wv_word_order order;
    tables t = {0};
    wv_arena_init(&t.arena);
    if (argc != 2 || !wv_word_list_read(argv[1], &words)) {
        fputs("usage: gen_analyses WORDLIST (of the package wdutch)\n", stderr);
        return 66;
    }
    uint16_t *recipes = wv_mem_new(words.count * sizeof *recipes);
    if (!recipes || !wv_word_list_order(&words, &order)) return 70;
    for (uint32_t i = 0; i < words.count; i++) {
        recipes[i] = recipe_of(&t, wv_form_str(&words.items[i]));
        t.refused += recipes[i] == 0;
    }
    printf("/* Written by gen_analyses.c at build time: %u words, of which %u ask the rules. */\n",
           words.count, t.refused);
    print_steps(&t);
    print_recipes(&t);
    print_table(&words, &order, recipes);
    return 0;
}
