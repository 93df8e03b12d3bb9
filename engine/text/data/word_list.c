/* SPDX-License-Identifier: EUPL-1.2 */
/* word_list.c: reads the word list and finds the order in which a table of xors can be filled.
 *
 *   word -> three slots of the table; its value is the xor of what stands in them. A word that
 * alone has some slot can be given its value last: it is taken off, and others come to be alone.
 *
 * In: a UTF-8 word list, a word a line. Out: folded words without doubles; the order. Neighbours:
 * gen_tables.c and gen_analyses.c, programs of the build, fill tables for the same words in the
 * same order. Invariant: both depend on the bytes of the list only. Cost: half a second. */
#include "text/data/word_list.h"

#include "base/mem.h"
#include "text/inflect_words_hash.h"

#include <stdio.h>
#include <stdlib.h>

enum { LINE_BYTES_MAX = 256, SEEDS_MAX = 100 };

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

static bool read_words(FILE *in, wv_word_list *words)
{
    char line[LINE_BYTES_MAX];
    while (fgets(line, sizeof line, in)) {
        wv_form f;
        bool capital;
        if (!fold_line(line, &f, &capital) || (capital && !keeps_capital(&f))) continue;
        if (!wv_mem_grow((void **)&words->items, &words->capacity, words->count + 1, sizeof f))
            return false;
        words->items[words->count++] = f;
    }
    return true;
}

/* Words that fold to the same hash count once: the peeling needs distinct keys. */
static void drop_doubles(wv_word_list *words)
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
    uint32_t *xor_of, *degree;
    uint32_t *stack, *stack_slot;
} peel;

/* Peels slots of degree one; true when every word got a slot of its own. */
static bool peel_all(const wv_word_list *words, uint64_t seed, uint32_t block, peel *p)
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

bool wv_word_list_read(const char *path, wv_word_list *words)
{
    FILE *in = fopen(path, "r");
    if (!in) return false;
    bool ok = read_words(in, words);
    fclose(in);
    if (ok) drop_doubles(words);
    return ok;
}

bool wv_word_list_order(const wv_word_list *words, wv_word_order *out)
{
    uint32_t block = (uint32_t)(words->count * 1.23 / 3) + 32, slots = 3 * block;
    peel p = {wv_mem_new(slots * 4), wv_mem_new(slots * 4), wv_mem_new(slots * 4),
              wv_mem_new(slots * 4)};
    bool ok = p.xor_of && p.degree && p.stack && p.stack_slot;
    uint64_t seed = 1;
    while (ok && !peel_all(words, seed, block, &p)) ok = ++seed <= SEEDS_MAX;
    wv_mem_free(p.xor_of), wv_mem_free(p.degree);
    *out = (wv_word_order){seed, block, p.stack, p.stack_slot};
    return ok;
}
