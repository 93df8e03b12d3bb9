/* SPDX-License-Identifier: EUPL-1.2 */
/* noise.c: how people type: short forms of a register, no capitals in a chat, slips of the finger.
 *
 * In: a composed text. Out: the same text spelled otherwise, its marks moved along. Neighbours:
 * compose.c; the `spelling:` documents. Invariants: a mark covers the same words before and after;
 * only ASCII letters are touched, so the text stays valid UTF-8; what is damaged is counted. Slips
 * are the four of Damerau 1964 (swap, drop, double, neighbour), in words of five letters or more:
 * shorter ones become other words (mes, mee). Cost: linear. */
#include "lab/compose.h"

enum { WORD_MAX = 63, SLIP_WORD_MIN = 5, SPELL_IN_MILLION = 350000 };

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* A letter that lies beside it on the keyboard. */
static char neighbour(char c, wv_draw *draw)
{
    static const char *const rows[] = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};
    for (int r = 0; r < 3; r++) {
        const char *at = strchr(rows[r], c);
        if (!at) continue;
        bool right = at == rows[r] || (at[1] && wv_draw_below(draw, 2));
        return right ? at[1] : at[-1];
    }
    return c;
}

/* One slip inside the word; the first letter stays, as it mostly does. */
static void slip(wv_buf *out, wv_str word, wv_draw *draw)
{
    uint32_t at = 1 + wv_draw_below(draw, word.n - 2), kind = wv_draw_below(draw, 4);
    wv_buf_add(out, word.p, at);
    const char *c = word.p + at;
    if (kind == 0) { /* swapped */
        wv_buf_byte(out, c[1]);
        wv_buf_byte(out, c[0]);
        wv_buf_add(out, c + 2, word.n - at - 2);
        return;
    }
    if (kind == 2) { /* doubled */
        wv_buf_byte(out, c[0]);
        wv_buf_byte(out, c[0]);
    } else if (kind == 3) {
        wv_buf_byte(out, neighbour(lower(c[0]), draw));
    }
    wv_buf_add(out, c + 1, word.n - at - 1);
}

static bool is_slip_safe(wv_str word)
{
    if (word.n < SLIP_WORD_MIN) return false;
    for (uint32_t i = 0; i < word.n; i++)
        if (!is_letter(word.p[i])) return false;
    return true;
}

static const wv_node *spelled(const wv_node *map, wv_str word)
{
    char folded[WORD_MAX];
    if (!map || word.n > WORD_MAX) return NULL;
    for (uint32_t i = 0; i < word.n; i++) folded[i] = lower(word.p[i]);
    for (uint32_t i = 0; i < map->count; i++)
        if (wv_str_eq(map->keys[i]->scalar, (wv_str){folded, word.n})) return map->items[i];
    return NULL;
}

static void put_word(wv_gen_text *t, const wv_gen_setting *s, wv_str word, uint32_t level,
                     wv_draw *draw)
{
    static const uint32_t slips[] = {0, 80000, 220000};
    bool chat = s->reg == WV_REGISTER_CHAT;
    const wv_node *other = s->exact ? NULL : spelled(s->book->spelling[s->reg], word);
    size_t begin = t->spare.n;
    if (other && wv_draw_chance(draw, SPELL_IN_MILLION)) {
        wv_buf_str(&t->spare, other->scalar);
        char first = begin < t->spare.n ? t->spare.p[begin] : 0;
        if (word.p[0] >= 'A' && word.p[0] <= 'Z' && first >= 'a' && first <= 'z')
            t->spare.p[begin] = (char)(first - 'a' + 'A');
    } else if (level && is_slip_safe(word) && wv_draw_chance(draw, slips[level])) {
        slip(&t->spare, word, draw);
        t->typos++;
    } else {
        wv_buf_str(&t->spare, word);
    }
    for (size_t i = begin; chat && i < t->spare.n; i++) t->spare.p[i] = lower(t->spare.p[i]);
}

/* Moves the edges of marks that stand at byte `from` of the old text. */
static void move_marks(wv_gen_text *t, wv_gen_mark *moved, uint32_t from, uint32_t to)
{
    for (uint32_t i = 0; i < t->mark_count; i++) {
        if (t->marks[i].span.start == from) moved[i].span.start = to;
        if (t->marks[i].span.end == from) moved[i].span.end = to;
    }
}

/* The byte is of a word: a letter, an apostrophe in it, or of a letter beyond ASCII. */
static bool is_word_byte(wv_str text, uint32_t at)
{
    char c = text.p[at];
    if (is_letter(c) || (unsigned char)c >= 0x80) return true;
    return c == '\'' && at + 1 < text.n && is_letter(text.p[at + 1]);
}

void wv_gen_spell(wv_gen_text *t, const wv_gen_setting *s, uint32_t level, wv_draw *draw)
{
    wv_gen_mark moved[WV_GEN_MARKS_MAX];
    wv_str text = {t->text.p, (uint32_t)t->text.n};
    memcpy(moved, t->marks, sizeof moved);
    wv_buf_clear(&t->spare);
    for (uint32_t i = 0, end; i < text.n; i = end) {
        move_marks(t, moved, i, (uint32_t)t->spare.n);
        end = i + 1;
        if (!is_word_byte(text, i)) {
            wv_buf_byte(&t->spare, text.p[i]);
            continue;
        }
        while (end < text.n && is_word_byte(text, end)) end++;
        put_word(t, s, (wv_str){text.p + i, end - i}, level, draw);
    }
    move_marks(t, moved, text.n, (uint32_t)t->spare.n);
    bool cut = s->reg == WV_REGISTER_CHAT && t->spare.n && t->spare.p[t->spare.n - 1] == '.';
    if (cut) t->spare.n--;
    memcpy(t->marks, moved, sizeof moved);
    wv_buf old = t->text;
    t->text = t->spare;
    t->spare = old;
    for (uint32_t i = 0; i < t->mark_count; i++)
        if (t->marks[i].span.end > t->text.n) t->marks[i].span.end = (uint32_t)t->text.n;
}
