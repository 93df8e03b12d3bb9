/* SPDX-License-Identifier: EUPL-1.2 */
/* sepverbs_place.c: particle or preposition, finite verb or noun, separable or not: judged by the
 * neighbours. In: a sentence and a place. Out: a verdict. Neighbours: sepverbs.c is the only
 * caller. Invariant: no memory, no table but closed lists. Cost: a few words around the place; the
 * look for "waar" and "te" is bounded by the clause. Each rule names the sentence that forced it.
 */
#include "text/sepverbs_place.h"

#include "text/clauses.h"
#include "text/gram.h"
#include "text/inflect.h"

enum { LOOK_WORDS_MAX = 12 };

static bool is(const wv_word *w, uint64_t gram)
{
    return (w->lex->gram & gram) != 0;
}

static bool folded_is(const wv_word *w, const char *text)
{
    return wv_str_is(w->lex->folded, text);
}

static bool one_of(const wv_word *w, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (folded_is(w, list[i])) return true;
    return false;
}
#define ONE_OF(w, list) one_of(w, list, sizeof(list) / sizeof *(list))

static bool name_like(const wv_word *words, uint32_t i)
{
    return i > 0 && words[i].flags & WV_TOKEN_CAPITAL && !(words[i].flags & WV_TOKEN_UPPER);
}

/* "zijn moeder" is the possessive; "de deuren zijn op slot" the verb. */
static bool zijn_possessive(const wv_word *words, uint32_t count, uint32_t i)
{
    if (!folded_is(&words[i], "zijn") || i + 1 >= count) return false;
    if (words[i + 1].before & ~WV_BEFORE_QUOTE) return false;
    return is(&words[i + 1], WV_GRAM(NOUN) | WV_GRAM(ADJ)) &&
           !is(&words[i + 1], WV_GRAM(FUNCTION) | WV_GRAM(PPART));
}

int wv_sepverbs_finite_here(const wv_word *words, uint32_t count, uint32_t i)
{
    const wv_word *w = &words[i], *before = i ? w - 1 : NULL, *after = i + 1 < count ? w + 1 : NULL;
    const uint64_t opens_noun = WV_GRAM(DET) | WV_GRAM(PREP) | WV_GRAM(POSSESSIVE);
    if (w->kind != WV_TOKEN_WORD || !is(w, WV_GRAM(FINITE)) || name_like(words, i)) return 0;
    if (before && is(before, WV_GRAM(TE))) return 0;
    if (wv_clauses_adverb_here(words, count, i)) return 0;
    if (zijn_possessive(words, count, i)) return 0;
    bool noun_opens =
        before && is(before, opens_noun) && !is(before, WV_GRAM(SUBJECT) | WV_GRAM(OBJECT));
    if (is(w, WV_GRAM(PPART)) && noun_opens) return 0; /* "de bedreigde vrouw" */
    if (before && wv_gram_disagrees(before->lex, w->lex)) return 1;
    if (before && wv_gram_ordinal(before->lex) && is(w, WV_GRAM(NOUN)))
        return 0; /* "na de eerste sprong" */
    if (wv_gram_sure_finite(w->lex)) return 2;
    if (is(w, WV_GRAM(AUX) | WV_GRAM(MODAL)) && !is(w, WV_GRAM(INFINITIVE))) return 2;
    if (noun_opens) return 0;
    if ((before && wv_gram_agrees(before->lex, w->lex)) ||
        (after && wv_gram_agrees(after->lex, w->lex)))
        return 2; /* also "vroeg of laat schiet ik" */
    if (before && is(before, WV_GRAM(ADJ)) && !is(before, WV_GRAM(NOUN)) && is(w, WV_GRAM(NOUN)))
        return 0;
    return 1;
}

bool wv_sepverbs_verbal(const wv_word *words, uint32_t count, uint32_t i)
{
    const wv_word *w = &words[i];
    const uint64_t verb = WV_GRAM(FINITE) | WV_GRAM(INFINITIVE) | WV_GRAM(PPART);
    if (w->kind != WV_TOKEN_WORD || !is(w, verb) || name_like(words, i)) return false;
    if (is(w, WV_GRAM(PREP) | WV_GRAM(SUBJECT)) || zijn_possessive(words, count, i)) return false;
    if (is(w, WV_GRAM(AUX) | WV_GRAM(MODAL) | WV_GRAM(INFINITIVE) | WV_GRAM(PPART))) return true;
    return !is(w, WV_GRAM(NOUN) | WV_GRAM(ADJ)); /* "in zicht", "onder stroom" */
}

bool wv_sepverbs_om_conjunction(const wv_word *words, uint32_t at)
{
    if (!folded_is(&words[at], "om")) return false;
    if (at == 0 || words[at].before & WV_BEFORE_COMMA) return true;
    if (folded_is(&words[at - 1], "om") || is(&words[at - 1], WV_GRAM(OBJECT))) return false;
    for (uint32_t i = at;
         i-- > 0 && at - i < LOOK_WORDS_MAX && words[i].clause == words[at].clause;)
        if (folded_is(&words[i], "om")) return false;
    return true;
}

bool wv_sepverbs_r_pronoun(const wv_word *words, uint32_t at)
{
    static const char *const strands[] = {
        "mee",  "af",  "toe", "aan",  "op",     "in",     "uit", "over",  "onder", "tegen", "door",
        "voor", "bij", "om",  "naar", "achter", "binnen", "van", "langs", "rond",  "na"};
    if (!ONE_OF(&words[at], strands)) return false;
    static const char *const bare[] = {"zin",   "moeite", "last",
                                       "spijt", "trek",   "baat"}; /* "er zin in" */
    bool only_adverbs = true; /* "er niet in", "daar nog niet aan"; but "brak er brand uit" */
    for (uint32_t i = at; i-- > 0 && words[i].clause == words[at].clause;) {
        const wv_word *w = &words[i];
        if (folded_is(w, "waar")) return true;
        if (only_adverbs && (folded_is(w, "er") || (folded_is(w, "daar") && i + 1 < at)))
            return true;
        only_adverbs &= is(w, WV_GRAM(ADVERB) | WV_GRAM(NEG)) || ONE_OF(w, bare);
    }
    return false;
}

bool wv_sepverbs_phrase_only(const wv_word *w)
{
    static const char *const list[] = {"te", "ten", "ter", "tot", "van"};
    return ONE_OF(w, list);
}

bool wv_sepverbs_go_or_let(const wv_word *w)
{
    static const char *const list[] = {"ga",   "gaat",  "gaan", "ging",   "gingen", "gegaan",
                                       "laat", "laten", "liet", "lieten", "gelaten"};
    return ONE_OF(w, list);
}

/* The word begins a noun phrase, so that a preposition before it is one: "op de tafel", "aan Jan",
 * "in 2019". */
static bool noun_phrase_starts(const wv_word *words, uint32_t count, uint32_t i)
{
    const wv_word *w = &words[i];
    const uint64_t opens =
        WV_GRAM(DET) | WV_GRAM(POSSESSIVE) | WV_GRAM(NUMBER) | WV_GRAM(OBJECT) | WV_GRAM(SUBJECT);
    if (w->kind != WV_TOKEN_WORD) return w->kind != WV_TOKEN_EMOJI;
    if (w->flags & WV_TOKEN_CAPITAL && !(w->flags & WV_TOKEN_UPPER))
        return true; /* "voor Van Dam" */
    bool more = i + 1 < count && !w[1].before;
    if (folded_is(w, "dat") && more) { /* "viel op dat de leden" / "op dat moment" */
        const uint64_t subject = WV_GRAM(DET) | WV_GRAM(SUBJECT) | WV_GRAM(POSSESSIVE) |
                                 WV_GRAM(NUMBER) | WV_GRAM(ADVERB);
        return is(w + 1, WV_GRAM(QUESTION)) ||
               !(is(w + 1, subject) || w[1].flags & WV_TOKEN_CAPITAL);
    }
    if (folded_is(w, "die") && more) /* "sloot zich aan die vaak komen" / "aan die man" */
        return !is(w + 1, WV_GRAM(FUNCTION)) && is(w + 1, WV_GRAM(NOUN) | WV_GRAM(ADJ));
    if (is(w, WV_GRAM(QUESTION)) && !is(w, WV_GRAM(DET)))
        return false; /* "legt uit wat hij bedoelt" */
    if (is(w, opens)) return true;
    if (is(w, WV_GRAM(FUNCTION))) return false;
    return is(w, WV_GRAM(NOUN) | WV_GRAM(ADJ) | WV_GRAM(PRESP)) || w->flags & WV_TOKEN_CAPITAL;
}

/* "droeg hem op een regering te vormen": the noun phrase is part of an infinitive clause, the
 * particle stands before it. `in` is left out: "in een tent te werken" is far more common. */
static bool infinitive_clause_follows(const wv_word *words, uint32_t count, uint32_t at, uint32_t i)
{
    const uint64_t phrase = WV_GRAM(DET) | WV_GRAM(POSSESSIVE) | WV_GRAM(NUMBER) | WV_GRAM(ADJ) |
                            WV_GRAM(NOUN) | WV_GRAM(OBJECT);
    if (folded_is(&words[at], "in")) return false;
    for (uint32_t j = i;
         j + 1 < count && j < i + LOOK_WORDS_MAX && words[j].clause == words[i].clause; j++) {
        if (words[j].before) return false;
        if (is(&words[j], WV_GRAM(TE))) return j > i && is(&words[j + 1], WV_GRAM(INFINITIVE));
        bool inner = j > i && is(&words[j], WV_GRAM(PARTICLE)) && is(&words[j + 1], WV_GRAM(TE));
        if (inner) continue; /* "raadde haar aan een advocaat in te schakelen" */
        if (!is(&words[j], phrase) && !(words[j].flags & WV_TOKEN_CAPITAL)) return false;
    }
    return false;
}

/* The particle of "ziet er goed uit" is er, to the treebanks; without uit it is none. */
static bool er_uit(const wv_word *words, uint32_t count, uint32_t at)
{
    for (uint32_t i = at + 1; i < count && words[i].clause == words[at].clause; i++)
        if (folded_is(&words[i], "uit")) return true;
    return false;
}

bool wv_sepverbs_noun_use(const wv_word *words, uint32_t at)
{
    const uint64_t nominal = WV_GRAM(DET) | WV_GRAM(POSSESSIVE) | WV_GRAM(ADJ) | WV_GRAM(PREP);
    const wv_word *w = &words[at];
    if (!at || !(is(w, WV_GRAM(NOUN)) || folded_is(w, "weg"))) return false;
    if (folded_is(w - 1, "geen")) return false; /* "nam geen deel aan" */
    bool bare_adjective = is(w - 1, WV_GRAM(ADJ)) && !wv_str_ends(w[-1].lex->folded, WV_STR("e"));
    if (bare_adjective && (folded_is(w, "dood") || folded_is(w, "weg")))
        return false; /* "schiet ik jou gewoon dood": a death is een gewone dood */
    return is(w - 1, nominal) && !is(w - 1, WV_GRAM(OBJECT) | WV_GRAM(NOUN) | WV_GRAM(FINITE));
}

/* What a speaker hangs behind a clause: "ik maak je dood hoor", "ik wacht je op schat", "ik sla je
 * kapot trut". An uninflected adjective after an object and before one last noun is no part of a
 * noun phrase either. */
static bool only_a_tag_follows(const wv_word *words, uint32_t count, uint32_t at)
{
    static const char *const tags[] = {"hoor",  "joh",    "he",   "ja",    "man",    "lol",
                                       "haha",  "zeg",    "gast", "bro",   "schat",  "jong",
                                       "zenne", "jongen", "ouwe", "ok",    "meisje", "vriend",
                                       "wijf",  "hoer",   "trut", "bitch", "toch",   "echt"};
    const wv_word *w = &words[at];
    bool last = at + 2 == count || (at + 2 < count && (w[2].before || w[2].clause != w[1].clause));
    if (!last || w[1].kind != WV_TOKEN_WORD) return false;
    if (ONE_OF(w + 1, tags)) return true;
    return at && !is(w, WV_GRAM(PREP)) && is(w, WV_GRAM(ADJ)) && is(w - 1, WV_GRAM(OBJECT)) &&
           is(w + 1, WV_GRAM(NOUN));
}

bool wv_sepverbs_particle_here(const wv_word *words, uint32_t count, uint32_t at)
{
    const wv_word *w = &words[at];
    const uint16_t breaks = WV_BEFORE_COMMA | WV_BEFORE_COLON | WV_BEFORE_SEMICOLON |
                            WV_BEFORE_DASH | WV_BEFORE_PAREN | WV_BEFORE_ELLIPSIS;
    if (w->kind != WV_TOKEN_WORD || wv_sepverbs_r_pronoun(words, at)) return false;
    bool ends = at + 1 == count || w[1].before & breaks;
    if (!ends)
        ends =
            !is(w, WV_GRAM(PREP)) && w[1].before & WV_BEFORE_QUOTE; /* "denken aan \"De reis\"" */
    if (w->before & (WV_BEFORE_COMMA | WV_BEFORE_PAREN) && !ends)
        return false; /* "zong, samen met haar zus" */
    if (wv_sepverbs_noun_use(words, at)) return false;
    if (folded_is(w, "er")) return er_uit(words, count, at);
    if (folded_is(w, "genoeg") && at && is(w - 1, WV_GRAM(ADJ) | WV_GRAM(NOUN)))
        return false; /* "hard genoeg" */
    if (ends || only_a_tag_follows(words, count, at)) return true;
    bool other = is(w + 1, WV_GRAM(COORD)) && at + 2 < count && is(w + 2, WV_GRAM(PARTICLE));
    if (other) return false; /* "af en toe", "op en neer" */
    if (w[1].clause != w->clause) return true;
    if (!is(w, WV_GRAM(PREP) | WV_GRAM(ADJ) | WV_GRAM(NOUN))) return true;
    uint32_t next = at + 1;
    while (next + 1 < count && next < at + 3 && is(&words[next], WV_GRAM(ADVERB)) &&
           !words[next + 1].before && !is(&words[next], WV_GRAM(DET)))
        next++; /* "op nog een rondje": the adverb belongs to what follows */
    return !noun_phrase_starts(words, count, next) ||
           infinitive_clause_follows(words, count, at, next);
}

/* Particles that also make inseparable verbs: voorkomen (prevent), ondergaan, overvallen,
 * doorzoeken, omhelzen. */
static bool may_be_inseparable(wv_str folded)
{
    static const char *const list[] = {"voor", "onder", "over", "door", "om",
                                       "aan",  "vol",   "mis",  "weer", "achter"};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        if (wv_str_starts(folded, wv_str_of(list[i]))) return true;
    return false;
}

/* Words that once were forms of these verbs and are not any more. */
static bool lexicalised(const wv_word *w)
{
    static const char *const list[] = {"terstond",     "uitstekend", "uitstekende", "uitsluitend",
                                       "uitsluitende", "aangaande",  "indien",      "aanstaande",
                                       "voordat",      "uitermate",  "inhoud",      "voorbeeld",
                                       "opmerkelijk",  "aanstonds",  "afgezien"};
    return ONE_OF(w, list);
}

static bool clause_ends_after(const wv_word *words, uint32_t count, uint32_t i)
{
    return i + 1 >= count || words[i + 1].before || words[i + 1].clause != words[i].clause ||
           wv_sepverbs_verbal(words, count, i + 1) ||
           is(&words[i + 1], WV_GRAM(COORD) | WV_GRAM(PREP) | WV_GRAM(SUBORD) | WV_GRAM(RELATIVE));
}

bool wv_sepverbs_joined_here(const wv_word *words, uint32_t count, uint32_t i, uint32_t feat)
{
    const wv_word *w = &words[i], *before = i ? w - 1 : NULL;
    const uint32_t other_forms = WV_FEAT_INF | WV_FEAT_PPART | WV_FEAT_PRESP;
    if (lexicalised(w) || is(w, WV_GRAM(FUNCTION))) return false;
    bool finite_only = !(feat & other_forms);
    if (finite_only && !(feat & (WV_FEAT_FIN | WV_FEAT_IMP)))
        return false; /* bijdrage: an old subjunctive only */
    const uint64_t opens_noun = WV_GRAM(DET) | WV_GRAM(POSSESSIVE) | WV_GRAM(PREP) | WV_GRAM(ADJ);
    bool after_noun_opener =
        before && is(before, opens_noun) && !is(before, WV_GRAM(OBJECT) | WV_GRAM(SUBJECT));
    bool best_noun = w->lex->analysis_count && w->lex->analyses[0].pos == WV_POS_NOUN;
    if (is(w, WV_GRAM(NOUN)) && finite_only && (after_noun_opener || !before))
        return false; /* "na afloop" */
    if (best_noun && finite_only && !clause_ends_after(words, count, i)) return false;
    if (best_noun && after_noun_opener && !(feat & WV_FEAT_PPART))
        return false; /* "zijn voorstellen" */
    if (may_be_inseparable(w->lex->folded)) {
        if (feat & WV_FEAT_INF && before && is(before, WV_GRAM(TE)))
            return false; /* "te voorkomen": else voor te komen */
        if (finite_only && !clause_ends_after(words, count, i))
            return false; /* "de aspirine voorkomt de werking" */
    }
    return true;
}
