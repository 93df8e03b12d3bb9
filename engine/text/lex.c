/* SPDX-License-Identifier: EUPL-1.2 */
/* lex.c: the memo of written words. In: a raw word as a token gives it. Out: its readings.
 * Neighbours: normalise.h (spellings), analyse.h (keys), gram.h (classes), words.c (asks for each
 * token). Invariant: what is remembered depends on the word alone, never on the text it stood in,
 * so that a full memo that is cleared changes nothing but time. Cost: one cache line for a known
 * word; a microsecond for a new one that is listed, some thirty for one that is not. */
#include "text/lex.h"

#include "text/analyse.h"
#include "text/gram.h"
#include "text/normalise.h"

#include <stddef.h>

/* A word longer than this is no word (a base64 blob, a line of aaaa): it is cut for the look-up
 * only. */
enum { RAW_BYTES_MAX = 128 };

enum { CACHE_LINE = 64, SLOTS_MIN = 256 };

void wv_lex_memo_init(wv_lex_memo *m, wv_lex_fill fill, void *fill_ctx)
{
    *m = (wv_lex_memo){.words_max = WV_LEX_WORDS_MAX, .fill = fill, .fill_ctx = fill_ctx};
    wv_arena_init(&m->arena);
    wv_map_init(&m->longer);
}

void wv_lex_memo_done(wv_lex_memo *m)
{
    wv_arena_done(&m->arena);
    wv_map_done(&m->longer);
    wv_mem_free(m->long_entries);
    wv_mem_free(m->room);
    *m = (wv_lex_memo){0};
}

void wv_lex_memo_clear(wv_lex_memo *m)
{
    if (m->count) memset(m->slots, 0, m->slot_count * sizeof *m->slots);
    m->count = 0;
    wv_map_clear(&m->longer);
    wv_arena_reset(&m->arena);
}

bool wv_lex_memo_trim(wv_lex_memo *m)
{
    if (m->count <= m->words_max) return false;
    wv_lex_memo_clear(m);
    return true;
}

/* ---- what a new word is ---- */

static void fold_plain(wv_str raw, char out[WV_KEY_BYTES_MAX + 1], uint32_t *n)
{
    *n = 0;
    for (uint32_t i = 0; i < raw.n && *n < WV_KEY_BYTES_MAX; i++) {
        char c = raw.p[i];
        out[(*n)++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
}

static wv_lex *new_lex(wv_lex_memo *m, wv_str folded)
{
    wv_lex *lex = wv_arena_alloc(&m->arena, sizeof *lex);
    if (!lex) return NULL;
    lex->folded = wv_arena_str(&m->arena, folded);
    return lex->folded.p ? lex : NULL;
}

static wv_lex *word_lex(wv_lex_memo *m, wv_str folded, const wv_spellings *spellings)
{
    wv_lex *lex = new_lex(m, folded);
    if (!lex || m->spelling_only) return lex;
    wv_analysis found[WV_ANALYSES_MAX];
    lex->analysis_count = (uint8_t)wv_analyse(lex->folded, found);
    wv_analysis *kept = wv_arena_alloc(&m->arena, lex->analysis_count * sizeof *kept);
    if (!kept) return NULL;
    memcpy(kept, found, lex->analysis_count * sizeof *kept);
    lex->analyses = kept;
    lex->gram = wv_gram_of(lex->folded, lex->analyses, lex->analysis_count);
    if (m->fill) m->fill(m->fill_ctx, WV_TOKEN_WORD, spellings, lex);
    return lex;
}

static void add_single(wv_lex_entry *entry, const wv_lex *lex, uint32_t raw_bytes)
{
    wv_lex_reading *r = &entry->readings[entry->reading_count++];
    r->part_count = 1;
    r->parts[0] = (wv_lex_part){lex, 0, (uint16_t)raw_bytes};
}

/* Numbers, times, emoji, links: no analysis, only their own text. */
static bool fill_sign(wv_lex_memo *m, wv_lex_entry *entry, wv_str raw, uint8_t kind,
                      uint32_t raw_bytes)
{
    char folded[WV_KEY_BYTES_MAX + 1];
    uint32_t n;
    fold_plain(raw, folded, &n);
    wv_lex *lex = new_lex(m, (wv_str){folded, n});
    if (!lex) return false;
    if (kind == WV_TOKEN_NUMBER) lex->gram = WV_GRAM(NUMBER);
    if (m->fill) m->fill(m->fill_ctx, kind, NULL, lex);
    add_single(entry, lex, raw_bytes);
    return true;
}

static bool add_reading(wv_lex_memo *m, wv_lex_entry *entry, const wv_spellings *spellings)
{
    const wv_normal *normal = spellings->used;
    wv_lex_reading *r = &entry->readings[entry->reading_count];
    for (uint8_t k = 0; k < normal->part_count; k++) {
        const wv_normal_part *part = &normal->parts[k];
        const wv_lex *lex = word_lex(m, (wv_str){part->word, part->bytes}, spellings);
        if (!lex) return false;
        r->parts[r->part_count++] = (wv_lex_part){lex, part->start, part->end};
    }
    entry->reading_count++;
    return true;
}

/* The best spelling comes first. When it is one word, a spelling of several words may stand beside
 * it ("hebt" as heb + t); when it is several ("kga"), the plain fold is no word and is left out. */
static bool fill_word(wv_lex_memo *m, wv_lex_entry *entry, wv_str raw, uint32_t raw_bytes)
{
    wv_normal normals[WV_NORMALS_MAX];
    int count = wv_normalise(raw, normals), best = wv_normal_best(normals, count);
    if (!add_reading(m, entry, &(wv_spellings){normals, count, &normals[best]})) return false;
    if (normals[best].part_count > 1) return true;
    entry->readings[0].parts[0].start = 0;
    entry->readings[0].parts[0].end =
        (uint16_t)raw_bytes; /* all of it, also what folding dropped */
    for (int i = 0; i < count; i++)
        if (i != best && normals[i].part_count > 1)
            return add_reading(m, entry, &(wv_spellings){normals, count, &normals[i]});
    return true;
}

/* Made where there is room for all readings; kept where there is room for those it has. */
static const wv_lex_entry *new_entry(wv_lex_memo *m, wv_str raw, uint8_t kind, uint32_t raw_bytes)
{
    wv_lex_entry made = {0};
    bool word = kind == WV_TOKEN_WORD;
    if (!(word ? fill_word(m, &made, raw, raw_bytes) : fill_sign(m, &made, raw, kind, raw_bytes)))
        return NULL;
    size_t bytes = offsetof(wv_lex_entry, readings) + made.reading_count * sizeof *made.readings;
    wv_lex_entry *entry = wv_arena_alloc(&m->arena, bytes);
    if (entry) memcpy(entry, &made, bytes);
    return entry;
}

/* "Bel" and "BEL" are read as "bel" is: folding lowers ASCII letters and the spans keep their
 * bytes, so they share what is known of it. Returns false when there is no capital. */
static bool lower_capitals(wv_str raw, char out[RAW_BYTES_MAX])
{
    bool any = false;
    for (uint32_t i = 0; i < raw.n; i++) {
        bool capital = raw.p[i] >= 'A' && raw.p[i] <= 'Z';
        out[i] = capital ? (char)(raw.p[i] + 32) : raw.p[i];
        any |= capital;
    }
    return any;
}

static const wv_lex_entry *lowered_entry(wv_lex_memo *m, wv_str raw)
{
    char lower[RAW_BYTES_MAX];
    if (!lower_capitals(raw, lower)) return NULL;
    return wv_lex_memo_get(m, (wv_str){lower, raw.n}, WV_TOKEN_WORD, 0);
}

/* ---- the memo ---- */

typedef struct key {
    uint64_t low, high;
} key;

/* The key holds the kind as well: `22` may be a number in one place and part of a phone number in
 * another. */
static inline key key_of(wv_str raw, uint8_t kind)
{
    uint64_t behind = raw.n > 8 ? wv_hash_word(raw.p + 8, raw.n - 8) : 0;
    return (key){wv_hash_word(raw.p, raw.n), behind << 8 | (uint64_t)kind << 4 | raw.n};
}

static inline wv_lex_slot *slot_of(const wv_lex_memo *m, key k)
{
    uint64_t h = (k.low ^ (k.high << 29 | k.high >> 35)) * UINT64_C(0x9E3779B97F4A7C15);
    h = (h ^ h >> 32) * UINT64_C(0xD6E8FEB86659FD93);
    uint32_t mask = m->slot_count - 1, at = (uint32_t)(h >> 32) & mask;
    while (m->slots[at].high && (m->slots[at].low != k.low || m->slots[at].high != k.high))
        at = (at + 1) & mask;
    return &m->slots[at];
}

static bool grow_slots(wv_lex_memo *m)
{
    wv_lex_memo wider = {.slot_count = m->slot_count ? 2 * m->slot_count : SLOTS_MIN};
    wider.room = wv_mem_new(wider.slot_count * sizeof *wider.slots + CACHE_LINE);
    if (!wider.room) return false;
    wider.slots =
        (wv_lex_slot *)(((uintptr_t)wider.room + CACHE_LINE) & ~(uintptr_t)(CACHE_LINE - 1));
    for (uint32_t i = 0; i < m->slot_count; i++) {
        const wv_lex_slot *old = &m->slots[i];
        if (old->high) *slot_of(&wider, (key){old->low, old->high}) = *old;
    }
    wv_mem_free(m->room);
    m->room = wider.room;
    m->slots = wider.slots;
    m->slot_count = wider.slot_count;
    return true;
}

static wv_str long_key(wv_str raw, uint8_t kind, char out[RAW_BYTES_MAX + 1])
{
    out[0] = (char)('0' + kind);
    memcpy(out + 1, raw.p, raw.n);
    return (wv_str){out, raw.n + 1};
}

/* What is remembered of a word; NULL when it is new. */
static const wv_lex_entry *find(const wv_lex_memo *m, wv_str raw, uint8_t kind)
{
    char bytes[RAW_BYTES_MAX + 1];
    if (!m->count) return NULL;
    if (raw.n && raw.n <= WV_LEX_KEY_BYTES) return slot_of(m, key_of(raw, kind))->entry;
    const uint32_t *known = wv_map_get(&m->longer, long_key(raw, kind, bytes));
    return known ? m->long_entries[*known] : NULL;
}

static bool keep_long(wv_lex_memo *m, wv_str raw, uint8_t kind, const wv_lex_entry *entry)
{
    char bytes[RAW_BYTES_MAX + 1];
    uint32_t index = m->longer.count;
    if (!wv_mem_grow((void **)&m->long_entries, &m->long_capacity, index + 1,
                     sizeof *m->long_entries))
        return false;
    m->long_entries[index] = entry;
    wv_str word = long_key(raw, kind, bytes);
    return wv_map_put_in(&m->longer, &m->arena, word, index, NULL) != NULL;
}

static bool keep(wv_lex_memo *m, wv_str raw, uint8_t kind, const wv_lex_entry *entry)
{
    if ((m->count + 1) * 2 > m->slot_count && !grow_slots(m)) return false;
    if (raw.n && raw.n <= WV_LEX_KEY_BYTES) {
        key k = key_of(raw, kind);
        *slot_of(m, k) = (wv_lex_slot){k.low, k.high, entry, 0};
    } else if (!keep_long(m, raw, kind, entry)) {
        return false;
    }
    m->count++;
    return true;
}

const wv_lex_entry *wv_lex_memo_get(wv_lex_memo *m, wv_str raw, uint8_t kind, uint8_t flags)
{
    (void)flags;
    uint32_t raw_bytes = raw.n < UINT16_MAX ? raw.n : UINT16_MAX;
    if (raw.n > RAW_BYTES_MAX) raw.n = RAW_BYTES_MAX;
    if (raw_bytes != raw.n)
        return new_entry(m, raw, kind, raw_bytes); /* a cut word: its span
                                                      differs, not shared */
    const wv_lex_entry *entry = find(m, raw, kind);
    if (entry) return entry;
    if (kind == WV_TOKEN_WORD) entry = lowered_entry(m, raw);
    if (!entry) entry = new_entry(m, raw, kind, raw_bytes);
    return entry && keep(m, raw, kind, entry) ? entry : NULL;
}

static const wv_lex_entry *source_get(void *ctx, wv_str raw, uint8_t kind, uint8_t flags)
{
    return wv_lex_memo_get(ctx, raw, kind, flags);
}

wv_lex_source wv_lex_memo_source(wv_lex_memo *m)
{
    return (wv_lex_source){source_get, m};
}
