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
#include "text/inflect.h"

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

/* From a subject to its verb in a subordinate clause ("als ik je morgen op straat zie"). */
enum { SUBJECT_WORDS_MAX = 8 };

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

static bool nominative(const wv_word *w)
{
    static const char *const list[] = {"ik", "k", "hij", "wij", "we", "jij", "gij", "ge"};
    for (size_t k = 0; k < sizeof list / sizeof *list; k++)
        if (folded_is(w, list[k])) return true;
    return false;
}

/* "hij zei | ik", "als ik je zie | ik": the verb at `verb` has a subject before it, so that the
 * pronoun after it is not its own. Between the two stand objects and adverbs, no other verb. */
static bool has_subject_before(const wv_word *words, uint32_t verb)
{
    for (uint32_t j = verb; j-- > 0 && verb - j <= SUBJECT_WORDS_MAX;) {
        if (nominative(&words[j]) || folded_is(&words[j], "ze") || folded_is(&words[j], "zij"))
            return wv_gram_agrees(words[j].lex, words[verb].lex);
        if (is(&words[j], WV_GRAM(FINITE) | WV_GRAM(COORD)) || words[j + 1].before) return false;
    }
    return false;
}

static bool subject_here(const wv_word *w)
{
    static const char *const more[] = {"ze", "zij", "je", "u"};
    for (size_t k = 0; k < sizeof more / sizeof *more; k++)
        if (folded_is(w, more[k])) return true;
    return nominative(w);
}

static bool best_is_verb(const wv_word *w)
{
    return w->lex->analysis_count && w->lex->analyses[0].pos == WV_POS_VERB;
}

/* After this word a clause may be at its end: a mark, the sentence's end, or what opens another. */
static bool clause_may_end(const wv_word *words, uint32_t count, uint32_t i)
{
    if (i + 1 >= count || words[i + 1].before || nominative(&words[i + 1])) return true;
    const uint64_t opens = WV_GRAM(COORD) | WV_GRAM(SUBORD);
    return best_is_verb(&words[i]) && (is(&words[i + 1], opens) || folded_is(&words[i + 1], "dan"));
}

/* "als ik je zie", "wat ik ook doe": the last word of a subordinate clause with a subject is its
 * verb. */
static bool ends_clause_of_subject(const wv_word *words, uint32_t count, uint32_t i)
{
    if (i < 2 || !clause_may_end(words, count, i)) return false;
    const uint64_t opens = WV_GRAM(SUBORD) | WV_GRAM(QUESTION) | WV_GRAM(RELATIVE);
    for (uint32_t j = i - 1; j > 0 && i - j <= SUBJECT_WORDS_MAX; j--) {
        if (subject_here(&words[j]) && is(&words[j - 1], opens))
            return wv_gram_agrees(words[j].lex, words[i].lex);
        if (is(&words[j], WV_GRAM(FINITE) | WV_GRAM(COORD)) || words[j + 1].before) return false;
    }
    return false;
}

/* "doe open | anders", "denk maar niet | dat": an imperative opens its sentence. */
static bool imperative_opens(const wv_word *words, uint32_t count, uint32_t i)
{
    if (i || count < 2 || words[1].before) return false;
    static const char *const urges[] = {"maar", "niet", "eens", "even", "nou", "nu"};
    for (size_t k = 0; k < sizeof urges / sizeof *urges; k++)
        if (folded_is(&words[1], urges[k])) return true; /* "wacht maar": a noun elsewhere */
    return best_is_verb(&words[0]) && words[0].lex->analyses[0].feat & WV_FEAT_IMP;
}

/* "je keel", "uw werk", Flemish "u kop": before the verb, je and u ask for a -t, so a bare stem
 * that is a noun as well is what they own. */
static bool owned_noun(const wv_word *owner, const wv_word *w)
{
    bool noun_first = w->lex->analysis_count && w->lex->analyses[0].pos == WV_POS_NOUN;
    return is(owner, WV_GRAM(POSSESSIVE)) && noun_first && is(w, WV_GRAM(NOUN)) &&
           !wv_str_ends(w->lex->folded, WV_STR("t"));
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
    if (before && wv_gram_ordinal(before->lex) && is(w, WV_GRAM(NOUN)))
        return NO_VERB;                                      /* "de eerste sprong" */
    if (is(w, WV_GRAM(PPART)) && noun_opens) return NO_VERB; /* "de bedreigde vrouw" */
    if (before && wv_gram_disagrees(before->lex, w->lex)) return MAYBE;
    if (wv_gram_sure_finite(w->lex)) return FINITE_VERB;
    if (before && owned_noun(before, w)) return NO_VERB;
    if (ends_clause_of_subject(words, count, i) || imperative_opens(words, count, i))
        return FINITE_VERB;
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
static bool relative_here(const wv_word *words, uint32_t count, uint32_t i)
{
    if (words[i].before & WV_BEFORE_COMMA) return true;
    if (i == 0) return false;
    if (folded_is(&words[i], "hoe") || folded_is(&words[i], "waarom"))
        return true; /* "viel op hoe" */
    if (is(&words[i - 1], WV_GRAM(NOUN))) return true;
    bool asks = is(&words[i], WV_GRAM(QUESTION)) && !is(&words[i - 1], WV_GRAM(PREP));
    if (asks && i + 1 < count && subject_here(&words[i + 1]))
        return true; /* "hij bepaalt | wat zij draagt" */
    return !is(&words[i - 1], WV_GRAM(PREP) | WV_GRAM(DET) | WV_GRAM(FINITE) | WV_GRAM(COORD));
}

/* "ik pak je kinderen af kga je vinden": chat leaves out the comma. A pronoun that is never an
 * object, its verb right after it; after a verb that goes with it, it would be that verb's own
 * subject ("dan ga ik slapen"). */
static bool subject_opens(const wv_word *words, uint32_t count, uint32_t i)
{
    const uint64_t introduces = WV_GRAM(COORD) | WV_GRAM(SUBORD) | WV_GRAM(QUESTION);
    if (i == 0 || i + 1 >= count || !nominative(&words[i]) || is(&words[i - 1], introduces))
        return false;
    if (!wv_gram_agrees(words[i].lex, words[i + 1].lex)) return false;
    bool own = is(&words[i - 1], WV_GRAM(FINITE)) && wv_gram_agrees(words[i].lex, words[i - 1].lex);
    return !own || has_subject_before(words, i - 1);
}

/* "tot ik niks meer hoorde": a preposition takes no subject, so before one it is a conjunction. */
static bool preposition_opens(const wv_word *words, uint32_t count, uint32_t i)
{
    if (i + 1 >= count || !folded_is(&words[i], "tot") || words[i + 1].before) return false;
    const wv_word *next = &words[i + 1];
    return nominative(next) || folded_is(next, "ze") || folded_is(next, "zij");
}

/* "Neem je nu niet op | dan maak ik je dood", "doe open | anders trap ik je deur in": the word that
 * answers a condition, a verb and its subject begin a clause, comma or not. */
static bool answer_opens(const wv_word *words, uint32_t count, uint32_t i)
{
    const wv_word *w = &words[i];
    bool answers = folded_is(w, "dan") || folded_is(w, "anders") || folded_is(w, "toen") ||
                   folded_is(w, "dus") || is(w, WV_GRAM(QUESTION)); /* "neem op | waar zit je" */
    return answers && i + 2 < count && is(w + 1, WV_GRAM(FINITE)) && is(w + 2, WV_GRAM(SUBJECT)) &&
           !w[1].before && !w[2].before;
}

/* "niet werken of studeren": `of` before an infinitive is no "whether". */
static bool joins_verbs(const wv_word *words, uint32_t count, uint32_t i)
{
    return folded_is(&words[i], "of") && i + 1 < count && is(&words[i + 1], WV_GRAM(INFINITIVE)) &&
           !is(&words[i + 1], WV_GRAM(SUBJECT) | WV_GRAM(POSSESSIVE));
}

/* "de man met wie ik samenwoonde": the clause begins at the preposition. */
static bool preposition_of_relative(const wv_word *words, uint32_t count, uint32_t i)
{
    return is(&words[i], WV_GRAM(PREP)) && i + 1 < count && folded_is(&words[i + 1], "wie") &&
           i > 0 && is(&words[i - 1], WV_GRAM(NOUN));
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
    if (joins_verbs(words, count, i)) return EDGE_COORD;
    if (is(w, WV_GRAM(SUBORD)) || preposition_opens(words, count, i)) return EDGE_SUBORD;
    if (preposition_of_relative(words, count, i)) return EDGE_RELATIVE;
    if (is(w, WV_GRAM(RELATIVE) | WV_GRAM(QUESTION)) && relative_here(words, count, i))
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

/* What a main clause that follows a subordinate one has right behind its verb. */
static bool subject_follows(const wv_word *words, uint32_t count, uint32_t verb)
{
    const uint64_t opens = WV_GRAM(DET) | WV_GRAM(POSSESSIVE) | WV_GRAM(NUMBER) | WV_GRAM(NOUN);
    if (verb + 1 >= count || words[verb + 1].before) return false;
    const wv_word *next = &words[verb + 1];
    if (wv_gram_subject_pronoun(next->lex)) return wv_gram_agrees(next->lex, words[verb].lex);
    return is(next, opens | WV_GRAM(SUBJECT)) || folded_is(next, "er") ||
           next->flags & WV_TOKEN_CAPITAL;
}

/* "heeft verboden", "had geslagen": verboden is a past plural too. */
static bool verb_cluster(const wv_word *left, const wv_word *right)
{
    bool participle = is(right, WV_GRAM(PPART)) && !wv_str_ends(right->lex->folded, WV_STR("e"));
    return is(left, WV_GRAM(AUX) | WV_GRAM(MODAL)) &&
           (participle || is(right, WV_GRAM(INFINITIVE)));
}

/* "ik maak je dood jij vieze rat": who is called a name is no subject, and dood is what is made. */
static bool called_a_name(const wv_word *words, uint32_t count, uint32_t i)
{
    if (i + 2 >= count || !is(&words[i], WV_GRAM(ADJ)) || words[i + 2].before) return false;
    if (!folded_is(&words[i + 1], "jij") && !folded_is(&words[i + 1], "gij")) return false;
    const wv_word *name = &words[i + 2];
    return is(name, WV_GRAM(ADJ) | WV_GRAM(NOUN)) && !is(name, WV_GRAM(FUNCTION));
}

/* Two verbs side by side close a subordinate clause: "als hij dronken is | slaat hij mij", "toen ik
 * wilde vertrekken | hield hij mij tegen", "de man | die mij sloeg | is weg". A main clause has but
 * one finite verb: "ik was dronken" is whole. */
static bool verb_meets_verb(const uint8_t *finite, const wv_word *words, uint32_t count, uint32_t i,
                            edge_kind kind, bool verb_before)
{
    const wv_word *left = &words[i - 1], *right = &words[i];
    if (finite[i] != FINITE_VERB || left->clause != right->clause || verb_cluster(left, right))
        return false;
    if (kind == EDGE_RELATIVE && finite[i - 1] == FINITE_VERB) return true;
    bool inverted =
        verb_before && finite[i - 1] != FINITE_VERB && i + 1 < count && !words[i + 1].before;
    if (inverted && (nominative(&words[i + 1]) || folded_is(&words[i + 1], "ze")))
        return wv_gram_agrees(words[i + 1].lex, right->lex) && /* "ik maak je kapot | zei hij" */
               !called_a_name(words, count, i);
    if (kind != EDGE_SUBORD && kind != EDGE_RELATIVE) return false;
    bool ends = finite[i - 1] == FINITE_VERB ||
                (verb_before && is(left, WV_GRAM(INFINITIVE) | WV_GRAM(PPART)));
    return ends && subject_follows(words, count, i);
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
static void look_ahead(const uint8_t *edges, const uint8_t *finite, uint32_t count,
                       uint8_t *verb_ahead)
{
    bool ahead = false,
         stretch = false; /* a verb up to the sentence's end or a clause; in this stretch */
    for (uint32_t i = count; i-- > 0;) {
        ahead |= finite[i] == FINITE_VERB;
        stretch |= finite[i] == FINITE_VERB;
        verb_ahead[i] = ahead;
        bool begins_own = edges[i] == EDGE_STRONG || edges[i] == EDGE_SUBORD ||
                          edges[i] == EDGE_RELATIVE || edges[i] == EDGE_OM ||
                          (edges[i] == EDGE_COORD && stretch) ||
                          (edges[i] == EDGE_COMMA && finite[i] == FINITE_VERB);
        if (begins_own) ahead = false;
        if (edges[i] != NO_EDGE) stretch = false;
    }
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

/* "hij schopte, sloeg en beet mij", "dat hij haar sloeg en schopte": verbs that share what stands
 * around them make one clause. A comma behind a subordinate clause does not join: "als hij belt,
 * weiger ik". */
static bool verbs_share(const uint8_t *finite, const wv_word *words, uint32_t count, uint32_t i,
                        edge_kind kind, edge_kind holds)
{
    if (finite[i - 1] != FINITE_VERB || (kind != EDGE_COORD && kind != EDGE_COMMA)) return false;
    uint32_t verb = i + (is(&words[i], WV_GRAM(COORD)) ? 1 : 0);
    if (kind == EDGE_COMMA && holds != NO_EDGE) return false;
    if (verb >= count || finite[verb] != FINITE_VERB) return false;
    return verb + 1 >= count || !nominative(&words[verb + 1]);
}

static uint16_t number_clauses(wv_word *words, uint32_t count, const uint8_t *edges,
                               const uint8_t *finite, const uint8_t *verb_ahead)
{
    uint16_t clause = 0;
    stretch_facts left = {false, false, false};
    edge_kind holds = NO_EDGE; /* what opened the clause we are in */
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
        bool share = i > 0 && verbs_share(finite, words, count, i, kind, holds);
        if (i > 0 && !share && parts(kind, left, wide))
            clause++, left = (stretch_facts){false, false, false};
        if (i == 0 && is(&words[0], WV_GRAM(SUBORD) | WV_GRAM(QUESTION))) kind = EDGE_SUBORD;
        if (kind == EDGE_SUBORD || kind == EDGE_RELATIVE || kind == EDGE_STRONG) holds = kind;
        bool verb_before = false;
        for (uint32_t j = i; j < next; j++) {
            words[j].clause = clause;
            if (j > i && verb_meets_verb(finite, words, count, j, holds, verb_before))
                words[j].clause = ++clause, holds = NO_EDGE;
            verb_before |= finite[j] == FINITE_VERB;
        }
        left.finite |= right.finite || right.plural;
        left.te |= right.te;
    }
    return (uint16_t)(clause + 1);
}

static uint16_t mark_plain(wv_word *words, uint32_t count)
{
    uint8_t edges[WORDS_MAX], finite[WORDS_MAX], verb_ahead[WORDS_MAX];
    for (uint32_t i = 0; i < count; i++) finite[i] = (uint8_t)finite_in_place(words, count, i);
    for (uint32_t i = 0; i < count; i++) edges[i] = (uint8_t)edge_before(words, count, i);
    look_ahead(edges, finite, count, verb_ahead);
    return number_clauses(words, count, edges, finite, verb_ahead);
}

/* A second reading ("dak" as dat + ik) lies behind the first and cuts no clause: it takes the
 * number of the first. */
uint16_t wv_clauses_mark(wv_word *words, uint32_t count)
{
    wv_word plain[WORDS_MAX];
    uint32_t n = 0;
    if (count == 0) return 0;
    if (count > WORDS_MAX) count = WORDS_MAX;
    for (uint32_t i = 0; i < count; i += 1u + words[i].alternative) plain[n++] = words[i];
    uint16_t clauses = mark_plain(plain, n);
    for (uint32_t i = 0, k = 0; i < count; k++) {
        uint32_t end = i + 1 + words[i].alternative;
        for (; i < end && i < count; i++) words[i].clause = plain[k].clause;
    }
    return clauses;
}
