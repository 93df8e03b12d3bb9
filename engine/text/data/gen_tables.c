/* SPDX-License-Identifier: EUPL-1.2 */
/* gen_tables.c: a program of the build, not of the engine. It writes three tables of static const
 * data:
 *
 *   gen_tables words WORDLIST      -> words_nl.inc      the word filter (Debian's wdutch; its text
 * is not kept) gen_tables irregular           -> irregular_nl.inc  hash index from irregular forms
 * to the tables gen_tables prefixes            -> prefixes_nl.inc   first parts of verbs by first
 * letter
 *
 * In: a UTF-8 word list, a word a line. Neighbours: inflect_words.c and inflect_irregular.c include
 * what it writes. Invariant: the output depends on the input bytes only. Cost: under a second. */
#include <stdio.h>
#include <stdlib.h>

#define WV_IRREGULAR_NO_INDEX
#define WV_PREFIX_NO_INDEX
#include "text/inflect_irregular.c"
#include "text/inflect_prefix.c"
#include "text/inflect_words_hash.h"

#include "base/mem.h"

enum { LINE_BYTES_MAX = 256, SLOTS = 8192 };

/* Latin letters of the list (Latin-1 and Latin Extended-A as UTF-8 pairs) to ASCII; 0 when it is
 * none. */
static char fold_pair(unsigned char lead, unsigned char trail)
{
    static const char latin1[] = "aaaaaaaceeeeiiiidnooooo*ouuuuypsaaaaaaaceeeeiiiidnooooo/ouuuuypy";
    if (lead == 0xC3) return latin1[trail & 0x3F];
    if (lead == 0xC5 && (trail == 0xA0 || trail == 0xA1)) return 's';
    if (lead == 0xC5 && (trail == 0xBD || trail == 0xBE)) return 'z';
    if (lead == 0xC4 && (trail == 0x8C || trail == 0x8D)) return 'c';
    return 0;
}

/* The line as a folded word; false when it holds anything but letters, hyphens and apostrophes. */
static bool fold_line(const char *line, wv_form *out, bool *capital)
{
    out->n = 0;
    *capital = line[0] >= 'A' && line[0] <= 'Z';
    for (const unsigned char *p = (const unsigned char *)line; *p && *p != '\n'; p++) {
        char c = (char)*p;
        if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
        if (*p >= 0x80) {
            c = p[1] ? fold_pair(p[0], p[1]) : 0;
            p++;
        }
        if (c == '\'') continue;
        if (!((c >= 'a' && c <= 'z') || c == '-') || out->n >= WV_FORM_BYTES_MAX) return false;
        out->s[out->n++] = c;
    }
    out->s[out->n] = '\0';
    return out->n > 1;
}

/* A capital is a name (Held, Jan) unless the word is an adjective of a place or a people:
 * Amerikaanse. */
static bool keeps_capital(const wv_form *f)
{
    wv_str w = wv_form_str(f);
    return w.n >= 5 && (wv_str_ends(w, WV_STR("s")) || wv_str_ends(w, WV_STR("se")) ||
                        wv_str_ends(w, WV_STR("isch")) || wv_str_ends(w, WV_STR("ische")) ||
                        wv_str_ends(w, WV_STR("er")) || wv_str_ends(w, WV_STR("en")));
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

typedef struct word_list {
    wv_form *items;
    uint32_t count, capacity;
} word_list;

static void read_words(FILE *in, word_list *words)
{
    char line[LINE_BYTES_MAX];
    while (fgets(line, sizeof line, in)) {
        wv_form f;
        bool capital;
        if (!fold_line(line, &f, &capital) || (capital && !keeps_capital(&f))) continue;
        if (!wv_mem_grow((void **)&words->items, &words->capacity, words->count + 1, sizeof f))
            exit(70);
        words->items[words->count++] = f;
    }
}

/* Words that fold to the same hash count once: the peeling needs distinct keys. */
static void drop_doubles(word_list *words)
{
    uint64_t *seen = wv_mem_new(words->count * 2 * sizeof *seen);
    for (uint32_t i = 0; i < words->count; i++)
        seen[2 * i] = wv_hash64(words->items[i].s, words->items[i].n), seen[2 * i + 1] = i;
    qsort(seen, words->count, 2 * sizeof *seen, by_value);
    wv_form *kept = wv_mem_new(words->count * sizeof *kept);
    uint32_t n = 0;
    for (uint32_t i = 0; i < words->count; i++)
        if (i == 0 || seen[2 * i] != seen[2 * (i - 1)]) kept[n++] = words->items[seen[2 * i + 1]];
    words->items = kept;
    words->count = n;
    wv_mem_free(seen);
}

typedef struct peel {
    uint32_t *xor_of, *degree, *stack, *stack_slot;
} peel;

/* Peels slots of degree one; true when every word got a slot of its own. */
static bool peel_all(const word_list *words, uint64_t seed, uint32_t block, peel *p)
{
    uint32_t slots = 3 * block, top = 0, done = 0;
    memset(p->xor_of, 0, slots * sizeof *p->xor_of);
    memset(p->degree, 0, slots * sizeof *p->degree);
    for (uint32_t i = 0; i < words->count; i++) {
        wv_words_probe q = wv_words_probe_of(wv_form_str(&words->items[i]), seed, block);
        for (int k = 0; k < 3; k++) p->xor_of[q.slot[k]] ^= i, p->degree[q.slot[k]]++;
    }
    uint32_t *queue = wv_mem_new(2 * slots * sizeof *queue);
    for (uint32_t s = 0; s < slots; s++)
        if (p->degree[s] == 1) queue[top++] = s;
    while (top) {
        uint32_t s = queue[--top];
        if (p->degree[s] != 1) continue;
        uint32_t i = p->xor_of[s];
        p->stack[done] = i, p->stack_slot[done++] = s;
        wv_words_probe q = wv_words_probe_of(wv_form_str(&words->items[i]), seed, block);
        for (int k = 0; k < 3; k++) {
            p->xor_of[q.slot[k]] ^= i;
            if (--p->degree[q.slot[k]] == 1) queue[top++] = q.slot[k];
        }
    }
    wv_mem_free(queue);
    return done == words->count;
}

static int write_words(FILE *in)
{
    word_list words = {0};
    read_words(in, &words);
    drop_doubles(&words);
    uint32_t block = (uint32_t)(words.count * 1.23 / 3) + 32, slots = 3 * block;
    peel p = {wv_mem_new(slots * 4), wv_mem_new(slots * 4), wv_mem_new(slots * 4),
              wv_mem_new(slots * 4)};
    uint64_t seed = 1;
    while (!peel_all(&words, seed, block, &p))
        if (++seed > 100) return 70;
    uint16_t *table = wv_mem_new(slots * sizeof *table);
    for (uint32_t k = words.count; k-- > 0;) {
        wv_words_probe q = wv_words_probe_of(wv_form_str(&words.items[p.stack[k]]), seed, block);
        uint16_t v = q.fingerprint;
        for (int j = 0; j < 3; j++)
            if (q.slot[j] != p.stack_slot[k]) v ^= table[q.slot[j]];
        table[p.stack_slot[k]] = v;
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
    FILE *in = fopen(argv[2], "r");
    if (!in) {
        fprintf(stderr, "gen_tables: cannot open %s (install the package wdutch)\n", argv[2]);
        return 66;
    }
    int status = write_words(in);
    fclose(in);
    return status;
}
