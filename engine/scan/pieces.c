/* SPDX-License-Identifier: EUPL-1.2 */
/* pieces.c: looks pieces up, and finds out what a new one is.
 *
 * In: a piece of text between white space. Out: its code. Neighbours: text/pieces.h cuts, pass1.c
 * asks, piece_table.c remembers, memo.c knows words. Invariants: the set of a piece has every
 * class that a word of it has in any text. A piece is cut into tokens as it would be in a text,
 * but for two things that look beyond white space: a dot behind an abbreviation or an initial
 * ("max. 5", "B. Zij kwam"), which is read in each way that what follows may ask for; and numbers
 * ("3.30 uur", "€ 50"), which may be an amount, a time or a number. Cost: piece_table.h for a
 * known piece; a tokeniser run and some words for a new one. */
#include "scan/pieces.h"

#include "scan/scratch.h"

bool wv_piece_memo_init(wv_piece_memo *m)
{
    wv_map_init(&m->longer);
    wv_map_init(&m->joined);
    wv_arena_init(&m->arena);
    return wv_piece_table_init(&m->table);
}

void wv_piece_memo_done(wv_piece_memo *m)
{
    wv_piece_table_done(&m->table);
    wv_map_done(&m->longer);
    wv_map_done(&m->joined);
    wv_arena_done(&m->arena);
}

/* What has no bound of its own. */
static void forget_maps(wv_piece_memo *m)
{
    wv_map_clear(&m->longer);
    wv_map_clear(&m->joined);
    wv_arena_reset(&m->arena);
}

void wv_piece_memo_clear(wv_piece_memo *m)
{
    wv_piece_table_clear(&m->table);
    forget_maps(m);
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
static bool is_closed(const wv_scratch *s, wv_str piece, uint32_t *code)
{
    char letters[WV_WORDGATE_BYTES_MAX];
    uint32_t n = plain_letters(piece, letters);
    char mark = n < piece.n ? piece.p[n] : 0;
    if (!n || (mark == '.' && n <= DOTTED_LETTERS_MAX && wv_tokens_abbreviation_any(piece)))
        return false;
    if (!wv_wordgate_is_closed(s->m->wordgate, (wv_str){letters, n})) return false;
    bool ends = mark == '.' || mark == '!' || mark == '?';
    *code = WV_PIECE_KNOWN | WV_PIECE_WORD | (ends ? WV_PIECE_ENDS : 0);
    return true;
}

/* ---- the whole of it ---- */

static bool work_out(wv_scratch *s, wv_str piece, uint32_t *code)
{
    found f = {.s = s};
    wv_piece_memo *m = &s->pieces;
    uint32_t set;
    bool ends;
    if (m->longer.count >= WV_PIECE_MAP_MAX || m->joined.count >= WV_PIECE_MAP_MAX) forget_maps(m);
    s->piece_sets.count = 0;
    read_piece(&f, piece, &ends);
    read_number(&f, piece, &ends);
    if (f.failed || !join_sets(s, &set)) return false;
    *code = set << WV_PIECE_SET_SHIFT | WV_PIECE_KNOWN | (f.word ? WV_PIECE_WORD : 0) |
            (ends ? WV_PIECE_ENDS : 0) | (f.many ? WV_PIECE_MANY : 0) |
            (f.number ? WV_PIECE_NUMBER : 0);
    return true;
}

/* ---- the memo ---- */

static bool find_long(wv_scratch *s, wv_str piece, uint32_t *code)
{
    wv_piece_memo *m = &s->pieces;
    *code = WV_PIECE_BLOB;
    if (piece.n > WV_PIECE_BYTES_MAX) return true;
    const uint32_t *known = wv_map_get(&m->longer, piece);
    if (known) {
        *code = *known;
        return true;
    }
    if (is_closed(s, piece, code)) return true; /* cheap enough to be asked again */
    if (!work_out(s, piece, code)) return false;
    wv_str kept = wv_arena_str(&m->arena, piece);
    return kept.p && wv_map_put(&m->longer, kept, *code, NULL);
}

/* A piece that the table did not know when its batch was looked up. */
static bool find_piece(wv_scratch *s, wv_str piece, uint32_t *code)
{
    wv_piece_memo *m = &s->pieces;
    if (piece.n > WV_PIECE_KEY_BYTES) return find_long(s, piece, code);
    *code = wv_piece_table_get(&m->table, piece); /* it may stand in the batch twice */
    if (*code) return true;
    if (!is_closed(s, piece, code) && !work_out(s, piece, code)) return false;
    wv_piece_table_put(&m->table, piece, *code);
    return true;
}

bool wv_scan_pieces(wv_scratch *s, wv_str text, const wv_span *pieces, uint32_t n, uint32_t *codes)
{
    uint16_t missed[WV_PIECE_BATCH];
    uint32_t misses = wv_piece_table_find(&s->pieces.table, text, pieces, n, codes, missed);
    for (uint32_t k = 0; k < misses; k++) {
        wv_span at = pieces[missed[k]];
        wv_str piece = {text.p + at.start, at.end - at.start};
        if (!find_piece(s, piece, &codes[missed[k]])) return false;
    }
    return true;
}
