/* SPDX-License-Identifier: EUPL-1.2 */
/* scope_reach.c: the reaches that are stretches of a sentence: clause, complement, after, sentence.
 *
 * In: a tagged sentence, a cue, what the stops leave. Out: bits of covered words; the ends of the
 * cue never.
 * Neighbours: scope.c calls it, scope_negate.c has the reaches that pick words. Cost: linear in the
 * words. */
#include "scan/scope_reach.h"

static void cover_range(const wv_scope_sentence *s, wv_reach_range range, wv_reach_range cue,
                        uint64_t bits[WV_SCOPE_BITS])
{
    for (uint32_t i = range.first; i < range.end && i < s->count; i++)
        if (cue.first == cue.end || (i != cue.first && i + 1 != cue.end))
            wv_reach_set(bits, i); /* a cue may have a gap: "als hij ... is" */
}

wv_reach_range wv_reach_clause(const wv_scope_sentence *s, uint32_t i, wv_reach_range limit)
{
    wv_reach_range r = {i, i + 1};
    uint16_t clause = s->words[i].clause;
    while (r.first > limit.first && s->words[r.first - 1].clause == clause) r.first--;
    while (r.end < limit.end && s->words[r.end].clause == clause) r.end++;
    return r;
}

static bool is_content(uint16_t tag)
{
    return (tag & (WV_TAG_VERB | WV_TAG_NOMINAL | WV_TAG_ADJ)) && !(tag & WV_TAG_LIGHT);
}

static bool any_content(const wv_scope_sentence *s, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++)
        if (is_content(s->tags[i])) return true;
    return false;
}

/* "verdachte ontkent dat hij haar sloeg": what comes after. "De mishandeling wordt door verdachte
 * ontkend": the clause before it, since nothing follows. */
static void cover_complement(const wv_scope_sentence *s, wv_reach_range cue, wv_reach_range limit,
                             uint64_t bits[WV_SCOPE_BITS])
{
    wv_reach_range clause = wv_reach_clause(s, cue.end - 1, limit);
    bool opens = (s->words[cue.end - 1].lex->gram & WV_GRAM(SUBORD)) ||
                 (cue.end < limit.end && (s->words[cue.end].lex->gram & WV_GRAM(SUBORD)));
    if (opens)
        cover_range(s, (wv_reach_range){cue.end, limit.end}, cue, bits);
    else if (any_content(s, cue.end, clause.end))
        cover_range(s, (wv_reach_range){cue.end, clause.end}, cue, bits);
    else if (clause.end < limit.end && (s->words[clause.end].lex->gram & WV_GRAM(SUBORD)))
        cover_range(s, (wv_reach_range){clause.end, limit.end}, cue, bits);
    else
        cover_range(s, clause, cue, bits);
}

void wv_reach_cover(const wv_scope_sentence *s, wv_reach reach, wv_reach_range cue,
                    wv_reach_range limit, uint64_t bits[WV_SCOPE_BITS])
{
    switch (reach) {
    case WV_REACH_PREDICATE: wv_reach_predicate(s, cue, limit, bits); break;
    case WV_REACH_NOUN: wv_reach_noun(s, cue, limit, bits); break;
    case WV_REACH_PHRASE: wv_reach_phrase(s, cue, limit, bits); break;
    case WV_REACH_COMPLEMENT: cover_complement(s, cue, limit, bits); break;
    case WV_REACH_CLAUSE: cover_range(s, wv_reach_clause(s, cue.first, limit), cue, bits); break;
    case WV_REACH_AFTER: cover_range(s, (wv_reach_range){cue.end, limit.end}, cue, bits); break;
    case WV_REACH_SENTENCE:
        cover_range(s, limit, (wv_reach_range){limit.end, limit.end}, bits);
        break; /* the cue too: "Controleert iemand uw telefoon?" asks about controleren */
    case WV_REACH_COLON:
    case WV_REACH_PREVIOUS:
    case WV_REACH_PARAGRAPH:
    case WV_REACH_RECORD:
    case WV_REACH_COUNT: break; /* wider than a sentence: wv_scope_regions_of */
    }
}
