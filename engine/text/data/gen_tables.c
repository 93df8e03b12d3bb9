/* SPDX-License-Identifier: EUPL-1.2 */
/* gen_tables.c: a program of the build, not of the engine. It writes three tables of static const
 * data:
 *
 *   gen_tables words WORDLIST   -> words_nl.inc       the word filter (Debian's wdutch; its text is
 *                                                     not kept)
 *   gen_tables irregular        -> irregular_nl.inc   hash index from irregular forms to the tables
 *   gen_tables prefixes         -> prefixes_nl.inc    first parts of verbs by first letter
 *
 * In: a UTF-8 word list, a word a line. Neighbours: word_list.c reads it; inflect_words.c and
 * inflect_irregular.c include what is written. Invariant: the output depends on the input bytes only. Cost: under a second. */
#include <stdio.h>
#include <stdlib.h>

#define WV_IRREGULAR_NO_INDEX
#define WV_PREFIX_NO_INDEX
#include "text/inflect_irregular.c"
#include "text/inflect_prefix.c"
#include "base/mem.h"
#include "text/data/word_list.h"
#include "text/inflect_words_hash.h"

enum { SLOTS = 8192 };

static int write_words(const char *path)
{
    wv_word_list words = {0};
    wv_word_order order;
    if (!wv_word_list_read(path, &words)) {
        fprintf(stderr, "gen_tables: cannot read %s (install the package wdutch)\n", path);
        return 66;
    }
    if (!wv_word_list_order(&words, &order)) return 70;
    uint64_t seed = order.seed;
    uint32_t block = order.block, slots = 3 * block;
    uint16_t *table = wv_mem_new(slots * sizeof *table);
    for (uint32_t k = words.count; k-- > 0;) {
        wv_str word = wv_form_str(&words.items[order.words[k]]);
        wv_words_probe q = wv_words_probe_of(word, seed, block);
        uint16_t v = q.fingerprint;
        for (int j = 0; j < 3; j++)
            if (q.slot[j] != order.own[k]) v ^= table[q.slot[j]];
        table[order.own[k]] = v;
    }
    printf("/* Written by gen_tables.c at build time. */\n#define WV_WORDS_COUNT %uu\n"
           "#define WV_WORDS_SEED %lluu\n#define WV_WORDS_BLOCK %uu\n"
           "static const uint16_t words_table[] = {",
           words.count, (unsigned long long)seed, block);
    for (uint32_t s = 0; s < slots; s++) printf("%s%u,", s % 16 ? "" : "\n", table[s]);
    puts("\n};");
    uint64_t *bits = wv_mem_new(WV_WORDS_BITS / 8);
    for (uint32_t i = 0; i < words.count; i++) {
        uint32_t bit = wv_words_probe_of(wv_form_str(&words.items[i]), seed, block).bit;
        bits[bit >> 6] |= UINT64_C(1) << (bit & 63);
    }
    printf("static const uint64_t words_bits[] = {");
    for (uint32_t s = 0; s < WV_WORDS_BITS / 64; s++)
        printf("%s0x%llxu,", s % 8 ? "" : "\n", (unsigned long long)bits[s]);
    puts("\n};");
    return 0;
}

typedef struct slot {
    wv_form form;
    int entry;
} slot;

static void put(slot *slots, wv_str form, int entry)
{
    if (form.n == 0) return;
    uint32_t i = (uint32_t)wv_hash64(form.p, form.n) & (SLOTS - 1);
    for (; slots[i].form.n; i = (i + 1) & (SLOTS - 1))
        if (wv_str_eq(wv_form_str(&slots[i].form), form) && slots[i].entry == entry) return;
    slots[i] = (slot){wv_form_of(form.p, form.n), entry};
}

static void put_verb(slot *slots, int k)
{
    const wv_strong_verb *v = &strong_verbs[k];
    const char *cursor = v->past;
    wv_str alt;
    put(slots, wv_str_of(v->inf), k);
    while (wv_alternatives_next(&cursor, &alt)) {
        if (!alt.n) continue;
        wv_form plural = wv_strong_past_plural(alt);
        put(slots, wv_strong_past_singular(alt), k);
        put(slots, wv_form_str(&plural), k);
    }
    cursor = v->ppart;
    while (wv_alternatives_next(&cursor, &alt)) put(slots, alt, k);
    for (int i = 0; i < COUNT(extra_forms); i++)
        if (strcmp(extra_forms[i].inf, v->inf) == 0) put(slots, wv_str_of(extra_forms[i].form), k);
}

static void put_noun(slot *slots, int k)
{
    const wv_irregular_noun *noun = &irregular_nouns[k];
    const char *cursor = noun->plurals;
    wv_str alt;
    put(slots, wv_str_of(noun->singular), k);
    while (wv_alternatives_next(&cursor, &alt)) {
        wv_form f = {0};
        for (uint32_t i = 0; i < alt.n; i++) /* thema's -> themas */
            if (alt.p[i] != '\'') f.s[f.n++] = alt.p[i];
        put(slots, wv_form_str(&f), k);
    }
    if (!noun->dim_stem[0]) return;
    wv_form je = wv_form_join(wv_str_of(noun->dim_stem), WV_STR("je"));
    put(slots, wv_form_str(&je), k);
    wv_form_add(&je, "s");
    put(slots, wv_form_str(&je), k);
}

static void print_slots(const char *name, const slot *slots)
{
    printf("static const irregular_slot %s[IRREGULAR_SLOTS] = {\n", name);
    for (int i = 0; i < SLOTS; i++)
        if (slots[i].form.n)
            printf("    [%d] = {\"%s\", %d},\n", i, slots[i].form.s, slots[i].entry);
    puts("};");
}

static int write_irregular(void)
{
    static slot verbs[SLOTS], nouns[SLOTS];
    for (int k = 0; k < COUNT(strong_verbs); k++) put_verb(verbs, k);
    for (int k = 0; k < COUNT(irregular_nouns); k++) put_noun(nouns, k);
    printf("/* Written by gen_tables.c at build time. */\nenum { IRREGULAR_SLOTS = %d };\n"
           "typedef struct irregular_slot {\n    const char *form;\n    uint16_t entry;\n} "
           "irregular_slot;\n",
           SLOTS);
    print_slots("irregular_verb_slots", verbs);
    print_slots("irregular_noun_slots", nouns);
    return 0;
}

static int write_prefixes(void)
{
    enum { PREFIXES = sizeof prefixes / sizeof *prefixes, CHAIN_MAX = 31 };
    printf("/* Written by gen_tables.c at build time. */\nstatic const uint8_t "
           "prefix_chains[26][%d] = {\n",
           CHAIN_MAX + 1);
    for (int letter = 'a'; letter <= 'z'; letter++) {
        int n = 0, which[CHAIN_MAX];
        for (int i = 0; i < PREFIXES; i++) {
            if (prefixes[i].text[0] != letter) continue;
            if (n == CHAIN_MAX) return 70;
            which[n++] = i;
        }
        printf("    {%d", n);
        for (int i = 0; i < n; i++) printf(", %d", which[i]);
        puts("},");
    }
    puts("};");
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "irregular") == 0) return write_irregular();
    if (argc == 2 && strcmp(argv[1], "prefixes") == 0) return write_prefixes();
    if (argc != 3 || strcmp(argv[1], "words") != 0) {
        fputs("usage: gen_tables words WORDLIST | gen_tables irregular | gen_tables prefixes\n",
              stderr);
        return 64;
    }
    return write_words(argv[2]);
}
