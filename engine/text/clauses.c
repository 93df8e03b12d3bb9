/* SPDX-License-Identifier: EUPL-1.2 */
/* clauses.c: clause numbers within a sentence. In: words with grammar bits and `before` marks. Out:
 * wv_word.clause.
 *
 * Three steps, each one pass: which words can be finite verbs here; which places can be an edge,
 * and what stands between two of them (a stretch); which of these places part two verbs. Asking for
 * a verb on each side is what keeps "de man en de vrouw belden haar op" one clause and makes "hij
 * sloot de deur en stond op" two. Neighbours: words.c calls it for each sentence; sepverbs.c and
 * scan/scope read the numbers. Cost: linear. */
#include "text/clauses.h"

#include "text/gram.h"

/* How sure we are that a word is a finite verb in this sentence. */
enum { NO_VERB, MAYBE, PLURAL /* slaan, kunnen: perhaps an infinitive */, FINITE_VERB };

/* What stands before a word that could begin a clause. */
typedef enum edge_kind {
    NO_EDGE,
    EDGE_COMMA,    /* also a dash or a bracket */
    EDGE_COORD,    /* en, of, maar, want */
    EDGE_SUBORD,   /* omdat, als, dat */
    EDGE_RELATIVE, /* die, wie, waar */
    EDGE_OM,       /* om ... te */
    EDGE_SUBJECT,  /* ik pak je | ik ga: a subject and its verb where there is a verb already */
    EDGE_STRONG,   /* ; : ... */
} edge_kind;

/* A word may be three words on paper ("kga"), so a sentence of 400 tokens has at most this many. */
enum { WORDS_MAX = WV_SENTENCE_WORDS_MAX * 4 };

typedef struct stretch_facts {
    bool finite, te, plural;
} stretch_facts;

static bool is(const wv_word *w, uint64_t gram)
{
    return (w->lex->gram & gram) != 0;
}

static bool folded_is(const wv_word *w, const char *text)
{
    return wv_str_is(w->lex->folded, text);
}

bool wv_clauses_adverb_here(const wv_word *words, uint32_t count, uint32_t i)
{
    bool early = folded_is(&words[i], "vroeg"), late = folded_is(&words[i], "laat");
    if (!early && !late) return false;
    if (early && i + 2 < count && folded_is(&words[i + 1], "of") &&
        folded_is(&words[i + 2], "laat"))
        return true;
    if (late && i > 1 && folded_is(&words[i - 1], "of") && folded_is(&words[i - 2], "vroeg"))
        return true;
    static const char *const degree[] = {"te",   "heel",    "zo",     "hoe", "erg",
                                         "zeer", "morgens", "avonds", "al"};
    for (size_t k = 0; i && k < sizeof degree / sizeof *degree; k++)
        if (folded_is(&words[i - 1], degree[k])) return true;
    return false;
}

/* "bel" and "werk" are nouns as well, "slaan" is an infinitive, "vermoord" a participle: such a
 * word is a verb only beside a subject pronoun it agrees with, and never after an article or
 * preposition ("het werk", "in dienst"). */
static int finite_in_place(const wv_word *words, uint32_t count, uint32_t i)
{
    const wv_word *w = &words[i];
    if (w->kind != WV_TOKEN_WORD || !is(w, WV_GRAM(FINITE))) return NO_VERB;
    if (wv_clauses_adverb_here(words, count, i)) return NO_VERB;
    if (i && w->flags & WV_TOKEN_CAPITAL && !(w->flags & WV_TOKEN_UPPER))
        return NO_VERB; /* a name */
    const wv_word *before = i > 0 ? w - 1 : NULL, *after = i + 1 < count ? w + 1 : NULL;
    if (before && is(before, WV_GRAM(TE))) return NO_VERB;
    bool zijn = folded_is(w, "zijn");
    if (zijn && after && is(after, WV_GRAM(NOUN) | WV_GRAM(ADJ)) &&
        !is(after, WV_GRAM(FUNCTION) | WV_GRAM(PPART)))
        return NO_VERB; /* "zijn moeder" */
    bool noun_opens =
        before && is(before, WV_GRAM(DET) | WV_GRAM(PREP)) && !is(before, WV_GRAM(OBJECT));
    if (is(w, WV_GRAM(PPART)) && noun_opens) return NO_VERB; /* "de bedreigde vrouw" */
    if (before && wv_gram_disagrees(before->lex, w->lex)) return MAYBE;
    if (wv_gram_sure_finite(w->lex)) return FINITE_VERB;
    bool agrees = (before && wv_gram_agrees(before->lex, w->lex)) ||
                  (after && wv_gram_agrees(after->lex, w->lex));
    if (agrees) return FINITE_VERB;
    if (is(w, WV_GRAM(AUX) | WV_GRAM(MODAL)) && !is(w, WV_GRAM(INFINITIVE))) return FINITE_VERB;
    if (noun_opens) return NO_VERB;
    return is(w, WV_GRAM(INFINITIVE)) ? PLURAL : MAYBE;
}

static edge_kind edge_of_mark(const wv_word *w)
{
    const uint16_t strong = WV_BEFORE_COLON | WV_BEFORE_SEMICOLON | WV_BEFORE_ELLIPSIS;
    if (w->before & strong) return EDGE_STRONG;
    if (w->before & (WV_BEFORE_COMMA | WV_BEFORE_DASH | WV_BEFORE_PAREN)) return EDGE_COMMA;
    return NO_EDGE;
}

/* `die` and `dat` are relative after a noun ("de man die mij sloeg"), not after a preposition or
 * before a noun phrase of their own ("met die man"). */
static bool relative_here(const wv_word *words, uint32_t i)
{
    if (words[i].before & WV_BEFORE_COMMA) return true;
    if (i == 0) return false;
    if (folded_is(&words[i], "hoe") || folded_is(&words[i], "waarom"))
        return true; /* "viel op hoe" */
    if (is(&words[i - 1], WV_GRAM(NOUN))) return true;
    return !is(&words[i - 1], WV_GRAM(PREP) | WV_GRAM(DET) | WV_GRAM(FINITE) | WV_GRAM(COORD));
}

/* "ik pak je kinderen af kga je vinden": chat leaves out the comma. A pronoun that is never an
 * object, its verb right after it; after a verb it would be that verb's own subject ("dan ga ik
 * slapen"). */
static bool subject_opens(const wv_word *words, uint32_t count, uint32_t i)
{
    static const char *const nominative[] = {"ik", "k", "hij", "wij", "we", "jij", "gij", "ge"};
    if (i == 0 || i + 1 >= count || is(&words[i - 1], WV_GRAM(FINITE) | WV_GRAM(COORD)))
        return false;
    for (size_t k = 0; k < sizeof nominative / sizeof *nominative; k++)
        if (folded_is(&words[i], nominative[k]))
            return wv_gram_agrees(words[i].lex, words[i + 1].lex);
    return false;
}

/* "Neem je nu niet op | dan maak ik je dood", "doe open | anders trap ik je deur in": the word that answers a
 * condition, a verb and its subject begin a clause, comma or not. */
static bool answer_opens(const wv_word *words, uint32_t count, uint32_t i)
{
    const wv_word *w = &words[i];
    bool answers = folded_is(w, "dan") || folded_is(w, "anders") || folded_is(w, "toen") || folded_is(w, "dus");
    return answers && i + 2 < count && is(w + 1, WV_GRAM(FINITE)) && is(w + 2, WV_GRAM(SUBJECT)) &&
           !w[1].before && !w[2].before;
}

static edge_kind edge_before(const wv_word *words, uint32_t count, uint32_t i)
{
    const wv_word *w = &words[i];
    edge_kind mark = edge_of_mark(w);
    if (i == 0 || w->kind != WV_TOKEN_WORD) return i == 0 ? NO_EDGE : mark;
    if (mark == EDGE_STRONG) return mark;
    if (folded_is(w, "om")) return EDGE_OM;
    if (folded_is(w, "dat")) { /* "hij zei dat ze" is an edge; "dat is", "doe dat" are not */
        bool pronoun = i + 1 < count && is(&words[i + 1], WV_GRAM(FINITE)) && !mark;
        return pronoun ? NO_EDGE : EDGE_SUBORD;
    }
    if (mark == NO_EDGE && answer_opens(words, count, i)) return EDGE_SUBJECT;
    if (is(w, WV_GRAM(SUBORD))) return EDGE_SUBORD;
    if (is(w, WV_GRAM(RELATIVE) | WV_GRAM(QUESTION)) && relative_here(words, i))
        return EDGE_RELATIVE;
    bool fixed = folded_is(w, "of") && i && wv_clauses_adverb_here(words, count, i - 1);
    if (is(w, WV_GRAM(COORD)) && !fixed) return EDGE_COORD;
    if (mark == NO_EDGE && subject_opens(words, count, i)) return EDGE_SUBJECT;
    return mark;
}

/* "sommige lezers zijn van mening": the plural of an auxiliary after a noun, and no participle
 * before it. */
static bool plural_subject_verb(const uint8_t *finite, const wv_word *words, uint32_t start,
                                uint32_t j)
{
    if (finite[j] != PLURAL || j == start ||
        is(&words[j - 1], WV_GRAM(PPART) | WV_GRAM(INFINITIVE)))
        return false;
    return is(&words[j - 1], WV_GRAM(NOUN)) && is(&words[j], WV_GRAM(AUX) | WV_GRAM(MODAL));
}

/* Facts of the stretch that begins at i: up to the next possible edge. */
static stretch_facts look_at(const uint8_t *edges, const uint8_t *finite, const wv_word *words,
                             uint32_t count, uint32_t i, uint32_t *next)
{
    stretch_facts facts = {false, false, false};
    uint32_t j = i;
    do {
        facts.finite |= finite[j] == FINITE_VERB;
        facts.te |= is(&words[j], WV_GRAM(TE));
        facts.plural |= plural_subject_verb(finite, words, i, j);
        j++;
    } while (j < count && edges[j] == NO_EDGE);
    *next = j;
    return facts;
}

/* Two sure finite verbs side by side close a subordinate clause: "als hij dronken is | slaat hij
 * mij". */
static bool verb_meets_verb(const uint8_t *finite, const wv_word *words, uint32_t i)
{
    return finite[i] == FINITE_VERB && finite[i - 1] == FINITE_VERB &&
           words[i - 1].clause == words[i].clause && !(words[i - 1].alternative);
}

static bool parts(edge_kind kind, stretch_facts left, stretch_facts right)
{
    switch (kind) {
    case EDGE_STRONG: return true;
    case EDGE_OM: return right.te && (left.finite || left.te);
    case EDGE_RELATIVE: return right.finite || right.plural;
    case EDGE_SUBORD: return (right.finite || right.plural) && (left.finite || left.te);
    case EDGE_SUBJECT: return left.finite && right.finite;
    case EDGE_COMMA:
    case EDGE_COORD: return right.finite && (left.finite || left.te);
    case NO_EDGE: break;
    }
    return false;
}

/* A conjunction may stand some commas before its verb ("maar toen, na een uur, belde hij"): the
 * facts of the stretches after it count for it, as long as only commas lie between. Filled from the
 * right. */
static void look_ahead(const uint8_t *edges, const uint8_t *finite, const wv_word *words,
                       uint32_t count, uint8_t *verb_ahead)
{
    bool ahead = false;
    for (uint32_t i = count; i-- > 0;) {
        ahead |= finite[i] == FINITE_VERB;
        verb_ahead[i] = ahead;
        bool begins_own = edges[i] == EDGE_STRONG || edges[i] == EDGE_SUBORD ||
                          edges[i] == EDGE_RELATIVE || edges[i] == EDGE_OM ||
                          (edges[i] == EDGE_COMMA && finite[i] == FINITE_VERB);
        if (begins_own) ahead = false;
    }
    (void)words;
}

/* "die het aanwezige zetmeel later kunnen omzetten": a subordinate clause whose verb may be an
 * infinitive as well. */
static bool ends_in_plural(const uint8_t *finite, uint32_t start, uint32_t end)
{
    for (uint32_t j = start + 1; j < end; j++)
        if (finite[j] == PLURAL) return true;
    return false;
}

/* "sloot als negende af en", "merkte toen op": als and toen open a clause only when its verb comes
 * at once. */
static bool own_verb_only(const wv_word *w)
{
    return folded_is(w, "als") || folded_is(w, "toen");
}

static uint16_t number_clauses(wv_word *words, uint32_t count, const uint8_t *edges,
                               const uint8_t *finite, const uint8_t *verb_ahead)
{
    uint16_t clause = 0;
    stretch_facts left = {false, false, false};
    for (uint32_t i = 0, next; i < count; i = next) {
        edge_kind kind = (edge_kind)edges[i];
        stretch_facts right = look_at(edges, finite, words, count, i, &next);
        stretch_facts wide = right;
        if ((kind == EDGE_SUBORD && !own_verb_only(&words[i])) || kind == EDGE_RELATIVE ||
            kind == EDGE_COORD)
            wide.finite |= verb_ahead[i] != 0;
        if (kind == EDGE_SUBORD || kind == EDGE_RELATIVE)
            wide.plural |= ends_in_plural(finite, i, next);
        else
            wide.finite |= right.plural;
        if (i > 0 && parts(kind, left, wide)) clause++, left = (stretch_facts){false, false, false};
        for (uint32_t j = i; j < next; j++) {
            words[j].clause = clause;
            if (j > i && verb_meets_verb(finite, words, j)) words[j].clause = ++clause;
        }
        left.finite |= right.finite || right.plural;
        left.te |= right.te;
    }
    return (uint16_t)(clause + 1);
}

uint16_t wv_clauses_mark(wv_word *words, uint32_t count)
{
    uint8_t edges[WORDS_MAX], finite[WORDS_MAX], verb_ahead[WORDS_MAX];
    if (count == 0) return 0;
    if (count > WORDS_MAX) count = WORDS_MAX;
    for (uint32_t i = 0; i < count; i++) finite[i] = (uint8_t)finite_in_place(words, count, i);
    for (uint32_t i = 0; i < count; i++) edges[i] = (uint8_t)edge_before(words, count, i);
    look_ahead(edges, finite, words, count, verb_ahead);
    return number_clauses(words, count, edges, finite, verb_ahead);
}
