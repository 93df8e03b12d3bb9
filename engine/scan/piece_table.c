/* SPDX-License-Identifier: EUPL-1.2 */
/* piece_table.c: the hot loop of pass 1: a batch of pieces, their keys first, then their lines.
 *
 *   spans  [Hij][kwam][thuis.]      text: 16 bytes from each start
 *   keys   "Hij"  "kwam"  "thuis."  what is behind the piece made zero
 *   lines  [Hij|was,|uur ][..]      fetched while the next keys are made
 *   codes   812   77    4010        of the place whose key is the piece; 0 when none is
 *
 * In: spans of a text. Out: codes, and which have none. Neighbours: pieces.c works out what is not
 * there. Invariants: no branch on the length of a piece, since a wrong guess costs as much as two
 * pieces; the first place of a line is looked at before the others, because what is common came
 * early and stands there. No piece has key zero (it has a byte above 0x20), so an empty place is
 * found by a long piece at most, and its code is 0. Cost: some 25 instructions a piece. A line compared
 * at once by AVX-512 or AVX2 was tried and is slower than two words of its first key. */
#include "scan/piece_table.h"

#include "base/mem.h"

enum { CACHE_LINE = 64, LINES = 1 << WV_PIECE_LINE_BITS };

_Static_assert(sizeof(wv_piece_line) == CACHE_LINE, "a line of the table is one of the cache");

static inline uint32_t line_of(wv_piece_key k)
{
    uint64_t h = k.low * UINT64_C(0x9E3779B97F4A7C15) + k.high * UINT64_C(0xD6E8FEB86659FD93);
    return (uint32_t)(h >> (64 - WV_PIECE_LINE_BITS));
}

static uint32_t second_line_of(wv_piece_key k)
{
    uint64_t h = (k.low ^ k.low >> 32) * UINT64_C(0xC2B2AE3D27D4EB4F);
    h = (h ^ k.high ^ k.high >> 29) * UINT64_C(0x165667B19E3779F9);
    return (uint32_t)(h >> (64 - WV_PIECE_LINE_BITS));
}

/* ---- keys and places ---- */

/* Keeps the first n bytes of 16, whichever way round the machine reads them; of more none. */
#define M(n)                                                                                       \
    {                                                                                              \
        {                                                                                          \
            n > 0 ? 255 : 0, n > 1 ? 255 : 0, n > 2 ? 255 : 0, n > 3 ? 255 : 0, n > 4 ? 255 : 0,   \
                n > 5 ? 255 : 0, n > 6 ? 255 : 0, n > 7 ? 255 : 0, n > 8 ? 255 : 0,                \
                n > 9 ? 255 : 0, n > 10 ? 255 : 0, n > 11 ? 255 : 0, n > 12 ? 255 : 0,             \
                n > 13 ? 255 : 0, n > 14 ? 255 : 0, n > 15 ? 255 : 0                               \
        }                                                                                          \
    }
static const union {
    uint8_t bytes[WV_PIECE_KEY_BYTES];
    wv_piece_key key;
} FIRST[WV_PIECE_KEY_BYTES + 2] = {M(0), M(1),  M(2),  M(3),  M(4),  M(5),  M(6),  M(7),  M(8),
                                   M(9), M(10), M(11), M(12), M(13), M(14), M(15), M(16), M(0)};
#undef M

/* Zero of a long piece. Near the end of the text only as many bytes are read as there are. */
static inline wv_piece_key key_of(wv_str text, wv_span piece)
{
    wv_piece_key k = {0, 0};
    uint32_t n = piece.end - piece.start, left = text.n - piece.start;
    n = n <= WV_PIECE_KEY_BYTES ? n : WV_PIECE_KEY_BYTES + 1;
    if (left >= WV_PIECE_KEY_BYTES)
        memcpy(&k, text.p + piece.start, WV_PIECE_KEY_BYTES);
    else
        memcpy(&k, text.p + piece.start, left);
    return (wv_piece_key){k.low & FIRST[n].key.low, k.high & FIRST[n].key.high};
}

static inline bool is_at(const wv_piece_line *line, uint32_t at, wv_piece_key k)
{
    return ((line->keys[at].low ^ k.low) | (line->keys[at].high ^ k.high)) == 0;
}

/* Where in a line a key is; WV_PIECE_WAYS: nowhere. */
static inline uint32_t place_of(const wv_piece_line *line, wv_piece_key k)
{
    uint32_t at = 0;
    while (at < WV_PIECE_WAYS && !is_at(line, at, k)) at++;
    return at;
}

/* ---- the hot loop ---- */

uint32_t wv_piece_table_find(const wv_piece_table *t, wv_str text, const wv_span *pieces,
                             uint32_t n, uint32_t *codes, uint16_t *missed)
{
    const wv_piece_line *lines = t->lines;
    wv_piece_key keys[WV_PIECE_BATCH];
    uint32_t at[WV_PIECE_BATCH], misses = 0;
    for (uint32_t i = 0; i < n; i++) {
        keys[i] = key_of(text, pieces[i]);
        at[i] = line_of(keys[i]);
        __builtin_prefetch(&lines[at[i]]);
    }
    for (uint32_t i = 0; i < n; i++) {
        const wv_piece_line *line = &lines[at[i]];
        codes[i] = line->codes[0];
        if (is_at(line, 0, keys[i]) && codes[i]) continue;
        codes[i] = line->codes[place_of(line, keys[i])];
        missed[misses] = (uint16_t)i;
        misses += codes[i] == 0;
    }
    return misses;
}

/* One in sixteen: moving each piece that is found would throw out as many. */
static bool moves_now(wv_piece_table *t)
{
    enum { MOVE_EVERY = 16 };
    return t->turn++ % MOVE_EVERY == 0;
}

uint32_t wv_piece_table_get(wv_piece_table *t, wv_str piece)
{
    const wv_piece_key k = key_of(piece, (wv_span){0, piece.n});
    wv_piece_line *first = &t->lines[line_of(k)], *second = &t->lines[second_line_of(k)];
    uint32_t code = first->codes[place_of(first, k)], at = place_of(second, k);
    if (code || !second->codes[at]) return code;
    code = second->codes[at];
    if (!moves_now(t)) return code;
    second->keys[at] = (wv_piece_key){0, 0};
    second->codes[at] = 0;
    at = t->turn / WV_PIECE_WAYS % WV_PIECE_WAYS;
    t->used -= first->codes[at] != 0;
    first->keys[at] = k;
    first->codes[at] = code;
    return code;
}

/* ---- its life ---- */

bool wv_piece_table_init(wv_piece_table *t)
{
    *t = (wv_piece_table){.room = wv_mem_new(LINES * sizeof *t->lines + CACHE_LINE)};
    t->lines = (wv_piece_line *)(((uintptr_t)t->room + CACHE_LINE) & ~(uintptr_t)(CACHE_LINE - 1));
    return t->room != NULL;
}

void wv_piece_table_done(wv_piece_table *t)
{
    wv_mem_free(t->room);
}

void wv_piece_table_clear(wv_piece_table *t)
{
    if (t->used) memset(t->lines, 0, LINES * sizeof *t->lines);
    t->used = t->turn = 0;
}

void wv_piece_table_put(wv_piece_table *t, wv_str piece, uint32_t code)
{
    wv_piece_key k = key_of(piece, (wv_span){0, piece.n});
    const wv_piece_key none = {0, 0};
    wv_piece_line *line = &t->lines[line_of(k)];
    uint32_t at = place_of(line, none);
    if (at == WV_PIECE_WAYS) {
        line = &t->lines[second_line_of(k)];
        at = place_of(line, none);
    }
    if (at == WV_PIECE_WAYS)
        at = t->turn++ % WV_PIECE_WAYS;
    else
        t->used++;
    line->keys[at] = k;
    line->codes[at] = code;
}
