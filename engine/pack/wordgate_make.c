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
 * about a tenth of a second for 110,000 of them. */
#include "pack/wordbook.h"
#include "pack/wordgate_letters.h"
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

/* Keys, each once: open addressing; 0 is free. */
typedef struct keys {
    uint64_t *items;
    uint32_t count, capacity;
} keys;

typedef struct gatherer {
    keys tagged, ends, few;
    const wv_wordgate *g; /* its endings */
    uint16_t *threes;
    bool failed;
} gatherer;

static bool grow(keys *k)
{
    uint32_t capacity = k->capacity ? 2 * k->capacity : 1 << 14;
    uint64_t *items = wv_mem_new(capacity * sizeof *items);
    if (!items) return false;
    for (uint32_t i = 0; i < k->capacity; i++) {
        uint32_t at = (uint32_t)(k->items[i] >> 20) & (capacity - 1);
        while (k->items[i] && items[at]) at = (at + 1) & (capacity - 1);
        if (k->items[i]) items[at] = k->items[i];
    }
    wv_mem_free(k->items);
    k->items = items;
    k->capacity = capacity;
    return true;
}

/* True when the key is new. */
static bool add_to(gatherer *z, keys *k, uint64_t key)
{
    if (!key) key = 1; /* one in 2^64: 0 is free, so this one would never be found */
    if (z->failed || (2 * (k->count + 1) > k->capacity && !grow(k))) {
        z->failed = true;
        return false;
    }
    uint32_t at = (uint32_t)(key >> 20) & (k->capacity - 1);
    for (; k->items[at]; at = (at + 1) & (k->capacity - 1))
        if (k->items[at] == key) return false;
    k->items[at] = key;
    k->count++;
    return true;
}

static bool add(gatherer *z, uint64_t hash, wv_wordgate_kind kind)
{
    keys *k = kind < WV_WORDGATE_FRONT ? &z->tagged : &z->ends;
    return add_to(z, k, wv_wordgate_key(hash, kind));
}

static bool add_few(gatherer *z, uint64_t packed, wv_wordgate_few_kind kind)
{
    return add_to(z, &z->few, wv_wordgate_few_key(packed, kind));
}

static void take(wv_wordgate_letters *l, wv_str w)
{
    wv_wordgate_take(l, w);
    wv_wordgate_hash(l);
}

/* The longest first: when it is there, so are the shorter ones. */
static void add_beginnings(gatherer *z, const wv_wordgate_letters *l, uint32_t n)
{
    uint64_t packed = wv_wordgate_pack(l->fore[0]);
    if (n > WV_WORDGATE_SIDE_BYTES) n = WV_WORDGATE_SIDE_BYTES;
    for (; n >= 2 && add_few(z, wv_wordgate_first(packed, n), WV_WORDGATE_BEGIN); n--) {
    }
}

static void add_stem_of(gatherer *z, const wv_wordgate_letters *l, uint32_t n)
{
    if (add(z, wv_wordgate_fore(l, n), WV_WORDGATE_STEM)) add_beginnings(z, l, n);
}

static bool fits(wv_str w)
{
    return w.n >= 2 && w.n <= WV_WORDGATE_BYTES_MAX;
}

/* A word of the list, which a misspelling may stand for. */
static void add_whole(gatherer *z, const wv_wordgate_letters *l)
{
    uint64_t first = wv_wordgate_pack(l->fore[0]), last = wv_wordgate_pack(l->aft[0]);
    if (l->n < 3 || !add(z, wv_wordgate_fore(l, l->n), WV_WORDGATE_FULL)) return;
    add_beginnings(z, l, l->n);
    add_few(z, wv_wordgate_first(first, 3) | wv_wordgate_last(last, 3) << 15, WV_WORDGATE_SIDES);
    uint32_t n = l->n < WV_WORDGATE_SIDE_BYTES ? l->n : WV_WORDGATE_SIDE_BYTES;
    for (; n >= 3 && add_few(z, wv_wordgate_last(last, n), WV_WORDGATE_END); n--) {
    }
    for (n = l->n; n >= 3 && add(z, wv_wordgate_fore(l, n), WV_WORDGATE_FRONT); n--) {
    }
    for (n = l->n; n >= 3 && add(z, wv_wordgate_aft(l, n), WV_WORDGATE_BACK); n--) {
    }
}

static void add_form(void *ctx, wv_str form)
{
    gatherer *z = ctx;
    wv_wordgate_letters l;
    if (!fits(form)) return;
    take(&l, form);
    add_stem_of(z, &l, form.n);
    uint32_t letter = (uint32_t)(unsigned char)form.p[form.n - 1] - 'a';
    uint32_t i = letter < 26 ? z->g->ending_first[letter] : 0;
    uint32_t end = letter < 26 ? z->g->ending_first[letter + 1] : 0;
    for (; i < end; i++) {
        const wv_wordgate_ending *e = &z->g->endings[i];
        if (form.n >= e->bytes + 2 && (l.aft[0] & e->mask) == e->letters)
            add_stem_of(z, &l, form.n - e->bytes);
    }
    if (wv_words_has(form)) add_whole(z, &l);
    if (!wv_str_ends(form, WV_STR("ing"))) return; /* mededelinkje */
    char room[WV_WORDGATE_BYTES_MAX];
    memcpy(room, form.p, form.n);
    room[form.n - 1] = 'k';
    take(&l, (wv_str){room, form.n});
    add_stem_of(z, &l, form.n);
}

/* Words of the list that only analysis knows: bijtte beside beet, haaren. Most of them are a key
 * and an ending; a misspelling may stand for them too. */
static void add_unlisted(gatherer *z, wv_str key)
{
    static const char *const endings[] = {"t", "te", "ten", "de", "den", "d", "en", "e", "n", "s"};
    char room[WV_WORDGATE_BYTES_MAX];
    wv_wordgate_letters l;
    if (key.n < 2 || key.n + 3 > sizeof room) return;
    memcpy(room, key.p, key.n);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        uint32_t n = (uint32_t)strlen(endings[i]);
        memcpy(room + key.n, endings[i], n);
        wv_str form = {room, key.n + n};
        if (!wv_words_has(form)) continue;
        take(&l, form);
        add_whole(z, &l);
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

/* The threes that end in the last three letters of a word, or begin with its first three; when it
 * has fewer, those with any letter for what misses. The first letter is in the lowest bits. */
typedef struct row {
    uint32_t first, step, count;
} row;

static row row_of(wv_str w, bool from_end)
{
    uint32_t known = w.n < 3 ? w.n : 3, letters = 0;
    const char *piece = from_end ? w.p + w.n - known : w.p;
    for (uint32_t i = 0; i < known; i++) letters |= (uint32_t)(piece[i] & 31) << 5 * i;
    uint32_t count = 1u << 5 * (3 - known);
    return from_end ? (row){letters * count, 1, count} : (row){letters, 1u << 5 * known, count};
}

static void mark(uint16_t *threes, wv_str w, bool from_end, wv_wordgate_mark what)
{
    row r = row_of(w, from_end);
    for (uint32_t i = 0; i < r.count; i++) threes[r.first + i * r.step] |= (uint16_t)what;
}

/* `what` is a number among the marks, which begins at bit `at`; the greatest stays. */
static void raise_to(uint16_t *threes, wv_str w, bool from_end, uint32_t at, uint32_t number)
{
    row r = row_of(w, from_end);
    for (uint32_t i = 0; i < r.count; i++) {
        uint16_t *three = &threes[r.first + i * r.step];
        uint32_t now = (uint32_t)*three >> at & 7;
        if (now < number) *three = (uint16_t)(*three ^ (now ^ number) << at);
    }
}

static void add_noun_key(gatherer *z, wv_str key)
{
    wv_wordgate_letters l;
    if (!fits(key)) return;
    take(&l, key);
    add(z, wv_wordgate_fore(&l, key.n), WV_WORDGATE_NOUN);
    add_beginnings(z, &l, key.n);
    if (key.n < 4)
        mark(z->threes, key, false, WV_WORDGATE_NOUN3);
    else
        add_few(z, wv_wordgate_first(wv_wordgate_pack(l.fore[0]), 4), WV_WORDGATE_NOUN4);
}

/* The last vowel doubled: libstemmer makes "man" of "maan". */
static void add_noun(gatherer *z, wv_str key)
{
    char room[WV_WORDGATE_BYTES_MAX];
    uint32_t n = key.n;
    if (!fits(key)) return;
    add_noun_key(z, key);
    if (n == sizeof room || !memchr("aeou", key.p[n - 2], 4)) return;
    memcpy(room, key.p, n - 1);
    room[n - 1] = key.p[n - 2];
    room[n] = key.p[n - 1];
    add_noun_key(z, (wv_str){room, n + 1});
}

static void add_head(void *ctx, wv_str form)
{
    gatherer *z = ctx;
    wv_wordgate_letters l;
    if (!fits(form)) return;
    take(&l, form);
    add(z, wv_wordgate_aft(&l, form.n), WV_WORDGATE_HEAD);
    mark(z->threes, form, true, WV_WORDGATE_TAIL);
}

static void add_first(void *ctx, wv_str part)
{
    gatherer *z = ctx;
    wv_wordgate_letters l;
    if (!fits(part) || part.n < 3) return; /* a shorter one is no part: is_compound */
    take(&l, part);
    add(z, wv_wordgate_fore(&l, part.n), WV_WORDGATE_FIRST);
    mark(z->threes, part, false, WV_WORDGATE_PART);
}

/* ---- what three letters may be ---- */

/* Can libstemmer take all of three letters, one ending after the other, with what may stand before
 * them? wordgate.c cuts a whole word in the same way. */
static bool is_chain(const wv_wordgate *g, const char three[3])
{
    uint32_t cuts = 1 << 3;
    for (uint32_t at = 3; at; at--) {
        if (!(cuts >> at & 1)) continue;
        if (at < 3 && (at == 1 || three[at - 1] == three[at - 2])) cuts |= 1u << (at - 1);
        uint32_t letter = wv_wordgate_letter(three[at - 1]);
        for (uint32_t i = g->ending_first[letter]; i < g->ending_first[letter + 1]; i++) {
            const wv_wordgate_ending *e = &g->endings[i];
            uint32_t shared = e->bytes < at ? e->bytes : at, k = 0;
            while (k < shared && (char)(e->letters >> (56 - 8 * k)) == three[at - 1 - k]) k++;
            if (e->by_stemmer && k == shared) cuts |= 1u << (at - shared);
        }
    }
    return cuts & 1;
}

static void mark_chains(const wv_wordgate *g, uint16_t *threes)
{
    for (char c = 'a'; c <= 'z'; c++) {
        uint32_t letter = wv_wordgate_letter(c);
        if (g->ending_first[letter] == g->ending_first[letter + 1]) continue;
        for (uint32_t i = 0; i < 26 * 26; i++) {
            char three[3] = {(char)('a' + i / 26), (char)('a' + i % 26), c};
            if (is_chain(g, three)) mark(threes, (wv_str){three, 3}, true, WV_WORDGATE_CHAIN);
        }
    }
}

/* The endings, and what a respelling may begin with: any letter, of which there may be two. */
static void mark_letters(const wv_wordgate *g, uint16_t *threes)
{
    static const char *const pronouns[] = {"je", "ie", "ge", "ik", "jij", "gij"};
    uint32_t swap_count, link_count;
    const wv_spelling_swap *swaps = wv_spelling_swaps(&swap_count);
    const wv_str *links = wv_spelling_links(&link_count);
    for (size_t i = 0; i < sizeof pronouns / sizeof *pronouns; i++)
        mark(threes, wv_str_of(pronouns[i]), true, WV_WORDGATE_PRONOUN);
    for (uint32_t i = 0; i < ENDING_COUNT; i++)
        raise_to(threes, wv_str_of(ENDINGS[i]), true, 0, (uint32_t)strlen(ENDINGS[i]));
    for (size_t i = 0; i < sizeof STEMMER_ENDINGS / sizeof *STEMMER_ENDINGS; i++)
        mark(threes, wv_str_of(STEMMER_ENDINGS[i]), true, WV_WORDGATE_STEMMER);
    mark_chains(g, threes);
    raise_to(threes, WV_STR(""), false, WV_WORDGATE_SWAPS_AT, 1);
    for (uint32_t i = 0; i < swap_count; i++)
        raise_to(threes, swaps[i].from, false, WV_WORDGATE_SWAPS_AT, swaps[i].from.n);
    for (uint32_t i = 0; i < link_count; i++)
        raise_to(threes, links[i], false, WV_WORDGATE_SWAPS_AT, links[i].n);
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

static uint64_t *lay_bits(wv_wordgate_bits *b, const keys *k, const keys *more, wv_arena *arena)
{
    enum { KEYS_A_LINE = 6 };
    const keys *both[] = {k, more};
    uint32_t lines = 64, count = k->count + (more ? more->count : 0);
    while (lines * KEYS_A_LINE < count) lines *= 2;
    uint64_t *bits = wv_arena_alloc(arena, lines * sizeof *bits);
    b->line_mask = lines - 1;
    b->lines = bits;
    for (int which = 0; bits && which < 2 && both[which]; which++)
        for (uint32_t i = 0; i < both[which]->capacity; i++) {
            uint64_t key = both[which]->items[i];
            if (key) bits[wv_wordgate_line(b, key)] |= wv_wordgate_own_bits(key);
        }
    return bits;
}

static bool lay_out(const gatherer *z, wv_wordgate *g, wv_arena *arena)
{
    uint32_t slots = 64;
    while (slots < 2 * z->tagged.count) slots *= 2;
    uint16_t *tags = wv_arena_alloc(arena, slots * sizeof *tags);
    if (!tags || !lay_bits(&g->all, &z->tagged, &z->ends, arena) ||
        !lay_bits(&g->few, &z->few, NULL, arena))
        return false;
    g->slot_mask = slots - 1;
    g->tags = tags;
    g->key_count = z->tagged.count + z->ends.count + z->few.count;
    for (uint32_t i = 0; i < z->tagged.capacity; i++) {
        uint64_t key = z->tagged.items[i];
        if (!key) continue;
        uint32_t at = wv_wordgate_slot(g, key);
        while (tags[at]) at = (at + 1) & g->slot_mask;
        tags[at] = wv_wordgate_tag(key);
    }
    return true;
}

/* As the first letters of an eight: see wordgate_letters.h. */
static uint32_t four_of(wv_str letters)
{
    uint32_t four = 0;
    for (uint32_t i = 0; i < letters.n; i++) four |= (uint32_t)(unsigned char)letters.p[i] << 8 * i;
    return four;
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
                wv_str from = swaps[i].from, to = swaps[i].to;
                if (from.n != bytes || wv_wordgate_letter(from.n ? from.p[0] : 0) != letter)
                    continue;
                uint32_t mask = bytes ? UINT32_MAX >> 8 * (4 - bytes) : 0;
                g->swaps[n++] = (wv_wordgate_swap){mask, four_of(from), four_of(to), (uint8_t)bytes,
                                                   (uint8_t)to.n};
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
    wv_wordgate *g = wv_arena_alloc(arena, sizeof *g);
    uint16_t *threes = wv_arena_alloc(arena, WV_WORDGATE_THREES * sizeof *threes);
    if (!g || !threes) return WV_E_NOMEM;
    gatherer z = {.g = g, .threes = threes};
    g->threes = threes;
    g->typos = book->typo_count > 0;
    order_swaps(g);
    order_endings(g);
    mark_letters(g, threes);
    gather(&z, book);
    bool ok = !z.failed && lay_out(&z, g, arena);
    wv_mem_free(z.tagged.items);
    wv_mem_free(z.ends.items);
    wv_mem_free(z.few.items);
    *out = g;
    return ok ? WV_OK : WV_E_NOMEM;
}
