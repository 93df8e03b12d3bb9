/* SPDX-License-Identifier: EUPL-1.2 */
/* inflect_spell.h: the spelling rules of Dutch inflection: open and closed syllables, f/v, s/z,
 * doubling.
 *
 * A wv_form is a small word by value (63 bytes at most, always NUL-terminated): nothing is owned,
 * nothing allocated. Everything works on folded words: lower case, ASCII. Pure, thread-safe. */
#ifndef WV_TEXT_INFLECT_SPELL_H
#define WV_TEXT_INFLECT_SPELL_H

#include "base/str.h"

enum { WV_FORM_BYTES_MAX = 63 }; /* the longest word of the Debian list has 45 letters */
enum { WV_SPELL_VARIANTS_MAX = 4 };

typedef struct wv_form {
    uint8_t n;
    char s[WV_FORM_BYTES_MAX + 1];
} wv_form;

/* Past WV_FORM_BYTES_MAX bytes a word is cut: callers refuse words longer than WV_FORM_BYTES_MAX -
 * 8 first. */
static inline wv_form wv_form_of(const char *bytes, size_t n)
{
    wv_form f;
    f.n = (uint8_t)(n > WV_FORM_BYTES_MAX ? WV_FORM_BYTES_MAX : n);
    if (f.n) memcpy(f.s, bytes, f.n); /* an empty string may have no bytes at all */
    f.s[f.n] = '\0';
    return f;
}

static inline wv_form wv_form_join(wv_str a, wv_str b)
{
    wv_form f = wv_form_of(a.p, a.n);
    uint32_t room = (uint32_t)(WV_FORM_BYTES_MAX - f.n), n = b.n > room ? room : b.n;
    if (n) memcpy(f.s + f.n, b.p, n);
    f.n = (uint8_t)(f.n + n);
    f.s[f.n] = '\0';
    return f;
}

void wv_form_add(wv_form *f, const char *tail);

/* Borrows f. */
static inline wv_str wv_form_str(const wv_form *f)
{
    return (wv_str){f->s, f->n};
}

static inline wv_str wv_str_cut(wv_str s, uint32_t from_end)
{
    return (wv_str){s.p, s.n > from_end ? s.n - from_end : 0};
}

static inline wv_str wv_str_from(wv_str s, uint32_t start)
{
    return start < s.n ? (wv_str){s.p + start, s.n - start} : (wv_str){s.p + s.n, 0};
}

static inline bool wv_spell_is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

/* Last syllable never stressed, so that it does not double: wandel, luister, reken, bezem, lastig.
 */
bool wv_spell_ends_unstressed(wv_str word);
/* Groups of vowels: a rough count of syllables ("wandel" 2, "loop" 1). */
int wv_spell_syllables(wv_str word);

/* The stem as it is written before a vowel: loop -> lop(en), bel -> bell(en), leef -> lev(en),
 * wandel -> wandel(en). Several when spelling does not decide (dans(en), prijz(en)), the likely one
 * first. Returns their number. */
int wv_spell_open(wv_str closed, wv_form out[WV_SPELL_VARIANTS_MAX]);
/* The other way: lop -> loop, bell -> bel, lev -> leef, wandel -> wandel, wandeel. */
int wv_spell_close(wv_str open, wv_form out[WV_SPELL_VARIANTS_MAX]);

/* 't' or 'd': the dental of the weak past, decided by the sound before -en: "'t kofschip". */
char wv_spell_dental(wv_str open);

#endif
