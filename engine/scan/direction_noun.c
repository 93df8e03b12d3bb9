/* SPDX-License-Identifier: EUPL-1.2 */
/* direction_noun.c: the closed class of role nouns and what each says of its bearer.
 *
 * In: a folded word. Out: a party. Neighbours: direction_read.c; the packs' lexicon/roles.yaml has
 * the same words for rules. Here they are code because direction must be the same under every pack.
 * Invariants: each word for women has its word for men in the table. `betrokkene` is absent: it
 * may be either side; man, vrouw, partner are absent: "haar man" is the other, "een man" is
 * anybody.
 * Cost: a binary search. */
#include "scan/direction.h"

typedef struct role_noun {
    const char *word;
    uint8_t party;
} role_noun;

#define A WV_PARTY_TARGET
#define B WV_PARTY_OTHER
#define M WV_PARTY_REPORTER
#define C WV_PARTY_CHILD

/* Sorted by bytes: a test looks every word up. */
static const role_noun NOUNS[] = {
    {"aangeefster", M},  {"aangeefsters", M}, {"aangehoudene", B}, {"aangever", M},
    {"baby", C},         {"bedreigde", A},    {"beklaagde", B},    {"belaagster", B},
    {"belager", B},      {"benadeelde", A},   {"beschuldigde", B}, {"dader", B},
    {"daderes", B},      {"dochter", C},      {"dochtertje", C},   {"ex", B},
    {"exechtgenoot", B}, {"exechtgenote", B}, {"exman", B},        {"expartner", B},
    {"exvriend", B},     {"exvriendin", B},   {"exvrouw", B},      {"gedaagde", B},
    {"gestalkte", A},    {"kind", C},         {"kinderen", C},     {"klaagster", M},
    {"klager", M},       {"kleuter", C},      {"melder", M},       {"meldster", M},
    {"peuter", C},       {"pleegster", B},    {"pleger", B},       {"slachtoffer", A},
    {"stalker", B},      {"stalkster", B},    {"verdachte", B},    {"verzoeker", M},
    {"verzoekster", M},  {"zoon", C},         {"zoontje", C},
};

#undef A
#undef B
#undef M
#undef C

wv_party wv_direction_noun(wv_str folded)
{
    char plain[24]; /* ex-vriend and exvriend are one word here */
    uint32_t n = 0;
    for (uint32_t i = 0; i < folded.n; i++) {
        if (folded.p[i] == '-') continue;
        if (n == sizeof plain) return WV_PARTY_NONE;
        plain[n++] = folded.p[i];
    }
    wv_str key = {plain, n};
    uint32_t low = 0, high = sizeof NOUNS / sizeof NOUNS[0];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int c = wv_str_cmp(key, wv_str_of(NOUNS[middle].word));
        if (c == 0) return NOUNS[middle].party;
        if (c < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return WV_PARTY_NONE;
}
