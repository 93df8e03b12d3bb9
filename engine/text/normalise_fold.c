/* SPDX-License-Identifier: EUPL-1.2 */
/* normalise_fold.c: raw UTF-8 to lower-case ASCII, remembering where each byte came from.
 *
 * In: a raw token. Out: wv_folded. Neighbours: normalise.c. Accents go (NFC and NFD), hidden
 * characters go, look-alikes of other scripts become the letter they look like; what is none of
 * these stays as it is written. Invariant: start and end never decrease. Cost: linear. */
#include "text/normalise_steps.h"
#include "text/utf8.h"

typedef struct confusable {
    uint32_t code;
    char letter;
} confusable;

static const confusable confusables[] = {
#define C(code, letter) {code, letter},
#include "text/data/confusables.inc"
#undef C
};

/* U+00C0 to U+017F; '.' has no single letter. */
static const char latin[] = "aaaaaa.ceeeeiiiidnooooo.ouuuuyp.aaaaaa.ceeeeiiiidnooooo.ouuuuypy"
                            "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkkklllllll"
                            "lllnnnnnnnnnoooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

static bool is_hidden(uint32_t c)
{
    return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x2060 && c <= 0x2064) ||
           c == 0xFEFF || (c >= 0xFE00 && c <= 0xFE0F) || c == 0x034F ||
           (c >= 0x202A && c <= 0x202E);
}

static char lookalike(uint32_t c)
{
    if (c >= 0xFF21 && c <= 0xFF3A) return (char)('a' + (c - 0xFF21));
    if (c >= 0xFF41 && c <= 0xFF5A) return (char)('a' + (c - 0xFF41));
    if (c >= 0x1D400 && c <= 0x1D6A3)
        return (char)('a' + (c - 0x1D400) % 26); /* mathematical alphabets */
    if (c >= 0x24B6 && c <= 0x24CF) return (char)('a' + (c - 0x24B6));
    if (c >= 0x24D0 && c <= 0x24E9) return (char)('a' + (c - 0x24D0));
    for (size_t i = 0; i < sizeof confusables / sizeof *confusables; i++)
        if (confusables[i].code == c) return confusables[i].letter;
    return 0;
}

static void put(wv_folded *f, char c, uint32_t start, uint32_t end)
{
    if (f->n >= WV_FORM_BYTES_MAX) return;
    f->start[f->n] = (uint16_t)start;
    f->end[f->n] = (uint16_t)end;
    f->s[f->n++] = c;
}

static void put_text(wv_folded *f, const char *text, uint32_t start, uint32_t end)
{
    for (; *text; text++) put(f, *text, start, end);
}

static void fold_ascii(wv_folded *f, char c, uint32_t at)
{
    if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
    if (c == '`') c = '\'';
    f->apostrophe |= c == '\'';
    f->digit |= c >= '0' && c <= '9';
    f->sign |= strchr("*@$!.|+", c) != NULL;
    put(f, c, at, at + 1);
}

/* True when the code point is dealt with. */
static bool fold_code(wv_folded *f, uint32_t c, uint32_t at, uint32_t end)
{
    if (is_hidden(c)) {
        f->why |= 1u << WV_WHY_HIDDEN;
        return true;
    }
    if (c >= 0x300 && c <= 0x36F) { /* a combining accent belongs to the letter before it */
        f->why |= 1u << WV_WHY_ACCENT;
        if (f->n) f->end[f->n - 1] = (uint16_t)end;
        return true;
    }
    if (c == 0x2018 || c == 0x2019 || c == 0xB4 || c == 0x2032 || c == 0x02BC) {
        f->apostrophe = true;
        put(f, '\'', at, end);
        return true;
    }
    if (c == 0x2010 || c == 0x2011) {
        put(f, '-', at, end);
        return true;
    }
    const char *pair = c == 0x132 || c == 0x133   ? "ij"
                       : c == 0xDF                ? "ss"
                       : c == 0x152 || c == 0x153 ? "oe"
                       : c == 0xC6 || c == 0xE6   ? "ae"
                       : c == 0x20AC              ? "e"
                                                  : NULL;
    char letter = c >= 0xC0 && c < 0xC0 + sizeof latin - 1 ? latin[c - 0xC0] : '.';
    bool accent = pair ? c != 0x20AC : letter != '.';
    if (!accent && !pair) letter = lookalike(c);
    if (!pair && !letter) return false;
    f->why |= accent ? 1u << WV_WHY_ACCENT : 1u << WV_WHY_LOOKALIKE;
    char one[2] = {letter, '\0'};
    put_text(f, pair ? pair : one, at, end);
    return true;
}

void wv_fold(wv_str raw, wv_folded *f)
{
    *f = (wv_folded){.raw_bytes = (uint16_t)(raw.n > UINT16_MAX ? UINT16_MAX : raw.n)};
    uint32_t bytes;
    for (uint32_t i = 0; i < raw.n && i < UINT16_MAX - 4; i += bytes) {
        bytes = 1;
        if ((unsigned char)raw.p[i] < 0x80) {
            fold_ascii(f, raw.p[i], i);
            continue;
        }
        uint32_t c = wv_utf8_decode(raw, i, &bytes);
        if (fold_code(f, c, i, i + bytes)) continue;
        if (f->n + bytes > WV_FORM_BYTES_MAX) break; /* never half a character */
        for (uint32_t k = 0; k < bytes; k++) put(f, raw.p[i + k], i, i + bytes);
    }
    f->s[f->n] = '\0';
}

void wv_folded_drop(const wv_folded *from, char byte, wv_folded *out)
{
    *out = *from;
    out->n = 0;
    for (uint32_t i = 0; i < from->n; i++)
        if (from->s[i] != byte) put(out, from->s[i], from->start[i], from->end[i]);
    out->s[out->n] = '\0';
}
