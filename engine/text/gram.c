/* SPDX-License-Identifier: EUPL-1.2 */
/* gram.c: closed-class table and grammar bits. In: a folded word and its analyses. Out: a mask of
 * WV_GRAM(...). Neighbours: lex.c calls it once for each distinct word; clauses.c, sepverbs.c and
 * scan/scope read the mask. Invariant: the table is sorted (test_gram). Cost: a binary search. */
#include "text/gram.h"

#include "text/inflect.h"
#include "text/inflect_words.h"
#include "text/spellings.h"

typedef struct gram_word {
    const char *text;
    uint64_t gram;
} gram_word;

/* The table is words and class names only; these names live as long as the table. */
#define DET WV_GRAM(DET)
#define PREP WV_GRAM(PREP)
#define PARTICLE WV_GRAM(PARTICLE)
#define SUBJECT WV_GRAM(SUBJECT)
#define OBJECT WV_GRAM(OBJECT)
#define POSSESSIVE WV_GRAM(POSSESSIVE)
#define REFLEXIVE WV_GRAM(REFLEXIVE)
#define RECIPROCAL WV_GRAM(RECIPROCAL)
#define RELATIVE WV_GRAM(RELATIVE)
#define COORD WV_GRAM(COORD)
#define SUBORD WV_GRAM(SUBORD)
#define AUX WV_GRAM(AUX)
#define MODAL WV_GRAM(MODAL)
#define TE WV_GRAM(TE)
#define NEG WV_GRAM(NEG)
#define ADVERB WV_GRAM(ADVERB)
#define NUMBER WV_GRAM(NUMBER)
#define QUESTION WV_GRAM(QUESTION)
#define FUNCTION WV_GRAM(FUNCTION)
#define FINITE WV_GRAM(FINITE)
#define INFINITIVE WV_GRAM(INFINITIVE)
#define PPART WV_GRAM(PPART)
#define NOUN WV_GRAM(NOUN)
#define ADJ WV_GRAM(ADJ)
#define ROLE_NOUN WV_GRAM(ROLE_NOUN)

static const gram_word g_words[] = {
#include "text/data/gram_words.inc"
};

enum { GRAM_WORD_COUNT = sizeof g_words / sizeof *g_words };

void wv_spelling_closed_each(wv_spelling_each fn, void *ctx)
{
    for (size_t i = 0; i < GRAM_WORD_COUNT; i++) fn(ctx, wv_str_of(g_words[i].text));
}

uint64_t wv_gram_closed(wv_str folded)
{
    size_t low = 0, high = GRAM_WORD_COUNT;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = wv_str_cmp_text(g_words[middle].text, folded);
        if (order == 0) return g_words[middle].gram;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

/* key + ending is in the word list: the cheapest sign that a reading is of a living word. */
static bool attested(const wv_analysis *a, const char *ending)
{
    char word[WV_KEY_BYTES_MAX + 8];
    uint32_t n = (uint32_t)strlen(ending);
    memcpy(word, a->key, a->key_bytes);
    memcpy(word + a->key_bytes, ending, n);
    return wv_words_has((wv_str){word, a->key_bytes + n});
}

/* The verb of a key that ends in t has no other -t form; its infinitive is asked for: sluit-en,
 * zit-ten, weet - weten. */
static bool attested_infinitive(const wv_analysis *a)
{
    uint32_t n = a->key_bytes;
    if (n < 3 || a->key[n - 1] != 't') return false;
    if (attested(a, "en") || attested(a, "ten")) return true;
    if (a->key[n - 2] != a->key[n - 3]) return false;
    wv_analysis shorter = *a;
    memcpy(shorter.key + n - 2, "t", 1);
    shorter.key_bytes = (uint8_t)(n - 1);
    return attested(&shorter, "en");
}

/* The analyser gives every reading that its rules allow ("joeg" as a noun, "Dublin" as a verb). As
 * grammar, a verb counts when the word list knows another form of it (slaat, deelt) or the form is
 * more than a bare stem; a reading that is not the best one needs a sign of its own: huisje,
 * vastst. That "kapot" is kapo + t proves no verb. */
static bool plausible(wv_str word, const wv_analysis *a, const wv_analysis *best)
{
    const uint32_t more_than_stem = WV_FEAT_PAST | WV_FEAT_PPART | WV_FEAT_PRESP | WV_FEAT_INF;
    if (a->pos == WV_POS_VERB) {
        if (a == best && a->feat & WV_FEAT_PARTICLE) return true; /* "als ik wegga" */
        bool itself = word.n == a->key_bytes + 1u && a != best;
        if ((!itself && attested(a, "t")) || attested(a, "te") || attested(a, "de") ||
            attested_infinitive(a))
            return true;
        return a == best && (a->feat & more_than_stem || !(a->feat & WV_FEAT_IMP));
    }
    if (a == best) return true;
    if (a->pos == WV_POS_ADJ)
        return !(a->feat & (WV_FEAT_COMP | WV_FEAT_SUP)) &&
               (attested(a, "st") || attested(a, "ste"));
    bool sure_verb = best->pos == WV_POS_VERB && best->feat & WV_FEAT_FIN &&
                     !(best->feat & (WV_FEAT_IMP | WV_FEAT_INF | WV_FEAT_PPART));
    return !sure_verb || attested(a, "je") || attested(a, "tje") || attested(a, "etje");
}

static uint64_t open_class(const wv_analysis *a)
{
    if (a->pos == WV_POS_NOUN) return NOUN;
    if (a->pos == WV_POS_ADJ) return ADJ;
    if (a->pos != WV_POS_VERB) return 0;
    uint64_t gram = 0;
    if (a->feat & (WV_FEAT_FIN | WV_FEAT_IMP)) gram |= FINITE;
    if (a->feat & WV_FEAT_INF) gram |= INFINITIVE;
    if (a->feat & WV_FEAT_PPART) gram |= PPART;
    if (a->feat & WV_FEAT_PRESP) gram |= WV_GRAM(PRESP);
    return gram;
}

uint64_t wv_gram_of(wv_str folded, const wv_analysis *analyses, int count)
{
    uint64_t gram = wv_gram_closed(folded);
    if (gram & FUNCTION) return gram;
    for (int i = 0; i < count; i++)
        if (plausible(folded, &analyses[i], &analyses[0])) gram |= open_class(&analyses[i]);
    /* "terug" and "vast" are listed as nouns somewhere; as particles only the table says which are:
     * deel, plaats. */
    if (gram & PARTICLE && !(wv_gram_closed(folded) & NOUN)) gram &= ~NOUN;
    return gram ? gram : NOUN; /* a word nobody knows is a name, most likely */
}

static bool folded_in(wv_str folded, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (wv_str_is(folded, list[i])) return true;
    return false;
}

bool wv_gram_sure_finite(const wv_lex *lex)
{
    const uint32_t other = WV_FEAT_INF | WV_FEAT_IMP;
    if (lex->gram & FUNCTION) return (lex->gram & FINITE) && !(lex->gram & (INFINITIVE | NOUN));
    if (!(lex->gram & FINITE)) return false;
    if (!(lex->gram & (NOUN | ADJ | PPART | INFINITIVE))) return true;
    const wv_analysis *best = lex->analyses;
    return lex->analysis_count && best->pos == WV_POS_VERB && best->feat & WV_FEAT_FIN &&
           !(best->feat & other) &&
           (best->feat & WV_FEAT_PAST || !(best->feat & WV_FEAT_PPART)); /* bedreigde is both */
}

bool wv_gram_disagrees(const wv_lex *pronoun, const wv_lex *verb)
{
    static const char *const one[] = {"ik", "k", "jij", "hij", "ie", "men", "gij", "ge"};
    return folded_in(pronoun->folded, one, sizeof one / sizeof *one) &&
           !wv_gram_agrees(pronoun, verb);
}

bool wv_gram_subject_pronoun(const wv_lex *lex)
{
    static const char *const list[] = {"ik",  "k",  "jij", "je",  "hij", "ie",     "zij", "ze",
                                       "wij", "we", "u",   "gij", "ge",  "jullie", "men"};
    return folded_in(lex->folded, list, sizeof list / sizeof *list);
}

bool wv_gram_agrees(const wv_lex *pronoun, const wv_lex *verb)
{
    static const char *const third[] = {"hij", "ie", "men", "zij", "ze"};
    static const char *const plural[] = {"wij", "we", "zij", "ze", "jullie"};
    if (!wv_gram_subject_pronoun(pronoun) || !(verb->gram & FINITE)) return false;
    if (verb->gram & (AUX | MODAL)) return true;
    bool many = folded_in(pronoun->folded, plural, sizeof plural / sizeof *plural);
    bool he = folded_in(pronoun->folded, third, sizeof third / sizeof *third);
    for (uint8_t i = 0; i < verb->analysis_count; i++) {
        const wv_analysis *a = &verb->analyses[i];
        if (a->pos != WV_POS_VERB || !(a->feat & WV_FEAT_FIN)) continue;
        bool stem = a->feat & WV_FEAT_IMP && !wv_str_ends(verb->folded, WV_STR("t"));
        if (many && a->feat & WV_FEAT_PL) return true;
        if (a->feat & WV_FEAT_SG && (!he || !stem) && !(many && !he)) return true;
    }
    return false;
}

bool wv_gram_ordinal(const wv_lex *lex)
{
    bool ends = wv_str_ends(lex->folded, WV_STR("ste")) || wv_str_ends(lex->folded, WV_STR("de"));
    return ends && lex->gram & WV_GRAM(NUMBER);
}

bool wv_gram_sorted(void)
{
    for (size_t i = 1; i < GRAM_WORD_COUNT; i++)
        if (wv_str_cmp(wv_str_of(g_words[i - 1].text), wv_str_of(g_words[i].text)) >= 0)
            return false;
    return true;
}
