/* SPDX-License-Identifier: EUPL-1.2 */
/* mutate.c: one text -> the same said or typed otherwise.
 *
 * In: a text and where its evidence stands. Out: a variant. Neighbours: forms.c makes other forms,
 * reorder.c other orders; cli/eval_mutate.c scans the variants. Invariants: deterministic;
 * a word is changed whole; what is no ASCII letter stays. Not every variant is good Dutch: person
 * does not change "mijn man". Cost: linear. */
#include "lab/mutate.h"

#include "lab/forms.h"
#include "lab/reorder.h"
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

/* A finite singular in the other tense, of a word that is a verb before anything else. */
static wv_str other_tense(wv_str folded, wv_form *room)
{
    static const uint32_t skip = WV_FEAT_PL | WV_FEAT_PARTICLE | WV_FEAT_IMP;
    bool past = false;
    wv_form lemma = wv_forms_of_finite(folded, false, &past);
    if (!lemma.n || wv_str_is((wv_str){lemma.text, lemma.n}, "zijn")) return (wv_str){NULL, 0};
    if (!past && folded.p[folded.n - 1] != 't') return (wv_str){NULL, 0}; /* ik ga; ga weg */
    *room = wv_forms_make((wv_str){lemma.text, lemma.n},
                          WV_FEAT_FIN | WV_FEAT_SG | (past ? 0 : WV_FEAT_PAST),
                          skip | (past ? WV_FEAT_PAST : 0));
    return room->n ? (wv_str){room->text, room->n} : (wv_str){NULL, 0};
}

static wv_str paired(wv_str folded, const char *const (*pairs)[2], bool both_ways)
{
    for (; (*pairs)[0]; pairs++) {
        if (wv_str_is(folded, (*pairs)[0])) return wv_str_of((*pairs)[1]);
        if (both_ways && wv_str_is(folded, (*pairs)[1])) return wv_str_of((*pairs)[0]);
    }
    return (wv_str){NULL, 0};
}

static wv_str replacement(wv_str folded, wv_mutation kind, wv_form *room)
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
        wv_form room;
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

/* ---- compounds ---- */

/* A noun that is in the word list, and no word that also begins other words. */
static bool is_part(wv_str s)
{
    static const char *const other[] = {"schap", "heid", "ling", "loos", "baar", "voor", "over",
                                        "onder", "door", "achter", "tegen", "boven", "binnen",
                                        "buiten", "mede", "goed", "weder", "eren", "stel",
                                        "heden", "schappen", "lingen", "ukken", NULL};
    wv_analysis all[WV_ANALYSES_MAX];
    for (int i = 0; other[i]; i++)
        if (wv_str_is(s, other[i])) return false;
    if (s.n < 4 || wv_word_known(s) != WV_KNOWN_LISTED) return false;
    return wv_analyse(s, all) > 0 && all[0].pos == WV_POS_NOUN && !(all[0].feat & WV_FEAT_DIM);
}

/* Where a compound noun falls apart; 0 when it does not, or in more ways than one. With an -s-
 * between the parts it stays with the first, as people write it: "gewelds incident". */
static uint32_t seam_of(wv_str folded)
{
    wv_analysis all[WV_ANALYSES_MAX];
    uint32_t seam = 0;
    if (folded.n < 9 || wv_analyse(folded, all) < 1 || all[0].pos != WV_POS_NOUN) return 0;
    for (uint32_t at = 4; at + 4 <= folded.n; at++) {
        wv_str first = {folded.p, at}, head = {folded.p + at, folded.n - at};
        bool linked = first.p[at - 1] == 's' && is_part((wv_str){first.p, at - 1});
        if ((!is_part(first) && !linked) || !is_part(head)) continue;
        if (seam) return 0;
        seam = at;
    }
    return seam;
}

/* "contactverbod" -> "contact verbod": every compound of the evidence. */
static bool apart(wv_str text, wv_span evidence, wv_buf *out)
{
    bool changed = false;
    wv_buf_add(out, text.p, evidence.start);
    for (uint32_t i = evidence.start, end; i < text.n; i = end) {
        char folded[WORD_MAX];
        uint32_t seam = 0;
        for (end = i; end < text.n && is_letter(text.p[end]); end++)
            if (end - i < WORD_MAX) folded[end - i] = lower(text.p[end]);
        bool whole = end > i && (i == 0 || !is_word_byte(text.p[i - 1])) &&
                     (end == text.n || (!is_word_byte(text.p[end]) && text.p[end] != '\''));
        if (end == i) end++;
        if (whole && i < evidence.end && end - i <= WORD_MAX)
            seam = seam_of((wv_str){folded, end - i});
        wv_buf_add(out, text.p + i, seam ? seam : end - i);
        if (!seam) continue;
        wv_buf_byte(out, ' ');
        wv_buf_add(out, text.p + i + seam, end - i - seam);
        changed = true;
    }
    return changed;
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
    case WV_MUTATION_APART: return apart(text, evidence, out);
    case WV_MUTATION_INVERTED:
    case WV_MUTATION_SUBCLAUSE:
    case WV_MUTATION_PERFECT:
    case WV_MUTATION_TE: return wv_reorder(text, evidence, kind, out);
    default: return by_word(text, kind, out);
    }
}
