/* SPDX-License-Identifier: EUPL-1.2 */
/* pieces.c: looks pieces up, and finds out what a new one is.
 *
 * In: a piece of text between white space. Out: wv_piece. Neighbours: text/pieces.h cuts, pass1.c
 * asks, memo.c knows words. Invariants: the set of a piece has every class that a word of it has in
 * any text. A piece is cut into tokens as it would be in a text, but for two things that look
 * beyond white space: a dot behind an abbreviation or an initial ("max. 5", "B. Zij kwam"), which
 * is read in each way that what follows may ask for; and numbers ("3.30 uur", "€ 50"), which may be
 * an amount, a time or a number. Cost: one load and compare for a known piece; a tokeniser run and
 * some words for a new one. */
#include "scan/pieces.h"

#include "scan/scratch.h"

enum { CACHE_LINE = 64 };

bool wv_piece_memo_init(wv_piece_memo *m)
{
    *m = (wv_piece_memo){.slot_count = WV_PIECE_SLOTS};
    wv_map_init(&m->longer);
    wv_map_init(&m->joined);
    wv_arena_init(&m->arena);
    m->room = wv_mem_new(m->slot_count * sizeof *m->slots + CACHE_LINE);
    m->slots = (wv_piece_slot *)(((uintptr_t)m->room + CACHE_LINE) & ~(uintptr_t)(CACHE_LINE - 1));
    return m->room != NULL;
}

void wv_piece_memo_done(wv_piece_memo *m)
{
    wv_mem_free(m->room);
    wv_map_done(&m->longer);
    wv_map_done(&m->joined);
    wv_arena_done(&m->arena);
}

void wv_piece_memo_clear(wv_piece_memo *m)
{
    if (m->used) memset(m->slots, 0, m->slot_count * sizeof *m->slots);
    m->used = 0;
    wv_map_clear(&m->longer);
    wv_map_clear(&m->joined);
    wv_arena_reset(&m->arena);
}

/* ---- what a new piece is ---- */

typedef struct found {
    wv_scratch *s;
    bool word, many, number, failed;
} found;

/* Each set once: nearly all pieces are one word, and its set is theirs. */
static void add_set(found *f, uint32_t set)
{
    const wv_pool *known = &f->s->piece_sets;
    for (uint32_t i = 0; i < known->count; i++)
        if (known->items[i] == set) return;
    if (set && !wv_pool_push(&f->s->piece_sets, set)) f->failed = true;
}

static void add_word(found *f, wv_str raw, const wv_token *t)
{
    const wv_lex_entry *entry = wv_lex_memo_get(&f->s->memo, raw, t->kind, t->flags);
    f->failed |= !entry || f->s->no_memory;
    for (uint32_t r = 0; !f->failed && r < entry->reading_count; r++) {
        f->many |= entry->readings[r].part_count > 1;
        for (uint32_t k = 0; k < entry->readings[r].part_count; k++)
            add_set(f, entry->readings[r].parts[k].lex->set);
    }
}

enum { MORE_BYTES = 8 };

/* Adds the words of the piece as they are before `more`. *ends: its last token is a mark that can
 * end a sentence. */
static void read_before(found *f, wv_str piece, const char *more, bool *ends)
{
    char room[WV_PIECE_BYTES_MAX + MORE_BYTES];
    wv_tokens *tokens = &f->s->spare_tokens;
    uint32_t more_bytes = (uint32_t)strlen(more);
    wv_str text = piece;
    if (more_bytes) {
        memcpy(room, piece.p, piece.n);
        memcpy(room + piece.n, more, more_bytes);
        text = (wv_str){room, piece.n + more_bytes};
    }
    uint32_t words = 0;
    *ends = false;
    f->failed |= wv_tokenise(text, tokens) != WV_OK;
    for (uint32_t i = 0; i < tokens->count && !f->failed; i++) {
        wv_token t = tokens->items[i];
        wv_str raw = {text.p + t.start, t.end - t.start};
        if (t.start >= piece.n) break;
        bool mark = raw.n == 1 && (*raw.p == '.' || *raw.p == '!' || *raw.p == '?');
        *ends = t.kind == WV_TOKEN_PUNCT && mark && t.end == piece.n;
        if (t.kind == WV_TOKEN_PUNCT) continue;
        f->word = true;
        f->many |= words++ > 0;
        add_word(f, raw, &t);
    }
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_amount_sign(wv_str piece, uint32_t i)
{
    return piece.p[i] == '$' || (i + 3 <= piece.n && memcmp(piece.p + i, "€", 3) == 0);
}

/* The words of a piece in all the ways that what follows may ask for. *ends: in each of them its
 * last token is a mark that ends a sentence. */
static void read_piece(found *f, wv_str piece, bool *ends)
{
    static const char *const FOLLOWING[] = {" a", " Qq", " De"};
    bool dot = piece.p[piece.n - 1] == '.', end;
    read_before(f, piece, "", ends);
    for (size_t i = 0; i < sizeof FOLLOWING / sizeof *FOLLOWING && dot; i++) {
        if (f->failed) return;
        read_before(f, piece, FOLLOWING[i], &end);
        *ends &= end || i == 0; /* a small letter ends nothing */
    }
}

/* "$ 5,50euro": what an amount leaves of the piece. */
static uint32_t groups_end(wv_str s)
{
    uint32_t i = 0;
    while (i < s.n &&
           (is_digit(s.p[i]) || (i + 1 < s.n && strchr(".,-/", s.p[i]) && is_digit(s.p[i + 1]))))
        i++;
    return i + 2 <= s.n && s.p[i] == ',' && s.p[i + 1] == '-' ? i + 2 : i;
}

/* A number may belong to the pieces around it: it may be any kind of number, each run of its digits
 * may be one, and what stands behind may be read without it. A phone number ends within 24 bytes.
 */
static void read_number(found *f, wv_str piece, bool *ends)
{
    enum { PHONE_BYTES_MAX = 24 };
    static const uint8_t KINDS[] = {WV_TOKEN_NUMBER, WV_TOKEN_AMOUNT, WV_TOKEN_TIME};
    uint32_t groups = is_digit(piece.p[0]) ? groups_end(piece) : 0;
    bool any = false, rest_ends;
    for (uint32_t i = 0; i < piece.n && !f->failed; i++) {
        any |= is_digit(piece.p[i]) || is_amount_sign(piece, i);
        bool behind = i && is_digit(piece.p[i - 1]) && i <= PHONE_BYTES_MAX;
        if (!is_digit(piece.p[i]) && (behind || (i && i == groups))) {
            read_piece(f, (wv_str){piece.p + i, piece.n - i}, &rest_ends);
            *ends &= rest_ends;
        }
        if (!is_digit(piece.p[i]) || (i && is_digit(piece.p[i - 1]))) continue;
        uint32_t end = i;
        while (end < piece.n && is_digit(piece.p[end])) end++;
        wv_token t = {.kind = WV_TOKEN_NUMBER};
        add_word(f, (wv_str){piece.p + i, end - i}, &t);
    }
    for (size_t k = 0; k < sizeof KINDS && any && !f->failed; k++) {
        wv_token t = {.kind = KINDS[k]};
        add_word(f, WV_STR("0"), &t);
    }
    f->word |= any;
    f->many |= any;
    f->number = any;
}

static bool intern_all(wv_scratch *s, const wv_pool *sets, uint32_t *set)
{
    s->classes.count = 0;
    for (uint32_t i = 0; i < sets->count; i++)
        for (uint32_t k = 0; k < s->sets[sets->items[i]].count; k++)
            if (!wv_pool_push(&s->classes, s->sets[sets->items[i]].classes[k])) return false;
    *set = wv_scan_intern(s, s->classes.items, s->classes.count);
    return !s->no_memory;
}

/* The set of all classes of the sets found; false when out of memory. Numbers join the same few. */
static bool join_sets(wv_scratch *s, uint32_t *set)
{
    const wv_pool *sets = &s->piece_sets;
    wv_str key = {(const char *)sets->items, sets->count * (uint32_t)sizeof *sets->items};
    *set = sets->count ? sets->items[0] : 0;
    if (sets->count < 2) return true;
    const uint32_t *known = wv_map_get(&s->pieces.joined, key);
    if (known) {
        *set = *known;
        return true;
    }
    wv_str kept = wv_arena_str(&s->pieces.arena, key);
    return kept.p && intern_all(s, sets, set) && wv_map_put(&s->pieces.joined, kept, *set, NULL);
}

/* ---- what needs no thought ---- */

enum { DOTTED_LETTERS_MAX = 8 }; /* "hoofdst.", the longest abbreviation that has one dot */

/* The letters of a piece in small ones, when it is a word with at most one mark behind it: 0 else.
 */
static uint32_t plain_letters(wv_str piece, char out[WV_WORDGATE_BYTES_MAX])
{
    uint32_t n = 0;
    for (; n < piece.n && n < WV_WORDGATE_BYTES_MAX; n++) {
        char low = (char)(piece.p[n] | 32);
        if (low < 'a' || low > 'z') break;
        out[n] = low;
    }
    return n == piece.n || (n + 1 == piece.n && strchr(".,!?;:", piece.p[n])) ? n : 0;
}

/* A word that no gate of the pack lets through is in no class, whatever it is. */
static bool is_closed(const wv_scratch *s, wv_str piece, wv_piece *out)
{
    char letters[WV_WORDGATE_BYTES_MAX];
    uint32_t n = plain_letters(piece, letters);
    char mark = n < piece.n ? piece.p[n] : 0;
    if (!n || (mark == '.' && n <= DOTTED_LETTERS_MAX && wv_tokens_abbreviation_any(piece)))
        return false;
    if (!wv_wordgate_is_closed(s->m->wordgate, (wv_str){letters, n})) return false;
    bool ends = mark == '.' || mark == '!' || mark == '?';
    *out = (wv_piece){0, (uint8_t)(WV_PIECE_WORD | (ends ? WV_PIECE_ENDS : 0))};
    return true;
}

/* ---- the whole of it ---- */

static bool work_out(wv_scratch *s, wv_str piece, wv_piece *out)
{
    found f = {.s = s};
    bool ends;
    s->piece_sets.count = 0;
    read_piece(&f, piece, &ends);
    read_number(&f, piece, &ends);
    if (f.failed || !join_sets(s, &out->set)) return false;
    out->flags = (uint8_t)((f.word ? WV_PIECE_WORD : 0) | (ends ? WV_PIECE_ENDS : 0) |
                           (f.many ? WV_PIECE_MANY : 0) | (f.number ? WV_PIECE_NUMBER : 0));
    return true;
}

/* ---- the memo ---- */

static bool find_long(wv_scratch *s, wv_str piece, wv_piece *out)
{
    wv_piece_memo *m = &s->pieces;
    if (piece.n > WV_PIECE_BYTES_MAX) {
        *out = (wv_piece){0, WV_PIECE_BLOB};
        return true;
    }
    const uint32_t *known = wv_map_get(&m->longer, piece);
    if (known) {
        *out = (wv_piece){*known >> 4, (uint8_t)(*known & 15)};
        return true;
    }
    if (is_closed(s, piece, out)) return true; /* cheap enough to be asked again */
    if (!work_out(s, piece, out)) return false;
    if (m->longer.count >= WV_PIECE_SLOTS / 4) wv_piece_memo_clear(m);
    wv_str kept = wv_arena_str(&m->arena, piece);
    return kept.p && wv_map_put(&m->longer, kept, out->set << 4 | out->flags, NULL);
}

/* ---- the hot loop: a batch of pieces, their keys first, then their slots ----
 *
 *   spans  [Hij][kwam][thuis.]      text, 16 bytes read at each start
 *   keys   "Hij"  "kwam"  "thuis."  what is behind the piece made zero
 *   slots   812    77      4010     fetched while the next keys are made
 */

typedef struct key {
    uint64_t low, high;
    uint32_t slot;
    bool is_long;
} key;

static inline uint32_t slot_of(uint64_t low, uint64_t high, uint32_t mask)
{
    uint64_t h = (low ^ (high << 29 | high >> 35)) * UINT64_C(0x9E3779B97F4A7C15);
    h = (h ^ h >> 32) * UINT64_C(0xD6E8FEB86659FD93);
    return (uint32_t)(h >> 32) & mask;
}

/* Keeps the first n bytes of 16, whichever way round the machine reads them. */
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
    uint64_t half[2];
} FIRST[WV_PIECE_KEY_BYTES + 1] = {M(0), M(1),  M(2),  M(3),  M(4),  M(5),  M(6),  M(7), M(8),
                                   M(9), M(10), M(11), M(12), M(13), M(14), M(15), M(16)};
#undef M

/* Two reads and two masks, no branch on the length; near the end of the text only as many bytes as
 * there are. */
static inline key key_of(wv_str text, wv_span piece, uint32_t mask)
{
    uint32_t n = piece.end - piece.start;
    uint64_t half[2] = {0, 0};
    bool is_long = n > WV_PIECE_KEY_BYTES;
    n = n < WV_PIECE_KEY_BYTES ? n : WV_PIECE_KEY_BYTES;
    if (text.n - piece.start >= WV_PIECE_KEY_BYTES)
        memcpy(half, text.p + piece.start, WV_PIECE_KEY_BYTES);
    else
        memcpy(half, text.p + piece.start, n);
    half[0] &= FIRST[n].half[0];
    half[1] &= FIRST[n].half[1];
    return (key){half[0], half[1], slot_of(half[0], half[1], mask), is_long};
}

/* A piece that is not where its key says: in one of the next slots, or new. */
static bool find_piece(wv_scratch *s, wv_str piece, const key *k, wv_piece *out)
{
    wv_piece_memo *m = &s->pieces;
    uint32_t at = k->slot;
    if (k->is_long) return find_long(s, piece, out);
    for (; m->slots[at].low; at = (at + 1) & (m->slot_count - 1))
        if (m->slots[at].low == k->low && m->slots[at].high == k->high) {
            *out = m->slots[at].piece;
            return true;
        }
    if (!is_closed(s, piece, out) && !work_out(s, piece, out)) return false;
    if (m->used >= m->slot_count / 4 * 3) {
        wv_piece_memo_clear(m);
        at = k->slot;
    }
    m->slots[at] = (wv_piece_slot){k->low, k->high, *out, 0};
    m->used++;
    return true;
}

bool wv_scan_pieces(wv_scratch *s, wv_str text, const wv_span *pieces, uint32_t n, wv_piece *out)
{
    const wv_piece_slot *slots = s->pieces.slots;
    const uint32_t mask = s->pieces.slot_count - 1;
    key keys[WV_PIECE_BATCH];
    for (uint32_t i = 0; i < n; i++) {
        keys[i] = key_of(text, pieces[i], mask);
        __builtin_prefetch(&slots[keys[i].slot]);
    }
    for (uint32_t i = 0; i < n; i++) {
        const key *k = &keys[i];
        const wv_piece_slot *at = &slots[k->slot];
        out[i] = at->piece;
        if (((at->low ^ k->low) | (at->high ^ k->high) | k->is_long) == 0) continue;
        wv_str piece = {text.p + pieces[i].start, pieces[i].end - pieces[i].start};
        if (!find_piece(s, piece, k, &out[i])) return false;
    }
    return true;
}
