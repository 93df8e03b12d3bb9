/* SPDX-License-Identifier: EUPL-1.2 */
/* inflect.c: the public generator: all written forms of a lemma.
 *
 * In: a folded lemma and the parts of speech it may be. Out: forms, one call each. Neighbours: the
 * paradigms. When the caller does not say which part of speech, the word list does: a reading whose
 * forms nobody wrote is left out. Cost: a few microseconds a lemma; used when a pack is frozen. */
#include "text/inflect.h"

#include "text/analyse.h"
#include "text/analyse_propose.h"
#include "text/inflect_paradigm.h"
#include "text/inflect_words.h"

static bool is_folded(wv_str w)
{
    for (uint32_t i = 0; i < w.n; i++) {
        char c = w.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '+'))
            return false;
    }
    return w.n > 0;
}

static void build(wv_str lemma, unsigned pos, wv_paradigm *p)
{
    if (pos == WV_POS_VERB)
        wv_paradigm_verb(lemma, p);
    else if (pos == WV_POS_NOUN)
        wv_paradigm_noun(lemma, p);
    else
        wv_paradigm_adj(lemma, p);
}

static bool has_verb_shape(wv_str w)
{
    return w.n >= 4 &&
           (wv_str_ends(w, WV_STR("en")) || wv_str_ends(w, WV_STR("aan")) || wv_str_is(w, "zijn"));
}

/* The paradigms of one lemma by part of speech, built when asked for: what tells the parts of
 * speech is what is emitted next. Verb, noun and adjective are the bits 1, 2 and 4, so the places
 * 0, 1 and 2. */
typedef struct paradigms {
    wv_str lemma;
    unsigned built;
    wv_paradigm of[3];
} paradigms;

static const wv_paradigm *paradigm_of(paradigms *all, unsigned pos)
{
    wv_paradigm *p = &all->of[pos >> 1];
    if (!(all->built & pos)) build(all->lemma, pos, p);
    all->built |= pos;
    return p;
}

/* Parts of speech of a lemma whose forms are words; 0 when none is. */
static unsigned attested_pos(paradigms *all)
{
    unsigned mask = 0;
    for (unsigned pos = WV_POS_VERB; pos <= WV_POS_ADJ; pos <<= 1) {
        if (pos == WV_POS_VERB && !has_verb_shape(all->lemma)) continue;
        const wv_paradigm *p = paradigm_of(all, pos);
        if (p->irregular || p->attested >= 2 || (pos == WV_POS_NOUN && p->attested)) mask |= pos;
    }
    return mask;
}

/* What the list supports, else what the head of the compound is, else all that the shape allows. */
static unsigned guess_pos(paradigms *all)
{
    wv_str lemma = all->lemma;
    if (memchr(lemma.p, '+', lemma.n)) return WV_POS_VERB;
    unsigned mask = attested_pos(all);
    uint32_t head = mask ? 0 : wv_compound_head(lemma); /* a contactverbod is what a verbod is */
    paradigms tail;
    tail.built = 0;
    tail.lemma = wv_str_from(lemma, head);
    if (head) mask = attested_pos(&tail);
    if (mask) return mask;
    return has_verb_shape(lemma) ? WV_POS_VERB : WV_POS_NOUN | WV_POS_ADJ;
}

wv_rc wv_inflect_generate(wv_str lemma, unsigned pos_mask, wv_inflect_emit emit, void *ctx)
{
    if (!is_folded(lemma)) return WV_E_USAGE;
    if (lemma.n > WV_KEY_BYTES_MAX - 8) return WV_E_LIMIT;
    paradigms all;
    all.built = 0;
    all.lemma = lemma;
    if (pos_mask == 0) pos_mask = guess_pos(&all);
    for (unsigned pos = WV_POS_VERB; pos <= WV_POS_ADJ; pos <<= 1) {
        if (!(pos_mask & pos)) continue;
        const wv_paradigm *p = paradigm_of(&all, pos);
        for (int i = 0; i < p->count; i++) {
            /* "laat" is a word, so no slip of laden; "zieke" is no little zie */
            bool only_unlisted = p->feat[i] & (WV_FEAT_SLIP | WV_FEAT_FLEMISH);
            if (only_unlisted && wv_words_has(wv_form_str(&p->form[i]))) continue;
            emit(ctx, wv_form_str(&p->form[i]), pos,
                 p->feat[i] | (p->particle ? (uint32_t)WV_FEAT_PARTICLE : 0));
        }
    }
    return WV_OK;
}

size_t wv_key_of(wv_str lemma, unsigned pos, char *out)
{
    wv_paradigm p;
    out[0] = '\0';
    if (!is_folded(lemma) || lemma.n > WV_KEY_BYTES_MAX - 8) return 0;
    build(lemma, pos, &p);
    memcpy(out, p.key.s, (size_t)p.key.n + 1);
    return p.key.n;
}

unsigned wv_inflect_pos(wv_str lemma)
{
    paradigms all;
    all.built = 0;
    all.lemma = lemma;
    return is_folded(lemma) ? guess_pos(&all) : 0;
}
