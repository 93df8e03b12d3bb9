/* SPDX-License-Identifier: EUPL-1.2 */
/* scope_tag.c: chooses, word by word, between the things a written word can be.
 *
 * In: the words of a sentence with their grammar masks. Out: wv_scope_tag masks.
 * Neighbours: scope_negate.c and scope_reach.c walk over the tags.
 * Invariants: left to right, looks at one word on each side and at tags already given; no word is looked at twice.
 * Cost: a few tests a word. */
#include "scan/scope_tag.h"

#include "text/inflect.h"

#define G(name) WV_GRAM(name)

enum { BREAKS = WV_BEFORE_COMMA | WV_BEFORE_COLON | WV_BEFORE_SEMICOLON | WV_BEFORE_DASH |
                WV_BEFORE_PAREN | WV_BEFORE_ELLIPSIS | WV_BEFORE_LINE | WV_BEFORE_QUOTE };

static bool has(uint64_t gram, uint64_t mask)
{
    return (gram & mask) != 0;
}

/* de, een, mijn, elke: a noun must follow. `het`, `dat`, `die` can stand alone: "dat werk ik niet uit". */
static bool is_firm_determiner(uint64_t g)
{
    return has(g, G(DET) | G(POSSESSIVE)) &&
           !has(g, G(SUBJECT) | G(RELATIVE) | G(SUBORD) | G(OBJECT) | G(AUX) | G(INFINITIVE));
}

/* What the nearest word on the left makes likely for a word that can be noun and verb. */
static bool follows_nominal_opening(const wv_scope_sentence *s, uint32_t i)
{
    if (i == 0 || (s->words[i].before & BREAKS))
        return false;
    uint64_t left = s->words[i - 1].lex->gram;
    uint16_t tag = s->tags[i - 1];
    if (is_firm_determiner(left))
        return true;
    if (has(left, G(DET) | G(POSSESSIVE)) && !(tag & WV_TAG_VERB))
        return !has(s->words[i].lex->gram, G(FINITE)) || has(left, G(POSSESSIVE));
    if ((tag & WV_TAG_ADJ) && !(tag & WV_TAG_VERB))
        return true;
    return has(left, G(PREP)) && !has(left, G(TE) | G(SUBORD));
}

static bool is_first_reading(const wv_lex *lex, uint8_t pos)
{
    return lex->analysis_count && lex->analyses[0].pos == pos;
}

/* A content word: verb, noun or adjective. */
static uint16_t tag_content(const wv_scope_sentence *s, uint32_t i, uint64_t g)
{
    const wv_lex *lex = s->words[i].lex;
    bool verbal = has(g, G(FINITE) | G(INFINITIVE) | G(PPART));
    bool nominal = has(g, G(NOUN)) || !(verbal || has(g, G(ADJ)));
    bool after_te = i > 0 && has(s->words[i - 1].lex->gram, G(TE)) && has(g, G(INFINITIVE));
    uint16_t tag = 0;
    if (has(g, G(ADJ) | G(PRESP) | G(PPART)))
        tag |= WV_TAG_ADJ;
    if (after_te)
        return WV_TAG_VERB;
    if (verbal && (nominal || (tag & WV_TAG_ADJ))) {
        if (follows_nominal_opening(s, i))
            verbal = false;
        else if (has(g, G(FINITE)) && nominal && !is_first_reading(lex, WV_POS_VERB))
            verbal = false;
    }
    if (verbal)
        tag |= WV_TAG_VERB | (has(g, G(FINITE)) ? WV_TAG_FINITE : 0);
    if (nominal && !verbal)
        tag |= WV_TAG_NOMINAL;
    return tag;
}

static uint16_t tag_light(uint64_t g, bool nominal_place)
{
    if (nominal_place && has(g, G(NOUN)))
        return WV_TAG_NOMINAL;
    return (uint16_t)(WV_TAG_VERB | WV_TAG_LIGHT | (has(g, G(FINITE)) ? WV_TAG_FINITE : 0));
}

/* `zijn` is a verb unless a noun phrase begins with it: no verb form can follow a possessive. */
static bool zijn_is_possessive(const wv_scope_sentence *s, uint32_t i)
{
    if (i + 1 >= s->count || (s->words[i + 1].before & BREAKS))
        return false;
    uint64_t right = s->words[i + 1].lex->gram;
    return has(right, G(NOUN) | G(ADJ)) && !has(right, G(FUNCTION) | G(PPART));
}

static uint16_t tag_function(const wv_scope_sentence *s, uint32_t i, uint64_t g)
{
    if (has(g, G(TE)))
        return WV_TAG_TE | WV_TAG_SMALL;
    if (has(g, G(AUX) | G(MODAL))) {
        if (!has(g, G(POSSESSIVE)) || !zijn_is_possessive(s, i))
            return tag_light(g, follows_nominal_opening(s, i));
        return WV_TAG_SMALL;
    }
    uint16_t tag = 0;
    if (has(g, G(COORD) | G(SUBORD) | G(RELATIVE)))
        tag |= WV_TAG_LINK;
    if (has(g, G(PREP)))
        tag |= WV_TAG_PREP;
    if (has(g, G(SUBJECT) | G(OBJECT) | G(REFLEXIVE) | G(RECIPROCAL)))
        tag |= WV_TAG_PERSON;
    if (has(g, G(DET) | G(POSSESSIVE) | G(ADVERB) | G(NUMBER) | G(NEG) | G(PARTICLE)))
        tag |= WV_TAG_SMALL;
    return tag ? tag : WV_TAG_SMALL;
}

static uint16_t tag_word(const wv_scope_sentence *s, uint32_t i)
{
    const wv_word *w = &s->words[i];
    uint64_t g = w->lex->gram;
    uint16_t edge = (i == 0 || (w->before & BREAKS)) ? WV_TAG_EDGE : 0;
    if (w->kind != WV_TOKEN_WORD)
        return edge | (w->kind == WV_TOKEN_NUMBER ? WV_TAG_SMALL : WV_TAG_NOMINAL);
    if (has(g, G(FUNCTION)))
        return edge | tag_function(s, i, g);
    return edge | tag_content(s, i, g);
}

void wv_scope_tag_words(const wv_word *words, uint32_t count, wv_scope_sentence *out)
{
    out->words = words;
    out->count = count < WV_SENTENCE_WORDS_MAX ? count : WV_SENTENCE_WORDS_MAX;
    uint32_t skip = 0;
    for (uint32_t i = 0; i < out->count; i++) {
        out->tags[i] = skip ? WV_TAG_SKIP : tag_word(out, i);
        skip = skip ? skip - 1 : words[i].alternative;
    }
}
