/* SPDX-License-Identifier: EUPL-1.2 */
/* sepverbs_phrases.c: look-up of set phrases. In: words and a place. Out: length of the phrase in
 * words. Neighbours: sepverbs.c; the phrases stand in data/set_phrases.inc. Invariant: the table is
 * sorted. Cost: three binary searches, and only at a preposition that is some verb's particle. */
#include "text/sepverbs_phrases.h"

enum { PHRASE_BYTES_MAX = 40, PHRASE_WORDS_MAX = 4 };

static const char *const g_phrases[] = {
#define P(text) text,
#include "text/data/set_phrases.inc"
#undef P
};

enum { PHRASE_COUNT = sizeof g_phrases / sizeof *g_phrases };

static bool known(wv_str text)
{
    size_t low = 0, high = PHRASE_COUNT;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = wv_str_cmp(wv_str_of(g_phrases[middle]), text);
        if (order == 0) return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

uint32_t wv_sepverbs_phrase(const wv_word *words, uint32_t count, uint32_t at)
{
    char text[PHRASE_BYTES_MAX];
    uint32_t n = 0, found = 0;
    for (uint32_t k = 0; k < PHRASE_WORDS_MAX && at + k < count; k++) {
        const wv_word *w = &words[at + k];
        uint32_t more = w->lex->folded.n;
        if ((k && w->before) || n + 1 + more > sizeof text) break;
        if (k) text[n++] = ' ';
        memcpy(text + n, w->lex->folded.p, more);
        n += more;
        if (k && known((wv_str){text, n})) found = k + 1;
    }
    return found;
}

bool wv_sepverbs_phrases_sorted(void)
{
    for (size_t i = 1; i < PHRASE_COUNT; i++)
        if (wv_str_cmp(wv_str_of(g_phrases[i - 1]), wv_str_of(g_phrases[i])) >= 0) return false;
    return true;
}
