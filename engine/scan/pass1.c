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

_Static_assert(WV_PIECE_MANY == WV_SKETCH_MANY << 2 && WV_PIECE_NUMBER == WV_SKETCH_LOOSE << 2,
               "a piece's flags become those of its place by a shift");

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
    for (uint32_t i = 0; i < set->mask_count; i++)
        c->sieve[set->masks[i].word] |= set->masks[i].bits;
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

static void end_chunk(const chunker *c)
{
    c->at->piece_count = c->s->chunk_pieces.count - c->at->pieces_at;
    c->s->sentence_count++;
}

/* A piece of an empty set, as most are, is a place and nothing else; one without a word, such as a
 * dash, is not even that: the next one is written over it. */
static bool add_batch(chunker *c, const wv_span *spans, uint32_t n, bool *blob)
{
    wv_scratch *s = c->s;
    wv_piece pieces[WV_PIECE_BATCH];
    const bool whole = s->named.count > 0;
    if (!make_room(s, n) || !wv_scan_pieces(s, s->text, spans, n, pieces)) return false;
    uint32_t *places = s->chunk_pieces.items, count = s->chunk_pieces.count;
    bool ends = c->ends;
    for (uint32_t i = 0; i < n && !*blob; i++) {
        const wv_piece piece = pieces[i];
        if (ends && !whole && is_capital(s->text.p[spans[i].start]) && count > c->at->pieces_at) {
            s->chunk_pieces.count = count;
            end_chunk(c);
            if (!begin_chunk(c, spans[i].start)) return false;
        }
        places[count] =
            piece.set << WV_SKETCH_SHIFT | (piece.flags >> 2 & (WV_SKETCH_MANY | WV_SKETCH_LOOSE));
        count += piece.flags & WV_PIECE_WORD;
        ends = piece.flags & WV_PIECE_ENDS;
        *blob = piece.flags & WV_PIECE_BLOB;
        if (piece.set) add_set(c, piece.set);
    }
    s->chunk_pieces.count = count;
    c->ends = ends;
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
    if (!*blob) end_chunk(&c);
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
