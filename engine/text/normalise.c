/* SPDX-License-Identifier: EUPL-1.2 */
/* normalise.c: candidates for what a written word stands for.
 *
 * In: a raw token. Out: up to four candidates, the plain fold first. Neighbours: normalise_fold.c
 * (letters), normalise_short.c (short forms, masks, words written as one), normalise_spell.c
 * (elongation, misspelling). Invariant: candidate 0 is the plain fold without apostrophes; a listed
 * word gets no respelling. Cost: under a microsecond for a listed word; some thirty filter lookups
 * for an unknown one. */
#include "text/normalise.h"

#include "text/analyse.h"
#include "text/inflect_words.h"
#include "text/normalise_steps.h"

static void add_whys(wv_normal *c, uint32_t bits, wv_normal_why why)
{
    for (uint32_t k = 0; k < WV_WHY_COUNT; k++)
        if ((bits >> k & 1) && c->why_count < WV_NORMAL_WHYS_MAX - 1)
            c->why[c->why_count++] = (uint8_t)k;
    c->why[c->why_count++] = (uint8_t)why;
}

static void set_part(wv_normal *c, wv_str word, uint32_t start, uint32_t end)
{
    wv_normal_part *p = &c->parts[c->part_count++];
    p->bytes = (uint8_t)(word.n > WV_NORMAL_WORD_BYTES_MAX ? WV_NORMAL_WORD_BYTES_MAX : word.n);
    memcpy(p->word, word.p, p->bytes);
    p->word[p->bytes] = '\0';
    p->start = (uint16_t)start;
    p->end = (uint16_t)end;
}

static bool same_words(const wv_normal *a, const wv_normal *b)
{
    if (a->part_count != b->part_count) return false;
    for (int i = 0; i < a->part_count; i++)
        if (strcmp(a->parts[i].word, b->parts[i].word) != 0) return false;
    return true;
}

static void keep(wv_normals *n, const wv_normal *c)
{
    for (int i = 0; i < n->count; i++)
        if (same_words(&n->item[i], c)) return;
    if (n->count < WV_NORMALS_MAX) n->item[n->count++] = *c;
}

void wv_normals_add(wv_normals *n, wv_str word, wv_normal_why why)
{
    wv_normal c = {0};
    add_whys(&c, n->folded->why, why);
    set_part(&c, word, 0, n->folded->raw_bytes);
    keep(n, &c);
}

void wv_normals_add_words(wv_normals *n, wv_str words, wv_normal_why why)
{
    wv_normal c = {0};
    add_whys(&c, n->folded->why, why);
    for (uint32_t at = 0; at < words.n && c.part_count < WV_NORMAL_PARTS_MAX;) {
        const char *space = memchr(words.p + at, ' ', words.n - at);
        uint32_t end = space ? (uint32_t)(space - words.p) : words.n;
        set_part(&c, (wv_str){words.p + at, end - at}, 0, n->folded->raw_bytes);
        at = end + 1;
    }
    keep(n, &c);
}

void wv_normals_add_parts(wv_normals *n, const wv_str words[], const uint32_t ends[], int parts,
                          wv_normal_why why)
{
    wv_normal c = {0};
    const wv_folded *f = n->folded;
    uint32_t from = 0;
    add_whys(&c, f->why, why);
    for (int i = 0; i < parts && i < WV_NORMAL_PARTS_MAX; i++) {
        uint32_t last = i == parts - 1 ? f->n : ends[i];
        uint32_t start = i == 0 ? 0 : f->start[from],
                 end = i == parts - 1 ? f->raw_bytes : f->start[last];
        set_part(&c, words[i], start, end);
        from = last;
    }
    keep(n, &c);
}

/* "foto's" is fotos, "t.h.v." is looked up as thv: without the signs that part letters. */
static void add_plain(wv_normals *n, const wv_folded *bare)
{
    wv_normal c = {0};
    add_whys(&c, bare->why, WV_WHY_FOLD);
    set_part(&c, (wv_str){bare->s, bare->n}, 0, bare->raw_bytes);
    keep(n, &c);
}

int wv_normalise(wv_str raw, wv_normal out[WV_NORMALS_MAX])
{
    wv_folded f, bare, undotted;
    wv_normals n = {0, out, &bare};
    wv_fold(raw, &f);
    wv_folded_drop(&f, '\'', &bare);
    if (bare.n == 0) bare = f;
    wv_str word = {bare.s, bare.n};
    add_plain(&n, &bare);
    if (f.apostrophe) wv_normalise_short(&n, (wv_str){f.s, f.n});
    if (n.count > 1) out[1].preferred = true; /* "z'n" is not the "zn" of the list */
    wv_normalise_short(&n, word);
    if (f.sign) {
        wv_folded_drop(&bare, '.', &undotted);
        wv_normalise_short(&n, (wv_str){undotted.s, undotted.n});
    }
    if (f.sign || f.digit || memchr(bare.s, '-', bare.n) || memchr(bare.s, '_', bare.n))
        wv_normalise_masked(&n, word);
    if (n.count > 1 || wv_words_has(word)) return n.count;
    wv_form other;
    if (wv_normalise_y(word, &other)) {
        wv_normals_add(&n, wv_form_str(&other), WV_WHY_SPELLING);
        return n.count;
    }
    wv_known known = wv_word_known(word);
    if (wv_normalise_squeeze(word, &other)) {
        wv_normals_add(&n, wv_form_str(&other), WV_WHY_ELONGATED);
        wv_normalise_short(&n, wv_form_str(&other));
        return n.count;
    }
    if (known < WV_KNOWN_FORM || wv_is_verb_je(word)) wv_normalise_parts(&n, word);
    if (known >= WV_KNOWN_SLIP) return n.count;
    if (n.count == 1 && wv_normalise_respell(word, &other))
        wv_normals_add(&n, wv_form_str(&other), WV_WHY_SPELLING);
    return n.count;
}

int wv_normal_best(const wv_normal candidates[], int count)
{
    for (int i = 1; i < count; i++)
        if (candidates[i].preferred) return i;
    wv_str plain = {candidates[0].parts[0].word, candidates[0].parts[0].bytes};
    return count > 1 && !wv_words_has(plain) ? 1 : 0;
}

const char *wv_why_text(wv_normal_why why)
{
    static const char *const texts[] = {
#define WV_WHY_TEXT(name, text) text,
        WV_WHY_TABLE(WV_WHY_TEXT)
#undef WV_WHY_TEXT
    };
    return (unsigned)why < WV_WHY_COUNT ? texts[why] : "";
}

size_t wv_key(wv_str raw, char *out, size_t cap, wv_normal *used)
{
    wv_normal candidates[WV_NORMALS_MAX];
    wv_analysis a[WV_ANALYSES_MAX];
    size_t n = 0;
    int count = wv_normalise(raw, candidates), best = wv_normal_best(candidates, count);
    const wv_normal *c = &candidates[best];
    for (int i = 0; i < c->part_count; i++) {
        wv_analyse((wv_str){c->parts[i].word, c->parts[i].bytes}, a);
        size_t room = cap > n + 1 ? cap - n - 1 : 0;
        if (i && room) out[n++] = '+', room--;
        size_t bytes = a[0].key_bytes < room ? a[0].key_bytes : room;
        memcpy(out + n, a[0].key, bytes);
        n += bytes;
    }
    if (cap) out[n] = '\0';
    if (used) *used = *c;
    return n;
}
