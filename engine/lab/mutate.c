/* SPDX-License-Identifier: EUPL-1.2 */
/* mutate.c: one text -> the same said or typed otherwise.
 *
 * In: a text and where its evidence stands. Out: a variant. Neighbours: text/analyse.h and
 * text/inflect.h know the forms; cli/eval_mutate.c scans the variants. Invariants: deterministic;
 * a word is changed whole; what is no ASCII letter stays. Not every variant is good Dutch: person
 * does not change "mijn man". Cost: linear. */
#include "lab/mutate.h"

#include "text/analyse.h"
#include "text/inflect.h"

const char *const wv_mutation_names[WV_MUTATION_COUNT] = {
#define MUTATION_NAME(name, text) text,
    WV_MUTATION_TABLE(MUTATION_NAME)
#undef MUTATION_NAME
};

enum { WORD_MAX = 63, SLIP_MIN = 5 };

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_word_byte(char c)
{
    return is_letter(c) || (unsigned char)c >= 0x80;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* ---- by letter ---- */

static bool capitals(wv_str text, wv_buf *out)
{
    for (uint32_t i = 0; i < text.n; i++) wv_buf_byte(out, upper(text.p[i]));
    return true;
}

static bool bare(wv_str text, wv_buf *out)
{
    for (uint32_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        bool ends = i + 1 == text.n;
        if (c == ',' || c == ';' || (ends && (c == '.' || c == '!'))) continue;
        wv_buf_byte(out, lower(c));
    }
    return true;
}

/* Longest word of ASCII letters within the evidence; the first of equals. */
static wv_span longest_word(wv_str text, wv_span in)
{
    wv_span best = {0, 0};
    for (uint32_t i = in.start, end; i < in.end; i = end) {
        end = i + 1;
        if (!is_word_byte(text.p[i])) continue;
        bool plain = true;
        for (end = i; end < text.n && is_word_byte(text.p[end]); end++)
            plain = plain && is_letter(text.p[end]);
        if (plain && end - i > best.end - best.start) best = (wv_span){i, end};
    }
    return best;
}

static bool slip(wv_str text, wv_span evidence, wv_buf *out)
{
    wv_span w = longest_word(text, evidence);
    if (w.end - w.start < SLIP_MIN) return false;
    uint32_t at = w.start + (w.end - w.start) / 2;
    while (at + 1 < w.end && text.p[at] == text.p[at + 1]) at++;
    if (at + 1 >= w.end) return false;
    wv_buf_add(out, text.p, at);
    wv_buf_byte(out, text.p[at + 1]);
    wv_buf_byte(out, text.p[at]);
    wv_buf_add(out, text.p + at + 2, text.n - at - 2);
    return true;
}

static bool lengthened(wv_str text, wv_span evidence, wv_buf *out)
{
    wv_span w = longest_word(text, evidence);
    uint32_t at = w.end;
    while (at > w.start && !strchr("aeiouAEIOU", text.p[at - 1])) at--;
    if (at <= w.start + 1) return false;
    wv_buf_add(out, text.p, at);
    for (int i = 0; i < 4; i++) wv_buf_byte(out, text.p[at - 1]);
    wv_buf_add(out, text.p + at, text.n - at);
    return true;
}

/* ---- by word ---- */

typedef struct other_form { /* looked for by wv_inflect_generate */
    uint32_t want, without;
    char form[WORD_MAX + 1];
    uint32_t n;
} other_form;

static void take_form(void *ctx, wv_str form, unsigned pos, uint32_t feat)
{
    other_form *o = ctx;
    (void)pos;
    if (o->n || (feat & o->want) != o->want || (feat & o->without) || form.n > WORD_MAX) return;
    bool present = !(o->want & WV_FEAT_PAST);
    if (present && (form.n < 2 || form.p[form.n - 1] != 't')) return; /* hij slaat, not ik sla */
    memcpy(o->form, form.p, form.n);
    o->n = form.n;
}

/* A key is a stem (knijp, maak, bel, geef, sla); forms are made of the infinitive. It is one of a few
 * spellings, and the one of which the key is that stem. */
static bool is_infinitive_of(const char *form, uint32_t n, wv_str key)
{
    char made[WV_KEY_BYTES_MAX + 1];
    wv_str lemma = {form, n};
    return (wv_inflect_pos(lemma) & WV_POS_VERB) &&
           wv_str_eq((wv_str){made, (uint32_t)wv_key_of(lemma, WV_POS_VERB, made)}, key);
}

static uint32_t infinitive(wv_str key, char out[WORD_MAX + 8])
{
    static const char *const ends[] = {"en", "?en", "an", "n"}; /* ?: the last letter once more */
    if (key.n < 2 || key.n > WORD_MAX - 4) return 0;
    char last = key.p[key.n - 1], soft = last == 'f' ? 'v' : last == 's' ? 'z' : last;
    bool vowel = strchr("aeiou", last) != NULL;
    for (int i = 0; i < 2 && !vowel; i++) { /* maak -> maken, geef -> geven, schrijf -> schrijven */
        uint32_t n = key.n - 1;
        memcpy(out, key.p, key.n);
        if (i == 0 && n >= 2 && out[n - 1] == out[n - 2]) n--;
        out[n] = soft;
        memcpy(out + n + 1, "en", 2);
        if (is_infinitive_of(out, n + 3, key)) return n + 3;
    }
    memcpy(out, key.p, key.n);
    for (int i = vowel ? 2 : 0; i < 4; i++) {
        uint32_t n = key.n;
        for (const char *c = ends[i]; *c; c++) out[n++] = *c == '?' ? last : *c;
        if (is_infinitive_of(out, n, key)) return n;
    }
    return 0;
}

/* A finite singular in the other tense, of a word that is a verb before anything else. */
static wv_str other_tense(wv_str folded, other_form *room)
{
    static const uint32_t skip =
        WV_FEAT_SLIP | WV_FEAT_PL | WV_FEAT_SUBJ | WV_FEAT_PARTICLE | WV_FEAT_IMP;
    wv_analysis all[WV_ANALYSES_MAX];
    char lemma[WORD_MAX + 8];
    int n = wv_analyse(folded, all);
    uint32_t single = WV_FEAT_FIN | WV_FEAT_SG;
    if (n < 1 || all[0].pos != WV_POS_VERB || (all[0].feat & single) != single)
        return (wv_str){NULL, 0};
    bool past = all[0].feat & WV_FEAT_PAST;
    if (!past && folded.p[folded.n - 1] != 't') return (wv_str){NULL, 0}; /* ik ga; ga weg */
    uint32_t bytes = infinitive((wv_str){all[0].key, all[0].key_bytes}, lemma);
    *room = (other_form){.want = single | (past ? 0 : WV_FEAT_PAST),
                         .without = skip | (past ? WV_FEAT_PAST : 0)};
    if (!bytes ||
        wv_inflect_generate((wv_str){lemma, bytes}, WV_POS_VERB, take_form, room) != WV_OK ||
        wv_str_is((wv_str){lemma, bytes}, "zijn") || !room->n)
        return (wv_str){NULL, 0};
    /* "eerst" is taken for a verb now and then; "eerstte" is in no word list */
    wv_str form = {room->form, room->n};
    return wv_word_known(form) == WV_KNOWN_LISTED ? form : (wv_str){NULL, 0};
}

static wv_str paired(wv_str folded, const char *const (*pairs)[2], bool both_ways)
{
    for (; (*pairs)[0]; pairs++) {
        if (wv_str_is(folded, (*pairs)[0])) return wv_str_of((*pairs)[1]);
        if (both_ways && wv_str_is(folded, (*pairs)[1])) return wv_str_of((*pairs)[0]);
    }
    return (wv_str){NULL, 0};
}

static wv_str replacement(wv_str folded, wv_mutation kind, other_form *room)
{
    static const char *const chat[][2] = {{"niet", "nie"},  {"mijn", "mn"},    {"echt", "egt"},
                                          {"ik", "k"},      {"een", "n"},      {"even", "ff"},
                                          {"zijn", "zn"},   {"gewoon", "gwn"}, {"niks", "nix"},
                                          {"weet", "wt"},   {"het", "t"},      {NULL, NULL}};
    static const char *const person[][2] = {{"hij", "zij"},     {"man", "vrouw"},
                                            {"vriend", "vriendin"}, {"vader", "moeder"},
                                            {"zoon", "dochter"}, {"broer", "zus"}, {NULL, NULL}};
    switch (kind) {
    case WV_MUTATION_CHAT: return paired(folded, chat, false);
    case WV_MUTATION_PERSON: /* haar is hem or zijn: it stays */
        return wv_str_is(folded, "hem") ? WV_STR("haar") : paired(folded, person, true);
    default: return other_tense(folded, room);
    }
}

/* Every word that the kind has another form of; false when there is none. */
static bool by_word(wv_str text, wv_mutation kind, wv_buf *out)
{
    bool changed = false;
    for (uint32_t i = 0, end; i < text.n; i = end) {
        char folded[WORD_MAX];
        other_form room;
        end = i + 1;
        if (!is_word_byte(text.p[i])) {
            wv_buf_byte(out, text.p[i]);
            continue;
        }
        while (end < text.n && is_word_byte(text.p[end])) end++;
        wv_str word = {text.p + i, end - i}, other = {NULL, 0};
        for (uint32_t k = 0; k < word.n && word.n <= WORD_MAX; k++) folded[k] = lower(word.p[k]);
        if (word.n <= WORD_MAX) other = replacement((wv_str){folded, word.n}, kind, &room);
        changed = changed || other.p;
        size_t at = out->n;
        wv_buf_str(out, other.p ? other : word);
        if (other.p && word.p[0] != lower(word.p[0]) && !out->failed)
            out->p[at] = upper(out->p[at]);
    }
    return changed;
}

/* "hij kneep mijn keel dicht" -> "hij kneep mijn keel gewoon dicht" */
static bool inserted(wv_str text, wv_span evidence, wv_buf *out)
{
    uint32_t at = evidence.end < text.n ? evidence.end : text.n;
    while (at > evidence.start && text.p[at - 1] != ' ') at--;
    if (at <= evidence.start) return false;
    wv_buf_add(out, text.p, at);
    wv_buf_text(out, "gewoon ");
    wv_buf_add(out, text.p + at, text.n - at);
    return true;
}

bool wv_mutate(wv_str text, wv_span evidence, wv_mutation kind, wv_buf *out)
{
    if (evidence.end > text.n || evidence.start > evidence.end) return false;
    switch (kind) {
    case WV_MUTATION_CAPITALS: return capitals(text, out);
    case WV_MUTATION_BARE: return bare(text, out);
    case WV_MUTATION_LONG: return lengthened(text, evidence, out);
    case WV_MUTATION_SLIP: return slip(text, evidence, out);
    case WV_MUTATION_INSERTED: return inserted(text, evidence, out);
    default: return by_word(text, kind, out);
    }
}
