/* SPDX-License-Identifier: EUPL-1.2 */
/* scope_tag.c: chooses, word by word, between the things a written word can be.
 *
 * In: the words of a sentence with their grammar masks and analyses. Out: wv_scope_tag masks.
 * Neighbours: scope_negate.c, scope_reach.c and direction_read.c walk over the tags.
 * Two passes: from the neighbours, left to right; then, clause by clause, the words that were left
 * open ("boeken" is a noun beside a finite verb, a verb where the clause has none).
 * Invariants: a pass looks at one or two words on each side and never back. Cost: a few tests a
 * word. */
#include "scan/scope_tag.h"

#include "text/inflect.h"

#define G(name) WV_GRAM(name)

enum {
    OM_TE_WORDS_MAX = 15
}; /* "om ... te": the longest gap seen in 1,200 sentences is 11 words */

enum {
    BREAKS = WV_BEFORE_COMMA | WV_BEFORE_COLON | WV_BEFORE_SEMICOLON | WV_BEFORE_DASH |
             WV_BEFORE_PAREN | WV_BEFORE_ELLIPSIS | WV_BEFORE_LINE | WV_BEFORE_QUOTE
};

static bool has(uint64_t gram, uint64_t mask)
{
    return (gram & mask) != 0;
}

static uint64_t gram(const wv_scope_sentence *s, uint32_t i)
{
    return s->words[i].lex->gram;
}

static bool is_break(const wv_scope_sentence *s, uint32_t i)
{
    return i == 0 || (s->words[i].before & BREAKS);
}

/* How sure the analyser is that a word is a verb form. */
typedef enum verbness { NOT_VERB, PERHAPS_VERB, LIKELY_VERB, SURE_VERB } verbness;

/* The noun that every unknown word could be (its own singular) is no evidence; a plural or a first
 * place is. */
static bool is_real_noun(const wv_lex *lex, uint32_t at)
{
    const wv_analysis *a = &lex->analyses[at];
    return a->pos == WV_POS_NOUN &&
           (at == 0 || !(a->feat & WV_FEAT_BASE) || a->key_bytes != lex->folded.n);
}

static verbness verbness_of(const wv_lex *lex)
{
    bool noun = false, verb = false;
    if (!has(lex->gram, G(FINITE) | G(INFINITIVE) | G(PPART))) return NOT_VERB;
    for (uint32_t i = 0; i < lex->analysis_count; i++) {
        noun = noun || is_real_noun(lex, i);
        verb =
            verb || (lex->analyses[i].pos == WV_POS_VERB && !(lex->analyses[i].feat & WV_FEAT_IMP));
    }
    if (!lex->analysis_count || lex->analyses[0].pos != WV_POS_VERB)
        return verb ? PERHAPS_VERB : NOT_VERB;
    if ((lex->analyses[0].feat & WV_FEAT_PAST) && !(lex->analyses[0].feat & WV_FEAT_INF))
        return SURE_VERB;                    /* kregen, slaagden */
    if (lex->analyses[0].feat & WV_FEAT_IMP) /* werk, bel: stem and noun */
        return noun ? PERHAPS_VERB : LIKELY_VERB;
    return noun ? LIKELY_VERB : SURE_VERB;
}

/* "verbonden" is a participle before it is a plural past. */
static bool is_finite_form(const wv_lex *lex)
{
    return has(lex->gram, G(FINITE)) &&
           (!lex->analysis_count || (lex->analyses[0].feat & WV_FEAT_FIN) ||
            !(lex->analyses[0].feat & WV_FEAT_PPART));
}

static bool is_adjective(const wv_lex *lex)
{
    for (uint32_t i = 0; i < lex->analysis_count; i++) {
        const wv_analysis *a = &lex->analyses[i];
        if (a->pos == WV_POS_ADJ && (i == 0 || !(a->feat & WV_FEAT_BASE))) return true;
        if (a->pos == WV_POS_VERB && (a->feat & (WV_FEAT_PPART | WV_FEAT_PRESP))) return true;
    }
    return false;
}

/* de, een, mijn, elke: a noun must follow. `het`, `dat`, `die` can stand alone: "dat werk ik niet
 * uit". */
static bool is_firm_determiner(uint64_t g)
{
    return has(g, G(DET) | G(POSSESSIVE)) &&
           !has(g, G(SUBJECT) | G(RELATIVE) | G(SUBORD) | G(OBJECT) | G(AUX) | G(INFINITIVE));
}

/* What stands on the left makes a noun phrase likely here: a determiner, an adjective, "en" after
 * one. */
static bool opens_nominal(const wv_scope_sentence *s, uint32_t i, verbness v)
{
    if (is_break(s, i)) return false;
    uint64_t left = gram(s, i - 1);
    uint16_t tag = s->tags[i - 1];
    if (is_firm_determiner(left)) return true;
    if ((tag & WV_TAG_COORD) && i >= 2 &&
        (s->tags[i - 2] & (WV_TAG_ADJ | WV_TAG_NOMINAL)) == WV_TAG_ADJ)
        return true;
    if ((tag & WV_TAG_ADJ) && !(tag & (WV_TAG_VERB | WV_TAG_NOMINAL))) return v < SURE_VERB;
    if (has(left, G(POSSESSIVE)) && !(tag & WV_TAG_VERB)) return v < SURE_VERB;
    if (has(left, G(NUMBER)) || s->words[i - 1].kind == WV_TOKEN_NUMBER)
        return v < LIKELY_VERB || has(gram(s, i), G(INFINITIVE));
    if (has(left, G(DET)) && !(tag & WV_TAG_VERB))
        return v < LIKELY_VERB || !has(gram(s, i), G(FINITE));
    if (!has(left, G(PREP)) || (tag & WV_TAG_LINK)) return false;
    return v < LIKELY_VERB || (!has(left, G(PARTICLE)) && has(gram(s, i), G(INFINITIVE)));
}

static bool is_name(const wv_scope_sentence *s, uint32_t i)
{
    return i > 0 && (s->words[i].flags & WV_TOKEN_CAPITAL) &&
           !(s->words[i].flags & WV_TOKEN_UPPER) &&
           !(s->words[i].before & (WV_BEFORE_COLON | WV_BEFORE_QUOTE | WV_BEFORE_LINE));
}

static uint16_t tag_content(const wv_scope_sentence *s, uint32_t i, uint64_t g)
{
    const wv_lex *lex = s->words[i].lex;
    verbness v = verbness_of(lex);
    uint16_t verb = (uint16_t)(WV_TAG_VERB | (is_finite_form(lex) ? WV_TAG_FINITE : 0));
    uint16_t adjective = is_adjective(lex) ? WV_TAG_ADJ : 0;
    uint16_t nominal = !adjective || has(g, G(NOUN)) ? WV_TAG_NOMINAL : 0;
    if (lex->analysis_count && lex->analyses[0].pos != WV_POS_NOUN && adjective) nominal = 0;
    if (is_name(s, i)) return WV_TAG_NOMINAL;
    if (i > 0 && (s->tags[i - 1] & WV_TAG_TE) && has(g, G(INFINITIVE))) return WV_TAG_VERB;
    if (v == NOT_VERB || opens_nominal(s, i, v))
        return adjective || nominal ? adjective | nominal : WV_TAG_NOMINAL;
    if (v == SURE_VERB) return verb | adjective;
    return (adjective || nominal ? adjective | nominal : WV_TAG_NOMINAL) | WV_TAG_MAYBE;
}

/* `zijn` is a verb unless a noun phrase begins with it: no verb form can follow a possessive. */
static bool zijn_is_possessive(const wv_scope_sentence *s, uint32_t i)
{
    if (i + 1 >= s->count || is_break(s, i + 1)) return false;
    if (i > 0 && !is_break(s, i) && has(gram(s, i - 1), G(PREP))) return true; /* naar zijn wens */
    const wv_lex *right = s->words[i + 1].lex;
    return has(right->gram, G(NOUN) | G(ADJ)) && !has(right->gram, G(FUNCTION)) &&
           verbness_of(right) < LIKELY_VERB;
}

static uint16_t tag_light(const wv_scope_sentence *s, uint32_t i, uint64_t g)
{
    if (has(g, G(NOUN)) && !is_break(s, i) && is_firm_determiner(gram(s, i - 1)))
        return WV_TAG_NOMINAL; /* de was, een kan */
    if (has(g, G(POSSESSIVE)) && zijn_is_possessive(s, i)) return WV_TAG_SMALL;
    return (uint16_t)(WV_TAG_VERB | WV_TAG_LIGHT | (has(g, G(FINITE)) ? WV_TAG_FINITE : 0));
}

static bool om_has_te(const wv_scope_sentence *s, uint32_t i)
{
    for (uint32_t k = i + 1; k < s->count && k <= i + OM_TE_WORDS_MAX; k++) {
        if (has(gram(s, k), G(TE))) return true;
        if (is_break(s, k) || has(gram(s, k), G(AUX))) return false;
    }
    return false;
}

static bool is_bare_noun(const wv_scope_sentence *s, uint32_t i)
{
    const wv_lex *lex = s->words[i].lex;
    return !is_break(s, i) && !has(lex->gram, G(FUNCTION)) && verbness_of(lex) < LIKELY_VERB;
}

static bool is_plural(const wv_lex *lex)
{
    return lex->analysis_count && (lex->analyses[0].feat & WV_FEAT_PL);
}

static bool can_be_verb(const wv_scope_sentence *s, uint32_t i)
{
    return has(gram(s, i), G(AUX) | G(MODAL)) || verbness_of(s->words[i].lex) >= LIKELY_VERB;
}

/* A subordinate clause has its subject next, or a verb before the next comma: "bestrijdt dat niet,"
 * has neither. */
static bool has_clause_after(const wv_scope_sentence *s, uint32_t i)
{
    if (i + 1 >= s->count || is_break(s, i + 1)) return false;
    bool found = has(gram(s, i + 1), G(SUBJECT));
    for (uint32_t k = i + 1; k < s->count && !is_break(s, k) && !found; k++)
        found = can_be_verb(s, k);
    return found;
}

/* "dat parcours", "toen ging hij", "Dat hoort niet", "als kind" open nothing; "dat hij", "de man
 * die sloeg" do. */
static bool is_idle_link(const wv_scope_sentence *s, uint32_t i, uint64_t g)
{
    wv_str word = s->words[i].lex->folded;
    bool verb_next = has(gram(s, i + 1), G(FINITE)) && can_be_verb(s, i + 1);
    bool noun_next = is_bare_noun(s, i + 1);
    bool first = i == 0 || (s->tags[i - 1] & WV_TAG_COORD);
    if (wv_str_is(word, "als") || wv_str_is(word, "zoals"))
        return noun_next && !is_plural(s->words[i + 1].lex); /* als kind; als mensen weggaan */
    if ((wv_str_is(word, "waar") || wv_str_is(word, "wat")) && i > 0 && has(gram(s, i - 1), G(NEG)))
        return !has(gram(s, i + 1), G(SUBJECT));
    if (has(g, G(COORD))) return !has(gram(s, i + 1), G(SUBJECT)) || verb_next;
    if (has(g, G(DET)) && noun_next)
        return !has(g, G(SUBORD)) || (i > 0 && (s->tags[i - 1] & WV_TAG_LIGHT));
    if (has(g, G(QUESTION)) && !has(g, G(RELATIVE) | G(SUBORD))) return first || is_break(s, i);
    return verb_next && (has(g, G(ADVERB)) || (first && has(g, G(DET) | G(QUESTION))));
}

static bool opens_clause(const wv_scope_sentence *s, uint32_t i, uint64_t g)
{
    if (wv_str_is(s->words[i].lex->folded, "om")) return om_has_te(s, i);
    if (!has(g, G(SUBORD) | G(RELATIVE) | G(QUESTION)) || !has_clause_after(s, i)) return false;
    return !is_idle_link(s, i, g);
}

static uint16_t tag_function(const wv_scope_sentence *s, uint32_t i, uint64_t g)
{
    if (has(g, G(TE))) return WV_TAG_TE | WV_TAG_SMALL;
    if (has(g, G(AUX) | G(MODAL))) return tag_light(s, i, g);
    uint16_t tag = 0;
    if (opens_clause(s, i, g))
        tag |= WV_TAG_LINK;
    else if (has(g, G(COORD)) && (is_break(s, i) || !wv_str_is(s->words[i].lex->folded, "dus")))
        tag |= WV_TAG_COORD; /* "dat gaat dus niet door" */
    else if (wv_str_is(s->words[i].lex->folded, "waar"))
        tag |= WV_TAG_ADJ; /* "dat is niet waar" */
    if (has(g, G(PREP))) tag |= WV_TAG_PREP;
    if (has(g, G(SUBJECT) | G(OBJECT) | G(REFLEXIVE) | G(RECIPROCAL))) tag |= WV_TAG_PERSON;
    if (has(g, G(DET) | G(POSSESSIVE) | G(ADVERB) | G(NUMBER) | G(NEG) | G(PARTICLE)))
        tag |= WV_TAG_SMALL;
    return tag ? tag : WV_TAG_SMALL;
}

static uint16_t tag_word(const wv_scope_sentence *s, uint32_t i)
{
    const wv_word *w = &s->words[i];
    uint16_t edge = is_break(s, i) ? WV_TAG_EDGE : 0;
    if (w->kind != WV_TOKEN_WORD)
        return edge | (w->kind == WV_TOKEN_NUMBER ? WV_TAG_SMALL : WV_TAG_NOMINAL);
    if (has(w->lex->gram, G(FUNCTION))) return edge | tag_function(s, i, w->lex->gram);
    return edge | tag_content(s, i, w->lex->gram);
}

uint32_t wv_scope_block_end(const wv_scope_sentence *s, uint32_t i)
{
    uint16_t clause = s->words[i].clause;
    for (i++; i < s->count && s->words[i].clause == clause && !(s->tags[i] & WV_TAG_LINK); i++) {
    }
    return i;
}

uint32_t wv_scope_block_start(const wv_scope_sentence *s, uint32_t i)
{
    uint16_t clause = s->words[i].clause;
    while (i > 0 && !(s->tags[i] & WV_TAG_LINK) && s->words[i - 1].clause == clause) i--;
    return i;
}

static void make_verb(wv_scope_sentence *s, uint32_t i)
{
    uint16_t finite = has(gram(s, i), G(FINITE)) ? WV_TAG_FINITE : 0;
    s->tags[i] = (uint16_t)((s->tags[i] & WV_TAG_EDGE) | WV_TAG_VERB | finite);
}

/* The last word of a block, or one before a verb: where infinitives and subordinate finite verbs
 * stand. */
static bool stands_last(const wv_scope_sentence *s, uint32_t i, uint32_t end)
{
    return i + 1 >= end ||
           (s->tags[i + 1] & (WV_TAG_EDGE | WV_TAG_COORD | WV_TAG_VERB | WV_TAG_PREP));
}

typedef struct block_facts {
    uint32_t finite; /* sure finite verbs */
    bool light;      /* one of them needs another verb: wil, heeft */
} block_facts;

static block_facts facts_of(const wv_scope_sentence *s, uint32_t first, uint32_t end)
{
    block_facts f = {0, false};
    for (uint32_t i = first; i < end; i++) {
        f.finite += (s->tags[i] & WV_TAG_FINITE) != 0;
        f.light = f.light || (s->tags[i] & WV_TAG_LIGHT);
    }
    return f;
}

/* "weet Interpay niet", "maar slagen er niet in": a verb that opens its run, its subject or `er`
 * next. */
static bool opens_run(const wv_scope_sentence *s, uint32_t i, uint32_t end)
{
    bool edge = (s->tags[i] & WV_TAG_EDGE) || (i > 0 && (s->tags[i - 1] & WV_TAG_COORD));
    if (!edge || i + 1 >= end || is_break(s, i + 1) || !has(gram(s, i), G(FINITE))) return false;
    return has(gram(s, i + 1), G(SUBJECT) | G(OBJECT) | G(REFLEXIVE)) || is_name(s, i + 1) ||
           wv_str_is(s->words[i + 1].lex->folded, "er");
}

/* Words left open: a verb at the end of a cluster, or the one that a clause without a verb must
 * have. The likelier wins; in a subordinate clause the last, in a main clause the first. */
static void settle_block(wv_scope_sentence *s, uint32_t first, uint32_t end)
{
    block_facts f = facts_of(s, first, end);
    bool subordinate = (s->tags[first] & WV_TAG_LINK) != 0;
    uint32_t best = end;
    verbness best_v = NOT_VERB;
    for (uint32_t i = first; i < end; i++) {
        if (!(s->tags[i] & WV_TAG_MAYBE)) continue;
        verbness v = verbness_of(s->words[i].lex);
        bool after_verb = i > first && (s->tags[i - 1] & WV_TAG_VERB) && !is_break(s, i);
        if (opens_run(s, i, end) || (v == LIKELY_VERB && after_verb) ||
            (v == LIKELY_VERB && f.light && stands_last(s, i, end)))
            make_verb(s, i);
        else if (!f.finite && has(gram(s, i), G(FINITE)) &&
                 (v > best_v || (subordinate && v == best_v)))
            best = i, best_v = v;
    }
    if (best < end) make_verb(s, best);
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
    for (uint32_t i = 0, end; i < out->count; i = end) {
        end = wv_scope_block_end(out, i);
        settle_block(out, i, end);
    }
}
