/* SPDX-License-Identifier: EUPL-1.2 */
/* scope_negate.c: which words a negation negates: Dutch puts `niet` late, so this is no window of
 * words.
 *
 *   Hij sloeg haar niet.                 niet -> sloeg            verbs of its clause
 *   Dat was niet de reden.               niet -> was, reden       and what stands right after it
 *   selectief was dat parcours niet.     niet -> was, selectief   or the predicate before it
 *   Niet iedereen was gelukkig.          niet -> iedereen         opens a clause: that phrase only
 *   Hij sloeg niet haar maar mij.        niet -> haar             contrast: that phrase only
 *   Zij had geen enkele moeite met hem.  geen -> moeite, had      head of its noun phrase, its verb
 *   zonder geweld, zonder iets te zeggen zonder -> geweld, zeggen
 *
 * In: a tagged sentence (scope_tag.h), a cue. Out: bits. Neighbours: scope_reach.c. Figures and
 * what is still missed: docs/why/negation.md. Cost: linear in the clause. */
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

static bool is_full_verb(const wv_scope_sentence *s, uint32_t i)
{
    return (s->tags[i] & (WV_TAG_VERB | WV_TAG_LIGHT)) == WV_TAG_VERB;
}

/* A verb form that can be nothing but finite: sloeg, is. */
static bool is_finite_only(const wv_scope_sentence *s, uint32_t i)
{
    return (s->tags[i] & WV_TAG_FINITE) && !(gram(s, i) & (G(INFINITIVE) | G(PPART)));
}

/* "niet of nauwelijks" is one cue with two words; "slaan of bedreigen", "geslagen en geschopt"
 * share their clause. */
static bool joins_words(const wv_scope_sentence *s, uint32_t i)
{
    if (i == 0 || i + 1 >= s->count || !(s->tags[i] & WV_TAG_COORD)) return false;
    bool of = wv_str_is(s->words[i].lex->folded, "of");
    if (of && (gram(s, i - 1) & G(NEG))) return true;
    return is_verb(s, i - 1) && is_verb(s, i + 1) &&
           (of || !(is_finite_only(s, i - 1) || is_finite_only(s, i + 1)));
}

/* Punctuation or a conjunction. */
static bool is_edge(const wv_scope_sentence *s, uint32_t i)
{
    return (s->tags[i] & WV_TAG_EDGE) || ((s->tags[i] & WV_TAG_COORD) && !joins_words(s, i));
}

/* The clause of the cue, cut where a link opens or closes a subordinate one. */
static wv_reach_range block_of(const wv_scope_sentence *s, wv_reach_range cue, wv_reach_range limit)
{
    wv_reach_range r = {wv_scope_block_start(s, cue.first), wv_scope_block_end(s, cue.end - 1)};
    while (r.end < s->count && !(s->tags[r.end] & WV_TAG_EDGE) && joins_words(s, r.end))
        r.end = wv_scope_block_end(s, r.end); /* "niet slaan of bedreigen" */
    r.first = r.first < limit.first ? limit.first : r.first;
    r.end = r.end > limit.end ? limit.end : r.end;
    return r;
}

/* The run without punctuation or conjunction that holds the cue. */
static wv_reach_range segment_of(const wv_scope_sentence *s, wv_reach_range cue,
                                 wv_reach_range block)
{
    wv_reach_range r = cue;
    while (r.first > block.first && !is_edge(s, r.first)) r.first--;
    while (r.end < block.end && !is_edge(s, r.end)) r.end++;
    return r;
}

static bool any(const wv_scope_sentence *s, wv_reach_range range,
                bool (*test)(const wv_scope_sentence *, uint32_t))
{
    for (uint32_t i = range.first; i < range.end; i++)
        if (test(s, i)) return true;
    return false;
}

/* The phrase that begins at `i`: small words, adjectives, then nouns; one preposition may open it.
 * Covers it and returns its end. "niet in een gematigde islam", "geen spannende aangelegenheid",
 * "niet hard genoeg". */
static uint32_t cover_phrase(const wv_scope_sentence *s, uint32_t i, uint32_t end,
                             uint64_t bits[WV_SCOPE_BITS])
{
    bool head = false;
    for (uint32_t first = i; i < end; i++) {
        uint16_t tag = s->tags[i];
        if (tag & WV_TAG_SKIP) continue;
        if (i > first && (tag & WV_TAG_EDGE)) break;
        if (tag & (WV_TAG_VERB | WV_TAG_TE | WV_TAG_LINK)) break;
        if (head && (tag & (WV_TAG_PREP | WV_TAG_SMALL | WV_TAG_PERSON | WV_TAG_COORD))) break;
        if (head && (tag & WV_TAG_ADJ) && !(tag & WV_TAG_NOMINAL)) break;
        if ((tag & WV_TAG_NOMINAL) || ((tag & WV_TAG_PERSON) && !(gram(s, i) & G(DET))))
            head = true; /* "geen blijvende of schadelijke werking" goes on to its noun */
        wv_reach_set(bits, i);
    }
    return i;
}

static void cover_verbs(const wv_scope_sentence *s, wv_reach_range range,
                        uint64_t bits[WV_SCOPE_BITS])
{
    for (uint32_t i = range.first; i < range.end; i++)
        if (is_verb(s, i)) wv_reach_set(bits, i);
}

/* "dat hij niet kwam opdagen": in a subordinate clause the verbs are the first run of verbs after
 * the cue. What follows belongs to another clause that no comma parts: "de reeksen die niet
 * aansloegen liet hij vallen". */
static wv_reach_range cluster_after(const wv_scope_sentence *s, wv_reach_range cue, uint32_t end)
{
    uint32_t first = cue.end;
    while (first < end && !is_verb(s, first)) first++;
    uint32_t last = first;
    bool finite = false;
    while (last < end && (is_verb(s, last) || (s->tags[last] & WV_TAG_TE))) {
        if (finite && is_finite_only(s, last)) break;
        finite = finite || is_finite_only(s, last);
        last++;
    }
    return (wv_reach_range){first, last};
}

/* "zal niet met Jan en Piet praten": a light verb's infinitive or participle may stand behind a
 * conjunction, as long as no other finite verb comes first. */
static void cover_carried(const wv_scope_sentence *s, uint32_t i, uint32_t end,
                          uint64_t bits[WV_SCOPE_BITS])
{
    for (; i < end; i++) {
        if (is_verb(s, i) && !(gram(s, i) & (G(INFINITIVE) | G(PPART)))) return;
        if (is_verb(s, i)) wv_reach_set(bits, i);
    }
}

/* "selectief was dat parcours niet": adjectives that stand by themselves, not before a noun. */
static bool cover_predicate(const wv_scope_sentence *s, wv_reach_range range,
                            uint64_t bits[WV_SCOPE_BITS])
{
    bool found = false;
    for (uint32_t i = range.first; i < range.end; i++) {
        bool before_noun = i + 1 < range.end && !(s->tags[i + 1] & WV_TAG_EDGE) &&
                           (s->tags[i + 1] & (WV_TAG_NOMINAL | WV_TAG_ADJ));
        if (!(s->tags[i] & WV_TAG_ADJ) || before_noun) continue;
        wv_reach_set(bits, i);
        found = true;
    }
    return found;
}

/* "niet A maar B" within one clause: only A is negated. "sloeg hij niet, maar" has no A; "sloeg hem
 * niet, maar beet" has a second verb, so the first is negated. */
static bool is_contrast(const wv_scope_sentence *s, wv_reach_range cue, wv_reach_range block)
{
    if (cue.end >= block.end || is_edge(s, cue.end)) return false;
    uint32_t i = cue.end;
    while (i < block.end && !(s->tags[i] & WV_TAG_COORD) && !is_verb(s, i)) i++;
    if (i == block.end || is_verb(s, i) || !wv_str_is(s->words[i].lex->folded, "maar"))
        return false;
    for (; i < block.end; i++)
        if (s->tags[i] & (WV_TAG_FINITE | WV_TAG_MAYBE)) return false;
    return true;
}

/* "niet iedereen was", "niet veel later nam": the cue opens a main clause and its verb comes after
 * a phrase. */
static bool opens_main_clause(const wv_scope_sentence *s, wv_reach_range cue, uint32_t first,
                              uint32_t end)
{
    while (first < cue.first && (s->tags[first] & WV_TAG_COORD)) first++;
    if (first > 0 && (s->tags[first - 1] & WV_TAG_COORD) && is_finite_only(s, end - 1))
        return false; /* "die dreigde maar niet met een mes stak": a subordinate clause goes on */
    return first == cue.first && cue.end < end && !is_verb(s, cue.end) && !is_edge(s, cue.end) &&
           any(s, (wv_reach_range){cue.end, end}, is_finite_only);
}

/* "de niet oplosbare resten", "een niet onaanzienlijk deel": inside a noun phrase. */
static bool stands_in_phrase(const wv_scope_sentence *s, wv_reach_range cue)
{
    if (cue.first == 0 || cue.end >= s->count || is_edge(s, cue.first)) return false;
    uint64_t left = gram(s, cue.first - 1);
    return (left & (G(DET) | G(POSSESSIVE))) &&
           !(left & (G(SUBJECT) | G(OBJECT) | G(AUX) | G(RELATIVE))) &&
           (s->tags[cue.end] & (WV_TAG_ADJ | WV_TAG_NOMINAL));
}

/* "A of niet", "maar de aspirine niet": nothing follows and no verb is near; what stands just
 * before is meant. */
static void cover_before(const wv_scope_sentence *s, wv_reach_range cue, uint32_t first,
                         uint64_t bits[WV_SCOPE_BITS])
{
    for (uint32_t i = cue.first; i > first;) {
        i--;
        if (!(s->tags[i] & (WV_TAG_NOMINAL | WV_TAG_ADJ))) continue;
        wv_reach_set(bits, i);
        return;
    }
    if (cue.first > first) wv_reach_set(bits, cue.first - 1); /* "nu niet meer" */
}

/* Verbs and predicate of the clause a cue negates. */
static void cover_clause(const wv_scope_sentence *s, wv_reach_range cue, wv_reach_range block,
                         wv_reach_range segment, uint64_t bits[WV_SCOPE_BITS])
{
    bool subordinate = (s->tags[block.first] & WV_TAG_LINK) != 0;
    if (subordinate && any(s, (wv_reach_range){cue.end, segment.end}, is_verb)) {
        wv_reach_range cluster = cluster_after(s, cue, segment.end);
        cover_verbs(s, cluster, bits);
        if (!any(s, cluster, is_full_verb))
            cover_predicate(s, (wv_reach_range){block.first, cluster.end}, bits);
        return;
    }
    cover_verbs(s, segment, bits);
    if (segment.end > cue.end && (s->tags[segment.end - 1] & WV_TAG_MAYBE))
        wv_reach_set(bits,
                     segment.end - 1); /* "komt niet uit de lucht vallen": last place is a verb's */
    if (any(s, segment, is_full_verb)) return;
    if (!cover_predicate(s, segment, bits)) cover_carried(s, segment.end, block.end, bits);
}

void wv_reach_predicate(const wv_scope_sentence *s, wv_reach_range cue, wv_reach_range limit,
                        uint64_t bits[WV_SCOPE_BITS])
{
    wv_reach_range block = block_of(s, cue, limit);
    wv_reach_range segment = segment_of(s, cue, block);
    bool person = (gram(s, cue.first) & (G(SUBJECT) | G(OBJECT))) != 0; /* niemand, niets */
    bool alone = !any(s, segment, is_verb);
    uint32_t after = person && !alone ? cue.end : cover_phrase(s, cue.end, segment.end, bits);
    if (stands_in_phrase(s, cue) || is_contrast(s, cue, block) ||
        (!person && opens_main_clause(s, cue, block.first, segment.end)))
        return;
    if (!alone) {
        cover_clause(s, cue, block, segment, bits);
        return;
    }
    if (cover_predicate(s, segment, bits) || (after > cue.end && segment.first > block.first))
        return; /* "voertuig niet in beslag genomen", "..., niet op steekhoudende argumenten" */
    if (segment.first < block.first || segment.first == 0 || cue.first > segment.first)
        cover_before(s, cue, block.first, bits);
    cover_verbs(s, block, bits);
}

void wv_reach_noun(const wv_scope_sentence *s, wv_reach_range cue, wv_reach_range limit,
                   uint64_t bits[WV_SCOPE_BITS])
{
    wv_reach_range block = block_of(s, cue, limit);
    wv_reach_range segment = segment_of(s, cue, block);
    cover_phrase(s, cue.end, limit.end, bits);
    if (any(s, segment, is_verb))
        cover_clause(s, cue, block, segment, bits);
    else if (segment.first == block.first)
        cover_clause(s, cue, block, block, bits);
}

void wv_reach_phrase(const wv_scope_sentence *s, wv_reach_range cue, wv_reach_range limit,
                     uint64_t bits[WV_SCOPE_BITS])
{
    uint32_t i = cue.end;
    while (i < limit.end && !is_edge(s, i) && !is_verb(s, i) &&
           !(s->tags[i] & (WV_TAG_TE | WV_TAG_LINK)))
        i++;
    if (i < limit.end && (s->tags[i] & WV_TAG_TE)) {
        for (uint32_t k = cue.end; k <= i + 1 && k < limit.end; k++)
            wv_reach_set(bits, k); /* zonder iets te zeggen */
    } else if (i == cue.end && i < limit.end && (s->tags[i] & WV_TAG_LINK)) {
        wv_reach_range link = {i, i + 1}; /* zonder dat hij sloeg, ... */
        cover_verbs(s, cluster_after(s, link, segment_of(s, link, block_of(s, link, limit)).end),
                    bits);
    } else if (i == cue.end && i < limit.end && is_verb(s, i)) {
        wv_reach_set(bits, i); /* lezen noch schrijven */
    } else {
        cover_phrase(s, cue.end, limit.end, bits);
    }
}
