/* SPDX-License-Identifier: EUPL-1.2 */
/* sepverbs_phrases.c: look-up of set phrases. In: words and a place. Out: length of the phrase in
 * words. Neighbours: sepverbs.c; the phrases stand in data/set_phrases.inc. Invariant: the table is
 * sorted. Cost: one or two binary searches, and only at a preposition that is some verb's particle.
 */
#include "text/sepverbs_phrases.h"

enum { PHRASE_BYTES_MAX = 40, PHRASE_WORDS_MAX = 4 };

static const char *const g_phrases[] = {
#define P(text) text,
#include "text/data/set_phrases.inc"
#undef P
};

enum { PHRASE_COUNT = sizeof g_phrases / sizeof *g_phrases };

/* The first phrase that does not come before text, from `low` on. */
static size_t seek(wv_str text, size_t low)
{
    size_t high = PHRASE_COUNT;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (wv_str_cmp_text(g_phrases[middle], text) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool goes_on(size_t at, wv_str text)
{
    if (at == PHRASE_COUNT) return false;
    const char *phrase = g_phrases[at];
    return strncmp(phrase, text.p, text.n) == 0 && phrase[text.n] == ' ';
}

/* The table is sorted, and a space comes before every letter: what goes on from "aan de" stands
 * right behind it. So a word after which no phrase goes on ends the search, which for most
 * prepositions is the second one. */
uint32_t wv_sepverbs_phrase(const wv_word *words, uint32_t count, uint32_t at)
{
    char text[PHRASE_BYTES_MAX];
    uint32_t n = 0, found = 0;
    size_t low = 0;
    for (uint32_t k = 0; k < PHRASE_WORDS_MAX && at + k < count; k++) {
        const wv_word *w = &words[at + k];
        uint32_t more = w->lex->folded.n;
        if ((k && w->before) || n + 1 + more > sizeof text) break;
        if (k) text[n++] = ' ';
        memcpy(text + n, w->lex->folded.p, more);
        n += more;
        wv_str so_far = {text, n};
        low = seek(so_far, low);
        bool exact = low < PHRASE_COUNT && wv_str_is(so_far, g_phrases[low]);
        if (exact && k) found = k + 1;
        if (!goes_on(low + (exact ? 1 : 0), so_far)) break;
    }
    return found;
}

bool wv_sepverbs_phrases_sorted(void)
{
    for (size_t i = 1; i < PHRASE_COUNT; i++)
        if (wv_str_cmp(wv_str_of(g_phrases[i - 1]), wv_str_of(g_phrases[i])) >= 0) return false;
    return true;
}
