/* SPDX-License-Identifier: EUPL-1.2 */
/* twins.c: one text -> the same told of another person, or written in another hand.
 *
 * In: a text. Out: a pair. Neighbours: mutate.c changes men and women, cli/eval_twins.c scans the pairs. Invariants:
 * deterministic; what happens in the text is not changed. Cost: linear. */
#include "lab/twins.h"

#include "lab/mutate.h"
#include "text/utf8.h"

const char *const wv_twin_names[WV_TWIN_COUNT] = {
#define TWIN_NAME(name, word, variants) word,
    WV_TWIN_TABLE(TWIN_NAME)
#undef TWIN_NAME
};
const unsigned wv_twin_variants[WV_TWIN_COUNT] = {
#define TWIN_VARIANTS(name, word, variants) variants,
    WV_TWIN_TABLE(TWIN_VARIANTS)
#undef TWIN_VARIANTS
};

enum { WORD_MAX = 63 };

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Word after word; `put` writes one, and says whether it is another. */
static bool by_word(wv_str text, bool (*put)(void *ctx, wv_str word, wv_str folded, wv_buf *out),
                    void *ctx, wv_buf *out)
{
    bool changed = false;
    for (uint32_t i = 0, end; i < text.n; i = end) {
        char folded[WORD_MAX];
        for (end = i; end < text.n && is_letter(text.p[end]);) end++;
        if (end == i) {
            wv_buf_byte(out, text.p[end++]);
            continue;
        }
        wv_str word = {text.p + i, end - i};
        if (word.n > WORD_MAX) {
            wv_buf_str(out, word);
            continue;
        }
        for (uint32_t k = 0; k < word.n; k++) folded[k] = lower(word.p[k]);
        changed |= put(ctx, word, (wv_str){folded, word.n}, out);
    }
    return changed;
}

/* ---- names ---- */

/* The first is compared with the others. Common first names of people in the Netherlands and Flanders, of two words,
 * with a letter beyond ASCII, and some that are a Dutch word too (wil, roos, peter): a name decides nothing. */
static const char *const names[] = {"Jan",   "Mohammed", "Ewa",  "Fatma", "Li Na",
                                    "Özgür", "Zoë",      "Wil",  "Roos",  "Sjoerd",
                                    "Chidi", "Van Dijk", "Peter"};

const char *wv_twin_person(unsigned number)
{
    return number < sizeof names / sizeof *names ? names[number] : "";
}

typedef struct naming {
    const char *name;
    bool done;
} naming;

/* `ze` may be they, `haar` and `hem` may be anybody: only the subject he or she, once. */
static bool put_name(void *ctx, wv_str word, wv_str folded, wv_buf *out)
{
    naming *n = ctx;
    bool here = !n->done && (wv_str_is(folded, "hij") || wv_str_is(folded, "zij"));
    if (here)
        wv_buf_text(out, n->name);
    else
        wv_buf_str(out, word);
    n->done |= here;
    return here;
}

static bool name_twin(wv_str text, unsigned variant, wv_buf *own, wv_buf *other)
{
    naming first = {names[0], false}, second = {names[variant + 1], false};
    return by_word(text, put_name, &first, own) && by_word(text, put_name, &second, other);
}

/* ---- spelling ---- */

/* mij -> my, as phones and older hands write it. */
static bool put_y(void *ctx, wv_str word, wv_str folded, wv_buf *out)
{
    bool changed = false;
    (void)ctx;
    for (uint32_t i = 0; i < word.n; i++) {
        bool ij = i + 1 < word.n && folded.p[i] == 'i' && folded.p[i + 1] == 'j';
        wv_buf_byte(out, !ij ? word.p[i] : word.p[i] == 'I' ? 'Y' : 'y');
        i += ij;
        changed |= ij;
    }
    return changed;
}

/* The k that many learnt before 1996: kontakt, aktie, kontrole, lokatie, produkt. */
static bool put_old(void *ctx, wv_str word, wv_str folded, wv_buf *out)
{
    static const char *const pairs[][2] = {{"contact", "kontakt"},
                                           {"contacten", "kontakten"},
                                           {"contactverbod", "kontaktverbod"},
                                           {"actie", "aktie"},
                                           {"acties", "akties"},
                                           {"controle", "kontrole"},
                                           {"controleert", "kontroleert"},
                                           {"controleren", "kontroleren"},
                                           {"controleerde", "kontroleerde"},
                                           {"gecontroleerd", "gekontroleerd"},
                                           {"locatie", "lokatie"},
                                           {"direct", "direkt"},
                                           {"cadeau", "kado"},
                                           {"cadeaus", "kado's"},
                                           {"cadeautje", "kadootje"},
                                           {"product", "produkt"},
                                           {"conflict", "konflikt"},
                                           {"advocaat", "advokaat"},
                                           {"insect", "insekt"},
                                           {"reactie", "reaktie"},
                                           {"reacties", "reakties"},
                                           {"seks", "sex"}};
    (void)ctx;
    for (unsigned i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (wv_str_is(folded, pairs[i][0])) {
            wv_buf_text(out, pairs[i][1]);
            return true;
        }
    wv_buf_str(out, word);
    return false;
}

/* ---- diacritics ---- */

typedef struct letter {
    uint32_t code;
    char base;
    uint32_t mark; /* combining */
} letter;

static const letter letters[] = {
    {0xE0, 'a', 0x300}, {0xE1, 'a', 0x301}, {0xE2, 'a', 0x302}, {0xE4, 'a', 0x308},
    {0xE7, 'c', 0x327}, {0xE8, 'e', 0x300}, {0xE9, 'e', 0x301}, {0xEA, 'e', 0x302},
    {0xEB, 'e', 0x308}, {0xEC, 'i', 0x300}, {0xED, 'i', 0x301}, {0xEE, 'i', 0x302},
    {0xEF, 'i', 0x308}, {0xF1, 'n', 0x303}, {0xF2, 'o', 0x300}, {0xF3, 'o', 0x301},
    {0xF4, 'o', 0x302}, {0xF6, 'o', 0x308}, {0xFA, 'u', 0x301}, {0xFB, 'u', 0x302},
    {0xFC, 'u', 0x308}, {0xC9, 'E', 0x301}, {0xCB, 'E', 0x308}, {0xC8, 'E', 0x300},
    {0xD6, 'O', 0x308}};

static const letter *letter_of(uint32_t code)
{
    for (unsigned i = 0; i < sizeof letters / sizeof *letters; i++)
        if (letters[i].code == code) return &letters[i];
    return NULL;
}

enum { STRIPPED, DECOMPOSED, CURLY };

static bool diacritics(wv_str text, unsigned variant, wv_buf *out)
{
    bool changed = false;
    for (uint32_t i = 0, n = 0; i < text.n; i += n) {
        uint32_t code = wv_utf8_decode(text, i, &n);
        const letter *l = variant == CURLY ? NULL : letter_of(code);
        char mark[4];
        if (l) wv_buf_byte(out, l->base);
        if (l && variant == DECOMPOSED) wv_buf_add(out, mark, wv_utf8_encode(l->mark, mark));
        bool apostrophe = variant == CURLY && code == '\'';
        if (apostrophe) wv_buf_text(out, "\xE2\x80\x99");
        if (!l && !apostrophe) wv_buf_add(out, text.p + i, n);
        changed |= l || apostrophe;
    }
    return changed;
}

/* ---- dialect ---- */

/* Function words as they are said in Flanders, and as they are said in most places. `je` is left: it is ge, u or uw. */
static const char *const flemish[][2] = {{"jij", "gij"},  {"jou", "u"},  {"jouw", "uw"},
                                         {"niet", "nie"}, {"wat", "wa"}, {"dat", "da"},
                                         {NULL, NULL}};
/* `haar` may be hair and `zijn` to be, so they are left. */
static const char *const spoken[][2] = {{"het", "'t"}, {"mijn", "m'n"}, {"niet", "nie"},
                                        {"hem", "'m"}, {"een", "'n"},   {"er", "d'r"},
                                        {NULL, NULL}};

static bool put_dialect(void *ctx, wv_str word, wv_str folded, wv_buf *out)
{
    const char *const(*pairs)[2] = ctx;
    for (; (*pairs)[0]; pairs++)
        if (wv_str_is(folded, (*pairs)[0])) {
            wv_buf_text(out, (*pairs)[1]);
            return true;
        }
    wv_buf_str(out, word);
    return false;
}

bool wv_twin(wv_str text, wv_twin_axis axis, unsigned variant, wv_buf *own, wv_buf *other)
{
    if (axis == WV_TWIN_NAME || axis == WV_TWIN_NAMED) return name_twin(text, variant, own, other);
    wv_buf_str(own, text);
    switch (axis) {
    case WV_TWIN_PERSON: return wv_mutate(text, (wv_span){0, 0}, WV_MUTATION_PERSON, other);
    case WV_TWIN_SPELLING: return by_word(text, variant ? put_old : put_y, NULL, other);
    case WV_TWIN_DIACRITICS: return diacritics(text, variant, other);
    default:
        return by_word(text, put_dialect, (void *)(uintptr_t)(variant ? spoken : flemish), other);
    }
}
