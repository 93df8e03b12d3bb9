/* SPDX-License-Identifier: EUPL-1.2 */
/* sepverbs.c: finds separable verbs in one sentence. In: words with clauses and table entries. Out: hits.
 *
 * Three shapes, tried for each particle from left to right; the first that holds takes the particle:
 *   te       op te bellen                    particle, te, infinitive
 *   cluster  op heeft gebeld, tegemoet kwam  particle, then verbs only; the last one that makes a pair
 *   split    belt me de hele nacht op        finite verb before it in the same clause; the particle nearest the end
 * Joined forms need no particle. A particle that is also a preposition is one only where no noun phrase follows it.
 * Neighbours: sepverbs_table.c. Invariant: no allocation; a verb word takes one particle. Cost: linear in the words, times
 * the few particles of a clause. */
#include "text/sepverbs.h"

#include "text/inflect.h"
#include "text/sepverbs_table.h"

/* A cluster of more verbs than this is none: "zou hebben kunnen laten opbellen" has five. */
enum { CLUSTER_WORDS_MAX = 6 };
/* From the verb to its particle: the longest in the treebanks has 28 words; the median is 3. */
enum { GAP_WORDS_MAX = 40 };

typedef struct finder {
    const wv_sepverbs *table;
    const wv_word *words;
    uint32_t count;
    wv_sepverb_hit *hits;
    uint32_t hit_count, cap;
} finder;

static bool is(const wv_word *w, uint64_t gram)
{
    return (w->lex->gram & gram) != 0;
}

static bool folded_is(const wv_word *w, const char *text)
{
    return wv_str_is(w->lex->folded, text);
}

static const sepverb_entry *entry_of(const finder *f, uint32_t i)
{
    uint32_t e = f->words[i].lex->verbs;
    return &f->table->entries[e < f->table->entry_count ? e : 0];
}

static bool same_clause(const finder *f, uint32_t a, uint32_t b)
{
    return f->words[a].clause == f->words[b].clause;
}

static bool verb_taken(const finder *f, uint32_t verb)
{
    for (uint32_t h = 0; h < f->hit_count; h++)
        if (f->hits[h].verb == verb) return true;
    return false;
}

/* All pairs of the table with these two parts: a pack may name one twice. */
static void add_hits(finder *f, uint32_t link, uint32_t verb, uint32_t particle)
{
    const sepverb_link *l = f->table->links, first = l[link];
    for (; link < f->table->link_count && f->hit_count < f->cap; link++) {
        if (l[link].base != first.base || l[link].particle != first.particle) break;
        f->hits[f->hit_count++] = (wv_sepverb_hit){l[link].pair, verb, particle};
    }
}

/* What the word can be as a verb: features of the table, of the word itself when the table knows only its key. */
static uint32_t features(const sepverb_form *form, const wv_word *w)
{
    if (form->feat) return form->feat;
    uint32_t feat = 0;
    if (is(w, WV_GRAM(FINITE))) feat |= WV_FEAT_FIN;
    if (is(w, WV_GRAM(INFINITIVE))) feat |= WV_FEAT_INF;
    if (is(w, WV_GRAM(PPART))) feat |= WV_FEAT_PPART;
    return feat;
}

/* Link of the word's base verbs with the particle, when the form has one of the wanted features. */
static uint32_t link_of(const finder *f, uint32_t verb, uint32_t particle, uint32_t wanted)
{
    const wv_sepverbs *t = f->table;
    for (uint32_t b = entry_of(f, verb)->bases; b; b = t->forms[b - 1].next) {
        if (!(features(&t->forms[b - 1], &f->words[verb]) & wanted)) continue;
        uint32_t link = wv_sepverbs_link(t, t->forms[b - 1].id, particle);
        if (link != UINT32_MAX) return link;
    }
    return UINT32_MAX;
}

static bool verbal(const wv_word *w)
{
    const uint64_t verb = WV_GRAM(FINITE) | WV_GRAM(INFINITIVE) | WV_GRAM(PPART) | WV_GRAM(AUX) | WV_GRAM(MODAL);
    return w->kind == WV_TOKEN_WORD && is(w, verb) && !is(w, WV_GRAM(PREP) | WV_GRAM(SUBJECT));
}

/* "om te bellen" is the conjunction, "haar om te brengen" and "om haar om te brengen" the particle. */
static bool om_is_conjunction(const finder *f, uint32_t at)
{
    if (!folded_is(&f->words[at], "om")) return false;
    if (at == 0 || f->words[at].before & WV_BEFORE_COMMA) return true;
    if (is(&f->words[at - 1], WV_GRAM(OBJECT))) return false;
    for (uint32_t i = at; i-- > 0 && at - i < GAP_WORDS_MAX && same_clause(f, i, at);)
        if (folded_is(&f->words[i], "om")) return false;
    return true;
}

/* op te bellen, aan te kunnen raken */
static bool try_te(finder *f, uint32_t at, uint32_t particle)
{
    if (at + 2 >= f->count || !is(&f->words[at + 1], WV_GRAM(TE)) || om_is_conjunction(f, at)) return false;
    for (uint32_t v = at + 2; v < f->count && v < at + 2 + CLUSTER_WORDS_MAX && verbal(&f->words[v]); v++) {
        uint32_t link = link_of(f, v, particle, WV_FEAT_INF);
        if (link == UINT32_MAX) continue;
        add_hits(f, link, v, at);
        return true;
    }
    return false;
}

/* er, waar: "de stoel waar hij op zat", "er op slaan": the particle is the preposition of that word. */
static bool r_pronoun_before(const finder *f, uint32_t at)
{
    if (!is(&f->words[at], WV_GRAM(PREP))) return false;
    for (uint32_t i = at; i-- > 0 && same_clause(f, i, at);)
        if (folded_is(&f->words[i], "waar") || (folded_is(&f->words[i], "er") && i + 1 == at)) return true;
    return false;
}

/* op heeft gebeld, op wilde bellen, tegemoet kwam: only verbs after the particle. The last verb that makes a pair is the
 * one ("op komen halen" is ophalen). */
static bool try_cluster(finder *f, uint32_t at, uint32_t particle)
{
    const uint32_t wanted = WV_FEAT_INF | WV_FEAT_PPART | WV_FEAT_FIN;
    uint32_t best = UINT32_MAX, verb = 0;
    if (f->words[at].kind != WV_TOKEN_WORD || r_pronoun_before(f, at)) return false;
    for (uint32_t v = at + 1; v < f->count && v <= at + CLUSTER_WORDS_MAX; v++) {
        const wv_word *w = &f->words[v];
        if (w->before || !verbal(w)) break;
        uint32_t link = link_of(f, v, particle, wanted);
        if (link != UINT32_MAX) best = link, verb = v;
    }
    if (best == UINT32_MAX || verb_taken(f, verb)) return false;
    add_hits(f, best, verb, at);
    return true;
}

/* The word begins a noun phrase, so that a preposition before it is one: "op de tafel", "aan Jan", "in 2019". */
static bool noun_phrase_starts(const wv_word *w)
{
    if (w->kind != WV_TOKEN_WORD) return w->kind != WV_TOKEN_EMOJI;
    if (is(w, WV_GRAM(DET) | WV_GRAM(POSSESSIVE) | WV_GRAM(NUMBER) | WV_GRAM(OBJECT) | WV_GRAM(SUBJECT))) return true;
    if (is(w, WV_GRAM(FUNCTION))) return false;
    return is(w, WV_GRAM(NOUN) | WV_GRAM(ADJ)) || w->flags & WV_TOKEN_CAPITAL;
}

/* Can the word at `at` be the particle of a verb before it, judged by its neighbours? */
static bool stands_as_particle(const finder *f, uint32_t at)
{
    const wv_word *w = &f->words[at];
    if (w->kind != WV_TOKEN_WORD || r_pronoun_before(f, at)) return false;
    if (at && is(w, WV_GRAM(NOUN)) && is(&f->words[at - 1], WV_GRAM(DET))) return false; /* "de weg" */
    if (at + 1 == f->count) return true;
    const wv_word *next = w + 1;
    const uint16_t breaks = WV_BEFORE_COMMA | WV_BEFORE_COLON | WV_BEFORE_SEMICOLON | WV_BEFORE_DASH |
                            WV_BEFORE_PAREN | WV_BEFORE_ELLIPSIS | WV_BEFORE_QUOTE;
    if (next->before & breaks) return true;
    bool pair_of_adverbs = is(next, WV_GRAM(COORD)) && at + 2 < f->count && is(next + 1, WV_GRAM(PARTICLE));
    if (pair_of_adverbs && same_clause(f, at, at + 2)) return false; /* "af en toe", "op en neer" */
    if (!same_clause(f, at, at + 1)) return true;
    if (is(w, WV_GRAM(PREP)) || is(w, WV_GRAM(ADJ) | WV_GRAM(NOUN))) return !noun_phrase_starts(next);
    return true;
}

/* A finite verb, or a form that can be one where the clause has no surer one. */
static bool can_be_finite(const finder *f, uint32_t verb)
{
    const wv_word *w = &f->words[verb];
    if (verb == 0) return true;
    const wv_word *before = w - 1;
    if (is(before, WV_GRAM(TE))) return false;
    if (is(w, WV_GRAM(NOUN)) && is(before, WV_GRAM(DET)) && !is(before, WV_GRAM(SUBJECT))) return false;
    return true;
}

/* The nearest verb before the particle in its clause that makes a pair with it. */
static bool try_split(finder *f, uint32_t at, uint32_t particle)
{
    if (!stands_as_particle(f, at)) return false;
    for (uint32_t v = at; v-- > 0 && at - v <= GAP_WORDS_MAX && same_clause(f, v, at);) {
        uint32_t link = link_of(f, v, particle, WV_FEAT_FIN | WV_FEAT_IMP);
        if (link == UINT32_MAX || verb_taken(f, v) || !can_be_finite(f, v)) continue;
        add_hits(f, link, v, at);
        return true;
    }
    return false;
}

static void find_joined(finder *f, uint32_t i)
{
    const wv_sepverbs *t = f->table;
    const wv_word *w = &f->words[i];
    for (uint32_t j = entry_of(f, i)->joined; j && f->hit_count < f->cap; j = t->forms[j - 1].next) {
        bool finite_only = !(t->forms[j - 1].feat & (WV_FEAT_INF | WV_FEAT_PPART | WV_FEAT_PRESP));
        if (finite_only && i && is(w - 1, WV_GRAM(DET) | WV_GRAM(PREP)) && !is(w - 1, WV_GRAM(OBJECT))) continue;
        f->hits[f->hit_count++] = (wv_sepverb_hit){t->forms[j - 1].id, i, WV_SEPVERB_JOINED};
    }
}

static uint32_t first_piece(const wv_sepverb_hit *h)
{
    return h->particle < h->verb ? h->particle : h->verb;
}

static void sort_hits(wv_sepverb_hit *hits, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) { /* nearly sorted already */
        wv_sepverb_hit h = hits[i];
        uint32_t j = i;
        while (j && (first_piece(&hits[j - 1]) > first_piece(&h) ||
                     (first_piece(&hits[j - 1]) == first_piece(&h) && hits[j - 1].pair > h.pair)))
            hits[j] = hits[j - 1], j--;
        hits[j] = h;
    }
}

uint32_t wv_sepverbs_find(const wv_sepverbs *t, const wv_word *words, uint32_t count, wv_sepverb_hit *hits,
                          uint32_t cap)
{
    finder f = {t, words, count, hits, 0, cap};
    for (uint32_t i = 0; i < count; i++) {
        uint32_t particle = entry_of(&f, i)->particle;
        if (particle && !try_te(&f, i, particle - 1)) try_cluster(&f, i, particle - 1);
    }
    for (uint32_t i = count; i-- > 0;) { /* from the end: the last particle of a clause is the verb's */
        uint32_t particle = entry_of(&f, i)->particle;
        if (particle) try_split(&f, i, particle - 1);
    }
    for (uint32_t i = 0; i < count; i++) find_joined(&f, i);
    sort_hits(hits, f.hit_count);
    return f.hit_count;
}
