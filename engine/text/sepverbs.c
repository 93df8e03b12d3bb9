/* SPDX-License-Identifier: EUPL-1.2 */
/* sepverbs.c: finds separable verbs in one sentence. In: words with clauses and table entries. Out:
 * hits.
 *
 * Three shapes, tried for each particle from left to right; the first that holds takes the
 * particle: te       op te bellen                    particle, te, infinitive cluster  op heeft
 * gebeld, tegemoet kwam  particle, then verbs only; the last one that makes a pair split    belt me
 * de hele nacht op        finite verb before it in the same clause; the particle nearest the end
 * Joined forms need no particle. A particle that is also a preposition is one only where no noun
 * phrase follows it, unless it opens a set phrase (om het leven brengen). Neighbours:
 * sepverbs_table.c, sepverbs_place.c (is it a particle here? a finite verb here?). Invariant: no
 * allocation; a verb word takes one particle. Cost: linear in the words, times the few particles of
 * a clause. */
#include "text/sepverbs.h"

#include "text/inflect.h"
#include "text/sepverbs_phrases.h"
#include "text/sepverbs_place.h"
#include "text/sepverbs_table.h"

/* A cluster of more verbs than this is none: "zou hebben kunnen laten opbellen" has five. */
enum { CLUSTER_WORDS_MAX = 6 };
/* From the verb to its particle: the longest in the treebanks has 28 words; the median is 3. */
enum { GAP_WORDS_MAX = 40 };

/* A particle in its sentence; last > at when it opens a set phrase. */
typedef struct particle_at {
    uint32_t number, at, last;
} particle_at;

/* A word may be three words on paper, so a sentence has at most this many; all of them may be
 * particles. */
enum { PARTICLES_MAX = WV_SENTENCE_WORDS_MAX * 4 };

typedef struct finder {
    const wv_sepverbs *table;
    const wv_word *words;
    uint32_t count;
    wv_sepverb_hit *hits;
    uint32_t hit_count, cap;
    uint32_t particle_count;
    particle_at particles[PARTICLES_MAX]; /* of the sentence, from left to right */
} finder;

static bool is(const wv_word *w, uint64_t gram)
{
    return (w->lex->gram & gram) != 0;
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

static bool particle_taken(const finder *f, uint32_t at)
{
    for (uint32_t h = 0; h < f->hit_count; h++)
        if (f->hits[h].particle == at) return true;
    return false;
}

/* All pairs of the table with these two parts: a pack may name one twice. */
static void add_hits(finder *f, uint32_t link, uint32_t verb, const particle_at *p)
{
    const sepverb_link *l = f->table->links, first = l[link];
    for (; link < f->table->link_count && f->hit_count < f->cap; link++) {
        if (l[link].base != first.base || l[link].particle != first.particle) break;
        f->hits[f->hit_count++] = (wv_sepverb_hit){l[link].pair, verb, p->at, p->last > p->at};
    }
}

/* What the word can be as a verb: features of the table, of the word itself when the table knows
 * only its key. */
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

/* op te bellen, aan te kunnen raken, om het leven te brengen */
static bool try_te(finder *f, const particle_at *p)
{
    uint32_t te = p->last + 1;
    if (te + 1 >= f->count || !is(&f->words[te], WV_GRAM(TE))) return false;
    if (p->last == p->at && wv_sepverbs_om_conjunction(f->words, p->at)) return false;
    for (uint32_t v = te + 1; v < f->count && v <= te + CLUSTER_WORDS_MAX; v++) {
        if (!wv_sepverbs_verbal(f->words, f->count, v)) break;
        uint32_t link = link_of(f, v, p->number, WV_FEAT_INF);
        if (link == UINT32_MAX) continue;
        add_hits(f, link, v, p);
        return true;
    }
    return false;
}

/* A set phrase goes with a full verb: "in gevaar zijn", "aan boord hebben" are no verbs. But: "van
 * plan zijn". */
static bool full_enough(const finder *f, uint32_t verb, const particle_at *p)
{
    if (p->last == p->at || wv_sepverbs_phrase_only(&f->words[p->at])) return true;
    return !is(&f->words[verb], WV_GRAM(AUX) | WV_GRAM(MODAL)) ||
           wv_sepverbs_go_or_let(&f->words[verb]);
}

static bool best_is_noun(const wv_word *w)
{
    return w->lex->analysis_count && w->lex->analyses[0].pos == WV_POS_NOUN && is(w, WV_GRAM(NOUN));
}

/* op heeft gebeld, op wilde bellen, tegemoet kwam: only verbs after the particle. The last verb
 * that makes a pair is the one ("op komen halen" is ophalen). */
static bool try_cluster(finder *f, const particle_at *p)
{
    const uint32_t wanted = WV_FEAT_INF | WV_FEAT_PPART | WV_FEAT_FIN;
    uint32_t best = UINT32_MAX, verb = 0;
    if (p->last == p->at && wv_sepverbs_r_pronoun(f->words, p->at)) return false;
    if (p->last == p->at && wv_sepverbs_noun_use(f->words, p->at)) return false;
    for (uint32_t v = p->last + 1; v < f->count && v <= p->last + CLUSTER_WORDS_MAX; v++) {
        const wv_word *w = &f->words[v];
        bool te = v > p->last + 1 &&
                  is(w, WV_GRAM(TE)); /* "voor schut te doen staan", "op zou te bellen" */
        if (w->before || !(te || wv_sepverbs_verbal(f->words, f->count, v))) break;
        uint32_t link = te || !full_enough(f, v, p) ? UINT32_MAX : link_of(f, v, p->number, wanted);
        if (link != UINT32_MAX)
            best = link, verb = v;
        else if (!te && best_is_noun(w))
            break; /* "op maagklachten kan" */
    }
    if (best == UINT32_MAX || verb_taken(f, verb)) return false;
    add_hits(f, best, verb, p);
    return true;
}

/* Back from an embedded clause to the one around it: "hij viel de vrouw, die daar woonde, lastig".
 * The particle must end its piece, and the piece has no finite verb of its own or opens with a
 * relative or a conjunction. */
static bool may_leave_clause(const finder *f, uint32_t first, uint32_t last, bool sure_finite)
{
    const wv_word *opens = &f->words[first];
    bool ends =
        last + 1 >= f->count || f->words[last + 1].before || !same_clause(f, last, last + 1);
    if (!ends || first == 0 || is(opens, WV_GRAM(COORD))) return false;
    return !sure_finite || is(opens, WV_GRAM(RELATIVE) | WV_GRAM(SUBORD));
}

/* The nearest verb before the particle that makes a pair with it; a sure finite verb goes before
 * one that may be a noun or an infinitive ("hij maakte deel uit": not delen). What a comma or
 * conjunction keeps apart is no competitor. */
static bool try_split(finder *f, const particle_at *p, bool leave)
{
    if (p->last == p->at && !wv_sepverbs_particle_here(f->words, f->count, p->at)) return false;
    uint32_t maybe = UINT32_MAX, maybe_link = 0;
    bool sure_finite = false;
    for (uint32_t v = p->at; v-- > 0 && p->at - v <= GAP_WORDS_MAX;) {
        bool passed = f->words[v + 1].before || is(&f->words[v + 1], WV_GRAM(COORD));
        if (maybe != UINT32_MAX && passed) break;
        if (!same_clause(f, v, v + 1)) {
            if (!leave || maybe != UINT32_MAX || !may_leave_clause(f, v + 1, p->last, sure_finite))
                break;
            sure_finite = false;
        }
        int finite = wv_sepverbs_finite_here(f->words, f->count, v);
        if (!finite) continue;
        sure_finite |= finite == 2;
        uint32_t link = link_of(f, v, p->number, WV_FEAT_FIN | WV_FEAT_IMP);
        if (link == UINT32_MAX || verb_taken(f, v) || !full_enough(f, v, p)) continue;
        if (finite == 2) return add_hits(f, link, v, p), true;
        if (maybe == UINT32_MAX) maybe = v, maybe_link = link;
    }
    if (maybe == UINT32_MAX || sure_finite) return false;
    add_hits(f, maybe_link, maybe, p);
    return true;
}

static void find_joined(finder *f, uint32_t i)
{
    const wv_sepverbs *t = f->table;
    for (uint32_t j = entry_of(f, i)->joined; j && f->hit_count < f->cap;
         j = t->forms[j - 1].next) {
        if (!wv_sepverbs_joined_here(f->words, f->count, i, t->forms[j - 1].feat)) continue;
        f->hits[f->hit_count++] = (wv_sepverb_hit){t->forms[j - 1].id, i, WV_SEPVERB_JOINED, false};
    }
}

/* The particle at word i with its set phrase; false when there is none, or when it only lives in
 * set phrases. */
static bool particle_of(const finder *f, uint32_t i, particle_at *p)
{
    uint32_t number = entry_of(f, i)->particle;
    if (!number || f->words[i].kind != WV_TOKEN_WORD) return false;
    uint32_t phrase = wv_sepverbs_phrase(f->words, f->count, i);
    *p = (particle_at){number - 1, i, phrase ? i + phrase - 1 : i};
    return phrase || !wv_sepverbs_phrase_only(&f->words[i]);
}

static void find_particles(finder *f)
{
    f->particle_count = 0;
    for (uint32_t i = 0; i < f->count && f->particle_count < PARTICLES_MAX; i++)
        if (particle_of(f, i, &f->particles[f->particle_count])) f->particle_count++;
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

uint32_t wv_sepverbs_find(const wv_sepverbs *t, const wv_word *words, uint32_t count,
                          wv_sepverb_hit *hits, uint32_t cap)
{
    finder f;
    f.table = t, f.words = words, f.count = count;
    f.hits = hits, f.hit_count = 0, f.cap = cap;
    find_particles(&f);
    for (uint32_t i = 0; i < f.particle_count; i++)
        if (!try_te(&f, &f.particles[i])) try_cluster(&f, &f.particles[i]);
    /* The surest first: a plain particle in the clause of its verb ("neemt je mee aan de hand
     * van"), then one behind an embedded clause, then set phrases. From the end, since the last
     * particle of a clause is the verb's. */
    for (int pass = 0; pass < 3; pass++)
        for (uint32_t i = f.particle_count; i-- > 0;) {
            const particle_at *p = &f.particles[i];
            if ((p->last > p->at) == (pass == 2) && !particle_taken(&f, p->at))
                try_split(&f, p, pass > 0);
        }
    for (uint32_t i = 0; i < count; i++) find_joined(&f, i);
    sort_hits(hits, f.hit_count);
    return f.hit_count;
}
