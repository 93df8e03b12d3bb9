/* SPDX-License-Identifier: EUPL-1.2 */
/* wordgate_make.c: fills the gates of a pack's words when it is frozen.
 *
 *   listed "stalken"   stems stalken stalke stalk; its beginnings sta stal stalk ..., its ends
 *   key    "2|moord"   what libstemmer may leave of moordige: moord
 *   rule   contact+verbod   head forms verbod verboden ..., first part contact
 *
 * In: a finished wordbook. Out: wv_wordgate. Neighbours: wordgate.c asks, docs/why/gates.md argues.
 * Invariants: the same wordbook gives the same bytes; keys are gathered whole and laid out at the
 * end, so that the tables are as small as their number allows. Cost: a few keys a listed form;
 * about ten milliseconds for 110,000 of them. */
#include "pack/wordbook.h"
#include "pack/wordgate.h"
#include "text/inflect_words.h"
#include "text/spellings.h"

/* Endings that one form of a lemma may have and another not. */
static const char *const ENDINGS[] = {
    "e",    "de",    "te",   "je",   "tje",   "pje", "etje", "ke",   "ste",  "ere",   "dere",
    "nde",  "se",    "ene",  "n",    "en",    "den", "ten",  "sten", "eren", "heden", "lieden",
    "nden", "deren", "end",  "ende", "enden", "t",   "dt",   "st",   "d",    "nd",    "s",
    "es",   "jes",   "tjes", "pjes", "etjes", "kes", "ers",  "ses",  "sis",  "us",    "icus",
    "r",    "er",    "der",  "a",    "ia",    "um",  "ium",  "i",    "ici",  "man",   "lui",
    "heid", "ing",   "ig",   "lijk", "baar",  "bar",
};
static const char *const STEMMER_ENDINGS[] = {"e",   "en",  "ene", "s",    "se",   "heid", "heden",
                                              "end", "ing", "ig",  "lijk", "baar", "bar"};
enum { ENDING_COUNT = sizeof ENDINGS / sizeof *ENDINGS };

typedef struct gatherer {
    uint64_t *keys; /* open addressing; 0 is free */
    uint32_t count, capacity;
    const wv_wordgate *g; /* its endings */
    uint64_t *fronts, *backs;
    bool failed;
} gatherer;

static bool grow(gatherer *z)
{
    uint32_t capacity = z->capacity ? 2 * z->capacity : 1 << 14;
    uint64_t *keys = wv_mem_new(capacity * sizeof *keys);
    if (!keys) return false;
    for (uint32_t i = 0; i < z->capacity; i++) {
        uint32_t at = (uint32_t)(z->keys[i] >> 20) & (capacity - 1);
        while (z->keys[i] && keys[at]) at = (at + 1) & (capacity - 1);
        if (z->keys[i]) keys[at] = z->keys[i];
    }
    wv_mem_free(z->keys);
    z->keys = keys;
    z->capacity = capacity;
    return true;
}

/* True when the key is new. */
static bool add(gatherer *z, uint64_t hash, wv_wordgate_kind kind)
{
    uint64_t key = wv_wordgate_key(hash, kind);
    if (!key) key = 1; /* one in 2^64: 0 is free, so this one would never be found */
    if (z->failed || (2 * (z->count + 1) > z->capacity && !grow(z))) {
        z->failed = true;
        return false;
    }
    uint32_t at = (uint32_t)(key >> 20) & (z->capacity - 1);
    for (; z->keys[at]; at = (at + 1) & (z->capacity - 1))
        if (z->keys[at] == key) return false;
    z->keys[at] = key;
    z->count++;
    return true;
}

static void hash_all(wv_str w, uint64_t fore[WV_WORDGATE_BYTES_MAX + 1],
                     uint64_t aft[WV_WORDGATE_BYTES_MAX + 1])
{
    fore[0] = aft[0] = 0;
    for (uint32_t i = 0; i < w.n; i++) {
        fore[i + 1] = wv_wordgate_step(fore[i], w.p[i]);
        aft[i + 1] = wv_wordgate_step(aft[i], w.p[w.n - 1 - i]);
    }
}

static bool fits(wv_str w)
{
    return w.n >= 2 && w.n <= WV_WORDGATE_BYTES_MAX;
}

/* A word of the list, which a misspelling may stand for. The longest beginning first: when it is
 * there, so are the shorter ones. */
static void add_whole(gatherer *z, wv_str w, const uint64_t *fore, const uint64_t *aft)
{
    if (w.n < 3 || !add(z, fore[w.n], WV_WORDGATE_FULL)) return;
    uint32_t front = wv_wordgate_three_of(w.p[0], w.p[1], w.p[2]);
    uint32_t back = wv_wordgate_three_of(w.p[w.n - 1], w.p[w.n - 2], w.p[w.n - 3]);
    z->fronts[front / 64] |= UINT64_C(1) << (front % 64);
    z->backs[back / 64] |= UINT64_C(1) << (back % 64);
    for (uint32_t i = w.n; i > 3 && add(z, fore[i], WV_WORDGATE_FRONT); i--) {
    }
    for (uint32_t i = w.n; i > 3 && add(z, aft[i], WV_WORDGATE_BACK); i--) {
    }
}

static void add_form(void *ctx, wv_str form)
{
    uint64_t fore[WV_WORDGATE_BYTES_MAX + 1], aft[WV_WORDGATE_BYTES_MAX + 1];
    gatherer *z = ctx;
    if (!fits(form)) return;
    hash_all(form, fore, aft);
    add(z, fore[form.n], WV_WORDGATE_STEM);
    uint32_t letter = (uint32_t)(unsigned char)form.p[form.n - 1] - 'a';
    uint64_t last = wv_wordgate_last_letters(form);
    uint32_t i = letter < 26 ? z->g->ending_first[letter] : 0;
    uint32_t end = letter < 26 ? z->g->ending_first[letter + 1] : 0;
    for (; i < end; i++) {
        const wv_wordgate_ending *e = &z->g->endings[i];
        if (form.n >= e->bytes + 2 && (last & e->mask) == e->letters)
            add(z, fore[form.n - e->bytes], WV_WORDGATE_STEM);
    }
    if (wv_str_ends(form, WV_STR("ing"))) /* mededelinkje */
        add(z, wv_wordgate_step(fore[form.n - 1], 'k'), WV_WORDGATE_STEM);
    if (wv_words_has(form)) add_whole(z, form, fore, aft);
}

/* Words of the list that only analysis knows: bijtte beside beet, haaren. Most of them are a key
 * and an ending; a misspelling may stand for them too. */
static void add_unlisted(gatherer *z, wv_str key)
{
    static const char *const endings[] = {"t", "te", "ten", "de", "den", "d", "en", "e", "n", "s"};
    uint64_t fore[WV_WORDGATE_BYTES_MAX + 1], aft[WV_WORDGATE_BYTES_MAX + 1];
    char room[WV_WORDGATE_BYTES_MAX];
    if (key.n < 2 || key.n + 3 > sizeof room) return;
    memcpy(room, key.p, key.n);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        uint32_t n = (uint32_t)strlen(endings[i]);
        memcpy(room + key.n, endings[i], n);
        wv_str form = {room, key.n + n};
        if (!wv_words_has(form)) continue;
        hash_all(form, fore, aft);
        add_whole(z, form, fore, aft);
    }
}

static void add_stem(gatherer *z, const char *p, uint32_t n)
{
    add_form(z, (wv_str){p, n});
    add_unlisted(z, (wv_str){p, n});
}

/* Verbs of one key may be spelt with other stems: of "sis" are sissen and, to who writes so, sizen;
 * of "schreef" schreeven, schreven and schrefen. The last consonant soft, or doubled; the long
 * vowel before it written once. */
static void add_key(gatherer *z, wv_str key)
{
    char room[WV_WORDGATE_BYTES_MAX];
    uint32_t n = key.n;
    if (n + 1 > sizeof room) return;
    add_stem(z, key.p, n);
    if (n < 3) return;
    char last = key.p[n - 1], soft = last == 's' ? 'z' : last == 'f' ? 'v' : last;
    bool twice = n > 3 && key.p[n - 2] == key.p[n - 3];
    memcpy(room, key.p, n);
    room[n] = last;
    add_stem(z, room, n + 1);
    room[n - 1] = soft;
    if (soft != last) add_stem(z, room, n);
    room[n - 2] = last;
    if (twice) add_stem(z, room, n - 1);
    room[n - 2] = soft;
    if (twice && soft != last) add_stem(z, room, n - 1);
}

/* The last vowel doubled: libstemmer makes "man" of "maan". */
static void add_noun(gatherer *z, wv_str key)
{
    uint64_t hash = 0;
    uint32_t n = key.n;
    if (!fits(key)) return;
    for (uint32_t i = 0; i < n; i++) hash = wv_wordgate_step(hash, key.p[i]);
    add(z, hash, WV_WORDGATE_NOUN);
    if (!memchr("aeou", key.p[n - 2], 4)) return;
    hash = 0;
    for (uint32_t i = 0; i + 1 < n; i++) hash = wv_wordgate_step(hash, key.p[i]);
    hash = wv_wordgate_step(hash, key.p[n - 2]);
    add(z, wv_wordgate_step(hash, key.p[n - 1]), WV_WORDGATE_NOUN);
}

static void add_head(void *ctx, wv_str form)
{
    uint64_t fore[WV_WORDGATE_BYTES_MAX + 1], aft[WV_WORDGATE_BYTES_MAX + 1];
    if (!fits(form)) return;
    hash_all(form, fore, aft);
    add(ctx, aft[form.n], WV_WORDGATE_HEAD);
    add(ctx, aft[WV_WORDGATE_TAIL_BYTES], WV_WORDGATE_TAIL);
}

static void add_first(void *ctx, wv_str part)
{
    uint64_t fore[WV_WORDGATE_BYTES_MAX + 1], aft[WV_WORDGATE_BYTES_MAX + 1];
    if (!fits(part)) return;
    hash_all(part, fore, aft);
    add(ctx, fore[part.n], WV_WORDGATE_FIRST);
}

/* ---- the whole ---- */

static void gather(gatherer *z, const wv_wordbook *book)
{
    for (uint32_t i = 0; i < book->listed.count; i++) add_form(z, book->listed.entries[i].key);
    for (uint32_t i = 0; i < book->keys.count; i++) {
        wv_str key = book->keys.entries[i].key;
        add_key(z, (wv_str){key.p + 2, key.n - 2});
        add_noun(z, (wv_str){key.p + 2, key.n - 2});
    }
    wv_spelling_short_each(add_form, z);
    wv_spelling_closed_each(add_form, z);
    wv_spelling_homographs_each(add_form, z);
    if (!book->compounds) return;
    wv_compounds_each(book->compounds, true, add_head, z);
    wv_compounds_each(book->compounds, false, add_first, z);
}

static bool lay_out(const gatherer *z, wv_wordgate *g, wv_arena *arena)
{
    enum { KEYS_A_LINE = 6 };
    uint32_t lines = 64, slots = 64;
    while (lines * KEYS_A_LINE < z->count) lines *= 2;
    while (slots < 2 * z->count) slots *= 2;
    uint64_t *bits = wv_arena_alloc(arena, lines * sizeof *bits);
    uint16_t *tags = wv_arena_alloc(arena, slots * sizeof *tags);
    if (!bits || !tags) return false;
    g->line_mask = lines - 1, g->slot_mask = slots - 1;
    g->bits = bits, g->tags = tags;
    g->key_count = z->count;
    for (uint32_t i = 0; i < z->capacity; i++) {
        uint64_t key = z->keys[i];
        if (!key) continue;
        bits[wv_wordgate_line(g, key)] |= wv_wordgate_three(key);
        uint32_t at = wv_wordgate_slot(g, key);
        while (tags[at]) at = (at + 1) & g->slot_mask;
        tags[at] = wv_wordgate_tag(key);
    }
    return true;
}

/* Swaps by the letter they begin with, the longest first, so that few are tried at a place. */
static void order_swaps(wv_wordgate *g)
{
    uint32_t count, n = 0;
    const wv_spelling_swap *swaps = wv_spelling_swaps(&count);
    for (uint32_t letter = 0; letter <= WV_WORDGATE_LETTERS; letter++) {
        g->swap_first[letter] = (uint8_t)n;
        for (uint32_t bytes = WV_SPELLING_BYTES_MAX + 1; bytes-- > 0;)
            for (uint32_t i = 0; i < count && letter < WV_WORDGATE_LETTERS; i++) {
                wv_str from = swaps[i].from;
                if (from.n != bytes || wv_wordgate_letter(from.n ? from.p[0] : 0) != letter)
                    continue;
                if (n == g->swap_first[letter]) g->swap_bytes[letter] = (uint8_t)bytes;
                g->swaps[n++] = (uint8_t)i;
            }
    }
}

static void order_endings(wv_wordgate *g)
{
    uint32_t n = 0;
    for (uint32_t letter = 0; letter <= WV_WORDGATE_LETTERS; letter++) {
        g->ending_first[letter] = (uint8_t)n;
        for (uint32_t i = 0; i < ENDING_COUNT && letter < WV_WORDGATE_LETTERS; i++) {
            wv_str ending = wv_str_of(ENDINGS[i]);
            if (wv_wordgate_letter(ending.p[ending.n - 1]) != letter) continue;
            wv_wordgate_ending *e = &g->endings[n++];
            e->bytes = ending.n;
            for (size_t k = 0; k < sizeof STEMMER_ENDINGS / sizeof *STEMMER_ENDINGS; k++)
                e->by_stemmer |= wv_str_is(ending, STEMMER_ENDINGS[k]);
            e->mask = UINT64_MAX << (64 - 8 * ending.n);
            for (uint32_t k = 0; k < ending.n; k++)
                e->letters |= (uint64_t)(unsigned char)ending.p[ending.n - 1 - k] << (56 - 8 * k);
        }
    }
}

wv_rc wv_wordgate_make(const wv_wordbook *book, wv_arena *arena, const wv_wordgate **out)
{
    gatherer z = {.fronts = wv_arena_alloc(arena, WV_WORDGATE_THREES / 8),
                  .backs = wv_arena_alloc(arena, WV_WORDGATE_THREES / 8)};
    wv_wordgate *g = wv_arena_alloc(arena, sizeof *g);
    if (!g || !z.fronts || !z.backs) return WV_E_NOMEM;
    g->fronts = z.fronts, g->backs = z.backs;
    z.g = g;
    g->typos = book->typo_count > 0;
    order_swaps(g);
    order_endings(g);
    gather(&z, book);
    bool ok = !z.failed && lay_out(&z, g, arena);
    wv_mem_free(z.keys);
    *out = g;
    return ok ? WV_OK : WV_E_NOMEM;
}
