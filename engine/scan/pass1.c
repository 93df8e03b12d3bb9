/* SPDX-License-Identifier: EUPL-1.2 */
/* pass1.c: may anything match in a record at all? Over its raw text, without tokens or sentences.
 *
 *   text     Hij kwam thuis. Zij was bang dat hij zou terugkomen, zei ze.
 *   pieces   [Hij][kwam][thuis.][Zij][was][bang] ...     text/pieces.h: 64 bytes a step
 *   memo     [set][set][set,ends] ...                    scan/pieces.h: a probe a piece
 *   chunks   |-----------------||----------- ...         cut where a sentence surely ends
 *   sieve    bits of the sets, gates they begin to open  sieve.c, as for sentences
 *
 * In: a record. Out: whether it has a candidate. Neighbours: scan.c goes on with sentences.c when
 * it has. Invariants: each chunk is one or more whole sentences, each with its words and perhaps
 * more, so that what is no candidate here is none there. A chunk is cut only behind a mark that
 * ends a sentence before whatever begins with a capital (text/sentences.c), and only when it has a
 * word, so that sentences next to each other stand in one chunk or in two next to each other. Names
 * of persons are tokens of their own (named.h): a record with names in its text is one chunk. Cost:
 * a probe and a dozen masks a word. */
#include "scan/pieces.h"
#include "scan/scratch.h"
#include "text/pieces.h"

/* The chunk at hand. Its arrays have room for the pieces of a batch. */
typedef struct chunker {
    wv_scratch *s;
    wv_scan_sentence *at;
    uint64_t *sieve;
    bool ends; /* its last piece ends a sentence before a capital */
} chunker;

_Static_assert(WV_PIECE_MANY >> WV_PIECE_PLACE_SHIFT == WV_SKETCH_MANY &&
                   WV_PIECE_NUMBER >> WV_PIECE_PLACE_SHIFT == WV_SKETCH_LOOSE &&
                   WV_PIECE_SET_SHIFT - WV_PIECE_PLACE_SHIFT == WV_SKETCH_SHIFT,
               "a piece's code becomes its place by a shift");

static bool begin_chunk(chunker *c, uint32_t start)
{
    wv_scratch *s = c->s;
    if (!wv_scan_begin_sieve(s) || !wv_mem_grow((void **)&s->sentences, &s->sentence_capacity,
                                                s->sentence_count + 1, sizeof *s->sentences))
        return false;
    c->at = &s->sentences[s->sentence_count];
    *c->at = (wv_scan_sentence){
        .first_token = start, .keyed_at = s->keyed.count, .pieces_at = s->chunk_pieces.count};
    c->sieve = wv_sieve_of(s, s->sentence_count);
    c->ends = false;
    return true;
}

static bool make_room(wv_scratch *s, uint32_t pieces)
{
    return wv_mem_grow((void **)&s->keyed.items, &s->keyed.capacity, s->keyed.count + pieces,
                       sizeof *s->keyed.items) &&
           wv_mem_grow((void **)&s->chunk_pieces.items, &s->chunk_pieces.capacity,
                       s->chunk_pieces.count + pieces, sizeof *s->chunk_pieces.items);
}

static inline void add_set(chunker *c, uint32_t id)
{
    wv_scratch *s = c->s;
    const wv_set *set = &s->sets[id];
    wv_sieve_add(s, c->sieve, set);
    if (!set->keys.count) return;
    c->at->keyed_count++;
    s->keyed.items[s->keyed.count++] = id;
}

static bool add_names(chunker *c)
{
    wv_scratch *s = c->s;
    if (!make_room(s, s->named.count)) return false;
    for (uint32_t i = 0; i < s->named.count; i++) {
        const wv_lex *lex = wv_scan_named_lex(s, s->named.items[i].role);
        if (!lex) return false;
        add_set(c, lex->set);
    }
    return true;
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* A piece that is more than a place: it has classes, or ends a sentence. */
typedef struct event {
    uint16_t piece;
    uint16_t place; /* places of the batch up to and with it */
} event;

/* Most pieces are a place and nothing else; one without a word, such as a dash, is not even that:
 * the next one is written over it. No branch: what is a place or an event is added up. */
static uint32_t place_all(const uint32_t *codes, uint32_t n, uint32_t *places, event *events,
                          uint32_t *count)
{
    uint32_t k = 0, found = 0;
    for (uint32_t i = 0; i < n; i++) {
        places[k] = codes[i] >> WV_PIECE_PLACE_SHIFT;
        k += codes[i] & WV_PIECE_WORD;
        events[found] = (event){(uint16_t)i, (uint16_t)k};
        found += codes[i] > WV_PIECE_PLAIN;
    }
    *count = k;
    return found;
}

/* Before a piece that begins with a capital, behind one that ends a sentence; a chunk has a word. */
static bool cut_before(chunker *c, wv_span piece, uint32_t places)
{
    wv_scratch *s = c->s;
    if (!is_capital(s->text.p[piece.start]) || places == c->at->pieces_at) return true;
    if (s->named.count) return true; /* one chunk */
    s->chunk_pieces.count = places;
    c->at->piece_count = places - c->at->pieces_at;
    s->sentence_count++;
    return begin_chunk(c, piece.start);
}

static bool add_batch(chunker *c, const wv_span *spans, uint32_t n, bool *blob)
{
    wv_scratch *s = c->s;
    uint32_t codes[WV_PIECE_BATCH], count;
    event events[WV_PIECE_BATCH];
    if (!make_room(s, n) || !wv_scan_pieces(s, s->text, spans, n, codes)) return false;
    const uint32_t before = s->chunk_pieces.count;
    if (c->ends && !cut_before(c, spans[0], before)) return false;
    const uint32_t found = place_all(codes, n, s->chunk_pieces.items + before, events, &count);
    for (uint32_t e = 0; e < found; e++) {
        const uint32_t i = events[e].piece, code = codes[i];
        if (code >> WV_PIECE_SET_SHIFT) add_set(c, code >> WV_PIECE_SET_SHIFT);
        *blob |= (code & WV_PIECE_BLOB) != 0;
        if ((code & WV_PIECE_ENDS) && i + 1 < n &&
            !cut_before(c, spans[i + 1], before + events[e].place))
            return false;
    }
    s->chunk_pieces.count = before + count;
    c->ends = codes[n - 1] & WV_PIECE_ENDS;
    return true;
}

bool wv_scan_chunks(wv_scratch *s, bool *blob)
{
    wv_span spans[WV_PIECE_BATCH];
    wv_pieces cutter;
    chunker c = {.s = s};
    *blob = false;
    if (!begin_chunk(&c, 0) || !add_names(&c)) return false;
    wv_pieces_begin(&cutter, s->text);
    for (uint32_t n; (n = wv_pieces_next(&cutter, spans, WV_PIECE_BATCH)) != 0 && !*blob;)
        if (!add_batch(&c, spans, n, blob)) return false;
    if (*blob) return true;
    c.at->piece_count = s->chunk_pieces.count - c.at->pieces_at;
    s->sentence_count++;
    return true;
}

wv_rc wv_scan_pass1(wv_scratch *s, bool *candidate)
{
    bool blob;
    *candidate = true;
    if (s->m->ungated_count) return WV_OK; /* a regex without words is looked for everywhere */
    wv_rc rc = wv_scan_chunks(s, &blob) ? WV_OK : WV_E_NOMEM;
    if (rc == WV_OK && !blob) {
        s->chunks = true;
        rc = wv_scan_sieve(s);
        s->chunks = false;
        s->chunked = true;
        *candidate = s->candidates.count > 0;
        if (rc == WV_OK && *candidate && !wv_live_note(s)) rc = WV_E_NOMEM;
    }
    s->tried_base += s->sentence_count;
    s->sentence_count = s->keyed.count = s->candidates.count = 0;
    return rc;
}
