/* SPDX-License-Identifier: EUPL-1.2 */
/* words.c: a text -> keys, for the index and for queries alike.
 *
 * In: text. Out: keys with their places. Neighbours: text/normalise.h and text/analyse.h know the
 * words; db.c hands this to FTS5. Invariants: no pack and no lexicon takes part, so an index only
 * ages with the engine; the version is a hash of what this very code makes of a fixed text. Cost:
 * an analysis per distinct word, a look-up for the others. */
#include "store/words.h"

#include "base/map.h"
#include "crypto/sha256.h"
#include "text/analyse.h"
#include "text/edges.h"
#include "text/normalise.h"
#include "text/tokens.h"

/* As a scratch of the scan: a year of one case has fewer distinct words. */
enum { WORDS_MAX = 60000 };

typedef struct word_keys {
    const char *keys; /* NUL after each */
    uint16_t part_keys[WV_NORMAL_PARTS_MAX];
    uint16_t start[WV_NORMAL_PARTS_MAX], end[WV_NORMAL_PARTS_MAX];
    uint8_t part_count;
} word_keys;

struct wv_words_keys {
    wv_tokens tokens;
    wv_arena arena;
    wv_map map;
    word_keys *words;
    uint32_t count, capacity;
    char version[33];
};

wv_rc wv_words_keys_new(wv_words_keys **out)
{
    wv_words_keys *k = wv_mem_new(sizeof *k);
    if (!k) return WV_E_NOMEM;
    wv_tokens_init(&k->tokens);
    wv_arena_init(&k->arena);
    wv_map_init(&k->map);
    *out = k;
    return WV_OK;
}

void wv_words_keys_free(wv_words_keys *k)
{
    if (!k) return;
    wv_tokens_done(&k->tokens);
    wv_arena_done(&k->arena);
    wv_map_done(&k->map);
    wv_mem_free(k->words);
    wv_mem_free(k);
}

static bool has_key(const wv_buf *b, size_t from, const char *key, uint8_t bytes)
{
    for (size_t at = from; at < b->n; at += strlen(b->p + at) + 1)
        if (strlen(b->p + at) == bytes && memcmp(b->p + at, key, bytes) == 0) return true;
    return false;
}

/* The distinct keys of one part, best analysis first. */
static uint16_t add_part(wv_buf *b, const wv_normal_part *part)
{
    wv_analysis a[WV_ANALYSES_MAX];
    size_t from = b->n;
    uint16_t count = 0;
    int n = wv_analyse((wv_str){part->word, part->bytes}, a);
    for (int i = 0; i < n; i++) {
        if (!a[i].key_bytes || has_key(b, from, a[i].key, a[i].key_bytes)) continue;
        wv_buf_add(b, a[i].key, a[i].key_bytes);
        wv_buf_byte(b, '\0');
        count++;
    }
    return count;
}

static void analyse_word(wv_buf *b, wv_str raw, word_keys *out)
{
    wv_normal spelt[WV_NORMALS_MAX];
    int n = wv_normalise(raw, spelt);
    const wv_normal *used = &spelt[wv_normal_best(spelt, n)];
    for (uint8_t i = 0; i < used->part_count; i++) {
        uint16_t count = add_part(b, &used->parts[i]);
        if (!count) continue;
        out->part_keys[out->part_count] = count;
        out->start[out->part_count] = used->parts[i].start;
        out->end[out->part_count++] = used->parts[i].end;
    }
}

/* Telephone numbers are the same however they are cut up; the rest is itself, in lower case. */
static void copy_token(wv_buf *b, wv_str raw, uint8_t kind, word_keys *out)
{
    uint32_t written = 0;
    for (uint32_t i = 0; i < raw.n && written < WV_KEY_BYTES_MAX; i++) {
        char c = wv_edges_lower(raw.p[i]);
        if (c == '\0' || (kind == WV_TOKEN_PHONE && (c < '0' || c > '9'))) continue;
        wv_buf_byte(b, c);
        written++;
    }
    if (!written) return;
    wv_buf_byte(b, '\0');
    out->part_count = 1;
    out->part_keys[0] = 1;
    out->end[0] = (uint16_t)(raw.n < UINT16_MAX ? raw.n : UINT16_MAX);
}

static const word_keys *add_word(wv_words_keys *k, wv_str raw, uint8_t kind)
{
    wv_buf b;
    word_keys w = {0};
    wv_str name = wv_arena_str(&k->arena, raw);
    if (!name.p || !wv_mem_grow((void **)&k->words, &k->capacity, k->count + 1, sizeof *k->words))
        return NULL;
    wv_buf_init(&b);
    if (kind == WV_TOKEN_WORD)
        analyse_word(&b, raw, &w);
    else
        copy_token(&b, raw, kind, &w);
    wv_str kept = wv_arena_str(&k->arena, (wv_str){b.p ? b.p : "", (uint32_t)b.n});
    bool failed = b.failed || !kept.p;
    wv_buf_done(&b);
    if (failed || !wv_map_put(&k->map, name, k->count, NULL)) return NULL;
    w.keys = kept.p;
    k->words[k->count] = w;
    return &k->words[k->count++];
}

/* A word of a kind of its own only ever looks so: what is a number once is one always. */
static const word_keys *keys_of(wv_words_keys *k, wv_str raw, uint8_t kind)
{
    const uint32_t *known = wv_map_get(&k->map, raw);
    return known ? &k->words[*known] : add_word(k, raw, kind);
}

static void trim(wv_words_keys *k)
{
    if (k->count < WORDS_MAX) return;
    wv_map_clear(&k->map);
    wv_arena_reset(&k->arena);
    k->count = 0;
}

static wv_rc give_word(const word_keys *w, uint32_t at, wv_db_give give, void *into)
{
    const char *key = w->keys;
    for (uint8_t p = 0; p < w->part_count; p++) {
        wv_span span = {at + w->start[p], at + w->end[p]};
        for (uint16_t i = 0; i < w->part_keys[p]; i++) {
            wv_str token = wv_str_of(key);
            wv_rc rc = give(into, token, span, i > 0);
            if (rc) return rc;
            key += token.n + 1;
        }
    }
    return WV_OK;
}

wv_rc wv_words_split(void *ctx, wv_str text, wv_db_give give, void *into)
{
    wv_words_keys *k = ctx;
    trim(k);
    wv_rc rc = wv_tokenise(text, &k->tokens);
    for (uint32_t i = 0; rc == WV_OK && i < k->tokens.count; i++) {
        const wv_token *t = &k->tokens.items[i];
        if (t->kind == WV_TOKEN_PUNCT) continue;
        const word_keys *w = keys_of(k, (wv_str){text.p + t->start, t->end - t->start}, t->kind);
        rc = w ? give_word(w, t->start, give, into) : WV_E_NOMEM;
    }
    return rc;
}

static wv_rc hash_token(void *into, wv_str token, wv_span at, bool again)
{
    unsigned char place[2] = {(unsigned char)at.start, again};
    wv_sha256_add(into, place, sizeof place);
    wv_sha256_add(into, token.p, token.n);
    return WV_OK;
}

/* Strong and weak verbs, split ones, nouns with plurals and small forms, compounds, chat and police
 * spellings, masks, numbers: a change in any part that makes keys changes a key in here. */
static const char FIXED[] =
    "bedreigen bedreigde bedreigt bedreigd bedreigingen slaan sloeg geslagen sla slagen wurgde "
    "gewurgd verwurging keel kelen hals halsen dichtkneep dichtgeknepen knijpen stalkte stalking "
    "belaagd volgde achtervolgt gevolgd bellen belde gebeld opgebeld appte appjes berichtje "
    "berichten mes messen wapens pistool huis huizen thuis kinderen kind kindje dochtertje zoon "
    "moeder moeders vader aangeefster verdachte aangfst vd bekl t.h.v. kga komje nooooit gwn idd "
    "m00rd k*t d.o.o.d moord vermoorden vermoordt dood doodmaken maak maken schreeuwde "
    "geschreeuwd bang bange banger angstig angst controleert controleerde telefoon telefoons "
    "wachtwoorden gps-tracker airtag contactverbod straatverbod huisverbod gebiedsverboden "
    "vernielde vernield autobanden geld pinpas mocht mag mogen niet nooit geen ging gegaan "
    "06-12345678 14:10 3-2-2026 € 0,01 40x zelfmoord zelfdoding rook rookte ruikt "
    "één café überhaupt z'n d'r 's avonds foto's video’s";

const char *wv_words_version(wv_words_keys *k)
{
    wv_sha256_state h;
    uint8_t hash[32];
    char hex[65];
    if (k->version[0]) return k->version;
    wv_sha256_begin(&h);
    wv_rc rc = wv_words_split(k, WV_STR(FIXED), hash_token, &h);
    wv_sha256_end(&h, hash);
    wv_sha256_hex(hash, hex);
    if (rc == WV_OK) memcpy(k->version, hex, 32);
    return k->version;
}
