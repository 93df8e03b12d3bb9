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

/* Parts of speech of a lemma whose forms are words; 0 when none is. */
static unsigned attested_pos(wv_str lemma)
{
    unsigned mask = 0;
    wv_paradigm p;
    for (unsigned pos = WV_POS_VERB; pos <= WV_POS_ADJ; pos <<= 1) {
        if (pos == WV_POS_VERB && !has_verb_shape(lemma)) continue;
        build(lemma, pos, &p);
        if (p.irregular || p.attested >= 2 || (pos == WV_POS_NOUN && p.attested)) mask |= pos;
    }
    return mask;
}

/* What the list supports, else what the head of the compound is, else all that the shape allows. */
static unsigned guess_pos(wv_str lemma)
{
    if (memchr(lemma.p, '+', lemma.n)) return WV_POS_VERB;
    unsigned mask = attested_pos(lemma);
    uint32_t head = mask ? 0 : wv_compound_head(lemma); /* a contactverbod is what a verbod is */
    if (head) mask = attested_pos(wv_str_from(lemma, head));
    if (mask) return mask;
    return has_verb_shape(lemma) ? WV_POS_VERB : WV_POS_NOUN | WV_POS_ADJ;
}

wv_rc wv_inflect_generate(wv_str lemma, unsigned pos_mask, wv_inflect_emit emit, void *ctx)
{
    if (!is_folded(lemma)) return WV_E_USAGE;
    if (lemma.n > WV_KEY_BYTES_MAX - 8) return WV_E_LIMIT;
    if (pos_mask == 0) pos_mask = guess_pos(lemma);
    for (unsigned pos = WV_POS_VERB; pos <= WV_POS_ADJ; pos <<= 1) {
        wv_paradigm p;
        if (!(pos_mask & pos)) continue;
        build(lemma, pos, &p);
        for (int i = 0; i < p.count; i++) {
            /* "laat" is a word, so no slip of laden; "zieke" is no little zie */
            bool only_unlisted = p.feat[i] & (WV_FEAT_SLIP | WV_FEAT_FLEMISH);
            if (only_unlisted && wv_words_has(wv_form_str(&p.form[i]))) continue;
            emit(ctx, wv_form_str(&p.form[i]), pos,
                 p.feat[i] | (p.particle ? (uint32_t)WV_FEAT_PARTICLE : 0));
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
    return is_folded(lemma) ? guess_pos(lemma) : 0;
}
