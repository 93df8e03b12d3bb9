/* SPDX-License-Identifier: EUPL-1.2 */
/* edges.c: character classes for the tokeniser. In: bytes or code points. Out: wv_edge.
 * Neighbours: tokens.c is the only caller in pass 2; scan/ has its own vector tables for pass 1, a
 * test compares them. Invariant: every letter of Latin, Greek and Cyrillic is a letter here, since
 * look-alikes hide words (normalise.h). Cost: one table look-up for ASCII, a walk over a few dozen
 * ranges for the rest. */
#include "text/edges.h"

#include "text/utf8.h"

#define P WV_EDGE_PUNCT
#define S WV_EDGE_SPACE
#define N WV_EDGE_LINE
#define L WV_EDGE_LETTER
#define D WV_EDGE_DIGIT
#define A WV_EDGE_APOSTROPHE
#define Y WV_EDGE_HYPHEN
#define H WV_EDGE_HIGH
#define H16 H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H

const uint8_t wv_edges_bytes[256] = {
    /* 00 */ S, S,   S,   S,   S,   S,   S,   S,   S, S, N, S, S, N, S, S,
    /* 10 */ S, S,   S,   S,   S,   S,   S,   S,   S, S, S, S, S, S, S, S,
    /* 20 */ S, P,   P,   P,   P,   P,   P,   A,   P, P, P, P, P, Y, P, P,
    /* 30 */ D, D,   D,   D,   D,   D,   D,   D,   D, D, P, P, P, P, P, P,
    /* 40 */ P, L,   L,   L,   L,   L,   L,   L,   L, L, L, L, L, L, L, L,
    /* 50 */ L, L,   L,   L,   L,   L,   L,   L,   L, L, L, P, P, P, P, P,
    /* 60 */ P, L,   L,   L,   L,   L,   L,   L,   L, L, L, L, L, L, L, L,
    /* 70 */ L, L,   L,   L,   L,   L,   L,   L,   L, L, L, P, P, P, P, S,
    H16,        H16, H16, H16, H16, H16, H16, H16,
};

#undef P
#undef S
#undef N
#undef L
#undef D
#undef A
#undef Y
#undef H
#undef H16

typedef struct edge_range {
    uint32_t first, last;
    wv_edge edge;
} edge_range;

/* Sorted. What lies between two ranges is punctuation below U+3000 and a letter above (CJK and
 * other scripts). */
static const edge_range g_ranges[] = {
    {0x80, 0x84, WV_EDGE_SPACE},          {0x85, 0x85, WV_EDGE_LINE},
    {0x86, 0xA0, WV_EDGE_SPACE},          {0xA9, 0xA9, WV_EDGE_EMOJI},
    {0xAA, 0xAA, WV_EDGE_LETTER},         {0xAD, 0xAD, WV_EDGE_JOINER},
    {0xAE, 0xAE, WV_EDGE_EMOJI},          {0xB4, 0xB4, WV_EDGE_APOSTROPHE},
    {0xB5, 0xB5, WV_EDGE_LETTER},         {0xBA, 0xBA, WV_EDGE_LETTER},
    {0xC0, 0xD6, WV_EDGE_LETTER},         {0xD8, 0xF6, WV_EDGE_LETTER},
    {0xF8, 0x2BA, WV_EDGE_LETTER},        {0x2BB, 0x2BD, WV_EDGE_APOSTROPHE},
    {0x2BE, 0x2FF, WV_EDGE_LETTER},       {0x300, 0x36F, WV_EDGE_MARK},
    {0x370, 0x37D, WV_EDGE_LETTER},       {0x37F, 0x383, WV_EDGE_LETTER},
    {0x386, 0x386, WV_EDGE_LETTER},       {0x388, 0x1FFF, WV_EDGE_LETTER},
    {0x2000, 0x200A, WV_EDGE_SPACE},      {0x200B, 0x200F, WV_EDGE_JOINER},
    {0x2010, 0x2011, WV_EDGE_HYPHEN},     {0x2018, 0x2019, WV_EDGE_APOSTROPHE},
    {0x201B, 0x201B, WV_EDGE_APOSTROPHE}, {0x2028, 0x2029, WV_EDGE_LINE},
    {0x202A, 0x202E, WV_EDGE_JOINER},     {0x202F, 0x202F, WV_EDGE_SPACE},
    {0x2032, 0x2032, WV_EDGE_APOSTROPHE}, {0x203C, 0x203C, WV_EDGE_EMOJI},
    {0x2049, 0x2049, WV_EDGE_EMOJI},      {0x205F, 0x205F, WV_EDGE_SPACE},
    {0x2060, 0x206F, WV_EDGE_JOINER},     {0x2070, 0x209C, WV_EDGE_LETTER},
    {0x20D0, 0x20FF, WV_EDGE_MARK},       {0x2100, 0x214F, WV_EDGE_LETTER},
    {0x231A, 0x231B, WV_EDGE_EMOJI},      {0x2328, 0x2328, WV_EDGE_EMOJI},
    {0x23CF, 0x23CF, WV_EDGE_EMOJI},      {0x23E9, 0x23FA, WV_EDGE_EMOJI},
    {0x24B6, 0x24E9, WV_EDGE_LETTER},     {0x25AA, 0x25AB, WV_EDGE_EMOJI},
    {0x25B6, 0x25B6, WV_EDGE_EMOJI},      {0x25C0, 0x25C0, WV_EDGE_EMOJI},
    {0x25FB, 0x25FE, WV_EDGE_EMOJI},      {0x2600, 0x27BF, WV_EDGE_EMOJI},
    {0x2934, 0x2935, WV_EDGE_EMOJI},      {0x2B05, 0x2B07, WV_EDGE_EMOJI},
    {0x2B1B, 0x2B1C, WV_EDGE_EMOJI},      {0x2B50, 0x2B55, WV_EDGE_EMOJI},
    {0x2C00, 0x2DFF, WV_EDGE_LETTER},     {0x3000, 0x3000, WV_EDGE_SPACE},
    {0x3001, 0x3004, WV_EDGE_PUNCT},      {0x3008, 0x3020, WV_EDGE_PUNCT},
    {0x302A, 0x302F, WV_EDGE_MARK},       {0x3030, 0x3030, WV_EDGE_EMOJI},
    {0x303D, 0x303D, WV_EDGE_EMOJI},      {0x3297, 0x3297, WV_EDGE_EMOJI},
    {0x3299, 0x3299, WV_EDGE_EMOJI},      {0xE000, 0xF8FF, WV_EDGE_PUNCT},
    {0xFE00, 0xFE0F, WV_EDGE_JOINER},     {0xFE20, 0xFE2F, WV_EDGE_MARK},
    {0xFE30, 0xFE6F, WV_EDGE_PUNCT},      {0xFEFF, 0xFEFF, WV_EDGE_JOINER},
    {0xFF01, 0xFF0F, WV_EDGE_PUNCT},      {0xFF1A, 0xFF20, WV_EDGE_PUNCT},
    {0xFF3B, 0xFF40, WV_EDGE_PUNCT},      {0xFF5B, 0xFF65, WV_EDGE_PUNCT},
    {0xFFE0, 0xFFFF, WV_EDGE_PUNCT},      {0x1D100, 0x1D1FF, WV_EDGE_PUNCT},
    {0x1F000, 0x1F1E5, WV_EDGE_EMOJI},    {0x1F1E6, 0x1F1FF, WV_EDGE_FLAG},
    {0x1F200, 0x1FAFF, WV_EDGE_EMOJI},    {0xE0000, 0xE0FFF, WV_EDGE_JOINER},
    {0xF0000, 0x10FFFF, WV_EDGE_PUNCT},
};

wv_edge wv_edges_of(uint32_t code)
{
    if (code < 0x80) return (wv_edge)wv_edges_bytes[code];
    size_t low = 0, high = sizeof g_ranges / sizeof *g_ranges;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (g_ranges[middle].last < code)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < sizeof g_ranges / sizeof *g_ranges && g_ranges[low].first <= code)
        return g_ranges[low].edge;
    return code < 0x3000 ? WV_EDGE_PUNCT : WV_EDGE_LETTER;
}

wv_edge wv_edges_at(wv_str text, uint32_t at, uint32_t *bytes)
{
    if (at >= text.n) return *bytes = 0, WV_EDGE_LINE;
    uint8_t edge = wv_edges_bytes[(unsigned char)text.p[at]];
    if (edge != WV_EDGE_HIGH) return *bytes = 1, (wv_edge)edge;
    return wv_edges_of(wv_utf8_decode(text, at, bytes));
}
