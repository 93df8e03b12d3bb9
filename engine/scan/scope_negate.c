/* SPDX-License-Identifier: EUPL-1.2 */
/* scope_negate.c: which words a negation negates: Dutch puts `niet` late, so this is no window of words.
 *
 *   Hij sloeg haar niet .                      niet  -> sloeg                    the verbs of its clause
 *   Dat was niet de reden .                    niet  -> was, reden               and what stands right after it
 *   want selectief was dat parcours niet .     niet  -> was, selectief           or the predicate before it
 *   niet iedereen was gelukkig                 niet  -> iedereen                 first in its clause: that phrase only
 *   hij sloeg niet haar maar mij               niet  -> haar                     contrast: that phrase only
 *   Zij had geen enkele moeite met hem .       geen  -> moeite, had              head of the noun phrase, and its verb
 *   zonder geweld / zonder iets te zeggen      zonder -> geweld / zeggen
 *
 * In: a tagged sentence (scope_tag.h), a cue. Out: bits. Neighbours: scope_reach.c. Figures and what is still missed:
 * docs/why/negation.md. Cost: linear in the clause. */
#include "scan/scope_reach.h"

#define G(name) WV_GRAM(name)

static uint64_t gram(const wv_scope_sentence *s, uint32_t i)
{
    return s->words[i].lex->gram;
}

static bool is_verb(const wv_scope_sentence *s, uint32_t i)
{
    return (s->tags[i] & WV_TAG_VERB) != 0;
}

static bool is_edge(const wv_scope_sentence *s, uint32_t i)
{
    return (s->tags[i] & WV_TAG_EDGE) || (gram(s, i) & G(COORD));
}

/* The run without punctuation or conjunction that holds the cue. */
static wv_reach_range segment_of(const wv_scope_sentence *s, wv_reach_range cue,
                                 wv_reach_range clause)
{
    wv_reach_range r = cue;
    while (r.first > clause.first && !is_edge(s, r.first))
        r.first--;
    while (r.end < clause.end && !is_edge(s, r.end))
        r.end++;
    return r;
}

static bool any_verb(const wv_scope_sentence *s, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++)
        if (is_verb(s, i))
            return true;
    return false;
}

/* The phrase that begins at `i`: small words, adjectives, then nouns; one preposition may open it. Covers it and returns
 * its end. "niet in een gematigde islam", "geen spannende aangelegenheid", "niet hard genoeg". */
static uint32_t cover_phrase(const wv_scope_sentence *s, uint32_t i, uint32_t end,
                             uint64_t bits[WV_SCOPE_BITS])
{
    bool opened = false, head = false;
    for (; i < end; i++) {
        uint16_t tag = s->tags[i];
        if (tag & WV_TAG_SKIP)
            continue;
        if (opened && (tag & (WV_TAG_EDGE | WV_TAG_LINK)))
            break;
        if (tag & (WV_TAG_VERB | WV_TAG_TE))
            break;
        if ((tag & WV_TAG_PREP) && !(tag & (WV_TAG_NOMINAL | WV_TAG_ADJ))) {
            if (head)
                break;
        } else if (tag & WV_TAG_NOMINAL) {
            head = true;
        } else if (head && (tag & (WV_TAG_ADJ | WV_TAG_SMALL | WV_TAG_PERSON))) {
            break;
        } else if (tag & WV_TAG_PERSON) {
            head = true;
        }
        wv_reach_set(bits, i);
        opened = true;
    }
    return i;
}

static void cover_verbs(const wv_scope_sentence *s, wv_reach_range range,
                        uint64_t bits[WV_SCOPE_BITS])
{
    for (uint32_t i = range.first; i < range.end; i++)
        if (is_verb(s, i))
            wv_reach_set(bits, i);
}

/* True when the clause has a verb that says something itself. */
static bool has_full_verb(const wv_scope_sentence *s, wv_reach_range range)
{
    for (uint32_t i = range.first; i < range.end; i++)
        if (is_verb(s, i) && !(s->tags[i] & WV_TAG_LIGHT))
            return true;
    return false;
}

/* "echt selectief was dat parcours niet": adjectives that stand by themselves, not before a noun. */
static void cover_predicate(const wv_scope_sentence *s, wv_reach_range range,
                            uint64_t bits[WV_SCOPE_BITS])
{
    for (uint32_t i = range.first; i < range.end; i++) {
        bool before_noun = i + 1 < range.end && !(s->tags[i + 1] & WV_TAG_EDGE) &&
                           (s->tags[i + 1] & (WV_TAG_NOMINAL | WV_TAG_ADJ));
        if ((s->tags[i] & WV_TAG_ADJ) && !before_noun)
            wv_reach_set(bits, i);
    }
}

/* "niet A maar B" within one clause: only A is negated. "sloeg hij niet, maar" has no A. */
static bool is_contrast(const wv_scope_sentence *s, wv_reach_range cue, wv_reach_range clause)
{
    if (cue.end >= clause.end || is_edge(s, cue.end))
        return false;
    for (uint32_t i = cue.end; i < clause.end; i++)
        if (gram(s, i) & G(COORD))
            return wv_str_is(s->words[i].lex->folded, "maar");
    return false;
}

/* "niet iedereen was", "niet veel later nam": the cue opens a main clause and its verb comes after a phrase. */
static bool opens_clause(const wv_scope_sentence *s, wv_reach_range cue, wv_reach_range clause)
{
    if (gram(s, cue.first) & (G(SUBJECT) | G(OBJECT)))
        return false;
    uint32_t first = clause.first;
    while (first < cue.first && (gram(s, first) & G(COORD)))
        first++;
    return first == cue.first && cue.end < clause.end && !is_verb(s, cue.end) &&
           !is_edge(s, cue.end) && any_verb(s, cue.end, clause.end);
}

void wv_reach_predicate(const wv_scope_sentence *s, wv_reach_range cue, wv_reach_range limit,
                        uint64_t bits[WV_SCOPE_BITS])
{
    wv_reach_range clause = wv_reach_clause(s, cue.first, limit);
    wv_reach_range segment = segment_of(s, cue, clause);
    uint32_t after = cover_phrase(s, cue.end, segment.end, bits);
    if (is_contrast(s, cue, clause) || opens_clause(s, cue, clause))
        return;
    bool verbless = !any_verb(s, segment.first, segment.end);
    if (verbless && after > cue.end && segment.first > clause.first)
        return; /* "..., niet op steekhoudende argumenten" */
    wv_reach_range range = verbless ? clause : segment;
    cover_verbs(s, any_verb(s, range.first, range.end) ? range : clause, bits);
    if (!has_full_verb(s, range))
        cover_predicate(s, range, bits);
}

void wv_reach_noun(const wv_scope_sentence *s, wv_reach_range cue, wv_reach_range limit,
                   uint64_t bits[WV_SCOPE_BITS])
{
    wv_reach_range clause = wv_reach_clause(s, cue.first, limit);
    wv_reach_range segment = segment_of(s, cue, clause);
    cover_phrase(s, cue.end, clause.end, bits);
    cover_verbs(s, any_verb(s, segment.first, segment.end) ? segment : clause, bits);
}

void wv_reach_phrase(const wv_scope_sentence *s, wv_reach_range cue, wv_reach_range limit,
                     uint64_t bits[WV_SCOPE_BITS])
{
    uint32_t i = cue.end;
    while (i < limit.end && !is_edge(s, i) && !(s->tags[i] & (WV_TAG_TE | WV_TAG_LINK)))
        i++;
    if (i < limit.end && (s->tags[i] & WV_TAG_TE) && !any_verb(s, cue.end, i)) {
        for (uint32_t k = cue.end; k <= i + 1 && k < limit.end; k++)
            wv_reach_set(bits, k); /* zonder iets te zeggen */
        return;
    }
    if (i == cue.end && i < limit.end && (gram(s, i) & G(SUBORD))) {
        cover_verbs(s, wv_reach_clause(s, i, limit), bits); /* zonder dat hij sloeg */
        return;
    }
    cover_phrase(s, cue.end, limit.end, bits);
}
