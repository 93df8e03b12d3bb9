/* SPDX-License-Identifier: EUPL-1.2 */
/* reorder.c: "Hij belde mij op." -> Daarna belde hij mij op / Het klopt dat hij mij opbelde / Hij
 * heeft mij opgebeld / Hij begon mij op te bellen.
 *
 * In: a sentence that begins with a subject that we know and a finite verb in the singular. Out:
 * the same in another order. Neighbours: forms.c. Invariants: what is not surely right gives
 * nothing. Subject and verb change places in any such sentence; to move the verb further the clause
 * must be one: no comma but before a conjunction, no conjunction, no second verb but at its end. A
 * particle counts only when the joined infinitive stands in the word list ("belde ... op" is
 * opbellen). Cost: a few paradigms. */
#include "lab/reorder.h"

#include "lab/forms.h"
#include "text/analyse.h"
#include "text/inflect.h"

enum { WORDS_MAX = 24 };

typedef struct simple { /* words of the clause: subject, verb, middle, perhaps a particle */
    wv_str words[WORDS_MAX];
    wv_str folded[WORDS_MAX];
    char room[WORDS_MAX][WV_FORM_MAX + 1];
    uint32_t count, verb; /* verb: index; the subject is all before it */
    wv_str tail;          /* from the comma or the end mark on */
    bool particle;        /* the last word is one */
    bool past;
    wv_form infinitive;   /* of the bare verb */
    bool single;          /* one clause, as far as the tail */
} simple;

static bool is_one_of(wv_str word, const char *const *list)
{
    for (; *list; list++)
        if (wv_str_is(word, *list)) return true;
    return false;
}

/* ---- is it simple? ---- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Up to the first mark that is none of a word; what follows is the tail. */
static bool split(wv_str sentence, simple *s)
{
    static const char marks[] = ",;:\"()?!.\n\t";
    uint32_t n = 0;
    while (n < sentence.n && !memchr(marks, sentence.p[n], sizeof marks - 1)) n++;
    s->tail = (wv_str){sentence.p + n, sentence.n - n};
    for (uint32_t i = 0, end; i < n; i = end + 1) {
        for (end = i; end < n && sentence.p[end] != ' '; end++) {
        }
        if (end == i || end - i > WV_FORM_MAX || s->count == WORDS_MAX) return false;
        char *room = s->room[s->count];
        for (uint32_t k = i; k < end; k++) room[k - i] = lower(sentence.p[k]);
        s->folded[s->count] = (wv_str){room, end - i};
        s->words[s->count++] = (wv_str){sentence.p + i, end - i};
    }
    return s->count >= 3;
}

/* Nothing but an end mark, or a clause of its own: ", want ik ..." */
static bool is_apart(wv_str tail)
{
    static const char *const joints[] = {", want ",    ", toen ",  ", terwijl ", ", omdat ",
                                         ", zodat ",   ", als ",   ", waarna ",  ", voordat ",
                                         ", hoewel ", NULL};
    if (tail.n <= 1) return !tail.n || tail.p[0] == '.' || tail.p[0] == '!';
    for (int i = 0; joints[i]; i++) {
        uint32_t n = (uint32_t)strlen(joints[i]);
        if (tail.n > n && memcmp(tail.p, joints[i], n) == 0) return true;
    }
    return false;
}

/* Words of the subject; 0 when it is none that we know. "zij" may be many, then the verb is no
 * singular. */
static uint32_t subject_words(const simple *s)
{
    static const char *const alone[] = {"ik",         "hij",         "zij",      "ze", "verdachte",
                                        "betrokkene", "aangeefster", "aangever", NULL};
    static const char *const whose[] = {"mijn", "mn", "haar", "zijn", "de", NULL};
    static const char *const who[] = {"ex",      "man",   "vrouw",  "vriend", "vriendin", "vader",
                                      "moeder",  "broer", "zus",    "partner", "buurman", "zoon",
                                      "dochter", "verdachte", NULL};
    if (is_one_of(s->folded[0], alone)) return 1;
    return is_one_of(s->folded[0], whose) && is_one_of(s->folded[1], who) ? 2 : 0;
}

/* What makes a sentence more than one clause. */
static bool has_joint(const simple *s)
{
    static const char *const joints[] = {
        "en",    "maar",    "want",   "of",     "als",   "dat",   "omdat", "toen", "terwijl",
        "om",    "te",      "die",    "wat",    "waar",  "wie",   "hoe",   "zodat", "dus",
        "tot",   "totdat",  "zonder", "door",   "sinds", "zodra", "dan",   "ik",   "voordat",
        "we",    "wij",     "jullie", "hoor",   "echt",  "hij",   "ze",    "ge",   "nadat",
        "da",    "wa",      "omda",   "tegen",  "gij",   "ie",    "waarom", "ervoor", NULL};
    for (uint32_t i = s->verb + 1; i < s->count; i++)
        if (is_one_of(s->folded[i], joints)) return true;
    return false;
}

static uint32_t verb_features(wv_str folded)
{
    wv_analysis all[WV_ANALYSES_MAX];
    uint32_t feat = 0;
    int n = wv_analyse(folded, all);
    for (int i = 0; i < n; i++)
        if (all[i].pos == WV_POS_VERB) feat |= all[i].feat;
    return n > 0 && all[0].pos == WV_POS_VERB ? feat : feat & WV_FEAT_PPART;
}

static bool is_auxiliary(wv_str infinitive)
{
    static const char *const list[] = {
        "zijn",   "hebben", "worden",  "zullen", "mogen",  "moeten",   "kunnen", "willen", "gaan",
        "komen",  "laten",  "blijven", "staan",  "zitten", "liggen",   "lopen",  "doen",   "hoeven",
        "durven", "lijken", "schijnen", "weten", "proberen", "beginnen", "zien", "horen", NULL};
    return is_one_of(infinitive, list);
}

/* op+bellen for the word list's opbellen; n 0 when the word is no particle. */
static wv_form joined_infinitive(const simple *s, wv_str last, bool parted)
{
    static const char *const particles[] = {
        "aan", "achterna", "achter", "af",  "bij",   "binnen", "buiten", "dicht", "dood",  "door",
        "in",  "kapot",    "klem",   "los", "mee",   "na",     "neer",   "om",    "onder", "open",
        "op",  "over",     "rond",   "stuk", "tegen", "terug", "toe",    "uit",   "vast",  "voor",
        "weg", "lastig",   "plat",   "schoon", "bang", NULL};
    wv_form out = {.n = 0};
    if (!is_one_of(last, particles) ||
        last.n + s->infinitive.n + 1 > WV_FORM_MAX)
        return out;
    memcpy(out.text, last.p, last.n);
    out.n = last.n;
    if (parted) out.text[out.n++] = '+';
    memcpy(out.text + out.n, s->infinitive.text, s->infinitive.n);
    out.n += s->infinitive.n;
    return out;
}

static bool is_particle(const simple *s, uint32_t at)
{
    wv_form joined = joined_infinitive(s, s->folded[at], false);
    return joined.n && wv_word_known((wv_str){joined.text, joined.n}) == WV_KNOWN_LISTED;
}

/* No verb between the finite one and the last word, and no particle that came early ("geeft zich uit
 * voor agent"). */
static bool has_free_middle(const simple *s)
{
    for (uint32_t i = s->verb + 1; i + 1 < s->count; i++)
        if (verb_features(s->folded[i]) || is_particle(s, i)) return false;
    return true;
}

static bool read_simple(wv_str sentence, simple *s)
{
    *s = (simple){.count = 0};
    if (!split(sentence, s) || !(s->verb = subject_words(s)) || s->verb + 1 >= s->count)
        return false;
    s->infinitive = wv_forms_of_finite(s->folded[s->verb], true, &s->past);
    if (!s->infinitive.n) return false;
    s->particle = is_particle(s, s->count - 1);
    s->single = is_apart(s->tail) && !has_joint(s) && has_free_middle(s);
    return true;
}

/* The sentence of the text in which the evidence begins. */
static wv_span sentence_at(wv_str text, uint32_t at)
{
    wv_span s = {0, text.n};
    for (uint32_t i = 0; i + 2 < text.n; i++) {
        bool ends = (text.p[i] == '.' || text.p[i] == '!' || text.p[i] == '?') &&
                    text.p[i + 1] == ' ';
        if (!ends) continue;
        if (i + 2 > at) return (wv_span){s.start, i + 1};
        s.start = i + 2;
    }
    return s;
}

/* ---- said otherwise ---- */

static void put(wv_buf *out, wv_str word)
{
    if (out->n && out->p[out->n - 1] != ' ') wv_buf_byte(out, ' ');
    wv_buf_str(out, word);
}

static void put_text(wv_buf *out, const char *word)
{
    put(out, wv_str_of(word));
}

/* The first word is a pronoun, an article or a role noun: no name, so it loses its capital. */
static void put_subject(wv_buf *out, const simple *s, bool first)
{
    for (uint32_t i = 0; i < s->verb; i++) put(out, i || first ? s->words[i] : s->folded[i]);
}

static void put_middle(wv_buf *out, const simple *s, uint32_t without_last)
{
    for (uint32_t i = s->verb + 1; i < s->count - without_last; i++) put(out, s->words[i]);
}

static bool inverted(const simple *s, wv_buf *out)
{
    put_text(out, "Daarna");
    put(out, s->folded[s->verb]);
    put_subject(out, s, false);
    put_middle(out, s, 0);
    return true;
}

/* "wil mij slaan" -> "mij wil slaan", "heeft mij geslagen" -> "mij geslagen heeft", "belt mij op"
 * -> "mij opbelt", "slaat mij" -> "mij slaat" */
static bool subclause(const simple *s, wv_buf *out)
{
    wv_str last = s->folded[s->count - 1], finite = s->folded[s->verb];
    uint32_t feat = s->particle ? 0 : verb_features(last);
    bool helper = is_auxiliary((wv_str){s->infinitive.text, s->infinitive.n});
    if (!s->single || (helper && !(feat & (WV_FEAT_INF | WV_FEAT_PPART))) || (!helper && feat))
        return false;
    put_text(out, "Het klopt dat");
    put_subject(out, s, false);
    put_middle(out, s, 1);
    if (helper && !(feat & WV_FEAT_PPART)) put(out, finite);
    put(out, s->words[s->count - 1]);
    if (helper && !(feat & WV_FEAT_PPART)) return true;
    if (!s->particle) wv_buf_byte(out, ' ');
    wv_buf_str(out, finite); /* mij opbelt: one word with its particle */
    return true;
}

/* Verbs that go or become have zijn: only verbs of which that is sure to be hebben. */
static bool perfect(const simple *s, wv_buf *out)
{
    static const char *const moving[] = {
        "achtervolgen", "volgen", "klimmen", "sluipen", "rijden", "fietsen", "rennen", "springen",
        "vallen", "kruipen", "verschijnen", "verdwijnen", "vluchten", "verhuizen", "trouwen",
        "scheiden", "stoppen", "trekken", "dringen", "stappen", "keren", "vertrekken", "raken",
        "sterven", "schieten", "vliegen", "wandelen", "glippen", "vergeten", "breken", NULL};
    wv_str base = {s->infinitive.text, s->infinitive.n};
    if (!s->single || is_auxiliary(base) || is_one_of(base, moving)) return false;
    if (!s->particle && verb_features(s->folded[s->count - 1])) return false;
    wv_form lemma = s->infinitive;
    if (s->particle) lemma = joined_infinitive(s, s->folded[s->count - 1], true);
    wv_form part = wv_forms_make((wv_str){lemma.text, lemma.n}, WV_FEAT_PPART,
                                 WV_FEAT_INFLECTED | WV_FEAT_PL);
    if (!part.n) return false;
    put_subject(out, s, true);
    put_text(out, wv_str_is(s->folded[0], "ik") ? "heb" : "heeft");
    put_middle(out, s, s->particle);
    put(out, (wv_str){part.text, part.n});
    return true;
}

static bool with_te(const simple *s, wv_buf *out)
{
    if (!s->single || !s->particle) return false;
    put_subject(out, s, true);
    put_text(out, s->past ? "begon" : wv_str_is(s->folded[0], "ik") ? "begin" : "begint");
    put_middle(out, s, 1);
    put(out, s->folded[s->count - 1]);
    put_text(out, "te");
    put(out, (wv_str){s->infinitive.text, s->infinitive.n});
    return true;
}

bool wv_reorder(wv_str text, wv_span evidence, wv_mutation kind, wv_buf *out)
{
    simple s;
    bool made = false;
    wv_span at = sentence_at(text, evidence.start);
    if (out->n || !read_simple((wv_str){text.p + at.start, at.end - at.start}, &s)) return false;
    wv_buf_add(out, text.p, at.start);
    switch (kind) {
    case WV_MUTATION_INVERTED: made = inverted(&s, out); break;
    case WV_MUTATION_SUBCLAUSE: made = subclause(&s, out); break;
    case WV_MUTATION_PERFECT: made = perfect(&s, out); break;
    case WV_MUTATION_TE: made = with_te(&s, out); break;
    default: break;
    }
    wv_buf_str(out, s.tail);
    wv_buf_add(out, text.p + at.end, text.n - at.end);
    return made && !out->failed;
}
